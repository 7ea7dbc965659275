"""A slip that was given out without a signal leads to its case: same page, same PIN, other number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import opening
from citizen_app.pocket.commands.filing import PREFIX
from citizen_app.pocket.models import PocketSlip
from citizen_app.pocket.queries import find_slip

MISSING = _l(
    "This slip was given out without a signal and has not reached the ward yet. "
    "Your helper sends it as soon as there is a signal. Please try again tomorrow, or ask them."
)
ANONYMOUS = _l(
    "The answer to the survey has arrived. It has no name and no number, so there is nothing to open."
)


@dataclass(frozen=True)
class Led:
    """A slip that has come, with the kind of thing and the thing that it leads to."""

    kind: opening.Slip
    thing: Any

    @property
    def code(self) -> str:
        """Return the final code."""
        return str(self.thing.code)


def find(typed: str) -> Led | None:
    """Return what a temporary number leads to, None while it has not come or leads nowhere."""
    number = ids.parse_code(PREFIX, typed)
    slip = find_slip(number) if number else None
    return led_by(slip) if slip is not None and slip.code else None


def led_by(slip: PocketSlip) -> Led | None:
    """Return what a slip that has come leads to."""
    kind = opening.SLIPS.get(slip.code[:2])
    thing = kind.find(slip.code) if kind is not None else None
    return Led(kind, thing) if kind is not None and thing is not None else None


def has_pin(led: Led, pin: str, secret: str) -> bool:
    """Return whether the PIN opens what the slip leads to."""
    return led.kind.has_pin(led.thing, pin, secret)


def is_own(actor: Actor, led: Led) -> bool:
    """Return whether the actor may open it without the PIN."""
    return led.kind.is_own(actor, led.thing)


def say_missing(typed: str) -> object:
    """Return why a temporary number leads to nothing."""
    number = ids.parse_code(PREFIX, typed)
    slip = find_slip(number) if number else None
    if slip is None:
        return MISSING
    return ANONYMOUS if slip.kind == "survey" else ""


def register() -> None:
    """Let the page that opens slips know this kind."""
    opening.SLIPS[PREFIX] = opening.Slip(
        PREFIX,
        "pocket.lead",
        find,
        has_pin,
        is_own,
        say_missing=say_missing,
        stands_for=lambda led: led.thing,
    )
