"""Answers kept in front of the application: never stale, never somebody else's, complete in their headers."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.metrics.following import follow_ward
from citizen_app.metrics.verifying import verify_ward
from citizen_app.wards.models import Ward
from tests.support import factories
from tests.support.client import StrictClient


@pytest.fixture
def inside(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses that went through the application itself."""
    seen: list[str] = []
    kept = app.extensions["kept_answers"]
    inner = kept.inner

    def noting(environ: Any, start: Any) -> Any:
        seen.append(environ["PATH_INFO"])
        return inner(environ, start)

    monkeypatch.setattr(kept, "inner", noting)
    yield seen


@pytest.fixture
def path(ward: Ward) -> str:
    factories.send(ward)
    return f"/p/{ward.path_id}/phan-anh"


def test_the_second_reader_gets_the_very_same_answer_without_the_application(
    path: str, new_client: Callable[[], StrictClient], inside: list[str]
) -> None:
    first, second = new_client().get(path), new_client().get(path)
    assert len(inside) == 1
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert dict(first.headers) == dict(second.headers)
    assert second.headers["Content-Security-Policy"] and second.headers["ETag"]


def test_an_event_of_the_ward_makes_it_anew_at_once(
    path: str, ward: Ward, client: StrictClient, inside: list[str]
) -> None:
    client.get(path)
    sent = factories.send(ward)
    factories.receive(sent.report, factories.team_of(ward), title="Nắp cống vỡ ở đầu hẻm")
    factories.store()
    assert "Nắp cống vỡ" in client.get(path).get_data(as_text=True)
    assert len(inside) == 2


def test_midnight_makes_it_anew(path: str, client: StrictClient, inside: list[str]) -> None:
    client.get(path)
    with clock.at(clock.now() + dt.timedelta(days=1)):
        client.get(path)
    assert len(inside) == 2


def test_each_language_and_packing_has_its_own(path: str, app: Flask, inside: list[str]) -> None:
    def ask(**headers: str) -> Any:
        return app.test_client().get(
            path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    ways = [
        {},
        {"Cookie": "ngon_ngu=en"},
        {"Accept_Encoding": "gzip"},
        {"Accept_Encoding": "*"},
        {"Accept_Encoding": "gzip;q=0"},
    ]
    first = [ask(**way) for way in ways]
    again = [ask(**way) for way in reversed(ways)][::-1]
    assert [answer.data for answer in first] == [answer.data for answer in again]
    packed = [answer.headers.get("Content-Encoding") for answer in again]
    assert packed == [None, None, "gzip", "gzip", None]
    assert 'lang="en"' in again[1].get_data(as_text=True)
    assert 'lang="vi"' in again[0].get_data(as_text=True)


def test_a_reader_who_has_it_is_told_so(path: str, app: Flask, inside: list[str]) -> None:
    browser = app.test_client()
    first = browser.get(path)
    again = browser.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, len(inside)) == (304, b"", 1)
    assert again.headers["ETag"] == first.headers["ETag"] and "Content-Type" not in again.headers
    other = browser.get(path, headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


def test_nothing_else_is_kept(path: str, ward: Ward, app: Flask, inside: list[str]) -> None:
    browser = app.test_client()
    for address in (f"{path}/gui", f"{path}/PA-2222-2222", "/can-bo/", f"{path}-khong-co"):
        browser.get(address)
        browser.get(address)
    browser.head(path)
    browser.head(path)
    assert len(inside) == 10


def test_it_keeps_no_more_than_there_is_room_for(
    path: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citizen_app.core.web.kept_answers.MOST_BYTES", 60_000)
    browser, kept = app.test_client(), app.extensions["kept_answers"]
    for number in range(12):
        browser.get(f"{path}?lan={number}")
    assert 0 < kept.size <= 60_000
    assert kept.size == sum(len(answer.body) for answer in kept.answers.values())


def test_figures_are_kept_until_they_are_verified_anew(
    ward: Ward, client: StrictClient, inside: list[str]
) -> None:
    path = f"/p/{ward.path_id}/chi-so"
    factories.send(ward)
    follow_ward(ward.id)
    factories.store()
    before = client.get(path).get_data()
    assert client.get(path).get_data() == before
    assert len(inside) == 1
    verify_ward(ward.id)  # no event of the ward
    assert client.get(path).get_data() != before
    assert len(inside) == 2
