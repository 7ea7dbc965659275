"""Whose draft it is: a secret in the sender's signed cookie, and a key in the address for each tab.

The key alone opens nothing, so the address may lie in a history or a log.
"""

from __future__ import annotations

import secrets

from flask import session

from citizen_app.core import ids
from citizen_app.core.errors import NotFound
from citizen_app.core.web.typed import KEY
from citizen_app.feedback.models import Draft
from citizen_app.feedback.queries_send import find_draft
from citizen_app.wards.models import Ward

TOKEN = "draft_token"  # noqa: S105 (its name in the cookie)


def new_key() -> str:
    """Return the key of a draft that is only now begun."""
    return secrets.token_urlsafe(18)


def digest_for_writing(key: str) -> str:
    """Return the digest of this browser's draft with a key; gives the browser its secret."""
    if TOKEN not in session:
        session[TOKEN] = ids.new_token()
    return _digest(session[TOKEN], key)


def find_own_draft(ward: Ward, key: str) -> Draft | None:
    """Return this browser's draft with a key in a ward, or None."""
    if TOKEN not in session or not KEY.fullmatch(key):
        return None
    draft = find_draft(_digest(session[TOKEN], key))
    return draft if draft is not None and draft.ward_id == ward.id else None


def get_own_draft(ward: Ward, key: str) -> Draft:
    """Return this browser's draft that is still being written, or raise NotFound."""
    draft = find_own_draft(ward, key)
    if draft is None or "what" not in draft.fields:
        raise NotFound()
    return draft


def _digest(token: str, key: str) -> str:
    return ids.token_digest(f"{token}\x1f{key}")
