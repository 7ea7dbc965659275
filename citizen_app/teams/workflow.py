"""The two states of an entry about unusual help."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Whether somebody has looked at it."""

    OPEN = "open"
    SEEN = "seen"


S = State
STATE_LABELS: dict[str, object] = {S.OPEN: _l("Not looked at yet"), S.SEEN: _l("Looked at")}

TRANSITIONS = (
    Transition(
        name="look",
        sources=frozenset({S.OPEN}),
        target=S.SEEN,
        permission=P.TEAM_SUPERVISE,
        label=_l("I have looked at it"),
        event="HelpFlagSeen",
        hint=_l("It stays in the list, with your name and your note."),
    ),
)

machine = Machine(State, TRANSITIONS)
