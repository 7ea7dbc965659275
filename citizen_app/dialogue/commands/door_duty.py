"""Who of the helpers stands at a session's door: put there by the ward, until it ends that."""

from __future__ import annotations

from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue.commands.register import lock_places
from citizen_app.dialogue.events_attendance import DoorHelperAppointed, DoorHelperEnded
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import DoorDuty
from citizen_app.permissions import Role


def appoint_to_door(actor: Actor, session: Session, account: Account) -> DoorDuty:
    """Let a helper of the ward check people in at a session's door; asked twice, it is one duty."""
    lock_places(session)
    if not policies.can_appoint(actor, session):
        raise NotAllowed()
    known = db.session.scalar(
        select(DoorDuty).where(
            DoorDuty.session_id == session.id,
            DoorDuty.account_id == account.id,
            DoorDuty.ended_at.is_(None),
        )
    )
    if known is not None:
        return known
    if not _helps(account, session.ward_id):
        raise Invalid("member", _l("Please choose somebody who is in a team of this ward now."))
    duty = DoorDuty(account_id=account.id, appointed_by=actor.account_id)
    duty.session, duty.account, duty.appointed_at = session, account, clock.now()
    db.session.add(duty)
    db.session.flush()
    fact = DoorHelperAppointed(account.id)
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
    return duty


def _helps(account: Account, ward_id: int) -> bool:
    now = clock.now()
    own = (grant for grant in account.grants if grant.role == Role.HELPER)
    return any(grant.ward_id == ward_id and grant.is_valid_at(now) for grant in own)


def end_duty(actor: Actor, duty: DoorDuty) -> None:
    """Take a helper away from the door: their phone loses the list at its next contact."""
    if not policies.can_list(actor, duty.session):
        raise NotAllowed()
    _end(actor, duty, "ward")


def end_duties_of(actor: Actor, account_id: int, ward_id: int) -> None:
    """End all duties of somebody in a ward: they are in none of its teams any more."""
    query = select(DoorDuty).join(DoorDuty.session).where(Session.ward_id == ward_id)
    query = query.where(DoorDuty.account_id == account_id, DoorDuty.ended_at.is_(None))
    for duty in db.session.scalars(query.order_by(DoorDuty.id)):
        _end(actor, duty, "membership")


def _end(actor: Actor, duty: DoorDuty, reason: str) -> None:
    if duty.ended_at is not None:
        return
    duty.ended_at, duty.end_reason = clock.now(), reason
    db.session.flush()
    fact = DoorHelperEnded(duty.account_id, reason)
    record(fact, actor=actor, ward_id=duty.session.ward_id, subject=duty.session)
