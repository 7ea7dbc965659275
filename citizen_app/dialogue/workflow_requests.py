"""A request's states: sent, open for voters to join, reached, planned, held; or refused, expired."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.dialogue import policies_requests as policies
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a request stands."""

    SENT = "sent"
    OPEN = "open"
    REACHED = "reached"
    PLANNED = "planned"
    HELD = "held"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


S = State
STATE_LABELS: dict[str, object] = {
    S.SENT: _l("Waiting to be read"),
    S.OPEN: _l("Open to be joined"),
    S.REACHED: _l("Enough voters ask for it"),
    S.PLANNED: _l("A dialogue is planned"),
    S.HELD: _l("The dialogue was held"),
    S.REFUSED: _l("Not shown"),
    S.EXPIRED: _l("Ended: too few asked for it"),
    S.WITHDRAWN: _l("Withdrawn"),
}
STATE_COLOURS: dict[str, str] = {
    S.SENT: "received",
    S.OPEN: "in_progress",
    S.REACHED: "reopened",
    S.PLANNED: "approved",
    S.HELD: "published",
    S.REFUSED: "refused",
    S.EXPIRED: "closed",
    S.WITHDRAWN: "withdrawn",
}
TRANSITIONS = (
    Transition(
        name="approve",
        sources=frozenset({S.SENT}),
        target=S.OPEN,
        permission=P.DIALOGUE_MODERATE,
        label=_l("Show it to everyone"),
        event="RequestApproved",
        kind="primary",
    ),
    Transition(
        name="refuse",
        sources=frozenset({S.SENT}),
        target=S.REFUSED,
        permission=P.DIALOGUE_MODERATE,
        label=_l("Do not show it"),
        event="RequestRefused",
        kind="warning",
    ),
    Transition(
        name="withdraw",
        sources=frozenset({S.SENT, S.REFUSED}),
        target=S.WITHDRAWN,
        permission=None,
        guard=policies.is_asker,
        label=_l("Withdraw my request"),
        event="RequestWithdrawn",
    ),
    Transition(
        name="appeal",
        sources=frozenset({S.REFUSED}),
        target=None,
        permission=None,
        guard=policies.is_asker_without_appeal,
        label=_l("Object to it"),
        event="RequestRefusalAppealed",
    ),
    Transition(
        name="uphold",
        sources=frozenset({S.REFUSED}),
        target=None,
        permission=P.DIALOGUE_SUPERVISE,
        guard=policies.has_open_appeal,
        label=_l("The refusal stands"),
        event="RequestAppealDecided",
    ),
    Transition(
        name="overturn",
        sources=frozenset({S.REFUSED}),
        target=S.OPEN,
        permission=P.DIALOGUE_SUPERVISE,
        guard=policies.has_open_appeal,
        label=_l("Show the request"),
        event="RequestAppealDecided",
        kind="primary",
    ),
    Transition(
        name="enter_list",
        sources=frozenset({S.OPEN, S.REACHED}),
        target=None,
        permission=P.DIALOGUE_MODERATE,
        label=_l("Enter a paper list"),
        event="RequestListEntered",
    ),
    Transition(
        name="reach",
        sources=frozenset({S.OPEN}),
        target=S.REACHED,
        permission=None,
        guard=policies.is_the_system,
        label=_l("Enough voters ask for it"),
        event="RequestReached",
    ),
    Transition(
        name="plan",
        sources=frozenset({S.OPEN, S.REACHED}),
        target=S.PLANNED,
        permission=P.DIALOGUE_PLAN,
        label=_l("Plan the dialogue"),
        event="RequestPlanned",
        kind="primary",
        hint=_l("Everyone reads on the request that a dialogue is being planned."),
    ),
    Transition(
        name="release",
        sources=frozenset({S.PLANNED}),
        target=S.OPEN,
        permission=None,
        guard=policies.was_never_reached,
        label=_l("Open again: the session was called off"),
        event="RequestReleased",
    ),
    Transition(
        name="release_reached",
        sources=frozenset({S.PLANNED}),
        target=S.REACHED,
        permission=None,
        guard=policies.was_reached,
        label=_l("To be planned anew: the session was called off"),
        event="RequestReleased",
    ),
    Transition(
        name="hold",
        sources=frozenset({S.PLANNED}),
        target=S.HELD,
        permission=None,
        guard=policies.is_the_system,
        label=_l("The dialogue was held"),
        event="RequestHeld",
    ),
    Transition(
        name="expire",
        sources=frozenset({S.OPEN}),
        target=S.EXPIRED,
        permission=None,
        guard=policies.was_never_reached,
        label=_l("The time to join has ended"),
        event="RequestExpired",
    ),
)

machine = Machine(State, TRANSITIONS)
