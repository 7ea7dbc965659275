"""What the number of a sheet says at /tra-cuu before it is a case."""

from __future__ import annotations

from citizen_app.core import clock
from citizen_app.core.i18n import date_text
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import opening
from citizen_app.feedback.opening import Standing
from citizen_app.paper import queries


def standing_of_sheet(typed: str) -> Standing | None:
    """Return two sentences about a sheet that is no case yet, or None."""
    sheet = queries.find_sheet(typed)
    if sheet is None or sheet.state == "checked":
        return None
    office = sheet.booklet.ward.office_name
    if sheet.state == "blocked" and sheet.booklet.blocked_at is not None:
        day = date_text(clock.local_date(sheet.booklet.blocked_at))
        return Standing(
            _l("The booklet of this slip was reported lost"),
            _l(
                "%(office)s blocked it on %(day)s, so your sheet may not have arrived. Please bring the "
                "slip to the office or call, and your matter is taken up.",
                office=office,
                day=day,
            ),
        )
    if sheet.state == "entered":
        return Standing(
            _l("Your sheet has arrived"),
            _l(
                "%(office)s has typed it in; a second person compares it with the paper. After that this "
                "code and the PIN open it here.",
                office=office,
            ),
        )
    return Standing(
        _l("Your sheet has not been entered yet"),
        _l(
            "It is still on its way to %(office)s. If some days have passed, please call "
            "the office and give this code.",
            office=office,
        ),
    )


def register() -> None:
    """Hang it in once."""
    if standing_of_sheet not in opening.STANDINGS:
        opening.STANDINGS.append(standing_of_sheet)
