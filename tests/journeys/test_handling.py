"""Handling in the browser: two reports about one matter become one case; the accused sees nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Site, assert_accessible, assert_fits, send_report, sign_in_as

pytestmark = pytest.mark.journey
WARD = "/p/26743-ben-thanh"
CLERK, OFFICER, LEADER = "Võ Thị Mỹ Linh", "Đoàn Quốc Vinh", "Trương Minh Khoa"
TEXT = "Cây xanh trước số 21 Lê Thị Riêng bị gãy nhánh lớn, {token}, chắn hết vỉa hè."
ACCUSED = "Anh Vinh ở phòng kinh tế, {token}, hẹn tôi nhiều lần rồi không giải quyết."


def look(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def send(page: Page, text: str, email: str) -> tuple[str, str]:
    """Send a report as somebody on a phone does; return code and PIN."""
    code, pin = send_report(page, WARD, text, email)
    return code, pin


def open_step(page: Page, code: str, step: str) -> None:
    page.goto(f"/can-bo/phan-anh/{code}?viec={step}")


def take(page: Page) -> None:
    page.locator("#viec form button[type=submit]").last.click()
    page.wait_for_load_state()


def test_two_reports_about_one_matter_are_merged(phone: Page, desktop: Page, site: Site) -> None:
    first, _ = send(phone, TEXT.format(token="thu-mot"), "mot@vidu.vn")
    second, _ = send(phone, TEXT.format(token="thu-hai"), "hai@vidu.vn")
    sign_in_as(desktop, CLERK)
    for code in (first, second):
        open_step(desktop, code, "tiep-nhan")
        desktop.locator("[name=category]").select_option(index=1)
        take(desktop)
    desktop.goto(f"/can-bo/phan-anh/{second}")
    look(desktop)
    # By the list of similar cases, not by typing a code.
    desktop.get_by_role("link", name=re.compile(f"{first}$")).first.click()
    expect(desktop.locator("#viec [name=into]")).to_have_value(first)
    look(desktop)
    take(desktop)
    expect(desktop.locator("main")).to_contain_text(first)
    look(desktop)
    site.wait_for_mail("hai@vidu.vn", first)
    site.wait_for_mail("mot@vidu.vn", "cũng phản ánh việc này")
    phone.goto(f"{WARD}/phan-anh/{second}")
    assert phone.url.endswith(first)  # the old link leads on
    phone.goto(f"/can-bo/phan-anh/{second}")  # the phone has no staff session
    expect(phone.locator("main")).not_to_contain_text("thu-hai")


def test_the_accused_sees_nothing_of_it(phone: Page, desktop: Page) -> None:
    code, _ = send(phone, ACCUSED.format(token="ve-can-bo"), "lan@vidu.vn")
    sign_in_as(desktop, CLERK)
    open_step(desktop, code, "tiep-nhan")
    desktop.locator("[name=category]").select_option(index=1)
    take(desktop)
    open_step(desktop, code, "tranh-nguoi-lien-quan")
    look(desktop)
    desktop.locator("#viec").get_by_label(re.compile(OFFICER)).check()
    desktop.locator("[name=confined_to][value=leader]").check()
    take(desktop)
    # A private case of the leaders is no longer the clerk's either.
    assert desktop.goto(f"/can-bo/phan-anh/{code}").status == 404  # type: ignore[union-attr]
    desktop.problems.lines.clear()
    sign_in_as(desktop, OFFICER)
    assert desktop.goto(f"/can-bo/phan-anh/{code}").status == 404  # type: ignore[union-attr]
    desktop.problems.lines.clear()
    for address in (
        "/can-bo/?xem=phuong&q=ve-can-bo",
        f"/can-bo/?xem=phuong&q={code}",
        "/can-bo/?xem=phuong",
        "/can-bo/da-chuyen",
    ):
        desktop.goto(address)
        # The words searched for stand on the page again; the case must not.
        expect(desktop.locator("body")).not_to_contain_text("hẹn tôi nhiều lần")
        expect(desktop.locator(f"a[href*='/phan-anh/{code}']")).to_have_count(0)
    sign_in_as(desktop, LEADER)
    desktop.goto(f"/can-bo/phan-anh/{code}")
    expect(desktop.locator("main")).to_contain_text("ve-can-bo")
    expect(desktop.locator("main")).to_contain_text(OFFICER)
    look(desktop)


def test_a_note_calls_a_colleague_by_typing(phone: Page, desktop: Page, site: Site) -> None:
    code, _ = send(phone, TEXT.format(token="ghi-chu"), "ba@vidu.vn")
    sign_in_as(desktop, CLERK)
    desktop.goto(f"/can-bo/phan-anh/{code}")
    area = desktop.locator("#ghi-chu-moi")
    area.click()
    area.press_sequentially("Nhờ @truong")
    expect(desktop.get_by_role("option", name=re.compile(LEADER))).to_be_visible()
    look(desktop)
    area.press("Enter")
    expect(area).to_have_value(f"Nhờ @{LEADER} ")
    expect(desktop.get_by_label(re.compile(LEADER)).first).to_be_checked()
    desktop.locator("#ghi-chu form button[type=submit]").click()
    expect(desktop.locator("#ghi-chu .inner-note")).to_contain_text(LEADER)
    site.wait_for_mail("khoa", code)


def test_the_case_page_on_a_phone(phone: Page) -> None:
    code, _ = send(phone, TEXT.format(token="dien-thoai"), "tu@vidu.vn")
    sign_in_as(phone, LEADER)
    for step in ("", "?viec=tu-choi", "?viec=tranh-nguoi-lien-quan", "?viec=chuyen-phuong"):
        phone.goto(f"/can-bo/phan-anh/{code}{step}")
        look(phone)
