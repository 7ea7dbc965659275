"""Each demo report's story, told through the very commands that people use, at its own time."""

from __future__ import annotations

import json
from typing import Any

from citizen_app.core.actor import SYSTEM
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.steps import Story
from citizen_app.demo.telling import Moments
from citizen_app.demo.turns import tell_turns
from citizen_app.feedback import policies
from citizen_app.feedback.commands import judge
from citizen_app.feedback.commands.notes import add_note
from citizen_app.wards import queries as wards

# What a row says only where it is otherwise.
USUAL: dict[str, Any] = {
    "kind": "report",
    "channel": "web",
    "ask_private": False,
    "anonymous": False,
    "photo": None,
    "evidence": False,
    "answer": None,
    "answer_days": None,
    "judgement": None,
}


def stories_of(demo_wards: list[DemoWard], secret: str) -> list[Moments]:
    """Return the stories of all wards' reports."""
    by_code = {one.ward.code: one for one in demo_wards}
    rows = [(made, row) for made in demo_wards for row in _rows(f"reports_{made.ward.code}")]
    rows += [(by_code[row["ward"]], row) for row in _rows("reports_earlier")]
    categories = {
        code: {c.code: c for c in wards.list_categories(made.ward.id)}
        for code, made in by_code.items()
    }
    calendars = {code: wards.calendar_of(made.ward.id) for code, made in by_code.items()}
    tales: list[Moments] = []
    for number, (made, row) in enumerate(rows, 1):
        code = made.ward.code
        field = categories[code][row["category"]]
        tales.append(tell(Story(made, row, field, calendars[code], secret, number, by_code)))
    return tales


def _rows(name: str) -> list[dict[str, Any]]:
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return [USUAL | row for row in rows]


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
