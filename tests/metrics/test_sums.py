"""The sums follow the events, and a full recomputation from the events agrees with them."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from citizen_app.accounts.commands.erasing import erase_account
from citizen_app.core import clock, events
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import DomainError
from citizen_app.core.events import EventHandling, last_event_id, without_handlers
from citizen_app.feedback.commands import judge, screen
from citizen_app.feedback.models import Report
from citizen_app.feedback.policies import publicly_visible
from citizen_app.feedback.workflow import machine
from citizen_app.metrics import verifying
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.explaining import behind
from citizen_app.metrics.following import (
    add_sums,
    follow_all,
    follow_batch,
    follow_ward,
    tell_all_anew,
    things_told,
)
from citizen_app.metrics.index.stored import keep_all
from citizen_app.metrics.models import MetricCheck, MetricCursor, MetricSubject, MetricSum
from citizen_app.metrics.periods import Period
from citizen_app.metrics.stories.telling import Seen
from citizen_app.metrics.sums import Key, Sums
from citizen_app.metrics.values import parts_of, value_of
from citizen_app.metrics.verifying import recompute_ward, things_of, verify_ward
from citizen_app.wards.commands.calendar import set_day
from citizen_app.wards.models import Ward
from tests.feedback.test_journeys_of_any_kind import (
    ASIDE,
    CASES,
    ONWARD,
    PLAYS,
    SELDOM,
    World,
    world_of,
)
from tests.support import factories, people
from tests.support.factories import Team

MONDAY = dt.datetime(2027, 3, 1, 2, tzinfo=dt.UTC)
YEAR = Period.year(dt.date(2027, 3, 1))


def figure(code: str, ward: Ward, period: Period = YEAR) -> tuple[int, int]:
    value = value_of(CATALOGUE[code], ward, period, everything=True)
    return value.num, value.den


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


@pytest.fixture
def other(app: Flask) -> Ward:
    return people.open_ward("27154")


def test_a_case_counts_from_its_sending_to_its_judgement(ward: Ward, team: Team) -> None:
    with clock.at(MONDAY):
        sent = factories.send(ward)
        follow_ward(ward.id)
        assert figure("L7", ward) == (1, 0)
        assert figure("A1", ward) == (0, 0)  # its limit lies ahead
    with clock.at(MONDAY + dt.timedelta(days=2)):
        factories.bring_to(sent.report, team, "published")
        judge.judge_answer(sent.sender, sent.report, solved="yes", satisfaction=5, reason="")
        factories.store()
        follow_ward(ward.id)
        assert figure("K5", ward) == (1, 1)
        assert figure("A4", ward) == (1, 1) and figure("A25", ward) == (1, 1)
        days = value_of(CATALOGUE["A2"], ward, YEAR, everything=True)
        assert (days.num, days.value) == (1, None)  # one case says nothing
    with clock.at(MONDAY + dt.timedelta(days=60)):
        assert figure("A1", ward) == (1, 1)
        assert value_of(CATALOGUE["A7"], ward, YEAR, everything=True).value == 0


def test_a_day_off_decided_later_counts_the_days_of_work_anew(ward: Ward, team: Team) -> None:
    with clock.at(MONDAY):
        sent = factories.send(ward)
    with clock.at(MONDAY + dt.timedelta(days=3)):
        factories.bring_to(sent.report, team, "published")
        follow_ward(ward.id)
        answered_after = select(MetricSum.bin).where(
            MetricSum.indicator == "A2", MetricSum.dimension == "w", MetricSum.grain == "m"
        )
        assert db.session.scalars(answered_after.where(MetricSum.den > 0)).all() == [3]
        set_day(SYSTEM, ward, day=dt.date(2027, 3, 3), kind="off", name="Nghỉ", source="QĐ 1")
        db.session.commit()
        events.sweep()
        assert db.session.scalars(answered_after.where(MetricSum.den > 0)).all() == [2]
        assert verify_ward(ward.id).mismatches == 0


def test_what_is_late_counts_as_late_whatever_becomes_of_it(ward: Ward, team: Team) -> None:
    with clock.at(MONDAY):
        waits, refused, early = (factories.send(ward) for _ in range(3))
    with clock.at(MONDAY + dt.timedelta(days=1)):
        factories.bring_to(early.report, team, "refused")
    with clock.at(MONDAY + dt.timedelta(days=50)):
        factories.bring_to(refused.report, team, "refused")
        follow_ward(ward.id)
        assert figure("A1", ward) == (0, 2)
        assert figure("A9", ward) == (2, 3)
        late = value_of(CATALOGUE["A7"], ward, YEAR, everything=True)
        assert late.value == 1
        assert waits.report.due_at is not None


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
def test_the_demonstration_agrees_with_its_events() -> None:
    follow_all()
    wards = db.session.scalars(select(Ward).where(Ward.is_open)).all()
    for ward in wards:
        check = verify_ward(ward.id)
        assert (check.mismatches, check.differences) == (0, [])
        assert check.subjects > 20
    ward = wards[0]
    twelve = Period.last_months(clock.today(), 12)
    value = value_of(CATALOGUE["L7"], ward, twelve, everything=True)
    things = list(behind("L7", ward, twelve))
    assert value.value == sum(thing.num for thing in things) > 0
    assert all(thing.code.startswith("PA-") for thing in things)
    fields = parts_of(CATALOGUE["L7"], ward, twelve, "f", everything=True)
    assert sum(one.num for one in fields.values()) == value.num


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
def test_a_sum_that_was_changed_by_hand_is_found_and_mended() -> None:
    follow_all()
    ward_id = db.session.scalars(select(MetricCursor.ward_id)).first()
    assert ward_id is not None
    checks = select(func.count()).select_from(MetricCheck)
    checks_before = db.session.scalar(checks) or 0
    here, things = MetricSum.ward_id == ward_id, MetricSubject.ward_id == ward_id
    tampering = [
        update(MetricSum).where(here, MetricSum.grain == "m", MetricSum.num > 0).values(num=99),
        update(MetricSum).where(here, MetricSum.grain == "d", MetricSum.den > 0).values(den=99),
        delete(MetricSubject).where(things, MetricSubject.subject_type == "report"),
        delete(MetricSum).where(here, MetricSum.indicator == "A1"),
    ]
    for change in tampering:
        with transaction():
            db.session.execute(change)
        assert verify_ward(ward_id).mismatches > 0
        recompute_ward(ward_id)
        assert verify_ward(ward_id).mismatches == 0
    assert db.session.scalar(checks) == checks_before + 2 * len(tampering)


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
def test_a_ward_is_told_anew_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    follow_all()
    ward_id = db.session.scalars(select(MetricCursor.ward_id)).first()
    assert ward_id is not None
    recompute_ward(ward_id)
    at_once, pieces = kept_sums(ward_id), []

    def add(ward_id: int, sums: Sums) -> None:
        pieces.append(len(sums))
        add_sums(ward_id, sums)

    monkeypatch.setattr(verifying, "MOST_SUMS", 1000)
    monkeypatch.setattr(verifying, "add_sums", add)
    recompute_ward(ward_id)
    assert kept_sums(ward_id) == at_once
    assert len(pieces) > 5
    # The last two are what remained and what was let out to the public.
    assert max(pieces[:-2]) < 2000 < len(at_once) / 2


@pytest.mark.parametrize("follows", [False, True])
def test_what_happens_during_a_verification_is_no_alarm(
    app: Flask, ward: Ward, team: Team, monkeypatch: pytest.MonkeyPatch, follows: bool
) -> None:
    """On another connection: a case is sent and another one received, after the kept things were read."""
    report, ward_id = factories.send(ward).report, ward.id
    factories.store()
    number, before = report.id, last_event_id(ward_id)
    whole = verifying._kept_things

    def go_on() -> None:
        with app.app_context():
            here = db.session.get_one(Ward, ward_id)
            factories.send(here)
            factories.receive(db.session.get_one(Report, number), factories.team_of(here))
            factories.store()
            if follows:
                follow_ward(ward_id)

    def read_slowly(*args: int) -> dict[tuple[str, int], int]:
        kept = whole(*args)
        thread = threading.Thread(target=go_on)
        thread.start()
        thread.join(20)
        return kept

    monkeypatch.setattr(verifying, "_kept_things", read_slowly)
    check = verify_ward(ward_id)
    assert (check.differences, check.subjects, check.event_id) == ([], 1, before)
    assert last_event_id(ward_id) > before
    monkeypatch.undo()
    check = verify_ward(ward_id)
    assert (check.differences, check.subjects) == ([], 2)


def test_what_was_not_followed_yet_is_no_alarm_and_everything_else_is(
    ward: Ward, other: Ward, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved, stays, spoilt = (factories.send(ward).report for _ in range(3))
    factories.store()
    follow_all()
    monkeypatch.setattr(verifying, "follow_ward", lambda _ward_id: 0)
    factories.send(ward)
    factories.receive(stays, team)
    factories.store()
    assert verify_ward(ward.id).differences == []
    with transaction():
        screen.forward_to_ward(team.clerk, moved, ward=other, explanation="Thuộc nơi khác.")
    follow_ward(ward.id)  # but not the other ward's copy
    assert verify_ward(ward.id).differences == []
    assert verify_ward(other.id).differences == []
    with transaction():
        db.session.execute(delete(MetricSubject).where(MetricSubject.subject_id == spoilt.id))
    assert verify_ward(ward.id).differences == [["report", str(spoilt.id), "told"]]


def test_a_calendar_that_is_not_counted_by_yet_is_no_alarm(
    ward: Ward, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "hand_over", [])
    with clock.at(MONDAY):
        sent = factories.send(ward)
    with clock.at(MONDAY + dt.timedelta(days=3)):
        factories.bring_to(sent.report, team, "published")
        follow_ward(ward.id)
        keep_all()
        set_day(SYSTEM, ward, day=dt.date(2027, 3, 3), kind="off", name="Nghỉ", source="QĐ 1")
        db.session.commit()
        assert verify_ward(ward.id).differences == []
        mine = EventHandling.handler == verifying.COUNTING
        with transaction():
            db.session.execute(update(EventHandling).where(mine).values(state="failed"))
        assert verify_ward(ward.id).mismatches > 0, "nobody will count anew: that is an alarm"
        with transaction():
            db.session.execute(update(EventHandling).where(mine).values(state="open"))
        events.sweep()
        assert verify_ward(ward.id).differences == []
        assert keep_all() == 1, "its indices were worked out by the old calendar"


# Any steps by anybody in any order ---------------------------------------------------------------------

STEPS = st.tuples(
    st.integers(0, 999), st.integers(0, 30), st.integers(0, CASES - 1), st.integers(0, 59)
)


def test_following_events_gives_what_recomputing_gives(app: Flask, ward: Ward, other: Ward) -> None:
    world = world_of(ward, other)
    resident = people.as_actor(people.make_resident())
    world.cases[0] = factories.send(ward, "Cống nghẹt trước nhà.", by=resident)
    factories.store()
    ran: set[str] = set()

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=st.lists(STEPS, min_size=20, max_size=60))
    def run(steps: list[tuple[int, int, int, int]]) -> None:
        with in_a_world_rolled_back():
            for at, step in enumerate(steps):
                ran.update(play(world, at, *step))
                if step[0] % 9 == 4:
                    change_the_calendar(ward if step[1] % 2 else None, at)
                if step[0] == 13:
                    erase_account(resident)
                    ran.add("erase")
                if step[0] % 5 == 0:
                    follow_both(ward, other)
            follow_both(ward, other)
            for one in (ward, other):
                assert kept_sums(one.id) == recomputed_sums(one.id)
                assert seen_as_public(one) == readable_by_all(one)

    run()
    assert {"publish", "merge", "forward_to_ward", "refuse", "withdraw", "erase"} <= ran


def seen_as_public(ward: Ward) -> set[int]:
    """Return which cases count as public, as their events have it."""
    things = [thing for thing in things_of(ward.id) if thing.subject_type == "report"]
    return {thing.subject_id for thing in things if thing.told.seen == Seen.PUBLIC}


def readable_by_all(ward: Ward) -> set[int]:
    """Return which cases everyone may read, as the one rule of visibility has it."""
    query = select(Report.id).where(Report.holder_ward_id == ward.id, publicly_visible())
    return set(db.session.scalars(query))


@contextmanager
def in_a_world_rolled_back() -> Iterator[None]:
    with without_handlers():
        yield
    db.session.rollback()
    db.session.expire_all()


def play(world: World, at: int, which: int, who: int, case: int, number: int) -> set[str]:
    """Let somebody take a step that is open to them, some hours after the last; return its name."""
    report = world.cases[case].report
    open_steps: dict[str, list[Actor]] = {}
    for actor in world.actors:
        for step in machine.available(actor, report):
            if step.name in PLAYS and (step.name not in SELDOM or which % 5 == 0):
                open_steps.setdefault(step.name, []).append(actor)
    if not open_steps:
        return set()
    onward = [name for name in ONWARD if name in open_steps]
    name = onward[0] if onward and which % 2 else sorted(open_steps)[number % len(open_steps)]
    actor = open_steps[name][who % len(open_steps[name])]
    world.number = number
    point = db.session.begin_nested()
    with clock.at(clock.now() + dt.timedelta(hours=9 * at)):
        try:
            PLAYS[name](world, actor, report)
            if which % 3 == 0:
                ASIDE["judge"](world, world.cases[case].sender, report)
            db.session.flush()
        except DomainError:
            point.rollback()
            return set()
    point.commit()
    return {name}


def change_the_calendar(ward: Ward | None, at: int) -> None:
    """Make a day among those that were counted a day off, as the handler hears of it."""
    day = clock.today() + dt.timedelta(days=at % 20)
    set_day(SYSTEM, ward, day=day, kind="off", name="Nghỉ", source="QĐ 1")
    names = things_told(ward.id if ward else None)
    tell_all_anew(names)


def follow_both(ward: Ward, other: Ward) -> None:
    for one in (ward, other):
        while follow_batch(one.id):
            pass


def kept_sums(ward_id: int) -> dict[Key, tuple[int, int]]:
    db.session.expire_all()
    rows = db.session.scalars(select(MetricSum).where(MetricSum.ward_id == ward_id))
    return {
        Key(r.indicator, r.dimension, r.part, r.grain, r.start, r.bin): (r.num, r.den)
        for r in rows
        if r.num or r.den
    }


def recomputed_sums(ward_id: int) -> dict[Key, tuple[int, int]]:
    sums = Sums()
    for thing in things_of(ward_id):
        sums.add(thing.told)
    return {key: (num, den) for key, num, den in sums.items()}
