"""Facts of a report's journey. `public` ones make the timeline that everyone may read.

Facts hold ids, codes, dates and old and new values; text and names stay in their tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class ReportSubmitted(Fact):
    """A resident sent a report and got a receipt."""

    label = _l("Sent")
    public = True
    code: str
    kind: str
    category: str
    neighbourhood_id: int | None
    photo_count: int
    has_account: bool
    has_contact: bool


@event_kind
@dataclass(frozen=True)
class ReportImported(Fact):
    """A case came from another system with its history."""

    label = _l("Taken over from another system")
    no_handler = True
    public = True
    code: str
    source: str
    external_id: str


@event_kind
@dataclass(frozen=True)
class DueDateSet(Fact):
    """A limit was set or counted again; `reason`: submitted, forwarded, reopened, waiting, calendar."""

    label = _l("Limit set")
    no_handler = True
    public = True
    due_at: str
    previous: str | None
    reason: str
    days: int
    unit: str


@event_kind
@dataclass(frozen=True)
class DueDateExtended(Fact):
    """A leader extended the limit."""

    label = _l("Limit extended")
    no_handler = True
    public = True
    due_at: str
    previous: str


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
class SenderAsked(Fact):
    """The ward needs something more from the sender."""

    label = _l("The sender was asked for more")
    public = True
    clock_rests: bool


@event_kind
@dataclass(frozen=True)
class SenderReplied(Fact):
    """The sender added what was asked."""

    label = _l("The sender replied")
    public = True


@event_kind
@dataclass(frozen=True)
class WaitingEnded(Fact):
    """The ward went on without a reply."""

    label = _l("Work went on")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class AnswerDrafted(Fact):
    """An answer was written and waits for approval."""

    label = _l("Answer drafted")
    no_handler = True
    answer_id: int


@event_kind
@dataclass(frozen=True)
class AnswerReturned(Fact):
    """A leader sent the draft back."""

    label = _l("Draft returned for changes")
    answer_id: int


@event_kind
@dataclass(frozen=True)
class AnswerApproved(Fact):
    """A second person approved the draft."""

    label = _l("Answer approved")
    no_handler = True
    answer_id: int
    author_id: int | None


@event_kind
@dataclass(frozen=True)
class AnswerPublished(Fact):
    """The answer was given to the sender and, unless private, to everyone."""

    label = _l("Answered")
    public = True
    answer_id: int
    visibility: str
    is_fixed: bool
    is_on_time: bool


@event_kind
@dataclass(frozen=True)
class AnswerCorrected(Fact):
    """A published answer was corrected; the earlier words stay readable."""

    label = _l("Answer corrected")
    no_handler = True
    public = True
    answer_id: int
    version: int


@event_kind
@dataclass(frozen=True)
class ReportJudged(Fact):
    """The sender said whether it is solved."""

    label = _l("Judged by the sender")
    no_handler = True
    public = True
    answer_id: int
    solved: str
    satisfaction: int | None


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
class ReportRefused(Fact):
    """The ward did not accept the report, on a named ground."""

    label = _l("Not accepted")
    public = True
    ground: str


@event_kind
@dataclass(frozen=True)
class ReportMerged(Fact):
    """The case was joined to another about the same thing."""

    label = _l("Merged with another case")
    no_handler = True
    public = True
    into: str


@event_kind
@dataclass(frozen=True)
class ReportWithdrawn(Fact):
    """The sender took the report back."""

    label = _l("Withdrawn by the sender")
    no_handler = True
    public = True


@event_kind
@dataclass(frozen=True)
class NoteWritten(Fact):
    """Staff wrote an internal note."""

    label = _l("Internal note written")
    no_handler = True
    note_id: int


@event_kind
@dataclass(frozen=True)
class ReportFollowed(Fact):
    """Somebody began or ceased to follow the case."""

    label = _l("Followed")
    no_handler = True
    is_following: bool


@event_kind
@dataclass(frozen=True)
class PersonalDataErased(Fact):
    """The sender's name and contact were erased."""

    label = _l("Personal data erased")
    no_handler = True
