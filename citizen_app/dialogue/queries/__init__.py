"""Reading sessions: the public's list and page, the staff's plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from citizen_app.accounts.models import Account
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.dialogue import policies
from citizen_app.dialogue.clocks import Clock, yearly_clock
from citizen_app.dialogue.models import KNOWN, Session, SessionFollow
from citizen_app.wards.models import Ward

MOST = 100
WHOLE = (
    selectinload(Session.agenda),
    selectinload(Session.topics),
    selectinload(Session.departments),
    selectinload(Session.clusters),
    joinedload(Session.secretary),
)


def find_session(ward: Ward, code: str) -> Session | None:
    """Return the session of a ward with a code as typed, or None."""
    parsed = ids.parse_code("DT", code)
    if parsed is None:
        return None
    query = select(Session).where(Session.ward_id == ward.id, Session.code == parsed)
    return db.session.scalar(query.options(*WHOLE))


def get_public(ward: Ward, code: str) -> Session:
    """Return an announced session, or raise NotFound."""
    session = find_session(ward, code)
    if session is None or not policies.is_public(session):
        raise NotFound()
    return session


def list_public(ward: Ward) -> tuple[Sequence[Session], Sequence[Session]]:
    """Return the announced sessions of a ward: those to come, soonest first; those over, newest first."""
    query = select(Session).where(Session.ward_id == ward.id, policies.publicly_visible())
    now = clock.now()
    coming = query.where(Session.ends_at >= now).order_by(Session.starts_at, Session.id)
    over = query.where(Session.ends_at < now).order_by(Session.starts_at.desc(), Session.id.desc())
    return (
        db.session.scalars(coming.limit(MOST)).all(),
        db.session.scalars(over.limit(MOST)).all(),
    )


def next_session(ward: Ward) -> Session | None:
    """Return the next session that people can come to."""
    return db.session.scalar(
        select(Session)
        .where(
            Session.ward_id == ward.id,
            Session.state.in_(("announced", "live")),
            Session.ends_at >= clock.now(),
        )
        .order_by(Session.starts_at, Session.id)
        .limit(1)
    )


def get_for_staff(actor: Actor, code: str) -> Session:
    """Return a session that the actor may plan, or raise NotFound."""
    parsed = ids.parse_code("DT", code)
    query = select(Session).where(Session.code == parsed)
    session = db.session.scalar(query.options(*WHOLE, joinedload(Session.ward)))
    if session is None or not policies.can_plan(actor, session.ward_id):
        raise NotFound()
    return session


def list_for_staff(actor: Actor, ward: Ward) -> Sequence[Session]:
    """Return the sessions of a ward, newest first, with plans that nobody outside knows of."""
    if not policies.can_plan(actor, ward.id):
        return []
    query = select(Session).where(Session.ward_id == ward.id)
    query = query.order_by(Session.starts_at.desc(), Session.id.desc())
    return db.session.scalars(query.limit(MOST)).all()


def last_planned(ward: Ward) -> Session | None:
    """Return the session of a ward that was planned last."""
    query = select(Session).where(Session.ward_id == ward.id).options(*WHOLE)
    return db.session.scalar(query.order_by(Session.id.desc()).limit(1))


def clock_of_the_year(ward: Ward) -> Clock | None:
    """Return the duty to hold a dialogue this year; called off ones do not count."""
    days = db.session.scalars(
        select(Session.starts_at).where(Session.ward_id == ward.id, Session.state.in_(KNOWN))
    )
    held = [clock.local_date(moment) for moment in days]
    return yearly_clock(ward.id, held, clock.today().year)


def list_followers(ward_id: int) -> Sequence[Account]:
    """Return the residents who follow a ward's dialogues and want mails."""
    return (
        db.session.scalars(
            select(Account)
            .join(SessionFollow, SessionFollow.account_id == Account.id)
            .where(
                SessionFollow.ward_id == ward_id,
                Account.notify_by_email,
                Account.disabled_at.is_(None),
            )
            .order_by(Account.id)
        )
        .unique()
        .all()
    )


def list_followed_wards(account_id: int) -> Sequence[Ward]:
    """Return the wards whose dialogues an account follows, by name."""
    query = select(Ward).join(SessionFollow, SessionFollow.ward_id == Ward.id)
    query = query.where(SessionFollow.account_id == account_id)
    return db.session.scalars(query.order_by(Ward.folded, Ward.code)).all()


def list_for_calendar(ward: Ward, since: dt.datetime) -> Sequence[Session]:
    """Return what a calendar that people subscribe to shows, called off ones too."""
    query = select(Session).where(
        Session.ward_id == ward.id, policies.publicly_visible(), Session.ends_at >= since
    )
    return db.session.scalars(query.options(*WHOLE).order_by(Session.starts_at, Session.id)).all()
