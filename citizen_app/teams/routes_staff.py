"""The ward's pages: its teams, their members and links, what each helper did, what is unusual."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.permissions import Permission
from citizen_app.teams import queries, queries_activity
from citizen_app.teams.commands import alerts, teams
from citizen_app.teams.commands.consents import note_proof_seen
from citizen_app.teams.forms import InviteForm, LookForm, TeamForm
from citizen_app.teams.models import Member, Team, TeamInvitation
from citizen_app.teams.rules import rules, value
from citizen_app.teams.words import (
    ALERT_LABELS,
    PURPOSE_LABELS,
    RELATION_LABELS,
    SHORT_KINDS,
    alert_words,
)
from citizen_app.teams.workflow import STATE_LABELS
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others

bp = Blueprint(
    "staff_teams", __name__, template_folder="templates", url_prefix="/can-bo/to-cong-nghe-so"
)
# The link that was just made, for the browser that made it: only its digest is kept in the database.
KEPT = "team_link"


def _team(code: str) -> Team:
    return queries.get_team(actor(), code)


@bp.route("", methods=["GET", "POST"])
@requires(Permission.TEAM_SUPERVISE)
def list_teams() -> Any:
    """List the teams of a ward; set up another one."""
    ward, mine = ward_and_others(Permission.TEAM_SUPERVISE)
    places, form = wards.list_neighbourhoods(ward), TeamForm.of_request()
    form.offer(places)
    if form.accepts():
        try:
            chosen = form.chosen(places)
            team = teams.make_team(actor(), ward, name=form.name.data, neighbourhoods=chosen)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("The team is set up. Now invite its members."), "success")
            return redirect(url_for("staff_teams.show", code=team.code), 303)
    page = render_template(
        "teams/staff_list.html",
        ward=ward,
        mine=mine,
        teams=queries.list_teams(ward.id),
        names={place.id: place.name for place in places},
        waiting=queries_activity.count_open_alerts(ward.id),
        form=form,
        may_manage=actor().may(Permission.TEAM_MANAGE, ward.id),
    )
    return page, 422 if form.errors else 200


@bp.get("/<code>")
@requires(Permission.TEAM_SUPERVISE)
def show(code: str) -> Any:
    """Show a team: its members with where they help, its links."""
    team = _team(code)
    form = TeamForm.of_request(
        name=team.name,
        neighbourhoods=[str(one) for one in team.neighbourhood_ids],
        message=team.message,
    )
    return _team_page(team, form, InviteForm.of_request())


def _team_page(team: Team, form: Any, invite: Any) -> str:
    form.offer(wards.list_neighbourhoods(team.ward))
    made = session.get(KEPT, {}).get(team.code, "")
    return render_template(
        "teams/staff_team.html",
        ward=team.ward,
        team=team,
        members=queries.list_members(team),
        places=queries.places_of_team(team),
        invitations=queries.list_open_invitations(team),
        link=whole_address("helping.invited", token=made) if made else "",
        form=form,
        invite=invite,
        days=value("invitation_days"),
        may_manage=actor().may(Permission.TEAM_MANAGE, team.ward_id) and team.ended_at is None,
        waiting=queries_activity.count_open_alerts(team.ward_id).get(team.id, 0),
    )


@bp.post("/<code>")
@requires(Permission.TEAM_MANAGE)
def change(code: str) -> Any:
    """Change a team."""
    team, form = _team(code), TeamForm.of_request()
    places = wards.list_neighbourhoods(team.ward)
    form.offer(places)
    if form.validate():
        try:
            teams.change_team(
                actor(),
                team,
                name=form.name.data,
                neighbourhoods=form.chosen(places),
                message=form.message.data,
            )
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_teams.show", code=code), 303)
    return _team_page(team, form, InviteForm()), 422


@bp.post("/<code>/moi")
@requires(Permission.TEAM_MANAGE)
def invite(code: str) -> Any:
    """Make a link into a team; it is shown to this browser, once it is made."""
    team, form = _team(code), InviteForm.of_request()
    if not form.validate():
        return _team_page(team, TeamForm(name=team.name), form), 422
    token = teams.invite_member(actor(), team, label=form.label.data)
    session[KEPT] = {team.code: token}
    return redirect(url_for("staff_teams.show", code=code, _anchor="duong-dan"), 303)


@bp.post("/<code>/moi/<int:number>/huy")
@requires(Permission.TEAM_MANAGE)
def end_invitation(code: str, number: int) -> Any:
    """Take a link back."""
    team, invitation = _team(code), db.session.get(TeamInvitation, number)
    if invitation is None or invitation.team_id != team.id:
        abort(404)
    teams.end_invitation(actor(), invitation)
    session.pop(KEPT, None)
    flash(_("The link no longer works."), "success")
    return redirect(url_for("staff_teams.show", code=code), 303)


@bp.post("/<code>/thanh-vien/<int:number>/thoi")
@requires(Permission.TEAM_MANAGE)
def end_membership(code: str, number: int) -> Any:
    """End a membership at once."""
    team, member = _team(code), db.session.get(Member, number)
    if member is None or member.team_id != team.id:
        abort(404)
    teams.end_membership(actor(), member)
    flash(_("%(name)s may do nothing more here.", name=member.account.public_name), "success")
    return redirect(url_for("staff_teams.show", code=code), 303)


@bp.post("/<code>/giai-the")
@requires(Permission.TEAM_MANAGE)
def end(code: str) -> Any:
    """Dissolve a team."""
    teams.end_team(actor(), _team(code))
    flash(_("The team is dissolved."), "success")
    return redirect(url_for("staff_teams.list_teams"), 303)


@bp.get("/<code>/hoat-dong")
@requires(Permission.TEAM_SUPERVISE)
def activity(code: str) -> Any:
    """Show what each helper did, how consent was given, and what is unusual."""
    team = _team(code)
    return render_template(
        "teams/staff_activity.html",
        ward=team.ward,
        team=team,
        helpers=queries_activity.activity_of(team),
        weeks=queries_activity.weeks_shown(),
        alerts=queries_activity.list_alerts(team),
        consents=queries_activity.list_consents(actor(), team),
        may_open=queries_activity.proofs_open_to(actor(), team),
        purposes=PURPOSE_LABELS,
        kinds=SHORT_KINDS,
        relations=RELATION_LABELS,
        alert_labels=ALERT_LABELS,
        alert_words=alert_words,
        states=STATE_LABELS,
        rules=rules(),
    )


@bp.post("/<code>/hoat-dong/<int:number>/da-xem")
@requires(Permission.TEAM_SUPERVISE)
def look(code: str, number: int) -> Any:
    """Note that somebody has looked at an entry."""
    team, form = _team(code), LookForm.of_request()
    alert = queries_activity.get_alert(actor(), team, number)
    note = form.note.data if form.validate() else ""
    alerts.look_at(actor(), alert, note=note, version=form.seen)
    flash(_("Noted."), "success")
    return redirect(url_for("staff_teams.activity", code=code), 303)


@bp.post("/<code>/dong-y/<consent_code>")
@requires(Permission.TEAM_SUPERVISE)
def proof(code: str, consent_code: str) -> Any:
    """Show the picture of a consent; by POST, because that somebody looked at it is noted."""
    team, consent = _team(code), queries.get_consent(consent_code)
    found = attachments_of(consent, public_only=False)
    is_here = consent.team_id == team.id and bool(found)
    if not is_here or not queries_activity.may_open_proof(actor(), consent):
        abort(404)
    note_proof_seen(actor(), consent)
    response = serving.picture(found[0], "lon")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<code>/<path:_step>")
@requires(Permission.TEAM_SUPERVISE)
def back(code: str, _step: str) -> Any:
    """Go to the team: a reader came back to the address of a button."""
    return redirect(url_for("staff_teams.show", code=code))
