"""How pages look on one device: chosen without scripts, kept by the device, never another reader's."""

from collections.abc import Callable

import pytest

from citizen_app.core.web.display import DISPLAY_COOKIE, display_of
from citizen_app.wards.models import Ward
from tests.support.client import StrictClient

ROOT = "html"


@pytest.mark.parametrize(
    ("cookie", "words"),
    [
        ("", ()),
        ("lon", ("lon",)),
        ("tinh.dam.rat-lon", ("rat-lon", "dam", "tinh")),
        ("lon.rat-lon", ("lon",)),
        ('"><script>', ()),
        ("x" * 5000, ()),
    ],
)
def test_only_known_words_of_the_cookie_count(cookie: str, words: tuple[str, ...]) -> None:
    assert display_of(cookie) == words


def test_a_choice_holds_for_the_device_and_leads_back(client: StrictClient, ward: Ward) -> None:
    home = f"/p/{ward.path_id}/"
    form = {"size": "rat-lon", "contrast": "y", "next": home}
    answer = client.post("/hien-thi", data=form)
    assert (answer.status_code, answer.location) == (302, home)
    classes = client.get(home).one(ROOT).get("class")
    assert {"type-largest", "contrast-more"} <= set(classes.split())
    chosen = client.get("/hien-thi")
    assert chosen.one("input[name=size][value=rat-lon]").get("checked") is not None
    assert chosen.one("input[name=contrast]").get("checked") is not None
    client.post("/hien-thi", data={"size": "", "next": "https://xau.example/"})
    assert client.get_cookie(DISPLAY_COOKIE) is None
    assert "type-largest" not in client.get(home).one(ROOT).get("class")


def test_a_kept_page_is_never_that_of_another_display(
    ward: Ward, new_client: Callable[[], StrictClient]
) -> None:
    home, large, usual = f"/p/{ward.path_id}/", new_client(), new_client()
    large.set_cookie(DISPLAY_COOKIE, "lon")
    for _ in range(2):  # made, then kept
        assert "type-large" in large.get(home).one(ROOT).get("class")
        assert "type-large" not in usual.get(home).one(ROOT).get("class")
    assert large.get(home).headers["ETag"] != usual.get(home).headers["ETag"]


def test_nowhere_else_is_led_to(client: StrictClient) -> None:
    answer = client.post("/hien-thi", data={"size": "lon", "next": "//xau.example/"})
    assert answer.location == "/"
