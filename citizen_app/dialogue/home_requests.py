"""What requests show on a resident's account page and in their data, and on the desk of the ward."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import url_for

from citizen_app.accounts.extensions import ACCOUNT_SECTIONS, DATA_EXPORTERS, ERASERS, Section
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import date_text, number_text
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue import queries_requests as queries
from citizen_app.dialogue.commands.requesting import erase_requester
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.dialogue.thresholds import HOLDING, holding_clock
from citizen_app.dialogue.workflow_requests import STATE_LABELS
from citizen_app.feedback.desk import DESK, DeskItem
from citizen_app.wards.deadlines import list_rules
from citizen_app.wards.models import DeadlineRule


def requests_section(actor: Actor) -> Section:
    """Return the requests for a dialogue that the person sent or joined."""
    number = actor.account_id or 0
    return Section(
        _l("Requests for a dialogue"),
        "dialogue/account_requests.html",
        {
            "asked": queries.list_asked_by(number),
            "joined": [
                one
                for one in queries.list_supported_by(number)
                if one.request.account_id != actor.account_id
            ],
            "labels": STATE_LABELS,
        },
    )


def export_requests(actor: Actor) -> dict[str, Any]:
    """Return everything that is held of what a person asked for."""
    number = actor.account_id or 0
    return {
        "sent": [
            {
                "code": request.code,
                "ward": request.ward.full_name,
                "subject": request.subject,
                "reason": request.reason,
                "objection": request.appeal_text,
                "state": str(STATE_LABELS[request.state]),
                "sent_at": request.sent_at.isoformat(),
            }
            for request in queries.list_asked_by(number)
        ],
        "joined": [
            {
                "code": one.request.code,
                "ward": one.request.ward.full_name,
                "neighbourhood": one.neighbourhood,
                "at": one.support.at.isoformat(),
                "mark_of_the_number": one.support.person_digest,
            }
            for one in queries.list_supported_by(number)
        ],
    }


def owed_items(actor: Actor) -> list[DeskItem]:
    """Return the dialogues that enough voters asked for, until their notice is published."""
    rules_of = cache(list_rules)  # each ward's are read once, however many requests there are
    return [
        _owed_item(request, rules_of(request.ward_id, HOLDING))
        for request in queries.list_owed(actor)
    ]


def _owed_item(request: DialogueRequest, rules: Sequence[DeadlineRule]) -> DeskItem:
    limit = holding_clock(request, rules)
    text = _(
        "%(count)s voters ask for it, %(needed)s were needed.",
        count=number_text(request.support_count),
        needed=number_text(request.needed or 0),
    )
    if limit is not None:
        day = date_text(limit.last_day)
        due = (
            _("The dialogue must be held by %(day)s.", day=day)
            if limit.days_left >= 0
            else _("The dialogue should have been held by %(day)s.", day=day)
        )
        text = f"{due} {text}"
    session = request.session
    return DeskItem(
        title=request.public_subject,
        text=text,
        next_step=_("Publish the notice") if session else _("Plan the dialogue"),
        url=url_for("staff_dialogue.show", code=session.code)
        if session
        else url_for("staff_requests.show", code=request.code),
        is_late=limit is not None and limit.is_soon,
    )


def register() -> None:
    """Hang in, once."""
    if requests_section not in ACCOUNT_SECTIONS:
        ACCOUNT_SECTIONS.append(requests_section)
        ERASERS.append(erase_requester)
        DESK.append((_l("Dialogues that the ward has to hold"), owed_items))
    DATA_EXPORTERS["dialogue_requests"] = export_requests
