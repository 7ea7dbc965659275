"""Minutes of a session held on paper: written, signed with one objection, results published."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from citizen_app.core import clock
from citizen_app.wards import queries as wards
from tests.support.browser import assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD, TITLE = "/p/26743-ben-thanh", "Đối thoại về giờ thu gom rác trong hẻm"
CLERK, CHAIR, FRONT = "Võ Thị Mỹ Linh", "Trương Minh Khoa", "Nguyễn Thị Bích Loan"
OBJECTION = "Biên bản chưa ghi ý kiến của bà con hẻm 12."
PROMISE = "Dời giờ thu gom rác trong hẻm sang 6 giờ 30"


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def change_to(page: Page, name: str) -> None:
    """Somebody else sits down before the same computer."""
    page.context.clear_cookies()
    sign_in_as(page, name)


def working_day(app: Flask) -> str:
    with app.app_context():
        return wards.calendar_of(None).add_working_days(clock.today(), 15).isoformat()


def write_answers(page: Page, due_on: str) -> None:
    """Both questions of the board are answered, one after the other, and one of the room is added."""
    page.get_by_role("link", name="Xe rác vào hẻm lúc 5 giờ sáng").click()
    look(page)
    page.get_by_label("Giao thực hiện, có thời hạn").check()
    page.get_by_role("button", name="Lưu và đi tiếp").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()  # what, who and when are missing
    look(page)
    page.problems.lines.clear()  # the browser notes the 422 that was provoked
    page.locator("[name=promise]").fill(PROMISE)
    page.locator("[name=due_on]").fill(due_on)
    page.get_by_role("button", name="Lưu và đi tiếp").click()
    expect(page.locator("main")).to_contain_text("Bàn ghế, nệm cũ bỏ ở đâu")  # the next one
    page.locator("[name=answer]").fill("Mang đến điểm tập kết sáng Chủ nhật.")
    page.get_by_label("Trả lời tại chỗ").check()
    page.get_by_role("button", name="Lưu và đi tiếp").click()
    page.locator("[name=text]").fill("Có thêm thùng rác ở đầu hẻm 12 không?")
    page.get_by_role("button", name="Thêm câu hỏi").click()
    page.get_by_role("link", name="Có thêm thùng rác ở đầu hẻm 12").click()
    page.locator("[name=answer]").fill("Phường ghi nhận.")
    page.get_by_label("Ghi nhận", exact=False).check()
    page.get_by_role("button", name="Lưu và đi tiếp").click()


def send_round(page: Page) -> list[str]:
    """Conclude, close, name who signs, send; return code and PIN of the resident's slip."""
    page.get_by_role("link", name="Ghi người dự và kết luận").click()
    look(page)
    page.locator("[name=present]").fill("Phó Chủ tịch UBND phường\nBan điều hành khu phố 3")
    page.locator("[name=attended]").fill("42")
    page.locator("[name=conclusions]").fill("Phường dời giờ thu gom từ tháng tới.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Buổi đối thoại đã xong: kết thúc").click()
    page.get_by_role("link", name="Chọn người ký", exact=True).click()
    look(page)
    page.locator("[name=chair]").select_option(label=CHAIR)
    page.locator("[name=front]").select_option(label=FRONT)
    page.locator("[name=resident_1_name]").fill("Nguyễn Thị Tư")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("link", name="Đọc lại và gửi đi ký").click()
    look(page)
    page.get_by_role("button", name="Gửi cho người ký").click()
    expect(page.locator("main")).to_contain_text("Bản 1 đã gửi cho người ký")
    look(page)
    page.get_by_role("link", name=re.compile("Đường dẫn và phiếu")).click()
    look(page)
    return page.locator(".slip__code").all_inner_texts()


def test_minutes_signed_with_one_objection_and_results_published(
    migrated_app: Flask, desktop: Page, phone: Page, phone_without_js: Page
) -> None:
    page = desktop
    sign_in_as(page, CLERK)
    page.goto("/can-bo/doi-thoai")
    page.get_by_role("link", name=TITLE).click()
    look(page)
    page.get_by_role("link", name="Ghi biên bản").click()
    look(page)
    minutes = page.url
    write_answers(page, working_day(migrated_app))
    code, pin = send_round(page)
    page.goto(minutes + "/ky")
    page.get_by_role("button", name="Đúng, tôi ký").click()
    expect(page.locator("h1")).to_have_text("Ông/Bà đã ký biên bản này")

    resident = phone_without_js
    resident.goto("/ky-bien-ban")
    look(resident)
    resident.locator("[name=code]").fill(code)
    resident.locator("[name=pin]").fill(pin)
    resident.get_by_role("button", name="Mở biên bản").click()
    look(resident)
    expect(resident.locator("main")).to_contain_text(PROMISE)
    resident.get_by_role("button", name="Đúng, tôi ký").click()
    expect(resident.locator("h1")).to_have_text("Ông/Bà đã ký biên bản này")

    change_to(page, FRONT)
    page.get_by_role("link", name="Biên bản chờ ký").click()
    look(page)
    page.get_by_role("link", name=TITLE).click()
    look(page)
    page.get_by_text("Không, tôi không đồng ý").click()
    page.locator("[name=text]").fill(OBJECTION)
    page.get_by_role("button", name="Gửi ý kiến không đồng ý").click()
    expect(page.locator("h1")).to_have_text("Đã ghi ý kiến không đồng ý của Ông/Bà")

    sign_in_as(phone, CHAIR)  # the chair does it all on a phone
    phone.goto(minutes + "/ky")
    look(phone)
    phone.get_by_role("button", name="Đúng, tôi ký").click()
    phone.goto(minutes.replace("/bien-ban", "/ket-qua"))
    look(phone)
    phone.get_by_role("button", name="Công bố kết quả").click()
    expect(phone.locator("main")).to_contain_text("KẾT QUẢ ĐỐI THOẠI")
    look(phone)
    phone.get_by_role("link", name="Xem kết quả như mọi người thấy").click()
    look(phone)
    for words in (OBJECTION, PROMISE, "Có thêm thùng rác", "42", "đúng hạn"):
        expect(phone.locator("main")).to_contain_text(words)
    expect(phone.locator("main")).not_to_contain_text("Nguyễn Thị Tư")
    phone.goto(f"{WARD}/cam-ket")
    expect(phone.locator("main")).to_contain_text(PROMISE)
    phone.goto(minutes + "/dinh-chinh")
    look(phone)
    phone.locator("[name=reason]").fill("Ghi nhầm số người dự.")
    phone.get_by_role("button", name="Bắt đầu đính chính").click()
    expect(phone.locator("main")).to_contain_text("Ghi nhầm số người dự.")
    look(phone)
