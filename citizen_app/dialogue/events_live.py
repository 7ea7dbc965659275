"""Facts of a session that runs: what stood on the screen, what was said, polls, speakers."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class QuestionShown(Fact):
    """The question was put on the screen: it is being answered."""

    label = _l("Question called up in the session")
    no_handler = True
    public = True


@event_kind
@dataclass(frozen=True)
class QuestionMoved(Fact):
    """A moderator gave the question another place in the order."""

    label = _l("Question moved in the order")
    no_handler = True
    place: int


@event_kind
@dataclass(frozen=True)
class AnswerNoted(Fact):
    """The secretary wrote down what is being said; so many letters stand there now."""

    label = _l("Answer written down")
    no_handler = True
    letters: int


@event_kind
@dataclass(frozen=True)
class QuestionAnswered(Fact):
    """The question was answered in the session, or that was taken back."""

    label = _l("Question answered in the session")
    no_handler = True
    public = True
    is_answered: bool


@event_kind
@dataclass(frozen=True)
class QuestionBecameCase(Fact):
    """The session ended without an answer: the question goes on as a case with a date."""

    label = _l("Question became a case")
    public = True
    case: str


@event_kind
@dataclass(frozen=True)
class SpeakingTimeSet(Fact):
    """The time that one may speak was set, in seconds."""

    label = _l("Speaking time set")
    no_handler = True
    seconds: int


@event_kind
@dataclass(frozen=True)
class PollMade(Fact):
    """A poll was written."""

    label = _l("Poll made")
    no_handler = True
    options: int


@event_kind
@dataclass(frozen=True)
class PollOpened(Fact):
    """Everybody may vote."""

    label = _l("Poll opened")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class PollClosed(Fact):
    """Nobody may vote any more; everybody sees the result."""

    label = _l("Poll closed")
    no_handler = True
    votes: int


@event_kind
@dataclass(frozen=True)
class VoteCast(Fact):
    """Somebody voted; who and for what is not told."""

    label = _l("Vote cast")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class SpeakerQueued(Fact):
    """Somebody asked to speak."""

    label = _l("Asked to speak")
    no_handler = True
    number: int
    neighbourhood_id: int | None


@event_kind
@dataclass(frozen=True)
class SpeakerCalled(Fact):
    """Somebody got the word, for so many seconds."""

    label = _l("Called to speak")
    no_handler = True
    seconds: int


@event_kind
@dataclass(frozen=True)
class SpeakerFinished(Fact):
    """Somebody has spoken, for so many seconds."""

    label = _l("Has spoken")
    no_handler = True
    seconds: int


@event_kind
@dataclass(frozen=True)
class SpeakerLeft(Fact):
    """Somebody no longer wants to speak, or was not there."""

    label = _l("Left the queue of speakers")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class SpeakersErased(Fact):
    """How the speakers of a session wanted to be called was erased."""

    label = _l("Speakers' names erased")
    no_handler = True
    count: int
