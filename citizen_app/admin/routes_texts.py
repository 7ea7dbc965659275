"""Texts to start an answer from."""

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
from citizen_app.wards import queries as wards


@bp.get("/<ward:ward>/mau-tra-loi")
@requires(Permission.WARD_SETTINGS)
def texts(ward: Any) -> Any:
    """List the texts that officers get to start from."""
    fields = {c.id: local_name(c) for c in wards.list_categories(ward.id)}
    return render_template(
        "admin/texts.html", ward=ward, texts=queries.list_texts(ward), fields=fields
    )


@bp.route("/<ward:ward>/mau-tra-loi/them", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def add_text(ward: Any) -> Any:
    """Add a text of the ward's own."""
    form = forms.TextForm.of_request()
    form.offer(wards.list_categories(ward.id))
    return form_page(
        form,
        lambda: commands.change_text(actor(), ward, **form.data),
        back=url_for("admin.texts", ward=ward),
        done=_("The text was added."),
        ward=ward,
        heading=_("Add an answer text"),
        parent=_("Answer texts"),
    )


@bp.route("/<ward:ward>/mau-tra-loi/<code>", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def text(ward: Any, code: str) -> Any:
    """Change a text; a general one gets words of this ward's own."""
    found = queries.get_text(ward, code)
    shown, categories = found.shown, wards.list_categories(ward.id)
    own = next((c.code for c in categories if c.id == shown.category_id), "")
    form = forms.TextForm.of_request(
        title=shown.title, body=shown.body, category=own, for_state=shown.for_state
    )
    form.offer(categories, shown.for_state)
    return form_page(
        form,
        lambda: commands.change_text(actor(), ward, code=code, **form.data),
        back=url_for("admin.texts", ward=ward),
        ward=ward,
        heading=_("Change an answer text"),
        lead=_("The change holds in this ward only.") if found.general else None,
        parent=_("Answer texts"),
    )


@bp.post("/<ward:ward>/mau-tra-loi/<code>/an")
@requires(Permission.WARD_SETTINGS)
def hide_text(ward: Any, code: str) -> Any:
    """Hide a text from the ward's officers."""
    found = queries.get_text(ward, code)
    return act(
        lambda: commands.show_text(actor(), ward, code=code, is_active=False),
        back=url_for("admin.texts", ward=ward),
        done=_("%(name)s is hidden.", name=found.shown.title),
    )


@bp.post("/<ward:ward>/mau-tra-loi/<code>/hien")
@requires(Permission.WARD_SETTINGS)
def show_text(ward: Any, code: str) -> Any:
    """Show a hidden text again."""
    found = queries.get_text(ward, code)
    return act(
        lambda: commands.show_text(actor(), ward, code=code, is_active=True),
        back=url_for("admin.texts", ward=ward),
        done=_("%(name)s is shown again.", name=found.shown.title),
    )
