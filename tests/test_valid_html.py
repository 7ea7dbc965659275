"""Each kind of page is valid HTML by the rules of tools/htmlvalidate.json."""

import json
import pathlib
import subprocess

import pytest
from flask import Flask

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.feedback.models import Report
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from config import ROOT
from tests.support import people
from tests.support.client import REDIRECTS, Page, StrictClient
from tests.support.tour import Tour

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]
WARD = "/p/26743-ben-thanh"


class Album:
    """Keeps the pages of a tour as files, to be looked at together: starting Node takes long."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.addresses: dict[str, str] = {}

    def put(self, page: Page) -> None:
        name = f"{len(self.addresses):04}.html"
        self.addresses[name] = page.request.full_path.rstrip("?")
        (self.folder / name).write_text(page.text, "utf-8")

    def problems(self) -> list[str]:
        run = subprocess.run(
            ["node", "tools/validate_html.mjs", str(self.folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"{len(self.addresses)} pages" in run.stderr, run.stderr
        rows = [json.loads(line) for line in run.stdout.splitlines()]
        return [
            f"{self.addresses[row['file']]}: {row['rule']}: {row['message']} ({row['selector']})"
            for row in rows
        ]


@pytest.fixture
def album(tmp_path: pathlib.Path) -> Album:
    return Album(tmp_path)


def take(app: Flask, client: StrictClient, album: Album, *starts: str) -> None:
    def look(address: str) -> list[str]:
        page = client.get(address, status={200, *REDIRECTS})
        if page.status_code in REDIRECTS:
            return [page.headers["Location"]]
        if page.mimetype != "text/html":
            return []
        album.put(page)
        links = page.document.xpath("//a[not(@download)]/@href")
        return [link for link in links if link.startswith("/")]

    tour = Tour(app, look, samples=3)
    tour.walk(*starts)
    assert not tour.problems, "\n".join(tour.problems)


def test_pages_for_everybody_are_valid_html(app: Flask, client: StrictClient, album: Album) -> None:
    starts = (
        "/",
        f"{WARD}/",
        f"{WARD}/phan-anh?q=đèn",
        f"{WARD}/phan-anh?linh-vuc=ha-tang&trang-thai=da-tra-loi&thoi-gian=nam-nay",
        f"{WARD}/phan-anh?q=không-có-gì-như-vậy",
        f"{WARD}/phan-anh/qua-han",
        "/minh-bach/niem-phong",
        "/minh-bach/niem-phong/kiem-tra",
        "/dang-nhap",
        "/can-bo/dang-nhap",
    )
    take(app, client, album, *starts)
    album.put(client.get("/khong-co-trang-nay", status=404))
    assert not (problems := album.problems()), "\n".join(problems)


def test_pages_of_senders_are_valid_html(app: Flask, album: Album, ward: Ward) -> None:
    """One of each state, as its sender sees it."""
    resident = people.make_resident()
    browser = people.browser_of(app, resident)
    reports = db.session.query(Report).filter_by(holder_ward_id=ward.id).order_by(Report.id)
    chosen = {(report.state, report.fixed): report for report in reports}
    for report in chosen.values():
        report.account_id = resident.id
    db.session.commit()
    for report in chosen.values():
        album.put(browser.get(f"/tra-cuu/{report.code}"))
    take(app, browser, album, "/tai-khoan")
    assert not (problems := album.problems()), "\n".join(problems)


def test_pages_of_a_helper_are_valid_html(app: Flask, album: Album) -> None:
    helper = db.session.query(Account).filter_by(public_name="Trần Thị Kim Yến").one()
    browser = people.browser_of(app, helper)
    home = browser.get("/ho-tro")
    place = home.all("select[name=neighbourhood] option")[1].get("value")
    browser.submit(home, {"name": "Bà Sáu", "neighbourhood": place}, button="Bắt đầu")
    form = browser.get("/ho-tro/giup/phan-anh")
    album.put(browser.submit(form, {}, button="Gửi giúp Bà Sáu", status=422))
    typed = {"text": "Nắp cống đầu hẻm bị vỡ, tối đi dễ ngã.", "kind": "witness"}
    answer = browser.submit(form, typed | {"relation": "family"}, button="Gửi giúp Bà Sáu")
    slip = browser.follow(answer)
    album.put(slip)
    code, pin = slip.texts(".slip__code")
    take(app, browser, album, "/ho-tro", "/ho-tro/giup", "/ho-tro/nhat-ky")
    resident = StrictClient(app)
    resident.submit(resident.get("/tra-cuu"), {"code": code, "pin": pin})
    page = resident.get(f"/tra-cuu/{code}/nguoi-giup")
    album.put(page)
    album.put(resident.follow(resident.submit(page)))
    assert not (problems := album.problems()), "\n".join(problems)


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER, Role.WARD_ADMIN])
def test_pages_of_staff_are_valid_html(app: Flask, ward: Ward, album: Album, role: Role) -> None:
    account = people.make_staff(role, ward)
    take(app, people.browser_of(app, account), album, "/can-bo/tai-khoan")
    assert not (problems := album.problems()), "\n".join(problems)
