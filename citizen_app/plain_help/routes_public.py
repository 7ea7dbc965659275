"""Residents' pages: "I could not do it", and the warning of scams."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from citizen_app.core.access import public
from citizen_app.core.errors import Invalid
from citizen_app.core.limits import Limit
from citizen_app.core.web.page_cache import cached_page
from citizen_app.plain_help.commands.difficulties import record_difficulty
from citizen_app.plain_help.forms import StuckForm
from citizen_app.plain_help.words import TASKS
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward

bp = Blueprint("plain_help", __name__, template_folder="templates")
TELLING = Limit("stuck", most=10, window=dt.timedelta(hours=1))


@bp.route("/chua-lam-duoc", methods=["GET", "POST"])
@public
def stuck() -> Any:
    """Ask what somebody could not do on a page of no ward."""
    return _stuck(None)


@bp.route("/p/<ward:ward>/chua-lam-duoc", methods=["GET", "POST"])
@public
def stuck_here(ward: Any) -> Any:
    """Ask what somebody could not do on a page of a ward."""
    return _stuck(ward)


def _stuck(ward: Ward | None) -> Any:
    wanted = request.args.get("viec", "")
    form = StuckForm.of_request(
        key=secrets.token_urlsafe(24),
        task=wanted if wanted in TASKS else "khac",
        step=request.args.get("buoc", "")[:60],
    )
    places = wards.list_neighbourhoods(ward) if ward is not None else []
    form.offer(places)
    offered = wards.list_open_wards() if ward is None else []
    form.offer_wards(offered)
    if form.accepts():
        TELLING.take(request.remote_addr or "")
        ward = ward or next((one for one in offered if one.code == form.ward.data), None)
        try:
            record_difficulty(
                ward,
                task=form.task.data,
                step=form.step.data or "",
                reason=form.reason.data,
                neighbourhood=next(
                    (n for n in places if str(n.id) == form.neighbourhood.data), None
                ),
                note=form.note.data or "",
                key=form.key.data or "",
            )
        except Invalid as error:
            form.put_error(error)
        else:
            if ward is None:
                return redirect(url_for("plain_help.told"), 303)
            return redirect(url_for("plain_help.told_here", ward=ward), 303)
    page = render_template("plain_help/stuck.html", ward=ward, form=form)
    return page, 422 if form.errors else 200


@bp.get("/chua-lam-duoc/da-ghi")
@public
@cached_page
def told() -> Any:
    """Say thanks, and what else one can do."""
    return render_template("plain_help/told.html", ward=None)


@bp.get("/p/<ward:ward>/chua-lam-duoc/da-ghi")
@public
@cached_page
def told_here(ward: Any) -> Any:
    """Say thanks, and where in the ward one gets help."""
    return render_template("plain_help/told.html", ward=ward)


@bp.get("/canh-bao-lua-dao")
@public
@cached_page
def scams() -> Any:
    """Warn of scams."""
    return render_template("plain_help/scams.html", ward=None)
