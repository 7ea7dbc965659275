"""Help: what there is, one page, its pictures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from citizen_app.core.access import public
from citizen_app.core.i18n import language
from citizen_app.core.web.page_cache import cached_page
from citizen_app.guide import pages, rendering
from citizen_app.guide.three_steps import TASKS

bp = Blueprint("guide", __name__, template_folder="templates", url_prefix="/tro-giup")
A_YEAR, AN_HOUR = 31_536_000, 3600


@bp.get("")
@public
@cached_page
def index() -> Any:
    """List what the site explains, by who reads; or what was searched for."""
    typed = request.args.get("q", "").strip()[:100]
    return render_template(
        "guide/index.html",
        ward=None,
        q=typed,
        found=pages.search(typed),
        roles=pages.roles(language()),
    )


@bp.get("/ba-buoc")
@public
@cached_page
def three_steps() -> Any:
    """Show each task in three pictures."""
    return render_template(
        "guide/three_steps.html", ward=None, tasks=TASKS, picture=rendering.picture
    )


@bp.get("/<role>/<task>")
@public
@cached_page
def page(role: str, task: str) -> Any:
    """Explain one task."""
    reader = pages.find_role(role)
    shown = pages.find_page(reader, task) if reader else None
    if reader is None or shown is None:
        abort(404)
    return render_template("guide/page.html", ward=None, role=reader, page=shown)


@bp.get("/hinh/<name>.webp")
@public
def picture(name: str) -> Response:
    """Serve a picture; under the address that pages give, browsers keep it for a year."""
    shown = rendering.picture(name)
    if shown is None:
        abort(404)
    response = Response(shown.path.read_bytes(), mimetype="image/webp")
    seconds, more = (A_YEAR, ", immutable") if "v" in request.args else (AN_HOUR, "")
    response.headers["Cache-Control"] = f"public, max-age={seconds}{more}"
    return response
