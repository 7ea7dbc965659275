"""Staff's pages of the dialogues: plan, publish the notice, change it, call it off, take the papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for

from citizen_app.accounts.queries import people_with
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.exports.letters import Letter, letter_docx, letter_pdf
from citizen_app.core.i18n import gettext as _
from citizen_app.dialogue import clocks, papers, policies_live, queries
from citizen_app.dialogue.commands import announce, plan
from citizen_app.dialogue.forms_staff import (
    AnnounceForm,
    CancelForm,
    ChangeNoticeForm,
    PlanForm,
    standing_plan,
    typed_plan,
)
from citizen_app.dialogue.models import Kind, Session
from citizen_app.dialogue.queries import questions
from citizen_app.dialogue.queries_minutes import minutes_part
from citizen_app.dialogue.queries_requests import list_of_session
from citizen_app.dialogue.routes_public import address_of
from citizen_app.dialogue.thresholds import holding_clock
from citizen_app.dialogue.words import FORM_LABELS, KIND_LABELS, phase_of
from citizen_app.dialogue.workflow import machine
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others, ward_of_page
from citizen_app.wards.deadlines import list_rules
from citizen_app.wards.models import Ward

bp = Blueprint(
    "staff_dialogue", __name__, template_folder="templates", url_prefix="/can-bo/doi-thoai"
)
WORD_FILE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LETTERS: dict[str, Callable[[Session, str], Letter]] = {
    "thong-bao": papers.notice_letter,
    "giay-moi": lambda session, _address: papers.invitation_letter(session),
}


@bp.get("")
@requires(Permission.DIALOGUE_PLAN)
def list_sessions() -> Any:
    """List the sessions of a ward with their clocks."""
    ward, mine = ward_and_others(Permission.DIALOGUE_PLAN)
    sessions = queries.list_for_staff(actor(), ward)
    rules = list_rules(ward.id, clocks.NOTICE)
    return render_template(
        "dialogue/staff_list.html",
        ward=ward,
        mine=mine,
        rows=[(one, phase_of(one), clocks.notice_clock(one, rules)) for one in sessions],
        kinds=KIND_LABELS,
        year=queries.clock_of_the_year(ward),
    )


@bp.route("/moi", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PLAN)
def new() -> Any:
    """Plan a session."""
    ward = ward_of_page(Permission.DIALOGUE_PLAN)
    form = PlanForm.of_request(**standing_plan(queries.last_planned(ward)))
    return plan_page(
        ward, form, lambda settled: plan.plan_session(actor(), ward, settled), _("Plan a dialogue")
    )


@bp.get("/<code>")
@requires(Permission.DIALOGUE_PLAN)
def show(code: str) -> Any:
    """Show a session with its clocks, its papers and the next step."""
    return _session_page(queries.get_for_staff(actor(), code))


def _session_page(
    session: Session, announce_form: Any = None, cancel_form: Any = None, *, status: int = 200
) -> Any:
    version = str(session.version)
    address = address_of(session)
    page = render_template(
        "dialogue/staff_session.html",
        ward=session.ward,
        session=session,
        phase=phase_of(session),
        kinds=KIND_LABELS,
        forms=FORM_LABELS,
        notice_clock=clocks.notice_clock(session),
        results_clock=clocks.results_clock(session),
        open_steps={step.name: step for step in machine.available(actor(), session)},
        may_run=policies_live.can_run(actor(), session),
        announce_form=announce_form or AnnounceForm(data={"version": version}),
        cancel_form=cancel_form or CancelForm(data={"version": version}),
        figures=questions.board_figures(session),
        address=address,
        duties=duties_of(session),
        minutes_part=minutes_part(actor(), session),
        for_heads=papers.text_for_heads(session, address),
        for_loudspeaker=papers.text_for_loudspeaker(session),
    )
    return page, status


def duties_of(session: Session) -> list[Any]:
    """Return the requests that a session is held for, each with the limit that came with it."""
    if session.kind != Kind.ON_REQUEST:
        return []
    return [(one, holding_clock(one)) for one in list_of_session(session.id)]


@bp.route("/<code>/sua", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PLAN)
def edit(code: str) -> Any:
    """Change a plan, or an announced session with the reason that everyone reads."""
    session = queries.get_for_staff(actor(), code)
    step = "change_plan" if machine.may(actor(), session, "change_plan") else "change_notice"
    if not machine.may(actor(), session, step):
        return redirect(url_for("staff_dialogue.show", code=code))
    kind = PlanForm if step == "change_plan" else ChangeNoticeForm
    form = kind.of_request(**typed_plan(session))

    def run(settled: plan.Plan) -> Session:
        if step == "change_plan":
            return plan.change_plan(actor(), session, settled, version=form.seen)
        return announce.change_notice(
            actor(), session, settled, reason=form.reason.data, version=form.seen
        )

    heading = _("Change the plan") if step == "change_plan" else _("Change the notice")
    return plan_page(session.ward, form, run, heading, session)


def plan_page(
    ward: Ward,
    form: Any,
    run: Any,
    heading: str,
    session: Session | None = None,
    *,
    asked: Any = None,
) -> Any:
    """Plan with what was typed and show the session, or show the plan's form; `asked`: for a request."""
    departments, places = wards.list_departments(ward.id), wards.list_neighbourhoods(ward)
    form.offer(departments, places, people_with(Permission.DIALOGUE_PLAN, ward.id))
    stale = False
    if form.accepts():
        try:
            saved = run(form.plan(departments, places))
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            stale = True
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_dialogue.show", code=saved.code), 303)
    page = render_template(
        "dialogue/plan.html",
        ward=ward,
        form=form,
        heading=heading,
        session=session,
        asked=asked,
        duty=holding_clock(asked) if asked is not None else None,
        stale=stale,
        earliest=clocks.earliest_day(ward.id),
    )
    return page, 409 if stale else 422 if form.errors else 200


@bp.post("/<code>/cong-bo")
@requires(Permission.DIALOGUE_ANNOUNCE)
def publish(code: str) -> Any:
    """Publish the notice."""
    session, form = queries.get_for_staff(actor(), code), AnnounceForm.of_request()
    return _take(
        session,
        form,
        lambda seen: announce.announce_session(
            actor(), session, late_reason=form.late_reason.data, version=seen
        ),
        announce_form=form,
    )


@bp.post("/<code>/huy")
@requires(Permission.DIALOGUE_ANNOUNCE)
def cancel(code: str) -> Any:
    """Call the session off."""
    session, form = queries.get_for_staff(actor(), code), CancelForm.of_request()
    return _take(
        session,
        form,
        lambda seen: announce.cancel_session(
            actor(), session, reason=form.reason.data, version=seen
        ),
        cancel_form=form,
    )


def _take(session: Session, form: Any, run: Any, **forms: Any) -> Any:
    """Take a step of the session's page, or show the page with what is to be mended."""
    typed = form.version.data or ""
    if form.validate():
        try:
            run(int(typed) if typed.isdigit() and len(typed) < 10 else 0)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion as error:
            form.form_errors.append(str(error.message))
            form.version.data = str(session.version)
            return _session_page(session, **forms, status=409)
        else:
            flash(_("Done."), "success")
            return redirect(url_for("staff_dialogue.show", code=session.code), 303)
    return _session_page(session, **forms, status=422)


@bp.get("/<code>/cong-bo", endpoint="back_from_publish")
@bp.get("/<code>/huy", endpoint="back_from_cancel")
@requires(Permission.DIALOGUE_PLAN)
def back(code: str) -> Any:
    """Go to the session: somebody came back to the address of a form that was refused."""
    return redirect(url_for("staff_dialogue.show", code=code))


@bp.get("/<code>/van-ban/<name>.<ending>")
@requires(Permission.DIALOGUE_PLAN)
def letter(code: str, name: str, ending: str) -> Any:
    """Give a draft of an official letter; number and date are left to the clerk's office."""
    session = queries.get_for_staff(actor(), code)
    if name not in LETTERS or ending not in {"docx", "pdf"}:
        abort(404)
    made = LETTERS[name](session, address_of(session))
    content, media_type = (
        (letter_docx(made), WORD_FILE)
        if ending == "docx"
        else (letter_pdf(made), "application/pdf")
    )
    response = Response(content, mimetype=media_type)
    file_name = f"{name}-{session.code}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
