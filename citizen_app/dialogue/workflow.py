"""A session's states: a plan becomes a notice, a notice may be changed or called off."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a session stands; whether it runs or is over, its times say."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


S = State
STATE_LABELS: dict[str, object] = {
    S.PLANNED: _l("Being planned"),
    S.ANNOUNCED: _l("Announced"),
    S.CANCELLED: _l("Called off"),
}
TRANSITIONS = (
    Transition(
        name="change_plan",
        sources=frozenset({S.PLANNED}),
        target=None,
        permission=P.DIALOGUE_PLAN,
        label=_l("Change the plan"),
        event="DialoguePlanChanged",
    ),
    Transition(
        name="announce",
        sources=frozenset({S.PLANNED}),
        target=S.ANNOUNCED,
        permission=P.DIALOGUE_ANNOUNCE,
        label=_l("Publish the notice"),
        event="DialogueAnnounced",
        kind="primary",
        hint=_l("Everyone reads it at once; those who follow the ward's dialogues are told."),
    ),
    Transition(
        name="change_notice",
        sources=frozenset({S.ANNOUNCED}),
        target=None,
        permission=P.DIALOGUE_ANNOUNCE,
        label=_l("Change the notice"),
        event="DialogueNoticeChanged",
        hint=_l("Everyone reads what was changed and why; followers are told again."),
    ),
    Transition(
        name="cancel",
        sources=frozenset({S.PLANNED, S.ANNOUNCED}),
        target=S.CANCELLED,
        permission=P.DIALOGUE_ANNOUNCE,
        label=_l("Call the session off"),
        event="DialogueCancelled",
        kind="warning",
        hint=_l("Everyone reads why. A session that was called off can be planned anew."),
    ),
)

machine = Machine(State, TRANSITIONS)
