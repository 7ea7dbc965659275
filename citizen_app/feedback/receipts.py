"""The receipt: for an hour the sender's own device may look at the PIN; the cookie itself has none."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from flask import session

from citizen_app.core import clock, ids

SHOWN_FOR = dt.timedelta(hours=1)
SAME_WITHIN = dt.timedelta(minutes=20)
KEPT = "receipts"
MOST = 4


class WithPin(Protocol):
    """What has a slip with code and PIN: a report, a registration."""

    code: Any
    pin_digest: Any
    idempotency_digest: Any


def keep_receipt(code: str, said: str) -> None:
    """Remember in the sender's own cookie that this was sent here; `said` is the digest of what."""
    kept = [(c, e) for c, e in session.get(KEPT, {}).items() if _age(e) < SHOWN_FOR]
    session[KEPT] = {**dict(kept[-(MOST - 1) :]), code: [clock.now().isoformat(), said[:16]]}


def pin_to_show(report: WithPin, secret: str) -> str:
    """Return the PIN while this device may look at the receipt; it is worked out, never kept."""
    entry: Any = session.get(KEPT, {}).get(report.code)
    shows = bool(entry) and _age(entry) < SHOWN_FOR and bool(report.pin_digest)
    return ids.pin_for(secret, report.idempotency_digest) if shows else ""


def sent_just_now(said: str) -> str | None:
    """Return the code under which this browser sent the very same a moment ago ("back", then again)."""
    for code, entry in session.get(KEPT, {}).items():
        if entry[1] == said[:16] and _age(entry) < SAME_WITHIN:
            return str(code)
    return None


def _age(entry: Any) -> dt.timedelta:
    return clock.now() - dt.datetime.fromisoformat(entry[0])
