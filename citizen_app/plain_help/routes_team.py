"""The log of visits and training, for the members of a team: their own entries, their team's sums."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from citizen_app.core import clock
from citizen_app.core.access import actor, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.core.limits import Limit
from citizen_app.plain_help import queries
from citizen_app.plain_help.commands import outings as commands
from citizen_app.plain_help.forms import TeamOutingForm
from citizen_app.plain_help.policies import DAYS_BACK
from citizen_app.plain_help.words import PURPOSE_LABELS
from citizen_app.teams import queries as teams
from citizen_app.wards.models import Neighbourhood

bp = Blueprint("team_log", __name__, template_folder="templates", url_prefix="/ho-tro/nhat-ky")
SUMMED = dt.timedelta(days=90)
WRITING = Limit("outing", most=20, window=dt.timedelta(hours=1))


@bp.route("", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def outings() -> Any:
    """Write down an outing; see one's own entries and the sums of one's teams."""
    places = teams.list_places(actor())
    if not places:
        return render_template("teams/not_a_helper.html", ward=None)
    form = TeamOutingForm.of_request(key=secrets.token_urlsafe(24), day=clock.today())
    form.offer(places)
    if form.accepts():
        WRITING.take(str(actor().account_id))
        told = form.told(places)
        try:
            commands.record_outing(actor(), told.neighbourhood.ward, told, key=form.key.data)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Written down. The ward sees it in its log."), "success")
            return redirect(url_for("team_log.outings"), 303)
    return _page(places, form), 422 if form.errors else 200


def _page(places: Sequence[Neighbourhood], form: TeamOutingForm) -> str:
    today, memberships = clock.today(), teams.memberships_of(actor().account_id)
    return render_template(
        "plain_help/team_log.html",
        ward=places[0].ward,
        visit=teams.open_visit(actor()),
        form=form,
        rows=queries.own_outings(actor()),
        sums=queries.reached_by_teams(memberships, today - SUMMED, today),
        purposes=PURPOSE_LABELS,
        days_back=DAYS_BACK,
        days_summed=SUMMED.days,
    )


@bp.route("/<int:number>", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def correct(number: int) -> Any:
    """Correct one's own entry."""
    outing, places = queries.get_own_outing(actor(), number), teams.list_places(actor())
    form = TeamOutingForm.of_request(
        key=secrets.token_urlsafe(24),
        version=outing.version,
        day=outing.day,
        purpose=outing.purpose,
        people=outing.people,
        helpers=outing.helpers,
        neighbourhood=str(outing.neighbourhood_id),
        note=outing.note,
    )
    form.offer(places)
    if form.accepts():
        try:
            commands.correct_outing(actor(), outing, form.told(places), version=form.seen)
        except StaleVersion as error:
            form.version.data = str(outing.version)
            form.put_error(Invalid("", error.message))
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("team_log.outings"), 303)
    visit = teams.open_visit(actor())
    page = render_template(
        "plain_help/team_log_entry.html", ward=outing.ward, visit=visit, form=form, outing=outing
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:number>/thu-lai")
@signed_in(Surface.RESIDENT)
def take_back(number: int) -> Any:
    """Take one's own entry back."""
    commands.take_back_outing(actor(), queries.get_written_by(actor(), number))
    flash(_("Taken back. It no longer counts."), "success")
    return redirect(url_for("team_log.outings"), 303)


@bp.get("/<int:_number>/thu-lai")
@signed_in(Surface.RESIDENT)
def back(_number: int) -> Any:
    """Go to the log: somebody came back to the address of a button."""
    return redirect(url_for("team_log.outings"))
