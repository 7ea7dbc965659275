"""A slip under seal: sent on a phone, sealed, checked by code and PIN, the proof checked elsewhere."""

import pathlib
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from config import ROOT
from tests.support.browser import Site, assert_accessible, assert_fits, send_report

pytestmark = pytest.mark.journey
WARD, PAGE = "/p/26743-ben-thanh", "/minh-bach/niem-phong"
TEXT = "Vỉa hè trước số 40 Lê Lợi bị bong gạch, {how}, người già dễ vấp."


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def seal(site: Site) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "events", "seal"]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True, capture_output=True)


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_a_slip_is_sealed_and_checked(
    phone: Page, phone_without_js: Page, site: Site, tmp_path: pathlib.Path, scripts: str
) -> None:
    page = phone if scripts == "with" else phone_without_js
    code, pin = send_report(page, WARD, TEXT.format(how=scripts))
    expect(page.locator(".slip")).to_contain_text("Dấu niêm phong mới nhất")
    look(page)
    page.get_by_role("link", name="Xem niêm phong của phản ánh này").click()
    expect(page.locator("h1")).to_have_text("Đã gửi, chưa tới lượt niêm phong")
    look(page)
    seal(site)
    page.context.clear_cookies()  # another day, another phone
    page.goto("/")
    page.get_by_role("link", name="Niêm phong sổ nhật ký").click()
    look(page)
    page.get_by_role("link", name="Kiểm tra phiếu của tôi").click()
    look(page)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Kiểm tra phiếu").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("mã PIN")
    look(page)
    page.problems.lines.clear()  # the browser notes the 422 that was provoked
    page.locator("[name=pin]").fill(pin)
    page.get_by_role("button", name="Kiểm tra phiếu").click()
    expect(page.locator("h1")).to_have_text("Phản ánh còn nguyên như lúc gửi")
    look(page)
    check_without_the_site(page, tmp_path)


def test_a_question_is_checked_like_a_report(
    phone: Page, site: Site, tmp_path: pathlib.Path
) -> None:
    page = phone
    page.goto(f"{WARD}/doi-thoai")
    page.get_by_role("link", name="Hội nghị đối thoại giữa UBND phường").first.click()
    page.get_by_role("link", name="Gửi câu hỏi", exact=True).first.click()
    page.locator("[name=text]").fill("Bao giờ hẻm 30 được lắp thêm hai bóng đèn đường?")
    page.get_by_role("button", name="Gửi câu hỏi của tôi", exact=True).click()
    page.wait_for_load_state()
    if not page.locator(".slip").count():  # similar ones were shown first
        page.get_by_role("button", name="Gửi câu hỏi của tôi", exact=True).click()
    expect(page.locator(".slip")).to_contain_text("Dấu niêm phong mới nhất")
    code, pin = (one.strip() for one in page.locator(".slip__code").all_inner_texts())
    look(page)
    page.get_by_role("link", name="Xem niêm phong của phiếu này").click()
    expect(page.locator("h1")).to_have_text("Đã gửi, chưa tới lượt niêm phong")
    look(page)
    seal(site)
    page.context.clear_cookies()
    page.goto(f"{PAGE}/kiem-tra")
    page.locator("[name=code]").fill(code)
    page.locator("[name=pin]").fill(pin)
    page.get_by_role("button", name="Kiểm tra phiếu").click()
    expect(page.locator("h1")).to_have_text("Câu hỏi còn nguyên như lúc gửi")
    look(page)
    check_without_the_site(page, tmp_path)


def check_without_the_site(page: Page, folder: pathlib.Path) -> None:
    """Save the proof and the month's seals; the program that is published with them agrees."""
    files = [save(page, link, folder) for link in ("Lưu bằng chứng", "Các dấu của tháng")]
    program = folder / "kiem-tra.py"
    program.write_bytes(page.request.get(f"{PAGE}/kiem-tra.py").body())
    command = [sys.executable, "-I", "-S", str(program), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("all good"), done.stdout + done.stderr


def save(page: Page, link: str, folder: pathlib.Path) -> pathlib.Path:
    if link == "Các dấu của tháng":
        page.get_by_text("Cách kiểm tra bằng chứng").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
