"""Who stands at the screen: its own cookie, and one for the visit that goes with the visit."""

from __future__ import annotations

from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, url_for

from citizen_app.core.actor import Actor
from citizen_app.core.web.addresses import whole_address
from citizen_app.kiosk import queries
from citizen_app.kiosk.commands import BOUND_FOR, IDLE_SECONDS
from citizen_app.kiosk.models import Device, Touching
from citizen_app.wards.models import Ward

DEVICE, VISIT = "ln_quay", "ln_quay_luot"


def device_here(ward: Ward) -> Device | None:
    """Return the screen that this browser is, or None."""
    return queries.device_of(ward, request.cookies.get(DEVICE, ""))


def visit_here(device: Device) -> Touching | None:
    """Return the visit that goes on at this screen, or None."""
    return queries.visit_of(device, request.cookies.get(VISIT, ""))


def person(*codes: str) -> Actor:
    """Return who acts at a screen: nobody by name, who may see what they opened with code and PIN."""
    return Actor(
        channel="kiosk",
        request_id=g.get("request_id", ""),
        unlocked=frozenset(c for c in codes if c),
    )


def page(template: str, ward: Ward | str, *, status: int = 200, **values: Any) -> Response:
    """Return a page of the screen: never kept by the browser, so that "back" shows nothing."""
    body = render_template(template, ward=ward, idle_seconds=IDLE_SECONDS, **values)
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def unbound(ward: Ward) -> Response:
    """Return the page of a browser that is no screen."""
    # One that was ended stands in the hall all the same: it leads no more out than it did before.
    was_screen = bool(request.cookies.get(DEVICE))
    address = whole_address("wards.ward_home", ward=ward.path_id)
    return page("kiosk/unbound.html", ward, status=403, was_screen=was_screen, address=address)


def error_here(status: int, heading: object, words: object) -> Response | None:
    """Return an error as a page of the screen, or None in a browser that is no screen.

    Asks the database nothing, since that may be what failed: the cookie is sent to this ward's screen alone.
    """
    if not request.cookies.get(DEVICE):
        return None
    # Of the ward only its part of the address: after a rollback its row would be read again.
    place = request.path.split("/")[2]
    return page("kiosk/error.html", place, status=status, heading=heading, words=words)


def home(ward: Ward) -> Any:
    """Lead back to the beginning."""
    return redirect(url_for("kiosk.start", ward=ward), 303)


def give_cookie(response: Any, ward: Ward, name: str, token: str) -> Any:
    """Set one of the two cookies: for the screen's pages only, and read by no script."""
    response.set_cookie(
        name,
        token,
        max_age=int(BOUND_FOR.total_seconds()) if name == DEVICE else None,
        path=url_for("kiosk.start", ward=ward),
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
    )
    return response


def forget_visit(response: Any, ward: Ward) -> Any:
    """Take the visit's cookie away."""
    response.delete_cookie(VISIT, path=url_for("kiosk.start", ward=ward), samesite="Strict")
    return response
