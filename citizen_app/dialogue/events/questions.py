"""Facts of the questions sent to a session; texts and names stay in their tables."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class QuestionSent(Fact):
    """Somebody asked a question for a session and got a slip."""

    label = _l("Question sent")
    public = True
    code: str
    category: str
    neighbourhood_id: int | None
    has_account: bool
    has_contact: bool
    # The salted digest of the asker's words; "" for what was taken down in the room.
    words: str = ""


@event_kind
@dataclass(frozen=True)
class QuestionApproved(Fact):
    """The question may be read by everyone; whether its words were changed, is told."""

    label = _l("Question approved")
    public = True
    is_text_changed: bool
    category: str


@event_kind
@dataclass(frozen=True)
class QuestionRefused(Fact):
    """The question is not shown, on a named ground that the asker reads."""

    label = _l("Question not shown")
    public = True
    ground: str


@event_kind
@dataclass(frozen=True)
class QuestionMerged(Fact):
    """The question was joined to another about the same; its askers are kept."""

    label = _l("Question joined to another")
    public = True
    into: str


@event_kind
@dataclass(frozen=True)
class QuestionGivenBack(Fact):
    """The question that this one was joined to was taken back: it waits to be read for itself."""

    label = _l("The other question was withdrawn; this one is read again")
    public = True


@event_kind
@dataclass(frozen=True)
class QuestionAssigned(Fact):
    """A department was asked to prepare an answer."""

    label = _l("Department asked to prepare an answer")
    no_handler = True
    public = True
    department_id: int
    department_before: int | None


@event_kind
@dataclass(frozen=True)
class AnswerPrepared(Fact):
    """The department wrote what it wants to say."""

    label = _l("Answer prepared for the session")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class QuestionSupported(Fact):
    """Somebody has the same question; who, stays in its table."""

    label = _l("Question supported")
    no_handler = True
    count: int


@event_kind
@dataclass(frozen=True)
class QuestionWithdrawn(Fact):
    """The asker took the question back."""

    label = _l("Question withdrawn by the asker")
    no_handler = True
    public = True


@event_kind
@dataclass(frozen=True)
class QuestionDataErased(Fact):
    """What names the asker was erased, with the asker's own words."""

    label = _l("Personal data of the asker erased")
    public = True


@event_kind
@dataclass(frozen=True)
class RefusalAppealed(Fact):
    """The asker objects to the refusal."""

    label = _l("Objection to the refusal")
    public = True


@event_kind
@dataclass(frozen=True)
class AppealDecided(Fact):
    """Those who supervise decided: the refusal stands, or the question is shown."""

    label = _l("Objection decided")
    public = True
    outcome: str
