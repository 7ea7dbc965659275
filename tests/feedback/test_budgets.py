"""A page asks a fixed number of questions, whatever the size of the data. The numbers are budgets."""

from collections.abc import Callable

from citizen_app.core.actor import Actor
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
FEW, MANY = 4, 24  # more than a page of the list (20) holds
STATES = ("published", "screening", "in_progress", "drafted")


def fill(ward: Ward, team: Team, most: int) -> str:
    """Make cases in several states, each with a field and a place; return the code of an answered one."""
    codes = []
    for number in range(most):
        sent = factories.send(ward, f"{factories.TEXT} Lần {number}", place="hẻm 48")
        factories.bring_to(sent.report, team, STATES[number % len(STATES)])
        codes.append(sent.report.code)
    return codes[0]


def cost(client: StrictClient, path: str) -> int:
    with count_queries() as seen:
        client.get(path)
    return seen.count


PUBLIC = {
    "/p/{ward}/": 8,
    "/p/{ward}/phan-anh": 6,
    "/p/{ward}/phan-anh?q=đèn": 10,
    "/p/{ward}/phan-anh?q=đèn&sap-xep=nhieu-nguoi": 10,
    "/p/{ward}/phan-anh?trang-thai=da-tra-loi&linh-vuc=ha-tang": 6,
    "/p/{ward}/phan-anh?trang-thai=qua-han&thoi-gian=30-ngay&sap-xep=qua-han-lau": 6,
    "/p/{ward}/phan-anh.atom": 5,
    "/p/{ward}/phan-anh/qua-han": 5,
    "/p/{ward}/phan-anh/{code}": 12,
    "/p/{ward}/phan-anh/{code}/cung-gap": 5,
}
STAFF = {
    "/can-bo/": 16,
    "/can-bo/?xem=phuong": 16,
    "/can-bo/?xem=phuong&q=đèn": 18,
    "/can-bo/phan-anh/{code}": 30,
    "/can-bo/da-chuyen": 5,
    "/can-bo/phan-anh.csv?xem=phuong": 6,
}


def test_pages_cost_the_same_for_few_and_many_cases(
    ward: Ward, team: Team, client: StrictClient, browser: Browser
) -> None:
    code, leader = fill(ward, team, FEW), browser(team.leader)

    def costs() -> dict[str, int]:
        readers = [(PUBLIC, client), (STAFF, leader)]
        return {
            path: cost(reader, path.format(ward=ward.path_id, code=code))
            for budgets, reader in readers
            for path in budgets
        }

    few = costs()
    fill(ward, team, MANY)
    assert costs() == few
    over = {path: seen for path, seen in few.items() if seen > (PUBLIC | STAFF)[path]}
    assert not over


def test_the_list_is_read_page_by_page_without_gaps_and_doubles(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    for number in range(45):
        report = factories.send(ward, f"{factories.TEXT} {number}").report
        report.visibility = "public"
    factories.store()
    seen: list[str] = []
    page = client.get(pages.list_path(ward))
    for _ in range(5):
        seen += [a.get("href") for a in page.all(".case-list a")]
        following = [a.get("href") for a in page.all("main a[href*='sau=']")]
        if not following:
            break
        page = client.get(following[-1])
    assert len(seen) == len(set(seen)) == 45
