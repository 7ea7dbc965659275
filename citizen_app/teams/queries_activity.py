"""What supervisors read of a team: counts by helper and week, how consent was given, what is unusual."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.files.models import Attachment
from citizen_app.feedback.models import Report
from citizen_app.feedback.policies import can_see_contact, visible_to_staff
from citizen_app.permissions import Permission
from citizen_app.teams import policies
from citizen_app.teams.models import Alert, Consent, HelpCount, Member, Purpose, Team
from citizen_app.teams.rules import monday_of

WEEKS = 8
MOST = 50


@dataclass
class Activity:
    """One helper's work in the weeks looked at."""

    name: str
    account_id: int
    is_member: bool
    by_purpose: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    by_week: Counter[dt.date] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Return how many times they helped."""
        return sum(self.by_purpose.values())

    def add(self, purpose: str, kind: str, week: dt.date, count: int = 1) -> None:
        """Count some help."""
        self.by_purpose[purpose] += count
        self.by_kind[kind] += count
        self.by_week[week] += count


def weeks_shown() -> list[dt.date]:
    """Return the Mondays of the weeks that are shown, oldest first."""
    monday = monday_of(clock.today())
    return [monday - dt.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def activity_of(team: Team) -> list[Activity]:
    """Return what each helper of a team did in the weeks shown, the busiest first."""
    first = weeks_shown()[0]
    people = _people(team)
    filed = select(Consent.helper_id, Consent.purpose, Consent.kind, Consent.recorded_at).where(
        Consent.team_id == team.id, Consent.recorded_at >= clock.start_of_day(first)
    )
    for helper_id, purpose, kind, at in db.session.execute(filed):
        people[helper_id].add(purpose, kind, monday_of(clock.local_date(at)))
    counted = select(HelpCount).where(HelpCount.team_id == team.id, HelpCount.week >= first)
    for row in db.session.scalars(counted):
        people[row.helper_id].add(Purpose.SURVEY, row.kind, row.week, row.people)
    return sorted(people.values(), key=lambda one: (-one.total, one.name, one.account_id))


def _people(team: Team) -> dict[int, Activity]:
    query = select(Member).where(Member.team_id == team.id).options(joinedload(Member.account))
    people: dict[int, Activity] = {}
    for member in db.session.scalars(query.order_by(Member.id)):
        known = people.get(member.account_id)
        is_member = member.ended_at is None or (known is not None and known.is_member)
        name = member.account.public_name
        people[member.account_id] = Activity(name, member.account_id, is_member)
    return people


@dataclass(frozen=True)
class ConsentRow:
    """One consent as supervisors list it, and whether there is a picture of it."""

    consent: Consent
    has_proof: bool


def list_consents(actor: Actor, team: Team) -> list[ConsentRow]:
    """Return the newest consents of a team whose things the actor may see as staff, newest first.

    So a report that is kept from somebody is not even listed to them: it would tell who sent it.
    """
    reports = select(Report.id).where(visible_to_staff(actor))
    seen = or_(
        Consent.subject_type != Report.__tablename__,
        and_(Consent.subject_type == Report.__tablename__, Consent.subject_id.in_(reports)),
    )
    query = (
        select(Consent)
        .where(Consent.team_id == team.id, seen)
        .options(joinedload(Consent.helper), joinedload(Consent.neighbourhood))
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(MOST)
    )
    rows = db.session.scalars(query).all()
    pictured = set(
        db.session.scalars(
            select(Attachment.subject_id).where(
                Attachment.subject_type == Consent.__tablename__,
                Attachment.subject_id.in_([row.id for row in rows]),
            )
        )
    )
    return [ConsentRow(row, row.id in pictured) for row in rows]


def may_open_proof(actor: Actor, consent: Consent) -> bool:
    """Return whether a supervisor may look at the picture of a consent: it shows who the resident is.

    Of a report only who may see its sender: a signature must not tell whom a case is kept from who sent it.
    """
    if not policies.may_see_proof(actor, consent):
        return False
    if consent.subject_type != Report.__tablename__:
        return actor.may(Permission.REPORT_READ_CONTACT, consent.ward_id)
    report = db.session.get(Report, consent.subject_id)
    return report is not None and can_see_contact(actor, report)


def list_alerts(team: Team) -> Sequence[Alert]:
    """Return the entries about a team: those that wait first, then newest first."""
    query = select(Alert).where(Alert.team_id == team.id).options(joinedload(Alert.helper))
    return db.session.scalars(query.order_by(Alert.state, Alert.id.desc()).limit(MOST)).all()


def get_alert(actor: Actor, team: Team, alert_id: int) -> Alert:
    """Return an entry about a team, or raise NotFound."""
    alert = db.session.get(Alert, alert_id)
    allowed = actor.may(Permission.TEAM_SUPERVISE, team.ward_id)
    if alert is None or alert.team_id != team.id or not allowed:
        raise NotFound()
    return alert


def count_open_alerts(ward_id: int) -> dict[int, int]:
    """Return how many entries wait, by team."""
    query = select(Alert.team_id, func.count()).where(
        Alert.ward_id == ward_id, Alert.state == "open"
    )
    return dict(db.session.execute(query.group_by(Alert.team_id)).all())


def proofs_open_to(actor: Actor, team: Team) -> bool:
    """Return whether the actor may look at pictures of consents at all; each one is asked again."""
    both = (Permission.TEAM_SUPERVISE, Permission.REPORT_READ_CONTACT)
    return all(actor.may(one, team.ward_id) for one in both)
