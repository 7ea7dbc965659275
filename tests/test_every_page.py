"""Every kind of page that links lead to, for each role: it opens, and the strict client agrees."""

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.permissions import STAFF_ROLES, Role
from citizen_app.wards.models import Ward
from tests.support import people
from tests.support.client import REDIRECTS, StrictClient
from tests.support.tour import Tour

HELPER = "Trần Thị Kim Yến"
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]


def tour_of(app: Flask, client: StrictClient) -> Tour:
    def look(address: str) -> list[str]:
        page = client.get(address, status={200, *REDIRECTS})
        if page.status_code in REDIRECTS:  # to a sign-in page, say
            return [page.headers["Location"]]
        if page.mimetype != "text/html":
            return []
        links = page.document.xpath("//a[not(@download)]/@href")
        return [link for link in links if link.startswith("/")]

    return Tour(app, look, samples=3)


def test_pages_that_everybody_may_read(app: Flask, client: StrictClient) -> None:
    tour = tour_of(app, client)
    tour.walk("/", "/p/26743-ben-thanh/", "/dang-nhap", "/can-bo/dang-nhap")
    assert not tour.problems, "\n".join(tour.problems)


def test_pages_of_a_resident(app: Flask) -> None:
    tour = tour_of(app, people.browser_of(app, people.make_resident()))
    tour.walk("/tai-khoan")
    assert not tour.problems, "\n".join(tour.problems)


def test_pages_of_a_helper(app: Flask) -> None:
    helper = db.session.scalars(select(Account).where(Account.public_name == HELPER)).one()
    browser = people.browser_of(app, helper)
    home = browser.get("/ho-tro")
    place = home.all("select[name=neighbourhood] option")[1].get("value")
    typed = {"name": "Bà Sáu", "neighbourhood": place}
    browser.submit(home, typed, button="Bắt đầu")
    tour = tour_of(app, browser)
    tour.walk("/ho-tro", "/ho-tro/giup")
    assert not tour.problems, "\n".join(tour.problems)
    assert len(tour.seen) >= 8, sorted(tour.seen)


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_pages_that_staff_are_led_to(app: Flask, ward: Ward, role: Role) -> None:
    account = people.make_staff(role, ward)
    tour = tour_of(app, people.browser_of(app, account))
    tour.walk("/can-bo/tai-khoan")
    assert not tour.problems, "\n".join(tour.problems)
