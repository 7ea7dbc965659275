"""The pages of those who lead a session: order, screen, answers, polls, speakers, opening and closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.core.personal_data import find_personal_data
from citizen_app.dialogue import forms_live as forms
from citizen_app.dialogue import policies_live, queries, queries_live, queries_shares
from citizen_app.dialogue.commands import moderate, polls, running, speaking, stage
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.queries import questions
from citizen_app.dialogue.words import phase_of
from citizen_app.dialogue.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

bp = Blueprint(
    "running", __name__, template_folder="templates", url_prefix="/can-bo/doi-thoai/<code>"
)


@bp.get("/dieu-hanh")
@requires(Permission.DIALOGUE_RUN)
def lead(code: str) -> Any:
    """Show everything that is needed to lead a session."""
    return _lead_page(_session(code))


def _session(code: str) -> Session:
    session = queries.get_for_staff(actor(), code)
    if session.announced_at is None or not policies_live.can_run(actor(), session):
        abort(404)
    return session


def _lead_page(session: Session, status: int = 200, **typed: Any) -> Any:
    state = _state(session)
    minutes = max(1, state["board"].speaking_seconds // 60)
    page = render_template(
        "dialogue/live_lead.html",
        phase=phase_of(session),
        open_steps={step.name: step for step in machine.available(actor(), session)},
        poll_form=typed.get("poll_form") or forms.PollForm(),
        time_form=typed.get("time_form") or forms.SpeakingTimeForm(data={"minutes": minutes}),
        **state,
    )
    return page, status


def _state(session: Session) -> dict[str, Any]:
    """Return all that changes on the page while the session runs."""
    return {
        "ward": session.ward,
        "session": session,
        "board": queries_live.get_board(session.ward, session),
        "to_read": [
            (one, bool(find_personal_data(one.text))) for one in queries_live.list_to_read(session)
        ],
        "shares": queries_shares.get_shares(session),
        "ready": queries_live.list_polls(session, ("ready",)),
        "may_moderate": actor().may(Permission.DIALOGUE_MODERATE, session.ward_id),
    }


@bp.get("/dieu-hanh/bang")
@requires(Permission.DIALOGUE_RUN)
def lead_board(code: str) -> Any:
    """Give what changes on the page of those who lead."""
    part = render_template("dialogue/_live_lead.html", **_state(_session(code)))
    return Response(part, mimetype="text/plain")


@bp.post("/mo")
@requires(Permission.DIALOGUE_RUN)
def open_session(code: str) -> Any:
    """Open the session."""
    session = _session(code)
    return _step(session, lambda: running.open_session(actor(), session, version=_seen()))


@bp.post("/dong")
@requires(Permission.DIALOGUE_RUN)
def close_session(code: str) -> Any:
    """Close the session."""
    session = _session(code)
    return _step(session, lambda: running.close_session(actor(), session, version=_seen()))


def _seen() -> int:
    typed = request.form.get("version", "")
    return int(typed) if typed.isdigit() and len(typed) < 10 else 0


def _step(session: Session, run: Callable[[], object], part: str = "") -> Any:
    """Take a step of the page and come back to the part that the button stood in."""
    try:
        run()
    except Invalid as error:
        flash(str(error.message), "error")
    return redirect(url_for("running.lead", code=session.code, _anchor=part or None), 303)


QUESTION_STEPS: dict[str, Callable[[Any, Question], object]] = {
    "len-man-hinh": stage.show_question,
    "da-tra-loi": stage.mark_answered,
    "chua-tra-loi": stage.take_answer_back,
}
MOVES = {"len": "up", "xuong": "down", "len-dau": "top"}


@bp.post("/dieu-hanh/cau-hoi/<qcode>/<step>")
@requires(Permission.DIALOGUE_RUN)
def take(code: str, qcode: str, step: str) -> Any:
    """Take a step with a question: approve it as it is, move it, show it, mark it answered."""
    session = _session(code)
    question = questions.get_for_moderator(actor(), session, qcode)
    if step == "duyet":
        return _step(session, lambda: _approve(question), "cho-duyet")
    if step in MOVES:
        seen = request.form.get("vi-tri", "")
        place = int(seen) if seen.isdigit() and len(seen) < 6 else -1
        return _step(
            session,
            lambda: stage.move_question(actor(), question, how=MOVES[step], seen=place),
            f"ch-{question.code}",
        )
    run = QUESTION_STEPS.get(step) or abort(404)
    return _step(session, lambda: run(actor(), question), "dang-tra-loi")


def _approve(question: Question) -> None:
    """Put it on the board in the asker's own words, in the field that it was sent in or looks like."""
    if find_personal_data(question.text):
        raise Invalid("", _("Somebody may be recognised by this question: please change it first."))
    field = question.category or wards.suggest_category(question.ward_id, question.text, least=0.0)
    moderate.approve_question(
        actor(), question, public_text=question.text, category=field, version=_seen()
    )


@bp.get("/dieu-hanh/cau-hoi/<qcode>/<step>", endpoint="back_from_question")
@bp.get("/mo", endpoint="back_from_opening")
@bp.get("/dong", endpoint="back_from_closing")
@requires(Permission.DIALOGUE_RUN)
def back(code: str, **_kwargs: Any) -> Any:
    """Go to the page of those who lead: somebody came back to the address of a step."""
    return redirect(url_for("running.lead", code=code))


@bp.route("/dieu-hanh/ghi/<qcode>", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_RUN)
def note(code: str, qcode: str) -> Any:
    """Write down what is being said; what somebody else wrote meanwhile is shown beside it."""
    session = _session(code)
    question = questions.get_for_moderator(actor(), session, qcode)
    form = forms.AnswerForm.of_request(text=question.answer, seen=stage.version_of(question.answer))
    theirs, status = "", 200
    if request.method == "POST" and not form.validate():
        status = 422
    elif request.method == "POST":
        try:
            stage.note_answer(actor(), question, text=form.text.data, seen=form.seen.data or "")
        except StaleVersion:
            theirs, status = question.answer, 409
            form.seen.data = stage.version_of(question.answer)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("running.lead", code=session.code, _anchor="dang-tra-loi"), 303)
    page = render_template(
        "dialogue/live_note.html",
        ward=session.ward,
        session=session,
        question=question,
        form=form,
        theirs=theirs,
    )
    return page, status


@bp.post("/dieu-hanh/ghi/<qcode>/luu")
@requires(Permission.DIALOGUE_RUN)
def autosave(code: str, qcode: str) -> Any:
    """Store what is being typed; answer with the new mark, or with what somebody else wrote."""
    session = _session(code)
    question = questions.get_for_moderator(actor(), session, qcode)
    form = forms.AnswerForm.of_request()
    if not form.validate():
        return jsonify(error=" ".join(form.text.errors)), 422
    try:
        seen = stage.note_answer(actor(), question, text=form.text.data, seen=form.seen.data or "")
    except StaleVersion:
        return jsonify(seen=stage.version_of(question.answer), text=question.answer), 409
    return jsonify(seen=seen)


@bp.post("/dieu-hanh/bieu-quyet")
@requires(Permission.DIALOGUE_RUN)
def make_poll(code: str) -> Any:
    """Write a poll."""
    session, form = _session(code), forms.PollForm.of_request()
    if form.validate():
        lines = (form.options.data or "").splitlines()
        try:
            polls.make_poll(actor(), session, title=form.title.data, options=lines)
        except Invalid as error:
            form.put_error(error)
        else:
            where = url_for("running.lead", code=session.code, _anchor="bieu-quyet")
            return redirect(where, 303)
    return _lead_page(session, 422, poll_form=form)


POLL_STEPS = {"mo": polls.open_poll, "dong": polls.close_poll}


@bp.post("/dieu-hanh/bieu-quyet/<int:number>/<step>")
@requires(Permission.DIALOGUE_RUN)
def step_poll(code: str, number: int, step: str) -> Any:
    """Open or close a poll."""
    session = _session(code)
    poll, run = queries_live.get_poll(session, number), POLL_STEPS.get(step) or abort(404)
    return _step(session, lambda: run(actor(), poll), "bieu-quyet")


@bp.post("/dieu-hanh/thoi-gian")
@requires(Permission.DIALOGUE_RUN)
def set_time(code: str) -> Any:
    """Settle how long one may speak."""
    session, form = _session(code), forms.SpeakingTimeForm.of_request()
    if not form.validate():
        return _lead_page(session, 422, time_form=form)
    seconds = form.minutes.data * 60
    return _step(
        session, lambda: stage.set_speaking_time(actor(), session, seconds=seconds), "phat-bieu"
    )


SPEAKER_STEPS: dict[str, Callable[[Any, Any], object]] = {
    "moi": speaking.call_speaker,
    "xong": speaking.finish_speaker,
    "vang": lambda who, speaker: speaking.leave_queue(who, speaker, step="skip"),
}


@bp.post("/dieu-hanh/phat-bieu/<int:number>/<step>")
@requires(Permission.DIALOGUE_RUN)
def step_speaker(code: str, number: int, step: str) -> Any:
    """Call somebody to speak, end it, or pass over who is not there."""
    session = _session(code)
    speaker = queries_live.get_speaker(session, number)
    run = SPEAKER_STEPS.get(step) or abort(404)
    return _step(session, lambda: run(actor(), speaker), "phat-bieu")


@bp.get("/dieu-hanh/bieu-quyet", endpoint="back_from_poll")
@bp.get("/dieu-hanh/thoi-gian", endpoint="back_from_time")
@bp.get("/dieu-hanh/bieu-quyet/<int:number>/<step>", endpoint="back_from_poll_step")
@bp.get("/dieu-hanh/phat-bieu/<int:number>/<step>", endpoint="back_from_speaker")
@requires(Permission.DIALOGUE_RUN)
def back_again(code: str, **_kwargs: Any) -> Any:
    """Go to the page of those who lead: somebody came back to the address of a form or a step."""
    return redirect(url_for("running.lead", code=code))
