"""Wards in addresses: /p/26743-ben-thanh/... ; the code decides, a wrong name redirects."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, redirect, request, url_for
from werkzeug.routing import BaseConverter

from citizen_app.wards import queries
from citizen_app.wards.models import Ward


class WardConverter(BaseConverter):
    """Matches a five-digit code with anything readable behind it."""

    regex = r"\d{5}(?:-[a-z0-9-]*)?"

    def to_url(self, value: Any) -> str:
        return value.path_id if isinstance(value, Ward) else str(value)


def resolve_ward() -> Any:
    """Put the ward itself in place of its part of the address, or send on to the right address."""
    args = request.view_args or {}
    if "ward" not in args:
        return None
    named = str(args["ward"])
    ward = queries.find_ward(named[:5])
    if ward is None:
        abort(404)
    if named != ward.path_id and request.method in {"GET", "HEAD"}:
        path = url_for(str(request.endpoint), **{**args, "ward": ward.path_id})
        question = request.query_string.decode("ascii", "replace")
        return redirect(f"{path}?{question}" if question else path, 301)
    args["ward"] = ward
    return None


def init_app(app: Flask) -> None:
    """Teach the application's addresses what a ward is."""
    app.url_map.converters["ward"] = WardConverter
    app.before_request(resolve_ward)
