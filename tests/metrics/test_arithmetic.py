"""Periods, intervals, and the catalogue: pure arithmetic and data."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from citizen_app.core.events import KINDS
from citizen_app.metrics.catalogue import CATALOGUE, FOLDER, THEMES, read_catalogue
from citizen_app.metrics.intervals import mean_interval, quantile, quantile_interval, wilson
from citizen_app.metrics.periods import Period, parse_period


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-11-27", "2026-11-27", "2026-11-27"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_is_named_and_read_back(name: str, first: str, last: str) -> None:
    period = parse_period(name)
    assert period is not None
    assert (period.name, period.first.isoformat(), period.last.isoformat()) == (name, first, last)


@pytest.mark.parametrize("name", ["", "2026-13", "2026-Q5", "2026-02-30", "0000", "x" * 40])
def test_what_is_no_period_is_none(name: str) -> None:
    assert parse_period(name) is None


def test_twelve_months_end_today() -> None:
    period = Period.last_months(dt.date(2024, 2, 29), 12)
    assert (period.first, period.last) == (dt.date(2023, 3, 1), dt.date(2024, 2, 29))
    period = Period.last_months(dt.date(2026, 11, 27), 12)
    assert (period.first, period.last) == (dt.date(2025, 11, 28), dt.date(2026, 11, 27))


def test_months_and_days_left_over_make_the_period() -> None:
    period = Period("x", dt.date(2025, 11, 28), dt.date(2026, 2, 10))
    months, spans = period.split()
    assert months == [dt.date(2025, 12, 1), dt.date(2026, 1, 1)]
    assert spans == [
        (dt.date(2025, 11, 28), dt.date(2025, 11, 30)),
        (dt.date(2026, 2, 1), dt.date(2026, 2, 10)),
    ]
    assert Period.year(dt.date(2026, 5, 1)).split()[1] == []


def test_wilson_gives_the_known_interval() -> None:
    # Newcombe 1998, table I: 81 of 263 and 0 of 20, method 3.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_quantiles_come_from_counts() -> None:
    counts = {1: 5, 3: 4, 20: 1}
    assert quantile(counts, 0.5) == 1 and quantile(counts, 0.9) == 3 and quantile(counts, 1) == 20
    low, high = quantile_interval(dict.fromkeys(range(1, 11), 10), 0.5)
    assert low <= 5 <= high and (low, high) == (5, 7)


def test_a_mean_knows_how_sure_it_is() -> None:
    mean, low, high = mean_interval({1: 10, 5: 10})
    assert mean == 3 and low == pytest.approx(3 - 1.96 * 2.0520 / 20**0.5, abs=1e-3)
    assert high == pytest.approx(6 - low, abs=1e-3)
    assert mean_interval({4: 1}) == (4, 4, 4)


def test_the_catalogue_is_complete(app: object) -> None:
    measured = [one for one in CATALOGUE.values() if one.is_measured]
    assert len(CATALOGUE) >= 60 and len(measured) >= 40
    assert {one.theme for one in measured} == set(THEMES)
    for one in CATALOGUE.values():
        assert all((one.name, one.name_en, one.why, one.definition, one.definition_en)), one.code
        assert one.law and one.direction in {"+", "-", "="} and one.papi, one.code
        if one.is_measured:
            strange = set(one.events) - set(KINDS)
            assert one.events and not strange, (one.code, strange)
        if one.direction != "=" and one.is_measured:
            assert one.gaming or one.counter, f"{one.code} says nothing about being gamed"


def test_a_catalogue_that_does_not_fit_together_is_refused(tmp_path: Path) -> None:
    for theme in THEMES:
        rows = yaml.safe_load((FOLDER / f"{theme}.yaml").read_text(encoding="utf-8"))
        if theme == "know":
            rows[0]["counter"] = ["Z9"]
        (tmp_path / f"{theme}.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")
    with pytest.raises(ValueError, match="Z9"):
        read_catalogue(tmp_path)
