"""The ward's view of its helpers' phones: when each was here last, what waits on it, and emptying one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.i18n import gettext as _
from citizen_app.permissions import Permission
from citizen_app.pocket import queries
from citizen_app.pocket.commands.phones import ask_for_wipe
from citizen_app.wards.choosing import ward_and_others

bp = Blueprint("staff_pocket", __name__, url_prefix="/can-bo/to-cong-nghe-so/may")
MUCH_SKEW = 600


@bp.get("/")
@requires(Permission.TEAM_MANAGE)
def phones() -> Any:
    """List the phones of the helpers of one ward."""
    ward, mine = ward_and_others(Permission.TEAM_MANAGE)
    return render_template(
        "pocket/phones.html",
        ward=ward,
        mine=mine,
        phones=queries.list_phones(ward),
        much_skew=MUCH_SKEW,
    )


@bp.get("/<prefix>/xoa")
@requires(Permission.TEAM_MANAGE)
def confirm_wipe(prefix: str) -> Any:
    """Ask before a phone is emptied: what waits on it is lost."""
    phone = queries.get_phone(actor(), prefix)
    return render_template("pocket/phone_wipe.html", ward=phone.ward, phone=phone)


@bp.post("/<prefix>/xoa")
@requires(Permission.TEAM_MANAGE)
def wipe(prefix: str) -> Any:
    """Have a phone emptied at its next contact."""
    phone = queries.get_phone(actor(), prefix)
    ask_for_wipe(actor(), phone)
    flash(_("Phone %(prefix)s empties itself at its next contact.", prefix=phone.prefix), "success")
    return redirect(url_for("staff_pocket.phones", phuong=phone.ward.code), 303)
