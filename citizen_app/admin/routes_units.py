"""Departments and neighbourhoods."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from citizen_app.admin import forms, queries
from citizen_app.admin.blueprint import bp
from citizen_app.admin.pages import act, form_page
from citizen_app.core.access import actor, requires
from citizen_app.core.i18n import gettext as _
from citizen_app.permissions import Permission
from citizen_app.wards import commands
from citizen_app.wards.queries import get_department, possible_heads


@bp.get("/<ward:ward>/phong-ban")
@requires(Permission.WARD_SETTINGS)
def departments(ward: Any) -> Any:
    """List the departments."""
    return render_template(
        "admin/departments.html",
        ward=ward,
        departments=queries.list_departments(ward),
        routes=queries.count_routes(ward),
    )


@bp.route("/<ward:ward>/phong-ban/them", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def add_department(ward: Any) -> Any:
    """Add a department."""
    form = forms.NewDepartmentForm.of_request()
    return form_page(
        form,
        lambda: commands.add_department(actor(), ward, **form.data),
        back=url_for("admin.departments", ward=ward),
        done=_("The department was added."),
        ward=ward,
        heading=_("Add a department"),
        parent=_("Departments"),
        optional=("short_name", "name_en"),
    )


@bp.route("/<ward:ward>/phong-ban/<int:department_id>", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def department(ward: Any, department_id: int) -> Any:
    """Rename a department, move it in the list, or say who answers for it."""
    thing = get_department(ward.id, department_id)
    names = ("name", "short_name", "name_en", "position")
    values = {name: getattr(thing, name) for name in names}
    form = forms.DepartmentForm.of_request(**values, head=thing.head_id or 0)
    form.offer(possible_heads(ward.id))
    return form_page(
        form,
        lambda: commands.change_department(actor(), ward, thing, **form.values),
        back=url_for("admin.departments", ward=ward),
        ward=ward,
        heading=_("Change a department"),
        parent=_("Departments"),
        optional=("short_name", "name_en"),
    )


@bp.post("/<ward:ward>/phong-ban/<int:department_id>/ngung-dung")
@requires(Permission.WARD_SETTINGS)
def end_department(ward: Any, department_id: int) -> Any:
    """Take a department out of use."""
    thing = get_department(ward.id, department_id)
    return act(
        lambda: commands.use_department(actor(), ward, thing, is_active=False),
        back=url_for("admin.departments", ward=ward),
        done=_("%(name)s is out of use.", name=thing.name),
    )


@bp.post("/<ward:ward>/phong-ban/<int:department_id>/dung-lai")
@requires(Permission.WARD_SETTINGS)
def reuse_department(ward: Any, department_id: int) -> Any:
    """Take a department back into use."""
    thing = get_department(ward.id, department_id)
    return act(
        lambda: commands.use_department(actor(), ward, thing, is_active=True),
        back=url_for("admin.departments", ward=ward),
        done=_("%(name)s is in use again.", name=thing.name),
    )


@bp.get("/<ward:ward>/khu-pho")
@requires(Permission.WARD_SETTINGS)
def neighbourhoods(ward: Any) -> Any:
    """List the neighbourhoods."""
    rows = queries.list_neighbourhoods(ward)
    return render_template("admin/neighbourhoods.html", ward=ward, neighbourhoods=rows)


@bp.route("/<ward:ward>/khu-pho/them", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def add_neighbourhoods(ward: Any) -> Any:
    """Add neighbourhoods, one on each line."""
    form = forms.NewNeighbourhoodsForm.of_request()
    return form_page(
        form,
        lambda: commands.add_neighbourhoods(actor(), ward, names=form.lines),
        back=url_for("admin.neighbourhoods", ward=ward),
        done=_("The neighbourhoods were added."),
        ward=ward,
        heading=_("Add neighbourhoods"),
        parent=_("Neighbourhoods"),
    )


@bp.route("/<ward:ward>/khu-pho/<int:neighbourhood_id>", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def neighbourhood(ward: Any, neighbourhood_id: int) -> Any:
    """Change a neighbourhood."""
    thing = queries.get_neighbourhood(ward, neighbourhood_id)
    names = ("name", "households", "position")
    form = forms.NeighbourhoodForm.of_request(**{name: getattr(thing, name) for name in names})
    return form_page(
        form,
        lambda: commands.change_neighbourhood(actor(), ward, thing, **form.data),
        back=url_for("admin.neighbourhoods", ward=ward),
        ward=ward,
        heading=_("Change a neighbourhood"),
        parent=_("Neighbourhoods"),
        optional=("households",),
    )


@bp.post("/<ward:ward>/khu-pho/<int:neighbourhood_id>/ngung-dung")
@requires(Permission.WARD_SETTINGS)
def end_neighbourhood(ward: Any, neighbourhood_id: int) -> Any:
    """Take a neighbourhood out of use."""
    thing = queries.get_neighbourhood(ward, neighbourhood_id)
    return act(
        lambda: commands.use_neighbourhood(actor(), ward, thing, is_active=False),
        back=url_for("admin.neighbourhoods", ward=ward),
        done=_("%(name)s is out of use.", name=thing.name),
    )


@bp.post("/<ward:ward>/khu-pho/<int:neighbourhood_id>/dung-lai")
@requires(Permission.WARD_SETTINGS)
def reuse_neighbourhood(ward: Any, neighbourhood_id: int) -> Any:
    """Take a neighbourhood back into use."""
    thing = queries.get_neighbourhood(ward, neighbourhood_id)
    return act(
        lambda: commands.use_neighbourhood(actor(), ward, thing, is_active=True),
        back=url_for("admin.neighbourhoods", ward=ward),
        done=_("%(name)s is in use again.", name=thing.name),
    )
