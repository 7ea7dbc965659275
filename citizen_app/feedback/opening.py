"""What a slip with code and PIN opens at /tra-cuu: cases, and whatever features above this one hang in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.feedback import policies, queries


@dataclass(frozen=True)
class Slip:
    """One kind of thing that has a slip.

    `find` returns the thing with a code as typed, or None; `endpoint` shows it and takes `code`.
    """

    prefix: str
    endpoint: str
    find: Callable[[str], Any]
    has_pin: Callable[[Any, str, str], bool]
    is_own: Callable[[Actor, Any], bool]


SLIPS: dict[str, Slip] = {
    "PA": Slip("PA", "feedback.sent", queries.find_report, queries.has_pin, policies.is_sender)
}


def can_be_code(typed: str) -> bool:
    """Return whether what was typed is the code of some slip, right in every letter."""
    return any(ids.parse_code(prefix, typed) for prefix in SLIPS)


def named_by(typed: str) -> list[tuple[Slip, Any]]:
    """Return what a code as typed can mean: several things only where its prefix was left out."""
    found = [
        (slip, slip.find(typed)) for slip in SLIPS.values() if ids.parse_code(slip.prefix, typed)
    ]
    return [(slip, thing) for slip, thing in found if thing is not None]
