"""Every kind of page that links lead to, on a phone: it opens, it fits, and axe finds nothing."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support.browser import assert_accessible, assert_fits, sign_in_as
from tests.support.tour import Tour

pytestmark = pytest.mark.journey
LINKS = """links => links
    .filter(link => link.origin === location.origin)
    .map(link => link.pathname + link.search)"""


def tour_of(app: Flask, page: Page) -> Tour:
    problems: list[str] = []

    def look(address: str) -> list[str]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        if not answer.headers["content-type"].startswith("text/html"):
            return []  # a poster as PDF: the browser's own viewer shows it
        links = page.eval_on_selector_all("a[href]:not([download])", LINKS)
        for check in (assert_fits, assert_accessible):
            try:
                check(page)
            except AssertionError as problem:
                problems.append(str(problem))
        return links

    tour = Tour(app, look, samples=1)
    tour.problems = problems
    return tour


def test_public_pages(migrated_app: Flask, phone: Page) -> None:
    tour = tour_of(migrated_app, phone)
    tour.walk("/", "/p/26743-ben-thanh/", "/he-thong-giao-dien", "/dang-nhap", "/can-bo/dang-nhap")
    assert not tour.problems, "\n".join(tour.problems)
    assert len(tour.seen) >= 8, sorted(tour.seen)


@pytest.mark.parametrize(
    "name",
    [
        "Trương Minh Khoa",
        "Võ Thị Mỹ Linh",
        "Đoàn Quốc Vinh",
        "Nguyễn Thị Bích Loan",
        "Ngô Đức Thiện",
        "Tạ Quốc Dũng",
    ],
    ids=["leader", "clerk", "officer", "supervisor", "ward-admin", "system-admin"],
)
def test_staff_pages(migrated_app: Flask, phone: Page, name: str) -> None:
    """One of each role: each is led to other pages."""
    sign_in_as(phone, name)
    tour = tour_of(migrated_app, phone)
    tour.walk("/can-bo/tai-khoan")
    assert not tour.problems, "\n".join(tour.problems)
    assert tour.seen, name
