"""Filing one thing for a resident: the thing and the consent to it in one transaction, once by key.

    file_report(actor, Filing, submission, secret=...)      -> Filed
    ask_question_for(actor, Filing, session, asking, ...)   -> Filed
    register_for(actor, Filing, session, asked, ...)        -> Filed
    answer_survey_for(actor, taken, wave, reply, ...)       -> bool

`Filing.key` is the idempotency key of the helper's form or queue: whatever comes a second time with the
same key of the same helper gives what was stored the first time, however often, also when its words
were changed meanwhile (then `Filed.is_changed`). docs/how-to/file-for-a-resident.md shows a call.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, TooManyTries
from citizen_app.core.events import lock_wards
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue.commands.asking import Asking, ask_question
from citizen_app.dialogue.commands.register import Request, register
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.feedback.models import Report
from citizen_app.surveys.commands.answering import Reply, give_answer
from citizen_app.surveys.doors import Door
from citizen_app.surveys.models import Wave
from citizen_app.teams.commands.consents import (
    ConsentTaken,
    check_consent,
    record_consent,
    text_mark,
)
from citizen_app.teams.models import Consent, HelpCount, Purpose
from citizen_app.teams.queries import team_for
from citizen_app.teams.rules import monday_of, value

# The channel under which the log and the figures know what a helper filed.
HELPER = "helper"
THINGS: dict[str, type[Any]] = {
    model.__tablename__: model for model in (Report, Question, Registration)
}


@dataclass(frozen=True)
class Filed:
    """What was filed. `pin` is "" once the resident has taken the helper's access back: it is a new one.

    `is_repeat`: it had come before. `is_changed`: it came again with other words, which were not stored.
    """

    thing: Any
    pin: str
    consent: Consent
    is_repeat: bool = False
    is_changed: bool = False

    @property
    def code(self) -> str:
        """Return the code on the resident's slip."""
        return str(self.thing.code)


def file_report(actor: Actor, taken: ConsentTaken, submission: Submission, *, secret: str) -> Filed:
    """Send a report for a resident, who gets its code and PIN; see the module.

    `submission.key` is the idempotency key; `submission.neighbourhood` is where the matter is, which may be
    elsewhere in the ward. Raises NotAllowed outside the helper's neighbourhoods, Invalid with the field.
    """
    ward = taken.neighbourhood.ward

    def store(helper: Actor, key: str) -> tuple[Any, str]:
        keyed = dataclasses.replace(submission, key=key)
        return submit_report(helper, ward, keyed, secret=secret, is_for_other=True)

    return _file(actor, taken, Purpose.REPORT, submission.key, submission.text, store, secret)


def ask_question_for(
    actor: Actor, taken: ConsentTaken, session: Session, asking: Asking, *, secret: str
) -> Filed:
    """Send a question to a dialogue for a resident, who gets its code and PIN."""
    _check_ward(taken, session.ward_id)

    def store(helper: Actor, key: str) -> tuple[Any, str]:
        keyed = dataclasses.replace(asking, key=key, for_other=True)
        return ask_question(helper, session, keyed, secret=secret)

    return _file(actor, taken, Purpose.QUESTION, asking.key, asking.text, store, secret)


def register_for(
    actor: Actor, taken: ConsentTaken, session: Session, asked: Request, *, secret: str
) -> Filed:
    """Keep places at a dialogue for a resident, who gets code and PIN."""
    _check_ward(taken, session.ward_id)

    def store(helper: Actor, key: str) -> tuple[Any, str]:
        return register(helper, session, dataclasses.replace(asked, key=key), secret=secret)

    return _file(actor, taken, Purpose.REGISTRATION, asked.key, "", store, secret)


def answer_survey_for(
    actor: Actor, taken: ConsentTaken, wave: Wave, reply: Reply, *, key: str, secret: str
) -> bool:
    """Put one resident's answers into the sealed box; False when this form had come before.

    Nothing leads from the helper to an answer: no consent is stored, only that the helper went through it
    with one more person this week, and how that person agreed. Raises TooManyTries when there were as
    many as one helper may: counted in that number alone, for a limit's tries have moments.
    """
    _check_ward(taken, wave.ward_id)
    team = team_for(actor, taken.neighbourhood)
    check_consent(actor, taken)
    lock_wards([wave.ward_id])
    if not give_answer(wave, reply, Door("door"), form_key=key, secret=secret):
        return False
    week = monday_of(clock.today())
    _check_week(actor, week)
    number = (team.id, actor.account_id, week, taken.kind)
    count = db.session.get(HelpCount, number, with_for_update=True)
    if count is None:
        count = HelpCount(
            team_id=team.id, helper_id=actor.account_id, week=week, kind=taken.kind, people=0
        )
        db.session.add(count)
    count.people += 1
    db.session.flush()
    return True


def _check_week(actor: Actor, week: dt.date) -> None:
    mine = HelpCount.helper_id == actor.account_id, HelpCount.week == week
    people = db.session.scalar(select(func.sum(HelpCount.people)).where(*mine)) or 0
    if people >= value("most_surveys"):
        raise TooManyTries(
            _l(
                "You have gone through the survey with %(count)s people this week, which is the most. "
                "It goes on next Monday.",
                count=int(people),
            )
        )


def find_filed(actor: Actor, key: str, *, secret: str) -> Consent | None:
    """Return the consent to what the helper filed under a key, or None: it never arrived."""
    digest = _key_digest(actor, key, secret)
    return db.session.scalar(select(Consent).where(Consent.key_digest == digest))


def thing_of(consent: Consent) -> Any:
    """Return what a consent was given for."""
    return db.session.get_one(THINGS[consent.subject_type], consent.subject_id)


def find_same_words(
    actor: Actor, text: str, *, since: dt.datetime, secret: str
) -> Sequence[Consent]:
    """Return the consents to what the helper filed in the very same words since a moment, newest first."""
    said = text_mark(secret, actor.account_id or 0, text)
    query = select(Consent).where(
        Consent.helper_id == actor.account_id,
        Consent.text_digest == said,
        Consent.text_digest != "",
        Consent.recorded_at >= since,
    )
    return db.session.scalars(query.order_by(Consent.id.desc()).limit(20)).all()


def pin_of(consent: Consent, *, secret: str) -> str:
    """Return the PIN on the slip; "" once the helper's access was taken back, or a phone made the PIN."""
    if consent.withdrawn_at is not None:
        return ""
    thing = thing_of(consent)
    pin = ids.pin_for(secret, thing.idempotency_digest)
    return pin if thing.pin_digest == ids.keyed_digest(secret, thing.code, pin) else ""


def _file(
    actor: Actor,
    taken: ConsentTaken,
    purpose: Purpose,
    key: str,
    text: str,
    store: Callable[[Actor, str], tuple[Any, str]],
    secret: str,
) -> Filed:
    team = team_for(actor, taken.neighbourhood)
    # Two requests with one key, from two queues of one phone: the second waits here and finds the first.
    lock_wards([team.ward_id])
    known = find_filed(actor, key, secret=secret)
    said = text_mark(secret, actor.account_id or 0, text)
    if known is not None:
        changed = bool(known.text_digest) and known.text_digest != said
        pin = pin_of(known, secret=secret)
        return Filed(thing_of(known), pin, known, is_repeat=True, is_changed=changed)
    check_consent(actor, taken)
    helper = dataclasses.replace(actor, channel=HELPER)
    digest = _key_digest(actor, key, secret)
    # Keys of forms are the sender's own; this one belongs to the helper and the key together.
    thing, pin = store(helper, digest)
    consent = record_consent(helper, team, taken, thing, purpose=purpose, key=digest, said=said)
    return Filed(thing, pin, consent)


def _key_digest(actor: Actor, key: str, secret: str) -> str:
    return ids.keyed_digest(secret, "on behalf", str(actor.account_id), key)


def _check_ward(taken: ConsentTaken, ward_id: int) -> None:
    if taken.neighbourhood.ward_id != ward_id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))
