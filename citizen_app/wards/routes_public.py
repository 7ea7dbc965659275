"""Finding one's ward, and its home."""

from __future__ import annotations

import json
from typing import Any, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from citizen_app.core.access import public
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.page_cache import cached_page
from citizen_app.core.web.qr import qr_picture
from citizen_app.wards import boundaries, queries
from citizen_app.wards.finding import find_wards
from citizen_app.wards.home import ward_home_context

bp = Blueprint("wards", __name__, template_folder="templates")


@bp.get("/")
@public
@cached_page
def home() -> Any:
    """Find one's ward by name, old name or from the list."""
    typed = request.args.get("q", "")[:100]
    return render_template(
        "wards/home.html",
        q=typed,
        found=find_wards(typed),
        open_wards=queries.list_open_wards(),
        ward=None,
    )


@bp.post("/vi-tri")
@public
def by_position() -> Any:
    """Find the ward around a position; the position is used for this and not kept."""
    try:
        code = boundaries.ward_code_at(float(request.form["lat"]), float(request.form["lon"]))
    except ValueError:
        code = None
    ward = queries.find_ward(code) if code else None
    if ward is None:
        return render_template("wards/not_found_here.html", ward=None), 404
    return redirect(url_for("wards.ward_home", ward=ward.path_id))


@bp.get("/p/<ward:ward>/")
@public
@cached_page
def ward_home(ward: Any) -> Any:
    """Show a ward's home."""
    return render_template("wards/ward_home.html", ward=ward, **ward_home_context(ward))


@bp.get("/p/<ward:ward>/ranh-gioi.geojson")
@public
def ward_outline(ward: Any) -> Response:
    """Give the ward's outline for maps: it changes with a release, not with what people do."""
    content = json.dumps(
        boundaries.outline_of(ward.code, ward.province_code), separators=(",", ":")
    )
    response = Response(content, mimetype="application/geo+json")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.add_etag()
    return cast(Response, response.make_conditional(request))


@bp.get("/p/<ward:ward>/ma-qr")
@public
@cached_page
def ward_qr(ward: Any) -> Any:
    """Show the ward's QR code, to print and hang up."""
    address = whole_address("wards.ward_home", ward=ward)
    return render_template("wards/qr.html", ward=ward, address=address, qr=qr_picture(address))


@bp.get("/quyen-rieng-tu")
@public
@cached_page
def privacy() -> Any:
    """Say what is kept of a person, why, for how long, and how to have it erased."""
    return render_template("wards/privacy.html", ward=None)
