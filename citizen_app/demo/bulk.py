"""Large made-up sets of reports, for measuring: the same for the same numbers, written in bulk.

The rows are what the commands would have left: each step is one of the workflow's table, at a time in
office hours, with its event, its limit counted by the calendar and its entries for search. Nobody is
owed a notice. A test compares a small set with what the commands make (tests/demo/test_bulk.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import func, select

from citizen_app.core import clock, ids
from citizen_app.core.db import db
from citizen_app.core.events import Event, without_handlers
from citizen_app.core.search import SearchEntry
from citizen_app.demo.bulk_story import DAY, HOUR, Story
from citizen_app.demo.bulk_tables import Tables
from citizen_app.demo.bulk_telling import Days, Telling
from citizen_app.demo.bulk_wards import BulkWard, choose_wards, set_up, shuffled, sizes
from citizen_app.demo.bulk_words import Matter, Words
from citizen_app.demo.bulk_writing import resting_indexes
from citizen_app.feedback.commands.submit import PREFIX
from citizen_app.feedback.models import Answer, Report
from citizen_app.wards.models import Category

SEED = 20260701
SPAN = 700 * DAY
BEFORE_ALL = dt.timedelta(days=710)
# Reports become more from month to month: the exponent of the dice over the span.
GROWTH = 1.5
PRIVATE, WITH_CONTACT, SUPPORTED = 0.05, 0.55, 0.15
# Takes numbers one by one to codes that look thrown by dice, none twice: prime to 31 ** 7.
STRIDE = 9_871_236_541


@dataclass
class Loaded:
    """What was written: rows by table."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """Return all rows together."""
        return sum(self.rows.values())


def load_bulk(ward_count: int, report_count: int, *, secret: str, seed: int = SEED) -> Loaded:
    """Make wards with staff and reports, inside the transaction of the caller."""
    dice = random.Random(seed)
    words = Words(dice)
    now = int(clock.now().timestamp())
    # The people were there before the first report.
    with without_handlers(), clock.at(clock.now() - BEFORE_ALL):
        wards = [set_up(ward, words) for ward in choose_wards(ward_count)]
    db.session.flush()
    tables = Tables()
    with resting_indexes(tables.all()):
        maker = Maker(dice, words, wards, now, secret, tables)
        for _ in maker.make(report_count):
            tables.flush_when_full()
        tables.flush()
    return Loaded(tables.written())


class Maker:
    """Makes one report after the other, in the order in which they were sent."""

    def __init__(
        self,
        dice: random.Random,
        words: Words,
        wards: list[BulkWard],
        now: int,
        secret: str,
        tables: Tables,
    ) -> None:
        self.dice, self.words, self.wards, self.now = dice, words, wards, now
        self.secret, self.tables, self.days = secret, tables, Days()
        rows = db.session.scalars(select(Category).where(Category.is_active))
        self.categories = {row.code: row for row in rows}
        self.first_report = _next(Report.id)
        self.answers, self.events = count(_next(Answer.id)), count(_next(Event.id))
        self.entries = count(_next(SearchEntry.id))
        self.waiting: list[tuple[int, int, int, Any]] = []  # events that are not written yet
        self.order = count()
        self.last_public: dict[int, tuple[int, str]] = {}

    def make(self, number: int) -> Iterator[None]:
        """Make so many reports."""
        moments = sorted(
            self.now - HOUR - int(SPAN * (1 - self.dice.random() ** (1 / GROWTH)))
            for _ in range(number)
        )
        order = shuffled(sizes(len(self.wards), number), self.dice)
        for place, (sent, ward) in enumerate(zip(moments, order, strict=True)):
            self._write_events(until=sent)
            self._one(self.first_report + place, self.wards[ward], sent)
            yield
        self._write_events(until=self.now + DAY)

    def _one(self, number: int, ward: BulkWard, sent: int) -> None:
        drawn = self.dice.choice(self.words.data["matters"])
        category, matter = self.categories[drawn["category"]], self.words.matter(drawn)
        due_key = ward.id if ward.has_own_days else None
        story = Story(
            id=number,
            code=bulk_code(number),
            ward=ward,
            sent=sent,
            now=self.now,
            category_id=category.id,
            category_code=category.code,
            kind=matter.kind,
            is_private=self.dice.random() < PRIVATE,
            is_sensitive=category.is_sensitive,
            officer=self.dice.choice(ward.officers),
            due_of=partial(self._due, due_key, matter.kind),
            next_answer=partial(next, self.answers),
        )
        neighbourhood = self.dice.choice(ward.neighbourhoods)
        has_contact = self.dice.random() < WITH_CONTACT
        story.submit(neighbourhood[0], has_contact)
        Telling(story, self.dice, self.words, self.days, self.last_public.get(ward.id)).tell()
        supporters = self._supporters(story)
        if story.visibility == "public" and story.stage != "merged":
            self.last_public[ward.id] = (story.id, story.code)
        names = (neighbourhood[1], category.name)
        self._write(story, matter, neighbourhood[0], names, len(supporters))
        if has_contact:
            self.tables.contact(story.id, self.words.name(), number)
        for at, digest in supporters:
            self.tables.support(story.id, digest, at)
        for told in story.told:
            heapq.heappush(self.waiting, (told.at, next(self.order), story.id, (told, ward.id)))

    def _due(self, key: int | None, kind: str, start: int) -> tuple[int, dict[str, Any]] | None:
        return self.days.due(key, "answer", kind, self.days.day_of(start))

    def _supporters(self, story: Story) -> list[tuple[int, str]]:
        """Return when others said "same for me", and their devices."""
        received = story.received
        if story.visibility != "public" or received is None or self.dice.random() >= SUPPORTED:
            return []
        most = min(40, int(self.dice.paretovariate(1.2)))
        span = max(1, min(20 * DAY, self.now - received))
        moments = sorted(received + self.dice.randrange(span) for _ in range(most))
        story.supported(moments)
        return [(at, f"{self.dice.getrandbits(256):064x}") for at in moments]

    def _write(
        self,
        story: Story,
        matter: Matter,
        neighbourhood_id: int,
        names: tuple[str, str],
        supporters: int,
    ) -> None:
        digest = hashlib.sha256(f"bulk\x1f{story.code}".encode()).hexdigest()
        pin = ids.keyed_digest(self.secret, story.code, ids.pin_for(self.secret, digest))
        self.tables.report(story, matter, neighbourhood_id, supporters, digest, pin)
        answer = None
        for given in story.answers:
            checked = self.days.day_of(given.drafted) - 1
            said = self.words.answer(matter, self.days.day_of(story.sent), checked)
            self.tables.answer(story, given, said.text)
            answer = said if given.published else answer
        self.tables.entries(self.entries, story, matter, names, answer)

    def _write_events(self, *, until: int) -> None:
        """Write what happened before a moment: so the log's numbers run with time."""
        while self.waiting and self.waiting[0][0] <= until:
            _, _, report_id, (told, ward_id) = heapq.heappop(self.waiting)
            self.tables.event(next(self.events), told, report_id, ward_id)


def bulk_code(number: int) -> str:
    """Return the code of a report by its number: never twice, and not to be guessed from the last."""
    left = number * STRIDE % len(ids.ALPHABET) ** ids.BODY_LENGTH
    body = ""
    for _ in range(ids.BODY_LENGTH):
        left, sign = divmod(left, len(ids.ALPHABET))
        body += ids.ALPHABET[sign]
    whole = body + ids.check_character(body)
    return f"{PREFIX}-{whole[:4]}-{whole[4:]}"


def _next(column: Any) -> int:
    return int(db.session.scalar(select(func.max(column))) or 0) + 1
