"""Reading cases: one, the ward's figures, the sender's own. Lists are in queries_list.py."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.queries import list_made_in
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.files.models import Attachment
from citizen_app.feedback import policies
from citizen_app.feedback.commands.subscribing import subscribed_by
from citizen_app.feedback.models import (
    RUNNING,
    Answer,
    AnswerWork,
    Follow,
    Judgement,
    Message,
    Report,
    Subscription,
    Transfer,
    Visibility,
)
from citizen_app.feedback.workflow import ANSWERED
from citizen_app.wards.models import Ward

PAGE = 20
LARGEST_ID = 2**63
MOST_JOINED = 5  # a case joined to one that was joined itself, and so on
CARD = (joinedload(Report.category), joinedload(Report.neighbourhood))


@dataclass(frozen=True)
class Page:
    """Some rows in a fixed order, and where the next ones begin ("" at the end)."""

    rows: Sequence[Report]
    next_cursor: str = ""


def find_report(code: str) -> Report | None:
    """Return the case with a code as typed, or None."""
    parsed = ids.parse_code("PA", code)
    if parsed is None:
        return None
    return db.session.scalar(
        select(Report)
        .where(Report.code == parsed)
        .options(
            *CARD,
            joinedload(Report.holder),
            joinedload(Report.department),
            selectinload(Report.answers),
            selectinload(Report.concerns),
        )
    )


def get_report(code: str) -> Report:
    """Return the case with a code, or raise NotFound."""
    report = find_report(code)
    if report is None:
        raise NotFound()
    return report


def get_public_report(ward: Ward, code: str) -> Report:
    """Return a case that everyone may read in the ward that holds it, or raise NotFound."""
    report = get_report(code)
    if report.holder_ward_id != ward.id or not policies.is_public(report):
        raise NotFound()
    return report


def get_public_case(ward: Ward, code: str) -> Report:
    """Return the public case that stands for a code at a ward's address, or raise NotFound.

    A public case that was joined to another leads there, and one that the ward handed on to the ward
    that has it now. One that was never public leads nowhere: not even that it exists is told.
    """
    report = get_report(code)
    if report.holder_ward_id != ward.id and not _had(ward, report):
        raise NotFound()
    for _ in range(MOST_JOINED):
        if report.state != "merged" or report.visibility != Visibility.PUBLIC:
            break
        assert report.merged_into is not None
        report = get_report(report.merged_into.code)
    if not policies.is_public(report):
        raise NotFound()
    return report


def _had(ward: Ward, report: Report) -> bool:
    """Return whether the ward was sent the case, or had it for a while."""
    if report.ward_id == ward.id:
        return True
    query = select(Transfer.id).where(
        Transfer.report_id == report.id, Transfer.from_ward_id == ward.id
    )
    return db.session.scalar(query.limit(1)) is not None


def get_sent_report(actor: Actor, code: str) -> Report:
    """Return the actor's own case, or raise NotFound."""
    report = get_report(code)
    if not policies.is_sender(actor, report):
        raise NotFound()
    return report


def has_pin(report: Report, pin: str, secret: str) -> bool:
    """Return whether `pin` opens the case."""
    return bool(report.pin_digest) and hmac.compare_digest(
        ids.keyed_digest(secret, report.code, pin), report.pin_digest
    )


def latest_answered(ward: Ward, most: int = 5) -> Sequence[Report]:
    """Return the newest public answers of a ward."""
    return db.session.scalars(
        select(Report)
        .where(
            Report.holder_ward_id == ward.id,
            policies.publicly_visible(),
            Report.state.in_(ANSWERED),
            # Said again for the index: among what is not published PostgreSQL would look first.
            Report.published_at.is_not(None),
        )
        .options(*CARD)
        .order_by(Report.published_at.desc(), Report.id.desc())
        .limit(most)
    ).all()


@dataclass(frozen=True)
class WardFigures:
    """Three figures for a ward's home, over the answers of the last 90 days."""

    answered: int
    on_time: int
    open: int
    overdue: int


def ward_figures(ward: Ward) -> WardFigures:
    """Count public answers of 90 days with those in time, and what is open and late now."""
    since, now = clock.now() - dt.timedelta(days=90), clock.now()
    mine = and_(Report.holder_ward_id == ward.id, policies.publicly_visible())
    in_time = or_(Report.due_at.is_(None), Report.published_at <= Report.due_at)
    answered, on_time = db.session.execute(
        select(func.count(), func.count().filter(in_time)).where(
            mine, Report.state.in_(ANSWERED), Report.published_at >= since
        )
    ).one()
    waiting, late = db.session.execute(
        select(func.count(), func.count().filter(Report.due_at < now)).where(mine, RUNNING)
    ).one()
    return WardFigures(answered, on_time, waiting, late)


def list_sent_by(account_id: int) -> Sequence[Report]:
    """Return the cases that an account sent, newest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.account_id == account_id)
        .options(*CARD, joinedload(Report.holder))
        .order_by(Report.sent_at.desc(), Report.id.desc())
        .limit(200)
    ).all()


def list_followed_by(account_id: int) -> Sequence[Report]:
    """Return the public cases that an account follows, by itself or by a confirmed e-mail of its own."""
    by_mail = select(Subscription.report_id).where(
        subscribed_by(account_id), Subscription.confirmed_at.is_not(None)
    )
    return db.session.scalars(
        select(Report)
        .outerjoin(Follow, and_(Follow.report_id == Report.id, Follow.account_id == account_id))
        .where(or_(Follow.id.is_not(None), Report.id.in_(by_mail)), policies.publicly_visible())
        .options(*CARD, joinedload(Report.holder))
        .order_by(func.coalesce(Follow.at, Report.sent_at).desc(), Report.id.desc())
        .limit(200)
    ).all()


def list_subscriptions(account_id: int) -> Sequence[tuple[str, Subscription]]:
    """Return every following by e-mail from an account's proved addresses, with the case's code."""
    rows = db.session.execute(
        select(Report.code, Subscription)
        .join(Subscription, Subscription.report_id == Report.id)
        .where(subscribed_by(account_id))
        .order_by(Subscription.id)
    )
    return [(code, row) for code, row in rows]


def make_cursor(moment: dt.datetime, last_id: int) -> str:
    """Return a mark of where a page ended."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{last_id}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[dt.datetime, int] | None:
    """Return what a mark says, or None when it is none."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        typed, last_id = text.split("|")
        moment, number = dt.datetime.fromisoformat(typed), int(last_id)
        if moment.tzinfo is None or not 0 <= number < LARGEST_ID:
            return None
        return moment.astimezone(dt.UTC), number
    except (ValueError, OverflowError, binascii.Error):
        return None


def report_of_subject(subject_type: str, subject_id: int) -> Report | None:
    """Return the case that a file belongs to: its own, its answer's, or what its sender added to it."""
    if subject_type == Report.__tablename__:
        return db.session.get(Report, subject_id)
    if subject_type == Message.__tablename__:
        message = db.session.get(Message, subject_id)
        return db.session.get(Report, message.report_id) if message is not None else None
    if subject_type == Judgement.__tablename__:
        judgement = db.session.get(Judgement, subject_id)
        return judgement.answer.report if judgement is not None else None
    found: Answer | AnswerWork | None = None
    if subject_type == Answer.__tablename__:
        found = db.session.get(Answer, subject_id)
    elif subject_type == AnswerWork.__tablename__:
        found = db.session.get(AnswerWork, subject_id)
    return found.report if found is not None else None


def photos_by_subject(subject_type: str, ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """Return the files of several things of one kind (the messages of a case, say) in one query."""
    kept: dict[int, list[Attachment]] = {number: [] for number in ids}
    query = select(Attachment).where(
        Attachment.subject_type == subject_type, Attachment.subject_id.in_(kept)
    )
    for attachment in db.session.scalars(query.order_by(Attachment.id)) if kept else ():
        kept[attachment.subject_id].append(attachment)
    return kept


def is_published_answer(answer_id: int) -> bool:
    """Return whether an answer was given to its sender."""
    answer = db.session.get(Answer, answer_id)
    return answer is not None and answer.published_at is not None


def promises_of(report: Report, *, public_only: bool) -> dict[int, list[Commitment]]:
    """Return what was promised in the published answers of a case, by the answer's id."""
    made: dict[int, list[Commitment]] = {}
    ids = [answer.id for answer in report.published_answers]
    for one in list_made_in(Answer.__tablename__, ids, public_only=public_only):
        made.setdefault(one.subject_id or 0, []).append(one)
    return made
