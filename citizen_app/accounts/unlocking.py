"""Cases that a visitor opened with code and PIN: remembered in their browser for two hours."""

from __future__ import annotations

import datetime as dt

from flask import session

from citizen_app.accounts.extensions import CLOSED_SINCE
from citizen_app.core import clock

KEY = "unlocked"
VALID = dt.timedelta(hours=2)
MOST = 20


def unlock_report(code: str) -> None:
    """Let this browser see one case: its PIN was checked, or it was made here."""
    kept = {one: at for one, at in _kept().items() if one != code}
    newest = dict(list(kept.items())[-(MOST - 1) :])
    session[KEY] = {**newest, code: clock.now().isoformat()}


def unlocked_codes() -> frozenset[str]:
    """Return the codes that this browser may see now: not those that got a new PIN since it typed the old."""
    kept = {code: dt.datetime.fromisoformat(at) for code, at in _kept().items()}
    closed = {code for look in CLOSED_SINCE for code in look(kept)} if kept else set()
    return frozenset(kept) - closed


def _kept() -> dict[str, str]:
    since = clock.now() - VALID
    kept: dict[str, str] = session.get(KEY, {})
    return {code: at for code, at in kept.items() if dt.datetime.fromisoformat(at) > since}
