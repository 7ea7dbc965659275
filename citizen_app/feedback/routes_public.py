"""Residents' pages: send, receipt, list and search, one case."""

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
from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import (
    attachments_of,
    get_attachment,
    read_photos,
)
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.page_cache import cached_page
from citizen_app.core.web.qr import qr_picture
from citizen_app.feedback import files, queries, receipts
from citizen_app.feedback.commands.judge import set_follow
from citizen_app.feedback.commands.submit import Submission, fingerprint, submit_report
from citizen_app.feedback.forms import SendForm
from citizen_app.feedback.limits import SENDING
from citizen_app.feedback.states import FILTERS
from citizen_app.feedback.timeline import timeline_of
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


@bp.get("/p/<ward:ward>/phan-anh")
@public
@cached_page
def list_cases(ward: Any) -> Any:
    """List and search the ward's public cases."""
    wanted = queries.PublicFilter(
        q=request.args.get("q", "")[:200],
        state=request.args.get("trang-thai", ""),
        category=request.args.get("linh-vuc", ""),
        after=request.args.get("sau", ""),
    )
    tops = [c for c in wards.list_categories(ward.id) if c.parent_id is None]
    page = queries.list_public(ward, wanted)
    return render_template(
        "feedback/list.html", ward=ward, page=page, wanted=wanted, filters=FILTERS, categories=tops
    )


@bp.get("/p/<ward:ward>/phan-anh/qua-han")
@public
@cached_page
def list_overdue(ward: Any) -> Any:
    """List what the ward should have answered by now."""
    wanted = queries.PublicFilter(overdue=True, after=request.args.get("sau", ""))
    return render_template(
        "feedback/overdue.html", ward=ward, page=queries.list_public(ward, wanted)
    )


@bp.get("/p/<ward:ward>/phan-anh/<code>")
@public
@cached_page
def case(ward: Any, code: str) -> Any:
    """Show one public case."""
    report = queries.get_public_report(ward, code)
    if report.code != code:
        return redirect(url_for("feedback.case", ward=ward, code=report.code), 301)
    return render_template(
        "feedback/case.html",
        ward=ward,
        report=report,
        answer=report.published_answer,
        photos=attachments_of(report, public_only=True),
        answers=[(a, attachments_of(a, public_only=True)) for a in report.published_answers],
        timeline=timeline_of(report),
        promises=queries.promises_of(report, public_only=True),
    )


@bp.post("/p/<ward:ward>/phan-anh/<code>/theo-doi")
@signed_in(Surface.RESIDENT)
def follow(ward: Any, code: str) -> Any:
    """Begin or cease to follow a case."""
    report = queries.get_public_report(ward, code)
    set_follow(actor(), report, follow=request.form.get("theo-doi") != "khong")
    return redirect(url_for("accounts.resident_account"), 303)


@bp.get("/tep/<token>/<size>.jpg")
@public
def photo(token: str, size: str) -> Response:
    """Serve a photo to everyone who may see it, or to the sender."""
    attachment = get_attachment(token)
    if not files.may_see(actor(), attachment):
        abort(404)
    return files.picture(attachment, size)
