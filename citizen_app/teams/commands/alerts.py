"""Unusual patterns of help: put before the ward, never hidden, and never a verdict.

The numbers and their reasons are in data/rules.yaml. One pattern of one helper makes one entry (by its
key); while nobody has looked at it, it is brought up to date.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from citizen_app.core import clock, ids
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.events import lock_wards, record
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.teams.events import HelpFlagged, HelpFlagSeen
from citizen_app.teams.models import Alert, AlertKind, Consent, ConsentKind, HelpCount, Team, Visit
from citizen_app.teams.rules import monday_of, rules, value
from citizen_app.teams.workflow import machine

HOUR = dt.timedelta(hours=1)


class Of(NamedTuple):
    """Whose work an entry is about."""

    ward_id: int
    team_id: int
    helper_id: int


def watch_consent(consent: Consent) -> None:
    """Look whether what was just filed makes a pattern with what the same helper filed before."""
    lock_wards([consent.ward_id])
    _watch_hour(consent)
    _watch_text(consent)
    _watch_witness(consent)


def _watch_hour(consent: Consent) -> None:
    """Count what was taken in the hour before, by the helper or on the same device.

    By the phone's time: a day's queue that arrives at once was not filed in one hour.
    """
    same = [Consent.helper_id == consent.helper_id]
    if consent.device_digest:
        same.append(Consent.device_digest == consent.device_digest)
    within = Consent.taken_at > consent.taken_at - HOUR, Consent.taken_at <= consent.taken_at
    ward = Consent.ward_id == consent.ward_id
    count = _count(ward, or_(*same), *within)
    if count >= value("many_in_an_hour"):
        day = clock.local_date(consent.taken_at).isoformat()
        _raise(consent, AlertKind.MANY_IN_AN_HOUR, day, {"count": count, "day": day})


def _watch_text(consent: Consent) -> None:
    rule = rules()["same_text"]
    if not consent.text_digest:
        return
    since = consent.recorded_at - dt.timedelta(days=rule.days)
    count = _count(Consent.text_digest == consent.text_digest, Consent.recorded_at > since)
    if count >= rule.value:
        _raise(consent, AlertKind.SAME_TEXT, consent.text_digest, {"count": count})


def _watch_witness(consent: Consent) -> None:
    most = value("same_witness")
    if consent.kind != ConsentKind.WITNESS:
        return
    newest = (
        select(Consent.relation)
        .where(Consent.helper_id == consent.helper_id, Consent.kind == ConsentKind.WITNESS)
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(most)
    )
    relations = db.session.scalars(newest).all()
    if len(relations) == most and len(set(relations)) == 1:
        month = clock.local_date(consent.recorded_at).strftime("%Y-%m")
        facts = {"count": most, "relation": relations[0]}
        _raise(consent, AlertKind.SAME_WITNESS, f"{relations[0]} {month}", facts)


def watch_judging(thing: Any, consent: Consent, device: str) -> None:
    """Note a rating that came from a device on which the helper had filed; `device` is its keyed digest."""
    if not device:
        return
    own = Consent.helper_id == consent.helper_id, Consent.device_digest == device
    visited = Visit.helper_id == consent.helper_id, Visit.device_digest == device
    seen = select(func.count()).select_from(Visit).where(*visited)
    if _count(*own) or db.session.scalar(seen):
        _raise(consent, AlertKind.OWN_DEVICE, thing.code, {"code": thing.code})


def watch_surveys() -> None:
    """Look with how many people each helper went through the survey, this week and the one before.

    By the clock and not with the answer: an entry has a moment, which would be that of an answer.
    """
    since = monday_of(clock.today()) - dt.timedelta(weeks=1)
    people = func.sum(HelpCount.people)
    query = select(HelpCount.team_id, HelpCount.helper_id, HelpCount.week, people)
    query = query.where(HelpCount.week >= since).group_by(
        HelpCount.team_id, HelpCount.helper_id, HelpCount.week
    )
    many = query.having(people >= value("many_surveys")).order_by(HelpCount.team_id)
    for team_id, helper_id, week, count in db.session.execute(many).all():
        of = Of(db.session.get_one(Team, team_id).ward_id, team_id, helper_id)
        facts = {"count": int(count), "week": week.isoformat()}
        _raise(of, AlertKind.MANY_SURVEYS, week.isoformat(), facts)


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(Consent).where(*conditions)) or 0


def _raise(about: Consent | Of, kind: AlertKind, what: str, facts: dict[str, Any]) -> None:
    key = ids.token_digest(f"{kind}\x1f{about.team_id}\x1f{about.helper_id}\x1f{what}")
    known = db.session.scalar(select(Alert).where(Alert.key == key))
    if known is not None:
        if known.state == "open":
            known.facts = facts
        return
    alert = Alert(
        key=key,
        ward_id=about.ward_id,
        team_id=about.team_id,
        helper_id=about.helper_id,
        kind=kind,
        facts=facts,
        at=clock.now(),
        state="open",
    )
    db.session.add(alert)
    db.session.flush()
    fact = HelpFlagged(kind, about.helper_id)
    record(fact, actor=SYSTEM, ward_id=about.ward_id, subject=alert)


def look_at(actor: Actor, alert: Alert, *, note: str = "", version: int | None = None) -> None:
    """Note that a supervisor has looked at an entry; it stays, with their note."""
    check_version(alert, version)
    machine.apply(actor, alert, "look")
    alert.seen_by_id, alert.seen_at = actor.account_id, clock.now()
    alert.note = nfc(note).strip()[:300]
    db.session.flush()
    fact = HelpFlagSeen(alert.kind, alert.helper_id)
    record(fact, actor=actor, ward_id=alert.ward_id, subject=alert)
