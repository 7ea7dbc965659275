"""A helper at the door of a dialogue without a signal, and what the notebook tells of the neighbourhood."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import sign_in_as
from tests.support.pocket_phone import (
    APP,
    LEFT,
    READABLE,
    Helper,
    look,
    make_ready,
    open_part,
    state,
    unlock,
    view,
    watched,
)

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("pocket")]
NARROW, USUAL = {"width": 320, "height": 640}, {"width": 390, "height": 844}


def look_narrow_too(page: Page) -> None:
    """axe finds nothing and nothing sticks out, at 390 and at 320 px."""
    look(page)
    page.set_viewport_size(NARROW)
    look(page)
    page.set_viewport_size(USUAL)


def found(page: Page, typed: str, who: str) -> Locator:
    """Look for somebody and wait for them: what was found before stands there until the list is read."""
    page.locator("[data-p=typed]").fill(typed)
    row = page.locator("[data-p=found] li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(who)
    return row


def check_in(page: Page, typed: str, who: str) -> None:
    row = found(page, typed, who)
    button = row.get_by_role("button", name="Có mặt")
    expect(button).to_be_visible()
    # Asked three times: a row that is drawn anew just then has no size.
    size = "one => Math.min(one.offsetWidth, one.offsetHeight)"
    assert max(button.evaluate(size) for _ in range(3)) >= 44
    button.click()
    expect(row.get_by_role("button", name="Hoàn tác")).to_be_visible()


def counted(page: Page, number: int) -> None:
    expect(page.locator("[data-p=present]")).to_have_text(str(number))


def test_a_helper_checks_people_in_without_a_signal(
    pocket: Callable[[], Any], helper: Helper
) -> None:
    door = helper.run("door")
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        page.get_by_role("link", name="Điểm danh buổi đối thoại").click()
        view(page, "door")
        expect(page.locator("[data-p=session]")).to_have_text(door["title"])
        state(page, "done", 0)
        look_narrow_too(page)
        context.set_offline(True)
        assert page.evaluate(READABLE, "Hồng Đào") is False  # sealed like everything else
        check_in(page, "hong dao", "Hồng Đào")
        check_in(page, "TRẦN VĂN BẢY", "Văn Bảy")
        code = found(page, "Út", "Thị Út").locator(".muted").inner_text().split(" ")[0]
        check_in(page, code, "Thị Út")
        counted(page, 4)
        page.locator("[name=people]").fill("3")
        page.locator("[name=neighbourhood]").select_option(index=1)
        page.get_by_role("button", name="Thêm", exact=True).click()
        counted(page, 7)
        look_narrow_too(page)
        found(page, "Bảy", "Văn Bảy").get_by_role("button", name="Hoàn tác").click()
        counted(page, 5)
        page.locator("[data-p=typed]").fill("khong co ai")
        expect(page.locator("[data-p=none]")).to_contain_text("Danh sách không có tên hoặc mã này")
        assert helper.run("came")["marks"] == 0
    # The browser is gone; opened again, still without a signal.
    with pocket() as context:
        context.set_offline(True)
        page = watched(context.new_page())
        page.goto(f"{APP}#/diem-danh/{door['code']}")
        unlock(page, "door")
        counted(page, 5)
        expect(page.locator("[data-p=there] li")).to_have_count(3)
        assert page.evaluate(LEFT)["marks"] == 5
        open_part(page, "#/hang-cho", "queue")
        expect(page.locator("[data-p=marks-waiting]")).to_contain_text("5")
        look(page)
        context.set_offline(False)
        state(page, "done", 0)
        left = page.evaluate(LEFT)
        assert (left["marks"], left["items"], left["doors"]) == (0, 0, 1)
        came = {"people": {"Nguyễn Thị Hồng Đào": 1, "Đặng Thị Út": 1}, "walk_ins": [3]}
        assert helper.run("came") == {**came, "marks": 5}
        # One's own mark can be taken back after it was sent, too, and another code that nobody has is told.
        open_part(page, f"#/diem-danh/{door['code']}", "door")
        counted(page, 5)
        found(page, "dang thi ut", "Thị Út").get_by_role("button", name="Hoàn tác").click()
        state(page, "done", 0)
        counted(page, 4)
        found(page, "DK-2222-2222", "DK-2222-2222").get_by_role("button", name="Có mặt").click()
        expect(page.locator("[data-p=told]")).to_contain_text("Không có", timeout=20_000)
        open_part(page, "#/hang-cho", "queue")
        expect(page.locator("[data-p=marks] li")).to_contain_text("DK-2222-2222")
        look_narrow_too(page)
        page.get_by_role("button", name="Tôi đã xem, bỏ đi").click()
        expect(page.locator("[data-p=marks] li")).to_have_count(0)
        # The ward ends the duty while the door is looked at: the list goes, the rest stays.
        open_part(page, f"#/diem-danh/{door['code']}", "door")
        state(page, "done", 0)
        helper.run("end-duty")
        page.wait_for_timeout(5_000)  # it asks at most every five seconds
        page.evaluate("dispatchEvent(new Event('online'))")
        view(page, "home")
        expect(page.locator("[data-p-notice]")).to_contain_text("đã bị xóa khỏi máy này")
        assert page.evaluate(LEFT)["doors"] == 0
        expect(page.get_by_role("link", name="Điểm danh buổi đối thoại")).to_have_count(0)
        assert not page.problems.lines
    assert helper.run("came")["people"] == {"Nguyễn Thị Hồng Đào": 1}


def test_the_list_goes_by_itself_when_its_time_is_over(
    pocket: Callable[[], Any], helper: Helper
) -> None:
    door = helper.run("door")
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        open_part(page, f"#/diem-danh/{door['code']}", "door")
        state(page, "done", 0)
        context.set_offline(True)
        found(page, "hong dao", "Hồng Đào").get_by_role("button", name="Có mặt").click()
        counted(page, 1)
        # A day after the session, with the app open and no signal: the list goes, the mark stays.
        page.evaluate(
            "window.now = Date.now; Date.now = () => window.now() + 28 * 3600000;"
            "document.dispatchEvent(new Event('keydown')); 0"  # somebody is there: it does not lock
        )
        view(page, "home")
        expect(page.locator("[data-p-notice]")).to_contain_text("đã bị xóa khỏi máy này")
        assert page.evaluate(LEFT)["doors"] == 0 and page.evaluate(LEFT)["marks"] == 1
        page.reload()
        unlock(page)
        open_part(page, f"#/diem-danh/{door['code']}", "door-closed")
        expect(page.locator("[data-p=when]")).to_contain_text("không có trên máy này")
        look_narrow_too(page)
    # Any other page of the site does it, too, though the app stays closed.
    helper.run("door")
    with pocket() as context:
        page = watched(context.new_page())
        page.goto(APP)
        unlock(page)
        page.get_by_role("button", name="Tải lại").click()
        expect(page.get_by_role("link", name="Điểm danh buổi đối thoại")).to_have_count(2)
        assert page.evaluate(LEFT)["doors"] == 2
        state(page, "done", 0)
    with pocket() as context:
        page = watched(context.new_page())
        page.add_init_script("const now = Date.now; Date.now = () => now() + 28 * 3600000;")
        page.goto("/p/26743-ben-thanh/")
        page.wait_for_timeout(1000)
        assert page.evaluate(LEFT)["doors"] == 0
        assert page.evaluate(LEFT)["meta"] > 0
        assert not page.problems.lines


def test_neighbourhoods_are_there_without_a_signal(
    pocket: Callable[[], Any], helper: Helper
) -> None:
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        context.set_offline(True)
        page.get_by_role("link", name="Khu phố của tôi").click()
        view(page, "places")
        look_narrow_too(page)
        places = page.locator("[data-p=list] a")
        expect(places).to_have_count(2)
        places.first.click()
        view(page, "place")
        expect(page.locator("[data-p=hotline]")).to_have_attribute("href", "tel:02839990101")
        expect(page.locator("[data-p=sessions] li").first).to_be_visible()
        expect(page.locator("[data-p=open] li").first).to_be_visible()
        expect(page.locator("[data-p=answers] li").first).to_be_visible()
        look_narrow_too(page)
        assert not page.problems.lines


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_the_clerk_puts_a_helper_at_the_door_and_ends_it(
    phone: Page, phone_without_js: Page, helper: Helper, scripts: str
) -> None:
    page = phone if scripts == "with" else phone_without_js
    sign_in_as(page, "Võ Thị Mỹ Linh")
    page.goto("/can-bo/doi-thoai")
    page.get_by_role("link", name="Đối thoại về lối đi bộ quanh chợ").click()
    page.get_by_role("link", name="Người của Tổ trực cửa").click()
    name = helper.run("name")["name"]
    row = page.locator(".door__row", has_text=name)
    page.locator("[name=member]").select_option(value=str(helper.account))
    page.get_by_role("button", name="Cử trực cửa").click()
    expect(row).to_contain_text("từ")
    if page.has_scripts:
        look_narrow_too(page)
    row.get_by_role("button", name=f"Cho {name} thôi trực").click()
    expect(row).to_contain_text("thôi trực lúc")
    if page.has_scripts:
        look_narrow_too(page)
