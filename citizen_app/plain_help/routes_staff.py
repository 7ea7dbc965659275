"""Staff's page: visits and training, and what people could not do."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for

from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.exports.tables import Column, csv_file, xlsx_file
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Permission
from citizen_app.plain_help import queries
from citizen_app.plain_help.commands import outings as commands
from citizen_app.plain_help.forms import OutingForm
from citizen_app.plain_help.words import PURPOSE_LABELS, REASONS, STEPS, TASKS
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others, ward_of_page

bp = Blueprint("staff_help", __name__, template_folder="templates", url_prefix="/can-bo/tham-hoi")
USUAL = dt.timedelta(days=90)
LONGEST = dt.timedelta(days=366)
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
COLUMNS = (
    Column("day", _l("Day"), lambda row: row.day, public=True),
    Column(
        "purpose",
        _l("Purpose of the outing"),
        lambda row: str(PURPOSE_LABELS[row.purpose]),
        public=True,
    ),
    Column(
        "neighbourhood",
        _l("Neighbourhood"),
        lambda row: row.neighbourhood.name if row.neighbourhood else "",
        public=True,
    ),
    Column("people", _l("People reached"), lambda row: row.people, public=True),
    Column("helpers", _l("Team members"), lambda row: row.helpers, public=True),
    Column("team", _l("Team"), lambda row: row.team.name if row.team else "", public=True),
    Column("note", _l("Note"), lambda row: row.note),
)


def _days() -> tuple[dt.date, dt.date]:
    """Return the days of the address, the last 90 where there are none; never more than a year."""
    last = clock.typed_day(request.values.get("den", "")) or clock.today()
    first = clock.typed_day(request.values.get("tu", "")) or last - USUAL
    return min(max(first, last - LONGEST), last), last


@bp.route("", methods=["GET", "POST"])
@requires(Permission.HELP_KEEP)
def outings() -> Any:
    """List outings and difficulties; write one down."""
    (ward, mine), (first, last) = ward_and_others(Permission.HELP_KEEP), _days()
    places = wards.list_neighbourhoods(ward)
    form = OutingForm.of_request(key=secrets.token_urlsafe(24), day=clock.today())
    form.offer(places)
    if form.accepts():
        try:
            commands.record_outing(actor(), ward, form.told(places), key=form.key.data)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_help.outings", phuong=ward.code), 303)
    page = render_template(
        "plain_help/outings.html",
        ward=ward,
        mine=mine,
        form=form,
        first=first,
        last=last,
        rows=queries.list_outings(ward, first, last),
        reached=queries.people_reached(ward, first, last),
        told=[
            (
                one,
                queries.difficulties(one, first, last),
                queries.difficulty_notes(one, first, last),
            )
            for one in (ward, None)
        ],
        tasks=TASKS,
        steps=STEPS,
        reasons=REASONS,
        purposes=PURPOSE_LABELS,
    )
    return page, 422 if form.errors else 200


@bp.post("/tep")
@requires(Permission.HELP_KEEP)
def export() -> Any:
    """Give the log as a file, and keep on record that it was taken."""
    ward, (first, last) = ward_of_page(Permission.HELP_KEEP), _days()
    kind = request.form.get("loai", "xlsx")
    if kind not in KINDS:
        abort(404)
    rows = queries.list_outings(ward, first, last)
    pieces = (
        csv_file(COLUMNS, rows)
        if kind == "csv"
        else xlsx_file(_("Visits, training"), COLUMNS, rows)
    )
    commands.note_export(actor(), ward, first=first, last=last)
    response = Response(pieces, content_type=KINDS[kind])
    name = f"tham-hoi-{first:%Y%m%d}-{last:%Y%m%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/tep")
@requires(Permission.HELP_KEEP)
def back() -> Any:
    """Go to the log: a reader came back to the address of a file."""
    return redirect(url_for("staff_help.outings"))
