"""A request for a dialogue: asked on a phone, joined on paper too, until the ward owes it and plans it."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from citizen_app.core import clock
from tests.support.browser import (
    DESKTOP,
    PHONE,
    Site,
    assert_accessible,
    assert_fits,
    sign_in_as,
    visitor,
)

pytestmark = pytest.mark.journey
WARD = "/p/27154-ban-co"
ADMIN, CLERK, LEADER = "Phạm Nhật Quang", "Lê Thị Hồng Nhung", "Đặng Hoàng Phúc"
SUBJECT = "Thu gom rác trong hẻm nhỏ vào buổi tối"


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


@pytest.fixture
def window(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    with visitor(browser, site, request, **DESKTOP) as page:
        yield page


@pytest.fixture
def second_phone(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    with visitor(browser, site, request, **PHONE, java_script_enabled=False) as page:
        yield page


def open_account(page: Page, site: Site, name: str, email: str) -> None:
    """Sign up by a code that comes by e-mail."""
    page.goto("/dang-ky")
    page.locator("[name=name]").fill(name)
    page.locator("[name=contact]").fill(email)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/ma**")
    mail = site.wait_for_mail(email, "")
    code = re.search(r"\b\d{6}\b", f"{mail['Subject']} {mail.get_content()}")
    assert code is not None
    page.locator("[name=code]").fill(code[0])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def number(serial: int) -> str:
    return f"079180{serial:06}"


def test_a_request_from_asking_to_the_plan(
    site: Site, phone: Page, second_phone: Page, desktop: Page, window: Page
) -> None:
    admin, leader = desktop, window
    sign_in_as(admin, ADMIN)
    admin.goto("/quan-tri/27154-ban-co/cu-tri")
    admin.locator("[name=number]").fill("41")
    admin.locator("[name=as_of]").fill(clock.today().isoformat())
    admin.locator("[name=source]").fill("Danh sách cử tri")
    admin.get_by_role("button", name="Lưu").click()
    expect(admin.locator("tbody th")).to_have_text(["41"])
    look(admin)

    open_account(phone, site, "Nguyễn Thị Lan", "lan@vidu.vn")
    phone.goto(f"{WARD}/doi-thoai")
    phone.get_by_role("link", name="Xem và cùng đề nghị").click()
    look(phone)
    phone.get_by_role("link", name="Đề nghị đối thoại", exact=True).click()
    look(phone)
    phone.locator("[name=subject]").fill(SUBJECT)
    phone.locator("[name=reason]").fill("Rác ứ đến khuya, hẻm nhỏ xe không vào được.")
    phone.locator("[name=number]").fill("079 180 000 001")
    phone.get_by_role("button", name="Gửi đề nghị của tôi").click()
    phone.wait_for_url("**/cua-toi")
    look(phone)
    found = re.search(r"DN-\w{4}-\w{4}", phone.url)
    assert found is not None
    code, public = found[0], f"{WARD}/de-nghi-doi-thoai/{found[0]}"

    clerk = admin
    clerk.context.clear_cookies()
    sign_in_as(clerk, CLERK)
    clerk.goto("/can-bo/doi-thoai")
    clerk.get_by_role("link", name="Đề nghị đối thoại của cử tri").click()
    look(clerk)
    clerk.get_by_role("link", name=SUBJECT).click()
    look(clerk)
    clerk.get_by_role("button", name="Duyệt và công khai").click()
    site.wait_for_mail("lan@vidu.vn", code)

    open_account(second_phone, site, "Trần Văn Bình", "binh@vidu.vn")
    second_phone.goto(public)
    second_phone.get_by_role("link", name="Tôi cùng đề nghị").click()
    look(second_phone)
    second_phone.locator("[name=number]").fill(number(2))
    second_phone.get_by_role("button", name="Tôi cùng đề nghị").click()
    expect(second_phone.locator("h1")).to_have_text("Ông/Bà đã đề nghị buổi đối thoại này")
    look(second_phone)

    # The second of these signed by phone already, the last line is not a whole number.
    lines = [number(3), number(2), number(4)]
    typed = "\n".join([*lines, "07918"])
    clerk.locator("[name=label]").fill("Danh sách số 1")
    clerk.locator("[name=lines]").fill(typed)
    clerk.get_by_role("button", name="Tính danh sách này").click()
    expect(clerk.locator(".notice--error")).to_contain_text("Dòng 4")
    expect(clerk.locator("[name=lines]")).to_have_value(typed)
    look(clerk)
    clerk.problems.lines.clear()  # the browser notes the 422 that was provoked
    clerk.locator("[name=lines]").fill("\n".join([*lines, number(5)]))
    clerk.get_by_role("button", name="Tính danh sách này").click()
    expect(clerk.locator(".notice--success")).to_contain_text("Đã tính thêm 3 người")

    phone.goto(public)
    expect(phone.locator("main")).to_contain_text("5 cử tri đề nghị, cần 5")
    expect(phone.locator(".due")).to_contain_text("UBND phải tổ chức buổi đối thoại này")
    expect(phone.locator("main")).not_to_contain_text("Nguyễn Thị Lan")
    look(phone)
    site.wait_for_mail("phuc.dh@banco.langnghe.example", code)

    sign_in_as(leader, LEADER)
    leader.goto("/can-bo/")
    look(leader)
    leader.get_by_role("link", name=re.compile(f"Lên kế hoạch đối thoại.*{SUBJECT}")).click()
    leader.get_by_role("link", name="Lên kế hoạch đối thoại").click()
    look(leader)
    day = clock.today() + dt.timedelta(days=12)
    leader.locator("[name=day]").fill(day.isoformat())
    leader.locator("[name=begins]").fill("18:00")
    leader.locator("[name=ends]").fill("20:00")
    leader.locator("[name=place]").fill("Hội trường UBND phường")
    leader.locator("[name=questions_until]").fill((day - dt.timedelta(days=1)).isoformat())
    leader.locator("[name=chair]").fill("Chủ tịch UBND phường")
    leader.get_by_role("button", name="Lưu").click()
    look(leader)
    phone.goto(public)
    expect(phone.locator("main")).to_contain_text("UBND đang lên kế hoạch")
    leader.get_by_role("button", name="Công bố thông báo").click()
    site.wait_for_mail("binh@vidu.vn", f"{day:%d/%m/%Y}")
    phone.reload()
    phone.get_by_role("link", name=SUBJECT, exact=True).click()
    phone.wait_for_url("**/doi-thoai/DT-*")
    expect(phone.locator("main")).to_contain_text("Cử tri đã đề nghị buổi đối thoại này")
    look(phone)
