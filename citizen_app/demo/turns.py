"""What happened to some demo reports besides the usual way: more time, a merge, a correction, a promise.

A row's `turns` are taken one after the other once its outcome is reached; each says by `do` what, by
`work_days` how long after the last moment, and the words that go with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from citizen_app.commitments import commands as commitments
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.demo.steps import Story
from citizen_app.demo.telling import Moments
from citizen_app.feedback import policies
from citizen_app.feedback.commands import confining, correcting, extending, merging, screen
from citizen_app.permissions import Role

Turn = dict[str, Any]


def tell_turns(story: Story) -> Moments:
    """Yield the moment of each further turn, and take it when it has come."""
    for turn in story.row.get("turns", ()):
        yield story.at_work(turn["work_days"])
        TURNS[turn["do"]](story, turn)


def _confine(story: Story, turn: Turn) -> None:
    people = {account.public_name: account for account in story.made.accounts.values()}
    confining.confine_report(
        story.made.one(Role.CLERK),
        story.report,
        accounts=[people[name] for name in turn["about"]],
        departments=[],
        confined_to=turn["to"],
    )


def _merge(story: Story, turn: Turn) -> None:
    into = story.made.reports[turn["into"]]
    merging.merge_report(story.made.one(Role.CLERK), story.report, into=into)


def _move(story: Story, turn: Turn) -> None:
    department = story.made.departments[turn["to"]]
    screen.forward_to_department(
        story.officer, story.report, department=department, explanation=turn["text"]
    )


def _ask_time(story: Story, turn: Turn) -> None:
    extending.ask_extension(story.officer, story.report, days=turn["days"], reason=turn["text"])


def _grant_time(story: Story, _turn: Turn) -> None:
    extending.grant_extension(story.made.one(Role.LEADER, story.number), story.report)


def _explain(story: Story, turn: Turn) -> None:
    """Say why it is late; around long holidays it may not be late yet."""
    if policies.is_late(story.officer, story.report):
        extending.explain_delay(story.officer, story.report, reason=turn["text"])


def _correct(story: Story, turn: Turn) -> None:
    answer = story.report.published_answer
    assert answer is not None
    wrong, right = turn["replace"]
    correcting.draft_correction(
        story.officer,
        story.report,
        body=answer.body.replace(wrong, right),
        reason=turn["text"],
    )


def _approve_correction(story: Story, _turn: Turn) -> None:
    correcting.approve_correction(story.made.one(Role.LEADER, story.number), story.report)


def _promise_of(story: Story) -> Commitment:
    """Return what the story's answer promised."""
    answer = story.report.published_answer
    assert answer is not None
    query = select(Commitment).where(
        Commitment.subject_type == answer.__tablename__, Commitment.subject_id == answer.id
    )
    return db.session.scalars(query).one()


def _begin_promise(story: Story, _turn: Turn) -> None:
    commitments.start_commitment(story.officer, _promise_of(story))


def _keep_promise(story: Story, turn: Turn) -> None:
    commitments.finish_commitment(
        story.officer, _promise_of(story), outcome=story.text(turn["text"])
    )


def _ask_later_day(story: Story, turn: Turn) -> None:
    promise = _promise_of(story)
    first = max(promise.due_on, clock.today())
    wanted = story.calendar.add_working_days(first, turn["days"])
    commitments.ask_date(story.officer, promise, wanted=wanted, reason=turn["text"])


TURNS: dict[str, Callable[[Story, Turn], None]] = {
    "confine": _confine,
    "merge": _merge,
    "forward_to_department": _move,
    "ask_extension": _ask_time,
    "grant_extension": _grant_time,
    "explain_delay": _explain,
    "draft_correction": _correct,
    "approve_correction": _approve_correction,
    "start_promise": _begin_promise,
    "keep_promise": _keep_promise,
    "ask_later_day": _ask_later_day,
}
