"""The page on which a sheet is entered: the same for staff and for helpers."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request

from citizen_app.core import clock
from citizen_app.core.access import actor
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.files.attachments import read_files
from citizen_app.core.i18n import gettext as _
from citizen_app.paper import queries
from citizen_app.paper.commands.entering import check_free, enter_sheet
from citizen_app.paper.forms import EnterForm
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward

MOST_PICTURES = 3


def entry_page(ward: Ward, template: str, done: Callable[[], str]) -> Any:
    """Take a sheet in; `done` gives the address to go to afterwards."""
    form = EnterForm.of_request(
        key=secrets.token_urlsafe(24),
        number=request.args.get("so", ""),
        received_on=clock.today(),
        matter="petition",
    )
    form.offer(wards.list_categories(ward.id), wards.list_neighbourhoods(ward))
    sheet = queries.find_sheet(form.number.data or "")
    if form.accepts():
        try:
            return _enter(form, ward, done)
        except (Invalid, NotAllowed) as error:
            form.put_error(
                error if isinstance(error, Invalid) else Invalid("number", error.message)
            )
    blocked = sheet if sheet is not None and sheet.state == "blocked" else None
    may_release = blocked is not None and actor().may(Permission.PAPER_KEEP, blocked.ward_id)
    page = render_template(template, ward=ward, form=form, blocked=blocked if may_release else None)
    return page, 422 if form.errors else 200


def _enter(form: EnterForm, ward: Ward, done: Callable[[], str]) -> Any:
    sheet = queries.find_sheet(form.number.data or "")
    if sheet is None or sheet.ward_id != ward.id:
        words = _("No sheet of this ward bears this number. Please compare it letter by letter.")
        raise Invalid("number", words)
    if sheet.entry is None:
        check_free(sheet)
    pictures = read_files(form.photos.data or [], most=MOST_PICTURES)
    # Reading the pictures gave up the writer's turn: look again at how the sheet stands.
    sheet = queries.find_sheet(form.number.data or "")
    if sheet is None:
        raise Invalid("number", _("No sheet of this ward bears this number."))
    enter_sheet(
        actor(),
        sheet,
        form.written,
        received_on=form.received_on.data,
        is_signed=bool(form.is_signed.data),
        photos=pictures,
        key=form.key.data or "",
    )
    flash(
        _("Sheet %(number)s is entered. Somebody else now compares it.", number=sheet.number),
        "success",
    )
    return redirect(done(), 303)
