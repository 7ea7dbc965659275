"""Sending a question to a session, supporting one, taking it back, erasing what names the asker."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from citizen_app.commitments.commands.voices import erase_voices
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands.board import index_question
from citizen_app.dialogue.events import QuestionSent, QuestionSupported, QuestionWithdrawn
from citizen_app.dialogue.models import Question, QuestionContact, QuestionSupport, Session
from citizen_app.dialogue.workflow_questions import machine
from citizen_app.wards.models import Category, Neighbourhood

PREFIX = "CH"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What somebody asks. `key` is made by the form: the same question sent twice with it is one."""

    key: str
    text: str
    category: Category | None = None
    neighbourhood: Neighbourhood | None = None
    name: str = ""
    email: str = ""
    phone: str = ""

    def fingerprint(self, session: Session) -> str:
        """Return a digest of all that is sent."""
        place = self.neighbourhood.id if self.neighbourhood else ""
        said = (session.code, nfc(self.text).strip(), str(place), self.name, self.email, self.phone)
        return ids.token_digest("\x1f".join(said))


def ask_question(
    actor: Actor, session: Session, asking: Asking, *, secret: str
) -> tuple[Question, str]:
    """Store a question and return it with its PIN ("" for an asker with an account)."""
    digest = ids.keyed_digest(secret, "question", asking.key, asking.fingerprint(session))
    pin = "" if actor.account_id and not actor.is_staff else ids.pin_for(secret, digest)
    known = _known(digest)
    if known is not None:
        return known, pin
    _check(session, asking)
    question = _new_question(actor, session, asking, digest)
    question.pin_digest = ids.keyed_digest(secret, question.code, pin) if pin else ""
    try:
        with db.session.begin_nested():
            db.session.add(question)
            db.session.flush()
    except IntegrityError:
        # The same form arrived at two servers at once: the other one was first.
        return db.session.scalars(
            select(Question).where(Question.idempotency_digest == digest)
        ).one(), pin
    if asking.name or asking.email or asking.phone:
        contact = QuestionContact(name=asking.name, email=asking.email, phone=asking.phone)
        question.contact = contact
        db.session.flush()
    fact = QuestionSent(
        code=question.code,
        category=question.category.code if question.category else "",
        neighbourhood_id=question.neighbourhood_id,
        has_account=question.account_id is not None,
        has_contact=bool(asking.email or asking.phone),
    )
    record(fact, actor=actor, ward_id=session.ward_id, subject=question)
    return question, pin


def _known(digest: str) -> Question | None:
    return db.session.scalar(select(Question).where(Question.idempotency_digest == digest))


def _check(session: Session, asking: Asking) -> None:
    if not policies.takes_questions(session):
        raise Invalid("", _l("Questions for this session are no longer taken."))
    if asking.neighbourhood is not None and asking.neighbourhood.ward_id != session.ward_id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))


def _new_question(actor: Actor, session: Session, asking: Asking, digest: str) -> Question:
    return Question(
        code=ids.new_code(PREFIX),
        session_id=session.id,
        session=session,
        ward_id=session.ward_id,
        idempotency_digest=digest,
        account_id=None if actor.is_staff else actor.account_id,
        helper_id=actor.account_id if actor.is_staff else None,
        channel=actor.channel,
        text=nfc(asking.text).strip(),
        category=asking.category,
        neighbourhood=asking.neighbourhood,
        state="sent",
        sent_at=clock.now(),
    )


def support_question(actor: Actor, question: Question, *, device: str | None) -> int:
    """Say that one has the same question, once; return how many do. `device` is a token's digest."""
    if not policies.is_shown(question):
        raise NotAllowed()
    if policies.is_asker(actor, question):
        raise Invalid("", _l("This is your own question."))
    account_id = actor.account_id if not actor.is_staff else None
    if account_id is None and device is None:
        raise NotAllowed()
    lock_wards([question.ward_id])
    support = QuestionSupport(
        question_id=question.id,
        account_id=account_id,
        device_digest=None if account_id is not None else device,
        at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(support)
            db.session.flush()
    except IntegrityError:
        return question.support_count  # a second press changes nothing
    count_supports(question)
    fact = QuestionSupported(question.support_count)
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)
    return question.support_count


def count_supports(question: Question) -> None:
    """Store how many support a question: counted, never added up, so that it is always right.

    It is no change of the question itself: its version, which staff forms carry, stays.
    """
    counted = (
        select(func.count()).where(QuestionSupport.question_id == question.id).scalar_subquery()
    )
    db.session.execute(
        update(Question)
        .where(Question.id == question.id)
        .values(support_count=counted)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(question, ["support_count"])


def withdraw_question(actor: Actor, question: Question) -> Question:
    """Take a question back; it leaves the board."""
    lock_wards([question.ward_id])
    machine.apply(actor, question, "withdraw")
    db.session.flush()
    record(QuestionWithdrawn(), actor=actor, ward_id=question.ward_id, subject=question)
    index_question(question)
    return question


def erase_asker(actor: Actor) -> None:
    """Erase the person from every question that an account asked."""
    mine = select(Question).where(Question.account_id == actor.account_id)
    for question in db.session.scalars(mine):
        erase_question_data(actor, question)


def erase_question_data(actor: Actor, question: Question) -> None:
    """Take name, contact, account and the asker's own words from a question; what is shown stays."""
    if not policies.is_asker(actor, question):
        raise NotAllowed()
    if question.state == "sent":
        raise InvalidTransition(_l("Please withdraw the question first: the ward still reads it."))
    question.contact = None
    question.account_id = None
    question.text = question.public_text
    if question.appeal is not None:
        question.appeal.text = ""
    erase_voices(Question.__tablename__, question.id)
    db.session.flush()
