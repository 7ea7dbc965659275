"""Who may see a report and who may act on it: one visibility rule, for one case and for lists.

`can_see` and `visible_to` say the same thing, once in Python and once in SQL; a test holds them together.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import ColumnElement, and_, exists, false, literal_column, not_, or_, true

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.feedback.models import Concern, Confinement, Report, Visibility
from citizen_app.permissions import Permission
from citizen_app.wards.deadlines import window_end


def is_sender(actor: Actor, report: Report) -> bool:
    """Return whether the actor sent the report: by account, or by code and PIN just now.

    Never who filed it for somebody else, whatever they know: it is the resident's.
    """
    if is_helper_of(actor, report):
        return False
    if report.code in actor.unlocked:
        return True
    by_account = actor.account_id is not None and actor.account_id == report.account_id
    return by_account and not actor.is_staff


def is_helper_of(actor: Actor, report: Report) -> bool:
    """Return whether the actor filed the report for its sender."""
    return actor.account_id is not None and actor.account_id == report.helper_id


def is_system(actor: Actor, _report: Report) -> bool:
    """Return whether the platform itself acts, by the clock."""
    return actor.is_system


def is_public(report: Report) -> bool:
    """Return whether everyone may read the case."""
    is_open = report.visibility == Visibility.PUBLIC and report.state != "merged"
    return is_open and not report.confined_to


def is_concerned(account_id: int | None, department_ids: frozenset[int], report: Report) -> bool:
    """Return whether a report is about this person, or about a department they work in."""
    return any(
        (one.account_id is not None and one.account_id == account_id)
        or one.department_id in department_ids
        for one in report.concerns
    )


def can_see_as_staff(actor: Actor, report: Report) -> bool:
    """Return whether a role lets the actor read the whole case.

    A restricted case (private, or about an official's conduct) is for those with that right and for
    the person it was assigned to. A confined one is for those alone whom its confinement names; and
    nobody reads a report about themselves.
    """
    if actor.is_system:
        return True
    if is_concerned(actor.account_id, actor.department_ids, report):
        return False
    if report.confined_to == Confinement.CITY and _is_inspector(actor):
        return True
    return _may_read_in_ward(_without_inspection(actor), report)


def _may_read_in_ward(actor: Actor, report: Report) -> bool:
    ward_id = report.holder_ward_id
    if not actor.may(Permission.REPORT_READ, ward_id):
        return False
    if report.confined_to == Confinement.CLERK:
        return actor.may(Permission.REPORT_READ_DENUNCIATION, ward_id)
    if report.handler_id is not None and report.handler_id == actor.account_id:
        return True
    if report.confined_to:
        leads = actor.may(Permission.REPORT_READ_ACCUSED, ward_id)
        return report.confined_to == Confinement.LEADER and leads
    return not report.is_restricted or actor.may(Permission.REPORT_READ_PRIVATE, ward_id)


def _is_inspector(actor: Actor) -> bool:
    """Return whether the actor stands above the wards, for reports about their leaders."""
    return actor.holds_city_wide(Permission.REPORT_READ_ACCUSED)


def _without_inspection(actor: Actor) -> Actor:
    """Return the actor without such rights: they open what is confined to the city, nothing else."""
    kept = [
        grant
        for grant in actor.grants
        if grant.ward_id is not None or Permission.REPORT_READ_ACCUSED not in grant.permissions
    ]
    return dataclasses.replace(actor, grants=tuple(kept))


def can_see(actor: Actor, report: Report) -> bool:
    """Return whether the actor may know of the case."""
    return is_public(report) or is_sender(actor, report) or can_see_as_staff(actor, report)


def publicly_visible() -> ColumnElement[bool]:
    """Return `is_public` as SQL.

    The value is written out, not sent as a parameter: so the engines know that the partial indexes over
    public cases hold all there is.
    """
    is_open = Report.visibility == literal_column(f"'{Visibility.PUBLIC}'")
    return and_(is_open, Report.state != "merged", Report.confined_to == "")


def visible_to_staff(actor: Actor) -> ColumnElement[bool]:
    """Return `can_see_as_staff` as SQL."""
    if actor.is_system:
        return true()
    of_city = and_(Report.confined_to == "city", true() if _is_inspector(actor) else false())
    readable = or_(of_city, _readable_in_ward(_without_inspection(actor)))
    return and_(readable, not_(_concerns(actor)))


def _readable_in_ward(actor: Actor) -> ColumnElement[bool]:
    """Return `_may_read_in_ward` as SQL."""
    own = Report.handler_id == actor.account_id if actor.account_id is not None else false()
    confined = Report.confined_to
    open_to_all = and_(confined == "", Report.is_restricted.is_(False))
    private = and_(confined == "", _held_where(actor, Permission.REPORT_READ_PRIVATE))
    clerks = and_(confined == "clerk", _held_where(actor, Permission.REPORT_READ_DENUNCIATION))
    leaders = and_(confined == "leader", _held_where(actor, Permission.REPORT_READ_ACCUSED))
    handled = and_(confined != "clerk", own)
    return and_(
        _held_where(actor, Permission.REPORT_READ),
        or_(open_to_all, private, clerks, leaders, handled),
    )


def _held_where(actor: Actor, permission: str) -> ColumnElement[bool]:
    """Return which cases lie in a ward where the actor holds a permission."""
    wards = actor.wards_with(permission)
    if wards is None:
        return true()
    return Report.holder_ward_id.in_(sorted(wards)) if wards else false()


def _concerns(actor: Actor) -> ColumnElement[bool]:
    """Return `is_concerned` as SQL."""
    about = [Concern.account_id == actor.account_id] if actor.account_id is not None else []
    if actor.department_ids:
        about.append(Concern.department_id.in_(sorted(actor.department_ids)))
    if not about:
        return false()
    return exists().where(Concern.report_id == Report.id, or_(*about))


def is_about_nobody_like(actor: Actor) -> ColumnElement[bool]:
    """Return which cases are not about the actor or a department they work in."""
    return not_(_concerns(actor))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return `can_see` as SQL."""
    sent: ColumnElement[bool] = false()
    if actor.unlocked:
        sent = Report.code.in_(sorted(actor.unlocked))
    if actor.account_id is not None:
        sent = and_(sent, Report.helper_id.is_distinct_from(actor.account_id))
    by_account = (
        Report.account_id == actor.account_id
        if actor.account_id is not None and not actor.is_staff
        else false()
    )
    return or_(publicly_visible(), sent, by_account, visible_to_staff(actor))


def can_see_contact(actor: Actor, report: Report) -> bool:
    """Return whether the actor may see who sent it; never those who only supervise."""
    if not can_see_as_staff(actor, report):
        return False
    for_city = report.confined_to == Confinement.CITY
    return actor.may(Permission.REPORT_READ_CONTACT, report.holder_ward_id) or (
        for_city and _is_inspector(actor)
    )


def is_first_draft_by_other(actor: Actor, report: Report) -> bool:
    """Return whether somebody else wrote the newest draft: two pairs of eyes."""
    answer = report.answer
    return answer is not None and answer.author_id != actor.account_id


def is_unconfined(_actor: Actor, report: Report) -> bool:
    """Return whether the case is kept from nobody in particular."""
    return not report.confined_to


def is_denunciation(_actor: Actor, report: Report) -> bool:
    """Return whether the case was set apart for the reception clerk alone."""
    return report.confined_to == Confinement.CLERK


def has_no_open_extension(_actor: Actor, report: Report) -> bool:
    """Return whether nobody has asked for more time, or all such wishes are decided."""
    return report.open_extension is None


def is_extension_of_other(actor: Actor, report: Report) -> bool:
    """Return whether somebody else asked for more time: two pairs of eyes."""
    wish = report.open_extension
    return wish is not None and wish.asked_by_id != actor.account_id


def has_no_open_correction(_actor: Actor, report: Report) -> bool:
    """Return whether no correction of the published answer waits for approval."""
    answer = report.published_answer
    return answer is not None and answer.open_correction is None


def is_correction_by_other(actor: Actor, report: Report) -> bool:
    """Return whether somebody else wrote the correction that waits: two pairs of eyes."""
    answer = report.published_answer
    correction = answer.open_correction if answer is not None else None
    return correction is not None and correction.author_id != actor.account_id


def is_sender_within_window(actor: Actor, report: Report) -> bool:
    """Return whether the sender may still say that it is not solved and have it reopened."""
    return is_sender(actor, report) and is_within_window(report)


def is_within_window(report: Report) -> bool:
    """Return whether the window for reopening, counted from the newest publication, is open."""
    if report.published_at is None:
        return False
    end = window_end(report.holder_ward_id, "reopen_window", report.published_at)
    return end is not None and clock.now() <= end


def is_late(_actor: Actor, report: Report) -> bool:
    """Return whether the limit has passed."""
    return report.due_at is not None and report.due_at < clock.now()


def is_sender_who_shows_name(actor: Actor, report: Report) -> bool:
    """Return whether the sender may hide a name that the public reads."""
    return is_sender(actor, report) and report.name_shown


def can_judge(actor: Actor, report: Report) -> bool:
    """Return whether the sender may judge the newest answer: once, when it is published."""
    answer = report.published_answer
    return (
        is_sender(actor, report)
        and answer is not None
        and answer is report.answer
        and answer.judgement is None
    )
