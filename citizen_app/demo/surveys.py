"""The demonstration's surveys: of the quarter before, with their results, and one that is open."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Mapping
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.permissions import Role
from citizen_app.surveys.commands.answering import Reply, give_answer
from citizen_app.surveys.commands.cards import make_card, set_population
from citizen_app.surveys.commands.waves import close_wave, open_wave, plan_wave
from citizen_app.surveys.doors import Door
from citizen_app.surveys.models import Wave

SEED = 20260101
A_WHILE = dt.timedelta(minutes=30)
# A quarter has 92 days at most: so many days ago lies in the one before.
LAST_QUARTER, LASTED = 92, 28
OPENED, LASTS = 12, 35


def surveys_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tales of the demonstration's surveys."""
    row = json.loads((DATA / "surveys.json").read_text(encoding="utf-8"))
    by_code = {one.ward.code: one for one in made}
    ward, now = by_code[row["ward"]], clock.now()
    others = [_tell_closed(by_code[one["ward"]], one, now, secret) for one in row["others"]]
    return [_tell_closed(ward, row, now, secret), _tell_open(ward, row, now, secret), *others]


def _tell_closed(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    """Hold a survey four weeks long and publish what people said; weighted where a population is known."""
    dice = random.Random(SEED)
    begins = now - dt.timedelta(days=LAST_QUARTER)
    yield begins - A_WHILE
    if "source" in row:
        administrator = made.one(Role.WARD_ADMIN)
        set_population(administrator, made.ward, _population(made, row), source=row["source"])
    wave = _planned(made, clock.today(), LASTED)
    yield begins
    open_wave(made.one(Role.LEADER), wave)
    yield from _tell_answers(
        made, wave, row["closed"], begins, dt.timedelta(days=LASTED - 2), dice, secret
    )
    yield begins + dt.timedelta(days=LASTED)
    close_wave(SYSTEM, wave, secret=secret)


def _tell_open(made: DemoWard, row: dict[str, Any], now: dt.datetime, secret: str) -> Moments:
    """Open this quarter's survey, with a card at the counter and some answers."""
    dice = random.Random(SEED + 1)
    today = clock.local_date(now)
    quarter_begins = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    first = max(today - dt.timedelta(days=OPENED), quarter_begins)
    begins = now - dt.timedelta(days=(today - first).days) - A_WHILE
    begins = max(begins, clock.start_of_day(first))
    yield begins
    wave = _planned(made, first, LASTS)
    open_wave(made.one(Role.LEADER), wave)
    for channel, place in row["cards"]:
        make_card(made.one(Role.CLERK), wave, channel=channel, place=place)
    yield from _tell_answers(made, wave, row["open"], begins, now - begins, dice, secret)


def _planned(made: DemoWard, first: dt.date, days: int) -> Wave:
    last = first + dt.timedelta(days=days - 1)
    return plan_wave(made.one(Role.CLERK), made.ward, opens_on=first, closes_on=last)


def _tell_answers(
    made: DemoWard,
    wave: Wave,
    groups: list[dict[str, Any]],
    begins: dt.datetime,
    lasts: dt.timedelta,
    dice: random.Random,
    secret: str,
) -> Moments:
    """Have people answer one after the other, of each way as many as the row says."""
    people = [group for group in groups for _ in range(group["people"])]
    dice.shuffle(people)
    places = list(made.neighbourhoods.values())
    for number, group in enumerate(people, 1):
        yield begins + lasts * number / (len(people) + 1)
        is_said = dice.random() < 0.9
        reply = Reply(
            choices=_chosen(group["shares"], dice),
            neighbourhood_id=dice.choice(places).id if is_said else None,
            sex=dice.choices(["female", "male"], [6, 4])[0] if is_said else "",
            age_group=dice.choices(["18-29", "30-44", "45-59", "60+"], [2, 3, 4, 5])[0]
            if is_said
            else "",
        )
        key = f"demo-{wave.quarter}-{number}"
        give_answer(wave, reply, Door(group["channel"]), form_key=key, secret=secret)


def _chosen(shares: Mapping[str, Mapping[str, float]], dice: random.Random) -> dict[str, str]:
    """Throw an answer to each question; the skip logic drops what is not asked."""
    return {
        question: dice.choices(list(of), list(of.values()))[0] for question, of in shares.items()
    }


def _population(made: DemoWard, row: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Return the adults by group; those of the neighbourhoods after their households."""
    adults = {
        ("neighbourhood", str(n.id)): 2 * (n.households or 500)
        for n in made.neighbourhoods.values()
    }
    for variable in ("sex", "age_group"):
        adults |= {(variable, group): people for group, people in row[variable].items()}
    return adults
