"""Writing an answer, and approving one: now or for a set time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from citizen_app.accounts.models import Account
from citizen_app.core.access import actor, authorize, requires
from citizen_app.core.db import db, keep_despite_error
from citizen_app.core.errors import Invalid, InvalidTransition, StaleVersion
from citizen_app.core.files.attachments import read_documents, read_photos
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import moment_text
from citizen_app.feedback import filling, queries_staff
from citizen_app.feedback.answer_page import (
    approval_page,
    decisions_at_start,
    editor_page,
    problem_of,
    signature,
    start_values,
)
from citizen_app.feedback.checking import decisions_of
from citizen_app.feedback.commands import answer as commands
from citizen_app.feedback.commands.drafting import (
    Typed,
    find_work,
    forget_work,
    save_work,
    submit_work,
)
from citizen_app.feedback.forms_answer import (
    LATER,
    AnswerForm,
    ApproveForm,
    MomentForm,
    captions_of,
    removed_of,
)
from citizen_app.feedback.models import AnswerWork, Report
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

bp = Blueprint("staff_answers", __name__, template_folder="templates", url_prefix="/can-bo")
# What the buttons of the editor are called, and the part of the page that each leads to.
VIEWS = {
    "luu": "soan",
    "xem-truoc": "xem-truoc",
    "kiem-tra": "kiem-tra",
    "mau": "soan",
    "che-tat-ca": "kiem-tra",
    "gui": "soan",
}


@bp.get("/phan-anh/<code>/soan")
@requires(Permission.REPORT_ANSWER)
def edit(code: str) -> Any:
    """Show the editor with what was kept."""
    report = queries_staff.get_case(actor(), code)
    if not machine.may(actor(), report, "draft"):
        flash(_("The answer cannot be written now: the case has moved on."), "warning")
        return redirect(url_for("staff_feedback.case", code=code))
    work = find_work(actor(), report)
    form = AnswerForm(data=start_values(report, work))
    form.offer(_texts(report))
    view = request.args.get("xem", "")
    decisions = decisions_at_start(report, work)
    if view == "gui":
        problem = problem_of(report, form, decisions)
        if problem is not None:
            form.put_error(problem)
    return editor_page(actor(), report, form, work, decisions, view=view)


@bp.post("/phan-anh/<code>/soan")
@requires(Permission.REPORT_ANSWER)
def write(code: str) -> Any:
    """Keep what was typed, whatever button was pressed; the last one lays it before a leader."""
    report, form = queries_staff.get_case(actor(), code), AnswerForm.of_request()
    authorize(actor(), Permission.REPORT_ANSWER, report.holder_ward_id)
    form.offer(_texts(report))
    pressed = request.form.get("nut", "luu")
    decisions = decisions_of(request.form, mask_all=pressed == "che-tat-ca")
    work = find_work(actor(), report)
    if not form.validate():
        return editor_page(actor(), report, form, work, decisions, is_kept=False), 422
    try:
        work = _save(report, form, pressed)
    except Invalid as error:
        form.put_error(error)
        return editor_page(actor(), report, form, work, decisions, is_kept=False), 422
    except StaleVersion:
        saved = work.body if work else ""
        page = editor_page(actor(), report, form, work, decisions, is_stale=True, saved_body=saved)
        return page, 409
    except InvalidTransition:
        return _closed(report, form), 409
    return _submit(report, form, work) if pressed == "gui" else _show(code, pressed)


@bp.post("/phan-anh/<code>/soan/bo")
@requires(Permission.REPORT_ANSWER)
def throw_away(code: str) -> Any:
    """Throw away what was begun."""
    forget_work(actor(), queries_staff.get_case(actor(), code))
    flash(_("What you had begun was thrown away."), "success")
    return redirect(url_for("staff_feedback.case", code=code), 303)


def _texts(report: Report) -> Any:
    return filling.fitting(wards.list_answer_templates(report.holder_ward_id), report)


def _save(report: Report, form: AnswerForm, pressed: str) -> AnswerWork:
    """Keep the work, its photos cleaned and, where asked for, a text put in."""
    before = read_photos(form.before.data or [], "before")
    after = read_photos(form.after.data or [], "after")
    documents = read_documents(form.documents.data or [], "documents")
    typed = Typed(
        body=_with_text(report, form) if pressed == "mau" else form.body.data,
        is_fixed=form.is_fixed.data,
        promise_text=form.promise_text.data,
        promise_due=form.promise_due.data,
        before=before,
        after=after,
        documents=documents,
        captions=captions_of(request.form),
        removed=removed_of(request.form),
        decisions=decisions_of(request.form, mask_all=pressed == "che-tat-ca"),
    )
    return save_work(actor(), report, typed, seen=form.work_seen)


def _with_text(report: Report, form: AnswerForm) -> str:
    """Return what is written with the chosen text below it, its places filled in."""
    chosen = next((one for one in _texts(report) if one.code == form.template.data), None)
    if chosen is None:
        return str(form.body.data)
    officer = db.session.get(Account, actor().account_id)
    text = filling.fill(chosen.body, filling.values_of(report, officer))
    return f"{form.body.data}\n\n{text}".strip()


def _show(code: str, pressed: str) -> Any:
    view = pressed if pressed in VIEWS else "luu"
    if view == "luu":
        flash(_("Kept. Only you see it until you send it for approval."), "success")
    target = url_for("staff_answers.edit", code=code, xem=view, _anchor=VIEWS[view])
    return redirect(target, 303)


def _submit(report: Report, form: AnswerForm, work: AnswerWork) -> Any:
    """Lay it before a leader; if that cannot be, what was typed is kept all the same."""
    decisions = decisions_at_start(report, work)
    try:
        submit_work(actor(), report, work, version=form.seen)
    except Invalid as error:
        keep_despite_error()
        form.body.data = work.body
        form.put_error(error)
        return editor_page(actor(), report, form, work, decisions, view="gui"), 422
    except StaleVersion:
        keep_despite_error()
        page = editor_page(actor(), report, form, work, decisions, view="gui", is_stale=True)
        return page, 409
    flash(_("The answer waits for a leader's approval."), "success")
    return redirect(url_for("staff_feedback.after", code=report.code), 303)


def _closed(report: Report, form: AnswerForm) -> str:
    return render_template(
        "feedback/answer_closed.html",
        ward=report.holder,
        report=report,
        kept=[text for text in (form.body.data, form.promise_text.data) if text],
    )


@bp.get("/phan-anh/<code>/duyet")
@requires(Permission.REPORT_APPROVE)
def approval(code: str) -> Any:
    """Show what a leader approves, as it will be read."""
    report = _to_decide(code)
    if report.state not in ("drafted", "approved") or report.answer is None:
        return redirect(url_for("staff_feedback.case", code=code))
    return approval_page(actor(), report, ApproveForm(), decisions_of({}))


@bp.post("/phan-anh/<code>/duyet")
@requires(Permission.REPORT_APPROVE)
def approve(code: str) -> Any:
    """Approve: published at once, or at a set time."""

    def run(report: Report, form: Any) -> str:
        kept, seen = decisions_of(request.form).kept, form.seen
        words = {"signed_by": signature(actor()), "kept": kept, "version": seen}
        if form.when.data == LATER:
            moment = form.moment
            commands.approve_answer(actor(), report, publish_at=moment, **words)
            return _will_be_published(moment)
        commands.approve_and_publish(actor(), report, **words)
        return _("Approved and published.")

    return _decide(code, ApproveForm.of_request(), run)


@bp.post("/phan-anh/<code>/duyet/doi-gio")
@requires(Permission.REPORT_APPROVE)
def move(code: str) -> Any:
    """Publish it at another time."""

    def run(report: Report, form: Any) -> str:
        moment = form.moment
        commands.move_publishing(actor(), report, publish_at=moment, version=form.seen)
        return _will_be_published(moment)

    return _decide(code, MomentForm.of_request(), run)


@bp.post("/phan-anh/<code>/duyet/cong-khai")
@requires(Permission.REPORT_APPROVE)
def publish_now(code: str) -> Any:
    """Publish what is approved, now."""

    def run(report: Report, form: Any) -> str:
        commands.publish_answer(actor(), report, version=form.seen)
        return _("Published.")

    return _decide(code, MomentForm.of_request(), run)


@bp.post("/phan-anh/<code>/duyet/rut-lai")
@requires(Permission.REPORT_APPROVE)
def unapprove(code: str) -> Any:
    """Take the approval back."""

    def run(report: Report, form: Any) -> str:
        commands.unapprove_answer(actor(), report, version=form.seen)
        return _("The approval was taken back; nothing will be published.")

    return _decide(code, MomentForm.of_request(), run)


@bp.get("/phan-anh/<code>/duyet/<_step>")
@bp.get("/phan-anh/<code>/soan/<_step>", endpoint="back_to_edit")
@requires(Permission.REPORT_READ)
def back(code: str, _step: str) -> Any:
    """Go to the case: a reader came back to the address of a form that was refused."""
    return redirect(url_for("staff_feedback.case", code=code))


def _to_decide(code: str) -> Report:
    """Return the case; its drafts are for those who approve in its own ward, not in another."""
    report = queries_staff.get_case(actor(), code)
    authorize(actor(), Permission.REPORT_APPROVE, report.holder_ward_id)
    return report


def _will_be_published(moment: Any) -> str:
    return _("Approved. It will be published at %(moment)s.", moment=moment_text(moment))


def _decide(code: str, form: Any, run: Callable[[Report, Any], str]) -> Any:
    """Take a leader's step, or show the page again with what is to be mended."""
    report = _to_decide(code)
    decisions = decisions_of(request.form)
    if form.validate():
        try:
            flash(run(report, form), "success")
            return redirect(url_for("staff_feedback.after", code=code), 303)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            if report.answer is None:
                raise
            return approval_page(actor(), report, form, decisions, is_stale=True), 409
    if report.answer is None:
        return redirect(url_for("staff_feedback.case", code=code), 303)
    return approval_page(actor(), report, form, decisions), 422
