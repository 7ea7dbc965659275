"""The activity log of a ward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request

from citizen_app.admin import queries
from citizen_app.admin.blueprint import bp
from citizen_app.admin.log import LogFilter, read_log
from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.events import KINDS
from citizen_app.permissions import Permission
from citizen_app.wards.models import Ward
from citizen_app.wards.queries import find_ward


def wanted_from_address() -> LogFilter:
    """Return what the address asks for; what cannot be read is left out."""
    kind = request.args.get("loai", "")
    day = clock.typed_day(request.args.get("ngay", ""))
    return LogFilter(kind if kind in KINDS else "", day, request.args.get("sau", ""))


def ward_asked_for(readable: Sequence[Ward]) -> Ward:
    """Return the ward whose log is meant: the one named, else the first one may read."""
    code = request.args.get("phuong", "")
    ward = find_ward(code) if code else next(iter(readable), None)
    return ward or abort(404)


@bp.get("/nhat-ky")
@requires(Permission.EVENT_READ)
def log() -> Any:
    """Show who did what, newest first."""
    wards = queries.list_wards(actor(), Permission.EVENT_READ, open_only=True)
    ward, wanted = ward_asked_for(wards), wanted_from_address()
    return render_template(
        "admin/log.html",
        ward=ward,
        wards=wards if ward in wards else [ward, *wards],
        page=read_log(actor(), ward, wanted),
        wanted=wanted,
        kinds=sorted(((n, k.label) for n, k in KINDS.items()), key=lambda kind: str(kind[1])),
    )
