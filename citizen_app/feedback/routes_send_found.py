"""Before a report is sent: similar cases of the ward, "it answers me" and "the same for me"."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for

from citizen_app.core.access import actor, public
from citizen_app.core.errors import TooManyTries
from citizen_app.feedback import queries
from citizen_app.feedback.commands.deflect import note_answer_found
from citizen_app.feedback.commands.drafts import category_of, wipe_draft
from citizen_app.feedback.commands.judge import set_follow
from citizen_app.feedback.commands.submit import likely_category
from citizen_app.feedback.commands.support import support_report
from citizen_app.feedback.devices import device_mark
from citizen_app.feedback.drafts import find_own_draft
from citizen_app.feedback.limits import FINDING, FOUND_ONCE, LOOKING
from citizen_app.feedback.queries_send import near_cases
from citizen_app.feedback.recognising import NotAReport, recognise
from citizen_app.feedback.routes_public import bp
from citizen_app.wards.models import Ward

LONGEST = 5000


@bp.post("/p/<ward:ward>/phan-anh/tuong-tu")
@public
def similar(ward: Any) -> Any:
    """Give similar cases as a piece of a page, for a script, while the text is typed.

    By POST, so that what is typed stands in no address and no log; nothing of it is kept.
    """
    here = request.remote_addr or ""
    LOOKING.take(here)
    text = request.form.get("text", "")[:LONGEST]
    kinds = recognise(text)
    category = category_of(ward, request.form.get("category", "")[:60])
    likely = likely_category(ward, text) if category is None else None
    cases = (
        []
        if NotAReport.DENUNCIATION in kinds
        else near_cases(ward, text, category=category or likely)
    )
    return render_template(
        "feedback/_similar.html",
        ward=ward,
        cases=cases,
        key=request.form.get("key", "")[:64],
        likely=likely,
        is_emergency=NotAReport.EMERGENCY in kinds,
    )


@bp.post("/p/<ward:ward>/phan-anh/gui/da-co-cau-tra-loi")
@public
def found_answer(ward: Any) -> Any:
    """End the form: another case answers it."""
    report = queries.get_public_report(ward, request.form.get("code", ""))
    _limit()
    once = f"{report.code} {device_mark()}"
    try:
        FOUND_ONCE.take(once)
    except TooManyTries:
        pass  # counted before: the page is the same
    else:
        note_answer_found(actor(), report)
    return _end(ward, report.code, "found")


@bp.post("/p/<ward:ward>/phan-anh/gui/toi-cung-gap")
@public
def same_for_me(ward: Any) -> Any:
    """End the form: support and follow the case that is there."""
    report = queries.get_public_report(ward, request.form.get("code", ""))
    _limit()
    who = actor()
    support_report(who, report, device=device_mark())
    if who.account_id is not None:
        set_follow(who, report, follow=True)
    return _end(ward, report.code, "same")


def _limit() -> None:
    here = request.remote_addr or ""
    FINDING.take(here)


def _end(ward: Ward, code: str, what: str) -> Any:
    """Forget the draft that is no longer needed, and say thank you."""
    draft = find_own_draft(ward, request.form.get("key", ""))
    if draft is not None and "sent" not in draft.fields:
        wipe_draft(draft)
    return redirect(url_for(f"feedback.thanks_{what}", ward=ward, code=code), 303)


@bp.get("/p/<ward:ward>/phan-anh/<code>/da-co-cau-tra-loi")
@public
def thanks_found(ward: Any, code: str) -> Any:
    """Thank somebody whom another case has answered."""
    report = queries.get_public_report(ward, code)
    return render_template("feedback/send_ended.html", ward=ward, report=report, same=False)


@bp.get("/p/<ward:ward>/phan-anh/<code>/toi-cung-gap")
@public
def thanks_same(ward: Any, code: str) -> Any:
    """Thank somebody whom the same troubles, and say how to follow it."""
    report = queries.get_public_report(ward, code)
    return render_template("feedback/send_ended.html", ward=ward, report=report, same=True)
