"""A page asks a fixed number of queries, however much there is to show."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.core.web import page_cache
from citizen_app.permissions import Role
from tests.support.client import StrictClient
from tests.support.queries import count_queries

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]
WARD = "/p/26743-ben-thanh"
PUBLIC_BUDGETS = {
    "/": 3,
    "/?q=ben+thanh": 5,
    f"{WARD}/": 8,
    f"{WARD}/phan-anh": 6,
    f"{WARD}/phan-anh?q=den+duong": 10,
    f"{WARD}/phan-anh/qua-han": 5,
    f"{WARD}/phan-anh/gui": 5,
    "/tra-cuu": 0,
    "/ho-tro/so-tay": 0,
    "/minh-bach/niem-phong": 6,
    "/minh-bach/niem-phong/kiem-tra": 0,
}
CASE_BUDGET, STAFF_CASE_BUDGET, INBOX_BUDGET = 8, 23, 16
KEPT_PAGE_BUDGET = 2


@pytest.fixture
def case_code(client: StrictClient) -> str:
    links = client.get(f"{WARD}/phan-anh").document.xpath("//main//a/@href")
    codes = [found[1] for link in links if (found := re.search(r"/phan-anh/(PA-[\w-]+)$", link))]
    return codes[0]


@pytest.mark.parametrize(("path", "budget"), PUBLIC_BUDGETS.items())
def test_public_pages(client: StrictClient, path: str, budget: int) -> None:
    with count_queries(at_most=budget):
        client.get(path)


def test_a_public_case(app: Flask, client: StrictClient, case_code: str) -> None:
    page_cache.init_app(app)
    with count_queries(at_most=CASE_BUDGET):
        client.get(f"{WARD}/phan-anh/{case_code}")


def test_a_page_that_is_kept(client: StrictClient) -> None:
    first = client.get(f"{WARD}/phan-anh")
    with count_queries(at_most=KEPT_PAGE_BUDGET):
        assert client.get(f"{WARD}/phan-anh").data == first.data


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER])
def test_the_inbox(browser_as: Callable[[Role], StrictClient], role: Role) -> None:
    browser = browser_as(role)
    with count_queries(at_most=INBOX_BUDGET):
        browser.get("/can-bo/")


def test_a_case_as_staff_see_it(browser_as: Callable[[Role], StrictClient], case_code: str) -> None:
    leader = browser_as(Role.LEADER)
    with count_queries(at_most=STAFF_CASE_BUDGET):
        leader.get(f"/can-bo/phan-anh/{case_code}")
