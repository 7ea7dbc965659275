"""Staff's pages of one case: everything on it, its steps, notes and photos."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import get_attachment
from citizen_app.core.i18n import gettext as _
from citizen_app.feedback import files, queries_staff
from citizen_app.feedback.case_page import case_page, offer_colleagues
from citizen_app.feedback.commands.notes import add_note
from citizen_app.feedback.forms_staff import NoteForm
from citizen_app.feedback.steps import BY_PATH, context_of
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Permission

bp = Blueprint("staff_feedback", __name__, template_folder="templates", url_prefix="/can-bo")


@bp.get("/phan-anh/<code>")
@requires(Permission.REPORT_READ)
def case(code: str) -> Any:
    """Show one case with everything on one page."""
    report, step = queries_staff.get_case(actor(), code), BY_PATH.get(request.args.get("viec", ""))
    given = {"into": request.args.get("vao", "")[:20]} if step and step.name == "merge" else {}
    return case_page(actor(), report, step=step, given=given)


@bp.post("/phan-anh/<code>/<path>")
@requires(Permission.REPORT_READ)
def take_step(code: str, path: str) -> Any:
    """Take a step of the workflow; what was typed is kept whatever comes between."""
    report, step = queries_staff.get_case(actor(), code), BY_PATH.get(path)
    if step is None:
        abort(404)
    context, form = context_of(report), step.form.of_request()
    form.offer(context)
    if form.validate():
        try:
            step.run(actor(), report, form, context)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            return case_page(actor(), report, step=step, form=form, is_stale=True), 409
        else:
            flash(_("Done: %(step)s", step=machine.transitions[step.name].label), "success")
            return redirect(url_for("staff_feedback.after", code=code), 303)
    return case_page(actor(), report, step=step, form=form), 422


@bp.get("/phan-anh/<code>/<path>")
@requires(Permission.REPORT_READ)
def show_step(code: str, path: str) -> Any:
    """Go to a step's form: a reader came back to the address of a form that was refused."""
    return redirect(
        url_for("staff_feedback.case", code=code, viec=path if path in BY_PATH else None)
    )


@bp.get("/tep/<token>/<size>.jpg")
@requires(Permission.REPORT_READ)
def photo(token: str, size: str) -> Response:
    """Serve a photo, evidence of a draft too, to staff who may read the case."""
    attachment = get_attachment(token)
    if not files.may_see(actor(), attachment):
        abort(404)
    return serving.picture(attachment, size)


@bp.get("/tep/<token>/tai-ve")
@requires(Permission.REPORT_READ)
def document(token: str) -> Response:
    """Hand out a document, as a download, to staff who may read the case."""
    attachment = get_attachment(token)
    if not files.may_see(actor(), attachment):
        abort(404)
    return serving.download(attachment, files.name_of(attachment))


@bp.get("/phan-anh/<code>/xong")
@requires(Permission.REPORT_READ)
def after(code: str) -> Any:
    """Go back to the case, or to the inbox when the case has gone where the actor cannot see it."""
    report = queries_staff.find_case(actor(), code)
    if report is None:
        return redirect(url_for("staff_feedback.inbox"))
    return redirect(url_for("staff_feedback.case", code=code))


@bp.post("/phan-anh/<code>/ghi-chu")
@requires(Permission.REPORT_NOTE)
def note(code: str) -> Any:
    """Add an internal note."""
    report, form = queries_staff.get_case(actor(), code), NoteForm.of_request()
    context = context_of(report)
    offer_colleagues(actor(), context, form)
    if form.validate():
        colleagues = [p for p in context.readers if p.id in (form.mention.data or [])]
        add_note(actor(), report, body=form.body.data, mentioned=colleagues)
        return redirect(url_for("staff_feedback.case", code=code, _anchor="ghi-chu"), 303)
    return case_page(actor(), report, note_form=form), 422
