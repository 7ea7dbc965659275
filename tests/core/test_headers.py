"""Every answer says what a browser may do with it."""

from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.support.client import StrictClient, apart
from tests.support.page_rules import content_policy

HOME = "/p/26743-ben-thanh/"


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", HOME, 200),
        ("GET", "/p/26743-sai/", 301),
        ("GET", "/khong-co", 404),
        ("DELETE", "/", 405),
        ("OPTIONS", "/", 200),
        ("GET", "/can-bo/", 302),
        ("GET", "/health/live", 200),
        ("GET", "/favicon.ico", 302),
        ("POST", "/tra-cuu", 422),
        ("POST", f"{HOME}phan-anh/gui", 422),
        ("GET", "/tep/khong-co/nho.jpg", 404),
        ("GET", "/tai-nguyen/khong-co.css", 404),
    ],
)
def test_every_answer_carries_the_strict_headers(
    app: Flask, ward: Ward, method: str, path: str, status: int
) -> None:
    answer = apart(lambda: app.test_client().open(path, method=method))
    assert answer.status_code == status
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert not list(content_policy(policy))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert "Strict-Transport-Security" not in headers


def test_a_secure_answer_asks_to_stay_secure(client: StrictClient) -> None:
    headers = client.get("/tro-giup", base_url="https://localhost").headers
    assert "max-age" in headers["Strict-Transport-Security"]


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(
    browser_as: Callable[[Role], StrictClient],
) -> None:
    page = browser_as(Role.OFFICER).get("/can-bo/")
    assert page.headers["Cache-Control"] == "no-store"
    assert "ETag" not in page.headers


def test_an_error_page_gives_back_what_was_typed_but_no_secret(client: StrictClient) -> None:
    data = {"text": "Tôi đã viết rất lâu", "pin": "mot bi mat dai", "password": "rat la bi mat"}
    page = client.post("/khong-co", data=data, status=404)
    assert "Tôi đã viết rất lâu" in page.words
    assert "bi mat" not in page.words
