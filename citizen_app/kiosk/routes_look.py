"""Looking things up at the screen: one's own case, the ward's answers; rating; the survey."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for

from citizen_app.core.access import public
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid, InvalidTransition, TooManyTries
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import language
from citizen_app.core.web.addresses import whole_address
from citizen_app.feedback import opening, policies
from citizen_app.feedback import queries as cases
from citizen_app.feedback.commands.judge import judge_answer
from citizen_app.feedback.models import Report
from citizen_app.feedback.opening import open_by_pin
from citizen_app.kiosk import commands, survey_page
from citizen_app.kiosk.forms import LookForm, RateForm
from citizen_app.kiosk.limits import ANSWERING
from citizen_app.kiosk.models import Device, Touching
from citizen_app.kiosk.routes_public import bp
from citizen_app.kiosk.touching import device_here, forget_visit, home, page, person, visit_here
from citizen_app.kiosk.words import STILL_WRONG
from citizen_app.surveys import queries as surveys
from citizen_app.surveys.commands.answering import give_answer
from citizen_app.surveys.doors import Door

CASES = "PA"
MOST_ANSWERS = 8


def _here(ward: Any) -> tuple[Device | None, Touching | None]:
    device = device_here(ward)
    return device, visit_here(device) if device is not None else None


@bp.route("/p/<ward:ward>/quay/tra-cuu", methods=["GET", "POST"])
@public
def look(ward: Any) -> Any:
    """Open one's own case by code and PIN."""
    device, visit = _here(ward)
    if device is None or visit is None:
        return home(ward)
    form, standing, status = LookForm.of_request(), None, 0
    if form.accepts():
        keep_despite_error()
        commands.keep(visit)
        standing = opening.standing_of_code(form.code.data)
        status = 422
        try:
            code = "" if standing is not None else _code_of_case(form, f"kiosk {device.id}")
        except (Invalid, TooManyTries) as error:
            form.put_error(Invalid(getattr(error, "field", "pin"), error.message))
            status = error.status
        else:
            if code:
                commands.keep(visit, case=code)
                return redirect(url_for("kiosk.own_case", ward=ward), 303)
    status = status or (422 if form.errors else 200)
    return page("kiosk/look.html", ward, status=status, form=form, standing=standing)


def _code_of_case(form: LookForm, where: str) -> str:
    """Return the code of the case that code and PIN open, or raise Invalid or TooManyTries."""
    typed = form.code.data
    if not opening.can_be_code(typed):
        raise Invalid(
            "code", _("This code has a letter too many, too few or wrong. Please compare it.")
        )
    secret = current_app.config["SECRET_KEY"]
    opened = open_by_pin(typed, form.pin.data, where=where, secret=secret)
    if opened is None:
        missing = opening.why_missing(typed)
        if missing:
            raise Invalid("code", missing)
        raise Invalid("pin", _("Code and PIN do not fit together. Please look at your slip again."))
    # A slip that was given out without a signal has a number of its own, and leads to this code.
    code = str(opened[1].code)
    if not code.startswith(CASES):
        raise Invalid(
            "code",
            _(
                "This slip is for a dialogue, and this screen opens reports only. Please open it on a phone "
                "at %(address)s with the same code and PIN, or ask for help here.",
                address=whole_address("feedback.track"),
            ),
        )
    return code


@bp.route("/p/<ward:ward>/quay/ho-so", methods=["GET", "POST"])
@public
def own_case(ward: Any) -> Any:
    """Show the case that was opened; take the sender's judgement."""
    _device, visit = _here(ward)
    report = cases.find_report(visit.fields.get("case", "")) if visit is not None else None
    if visit is None or report is None:
        return home(ward)
    who, form = person(report.code), RateForm.of_request()
    if form.accepts() and policies.can_judge(who, report):
        _judge(who, report, form)
        commands.keep(visit)
        return redirect(url_for("kiosk.own_case", ward=ward), 303)
    return page(
        "kiosk/case.html",
        ward,
        status=422 if form.errors else 200,
        report=report,
        answer=report.published_answer,
        form=form,
        can_judge=policies.can_judge(who, report),
    )


def _judge(who: Any, report: Report, form: RateForm) -> None:
    wrong = STILL_WRONG.get(form.wrong.data or "")
    judge_answer(
        who,
        report,
        solved=form.solved.data,
        satisfaction=int(form.satisfaction.data) if form.satisfaction.data else None,
        reason=str(wrong) if wrong is not None and form.solved.data != "yes" else "",
    )


@bp.get("/p/<ward:ward>/quay/tra-loi")
@public
def answers(ward: Any) -> Any:
    """List what the ward answered lately."""
    if device_here(ward) is None:
        return home(ward)
    return page("kiosk/answers.html", ward, cases=cases.latest_answered(ward, MOST_ANSWERS))


@bp.get("/p/<ward:ward>/quay/tra-loi/<code>")
@public
def answer(ward: Any, code: str) -> Any:
    """Show one public answer, to read or to listen to."""
    report = cases.find_report(code) if device_here(ward) is not None else None
    if report is None or not policies.is_public(report) or report.holder_ward_id != ward.id:
        return home(ward)
    return page("kiosk/answer.html", ward, report=report, answer=report.published_answer)


@bp.route("/p/<ward:ward>/quay/khao-sat", methods=["GET", "POST"])
@public
def survey(ward: Any) -> Any:
    """Ask the questions of the survey."""
    device, visit = _here(ward)
    wave = surveys.open_wave_of(ward)
    if device is None or visit is None or wave is None:
        return home(ward)
    form = survey_page.survey_form(wave, language(), ward.unit_type)
    if request.method == "POST" and form.validate():
        try:
            ANSWERING.take(str(device.id))
            secret = current_app.config["SECRET_KEY"]
            reply = survey_page.reply_of(wave, form)
            # The door is the counter; nothing of the visit is tied to the answer but that it is one.
            give_answer(wave, reply, Door("counter"), form_key=visit.token_digest, secret=secret)
        except (Invalid, InvalidTransition, TooManyTries) as error:
            form.put_error(Invalid("", error.message))
        else:
            commands.end_visit(visit)
            return forget_visit(redirect(url_for("kiosk.thanks", ward=ward), 303), ward)
    status = 422 if form.errors else 200
    return page(
        "kiosk/survey.html", ward, status=status, form=form, asked=survey_page.asked_of(wave)
    )


@bp.get("/p/<ward:ward>/quay/cam-on")
@public
def thanks(ward: Any) -> Any:
    """Say thanks for the answers."""
    return page("kiosk/thanks.html", ward) if device_here(ward) is not None else home(ward)
