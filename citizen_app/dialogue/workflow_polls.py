"""A poll's states: made, open to vote, closed with its result."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.dialogue.policies_live import is_running
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a poll stands."""

    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"


S = State
STATE_LABELS: dict[str, object] = {
    S.READY: _l("Not opened yet"),
    S.OPEN: _l("Open to vote"),
    S.CLOSED: _l("Voting is closed"),
}
TRANSITIONS = (
    Transition(
        name="open",
        sources=frozenset({S.READY}),
        target=S.OPEN,
        permission=P.DIALOGUE_RUN,
        guard=is_running,
        label=_l("Open the vote"),
        event="PollOpened",
        kind="primary",
    ),
    Transition(
        name="close",
        sources=frozenset({S.OPEN}),
        target=S.CLOSED,
        permission=P.DIALOGUE_RUN,
        label=_l("Close the vote and show the result"),
        event="PollClosed",
        kind="primary",
    ),
)

machine = Machine(State, TRANSITIONS)
