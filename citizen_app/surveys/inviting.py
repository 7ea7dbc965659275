"""Invitations on the pages of other features: they ask `survey_invitation(...)` and show what it says."""

from __future__ import annotations

from flask import current_app

from citizen_app.core.web.addresses import whole_address
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.feedback.models import Report
from citizen_app.surveys import queries
from citizen_app.surveys.doors import invitation
from citizen_app.wards.models import Ward


def survey_after_case(report: Report) -> str:
    """Return the address of the sender's own invitation; empty when the ward has no survey now."""
    contact = report.contact
    who = f"case {report.code}"
    if contact is not None and (contact.phone or contact.email):
        who = contact.phone or contact.email.casefold()
    elif report.account_id is not None:
        who = f"account {report.account_id}"
    return _invited(report.holder, "c", who)


def survey_after_dialogue(ward: Ward) -> str:
    """Return the address for everybody who was at a dialogue that is over; empty when there is none."""
    if queries.open_wave_of(ward) is None:
        return ""
    return whole_address("surveys.answer", ward=ward.path_id, tu="doi-thoai")


def survey_after_coming(registration: Registration) -> str:
    """Return the own invitation of somebody who registered for a dialogue; empty when there is none."""
    contact = registration.contact
    own = f"registration {registration.code}"
    who = (contact.phone or contact.email.casefold() or own) if contact is not None else own
    return _invited(registration.session.ward, "d", who)


def _invited(ward: Ward, kind: str, who: str) -> str:
    wave = queries.open_wave_of(ward)
    if wave is None:
        return ""
    token = invitation(wave, kind, who, secret=current_app.config["SECRET_KEY"])
    return whole_address("surveys.answer", ward=ward.path_id, phieu=token)
