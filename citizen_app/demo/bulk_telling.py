"""What happens to a report of a large set, and when: dice over the ways that reports go."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from citizen_app.core import clock
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.demo.bulk_story import DAY, HOUR, MINUTE, Story
from citizen_app.demo.bulk_words import Words
from citizen_app.wards import queries as wards
from citizen_app.wards.deadlines import due_by, find_rule
from citizen_app.wards.models import DeadlineRule

Step = tuple[int, Callable[[], None]]
OPENING, CLOSING = 8, 16
WITHDRAWN, REFUSED, FORWARDED, MERGED = 0.02, 0.055, 0.085, 0.1
LATE, RETURNED, JUDGED, STUCK, WAITING = 0.13, 0.08, 0.45, 0.06, 0.3
RECENT, ONLY_JUST = 90 * DAY, 20 * DAY


class Days:
    """Working days and limits by day number, each counted once by the calendar and the rules in force."""

    def __init__(self) -> None:
        self.calendars: dict[int | None, WorkingCalendar] = {}
        self.offset = int((clock.local(clock.now()).utcoffset() or dt.timedelta()).total_seconds())
        self.start = lru_cache(maxsize=None)(self._start)
        self.after = lru_cache(maxsize=None)(self._after)
        self.rule = lru_cache(maxsize=None)(self._rule)
        self.due = lru_cache(maxsize=None)(self._due)

    def calendar(self, ward_id: int | None) -> WorkingCalendar:
        if ward_id not in self.calendars:
            self.calendars[ward_id] = wards.calendar_of(ward_id)
        return self.calendars[ward_id]

    def day_of(self, moment: int) -> int:
        """Return the local day number of a moment."""
        return (moment + self.offset) // DAY + dt.date(1970, 1, 1).toordinal()

    def _start(self, day: int) -> int:
        return int(clock.start_of_day(dt.date.fromordinal(day)).timestamp())

    def _after(self, ward_id: int | None, day: int, count: int) -> int:
        calendar, date = self.calendar(ward_id), dt.date.fromordinal(day)
        if count == 0:
            return calendar.next_working_day(date).toordinal()
        return calendar.add_working_days(date, count).toordinal()

    def _rule(self, ward_id: int | None, purpose: str, kind: str, day: int) -> DeadlineRule | None:
        return find_rule(ward_id, purpose, kind, dt.date.fromordinal(day))

    def _due(
        self, ward_id: int | None, purpose: str, kind: str, day: int
    ) -> tuple[int, dict[str, Any]] | None:
        rule = self._rule(ward_id, purpose, kind, day)
        if rule is None:
            return None
        due = due_by(rule, dt.date.fromordinal(day), self.calendar(ward_id))
        return int(due.at.timestamp()), due.basis


@dataclass
class Telling:
    """One story's dice and calendar."""

    story: Story
    dice: random.Random
    words: Words
    days: Days
    merge_into: tuple[int, str] | None  # a public case of the same ward, with its code

    @property
    def ward_key(self) -> int | None:
        """Return the ward, where it has days or limits of its own."""
        return self.story.ward.id if self.story.ward.has_own_days else None

    def at_work(self, moment: int, days: int) -> int:
        """Return a moment in office hours, so many working days later."""
        day = self.days.after(self.ward_key, self.days.day_of(moment), days)
        hours = self.dice.randrange(OPENING * HOUR, CLOSING * HOUR)
        return max(moment + 5 * MINUTE, self.days.start(day) + hours)

    def tell(self) -> None:
        """Take the steps that have come by now; a few reports lie where they are."""
        story = self.story
        most = 99
        if story.now - story.sent < RECENT and self.dice.random() < STUCK:
            most = self.dice.randrange(0, 7)
        for place, (moment, step) in enumerate(self.steps()):
            if moment > story.now or place >= most:
                return
            step()

    def steps(self) -> Iterator[Step]:
        """Yield each step when its turn comes."""
        story, dice, roll = self.story, self.dice, self.dice.random()
        if roll < WITHDRAWN:
            at = story.sent + dice.randrange(1, 40) * HOUR
            yield at, partial(story.withdraw, at)
            return
        if roll < REFUSED:
            at = self.at_work(story.sent, 1)
            ground = dice.choice(list(self.words.data["refusals"]))
            yield at, partial(story.refuse, at, ground, self.words.data["refusals"][ground])
            return
        received = self.at_work(story.sent, dice.choice((0, 0, 1, 1, 2)))
        yield received, partial(story.receive, received)
        at = self.at_work(received, dice.choice((0, 0, 1)))
        if roll < FORWARDED:
            yield at, partial(story.forward, at, self.words.pick("bodies"))
            return
        if roll < MERGED and self.merge_into is not None:
            yield at, partial(story.merge, at, *self.merge_into)
            return
        yield from self._work(at)

    def _work(self, at: int) -> Iterator[Step]:
        story, dice = self.story, self.dice
        yield at, partial(story.assign, at)
        started = self.at_work(at, dice.choice((0, 1, 1)))
        yield started, partial(story.start, started)
        if story.now - story.sent < ONLY_JUST and dice.random() < WAITING:
            asked = started + 2 * HOUR
            rule = self.days.rule(
                self.ward_key, "waiting_resident", story.kind, self.days.day_of(asked)
            )
            rests = rule is not None and rule.clock_rests_while_waiting
            question = self.words.pick("questions")
            yield asked, partial(story.ask, asked, question, rests)
            return
        within = dice.randrange(11, 30) if dice.random() < LATE else dice.randrange(3, 10)
        drafted = max(self.at_work(story.sent, within), started + HOUR)
        yield from self._answer(drafted)

    def _answer(self, drafted: int) -> Iterator[Step]:
        story, dice = self.story, self.dice
        is_fixed = story.kind == "report" and dice.random() < 0.6
        yield drafted, partial(story.draft, drafted, is_fixed)
        leader = dice.randrange(len(story.ward.leaders))
        if dice.random() < RETURNED:
            back = self.at_work(drafted, 0)
            yield back, partial(story.send_back, back, leader)
            drafted = self.at_work(back, 1)
            yield drafted, partial(story.draft, drafted, is_fixed)
        approved = self.at_work(drafted, dice.choice((0, 0, 1)))
        yield approved, partial(story.approve, approved, leader)
        published = approved + dice.choice((MINUTE, MINUTE, MINUTE, 5 * HOUR))
        yield published, partial(story.publish, published)
        yield from self._after_answer(published)

    def _after_answer(self, published: int) -> Iterator[Step]:
        story, dice = self.story, self.dice
        window = self.days.due(self.ward_key, "reopen_window", "", self.days.day_of(published))
        end = window[0] if window else published  # there was no such window yet
        if dice.random() < JUDGED:
            at = published + dice.randrange(2 * HOUR, 12 * DAY)
            solved = dice.choices(("yes", "partly", "no"), (70, 18, 12))[0]
            again = solved == "no" and len(story.answers) == 1
            solved = solved if solved != "no" or again else "partly"
            reason = self.words.pick("solved" if solved == "yes" else "not_solved")
            stars = dice.choice((None, 4, 5) if solved == "yes" else (None, 1, 2, 3))
            yield at, partial(story.judge, at, solved, stars, reason)
            if again and at <= end:
                yield at, partial(story.reopen, at)
                yield from self._again(at)
                return
        closed = self.days.start(self.days.day_of(end) + 1) + 80 * MINUTE
        yield closed, partial(story.close, closed)

    def _again(self, reopened: int) -> Iterator[Step]:
        story = self.story
        at = self.at_work(reopened, 1)
        yield at, partial(story.assign, at)
        started = self.at_work(at, 1)
        yield started, partial(story.start, started)
        yield from self._answer(self.at_work(started, self.dice.randrange(2, 8)))
