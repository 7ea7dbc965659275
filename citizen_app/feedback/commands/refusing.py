"""Not accepting a report, on a ground in force."""

from __future__ import annotations

from collections.abc import Collection

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.checking import refuse_undecided
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.screen import open_case
from citizen_app.feedback.events import (
    ReportRefused,
)
from citizen_app.feedback.models import Report, Visibility
from citizen_app.feedback.refusals import find_ground
from citizen_app.feedback.workflow import machine


def refuse_report(
    actor: Actor,
    report: Report,
    *,
    ground: str,
    explanation: str,
    next_step: str = "",
    kept: Collection[str] = (),
    version: int | None = None,
) -> Report:
    """Refuse a report on a ground in force; the sender reads the explanation and where to go instead.

    Without `next_step` the usual one of the ground is stored. `kept`: keys of the personal data that
    stay in it on purpose; everyone reads the words about a public case.
    """
    open_case(actor, report, version)
    refuse_undecided(report.holder, kept, explanation, next_step)
    found = find_ground(ground, clock.today())
    if found is None:
        raise Invalid("ground", _l("Choose a ground."))
    machine.apply(actor, report, "refuse")
    report.refusal_ground, report.decision_text = ground, nfc(explanation).strip()
    report.next_step = nfc(next_step).strip() or found.next_step
    if report.visibility == Visibility.PENDING:
        # Never screened, so nobody has looked whether its words may be public.
        report.visibility = Visibility.PRIVATE
    record(ReportRefused(ground), actor=actor, ward_id=report.holder_ward_id, subject=report)
    index_report(report)
    return report
