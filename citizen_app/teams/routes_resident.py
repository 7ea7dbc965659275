"""The resident's own page: who helped, how they agreed, and taking the helper's access back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, session, url_for

from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core import clock
from citizen_app.core.access import actor, public
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import attachments_of
from citizen_app.feedback import opening
from citizen_app.teams import policies, queries
from citizen_app.teams.commands.consents import new_pin, withdraw_consent
from citizen_app.teams.models import Consent
from citizen_app.teams.words import FILED_LABELS, RELATION_LABELS, SHORT_KINDS

bp = Blueprint("helped", __name__, template_folder="templates")
# Says in the browser that pressed the button that it may read the new PIN; the PIN itself is not kept.
KEPT = "new_pin"


def _opened(code: str) -> tuple[Any, str, Consent]:
    """Return what a code stands for, its page and the consent; 404 for everybody but its resident."""
    for slip, thing in opening.named_by(code):
        if thing.code == code and policies.is_of_resident(actor(), thing):
            consent = queries.consent_of(thing)
            if consent is not None:
                return thing, url_for(slip.endpoint, code=code), consent
    return abort(404)


@bp.get("/tra-cuu/<code>/nguoi-giup")
@public
def show(code: str) -> Any:
    """Say who helped, and offer to take their access back."""
    thing, page, consent = _opened(code)
    return render_template(
        "teams/helped.html",
        ward=consent.team.ward,
        thing=thing,
        page=page,
        consent=consent,
        what=FILED_LABELS[consent.purpose],
        kind=SHORT_KINDS[consent.kind],
        relation=RELATION_LABELS.get(consent.relation, ""),
        has_proof=bool(attachments_of(consent, public_only=False)),
        pin=_pin_to_show(consent),
    )


def _pin_to_show(consent: Consent) -> str:
    """Return the new PIN to the browser that made it, for an hour."""
    made: Any = session.get(KEPT, {}).get(consent.code, "")
    if not made or clock.now().timestamp() - float(made) > 3600:
        return ""
    return new_pin(consent, secret=str(current_app.config["SECRET_KEY"]))


@bp.post("/tra-cuu/<code>/nguoi-giup")
@public
def withdraw(code: str) -> Any:
    """Take the helper's access back; the resident gets a new PIN."""
    thing, _page, consent = _opened(code)
    withdraw_consent(actor(), consent, thing, secret=str(current_app.config["SECRET_KEY"]))
    unlock_report(
        code
    )  # with the new PIN, so to speak: what the old one opened elsewhere is closed
    session[KEPT] = {consent.code: clock.now().timestamp()}
    return redirect(url_for("helped.show", code=code), 303)


@bp.get("/tra-cuu/<code>/nguoi-giup/anh-dong-y")
@public
def proof(code: str) -> Any:
    """Show the resident the picture of their own consent."""
    _thing, _page, consent = _opened(code)
    found = attachments_of(consent, public_only=False)
    return serving.picture(found[0], "lon") if found else abort(404)
