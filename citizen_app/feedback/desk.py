"""What else waits on the desk at /can-bo: features above this one hang in what their people must do.

A feature adds its heading and its function once, when it registers; the function gets the actor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from citizen_app.core.actor import Actor


@dataclass(frozen=True)
class DeskItem:
    """Something to be done: what, by when and why, and where it is done."""

    title: str
    text: str
    next_step: str
    url: str
    is_late: bool = False


DESK: list[tuple[object, Callable[[Actor], Sequence[DeskItem]]]] = []


def desk_of(actor: Actor) -> list[tuple[object, Sequence[DeskItem]]]:
    """Return what waits for a person, each part with its heading; parts with nothing are left out."""
    parts = [(heading, items(actor)) for heading, items in DESK]
    return [(heading, items) for heading, items in parts if items]
