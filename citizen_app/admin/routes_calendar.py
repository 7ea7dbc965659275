"""The working calendar of a year, for all wards or for one."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from citizen_app.admin import forms, queries, queries_limits
from citizen_app.admin.blueprint import bp
from citizen_app.admin.pages import act, form_page
from citizen_app.core import clock
from citizen_app.core.access import actor, authorize, requires
from citizen_app.core.i18n import gettext as _
from citizen_app.permissions import Permission
from citizen_app.wards import commands
from citizen_app.wards.models import Holiday, Ward
from citizen_app.wards.policies import may_edit_calendar, may_edit_day
from citizen_app.wards.queries import get_ward

YEARS = range(forms.FIRST_DAY.year, forms.LAST_DAY.year + 1)


def ward_asked_for() -> Ward | None:
    """Return the ward whose calendar is meant (None: all wards'); ward administrators have their own."""
    code = request.args.get("phuong", "")
    if code:
        ward = get_ward(code)
        authorize(actor(), Permission.CALENDAR_EDIT, ward.id)
        return ward
    if may_edit_calendar(actor(), None):
        return None
    return queries.list_wards(actor(), Permission.CALENDAR_EDIT)[0]


def calendar_url(year: int, ward: Ward | None) -> str:
    """Return the address of a year's calendar."""
    return url_for("admin.calendar", year=year, phuong=ward.code if ward else None)


def day_to_edit(holiday_id: int) -> tuple[Holiday, Ward | None]:
    """Return a day that the actor may change, and its ward; stop where they may not."""
    holiday = queries_limits.get_day(holiday_id)
    if not may_edit_day(actor(), holiday):
        abort(403)
    wards = queries.list_wards(actor(), Permission.CALENDAR_EDIT) if holiday.ward_id else []
    return holiday, next((ward for ward in wards if ward.id == holiday.ward_id), None)


@bp.get("/lich")
@requires(Permission.CALENDAR_EDIT)
def calendar_now() -> Any:
    """Go to this year's calendar."""
    return redirect(
        url_for("admin.calendar", year=clock.today().year, phuong=request.args.get("phuong"))
    )


@bp.get("/lich/<int:year>")
@requires(Permission.CALENDAR_EDIT)
def calendar(year: int) -> Any:
    """Show a year: days off, make-up days, and how many days are worked each month."""
    if year not in YEARS:
        abort(404)
    ward = ward_asked_for()
    return render_template(
        "admin/calendar.html",
        ward=ward,
        year=queries_limits.year_of(year, ward.id if ward else None),
        may_edit={None: may_edit_calendar(actor(), None), ward.id if ward else 0: True},
        earlier=calendar_url(year - 1, ward) if year - 1 in YEARS else None,
        later=calendar_url(year + 1, ward) if year + 1 in YEARS else None,
    )


@bp.route("/lich/<int:year>/them", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def add_day(year: int) -> Any:
    """Put a day into the calendar."""
    ward, form = ward_asked_for(), forms.NewDayForm.of_request()
    return form_page(
        form,
        lambda: commands.set_day(actor(), ward, **form.data),
        back=calendar_url(year, ward),
        done=_("The calendar was changed. Limits are being counted again."),
        ward=ward,
        heading=_("Add a day to the calendar"),
        lead=_("For this ward only.") if ward else _("For all wards."),
        parent=_("Working calendar %(year)s", year=year),
        order=("day", "kind", "name", "source"),
    )


@bp.route("/lich/ngay/<int:holiday_id>", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def change_day(holiday_id: int) -> Any:
    """Change a day of the calendar."""
    holiday, ward = day_to_edit(holiday_id)
    start = {"kind": holiday.kind, "name": holiday.name, "source": holiday.source}
    form = forms.DayForm.of_request(**start)
    return form_page(
        form,
        lambda: commands.set_day(actor(), ward, day=holiday.day, **form.data),
        back=calendar_url(holiday.day.year, ward),
        done=_("The calendar was changed. Limits are being counted again."),
        ward=ward,
        template="admin/day.html",
        holiday=holiday,
    )


@bp.post("/lich/ngay/<int:holiday_id>/bo")
@requires(Permission.CALENDAR_EDIT)
def remove_day(holiday_id: int) -> Any:
    """Take a day out of the calendar."""
    holiday, ward = day_to_edit(holiday_id)
    return act(
        lambda: commands.remove_day(actor(), holiday),
        back=calendar_url(holiday.day.year, ward),
        done=_("The day was taken out. Limits are being counted again."),
    )
