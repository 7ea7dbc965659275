"""The seals of the event log: heads of each day, files for machines, and checking one's own slip."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)

from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core import ids, proofs
from citizen_app.core.access import actor, public
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.page_cache import cached_page_by
from citizen_app.feedback.models import Report
from citizen_app.feedback.opening import open_by_pin
from citizen_app.feedback.policies import is_sender
from citizen_app.feedback.queries import find_report
from citizen_app.seals import queries, slips
from citizen_app.seals.forms import CheckForm
from citizen_app.seals.limits import CHECKING

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
    return {"format": proofs.FORMAT, "site": _site(), "months": months, "days": days}


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
    return {"format": proofs.FORMAT, "site": _site(), "month": name, "seals": seals}


@bp.get("/minh-bach/niem-phong/kiem-tra.py")
@public
def program() -> Response:
    """Give the program that checks what this site gives out; the site seals with the very same."""
    response = Response(PROGRAM, mimetype="text/x-python")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.route("/minh-bach/niem-phong/kiem-tra", methods=["GET", "POST"])
@public
def check() -> Any:
    """Find the slip that somebody wants to check: by code, with the PIN where the case is not public."""
    form = CheckForm.of_request(code=request.args.get("ma", "")[:40])
    if form.accepts():
        report = _found(form)
        if report is not None:
            return redirect(url_for("seals.slip", code=report.code), 303)
    page = render_template("seals/check.html", form=form, ward=None)
    return page, 422 if form.errors else 200


def _found(form: CheckForm) -> Report | None:
    """Return the case; one that is kept private and one that does not exist are told apart by nobody."""
    code, pin, where = form.code.data, form.pin.data, request.remote_addr or ""
    if ids.parse_code("PA", code) is None:
        words = _("This code has a letter too many, too few or wrong. Please compare it.")
        form.put_error(Invalid("code", words))
        return None
    CHECKING.take(where)
    keep_despite_error()
    if not pin:
        report = slips.find_public(code)
        words = _("With the code alone only public cases can be checked. Please type the PIN too.")
    else:
        secret = current_app.config["SECRET_KEY"]
        opened = open_by_pin(code, pin, where=where, secret=secret, only="PA")
        report = opened[1] if opened is not None else None
        words = _("Code and PIN do not fit together. Please look at your slip again.")
        if report is not None:
            unlock_report(report.code)
    if report is None:
        form.put_error(Invalid("pin", words))
    return report


@bp.get("/minh-bach/niem-phong/phieu/<code>")
@public
def slip(code: str) -> Any:
    """Say whether a case was filed then and not altered: to its sender, to everybody if it is public."""
    report = _readable(code)
    if report is None:
        return redirect(url_for("seals.check", ma=code[:40]))
    return render_template(
        "seals/slip.html",
        ward=report.holder,
        report=report,
        found=slips.check_slip(report),
        is_sender=is_sender(actor(), report),
        short_head=queries.short_head,
        site=_site(),
    )


@bp.get("/minh-bach/niem-phong/phieu/<code>/bang-chung.json")
@public
def proof(code: str) -> Any:
    """Give the proof of one slip, to be checked anywhere without this site."""
    report = _readable(code)
    if report is None:
        return redirect(url_for("seals.check", ma=code[:40]))
    found = slips.check_slip(report)
    given = slips.proof_of_slip(report, found, for_sender=is_sender(actor(), report))
    if given is None:
        abort(404)
    response = current_app.json.response({**given, "site": _site()})
    name = f"niem-phong-{report.code}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _readable(code: str) -> Report | None:
    """Return the case when it is public, or its sender asks."""
    report, who = slips.find_public(code), actor()
    if report is None and (who.unlocked or who.account_id is not None):
        sent = find_report(code)
        report = sent if sent is not None and is_sender(who, sent) else None
    return report


@bp.get("/health/seals")
@public
def health() -> Any:
    """Say whether the log agrees with its seals, and whether sealing goes on; 503 where not."""
    state = queries.health()
    at = state.checked_at.astimezone(dt.UTC).isoformat() if state.checked_at else None
    body = {"status": state.status, "seal": state.seal_number, "checked_at": at}
    return body, 200 if state.status == "ok" else 503


def _site() -> str:
    return str(current_app.extensions["settings"].public_url)


def _month_address(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return _site() + url_for("seals.month_as_json", year=year, month=number)
