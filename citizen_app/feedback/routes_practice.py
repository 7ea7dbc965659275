"""Practising: the same screens as sending, which keep nothing and end with a slip that is none."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from citizen_app.core.access import public
from citizen_app.core.web.qr import qr_picture
from citizen_app.feedback.drafts import new_key
from citizen_app.feedback.forms_send import ReachForm, WhatForm
from citizen_app.feedback.routes_public import bp
from citizen_app.wards import queries as wards

# On the slip of practice: no code or PIN that could ever be one (no I in a code's letters).
CODE, PIN = "TẬP THỬ", "000000"


@bp.route("/p/<ward:ward>/tap-thu", methods=["GET", "POST"])
@public
def practise(ward: Any) -> Any:
    """Screen 1: what and where; whatever is typed is thrown away."""
    form = WhatForm.of_request(key=new_key())
    form.offer(wards.list_categories(ward.id), wards.list_neighbourhoods(ward))
    if form.accepts():
        return redirect(url_for("feedback.practise_reach", ward=ward), 303)
    page = render_template("feedback/practise.html", ward=ward, form=form, screen=1)
    return page, 422 if form.errors else 200


@bp.route("/p/<ward:ward>/tap-thu/lien-he", methods=["GET", "POST"])
@public
def practise_reach(ward: Any) -> Any:
    """Screen 2: how to reach the sender; thrown away as well."""
    form = ReachForm.of_request()
    form.offer(wards.list_departments(ward.id))
    if form.accepts():
        return redirect(url_for("feedback.practise_slip", ward=ward), 303)
    page = render_template("feedback/practise.html", ward=ward, form=form, screen=2)
    return page, 422 if form.errors else 200


@bp.get("/p/<ward:ward>/tap-thu/phieu")
@public
def practise_slip(ward: Any) -> Any:
    """Show what a slip looks like, stamped."""
    address = url_for("feedback.track", _external=True)
    return render_template(
        "feedback/practise_slip.html", ward=ward, code=CODE, pin=PIN, qr=qr_picture(address)
    )
