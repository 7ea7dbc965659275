"""Who gets in, and who does not."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.permissions import Role
from citizen_app.wards.models import Department, Ward
from tests.admin.conftest import press
from tests.support.client import StrictClient

PAGES = (
    "",
    "/thong-tin",
    "/phong-ban",
    "/phong-ban/them",
    "/khu-pho",
    "/khu-pho/them",
    "/linh-vuc",
    "/linh-vuc/ha-tang",
    "/linh-vuc/ha-tang/them",
    "/han-xu-ly",
    "/han-xu-ly/them",
    "/nhac-han",
    "/nhac-han/den-han",
    "/mau-tra-loi",
    "/mau-tra-loi/them",
    "/mau-tra-loi/received",
    "/nghi-dong-cua",
    "/nghi-dong-cua/them",
    "/can-bo",
    "/can-bo/moi",
)
ELSEWHERE = ("/quan-tri/quyen", "/quan-tri/lich/2026", "/quan-tri/lich/2026/them")


def slashed(page: str) -> str:
    return page or "/"


@pytest.mark.parametrize("page", PAGES)
def test_the_wards_own_administrator_gets_in(admin: StrictClient, home: str, page: str) -> None:
    admin.get(home + slashed(page))


@pytest.mark.parametrize("page", PAGES)
def test_another_wards_administrator_does_not(
    other_admin: StrictClient, home: str, page: str
) -> None:
    other_admin.get(home + slashed(page), status=403)


@pytest.mark.parametrize("page", PAGES)
def test_the_system_administrator_gets_in_everywhere(
    system_admin: StrictClient, home: str, page: str
) -> None:
    system_admin.get(home + slashed(page))


@pytest.mark.parametrize("page", ELSEWHERE)
@pytest.mark.parametrize("who", ["admin", "system_admin"])
def test_pages_without_a_ward(request: pytest.FixtureRequest, who: str, page: str) -> None:
    request.getfixturevalue(who).get(page)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.CLERK, Role.SUPERVISOR])
def test_other_staff_do_not(
    browser_as: Callable[[Role], StrictClient], home: str, role: Role
) -> None:
    browser = browser_as(role)
    for page in ("/", "/thong-tin", "/can-bo"):
        browser.get(home + page, status=403)
    browser.get("/quan-tri/", status=403)
    browser.get("/quan-tri/lich/2026", status=403)


def test_visitors_are_sent_to_the_staff_door(client: StrictClient, home: str) -> None:
    answer = client.get(f"{home}/thong-tin", status=302)
    assert answer.headers["Location"].startswith("/can-bo/dang-nhap")


def test_another_wards_administrator_cannot_change_anything(
    other_admin: StrictClient, ward: Ward, home: str
) -> None:
    department = db.session.scalars(select(Department).where(Department.ward_id == ward.id)).first()
    assert department is not None
    for page in (
        "/phong-ban/them",
        f"/phong-ban/{department.id}/ngung-dung",
        "/khu-pho/them",
        "/mau-tra-loi/received/an",
        "/can-bo/moi",
    ):
        press(other_admin, home + page, name="Phòng Lạ", names="Lạ", status=403)


def test_a_thing_of_another_ward_is_not_found_here(
    admin: StrictClient, other_ward: Ward, home: str
) -> None:
    foreign = db.session.scalars(
        select(Department.id).where(Department.ward_id == other_ward.id)
    ).first()
    admin.get(f"{home}/phong-ban/{foreign}", status=404)
    press(admin, f"{home}/phong-ban/{foreign}/ngung-dung", status=404)


def test_one_ward_is_opened_at_once(admin: StrictClient, home: str) -> None:
    answer = admin.get("/quan-tri/", status=302)
    assert answer.headers["Location"] == f"{home}/"


def test_wards_are_chosen_by_name(system_admin: StrictClient, home: str) -> None:
    page = system_admin.get("/quan-tri/?q=ben+thanh")
    assert page.link("Phường Bến Thành") == f"{home}/"


def test_who_may_do_what_is_the_map_itself(browser_as: Callable[[Role], StrictClient]) -> None:
    page = browser_as(Role.SUPERVISOR).get("/quan-tri/quyen")
    cells = page.texts("tbody td")
    assert len(cells) == len(page.all("tbody tr")) * len(Role)
    one = browser_as(Role.ANALYST).get("/quan-tri/quyen?vai-tro=supervisor")
    assert len(one.all("#may ~ ul li")) == 5
    assert len(one.all("main li")) == len(page.all("tbody tr"))
