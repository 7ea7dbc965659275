"""Whatever is typed or forged, pages stay whole and nothing is let through."""

import base64
from collections.abc import Callable

import pytest
from sqlalchemy import select

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>"


def test_markup_in_what_a_resident_types_is_shown_as_text(
    ward: Ward, team: Team, client: StrictClient, browser: Browser
) -> None:
    code, pin = pages.send(
        client, ward, text=f"Đèn tắt {SCRIPT}", place=SCRIPT[:200], name=SCRIPT[:100]
    )
    report = db.session.scalars(select(Report)).one()
    factories.bring_to(report, team, "drafted")
    report.title = f"Đèn tắt {SCRIPT}"
    for step in ("approve", "publish"):
        factories.STEPS[step](report, team)
    factories.store()
    clerk = browser(team.clerk)
    shown = [
        client.get(pages.case_path(ward, code)),
        client.get(pages.list_path(ward)),
        client.get(f"/tra-cuu/{code}"),
        clerk.get("/can-bo/?xem=phuong&trang-thai=published"),
        clerk.get(f"/can-bo/phan-anh/{code}"),
    ]
    for page in shown:
        assert not page.all("main script, main img[onerror], main [onerror]")
        assert "onerror=alert(1)" in page.words


@pytest.mark.parametrize(
    "text",
    [
        "đ" * 5000,
        "🚧🕳️ Ổ gà to lắm 👨‍👩‍👧‍👦",
        "Đèn\x00 đường\x1b[31m tắt \ufffe ba đêm",
        "Đe\u0300n đươ\u0300ng ta\u0306\u0301t ba đêm nay",
        "‮tắt đường đèn ba đêm nay",
        "'; drop table report; -- đèn đường",
        '=HYPERLINK("http://evil.example") đèn đường',
        "Đèn\r\n\r\nđường\ttắt",
    ],
    ids=range(8),
)
def test_unusual_text_goes_all_the_way(
    ward: Ward, team: Team, client: StrictClient, browser: Browser, text: str
) -> None:
    code, _pin = pages.send(client, ward, text=text, place=text[:100], name=text[:100])
    report = db.session.scalars(select(Report)).one()
    assert "\x00" not in report.text and "\u202e" not in report.text
    factories.bring_to(report, team, "published")
    client.get(pages.case_path(ward, code))
    leader = browser(team.leader)
    for ending in ("csv", "xlsx"):
        leader.get(f"/can-bo/phan-anh.{ending}?xem=phuong&trang-thai=published")


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "query",
    [
        "sau=x",
        "sau=%00",
        "sau=đ",
        f"sau={cursor('2026-01-01|1')}",
        f"sau={cursor('2026-01-01T00:00:00+00:00|' + '9' * 40)}",
        f"sau={cursor('0001-01-01T00:00:00+14:00|1')}",
        f"sau={cursor('9999-12-31T23:59:59-14:00|1')}",
        "q=%00",
        "q=%ff%fe",
        "q='%20OR%201=1--",
        "q=%22%29%20OR%20%28folded%3A%22",
        "q=" + "a" * 3000,
        "linh-vuc=%00",
        "linh-vuc='--",
        "trang-thai=%00",
        "trang-thai=x&linh-vuc=y&sau=z&q=w",
        "q=a&q=b",
    ],
)
def test_a_forged_question_gets_an_ordinary_page(
    ward: Ward, team: Team, client: StrictClient, browser: Browser, query: str
) -> None:
    factories.send(ward)
    status = 400 if "%00" in query else 200
    client.get(f"{pages.list_path(ward)}?{query}", status=status)
    client.get(f"{pages.list_path(ward)}/qua-han?{query}", status=status)
    client.get(f"/?{query}", status=status)
    browser(team.leader).get(f"/can-bo/?xem=phuong&{query}", status=status)


@pytest.mark.parametrize(
    "path",
    [
        "/tep/%00/nho.jpg",
        "/tep/..%2f..%2fetc%2fpasswd/nho.jpg",
        "/tep/x/goc.jpg",
        "/tep/x/nho.png",
        "/p/26743-ben-thanh/phan-anh/%00",
        "/p/26743-ben-thanh/phan-anh/PA-0000-0000",
        "/p/26743-ben-thanh/phan-anh/1",
        "/p/%00/",
        "/tai-nguyen/../config.py",
        "/tai-nguyen/..%2f..%2f..%2fconfig.py",
        "/can-bo/phan-anh.exe",
    ],
)
def test_a_forged_address_leads_nowhere(ward: Ward, client: StrictClient, path: str) -> None:
    client.get(path, status={302, 400, 404})


def test_a_code_typed_loosely_leads_to_its_one_address(
    ward: Ward, team: Team, client: StrictClient, other: Ward
) -> None:
    code = factories.published(ward, team).report.code
    client.get(pages.case_path(other, code), status=404)  # of another ward


def test_steps_that_do_not_exist_or_are_not_offered_are_refused(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.send(ward).report
    leader = browser(team.leader)
    data = {"version": str(report.version)}
    for path, status in (("khong-co", 404), ("duyet", 403), ("cong-khai", 404), ("tiep-nhan", 422)):
        leader.post(
            f"/can-bo/phan-anh/{report.code}/{path}", data=data, headers=pages.OWN, status=status
        )
    db.session.expire_all()
    assert report.state == "received"


def test_a_supervisor_can_post_nothing(ward: Ward, team: Team, browser: Browser) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "assigned")
    supervisor, path = browser(team.supervisor), f"/can-bo/phan-anh/{report.code}"
    data = {"version": str(report.version), "body": "Tôi trả lời thay"}
    supervisor.post(f"{path}/soan", data=data, headers=pages.OWN, status=403)
    supervisor.post(f"{path}/ghi-chu", data=data, headers=pages.OWN, status=403)
    assert report.answer is None
