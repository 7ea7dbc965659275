"""The ward's page of who of the helpers checks people in at the door of a dialogue."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue import queries as dialogues
from citizen_app.dialogue import queries_door
from citizen_app.dialogue.commands.door_duty import appoint_to_door, end_duty
from citizen_app.dialogue.models import Session
from citizen_app.permissions import Permission
from citizen_app.teams import queries
from citizen_app.teams.forms import DoorForm

bp = Blueprint("staff_door", __name__, template_folder="templates", url_prefix="/can-bo/doi-thoai")


@bp.get("/<code>/truc-cua")
@requires(Permission.DIALOGUE_PLAN)
def show(code: str) -> Any:
    """Show who is at the door, and who could be."""
    return _page(dialogues.get_for_staff(actor(), code), DoorForm())


def _page(session: Session, form: DoorForm) -> str:
    duties = queries_door.list_duties(actor(), session)
    there = {duty.account_id for duty in duties if duty.ended_at is None}
    form.offer(queries.members_in(session.ward_id), without=there)
    return render_template(
        "teams/staff_door.html",
        ward=session.ward,
        session=session,
        duties=duties,
        form=form,
        may_appoint=policies.can_appoint(actor(), session),
        opens_at=policies.door_opens_at(session),
        until=policies.list_kept_until(session),
        is_over=clock.now() >= policies.list_kept_until(session),
    )


@bp.post("/<code>/truc-cua")
@requires(Permission.DIALOGUE_PLAN)
def appoint(code: str) -> Any:
    """Put a member of a team at the door."""
    session, form = dialogues.get_for_staff(actor(), code), DoorForm.of_request()
    members = queries.members_in(session.ward_id)
    form.offer(members)
    if form.validate():
        account = next(one.account for one in members if str(one.account_id) == form.member.data)
        try:
            appoint_to_door(actor(), session, account)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("%(name)s can check people in now.", name=account.public_name), "success")
            return redirect(url_for("staff_door.show", code=session.code), 303)
    return _page(session, form), 422


@bp.post("/<code>/truc-cua/<int:number>/thoi")
@requires(Permission.DIALOGUE_PLAN)
def end(code: str, number: int) -> Any:
    """Take a helper away from the door."""
    session = dialogues.get_for_staff(actor(), code)
    duties = queries_door.list_duties(actor(), session)
    duty = next((one for one in duties if one.id == number), None)
    if duty is None:
        abort(404)
    end_duty(actor(), duty)
    flash(_("Ended. The list goes from their phone at its next contact."), "success")
    return redirect(url_for("staff_door.show", code=session.code), 303)
