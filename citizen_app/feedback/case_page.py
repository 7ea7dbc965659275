"""The staff's page of one case: the question, its story, and the next steps as buttons."""

from __future__ import annotations

from typing import Any

from flask import render_template
from wtforms import TextAreaField

from citizen_app.core.actor import Actor
from citizen_app.core.events import KINDS
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.workflow import Transition
from citizen_app.feedback import policies, queries_staff
from citizen_app.feedback.forms_staff import NoteForm, StepForm
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries import photos_by_subject
from citizen_app.feedback.steps import BY_NAME, Step, context_of
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards


def case_page(
    actor: Actor,
    report: Report,
    *,
    step: Step | None = None,
    form: StepForm | None = None,
    note_form: NoteForm | None = None,
    is_stale: bool = False,
) -> str:
    """Return the page; without a step named, the first main one that is open stands ready."""
    open_steps = [t for t in machine.available(actor, report) if t.name in BY_NAME]
    kept: list[str] = []
    is_fresh = form is None
    if form is not None and step is not None and not machine.may(actor, report, step.name):
        kept, form = _long_texts(form), None
    elif form is None:
        step = step or _first_step(actor, report, open_steps)
        if step is not None and machine.may(actor, report, step.name):
            form = _fresh_form(report, step)
    if form is not None and (is_fresh or is_stale):
        # A form that was refused keeps the version it was opened with: it may be stale besides.
        form.version.data = str(report.version)
    reads_original = policies.can_see_contact(actor, report)
    messages = queries_staff.list_messages(report)
    may_note = actor.may(Permission.REPORT_NOTE, report.holder_ward_id)
    return render_template(
        "feedback/staff_case.html",
        ward=report.holder,
        report=report,
        answers=[(a, attachments_of(a, public_only=False)) for a in report.answers],
        kept=kept,
        reads_original=reads_original,
        contact=report.contact if reads_original else None,
        photos=attachments_of(report, public_only=not reads_original),
        history=[
            (event, KINDS[event.kind].label, name)
            for event, name in queries_staff.list_history(report)
        ],
        notes=queries_staff.list_notes(report) if may_note else [],
        messages=messages,
        message_photos=photos_by_subject("report_message", [m.id for m in messages]),
        judgement_photos=photos_by_subject(
            "judgement", [a.judgement.id for a in report.answers if a.judgement is not None]
        ),
        may_note=may_note,
        templates=wards.list_answer_templates(report.holder_ward_id)
        if step and step.name == "draft"
        else [],
        open_steps=[(t, BY_NAME[t.name]) for t in open_steps],
        step=step,
        transition=machine.transitions[step.name] if step else None,
        form=form,
        note_form=note_form or NoteForm(),
        is_stale=is_stale,
    )


def _first_step(actor: Actor, report: Report, open_steps: list[Transition]) -> Step | None:
    """Return the step that stands ready: for who handles the case the answer, else the first main one."""
    main = [t for t in open_steps if t.kind == "primary"]
    if report.handler_id == actor.account_id:
        main.sort(key=lambda t: t.name != "draft")
    return BY_NAME[main[0].name] if main else None


def _long_texts(form: StepForm) -> list[str]:
    """Return what was written at length in a form that no longer fits."""
    return [field.data for field in form if isinstance(field, TextAreaField) and field.data]


def _fresh_form(report: Report, step: Step) -> Any:
    context = context_of(report)
    form = step.form(data=step.start(context))
    form.offer(context)
    return form
