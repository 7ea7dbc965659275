"""Where a case stands, for its sender: who has it, what comes next, by when, what they can do."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import date_text, gettext, local_name
from citizen_app.feedback import policies
from citizen_app.feedback.models import Report
from citizen_app.feedback.states import is_overdue
from citizen_app.feedback.workflow import OPEN, State, machine
from citizen_app.wards.deadlines import window_end


@dataclass(frozen=True)
class Standing:
    """Three sentences; `to_do` is what the sender can do now, in one line."""

    who: str
    next: str
    to_do: str


def standing_of(actor: Actor, report: Report) -> Standing:
    """Return where a case stands."""
    return Standing(_who(report), _next(report), _to_do(actor, report))


def _who(report: Report) -> str:
    office = report.holder.office_name
    if report.state not in OPEN:
        return ""
    if report.state == State.WAITING_RESIDENT:
        return gettext("%(office)s waits for your reply.", office=office)
    if report.department is not None:
        department = local_name(report.department)
        return gettext("%(department)s, %(office)s, has it.", department=department, office=office)
    return gettext("%(office)s has it.", office=office)


def _next(report: Report) -> str:
    day = date_text(report.due_at)
    if report.state not in OPEN or not day:
        return _after_the_end(report)
    if report.state == State.WAITING_RESIDENT:
        return gettext("After your reply the ward goes on and answers you.")
    if is_overdue(report):
        return gettext("The answer was due on %(day)s. It is late.", day=day)
    words = {
        State.RECEIVED: gettext(
            "Next: the ward reads it and names who handles it. Answer by %(day)s."
        ),
        State.SCREENING: gettext("Next: the ward names who handles it. Answer by %(day)s."),
        State.DRAFTED: gettext("Next: a leader checks the answer. Answer by %(day)s."),
        State.APPROVED: gettext("Next: the answer is published. Answer by %(day)s."),
    }
    return words.get(State(report.state), gettext("Next: the answer, by %(day)s.")) % {"day": day}


def _after_the_end(report: Report) -> str:
    if report.state == State.MERGED:
        return gettext("It is about the same thing as another case; the answer comes there.")
    if report.state == State.FORWARDED:
        return gettext("%(body)s is in charge and answers you.", body=report.forwarded_to)
    return ""


def _to_do(actor: Actor, report: Report) -> str:
    if machine.may(actor, report, "sender_reply"):
        return gettext("What you can do now: reply to the ward's question.")
    if policies.can_judge(actor, report):
        return gettext("What you can do now: say whether it is solved.")
    if machine.may(actor, report, "add_information"):
        return gettext("You need do nothing. You can add something while the ward works on it.")
    if report.state in (State.REFUSED, State.WITHDRAWN, State.FORWARDED):
        return gettext("You can send a new report at any time.")
    if report.state == State.MERGED:
        return gettext("What you can do now: read and follow the case it was joined to.")
    return gettext("There is nothing more for you to do.")


@dataclass(frozen=True)
class Judging:
    """What "no" brings now: the case opens again until `reopens_until`, or it is only noted in public."""

    reopens_until: str
    is_over: bool


def judging_of(report: Report) -> Judging | None:
    """Return what the form for judging says about the window, or None without an answer."""
    if report.published_at is None:
        return None
    end = window_end(report.holder_ward_id, "reopen_window", report.published_at)
    return Judging(date_text(end), end is None or clock.now() > end)
