"""The same for me, and following a public case: with an account, or by e-mail without one."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.db import db
from citizen_app.core.i18n import language
from citizen_app.feedback import policies, queries
from citizen_app.feedback.commands import subscribing
from citizen_app.feedback.commands.judge import set_follow
from citizen_app.feedback.commands.support import support_report
from citizen_app.feedback.devices import device_mark
from citizen_app.feedback.forms import SubscribeForm
from citizen_app.feedback.limits import SUBSCRIBING, SUBSCRIBING_PER_MAILBOX, SUPPORTING
from citizen_app.feedback.models import Report
from citizen_app.feedback.routes_public import bp


@bp.get("/p/<ward:ward>/phan-anh/<code>/cung-gap")
@public
def supported(ward: Any, code: str) -> Any:
    """Say how many are concerned, and what to do to hear more."""
    report = queries.get_public_report(ward, code)
    return render_template(
        "feedback/supported.html",
        ward=ward,
        report=report,
        form=SubscribeForm(),
        is_noted=request.args.get("xong") == "1",
    )


@bp.post("/p/<ward:ward>/phan-anh/<code>/cung-gap")
@public
def support(ward: Any, code: str) -> Any:
    """Say "the same for me"."""
    report, who, device = queries.get_public_report(ward, code), actor(), None
    if who.account_id is None:
        where = request.remote_addr or ""
        SUPPORTING.take(where)
        device = device_mark()
    support_report(who, report, device=device)
    done = url_for("feedback.supported", ward=ward, code=report.code, xong=1)
    return redirect(done, 303)


@bp.post("/p/<ward:ward>/phan-anh/<code>/theo-doi")
@signed_in(Surface.RESIDENT)
def follow(ward: Any, code: str) -> Any:
    """Begin or cease to follow a case with an account."""
    report = queries.get_public_report(ward, code)
    set_follow(actor(), report, follow=request.form.get("theo-doi") != "khong")
    return redirect(url_for("accounts.resident_account"), 303)


@bp.route("/p/<ward:ward>/phan-anh/<code>/theo-doi-qua-email", methods=["GET", "POST"])
@public
def subscribe(ward: Any, code: str) -> Any:
    """Ask to follow a case by e-mail; a mail asks the address to confirm."""
    report, form = queries.get_public_report(ward, code), SubscribeForm.of_request()
    if form.accepts():
        _ask(report, form.email.data)
        page = url_for("feedback.subscription_asked", ward=ward, code=report.code)
        return redirect(page, 303)
    page = render_template("feedback/subscribe.html", ward=ward, report=report, form=form)
    return page, 422 if form.errors else 200


def _ask(report: Report, email: str) -> None:
    where = request.remote_addr or ""
    limits = ((SUBSCRIBING, where), (SUBSCRIBING_PER_MAILBOX, email.lower()))
    for limit, key in limits:
        limit.check(key)
    for limit, key in limits:
        limit.count(key)
    secret = current_app.config["SECRET_KEY"]
    subscribing.ask_subscription(actor(), report, email=email, language=language(), secret=secret)


@bp.get("/p/<ward:ward>/phan-anh/<code>/theo-doi-qua-email/da-gui")
@public
def subscription_asked(ward: Any, code: str) -> Any:
    """Say that a mail is on its way, in the same words whoever the address belongs to."""
    report = queries.get_public_report(ward, code)
    return render_template(
        "feedback/subscription_asked.html",
        ward=ward,
        report=report,
        days=subscribing.CONFIRM_WITHIN_DAYS,
    )


@bp.route("/theo-doi/<token>", methods=["GET", "POST"])
@public
def confirm_subscription(token: str) -> Any:
    """Begin to follow, by a button: programs that check mails open links, but press nothing."""
    if request.method == "POST":
        report = subscribing.confirm_subscription(actor(), token)
        return redirect(url_for("feedback.case", ward=report.holder, code=report.code), 303)
    return _by_link(token, "feedback/subscription_confirm.html")


@bp.route("/theo-doi/<token>/thoi", methods=["GET", "POST"])
@public
def end_subscription(token: str) -> Any:
    """Cease to follow, by a button; mail programs press it by themselves (RFC 8058)."""
    if request.method == "POST":
        subscribing.end_subscription(actor(), token)
        # Answered at once: mail programs follow no redirect here.
        return render_template("feedback/subscription_ended.html", ward=None)
    return _by_link(token, "feedback/subscription_end.html", needs_public=False)


def _by_link(token: str, template: str, *, needs_public: bool = True) -> Any:
    """Return a page of a subscription's link; one that is over says so."""
    subscription = subscribing.find_subscription(token)
    report = db.session.get(Report, subscription.report_id) if subscription else None
    if report is None or (needs_public and not policies.is_public(report)):
        return render_template("feedback/subscription_over.html", ward=None), 404
    return render_template(
        template, ward=report.holder, report=report, token=token, subscription=subscription
    )
