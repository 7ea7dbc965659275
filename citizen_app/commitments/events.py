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
    is_public: bool = False


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
    """Its owner is reminded; `when` is before or after the date, its own or that of a milestone."""

    label = _l("Reminder of a commitment")
    code: str
    when: str
    due_on: str
    milestone_id: int | None = None


@event_kind
@dataclass(frozen=True)
class CommitmentShown(Fact):
    """It became public or private with what it was made in."""

    label = _l("Visibility of a commitment changed")
    no_handler = True
    code: str
    is_public: bool


@event_kind
@dataclass(frozen=True)
class MilestoneAdded(Fact):
    """A step on the way was planned, with a date."""

    label = _l("Milestone of a commitment added")
    no_handler = True
    public = True
    code: str
    milestone_id: int
    due_on: str


@event_kind
@dataclass(frozen=True)
class MilestoneMarked(Fact):
    """A step on the way was reached, or is not reached after all."""

    label = _l("Milestone of a commitment reached")
    no_handler = True
    public = True
    code: str
    milestone_id: int
    is_done: bool


@event_kind
@dataclass(frozen=True)
class MilestoneDropped(Fact):
    """A planned step was taken out before it was reached."""

    label = _l("Milestone of a commitment taken out")
    no_handler = True
    code: str
    milestone_id: int


@event_kind
@dataclass(frozen=True)
class EvidenceAdded(Fact):
    """Photos or files that show the work were added."""

    label = _l("Evidence of a commitment added")
    no_handler = True
    public = True
    code: str
    photos_before: int
    photos_after: int
    documents: int


@event_kind
@dataclass(frozen=True)
class EvidenceDropped(Fact):
    """A photo or file was taken out before it was reported done."""

    label = _l("Evidence of a commitment taken out")
    no_handler = True
    code: str
    kind: str


@event_kind
@dataclass(frozen=True)
class CommitmentConfirmed(Fact):
    """Somebody who asked says that it is done."""

    label = _l("Commitment confirmed by somebody who asked")
    no_handler = True
    public = True
    code: str
    voice_id: int


@event_kind
@dataclass(frozen=True)
class CommitmentDisputed(Fact):
    """Somebody who asked says that it is not done; their words stay in their table."""

    label = _l("Commitment disputed by somebody who asked")
    public = True
    code: str
    voice_id: int


@event_kind
@dataclass(frozen=True)
class DisputeAnswered(Fact):
    """A leader answered a dispute."""

    label = _l("Dispute over a commitment answered")
    public = True
    code: str
    voice_id: int
    is_text_shown: bool


@event_kind
@dataclass(frozen=True)
class CommitmentReopened(Fact):
    """A leader took the report back: it is not done after all."""

    label = _l("Commitment reopened after a dispute")
    public = True
    code: str
    disputes: int


@event_kind
@dataclass(frozen=True)
class CommitmentsLate(Fact):
    """The ladder was climbed: people of a ward are told of commitments that are late."""

    label = _l("Late commitments told of")
    tell: str
    ids: list[int]
