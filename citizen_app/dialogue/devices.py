"""Who takes part, without a name: an account, or this browser's own random token."""

from __future__ import annotations

import re

from flask import current_app, request, session

from citizen_app.core import ids
from citizen_app.core.actor import Actor

DEVICE = "device"
# What the script of a live page made and kept: sent along, so that the same press sent again after a
# lost answer, before any cookie came, counts once.
MADE = re.compile(r"[A-Za-z0-9_-]{22,64}")


def device() -> str:
    """Return the digest of this browser's token; the token stays in its signed cookie."""
    if DEVICE not in session:
        made = request.form.get("thiet-bi", "")
        session[DEVICE] = made if MADE.fullmatch(made) else ids.new_token()
    return ids.token_digest(str(session[DEVICE]))


def participant(actor: Actor) -> str:
    """Return what tells this participant from all others and says nothing else about them."""
    if actor.account_id is not None and not actor.is_staff:
        return participant_of_account(actor.account_id)
    return _digest("device", device())


def participant_of_account(account_id: int) -> str:
    """Return what tells an account from all other participants."""
    return _digest("account", str(account_id))


def known_participant(actor: Actor) -> str | None:
    """Return the same, or None for somebody who has done nothing here yet. Sets no cookie."""
    if DEVICE not in session and (actor.account_id is None or actor.is_staff):
        return None
    return participant(actor)


def _digest(*parts: str) -> str:
    return ids.keyed_digest(current_app.config["SECRET_KEY"], "participant", *parts)
