"""Residents' pages of the questions: ask, slip, one's own question and what became of it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for

from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core import clock
from citizen_app.core.access import actor, public
from citizen_app.core.errors import Invalid
from citizen_app.core.events import events_of
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue import policies, queries, queries_live
from citizen_app.dialogue.commands.appeals import appeal_refusal
from citizen_app.dialogue.commands.asking import (
    Asking,
    ask_question,
    support_question,
)
from citizen_app.dialogue.commands.leaving import erase_question_data, withdraw_question
from citizen_app.dialogue.devices import device
from citizen_app.dialogue.forms import AppealForm, AskForm
from citizen_app.dialogue.grounds import grounds
from citizen_app.dialogue.limits import ASKING, ASKING_LIVE, SUPPORTING, SUPPORTING_LIVE
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.queries import questions
from citizen_app.dialogue.routes_public import bp
from citizen_app.dialogue.routes_thread import thread_parts
from citizen_app.dialogue.words import question_story
from citizen_app.dialogue.workflow_questions import STATE_LABELS, machine
from citizen_app.feedback import receipts
from citizen_app.feedback.recognising import NotAReport, guidance_on, recognise
from citizen_app.wards import queries as wards

# What a board that everyone reads is not for; a wish to know something is what it is for.
ELSEWHERE = {NotAReport.EMERGENCY, NotAReport.DENUNCIATION, NotAReport.COMPLAINT}


@bp.route("/p/<ward:ward>/doi-thoai/<code>/hoi", methods=["GET", "POST"])
@public
def ask(ward: Any, code: str) -> Any:
    """Send a question; before it is sent, the page says what else fits: another way, a similar one."""
    held = queries.get_public(ward, code)
    form = AskForm.of_request(key=secrets.token_urlsafe(24))
    categories, places = wards.list_categories(ward.id), wards.list_neighbourhoods(ward)
    form.offer(categories, places)
    stop: dict[str, Any] = {}
    is_sent = form.accepts() and "change" not in request.form
    if is_sent and policies.takes_questions(held):
        stop = first_stop(held, form)
    if is_sent and not stop:
        try:
            return _send(held, form.asking(categories, places))
        except Invalid as error:
            form.put_error(error)
    page = render_template(
        stop.get("template", "dialogue/ask.html"),
        ward=ward,
        session=held,
        form=form,
        stop=stop,
        has_account=actor().account_id is not None,
        is_open=policies.takes_questions(held),
    )
    return page, 422 if form.errors else 200


def first_stop(held: Session, form: AskForm) -> dict[str, Any]:
    """Return what the asker should look at before the question is sent; empty when nothing is left."""
    kinds = [kind for kind in recognise(form.text.data) if kind in ELSEWHERE]
    heeded = (form.heeded.data or "").split()
    if set(kinds) - set(heeded):
        form.heeded.data = " ".join(kinds)
        told = [(kind, guidance_on(kind, clock.today())) for kind in kinds]
        return {"template": "dialogue/ask_notice.html", "told": told}
    if form.sure.data or NotAReport.DENUNCIATION in kinds:
        return {}
    near = questions.similar_shown(held, form.text.data)
    form.sure.data = "1" if near else form.sure.data
    return {"template": "dialogue/ask_similar.html", "near": near} if near else {}


def _send(held: Session, asking: Asking) -> Any:
    said = asking.fingerprint(held)
    code = receipts.sent_just_now(said)
    if code is None or questions.find_question(code) is None:
        (ASKING_LIVE if held.state == "live" else ASKING).take(request.remote_addr or "")
        secret = current_app.config["SECRET_KEY"]
        question, _pin = ask_question(actor(), held, asking, secret=secret)
        code = question.code
        unlock_report(code)
        receipts.keep_receipt(code, said)
    return redirect(url_for("dialogue.slip", code=code), 303)


@bp.get("/tra-cuu/cau-hoi/<code>/phieu")
@public
def slip(code: str) -> Any:
    """Show the slip of a question to its asker: code, PIN, QR."""
    question = questions.get_own(actor(), code)
    address = whole_address("feedback.track", ma=question.code)
    return render_template(
        "dialogue/slip.html",
        ward=question.session.ward,
        question=question,
        session=question.session,
        pin=receipts.pin_to_show(question, current_app.config["SECRET_KEY"]),
        qr=qr_picture(address),
        address=address,
    )


@bp.get("/tra-cuu/cau-hoi/<code>")
@public
def own_question(code: str) -> Any:
    """Show the asker the thread of the question: what became of it, who has the same one."""
    question = questions.find_question(code)
    if question is None or not policies.is_asker(actor(), question):
        return redirect(url_for("feedback.track", ma=code))
    return _own_page(question, AppealForm())


def _own_page(question: Question, form: AppealForm) -> str:
    target = question.merged_into if question.merged_into is not None else question
    return render_template(
        "dialogue/own_question.html",
        ward=question.session.ward,
        session=question.session,
        question=question,
        target=target,
        **thread_parts(actor(), question),
        ground=grounds().get(question.ground),
        case=queries_live.case_of(question),
        state_label=STATE_LABELS[question.state],
        story=question_story(events_of(question)),
        form=form,
        may_erase=bool(question.contact or question.account_id)
        and not policies.is_undecided(question),
        may_appeal=machine.may(actor(), question, "appeal"),
        may_withdraw=machine.may(actor(), question, "withdraw"),
    )


@bp.post("/tra-cuu/cau-hoi/<code>/khong-dong-y")
@public
def appeal(code: str) -> Any:
    """Object to a refusal, once."""
    question, form = questions.get_own(actor(), code), AppealForm.of_request()
    if form.validate():
        appeal_refusal(actor(), question, text=form.text.data)
        return redirect(url_for("dialogue.own_question", code=code), 303)
    return _own_page(question, form), 422


@bp.get("/tra-cuu/cau-hoi/<code>/khong-dong-y", endpoint="back_from_appeal")
@public
def back_to_question(code: str) -> Any:
    """Go to the question: somebody came back to the address of a form that was refused."""
    return redirect(url_for("dialogue.own_question", code=code))


@bp.route("/tra-cuu/cau-hoi/<code>/rut", methods=["GET", "POST"])
@public
def withdraw(code: str) -> Any:
    """Take the question back, after asking once more."""
    question = questions.get_own(actor(), code)
    if request.method == "POST":
        withdraw_question(actor(), question)
        return redirect(url_for("dialogue.own_question", code=code), 303)
    return render_template("dialogue/withdraw.html", ward=question.session.ward, question=question)


@bp.post("/tra-cuu/cau-hoi/<code>/xoa-du-lieu")
@public
def erase(code: str) -> Any:
    """Erase what names the asker."""
    question = questions.get_own(actor(), code)
    erase_question_data(actor(), question)
    return redirect(url_for("dialogue.own_question", code=code), 303)


@bp.post("/tra-cuu/cau-hoi/<code>/vu-viec")
@public
def open_case(code: str) -> Any:
    """Open the case that the asker's own question became."""
    question = questions.get_own(actor(), code)
    report = queries_live.case_of(question)
    if report is None or question.merged_into_id is not None:
        return redirect(url_for("dialogue.own_question", code=code), 303)
    if question.code in actor().unlocked:
        unlock_report(report.code)
    return redirect(url_for("feedback.sent", code=report.code), 303)


@bp.post("/p/<ward:ward>/doi-thoai/<code>/cau-hoi/<qcode>/ung-ho")
@public
def support(ward: Any, code: str, qcode: str) -> Any:
    """Say that one has the same question; once per account or device."""
    question = queries_live.get_supportable(ward, code, qcode)
    held = question.session
    if not policies.takes_questions(held):
        abort(409)
    (SUPPORTING_LIVE if held.state == "live" else SUPPORTING).take(request.remote_addr or "")
    try:
        support_question(actor(), question, device=device())
    except Invalid as error:
        flash(str(error.message), "error")
    where = url_for("dialogue.supported", ward=ward, code=held.code, qcode=question.code)
    return redirect(where, 303)


@bp.get("/p/<ward:ward>/doi-thoai/<code>/cau-hoi/<qcode>/cam-on")
@public
def supported(ward: Any, code: str, qcode: str) -> Any:
    """Thank for the support, and lead back."""
    held = queries.get_public(ward, code)
    question = questions.get_shown(held, qcode)
    page = {"ward": ward, "session": held, "question": question}
    return render_template("dialogue/supported.html", **page, heading=_("Thank you"))
