"""The staff's page of one case: the question, its story, and the next steps as buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from wtforms import TextAreaField

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.web.forms import choices
from citizen_app.core.workflow import Transition
from citizen_app.feedback import policies, queries_staff, queries_transfers
from citizen_app.feedback.commands.extending import extended_day
from citizen_app.feedback.commands.merging import takes_in
from citizen_app.feedback.forms_journey import person_label
from citizen_app.feedback.forms_staff import NoteForm, StepForm
from citizen_app.feedback.history import HistoryRow, changes_since, history_of
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries import photos_by_subject
from citizen_app.feedback.refusals import grounds_in_force
from citizen_app.feedback.similar import similar_for_staff
from citizen_app.feedback.step import CaseContext, Step, context_of
from citizen_app.feedback.steps import BY_NAME
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Permission

DECISIONS = ("grant_extension", "refuse_extension", "approve_correction", "drop_correction")
SELDOM = ("confine", "rescreen")


@dataclass
class Work:
    """The step that stands open on the page, its form, and what was typed in one that no longer fits."""

    step: Step | None
    form: Any
    kept: list[str]


def case_page(
    actor: Actor,
    report: Report,
    *,
    step: Step | None = None,
    form: StepForm | None = None,
    note_form: NoteForm | None = None,
    is_stale: bool = False,
    given: Mapping[str, str] | None = None,
) -> str:
    """Return the page; without a step named, the first main one that is open stands ready.

    `given` fills fields of a fresh form: the address may say with which case to merge.
    """
    open_steps = _steps_in_order(actor, report)
    context = context_of(report)
    history = history_of(report, context.departments)
    seen = form.seen_event if form is not None else 0
    work = _work(actor, context, step, form, open_steps, given or {})
    if work.form is not None and (form is None or is_stale):
        # A form that was refused keeps the version it was opened with: it may be stale besides.
        work.form.version.data = str(report.version)
        work.form.last_event.data = str(_newest(history))
    return render_template(
        "feedback/staff_case.html",
        ward=report.holder,
        report=report,
        is_stale=is_stale,
        history=history,
        changes=changes_since(history, seen) if is_stale else [],
        buttons=[(t, _address(report, BY_NAME[t.name])) for t in open_steps],
        **_of_step(actor, report, work),
        **_of_case(actor, report),
        **_beside(actor, report),
        **_of_notes(actor, context, note_form),
    )


def _steps_in_order(actor: Actor, report: Report) -> list[Transition]:
    """Return the open steps: what a colleague waits for first, one's own answer next, the seldom last."""
    first = [*DECISIONS, "draft"] if report.handler_id == actor.account_id else DECISIONS
    steps = [t for t in machine.available(actor, report) if t.name in BY_NAME]
    return sorted(steps, key=lambda t: 0 if t.name in first else 2 if t.name in SELDOM else 1)


def _newest(history: list[HistoryRow]) -> int:
    return max((row.event.id for row in history), default=0)


def _own_page(actor: Actor, report: Report, step: Step | None) -> str:
    """Return the page of its own of the step that stands ready, or nothing."""
    if step is None or step.endpoint is None or not machine.may(actor, report, step.name):
        return ""
    return url_for(step.endpoint, code=report.code)


def _address(report: Report, step: Step) -> str:
    """Return where a step is taken: on this page, or on its own."""
    if step.endpoint:
        return url_for(step.endpoint, code=report.code)
    return url_for("staff_feedback.case", code=report.code, viec=step.path, _anchor="viec")


def _work(
    actor: Actor,
    context: CaseContext,
    step: Step | None,
    form: StepForm | None,
    open_steps: list[Transition],
    given: Mapping[str, str],
) -> Work:
    report = context.report
    if form is not None and step is not None and not machine.may(actor, report, step.name):
        return Work(step, None, _long_texts(form))
    if form is None:
        step = step or _first_step(open_steps)
        if step is not None and not step.endpoint and machine.may(actor, report, step.name):
            form = _fresh_form(context, step, given)
    return Work(step, form, [])


def _first_step(open_steps: list[Transition]) -> Step | None:
    """Return the step that stands ready: the first main one."""
    main = (t for t in open_steps if t.kind == "primary")
    return next((BY_NAME[t.name] for t in main), None)


def _long_texts(form: StepForm) -> list[str]:
    """Return what was written at length in a form that no longer fits."""
    return [field.data for field in form if isinstance(field, TextAreaField) and field.data]


def _fresh_form(context: CaseContext, step: Step, given: Mapping[str, str]) -> Any:
    form = step.form(data={**step.start(context), **given})
    form.offer(context)
    return form


def _of_step(actor: Actor, report: Report, work: Work) -> dict[str, Any]:
    """Return what the open step shows beside its form."""
    name = work.step.name if work.step else ""
    code = work.form.into.data if name == "merge" and work.form is not None else ""
    return {
        "step": work.step,
        "transition": machine.transitions[name] if name else None,
        "own_page": _own_page(actor, report, work.step),
        "form": work.form,
        "kept": work.kept,
        "grounds": grounds_in_force(clock.today()) if name == "refuse" else [],
        "target": queries_staff.find_case(actor, code) if code else None,
    }


def _of_case(actor: Actor, report: Report) -> dict[str, Any]:
    """Return the question and what was said about it, as far as this reader may read it."""
    reads_original = policies.can_see_contact(actor, report)
    messages = queries_staff.list_messages(report) if reads_original else []
    judged = [a.judgement.id for a in report.answers if a.judgement is not None]
    return {
        "reads_original": reads_original,
        "contact": report.contact if reads_original else None,
        "photos": attachments_of(report, public_only=not reads_original),
        "answers": [(a, attachments_of(a, public_only=False)) for a in report.answers],
        "messages": messages,
        "message_photos": photos_by_subject("report_message", [m.id for m in messages]),
        "judgement_photos": photos_by_subject("judgement", judged),
    }


def _beside(actor: Actor, report: Report) -> dict[str, Any]:
    """Return what stands beside the question: where it was, what resembles it, its limit."""
    wish = report.open_extension
    may_merge = machine.may(actor, report, "merge")
    return {
        "transfers": queries_transfers.list_transfers(report),
        "similar": [
            (other, may_merge and takes_in(other)) for other in similar_for_staff(actor, report)
        ],
        "merged_here": queries_staff.list_merged_into(actor, report),
        "wish": wish,
        "wished_day": extended_day(report, wish.days) if wish is not None else None,
    }


def _of_notes(actor: Actor, context: CaseContext, note_form: NoteForm | None) -> dict[str, Any]:
    """Return the ward's own notes and who may be called to read them."""
    report = context.report
    may_note = actor.may(Permission.REPORT_NOTE, report.holder_ward_id)
    form = note_form or NoteForm()
    if may_note and note_form is None:
        offer_colleagues(actor, context, form)
    return {
        "may_note": may_note,
        "notes": queries_staff.list_notes(report) if may_note else [],
        "note_form": form,
    }


def offer_colleagues(actor: Actor, context: CaseContext, form: NoteForm) -> None:
    """Fill the list of colleagues whom a note may call: those who may open the case."""
    form.mention.choices = choices(
        [(p.id, person_label(p)) for p in context.readers if p.id != actor.account_id]
    )
