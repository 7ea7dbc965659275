"""The screen's first page, how a device becomes one, and how a visit ends."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for

from citizen_app.core.access import public
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.feedback import queries as cases
from citizen_app.kiosk import commands
from citizen_app.kiosk.forms import BindForm
from citizen_app.kiosk.limits import BEGINNING, BINDING
from citizen_app.kiosk.touching import (
    DEVICE,
    VISIT,
    device_here,
    forget_visit,
    give_cookie,
    home,
    page,
    unbound,
    visit_here,
)
from citizen_app.surveys import queries as surveys

bp = Blueprint("kiosk", __name__, template_folder="templates")
# What a button of the first page begins, and where it leads.
BEGINNINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "gui": ("kiosk.step", {"name": "linh-vuc"}),
    "tra-cuu": ("kiosk.look", {}),
    "khao-sat": ("kiosk.survey", {}),
}


@bp.get("/p/<ward:ward>/quay")
@public
def start(ward: Any) -> Any:
    """Show the big buttons."""
    device = device_here(ward)
    if device is None:
        return unbound(ward)
    return page(
        "kiosk/start.html",
        ward,
        device=device,
        survey=surveys.open_wave_of(ward),
        has_answers=bool(cases.latest_answered(ward, 1)),
    )


@bp.post("/p/<ward:ward>/quay/bat-dau")
@public
def begin(ward: Any) -> Any:
    """Begin a visit with what was touched."""
    device = device_here(ward)
    if device is None:
        return unbound(ward)
    BEGINNING.take(str(device.id))
    endpoint, values = BEGINNINGS.get(request.form.get("viec", ""), ("kiosk.start", {}))
    token = commands.begin_visit(device)
    there = url_for(endpoint, ward=ward, **values)
    return give_cookie(redirect(there, 303), ward, VISIT, token)


@bp.post("/p/<ward:ward>/quay/con-day")
@public
def still_here(ward: Any) -> Any:
    """Note that the screen is being touched."""
    device = device_here(ward)
    visit = visit_here(device) if device is not None else None
    if visit is not None and commands.touch(visit):
        return Response(status=204, mimetype="text/plain")
    # 205: what the page shows is forgotten here, so it has to go there too.
    is_gone = bool(request.cookies.get(VISIT))
    return Response(status=205 if is_gone else 204, mimetype="text/plain")


@bp.post("/p/<ward:ward>/quay/ket-thuc")
@public
def finish(ward: Any) -> Any:
    """End a visit: nothing of it is left, here or on the device."""
    device = device_here(ward)
    visit = visit_here(device) if device is not None else None
    if visit is not None:
        commands.end_visit(visit)
    return forget_visit(home(ward), ward)


@bp.get("/p/<ward:ward>/quay/het-gio")
@public
def left(ward: Any) -> Any:
    """Say that the screen was wiped: where scripts do not run, a page comes here by itself."""
    return forget_visit(page("kiosk/left.html", ward), ward)


@bp.route("/p/<ward:ward>/quay/giup", methods=["GET", "POST"])
@public
def help_me(ward: Any) -> Any:
    """Call somebody of the staff."""
    device = device_here(ward)
    if device is None:
        return unbound(ward)
    if request.method == "POST":
        commands.ask_help(device)
        return redirect(url_for("kiosk.help_me", ward=ward), 303)
    return page("kiosk/help.html", ward, device=device)


@bp.route("/p/<ward:ward>/quay/ket-noi", methods=["GET", "POST"])
@public
def bind(ward: Any) -> Any:
    """Make this device the ward's screen, by the digits of the staff page."""
    form = BindForm.of_request()
    if form.accepts():
        where = request.remote_addr or ""
        BINDING.check(where)
        try:
            secret = current_app.config["SECRET_KEY"]
            _device, token = commands.bind(ward, form.code.data, secret=secret)
        except Invalid as error:
            BINDING.count(where)
            keep_despite_error()
            form.put_error(error)
        else:
            return forget_visit(give_cookie(home(ward), ward, DEVICE, token), ward)
    return page("kiosk/bind.html", ward, status=422 if form.errors else 200, form=form)


@bp.route("/p/<ward:ward>/quay/<path:other>", methods=["GET", "POST"])
@public
def nowhere(ward: Any, other: str) -> Any:
    """Say that there is no such page: as a page of the screen, where this browser is one."""
    abort(404)
