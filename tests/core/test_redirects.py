"""Nobody is sent to another site, and no search engine to pages that are not for everybody."""

import re

import pytest
from flask import Flask

from citizen_app.core.web.headers import within_this_site
from citizen_app.core.web.redirects import safe_target
from tests.support.client import StrictClient, apart

BEHIND_A_DOOR = {"signed_in", "requires"}


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "evil.example", "", None),
        *("/a\r\nSet-Cookie: b=c", "/a\nb", "/a\0b", "/a\x7fb", "/\t/evil.example", "/a\u2028b"),
    ],
)
def test_a_target_that_is_no_path_of_ours_is_not_gone_to(target: str | None) -> None:
    assert safe_target(target, "/o-day") == "/o-day"


def test_a_target_of_ours_is_gone_to_with_its_question() -> None:
    assert safe_target("/p/26743/?q=điện nước#tin", "/o-day") == "/p/26743/?q=điện nước#tin"


def test_choosing_a_language_with_a_broken_target_leads_home(client: StrictClient) -> None:
    answer = client.post("/ngon-ngu/en", data={"tiep": "/a\r\nX: y"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    "asked, path",
    [
        ("/p/26743", "/p/26743/"),
        ("/p/26743?q=a", "/p/26743/?q=a"),
        ("/p//26743", "/p/26743/"),
        ("/p/26743-sai/", "/p/26743-ben-thanh/"),
    ],
)
def test_a_redirect_names_no_host_whatever_host_was_asked(
    app: Flask, asked: str, path: str
) -> None:
    answer = apart(lambda: app.test_client().get(asked, headers={"Host": "evil.example"}))
    assert answer.headers["Location"] == path


def test_a_path_that_looks_like_a_host_stays_a_path() -> None:
    assert within_this_site("http://a.vn//evil.example/", "a.vn") == "/evil.example/"
    assert within_this_site("http://khac.vn/", "a.vn") == "http://khac.vn/"


def test_search_engines_are_asked_to_leave_private_pages_alone(
    app: Flask, client: StrictClient
) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert lines[0] == "User-agent: *"
    assert "/tra-cuu" in closed
    for rule in app.url_map.iter_rules():
        marker = app.view_functions[rule.endpoint].access_marker
        if marker.kind in BEHIND_A_DOOR and "GET" in (rule.methods or ()):
            plain = re.sub(r"<[^>]*>", "*", rule.rule)  # as robots.txt writes what may be anything
            assert plain.startswith(tuple(closed)), rule.rule
    for shown in ("/", "/p/26743-ben-thanh/", "/p/26743-ben-thanh/phan-anh", "/tro-giup"):
        assert not shown.startswith(tuple(closed))
