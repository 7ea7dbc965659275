"""More time: asked for with a reason, decided by a second person, told to the sender; or late, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.checking import refuse_undecided
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import (
    DelayExplained,
    DueDateExtended,
    ExtensionAsked,
    ExtensionRefused,
)
from citizen_app.feedback.models import Extension, Report
from citizen_app.feedback.workflow import machine
from citizen_app.wards import queries as wards


def extended_day(report: Report, days: int) -> dt.date | None:
    """Return the last day when so many working days are added to a case's limit."""
    if report.due_at is None:
        return None
    calendar = wards.calendar_of(report.holder_ward_id)
    return calendar.add_working_days(clock.local_date(report.due_at), days)


def ask_extension(
    actor: Actor,
    report: Report,
    *,
    days: int,
    reason: str,
    kept: Collection[str] = (),
    version: int | None = None,
) -> Extension:
    """Ask for `days` more working days; the sender will read the reason.

    `kept`: keys of the personal data that stay in it on purpose.
    """
    open_case(actor, report, version)
    _check_days(report, days)
    refuse_undecided(report.holder, kept, reason)
    machine.apply(actor, report, "ask_extension")
    wish = Extension(
        days=days,
        reason=nfc(reason).strip(),
        outcome="open",
        asked_by_id=actor.account_id,
        asked_at=clock.now(),
    )
    report.extensions.append(wish)
    db.session.flush()
    fact = ExtensionAsked(wish.id, days)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return wish


def _check_days(report: Report, days: int) -> None:
    day = extended_day(report, days) if days > 0 else None
    if day is None:
        raise Invalid("days", _l("Write a number of working days, 1 or more."))
    if day <= clock.today():
        raise Invalid("days", _l("The new day would already have passed. Ask for more days."))


def grant_extension(
    actor: Actor, report: Report, *, decision: str = "", version: int | None = None
) -> Extension:
    """Grant the wish of somebody else; the limit moves and keeps how it was counted."""
    open_case(actor, report, version)
    machine.apply(actor, report, "grant_extension")
    wish = _decide(actor, report, "granted", decision)
    day, before = extended_day(report, wish.days), report.due_at
    assert day is not None and before is not None, "nobody asks for more of a limit that is none"
    extended = int(report.due_basis.get("extended", 0)) + wish.days
    report.due_at = clock.end_of_day(day)
    report.due_basis = {**report.due_basis, "extended": extended}
    db.session.flush()  # the database too refuses that one person does both
    fact = DueDateExtended(wish.id, wish.days, report.due_at.isoformat(), before.isoformat())
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return wish


def refuse_extension(
    actor: Actor, report: Report, *, decision: str, version: int | None = None
) -> Extension:
    """Refuse the wish of somebody else, and say why; the limit stays."""
    open_case(actor, report, version)
    machine.apply(actor, report, "refuse_extension")
    wish = _decide(actor, report, "refused", decision)
    db.session.flush()
    fact = ExtensionRefused(wish.id)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    return wish


def _decide(actor: Actor, report: Report, outcome: str, decision: str) -> Extension:
    wish = report.open_extension
    assert wish is not None, "the workflow lets nobody get here without a wish"
    wish.outcome, wish.decision = outcome, nfc(decision).strip()
    wish.decided_by_id, wish.decided_at = actor.account_id, clock.now()
    return wish


def explain_delay(
    actor: Actor,
    report: Report,
    *,
    reason: str,
    kept: Collection[str] = (),
    version: int | None = None,
) -> Report:
    """Say why the answer is late; the sender is told, everybody reads it beside a public case.

    `kept`: keys of the personal data that stay in it on purpose.
    """
    open_case(actor, report, version)
    refuse_undecided(report.holder, kept, reason)
    machine.apply(actor, report, "explain_delay")
    report.delay_reason, report.delay_explained_at = nfc(reason).strip(), clock.now()
    record(DelayExplained(), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report
