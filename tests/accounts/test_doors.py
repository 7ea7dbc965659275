"""Two doors, two cookies; readers get none; only this site is redirected to."""

import datetime as dt

import pytest
from sqlalchemy import select

from citizen_app.accounts.models import SignIn
from citizen_app.core import clock
from citizen_app.core.db import db
from tests.accounts.people import (
    FROM_US,
    give_second_factor,
    make_resident,
    make_staff,
    sign_in_resident,
    sign_in_staff,
)
from tests.support.queries import count_queries

PUBLIC_PAGES = ("/", "/tro-giup", "/dang-nhap", "/dang-ky", "/can-bo/dang-nhap")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_reader_gets_no_cookie(visitor, path):
    assert not visitor().get(path).headers.getlist("Set-Cookie")


def test_a_signed_in_resident_gets_no_new_cookie_by_reading(visitor):
    make_resident()
    client = visitor()
    sign_in_resident(client)
    assert not client.get("/tai-khoan").headers.getlist("Set-Cookie")


def test_the_doors_have_cookies_of_their_own(visitor, places):
    make_resident(email="ca-hai@example.com")
    totp = give_second_factor(make_staff("clerk", places.here, email="ca-hai@example.com"))
    client = visitor()
    resident = sign_in_resident(client, "ca-hai@example.com")
    staff = sign_in_staff(client, totp, "ca-hai@example.com")
    assert resident.headers["Set-Cookie"].startswith("ln_ba_con=")
    assert staff.status_code == 303
    assert client.get_cookie("ln_can_bo") is not None
    client.delete_cookie("ln_ba_con")
    assert client.get("/can-bo/tai-khoan").status_code == 200
    client.get("/tai-khoan", status=302)


@pytest.mark.parametrize(
    ("own", "foreign"), [("ln_ba_con", "ln_can_bo"), ("ln_can_bo", "ln_ba_con")]
)
def test_a_cookie_opens_nothing_at_the_other_door(visitor, places, own, foreign):
    make_resident()
    totp = give_second_factor(make_staff("clerk", places.here))
    client = visitor()
    sign_in_resident(client)
    sign_in_staff(client, totp)
    stolen = client.get_cookie(own).value
    thief = visitor()
    thief.set_cookie(foreign, stolen)
    thief.get("/can-bo/tai-khoan", status=302)
    thief.get("/tai-khoan", status=302)


def test_cookies_are_out_of_reach_for_scripts(visitor):
    make_resident()
    cookie = sign_in_resident(visitor()).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("tiep", "target"),
    [
        ("/tai-khoan/du-lieu", "/tai-khoan/du-lieu"),
        ("https://evil.example/", "/tai-khoan"),
        ("//evil.example/", "/tai-khoan"),
        ("/\\evil.example", "/tai-khoan"),
        ("/\t/evil.example", "/tai-khoan"),
        ("javascript:alert(1)", "/tai-khoan"),
    ],
)
def test_signing_in_leads_within_this_site_only(visitor, tiep, target):
    make_resident()
    client = visitor()
    page = client.get("/dang-nhap", query_string={"tiep": tiep})
    answer = client.submit(
        page,
        {"contact": "lan@example.com", "password": "bốn mùa hoa nở quanh năm"},
        button="Sign in",
    )
    assert answer.headers["Location"] == target


def test_staff_are_led_within_this_site_only(visitor, places):
    totp = give_second_factor(make_staff("clerk", places.here))
    client = visitor()
    sign_in_staff(client)
    data = {"code": totp.now(), "tiep": "//evil.example/"}
    answer = client.post("/can-bo/xac-thuc", data=data, headers=FROM_US)
    assert answer.headers["Location"].startswith("/can-bo")


def test_a_page_that_asks_for_sign_in_is_found_again(visitor):
    make_resident()
    client = visitor()
    page = client.follow(client.get("/tai-khoan/du-lieu", status=302))
    answer = client.submit(
        page,
        {"contact": "lan@example.com", "password": "bốn mùa hoa nở quanh năm"},
        button="Sign in",
    )
    assert answer.headers["Location"] == "/tai-khoan/du-lieu"


CASE = "/p/26743-ben-thanh/phan-anh/PA-7K3M-9QXD"


def test_a_public_case_is_found_again_after_signing_in_or_up(visitor, sent_code):
    make_resident()
    client = visitor()
    assert sign_in_with(client, f"/dang-nhap?tiep={CASE}") == CASE
    client = visitor()
    page = client.get("/dang-nhap", query_string={"tiep": CASE})
    fields = {"name": "Hoa", "contact": "hoa@example.com"}
    page = client.follow(client.submit(client.get(page.link("Open an account")), fields))
    assert "tiep=" in page.link("Ask for a new code")
    assert client.submit(page, {"code": sent_code()}).headers["Location"] == CASE


def sign_in_with(client, path):
    fields = {"contact": "lan@example.com", "password": "bốn mùa hoa nở quanh năm"}
    return client.submit(client.get(path), fields, button="Sign in").headers["Location"]


def test_forged_requests_are_refused(visitor):
    make_resident()
    client = visitor()
    sign_in_resident(client)
    client.post("/tai-khoan/bao-tin", headers={"Sec-Fetch-Site": "cross-site"}, status=403)


@pytest.mark.parametrize(("surface", "days"), [("resident", 60), ("staff", 10 / 24)])
def test_sessions_end_by_themselves(visitor, places, surface, days):
    make_resident()
    totp = give_second_factor(make_staff("clerk", places.here))
    client = visitor()
    sign_in_resident(client)
    sign_in_staff(client, totp)
    sign_in = db.session.scalars(select(SignIn).where(SignIn.surface == surface)).one()
    assert sign_in.expires_at - sign_in.started_at == dt.timedelta(days=days)
    path = "/tai-khoan" if surface == "resident" else "/can-bo/tai-khoan"
    with clock.at(sign_in.expires_at - dt.timedelta(minutes=1)):
        client.get(path)
    with clock.at(sign_in.expires_at + dt.timedelta(minutes=1)):
        client.get(path, status=302)


def test_reading_writes_nothing_and_asks_little(visitor, places):
    make_resident()
    client = visitor()
    sign_in_resident(client)
    with count_queries(at_most=12) as seen:
        client.get("/tai-khoan")
    assert not seen.writes
