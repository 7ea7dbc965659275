"""A registration's states: a place or the waiting list, from there to a place, or given back."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.dialogue import policies_attendance as policies


class State(StrEnum):
    """Whether a registration has its places."""

    PLACED = "placed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


S = State
# Whoever registers has a place or waits for one from the start.
STARTS = frozenset({S.PLACED, S.WAITING})
STATE_LABELS: dict[str, object] = {
    S.PLACED: _l("Place kept"),
    S.WAITING: _l("On the waiting list"),
    S.CANCELLED: _l("Cancelled"),
}
STATE_COLOURS: dict[str, str] = {
    S.PLACED: "published",
    S.WAITING: "waiting_resident",
    S.CANCELLED: "withdrawn",
}
TRANSITIONS = (
    Transition(
        name="give_place",
        sources=frozenset({S.WAITING}),
        target=S.PLACED,
        permission=None,
        guard=policies.is_the_system,
        label=_l("Give a place"),
        event="PlaceGiven",
    ),
    Transition(
        name="cancel_registration",
        sources=frozenset({S.PLACED, S.WAITING}),
        target=S.CANCELLED,
        permission=None,
        guard=policies.can_cancel,
        label=_l("Cancel the registration"),
        event="RegistrationCancelled",
        kind="warning",
        hint=_l("The place goes to the next person who waits."),
    ),
)

machine = Machine(State, TRANSITIONS)
