"""Reception: entering what came by word of mouth, phone or letter; its slip; the register."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for

from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import read_photos
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.feedback import queries_reception, receipts
from citizen_app.feedback.commands.reception import Entry, enter_reception, note_export
from citizen_app.feedback.commands.submit import Submission, fingerprint
from citizen_app.feedback.forms_reception import ReceptionForm
from citizen_app.feedback.queries_reception import RegisterFilter
from citizen_app.feedback.register import register_file
from citizen_app.feedback.routes_inbox import XLSX
from citizen_app.feedback.routes_staff import bp
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward

LONGEST_PERIOD = dt.timedelta(days=366)


def ward_for(permission: str) -> Ward:
    """Return the ward of the address, or the only one in which the actor holds a permission."""
    held = actor().wards_with(permission)
    code = request.values.get("phuong", "")
    ward = wards.find_ward(code) if code else None
    if ward is None and held:
        ward = wards.only_ward(frozenset({min(held)}))
    if ward is None or not actor().may(permission, ward.id):
        abort(404)
    return ward


@bp.route("/tiep-dan/moi", methods=["GET", "POST"])
@requires(Permission.REPORT_ON_BEHALF)
def enter() -> Any:
    """Enter a reception."""
    ward = ward_for(Permission.REPORT_ON_BEHALF)
    form = ReceptionForm.of_request(
        key=secrets.token_urlsafe(24),
        way=request.args.get("cach", "counter"),
        received_on=clock.today(),
        letter_kind="petition",
        people_count=1,
        in_competence=True,
    )
    categories, places = wards.list_categories(ward.id), wards.list_neighbourhoods(ward)
    form.offer(categories, places)
    if form.accepts():
        try:
            return _enter(ward, form, categories, places)
        except Invalid as error:
            form.put_error(error)
    page = render_template("feedback/reception.html", ward=ward, form=form)
    return page, 422 if form.errors else 200


def _enter(ward: Ward, form: ReceptionForm, categories: Any, places: Any) -> Any:
    submission = Submission(
        key=form.key.data or "",
        text=form.text.data or "",
        category=next((c for c in categories if c.code == form.category.data), None),
        neighbourhood=next((n for n in places if str(n.id) == form.neighbourhood.data), None),
        place=form.place.data,
        name=form.name.data,
        email=form.email.data or "",
        phone=form.phone.data or "",
        is_private=bool(form.is_private.data),
        photos=read_photos(form.photos.data or []),
    )
    names = Entry.__dataclass_fields__
    entry = Entry(**{name: form[name].data for name in names})
    secret = current_app.config["SECRET_KEY"]
    report, _pin = enter_reception(actor(), ward, submission, entry, secret=secret)
    receipts.keep_receipt(report.code, fingerprint(ward, submission))
    return redirect(url_for("staff_feedback.slip", code=report.code), 303)


@bp.get("/tiep-dan/<code>/phieu")
@requires(Permission.REPORT_ON_BEHALF)
def slip(code: str) -> Any:
    """Show the slip to print and hand over, with the PIN while this device may look at it."""
    row = queries_reception.get_reception(actor(), code)
    address = whole_address("feedback.track", ma=row.report.code)
    return render_template(
        "feedback/reception_slip.html",
        ward=row.report.ward,
        report=row.report,
        row=row,
        pin=receipts.pin_to_show(row.report, current_app.config["SECRET_KEY"]),
        qr=qr_picture(address),
        address=address,
    )


def _period() -> RegisterFilter:
    """Return the days of the address, this month's where there are none; never more than a year."""
    last = clock.typed_day(request.values.get("den", "")) or clock.today()
    first = clock.typed_day(request.values.get("tu", "")) or last.replace(day=1)
    first = min(max(first, last - LONGEST_PERIOD), last)
    page = request.values.get("trang", 1, type=int)
    return RegisterFilter(first, last, request.values.get("q", "")[:100], max(1, min(page, 10_000)))


@bp.get("/tiep-dan")
@requires(Permission.REPORT_REGISTER)
def receptions() -> Any:
    """Show the register."""
    ward, wanted = ward_for(Permission.REPORT_REGISTER), _period()
    return render_template(
        "feedback/receptions.html",
        ward=ward,
        wanted=wanted,
        page=queries_reception.list_receptions(actor(), ward, wanted),
        shows_person=actor().may(Permission.REPORT_READ_CONTACT, ward.id),
        may_enter=actor().may(Permission.REPORT_ON_BEHALF, ward.id),
    )


@bp.post("/tiep-dan/so")
@requires(Permission.REPORT_REGISTER)
def export_register() -> Any:
    """Give the register as a file, and keep on record that it was taken."""
    ward, wanted = ward_for(Permission.REPORT_REGISTER), _period()
    with_personal = actor().may(Permission.REPORT_READ_CONTACT, ward.id)
    rows = queries_reception.each_reception(actor(), ward, wanted)
    days = {"first": wanted.first, "last": wanted.last}
    made = register_file(ward, rows, with_personal=with_personal, **days)
    note_export(
        actor(),
        ward,
        first_day=wanted.first,
        last_day=wanted.last,
        row_count=made.row_count,
        has_personal=with_personal,
    )
    response = Response(made.pieces, content_type=XLSX)
    name = f"so-tiep-cong-dan-{wanted.first:%Y%m%d}-{wanted.last:%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
