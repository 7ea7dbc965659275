"""Staff's pages of who comes: the list beforehand, registering at the counter, the door."""

from __future__ import annotations

import secrets
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)

from citizen_app.core import clock
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.assets import DIST, manifest
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue import queries
from citizen_app.dialogue import queries_attendance as attendance
from citizen_app.dialogue.commands import checkin
from citizen_app.dialogue.commands import register as commands
from citizen_app.dialogue.forms_attendance import FindForm, RegisterForm, WalkInForm
from citizen_app.dialogue.marks import (
    MOST_MARKS,
    OUTCOMES,
    outcome_words,
    read_mark,
    time_words,
    told,
)
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.routes_attendance import slip_parts
from citizen_app.dialogue.workflow_attendance import STATE_COLOURS, STATE_LABELS
from citizen_app.feedback import receipts
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

bp = Blueprint("check_in", __name__, template_folder="templates", url_prefix="/can-bo/doi-thoai")
WORKER = "checkin-worker.js"


@bp.get("/<code>/dang-ky")
@requires(Permission.DIALOGUE_PLAN)
def registrations(code: str) -> Any:
    """List who registered, with what they need."""
    session = queries.get_for_staff(actor(), code)
    rows = attendance.list_registrations(actor(), session)
    return render_template(
        "dialogue/attendance_list.html",
        ward=session.ward,
        session=session,
        rows=rows,
        needs=attendance.needs_of(rows),
        places=attendance.places_of(session),
        labels=STATE_LABELS,
        colours=STATE_COLOURS,
        is_open=policies.is_open(session),
    )


@bp.route("/<code>/dang-ky/moi", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PLAN)
def at_counter(code: str) -> Any:
    """Register somebody who stands at the counter or calls."""
    session = queries.get_for_staff(actor(), code)
    form = RegisterForm.of_request(key=secrets.token_urlsafe(24))
    places = wards.list_neighbourhoods(session.ward)
    form.offer(places)
    if form.accepts():
        try:
            asked = form.asked(places)
            secret = current_app.config["SECRET_KEY"]
            made, _pin = commands.register(actor(), session, asked, secret=secret)
        except Invalid as error:
            form.put_error(error)
        else:
            receipts.keep_receipt(made.code, commands.fingerprint(session, asked))
            return redirect(url_for("check_in.slip", code=session.code, slip_code=made.code), 303)
    page = render_template(
        "dialogue/attendance_counter.html",
        ward=session.ward,
        session=session,
        form=form,
        is_open=policies.is_open(session),
        places=attendance.places_of(session),
    )
    return page, 422 if form.errors else 200


@bp.get("/<code>/dang-ky/<slip_code>")
@requires(Permission.DIALOGUE_PLAN)
def slip(code: str, slip_code: str) -> Any:
    """Show a registration made at the counter, to be printed for the person."""
    session = queries.get_for_staff(actor(), code)
    registration = attendance.get_registration(actor(), slip_code)
    if registration.session_id != session.id:
        abort(404)
    return render_template(
        "dialogue/attendance_counter_slip.html", ward=session.ward, **slip_parts(registration)
    )


@bp.route("/<code>/diem-danh", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PLAN)
def door(code: str) -> Any:
    """Check people in. The page itself holds no name: a phone may keep it for when there is no signal."""
    session = queries.get_for_staff(actor(), code)
    if request.method == "POST":
        return _take_one(session)
    return _door_page(session)


def _door_page(session: Session, find: Any = None, found: Any = None, *, status: int = 200) -> Any:
    walk_in = WalkInForm()
    walk_in.offer(wards.list_neighbourhoods(session.ward))
    last = request.args.get("vua", "")
    page = render_template(
        "dialogue/attendance_door.html",
        ward=session.ward,
        session=session,
        counts=attendance.counts_of(session),
        find=find or FindForm(),
        found=found,
        walk_in=walk_in,
        last=attendance.find_check_in(session, last) if last else None,
        new_mark_id=new_mark_id,
        labels=STATE_LABELS,
        is_open=policies.door_is_open(session),
        opens_at=policies.door_opens_at(session),
        words={key: outcome_words(key, None) for key in OUTCOMES},
    )
    return page, status


def new_mark_id() -> str:
    """Return a fresh number for something done at the door."""
    return secrets.token_urlsafe(18)


def _take_one(session: Session) -> Any:
    """Take what a form without scripts sent."""
    sent = {**request.form.to_dict(), "ago": 0}
    try:
        outcome = checkin.take_marks(actor(), session, [read_mark(sent)])[0]
    except Invalid as error:
        flash(str(error.message), "error")
        return redirect(url_for("check_in.door", code=session.code), 303)
    words = outcome_words(outcome.outcome, outcome.at)
    if outcome.outcome == checkin.DONE and sent.get("kind") == "undo":
        words = _("Undone.")
    good = outcome.outcome == checkin.DONE
    flash(f"{outcome.code} {words}".strip(), "success" if good else "warning")
    undo = sent.get("kind") != "undo" and good
    last = outcome.id if undo else None
    return redirect(url_for("check_in.door", code=session.code, vua=last), 303)


@bp.post("/<code>/diem-danh/tim")
@requires(Permission.DIALOGUE_PLAN)
def find(code: str) -> Any:
    """Find somebody by code or name; by POST, so that no address has a name in it."""
    session, form = queries.get_for_staff(actor(), code), FindForm.of_request()
    if not form.validate():
        return _door_page(session, form, status=422)
    return _door_page(session, form, attendance.find_at_door(actor(), session, form.typed.data))


@bp.get("/<code>/diem-danh/tim")
@requires(Permission.DIALOGUE_PLAN)
def back_from_find(code: str) -> Any:
    """Go to the door's page: somebody came back to the address of a search."""
    return redirect(url_for("check_in.door", code=code))


@bp.post("/<code>/diem-danh/dong-bo")
@requires(Permission.DIALOGUE_PLAN)
def sync(code: str) -> Any:
    """Take the marks of a phone, in their order, and give it the list as it is now."""
    session = queries.get_for_staff(actor(), code)
    sent = request.get_json(silent=True)
    marks = sent.get("marks") if isinstance(sent, dict) else None
    if not isinstance(marks, list) or len(marks) > MOST_MARKS:
        abort(400)
    outcomes: list[checkin.Outcome] = []
    if marks:
        outcomes = checkin.take_marks(actor(), session, [read_mark(one) for one in marks])
    rows = attendance.list_for_door(actor(), session)
    counts = attendance.counts_of(session)
    return {
        "taken": [told(one) for one in outcomes],
        "people": [{**vars(row), "at": time_words(row.at)} for row in rows],
        "counts": vars(counts),
        "keep_seconds": max(
            0, int((policies.list_kept_until(session) - clock.now()).total_seconds())
        ),
    }


@bp.get("/<code>/diem-danh/sw.js")
@requires(Permission.DIALOGUE_PLAN)
def worker(code: str) -> Response:
    """Give the worker that keeps the door's page, and no other page, for when there is no signal."""
    session = queries.get_for_staff(actor(), code)
    path = DIST / manifest().get(WORKER, WORKER)
    if not path.is_file():
        abort(404)
    response = Response(path.read_bytes(), mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("check_in.door", code=session.code)
    return response
