"""A live half hour: chair, secretary and three residents, each with a browser of their own."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

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
WARD, CHAIR, SECRETARY = "/p/27154-ban-co", "Đặng Hoàng Phúc", "Lê Thị Hồng Nhung"
SESSION = "Đối thoại về trường học, chỗ chơi và an toàn cho trẻ em"
ASKED = "Trường mầm non khu phố 9 bao giờ mở thêm lớp cho trẻ dưới ba tuổi?"
LATER = "Vì sao thư viện thiếu nhi của phường đóng cửa cả mùa hè?"
SOON = 20_000


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def press(page: Page, name: str, within: Any = None) -> None:
    (within or page).get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def item(page: Page, words: str) -> Any:
    return page.locator(".steer__item", has_text=words)


def open_session(chair: Page) -> str:
    """Open the session from its page; return its address for the public."""
    sign_in_as(chair, CHAIR)
    chair.goto("/can-bo/doi-thoai")
    chair.get_by_role("link", name=SESSION).click()
    look(chair)
    press(chair, "Khai mạc buổi đối thoại")
    chair.wait_for_url("**/dieu-hanh")
    look(chair)
    code = re.search(r"DT-\w{4}-\w{4}", chair.url)
    assert code is not None
    return f"{WARD}/doi-thoai/{code[0]}"


def ask(page: Page, address: str, words: str, email: str = "") -> list[str]:
    """Ask from the live page; the code and the PIN on the slip."""
    page.goto(f"{address}/truc-tiep")
    page.get_by_role("link", name="Đặt câu hỏi").click()
    page.locator("[name=text]").fill(words)
    page.locator("[name=email]").fill(email)
    press(page, "Gửi câu hỏi của tôi")
    if not page.url.endswith("/phieu"):  # others have asked something near
        look(page)
        press(page, "Gửi câu hỏi của tôi")
    page.wait_for_url("**/phieu")
    look(page)
    slip = page.locator(".slip__code").all_inner_texts()
    page.get_by_role("link", name="Về trang trực tiếp").click()
    return slip


@contextmanager
def people(
    browser: Browser, site: Site, request: pytest.FixtureRequest
) -> Iterator[dict[str, Page]]:
    """The chair and the secretary at their desks, three residents with phones, one without scripts."""
    kinds: dict[str, dict[str, Any]] = {
        "chair": DESKTOP,
        "secretary": DESKTOP,
        "other_secretary": DESKTOP,
        "lan": PHONE,
        "tam": PHONE,
        "bay": PHONE | {"java_script_enabled": False},
    }
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(visitor(browser, site, request, **kind))
            for name, kind in kinds.items()
        }


def test_a_live_half_hour(browser: Browser, site: Site, request: pytest.FixtureRequest) -> None:
    with people(browser, site, request) as who:
        address = open_session(who["chair"])
        asked = questions_come_in(who, address)
        the_screen_shows_one(who, address)
        the_answer_is_written_by_two(who, address)
        a_poll_is_held(who, address)
        somebody_speaks(who, address)
        the_end_makes_a_case(who, address, asked, site)


def questions_come_in(who: dict[str, Page], address: str) -> list[str]:
    chair, lan, tam, bay = who["chair"], who["lan"], who["tam"], who["bay"]
    ask(lan, address, ASKED)
    slip = ask(bay, address, LATER, "bay@vidu.example")
    tam.goto(f"{address}/truc-tiep")
    look(tam)
    expect(tam.locator(".live-line")).not_to_contain_text(ASKED)
    waiting = item(chair, ASKED)
    expect(waiting).to_be_visible(timeout=SOON)  # the chair's page renews itself
    look(chair)
    press(chair, "Duyệt nguyên văn", waiting)
    press(chair, "Duyệt nguyên văn", item(chair, LATER))
    line = tam.locator(".live-line__item", has_text=ASKED)
    expect(line).to_be_visible(timeout=SOON)  # without touching the phone
    press(tam, "Tôi cũng hỏi câu này", line)
    expect(tam.locator("[data-live-told]")).to_contain_text("đã ủng hộ", timeout=SOON)
    expect(line).to_contain_text("1 người cùng hỏi", timeout=SOON)
    expect(line.get_by_role("button")).to_have_count(0)
    look(tam)
    bay.goto(f"{address}/truc-tiep")
    look(bay)
    press(bay, "Tôi cũng hỏi câu này", bay.locator(".live-line__item", has_text=ASKED))
    look(bay)
    bay.get_by_role("link", name="Về trang trực tiếp").click()
    bay.wait_for_timeout(1500)  # what everybody gets is up to a second old
    bay.get_by_role("link", name="Xem mới nhất").click()
    expect(bay.locator(".live-line__item", has_text=ASKED)).to_contain_text("2 người cùng hỏi")
    press(chair, "Lên đầu", item(chair, ASKED))
    expect(chair.locator("ol.steer__list .steer__item").first).to_contain_text(ASKED)
    return slip


def the_screen_shows_one(who: dict[str, Page], address: str) -> None:
    chair, lan = who["chair"], who["lan"]
    lan.goto(f"{address}/truc-tiep")
    press(chair, "Đưa lên màn hình", item(chair, ASKED))
    expect(lan.locator(".live-now__question")).to_contain_text(ASKED, timeout=SOON)
    screen = chair.context.new_page()
    screen.has_scripts = True
    screen.goto(f"{address}/man-hinh")
    expect(screen.locator(".screen__question")).to_contain_text(ASKED)
    look(screen)
    screen.close()


def the_answer_is_written_by_two(who: dict[str, Page], address: str) -> None:
    first, second = who["secretary"], who["other_secretary"]
    code = address.rsplit("/", 1)[1]
    for page, name in ((first, SECRETARY), (second, CHAIR)):
        sign_in_as(page, name)
        page.goto(f"/can-bo/doi-thoai/{code}/dieu-hanh")
        page.get_by_role("link", name="Ghi nội dung trả lời").first.click()
    look(first)
    first.locator("textarea").fill("Phường xin mở thêm hai lớp")
    expect(first.locator("[data-live-save-state]")).to_contain_text("Đã lưu", timeout=SOON)
    second.locator("textarea").fill("Hai lớp, từ tháng chín")
    expect(second.locator("[data-live-their-text]")).to_contain_text(
        "mở thêm hai lớp", timeout=SOON
    )
    assert second.locator("textarea").input_value() == "Hai lớp, từ tháng chín"
    look(second)
    second.problems.lines.clear()  # the browser notes the 409 that was provoked
    second.locator("textarea").fill("Phường xin mở thêm hai lớp, từ tháng chín")
    press(second, "Lưu")
    expect(who["lan"].locator(".live-now__answer")).to_contain_text("từ tháng chín", timeout=SOON)
    who["chair"].reload()
    press(who["chair"], "Đã trả lời xong")
    expect(who["lan"].locator(".live-answered")).to_contain_text(ASKED, timeout=SOON)


def a_poll_is_held(who: dict[str, Page], address: str) -> None:
    chair, lan, bay = who["chair"], who["lan"], who["bay"]
    chair.locator("[name=title]").fill("Buổi sau họp lúc nào?")
    chair.locator("[name=options]").fill("Buổi tối\nSáng thứ bảy")
    press(chair, "Giữ câu biểu quyết")
    press(chair, "Mở biểu quyết")
    expect(lan.get_by_label("Sáng thứ bảy")).to_be_visible(timeout=SOON)
    lan.get_by_label("Sáng thứ bảy").check()
    press(lan, "Gửi biểu quyết")
    expect(lan.locator("[data-live-told]")).to_contain_text("đã được tính", timeout=SOON)
    look(lan)
    bay.goto(f"{address}/truc-tiep/cau-hoi")
    look(bay)
    bay.goto(f"{address}/truc-tiep")
    bay.get_by_label("Buổi tối").check()
    press(bay, "Gửi biểu quyết")
    look(bay)
    expect(chair.locator(".steer__item--now", has_text="2 người đã biểu quyết")).to_be_visible(
        timeout=SOON
    )
    press(chair, "Đóng biểu quyết và hiện kết quả")
    expect(lan.locator("meter")).to_have_count(2, timeout=SOON)
    look(lan)
    lan.goto(f"{address}/truc-tiep/cau-hoi")
    look(lan)
    lan.goto(f"{address}/truc-tiep")


def somebody_speaks(who: dict[str, Page], address: str) -> None:
    chair, tam, bay = who["chair"], who["tam"], who["bay"]
    for page, seat in ((tam, "Ông Tám, hàng 2"), (bay, "Áo xanh, hàng 5")):
        page.goto(f"{address}/truc-tiep")
        page.get_by_role("link", name="Đăng ký phát biểu").click()
        look(page)
        page.locator("[name=display]").fill(seat)
        press(page, "Lấy số")
        look(page)
    press(bay, "Tôi không phát biểu nữa")
    look(bay)
    press(chair, "Mời phát biểu", item(chair, "Ông Tám"))
    tam.get_by_role("link", name="Về trang trực tiếp").last.click()
    expect(tam.locator(".live-now__speaker")).to_contain_text("Ông Tám, hàng 2")
    expect(tam.locator(".live-timer")).to_have_text(re.compile(r"^[0-2]:\d\d$"))
    expect(chair.locator(".steer__speaking")).to_contain_text("Ông Tám", timeout=SOON)
    look(chair)
    press(chair, "Đã phát biểu xong")


def the_end_makes_a_case(who: dict[str, Page], address: str, slip: list[str], site: Site) -> None:
    chair, bay, lan = who["chair"], who["bay"], who["lan"]
    chair.get_by_text("Kết thúc buổi đối thoại").first.click()
    press(chair, "Kết thúc buổi đối thoại")
    look(chair)
    expect(lan.locator(".live-now__none")).to_contain_text("không có câu hỏi", timeout=SOON)
    mail = site.wait_for_mail("bay@vidu.example", "vụ việc")
    case = re.search(r"PA-\w{4}-\w{4}", mail.get_content())
    assert case is not None
    question, pin = slip
    bay.goto(f"/tra-cuu/cau-hoi/{question}")
    look(bay)
    expect(bay.locator("main")).to_contain_text(case[0])
    press(bay, "Mở phản ánh")
    expect(bay.locator("main")).to_contain_text(LATER)
    bay.context.clear_cookies()  # another day, another phone
    bay.goto(f"/tra-cuu?ma={case[0]}")
    bay.locator("[name=pin]").fill(pin)
    bay.locator("main button[type=submit]").first.click()
    bay.wait_for_url(f"**/tra-cuu/{case[0]}")
    look(bay)
    lan.goto(address)
    expect(lan.locator("main")).to_contain_text("Câu hỏi chuyển thành vụ việc")
    look(lan)
