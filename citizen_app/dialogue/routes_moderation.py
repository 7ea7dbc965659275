"""Staff's pages of the questions: decide, join, prepare answers; objections for those who supervise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.dialogue import forms_questions as forms
from citizen_app.dialogue import queries
from citizen_app.dialogue.commands import appeals, joining, moderate
from citizen_app.dialogue.grounds import grounds
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.queries import questions
from citizen_app.dialogue.queries_requests import list_appealed
from citizen_app.dialogue.routes_staff import bp
from citizen_app.dialogue.words import CHANNEL_LABELS
from citizen_app.dialogue.workflow_questions import STATE_LABELS, machine
from citizen_app.feedback.abuse import find_abuse
from citizen_app.feedback.checking import marked_text
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

Run = Callable[[], object]
STEPS = {"duyet": "approve", "khong-hien": "refuse", "gop": "merge", "giao": "assign"}


@bp.get("/<code>/cau-hoi")
@requires(Permission.DIALOGUE_MODERATE)
def list_questions(code: str) -> Any:
    """List the questions of a session, those that wait first."""
    session = queries.get_for_staff(actor(), code)
    return render_template(
        "dialogue/moderate.html",
        ward=session.ward,
        session=session,
        questions=questions.list_to_moderate(actor(), session),
        figures=questions.board_figures(session),
        labels=STATE_LABELS,
        is_abusive=find_abuse,
        may_take_down=actor().may(Permission.REPORT_ON_BEHALF, session.ward_id),
    )


@bp.get("/<code>/cau-hoi/<qcode>")
@requires(Permission.DIALOGUE_MODERATE)
def show_question(code: str, qcode: str) -> Any:
    """Show one question with the steps that are open."""
    session = queries.get_for_staff(actor(), code)
    question = questions.get_for_moderator(actor(), session, qcode)
    return _question_page(session, question)


def _question_page(
    session: Session, question: Question, typed: dict[str, Any] | None = None, status: int = 200
) -> Any:
    open_steps = {step.name for step in machine.available(actor(), question)}
    near = questions.similar_shown(session, question.text)
    page = render_template(
        "dialogue/moderate_question.html",
        ward=session.ward,
        session=session,
        question=question,
        near=[one for one in near if one.id != question.id],
        open_steps=open_steps,
        labels=STATE_LABELS,
        channels=CHANNEL_LABELS,
        marked=marked_text(session.ward, question.text),
        paths={name: path for path, name in STEPS.items()},
        forms=_forms(session, question) | (typed or {}),
        joined=questions.list_joined(question),
    )
    return page, status


def _forms(session: Session, question: Question) -> dict[str, Any]:
    """Return a fresh form for each step."""
    version = str(question.version)
    category = question.category.code if question.category else ""
    words = {"version": version, "public_text": question.text, "category": category}
    made: dict[str, Any] = {
        "approve": forms.ApproveForm(data=words),
        "refuse": forms.RefuseForm(data={"version": version}),
        "merge": forms.MergeForm(data={"version": version}),
        "assign": forms.AssignForm(data={"version": version, "department": question.department_id}),
    }
    _offer(session, question, made)
    return made


def _offer(session: Session, question: Question, made: dict[str, Any]) -> None:
    board = [one for one in questions.list_board(session) if one.id != question.id]
    offers: dict[str, tuple[Any, ...]] = {
        "approve": (session.ward, wards.list_categories(session.ward_id)),
        "refuse": (),
        "merge": (board,),
        "assign": (wards.list_departments(session.ward_id),),
    }
    for name, form in made.items():
        form.offer(*offers[name])


@bp.post("/<code>/cau-hoi/<qcode>/<step>")
@requires(Permission.DIALOGUE_MODERATE)
def decide(code: str, qcode: str, step: str) -> Any:
    """Take a step with a question; what was typed is kept whatever comes between."""
    session = queries.get_for_staff(actor(), code)
    question = questions.get_for_moderator(actor(), session, qcode)
    name = STEPS.get(step)
    if name is None:
        return redirect(url_for("staff_dialogue.show_question", code=code, qcode=qcode))
    form = type(_forms(session, question)[name]).of_request()
    _offer(session, question, {name: form})
    if form.validate():
        try:
            _take(session, question, name, form)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion as error:
            form.form_errors.append(str(error.message))
            form.version.data = str(question.version)
            return _question_page(session, question, {name: form}, 409)
        else:
            flash(_("Done."), "success")
            return redirect(url_for("staff_dialogue.list_questions", code=code), 303)
    return _question_page(session, question, {name: form}, 422)


def _take(session: Session, question: Question, name: str, form: Any) -> None:
    who = actor()
    if name == "approve":
        categories = wards.list_categories(session.ward_id)
        category = next((c for c in categories if c.code == form.category.data), None)
        moderate.approve_question(
            who,
            question,
            public_text=form.public_text.data,
            category=category,
            kept=form.decisions.kept,
            version=form.seen,
        )
    elif name == "refuse":
        moderate.refuse_question(
            who,
            question,
            ground=form.ground.data,
            explanation=form.explanation.data,
            version=form.seen,
        )
    elif name == "merge":
        into = questions.get_shown(session, form.into.data)
        joining.merge_question(who, question, into=into, version=form.seen)
    else:
        department = wards.get_department(session.ward_id, form.department.data)
        moderate.assign_question(who, question, department=department, version=form.seen)


@bp.get("/<code>/cau-hoi/<qcode>/<step>", endpoint="back_from_decision")
@requires(Permission.DIALOGUE_MODERATE)
def back_to_question(code: str, qcode: str, step: str) -> Any:
    """Go to the question: somebody came back to the address of a form that was refused."""
    return redirect(url_for("staff_dialogue.show_question", code=code, qcode=qcode))


@bp.get("/chuan-bi")
@requires(Permission.DIALOGUE_PREPARE)
def list_to_prepare() -> Any:
    """List the questions whose answers the officer's department prepares."""
    return render_template(
        "dialogue/prepare_list.html",
        ward=wards.only_ward(actor().ward_ids),
        questions=questions.list_to_prepare(actor()),
    )


@bp.route("/chuan-bi/<qcode>", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PREPARE)
def prepare(qcode: str) -> Any:
    """Write what the department wants to say."""
    question = questions.get_to_prepare(actor(), qcode)
    form = forms.PrepareForm.of_request(version=str(question.version), text=question.prepared)
    form.check_for(question.session.ward)
    stale = False
    if form.accepts():
        try:
            moderate.prepare_answer(
                actor(),
                question,
                text=form.text.data,
                kept=form.decisions.kept,
                version=form.seen,
            )
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            stale, form.version.data = True, str(question.version)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_dialogue.list_to_prepare"), 303)
    page = render_template(
        "dialogue/prepare.html",
        ward=question.session.ward,
        question=question,
        form=form,
        stale=stale,
    )
    return page, _status(form, stale)


def _status(form: Any, stale: bool) -> int:
    if stale:
        return 409
    return 422 if form.errors or request.method == "POST" else 200


@bp.get("/khong-dong-y")
@requires(Permission.DIALOGUE_SUPERVISE)
def list_appeals() -> Any:
    """List the objections that wait for a decision."""
    return render_template(
        "dialogue/appeals.html",
        ward=wards.only_ward(actor().ward_ids),
        appeals=questions.list_appeals(actor()),
        requests=list_appealed(actor()),
    )


@bp.route("/khong-dong-y/<qcode>", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_SUPERVISE)
def decide_appeal(qcode: str) -> Any:
    """Decide an objection; the reason is told to the asker."""
    question = questions.get_appealed(actor(), qcode)
    form = forms.DecideForm.of_request(version=str(question.version), public_text=question.text)
    form.check_for(question.session.ward)
    stale = False
    if form.accepts():
        try:
            appeals.decide_appeal(
                actor(),
                question,
                shown=form.shown.data == "yes",
                decision=form.decision.data,
                public_text=form.public_text.data,
                kept=form.decisions.kept,
                version=form.seen,
            )
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            stale, form.version.data = True, str(question.version)
        else:
            flash(_("Done."), "success")
            return redirect(url_for("staff_dialogue.list_appeals"), 303)
    page = render_template(
        "dialogue/appeal.html",
        ward=question.session.ward,
        question=question,
        form=form,
        ground=grounds().get(question.ground),
        stale=stale,
    )
    return page, _status(form, stale)
