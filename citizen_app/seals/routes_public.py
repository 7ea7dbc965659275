"""The seals of the event log: heads of each day, and files for machines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, url_for

from citizen_app.core import proofs
from citizen_app.core.access import public
from citizen_app.core.web.page_cache import cached_page_by
from citizen_app.seals import queries

bp = Blueprint("seals", __name__, template_folder="templates")
DAYS_SHOWN, DAYS_IN_FEED = 31, 60
PROGRAM = Path(proofs.__file__).read_bytes()


@bp.get("/minh-bach/niem-phong")
@public
@cached_page_by(queries.page_version)
def index() -> Any:
    """Say what the seals are, whether all agrees, and show the head of each day."""
    return render_template(
        "seals/index.html",
        ward=None,
        heads=queries.list_daily_heads(DAYS_SHOWN),
        months=queries.list_months(),
        check=queries.last_check(),
        full_check=queries.last_check(full=True),
    )


@bp.get("/minh-bach/niem-phong.txt")
@public
@cached_page_by(queries.page_version)
def heads_as_text() -> Any:
    """Give the head of each day, a line each: number of the seal, day, head."""
    lines = [f"{seal.number} {seal.day} {seal.head}" for seal in queries.list_daily_heads()]
    return Response("\n".join([*lines, ""]), mimetype="text/plain")


@bp.get("/minh-bach/niem-phong.json")
@public
@cached_page_by(queries.page_version)
def heads_as_json() -> Any:
    """Give the same with all that a head is made of, and where the seals of each month are."""
    months = [_month_address(month) for month in queries.list_months()]
    days = [{"day": str(seal.day), **seal.record} for seal in queries.list_daily_heads()]
    return {"format": proofs.FORMAT, "site": site(), "months": months, "days": days}


@bp.get("/minh-bach/niem-phong.atom")
@public
@cached_page_by(queries.page_version)
def feed() -> Any:
    """Give the heads of days that are over to readers of feeds, who keep them where we cannot."""
    heads = queries.list_daily_heads(DAYS_IN_FEED)
    body = render_template("seals/feed.xml", heads=heads)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


@bp.get("/minh-bach/niem-phong/thang/<int:year>-<int(fixed_digits=2):month>.json")
@public
@cached_page_by(queries.page_version)
def month_as_json(year: int, month: int) -> Any:
    """Give every seal of a month, so that anybody can recompute the chain."""
    name = f"{year:04}-{month:02}"
    if name not in queries.list_months():
        abort(404)
    seals = [seal.record for seal in queries.list_seals(name)]
    return {"format": proofs.FORMAT, "site": site(), "month": name, "seals": seals}


@bp.get("/minh-bach/niem-phong/kiem-tra.py")
@public
def program() -> Response:
    """Give the program that checks what this site gives out; the site seals with the very same."""
    response = Response(PROGRAM, mimetype="text/x-python")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/health/seals")
@public
def health() -> Any:
    """Say whether the log agrees with its seals, and whether sealing goes on; 503 where not."""
    state = queries.health()
    at = state.checked_at.astimezone(dt.UTC).isoformat() if state.checked_at else None
    body = {"status": state.status, "seal": state.seal_number, "checked_at": at}
    return body, 200 if state.status == "ok" else 503


def site() -> str:
    """Return the address of this site, as it stands in what is given out."""
    return str(current_app.extensions["settings"].public_url)


def _month_address(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return site() + url_for("seals.month_as_json", year=year, month=number)
