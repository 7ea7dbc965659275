"""Minutes go round: who signs, sending, slips with links, signing with an account or by a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for

from citizen_app.accounts.queries import names_with
from citizen_app.core.access import actor, public, requires, signed_in
from citizen_app.core.actor import Actor, Surface
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue import minutes_page as pages
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands import signing as commands
from citizen_app.dialogue.forms_minutes import OpenLinkForm, SendForm, SignersForm, SignForm
from citizen_app.dialogue.limits import (
    SLIP_PER_ADDRESS,
    SLIP_PER_CODE,
    SLIP_PER_CODE_IN_ALL,
)
from citizen_app.dialogue.minutes_body import body_of, essence_of, texts_of
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_minutes import Minutes, Signer, SignerRole, SigningLink
from citizen_app.dialogue.routes_minutes import bp as staff_bp
from citizen_app.dialogue.words_minutes import signer_label
from citizen_app.dialogue.workflow_minutes import machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

bp = Blueprint("signing", __name__, template_folder="templates")
SIGNED, OBJECT = "ky", "khong-dong-y"
WHO: dict[str, str] = {
    SignerRole.CHAIR: Permission.DIALOGUE_ANNOUNCE,
    SignerRole.SECRETARY: Permission.DIALOGUE_RUN,
    SignerRole.FRONT: Permission.DIALOGUE_SUPERVISE,
}


@staff_bp.route("/<code>/bien-ban/nguoi-ky", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_RUN)
def signers(code: str) -> Any:
    """Say who signs the minutes."""
    session = queries.get_session(actor(), code)
    minutes = queries.draft_of(session)
    form = SignersForm.of_request(version=str(minutes.version), **_named(session, minutes))
    form.offer({role: names_with(may, session.ward_id) for role, may in WHO.items()})
    stale = False
    if form.accepts():
        try:
            commands.name_signers(actor(), session, form.named(), version=form.seen)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            stale, form.version.data = True, str(minutes.version)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_minutes.show", code=code), 303)
    page = render_template(
        "dialogue/minutes_signers.html", ward=session.ward, session=session, form=form, stale=stale
    )
    return page, 409 if stale else 422 if form.errors else 200


def _named(session: Session, minutes: Minutes) -> dict[str, str]:
    """Return who signs, as it stands in the form; at first the session's secretary."""
    typed: dict[str, str] = {}
    number = 0
    for one in minutes.signing:
        if one.role == SignerRole.RESIDENT:
            number += 1
            typed |= {f"resident_{number}_name": one.name, f"resident_{number}_email": one.email}
        elif one.account_id is not None:
            typed[one.role] = str(one.account_id)
        else:
            typed |= {f"{one.role}_name": one.name, f"{one.role}_email": one.email}
    if not minutes.signing and session.secretary_id is not None:
        typed["secretary"] = str(session.secretary_id)
    return typed


@staff_bp.route("/<code>/bien-ban/gui", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_RUN)
def send(code: str) -> Any:
    """Read the whole minutes once more, decide about personal data, send them to be signed."""
    session = queries.get_session(actor(), code)
    minutes = queries.draft_of(session)
    if not machine.may(actor(), minutes, "send"):
        return redirect(url_for("staff_minutes.show", code=code))
    body = body_of(session, minutes, queries.list_lines(session))
    form = SendForm.of_request(seen=essence_of(body))
    form.look(session.ward, texts_of(body))
    stale = False
    if form.accepts():
        try:
            version = commands.send_minutes(
                actor(), session, decisions=form.decisions, seen=form.seen.data
            )
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            stale, form.seen.data = True, essence_of(body)
        else:
            flash(_("Version %(n)s is with the signatories.", n=version.number), "success")
            return redirect(url_for("staff_minutes.show", code=code), 303)
    page = render_template(
        "dialogue/minutes_send.html",
        ward=session.ward,
        session=session,
        minutes=minutes,
        body=pages.body_view(body),
        form=form,
        stale=stale,
        signers=pages.signer_rows(minutes),
    )
    return page, 409 if stale else 422 if form.errors else 200


def _signer(session: Session, number: int) -> Signer:
    minutes = queries.draft_of(session)
    found = next((one for one in minutes.signing if one.id == number), None)
    return found if found is not None else abort(404)


@staff_bp.post("/<code>/bien-ban/nguoi-ky/<int:number>/lien-ket")
@requires(Permission.DIALOGUE_RUN)
def renew(code: str, number: int) -> Any:
    """Make a new link for somebody who lost it."""
    session = queries.get_session(actor(), code)
    commands.renew_link(actor(), session, _signer(session, number))
    flash(_("The new link is made; the old one opens no longer."), "success")
    return redirect(url_for("staff_minutes.slip", code=code, number=number), 303)


@staff_bp.get("/<code>/bien-ban/nguoi-ky/<int:number>/lien-ket", endpoint="back_from_renew")
@requires(Permission.DIALOGUE_RUN)
def back_to_slip(code: str, number: int) -> Any:
    """Go to the slip: somebody came back to the address of a button."""
    return redirect(url_for("staff_minutes.slip", code=code, number=number))


@staff_bp.get("/<code>/bien-ban/nguoi-ky/<int:number>/phieu")
@requires(Permission.DIALOGUE_RUN)
def slip(code: str, number: int) -> Any:
    """Show a signatory's slip to print: QR, code and PIN."""
    session = queries.get_session(actor(), code)
    signer = _signer(session, number)
    link = queries.link_of(signer, signer.minutes.newest)
    secret = current_app.config["SECRET_KEY"]
    if link is None:
        return redirect(url_for("staff_minutes.show", code=code))
    address = whole_address("signing.sign", code=link.code, token=queries.token_of(link, secret))
    return render_template(
        "dialogue/minutes_slip.html",
        ward=session.ward,
        session=session,
        signer=signer,
        label=signer_label(signer.role),
        link=link,
        is_open=policies.is_live_link(link, signer.minutes.newest),
        may_renew=machine.may(actor(), signer.minutes, "renew_link"),
        pin=queries.pin_of(link, secret),
        qr=qr_picture(address),
        entrance=whole_address("signing.open_link"),
    )


@staff_bp.get("/bien-ban/cho-ky")
@signed_in(Surface.STAFF)
def list_to_sign() -> Any:
    """List the minutes that wait for one's own signature."""
    return render_template(
        "dialogue/minutes_to_sign.html",
        ward=wards.only_ward(actor().ward_ids),
        rows=queries.list_to_sign(actor()),
    )


@staff_bp.route("/<code>/bien-ban/ky", methods=["GET", "POST"])
@signed_in(Surface.STAFF)
def sign(code: str) -> Any:
    """Read the minutes and sign them or object, with an account."""
    minutes = queries.get_to_sign(actor(), code)
    back = url_for("staff_minutes.sign", code=code)
    return _sign_page(
        actor(), minutes, "dialogue/minutes_sign.html", back, base="layouts/staff.html"
    )


@bp.route("/ky-bien-ban", methods=["GET", "POST"])
@public
def open_link() -> Any:
    """Open one's personal page with the code and PIN of a printed slip."""
    form = OpenLinkForm.of_request(code=request.args.get("ma", ""))
    if form.accepts():
        link = _opened(form)
        if link is not None:
            token = queries.token_of(link, current_app.config["SECRET_KEY"])
            return redirect(url_for("signing.sign", code=link.code, token=token), 303)
    page = render_template("dialogue/sign_open.html", form=form, ward=None)
    return page, 422 if form.errors else 200


def _opened(form: OpenLinkForm) -> SigningLink | None:
    """Return the link when code and PIN fit; a wrong try is counted, whatever was wrong."""
    where = request.remote_addr or ""
    SLIP_PER_ADDRESS.check(where)
    link = queries.find_link(form.code.data)
    if link is not None:
        here = f"{link.code} {where}"
        SLIP_PER_CODE.check(here)
        SLIP_PER_CODE_IN_ALL.check(link.code)
        if queries.has_pin(link, form.pin.data.strip(), current_app.config["SECRET_KEY"]):
            return link
        SLIP_PER_CODE.count(here)
        SLIP_PER_CODE_IN_ALL.count(link.code)
    SLIP_PER_ADDRESS.count(where)
    keep_despite_error()
    words = _("Code and PIN do not fit together. Please look at your slip again.")
    form.put_error(Invalid("pin", words))
    return None


@bp.route("/ky-bien-ban/<code>/<token>", methods=["GET", "POST"], endpoint="sign")
@public
def sign_by_link(code: str, token: str) -> Any:
    """Read the minutes and sign them or object, by a personal link."""
    link = queries.get_link(code, token, current_app.config["SECRET_KEY"])
    minutes = link.signer.minutes
    back = url_for("signing.sign", code=code, token=token)
    if not policies.is_live_link(link, minutes.newest):
        page = render_template(
            "dialogue/sign_over.html", ward=minutes.session.ward, link=link, minutes=minutes
        )
        return page, 200 if policies.signature_of(link.signer, link.version) else 410
    who = replace(actor(), unlocked=actor().unlocked | {link.code}, surface=None)
    return _sign_page(who, minutes, "dialogue/minutes_sign.html", back, base="layouts/public.html")


def _sign_page(who: Actor, minutes: Minutes, template: str, back: str, *, base: str) -> Any:
    newest, signer = minutes.newest, policies.signer_of(who, minutes)
    assert newest is not None and signer is not None, "only signatories of a version get here"
    form = SignForm.of_request(number=str(newest.number))
    stale = False
    if form.accepts():
        try:
            _choice(who, minutes, form)()
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            stale = True
        else:
            return redirect(back, 303)
    minutes = queries.draft_of(minutes.session)
    newest = minutes.newest or newest
    if stale:
        form.number.data = str(newest.number)
    page = render_template(
        template,
        base=base,
        ward=minutes.session.ward,
        session=minutes.session,
        minutes=minutes,
        version=newest,
        body=pages.body_view(newest.body),
        form=form,
        stale=stale,
        label=signer_label(signer.role),
        said=policies.signature_of(signer, newest),
        steps={step.name: step for step in machine.available(who, minutes)},
        choices=(SIGNED, OBJECT),
    )
    return page, 409 if stale else 422 if form.errors else 200


def _choice(who: Actor, minutes: Minutes, form: Any) -> Callable[[], object]:
    if request.form.get("chon") == OBJECT:
        return lambda: commands.object_to_minutes(
            who, minutes, number=form.seen, text=form.text.data
        )
    return lambda: commands.sign_minutes(who, minutes, number=form.seen)
