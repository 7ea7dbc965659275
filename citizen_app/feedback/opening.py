"""What a slip opens: by the letters before its code, who finds the thing, checks its PIN and shows it.

Features above this one add theirs, so that one page opens every slip.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.feedback import policies, queries


@dataclass(frozen=True)
class Opener:
    """One kind of slip. What `find` returns has a `code`; `endpoint` takes it."""

    prefix: str
    find: Callable[[str], Any]
    has_pin: Callable[[Any, str, str], bool]
    is_own: Callable[[Actor, Any], bool]
    endpoint: str


OPENERS: dict[str, Opener] = {
    "PA": Opener("PA", queries.find_report, queries.has_pin, policies.is_sender, "feedback.sent")
}


def add_opener(opener: Opener) -> None:
    """Add a kind of slip, once."""
    OPENERS[opener.prefix] = opener


def opener_for(typed: str) -> Opener | None:
    """Return who opens a code as typed; one without letters before it is a report's. None: no such code."""
    letters = "".join(sign for sign in typed.upper() if sign.isalnum())[:2]
    for opener in OPENERS.values():
        if letters == opener.prefix and ids.parse_code(opener.prefix, typed) is not None:
            return opener
    report = OPENERS["PA"]
    return report if ids.parse_code(report.prefix, typed) is not None else None
