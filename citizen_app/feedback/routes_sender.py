"""The sender's own pages: follow by code and PIN, judge the answer, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from citizen_app.accounts.signing_in import has_session_cookie
from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core.access import actor, public
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import attachments_of, read_photos
from citizen_app.core.i18n import gettext as _
from citizen_app.feedback import opening, policies, queries
from citizen_app.feedback.commands.adding import add_information, hide_name
from citizen_app.feedback.commands.asking import reply_to_ward
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.commands.judge import judge_answer, withdraw_report
from citizen_app.feedback.devices import known_mark
from citizen_app.feedback.forms import AddForm, JudgeForm, ReplyForm, TrackForm
from citizen_app.feedback.limits import ADDING
from citizen_app.feedback.models import Report
from citizen_app.feedback.opening import Slip, open_by_pin
from citizen_app.feedback.queries_staff import list_messages
from citizen_app.feedback.routes_public import bp
from citizen_app.feedback.standing import judging_of, standing_of
from citizen_app.feedback.timeline import timeline_of
from citizen_app.feedback.workflow import machine


@bp.route("/tra-cuu", methods=["GET", "POST"])
@public
def track() -> Any:
    """Open what one has a slip of, by code and PIN."""
    form = TrackForm.of_request(code=request.args.get("ma", ""))
    if request.method == "GET" and has_session_cookie():
        for slip, thing in opening.named_by(form.code.data or ""):
            if slip.is_own(actor(), thing):
                return redirect(url_for(slip.endpoint, code=thing.code))
    if form.accepts():
        opened = _opened(form)
        if opened is not None and opening.may_open(actor(), *opened):
            slip, thing = opened
            unlock_report(thing.code)
            return redirect(url_for(slip.endpoint, code=thing.code), 303)
        if opened is not None:
            form.put_error(Invalid("code", opening.NOT_YOURS))
    standing = opening.standing_of_code(form.code.data) if form.code.data else None
    page = render_template("feedback/track.html", form=form, ward=None, standing=standing)
    return page, 422 if request.method == "POST" else 200


def _opened(form: TrackForm) -> tuple[Slip, Any] | None:
    """Return the thing when code and PIN fit; what did not open is counted."""
    if not opening.can_be_code(form.code.data):
        form.put_error(
            Invalid(
                "code", _("This code has a letter too many, too few or wrong. Please compare it.")
            )
        )
        return None
    opened = open_by_pin(
        form.code.data,
        form.pin.data,
        where=request.remote_addr or "",
        secret=current_app.config["SECRET_KEY"],
    )
    if opened is not None:
        return opened
    keep_despite_error()
    if opening.standing_of_code(form.code.data) is not None:
        return None  # the page says how it stands; neither code nor PIN is wrong
    missing = opening.why_missing(form.code.data)
    if missing:
        form.put_error(Invalid("code", missing))
        return None
    form.put_error(
        Invalid("pin", _("Code and PIN do not fit together. Please look at your slip again."))
    )
    return None


@bp.get("/tra-cuu/<code>")
@public
def sent(code: str) -> Any:
    """Show the sender where the case stands, and what to do next."""
    who = actor()
    report = queries.find_report(code)
    if report is None or not policies.is_sender(who, report):
        return redirect(url_for("feedback.track", ma=code))
    return _sent_page(report, JudgeForm.of_request())


def _sent_page(report: Report, form: Any) -> Any:
    """Return the page; `form` is the one that was refused, or a fresh one. Each stands on its own."""
    answer, who = report.published_answer, actor()
    forms = {"judge": JudgeForm(), "reply": ReplyForm(), "add": AddForm()}
    for name, fresh in forms.items():
        if isinstance(form, type(fresh)):
            forms[name] = form
    messages = list_messages(report)
    joined = report.merged_into if report.state == "merged" else None
    judged = [a.judgement.id for a in report.published_answers if a.judgement is not None]
    return render_template(
        "feedback/sent.html",
        ward=report.holder,
        report=report,
        answer=answer,
        forms=forms,
        refused=form if form.errors else None,
        standing=standing_of(who, report),
        judging=judging_of(report),
        photos=attachments_of(report, public_only=False),
        answers=[(a, attachments_of(a, public_only=False)) for a in report.published_answers],
        timeline=timeline_of(report),
        promises=queries.promises_of(report, public_only=False),
        messages=messages,
        message_photos=queries.photos_by_subject("report_message", [m.id for m in messages]),
        judgement_photos=queries.photos_by_subject("judgement", judged),
        merged_into=joined,
        merged_is_public=joined is not None and policies.is_public(joined),
        merged_promises=_promises_elsewhere(joined),
        who_reads=_who_reads(report),
        can_add=machine.may(who, report, "add_information"),
        can_hide=machine.may(who, report, "hide_name"),
        can_reply=machine.may(who, report, "sender_reply"),
        can_judge=policies.can_judge(who, report),
        can_withdraw=machine.may(who, report, "withdraw"),
        is_public=policies.is_public(report),
    )


def _promises_elsewhere(joined: Report | None) -> list[Any]:
    """Return what was promised about the case that this one was joined to: its sender asked for it, too."""
    if joined is None or not policies.is_public(joined):
        return []
    made = queries.promises_of(joined, public_only=True)
    return [promise for some in made.values() for promise in some]


def _who_reads(report: Report) -> str:
    if not policies.is_public(report):
        return _("Only you and the ward")
    return _("Everyone, with your name") if report.name_shown else _("Everyone, without your name")


@bp.get("/tra-cuu/<code>/danh-gia", endpoint="back_from_judging")
@bp.get("/tra-cuu/<code>/tra-loi", endpoint="back_from_reply")
@bp.get("/tra-cuu/<code>/bo-sung", endpoint="back_from_adding")
@bp.get("/tra-cuu/<code>/an-ten", endpoint="back_from_hiding")
@public
def back_to_sent(code: str) -> Any:
    """Go to the case: somebody came back to the address of a form that was refused."""
    return redirect(url_for("feedback.sent", code=code))


@bp.post("/tra-cuu/<code>/danh-gia")
@public
def judge(code: str) -> Any:
    """Say whether it is solved."""

    def run(report: Report, form: Any) -> None:
        judge_answer(
            actor(),
            report,
            solved=form.solved.data,
            satisfaction=int(form.satisfaction.data) if form.satisfaction.data else None,
            reason=form.reason.data,
            photos=read_photos(form.evidence.data or [], "evidence"),
            device=known_mark() or "",
        )

    return _take(code, JudgeForm.of_request(), run, "ket-qua")


@bp.post("/tra-cuu/<code>/tra-loi")
@public
def reply(code: str) -> Any:
    """Answer a question of the ward."""

    def run(report: Report, form: Any) -> None:
        photos = read_photos(form.photos.data or [])
        reply_to_ward(actor(), report, text=form.text.data, photos=photos)

    return _take(code, ReplyForm.of_request(), run, "trao-doi")


@bp.post("/tra-cuu/<code>/bo-sung")
@public
def add(code: str) -> Any:
    """Add something of one's own accord."""

    def run(report: Report, form: Any) -> None:
        ADDING.check(report.code)
        photos = read_photos(form.photos.data or [])
        ADDING.count(report.code)
        add_information(actor(), report, text=form.text.data, photos=photos)

    return _take(code, AddForm.of_request(), run, "trao-doi")


def _take(code: str, form: Any, run: Callable[[Report, Any], None], anchor: str) -> Any:
    """Take a step of the sender's, or show the page again with what is to be mended."""
    report = queries.get_sent_report(actor(), code)
    if form.validate():
        try:
            run(report, form)
            return redirect(url_for("feedback.sent", code=code, _anchor=anchor), 303)
        except Invalid as error:
            form.put_error(error)
    return _sent_page(report, form), 422


@bp.post("/tra-cuu/<code>/an-ten")
@public
def hide(code: str) -> Any:
    """No longer show one's name to the public."""
    hide_name(actor(), queries.get_sent_report(actor(), code))
    return redirect(url_for("feedback.sent", code=code, _anchor="da-gui"), 303)


@bp.route("/tra-cuu/<code>/rut", methods=["GET", "POST"])
@public
def withdraw(code: str) -> Any:
    """Take the report back, after asking once more."""
    report = queries.get_sent_report(actor(), code)
    if request.method == "POST":
        withdraw_report(actor(), report)
        return redirect(url_for("feedback.sent", code=code), 303)
    if not machine.may(actor(), report, "withdraw"):
        return redirect(url_for("feedback.sent", code=code))
    return render_template("feedback/withdraw.html", ward=report.holder, report=report)


@bp.route("/tra-cuu/<code>/xoa-du-lieu", methods=["GET", "POST"])
@public
def erase(code: str) -> Any:
    """Erase what names the sender, after asking once more; works without an account."""
    report = queries.get_sent_report(actor(), code)
    if request.method == "POST":
        erase_report_data(actor(), report)
        return redirect(url_for("feedback.sent", code=code), 303)
    return render_template("feedback/erase.html", ward=report.holder, report=report)
