"""The inbox: what waits, many cases assigned at once, the list as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)

from citizen_app.accounts.queries import people_with
from citizen_app.core.access import actor, requires
from citizen_app.core.exports.tables import csv_file, xlsx_file
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import ngettext
from citizen_app.feedback import inbox_page as pages
from citizen_app.feedback import queries_inbox
from citizen_app.feedback.commands.bulk import assign_many
from citizen_app.feedback.desk import desk_of
from citizen_app.feedback.exports import STAFF_COLUMNS
from citizen_app.feedback.forms_inbox import BulkAssignForm, read_ticks
from citizen_app.feedback.routes_staff import bp
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

MOST_EXPORTED = 50_000
CSV, XLSX = (
    "text/csv; charset=utf-8",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


@bp.get("/")
@requires(Permission.REPORT_READ)
def inbox() -> Any:
    """Show what waits."""
    who = actor()
    ward = pages.chosen_ward(who, request.args.get("phuong", ""))
    wanted = pages.wanted_from_address(ward)
    around = pages.page_of(who, wanted, ward)
    form = BulkAssignForm()
    form.offer(around.departments, around.handlers)
    return render_template(
        "feedback/inbox.html",
        ward=ward,
        page=queries_inbox.list_inbox(who, wanted),
        wanted=wanted,
        around=around,
        counts=queries_inbox.count_inbox(who, wanted),
        corrections=queries_inbox.corrections_to_approve(who, wanted.ward_id)
        if wanted.scope == queries_inbox.MINE
        else [],
        form=form,
        labels=pages,
        desk=desk_of(who),
        may_export=who.may_anywhere(Permission.REPORT_EXPORT),
    )


@bp.post("/phan-cong-nhieu")
@requires(Permission.REPORT_ASSIGN)
def assign_chosen() -> Any:
    """Assign the cases that were ticked, and say what became of each."""
    words: dict[str, Any] = dict(parse_qsl(request.form.get("tro-ve", "")[:2000]))
    back = url_for("staff_feedback.inbox", **{w: v for w, v in words.items() if w in KEPT})
    ward = pages.chosen_ward(actor(), request.form.get("phuong", ""))
    chosen = read_ticks(request.form.getlist("chon"))
    form = BulkAssignForm.of_request()
    if ward is None:
        abort(404)
    handlers = people_with(Permission.REPORT_ANSWER, ward.id)
    form.offer(wards.list_departments(ward.id), handlers)
    if not chosen or not form.validate():
        flash(_("Tick the cases first, then choose a department."), "warning")
        return redirect(back, 303)
    outcomes = assign_many(
        actor(),
        chosen,
        department=wards.get_department(ward.id, int(form.department.data)),
        handler=next((p for p in handlers if str(p.id) == form.handler.data), None),
    )
    refused = [one for one in outcomes if one.refusal]
    done = len(outcomes) - len(refused)
    words_done = ngettext("%(num)s case was assigned.", "%(num)s cases were assigned.", done)
    if not refused:
        flash(words_done, "success")
        return redirect(back, 303)
    return render_template(
        "feedback/bulk_result.html",
        ward=ward,
        done=done,
        said=words_done,
        refused=refused,
        back=back,
    )


KEPT = {*pages.WORDS, "phuong"}


@bp.get("/phan-anh.<ending>")
@requires(Permission.REPORT_EXPORT)
def export(ending: str) -> Any:
    """Give the list as a file, without anything that names a sender."""
    if ending not in ("csv", "xlsx"):
        abort(404)
    who = actor()
    wanted = pages.wanted_from_address(pages.chosen_ward(who, request.args.get("phuong", "")))
    rows = queries_inbox.each_for_export(who, wanted, MOST_EXPORTED + 1)
    cut = _(
        "Only the first %(most)s rows are here. Filter the list to get the rest.",
        most=MOST_EXPORTED,
    )
    limits: dict[str, Any] = {"most": MOST_EXPORTED, "cut": cut}
    if ending == "csv":
        body: Any = csv_file(STAFF_COLUMNS, rows, headings=True, **limits)
    else:
        body = xlsx_file("phan-anh", STAFF_COLUMNS, rows, **limits)
    response = Response(body, content_type=CSV if ending == "csv" else XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="phan-anh.{ending}"'
    return response
