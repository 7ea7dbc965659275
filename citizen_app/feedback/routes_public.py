"""Residents' pages: list and search, one case, its files (sending: routes_send)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import NotFound
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import attachments_of, get_attachment
from citizen_app.core.web.page_cache import cached_page
from citizen_app.feedback import files, queries
from citizen_app.feedback.commands.judge import set_follow
from citizen_app.feedback.states import FILTERS
from citizen_app.feedback.timeline import timeline_of
from citizen_app.wards import queries as wards

bp = Blueprint("feedback", __name__, template_folder="templates")


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
    """Show one public case; one that was merged leads to the case it was joined to."""
    try:
        report = queries.get_public_report(ward, code)
    except NotFound:
        joined_to = queries.find_public_target(ward, code)
        if joined_to is None:
            raise
        return redirect(url_for("feedback.case", ward=joined_to.holder, code=joined_to.code))
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
    return serving.picture(attachment, size)


@bp.get("/tep/<token>/tai-ve")
@public
def document(token: str) -> Response:
    """Hand out a document, as a download, to everyone who may see it, or to the sender."""
    attachment = get_attachment(token)
    if not files.may_see(actor(), attachment):
        abort(404)
    return serving.download(attachment, files.name_of(attachment))
