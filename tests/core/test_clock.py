"""Days are the ward's own days, whatever the server's zone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_app.core import clock


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_a_limit_runs_out_with_the_last_second_of_the_local_day(day: dt.date) -> None:
    end = clock.end_of_day(day)
    assert end.utcoffset() == dt.timedelta(0)
    assert f"{clock.local(end):%Y-%m-%d %H:%M:%S}" == f"{day} 23:59:59"
    assert clock.local_date(end + dt.timedelta(seconds=1)) == day + dt.timedelta(days=1)


def test_the_local_day_begins_at_seventeen_hours_utc() -> None:
    before, after = (dt.datetime(2026, 9, 1, 16, 59, second=s, tzinfo=dt.UTC) for s in (0, 59))
    assert clock.local_date(after) == dt.date(2026, 9, 1)
    assert clock.local_date(after + dt.timedelta(seconds=1)) == dt.date(2026, 9, 2)
    assert clock.local_date(before) == dt.date(2026, 9, 1)


def test_another_moment_holds_inside_the_block_only() -> None:
    moment = dt.datetime(2026, 2, 28, 17, 30, tzinfo=dt.UTC)
    with clock.at(moment):
        assert clock.now() == moment
        assert clock.today() == dt.date(2026, 3, 1)
        with pytest.raises(RuntimeError), clock.at(moment + dt.timedelta(days=1)):
            raise RuntimeError
        assert clock.now() == moment
    assert clock.now() != moment
