"""Nobody comes in but by the right door, and no other site can act in a person's name."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from citizen_app.core.access import authorize, public, requires
from citizen_app.core.actor import Actor, Grant, Surface
from citizen_app.core.errors import NotAllowed
from citizen_app.permissions import Permission, Role
from citizen_app.wards.models import Ward
from tests.support import factories, people
from tests.support.client import StrictClient

READ = Permission.REPORT_READ
LANGUAGE = "/ngon-ngu/en"
OWN = {"Sec-Fetch-Site": "same-origin"}


def holder(ward_id: int | None) -> Actor:
    grant = Grant("officer", ward_id, frozenset({READ}))
    return Actor(account_id=1, surface=Surface.STAFF, grants=(grant,))


def test_a_route_without_a_marker_is_closed(probe: Callable[..., Any]) -> None:
    answer = probe("GET", "/thu/khong-dau")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_a_route_with_two_markers_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="two access markers"):
        requires(READ)(public(lambda: None))


def test_a_permission_holds_in_its_own_ward_only() -> None:
    authorize(holder(7), READ, 7)
    with pytest.raises(NotAllowed):
        authorize(holder(7), READ, 8)
    with pytest.raises(NotAllowed):
        authorize(holder(7), Permission.REPORT_APPROVE, 7)


def test_a_permission_without_a_ward_holds_in_all() -> None:
    authorize(holder(None), READ, 8)
    assert holder(None).wards_with(READ) is None
    assert holder(7).wards_with(READ) == {7}


def test_a_case_of_another_ward_is_not_found(app: Flask, ward: Ward) -> None:
    other = people.open_ward("27154")
    code = factories.send(other).report.code
    officer = people.browser_of(app, people.make_staff(Role.OFFICER, ward))
    officer.get(f"/can-bo/phan-anh/{code}", status=404)
    for step in ("tiep-nhan", "ghi-chu"):
        officer.post(f"/can-bo/phan-anh/{code}/{step}", headers=OWN, status=404)


def test_staff_pages_lead_a_stranger_to_the_staff_door(client: StrictClient) -> None:
    answer = client.get("/can-bo/?xem=phuong", status=302)
    assert answer.headers["Location"] == "/can-bo/dang-nhap?tiep=/can-bo/?xem%3Dphuong"


def test_a_resident_session_opens_no_staff_page(app: Flask, ward: Ward) -> None:
    resident = people.browser_of(app, people.make_resident())
    assert "/can-bo/dang-nhap" in resident.get("/can-bo/", status=302).headers["Location"]
    officer = people.browser_of(app, people.make_staff(Role.OFFICER, ward))
    assert "/dang-nhap" in officer.get("/tai-khoan", status=302).headers["Location"]


def test_a_role_without_the_right_is_turned_away(
    browser_as: Callable[[Role], StrictClient],
) -> None:
    browser_as(Role.SUPERVISOR).get("/can-bo/phan-anh.csv", status=403)
    browser_as(Role.ANALYST).get("/can-bo/", status=403)


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost"}, 302),
        ({"Referer": "http://localhost.evil.example/"}, 403),
        ({"Referer": "http://localhost/p"}, 302),
        ({}, 302),
    ],
)
def test_only_our_own_pages_may_change_something(
    client: StrictClient, headers: dict[str, str], status: int
) -> None:
    client.post(LANGUAGE, headers=headers, status=status)


@pytest.mark.parametrize("cookie", ["ln_can_bo", "ln_ba_con"])
def test_a_session_without_any_word_of_its_origin_is_refused(
    client: StrictClient, cookie: str
) -> None:
    client.set_cookie(cookie, "x")
    client.post(LANGUAGE, status=403)


def test_the_way_back_never_leads_to_another_site(client: StrictClient) -> None:
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        answer = client.post(LANGUAGE, data={"tiep": target}, headers=OWN)
        assert answer.headers["Location"] == "/"
    answer = client.post(LANGUAGE, data={"tiep": "/tro-giup"}, headers=OWN)
    assert answer.headers["Location"] == "/tro-giup"
