"""What everybody reads: the ward's list and search, what is overdue, one case, the feed of answers."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for

from citizen_app.core import clock
from citizen_app.core.access import public
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.web.page_cache import cached_page
from citizen_app.feedback import queries, queries_list
from citizen_app.feedback.list_page import filter_of, list_page
from citizen_app.feedback.preview import preview_of
from citizen_app.feedback.routes_public import bp
from citizen_app.feedback.timeline import timeline_of
from citizen_app.wards import queries as wards

IN_FEED = 30


@bp.get("/p/<ward:ward>/phan-anh")
@public
@cached_page
def list_cases(ward: Any) -> Any:
    """List and search the ward's public cases."""
    return render_template("feedback/list.html", **list_page(ward, filter_of(request.args)))


@bp.get("/p/<ward:ward>/phan-anh.atom")
@public
@cached_page
def feed(ward: Any) -> Any:
    """Give the ward's newest public answers to readers of feeds."""
    answered = queries_list.newest_answers(ward, IN_FEED)
    times = [report.published_at for report in answered if report.published_at is not None]
    updated = max(times, default=clock.start_of_day(clock.today()))
    body = render_template("feedback/feed.xml", ward=ward, reports=answered, updated=updated)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


@bp.get("/p/<ward:ward>/phan-anh/qua-han")
@public
@cached_page
def list_overdue(ward: Any) -> Any:
    """List what the ward should have answered by now, the longest first, with its reasons."""
    calendar, today = wards.calendar_of(ward.id), clock.today()

    def days_late(due: Any) -> int:
        return calendar.working_days_between(clock.local_date(due), today)

    return render_template(
        "feedback/overdue.html",
        ward=ward,
        page=queries_list.list_late(ward, request.args.get("sau", "")[:200]),
        figures=queries_list.late_figures(ward),
        days_late=days_late,
    )


@bp.get("/p/<ward:ward>/phan-anh/<code>")
@public
@cached_page
def case(ward: Any, code: str) -> Any:
    """Show one public case; lead on where it was joined to another, or another ward has it now."""
    report = queries.get_public_case(ward, code)
    if report.code != code or report.holder_ward_id != ward.id:
        address = url_for("feedback.case", ward=report.holder, code=report.code)
        # Joined cases stay joined; one that was forwarded may come back, so browsers must ask again.
        return redirect(address, 301 if report.code != code else 302)
    photos = attachments_of(report, public_only=True)
    answers = [(a, attachments_of(a, public_only=True)) for a in report.published_answers]
    return render_template(
        "feedback/case.html",
        ward=ward,
        report=report,
        answer=report.published_answer,
        photos=photos,
        answers=answers,
        timeline=timeline_of(report),
        promises=queries.promises_of(report, public_only=True),
        preview=preview_of(report, photos, answers),
        sender_name=report.contact.name if report.name_shown and report.contact else "",
    )
