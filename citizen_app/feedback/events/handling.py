"""Facts of the ward's handling: received, assigned, forwarded, merged, refused, reopened, closed."""

from __future__ import annotations

from dataclasses import dataclass, field

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class ReportReceived(Fact):
    """The ward screened the report and decided who may read it."""

    label = _l("Received by the ward")
    no_handler = True
    public = True
    visibility: str
    category: str
    category_before: str
    is_text_changed: bool


@event_kind
@dataclass(frozen=True)
class ReportRescreened(Fact):
    """What the public reads was changed, or who may read it; `changed` names the parts."""

    label = _l("Public wording corrected")
    no_handler = True
    public = True
    visibility: str
    changed: list[str]


@event_kind
@dataclass(frozen=True)
class ReportAssigned(Fact):
    """A department, and perhaps a person, was made responsible."""

    label = _l("Assigned")
    public = True
    department_id: int
    handler_id: int | None
    department_before: int | None
    handler_before: int | None


@event_kind
@dataclass(frozen=True)
class WorkStarted(Fact):
    """The person responsible began."""

    label = _l("Work started")
    no_handler = True
    public = True


@event_kind
@dataclass(frozen=True)
class ReportReopened(Fact):
    """The case went back to work; `by` is sender or staff."""

    label = _l("Reopened")
    public = True
    by: str


@event_kind
@dataclass(frozen=True)
class ReportClosed(Fact):
    """Nobody objected within the window, or the sender is content."""

    label = _l("Closed")
    no_handler = True
    public = True


@event_kind
@dataclass(frozen=True)
class ReportForwarded(Fact):
    """The case went to another ward (by code) or to another body."""

    label = _l("Forwarded")
    public = True
    from_ward: str
    to_ward: str
    to_body: str


@event_kind
@dataclass(frozen=True)
class ReportForwardedWithin(Fact):
    """The case went to another department of the same ward."""

    label = _l("Forwarded to another department")
    public = True
    from_department: int | None
    to_department: int


@event_kind
@dataclass(frozen=True)
class ReportConfined(Fact):
    """It was marked that the case is about somebody of the ward; names stand in their table."""

    label = _l("Kept from those whom it is about")
    confined_to: str
    confined_before: str
    concern_count: int


@event_kind
@dataclass(frozen=True)
class PersonalDataMasked(Fact):
    """What the check for personal data found in a text, and what was done with it, by kind."""

    label = _l("Personal data checked")
    no_handler = True
    part: str
    masked: dict[str, int]
    kept: dict[str, int]


@event_kind
@dataclass(frozen=True)
class ReportRefused(Fact):
    """The ward did not accept the report, on a named ground."""

    label = _l("Not accepted")
    public = True
    ground: str


@event_kind
@dataclass(frozen=True)
class ReportMerged(Fact):
    """The case was joined to another about the same thing.

    Numbers of the rows that went along, so that they can come back (commands/moving_along.py).
    """

    label = _l("Merged with another case")
    public = True
    into: str
    supports: list[int] = field(default_factory=list)
    supports_both: list[int] = field(default_factory=list)
    follows: list[int] = field(default_factory=list)
    follows_both: list[int] = field(default_factory=list)
    follows_made: list[int] = field(default_factory=list)
    subscriptions: list[int] = field(default_factory=list)


@event_kind
@dataclass(frozen=True)
class ReportJoined(Fact):
    """Another case about the same thing was merged into this one, with its supporters."""

    label = _l("Another case was joined to it")
    no_handler = True
    public = True
    code: str
    supporters: int


@event_kind
@dataclass(frozen=True)
class ReportUnmerged(Fact):
    """A wrong merge was undone."""

    label = _l("Taken apart again")
    public = True
    out_of: str


@event_kind
@dataclass(frozen=True)
class NoteWritten(Fact):
    """Staff wrote an internal note."""

    label = _l("Internal note written")
    note_id: int
    mentioned: list[int]
