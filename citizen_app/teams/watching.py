"""What follows by itself: patterns are looked for, erased cases lose their proofs, visits run out."""

from __future__ import annotations

from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, handles
from citizen_app.core.jobs import scheduled
from citizen_app.dialogue.events import QuestionDataErased
from citizen_app.dialogue.events_attendance import RegistrationsErased
from citizen_app.dialogue.models import Session
from citizen_app.feedback.events import PersonalDataErased
from citizen_app.teams.commands.alerts import watch_consent, watch_surveys
from citizen_app.teams.commands.consents import erase_due_proofs, erase_proof
from citizen_app.teams.commands.visits import end_overdue_visits
from citizen_app.teams.events import ConsentGiven
from citizen_app.teams.models import Consent
from citizen_app.teams.queries import consent_about, consents_of_session


@handles(ConsentGiven)
def look_for_patterns(event: Event) -> None:
    """Look whether a consent makes a pattern with those before."""
    consent = _consent_of(event)
    if consent is not None:
        watch_consent(consent)


@handles(PersonalDataErased, QuestionDataErased, RegistrationsErased)
def forget_proof(event: Event) -> None:
    """Erase the proof of a consent with the personal data of what it was given for."""
    if event.subject_type == Session.__tablename__:
        consents = consents_of_session(event.subject_id)
    else:
        consents = [one for one in [_consent_of(event)] if one is not None]
    for consent in consents:
        erase_proof(SYSTEM, consent)


def _consent_of(event: Event) -> Consent | None:
    return consent_about(event.subject_type, event.subject_id)


@scheduled(minute="*/10")
def end_visits() -> None:
    """End what is past its half hour: the name and the phone number go."""
    with transaction():
        end_overdue_visits()


@scheduled(hour="19", minute="15")
def look_at_surveys() -> None:
    """Look once a day whether somebody went through the survey with unusually many people."""
    with transaction():
        watch_surveys()


@scheduled(hour="19", minute="25")
def erase_proofs() -> None:
    """Erase the proofs of consents whose time is over, batch by batch."""
    while True:
        with transaction():
            if not erase_due_proofs():
                break
    db.session.rollback()
