"""Sending on a phone: with a photo, a pin and similar cases; without scripts; and what never shows."""

import pathlib
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD = "/p/26743-ben-thanh"
SEND = f"{WARD}/phan-anh/gui"
HERE = {"latitude": 10.7725, "longitude": 106.698}
DENUNCIATION = "Tôi tố cáo ông Quý, công chức phường, nhận hối lộ của quán Sao Đêm."


@pytest.fixture
def papers(tmp_path: pathlib.Path) -> list[pathlib.Path]:
    """A photo as large as phones take them, and a PDF."""
    photo, pdf = tmp_path / "anh.jpg", tmp_path / "don.pdf"
    photo.write_bytes(factories.photo(size=(3000, 2000))[0].getvalue())
    pdf.write_bytes(factories.pdf().getvalue())
    return [photo, pdf]


def look(page: Page) -> None:
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def go_on(page: Page, form: str) -> None:
    page.locator(f"{form} button[type=submit]").last.click()
    page.wait_for_load_state()


def here(context: BrowserContext) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation(HERE)


def test_photo_pdf_and_pin(phone: Page, papers: list[pathlib.Path]) -> None:
    here(phone.context)
    phone.goto(SEND)
    phone.locator("[name=text]").fill("Cột biển báo ở góc công viên nghiêng hẳn sang một bên.")
    phone.locator("[name=photos]").set_input_files(papers)
    expect(phone.locator(".photo-list__item")).to_have_count(2)
    expect(phone.locator(".photo-list__name")).to_have_text("don.pdf")
    phone.locator("[data-map-open]").click()
    phone.locator("[data-map-here]").click()
    expect(phone.locator("[name=lat]")).to_have_value("10.77250")
    expect(phone.locator(".map__pin")).to_be_visible()
    phone.locator("[data-map-clear]").click()
    expect(phone.locator("[name=lat]")).to_have_value("")
    phone.locator(".map__canvas").click(position={"x": 120, "y": 90})
    expect(phone.locator("[name=lat]")).to_have_value(re.compile(r"10\.\d{5}"))
    look(phone)
    go_on(phone, "form[enctype]")
    if phone.url.endswith("/tuong-tu"):
        look(phone)
        go_on(phone, "form:not([action])")
    phone.wait_for_url("**/lien-he")
    expect(phone.locator("[name=accused_text]")).to_be_hidden()
    phone.locator("[name=about][value=words]").check()
    expect(phone.locator("[name=accused_text]")).to_be_visible()
    phone.locator("[name=about][value='']").check()
    go_on(phone, "form.panel--form")
    expect(phone.locator("main .kept-files__list img")).to_have_count(1)
    expect(phone.locator("main")).to_contain_text("PDF")
    phone.locator(".check").last.scroll_into_view_if_needed()
    expect(phone.locator(".map__pin")).to_be_visible()
    look(phone)
    go_on(phone, "form:not([action])")
    phone.wait_for_url("**/bien-nhan")
    expect(phone.locator(".due")).to_contain_text(
        re.compile(r"10 ngày làm việc, hạn \d\d/\d\d/\d{4}")
    )
    phone.locator(".due summary").click()
    expect(phone.locator(".due")).to_contain_text("42/2013/QH13")
    look(phone)


def public_case(page: Page) -> tuple[str, str]:
    """An answered case of the demo: its address and what it says."""
    page.goto(f"{WARD}/phan-anh?trang-thai=da-tra-loi")
    page.locator(".case-list a").first.click()
    page.wait_for_load_state()
    return page.url, page.locator(".prose").first.inner_text()


def test_the_same_for_me_while_typing(phone: Page) -> None:
    address, text = public_case(phone)
    code = address.rsplit("/", 1)[1]
    phone.goto(SEND)
    phone.locator("[name=text]").fill(text[:400])
    item = phone.locator(f"[data-similar-code='{code}']")
    expect(item).to_be_visible()
    item.locator("summary").click()
    look(phone)
    item.get_by_role("button", name="Tôi cũng gặp").click()
    phone.wait_for_url("**/toi-cung-gap")
    look(phone)
    assert "draft" not in phone.evaluate("JSON.stringify(Object.keys(localStorage))")


def test_it_answers_me_without_scripts(phone_without_js: Page) -> None:
    page = phone_without_js
    address, text = public_case(page)
    page.goto(SEND)
    expect(page.locator(".map")).to_be_hidden()
    page.locator("[name=text]").fill(text[:400])
    go_on(page, "form[enctype]")
    page.wait_for_url("**/tuong-tu")
    look(page)
    item = page.locator(".similar__item", has=page.locator(f"a[href$='{address[-12:]}']"))
    item.get_by_role("button", name="Đã trả lời điều tôi cần").click()
    page.wait_for_url("**/da-co-cau-tra-loi")
    look(page)


@pytest.mark.parametrize("visitor", ["phone", "phone_without_js"])
def test_a_denunciation_never_shows(visitor: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(visitor)
    page.goto(SEND)
    page.locator("[name=text]").fill(f"{DENUNCIATION} {visitor}")
    go_on(page, "form[enctype]")
    page.wait_for_url("**/luu-y")
    expect(page.locator("main")).to_contain_text("Luật Tố cáo")
    look(page)
    go_on(page, "form:not([action])")
    page.wait_for_url("**/lien-he")
    go_on(page, "form.panel--form")
    go_on(page, "form:not([action])")
    page.wait_for_url("**/bien-nhan")
    expect(page.locator("main")).to_contain_text("không bao giờ được công khai")
    look(page)
    code = page.locator(".slip__code").first.inner_text()
    for address in (f"{WARD}/", f"{WARD}/phan-anh?q=sao+dem", f"{WARD}/phan-anh?q={code}"):
        page.goto(address)
        expect(page.locator("main")).not_to_contain_text("Sao Đêm")
    for person, sees in (("Đoàn Quốc Vinh", 0), ("Trương Minh Khoa", 0), ("Võ Thị Mỹ Linh", 1)):
        sign_in_as(page, person)
        page.goto("/can-bo/?xem=phuong&q=sao+dem")
        expect(page.locator(f"a[href*='{code}']")).to_have_count(sees)
    if page.has_scripts:
        kept = page.evaluate("JSON.stringify(Object.entries(localStorage))")
        assert "Sao" not in kept


def test_without_a_signal_nothing_that_was_typed_is_lost(phone: Page) -> None:
    phone.goto(f"{WARD}/phan-anh/gui")
    phone.locator("[name=text]").fill("Cột điện trước số 8 nghiêng hẳn sang một bên.")
    phone.context.set_offline(True)
    phone.locator("form[enctype] button[type=submit]").first.click()
    told = phone.locator("[data-draft-offline]")
    expect(told).to_contain_text("chưa gửi được")
    expect(phone.locator("[name=text]")).to_have_value(re.compile("Cột điện"))
    assert_fits(phone)
    assert_accessible(phone)
    phone.context.set_offline(False)
    expect(told).to_be_hidden()
    phone.reload()
    phone.get_by_role("button", name="Lấy lại").click()
    expect(phone.locator("[name=text]")).to_have_value(re.compile("Cột điện"))
    phone.locator("form[enctype] button[type=submit]").first.click()
    phone.wait_for_url(lambda url: not url.endswith("/gui"))
    phone.problems.lines.clear()  # what failed for want of a signal: similar cases
