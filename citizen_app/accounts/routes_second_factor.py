"""The second step of staff: type a code, set up a device, print recovery codes."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from citizen_app.accounts import commands, forms, queries, totp
from citizen_app.accounts.blueprint import bp
from citizen_app.accounts.flows import page, staff_target
from citizen_app.accounts.models import SignIn
from citizen_app.accounts.signing_in import current_sign_in
from citizen_app.core.access import actor, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid, NotFound


def this_sign_in() -> SignIn:
    """Return the session of this request; the access marker has made sure that there is one."""
    sign_in = current_sign_in()
    if sign_in is None:
        raise NotFound()
    return sign_in


@bp.route("/can-bo/xac-thuc", methods=["GET", "POST"])
@signed_in(Surface.STAFF)
def second_factor() -> Any:
    """Take the code of the app, or a recovery code."""
    sign_in, tiep = this_sign_in(), request.args.get("tiep", "")
    if not sign_in.account.has_second_factor:
        return redirect(url_for("accounts.second_factor_setup"), 303)
    form = forms.SecondFactorForm.of_request(tiep=tiep)
    if sign_in.second_factor_at is not None:
        return redirect(staff_target(tiep), 303)
    if form.accepts():
        try:
            commands.prove_second_factor(actor(), sign_in, code=form.code.data)
            return redirect(staff_target(form.tiep.data), 303)
        except Invalid as error:
            form.put_error(error)
    return page("accounts/second_factor.html", form)


@bp.route("/can-bo/xac-thuc/thiet-lap", methods=["GET", "POST"])
@signed_in(Surface.STAFF)
def second_factor_setup() -> Any:
    """Bring a phone into use: picture, secret, first code."""
    sign_in = this_sign_in()
    if sign_in.account.has_second_factor and sign_in.second_factor_at is None:
        return redirect(url_for("accounts.second_factor"), 303)
    form = forms.SecondFactorSetupForm.of_request(sealed=totp.new_sealed_secret(sign_in.account_id))
    if form.accepts():
        try:
            typed = {"sealed": form.sealed.data, "code": form.code.data}
            return _codes_page(commands.set_second_factor(actor(), sign_in, **typed))
        except Invalid as error:
            form.put_error(error)
    return _setup_page(form, sign_in)


def _setup_page(form: Any, sign_in: SignIn) -> Any:
    account = queries.get_account(sign_in.account_id)
    secret = totp.open_sealed_secret(form.sealed.data or "", account.id)
    if secret is None:
        form.sealed.data = totp.new_sealed_secret(account.id)
        secret = totp.open_sealed_secret(form.sealed.data, account.id) or ""
    image = totp.qr_image(secret, account.email or account.public_name)
    return page("accounts/second_factor_setup.html", form, image=image, secret=totp.spaced(secret))


def _codes_page(codes: list[str]) -> Any:
    target = staff_target(None)
    return render_template("accounts/recovery_codes.html", codes=codes, target=target)


@bp.post("/can-bo/tai-khoan/ma-du-phong")
@signed_in(Surface.STAFF)
def renew_recovery_codes() -> Any:
    """Make new recovery codes and show them this once."""
    return _codes_page(commands.renew_recovery_codes(actor(), this_sign_in()))
