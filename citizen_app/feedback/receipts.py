"""The receipt: the PIN is kept on the sender's own device for a while, then known to nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import session

from citizen_app.core import clock

SHOWN_FOR = dt.timedelta(hours=1)
KEPT = "pins"


def keep_pin(code: str, pin: str) -> None:
    """Keep a PIN in the sender's own signed cookie while the receipt can be looked at."""
    if pin:
        kept = dict(list(session.get(KEPT, {}).items())[-3:])
        session[KEPT] = {**kept, code: [pin, clock.now().isoformat()]}


def kept_pin(code: str) -> str:
    """Return the PIN for the receipt, or nothing when its time has passed."""
    entry: Any = session.get(KEPT, {}).get(code)
    if not entry:
        return ""
    pin, since = str(entry[0]), dt.datetime.fromisoformat(entry[1])
    return pin if clock.now() - since < SHOWN_FOR else ""
