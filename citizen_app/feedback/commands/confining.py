"""The accused does not judge: whom a report is about neither sees it nor is assigned it."""

from __future__ import annotations

from collections.abc import Sequence

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback import policies
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.screen import open_case, show_promises
from citizen_app.feedback.commands.transfers import note_transfer
from citizen_app.feedback.events import ReportConfined, ReportForwarded
from citizen_app.feedback.models import Concern, Confinement, Report, Visibility
from citizen_app.feedback.queries_people import departments_of, list_leaders
from citizen_app.feedback.workflow import machine
from citizen_app.wards.models import Department

TO_CHOOSE = (Confinement.NONE, Confinement.LEADER, Confinement.CITY)


def confine_report(
    actor: Actor,
    report: Report,
    *,
    accounts: Sequence[Account],
    departments: Sequence[Department],
    confined_to: str,
    version: int | None = None,
) -> Report:
    """Mark whom a case is about, and who alone handles it: the leaders, or the city.

    Nobody named, and `confined_to` empty: it is about nobody after all and goes the ordinary way,
    still private until somebody with that right opens it.
    """
    open_case(actor, report, version)
    _check(report, accounts, departments, confined_to)
    machine.apply(actor, report, "confine")
    before = report.confined_to
    report.confined_to = confined_to
    # Whatever it was, nothing of it stays public: an accusation is no news for neighbours.
    report.is_restricted, report.visibility = True, str(Visibility.PRIVATE)
    _mark(actor, report, accounts, departments)
    if confined_to == Confinement.CITY and before != Confinement.CITY:
        note_transfer(actor, report, kind="city")
    _take_away_from_concerned(report)
    db.session.flush()
    fact = ReportConfined(str(confined_to), str(before), len(accounts) + len(departments))
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    show_promises(actor, report, is_public=False)
    index_report(report)
    return report


def hand_over_denunciation(
    actor: Actor,
    report: Report,
    *,
    body: str,
    letter: str,
    explanation: str,
    version: int | None = None,
) -> Report:
    """Hand what is a denunciation over to the reception of citizens; it never becomes public.

    A form on a website is no filing: Law on Denunciations 25/2018/QH14, art. 22, 23 and 25.
    """
    open_case(actor, report, version)
    machine.apply(actor, report, "hand_over")
    note_transfer(actor, report, kind="outside", body=body, letter=letter, explanation=explanation)
    report.forwarded_to, report.decision_text = nfc(body).strip(), nfc(explanation).strip()
    report.is_restricted, report.visibility = True, str(Visibility.PRIVATE)
    fact = ReportForwarded(from_ward=report.holder.code, to_ward="", to_body=report.forwarded_to)
    record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report


def _check(
    report: Report,
    accounts: Sequence[Account],
    departments: Sequence[Department],
    confined_to: str,
) -> None:
    if confined_to not in TO_CHOOSE:
        raise Invalid("confined_to", _l("Choose who handles it."))
    if any(department.ward_id != report.holder_ward_id for department in departments):
        raise Invalid("departments", _l("This department is not in the ward."))
    if not confined_to:
        if accounts or departments:
            raise Invalid(
                "confined_to",
                _l("A case about somebody of the ward is for the leaders or for the city."),
            )
        return
    named, about = {one.id for one in accounts}, {one.id for one in departments}
    leaders = list_leaders(report.holder_ward_id)
    free = [one for one in leaders if one.id not in named and not departments_of(one) & about]
    if confined_to == Confinement.LEADER and not free:
        raise Invalid(
            "confined_to",
            _l(
                "It is about every leader of the ward, so none of them can judge: send it to the city."
            ),
        )


def _mark(
    actor: Actor, report: Report, accounts: Sequence[Account], departments: Sequence[Department]
) -> None:
    """Store whom it is about, in place of what was marked before."""
    wanted = {("account", one.id) for one in accounts}
    wanted |= {("department", one.id) for one in departments}
    for concern in list(report.concerns):
        key = (
            ("account", concern.account_id)
            if concern.account_id
            else (
                "department",
                concern.department_id,
            )
        )
        if key in wanted:
            wanted.remove(key)
        else:
            db.session.delete(concern)
    for kind, number in sorted(wanted):
        about = {f"{kind}_id": number}
        db.session.add(
            Concern(report_id=report.id, by_id=actor.account_id, at=clock.now(), **about)
        )
    db.session.flush()
    db.session.expire(report, ["concerns"])


def _take_away_from_concerned(report: Report) -> None:
    handler = db.session.get(Account, report.handler_id) if report.handler_id else None
    if handler is not None and policies.is_concerned(handler.id, departments_of(handler), report):
        report.handler = report.handler_id = None
    if report.department_id in {concern.department_id for concern in report.concerns}:
        report.department = report.department_id = None
