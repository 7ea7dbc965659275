"""Sending a question to a session, for oneself or for somebody at the counter, and supporting one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from citizen_app.accounts.queries import people_with
from citizen_app.core import clock, ids, proofs
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies
from citizen_app.dialogue.events import QuestionSent, QuestionSupported
from citizen_app.dialogue.models import (
    Question,
    QuestionContact,
    QuestionSupport,
    QuestionWords,
    Session,
)
from citizen_app.dialogue.models_attendance import Channel
from citizen_app.feedback.recognising import is_denunciation
from citizen_app.permissions import Permission
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
    # A helper asks for a neighbour: the question is the neighbour's, by code and PIN.
    for_other: bool = False

    def fingerprint(self, session: Session) -> str:
        """Return a digest of all that is sent."""
        place = self.neighbourhood.id if self.neighbourhood else ""
        said = (
            session.code,
            nfc(self.text).strip(),
            str(place),
            self.name,
            self.email,
            self.phone,
            str(self.for_other),
        )
        return ids.token_digest("\x1f".join(said))


def ask_question(
    actor: Actor, session: Session, asking: Asking, *, secret: str
) -> tuple[Question, str]:
    """Store a question and return it with its PIN ("" for an asker with an account).

    Staff and helpers ask for somebody else, who gets code and PIN and stays its only asker.
    """
    channel = _channel_of(actor, session, asking)
    digest = ids.keyed_digest(secret, "question", asking.key, asking.fingerprint(session))
    by_account = channel == Channel.WEB and actor.account_id is not None
    pin = "" if by_account else ids.pin_for(secret, digest)
    known = _known(digest)
    if known is not None:
        return known, pin
    _check(session, asking)
    question = _new_question(actor, session, asking, digest, channel)
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
        words=_keep_words(question),
    )
    record(fact, actor=actor, ward_id=session.ward_id, subject=question)
    return question, pin


def _keep_words(question: Question) -> str:
    """Return the digest by which the log can show that the words were not altered; keep its salt."""
    salt = secrets.token_hex(16)
    db.session.add(QuestionWords(question_id=question.id, salt=salt))
    return proofs.words_digest(salt, question.text)


def _known(digest: str) -> Question | None:
    return db.session.scalar(select(Question).where(Question.idempotency_digest == digest))


def _check(session: Session, asking: Asking) -> None:
    if not policies.takes_questions(session):
        raise Invalid("", _l("Questions for this session are no longer taken."))
    if asking.neighbourhood is not None and asking.neighbourhood.ward_id != session.ward_id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))


def _channel_of(actor: Actor, session: Session, asking: Asking) -> Channel:
    """Return how the question comes; raise NotAllowed for who may not ask for others here."""
    helps = actor.may(Permission.REPORT_ON_BEHALF, session.ward_id)
    if asking.for_other and actor.channel != Channel.HELPER:
        helps = False  # a helper asks for others through their team, where consent is recorded
    if (actor.is_staff or asking.for_other) and not helps:
        raise NotAllowed()
    if actor.is_staff:
        return Channel.COUNTER
    return Channel.HELPER if asking.for_other else Channel.WEB


def _is_guarded(session: Session, text: str) -> bool:
    """Return whether only the clerks read it: where there is none, somebody has to."""
    readers = Permission.REPORT_READ_DENUNCIATION, session.ward_id
    return is_denunciation(text) and bool(people_with(*readers))


def _new_question(
    actor: Actor, session: Session, asking: Asking, digest: str, channel: Channel
) -> Question:
    own, text = channel == Channel.WEB, nfc(asking.text).strip()
    return Question(
        code=ids.new_code(PREFIX),
        session_id=session.id,
        session=session,
        ward_id=session.ward_id,
        idempotency_digest=digest,
        account_id=actor.account_id if own else None,
        helper_id=None if own else actor.account_id,
        channel=channel,
        text=text,
        is_guarded=_is_guarded(session, text),
        category=asking.category,
        neighbourhood=asking.neighbourhood,
        source="live" if session.state == "live" else "advance",
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
    if not _add_support(question, account_id, device):
        return question.support_count  # a second press changes nothing
    count_supports(question)
    fact = QuestionSupported(question.support_count)
    record(fact, actor=actor, ward_id=question.ward_id, subject=question)
    return question.support_count


def _add_support(question: Question, account_id: int | None, device: str | None) -> bool:
    """Store a support unless it is there; return whether it was new. One trip, for many come at once."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    support = insert(QuestionSupport).values(
        question_id=question.id,
        account_id=account_id,
        device_digest=None if account_id is not None else device,
        at=clock.now(),
    )
    stored: Any = db.session.execute(support.on_conflict_do_nothing())
    return bool(stored.rowcount)


def count_supports(question: Question) -> None:
    """Store how many support a question: counted, never added up, so that it is always right.

    It is no change of the question itself: its version, which staff forms carry, stays.
    """
    counted = (
        select(func.count()).where(QuestionSupport.question_id == question.id).scalar_subquery()
    )
    count = db.session.scalar(
        update(Question)
        .where(Question.id == question.id)
        .values(support_count=counted)
        .returning(Question.support_count)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(question, "support_count", count)
