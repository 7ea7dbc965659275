"""Paper on a phone: a booklet is made and handed out, a sheet compared with its picture, a slip followed."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD, CLERK = "/p/26743-ben-thanh", "Võ Thị Mỹ Linh"


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def test_the_second_person_compares_a_sheet_and_it_is_a_case(phone: Page, desktop: Page) -> None:
    sign_in_as(phone, CLERK)
    phone.goto("/can-bo/giay-in")
    look(phone)
    phone.get_by_role("link", name="Đối chiếu phiếu").click()
    look(phone)
    number = phone.locator("main tbody a").first.inner_text()
    desktop.goto(f"/tra-cuu?ma={number}")
    expect(desktop.locator("main")).to_contain_text("Phiếu của Ông/Bà đã đến")
    phone.locator("main tbody a").first.click()
    picture = phone.locator(".compare__picture")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth > 300")
    look(phone)
    phone.get_by_label("2. Ở đâu?").fill("Cuối hẻm 15, gần nhà số 15/9")
    phone.get_by_role("button", name="Đúng như trên giấy: lập hồ sơ").click()
    expect(phone.locator(".notice--success")).to_contain_text(number)
    phone.goto(f"/can-bo/phan-anh/{number}")
    expect(phone.locator("main")).to_contain_text("15/9")
    desktop.goto(f"/tra-cuu?ma={number}")
    expect(desktop.locator(".notice--info")).to_have_count(0)


def test_a_booklet_from_order_to_loss(phone: Page, desktop: Page) -> None:
    sign_in_as(phone, CLERK)
    phone.goto("/can-bo/giay-in/quyen")
    look(phone)
    phone.get_by_label("Bao nhiêu tờ?").fill("3")
    phone.get_by_role("button", name="Làm quyển phiếu").click()
    look(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Tải về để in").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    phone.get_by_label("Ai nhận?").fill("Cô Tư, khu phố 3")
    phone.get_by_role("button", name="Giao quyển").click()
    expect(phone.get_by_role("link", name="Tải về để in")).to_have_count(0)
    number = phone.locator(".sheets a").first.inner_text()
    desktop.goto(f"/tra-cuu?ma={number}")
    expect(desktop.locator("main")).to_contain_text("chưa được nhập")
    phone.get_by_text("Báo mất quyển này").click()
    phone.get_by_label("Lý do").fill("Rơi ở chợ")
    phone.get_by_role("button", name="Khóa quyển này").click()
    look(phone)
    desktop.reload()
    expect(desktop.locator("main")).to_contain_text("đã báo mất")
    phone.goto(f"/can-bo/giay-in/to/nhap?so={number}")
    phone.locator("[name=text]").fill("Nắp cống bể trước nhà văn hóa khu phố.")
    phone.get_by_label("Người gửi đã ký trên phiếu").check()
    phone.get_by_role("button", name="Lưu phiếu").click()
    expect(phone.locator(".govuk-error-summary")).to_contain_text("báo mất")
    look(phone)
    phone.problems.lines.clear()  # the browser notes the 422 that was provoked
    phone.get_by_role("link", name="Cho nhập riêng tờ này", exact=True).click()
    look(phone)
    phone.get_by_label("Lý do").fill("Bà con mang đến quầy")
    phone.get_by_role("button", name="Cho nhập riêng tờ này").click()
    expect(phone.locator("[name=number]")).to_have_value(number)
    for path in ("/can-bo/giay-in/nhan", "/can-bo/tham-hoi"):
        phone.goto(path)
        look(phone)


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_plain_help(phone: Page, phone_without_js: Page, scripts: str) -> None:
    page = phone if scripts == "with" else phone_without_js
    page.goto(f"{WARD}/phan-anh/gui")
    page.get_by_role("link", name="Tôi không làm được bước này").click()
    look(page)
    page.get_by_label("Khó gõ chữ").check()
    page.get_by_role("button", name="Báo cho phường biết").click()
    expect(page.locator("h1")).to_have_text("Đã ghi nhận")
    look(page)
    page.get_by_role("link", name="Tập thử trước").click()
    look(page)
    page.locator("[name=text]").fill("Đây là tôi tập thử thôi, không có gì.")
    page.get_by_role("button", name="Tiếp tục").click()
    look(page)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("main")).to_contain_text("TẬP THỬ")
    look(page)
    for path in ("/canh-bao-lua-dao", "/tro-giup/ba-buoc"):
        page.goto(path)
        look(page)
