"""A commitment's states and the table of steps between them. Late is no state: it is worked out."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.commitments.policies import has_no_open_wish, has_open_wish_of_other
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a commitment stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


S = State
STATE_LABELS: dict[str, object] = {
    S.NOT_STARTED: _l("Not begun"),
    S.IN_PROGRESS: _l("Under way"),
    S.DONE: _l("Kept"),
}
OPEN = frozenset({S.NOT_STARTED, S.IN_PROGRESS})

TRANSITIONS = (
    Transition(
        name="start",
        sources=frozenset({S.NOT_STARTED}),
        target=S.IN_PROGRESS,
        permission=P.COMMITMENT_KEEP,
        label=_l("Work has begun"),
        event="CommitmentStarted",
    ),
    Transition(
        name="finish",
        sources=OPEN,
        target=S.DONE,
        permission=P.COMMITMENT_KEEP,
        label=_l("It is done"),
        event="CommitmentDone",
        kind="primary",
        hint=_l("Say what was done. Everyone reads it when the promise is public."),
    ),
    Transition(
        name="ask_date",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_KEEP,
        guard=has_no_open_wish,
        label=_l("Ask for another date"),
        event="CommitmentDateAsked",
        hint=_l("A second person decides. The first date stays readable."),
    ),
    Transition(
        name="grant_date",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_REDATE,
        guard=has_open_wish_of_other,
        label=_l("Agree to the new date"),
        event="CommitmentDateChanged",
        kind="primary",
    ),
    Transition(
        name="refuse_date",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_REDATE,
        guard=has_open_wish_of_other,
        label=_l("Keep the date as it is"),
        event="CommitmentDateRefused",
    ),
)

machine = Machine(State, TRANSITIONS)
