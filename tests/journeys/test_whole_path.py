"""One report's whole journey on a phone: sent, received, answered, approved, found, judged, reopened.

Once as most people have it, once with scripts switched off. Every page on the way must fit the phone.
"""

import pathlib
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser import Site, assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD = "/p/26743-ben-thanh"
CLERK, OFFICER, LEADER = "Võ Thị Mỹ Linh", "Đoàn Quốc Vinh", "Trương Minh Khoa"
TEXT = "Nắp cống trước số 12 Lê Anh Xuân bị vỡ từ hôm qua, {token}, xe máy dễ sụp bánh."
ANSWER = "Sáng nay đội thoát nước đã thay nắp cống mới, {token}. Trân trọng cảm ơn Ông/Bà."


@dataclass
class Slip:
    """What a sender takes home."""

    code: str
    pin: str


@pytest.fixture
def photo(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "anh.jpg"
    picture = Image.new("RGB", (2400, 1800), (120, 140, 150))
    exif = picture.getexif()
    exif[0x010F] = "Hãng máy ảnh"
    picture.save(path, exif=exif)
    return path


def look(page: Page) -> None:
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def press_main_button(page: Page, within: str) -> None:
    page.locator(f"{within} button[type=submit]").first.click()
    page.wait_for_load_state()


def send(page: Page, token: str, photo: pathlib.Path, email: str) -> Slip:
    page.goto("/?q=ben+thanh")
    page.get_by_role("link", name="Phường Bến Thành").first.click()
    page.goto(f"{WARD}/phan-anh/gui")
    look(page)
    page.locator("[name=text]").fill("Ngắn")
    press_main_button(page, "form[enctype]")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("Ngắn")
    look(page)
    page.problems.lines.clear()  # the browser notes the 422 that was provoked
    page.locator("[name=text]").fill(TEXT.format(token=token))
    page.locator("[name=place]").fill("12 Lê Anh Xuân")
    page.locator("[name=photos]").set_input_files(photo)
    press_main_button(page, "form[enctype]")
    while page.url.endswith(("/luu-y", "/tuong-tu")):
        look(page)
        press_main_button(page, "form:not([action])")
    page.wait_for_url("**/lien-he")
    look(page)
    page.locator("[name=email]").fill(email)
    press_main_button(page, "form.panel--form")
    page.wait_for_url("**/kiem-tra")
    look(page)
    expect(page.locator("main")).to_contain_text(TEXT.format(token=token))
    press_main_button(page, "form:not([action])")
    page.wait_for_url("**/bien-nhan")
    look(page)
    code, pin = page.locator(".slip__code").all_inner_texts()
    expect(page.locator(".due")).to_contain_text("10")
    return Slip(code, pin)


def take_step(page: Page, person: str, slip: Slip, step: str = "") -> None:
    sign_in_as(page, person)
    page.goto(f"/can-bo/phan-anh/{slip.code}" + (f"?viec={step}" if step else ""))
    look(page)


def handle(page: Page, slip: Slip, token: str) -> None:
    take_step(page, CLERK, slip)
    page.locator("[name=title]").fill(f"Nắp cống vỡ trước số 12 Lê Anh Xuân, {token}")
    press_main_button(page, "#viec")
    page.locator("[name=handler]").select_option(label=option_with(page, "handler", OFFICER))
    press_main_button(page, "#viec")
    take_step(page, OFFICER, slip)
    page.locator("#viec a.govuk-button").click()
    page.wait_for_url("**/soan")
    look(page)
    page.locator("[name=body]").fill(ANSWER.format(token=token))
    page.locator("button[value=gui]").click()
    page.wait_for_load_state()
    expect(page.locator("#viec button", has_text="Duyệt")).to_have_count(0)  # not one's own
    take_step(page, LEADER, slip)
    page.locator("#viec a.govuk-button").click()
    page.wait_for_url("**/duyet")
    look(page)
    press_main_button(page, "#viec")


def option_with(page: Page, name: str, words: str) -> str:
    labels = page.locator(f"[name={name}] option").all_inner_texts()
    return next(label for label in labels if words in label)


def read_as_anyone(page: Page, slip: Slip, token: str) -> None:
    for typed in (f"nắp cống {token}", f"nap cong {token}"):
        page.goto(f"{WARD}/phan-anh?q={typed}")
        page.get_by_role("link", name=token).click()
        page.wait_for_url(f"**/{slip.code}")
    look(page)
    expect(page.locator(".answer")).to_contain_text(token)
    expect(page.locator("body")).not_to_contain_text("@vidu.vn")


def judge(page: Page, slip: Slip) -> None:
    page.context.clear_cookies()  # another day, the slip at hand
    page.goto("/tra-cuu")
    look(page)
    page.locator("[name=code]").fill(slip.code.lower().replace("-", " "))
    page.locator("[name=pin]").fill(slip.pin)
    press_main_button(page, "form[action='/tra-cuu']")
    page.wait_for_url(f"**/tra-cuu/{slip.code}")
    look(page)
    page.locator("[name=solved][value=no]").check()
    page.locator("[name=reason]").fill("Nắp mới vẫn kênh, xe đi qua còn kêu.")
    page.locator("form[action$='/danh-gia'] button[type=submit]").click()
    expect(page.locator(".tag--reopened")).to_be_visible()
    look(page)


def whole_path(page: Page, site: Site, token: str, photo: pathlib.Path) -> None:
    email = f"{token}@vidu.vn"
    slip = send(page, token, photo, email)
    mail = site.wait_for_mail(email, slip.code)
    assert slip.pin not in mail.as_string()
    handle(page, slip, token)
    site.wait_for_mail(email, ANSWER.format(token=token)[:30])
    read_as_anyone(page, slip, token)
    judge(page, slip)
    sign_in_as(page, LEADER)
    page.goto("/can-bo/")
    expect(page.locator("table")).to_contain_text(slip.code)


def test_whole_path_on_a_phone(phone: Page, site: Site, photo: pathlib.Path) -> None:
    whole_path(phone, site, "alpha", photo)


def test_whole_path_without_scripts(
    phone_without_js: Page, site: Site, photo: pathlib.Path
) -> None:
    whole_path(phone_without_js, site, "beta", photo)
