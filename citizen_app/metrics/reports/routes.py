"""Asking for a quarterly report, watching it being made, fetching its files."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, url_for

from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import content_of
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.metrics.forms import ReportForm
from citizen_app.metrics.periods import QUARTER_MONTHS, Period, add_months
from citizen_app.metrics.reports.commands import ask_report
from citizen_app.metrics.reports.making import MAKERS, MOST_TRIES, STEPS
from citizen_app.metrics.reports.models import QuarterReport
from citizen_app.metrics.reports.queries import Stage, file_of, get_report, list_reports, stage_of
from citizen_app.permissions import Permission
from citizen_app.wards.choosing import ward_and_others

bp = Blueprint(
    "quarter_reports", __name__, template_folder="../templates", url_prefix="/can-bo/chi-so/bao-cao"
)
OFFERED = 6
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILE_LABELS: dict[str, object] = {
    "docx": _l("Word document (.docx), to edit and sign"),
    "pdf": _l("PDF, to read and print"),
    "xlsx": _l("Excel workbook (.xlsx), all numbers"),
}
STAGE_LABELS: dict[str, object] = {
    Stage.WAITING: _l("Waiting its turn"),
    Stage.WORKING: _l("Being made"),
    Stage.STOPPED: _l("Interrupted"),
    Stage.DONE: _l("Ready"),
    Stage.FAILED: _l("Not made"),
}
STEP_LABELS = (
    _l("counting the figures"),
    _l("writing the Word document"),
    _l("setting the PDF"),
    _l("filling the workbook"),
    _l("putting the files away"),
)


def offered_quarters() -> list[Period]:
    """Return the quarters that a report may be made of, the newest first."""
    this = Period.quarter(clock.today()).first
    return [Period.quarter(add_months(this, -QUARTER_MONTHS * back)) for back in range(OFFERED)]


@bp.route("", methods=["GET", "POST"])
@requires(Permission.FIGURES_READ)
def list_all() -> Any:
    """List the reports of a ward; a leader asks for another one."""
    ward, mine = ward_and_others(Permission.FIGURES_READ)
    form = ReportForm.of_request(key=secrets.token_urlsafe(24))
    form.offer(offered_quarters())
    if form.accepts():
        try:
            report = ask_report(actor(), ward, quarter=form.quarter.data, key=form.key.data)
        except Invalid as error:
            form.put_error(error)
        else:
            return redirect(url_for("quarter_reports.show", code=report.code), 303)
    page = render_template(
        "metrics/reports.html",
        ward=ward,
        mine=mine,
        form=form,
        reports=[(one, stage_of(one)) for one in list_reports(ward)],
        stages=STAGE_LABELS,
        may_ask=actor().may(Permission.FIGURES_REPORT, ward.id),
    )
    return page, 422 if form.errors else 200


@bp.get("/<code>")
@requires(Permission.FIGURES_READ)
def show(code: str) -> Any:
    """Show how far a report is, or its files."""
    report = get_report(actor(), code)
    return render_template(
        "metrics/report.html",
        ward=report.ward,
        report=report,
        files=FILE_LABELS,
        key=secrets.token_urlsafe(24),
        may_ask=actor().may(Permission.FIGURES_REPORT, report.ward_id),
        **_progress(report),
    )


@bp.get("/<code>/tien-do")
@requires(Permission.FIGURES_READ)
def progress(code: str) -> Any:
    """Say how far a report is, to the page that asks again and again."""
    report = get_report(actor(), code)
    found = _progress(report)
    body = {
        "done": found["stage"] in {Stage.DONE, Stage.FAILED, Stage.STOPPED},
        "step": report.step,
        "words": str(found["stage_words"]),
    }
    return body, 200, {"Cache-Control": "no-store"}


@bp.get("/<code>/tep.<ending>")
@requires(Permission.FIGURES_READ)
def file(code: str, ending: str) -> Any:
    """Give one of the files."""
    if ending not in MAKERS:
        abort(404)
    report = get_report(actor(), code)
    try:
        content = content_of(file_of(report, ending), small=False)
    except FileNotFoundError:
        abort(404)
    response = Response(content, mimetype=TYPES[ending])
    name = f"bao-cao-so-lieu-{report.ward.slug}-{report.quarter}-{report.code}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _progress(report: QuarterReport) -> dict[str, Any]:
    stage = stage_of(report)
    at = STEP_LABELS[min(report.step, len(STEP_LABELS) - 1)]
    label = STAGE_LABELS[stage]
    return {
        "stage": stage,
        "steps": STEPS,
        "stage_words": f"{label}: {at}" if stage == Stage.WORKING else str(label),
        "is_repeat": report.tries > int(stage == Stage.WORKING),
        "most_tries": MOST_TRIES,
    }
