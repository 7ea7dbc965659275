"""The daily overview: at 07:00 on working days each officer and leader learns what waits; else no mail.

A ward's day begins once (`ClockRun`), with an event whose handler writes to everybody there; each
delivery is stored apart, so that a killed worker, or a second one, sends nobody the same mail again.
What is told the city by the ladder stands in the overview of its own staff.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import list_grants, people_with
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event, handles, record
from citizen_app.core.jobs import scheduled
from citizen_app.feedback.events import DigestDue
from citizen_app.feedback.models import ClockRun
from citizen_app.feedback.queries_digest import Digest, city_digest, ward_digest
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

CITY = "city"


@scheduled(minute="*/10", hour="0-3")
def begin_working_day() -> None:
    """Begin the day of every ward and of the city; from 07:00 in the ward, later if the worker was down."""
    today = clock.today()
    begun = set(db.session.scalars(select(ClockRun.name).where(ClockRun.day == today)))
    places: list[tuple[str, int | None]] = [
        (f"digest.{w.id}", w.id) for w in wards.list_open_wards()
    ]
    for name, ward_id in [*places, (f"digest.{CITY}", None)]:
        if name not in begun and wards.calendar_of(ward_id).is_working_day(today):
            _begin(name, ward_id, today)


def _begin(name: str, ward_id: int | None, today: dt.date) -> None:
    run = ClockRun(name=name, day=today, at=clock.now())
    with transaction():
        try:
            with db.session.begin_nested():
                db.session.add(run)
                db.session.flush()
        except IntegrityError:
            return  # another worker began it
        record(DigestDue(today.isoformat()), actor=SYSTEM, ward_id=ward_id, subject=run)


@handles(DigestDue)
def send_digests(event: Event) -> None:
    """Write to everybody who has something waiting and has not switched the overview off."""
    day = dt.date.fromisoformat(event.facts["day"])
    failures = []
    for account in _readers(event.ward_id):
        if not account.email or not account.daily_digest:
            continue
        digest = _digest_of(account, event.ward_id, day)
        if digest.sections:
            try:
                _mail(event, account, digest)
            except Exception as error:  # one address that fails holds up nobody else
                failures.append(error)
    if failures:
        raise failures[0]


def _readers(ward_id: int | None) -> list[Account]:
    if ward_id is not None:
        return list(people_with(Permission.REPORT_READ, ward_id))
    held = {grant.account_id: grant.account for grant in list_grants(None)}
    return [account for account in held.values() if account.disabled_at is None]


def _digest_of(account: Account, ward_id: int | None, day: dt.date) -> Digest:
    return city_digest(account, day) if ward_id is None else ward_digest(account, ward_id, day)


def _mail(event: Event, account: Account, digest: Digest) -> None:
    recipient = Recipient("account", account.id, account.email, account.language)
    template = "feedback/mail/staff_digest.txt"
    mail_notices(event, [recipient], template, digest=digest, name=account.public_name)
