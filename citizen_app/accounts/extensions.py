"""Where features above this one hang in what they know about a person.

A feature adds its functions once, when it registers; each gets the actor whose account it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from citizen_app.core.actor import Actor


@dataclass(frozen=True)
class Section:
    """One part of the account page: `template` is included with `section` in its context."""

    heading: object
    template: str
    data: dict[str, Any] = field(default_factory=dict)


# Parts of /tai-khoan, in order: my reports, what I follow. None: nothing to show to this person.
ACCOUNT_SECTIONS: list[Callable[[Actor], Section | None]] = []
# What "my data" holds besides the account itself: name in the file -> data that JSON can say.
DATA_EXPORTERS: dict[str, Callable[[Actor], Any]] = {}
# Of codes that a browser has unlocked, and when: which have been closed to it since.
CLOSED_SINCE: list[Callable[[dict[str, dt.datetime]], set[str]]] = []
# What else must be erased with an account; called before the account's own data go.
ERASERS: list[Callable[[Actor], None]] = []


def sections_for(actor: Actor) -> list[Section]:
    """Return the parts of a person's account page."""
    made = [make(actor) for make in ACCOUNT_SECTIONS]
    return [section for section in made if section is not None]
