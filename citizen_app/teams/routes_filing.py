"""Filing one thing for the person beside the helper: report, question, place, survey; and their slip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for

from citizen_app.core import ids
from citizen_app.core.access import actor, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import Invalid, InvalidTransition, TooManyTries
from citizen_app.core.i18n import language
from citizen_app.core.limits import Limit
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue.commands.asking import Asking
from citizen_app.dialogue.commands.register import Request
from citizen_app.feedback.commands.submit import Submission
from citizen_app.surveys.questionnaire import questionnaire
from citizen_app.teams import policies, queries, queries_helper
from citizen_app.teams.commands import filing
from citizen_app.teams.devices import device_digest
from citizen_app.teams.forms_help import (
    ConsentForm,
    QuestionForm,
    RegistrationForm,
    ReportForm,
    survey_form,
)
from citizen_app.teams.models import Visit
from citizen_app.teams.routes_help import bp, secret
from citizen_app.teams.words import FILED_LABELS
from citizen_app.wards import queries as wards

# A good talk takes ten minutes; the ward is told of eight an hour. This stops what no person can do.
FILING = Limit("help.file", 30, dt.timedelta(hours=1))


def _home() -> Any:
    """Lead back to the beginning: there is nobody whom the helper helps just now."""
    return redirect(url_for("helping.home"), 303)


def _hidden(visit: Visit) -> dict[str, str]:
    """Return what a fresh form carries unseen: its key, and in whose visit it was opened."""
    return {"key": ids.new_token(), "visit": str(visit.id)}


def _run(
    visit: Visit, form: ConsentForm, template: str, file: Callable[[Any], Any], **shown: Any
) -> Any:
    """File what was filled in and lead on, or show the page, with what is to be mended."""
    too_many = False
    if form.is_for(visit) and form.accepts():
        try:
            return file(form.taken(visit, device_digest()))
        except Invalid as error:
            form.put_error(error)
        except InvalidTransition as error:
            form.form_errors.append(str(error))
        except TooManyTries as error:
            form.form_errors.append(str(error.message))
            too_many = True
    page = render_template(template, ward=visit.ward, visit=visit, form=form, **shown)
    return page, 429 if too_many else 422 if form.errors else 200


def _to_slip(filed: filing.Filed) -> Any:
    if not filed.is_repeat:
        FILING.take(str(actor().account_id))  # one too many: nothing of it is stored
    return redirect(url_for("helping.slip", code=filed.consent.code), 303)


@bp.route("/giup/phan-anh", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def report() -> Any:
    """Send a report for them."""
    visit = queries.open_visit(actor())
    if visit is None:
        return _home()
    form = ReportForm.of_request(**_hidden(visit), name=visit.name_shown)
    categories = wards.list_categories(visit.ward_id)
    form.offer(categories)

    def file(taken: Any) -> Any:
        said = form.fields_of_report(categories)
        submission = Submission(neighbourhood=visit.neighbourhood, **said)
        return _to_slip(filing.file_report(actor(), taken, submission, secret=secret()))

    return _run(visit, form, "teams/report.html", file)


@bp.route("/giup/cau-hoi/<code>", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def question(code: str) -> Any:
    """Send a question to a dialogue for them."""
    visit = queries.open_visit(actor())
    if visit is None:
        return _home()
    session = queries_helper.get_session(visit.ward, code)
    form = QuestionForm.of_request(**_hidden(visit), name=visit.name_shown)

    def file(taken: Any) -> Any:
        asking = Asking(
            key=form.key.data,
            text=form.text.data,
            neighbourhood=visit.neighbourhood,
            name=form.name.data,
            phone=form.phone.data,
        )
        filed = filing.ask_question_for(actor(), taken, session, asking, secret=secret())
        return _to_slip(filed)

    return _run(visit, form, "teams/question.html", file, session=session)


@bp.route("/giup/dang-ky/<code>", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def registration(code: str) -> Any:
    """Keep places at a dialogue for them."""
    visit = queries.open_visit(actor())
    if visit is None:
        return _home()
    session = queries_helper.get_session(visit.ward, code)
    form = RegistrationForm.of_request(**_hidden(visit), name=visit.name_shown)

    def file(taken: Any) -> Any:
        asked = Request(
            key=form.key.data,
            name=form.name.data,
            phone=form.phone.data,
            neighbourhood=visit.neighbourhood,
            people=form.people.data,
            needs_wheelchair=form.needs_wheelchair.data,
            needs_interpreter=form.needs_interpreter.data,
        )
        return _to_slip(filing.register_for(actor(), taken, session, asked, secret=secret()))

    return _run(visit, form, "teams/registration.html", file, session=session)


@bp.route("/giup/khao-sat", methods=["GET", "POST"])
@signed_in(Surface.RESIDENT)
def survey() -> Any:
    """Go through the survey with them."""
    visit = queries.open_visit(actor())
    if visit is None:
        return _home()
    wave = queries_helper.open_wave(visit.ward)
    if wave is None:
        return redirect(url_for("helping.menu"), 303)
    asked = questionnaire(wave.questionnaire)
    unit = visit.ward.unit_type
    form = survey_form(asked, language=language(), unit=unit, **_hidden(visit))

    def file(taken: Any) -> Any:
        reply = form.reply(asked, visit)
        filing.answer_survey_for(actor(), taken, wave, reply, key=form.key.data, secret=secret())
        return redirect(url_for("helping.survey_thanks"), 303)

    return _run(visit, form, "teams/survey.html", file, asked=asked)


@bp.get("/giup/khao-sat/xong")
@signed_in(Surface.RESIDENT)
def survey_thanks() -> Any:
    """Say thanks; nothing was kept that leads from here to the answers."""
    visit = queries.open_visit(actor())
    if visit is None:
        return _home()
    return render_template("teams/survey_thanks.html", ward=visit.ward, visit=visit)


@bp.get("/giup/phieu/<code>")
@signed_in(Surface.RESIDENT)
def slip(code: str) -> Any:
    """Show the slip to the resident: only while they are beside the helper, in the visit that made it."""
    visit = queries.open_visit(actor())
    if visit is None:
        return _home()
    consent = queries.get_consent(code)
    is_of_visit = consent.recorded_at >= visit.started_at
    if not policies.may_see(actor(), consent) or not is_of_visit:
        return _home()
    thing = filing.thing_of(consent)
    address = whole_address("feedback.track", ma=thing.code)
    return render_template(
        "teams/slip.html",
        ward=visit.ward,
        visit=visit,
        consent=consent,
        thing=thing,
        pin=filing.pin_of(consent, secret=secret()),
        what=FILED_LABELS[consent.purpose],
        address=address,
        qr=qr_picture(address),
    )
