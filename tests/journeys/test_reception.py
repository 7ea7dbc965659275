"""A walk-in at the counter: by keyboard alone, in well under a minute, with a slip that opens the case."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Site, assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
CLERK = "Võ Thị Mỹ Linh"
TEXT = "Nắp cống trước số 12 Lê Anh Xuân vỡ từ hôm qua."
MOST_KEYS_BESIDE_THE_TEXT = 20


def press(page: Page, key: str, times: int = 1) -> int:
    for _ in range(times):
        page.keyboard.press(key)
    return times


def focused(page: Page, what: str) -> str:
    """An attribute of what has the focus; parts of a date field count as the field."""
    return str(page.evaluate(f"document.activeElement.getAttribute('{what}')"))


def go_to(page: Page, name: str) -> int:
    """Press Tab until a field has the focus; returns how many keys that took."""
    for keys in range(1, 40):
        press(page, "Tab")
        if focused(page, "name") == name:
            return keys
    raise AssertionError(f"{name} cannot be reached by Tab")


def test_a_walk_in_by_keyboard(desktop: Page, site: Site) -> None:
    page = desktop
    sign_in_as(page, CLERK)
    page.goto("/can-bo/tiep-dan/moi")
    assert_accessible(page)
    begun = time.monotonic()
    page.locator("[name=way]:checked").focus()
    keys = go_to(page, "text")
    page.keyboard.type(TEXT)
    keys += go_to(page, "name")
    page.keyboard.type("Trần Văn Bảy")
    keys += go_to(page, "phone")
    page.keyboard.type("0901234567")
    while focused(page, "type") != "submit":
        keys += press(page, "Tab")
        assert keys < MOST_KEYS_BESIDE_THE_TEXT
    press(page, "Enter")
    page.wait_for_url("**/phieu")
    assert time.monotonic() - begun < 60
    code, pin = page.locator(".slip__code").all_inner_texts()
    assert len(pin) == 6
    expect(page.get_by_role("button", name="In phiếu")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Nhập tiếp").click()
    expect(page.locator("[name=text]")).to_have_value("")
    page.goto(f"/can-bo/tiep-dan?q={code}")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert_accessible(page)


def test_it_works_on_a_phone_without_scripts(phone_without_js: Page, site: Site) -> None:
    page = phone_without_js
    sign_in_as(page, CLERK)
    page.goto("/can-bo/tiep-dan")
    page.goto("/can-bo/tiep-dan/moi")
    page.locator("[name=way][value=letter]").check()
    page.locator("[name=text]").fill(TEXT)
    page.get_by_role("button", name="Lưu và đưa phiếu").click()
    page.wait_for_url("**/phieu")
    expect(page.locator(".slip__code")).to_have_count(2)


def test_the_inbox_by_keyboard(desktop: Page, site: Site) -> None:
    page = desktop
    sign_in_as(page, CLERK)
    page.goto("/can-bo/?xem=phuong")
    assert_accessible(page)
    press(page, "j", 2)
    expect(page.locator("tbody tr").nth(1)).to_have_class("govuk-table__row is-current")
    press(page, "x")
    expect(page.locator("[data-tick]").nth(1)).to_be_checked()
    expect(page.locator("[data-ticked]")).to_contain_text("1")
    press(page, "k")
    press(page, "/")
    assert focused(page, "name") == "q"
    page.keyboard.type("xjo")  # typed, not taken for keys
    expect(page.locator("[name=q]")).to_have_value("xjo")
    page.locator("body").click(position={"x": 5, "y": 5})
    press(page, "j")
    press(page, "o")
    page.wait_for_url("**/can-bo/phan-anh/PA-*")


def test_the_inbox_fits_a_phone(phone: Page, site: Site) -> None:
    page = phone
    sign_in_as(page, CLERK)
    for address in ("/can-bo/?xem=phuong&han=qua-han", "/can-bo/tiep-dan", "/can-bo/tiep-dan/moi"):
        page.goto(address)
        assert_fits(page)
        assert_accessible(page)
