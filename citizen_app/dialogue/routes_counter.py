"""Questions taken down at the counter: for somebody who stands there or calls, with a slip to hand over."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue import policies, queries
from citizen_app.dialogue.commands.asking import ask_question
from citizen_app.dialogue.forms import CounterAskForm
from citizen_app.dialogue.queries import questions
from citizen_app.dialogue.routes_questions import first_stop
from citizen_app.dialogue.routes_staff import bp
from citizen_app.feedback import receipts
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards


@bp.route("/<code>/cau-hoi/moi", methods=["GET", "POST"])
@requires(Permission.REPORT_ON_BEHALF)
def ask_at_counter(code: str) -> Any:
    """Take down a question for somebody."""
    session = queries.get_for_staff(actor(), code)
    form = CounterAskForm.of_request(key=secrets.token_urlsafe(24))
    categories, places = (
        wards.list_categories(session.ward_id),
        wards.list_neighbourhoods(session.ward),
    )
    form.offer(categories, places)
    is_open = policies.takes_questions(session)
    stop = first_stop(session, form) if form.accepts() and is_open else {}
    if request.method == "POST" and not form.errors and not stop:
        try:
            asking = form.asking(categories, places)
            secret = current_app.config["SECRET_KEY"]
            question, _pin = ask_question(actor(), session, asking, secret=secret)
        except Invalid as error:
            form.put_error(error)
        else:
            receipts.keep_receipt(question.code, asking.fingerprint(session))
            address = url_for("staff_dialogue.counter_slip", code=session.code, qcode=question.code)
            return redirect(address, 303)
    page = render_template(
        "dialogue/question_counter.html",
        ward=session.ward,
        session=session,
        form=form,
        stop=stop,
        is_open=is_open,
    )
    return page, 422 if form.errors else 200


@bp.get("/<code>/cau-hoi/<qcode>/phieu")
@requires(Permission.REPORT_ON_BEHALF)
def counter_slip(code: str, qcode: str) -> Any:
    """Show the slip to print and hand over, with the PIN while this device may look at it."""
    session = queries.get_for_staff(actor(), code)
    question = questions.get_from_counter(actor(), qcode)
    address = whole_address("feedback.track", ma=question.code)
    return render_template(
        "dialogue/question_counter_slip.html",
        ward=session.ward,
        session=session,
        question=question,
        pin=receipts.pin_to_show(question, current_app.config["SECRET_KEY"]),
        qr=qr_picture(address),
        address=address,
    )
