"""A resident's own pages: account, contacts, password, sessions, data."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for

from citizen_app.accounts import commands, exports, extensions, forms, queries
from citizen_app.accounts.blueprint import bp
from citizen_app.accounts.flows import current_flow, forget_flow, keep_flow, page, remote
from citizen_app.accounts.signing_in import current_sign_in, leave_session
from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.core.text import fold


def back_to_account(message: str) -> Any:
    """Return to the account page, which says what was done."""
    flash(message, "success")
    return redirect(url_for("accounts.resident_account"), 303)


@bp.get("/tai-khoan")
@signed_in(Surface.RESIDENT)
def resident_account() -> Any:
    """Show what the account holds."""
    account = queries.own_account(actor())
    return render_template(
        "accounts/account.html",
        account=account,
        sections=extensions.sections_for(actor()),
        sign_ins=queries.list_sign_ins(account.id),
        current=current_sign_in(),
    )


@bp.route("/tai-khoan/ten", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def change_name() -> Any:
    """Change the name."""
    form = forms.NameForm.of_request(name=actor().name)
    if form.accepts():
        try:
            commands.change_name(actor(), form.name.data)
            return back_to_account(_("Your name was changed."))
        except Invalid as error:
            form.put_error(error)
    return page("accounts/name.html", form)


@bp.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def change_password() -> Any:
    """Set or change the password."""
    account, form = queries.own_account(actor()), forms.PasswordForm.of_request()
    if form.accepts():
        typed = {"current": form.password.data or "", "new": form.new_password.data}
        try:
            commands.change_password(actor(), **typed, keep=current_sign_in())
            return back_to_account(_("Your password was changed. Other devices are signed out."))
        except Invalid as error:
            form.put_error(error)
    return page("accounts/password.html", form, account=account)


@bp.route("/tai-khoan/bao-tin", methods=["POST"])
@signed_in(Surface.RESIDENT)
def change_notices() -> Any:
    """Switch notices on or off."""
    wanted = request.form.get("bao_tin") == "co"
    commands.set_notices(actor(), by_email=wanted)
    return back_to_account(_("We will write to you.") if wanted else _("We will not write to you."))


@bp.route("/tai-khoan/lien-he", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def add_contact() -> Any:
    """Send a code to a further contact."""
    form = forms.ContactForm.of_request()
    if form.accepts():
        try:
            sent = commands.start_adding_contact(
                actor(), contact=form.contact.data, remote=remote()
            )
            keep_flow(sent, "add_contact")
            return redirect(url_for("accounts.confirm_contact"), 303)
        except Invalid as error:
            form.put_error(error)
    return page("accounts/contact.html", form)


@bp.route("/tai-khoan/lien-he/ma", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def confirm_contact() -> Any:
    """Take the code that was sent to a further contact."""
    flow = current_flow("add_contact")
    if flow is None:
        return redirect(url_for("accounts.add_contact"), 303)
    form = forms.CodeForm.of_request()
    if form.accepts():
        try:
            commands.confirm_contact(actor(), flow.token, form.code.data, remote=remote())
            forget_flow()
            return back_to_account(_("The contact was added."))
        except Invalid as error:
            form.put_error(error)
    return page("accounts/enter_code.html", form, flow=flow)


@bp.post("/tai-khoan/lien-he/<int:contact_id>/bo")
@signed_in(Surface.RESIDENT)
def remove_contact(contact_id: int) -> Any:
    """Take a contact off the account."""
    commands.remove_contact(actor(), contact_id)
    return back_to_account(_("The contact was removed."))


@bp.post("/tai-khoan/phien/<int:sign_in_id>/ket-thuc")
@signed_in(Surface.RESIDENT)
def end_sign_in(sign_in_id: int) -> Any:
    """Sign another device out."""
    commands.end_sign_in(actor(), queries.get_sign_in(sign_in_id))
    return back_to_account(_("The device is signed out."))


@bp.post("/tai-khoan/phien/ket-thuc-khac")
@signed_in(Surface.RESIDENT)
def end_other_sign_ins() -> Any:
    """Sign all other devices out."""
    account = queries.own_account(actor())
    commands.end_other_sign_ins(actor(), account, keep=current_sign_in())
    return back_to_account(_("All other devices are signed out."))


@bp.get("/tai-khoan/du-lieu")
@signed_in(Surface.RESIDENT)
def my_data() -> Any:
    """Say what is held, and offer to take it along or to erase it."""
    return render_template("accounts/data.html")


@bp.get("/tai-khoan/du-lieu.json")
@signed_in(Surface.RESIDENT)
def download_data() -> Any:
    """Hand out everything that is held about a person."""
    response = jsonify(exports.data_of(actor()))
    response.headers["Content-Disposition"] = 'attachment; filename="lang-nghe-du-lieu.json"'
    return response


@bp.route("/tai-khoan/du-lieu/xoa", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def erase_account() -> Any:
    """Erase the account, once the word was typed."""
    form = forms.EraseForm.of_request()
    if form.accepts():
        if fold(form.word.data) in {fold(_("ERASE")), "erase"}:
            commands.erase_account(actor())
            leave_session()
            return redirect(url_for("accounts.account_erased"), 303)
        form.put_error(Invalid("word", _("Type %(word)s to confirm.", word=_("ERASE"))))
    return page("accounts/erase.html", form)


@bp.get("/tai-khoan/da-xoa")
@public
def account_erased() -> Any:
    """Say that the data are gone."""
    return render_template("accounts/erased.html")
