"""Limits, and days without reception."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from citizen_app.admin import forms, queries_limits
from citizen_app.admin.blueprint import bp
from citizen_app.admin.log_words import PURPOSES
from citizen_app.admin.pages import act, form_page
from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.forms import choices
from citizen_app.feedback.states import KIND_LABELS
from citizen_app.permissions import Permission
from citizen_app.wards import commands
from citizen_app.wards.policies import OFFICE_DUTIES


@bp.get("/<ward:ward>/han-xu-ly")
@requires(Permission.WARD_SETTINGS)
def limits(ward: Any) -> Any:
    """List the limits that hold in a ward, with what each rests on."""
    return render_template(
        "admin/limits.html",
        ward=ward,
        limits=queries_limits.list_limits(ward),
        purposes=PURPOSES,
        kinds=KIND_LABELS,
        today=clock.today(),
    )


@bp.route("/<ward:ward>/han-xu-ly/them", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def add_limit(ward: Any) -> Any:
    """Add a shorter limit of the ward's own."""
    form = forms.LimitForm.of_request(effective_from=clock.today())
    form.purpose.choices = choices([(name, PURPOSES[name]) for name in OFFICE_DUTIES])
    form.report_kind.choices = choices([("", _("All kinds")), *KIND_LABELS.items()])
    return form_page(
        form,
        lambda: commands.add_limit(actor(), ward, **form.data),
        back=url_for("admin.limits", ward=ward),
        done=_("The limit was added."),
        ward=ward,
        heading=_("Add a shorter limit"),
        lead=_(
            "A ward may promise more than the law asks. Cases already received keep their limit."
        ),
        parent=_("Limits"),
        optional=("note",),
    )


@bp.route("/<ward:ward>/han-xu-ly/<int:rule_id>/ket-thuc", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def end_limit(ward: Any, rule_id: int) -> Any:
    """End a limit of the ward's own."""
    rule = queries_limits.get_limit(ward, rule_id)
    form = forms.EndLimitForm.of_request(last_day=clock.today())
    return form_page(
        form,
        lambda: commands.end_limit(actor(), ward, rule, last_day=form.last_day.data),
        back=url_for("admin.limits", ward=ward),
        done=_("The limit ends. After that the limit for all wards holds again."),
        ward=ward,
        heading=_("End a limit"),
        lead=f"{PURPOSES.get(rule.purpose, rule.purpose)}. {rule.citation}",
        submit_label=_("End this limit"),
        parent=_("Limits"),
    )


@bp.get("/<ward:ward>/nghi-dong-cua")
@requires(Permission.WARD_SETTINGS)
def closures(ward: Any) -> Any:
    """List the days without reception."""
    return render_template(
        "admin/closures.html",
        ward=ward,
        closures=queries_limits.list_closures(ward),
        today=clock.today(),
    )


@bp.route("/<ward:ward>/nghi-dong-cua/them", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def announce_closure(ward: Any) -> Any:
    """Announce days without reception."""
    form = forms.ClosureForm.of_request()
    return form_page(
        form,
        lambda: commands.announce_closure(actor(), ward, **form.data),
        back=url_for("admin.closures", ward=ward),
        done=_("The days are announced on the ward's pages."),
        ward=ward,
        heading=_("Announce days without reception"),
        lead=_("For moving house, election day or repairs. Public holidays are in the calendar."),
        submit_label=_("Announce"),
        parent=_("Days without reception"),
    )


@bp.post("/<ward:ward>/nghi-dong-cua/<int:closure_id>/ket-thuc")
@requires(Permission.WARD_SETTINGS)
def end_closure(ward: Any, closure_id: int) -> Any:
    """Take reports again from today, or call off what has not begun."""
    period = queries_limits.get_closure(ward, closure_id)
    return act(
        lambda: commands.end_closure(actor(), ward, period),
        back=url_for("admin.closures", ward=ward),
        done=_("Done. Reports are taken again on these days."),
    )
