"""Residents' pages of the dialogues: the ward's list, one session, calendars, the poster."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from citizen_app.core import clock
from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.exports.calendars import calendar_bytes
from citizen_app.core.exports.posters import poster_pdf
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.page_cache import cached_page
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue import clocks, papers, policies, queries, queries_live
from citizen_app.dialogue import queries_attendance as attendance
from citizen_app.dialogue.commands.announce import follow_dialogues
from citizen_app.dialogue.models import Kind, Session
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.dialogue.policies_requests import is_shown
from citizen_app.dialogue.queries import questions
from citizen_app.dialogue.queries.thread import last_promises
from citizen_app.dialogue.queries_material import list_material
from citizen_app.dialogue.queries_requests import list_of_session
from citizen_app.dialogue.words import FORM_LABELS, KIND_LABELS, phase_of

bp = Blueprint("dialogue", __name__, template_folder="templates")
IN_CALENDAR = dt.timedelta(days=400)


def address_of(session: Session) -> str:
    """Return the whole address of a session's page."""
    return whole_address("dialogue.show", ward=session.ward.path_id, code=session.code)


@bp.get("/p/<ward:ward>/doi-thoai")
@public
@cached_page
def list_sessions(ward: Any) -> Any:
    """List the dialogues of a ward: to come, and over."""
    coming, over = queries.list_public(ward)
    return render_template(
        "dialogue/list.html",
        ward=ward,
        coming=coming,
        over=over,
        phase_of=phase_of,
        kinds=KIND_LABELS,
        feed=whole_address("dialogue.feed", ward=ward.path_id),
    )


@bp.get("/p/<ward:ward>/doi-thoai/<code>")
@public
@cached_page
def show(ward: Any, code: str) -> Any:
    """Show one announced session."""
    session = queries.get_public(ward, code)
    if session.code != code:
        return redirect(url_for("dialogue.show", ward=ward, code=session.code), 301)
    return render_template(
        "dialogue/session.html",
        ward=ward,
        session=session,
        phase=phase_of(session),
        kinds=KIND_LABELS,
        forms=FORM_LABELS,
        notice_clock=clocks.notice_clock(session),
        results_clock=clocks.results_clock(session),
        address=address_of(session),
        board=questions.list_board(session),
        figures=questions.board_figures(session),
        takes_questions=policies.takes_questions(session),
        attend=attendance.public_part(session),
        material=list_material(session),
        asked_for=_asked_for(session),
        handed_over=queries_live.list_handed_over(session),
        last=last_promises(session),
    )


def _asked_for(session: Session) -> list[DialogueRequest]:
    """Return the requests that everyone may read for which a session is held."""
    if session.kind != Kind.ON_REQUEST:
        return []
    return [one for one in list_of_session(session.id) if is_shown(one)]


@bp.get("/p/<ward:ward>/doi-thoai/<code>/lich.ics")
@public
@cached_page
def entry(ward: Any, code: str) -> Any:
    """Give one session as a calendar file."""
    session = queries.get_public(ward, code)
    content = calendar_bytes(session.title, [papers.calendar_entry(session, address_of(session))])
    return _calendar(content, f"doi-thoai-{session.code.lower()}.ics")


@bp.get("/p/<ward:ward>/doi-thoai.ics")
@public
@cached_page
def feed(ward: Any) -> Any:
    """Give the ward's sessions as a calendar that phones subscribe to."""
    sessions = queries.list_for_calendar(ward, clock.now() - IN_CALENDAR)
    entries = [papers.calendar_entry(session, address_of(session)) for session in sessions]
    return _calendar(calendar_bytes(f"Đối thoại – {ward.full_name}", entries), "doi-thoai.ics")


def _calendar(content: bytes, name: str) -> Response:
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@bp.get("/p/<ward:ward>/doi-thoai/<code>/ap-phich")
@public
@cached_page
def poster(ward: Any, code: str) -> Any:
    """Show what stands on the poster, to print or to fetch as PDF."""
    session = queries.get_public(ward, code)
    address = address_of(session)
    return render_template(
        "dialogue/poster.html",
        ward=ward,
        session=session,
        poster=papers.poster(session, address),
        qr=qr_picture(address),
    )


@bp.get("/p/<ward:ward>/doi-thoai/<code>/ap-phich-a4")
@public
@cached_page
def poster_file(ward: Any, code: str) -> Any:
    """Give the poster as PDF, A4."""
    session = queries.get_public(ward, code)
    content = poster_pdf(papers.poster(session, address_of(session)))
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="ap-phich-{session.code}.pdf"'
    return response


@bp.post("/p/<ward:ward>/doi-thoai/theo-doi")
@signed_in(Surface.RESIDENT)
def follow(ward: Any) -> Any:
    """Begin or cease to follow the ward's dialogues."""
    follow_dialogues(actor(), ward, follow=request.form.get("theo-doi") != "khong")
    return redirect(url_for("accounts.resident_account"), 303)
