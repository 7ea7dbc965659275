"""Reading with weak eyes, a trembling hand, or ears: beyond what axe sees."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, assert_fits

pytestmark = pytest.mark.journey
WARD = "/p/26743-ben-thanh"
PAGES = (
    "/",
    f"{WARD}/",
    f"{WARD}/phan-anh",
    f"{WARD}/phan-anh/gui",
    "/tra-cuu",
    f"{WARD}/doi-thoai",
)
# Everything that is pressed, but for links within a sentence and controls drawn by their label.
SMALL = """() => [...document.querySelectorAll('a[href], button, select, textarea, summary, input')]
    .filter((e) => e.tabIndex >= 0 && e.type !== 'hidden')
    .filter((e) => e.checkVisibility() && getComputedStyle(e).display !== 'inline')
    .filter((e) => !e.closest('p, dd, td, caption, .govuk-hint, .govuk-visually-hidden'))
    .filter((e) => !['checkbox', 'radio', 'file'].includes(e.type))
    .map((e) => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height < 43.5)
    .map(([name, box]) => `${name}: ${box.height}`)"""
VOICE = """
    const said = [];
    Object.assign(window, { said, SpeechSynthesisUtterance: function (text) { this.text = text; } });
    Object.defineProperty(window, 'speechSynthesis', { value: {
        getVoices: () => [{ lang: 'en-US' }, { lang: 'vi-VN' }],
        speak: (one) => said.push([one.text, one.voice.lang]),
        cancel: () => { said.length = 0; },
        addEventListener() {}, removeEventListener() {},
    }});
"""


def published_case(page: Page) -> None:
    """Open the first case whose answer is public."""
    page.goto(f"{WARD}/")
    page.locator(".case-card a").first.click()
    expect(page.locator(".answer")).to_be_visible()


def test_very_large_type_is_chosen_without_scripts_and_fits_at_320(
    phone_without_js: Page,
) -> None:
    page = phone_without_js
    page.goto(f"{WARD}/")
    page.get_by_role("link", name="Cỡ chữ").click()
    page.get_by_label("Chữ rất lớn").check()
    page.get_by_label("Màu đậm hơn").check()
    page.get_by_role("button", name="Lưu cho máy này").click()
    expect(page).to_have_url(f"{page.url.split('/p/')[0]}{WARD}/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    # 320 px is also what is left of 1280 px at 400 %.
    page.set_viewport_size({"width": 320, "height": 640})
    for address in PAGES:
        page.goto(address)
        assert_fits(page)


def test_very_large_type_in_strong_colours_reads_well(phone: Page) -> None:
    phone.goto("/hien-thi")
    assert_accessible(phone)
    phone.get_by_label("Chữ rất lớn").check()
    phone.get_by_label("Màu đậm hơn").check()
    phone.get_by_role("button", name="Lưu cho máy này").click()
    for address in PAGES:
        phone.goto(address)
        assert_accessible(phone)


@pytest.mark.parametrize(
    "media",
    [{"forced_colors": "active"}, {"contrast": "more"}, {"reduced_motion": "reduce"}],
    ids=str,
)
def test_what_the_system_asks_for_is_heeded(phone: Page, media: dict[str, Any]) -> None:
    phone.emulate_media(**media)
    phone.goto(f"{WARD}/")
    if "forced_colors" not in media:  # there the system chooses the colours, not the page
        assert_accessible(phone)
    style = "(what) => getComputedStyle(document.querySelector('.govuk-button'))[what]"
    if "forced_colors" in media:
        assert phone.evaluate(style, "borderTopStyle") == "solid"
    if "contrast" in media:
        assert phone.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--page')"
        ) in {
            "#fff",
            "#ffffff",
        }
    if "reduced_motion" in media:
        assert phone.evaluate(style, "transitionDuration") in {"0s", ""}


def test_what_is_pressed_is_large_enough_for_a_thumb(phone: Page) -> None:
    for address in PAGES:
        phone.goto(address)
        assert phone.evaluate(SMALL) == [], address
    phone.goto(f"{WARD}/phan-anh/gui")
    button = phone.locator("main form button[type=submit]").last.bounding_box()
    assert button is not None
    assert button["width"] > 300, "reached by either thumb"


def test_an_answer_is_read_aloud_where_the_device_has_a_voice(phone: Page) -> None:
    published_case(phone)
    expect(phone.get_by_role("button", name="Đọc to")).to_have_count(0)  # no voice here
    phone.add_init_script(VOICE)
    phone.reload()
    text = phone.locator("#answer-text").inner_text()
    phone.get_by_role("button", name="Đọc to").click()
    said = phone.evaluate("said")
    assert {voice for _, voice in said} == {"vi-VN"}
    assert "".join("".join(part.split()) for part, _ in said) == "".join(text.split())
    phone.get_by_role("button", name="Dừng đọc").click()
    assert phone.evaluate("said.length") == 0
    expect(phone.get_by_role("button", name="Đọc to")).to_be_visible()
