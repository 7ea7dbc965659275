"""Results: the staff's page that publishes and corrects them, and what everyone reads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from citizen_app.commitments.queries import list_made_in
from citizen_app.core.access import actor, public, requires
from citizen_app.core.errors import Invalid, InvalidTransition, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.page_cache import cached_page
from citizen_app.dialogue import clocks, papers_results, queries
from citizen_app.dialogue import minutes_page as pages
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue import queries_minutes as minutes_queries
from citizen_app.dialogue.commands import results as commands
from citizen_app.dialogue.forms_minutes import PublishForm, ReasonForm
from citizen_app.dialogue.minutes_body import question_ids
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import Minutes, MinutesVersion
from citizen_app.dialogue.routes_minutes import bp as staff_bp
from citizen_app.dialogue.workflow_minutes import STATE_COLOURS, STATE_LABELS, machine
from citizen_app.permissions import Permission

bp = Blueprint("dialogue_results", __name__, template_folder="templates")


def results_address(session: Session) -> str:
    """Return the whole address of a session's results."""
    return whole_address("dialogue_results.show", ward=session.ward.path_id, code=session.code)


@staff_bp.route("/<code>/ket-qua", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PLAN)
def publish(code: str) -> Any:
    """Publish results, or a correction: what is missing, the clock, texts to send."""
    session = queries.get_for_staff(actor(), code)
    if not policies.takes_minutes(session):
        return redirect(url_for("staff_dialogue.show", code=code))
    minutes = minutes_queries.draft_of(session)
    form = _publish_form(session, minutes)
    status = 200
    if form.accepts():
        try:
            _publish(session, minutes, form)
        except Invalid as error:
            form.put_error(error)
        except (InvalidTransition, StaleVersion) as error:
            status = 409
            form.form_errors.append(str(error.message))
        else:
            flash(_("The results are published."), "success")
            return redirect(url_for("staff_minutes.publish", code=code), 303)
    return _publish_page(session, minutes, form), status if status == 409 else _status(form)


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _publish_form(session: Session, minutes: Minutes) -> Any:
    newest = minutes.newest
    form = PublishForm.of_request(
        number=str(newest.number if newest else 0), missing_reason=minutes.missing_reason
    )
    texts = [one.text for one in commands.list_objections(minutes)]
    texts += [form.late_reason.data or "", form.missing_reason.data or ""]
    form.look(session.ward, [text for text in texts if text])
    return form


def _publish(session: Session, minutes: Minutes, form: Any) -> None:
    given = commands.Publishing(
        late_reason=form.late_reason.data,
        missing_reason=form.missing_reason.data,
        decisions=form.decisions,
    )
    run = (
        commands.publish_correction
        if policies.is_correction(actor(), minutes)
        else commands.publish_results
    )
    typed = form.number.data or ""
    number = int(typed) if typed.isdigit() and len(typed) < 10 else 0
    run(actor(), session, given, number=number)


def _publish_page(session: Session, minutes: Minutes, form: Any) -> str:
    newest = minutes.newest
    shown = minutes_queries.list_published(minutes)
    body, address = (shown[0].body if shown else None), results_address(session)
    return render_template(
        "dialogue/results_staff.html",
        ward=session.ward,
        session=session,
        minutes=minutes,
        form=form,
        clock=clocks.results_clock(session),
        state=(STATE_COLOURS[minutes.state], STATE_LABELS[minutes.state]),
        signers=pages.signer_rows(minutes),
        missing=policies.missing(minutes) if newest else [],
        objections=commands.list_objections(minutes),
        changed=minutes_queries.has_changed(session, minutes) if newest else True,
        steps={step.name: step for step in machine.available(actor(), minutes)},
        may_write=policies.can_write(actor(), session),
        shown=shown,
        address=address,
        texts=_texts(session, body, address) if body else [],
    )


def _texts(session: Session, body: dict[str, Any], address: str) -> list[tuple[str, str]]:
    return [
        (_("Text to post"), papers_results.text_for_post(session, body, address)),
        (_("Text for neighbourhood heads"), papers_results.text_for_heads(session, body, address)),
        (_("Text for the loudspeaker"), papers_results.text_for_loudspeaker(session, body)),
    ]


@staff_bp.route("/<code>/bien-ban/dinh-chinh", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_RUN)
def correct(code: str) -> Any:
    """Begin to correct published minutes, with the reason that everyone reads."""
    session = minutes_queries.get_session(actor(), code)
    minutes = minutes_queries.draft_of(session)
    if not machine.may(actor(), minutes, "correct"):
        return redirect(url_for("staff_minutes.show", code=code))
    form = ReasonForm.of_request()
    if form.accepts():
        commands.begin_correction(actor(), session, reason=form.reason.data)
        flash(_("The minutes are open for the correction."), "success")
        return redirect(url_for("staff_minutes.show", code=code), 303)
    page = render_template(
        "dialogue/minutes_correct.html",
        ward=session.ward,
        session=session,
        form=form,
        step=machine.transitions["correct"],
    )
    return page, _status(form)


@bp.get("/p/<ward:ward>/doi-thoai/<code>/ket-qua")
@public
@cached_page
def show(ward: Any, code: str) -> Any:
    """Show what came of a session: numbers, answers, commitments, minutes, objections."""
    session = queries.get_public(ward, code)
    if session.code != code:
        return redirect(url_for("dialogue_results.show", ward=ward, code=session.code), 301)
    minutes, version = minutes_queries.get_results(session)
    return _results_page(session, minutes, version)


@bp.get("/p/<ward:ward>/doi-thoai/<code>/ket-qua/ban-<int:number>")
@public
@cached_page
def show_version(ward: Any, code: str, number: int) -> Any:
    """Show an earlier published version."""
    session = queries.get_public(ward, code)
    minutes, version = minutes_queries.get_results(session, number)
    return _results_page(session, minutes, version)


def _results_page(session: Session, minutes: Minutes, version: MinutesVersion) -> str:
    promises = list_made_in(Question.__tablename__, question_ids(version.body), public_only=True)
    versions = minutes_queries.list_published(minutes)
    return render_template(
        "dialogue/results.html",
        ward=session.ward,
        session=session,
        minutes=minutes,
        version=version,
        versions=versions,
        is_newest=version is versions[0],
        body=pages.body_view(version.body),
        signatures=pages.signatures_of(version),
        objections=pages.objections_of(minutes, version.number),
        promises={one.subject_id: one for one in promises},
        clock=clocks.results_clock(session),
        address=results_address(session),
    )


@bp.get("/p/<ward:ward>/doi-thoai/<code>/ket-qua/bien-ban-<int:number>.<ending>")
@public
@cached_page
def file(ward: Any, code: str, number: int, ending: str) -> Any:
    """Give published minutes as a document."""
    if ending not in {"docx", "pdf"}:
        abort(404)
    session = queries.get_public(ward, code)
    _minutes, version = minutes_queries.get_results(session, number)
    said = pages.said_in_public(version)
    return pages.minutes_file(session, version.body, said, version, ending)
