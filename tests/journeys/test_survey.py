"""The short survey on a phone, with and without scripts; a card made at the counter; the results."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD, CLERK = "/p/26743-ben-thanh", "Võ Thị Mỹ Linh"
ANSWERED = {"contacted": "no", "safe": "rather", "asked_for_money": "no", "sex": "female"}


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_a_resident_answers_once(phone: Page, phone_without_js: Page, scripts: str) -> None:
    page = phone if scripts == "with" else phone_without_js
    page.goto(f"{WARD}/")
    page.get_by_role("link", name="Năm câu hỏi ngắn").click()
    look(page)
    more = page.locator("[name=budget_read]").first
    expect(more).to_be_hidden()  # skip logic, by the choice alone
    page.get_by_role("button", name="Gửi câu trả lời").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page)
    page.problems.lines.clear()  # the browser notes the 422 that was provoked
    page.locator("[name=budget_published][value=yes]").check()
    expect(more).to_be_visible()
    page.locator("[name=budget_read][value=no]").check()
    for name, value in ANSWERED.items():
        page.locator(f"[name={name}][value={value}]").check()
    page.get_by_role("button", name="Gửi câu trả lời").click()
    expect(page.locator("h1")).to_have_text("Cảm ơn Ông/Bà đã trả lời")
    look(page)
    page.get_by_role("link", name="Kết quả các đợt khảo sát").click()
    expect(page.get_by_text("Đây không phải điểm PAPI").first).to_be_visible()
    page.get_by_text("Xem theo cách trả lời").first.click()
    look(page)
    page.goto(f"{WARD}/khao-sat")
    expect(page.locator("h1")).to_contain_text("Đã có câu trả lời")
    look(page)


def test_it_can_be_answered_with_the_keyboard_alone(desktop: Page) -> None:
    desktop.goto(f"{WARD}/khao-sat")
    desktop.locator("[name=budget_published]").first.focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Space")
    expect(desktop.locator("[name=budget_read]").first).to_be_checked()
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("ArrowDown")
    expect(desktop.locator("[name=contacted]").last).to_be_checked()
    desktop.get_by_role("button", name="Gửi câu trả lời").focus()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/khao-sat/cam-on")


def test_a_clerk_makes_a_card_and_a_helper_s_phone_takes_two_answers(
    desktop: Page, phone: Page
) -> None:
    sign_in_as(desktop, CLERK)
    desktop.goto("/can-bo/khao-sat")
    look(desktop)
    desktop.locator("main table a").first.click()
    look(desktop)
    desktop.get_by_label("Hỏi tận nơi").check()
    desktop.get_by_label("Thẻ đặt ở đâu?").fill("Khu phố 7")
    desktop.get_by_role("button", name="Làm thẻ").click()
    look(desktop)
    found = re.search(r"\S+phieu=t-KS-\w{4}-\w{4}", desktop.locator("main").inner_text())
    assert found is not None
    for _ in range(2):
        phone.goto(found[0])
        phone.locator("[name=safe][value=very]").check()
        phone.get_by_role("button", name="Gửi câu trả lời").click()
        phone.wait_for_url("**/khao-sat/cam-on")
    desktop.get_by_role("link", name="Quay lại").click()
    expect(desktop.locator("main")).to_contain_text("2 trên tối đa 300")
    look(desktop)
