"""Who may see a session: one rule, for one and for lists."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, false, true

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.dialogue.models import Question, Session
from citizen_app.permissions import Permission


def is_public(session: Session) -> bool:
    """Return whether everyone may read of it: once its notice was published, called off or not."""
    return session.announced_at is not None


def publicly_visible() -> ColumnElement[bool]:
    """Return `is_public` as SQL."""
    return Session.announced_at.is_not(None)


# A session may be opened a little before its time, and its moderators try their pages.
OPENS_BEFORE = dt.timedelta(hours=1)


def is_near(_actor: Actor, session: Session) -> bool:
    """Return whether the session may be opened: an hour before its time, and after."""
    return clock.now() >= session.starts_at - OPENS_BEFORE


def is_asker(actor: Actor, question: Question) -> bool:
    """Return whether the actor asked the question: by account, or by code and PIN just now.

    Never who filed it for somebody else, whatever they know: it is the resident's.
    """
    if actor.account_id is not None and actor.account_id == question.helper_id:
        return False
    if question.code in actor.unlocked:
        return True
    by_account = actor.account_id is not None and actor.account_id == question.account_id
    return by_account and not actor.is_staff


def is_asker_without_appeal(actor: Actor, question: Question) -> bool:
    """Return whether the asker may still object: once."""
    return is_asker(actor, question) and question.appeal is None


def can_withdraw(actor: Actor, question: Question) -> bool:
    """Return whether the asker may take the question back: not once it was answered or the session ended."""
    is_over = question.session.state in {"closed", "published"}
    return is_asker(actor, question) and question.answered_at is None and not is_over


def is_the_system(actor: Actor, _question: Question) -> bool:
    """Return whether nobody in person acts: one thing follows from another."""
    return actor.is_system


def has_open_appeal(_actor: Actor, question: Question) -> bool:
    """Return whether an objection waits for a decision."""
    return question.appeal is not None and question.appeal.outcome == "open"


def is_undecided(question: Question) -> bool:
    """Return whether somebody still has to decide about it by the asker's own words."""
    appeal = question.appeal
    in_appeal = question.state == "refused" and appeal is not None and appeal.outcome == "open"
    return question.state == "sent" or in_appeal


def is_shown(question: Question) -> bool:
    """Return whether everyone may read the question: approved, and never before."""
    return question.state == "approved"


def shown() -> ColumnElement[bool]:
    """Return `is_shown` as SQL."""
    return Question.state == "approved"


def takes_questions(session: Session) -> bool:
    """Return whether people may send questions now: from the notice to the closing time, and live."""
    if session.state == "live":
        return True
    return session.state == "announced" and clock.now() <= session.questions_until


def may_run(actor: Actor, question: Question) -> bool:
    """Return whether the question's session runs and is led by the actor."""
    session = question.session
    return session.state == "live" and actor.may(Permission.DIALOGUE_RUN, question.ward_id)


def may_note(_actor: Actor, question: Question) -> bool:
    """Return whether what is said may still be written down: until the results are published."""
    return question.session.state in {"live", "closed"}


def can_moderate(actor: Actor, ward_id: int) -> bool:
    """Return whether the actor reads every question of a ward and decides what is shown."""
    return actor.may(Permission.DIALOGUE_MODERATE, ward_id)


def may_decide(actor: Actor, question: Question) -> bool:
    """Return whether the actor reads a question as it was sent, and decides about it.

    One that sounds like a denunciation is kept from the leaders whom it may be about
    (Law on Denunciations 2018 art. 8: the denouncer's identity is secret).
    """
    if not can_moderate(actor, question.ward_id):
        return False
    return not question.is_guarded or actor.may(
        Permission.REPORT_READ_DENUNCIATION, question.ward_id
    )


def to_decide(actor: Actor, ward_id: int) -> ColumnElement[bool]:
    """Return `may_decide` as SQL, for the questions of a ward."""
    if not can_moderate(actor, ward_id):
        return false()
    if actor.may(Permission.REPORT_READ_DENUNCIATION, ward_id):
        return true()
    return Question.is_guarded.is_(False)


def can_prepare(actor: Actor, question: Question) -> bool:
    """Return whether the actor prepares the answer: of the department that was asked, or a moderator."""
    if can_moderate(actor, question.ward_id):
        return True
    mine = question.department_id in actor.department_ids
    return mine and actor.may(Permission.DIALOGUE_PREPARE, question.ward_id)


def can_plan(actor: Actor, ward_id: int) -> bool:
    """Return whether the actor may see and change plans of a ward."""
    return actor.may(Permission.DIALOGUE_PLAN, ward_id)
