"""Checking a slip: whether what it stands for was filed then and not altered since, and the proof of it."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for

from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core.access import actor, public
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.feedback import opening
from citizen_app.seals import queries, slips
from citizen_app.seals.forms import CheckForm
from citizen_app.seals.kinds import find_public, kind_of
from citizen_app.seals.limits import CHECKING
from citizen_app.seals.routes_public import bp, site
from citizen_app.seals.words import KIND_WORDS, WORDS_STANDING


@bp.route("/minh-bach/niem-phong/kiem-tra", methods=["GET", "POST"])
@public
def check() -> Any:
    """Find the slip that somebody wants to check: by code, with the PIN where the thing is not public."""
    form = CheckForm.of_request(code=request.args.get("ma", "")[:40])
    if form.accepts():
        try:
            thing = _found(form.code.data, form.pin.data)
        except Invalid as error:
            form.put_error(error)
        else:
            return redirect(url_for("seals.slip", code=thing.code), 303)
    page = render_template("seals/check.html", form=form, ward=None)
    return page, 422 if form.errors else 200


def _found(code: str, pin: str) -> Any:
    """Return what a slip stands for, or raise Invalid.

    What is kept private and what does not exist are told apart by nobody.
    """
    if not opening.can_be_code(code):
        raise Invalid(
            "code", _("This code has a letter too many, too few or wrong. Please compare it.")
        )
    where = request.remote_addr or ""
    CHECKING.take(where)
    keep_despite_error()
    if pin:
        return _opened(code, pin, where)
    thing = find_public(code)
    if thing is None:
        raise Invalid(
            "pin",
            _("With the code alone only what is public can be checked. Please type the PIN too."),
        )
    return thing


def _opened(code: str, pin: str, where: str) -> Any:
    secret = current_app.config["SECRET_KEY"]
    opened = opening.open_by_pin(code, pin, where=where, secret=secret)
    if opened is None:
        missing = opening.why_missing(code)
        words = _("Code and PIN do not fit together. Please look at your slip again.")
        raise Invalid("code", missing) if missing else Invalid("pin", words)
    kind, thing = opened
    if not opening.may_open(actor(), kind, thing):
        raise Invalid("code", opening.NOT_YOURS)
    unlock_report(thing.code)
    return kind.stands_for(thing)


@bp.get("/minh-bach/niem-phong/phieu/<code>")
@public
def slip(code: str) -> Any:
    """Say whether a thing was filed then and not altered: to its sender, to everybody if it is public."""
    thing, is_own = _readable(code)
    if thing is None:
        return redirect(url_for("seals.check", ma=code[:40]))
    kind = kind_of(thing)
    return render_template(
        "seals/slip.html",
        ward=kind.ward_of(thing),
        thing=thing,
        kind=kind,
        said=KIND_WORDS[kind.prefix],
        words=WORDS_STANDING,
        own_page=opening.SLIPS[kind.prefix].endpoint,
        found=slips.check_slip(thing),
        is_own=is_own,
        short_head=queries.short_head,
        site=site(),
    )


@bp.get("/minh-bach/niem-phong/phieu/<code>/bang-chung.json")
@public
def proof(code: str) -> Any:
    """Give the proof of one slip, to be checked anywhere without this site."""
    thing, is_own = _readable(code)
    if thing is None:
        return redirect(url_for("seals.check", ma=code[:40]))
    given = slips.proof_of_slip(thing, slips.check_slip(thing), for_sender=is_own)
    if given is None:
        abort(404)
    response = current_app.json.response({**given, "site": site()})
    name = f"niem-phong-{thing.code}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _readable(code: str) -> tuple[Any | None, bool]:
    """Return a thing that is public, or the asker's own, and whether it is their own."""
    who = actor()
    if who.unlocked or who.account_id is not None:
        for kind, thing in opening.named_by(code):
            if kind.is_own(who, thing):
                return kind.stands_for(thing), True
    return find_public(code), False
