"""Sending a report in three screens, each with its own address; what was typed lives in a draft.

screen 1 what and where -> (notice) -> (similar cases) -> screen 2 how to reach you -> screen 3 check and
send -> receipt. What stands in brackets is shown only when there is something to show.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from citizen_app.accounts.unlocking import unlock_report
from citizen_app.core import clock
from citizen_app.core.access import actor, public
from citizen_app.core.db import keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import attachments_of, get_attachment, read_files
from citizen_app.core.files.documents import CleanDocument
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.feedback import queries, receipts
from citizen_app.feedback.commands.drafts import (
    category_of,
    change_files,
    keep_in_draft,
    open_draft,
    send_draft,
    submission_of,
)
from citizen_app.feedback.commands.submit import likely_category
from citizen_app.feedback.drafts import digest_for_writing, find_own_draft, get_own_draft, new_key
from citizen_app.feedback.forms_send import ABOUT_LABELS, NOTIFY_LABELS, ReachForm, WhatForm
from citizen_app.feedback.limits import DOCUMENTS, DRAFTING, SENDING
from citizen_app.feedback.models import Draft
from citizen_app.feedback.queries_send import near_cases
from citizen_app.feedback.recognising import NotAReport, guidance_on, recognise
from citizen_app.feedback.routes_public import bp
from citizen_app.wards import boundaries
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward

GOOD, MENDED = 200, 422


@bp.route("/p/<ward:ward>/phan-anh/gui", methods=["GET", "POST"])
@public
def send(ward: Any) -> Any:
    """Screen 1: what happened and where."""
    return _what(ward, new_key(), None)


@bp.route("/p/<ward:ward>/phan-anh/gui/<key>", methods=["GET", "POST"])
@public
def send_what(ward: Any, key: str) -> Any:
    """Screen 1 again: to change what was typed."""
    draft = find_own_draft(ward, key)
    if request.method == "GET" and (draft is None or "what" not in draft.fields):
        return _begin_anew(ward, draft)
    return _what(ward, key, draft)


def _begin_anew(ward: Ward, draft: Draft | None) -> Any:
    """Lead on from the address of a draft that is over: to its receipt, or to a new one."""
    if draft is not None and "sent" in draft.fields:
        return redirect(url_for("feedback.receipt", ward=ward, code=draft.fields["sent"]))
    return redirect(url_for("feedback.send", ward=ward))


def _what(ward: Ward, key: str, draft: Draft | None) -> Any:
    kept = draft.fields.get("what", {}) if draft is not None else _of_label()
    form = WhatForm.of_request(**kept, key=key)
    form.offer(wards.list_categories(ward.id), wards.list_neighbourhoods(ward))
    if form.accepts():
        try:
            return redirect(_keep_what(ward, form), 303)
        except Invalid as error:
            form.put_error(error)
    if form.errors:
        draft = _keep_files(ward, form) or draft
    page = render_template(
        "feedback/send.html",
        ward=ward,
        form=form,
        draft=draft,
        files=attachments_of(draft, public_only=False) if draft is not None else [],
        closed=wards.closed_period_at(ward.id, clock.today()),
    )
    return page, MENDED if form.errors else GOOD


def _of_label() -> dict[str, Any]:
    """Return what a label in a public place says of where it hangs."""
    return {
        "neighbourhood": request.args.get("khu-pho", ""),
        "place": request.args.get("noi", "")[:300],
    }


def _keep_what(ward: Ward, form: WhatForm) -> str:
    """Keep screen 1 in the draft of its key and return what comes next."""
    draft = _open(ward, form)
    what = form.kept
    suggested = None if what["category"] else likely_category(ward, what["text"])
    if suggested is not None:
        what["category"] = suggested.code
    seen = [*draft.fields.get("seen", []), *(form.seen.data or "").split()]
    keep_in_draft(draft, what=what, suggested=suggested is not None, seen=seen[-20:])
    return next_page(ward, draft, form.key.data)


def _keep_files(ward: Ward, form: WhatForm) -> Draft | None:
    """Keep the files although something else is not right yet: nobody has to choose them twice."""
    if not form.photos.data or {"key", "photos", "website", ""} & form.errors.keys():
        return None
    try:
        draft = _open(ward, form)
    except Invalid as error:
        form.put_error(error)
        return None
    keep_despite_error()
    return draft


def _open(ward: Ward, form: WhatForm) -> Draft:
    """Return the draft of the form's key with the files as the form wants them."""
    here = request.remote_addr or ""
    DRAFTING.check(here)
    files = read_files(form.photos.data or [])
    DRAFTING.count(here)
    for _document in (one for one in files if isinstance(one, CleanDocument)):
        DOCUMENTS.take(here)
    draft = open_draft(ward, digest_for_writing(form.key.data))
    if draft.ward_id != ward.id or "sent" in draft.fields:
        # The page of the report before, by "back": another matter gets a draft of its own.
        form.key.data = new_key()
        draft = open_draft(ward, digest_for_writing(form.key.data))
    change_files(draft, files, form.remove.data or [])
    return draft


def next_page(ward: Ward, draft: Draft, key: str) -> str:
    """Return the address of what a draft still lacks."""
    page = "send_check" if "reach" in draft.fields else "send_reach"
    if _unheeded(draft):
        page = "send_notice"
    elif "similar" not in draft.fields.get("heeded", []) and _unseen_cases(ward, draft):
        page = "send_similar"
    return url_for(f"feedback.{page}", ward=ward, key=key)


def _unheeded(draft: Draft) -> list[NotAReport]:
    """Return what the text seems to be instead of a report and was not yet told to the sender."""
    heeded = draft.fields.get("heeded", [])
    return [kind for kind in recognise(draft.fields["what"]["text"]) if kind not in heeded]


def _unseen_cases(ward: Ward, draft: Draft) -> Any:
    what, seen = draft.fields["what"], draft.fields.get("seen", [])
    if NotAReport.DENUNCIATION in recognise(what["text"]):
        return []
    near = near_cases(ward, what["text"], category=category_of(ward, what["category"]))
    return [one for one in near if one.report.code not in seen]


def _heed(draft: Draft, *kinds: str) -> None:
    heeded = [*draft.fields.get("heeded", []), *kinds]
    keep_in_draft(draft, heeded=list(dict.fromkeys(heeded)))


@bp.route("/p/<ward:ward>/phan-anh/gui/<key>/luu-y", methods=["GET", "POST"])
@public
def send_notice(ward: Any, key: str) -> Any:
    """Say where something goes that is no report; the sender may send it all the same."""
    draft = find_own_draft(ward, key)
    if draft is None or "what" not in draft.fields:
        return _begin_anew(ward, draft)
    kinds = recognise(draft.fields["what"]["text"])
    if request.method == "POST":
        _heed(draft, *kinds)
        return redirect(next_page(ward, draft, key), 303)
    told = [(kind, guidance_on(kind, clock.today())) for kind in kinds]
    return render_template("feedback/send_notice.html", ward=ward, key=key, told=told)


@bp.route("/p/<ward:ward>/phan-anh/gui/<key>/tuong-tu", methods=["GET", "POST"])
@public
def send_similar(ward: Any, key: str) -> Any:
    """Show cases that may be about the same, before anything more is asked."""
    draft = find_own_draft(ward, key)
    if draft is None or "what" not in draft.fields:
        return _begin_anew(ward, draft)
    if request.method == "POST":
        _heed(draft, "similar")
        return redirect(next_page(ward, draft, key), 303)
    cases = _unseen_cases(ward, draft)
    if not cases:
        return redirect(next_page(ward, draft, key))
    return render_template("feedback/send_similar.html", ward=ward, key=key, cases=cases)


@bp.route("/p/<ward:ward>/phan-anh/gui/<key>/lien-he", methods=["GET", "POST"])
@public
def send_reach(ward: Any, key: str) -> Any:
    """Screen 2: how to reach the sender, and whom it is about."""
    draft = find_own_draft(ward, key)
    if draft is None or "what" not in draft.fields:
        return _begin_anew(ward, draft)
    form = ReachForm.of_request(**draft.fields.get("reach", {}))
    form.offer(wards.list_departments(ward.id))
    if form.accepts():
        keep_in_draft(draft, reach=form.kept)
        return redirect(url_for("feedback.send_check", ward=ward, key=key), 303)
    page = render_template(
        "feedback/send_reach.html", ward=ward, key=key, form=form, has_account=_has_account()
    )
    return page, MENDED if form.errors else GOOD


def _has_account() -> bool:
    return actor().account_id is not None


@bp.route("/p/<ward:ward>/phan-anh/gui/<key>/kiem-tra", methods=["GET", "POST"])
@public
def send_check(ward: Any, key: str) -> Any:
    """Screen 3: everything once more, and the button that sends it."""
    draft = find_own_draft(ward, key)
    if draft is None or "sent" in draft.fields and request.method == "GET":
        return _begin_anew(ward, draft)
    if "sent" not in draft.fields and not {"what", "reach"} <= draft.fields.keys():
        return redirect(next_page(ward, get_own_draft(ward, key), key))
    problem = ""
    if request.method == "POST":
        try:
            return _send(ward, draft)
        except Invalid as error:
            problem = str(error.message)
    return _check_page(ward, key, draft, problem), MENDED if problem else GOOD


def _check_page(ward: Ward, key: str, draft: Draft, problem: str) -> str:
    submission = submission_of(ward, draft)
    return render_template(
        "feedback/send_check.html",
        ward=ward,
        key=key,
        said=submission,
        about=draft.fields["reach"]["about"],
        about_labels=ABOUT_LABELS,
        notify_labels=NOTIFY_LABELS,
        suggested=draft.fields.get("suggested"),
        problem=problem,
        kinds=recognise(submission.text),
        elsewhere=_ward_of_pin(ward, submission.lat, submission.lon),
        has_account=_has_account(),
    )


def _ward_of_pin(ward: Ward, lat: float | None, lon: float | None) -> Ward | None:
    """Return the other ward that a pin lies in, or None."""
    if lat is None or lon is None:
        return None
    code = boundaries.ward_code_at(lat, lon, ward.province_code)
    return wards.find_ward(code) if code and code != ward.code else None


def _send(ward: Ward, draft: Draft) -> Any:
    """Send it once, whatever is clicked how often, and lead to the receipt."""
    if "sent" in draft.fields and clock.now() - draft.touched_at > receipts.SHOWN_FOR:
        # Somebody else may sit at this device by now: from here on only the PIN opens it.
        return redirect(url_for("feedback.track", ma=draft.fields["sent"]), 303)
    here = request.remote_addr or ""
    SENDING.take(here)
    secret = current_app.config["SECRET_KEY"]
    code, said = send_draft(actor(), ward, draft, secret=secret, known=receipts.sent_just_now)
    unlock_report(code)
    receipts.keep_receipt(code, said)
    return redirect(url_for("feedback.receipt", ward=ward, code=code), 303)


@bp.get("/p/<ward:ward>/phan-anh/gui/<key>/tep/<token>.jpg")
@public
def draft_photo(ward: Any, key: str, token: str) -> Any:
    """Show a photo of a draft to whoever writes it."""
    draft, attachment = get_own_draft(ward, key), get_attachment(token)
    if attachment not in attachments_of(draft, public_only=False):
        return _begin_anew(ward, draft)
    return serving.picture(attachment, "nho")


@bp.get("/p/<ward:ward>/phan-anh/<code>/bien-nhan")
@public
def receipt(ward: Any, code: str) -> Any:
    """Show the receipt to the sender: code, PIN, promised date, QR."""
    report = queries.get_sent_report(actor(), code)
    address = whole_address("feedback.track", ma=report.code)
    return render_template(
        "feedback/receipt.html",
        ward=ward,
        report=report,
        pin=receipts.pin_to_show(report, current_app.config["SECRET_KEY"]),
        qr=qr_picture(address),
        address=address,
        guidance=guidance_on(NotAReport.DENUNCIATION, clock.today()),
    )
