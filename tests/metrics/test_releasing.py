"""Hidden things enter the public figures in batches: no difference of two days shows a single one."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.following import _keep, add_sums, follow_ward
from citizen_app.metrics.models import MetricReleased, MetricSubject, MetricSum
from citizen_app.metrics.periods import Period
from citizen_app.metrics.released import released_sums
from citizen_app.metrics.releasing import release_once, release_ward
from citizen_app.metrics.stories.telling import Seen, Share, Told
from citizen_app.metrics.sums import Sums, unpacked
from citizen_app.metrics.suppression import LEAST
from citizen_app.metrics.values import parts_of, value_of
from citizen_app.metrics.verifying import verify_ward
from citizen_app.wards.models import Ward
from tests.support import factories
from tests.support.factories import Team

JANUARY, MARCH = dt.date(2027, 1, 1), dt.date(2027, 3, 1)
IN_MARCH = dt.datetime(2027, 3, 1, 2, tzinfo=dt.UTC)
IN_APRIL = IN_MARCH + dt.timedelta(days=33)
YEAR = Period.year(MARCH)


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


def publicly(code: str, ward: Ward) -> tuple[int, int]:
    value = value_of(CATALOGUE[code], ward, YEAR)
    return value.num, value.den


def send_private(ward: Ward, team: Team, number: int) -> None:
    for _ in range(number):
        report = factories.send(ward, is_private=True).report
        factories.receive(report, team, is_private=True)
        for step in "assign start draft approve publish".split():
            factories.STEPS[step](report, team)
        factories.store()


def test_fewer_than_a_batch_stay_out_and_more_come_in_together(ward: Ward, team: Team) -> None:
    with clock.at(IN_MARCH):
        public = factories.send(ward)
        factories.bring_to(public.report, team, "published")
        send_private(ward, team, LEAST - 1)
        follow_ward(ward.id)
        assert publicly("L7", ward) == (1, 0)
    with clock.at(IN_APRIL):
        assert release_once(ward.id, MARCH) == 0
        assert publicly("L7", ward) == (1, 0)
        send_private(ward, team, 1)
        follow_ward(ward.id)
        assert (
            release_once(ward.id, MARCH) == 0
        )  # once a month: the fifth does not give its day away
    with clock.at(IN_APRIL + dt.timedelta(days=30)):
        assert release_once(ward.id, dt.date(2027, 4, 1)) > 0
        assert publicly("L7", ward) == (LEAST + 1, 0)
        assert publicly("A5", ward) == (0, LEAST + 1)
        assert {month for _code, month, _bin in released_sums(ward.id)} == {dt.date(2027, 4, 1)}
        fields = parts_of(CATALOGUE["L7"], ward, YEAR, "f")
        assert sum(one.num for one in fields.values()) == 1  # parts know public cases alone
        assert verify_ward(ward.id).mismatches == 0


def test_nobody_hides_a_case_by_deciding_nothing(ward: Ward) -> None:
    with clock.at(IN_MARCH):
        for _ in range(LEAST):
            factories.send(ward)
        follow_ward(ward.id)
    with clock.at(IN_APRIL):
        release_once(ward.id, MARCH)
        assert publicly("L7", ward) == (0, 0)  # of last month: they may still be read soon
    with clock.at(IN_APRIL + dt.timedelta(days=30)):
        release_once(ward.id, dt.date(2027, 4, 1))
        assert publicly("L7", ward) == (LEAST, 0)
        assert publicly("A1", ward) == (0, LEAST)


# Any thing, seen by anybody, changing in any way -------------------------------------------------------

SEEN = st.sampled_from([Seen.PUBLIC, Seen.HIDDEN, Seen.HIDDEN, Seen.HIDDEN, Seen.UNDECIDED])
THING = st.tuples(
    st.integers(1, 12),  # which
    SEEN,
    st.integers(0, 3),  # the month in which it was sent
    st.integers(0, 1),  # a numerator
    st.booleans(),  # is it late
)
MONTHS = st.lists(st.lists(THING, max_size=14), min_size=2, max_size=6)


def told_of(ward_id: int, seen: str, month: int, num: int, is_late: bool) -> Told:
    day = dt.date(2027, 1 + month, 10)
    late = (Share("A7", day, 1, 0),) if is_late else ()
    shares = (
        Share("L7", day, 1, 0),
        Share("A9", day, num, 1),
        Share("T1", day, num, 1, num),
        *late,
    )
    return Told(ward_id, shares, seen=seen)


def tell(ward_id: int, number: int, told: Told) -> None:
    kept = db.session.get(MetricSubject, ("report", number))
    sums = Sums()
    sums.add(unpacked(ward_id, kept.told) if kept is not None else None, -1)
    sums.add(told)
    add_sums(ward_id, sums)
    _keep(kept, "report", number, told)


Cells = dict[tuple[str, dt.date, int], tuple[int, int]]


def test_each_difference_of_the_public_sums_is_a_batch(ward: Ward) -> None:
    """Replay anything; what changed in a cell was changed by no one, or by at least a batch of things."""

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(months=MONTHS)
    def run(months: list[list[tuple[int, str, int, int, bool]]]) -> None:
        ever: dict[int, set[str]] = {}
        for at, things in enumerate(months):
            for number, seen, month, num, is_late in things:
                before = ever.setdefault(number, set())
                if seen != Seen.PUBLIC and Seen.PUBLIC in before:
                    seen = Seen.MERGED if number % 2 else Seen.ONCE_PUBLIC
                before.add(seen)
                tell(ward.id, number, told_of(ward.id, seen, month, num, is_late))
            check_release(ward, dt.date(2027, 2 + at, 1))
        db.session.rollback()
        db.session.expire_all()

    run()


def check_release(ward: Ward, month: dt.date) -> None:
    before, pieces_before = released_sums(ward.id), pieces_by_cell(ward.id)
    known = {
        row.subject_id
        for row in subjects_of(ward)
        if row.told["seen"] in {"public", "once", "merged"}
    }
    release_ward(ward.id, month)
    after, pieces_after = released_sums(ward.id), pieces_by_cell(ward.id)
    for cell in before.keys() | after.keys():
        if before.get(cell) == after.get(cell):
            continue
        was, now = pieces_before.get(cell[:2], {}), pieces_after.get(cell[:2], {})
        unknown = {n for n in was.keys() | now.keys() if was.get(n) != now.get(n)} - known
        assert not unknown or len(unknown) >= LEAST, (cell, unknown)
    for num, den in after.values():
        assert den == 0 or 0 <= num <= den  # a share has both in one place
    assert sums_kept(ward) == sums_wanted(ward)


def subjects_of(ward: Ward) -> list[MetricSubject]:
    query = select(MetricSubject).where(MetricSubject.ward_id == ward.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def pieces_by_cell(ward_id: int) -> dict[tuple[str, dt.date], dict[int, list[object]]]:
    found: dict[tuple[str, dt.date], dict[int, list[object]]] = {}
    rows = db.session.scalars(select(MetricReleased).where(MetricReleased.ward_id == ward_id))
    for row in rows:
        for code, month, *adds in row.pieces:
            cell = found.setdefault((code, dt.date.fromisoformat(month)), {})
            cell.setdefault(row.subject_id, []).append(adds)
    return found


def sums_kept(ward: Ward) -> dict[object, tuple[int, int]]:
    query = select(MetricSum).where(MetricSum.ward_id == ward.id, MetricSum.dimension == "w")
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {(r.indicator, r.grain, r.start, r.bin): (r.num, r.den) for r in rows if r.num or r.den}


def sums_wanted(ward: Ward) -> dict[object, tuple[int, int]]:
    sums = Sums()
    for row in subjects_of(ward):
        sums.add(unpacked(ward.id, row.told))
    found = {
        (key.indicator, key.grain, key.start, key.bin): (num, den)
        for key, num, den in sums.items()
        if key.dimension == "w"
    }
    for (code, month, place), (num, den) in released_sums(ward.id).items():
        for grain in ("d", "m"):
            was = found.get((code, grain, month, place), (0, 0))
            found[code, grain, month, place] = (was[0] + num, was[1] + den)
    return {key: pair for key, pair in found.items() if pair != (0, 0)}
