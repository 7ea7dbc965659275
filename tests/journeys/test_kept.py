"""A promise in a real browser: late, given another day, done with a photo, disputed, reopened."""

import datetime as dt
import os
import pathlib
import subprocess
import sys

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from config import ROOT
from tests.support.browser import Site, assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD = "/p/26743-ben-thanh"
OFFICER, LEADER = "Đoàn Quốc Vinh", "Trương Minh Khoa"
WORDS = "Mới thay ba ghế, ghế thứ tư vẫn gãy."
SHOTS = os.environ.get("KEEP_PICTURES", "")


def look(page: Page, name: str = "") -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)
    if SHOTS and name:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).last.click()
    page.wait_for_load_state()


def late_promise(site: Site) -> list[str]:
    """A case of some weeks ago, made in the site's own database: its code, PIN, and the promise's code."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.support.late_promise"],
        cwd=ROOT,
        env=site.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout.split()


def work_day(days: int) -> str:
    day = dt.date.today() + dt.timedelta(days=days)  # noqa: DTZ011 - the browser's own day
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return day.isoformat()


def open_slip(page: Page, code: str, pin: str) -> None:
    page.goto(f"/tra-cuu?ma={code}")
    page.locator("[name=pin]").fill(pin)
    press(page, "Mở phản ánh")
    page.wait_for_url(f"**/tra-cuu/{code}")


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_a_promise_is_late_redated_done_and_disputed(
    site: Site,
    desktop: Page,
    phone: Page,
    phone_without_js: Page,
    tmp_path: pathlib.Path,
    scripts: str,
) -> None:
    resident = phone if scripts == "with" else phone_without_js
    code, pin, promise = late_promise(site)
    public, staff = f"{WARD}/cam-ket/{promise}", f"/can-bo/cam-ket/{promise}"
    resident.goto(f"{WARD}/cam-ket?xem=tre")
    look(resident, f"board-{scripts}")
    resident.locator(f"#{promise} h2 a").click()
    expect(resident.locator(".case-head__tags")).to_contain_text("Trễ")
    look(resident)

    redate(desktop, staff)
    resident.goto(public)
    expect(resident.locator("main")).to_contain_text("Ghế đặt về trễ")
    expect(resident.locator("main")).to_contain_text("Ngày hẹn đầu tiên")
    look(resident)

    report_done(desktop, staff, tmp_path / "ghe.jpg")
    open_slip(resident, code, pin)
    look(resident, f"own-case-{scripts}")
    resident.get_by_role("link", name="Xem việc đã làm và cho biết").click()
    look(resident, f"own-{scripts}")
    resident.get_by_label("Chưa, việc chưa xong hoặc không đúng như đã hứa").check()
    press(resident, "Gửi ý kiến")
    expect(resident.locator(".govuk-error-summary")).to_be_visible()
    look(resident)
    resident.problems.lines.clear()  # the browser notes the 422 that was provoked
    resident.locator("[name=text]").fill(WORDS)
    resident.locator("[name=photos]").set_input_files(tmp_path / "ghe.jpg")
    press(resident, "Gửi ý kiến")
    expect(resident.locator(".standing")).to_contain_text("đã không đồng ý")
    look(resident, f"disputed-{scripts}")

    settle(desktop, promise, staff)
    resident.goto(public)
    expect(resident.locator("main")).to_contain_text(WORDS)
    expect(resident.locator("main")).to_contain_text("mở lại ngày")
    expect(resident.locator(".case-head__tags")).to_contain_text("Đang làm")
    look(resident, f"reopened-{scripts}")


def redate(page: Page, address: str) -> None:
    """The officer asks for another day, a leader agrees."""
    sign_in_as(page, OFFICER)
    page.goto(address)
    page.get_by_text("Xin đổi ngày", exact=True).click()
    page.locator("[name=wanted]").fill(work_day(14))
    page.locator("[name=reason]").fill("Ghế đặt về trễ hai tuần.")
    press(page, "Xin đổi sang ngày này")
    look(page)
    sign_in_as(page, LEADER)
    page.goto(address)
    look(page)
    press(page, "Đồng ý ngày mới")


def report_done(page: Page, address: str, photo: pathlib.Path) -> None:
    """The officer adds a milestone, is refused without a photo, then shows the work."""
    Image.new("RGB", (640, 480), (90, 140, 110)).save(photo, "JPEG")
    sign_in_as(page, OFFICER)
    page.goto(address)
    page.get_by_text("Thêm mốc", exact=True).first.click()
    page.locator("[name=title]").fill("Ghế về kho")
    page.locator("[name=due_on]").fill(work_day(7))
    press(page, "Thêm mốc")
    page.locator("button[value=xong]").click()
    page.wait_for_load_state()
    look(page, "staff-open")
    page.locator("[name=outcome]").fill("Đã thay bốn ghế đá.")
    press(page, "Báo đã làm xong")
    expect(page.locator(".govuk-error-summary")).to_contain_text("ít nhất một ảnh")
    look(page)
    page.problems.lines.clear()  # the browser notes the 422 that was provoked
    page.locator("#after-finish").set_input_files(photo)
    press(page, "Báo đã làm xong")
    expect(page.locator(".case-head__tags")).to_contain_text("Đã thực hiện")
    look(page)


def settle(page: Page, promise: str, address: str) -> None:
    """A leader finds the dispute on the desk, lets its words through and reopens the promise."""
    sign_in_as(page, LEADER)
    page.goto("/can-bo/cam-ket")
    look(page)
    here = page.locator(f"a[href^='{address}#']")
    here.first.click()
    look(page, "staff-dispute")
    page.locator("[name=answer]").fill("Ghế thứ tư bị bỏ sót, sẽ thay trong tuần này.")
    press(page, "Mở lại cam kết")
    expect(page.locator(".case-head__tags")).to_contain_text("Đang làm")
    look(page)
    page.goto(f"{WARD}/cam-ket/{promise}")
    look(page)
