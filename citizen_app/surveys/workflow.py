"""A wave's states and the steps between them."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.permissions import Permission as P
from citizen_app.surveys.policies import may_open_today


class State(StrEnum):
    """Where a wave stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


S = State
STATE_LABELS: dict[str, object] = {
    S.PLANNED: _l("Planned"),
    S.OPEN: _l("Survey under way"),
    S.CLOSED: _l("Survey over"),
}

TRANSITIONS = (
    Transition(
        name="open",
        sources=frozenset({S.PLANNED}),
        target=S.OPEN,
        permission=P.SURVEY_RUN,
        guard=may_open_today,
        label=_l("Open it now"),
        event="SurveyOpened",
        kind="primary",
        hint=_l("It opens by itself on its first day."),
    ),
    Transition(
        name="close",
        sources=frozenset({S.OPEN}),
        target=S.CLOSED,
        permission=P.SURVEY_RUN,
        label=_l("Close it now"),
        event="SurveyClosed",
        kind="warning",
        hint=_l(
            "It closes by itself after its last day. Once closed it cannot be opened again: the results "
            "are worked out and published, with the day on which it was closed."
        ),
    ),
)

machine = Machine(State, TRANSITIONS)
