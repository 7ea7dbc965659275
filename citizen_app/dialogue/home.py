"""What this feature shows on a ward's home, and on a resident's account page."""

from __future__ import annotations

from typing import Any

from citizen_app.accounts.extensions import ACCOUNT_SECTIONS, DATA_EXPORTERS, ERASERS, Section
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue import policies, policies_attendance, queries, queries_live
from citizen_app.dialogue import queries_attendance as attendance
from citizen_app.dialogue.commands.leaving import erase_asker
from citizen_app.dialogue.commands.speaking import erase_participant
from citizen_app.dialogue.devices import participant_of_account
from citizen_app.dialogue.queries import questions
from citizen_app.feedback.opening import SLIPS, Slip
from citizen_app.wards.home import PARTS
from citizen_app.wards.models import Ward


def home_part(ward: Ward) -> dict[str, Any]:
    """Return the next session."""
    return {"next_session": queries.next_session(ward)}


def followed_section(actor: Actor) -> Section:
    """Return the wards whose dialogues the person follows."""
    rows = queries.list_followed_wards(actor.account_id or 0)
    return Section(_l("Dialogues I follow"), "dialogue/account_followed.html", {"wards": rows})


def asked_section(actor: Actor) -> Section:
    """Return the questions that the person asked."""
    rows = questions.list_asked_by(actor.account_id or 0)
    return Section(_l("My questions"), "dialogue/account_asked.html", {"questions": rows})


def export_questions(actor: Actor) -> list[dict[str, Any]]:
    """Return everything that is held of a person's questions."""
    return [
        {
            "code": question.code,
            "session": question.session.title,
            "text": question.text,
            "public_text": question.public_text,
            "state": question.state,
            "objection": question.appeal.text if question.appeal else None,
            "sent_at": question.sent_at.isoformat(),
            "contact": {
                "name": question.contact.name,
                "email": question.contact.email,
                "phone": question.contact.phone,
            }
            if question.contact
            else None,
        }
        for question in questions.list_asked_by(actor.account_id or 0)
    ]


def export_supports(actor: Actor) -> list[dict[str, Any]]:
    """Return the questions that a person says are their own too."""
    return [
        {"code": question.code, "text": question.public_text}
        for question in questions.list_supported_by(actor.account_id or 0)
    ]


def export_speaking(actor: Actor) -> list[dict[str, Any]]:
    """Return where a person asked to speak, and how they wanted to be called."""
    rows = queries_live.list_speaking_of(participant_of_account(actor.account_id or 0))
    return [
        {"session": one.session.title, "called": one.display, "asked_at": one.asked_at.isoformat()}
        for one in rows
    ]


def erase_speaking(actor: Actor) -> None:
    """Erase a person from the queues of speakers."""
    erase_participant(queries_live.list_speaking_of(participant_of_account(actor.account_id or 0)))


def export_follows(actor: Actor) -> list[str]:
    """Return the wards whose dialogues a person follows."""
    return [ward.full_name for ward in queries.list_followed_wards(actor.account_id or 0)]


def register() -> None:
    """Hang in, once."""
    if home_part not in PARTS:
        PARTS.append(home_part)
        ACCOUNT_SECTIONS.extend([asked_section, followed_section])
        ERASERS.extend([erase_asker, erase_speaking])
    SLIPS["CH"] = Slip(
        "CH", "dialogue.own_question", questions.find_question, questions.has_pin, policies.is_asker
    )
    SLIPS["DK"] = Slip(
        "DK",
        "attendance.slip",
        attendance.find_registration,
        attendance.has_pin,
        policies_attendance.is_registered,
    )
    DATA_EXPORTERS["questions"] = export_questions
    DATA_EXPORTERS["supported_questions"] = export_supports
    DATA_EXPORTERS["dialogues"] = export_follows
    DATA_EXPORTERS["speaking"] = export_speaking
