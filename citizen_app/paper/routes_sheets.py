"""Staff's pages of single sheets: enter, compare with the paper, let one of a blocked booklet in."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import attachments_of, get_attachment
from citizen_app.core.i18n import gettext as _
from citizen_app.paper import policies, queries
from citizen_app.paper.commands.booklets import release_sheet
from citizen_app.paper.commands.entering import check_sheet, give_back
from citizen_app.paper.entry_page import entry_page
from citizen_app.paper.forms import ReasonForm, WrittenForm
from citizen_app.paper.models import Sheet
from citizen_app.paper.routes_booklets import COLOURS, bp
from citizen_app.paper.workflow import STATE_LABELS
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_of_page


@bp.route("/to/nhap", methods=["GET", "POST"])
@requires(Permission.REPORT_ON_BEHALF)
def enter() -> Any:
    """Enter a sheet at the desk."""
    ward = ward_of_page(Permission.REPORT_ON_BEHALF)
    return entry_page(
        ward, "paper/enter.html", lambda: url_for("staff_paper.waiting", phuong=ward.code)
    )


@bp.get("/to")
@requires(Permission.PAPER_KEEP)
def waiting() -> Any:
    """List the sheets that wait for a second person."""
    ward = ward_of_page(Permission.PAPER_KEEP)
    return render_template(
        "paper/waiting.html",
        ward=ward,
        rows=queries.list_waiting(ward),
        own_id=actor().account_id,
        may_enter=actor().may(Permission.REPORT_ON_BEHALF, ward.id),
    )


@bp.get("/to/<code>")
@requires(Permission.PAPER_KEEP)
def sheet(code: str) -> Any:
    """Show a sheet: the entry beside its picture, or where it stands."""
    return _page(queries.get_sheet(actor(), code, Permission.PAPER_KEEP))


@bp.post("/to/<code>/doi-chieu")
@requires(Permission.PAPER_KEEP)
def check(code: str) -> Any:
    """Confirm or mend an entry: the sheet becomes a case."""
    found = queries.get_sheet(actor(), code, Permission.PAPER_KEEP)
    form = WrittenForm.of_request()
    form.offer(wards.list_categories(found.ward_id), wards.list_neighbourhoods(found.booklet.ward))
    if not form.validate():
        return _page(found, form), 422
    try:
        secret = current_app.config["SECRET_KEY"]
        report = check_sheet(actor(), found, form.written, secret=secret, version=form.seen)
    except Invalid as error:
        form.put_error(error)
        return _page(found, form), 422
    flash(_("Sheet %(number)s is a case now.", number=report.code), "success")
    return redirect(url_for("staff_paper.waiting", phuong=found.booklet.ward.code), 303)


@bp.post("/to/<code>/bo-nhap")
@requires(Permission.PAPER_KEEP)
def throw_away(code: str) -> Any:
    """Throw an entry away that does not fit its paper."""
    found = queries.get_sheet(actor(), code, Permission.PAPER_KEEP)
    form = ReasonForm.of_request()
    if not form.validate():
        return _page(found, form), 422
    give_back(actor(), found, reason=form.reason.data, version=form.seen)
    flash(_("The entry is gone. The sheet can be entered anew."), "success")
    return redirect(url_for("staff_paper.waiting", phuong=found.booklet.ward.code), 303)


@bp.post("/to/<code>/cho-nhap")
@requires(Permission.PAPER_KEEP)
def release(code: str) -> Any:
    """Let one sheet of a blocked booklet in."""
    found = queries.get_sheet(actor(), code, Permission.PAPER_KEEP)
    form = ReasonForm.of_request()
    if not form.validate():
        return _page(found, form), 422
    release_sheet(actor(), found, reason=form.reason.data)
    flash(_("This one sheet can be entered. The rest of the booklet stays blocked."), "success")
    if actor().may(Permission.REPORT_ON_BEHALF, found.ward_id):
        return redirect(_entry_of(found), 303)
    return redirect(url_for("staff_paper.sheet", code=found.number), 303)


def _entry_of(found: Sheet) -> str:
    return url_for("staff_paper.enter", so=found.number, phuong=found.booklet.ward.code)


@bp.get("/to/<code>/<_step>")
@requires(Permission.PAPER_KEEP)
def back_to_sheet(code: str, _step: str) -> Any:
    """Go to the sheet: a reader came back to the address of a form."""
    return redirect(url_for("staff_paper.sheet", code=code))


@bp.get("/to/<code>/tep/<token>.<ending>")
@requires(Permission.PAPER_KEEP)
def picture(code: str, token: str, ending: str) -> Any:
    """Give the picture of a sheet to whoever compares it."""
    found = queries.get_sheet(actor(), code, Permission.PAPER_KEEP)
    attachment = get_attachment(token)
    own = attachment in attachments_of(found, public_only=False)
    if not own or found.entry is None or not policies.may_see_paper(actor(), found.entry):
        raise NotAllowed()
    if ending == "pdf":
        return serving.download(attachment, f"to-{found.number}")
    return serving.picture(attachment, "lon") if ending == "jpg" else abort(404)


def _page(found: Sheet, form: Any = None) -> str:
    entry = found.entry
    written = form if isinstance(form, WrittenForm) else WrittenForm()
    if entry is not None and not isinstance(form, WrittenForm):
        written = WrittenForm(data=entry.fields)
    written.offer(
        wards.list_categories(found.ward_id), wards.list_neighbourhoods(found.booklet.ward)
    )
    sees = entry is not None and policies.may_see_paper(actor(), entry)
    return render_template(
        "paper/sheet.html",
        ward=found.booklet.ward,
        sheet=found,
        entry=entry,
        written=written,
        reason=form if isinstance(form, ReasonForm) else ReasonForm(),
        form=form,
        sees=sees,
        files=attachments_of(found, public_only=False) if sees else [],
        is_second=policies.is_second_person(actor(), found),
        states=STATE_LABELS,
        colours=COLOURS,
    )
