"""Cached pages are always fresh, and never somebody's own."""

import datetime as dt
import gzip

import pytest
from flask import Flask

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import transaction
from citizen_app.core.events import record
from citizen_app.core.web.page_cache import LARGEST, Page, PageCache
from citizen_app.wards.events import SettingChanged
from citizen_app.wards.models import Ward
from tests.support import factories, people
from tests.support.client import StrictClient, apart
from tests.support.queries import count_queries

HOME = "/p/26743-ben-thanh/"


def something_happens(ward: Ward) -> None:
    with transaction():
        record(SettingChanged("x", 1, 2), actor=SYSTEM, ward_id=ward.id, subject=ward)


def tag(client: StrictClient, path: str = HOME) -> str:
    return client.get(path).headers["ETag"]


def test_a_page_read_again_is_the_same_and_costs_two_queries(
    ward: Ward, client: StrictClient
) -> None:
    first = client.get(HOME)
    with count_queries(at_most=2):  # the ward and its newest event
        again = client.get(HOME)
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_known_page_is_not_sent_again(ward: Ward, client: StrictClient) -> None:
    headers = {"If-None-Match": tag(client)}
    answer = client.get(HOME, headers=headers, status=304)
    assert answer.data == b""
    something_happens(ward)
    client.get(HOME, headers=headers, status=200)


def test_an_event_makes_the_pages_of_its_ward_fresh(ward: Ward, client: StrictClient) -> None:
    other = people.open_ward("27154")
    before, before_other = tag(client), tag(client, f"/p/{other.path_id}/")
    something_happens(ward)
    assert tag(client) != before
    assert tag(client, f"/p/{other.path_id}/") == before_other


def test_an_answer_shows_at_once_on_a_page_that_was_cached(
    ward: Ward, client: StrictClient
) -> None:
    assert "Đèn hẻm 48 tắt" not in client.get(f"{HOME}phan-anh").words
    factories.published(ward, factories.team_of(ward))
    assert "Đèn hẻm 48 tắt" in client.get(f"{HOME}phan-anh").words


def test_a_page_is_kept_for_one_language_one_day_and_one_question(
    ward: Ward, client: StrictClient, app: Flask
) -> None:
    english = StrictClient(app)
    english.set_cookie("ngon_ngu", "en")
    tags = [tag(client), tag(english), tag(client, f"{HOME}phan-anh?q=a")]
    tags.append(tag(client, f"{HOME}phan-anh?q=b"))
    with clock.at(clock.now() + dt.timedelta(days=1)):
        tags.append(tag(client))
    assert len(set(tags)) == len(tags)
    assert english.get(HOME).document.get("lang") == "en"


def test_who_reads_a_public_page_makes_no_difference(
    app: Flask, ward: Ward, client: StrictClient
) -> None:
    resident = people.browser_of(app, people.make_resident("Lê Thị Riêng"))
    page = resident.get(HOME)
    assert "Lê Thị Riêng" not in page.text
    assert client.get(HOME).data == page.data


def test_a_packed_page_is_the_page(app: Flask, ward: Ward, client: StrictClient) -> None:
    plain = client.get(HOME)
    packed = apart(lambda: app.test_client().get(HOME, headers={"Accept-Encoding": "gzip"}))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("path", ["/tra-cuu/PA-2222-2222", f"{HOME}phan-anh/gui", "/can-bo/"])
def test_what_is_somebodys_own_is_not_in_the_cache(
    app: Flask, ward: Ward, client: StrictClient, path: str
) -> None:
    client.get(path, status={200, 302})
    assert not app.extensions["page_cache"].pages


def test_the_cache_forgets_what_was_not_read_for_longest_and_stays_in_its_bounds() -> None:
    cache = PageCache(most_bytes=100)
    for name in "abc":
        cache.put(name, Page(b"x" * 40, b"", name, "text/html"))
        cache.get("a")
    assert list(cache.pages) == ["c", "a"]
    assert cache.size == 80
    cache.put("a", Page(b"x" * 10, b"", "a", "text/html"))
    assert cache.size == 50
    cache.put("huge", Page(b"x" * (LARGEST + 1), b"", "huge", "text/html"))
    assert "huge" not in cache.pages
