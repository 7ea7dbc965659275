"""The pages of figures in a browser: on a phone, without scripts, on paper; a report from wish to file."""

import pathlib

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_papi import CUT_OFF, SEEN, SMALLEST, TEXT_SIZES
from tests.support.browser import assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
HOME, LEADER = "/p/26743-ben-thanh/chi-so", "Trương Minh Khoa"
PUBLIC = (HOME, f"{HOME}/A1", f"{HOME}/doi-chieu", "/chi-so", "/chi-so?chi-so=dan-chu")
STAFF = (
    "/can-bo/chi-so",
    "/can-bo/chi-so/trach-nhiem",
    "/can-bo/chi-so/dang-sau",
    "/can-bo/chi-so/bao-cao",
)
A4 = {"width": 688, "height": 1000}  # less its margins


def open_all(page: Page) -> None:
    for one in page.locator("main details > summary").all():
        if one.is_visible():
            one.click()


@pytest.mark.parametrize("path", PUBLIC)
def test_residents_read_figures_on_a_phone(phone: Page, path: str) -> None:
    phone.goto(path)
    assert_accessible(phone)
    open_all(phone)
    assert_accessible(phone)
    for width in (390, 320):
        phone.set_viewport_size({"width": width, "height": 844})
        assert_fits(phone)
        if phone.evaluate(SEEN):
            assert set(phone.evaluate(SEEN)) == {"narrow"}
            assert min(phone.evaluate(TEXT_SIZES)) >= SMALLEST
            assert phone.evaluate(CUT_OFF) == []


def test_figures_are_chosen_and_explained_without_scripts(phone_without_js: Page) -> None:
    page = phone_without_js
    page.goto(HOME)
    page.locator("select[name=ky]").select_option(index=5)
    page.get_by_role("button", name="Xem").click()
    assert "ky=" in page.url
    assert_fits(page)
    page.get_by_text("Cách tính", exact=True).first.click()
    page.goto("/chi-so")
    page.locator("select[name='chi-so']").select_option("A10")
    page.get_by_role("button", name="Xem").click()
    expect(page.locator("#ban-do")).to_have_text("Cam kết giữ đúng hẹn đầu")
    page.get_by_role("link", name="Phường Bến Thành").first.click()
    expect(page.locator("h1")).to_have_text("Cam kết giữ đúng hẹn đầu")


def test_a_leader_reads_on_a_phone_and_on_a_desk(phone: Page, desktop: Page) -> None:
    for page in (phone, desktop):
        sign_in_as(page, LEADER)
        for path in STAFF:
            page.goto(path)
            assert_fits(page)
            assert_accessible(page)
        page.goto(STAFF[0])
        page.locator("main .todo a").first.click()
        expect(page.locator("h1")).to_be_visible()
        assert "/can-bo/phan-anh/" in page.url


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_a_report_from_wish_to_file(
    phone: Page, phone_without_js: Page, scripts: str, tmp_path: pathlib.Path
) -> None:
    page = phone if scripts == "with" else phone_without_js
    sign_in_as(page, LEADER)
    page.goto(STAFF[-1])
    page.locator("select[name=quarter]").select_option(index=0 if scripts == "with" else 2)
    page.get_by_role("button", name="Lập báo cáo").click()
    ready = page.get_by_role("link", name="PDF, để đọc và in")
    if scripts == "with":
        expect(ready).to_be_visible(timeout=60_000)  # the page looks by itself
        assert_accessible(page)
    else:
        for _ in range(60):
            if ready.is_visible():
                break
            page.get_by_role("link", name="Xem đã xong chưa").click()
            page.wait_for_timeout(1000)
    assert_fits(page)
    for ending, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        with page.expect_download() as fetched:
            page.locator(f"a[href$='tep.{ending}']").click()
        file = tmp_path / f"report.{ending}"
        fetched.value.save_as(file)
        assert file.read_bytes().startswith(start)
        assert fetched.value.suggested_filename.endswith(f".{ending}")


@pytest.mark.parametrize("path", PUBLIC)
def test_paper_gets_what_matters(desktop: Page, path: str) -> None:
    desktop.goto(path)
    desktop.emulate_media(media="print")
    desktop.set_viewport_size(A4)
    assert_fits(desktop)
    if desktop.evaluate(SEEN):
        assert set(desktop.evaluate(SEEN)) == {"wide"}
    assert not desktop.get_by_role("button", name="Xem", exact=True).is_visible()
    assert len(desktop.pdf(format="A4")) > 20_000
