"""Publishing a notice, changing it, calling a session off; following the ward's dialogues."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import clocks
from citizen_app.dialogue.commands.plan import Plan, check_plan, settle
from citizen_app.dialogue.events import (
    DialogueAnnounced,
    DialogueCancelled,
    DialogueNoticeChanged,
    DialoguesFollowed,
)
from citizen_app.dialogue.models import Session, SessionFollow
from citizen_app.dialogue.workflow import machine
from citizen_app.wards.models import Ward

# What people must hear of again, in time, when it changes (Law 72/2025/QH15 art. 43: time, place, way).
WEIGHTY = frozenset({"starts_at", "place", "link", "form"})


def announce_session(
    actor: Actor, session: Session, *, late_reason: str = "", version: int | None = None
) -> Session:
    """Publish the notice; one that comes later than the law asks needs a reason that everyone reads."""
    _open(actor, session, version)
    now = clock.now()
    if session.starts_at <= now:
        raise Invalid("", _l("The session's time has passed. Change the plan first."))
    in_time = clocks.is_in_time(session.ward_id, session.starts_at, now)
    reason = nfc(late_reason).strip()
    if not in_time and not reason:
        raise Invalid("late_reason", _late_words(session))
    session.announced_at = now
    machine.apply(actor, session, "announce")
    session.late_reason = "" if in_time else reason
    days = clocks.notice_days(session.starts_at, now)
    fact = DialogueAnnounced(session.starts_at.isoformat(), days, in_time)
    db.session.flush()
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    return session


def change_notice(
    actor: Actor, session: Session, plan: Plan, *, reason: str, version: int | None = None
) -> Session:
    """Change an announced session; the reason is public. A new time or place starts the notice anew."""
    _open(actor, session, version)
    check_plan(session.ward_id, plan)
    if not nfc(reason).strip():
        raise Invalid("reason", _l("Please say why; everyone reads it."))
    if session.starts_at <= clock.now():
        raise Invalid("", _l("The session has begun: its notice can no longer be changed."))
    machine.apply(actor, session, "change_notice")
    changed = settle(session, plan)
    now = clock.now()
    if WEIGHTY & set(changed):
        session.announced_at = now  # what people must know in time is new: so is the notice
    session.change_reason, session.changed_at = nfc(reason).strip(), now
    in_time = clocks.is_in_time(session.ward_id, session.starts_at, session.announced_at or now)
    session.late_reason = "" if in_time else (session.late_reason or session.change_reason)
    fact = DialogueNoticeChanged(
        parts=changed,
        starts_at=session.starts_at.isoformat(),
        days_before=clocks.notice_days(session.starts_at, now),
        is_in_time=in_time,
    )
    db.session.flush()
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    return session


def cancel_session(
    actor: Actor, session: Session, *, reason: str, version: int | None = None
) -> Session:
    """Call a session off; everyone reads why."""
    _open(actor, session, version)
    if not nfc(reason).strip():
        raise Invalid("reason", _l("Please say why; everyone reads it."))
    if session.starts_at <= clock.now():
        raise Invalid("", _l("The session has begun and cannot be called off any more."))
    machine.apply(actor, session, "cancel")
    session.change_reason, session.changed_at = nfc(reason).strip(), clock.now()
    db.session.flush()
    record(DialogueCancelled(), actor=actor, ward_id=session.ward_id, subject=session)
    return session


def follow_dialogues(actor: Actor, ward: Ward, *, follow: bool) -> None:
    """Begin or cease to follow the dialogues of a ward with an account."""
    if actor.account_id is None or actor.is_staff:
        raise NotAllowed()
    known = db.session.scalar(
        select(SessionFollow).where(
            SessionFollow.ward_id == ward.id, SessionFollow.account_id == actor.account_id
        )
    )
    if (known is not None) == follow:
        return
    if known is not None:
        db.session.delete(known)
    else:
        db.session.add(SessionFollow(ward_id=ward.id, account_id=actor.account_id, at=clock.now()))
    db.session.flush()
    record(DialoguesFollowed(follow), actor=actor, ward_id=ward.id, subject=ward)


def _open(actor: Actor, session: Session, version: int | None) -> None:
    lock_wards([session.ward_id])
    check_version(session, version)


def _late_words(session: Session) -> object:
    rule = clocks.needed_days(session.ward_id, session.starts_at)
    last_day = clock.local_date(session.starts_at) - dt.timedelta(days=rule.days)
    return _l(
        "The notice should have been published by %(day)s, %(days)s days before the session. "
        "Please choose a later day, or say why it is late: everyone reads the reason.",
        day=f"{last_day:%d/%m/%Y}",
        days=rule.days,
    )
