"""Access markers: each route says who may use it, and one that says nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from citizen_app.core.actor import Actor, Surface
from citizen_app.core.errors import NotAllowed
from citizen_app.core.web.errors import error_page, typed_text

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class AccessMarker:
    """What a route asks of whoever comes: nothing, a sign-in, or a permission."""

    kind: str
    surface: Surface | None = None
    permission: str | None = None


def marked(view: View, marker: AccessMarker) -> View:
    """Return the view with its marker; a second marker is a mistake."""
    if hasattr(view, "access_marker"):
        raise TypeError(f"{view.__name__} has two access markers")
    view.access_marker = marker  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Let everyone in."""
    return marked(view, AccessMarker("public"))


def signed_in(surface: Surface) -> Callable[[View], View]:
    """Let in whoever signed in through the given door."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            return _turn_away(surface) or view(*args, **kwargs)

        return cast(View, marked(guarded, AccessMarker("signed_in", surface)))

    return decorate


def requires(permission: str) -> Callable[[View], View]:
    """Let in staff who hold the permission in some ward; commands and queries check which ward."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            away = _turn_away(Surface.STAFF)
            if away is not None:
                return away
            if not actor().may_anywhere(permission):
                abort(403)
            return view(*args, **kwargs)

        return cast(View, marked(guarded, AccessMarker("requires", Surface.STAFF, permission)))

    return decorate


def _turn_away(surface: Surface) -> Response | None:
    """Return the way to the right sign-in page for a person who has not come through that door."""
    who = actor()
    if who.surface is not surface:
        page = "accounts.staff_sign_in" if surface is Surface.STAFF else "accounts.resident_sign_in"
        if typed_text():
            # The session ended while somebody wrote: what they typed must not be lost.
            return make_response(error_page(401))
        return redirect(url_for(page, tiep=_way_back()))
    if (
        surface is Surface.STAFF
        and not who.second_factor
        and not request.path.startswith("/can-bo/xac-thuc")
    ):
        return redirect(url_for("accounts.second_factor"))
    return None


def _way_back() -> str:
    """Return the page to come back to: this one, or the one whose button was pressed."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came_from = urlsplit(request.referrer or "")
    return came_from.path if came_from.netloc == request.host else ""


def actor() -> Actor:
    """Return who makes this request; worked out once."""
    if "actor" not in g:
        g.actor = current_app.extensions["actor_loader"]()
    return cast(Actor, g.actor)


def authorize(who: Actor, permission: str, ward_id: int | None) -> None:
    """Raise NotAllowed unless a role of the actor allows this in the ward."""
    if not who.may(permission, ward_id):
        raise NotAllowed()


def _deny_unmarked() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and not hasattr(view, "access_marker"):
        current_app.logger.error("route without an access marker: %s", request.endpoint)
        abort(403)


def init_app(app: Flask) -> None:
    """Close every route that does not say who may use it."""
    app.before_request(_deny_unmarked)
