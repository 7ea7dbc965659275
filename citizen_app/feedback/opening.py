"""What a slip with code and PIN opens at /tra-cuu: cases, and whatever features above this one hang in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import policies, queries
from citizen_app.feedback.limits import (
    NUMBERS_PER_ADDRESS,
    PIN_PER_ADDRESS,
    PIN_PER_CODE,
    PIN_PER_CODE_IN_ALL,
)

# Said to whoever filed something for somebody else and typed its PIN.
NOT_YOURS = _l(
    "You filed this for somebody else. Only the person you helped can open it, on another phone or once "
    "you have signed out."
)


@dataclass(frozen=True)
class Slip:
    """One kind of thing that has a slip.

    `find` returns the thing with a code as typed, or None; `endpoint` shows it and takes `code`.
    `say_missing` returns words for a right code that leads to nothing (yet), "" for the usual ones.
    `stands_for` returns what a slip stands for that has a number of its own; usually the thing itself.
    """

    prefix: str
    endpoint: str
    find: Callable[[str], Any]
    has_pin: Callable[[Any, str, str], bool]
    is_own: Callable[[Actor, Any], bool]
    say_missing: Callable[[str], object] = lambda _typed: ""
    stands_for: Callable[[Any], Any] = lambda thing: thing


SLIPS: dict[str, Slip] = {
    "PA": Slip("PA", "feedback.sent", queries.find_report, queries.has_pin, policies.is_sender)
}


@dataclass(frozen=True)
class Standing:
    """What a code says that opens nothing (yet), such as that of a paper sheet: two sentences for people."""

    title: Any
    text: Any


# Features above this one hang in what they know of a code as typed.
STANDINGS: list[Callable[[str], Standing | None]] = []


def standing_of_code(typed: str) -> Standing | None:
    """Return what is known of a code that is no case (yet), or None."""
    return next((found for tell in STANDINGS if (found := tell(typed)) is not None), None)


def can_be_code(typed: str) -> bool:
    """Return whether what was typed is the code of some slip, right in every letter."""
    return any(ids.parse_code(prefix, typed) for prefix in SLIPS)


def named_by(typed: str) -> list[tuple[Slip, Any]]:
    """Return what a code as typed can mean: several things only where its prefix was left out."""
    found = [
        (slip, slip.find(typed)) for slip in SLIPS.values() if ids.parse_code(slip.prefix, typed)
    ]
    return [(slip, thing) for slip, thing in found if thing is not None]


def may_open(who: Actor, slip: Slip, thing: Any) -> bool:
    """Return whether code and PIN are enough: not for who filed it for somebody else."""
    return slip.is_own(replace(who, unlocked=who.unlocked | {thing.code}), thing)


def why_missing(typed: str) -> object:
    """Return words for a code that is right in itself and leads to nothing yet; "" where there are none."""
    if named_by(typed):
        return ""
    asked = (slip for slip in SLIPS.values() if ids.parse_code(slip.prefix, typed))
    named = [slip for slip in asked if typed.strip().upper().startswith(slip.prefix)]
    return next((words for slip in named if (words := slip.say_missing(typed))), "")


def open_by_pin(code: str, pin: str, *, where: str, secret: str) -> tuple[Slip, Any] | None:
    """Return the thing and its kind when code and PIN fit; `where` is the network address that tries.

    None for a code that does not exist (yet) as well as for a wrong PIN. A wrong PIN is counted; a number
    that nobody knows is counted apart and uses up no try of a PIN. Raises TooManyTries.
    """
    PIN_PER_ADDRESS.check(where)
    NUMBERS_PER_ADDRESS.check(where)
    known = named_by(code)
    for slip, thing in known:
        here = f"{thing.code} {where}"
        PIN_PER_CODE.check(here)
        PIN_PER_CODE_IN_ALL.check(thing.code)
        if slip.has_pin(thing, pin, secret):
            return slip, thing
        PIN_PER_CODE.count(here)
        PIN_PER_CODE_IN_ALL.count(thing.code)
    (PIN_PER_ADDRESS if known else NUMBERS_PER_ADDRESS).count(where)
    return None
