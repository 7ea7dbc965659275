"""Residents come and go: sign up, sign in by password or code, sign out."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for

from citizen_app.accounts import commands, forms, queries
from citizen_app.accounts.blueprint import bp
from citizen_app.accounts.flows import current_flow, forget_flow, keep_flow, page, remote, visit
from citizen_app.accounts.signing_in import current_sign_in, leave_session, start_session
from citizen_app.core.access import actor, public
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid
from citizen_app.core.web.redirects import safe_target


@bp.route("/dang-ky", methods=["GET", "POST"])
@public
def resident_sign_up() -> Any:
    """Ask a name and one contact; the code sent there opens the account."""
    form = forms.SignUpForm.of_request(tiep=request.args.get("tiep", ""))
    if form.accepts():
        typed = {name: form[name].data for name in ("name", "contact", "password")}
        try:
            sent = commands.start_sign_up(actor(), **typed, remote=remote())
        except Invalid as error:
            form.put_error(error)
        else:
            keep_flow(sent, "sign_up", form.tiep.data or "")
            return redirect(url_for("accounts.enter_code"), 303)
    return page("accounts/sign_up.html", form)


@bp.route("/dang-nhap", methods=["GET", "POST"])
@public
def resident_sign_in() -> Any:
    """Sign in by password; without one, send a code."""
    if current_sign_in() is not None:
        return redirect(next_page(request.args.get("tiep")), 303)
    form = forms.SignInForm.of_request(tiep=request.args.get("tiep", ""))
    if form.accepts():
        try:
            return _sign_in(form)
        except Invalid as error:
            form.put_error(error)
    return page("accounts/sign_in.html", form, demo_helpers=queries.list_demo_helpers())


@bp.post("/dang-nhap/demo")
@public
def demo_helper_sign_in() -> Any:
    """Sign in as a made-up helper; in demo mode only."""
    account_id = request.form.get("account", type=int)
    if account_id is None:
        abort(404)
    start_session(commands.sign_in_as_demo_helper(account_id, device=visit()["device"]))
    return redirect(safe_target(request.form.get("tiep"), "/ho-tro"), 303)


def _sign_in(form: Any) -> Any:
    contact, password = form.contact.data, form.password.data
    if not password or "gui_ma" in request.form:
        sent = commands.start_code_sign_in(actor(), contact=contact, remote=remote())
        keep_flow(sent, "sign_in", form.tiep.data or "")
        return redirect(url_for("accounts.enter_code"), 303)
    new = commands.sign_in_with_password(
        actor(), Surface.RESIDENT, contact=contact, password=password, **visit()
    )
    start_session(new)
    return redirect(next_page(form.tiep.data), 303)


@bp.route("/dang-nhap/ma", methods=["GET", "POST"])
@public
def enter_code() -> Any:
    """Take the code that was sent."""
    flow = current_flow("sign_up", "sign_in")
    if flow is None:
        return redirect(url_for("accounts.resident_sign_in"), 303)
    form = forms.CodeForm.of_request()
    if form.accepts():
        try:
            new = commands.sign_in_with_code(actor(), flow.token, form.code.data, **visit())
        except Invalid as error:
            form.put_error(error)
        else:
            forget_flow()
            start_session(new)
            return redirect(next_page(flow.tiep), 303)
    return page("accounts/enter_code.html", form, flow=flow)


@bp.post("/dang-xuat")
@public
def resident_sign_out() -> Any:
    """End the session of this browser."""
    sign_in = current_sign_in()
    if sign_in is not None:
        commands.sign_out(sign_in)
    leave_session()
    return redirect(url_for("wards.home"), 303)


def next_page(tiep: str | None) -> str:
    """Return where a resident goes after signing in: within this site only."""
    return safe_target(tiep, url_for("accounts.resident_account"))
