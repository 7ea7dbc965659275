"""Staff come and go: sign in, accept an invitation, look after their own account."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from citizen_app.accounts import commands, forms, queries
from citizen_app.accounts.blueprint import bp
from citizen_app.accounts.flows import page, staff_target, visit
from citizen_app.accounts.signing_in import current_sign_in, leave_session, start_session
from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.nav import staff_nav


@bp.route("/can-bo/dang-nhap", methods=["GET", "POST"])
@public
def staff_sign_in() -> Any:
    """Take e-mail and password; the second factor comes next."""
    form = forms.StaffSignInForm.of_request(tiep=request.args.get("tiep", ""))
    if form.accepts():
        typed = {"contact": form.contact.data, "password": form.password.data}
        try:
            new = commands.sign_in_with_password(actor(), Surface.STAFF, **typed, **visit())
        except Invalid as error:
            form.put_error(error)
        else:
            start_session(new)
            return redirect(url_for("accounts.second_factor", tiep=form.tiep.data or None), 303)
    return page("accounts/staff_sign_in.html", form, demo_accounts=queries.list_demo_accounts())


@bp.post("/can-bo/dang-nhap/demo")
@public
def demo_sign_in() -> Any:
    """Sign in as a made-up member of staff, second factor filled in; in demo mode only."""
    account_id = request.form.get("account", type=int)
    if account_id is None:
        abort(404)
    new = commands.sign_in_as_demo(actor(), account_id, device=visit()["device"])
    start_session(new)
    return redirect(staff_target(request.form.get("tiep")), 303)


@bp.get("/can-bo/bat-dau")
@signed_in(Surface.STAFF)
def staff_start() -> Any:
    """Go on to the first page of the menu of whoever came in."""
    return redirect(staff_nav()[0]["url"])


@bp.post("/can-bo/dang-xuat")
@public
def staff_sign_out() -> Any:
    """End the session of this browser."""
    sign_in = current_sign_in()
    if sign_in is not None:
        commands.sign_out(sign_in)
    leave_session()
    return redirect(url_for("accounts.staff_sign_in"), 303)


@bp.route("/can-bo/loi-moi/<token>", methods=["GET", "POST"])
@public
def accept_invitation(token: str) -> Any:
    """Let an invited person choose their password; the link works once."""
    invitation = queries.find_invitation(token)
    if invitation is None:
        return render_template("accounts/invitation_over.html"), 404
    form = forms.InvitationForm.of_request()
    if form.accepts():
        typed = {"password": form.password.data, "device": visit()["device"]}
        try:
            start_session(commands.accept_invitation(actor(), token, **typed))
            return redirect(url_for("accounts.second_factor_setup"), 303)
        except Invalid as error:
            form.put_error(error)
    account = queries.get_account(invitation.account_id)
    return page("accounts/invitation.html", form, account=account)


@bp.get("/can-bo/tai-khoan")
@signed_in(Surface.STAFF)
def staff_account() -> Any:
    """Show one's own staff account."""
    account = queries.own_account(actor())
    return render_template(
        "accounts/staff_account.html",
        account=account,
        roles=queries.roles_of(account),
        sign_ins=queries.list_sign_ins(account.id),
        current=current_sign_in(),
        codes_left=queries.count_recovery_codes(account.id),
    )


@bp.post("/can-bo/tai-khoan/tong-hop")
@signed_in(Surface.STAFF)
def set_digest() -> Any:
    """Switch the daily overview on or off."""
    wanted = request.form.get("nhan") != "khong"
    commands.set_digest(actor(), wanted=wanted)
    done = _("The daily overview is on.") if wanted else _("The daily overview is off.")
    flash(done, "success")
    return redirect(url_for("accounts.staff_account"), 303)


@bp.route("/can-bo/tai-khoan/mat-khau", methods=["GET", "POST"])
@signed_in(Surface.STAFF)
def staff_password() -> Any:
    """Change the password."""
    account, form = queries.own_account(actor()), forms.PasswordForm.of_request()
    if form.accepts():
        typed = {"current": form.password.data or "", "new": form.new_password.data}
        try:
            commands.change_password(actor(), **typed, keep=current_sign_in())
            flash(_("Your password was changed. Other devices are signed out."), "success")
            return redirect(url_for("accounts.staff_account"), 303)
        except Invalid as error:
            form.put_error(error)
    return page("accounts/staff_password.html", form, account=account)


@bp.post("/can-bo/tai-khoan/phien/<int:sign_in_id>/ket-thuc")
@signed_in(Surface.STAFF)
def end_staff_sign_in(sign_in_id: int) -> Any:
    """Sign another device out."""
    commands.end_sign_in(actor(), queries.get_sign_in(sign_in_id))
    flash(_("The device is signed out."), "success")
    return redirect(url_for("accounts.staff_account"), 303)


@bp.post("/can-bo/tai-khoan/phien/ket-thuc-khac")
@signed_in(Surface.STAFF)
def end_other_staff_sign_ins() -> Any:
    """Sign all other devices out."""
    account = queries.own_account(actor())
    commands.end_other_sign_ins(actor(), account, keep=current_sign_in())
    flash(_("All other devices are signed out."), "success")
    return redirect(url_for("accounts.staff_account"), 303)
