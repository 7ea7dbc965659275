"""Facts of a commitment: made, begun, kept, its date asked for and changed, its owner reminded."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class CommitmentMade(Fact):
    """The ward promised something with a date; `subject_type` says in what."""

    label = _l("Commitment made")
    no_handler = True
    public = True
    code: str
    due_on: str
    department_id: int | None
    subject_type: str


@event_kind
@dataclass(frozen=True)
class CommitmentStarted(Fact):
    """Work on it began."""

    label = _l("Work on a commitment begun")
    no_handler = True
    public = True
    code: str


@event_kind
@dataclass(frozen=True)
class CommitmentDone(Fact):
    """It was done, and how is written down."""

    label = _l("Commitment kept")
    public = True
    code: str
    is_on_time: bool


@event_kind
@dataclass(frozen=True)
class CommitmentDateAsked(Fact):
    """Somebody asks for another date."""

    label = _l("Another date for a commitment asked for")
    no_handler = True
    code: str
    wanted: str


@event_kind
@dataclass(frozen=True)
class CommitmentDateChanged(Fact):
    """A second person agreed to another date; the first one stays readable."""

    label = _l("Date of a commitment changed")
    no_handler = True
    public = True
    code: str
    due_on: str
    before: str


@event_kind
@dataclass(frozen=True)
class CommitmentDateRefused(Fact):
    """The date stays as it is."""

    label = _l("Another date for a commitment not agreed to")
    no_handler = True
    code: str
    wanted: str


@event_kind
@dataclass(frozen=True)
class CommitmentReminded(Fact):
    """Its owner is reminded; `when` is before or after the date."""

    label = _l("Reminder of a commitment")
    code: str
    when: str
    due_on: str


@event_kind
@dataclass(frozen=True)
class CommitmentShown(Fact):
    """It became public or private with what it was made in."""

    label = _l("Visibility of a commitment changed")
    no_handler = True
    code: str
    is_public: bool
