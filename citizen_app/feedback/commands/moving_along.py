"""Who stood behind a merged case goes along to the other one, and back when the merge was wrong.

The event of the merge keeps the numbers of the rows that went along: `supports`, `follows`,
`subscriptions`. Rows of the other case whose people stood behind either (`supports_both`, `follows_both`)
stay there, and come back as copies; `follows_made` was made for the sender of the merged case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, TypeVar

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import events_of
from citizen_app.feedback.models import Follow, Report, Subscription, Support

T = TypeVar("T", Support, Follow, Subscription)


class Moved(TypedDict):
    """Numbers of rows, as the event of the merge keeps them."""

    supports: list[int]
    supports_both: list[int]
    follows: list[int]
    follows_both: list[int]
    follows_made: list[int]
    subscriptions: list[int]


def move_along(report: Report, into: Report) -> Moved:
    """Let each supporter and follower stand behind the other case, once."""
    supports, supports_both = _move_supports(report, into)
    follows, follows_both = _move_follows(report, into)
    return Moved(
        supports=supports,
        supports_both=supports_both,
        follows=follows,
        follows_both=follows_both,
        follows_made=_follow_as_sender(report, into),
        subscriptions=_move_subscriptions(report, into),
    )


def move_back(report: Report, target: Report) -> None:
    """Give a case back who stood behind it; whoever withdrew meanwhile stays away.

    Where the other case was merged itself, they went on with it and come back from there.
    """
    while target.merged_into is not None:
        target = target.merged_into
    db.session.refresh(target)
    merges = [event for event in events_of(report) if event.kind == "ReportMerged"]
    facts = merges[-1].facts if merges else {}
    moved = _listed(Support, target, facts, "supports")
    both = _listed(Support, target, facts, "supports_both")
    report.support_count += len(moved) + len(both)
    target.support_count -= len(moved)
    back: list[Support | Follow | Subscription] = [
        *moved,
        *_listed(Follow, target, facts, "follows"),
        *_listed(Subscription, target, facts, "subscriptions"),
    ]
    for row in back:
        row.report_id = report.id
    for support in both:
        who = {"account_id": support.account_id, "device_digest": support.device_digest}
        db.session.add(Support(report_id=report.id, at=support.at, **who))
    for follow in _listed(Follow, target, facts, "follows_both"):
        db.session.add(Follow(report_id=report.id, at=follow.at, account_id=follow.account_id))
    for follow in _listed(Follow, target, facts, "follows_made"):
        db.session.delete(follow)


def _move_supports(report: Report, into: Report) -> tuple[list[int], list[int]]:
    known = {(row.account_id, row.device_digest): row.id for row in _rows(Support, into)}
    moved, both = [], []
    for support in _rows(Support, report):
        who = (support.account_id, support.device_digest)
        sent_it = support.account_id is not None and support.account_id == into.account_id
        if who in known:
            both.append(known[who])
        if who in known or sent_it:
            db.session.delete(support)
        else:
            support.report_id = into.id
            moved.append(support.id)
    report.support_count = 0
    into.support_count += len(moved)
    return moved, both


def _move_follows(report: Report, into: Report) -> tuple[list[int], list[int]]:
    known = {row.account_id: row.id for row in _rows(Follow, into)}
    moved, both = [], []
    for follow in _rows(Follow, report):
        if follow.account_id in known:
            both.append(known[follow.account_id])
        if follow.account_id in known or follow.account_id == into.account_id:
            db.session.delete(follow)
        else:
            follow.report_id = into.id
            moved.append(follow.id)
    return moved, both


def _follow_as_sender(report: Report, into: Report) -> list[int]:
    """Let the sender of the merged case, where it has an account, follow the other one."""
    db.session.flush()
    known = {*(row.account_id for row in _rows(Follow, into)), into.account_id, None}
    if report.account_id in known:
        return []
    follow = Follow(report_id=into.id, account_id=report.account_id, at=clock.now())
    db.session.add(follow)
    db.session.flush()
    return [follow.id]


def _move_subscriptions(report: Report, into: Report) -> list[int]:
    known = {row.email for row in _rows(Subscription, into)}
    moved = []
    for row in _rows(Subscription, report):
        if row.email in known:
            db.session.delete(row)
        else:
            row.report_id = into.id
            moved.append(row.id)
    return moved


def _rows(kind: type[T], report: Report) -> list[T]:
    query = select(kind).where(kind.report_id == report.id)
    return list(db.session.scalars(query.order_by(kind.id)))


def _listed(kind: type[T], target: Report, facts: Mapping[str, list[int]], name: str) -> list[T]:
    """Return the rows that an event lists and that stand behind a case still."""
    return [row for row in _rows(kind, target) if row.id in set(facts.get(name, ()))]
