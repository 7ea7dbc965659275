"""The secretary's pages of the minutes: answers, questions asked in the room, the rest, the end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from citizen_app.accounts.queries import names_with
from citizen_app.commitments.queries import list_made_in
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.dialogue import clocks, queries_attendance
from citizen_app.dialogue import minutes_page as pages
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands import minutes as commands
from citizen_app.dialogue.forms_minutes import AnswerForm, RestForm, RoomQuestionForm
from citizen_app.dialogue.forms_questions import VersionForm
from citizen_app.dialogue.minutes_body import Line, body_of
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import Minutes
from citizen_app.dialogue.words_minutes import NOT_ANSWERED, OUTCOME_COLOURS, OUTCOME_LABELS
from citizen_app.dialogue.workflow_minutes import STATE_COLOURS, STATE_LABELS, machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

bp = Blueprint(
    "staff_minutes", __name__, template_folder="templates", url_prefix="/can-bo/doi-thoai"
)


@bp.get("/<code>/bien-ban")
@requires(Permission.DIALOGUE_RUN)
def show(code: str) -> Any:
    """Show the minutes: what stands in them, what is missing, the next step."""
    return _minutes_page(queries.get_session(actor(), code))


def _minutes_page(session: Session, room: Any = None, status: int = 200) -> Any:
    minutes, lines = queries.draft_of(session), queries.list_lines(session)
    if room is None:
        room = RoomQuestionForm.fresh()
        room.offer(wards.list_neighbourhoods(session.ward))
    page = render_template(
        "dialogue/minutes.html",
        ward=session.ward,
        session=session,
        minutes=minutes,
        lines=lines,
        room=room,
        counts=queries_attendance.counts_of(session),
        attendance=body_of(session, minutes, [])["attendance"],
        signers=pages.signer_rows(minutes),
        steps={step.name: step for step in machine.available(actor(), minutes)},
        state=(STATE_COLOURS[minutes.state], STATE_LABELS[minutes.state]),
        outcomes=OUTCOME_LABELS,
        colours=OUTCOME_COLOURS,
        not_answered=NOT_ANSWERED,
        results_clock=clocks.results_clock(session),
        todo=_todo(session, minutes, lines),
    )
    return page, status


def _todo(session: Session, minutes: Minutes, lines: list[Line]) -> dict[str, int]:
    """Return what is missing before the minutes can be sent."""
    asked = [one.question for one in lines]
    return {
        "answers": sum(not one.answer and not one.outcome for one in asked),
        "outcomes": sum(bool(one.answer) and not one.outcome for one in asked),
        "conclusions": int(not minutes.conclusions),
        "signers": int(not minutes.signing),
        "open": int(session.state in {"announced", "live"}),
    }


@bp.post("/<code>/bien-ban/cau-hoi")
@requires(Permission.DIALOGUE_RUN)
def add_question(code: str) -> Any:
    """Add a question that was asked in the room."""
    session, form = queries.get_session(actor(), code), RoomQuestionForm.fresh()
    places = wards.list_neighbourhoods(session.ward)
    form.offer(places)
    if form.validate():
        try:
            question = commands.add_room_question(
                actor(),
                session,
                key=form.key.data,
                text=form.text.data,
                answer=form.answer.data,
                neighbourhood=next(
                    (n for n in places if str(n.id) == form.neighbourhood.data), None
                ),
            )
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Question %(code)s is added.", code=question.code), "success")
            return redirect(url_for("staff_minutes.show", code=code, _anchor="hoi-tai-cho"), 303)
    return _minutes_page(session, form, 422)


@bp.get("/<code>/bien-ban/cau-hoi", endpoint="back_from_question")
@bp.get("/<code>/bien-ban/ket-thuc", endpoint="back_from_close")
@requires(Permission.DIALOGUE_RUN)
def back(code: str) -> Any:
    """Go to the minutes: somebody came back to the address of a form."""
    return redirect(url_for("staff_minutes.show", code=code))


@bp.post("/<code>/bien-ban/ket-thuc")
@requires(Permission.DIALOGUE_RUN)
def close(code: str) -> Any:
    """Say that the session is over."""
    session, form = queries.get_session(actor(), code), VersionForm.of_request()
    try:
        commands.close_held(actor(), session, version=form.seen)
    except StaleVersion as error:
        flash(str(error.message), "warning")
    else:
        flash(_("The session is closed."), "success")
    return redirect(url_for("staff_minutes.show", code=code), 303)


@bp.route("/<code>/bien-ban/cau-hoi/<qcode>", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_RUN)
def answer(code: str, qcode: str) -> Any:
    """Write what was answered to a question and what becomes of it."""
    session = queries.get_session(actor(), code)
    line = queries.get_line(session, qcode)
    departments = wards.list_departments(session.ward_id)
    form = AnswerForm.of_request(**_typed(line))
    form.offer(departments, names_with(Permission.COMMITMENT_KEEP, session.ward_id))
    status = 200
    if form.accepts():
        try:
            commands.write_outcome(
                actor(), session, line.question, form.said(departments), version=form.seen
            )
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            status, form.version.data = 409, str(line.question.version)
        else:
            return _after_answer(session, line.question)
    promised = list_made_in(Question.__tablename__, {line.question.id}, public_only=False)
    page = render_template(
        "dialogue/minutes_answer.html",
        ward=session.ward,
        session=session,
        line=line,
        form=form,
        promised=promised,
        stale=status == 409,
        outcomes=OUTCOME_LABELS,
    )
    return page, 422 if form.errors else status


def _after_answer(session: Session, question: Question) -> Any:
    """Go on to the next question that waits for its answer, else back to the minutes."""
    flash(_("Saved."), "success")
    waiting = [one.question for one in queries.list_lines(session) if not one.question.outcome]
    later = [one for one in waiting if one.id > question.id] or waiting
    if later:
        target = url_for("staff_minutes.answer", code=session.code, qcode=later[0].code)
        return redirect(target, 303)
    return redirect(url_for("staff_minutes.show", code=session.code), 303)


def _typed(line: Line) -> dict[str, Any]:
    """Return what stands in the form; a prepared answer is offered where nothing was written yet."""
    question, more = line.question, line.line
    untouched = not question.answer and not question.outcome
    typed: dict[str, Any] = {
        "version": str(question.version),
        "answer": question.prepared if untouched else question.answer,
        "outcome": question.outcome,
        "department": str(question.department_id or ""),
    }
    if more is not None:
        typed |= {"promise": more.promise, "due_on": more.due_on, "passed_to": more.passed_to}
        typed |= {"head": str(more.head_id or "")}
        typed["department"] = str(more.department_id or question.department_id or "")
    return typed


@bp.route("/<code>/bien-ban/phan-chung", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_RUN)
def rest(code: str) -> Any:
    """Write who took part, what was concluded, where the recording is."""
    session = queries.get_session(actor(), code)
    minutes = queries.draft_of(session)
    form = RestForm.of_request(
        version=str(minutes.version),
        present=minutes.present,
        attended=minutes.attended,
        conclusions=minutes.conclusions,
        recording_link=session.recording_link,
    )
    stale = False
    if form.accepts():
        try:
            commands.write_rest(actor(), session, form.rest(), version=form.seen)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            stale, form.version.data = True, str(minutes.version)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_minutes.show", code=code), 303)
    page = render_template(
        "dialogue/minutes_rest.html",
        ward=session.ward,
        session=session,
        minutes=minutes,
        form=form,
        counts=queries_attendance.counts_of(session),
        stale=stale,
    )
    return page, 409 if stale else 422 if form.errors else 200


@bp.get("/<code>/bien-ban/van-ban-<int:number>.<ending>")
@requires(Permission.DIALOGUE_RUN)
def file(code: str, number: int, ending: str) -> Any:
    """Give the minutes as a document: a version by its number, 0 is what stands there now."""
    session = queries.get_session(actor(), code)
    minutes = queries.draft_of(session)
    version = next((one for one in minutes.versions if one.number == number), None)
    if ending not in {"docx", "pdf"} or (number and version is None):
        abort(404)
    body = version.body if version else body_of(session, minutes, queries.list_lines(session))
    said = pages.said_inside(minutes, version)
    return pages.minutes_file(session, body, said, version, ending)
