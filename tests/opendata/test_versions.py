"""Versions: one a day, never changed, kept for a stated time, made whole or not at all."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.opendata import publishing, store
from citizen_app.opendata.dictionary import RULES
from citizen_app.opendata.publishing import publish
from citizen_app.opendata.writing import text_of
from citizen_app.wards.models import Ward
from tests.support import factories
from tests.support.client import StrictClient


def test_a_version_is_made_once_and_listed(app: Flask, ward: Ward) -> None:
    factories.published(ward, factories.team_of(ward))
    run = app.test_cli_runner().invoke
    assert "nothing was published yet" in run(args=["opendata", "list"]).output
    made = run(args=["opendata", "publish"])
    assert made.exit_code == 0 and "files" in made.output, made.output
    assert "there already" in run(args=["opendata", "publish"]).output
    assert "1 cases" in run(args=["opendata", "list"]).output
    assert not list(store.root().glob(".making-*"))


def test_before_the_first_night_the_page_says_so(client: StrictClient) -> None:
    assert "Chưa có bản nào" in client.get("/du-lieu-mo").words
    client.get("/du-lieu-mo/dcat.jsonld", status=404)
    client.get("/du-lieu-mo/moi-nhat/cases.csv", status=404)


def test_what_breaks_half_way_leaves_nothing(
    app: Flask, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(publishing, "make_other_formats", fail)
    with pytest.raises(RuntimeError):
        publish()
    assert store.names() == [] and list(store.root().iterdir()) == []


def test_old_versions_go_but_the_first_of_each_month_stays(made_names: list[str]) -> None:
    kept = store.kept(made_names)
    newest = sorted(made_names)[-RULES.keep_days :]
    assert set(newest) <= kept
    months = {name[:7] for name in kept}
    assert len(months) == RULES.keep_months
    for name in kept - set(newest):
        assert name == min(one for one in made_names if one[:7] == name[:7])


@pytest.fixture
def made_names() -> list[str]:
    first = dt.date(2026, 11, 27)
    return [(first + dt.timedelta(days=n)).isoformat() for n in range(900)]


def test_an_old_version_is_reached_until_its_time_is_over(
    app: Flask, ward: Ward, client: StrictClient, made: Callable[[], store.Version]
) -> None:
    start = dt.datetime(2027, 6, 10, 2, tzinfo=dt.UTC)
    for day in range(RULES.keep_days + 2):
        with clock.at(start + dt.timedelta(days=day)):
            made()
    assert len(store.names()) == RULES.keep_days + 1
    assert "2027-06-10" in store.names() and "2027-06-11" not in store.names()
    assert "Đã có bản mới hơn" in client.get("/du-lieu-mo/2027-06-10").words
    client.get("/du-lieu-mo/2027-06-11", status=404)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (0.5, "0.5"),
        (3.0, "3"),
        ("-", "-"),
        ("=1+1", "'=1+1"),
        (dt.date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_values_as_text(value: object, shown: str) -> None:
    assert text_of(value) == shown
