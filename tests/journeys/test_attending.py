"""Coming to a dialogue: registering on a phone without scripts; the door with the signal gone."""

import pathlib
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD, CLERK = "/p/26743-ben-thanh", "Võ Thị Mỹ Linh"
TODAY = "Đối thoại về lối đi bộ quanh chợ"
KEPT = """async () => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  if (!names.includes('diem-danh')) return { queue: 0, lists: 0, pages: 0 };
  const base = await new Promise((good, bad) => {
    const asked = indexedDB.open('diem-danh');
    asked.onsuccess = () => good(asked.result);
    asked.onerror = bad;
  });
  const count = (name) => new Promise((good) => {
    const asked = base.transaction(name).objectStore(name).count();
    asked.onsuccess = () => good(asked.result);
  });
  const found = { queue: await count('queue'), lists: await count('lists') };
  base.close();
  return { ...found, pages: (await caches.keys()).length };
}"""


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_a_resident_registers_opens_the_slip_and_cancels(
    phone: Page, phone_without_js: Page, scripts: str
) -> None:
    page = phone if scripts == "with" else phone_without_js
    page.goto(f"{WARD}/doi-thoai")
    page.get_by_role("link", name="Hội nghị đối thoại giữa UBND phường").first.click()
    look(page)
    page.get_by_role("link", name="Đăng ký dự").click()
    look(page)
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page)
    page.problems.lines.clear()  # the browser notes the 422 that was provoked
    page.locator("[name=name]").fill("Nguyễn Thị Lan")
    page.locator("[name=people]").select_option("2")
    page.locator("[name=needs_wheelchair]").check()
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    page.wait_for_url("**/phieu-doi-thoai/DK-*")
    look(page)
    code, pin = page.locator(".slip__code").all_inner_texts()
    page.context.clear_cookies()  # another day, another phone
    page.goto("/phieu-doi-thoai")
    look(page)
    page.locator("[name=code]").fill(code)
    page.locator("[name=pin]").fill(pin)
    page.get_by_role("button", name="Mở phiếu").click()
    page.get_by_role("link", name="Xóa tên và thông tin liên lạc").click()
    look(page)
    page.go_back()
    page.get_by_role("link", name="hủy đăng ký").click()
    look(page)
    page.get_by_role("button", name="Đồng ý hủy").click()
    expect(page.locator("h1")).to_have_text("Đăng ký của Ông/Bà đã hủy")
    look(page)


def open_door(page: Page) -> str:
    """Come to the door of today's session as the clerk; return its address."""
    sign_in_as(page, CLERK)
    page.goto("/can-bo/doi-thoai")
    page.get_by_role("link", name=TODAY).click()
    look(page)
    page.get_by_role("link", name="Điểm danh tại cửa").click()
    page.wait_for_url("**/diem-danh")
    return page.url


def mark_present(page: Page, name: str) -> None:
    page.locator("[name=typed]").fill(name)
    page.locator("[data-door-found]").get_by_role("button", name="Có mặt").click()
    expect(page.locator("[data-door-found]").get_by_role("button", name="Hoàn tác")).to_be_visible()


def counted(page: Page) -> int:
    return int(page.locator("[data-door-count=present]").inner_text())


# Stands in for the part of the browser that reads codes, which this one lacks: it "sees" what it is told.
READER = """
window.BarcodeDetector = class {
  async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
};
"""


def test_a_photo_of_a_code_checks_in_and_can_be_taken_back(
    desktop: Page, tmp_path: pathlib.Path
) -> None:
    desktop.add_init_script(READER)
    address = open_door(desktop)
    desktop.goto(address.replace("/diem-danh", "/dang-ky"))
    row = desktop.locator(".door__row", has_text="Võ Minh Nhật")
    look(desktop)
    code = re.search(r"DK-\w{4}-\w{4}", row.inner_text())
    assert code is not None
    desktop.goto(address)
    expect_state(desktop, "online", 0)
    expect(desktop.locator("[data-door-told]")).to_contain_text("cả khi mất mạng", timeout=20_000)
    before = counted(desktop)
    photo = tmp_path / "phieu.png"
    Image.new("RGB", (40, 40)).save(photo)
    desktop.locator("[data-door-photo] input").set_input_files(photo)
    expect(desktop.locator("[data-door-told]")).to_contain_text("Chưa thấy mã")
    desktop.evaluate("code => { window.seen = code; }", code[0])
    desktop.locator("[data-door-photo] input").set_input_files(photo)
    recent = desktop.locator("[data-door-recent] .door__row")
    expect(recent).to_contain_text("đã gửi", timeout=20_000)
    look(desktop)
    assert counted(desktop) == before + 2
    recent.get_by_role("button", name="Hoàn tác").click()
    expect(recent).to_contain_text("đã hoàn tác")
    expect_state(desktop, "online", 0)
    assert counted(desktop) == before


def expect_state(page: Page, state: str, left: int) -> None:
    door = page.locator(f"[data-door][data-state={state}][data-left='{left}']")
    expect(door).to_have_count(1, timeout=20_000)


def test_the_door_goes_on_without_a_signal_and_sends_everything_once(
    phone: Page, desktop: Page
) -> None:
    address = open_door(phone)
    expect_state(phone, "online", 0)
    expect(phone.locator("[data-door-told]")).to_contain_text("cả khi mất mạng", timeout=20_000)
    look(phone)
    before = counted(phone)

    phone.context.set_offline(True)
    phone.reload()  # the phone had closed the page: it opens all the same
    expect_state(phone, "offline", 0)
    for name in ("hong dao", "Trần Văn Bảy", "le thi ut"):
        mark_present(phone, name)
    phone.locator("[data-door-walk-in] [name=name]").fill("Ông Năm")
    phone.get_by_role("button", name="Thêm").click()
    expect_state(phone, "offline", 4)
    look(phone)
    phone.reload()
    expect_state(phone, "offline", 4)
    mark_present(phone, "pham quoc trung")
    expect_state(phone, "offline", 5)
    assert counted(phone) == before + 5
    assert phone.evaluate(KEPT)["queue"] == 5

    open_door(desktop)  # meanwhile a second phone, with a signal, marks one of them
    expect_state(desktop, "online", 0)
    mark_present(desktop, "hong dao")
    expect_state(desktop, "online", 0)

    phone.problems.lines.clear()  # what failed for want of a signal
    phone.context.set_offline(False)
    expect_state(phone, "online", 0)
    assert counted(phone) == before + 5
    assert phone.evaluate(KEPT)["queue"] == 0
    recent = phone.locator("[data-door-recent] .door__row")
    expect(recent.filter(has_text="Hồng Đào")).to_contain_text("Chỉ tính một lần")
    expect(recent.filter(has_text="Ông Năm")).to_contain_text("đã gửi")
    look(phone)
    phone.reload()
    expect_state(phone, "online", 0)
    assert counted(phone) == before + 5

    desktop.reload()
    expect_state(desktop, "online", 0)
    assert desktop.url == address and counted(desktop) == before + 5
    desktop.locator("[name=typed]").fill("hong dao")
    expect(desktop.locator("[data-door-found]")).to_contain_text("Có mặt từ")
    look(desktop)

    # The session ends meanwhile: the mark waits, and says so; the list leaves the phone at sign-out.
    cookies = phone.context.cookies()
    phone.context.clear_cookies()
    phone.get_by_role("button", name="Thêm").click()
    expect_state(phone, "out", 1)
    expect(phone.locator("[data-door-state]")).to_contain_text("đăng nhập lại")
    look(phone)
    phone.context.add_cookies(cookies)
    phone.reload()
    expect_state(phone, "online", 0)
    assert counted(phone) == before + 6
    assert phone.evaluate(KEPT)["lists"] == 1
    phone.get_by_role("button", name="Đăng xuất").click()
    phone.wait_for_url(lambda url: "diem-danh" not in url)
    assert phone.evaluate(KEPT) == {"queue": 0, "lists": 0, "pages": 0}
