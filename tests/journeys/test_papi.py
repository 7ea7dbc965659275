"""The PAPI pages in a browser: legible on a phone, without scripts, on paper."""

import pytest
from playwright.sync_api import Page

from tests.support.browser import assert_accessible, assert_fits

pytestmark = pytest.mark.journey
PAGES = ("/chi-so/papi", "/chi-so/papi/trach-nhiem-giai-trinh", "/chi-so/papi/dich-vu-cong")
SMALLEST = 12
# Every text of the drawings that are seen, in px as it appears.
TEXT_SIZES = """() => [...document.querySelectorAll("svg.chart")]
    .filter(svg => svg.getClientRects().length)
    .flatMap(svg => [...svg.querySelectorAll("text")].map(
        text => parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a))"""
SEEN = """() => [...document.querySelectorAll("svg.chart")]
    .filter(svg => svg.getClientRects().length)
    .map(svg => svg.classList.contains("chart--narrow") ? "narrow" : "wide")"""
CUT_OFF = """() => [...document.querySelectorAll("svg.chart")]
    .filter(svg => svg.getClientRects().length)
    .flatMap(svg => [...svg.querySelectorAll("text")].filter(text => {
        const box = text.getBoundingClientRect(), frame = svg.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 2 || box.bottom > frame.bottom + 2;
    })).map(text => text.textContent)"""


@pytest.mark.parametrize("path", PAGES)
def test_drawings_are_legible_on_phones(phone: Page, path: str) -> None:
    phone.goto(path)
    assert_accessible(phone)
    for width in (390, 320):
        phone.set_viewport_size({"width": width, "height": 844})
        assert_fits(phone)
        assert set(phone.evaluate(SEEN)) == {"narrow"}
        assert min(phone.evaluate(TEXT_SIZES)) >= SMALLEST
        assert phone.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("path", PAGES)
def test_drawings_are_legible_on_wide_screens(desktop: Page, path: str) -> None:
    desktop.goto(path)
    assert_accessible(desktop)
    for width in (1280, 1024, 768):
        desktop.set_viewport_size({"width": width, "height": 900})
        assert_fits(desktop)
        assert min(desktop.evaluate(TEXT_SIZES)) >= SMALLEST
        assert desktop.evaluate(CUT_OFF) == []


def test_everything_is_there_without_scripts_and_with_all_opened(phone_without_js: Page) -> None:
    phone_without_js.goto("/")
    phone_without_js.get_by_role("link", name="PAPI: người dân chấm điểm").click()
    phone_without_js.get_by_role("link", name="3. Trách nhiệm giải trình với người dân").click()
    first = phone_without_js.get_by_text("Xem bảng số liệu các năm").first
    first.click()
    assert phone_without_js.get_by_role("cell", name="4,17").is_visible()
    phone_without_js.get_by_role("link", name="4. Kiểm soát tham nhũng trong khu vực công").click()
    assert phone_without_js.get_by_role("heading", level=1).inner_text().startswith("4.")


def test_opened_tables_fit_a_phone(phone: Page) -> None:
    phone.goto(PAGES[1])
    for one in phone.locator("details summary").all():
        one.click()
    assert_fits(phone)
    assert_accessible(phone)


def test_paper_gets_the_wide_drawings(desktop: Page) -> None:
    desktop.goto(PAGES[1])
    desktop.emulate_media(media="print")
    desktop.set_viewport_size({"width": 688, "height": 1000})  # A4 less its margins
    assert set(desktop.evaluate(SEEN)) == {"wide"}
    assert not desktop.get_by_role("button", name="In trang này").is_visible()
