"""Residents' pages of the requests for a dialogue: list, one of them, ask, join, what became of mine."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from citizen_app.core.access import actor, public, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.events import events_of
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.page_cache import cached_page
from citizen_app.dialogue import policies_requests as policies
from citizen_app.dialogue import queries_requests as queries
from citizen_app.dialogue import thresholds
from citizen_app.dialogue.commands import requesting as commands
from citizen_app.dialogue.forms_requests import AskForDialogueForm, JoinForm, ObjectForm
from citizen_app.dialogue.grounds import request_grounds
from citizen_app.dialogue.limits import JOINING, REQUESTING
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.dialogue.words import phase_of, question_story
from citizen_app.dialogue.workflow_requests import STATE_COLOURS, STATE_LABELS, machine
from citizen_app.wards import queries as wards

bp = Blueprint("requests", __name__, template_folder="templates")
PATH = "/p/<ward:ward>/de-nghi-doi-thoai"


def state_of(request: DialogueRequest) -> tuple[str, object]:
    """Return the colour and the word for where a request stands."""
    return STATE_COLOURS[request.state], STATE_LABELS[request.state]


@bp.get(PATH)
@public
@cached_page
def list_requests(ward: Any) -> Any:
    """List the requests of a ward with how far each has come."""
    return render_template(
        "dialogue/requests.html",
        ward=ward,
        requests=queries.list_shown(ward),
        threshold=thresholds.threshold_of(ward.id),
        refused=queries.count_refused(ward),
        state_of=state_of,
    )


@bp.get(f"{PATH}/<code>")
@public
@cached_page
def show(ward: Any, code: str) -> Any:
    """Show one request: how many ask for it, how many are needed, what the ward owes by when."""
    request = queries.get_shown(ward, code)
    if request.code != code:
        return redirect(url_for("requests.show", ward=ward, code=request.code), 301)
    session = request.session
    return render_template(
        "dialogue/request.html",
        ward=ward,
        request_=request,
        threshold=thresholds.threshold_of(ward.id),
        clock=thresholds.holding_clock(request),
        session=session if session is not None and session.announced_at else None,
        phase_of=phase_of,
        numbers=queries.numbers_by_neighbourhood(request),
        state=state_of(request),
        may_join=policies.can_be_joined(request),
        story=question_story(events_of(request)),
        address=whole_address("requests.show", ward=ward.path_id, code=request.code),
    )


@bp.route(f"{PATH}/gui", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def ask(ward: Any) -> Any:
    """Ask for a dialogue."""
    form = AskForDialogueForm.of_request(key=secrets.token_urlsafe(24))
    places = wards.list_neighbourhoods(ward)
    form.offer(places)
    is_proved = commands.is_proved(actor())
    if form.accepts() and is_proved:
        asked = commands.RequestAsked(
            key=form.key.data,
            subject=form.subject.data,
            reason=form.reason.data,
            number=form.number.data,
            neighbourhood=form.chosen(places),
        )
        REQUESTING.take(str(actor().account_id))
        sent = commands.ask_for_dialogue(actor(), ward, asked, secret=_secret())
        flash(_("The ward has your request."), "success")
        return redirect(url_for("requests.own", ward=ward, code=sent.code), 303)
    page = render_template(
        "dialogue/request_ask.html",
        ward=ward,
        form=form,
        is_proved=is_proved,
        others=[one for one in queries.list_shown(ward) if policies.can_be_joined(one)],
        threshold=thresholds.threshold_of(ward.id),
    )
    return page, 422 if form.errors else 200


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@bp.route(f"{PATH}/<code>/cung-de-nghi", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def join(ward: Any, code: str) -> Any:
    """Ask for it too; who does already may take it back here."""
    request = queries.get_shown(ward, code)
    form, places = JoinForm.of_request(), wards.list_neighbourhoods(ward)
    form.offer(places)
    is_proved = commands.is_proved(actor())
    if form.accepts() and is_proved:
        try:
            _join(request, form, places)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("You ask for this dialogue too. Thank you."), "success")
            return redirect(url_for("requests.join", ward=ward, code=request.code), 303)
    page = render_template(
        "dialogue/request_join.html",
        ward=ward,
        request_=request,
        form=form,
        is_proved=is_proved,
        asks=commands.asks_already(actor(), request),
        may_join=policies.can_be_joined(request),
        may_leave=policies.can_be_left(request),
    )
    return page, 422 if form.errors else 200


def _join(request: DialogueRequest, form: JoinForm, places: Any) -> None:
    """Count every try that carries a number: a wrong one stays counted though nothing else is stored."""
    who = str(actor().account_id)
    JOINING.take(who)
    try:
        commands.support_request(
            actor(),
            request,
            number=form.number.data,
            neighbourhood=form.chosen(places),
            secret=_secret(),
        )
    except Invalid:
        keep_despite_error()
        raise


@bp.post(f"{PATH}/<code>/thoi-de-nghi")
@signed_in(Surface.RESIDENT)
def leave(ward: Any, code: str) -> Any:
    """Ask for it no longer."""
    request = queries.get_shown(ward, code)
    try:
        commands.take_back_support(actor(), request)
    except Invalid as error:
        flash(str(error.message), "error")
    else:
        flash(_("Taken back. You are not counted any more."), "success")
    return redirect(url_for("requests.join", ward=ward, code=request.code), 303)


@bp.get(f"{PATH}/<code>/cua-toi")
@signed_in(Surface.RESIDENT)
def own(ward: Any, code: str) -> Any:
    """Show the asker what became of the request."""
    return _own_page(queries.get_own(actor(), code), ObjectForm())


def _own_page(request: DialogueRequest, form: ObjectForm) -> str:
    return render_template(
        "dialogue/request_own.html",
        ward=request.ward,
        request_=request,
        state=state_of(request),
        ground=request_grounds().get(request.ground),
        story=question_story(events_of(request)),
        form=form,
        is_shown=policies.is_shown(request),
        may_appeal=machine.may(actor(), request, "appeal"),
        may_withdraw=machine.may(actor(), request, "withdraw"),
    )


@bp.post(f"{PATH}/<code>/cua-toi/khong-dong-y")
@signed_in(Surface.RESIDENT)
def appeal(ward: Any, code: str) -> Any:
    """Object to a refusal, once."""
    request, form = queries.get_own(actor(), code), ObjectForm.of_request()
    if form.validate():
        commands.appeal_request(actor(), request, text=form.text.data)
        return redirect(url_for("requests.own", ward=ward, code=request.code), 303)
    return _own_page(request, form), 422


@bp.post(f"{PATH}/<code>/cua-toi/rut")
@signed_in(Surface.RESIDENT)
def withdraw(ward: Any, code: str) -> Any:
    """Take back a request that is not shown."""
    request = queries.get_own(actor(), code)
    commands.withdraw_request(actor(), request)
    flash(_("Your request is withdrawn."), "success")
    return redirect(url_for("requests.own", ward=ward, code=request.code), 303)


@bp.get(f"{PATH}/<code>/cua-toi/khong-dong-y", endpoint="back_from_appeal")
@bp.get(f"{PATH}/<code>/cua-toi/rut", endpoint="back_from_withdraw")
@signed_in(Surface.RESIDENT)
def back_to_own(ward: Any, code: str) -> Any:
    """Go to the request: somebody came back to the address of a form."""
    return redirect(url_for("requests.own", ward=ward, code=code))


@bp.get(f"{PATH}/<code>/thoi-de-nghi", endpoint="back_from_leave")
@public
def back_to_request(ward: Any, code: str) -> Any:
    """Go to the request: somebody came back to the address of a button."""
    return redirect(url_for("requests.show", ward=ward, code=code))
