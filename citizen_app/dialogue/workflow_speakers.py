"""A speaker's states: in the queue, speaking, done; or gone from the queue."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.dialogue.policies_live import is_queueing
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where somebody who asked to speak stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    LEFT = "left"


S = State
STATE_LABELS: dict[str, object] = {
    S.WAITING: _l("Waits to speak"),
    S.SPEAKING: _l("Speaks now"),
    S.DONE: _l("Has spoken"),
    S.LEFT: _l("No longer wants to speak"),
}
TRANSITIONS = (
    Transition(
        name="call",
        sources=frozenset({S.WAITING}),
        target=S.SPEAKING,
        permission=P.DIALOGUE_RUN,
        label=_l("Call to speak"),
        event="SpeakerCalled",
        kind="primary",
    ),
    Transition(
        name="finish",
        sources=frozenset({S.SPEAKING}),
        target=S.DONE,
        permission=P.DIALOGUE_RUN,
        label=_l("Has finished"),
        event="SpeakerFinished",
        kind="primary",
    ),
    Transition(
        name="skip",
        sources=frozenset({S.WAITING}),
        target=S.LEFT,
        permission=P.DIALOGUE_RUN,
        label=_l("Is not here"),
        event="SpeakerLeft",
    ),
    Transition(
        name="leave",
        sources=frozenset({S.WAITING}),
        target=S.LEFT,
        permission=None,
        guard=is_queueing,
        label=_l("I no longer want to speak"),
        event="SpeakerLeft",
    ),
)

machine = Machine(State, TRANSITIONS)
