"""The people of a ward: inviting them, giving and ending roles, closing accounts."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for

from citizen_app.accounts import commands
from citizen_app.accounts import queries as accounts
from citizen_app.accounts.models import Account, RoleGrant
from citizen_app.accounts.policies import fits_door, is_own, may_end_role, may_manage, roles_open_to
from citizen_app.admin.blueprint import bp
from citizen_app.admin.forms_staff import InviteForm, RoleForm
from citizen_app.admin.pages import act, form_page
from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.i18n import gettext as _
from citizen_app.permissions import ROLE_LABELS, STAFF_ROLES, Permission, Role
from citizen_app.wards.models import Ward
from citizen_app.wards.queries import list_departments


def find_person(ward: Ward, account_id: int) -> Account:
    """Return somebody who holds or held a role in the ward."""
    people = accounts.list_staff(actor(), ward.id)
    return next((person for person in people if person.id == account_id), None) or abort(404)


def roles_here(ward: Ward, person: Account) -> list[RoleGrant]:
    """Return the roles that somebody holds in the ward now."""
    now = clock.now()
    return [g for g in person.grants if g.ward_id == ward.id and g.is_valid_at(now)]


def offered_roles(ward: Ward, person: Account | None = None) -> list[Role]:
    """Return the roles that the actor may give in the ward: to new staff, or to somebody there."""
    open_roles = roles_open_to(actor(), ward.id)
    if person is None:
        return [role for role in open_roles if role in STAFF_ROLES]
    return [role for role in open_roles if fits_door(person, role) and not is_own(actor(), person)]


@bp.get("/<ward:ward>/can-bo")
@requires(Permission.ACCOUNT_MANAGE)
def staff(ward: Any) -> Any:
    """List the people of a ward with their roles."""
    people = [(p, roles_here(ward, p)) for p in accounts.list_staff(actor(), ward.id)]
    now_here = [(p, held) for p, held in people if held and p.disabled_at is None]
    return render_template(
        "admin/staff.html",
        ward=ward,
        people=now_here,
        former=[(p, held) for p, held in people if (p, held) not in now_here],
        departments={d.id: d for d in ward.departments},
        role_labels=ROLE_LABELS,
    )


@bp.route("/<ward:ward>/can-bo/moi", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def invite(ward: Any) -> Any:
    """Invite somebody by e-mail, with a first role."""
    form = InviteForm.of_request().offer(offered_roles(ward), list_departments(ward.id))
    typed = {"name": form.name.data, "title": form.title.data, "email": form.email.data}
    return form_page(
        form,
        lambda: commands.invite_staff(actor(), ward_id=ward.id, **typed, **form.chosen),
        back=url_for("admin.staff", ward=ward),
        done=_("The invitation is on its way."),
        ward=ward,
        heading=_("Invite somebody"),
        submit_label=_("Send the invitation"),
        parent=_("Staff of the ward"),
        order=("name", "title", "email", "role", "department_id"),
        optional=("title",),
    )


@bp.route("/thanh-pho/moi", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def invite_for_city() -> Any:
    """Invite somebody who works for the whole city: an inspector, an analyst, an administrator."""
    roles = [role for role in roles_open_to(actor(), None) if role in STAFF_ROLES]
    if not roles:
        abort(403)
    form = InviteForm.of_request().offer(roles, ())
    typed = {"name": form.name.data, "title": form.title.data, "email": form.email.data}
    return form_page(
        form,
        lambda: commands.invite_staff(actor(), ward_id=None, **typed, **form.chosen),
        back=url_for("admin.home"),
        done=_("The invitation is on its way."),
        heading=_("Invite somebody for the whole city"),
        submit_label=_("Send the invitation"),
        parent=_("Settings"),
        order=("name", "title", "email", "role"),
        optional=("title",),
    )


@bp.route("/<ward:ward>/can-bo/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def person(ward: Any, account_id: int) -> Any:
    """Show one person; a further role is given here."""
    account = find_person(ward, account_id)
    form = RoleForm.of_request().offer(offered_roles(ward, account), list_departments(ward.id))
    held = [(grant, may_end_role(actor(), grant)) for grant in roles_here(ward, account)]
    return form_page(
        form,
        lambda: commands.grant_role(actor(), account, ward_id=ward.id, **form.chosen),
        back=url_for("admin.person", ward=ward, account_id=account_id),
        done=_("The role was given."),
        template="admin/person.html",
        ward=ward,
        person=account,
        held=held,
        departments={d.id: d for d in ward.departments},
        role_labels=ROLE_LABELS,
        is_own=is_own(actor(), account),
        may_give=bool(form.role.choices[1:]) and not account.disabled_at,
        may_manage=may_manage(actor(), account),
    )


@bp.post("/<ward:ward>/can-bo/<int:account_id>/vai-tro/<int:grant_id>/ket-thuc")
@requires(Permission.ACCOUNT_MANAGE)
def end_role(ward: Any, account_id: int, grant_id: int) -> Any:
    """End a role."""
    held = roles_here(ward, find_person(ward, account_id))
    grant = next((grant for grant in held if grant.id == grant_id), None) or abort(404)
    return act(
        lambda: commands.end_role(actor(), grant),
        back=url_for("admin.person", ward=ward, account_id=account_id),
        done=_("The role has ended."),
    )


@bp.post("/<ward:ward>/can-bo/<int:account_id>/moi-lai")
@requires(Permission.ACCOUNT_MANAGE)
def invite_again(ward: Any, account_id: int) -> Any:
    """Mail a new link to somebody who lost theirs or forgot the password."""
    account = find_person(ward, account_id)
    return act(
        lambda: commands.renew_invitation(actor(), account),
        back=url_for("admin.person", ward=ward, account_id=account_id),
        done=_("A new link is on its way."),
    )


@bp.post("/<ward:ward>/can-bo/<int:account_id>/dong")
@requires(Permission.ACCOUNT_MANAGE)
def close_account(ward: Any, account_id: int) -> Any:
    """Close an account at once."""
    account = find_person(ward, account_id)
    return act(
        lambda: commands.disable_account(actor(), account),
        back=url_for("admin.person", ward=ward, account_id=account_id),
        done=_("The account is closed. Nobody can sign in with it."),
    )


@bp.post("/<ward:ward>/can-bo/<int:account_id>/mo-lai")
@requires(Permission.ACCOUNT_MANAGE)
def reopen_account(ward: Any, account_id: int) -> Any:
    """Open a closed account again."""
    account = find_person(ward, account_id)
    return act(
        lambda: commands.enable_account(actor(), account),
        back=url_for("admin.person", ward=ward, account_id=account_id),
        done=_("The account is open again."),
    )


@bp.post("/<ward:ward>/can-bo/<int:account_id>/bo-xac-thuc")
@requires(Permission.ACCOUNT_MANAGE)
def remove_second_factor(ward: Any, account_id: int) -> Any:
    """Take a lost second factor away; it is set up anew at the next sign-in."""
    account = find_person(ward, account_id)
    return act(
        lambda: commands.remove_second_factor(actor(), account),
        back=url_for("admin.person", ward=ward, account_id=account_id),
        done=_("The second step was taken away. It is set up anew at the next sign-in."),
    )
