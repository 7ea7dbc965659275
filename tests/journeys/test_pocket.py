"""The helper's app without a signal: a whole day's work arrives once, whatever happens on the way."""

import pathlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

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
from tests.support.shaky_line import Line

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("pocket")]
THINGS = ("Đèn đường", "Nắp cống", "Cây xanh", "Vỉa hè", "Thùng rác", "Dây điện", "Ổ gà")
PLACES = ("đầu hẻm", "cuối hẻm", "trước chợ", "sau trường học", "cạnh công viên", "gần cầu")
HARMS = ("tối đi rất khó", "mưa là ngập", "trẻ nhỏ dễ ngã", "mùi hôi cả ngày")


def report(page: Page, number: int, photos: list[pathlib.Path]) -> tuple[str, str]:
    """Write one report through the app's own form; the slip's number and PIN."""
    open_part(page, "#/phan-anh", "form-report")
    mixed = random.Random(number)
    words = [mixed.choice(kind) for kind in (THINGS, PLACES, HARMS)]
    family = mixed.choice(("Nguyễn", "Trần", "Lê", "Phạm"))
    page.locator("[name=name]").fill(f"{family} Thị {mixed.choice(THINGS)} {number}")
    text = f"{words[0]} {words[1]} bị hỏng, {words[2]}. Việc thứ {number} trong ngày."
    page.locator("[name=text]").fill(text)
    page.locator("[name=neighbourhood]").select_option(index=1)
    page.locator("[name=photos]").set_input_files(photos)
    expect(page.locator("[data-pictures=photo] li")).to_have_count(len(photos))
    page.locator("[name=consent_how][value=witness]").check()
    page.locator("[name=consent_relation]").select_option("neighbour")
    page.locator("[data-p=save]").click()
    view(page, "slip")
    return tuple(page.locator(".slip__code").all_inner_texts())  # type: ignore[return-value]


def pictures(folder: pathlib.Path, count: int) -> list[pathlib.Path]:
    made = []
    for number in range(count):
        path = folder / f"anh-{number}.jpg"
        image = Image.effect_noise((480, 360), 20 + number % 60)
        exif = Image.Exif()
        exif[0x0110] = "may anh bi mat"
        image.convert("RGB").save(path, exif=exif)
        made.append(path)
    return made


def test_every_page_of_the_app_on_a_phone(
    pocket: Callable[[], Any], helper: Helper, tmp_path: pathlib.Path
) -> None:
    with pocket() as context:
        page = watched(context.new_page())
        page.goto(APP)
        view(page, "start")
        look(page)
        page.locator("#pin-new").fill("111111")
        page.get_by_role("button", name="Chuẩn bị máy này").click()
        expect(page.locator("[data-p-notice]")).to_be_visible()
        make_ready(page)
        look(page)
        for address, name in (
            ("#/cau-hoi", "form-question"),
            ("#/dang-ky", "form-registration"),
            ("#/khao-sat", "form-survey"),
            ("#/tra-cuu", "lookup"),
            ("#/thoat", "leave"),
            ("#/phan-anh", "form-report"),
        ):
            open_part(page, address, name)
            look(page)
        page.locator("[data-p=save]").click()
        expect(page.locator("[data-p-notice]")).to_contain_text("khu phố")
        look(page)
        context.set_offline(True)
        report(page, 1, pictures(tmp_path, 1))
        look(page)
        open_part(page, "#/tra-cuu", "lookup")
        page.locator("#tim").fill("den khong sang")
        expect(page.locator("[data-p=found] li").first).to_contain_text("đèn không sáng")
        open_part(page, "#/hang-cho", "queue")
        expect(page.locator(".pocket-item")).to_have_count(1)
        look(page)
        page.get_by_role("button", name="Xóa").click()
        view(page, "delete")
        look(page)
        page.get_by_role("button", name="Giữ lại").click()
        page.reload()
        view(page, "lock")
        look(page)
        page.get_by_role("button", name="Tôi quên 6 số này").click()
        view(page, "forgotten")
        look(page)
        page.get_by_role("button", name="Quay lại").click()
        for wrong in ("000001", "000002", "000003"):
            page.locator("#pin").fill(wrong)
            page.get_by_role("button", name="Mở khóa").click()
            expect(page.locator("#pin")).to_have_value("")
        expect(page.locator("[data-p-notice]")).to_contain_text("Nhập sai quá nhiều lần")
        page.locator("[data-p=forgotten]").click()
        page.get_by_role("button", name="Xóa hết").click()
        view(page, "wiped")
        look(page)
        assert page.evaluate(LEFT) is None
        assert not page.problems.lines
    assert helper.run("count")["cases"] == 0


def test_a_day_of_fifty_reports_with_a_hundred_photos_arrives_once(
    pocket: Callable[[], Any], line: Line, helper: Helper, tmp_path: pathlib.Path
) -> None:
    photos = pictures(tmp_path, 100)
    slips: list[tuple[str, str]] = []
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        context.set_offline(True)
        for number in range(30):
            slips.append(report(page, number, photos[2 * number : 2 * number + 2]))
        assert page.evaluate(READABLE, "Thị") is False
        assert page.evaluate(READABLE, "may anh bi mat") is False
        open_part(page, "#/phan-anh", "form-report")
        page.locator("[name=text]").fill("Đang ghi dở thì máy hết pin.")
        page.wait_for_timeout(1500)
    # The browser is gone; the phone is opened again, still without a signal.
    with pocket() as context:
        line.is_down = True
        page = watched(context.new_page())
        page.goto(APP)
        unlock(page)
        assert page.evaluate(LEFT)["items"] == 30
        open_part(page, "#/phan-anh", "form-report")
        expect(page.locator("[name=text]")).to_have_value("Đang ghi dở thì máy hết pin.")
        page.locator("[data-p=discard]").click()
        view(page, "home")
        for number in range(30, 50):
            slips.append(report(page, number, photos[2 * number : 2 * number + 2]))
        second = watched(
            context.new_page()
        )  # a second tab, unlocked as well: only one of them sends
        second.goto(APP)
        unlock(second)

        # A signal that comes and goes, answers that are lost after the site stored, errors after it stored.
        mixed = random.Random(7)

        def faults(_method: str, path: str, number: int) -> str:
            if "/ho-tro/api/" not in path:
                return ""
            if path.endswith("/viec"):
                return ("unheard", "broken", "", "")[number % 4]
            return mixed.choice(("refused", "unheard", "broken", *[""] * 12))

        line.faults, line.is_down = faults, False
        for flap in range(8):
            context.set_offline(flap % 2 == 0)
            page.wait_for_timeout(1500)
        # The session ends meanwhile: nothing is lost, signing in goes on with it.
        context.set_offline(False)
        helper.run("sign-out")
        expect(page.locator("[data-pocket][data-state=out]")).to_have_count(1, timeout=120_000)
        expect(page.get_by_role("link", name="Đăng nhập lại")).to_be_visible()
        fresh = helper.run("sign-in")["cookie"]
        context.add_cookies([{**fresh, "url": line.address}])
        end = 0
        while (page.evaluate(LEFT) or {})["items"] and end < 120:
            page.evaluate("dispatchEvent(new Event('online'))")
            page.wait_for_timeout(700)
            end += 1
        line.faults = lambda _method, _path, _number: ""
        page.evaluate("dispatchEvent(new Event('online'))")
        state(page, "done", 0)
        left = page.evaluate(LEFT)
        assert (left["items"], left["photos"], left["drafts"]) == (0, 0, 0)
        assert not page.problems.lines and not second.problems.lines
    assert line.seen["unheard"] and line.seen["broken"] and line.seen["refused"]
    found = helper.run("count")
    assert (found["cases"], found["photos"], found["pieces"]) == (50, 100, 0)
    assert set(found["slips"]) == {slip for slip, _pin in slips}
    assert len(set(found["slips"].values())) == 50


def test_the_slip_leads_to_the_case_and_the_app_updates_itself(
    pocket: Callable[[], Any], line: Line, helper: Helper, phone: Page, tmp_path: pathlib.Path
) -> None:
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        context.set_offline(True)
        number, pin = report(page, 1, pictures(tmp_path, 1))
        phone.goto(f"/tra-cuu?ma={number}")
        phone.locator("[name=pin]").fill(pin)
        phone.get_by_role("button", name="Mở").click()
        expect(phone.locator(".govuk-error-summary")).to_contain_text("chưa tới phường")
        phone.problems.lines.clear()
        # The server understands only newer apps now: the phone keeps what it has and says so.
        page.route("**/ho-tro/api/**", lambda route: route.fulfill(status=426, body="{}"))
        context.set_offline(False)
        expect(page.locator("[data-p-state]")).to_contain_text("đang tự cập nhật", timeout=20_000)
        assert page.evaluate(LEFT)["items"] == 1
        page.unroute("**/ho-tro/api/**")
        page.evaluate("dispatchEvent(new Event('online'))")
        state(page, "done", 0)
    phone.goto(f"/tra-cuu?ma={number}")
    phone.locator("[name=pin]").fill(pin)
    phone.get_by_role("button", name="Mở").click()
    phone.wait_for_url("**/tra-cuu/PA-*")
    expect(phone.locator("h1")).to_be_visible()


def test_a_helper_who_is_one_no_longer_has_an_empty_phone(
    pocket: Callable[[], Any], helper: Helper, tmp_path: pathlib.Path
) -> None:
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        context.set_offline(True)
        report(page, 1, pictures(tmp_path, 2))
        helper.run("end")
        context.set_offline(False)
        view(page, "wiped")
        expect(page.locator("[data-p=words]")).to_contain_text("không còn thuộc Tổ nào")
        assert page.evaluate(LEFT) is None
        look(page)
    assert helper.run("count")["cases"] == 0


def test_the_app_says_what_a_phone_cannot_do_and_keeps_the_work(
    pocket: Callable[[], Any], tmp_path: pathlib.Path
) -> None:
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        context.set_offline(True)
        # No room: nothing is half kept, the form stays as it is.
        page.evaluate(
            "window.put = IDBObjectStore.prototype.put;"
            "IDBObjectStore.prototype.put = function (value) {"
            "  if (this.name === 'items') throw new DOMException('full', 'QuotaExceededError');"
            "  return window.put.call(this, value); }; 0"
        )
        open_part(page, "#/phan-anh", "form-report")
        page.locator("[name=text]").fill("Máy hết chỗ mà việc vẫn còn đây.")
        page.locator("[name=neighbourhood]").select_option(index=1)
        page.locator("[name=consent_how][value=witness]").check()
        page.locator("[name=consent_relation]").select_option("family")
        page.locator("[data-p=save]").click()
        expect(page.locator("[data-p-notice]")).to_contain_text("hết chỗ")
        expect(page.locator("[name=text]")).to_have_value("Máy hết chỗ mà việc vẫn còn đây.")
        page.evaluate("IDBObjectStore.prototype.put = window.put; 0")
        page.locator("[data-p=save]").click()
        view(page, "slip")
        # A clock that runs back a month.
        page.evaluate("window.now = Date.now; Date.now = () => window.now() - 30 * 86400000; 0")
        open_part(page, "#/", "home")
        expect(page.locator("[data-p=warning]")).to_contain_text("Đồng hồ của máy bị sai")
        look(page)
        page.evaluate("Date.now = window.now; 0")
        # Locked after some minutes without a touch, with everything kept.
        page.evaluate("Date.now = () => window.now() + 6 * 60000; 0")
        view(page, "lock")
        unlock(page)
        # A week without contact: everything is removed, and it says how much that was.
        page.add_init_script("const now = Date.now; Date.now = () => now() + 7 * 86400000 + 60000;")
        page.reload()
        view(page, "wiped")
        expect(page.locator("[data-p=words]")).to_contain_text("Chưa gửi và đã mất: 1")
        assert page.evaluate(LEFT) is None
        # A browser that keeps nothing.
        refusing = watched(context.new_page())
        refusing.add_init_script(
            "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };"
        )
        refusing.goto(APP)
        view(refusing, "refused")
        look(refusing)
        assert not page.problems.lines and not refusing.problems.lines


def test_an_older_store_on_the_phone_is_brought_up_to_date(pocket: Callable[[], Any]) -> None:
    with pocket() as context:
        page = watched(context.new_page())
        page.goto(f"{APP}.webmanifest")  # of the same origin, and without the app
        page.evaluate(
            """() => new Promise((good) => {
              const asked = indexedDB.open('so-tay', 1);
              asked.onupgradeneeded = () => {
                asked.result.createObjectStore('meta', { keyPath: 'name' });
                const items = asked.result.createObjectStore('items', { keyPath: 'n', autoIncrement: true });
                asked.result.createObjectStore('photos', { keyPath: 'id' });
                items.add({ state: 'waiting', bytes: 0, sealed: {} });
              };
              asked.onsuccess = () => { asked.result.close(); good(); };
            })"""
        )
        page.goto(APP)
        view(page, "start")
        assert page.evaluate(LEFT) == {
            "meta": 0,
            "items": 1,
            "photos": 0,
            "drafts": 0,
            "doors": 0,
            "marks": 0,
        }


def test_signing_out_asks_about_what_waits_and_empties_the_phone(
    pocket: Callable[[], Any], helper: Helper, tmp_path: pathlib.Path
) -> None:
    with pocket() as context:
        page = watched(context.new_page())
        make_ready(page)
        context.set_offline(True)
        report(page, 1, pictures(tmp_path, 1))
        open_part(page, "#/thoat", "leave")
        expect(page.locator("[data-p=waiting]")).to_contain_text("Chưa gửi: 1")
        look(page)
        context.set_offline(False)
        page.locator("[data-p=send]").click()
        expect(page.locator("[data-p=waiting]")).to_contain_text("Đã gửi hết", timeout=20_000)
        page.get_by_role("button", name="Xóa hết và đăng xuất").click()
        page.wait_for_url(lambda url: "so-tay" not in url)
        assert page.evaluate(LEFT) is None
    assert helper.run("count")["cases"] == 1
