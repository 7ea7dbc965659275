"""Residents' pages for coming to a session: register, slip, open by code and PIN, give back, erase."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core import ids
from citizen_app.core.access import actor, public
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue import queries
from citizen_app.dialogue import queries_attendance as attendance
from citizen_app.dialogue.commands import register as commands
from citizen_app.dialogue.forms_attendance import RegisterForm, SlipForm
from citizen_app.dialogue.limits import (
    REGISTERING,
    SLIP_PER_ADDRESS,
    SLIP_PER_CODE,
    SLIP_PER_CODE_IN_ALL,
)
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Channel, Registration
from citizen_app.dialogue.workflow_attendance import STATE_COLOURS, STATE_LABELS, machine
from citizen_app.feedback import receipts
from citizen_app.wards import queries as wards

bp = Blueprint("attendance", __name__, template_folder="templates")


@bp.route("/p/<ward:ward>/doi-thoai/<code>/dang-ky", methods=["GET", "POST"])
@public
def register(ward: Any, code: str) -> Any:
    """Register for a session."""
    session = queries.get_public(ward, code)
    form = RegisterForm.of_request(key=secrets.token_urlsafe(24))
    places = wards.list_neighbourhoods(ward)
    form.offer(places)
    if form.accepts():
        try:
            registration = _register(session, form.asked(places))
        except Invalid as error:
            form.put_error(error)
        else:
            return redirect(url_for("attendance.slip", code=registration.code), 303)
    page = render_template(
        "dialogue/attendance_register.html",
        ward=ward,
        session=session,
        form=form,
        is_open=policies.is_open(session),
        places=attendance.places_of(session),
    )
    return page, 422 if form.errors else 200


def _register(session: Session, asked: commands.Request) -> Registration:
    said = commands.fingerprint(session, asked)
    if commands.channel_of(actor(), session) == Channel.WEB:
        code = receipts.sent_just_now(said)
        known = attendance.find_registration(code) if code else None
        if known is not None and known.state != "cancelled":
            return known
        where = request.remote_addr or ""
        REGISTERING.check(where)
        REGISTERING.count(where)
    secret = current_app.config["SECRET_KEY"]
    registration, _pin = commands.register(actor(), session, asked, secret=secret)
    unlock_report(registration.code)
    receipts.keep_receipt(registration.code, said)
    return registration


@bp.route("/phieu-doi-thoai", methods=["GET", "POST"])
@public
def open_slip() -> Any:
    """Open one's registration by code and PIN."""
    form = SlipForm.of_request(code=request.args.get("ma", ""))
    if form.accepts():
        registration = _opened(form)
        if registration is not None:
            unlock_report(registration.code)
            return redirect(url_for("attendance.slip", code=registration.code), 303)
    page = render_template("dialogue/attendance_open.html", form=form, ward=None)
    return page, 422 if form.errors else 200


def _opened(form: SlipForm) -> Registration | None:
    """Return the registration when code and PIN fit; a wrong try is counted, whatever was wrong."""
    if ids.parse_code(commands.PREFIX, form.code.data) is None:
        words = _("This code has a letter too many, too few or wrong. Please compare it.")
        form.put_error(Invalid("code", words))
        return None
    where = request.remote_addr or ""
    SLIP_PER_ADDRESS.check(where)
    registration = attendance.find_registration(form.code.data)
    if registration is not None:
        here = f"{registration.code} {where}"
        SLIP_PER_CODE.check(here)
        SLIP_PER_CODE_IN_ALL.check(registration.code)
        if attendance.has_pin(registration, form.pin.data, current_app.config["SECRET_KEY"]):
            return registration
        SLIP_PER_CODE.count(here)
        SLIP_PER_CODE_IN_ALL.count(registration.code)
    SLIP_PER_ADDRESS.count(where)
    keep_despite_error()
    words = _("Code and PIN do not fit together. Please look at your slip again.")
    form.put_error(Invalid("pin", words))
    return None


@bp.get("/phieu-doi-thoai/<code>")
@public
def slip(code: str) -> Any:
    """Show the slip: code with QR, PIN on the device that registered, whether there is a place."""
    registration = attendance.find_registration(code)
    if registration is None or not policies.may_open(actor(), registration):
        return redirect(url_for("attendance.open_slip", ma=code))
    return render_template(
        "dialogue/attendance_slip.html",
        ward=registration.session.ward,
        **slip_parts(registration),
        can_cancel=machine.may(actor(), registration, "cancel_registration"),
    )


def slip_parts(registration: Registration) -> dict[str, Any]:
    """Return what a slip shows. The QR code holds the registration's code alone, for the door."""
    waits = registration.state == "waiting"
    return {
        "registration": registration,
        "session": registration.session,
        "pin": receipts.pin_to_show(registration, current_app.config["SECRET_KEY"]),
        "qr": qr_picture(registration.code),
        "turn": attendance.place_in_line(registration) if waits else None,
        "state": (STATE_COLOURS[registration.state], STATE_LABELS[registration.state]),
    }


@bp.route("/phieu-doi-thoai/<code>/huy", methods=["GET", "POST"])
@public
def cancel(code: str) -> Any:
    """Give the places back, after asking once more."""
    registration = attendance.get_registration(actor(), code)
    if request.method == "POST":
        commands.cancel_registration(actor(), registration)
        return redirect(url_for("attendance.slip", code=code), 303)
    if not machine.may(actor(), registration, "cancel_registration"):
        return redirect(url_for("attendance.slip", code=code))
    return render_template(
        "dialogue/attendance_cancel.html",
        ward=registration.session.ward,
        registration=registration,
        session=registration.session,
    )


@bp.route("/phieu-doi-thoai/<code>/xoa-du-lieu", methods=["GET", "POST"])
@public
def erase(code: str) -> Any:
    """Erase who registered, after asking once more."""
    registration = attendance.get_registration(actor(), code)
    if request.method == "POST":
        commands.erase_registration(actor(), registration)
        return redirect(url_for("attendance.slip", code=code), 303)
    if registration.contact is None:
        return redirect(url_for("attendance.slip", code=code))
    return render_template(
        "dialogue/attendance_erase.html",
        ward=registration.session.ward,
        registration=registration,
        session=registration.session,
    )
