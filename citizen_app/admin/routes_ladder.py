"""The ladder of reminders: who is told when a limit nears or has passed."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from citizen_app.admin import queries_ladder
from citizen_app.admin.blueprint import bp
from citizen_app.admin.forms_ladder import RungForm
from citizen_app.admin.log_words import Names, heading_of, lines_of
from citizen_app.admin.pages import act, form_page
from citizen_app.core.access import actor, requires
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.forms import choices
from citizen_app.permissions import Permission
from citizen_app.wards import commands
from citizen_app.wards.escalation import TELL, TOLD


@bp.get("/<ward:ward>/nhac-han")
@requires(Permission.WARD_SETTINGS)
def ladder(ward: Any) -> Any:
    """Show the ladder that holds in a ward, with what each rung rests on, and its history."""
    return render_template(
        "admin/ladder.html",
        ward=ward,
        rungs=queries_ladder.list_ladder(ward),
        history=[
            (event, name, heading_of(event, ""), lines_of(event, Names()))
            for event, name in queries_ladder.ladder_history(ward)
        ],
        told=TOLD,
    )


@bp.route("/<ward:ward>/nhac-han/<code>", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def rung(ward: Any, code: str) -> Any:
    """Change a rung for this ward."""
    shown = queries_ladder.get_rung(ward, code).shown
    form = RungForm.of_request(
        share=shown.share,
        days_late=shown.days_late,
        tell=shown.tell,
        citation=shown.citation,
        is_active=shown.is_active,
    )
    form.tell.choices = choices([(name, TOLD[name]) for name in TELL])
    return form_page(
        form,
        lambda: commands.change_rung(actor(), ward, code=code, **form.data),
        back=url_for("admin.ladder", ward=ward),
        ward=ward,
        heading=_("Change a rung of the ladder"),
        lead=_("The change holds in this ward only. What was told already is not told again."),
        parent=_("Reminders of limits"),
    )


@bp.post("/<ward:ward>/nhac-han/<code>/nhu-chung")
@requires(Permission.WARD_SETTINGS)
def drop_rung(ward: Any, code: str) -> Any:
    """Let the general rung hold again."""
    return act(
        lambda: commands.drop_rung(actor(), ward, code=code),
        back=url_for("admin.ladder", ward=ward),
        done=_("The general rung holds again."),
    )
