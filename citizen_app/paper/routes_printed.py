"""All that is printed, on one page: booklets, labels, posters, lists for meetings."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from citizen_app.core.access import actor, requires
from citizen_app.core.exports.posters import poster_pdf
from citizen_app.core.i18n import moment_text
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.forms import clean
from citizen_app.dialogue import queries as sessions
from citizen_app.dialogue.models import Session
from citizen_app.paper import printing, queries, queries_printed
from citizen_app.paper.commands.lists import note_names
from citizen_app.paper.forms import MOST_NOTE, LabelsForm
from citizen_app.paper.pages import pdf
from citizen_app.paper.printing import Label, Row
from citizen_app.paper.routes_booklets import bp
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others, ward_of_page


@bp.get("")
@requires(Permission.PAPER_KEEP)
def printed() -> Any:
    """Show what can be printed, and what waits."""
    ward, mine = ward_and_others(Permission.PAPER_KEEP)
    return render_template(
        "paper/printed.html",
        ward=ward,
        mine=mine,
        waiting=len(queries.list_waiting(ward)),
        sessions=queries_printed.coming_sessions(ward),
        cards=queries_printed.survey_cards(ward),
        may_enter=actor().may(Permission.REPORT_ON_BEHALF, ward.id),
        may_plan=actor().may(Permission.DIALOGUE_PLAN, ward.id),
    )


@bp.get("/nhan")
@requires(Permission.PAPER_KEEP)
def labels() -> Any:
    """Ask for which places labels are to be made."""
    ward = ward_of_page(Permission.PAPER_KEEP)
    form = LabelsForm()
    form.offer(wards.list_neighbourhoods(ward))
    return render_template("paper/labels.html", ward=ward, form=form)


@bp.get("/nhan/a4")
@requires(Permission.PAPER_KEEP)
def labels_file() -> Any:
    """Give labels with a QR code for public places, eight on an A4 page."""
    ward = ward_of_page(Permission.PAPER_KEEP)
    wanted, note = request.args.getlist("places"), clean(request.args.get("note"))[:MOST_NOTE]
    places = [n for n in wards.list_neighbourhoods(ward) if str(n.id) in wanted]
    made = [_label(ward, place, note) for place in places] or [_label(ward, None, note)]
    return pdf(printing.labels_pdf(ward, made), f"nhan-{ward.code}")


def _label(ward: Any, place: Any, note: str) -> Label:
    where = {"khu-pho": place.id} if place is not None else {}
    where |= {"noi": note} if note else {}
    address = whole_address("feedback.send", ward=ward.path_id, **where)
    return Label(place.name if place is not None else ward.full_name, note, address)


@bp.get("/to-dan/a4")
@requires(Permission.PAPER_KEEP)
def poster() -> Any:
    """Give the poster that says how to send a report, A4."""
    ward = ward_of_page(Permission.PAPER_KEEP)
    address = whole_address("feedback.send", ward=ward.path_id)
    return pdf(poster_pdf(printing.how_to_send(ward, address)), f"cach-gui-{ward.code}")


@bp.get("/danh-sach/<code>/a4")
@requires(Permission.PAPER_KEEP)
def blank_list(code: str) -> Any:
    """Give a blank list of a meeting to sign."""
    return _list(sessions.get_for_staff(actor(), code), [])


@bp.post("/danh-sach/<code>/a4")
@requires(Permission.PAPER_KEEP)
def attendees(code: str) -> Any:
    """Give the list of a meeting with the names of those who have a place, on record."""
    session = sessions.get_for_staff(actor(), code)
    rows = [_row(one) for one in queries_printed.with_place(actor(), session)]
    note_names(actor(), session, len(rows))
    return _list(session, rows + [Row()] * queries_printed.SPARE_LINES)


def _list(session: Session, rows: list[Row]) -> Any:
    content = printing.list_pdf(
        session.ward,
        title="Danh sách người dự đối thoại",
        facts=f"{session.title} · {moment_text(session.starts_at)} · {session.place}",
        rows=rows,
        foot=session.code,
    )
    return pdf(content, f"danh-sach-{session.code}")


def _row(one: Any) -> Row:
    place = one.neighbourhood.name if one.neighbourhood else ""
    name = one.contact.name if one.contact else ""
    return Row(name, place, str(one.people), one.code)
