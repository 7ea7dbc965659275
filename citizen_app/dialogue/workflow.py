"""A session's states: a plan becomes a notice, a notice may be changed or called off."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.dialogue import policies
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    LIVE = "live"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


S = State
STATE_LABELS: dict[str, object] = {
    S.PLANNED: _l("Being planned"),
    S.ANNOUNCED: _l("Announced"),
    S.LIVE: _l("Going on now"),
    S.CLOSED: _l("Held, results not published yet"),
    S.PUBLISHED: _l("Results published"),
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
        name="open",
        sources=frozenset({S.ANNOUNCED}),
        target=S.LIVE,
        permission=P.DIALOGUE_RUN,
        guard=policies.is_near,
        label=_l("Open the session"),
        event="DialogueOpened",
        kind="primary",
        hint=_l("Everyone follows it on their phone from now on."),
    ),
    Transition(
        name="close",
        sources=frozenset({S.LIVE}),
        target=S.CLOSED,
        permission=P.DIALOGUE_RUN,
        label=_l("Close the session"),
        event="DialogueClosed",
        kind="warning",
        hint=_l(
            "Questions that were not answered become cases with a date; their askers are told."
        ),
    ),
    Transition(
        name="publish_results",
        sources=frozenset({S.CLOSED}),
        target=S.PUBLISHED,
        permission=P.DIALOGUE_ANNOUNCE,
        label=_l("Publish the results"),
        event="DialogueResultsPublished",
        kind="primary",
        hint=_l("Everyone reads minutes, answers and commitments; askers and followers are told."),
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
