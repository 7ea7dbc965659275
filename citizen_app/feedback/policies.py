"""Who may see a report and who may act on it: one visibility rule, for one case and for lists.

`can_see` and `visible_to` say the same thing, once in Python and once in SQL; a test holds them together.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.feedback.models import Report, Visibility
from citizen_app.permissions import Permission
from citizen_app.wards.deadlines import window_end


def is_sender(actor: Actor, report: Report) -> bool:
    """Return whether the actor sent the report: by account, or by code and PIN just now."""
    if report.code in actor.unlocked:
        return True
    by_account = actor.account_id is not None and actor.account_id == report.account_id
    return by_account and not actor.is_staff


def is_system(actor: Actor, _report: Report) -> bool:
    """Return whether the platform itself acts, by the clock."""
    return actor.is_system


def is_public(report: Report) -> bool:
    """Return whether everyone may read the case."""
    return report.visibility == Visibility.PUBLIC and report.state != "merged"


def can_see_as_staff(actor: Actor, report: Report) -> bool:
    """Return whether a role lets the actor read the whole case.

    A restricted case (private, or about an official's conduct) is for those with that right and for
    the person it was assigned to.
    """
    if not actor.may(Permission.REPORT_READ, report.holder_ward_id):
        return False
    if not report.is_restricted or actor.is_system:
        return True
    handles = report.handler_id is not None and report.handler_id == actor.account_id
    return handles or actor.may(Permission.REPORT_READ_PRIVATE, report.holder_ward_id)


def can_see(actor: Actor, report: Report) -> bool:
    """Return whether the actor may know of the case."""
    return is_public(report) or is_sender(actor, report) or can_see_as_staff(actor, report)


def publicly_visible() -> ColumnElement[bool]:
    """Return `is_public` as SQL."""
    return and_(Report.visibility == Visibility.PUBLIC.value, Report.state != "merged")


def visible_to_staff(actor: Actor) -> ColumnElement[bool]:
    """Return `can_see_as_staff` as SQL."""
    wards = actor.wards_with(Permission.REPORT_READ)
    private_wards = actor.wards_with(Permission.REPORT_READ_PRIVATE)
    readable = (
        true() if wards is None else Report.holder_ward_id.in_(sorted(wards)) if wards else false()
    )
    private = (
        true()
        if private_wards is None
        else Report.holder_ward_id.in_(sorted(private_wards))
        if private_wards
        else false()
    )
    own = Report.handler_id == actor.account_id if actor.account_id is not None else false()
    return and_(readable, or_(Report.is_restricted.is_(False), private, own))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return `can_see` as SQL."""
    sent = Report.code.in_(sorted(actor.unlocked)) if actor.unlocked else false()
    by_account = (
        Report.account_id == actor.account_id
        if actor.account_id is not None and not actor.is_staff
        else false()
    )
    return or_(publicly_visible(), sent, by_account, visible_to_staff(actor))


def can_see_contact(actor: Actor, report: Report) -> bool:
    """Return whether the actor may see who sent it; never those who only supervise."""
    return can_see_as_staff(actor, report) and actor.may(
        Permission.REPORT_READ_CONTACT, report.holder_ward_id
    )


def is_first_draft_by_other(actor: Actor, report: Report) -> bool:
    """Return whether somebody else wrote the newest draft: two pairs of eyes."""
    answer = report.answer
    return answer is not None and answer.author_id != actor.account_id


def is_sender_within_window(actor: Actor, report: Report) -> bool:
    """Return whether the sender may still say that it is not solved and have it reopened."""
    return is_sender(actor, report) and is_within_window(report)


def is_within_window(report: Report) -> bool:
    """Return whether the window for reopening, counted from the newest publication, is open."""
    if report.published_at is None:
        return False
    end = window_end(report.holder_ward_id, "reopen_window", report.published_at)
    return end is not None and clock.now() <= end


def can_judge(actor: Actor, report: Report) -> bool:
    """Return whether the sender may judge the newest answer: once, when it is published."""
    answer = report.published_answer
    return (
        is_sender(actor, report)
        and answer is not None
        and answer is report.answer
        and answer.judgement is None
    )
