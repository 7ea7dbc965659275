"""Assigning many cases at once: each for itself, by the very command that assigns one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm.exc import StaleDataError

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, NotFound
from citizen_app.core.events import lock_wards
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import policies
from citizen_app.feedback.commands.screen import assign_report
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries_inbox import codes_to_reports
from citizen_app.wards.models import Department

MOST = 100
NOT_HERE = _l("There is no such case here any more.")
CHANGED = _l("Somebody else changed this case while you were working on it.")


@dataclass(frozen=True)
class Outcome:
    """What became of one case: assigned, or why not (`refusal`)."""

    code: str
    title: str = ""
    refusal: object = ""


def assign_many(
    actor: Actor,
    chosen: Sequence[tuple[str, int]],
    *,
    department: Department,
    handler: Account | None,
) -> list[Outcome]:
    """Assign cases, given as (code, version that was seen), one by one; return what became of each.

    One that cannot be assigned stays as it was and holds up no other.
    """
    chosen = list(dict(chosen).items())[:MOST]
    reports = codes_to_reports([code for code, _version in chosen])
    lock_wards(report.holder_ward_id for report in reports.values())
    outcomes = []
    for code, version in chosen:
        try:
            report = _seen(actor, reports.get(code))
        except NotFound:
            outcomes.append(Outcome(code, refusal=NOT_HERE))
            continue
        refusal = _refusal(actor, report, department, handler, version)
        outcomes.append(Outcome(code, report.title, refusal))
    return outcomes


def _seen(actor: Actor, report: Report | None) -> Report:
    """Return a case that the actor may know of: a code that was made up tells nobody anything."""
    if report is None or not policies.can_see_as_staff(actor, report):
        raise NotFound()
    return report


def _refusal(
    actor: Actor, report: Report, department: Department, handler: Account | None, version: int
) -> object:
    """Assign one case; return why that was not possible, or nothing."""
    try:
        with db.session.begin_nested():
            assign_report(actor, report, department=department, handler=handler, version=version)
    except StaleDataError:
        return CHANGED
    except DomainError as error:
        return error.message or _l("You may not do this with this case.")
    return ""
