"""Each step of the workflow that has a page: its address, its form, the command it calls."""

from __future__ import annotations

from typing import Any

from citizen_app.core.actor import Actor
from citizen_app.core.errors import NotFound
from citizen_app.core.files.attachments import attachments_of
from citizen_app.feedback import forms_staff as forms
from citizen_app.feedback import steps_journey
from citizen_app.feedback.commands import answer, asking, refusing, screen
from citizen_app.feedback.forms_screening import ReceiveForm, RefuseForm
from citizen_app.feedback.models import Report
from citizen_app.feedback.step import CaseContext, Step, context_of
from citizen_app.wards import queries as wards

__all__ = ["BY_NAME", "BY_PATH", "STEPS", "CaseContext", "Step", "context_of"]


def _screening(form: Any, context: CaseContext) -> screen.Screening:
    return screen.Screening(
        title=form.title.data,
        public_text=form.public_text.data,
        public_place=form.public_place.data,
        category=next((c for c in context.categories if c.code == form.category.data), None),
        is_private=form.is_private.data,
        show_photos=form.show_photos.data,
        kept=form.decisions.kept,
    )


def _receive(actor: Actor, report: Report, form: Any, context: CaseContext) -> object:
    return screen.receive_report(actor, report, _screening(form, context), version=form.seen)


def _rescreen(actor: Actor, report: Report, form: Any, context: CaseContext) -> object:
    return screen.rescreen_report(actor, report, _screening(form, context), version=form.seen)


def _assign(actor: Actor, report: Report, form: Any, context: CaseContext) -> object:
    department = wards.get_department(report.holder_ward_id, form.department.data)
    handler = next((p for p in context.handlers if str(p.id) == form.handler.data), None)
    return screen.assign_report(
        actor, report, department=department, handler=handler, version=form.seen
    )


def _elsewhere(_actor: Actor, _report: Report, _form: Any, _context: CaseContext) -> object:
    """Refuse: the step is taken on its own page."""
    raise NotFound()


def _forward_to_ward(actor: Actor, report: Report, form: Any, context: CaseContext) -> object:
    ward = next(w for w in context.open_wards if w.code == form.ward.data)
    return screen.forward_to_ward(
        actor, report, ward=ward, explanation=form.explanation.data, version=form.seen
    )


def _receive_start(context: CaseContext) -> dict[str, Any]:
    report = context.report
    return {
        "title": report.title,
        "public_text": report.public_text or report.text,
        "public_place": report.public_place or (report.place if not report.public_text else ""),
        "category": report.category.code if report.category else "",
        "is_private": report.is_restricted,
        "show_photos": any(a.is_public for a in attachments_of(report, public_only=True)),
    }


def _assign_start(context: CaseContext) -> dict[str, Any]:
    report = context.report
    department = report.department_id or wards.route_category(
        report.holder_ward_id, report.category
    )
    return {"department": department, "handler": str(report.handler_id or "")}


STEPS = (
    Step("receive", "tiep-nhan", ReceiveForm, _receive, _receive_start),
    Step("rescreen", "sua-noi-dung-cong-khai", ReceiveForm, _rescreen, _receive_start),
    Step("assign", "phan-cong", forms.AssignForm, _assign, _assign_start),
    Step("draft", "soan", forms.StepForm, _elsewhere, endpoint="staff_answers.edit"),
    Step("approve", "duyet", forms.StepForm, _elsewhere, endpoint="staff_answers.approval"),
    Step(
        "return",
        "tra-lai",
        forms.ReturnForm,
        lambda actor, report, form, _: answer.return_answer(
            actor, report, reason=form.reason.data, version=form.seen
        ),
    ),
    Step("publish", "cong-khai", forms.StepForm, _elsewhere, endpoint="staff_answers.approval"),
    Step(
        "start",
        "bat-dau",
        forms.StepForm,
        lambda actor, report, form, _: answer.start_work(actor, report, version=form.seen),
    ),
    Step(
        "ask_sender",
        "hoi-them",
        forms.AskForm,
        lambda actor, report, form, _: asking.ask_sender(
            actor, report, question=form.question.data, version=form.seen
        ),
    ),
    Step(
        "stop_waiting",
        "thoi-cho",
        forms.StepForm,
        lambda actor, report, form, _: asking.stop_waiting(actor, report, version=form.seen),
    ),
    Step("forward_to_ward", "chuyen-phuong", forms.ForwardWardForm, _forward_to_ward),
    Step(
        "refuse",
        "tu-choi",
        RefuseForm,
        lambda actor, report, form, _: refusing.refuse_report(
            actor,
            report,
            ground=form.ground.data,
            explanation=form.explanation.data,
            next_step=form.next_step.data,
            kept=form.decisions.kept,
            version=form.seen,
        ),
    ),
    *steps_journey.STEPS,
)
BY_PATH = {step.path: step for step in STEPS}
BY_NAME = {step.name: step for step in STEPS}
