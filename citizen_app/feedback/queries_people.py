"""Who of the staff may handle, read or judge one case; those whom it is about never."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from citizen_app.accounts.actors import acting_as, grants_of
from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_with
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback import policies
from citizen_app.feedback.models import CONFINED, STILL_OPEN, Confinement, Report
from citizen_app.permissions import Permission


def departments_of(account: Account) -> frozenset[int]:
    """Return the departments that somebody works in now."""
    return frozenset(g.department_id for g in grants_of(account) if g.department_id is not None)


def list_leaders(ward_id: int) -> Sequence[Account]:
    """Return who in a ward judges reports about its people."""
    return people_with(Permission.REPORT_READ_ACCUSED, ward_id)


def list_inspectors() -> Sequence[Account]:
    """Return who in the city judges reports about a ward's leaders."""
    return people_with(Permission.REPORT_READ_ACCUSED, None)


def count_unread_by_city() -> int:
    """Return how many open cases wait for a city inspector while none is appointed; else 0."""
    if list_inspectors():
        return 0
    query = select(func.count()).select_from(Report)
    query = query.where(STILL_OPEN, CONFINED, Report.confined_to == Confinement.CITY)
    return db.session.scalar(query) or 0


def is_about(account: Account, report: Report) -> bool:
    """Return whether a report is about this person, or about a department they work in."""
    return policies.is_concerned(account.id, departments_of(account), report)


def list_handlers(report: Report, staff: Sequence[Account] | None = None) -> Sequence[Account]:
    """Return who may be assigned a case: may write answers in its ward, and it is not about them.

    What looks like a denunciation is the reception clerk's and is assigned to nobody. `staff`: the
    ward's, where they were read already.
    """
    if report.confined_to == Confinement.CLERK:
        return []
    ward_id = report.holder_ward_id
    staff = list_ward_staff(ward_id) if staff is None else staff
    people = [one for one in staff if _holds(one, Permission.REPORT_ANSWER, ward_id)]
    if report.confined_to == Confinement.CITY:
        people += people_with(Permission.REPORT_ANSWER, None)
    return [person for person in people if not is_about(person, report)]


def may_handle(account: Account, report: Report) -> bool:
    """Return whether somebody may be assigned the case."""
    return account.id in {person.id for person in list_handlers(report)}


def may_read(account: Account, report: Report) -> bool:
    """Return whether somebody's roles let them open the case."""
    return account.disabled_at is None and policies.can_see_as_staff(
        acting_as(Actor(), account), report
    )


def list_readers(
    report: Report,
    permission: str = Permission.REPORT_READ,
    staff: Sequence[Account] | None = None,
) -> list[Account]:
    """Return the staff who may open the case and hold a permission where it lies, by name.

    `staff`: the ward's, where they were read already.
    """
    ward_id = report.holder_ward_id
    staff = list_ward_staff(ward_id) if staff is None else staff
    people = [one for one in staff if _holds(one, permission, ward_id)]
    if report.confined_to == Confinement.CITY:
        people += people_with(permission, None)
    return [person for person in people if may_read(person, report)]


def _holds(account: Account, permission: str, ward_id: int) -> bool:
    return any(g.ward_id == ward_id and permission in g.permissions for g in grants_of(account))


def list_ward_staff(ward_id: int) -> Sequence[Account]:
    """Return everybody who handles cases in a ward: those whom a report may be about."""
    return people_with(Permission.REPORT_READ, ward_id)
