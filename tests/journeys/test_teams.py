"""From the ward's link to a helper, a neighbour's slip, and access taken back: on phones."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Site, assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
LEADER = "Trương Minh Khoa"


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    assert_accessible(page)


def sign(page: Page) -> None:
    """Draw something into the field for signatures, as a finger or a mouse does."""
    pad = page.locator("canvas.sign-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(6):
        page.mouse.move(box["x"] + 40 + 20 * step, box["y"] + 40 + 20 * (step % 2))
    page.mouse.up()


def test_from_the_link_to_the_slip_and_access_taken_back(
    desktop: Page, phone: Page, site: Site
) -> None:
    sign_in_as(desktop, LEADER)
    desktop.goto("/can-bo/to-cong-nghe-so")
    look(desktop)
    desktop.locator("main table a").first.click()
    look(desktop)
    desktop.get_by_label("Đường dẫn này cho ai?").fill("Chị Út")
    desktop.get_by_role("button", name="Tạo đường dẫn").click()
    link = desktop.locator(".code--long").inner_text()
    look(desktop)
    team = desktop.url.split("#")[0]

    phone.goto(link[link.find("/ho-tro/moi/") :])
    look(phone)
    phone.get_by_role("link", name="Mở tài khoản").click()
    phone.get_by_label("Họ và tên").fill("Phạm Thị Út")
    phone.locator("[name=contact]").fill("ut@vidu.vn")
    phone.locator("main form button[type=submit]").first.click()
    mail = site.wait_for_mail("ut@vidu.vn", "mã")
    code = re.search(r"\b(\d{6})\b", f"{mail['Subject']} {mail.get_content()}")
    assert code is not None
    phone.locator("[name=code]").fill(code[1])
    phone.locator("main form button[type=submit]").first.click()
    phone.get_by_role("button", name="Vào tổ").click()
    expect(phone.locator("h1")).to_have_text("Giúp bà con")
    look(phone)

    phone.get_by_label("Anh chị giúp ai?").fill("Bà Sáu Mận")
    phone.get_by_label("Bà con ở đâu?").select_option(label="Khu phố 4")
    phone.get_by_role("button", name="Bắt đầu").click()
    look(phone)
    phone.get_by_role("link", name="Gửi phản ánh").first.click()
    look(phone)
    phone.locator("[name=text]").fill("Đèn đường trước nhà số 12 hẻm 48 tắt ba đêm nay, rất tối.")
    phone.locator("[name=kind][value=signature]").check()
    sign(phone)  # they begin to sign, and then would rather say it
    expect(phone.locator("[data-sign-state]")).to_have_text("Đã ký")
    phone.locator("[name=kind][value=witness]").check()
    expect(phone.locator("canvas.sign-pad")).to_be_hidden()
    phone.locator("[name=relation][value=neighbour]").check()
    look(phone)
    phone.get_by_role("button", name="Gửi giúp Bà Sáu Mận").click()
    expect(phone.locator(".helped-now")).to_contain_text("Bà Sáu Mận")
    look(phone)
    code, pin = (one.strip() for one in phone.locator(".slip__code").all_inner_texts())
    phone.get_by_role("button", name="Kết thúc lượt giúp này").click()
    expect(phone.locator("main")).to_contain_text(code)

    _write_the_log(phone)
    desktop.goto("/can-bo/tham-hoi")
    row = desktop.locator("main tbody tr", has_text="Tập xem câu trả lời")
    expect(row).to_contain_text("Phạm Thị Út")
    expect(row).to_contain_text("17")
    look(desktop)

    resident = _another_phone(phone)
    resident.goto(f"/tra-cuu?ma={code}")
    resident.locator("[name=pin]").fill(pin)
    resident.locator("main form button[type=submit]").first.click()
    resident.get_by_role("link", name="Ai đã giúp gửi").click()
    expect(resident.locator("main")).to_contain_text("Phạm Thị Út")
    assert_accessible(resident)
    resident.get_by_role("button", name="Thu lại quyền xem").click()
    expect(resident.locator(".slip__code").last).not_to_have_text(pin)
    assert_accessible(resident)

    phone.goto("/ho-tro")
    expect(phone.locator("main")).not_to_contain_text(code)
    expect(phone.locator("main")).to_contain_text("thu lại quyền xem")

    desktop.goto(f"{team}/hoat-dong")
    expect(desktop.locator("main")).to_contain_text("Phạm Thị Út")
    look(desktop)
    desktop.goto(team)
    desktop.get_by_role("button", name="Cho Phạm Thị Út thôi làm thành viên").click()
    phone.goto("/ho-tro")
    expect(phone.locator("main")).to_contain_text("chưa ở tổ nào")
    look(phone)


def _write_the_log(phone: Page) -> None:
    """Write down a training, see that a number is missing, and set a wrong one right."""
    phone.goto("/ho-tro")
    phone.get_by_role("link", name="Mở nhật ký thăm hỏi, tập huấn").click()
    look(phone)
    phone.locator("[name=purpose][value=training]").check()
    phone.locator("[name=people]").fill("71")
    phone.locator("[name=note]").fill("Tập xem câu trả lời")
    phone.get_by_role("button", name="Ghi lại").click()
    expect(phone.locator(".govuk-error-summary")).to_be_visible()
    look(phone)
    phone.problems.lines.clear()  # the browser notes the 422 that was provoked
    phone.locator("[name=helpers]").fill("2")
    phone.get_by_role("button", name="Ghi lại").click()
    mine = phone.locator(".helped-row", has_text="Tập xem câu trả lời")
    expect(mine).to_contain_text("71")
    look(phone)
    mine.get_by_role("link").click()
    look(phone)
    phone.locator("[name=people]").fill("17")
    phone.get_by_role("button", name="Lưu").click()
    expect(phone.locator(".helped-row", has_text="Tập xem câu trả lời")).to_contain_text("17")


def _another_phone(page: Page) -> Page:
    """A second visitor, who shares nothing with the first."""
    browser = page.context.browser
    assert isinstance(browser, Browser)
    address = re.match(r"https?://[^/]+", page.url)
    assert address is not None
    other = browser.new_context(base_url=address[0], locale="vi").new_page()
    other.has_scripts = True  # type: ignore[attr-defined]
    return other


def test_a_signature_is_stored_and_helping_works_without_scripts(
    phone: Page, phone_without_js: Page
) -> None:
    for page, kind in ((phone, "signature"), (phone_without_js, "witness")):
        page.goto("/dang-nhap")
        page.get_by_role("button", name="Lý Gia Bảo").click()
        page.get_by_label("Anh chị giúp ai?").fill("Ông Hai")
        page.get_by_label("Bà con ở đâu?").select_option(label="Khu phố 4")
        page.get_by_role("button", name="Bắt đầu").click()
        page.goto("/ho-tro/giup/phan-anh")
        page.locator("[name=text]").fill(f"Nắp cống đầu hẻm bị vỡ, {kind}, xin phường sửa giúp.")
        page.locator(f"[name=kind][value={kind}]").check()
        if kind == "signature":
            sign(page)
        else:
            page.locator("[name=relation][value=family]").check()
        page.get_by_role("button", name="Gửi giúp Ông Hai").click()
        expect(page.locator(".slip__code")).to_have_count(2)
