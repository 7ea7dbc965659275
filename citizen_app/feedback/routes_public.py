"""Residents' pages: send, receipt, photos. What everybody reads is in routes_reading.py."""

from __future__ import annotations

import secrets
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)

from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core import clock
from citizen_app.core.access import actor, public
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import get_attachment, read_photos
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.feedback import files, queries, receipts
from citizen_app.feedback.commands.submit import Submission, fingerprint, submit_report
from citizen_app.feedback.forms import SendForm
from citizen_app.feedback.limits import SENDING
from citizen_app.wards import queries as wards

bp = Blueprint("feedback", __name__, template_folder="templates")


@bp.route("/p/<ward:ward>/phan-anh/gui", methods=["GET", "POST"])
@public
def send(ward: Any) -> Any:
    """Send a report."""
    form = SendForm.of_request(key=secrets.token_urlsafe(24))
    categories = wards.list_categories(ward.id)
    form.offer(categories, wards.list_neighbourhoods(ward))
    if form.accepts():
        try:
            return _submit(ward, form, categories)
        except Invalid as error:
            form.put_error(error)
    closed = wards.closed_period_at(ward.id, clock.today())
    page = render_template("feedback/send.html", ward=ward, form=form, closed=closed)
    return page, 422 if form.errors else 200


def _submit(ward: Any, form: SendForm, categories: Any) -> Any:
    submission = _submission(ward, form, categories)
    said = fingerprint(ward, submission)
    code = receipts.sent_just_now(said)
    if code is None or queries.find_report(code) is None:
        SENDING.check(request.remote_addr or "")
        SENDING.count(request.remote_addr or "")
        secret = current_app.config["SECRET_KEY"]
        report, _pin = submit_report(actor(), ward, submission, secret=secret)
        code = report.code
        unlock_report(code)
        receipts.keep_receipt(code, said)
    return redirect(url_for("feedback.receipt", ward=ward, code=code), 303)


def _submission(ward: Any, form: SendForm, categories: Any) -> Submission:
    places = wards.list_neighbourhoods(ward)
    return Submission(
        key=form.key.data,
        kind=form.kind.data,
        text=form.text.data,
        category=next((c for c in categories if c.code == form.category.data), None),
        neighbourhood=next((n for n in places if str(n.id) == form.neighbourhood.data), None),
        place=form.place.data,
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data,
        is_private=form.is_private.data,
        photos=read_photos(form.photos.data or []),
    )


@bp.get("/p/<ward:ward>/phan-anh/<code>/bien-nhan")
@public
def receipt(ward: Any, code: str) -> Any:
    """Show the receipt to the sender: code, PIN, promised date, QR."""
    report = queries.get_sent_report(actor(), code)
    address = whole_address("feedback.track", ma=report.code)
    return render_template(
        "feedback/receipt.html",
        ward=ward,
        report=report,
        pin=receipts.pin_to_show(report, current_app.config["SECRET_KEY"]),
        qr=qr_picture(address),
        address=address,
    )


@bp.get("/tep/<token>/<size>.jpg")
@public
def photo(token: str, size: str) -> Response:
    """Serve a photo to everyone who may see it, or to the sender."""
    attachment = get_attachment(token)
    if not files.may_see(actor(), attachment):
        abort(404)
    return files.picture(attachment, size)
