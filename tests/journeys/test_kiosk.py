"""The hall screen in a real browser: used by touch, left half-way, and nothing is left."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Site, assert_accessible, assert_fits, sign_in_as, visitor

pytestmark = pytest.mark.journey
WARD, CLERK = "/p/26743-ben-thanh", "Võ Thị Mỹ Linh"
SIZES = {"across": {"width": 1280, "height": 1024}, "tall": {"width": 1080, "height": 1920}}
OWN_WORDS = "Trước cổng nhà trẻ Hoa Sen"


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    assert_accessible(page)


@pytest.fixture(params=SIZES)
def screen(
    browser: Browser, site: Site, request: pytest.FixtureRequest, desktop: Page
) -> Iterator[Page]:
    """A browser that staff have made the hall screen."""
    sign_in_as(desktop, CLERK)
    desktop.goto("/can-bo/quay")
    look(desktop)
    desktop.get_by_label("Màn hình đặt ở đâu?").fill(f"Sảnh {request.param}")
    desktop.get_by_role("button", name="Lấy mã").click()
    code = desktop.locator(".kiosk-code").last.inner_text()
    options: dict[str, Any] = {"viewport": SIZES[request.param], "has_touch": True}
    with visitor(browser, site, request, **options) as page:
        page.goto(f"{WARD}/quay/ket-noi")
        look(page)
        for sign in code.replace(" ", ""):
            page.locator(".kiosk-pad__key", has_text=sign).first.tap()
        touch(page, "Gắn máy này")
        expect(page.locator("h1")).to_have_text("Ông/Bà cần làm gì?")
        look(page)
        yield page


def touch(page: Page, name: str, role: Any = "button") -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.tap()


def go_on(page: Page) -> None:
    look(page)
    touch(page, "Tiếp tục")


def as_far_as_the_phone(page: Page) -> None:
    touch(page, "Gửi phản ánh")
    page.get_by_label("Đường sá và hạ tầng kỹ thuật").check()
    go_on(page)
    page.get_by_label("Chiếu sáng công cộng").check()
    go_on(page)
    page.get_by_label("Khu phố 3", exact=True).check()
    go_on(page)
    page.get_by_label("Đã nhiều ngày chưa ai xử lý.").check()
    page.locator("[name=own]").fill(OWN_WORDS)
    go_on(page)
    look(page)


def test_somebody_sends_and_looks_it_up(screen: Page) -> None:
    as_far_as_the_phone(screen)
    for sign in "0901234567":
        screen.locator(".kiosk-pad__key", has_text=sign).first.tap()
    go_on(screen)
    expect(screen.locator("main")).to_contain_text(OWN_WORDS)
    look(screen)
    touch(screen, "Gửi đến phường")
    expect(screen.get_by_role("button", name="In phiếu")).to_be_visible()
    look(screen)
    code, pin = screen.locator(".slip__code").all_inner_texts()
    touch(screen, "Tôi đã có phiếu")
    touch(screen, "Tra cứu phản ánh")
    look(screen)
    for sign in code.replace("-", ""):
        screen.locator(".kiosk-pad--code .kiosk-pad__key", has_text=sign).first.tap()
    screen.locator("[name=pin]").fill(pin)
    touch(screen, "Mở")
    expect(screen.locator("h1")).to_have_text(code)
    look(screen)
    touch(screen, "Xong, xóa hết")
    touch(screen, "Phường đã trả lời những gì", "link")
    look(screen)
    with screen.expect_navigation():
        screen.locator("a.kiosk-tile").first.tap()
    look(screen)
    touch(screen, "Nhờ cán bộ giúp", "link")
    look(screen)
    screen.goto(f"{WARD}/quay/khong-co")
    look(screen)
    touch(screen, "Về trang đầu", "link")
    screen.problems.lines.clear()  # the browser notes the 404 that was provoked


def test_left_half_way_nothing_is_left(screen: Page) -> None:
    screen.clock.install()
    as_far_as_the_phone(screen)
    screen.locator("[name=phone]").fill("0901234567")
    ask = screen.locator("[data-kiosk-ask]")
    screen.clock.fast_forward(50_000)
    expect(ask).to_be_visible()
    look(screen)
    screen.get_by_role("button", name="Tôi còn ở đây").tap()
    expect(ask).to_be_hidden()
    expect(screen.locator("[name=phone]")).to_have_value("0901234567")
    screen.clock.fast_forward(61_000)
    screen.wait_for_url("**/quay/het-gio")
    expect(screen.locator("h1")).to_have_text("Màn hình đã xóa sạch")
    look(screen)
    names = {cookie["name"] for cookie in screen.context.cookies()}
    assert names == {"ln_quay"}, "what is left is what makes it the screen"
    assert (
        screen.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length")
        == 0
    )
    for _ in range(3):  # the next person presses "back"
        screen.go_back()
        screen.wait_for_load_state()
        assert OWN_WORDS not in screen.content()
        assert "0901234567" not in screen.content()
    screen.goto(f"{WARD}/quay/gui/kiem-tra")
    expect(screen.locator("h1")).to_have_text("Ông/Bà cần làm gì?")


def test_without_scripts_the_page_goes_by_itself(
    screen: Page, browser: Browser, site: Site, request: pytest.FixtureRequest
) -> None:
    kept = screen.context.cookies()
    with visitor(browser, site, request, java_script_enabled=False) as page:
        page.context.add_cookies(kept)
        page.goto(f"{WARD}/quay")
        page.get_by_role("button", name="Gửi phản ánh").click()
        goes = page.locator("meta[http-equiv=refresh]").get_attribute("content")
        assert goes == f"60;url={WARD}/quay/het-gio"
        page.goto(f"{WARD}/quay/het-gio")
        assert {one["name"] for one in page.context.cookies()} == {"ln_quay"}
