"""Staff's page of the hall screens: set up, bind, answer a call for help, end."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.kiosk import commands, queries
from citizen_app.kiosk.forms import DeviceForm
from citizen_app.permissions import Permission
from citizen_app.wards.choosing import ward_and_others

bp = Blueprint("staff_kiosk", __name__, template_folder="templates", url_prefix="/can-bo/quay")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.KIOSK_KEEP)
def list_devices() -> Any:
    """List the screens of a ward; set up one."""
    ward, mine = ward_and_others(Permission.KIOSK_KEEP)
    form = DeviceForm.of_request()
    if form.accepts():
        try:
            commands.set_up(actor(), ward, name=form.name.data)
        except Invalid as error:
            form.put_error(error)
        else:
            return redirect(url_for("staff_kiosk.list_devices", phuong=ward.code), 303)
    secret = current_app.config["SECRET_KEY"]
    devices = queries.list_devices(ward)
    address = whole_address("kiosk.bind", ward=ward.path_id)
    page = render_template(
        "kiosk/staff_list.html",
        ward=ward,
        mine=mine,
        form=form,
        devices=devices,
        codes={one.id: commands.binding_code(one, secret=secret) for one in devices},
        address=address,
        qr=qr_picture(address),
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:device_id>/<word>")
@requires(Permission.KIOSK_KEEP)
def change(device_id: int, word: str) -> Any:
    """Give a new code, answer a call, or end a screen."""
    device = queries.get_device(actor(), device_id)
    steps = {
        "ma-moi": commands.bind_again,
        "da-den": commands.help_came,
        "dung": commands.end_device,
    }
    if word not in steps:
        abort(404)
    steps[word](actor(), device)
    flash(_("Saved."), "success")
    return redirect(url_for("staff_kiosk.list_devices", phuong=device.ward.code), 303)


@bp.get("/<int:device_id>/<_word>")
@requires(Permission.KIOSK_KEEP)
def back(device_id: int, _word: str) -> Any:
    """Go to the list: a reader came back to the address of a button."""
    return redirect(url_for("staff_kiosk.list_devices"))
