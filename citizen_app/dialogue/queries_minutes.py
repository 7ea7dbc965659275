"""Reading minutes: the draft with its lines, versions, links, what waits for somebody's name."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.core import ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.dialogue import policies, queries
from citizen_app.dialogue import policies_minutes as rules
from citizen_app.dialogue.minutes_body import Line, body_of, essence_of
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import (
    Minutes,
    MinutesLine,
    MinutesVersion,
    Signature,
    Signer,
    SigningLink,
)

LINK_PREFIX = "KB"
TOKEN_LENGTH = 40


VERSIONS = (
    selectinload(Minutes.versions)
    .selectinload(MinutesVersion.signatures)
    .joinedload(Signature.signer)
)
ALL_OF_IT = (
    joinedload(Minutes.session).joinedload(Session.ward),
    selectinload(Minutes.signers).selectinload(Signer.links),
    selectinload(Minutes.signers).joinedload(Signer.account),
    VERSIONS,
)


def find_minutes(session: Session) -> Minutes | None:
    """Return the minutes of a session with versions, signatories and signatures, or None.

    Read anew each time: a command that waited for the ward's lock must see what was done meanwhile.
    """
    query = select(Minutes).where(Minutes.session_id == session.id).options(*ALL_OF_IT)
    return db.session.scalar(query.execution_options(populate_existing=True))


def draft_of(session: Session) -> Minutes:
    """Return the minutes of a session, or empty ones that are not stored yet."""
    found = find_minutes(session)
    if found is not None:
        return found
    return Minutes(
        session=session,
        session_id=session.id,
        state="draft",
        present="",
        conclusions="",
        late_reason="",
        missing_reason="",
        correction_reason="",
        version=0,
    )


def get_session(actor: Actor, code: str) -> Session:
    """Return a session whose minutes the actor writes, or raise NotFound."""
    session = queries.get_for_staff(actor, code)
    if not rules.can_write(actor, session):
        raise NotFound()
    return session


def list_lines(session: Session) -> list[Line]:
    """Return every question that was approved, in the order of the session; never another one."""
    rows = db.session.execute(
        select(Question, MinutesLine)
        .outerjoin(MinutesLine, MinutesLine.question_id == Question.id)
        .where(Question.session_id == session.id, policies.shown())
        .options(
            joinedload(Question.category),
            joinedload(Question.neighbourhood),
            joinedload(Question.department),
            joinedload(MinutesLine.department),
            joinedload(MinutesLine.head),
        )
        .order_by(
            Question.place_in_line.is_(None), Question.place_in_line, Question.source, Question.id
        )
    )
    merged = (
        select(Question.merged_into_id, func.count())
        .where(Question.session_id == session.id, Question.state == "merged")
        .group_by(Question.merged_into_id)
    )
    joined = {into: int(count) for into, count in db.session.execute(merged)}
    return [Line(question, line, joined.get(question.id, 0)) for question, line in rows]


def get_line(session: Session, code: str) -> Line:
    """Return one line, or raise NotFound."""
    parsed = ids.parse_code("CH", code)
    question = db.session.scalar(
        select(Question).where(
            Question.session_id == session.id, Question.code == parsed, policies.shown()
        )
    )
    if question is None:
        raise NotFound()
    return Line(question, db.session.get(MinutesLine, question.id))


def has_changed(session: Session, minutes: Minutes) -> bool:
    """Return whether the minutes differ from the version that was sent last."""
    newest = minutes.newest
    if newest is None:
        return True
    return essence_of(body_of(session, minutes, list_lines(session))) != essence_of(newest.body)


def minutes_part(actor: Actor, session: Session) -> dict[str, bool]:
    """Return what a session's staff page says of its minutes."""
    is_open = rules.takes_minutes(session)
    found = find_minutes(session) if is_open else None
    return {
        "is_open": is_open,
        "may_write": rules.can_write(actor, session),
        "may_sign": found is not None and found.state == "sent" and rules.may_sign(actor, found),
    }


def get_to_sign(actor: Actor, code: str) -> Minutes:
    """Return minutes that the actor's staff account signs, or raise NotFound."""
    parsed = ids.parse_code("DT", code)
    session = db.session.scalar(select(Session).where(Session.code == parsed))
    minutes = find_minutes(session) if session is not None else None
    if minutes is None or rules.signer_of(actor, minutes) is None or minutes.newest is None:
        raise NotFound()
    return minutes


def list_to_sign(actor: Actor) -> Sequence[Minutes]:
    """Return the minutes that wait for the actor's own signature, the oldest first."""
    mine = select(Signer.minutes_id).where(
        Signer.account_id == actor.account_id, Signer.removed_at.is_(None)
    )
    query = select(Minutes).where(Minutes.id.in_(mine), Minutes.state == "sent")
    rows = db.session.scalars(
        query.options(
            joinedload(Minutes.session).joinedload(Session.ward),
            selectinload(Minutes.signers).selectinload(Signer.links),
            selectinload(Minutes.versions).selectinload(MinutesVersion.signatures),
        ).order_by(Minutes.id)
    ).all()
    return [one for one in rows if rules.may_sign(actor, one)]


def token_of(link: SigningLink, secret: str) -> str:
    """Return what a personal link carries: worked out, so that the database alone opens nothing."""
    return ids.keyed_digest(secret, "sign-minutes", link.code)[:TOKEN_LENGTH]


def pin_of(link: SigningLink, secret: str) -> str:
    """Return the PIN that stands beside the code on a printed slip."""
    return ids.pin_for(secret, f"sign-minutes {link.code}")


def find_link(code: str) -> SigningLink | None:
    """Return the link with a code as typed, or None."""
    parsed = ids.parse_code(LINK_PREFIX, code)
    if parsed is None:
        return None
    query = select(SigningLink).where(SigningLink.code == parsed)
    return db.session.scalar(
        query.options(
            joinedload(SigningLink.signer).joinedload(Signer.minutes).joinedload(Minutes.session),
            joinedload(SigningLink.version),
        )
    )


def get_link(code: str, token: str, secret: str) -> SigningLink:
    """Return the link that code and token open, expired or not, or raise NotFound."""
    link = find_link(code)
    if link is None or not hmac.compare_digest(token_of(link, secret), token):
        raise NotFound()
    return link


def has_pin(link: SigningLink, pin: str, secret: str) -> bool:
    """Return whether `pin` belongs to the link."""
    return hmac.compare_digest(pin_of(link, secret), pin)


def link_of(signer: Signer, version: MinutesVersion | None) -> SigningLink | None:
    """Return the newest link of a signatory for a version, expired or not, or None."""
    if version is None:
        return None
    rows = [link for link in signer.links if link.version_id == version.id and not link.ended_at]
    return rows[-1] if rows else None


def get_results(session: Session, number: int | None = None) -> tuple[Minutes, MinutesVersion]:
    """Return published minutes with their newest published version, or an older one by its number."""
    query = select(Minutes).where(Minutes.session_id == session.id)
    minutes = db.session.scalar(query.options(VERSIONS))
    shown = [one for one in minutes.versions if rules.is_published(one)] if minutes else []
    wanted = [one for one in shown if number is None or one.number == number]
    if minutes is None or not wanted:
        raise NotFound()
    return minutes, wanted[-1]


def list_published(minutes: Minutes) -> list[MinutesVersion]:
    """Return the versions that everyone may read, the newest first."""
    return [one for one in reversed(minutes.versions) if rules.is_published(one)]


def list_askers(session: Session) -> Sequence[Question]:
    """Return the questions whose askers hear of the results: approved ones, and those joined to them."""
    return db.session.scalars(
        select(Question)
        .where(Question.session_id == session.id, Question.state.in_(("approved", "merged")))
        .options(joinedload(Question.contact), joinedload(Question.merged_into))
        .order_by(Question.id)
    ).all()
