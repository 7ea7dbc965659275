"""Fields: which department gets them, and the ward's own ones."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from citizen_app.admin import forms, queries
from citizen_app.admin.blueprint import bp
from citizen_app.admin.pages import act, form_page
from citizen_app.core.access import actor, requires
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import local_name
from citizen_app.permissions import Permission
from citizen_app.wards import commands
from citizen_app.wards.queries import list_departments


@bp.get("/<ward:ward>/linh-vuc")
@requires(Permission.WARD_SETTINGS)
def fields(ward: Any) -> Any:
    """List the main fields and where they go."""
    return render_template(
        "admin/fields.html", ward=ward, main_fields=queries.list_main_fields(ward)
    )


@bp.route("/<ward:ward>/linh-vuc/<code>", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def main_field(ward: Any, code: str) -> Any:
    """Choose the departments of a main field and of the fields below it."""
    main, departments = queries.get_main_field(ward, code), list(list_departments(ward.id))
    there, all_fields = {str(d.id): d for d in departments}, [main.top, *main.leaves]
    now = {
        forms.field_name(f): str(main.routes[f.id].id) for f in all_fields if f.id in main.routes
    }
    form = forms.routing_form(main.top, main.leaves, departments).of_request(**now)

    def route() -> object:
        chosen = {f: there.get(form[forms.field_name(f)].data) for f in all_fields}
        return commands.route_fields(actor(), ward, routes=chosen)

    return form_page(
        form,
        route,
        back=url_for("admin.fields", ward=ward),
        template="admin/field.html",
        ward=ward,
        main=main,
    )


@bp.route("/<ward:ward>/linh-vuc/<code>/them", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def add_field(ward: Any, code: str) -> Any:
    """Add a field of the ward's own below a main field."""
    main, form = queries.get_main_field(ward, code), forms.FieldForm.of_request()
    return form_page(
        form,
        lambda: commands.add_field(actor(), ward, main.top, **form.values),
        back=url_for("admin.main_field", ward=ward, code=code),
        done=_("The field was added."),
        ward=ward,
        heading=_("Add a field of our own"),
        lead=_("It appears below %(field)s, in this ward only.", field=local_name(main.top)),
        parent=local_name(main.top),
        optional=("hint", "words"),
    )


@bp.route("/<ward:ward>/linh-vuc/<code>/<int:field_id>", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def own_field(ward: Any, code: str, field_id: int) -> Any:
    """Change a field of the ward's own."""
    main = queries.get_main_field(ward, code)
    own = queries.get_own_field(main, field_id)
    start = {"name": own.name, "hint": own.hint, "is_sensitive": own.is_sensitive}
    form = forms.FieldForm.of_request(words=", ".join(own.keywords), **start)
    return form_page(
        form,
        lambda: commands.change_field(actor(), ward, own, **form.values),
        back=url_for("admin.main_field", ward=ward, code=code),
        ward=ward,
        heading=_("Change a field of our own"),
        parent=local_name(main.top),
        optional=("hint", "words"),
    )


@bp.post("/<ward:ward>/linh-vuc/<code>/<int:field_id>/ngung-dung")
@requires(Permission.WARD_SETTINGS)
def end_field(ward: Any, code: str, field_id: int) -> Any:
    """Take a field of the ward's own out of use."""
    own = queries.get_own_field(queries.get_main_field(ward, code), field_id)
    return act(
        lambda: commands.use_field(actor(), ward, own, is_active=False),
        back=url_for("admin.main_field", ward=ward, code=code),
        done=_("%(name)s is out of use.", name=own.name),
    )


@bp.post("/<ward:ward>/linh-vuc/<code>/<int:field_id>/dung-lai")
@requires(Permission.WARD_SETTINGS)
def reuse_field(ward: Any, code: str, field_id: int) -> Any:
    """Take a field of the ward's own back into use."""
    own = queries.get_own_field(queries.get_main_field(ward, code), field_id)
    return act(
        lambda: commands.use_field(actor(), ward, own, is_active=True),
        back=url_for("admin.main_field", ward=ward, code=code),
        done=_("%(name)s is in use again.", name=own.name),
    )
