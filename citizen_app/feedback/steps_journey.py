"""The steps that send a case elsewhere, join, confine, extend, correct or reopen it."""

from __future__ import annotations

from typing import Any

from citizen_app.core.actor import Actor
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback import forms_journey as forms
from citizen_app.feedback import queries_staff
from citizen_app.feedback.commands import confining, correcting, extending, judge, merging, screen
from citizen_app.feedback.forms_screening import ForwardBodyForm
from citizen_app.feedback.forms_staff import StepForm
from citizen_app.feedback.models import Report
from citizen_app.feedback.step import CaseContext, Step
from citizen_app.wards import queries as wards


def _forward_within(actor: Actor, report: Report, form: Any, _context: CaseContext) -> object:
    department = wards.get_department(report.holder_ward_id, form.department.data)
    return screen.forward_to_department(
        actor,
        report,
        department=department,
        explanation=form.explanation.data,
        version=form.seen,
    )


def _forward_outside(actor: Actor, report: Report, form: Any, _context: CaseContext) -> object:
    return screen.forward_outside(
        actor,
        report,
        body=form.body.data,
        letter=form.letter.data,
        explanation=form.explanation.data,
        kept=form.decisions.kept,
        version=form.seen,
    )


def _hand_over(actor: Actor, report: Report, form: Any, _context: CaseContext) -> object:
    return confining.hand_over_denunciation(
        actor,
        report,
        body=form.body.data,
        letter=form.letter.data,
        explanation=form.explanation.data,
        version=form.seen,
    )


def _merge(actor: Actor, report: Report, form: Any, _context: CaseContext) -> object:
    into = queries_staff.find_case(actor, form.into.data)
    if into is None:
        raise Invalid("into", _l("There is no such case among those that you may read."))
    return merging.merge_report(actor, report, into=into, version=form.seen)


def _confine(actor: Actor, report: Report, form: Any, context: CaseContext) -> object:
    chosen = form.confined_to.data
    return confining.confine_report(
        actor,
        report,
        accounts=[p for p in context.ward_staff if p.id in (form.accounts.data or [])],
        departments=[d for d in context.departments if d.id in (form.departments.data or [])],
        confined_to="" if chosen == "nobody" else chosen,
        version=form.seen,
    )


def _ask_extension(actor: Actor, report: Report, form: Any, _context: CaseContext) -> object:
    return extending.ask_extension(
        actor,
        report,
        days=form.days.data,
        reason=form.reason.data,
        kept=form.decisions.kept,
        version=form.seen,
    )


def _refuse_extension(actor: Actor, report: Report, form: Any, _context: CaseContext) -> object:
    return extending.refuse_extension(actor, report, decision=form.decision.data, version=form.seen)


def _draft_correction(actor: Actor, report: Report, form: Any, _context: CaseContext) -> object:
    return correcting.draft_correction(
        actor,
        report,
        body=form.body.data,
        reason=form.reason.data,
        kept=form.decisions.kept,
        version=form.seen,
    )


def _hand_over_start(context: CaseContext) -> dict[str, Any]:
    office = context.report.holder.office_name
    return {
        "body": gettext("Reception of citizens, %(office)s", office=office),
        "explanation": gettext(
            "By law a denunciation is handled only when it is told in person or sent in writing with name, "
            "address and signature. Please come to %(body)s; your name is kept secret.",
            body=gettext("Reception of citizens, %(office)s", office=office),
        ),
    }


def _confine_start(context: CaseContext) -> dict[str, Any]:
    report = context.report
    return {
        "accounts": [c.account_id for c in report.concerns if c.account_id is not None],
        "departments": [c.department_id for c in report.concerns if c.department_id is not None],
        "confined_to": report.confined_to if report.confined_to in ("leader", "city") else "",
    }


def _correction_start(context: CaseContext) -> dict[str, Any]:
    answer = context.report.published_answer
    return {"body": answer.body} if answer is not None else {}


STEPS = (
    Step("forward_to_department", "chuyen-phong", forms.ForwardDepartmentForm, _forward_within),
    Step("forward_outside", "chuyen-noi-khac", ForwardBodyForm, _forward_outside),
    Step("hand_over", "chuyen-tiep-cong-dan", forms.HandOverForm, _hand_over, _hand_over_start),
    Step("merge", "gop", forms.MergeForm, _merge),
    Step(
        "unmerge",
        "tach",
        StepForm,
        lambda actor, report, form, _: merging.unmerge_report(actor, report, version=form.seen),
    ),
    Step("confine", "tranh-nguoi-lien-quan", forms.ConfineForm, _confine, _confine_start),
    Step("ask_extension", "xin-gia-han", forms.ExtensionForm, _ask_extension),
    Step(
        "grant_extension",
        "cho-gia-han",
        StepForm,
        lambda actor, report, form, _: extending.grant_extension(actor, report, version=form.seen),
    ),
    Step("refuse_extension", "khong-gia-han", forms.DecisionForm, _refuse_extension),
    Step(
        "explain_delay",
        "giai-trinh",
        forms.DelayForm,
        lambda actor, report, form, _: extending.explain_delay(
            actor,
            report,
            reason=form.reason.data,
            kept=form.decisions.kept,
            version=form.seen,
        ),
    ),
    Step(
        "draft_correction",
        "dinh-chinh",
        forms.CorrectionForm,
        _draft_correction,
        _correction_start,
    ),
    Step(
        "approve_correction",
        "duyet-dinh-chinh",
        StepForm,
        lambda actor, report, form, _: correcting.approve_correction(
            actor, report, version=form.seen
        ),
    ),
    Step(
        "drop_correction",
        "bo-dinh-chinh",
        StepForm,
        lambda actor, report, form, _: correcting.drop_correction(actor, report, version=form.seen),
    ),
    Step(
        "reopen_by_staff",
        "mo-lai",
        forms.ReopenForm,
        lambda actor, report, form, _: judge.reopen_by_staff(
            actor, report, reason=form.reason.data, version=form.seen
        ),
    ),
)
