"""The helpers' pages: whom they help now, what they filed, joining and leaving a team."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.dialogue.policies import takes_questions
from citizen_app.dialogue.policies_attendance import is_open as takes_registrations
from citizen_app.dialogue.queries_door import sessions_on_duty
from citizen_app.teams import queries, queries_helper
from citizen_app.teams.commands import teams, visits
from citizen_app.teams.devices import device_digest
from citizen_app.teams.forms_help import CodeForm, StartForm
from citizen_app.teams.rules import value
from citizen_app.teams.words import FILED_LABELS

bp = Blueprint("helping", __name__, template_folder="templates", url_prefix="/ho-tro")


@bp.route("", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def home() -> Any:
    """Begin to help somebody; see what one filed."""
    places = queries.list_places(actor())
    if not places:
        return render_template("teams/not_a_helper.html", ward=None)
    form = StartForm.of_request()
    form.offer(places)
    if form.accepts():
        place = next(one for one in places if str(one.id) == form.neighbourhood.data)
        try:
            visits.start_visit(actor(), place, name=form.name.data, device=device_digest())
        except Invalid as error:
            form.put_error(error)
        else:
            return redirect(url_for("helping.menu"), 303)
    page = render_template(
        "teams/home.html",
        ward=places[0].ward,
        form=form,
        places=places,
        visit=queries.open_visit(actor()),
        memberships=queries.memberships_of(actor().account_id),
        filed=queries_helper.list_filed(actor()),
        withdrawn=queries_helper.count_withdrawn(actor()),
        filed_labels=FILED_LABELS,
        minutes=value("visit_minutes"),
        doors=sessions_on_duty(actor()),
    )
    return page, 422 if form.errors else 200


@bp.get("/giup")
@signed_in(Surface.RESIDENT)
def menu() -> Any:
    """Choose what to do for the person beside one."""
    visit = queries.open_visit(actor())
    if visit is None:
        return redirect(url_for("helping.home"))
    return render_template(
        "teams/menu.html",
        ward=visit.ward,
        visit=visit,
        sessions=[
            (one, takes_questions(one), takes_registrations(one))
            for one in queries_helper.sessions_open_to(visit.ward)
        ],
        has_survey=queries_helper.open_wave(visit.ward) is not None,
    )


@bp.post("/giup/ket-thuc")
@signed_in(Surface.RESIDENT)
def end() -> Any:
    """Finish with this person."""
    visit = queries.open_visit(actor())
    if visit is not None:
        visits.end_visit(actor(), visit)
    flash(_("Finished. Their name is gone from this page."), "success")
    return redirect(url_for("helping.home"), 303)


@bp.get("/giup/ket-thuc")
@signed_in(Surface.RESIDENT)
def back_from_end() -> Any:
    """Go on: somebody came back to the address of a button."""
    return redirect(url_for("helping.home"))


@bp.route("/giup/ma", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def code() -> Any:
    """Send a code to the resident's own phone, and take what they read out."""
    visit = queries.open_visit(actor())
    if visit is None:
        return redirect(url_for("helping.home"))
    form = CodeForm.of_request(visit=str(visit.id))
    if form.is_for(visit) and form.accepts():
        try:
            if visit.code_digest and form.code.data:
                visits.confirm_visit_code(actor(), visit, form.code.data)
                flash(_("The code is right: they have agreed."), "success")
                return redirect(url_for("helping.menu"), 303)
            visits.send_visit_code(actor(), visit, form.phone.data)
            return redirect(url_for("helping.code"), 303)
        except Invalid as error:
            form.put_error(error)
    page = render_template("teams/code.html", ward=visit.ward, visit=visit, form=form)
    return page, 422 if form.errors else 200


@bp.get("/moi/<token>")
@public
def invited(token: str) -> Any:
    """Show what joining a team means."""
    invitation = queries.find_invitation(token)
    if invitation is None:
        return render_template("teams/invitation_over.html", ward=None), 404
    team = invitation.team
    return render_template(
        "teams/invited.html",
        ward=team.ward,
        team=team,
        token=token,
        until=invitation.expires_at,
        places=queries.places_of_team(team),
        is_signed_in=actor().account_id is not None,
    )


@bp.post("/moi/<token>")
@signed_in(Surface.RESIDENT)
def join(token: str) -> Any:
    """Join a team."""
    member = teams.join_team(actor(), token)
    flash(_("You are in the team “%(name)s” now.", name=member.team.name), "success")
    return redirect(url_for("helping.home"), 303)


@bp.route("/to/<code>/roi", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def leave(code: str) -> Any:
    """Leave a team, after asking once more."""
    mine = queries.memberships_of(actor().account_id)
    member = next((one for one in mine if one.team.code == code), None)
    if member is None:
        return redirect(url_for("helping.home"))
    team = member.team
    if request.method == "POST":
        teams.end_membership(actor(), member)
        flash(_("You have left the team."), "success")
        return redirect(url_for("helping.home"), 303)
    return render_template("teams/leave.html", ward=team.ward, team=team)


def secret() -> str:
    """Return the installation's key."""
    return str(current_app.config["SECRET_KEY"])
