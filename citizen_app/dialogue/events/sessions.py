"""Facts of a dialogue session. `public` ones are told on its page."""

from __future__ import annotations

from dataclasses import dataclass, field

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class DialoguePlanned(Fact):
    """A session was planned."""

    label = _l("Dialogue planned")
    no_handler = True
    code: str
    session_kind: str
    starts_at: str


@event_kind
@dataclass(frozen=True)
class DialoguePlanChanged(Fact):
    """The plan was changed before anybody was told; `changed` names the parts."""

    label = _l("Plan of the dialogue changed")
    no_handler = True
    parts: list[str]


@event_kind
@dataclass(frozen=True)
class DialogueAnnounced(Fact):
    """The notice was published, so many whole days before the session."""

    label = _l("Notice of the dialogue published")
    public = True
    starts_at: str
    days_before: int
    is_in_time: bool


@event_kind
@dataclass(frozen=True)
class DialogueNoticeChanged(Fact):
    """Something of an announced session was changed, with the reason that everyone reads."""

    label = _l("Notice of the dialogue changed")
    public = True
    parts: list[str]
    starts_at: str
    days_before: int
    is_in_time: bool


@event_kind
@dataclass(frozen=True)
class DialogueOpened(Fact):
    """The session began."""

    label = _l("Dialogue opened")
    public = True
    no_handler = True


@event_kind
@dataclass(frozen=True)
class DialogueClosed(Fact):
    """The session ended; so many of its questions were answered in it, so many were not."""

    label = _l("Dialogue closed")
    public = True
    answered: int
    unanswered: int
    results_due_on: str = ""


@event_kind
@dataclass(frozen=True)
class DialogueResultsPublished(Fact):
    """Minutes, answers and commitments can be read; `is_in_time` compares with the limit.

    `outcomes`: how many questions were answered on the spot, assigned, passed up, or only noted.
    """

    label = _l("Results of the dialogue published")
    public = True
    is_in_time: bool
    minutes_version: int
    missing_signatures: int
    outcomes: dict[str, int] = field(default_factory=dict)


@event_kind
@dataclass(frozen=True)
class DialogueCancelled(Fact):
    """The session is not held; everyone reads why."""

    label = _l("Dialogue called off")
    public = True


@event_kind
@dataclass(frozen=True)
class DialoguesFollowed(Fact):
    """Somebody began or ceased to follow the ward's dialogues."""

    label = _l("Dialogues followed")
    no_handler = True
    is_following: bool
