"""What a phone keeps of an unsent report: the words, never who wrote them, nothing of a private one."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey
SEND = "/p/26743-ben-thanh/phan-anh/gui"
TEXT = "Đèn đường trước nhà số 7 tắt từ tối qua."
ALL_KEPT = "JSON.stringify(Object.entries(localStorage))"


def to_screen_2(phone: Page) -> None:
    phone.goto(SEND)
    phone.locator("[name=text]").fill(TEXT)
    phone.locator("form[data-draft] button[type=submit]").click()
    phone.wait_for_load_state()
    if phone.url.endswith("/tuong-tu"):
        phone.locator("form:not([action]) button[type=submit]").click()
    phone.wait_for_url("**/lien-he")


def test_a_text_survives_a_change_of_language_right_after_the_last_letter(phone: Page) -> None:
    phone.goto(SEND)
    phone.locator("[name=text]").fill(TEXT)
    phone.get_by_role("button", name="English").click()
    phone.wait_for_load_state()
    expect(phone.locator("[data-draft-text]")).to_contain_text("kept what you were writing at")
    phone.locator("[data-draft-restore]").click()
    expect(phone.locator("[name=text]")).to_have_value(TEXT)


def test_a_phone_keeps_no_name_number_or_address(phone: Page) -> None:
    to_screen_2(phone)
    for name, typed in (("name", "Lan Anh"), ("phone", "0901234567"), ("email", "lan@vidu.vn")):
        phone.locator(f"[name={name}]").fill(typed)
    phone.goto("/tro-giup")
    kept = phone.evaluate(ALL_KEPT)
    assert TEXT in kept
    assert not [typed for typed in ("Lan Anh", "0901234567", "lan@vidu.vn") if typed in kept]


def test_nothing_is_kept_of_a_private_report(phone: Page) -> None:
    phone.goto(SEND)
    phone.locator("[name=text]").fill(TEXT)
    phone.reload()
    assert "Đèn" in phone.evaluate(ALL_KEPT)
    to_screen_2(phone)
    phone.locator("[name=is_private]").check()
    assert "Đèn" not in phone.evaluate(ALL_KEPT)
    phone.locator("form[data-draft-private] button[type=submit]").click()
    phone.wait_for_url("**/kiem-tra")
    phone.locator("a[href$='#text']").click()  # back on screen 1, which keeps nothing now
    phone.locator("[name=text]").fill(TEXT + TEXT)
    phone.goto("/tro-giup")
    assert "Đèn" not in phone.evaluate(ALL_KEPT)


def test_nothing_is_kept_of_a_report_about_somebody(phone: Page) -> None:
    to_screen_2(phone)
    assert "Đèn" in phone.evaluate(ALL_KEPT)
    phone.locator("[name=about][value=leaders]").check()
    assert "Đèn" not in phone.evaluate(ALL_KEPT)


def test_a_draft_is_forgotten_after_three_days_wherever_one_reads(phone: Page) -> None:
    phone.goto("/")
    old = "{at: Date.now() - 4 * 86400000, values: {text: 'cũ'}}"
    phone.evaluate(f"localStorage.setItem('lang-nghe:draft:send-26743', JSON.stringify({old}))")
    phone.goto("/tro-giup")
    assert "draft" not in phone.evaluate(ALL_KEPT)


def test_numbers_of_letters_are_grouped_as_vietnamese_does(phone: Page) -> None:
    phone.goto(SEND)
    phone.locator("[name=text]").fill("x" * 66)
    expect(phone.locator("#text-count")).to_have_text("Còn 4.934 ký tự")
