"""An answer's way in a real browser: a text to start from, a phone number masked, a promise, a set time."""

import datetime as dt
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser import Site, assert_accessible, assert_fits, send_report, sign_in_as

pytestmark = pytest.mark.journey
WARD = "/p/26743-ben-thanh"
CLERK, OFFICER, LEADER = "Võ Thị Mỹ Linh", "Đoàn Quốc Vinh", "Trương Minh Khoa"
REPORT = "Cây trước số 12 Lê Anh Xuân nghiêng ra đường, {token}. Gọi em 0901 234 567 nhé."
PROMISE = "Cắt tỉa và chống lại cây trước số 12 Lê Anh Xuân, {token}"


def look(page: Page) -> None:
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).last.click()
    page.wait_for_load_state()


def send(page: Page, token: str) -> str:
    return send_report(page, WARD, REPORT.format(token=token))[0]


def screen(page: Page, code: str) -> None:
    """The clerk masks what was found, in one press, and looks before receiving."""
    sign_in_as(page, CLERK)
    page.goto(f"/can-bo/phan-anh/{code}?viec=tiep-nhan")
    expect(page.locator(".findings mark").first).to_be_visible()
    look(page)
    page.locator("[name=title]").fill("Cây nghiêng trước số 12 Lê Anh Xuân")
    page.locator("[name=category]").select_option("cay-xanh")
    press(page, "Che tất cả")
    page.problems.lines.clear()  # the browser notes the 422 of a form that came back
    assert "[số điện thoại]" in page.locator("[name=public_text]").input_value()
    look(page)
    press(page, "Tiếp nhận")
    handler = page.locator("[name=handler] option").all_inner_texts()
    label = next(one for one in handler if OFFICER in one)
    page.locator("[name=handler]").select_option(label=label)
    page.locator("#viec button[type=submit]").first.click()
    page.wait_for_load_state()


def work_day(days: int) -> dt.date:
    day = dt.date.today() + dt.timedelta(days=days)  # noqa: DTZ011 - the browser's own day
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return day


def write(page: Page, code: str, token: str) -> None:
    sign_in_as(page, OFFICER)
    page.goto(f"/can-bo/phan-anh/{code}/soan")
    look(page)
    page.locator("[name=template]").select_option("answered_planned")
    press(page, "Dùng mẫu này")
    expect(page.locator(".editor__marked mark").first).to_be_visible()
    look(page)
    body = f"Ngày 20/11/2026 Phòng Kinh tế đã xem cây, {token}. Xin gọi 0909 888 777 để biết thêm."
    page.locator("[name=body]").fill(body)
    page.locator("[name=promise_text]").fill(PROMISE.format(token=token))
    page.locator("[name=promise_due]").fill(work_day(20).isoformat())
    press(page, "Kiểm tra câu chữ")
    expect(page.locator(".findings mark").first).to_have_text("0909 888 777")
    look(page)
    page.locator(".finding input[value=mask]").first.check()
    press(page, "Xem trước")
    expect(page.locator(".preview .answer")).to_contain_text("[số điện thoại]")
    expect(page.locator(".preview .promise")).to_contain_text(token)
    look(page)
    press(page, "Gửi duyệt")
    expect(page.locator(".tag--drafted").first).to_be_visible()


def approve(page: Page, code: str) -> None:
    sign_in_as(page, LEADER)
    page.goto(f"/can-bo/phan-anh/{code}/duyet")
    look(page)
    page.locator("[name=when][value=later]").check()
    page.locator("[name=publish_day]").fill(work_day(2).isoformat())
    page.locator("[name=publish_time]").fill("08:30")
    press(page, "Duyệt")
    page.goto(f"/can-bo/phan-anh/{code}/duyet")
    look(page)
    press(page, "Công khai ngay")


def read(page: Page, code: str, token: str) -> None:
    page.goto(f"{WARD}/cam-ket")
    expect(page.locator("main")).to_contain_text(token)
    look(page)
    page.goto(f"{WARD}/phan-anh/{code}")
    expect(page.locator(".promise")).to_contain_text(token)
    expect(page.locator("body")).not_to_contain_text("0909 888 777")
    look(page)


def keep(page: Page, token: str) -> None:
    page.goto("/can-bo/cam-ket")
    look(page)
    page.get_by_role("link", name=token).first.click()
    page.wait_for_url("**/cam-ket/CK-*")
    look(page)
    press(page, "Đã bắt đầu làm")
    page.locator("[name=outcome]").fill(f"Đã chống lại cây, {token}.")
    page.locator("#after-finish").set_input_files(
        {"name": "cay.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    press(page, "Báo đã làm xong")
    look(page)
    page.goto(f"{WARD}/cam-ket?xem=da-giu")
    expect(page.locator("main")).to_contain_text(f"Đã chống lại cây, {token}")


def picture() -> bytes:
    """A photo of the work: a promise is kept only with one."""
    data = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 140, 110)).save(data, "JPEG")
    return data.getvalue()


def whole_way(page: Page, token: str) -> None:
    code = send(page, token)
    screen(page, code)
    write(page, code, token)
    approve(page, code)
    read(page, code, token)
    keep(page, token)


def test_an_answer_with_a_promise_on_a_phone(phone: Page, site: Site) -> None:
    whole_way(phone, "gamma")


def test_an_answer_with_a_promise_without_scripts(phone_without_js: Page, site: Site) -> None:
    whole_way(phone_without_js, "delta")
