"""What happened to some demo reports besides the usual way: more time, a merge, a correction, a promise.

A row's `turns` are taken one after the other once its outcome is reached; each says by `do` what, by
`work_days` how long after the last moment, and the words that go with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from citizen_app.commitments import commands as commitments
from citizen_app.commitments.commands import milestones, voices
from citizen_app.commitments.commands.evidence import Evidence
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.policies import open_disputes
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.demo.steps import VARIANTS, Story, photo_of
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
    scene, variant = story.row.get("photo") or "sign", story.number % VARIANTS
    shown = Evidence(
        before=[photo_of(scene, variant, False)], after=[photo_of(scene, variant, True)]
    )
    commitments.finish_commitment(
        story.officer, _promise_of(story), outcome=story.text(turn["text"]), evidence=shown
    )


def _confirm_promise(story: Story, _turn: Turn) -> None:
    voices.speak(story.sender, _promise_of(story), code=story.report.code, verdict=voices.CONFIRMED)


def _dispute_promise(story: Story, turn: Turn) -> None:
    voices.speak(
        story.sender,
        _promise_of(story),
        code=story.report.code,
        verdict=voices.DISPUTED,
        text=turn["text"],
    )


def _settle_dispute(story: Story, turn: Turn) -> None:
    """Answer the dispute, or reopen the commitment, as the turn says."""
    promise = _promise_of(story)
    waiting = open_disputes(promise)[0]
    settle = voices.answer_dispute
    if turn["do"] == "reopen_promise":
        settle = voices.reopen_commitment
    leader = story.made.one(Role.LEADER, story.number)
    settle(leader, promise, waiting.id, answer=turn["text"], public_text=turn["public"])


def _plan_steps(story: Story, turn: Turn) -> None:
    """Plan milestones so many working days from now; one may be reached at once."""
    promise = _promise_of(story)
    for step in turn["steps"]:
        day = story.calendar.add_working_days(clock.today(), step["work_days"])
        made = milestones.add_milestone(
            story.officer, promise, title=step["title"], due_on=min(day, promise.due_on)
        )
        if step.get("done"):
            milestones.mark_milestone(story.officer, promise, made.id, is_done=True)


def _ask_later_day(story: Story, turn: Turn) -> None:
    promise = _promise_of(story)
    first = max(promise.due_on, clock.today())
    wanted = story.calendar.add_working_days(first, turn["days"])
    commitments.ask_date(story.officer, promise, wanted=wanted, reason=turn["text"])


def _grant_later_day(story: Story, _turn: Turn) -> None:
    leader = story.made.one(Role.LEADER, story.number)
    commitments.decide_date(leader, _promise_of(story), is_granted=True)


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
    "grant_later_day": _grant_later_day,
    "confirm_promise": _confirm_promise,
    "dispute_promise": _dispute_promise,
    "answer_dispute": _settle_dispute,
    "reopen_promise": _settle_dispute,
    "plan_steps": _plan_steps,
}
