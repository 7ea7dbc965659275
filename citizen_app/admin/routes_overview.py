"""Where administration begins: the wards one looks after, one ward's settings, who may do what."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from citizen_app.admin import queries
from citizen_app.admin.blueprint import bp
from citizen_app.admin.forms import OfficeForm
from citizen_app.admin.pages import form_page
from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import StaleVersion
from citizen_app.feedback.queries_people import count_unread_by_city, list_inspectors
from citizen_app.permissions import PERMISSION_LABELS, ROLE_LABELS, ROLE_PERMISSIONS, Permission
from citizen_app.wards import commands
from citizen_app.wards.finding import find_wards


@bp.get("/")
@requires(Permission.WARD_SETTINGS)
def home() -> Any:
    """Go to the one ward that the actor administers, or let them choose."""
    wards = queries.list_wards(actor(), Permission.WARD_SETTINGS, open_only=True)
    if actor().wards_with(Permission.WARD_SETTINGS) is not None and len(wards) == 1:
        return redirect(url_for("admin.overview", ward=wards[0]))
    typed = request.args.get("q", "")[:100]
    found = [
        item for item in find_wards(typed) if actor().may(Permission.WARD_SETTINGS, item.ward.id)
    ]
    may_invite = actor().may(Permission.ACCOUNT_MANAGE, None)
    return render_template(
        "admin/choose.html",
        wards=wards,
        q=typed,
        found=found,
        may_invite=may_invite,
        inspectors=list_inspectors() if may_invite else [],
        unread=count_unread_by_city() if may_invite else 0,
    )


@bp.get("/<ward:ward>/")
@requires(Permission.WARD_SETTINGS)
def overview(ward: Any) -> Any:
    """Show everything that can be set up in a ward, and what is still missing."""
    return render_template(
        "admin/overview.html",
        ward=ward,
        counts=queries.count_settings(ward),
        people=queries.count_people(ward),
        year=clock.today().year,
        may_staff=actor().may(Permission.ACCOUNT_MANAGE, ward.id),
        may_log=actor().may(Permission.EVENT_READ, ward.id),
    )


@bp.get("/quyen")
@requires(Permission.ROLE_READ)
def roles() -> Any:
    """Show who may do what, from the same map that the code enforces."""
    return render_template(
        "admin/roles.html",
        role_labels=ROLE_LABELS,
        permissions=PERMISSION_LABELS,
        held=ROLE_PERMISSIONS,
        chosen=request.args.get("vai-tro", ""),
    )


@bp.route("/<ward:ward>/thong-tin", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def office(ward: Any) -> Any:
    """Change how the office is reached and whether it takes reports."""
    names = ("is_open", "address", "hotline", "email", "office_hours")
    form = OfficeForm.of_request(
        version=ward.version, **{name: getattr(ward, name) for name in names}
    )
    back = url_for("admin.overview", ward=ward)
    page = {"template": "admin/office.html", "ward": ward}
    try:
        return form_page(
            form,
            lambda: commands.change_office(actor(), ward, **form.values, version=form.seen),
            back=back,
            **page,
        )
    except StaleVersion:
        form.version.data = str(ward.version)
        return render_template(
            page["template"], form=form, back=back, ward=ward, is_stale=True
        ), 409
