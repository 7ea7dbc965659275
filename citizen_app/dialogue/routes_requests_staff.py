"""Staff's pages of the requests: what waits, decide, enter paper lists, plan the dialogue."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import ngettext
from citizen_app.dialogue import queries_requests as queries
from citizen_app.dialogue import thresholds
from citizen_app.dialogue.commands import request_decisions, request_lists
from citizen_app.dialogue.commands.request_turns import plan_for_request
from citizen_app.dialogue.forms_requests import (
    DecideRequestForm,
    PaperListForm,
    RefuseRequestForm,
    ShowRequestForm,
    TakeOffForm,
)
from citizen_app.dialogue.forms_staff import PlanForm, standing_plan
from citizen_app.dialogue.models import Kind
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.dialogue.queries import last_planned
from citizen_app.dialogue.routes_requests import state_of
from citizen_app.dialogue.routes_staff import plan_page
from citizen_app.dialogue.workflow_requests import machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others

bp = Blueprint(
    "staff_requests", __name__, template_folder="templates", url_prefix="/can-bo/doi-thoai/de-nghi"
)


@bp.get("")
@requires(Permission.DIALOGUE_PLAN)
def list_requests() -> Any:
    """List the requests of a ward, those that press first."""
    ward, mine = ward_and_others(Permission.DIALOGUE_PLAN)
    return render_template(
        "dialogue/staff_requests.html",
        ward=ward,
        mine=mine,
        requests=queries.list_for_staff(actor(), ward),
        threshold=thresholds.threshold_of(ward.id),
        state_of=state_of,
    )


@bp.get("/<code>")
@requires(Permission.DIALOGUE_PLAN)
def show(code: str) -> Any:
    """Show one request with the steps that are open."""
    return _page(queries.get_for_staff(actor(), code))


def _page(
    request: DialogueRequest,
    typed: dict[str, Any] | None = None,
    problems: Any = (),
    status: int = 200,
) -> Any:
    version = str(request.version)
    words = {"version": version, "subject": request.subject, "reason": request.reason}
    forms: dict[str, Any] = {
        "approve": ShowRequestForm(data=words),
        "refuse": RefuseRequestForm(data={"version": version}),
        "list": PaperListForm(),
        "take_off": TakeOffForm(),
    } | (typed or {})
    forms["refuse"].offer()
    forms["list"].offer(wards.list_neighbourhoods(request.ward))
    page = render_template(
        "dialogue/staff_request.html",
        ward=request.ward,
        request_=request,
        state=state_of(request),
        threshold=thresholds.threshold_of(request.ward_id),
        clock=thresholds.holding_clock(request),
        numbers=queries.numbers_by_neighbourhood(request),
        sheets=queries.list_sheets(request),
        open_steps={step.name: step for step in machine.available(actor(), request)},
        forms=forms,
        problems=problems,
    )
    return page, status


@bp.post("/<code>/duyet")
@requires(Permission.DIALOGUE_MODERATE)
def approve(code: str) -> Any:
    """Show a request to everyone."""
    request, form = queries.get_for_staff(actor(), code), ShowRequestForm.of_request()
    return _decide(
        request,
        form,
        "approve",
        lambda: request_decisions.approve_request(
            actor(),
            request,
            subject=form.subject.data,
            reason=form.reason.data,
            version=form.seen,
        ),
    )


@bp.post("/<code>/khong-hien")
@requires(Permission.DIALOGUE_MODERATE)
def refuse(code: str) -> Any:
    """Keep a request from the public, on a named ground."""
    request, form = queries.get_for_staff(actor(), code), RefuseRequestForm.of_request()
    form.offer()
    return _decide(
        request,
        form,
        "refuse",
        lambda: request_decisions.refuse_request(
            actor(),
            request,
            ground=form.ground.data,
            explanation=form.explanation.data,
            version=form.seen,
        ),
    )


def _decide(request: DialogueRequest, form: Any, name: str, run: Any) -> Any:
    """Take a step; what was typed is kept whatever comes between."""
    if form.validate():
        try:
            run()
        except Invalid as error:
            form.put_error(error)
        except StaleVersion as error:
            form.form_errors.append(str(error.message))
            form.version.data = str(request.version)
            return _page(request, {name: form}, status=409)
        else:
            flash(_("Done."), "success")
            return redirect(url_for("staff_requests.show", code=request.code), 303)
    return _page(request, {name: form}, status=422)


@bp.post("/<code>/danh-sach")
@requires(Permission.DIALOGUE_MODERATE)
def enter_list(code: str) -> Any:
    """Enter a paper list; lines that cannot be right are named, and everything typed is kept."""
    request, form = queries.get_for_staff(actor(), code), PaperListForm.of_request()
    places = wards.list_neighbourhoods(request.ward)
    form.offer(places)
    problems: Any = ()
    if form.validate():
        paper = request_lists.PaperList(
            label=form.label.data, neighbourhood=form.chosen(places), lines=form.typed
        )
        try:
            sheet = request_lists.enter_list(actor(), request, paper, secret=_secret())
        except Invalid as error:
            form.put_error(error)
            problems = request_lists.problems_of(paper.lines)
        else:
            flash(_counted_words(sheet), "success")
            return redirect(url_for("staff_requests.show", code=request.code), 303)
    return _page(request, {"list": form}, problems, 422)


def _counted_words(sheet: Any) -> str:
    known = sheet.line_count - sheet.counted
    told = ngettext("%(num)s person was counted.", "%(num)s people were counted.", sheet.counted)
    if not known:
        return str(told)
    before = ngettext(
        "%(num)s line was of somebody who is counted already.",
        "%(num)s lines were of people who are counted already.",
        known,
    )
    return f"{told} {before}"


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@bp.post("/<code>/rut-ten")
@requires(Permission.DIALOGUE_MODERATE)
def take_off(code: str) -> Any:
    """Take somebody off the paper lists who asks for it at the counter."""
    request, form = queries.get_for_staff(actor(), code), TakeOffForm.of_request()
    if form.validate():
        try:
            number = form.number.data
            found = request_lists.take_off_lists(actor(), request, number=number, secret=_secret())
        except Invalid as error:
            form.put_error(error)
        else:
            told = _("Taken off the list.") if found else _("This number is on no paper list.")
            flash(told, "success" if found else "warning")
            return redirect(url_for("staff_requests.show", code=request.code), 303)
    return _page(request, {"take_off": form}, status=422)


@bp.get("/<code>/duyet", endpoint="back_from_approve")
@bp.get("/<code>/khong-hien", endpoint="back_from_refuse")
@bp.get("/<code>/danh-sach", endpoint="back_from_list")
@bp.get("/<code>/rut-ten", endpoint="back_from_take_off")
@requires(Permission.DIALOGUE_PLAN)
def back(code: str) -> Any:
    """Go to the request: somebody came back to the address of a form that was refused."""
    return redirect(url_for("staff_requests.show", code=code))


@bp.route("/<code>/len-ke-hoach", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PLAN)
def plan(code: str) -> Any:
    """Plan the dialogue that was asked for."""
    request = queries.get_for_staff(actor(), code)
    if not machine.may(actor(), request, "plan"):
        return redirect(url_for("staff_requests.show", code=request.code))
    wanted = {
        "version": str(request.version),
        "kind": Kind.ON_REQUEST,
        "title": request.public_subject,
        "about": request.public_reason,
    }
    form = PlanForm.of_request(**standing_plan(last_planned(request.ward)), **wanted)
    return plan_page(
        request.ward,
        form,
        lambda settled: plan_for_request(actor(), request, settled, version=form.seen),
        _("Plan the dialogue that was asked for"),
        asked=request,
    )


@bp.route("/khong-dong-y/<code>", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_SUPERVISE)
def decide_appeal(code: str) -> Any:
    """Decide an objection; the reason is told to the asker."""
    request = queries.get_appealed(actor(), code)
    form = DecideRequestForm.of_request(
        version=str(request.version), subject=request.subject, reason=request.reason
    )
    stale = False
    if form.accepts():
        try:
            request_decisions.decide_request_appeal(
                actor(),
                request,
                shown=form.shown.data == "yes",
                decision=form.decision.data,
                subject=form.subject.data,
                reason=form.reason.data,
                version=form.seen,
            )
        except StaleVersion:
            stale, form.version.data = True, str(request.version)
        else:
            flash(_("Done."), "success")
            return redirect(url_for("staff_dialogue.list_appeals"), 303)
    page = render_template(
        "dialogue/request_appeal.html", ward=request.ward, request_=request, form=form, stale=stale
    )
    return page, 409 if stale else 422 if form.errors else 200
