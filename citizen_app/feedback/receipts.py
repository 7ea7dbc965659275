"""The receipt: the PIN is kept on the sender's own device for a while, then known to nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import session

from citizen_app.core import clock

SHOWN_FOR = dt.timedelta(hours=1)
SAME_WITHIN = dt.timedelta(minutes=20)
KEPT = "receipts"
MOST = 4


def keep_receipt(code: str, pin: str, said: str) -> None:
    """Keep a receipt in the sender's own signed cookie; `said` is the digest of what was sent."""
    kept = dict(list(session.get(KEPT, {}).items())[-(MOST - 1) :])
    session[KEPT] = {**kept, code: [pin, clock.now().isoformat(), said[:16]]}


def kept_pin(code: str) -> str:
    """Return the PIN for the receipt, or nothing when its time has passed."""
    entry: Any = session.get(KEPT, {}).get(code)
    return str(entry[0]) if entry and _age(entry) < SHOWN_FOR else ""


def sent_just_now(said: str) -> str | None:
    """Return the code under which this browser sent the very same a moment ago ("back", then again)."""
    for code, entry in session.get(KEPT, {}).items():
        if entry[2] == said[:16] and _age(entry) < SAME_WITHIN:
            return str(code)
    return None


def _age(entry: Any) -> dt.timedelta:
    return clock.now() - dt.datetime.fromisoformat(entry[1])
