"""Telling each demo report's story through the very commands that people use, at its own time.

The stories run side by side in the order of their moments, so the event log reads as it would have
been written: each story says when it goes on, and the earliest always goes next.
"""

from __future__ import annotations

import datetime as dt
import heapq
import json
from collections.abc import Iterator

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.steps import Story
from citizen_app.demo.turns import tell_turns
from citizen_app.feedback import policies
from citizen_app.feedback.commands import judge
from citizen_app.feedback.commands.notes import add_note
from citizen_app.wards import queries as wards

Moments = Iterator[dt.datetime]


def tell_stories(demo_wards: list[DemoWard], secret: str) -> int:
    """Tell the stories of all wards; return how many."""
    by_code = {one.ward.code: one for one in demo_wards}
    queue: list[tuple[dt.datetime, int, Moments]] = []
    count = 0
    for made in demo_wards:
        rows = json.loads((DATA / f"reports_{made.ward.code}.json").read_text(encoding="utf-8"))
        categories = {c.code: c for c in wards.list_categories(made.ward.id)}
        calendar = wards.calendar_of(made.ward.id)
        for row in rows:
            count += 1
            story = Story(made, row, categories[row["category"]], calendar, secret, count, by_code)
            _go_on(queue, count, tell(story))
    while queue:
        moment, number, story_moments = heapq.heappop(queue)
        with clock.at(moment):
            _go_on(queue, number, story_moments)
    return count


def _go_on(queue: list[tuple[dt.datetime, int, Moments]], number: int, moments: Moments) -> None:
    following = next(moments, None)
    if following is not None:
        heapq.heappush(queue, (following, number, moments))


def tell(story: Story) -> Moments:
    """Yield the moment of each step, and take the step when it has come."""
    yield from tell_outcome(story)
    yield from tell_turns(story)


def tell_outcome(story: Story) -> Moments:
    """Go from the sending to the state that the row asks for."""
    yield story.sent_at
    story.submit()
    outcome = story.row["outcome"]
    if outcome == "received":
        return
    if outcome == "withdrawn":
        yield story.later(hours=20)
        judge.withdraw_report(story.sender, story.report)
        return
    if outcome == "refused":
        yield story.at_work(1)
        story.refuse()
        return
    yield story.at_work(0 if story.number % 3 else 1)
    story.receive()
    if outcome == "screening":
        return
    if outcome == "forwarded":
        yield story.at_work(1)
        story.forward()
        return
    yield from tell_work(story, outcome)


def tell_work(story: Story, outcome: str) -> Moments:
    """Go on from the assignment."""
    yield story.later(hours=1)
    story.assign()
    if outcome == "assigned":
        return
    yield story.at_work(1)
    story.start()
    if outcome == "in_progress":
        yield from tell_note(story)
        return
    if outcome == "waiting_resident":
        yield story.later(hours=3)
        story.ask()
        return
    yield story.answer_moment(hours_before=5)
    story.draft()
    if outcome == "drafted":
        return
    if outcome == "returned":
        yield story.later(hours=2)
        story.send_back()
        return
    yield from tell_answer(story, outcome)


def tell_note(story: Story) -> Moments:
    """Write the internal note, where there is one."""
    if story.row.get("internal_note"):
        yield story.later(hours=2)
        add_note(story.officer, story.report, body=story.row["internal_note"])


def tell_answer(story: Story, outcome: str) -> Moments:
    """Go on from the approval."""
    yield story.answer_moment()
    story.approve(publish=outcome != "approved")
    if outcome == "approved":
        return
    if story.row["judgement"]:
        yield story.later(hours=30 + story.number % 40)
        story.judge()
    if outcome == "closed":
        yield story.later(days=16)
        if story.report.state == "published" and not policies.is_within_window(story.report):
            judge.close_report(SYSTEM, story.report)
