"""At each stage of a question: in plain words what comes next, and by when."""

from __future__ import annotations

from citizen_app.commitments import policies as promising
from citizen_app.commitments.models import Commitment
from citizen_app.core.i18n import date_text, moment_text
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue import clocks, policies
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.queries.thread import Thread

OUTCOME_LABELS: dict[str, object] = {
    "on_the_spot": _l("Answered on the spot."),
    "assigned": _l("Assigned to a department, with a date."),
    "passed_up": _l("Passed up: the ward has no power to decide it."),
    "noted": _l("Noted."),
}
# Where a question is: the stage that waits for something.
ASKED, SUPPORTED, SAID, PROMISED, DONE = "asked", "supported", "said", "promised", "done"


def stage_of(thread: Thread) -> str:
    """Return the stage that the question is at now."""
    if thread.promises:
        return DONE
    if thread.target.state != "approved":
        return ASKED
    in_writing = thread.case is not None and thread.case.published_answer is not None
    if thread.target.answered_at is not None or in_writing:
        return PROMISED
    return SAID if not policies.takes_questions(thread.session) else SUPPORTED


def next_words(thread: Thread) -> dict[str, str]:
    """Return what comes next at each stage ("" where nothing does)."""
    return {
        ASKED: _after_asking(thread),
        SUPPORTED: _after_support(thread),
        SAID: _after_saying(thread),
        PROMISED: _after_promising(thread),
    }


def _after_asking(thread: Thread) -> str:
    if thread.target.state == "sent":
        return _(
            "The ward reads it and decides whether it is shown; nobody else sees it before. "
            "The session begins on %(at)s.",
            at=moment_text(thread.session.starts_at),
        )
    return ""


def _after_support(thread: Thread) -> str:
    if thread.target.state == "approved" and policies.takes_questions(thread.session):
        return _(
            "Others can support it until %(at)s: those with the most support are answered first.",
            at=moment_text(thread.session.questions_until),
        )
    return ""


def _after_saying(thread: Thread) -> str:
    session, target = thread.session, thread.target
    if target.state != "approved" or target.answered_at is not None:
        return ""
    if session.state == "cancelled":
        return _("The session was called off, and with it the answer.")
    if session.state in ("planned", "announced"):
        at = moment_text(session.starts_at)
        return _("It is to be answered in the session on %(at)s.", at=at)
    if session.state == "live":
        return _("The session is going on now. What is not answered becomes a case with a date.")
    if thread.case is not None and thread.case.due_at is not None:
        return _(
            "It was not answered in the session and became the case %(code)s. The answer is due by %(day)s.",
            code=thread.case.code,
            day=date_text(thread.case.due_at),
        )
    if thread.has_case:
        return _("It was not answered in the session; the ward answers it in writing.")
    return _("It was not answered in the session.") + _results_by(session)


def _results_by(session: Session) -> str:
    clock = clocks.results_clock(session)
    if session.state == "published" or clock is None:
        return ""
    words = _("The results say what becomes of it; they are due by %(day)s.", day=_day(clock))
    return f" {words}"


def _day(clock: clocks.Clock) -> str:
    return date_text(clock.last_day)


def _after_promising(thread: Thread) -> str:
    session = thread.session
    if thread.promises or thread.target.state != "approved":
        return ""
    if session.state in ("live", "closed") and not thread.has_case:
        clock = clocks.results_clock(session)
        if clock is not None:
            return _("What is promised is published with the results, by %(day)s.", day=_day(clock))
    if session.state == "published" and thread.target.answered_at is not None:
        return _("The answer promised nothing with a date.")
    return ""


def promise_words(promise: Commitment) -> str:
    """Return what comes next about one promise."""
    if promise.done_on is None:
        if promising.is_late(promise):
            return _("It is late: the ward's leaders and those who supervise the ward are told.")
        day = date_text(promise.due_on)
        return _("It is due by %(day)s. Then those who asked say whether it is done.", day=day)
    until = promising.voices_until(promise)
    if until is not None and promising.takes_voices(until):
        return _("Those who asked can confirm or dispute it until %(day)s.", day=date_text(until))
    if promising.open_disputes(promise):
        return _("A leader of the ward has to answer those who do not agree.")
    return _("It is finished.")
