"""Acting for one resident: begin, end, and a code to their own phone.

One person at a time: beginning with the next ends the one before. After half an hour it is over by
itself, whether or not the clock's job has come by: nothing is filed in a visit that is over.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets as system_random
from typing import Any

from sqlalchemy import delete, or_, select, update

from citizen_app.accounts import secrets
from citizen_app.accounts.contacts import Address, parse_phone
from citizen_app.accounts.messages import send_later
from citizen_app.accounts.models import Contact
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db, keep_despite_error
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.limits import Limit
from citizen_app.core.text import nfc
from citizen_app.teams import policies
from citizen_app.teams.events import VisitEnded, VisitStarted
from citizen_app.teams.models import Member, Visit
from citizen_app.teams.queries import memberships_of, team_for
from citizen_app.teams.rules import value
from citizen_app.wards.models import Neighbourhood

CODE_MINUTES = 10
MOST_TRIES = 5
HOUR = dt.timedelta(hours=1)
SENT_PER_PHONE = Limit("help.code.phone", 3, HOUR)
SENT_PER_HELPER = Limit("help.code.helper", 20, HOUR)


def start_visit(
    actor: Actor, neighbourhood: Neighbourhood, *, name: str, device: str = ""
) -> Visit:
    """Begin to act for one resident; `device` is a keyed digest of the browser's mark.

    Raises NotAllowed outside the helper's neighbourhoods, Invalid without a name to show.
    """
    team_for(actor, neighbourhood)
    shown = nfc(name).strip()[:120]
    if not shown:
        raise Invalid("name", _l("Please write whom you help, as they want to be called."))
    lock_wards([neighbourhood.ward_id])
    for before in db.session.scalars(_open_of(actor.account_id)):
        _end(actor, before, "time" if not policies.is_open(before) else "next")
    now = clock.now()
    visit = Visit(
        helper_id=actor.account_id,
        ward_id=neighbourhood.ward_id,
        neighbourhood_id=neighbourhood.id,
        name_shown=shown,
        started_at=now,
        expires_at=now + dt.timedelta(minutes=value("visit_minutes")),
        device_digest=device,
    )
    db.session.add(visit)
    db.session.flush()
    fact = VisitStarted(neighbourhood.id)
    record(fact, actor=actor, ward_id=visit.ward_id, subject=visit)
    return visit


def _open_of(account_id: int | None) -> Any:
    query = select(Visit).where(Visit.helper_id == account_id, Visit.ended_at.is_(None))
    return query.execution_options(populate_existing=True)


def end_visit(actor: Actor, visit: Visit) -> None:
    """End a visit of one's own, at once."""
    if visit.helper_id != actor.account_id:
        raise NotAllowed()
    if visit.ended_at is None:
        _end(actor, visit, "button")


def end_visits_of(actor: Actor, account_id: int) -> None:
    """End whatever visit somebody has open: they help no longer."""
    for visit in db.session.scalars(_open_of(account_id)):
        _end(actor, visit, "membership")


def _end(actor: Actor, visit: Visit, reason: str) -> None:
    visit.ended_at, visit.end_reason = clock.now(), reason
    visit.name_shown = visit.code_phone = visit.code_digest = ""
    db.session.flush()
    record(VisitEnded(reason), actor=actor, ward_id=visit.ward_id, subject=visit)


def end_overdue_visits() -> int:
    """End what is past its half hour, and forget visits of long ago; return how many ended."""
    now = clock.now()
    overdue = select(Visit).where(Visit.ended_at.is_(None), Visit.expires_at <= now)
    rows = db.session.scalars(overdue.order_by(Visit.ward_id, Visit.id)).all()
    lock_wards(visit.ward_id for visit in rows)
    for visit in rows:
        _end(SYSTEM, visit, "time")
    kept_since = now - dt.timedelta(days=value("visit_kept_days"))
    db.session.execute(delete(Visit).where(Visit.ended_at < kept_since))
    return len(rows)


def send_visit_code(actor: Actor, visit: Visit, phone: str) -> None:
    """Send a code to the resident's own phone; who reads it out to the helper agrees to be helped."""
    _check_own(actor, visit)
    number = parse_phone(phone)
    if number is None:
        raise Invalid("phone", _l("Please write a mobile number, for example 0901 234 567."))
    if number in _phones_of_team(actor):
        raise Invalid(
            "phone",
            _l("This is the number of somebody in the team. Write the resident's own number."),
        )
    SENT_PER_PHONE.take(number)
    SENT_PER_HELPER.take(str(actor.account_id))
    code = f"{system_random.randbelow(10**6):06d}"
    visit.code_phone, visit.code_tries, visit.code_right_at = number, 0, None
    visit.code_digest = secrets.digest("help", str(visit.id), number, code)
    visit.code_expires_at = clock.now() + dt.timedelta(minutes=CODE_MINUTES)
    db.session.flush()
    lines = [
        _("A neighbour of the community digital team wants to file something for you."),
        _("If you agree, read them this code: %(code)s.", code=code),
        _("If nobody is with you, tell nobody this code."),
    ]
    send_later(Address("phone", number), _("Your code for being helped"), "\n".join(lines))


def _phones_of_team(actor: Actor) -> set[str]:
    """Return the numbers of the helper and of everybody in a team of theirs."""
    mine = [member.team_id for member in memberships_of(actor.account_id)]
    beside = select(Member.account_id).where(Member.team_id.in_(mine), Member.ended_at.is_(None))
    theirs = or_(Contact.account_id == actor.account_id, Contact.account_id.in_(beside))
    return set(db.session.scalars(select(Contact.value).where(Contact.kind == "phone", theirs)))


def confirm_visit_code(actor: Actor, visit: Visit, typed: str) -> None:
    """Note that the resident read out the right code; five tries are allowed for each code sent."""
    _check_own(actor, visit)
    figures = re.sub(r"\D", "", typed)
    wanted = secrets.digest("help", str(visit.id), visit.code_phone, figures)
    right = _take_try(visit) and hmac.compare_digest(visit.code_digest, wanted)
    if not right:
        keep_despite_error()
        raise Invalid("code", _l("The code is not right. Ask them to read it once more."))
    visit.code_right_at = clock.now()
    db.session.flush()


def _take_try(visit: Visit) -> bool:
    """Count one try in the database, so that several at once cannot be more than five."""
    statement = update(Visit).where(
        Visit.id == visit.id,
        Visit.code_digest != "",
        Visit.code_tries < MOST_TRIES,
        Visit.code_expires_at > clock.now(),
    )
    taken: Any = db.session.execute(statement.values(code_tries=Visit.code_tries + 1))
    return bool(taken.rowcount)


def _check_own(actor: Actor, visit: Visit) -> None:
    if visit.helper_id != actor.account_id or not policies.is_open(visit):
        raise NotAllowed(_l("This help has ended. Begin again with the person beside you."))
