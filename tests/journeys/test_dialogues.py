"""A dialogue's first half in real browsers: from the plan to the notice, from a question to an objection."""

import datetime as dt
import io
import zipfile

import pytest
from playwright.sync_api import Page, expect

from citizen_app.core import clock
from tests.support.browser import Site, assert_accessible, assert_fits, sign_in_as

pytestmark = pytest.mark.journey
WARD = "/p/26743-ben-thanh"
CLERK, LEADER = "Võ Thị Mỹ Linh", "Lâm Thị Ngọc Hân"
SUPERVISOR, OFFICER = "Nguyễn Thị Bích Loan", "Đoàn Quốc Vinh"
YEARLY = "Hội nghị đối thoại giữa UBND phường và Nhân dân năm nay"
TITLE = "Đối thoại về chợ và vỉa hè đường Lê Thánh Tôn"


def look(page: Page) -> None:
    page.wait_for_load_state()
    assert_fits(page)
    if page.has_scripts:
        assert_accessible(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def fetched(page: Page, link: str) -> bytes:
    """What a link downloads, by the browser's own request."""
    address = page.get_by_role("link", name=link).first.get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.ok, (link, answer.status)
    return bytes(answer.body())


def test_plan_to_notice(desktop: Page, phone: Page, phone_without_js: Page, site: Site) -> None:
    """The clerk plans, the leader publishes, a resident reads and takes the calendar file."""
    day = clock.today() + dt.timedelta(days=20)
    clerk = desktop
    sign_in_as(clerk, CLERK)
    clerk.goto("/can-bo/doi-thoai")
    clerk.get_by_role("link", name="Lên kế hoạch đối thoại").first.click()
    look(clerk)
    press(clerk, "Lưu")
    expect(clerk.locator(".govuk-error-summary")).to_be_visible()
    look(clerk)
    clerk.problems.lines.clear()  # the browser notes the 422 that was provoked
    fill = {
        "title": TITLE,
        "topics": "Sắp xếp chợ\nVỉa hè",
        "day": day.isoformat(),
        "begins": "18:00",
        "ends": "20:00",
        "questions_until": (day - dt.timedelta(days=2)).isoformat(),
        "place": "Nhà văn hóa khu phố 3",
        "chair": "Bà Lâm Thị Ngọc Hân, Chủ tịch UBND phường",
        "co_chair": "Thường trực HĐND phường",
        "capacity": "60",
        "agenda": "10 Khai mạc\n110 Hỏi và trả lời",
    }
    clerk.locator("[name=form][value=in_person]").check()  # the last one was online, too
    for name, value in fill.items():
        clerk.locator(f"[name={name}]").fill(value)
    press(clerk, "Lưu")
    look(clerk)
    code = clerk.locator(".case-head__code .code").inner_text()
    expect(clerk.get_by_role("button", name="Công bố thông báo")).to_have_count(0)
    for name in ("thong-bao", "giay-moi"):
        base = f"/can-bo/doi-thoai/{code}/van-ban/{name}"
        word = clerk.request.get(f"{base}.docx").body()
        inside = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
        assert TITLE in inside and "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in inside
        assert clerk.request.get(f"{base}.pdf").body().startswith(b"%PDF-")
    resident = phone_without_js
    assert resident.goto(f"{WARD}/doi-thoai/{code}").status == 404  # a plan is nobody's business
    resident.problems.lines.clear()

    leader = phone
    sign_in_as(leader, LEADER)
    leader.goto(f"/can-bo/doi-thoai/{code}")
    look(leader)
    press(leader, "Công bố thông báo")
    expect(leader.get_by_text("đúng hạn").first).to_be_visible()
    look(leader)

    resident.goto(f"{WARD}/doi-thoai")
    resident.get_by_role("link", name=TITLE).click()
    look(resident)
    expect(resident.locator("h1")).to_have_text(TITLE)
    entry = fetched(resident, "Thêm vào lịch của tôi").decode()
    assert "BEGIN:VEVENT" in entry and f"{day:%Y%m%d}" in entry and "Nhà văn hóa" in entry
    resident.get_by_role("link", name="Áp phích để dán").click()
    look(resident)
    assert fetched(resident, "Mở áp phích dạng PDF").startswith(b"%PDF-")
    feed = resident.request.get(f"{WARD}/doi-thoai.ics").text()
    assert TITLE in feed.replace("\r\n ", "")


@pytest.mark.parametrize("scripts", ["with", "without"])
def test_ask_without_account_refused_appealed_overturned(
    phone: Page, phone_without_js: Page, desktop: Page, site: Site, scripts: str
) -> None:
    """Asked by a stranger, approved or refused on a ground, objected to, decided above the ward's office."""
    resident = phone if scripts == "with" else phone_without_js
    resident.goto(f"{WARD}/doi-thoai")
    resident.get_by_role("link", name=YEARLY).click()
    look(resident)
    address = resident.url
    asked = {
        "shown": f"Khi nào phường lát lại vỉa hè đường Thủ Khoa Huân, lần {scripts}?",
        "refused": f"Sao phường bênh hộ bán hàng rong ({scripts}), gọi 0903 111 222 mà hỏi?",
    }
    slips = {name: ask(resident, address, text) for name, text in asked.items()}

    staff = desktop
    sign_in_as(staff, CLERK)
    decide = f"/can-bo/doi-thoai/{address.rsplit('/', 1)[1]}/cau-hoi"
    staff.goto(decide)
    look(staff)
    staff.goto(f"{decide}/{slips['shown'][0]}")
    staff.locator("#duyet [name=category]").select_option("ha-tang")
    press(staff, "Duyệt")
    staff.goto(f"{decide}/{slips['refused'][0]}")
    look(staff)
    staff.locator("#khong-hien summary").click()
    staff.locator("[name=ground]").select_option("insult")
    staff.locator("[name=explanation]").fill("Xin nêu sự việc cụ thể, không ghi số của người khác.")
    press(staff, "Không hiển thị")
    look(staff)
    site.wait_for_mail("hoi-truoc@vidu.example", slips["refused"][0])

    resident.goto(address)
    look(resident)
    assert asked["shown"] in resident.inner_text("main")
    assert "0903" not in resident.inner_text("main")

    code, pin = slips["refused"]
    resident.context.clear_cookies()  # another day: by code and PIN
    resident.goto("/tra-cuu")
    resident.locator("[name=code]").fill(code)
    resident.locator("[name=pin]").fill(pin)
    press(resident, "Mở phản ánh")
    look(resident)
    assert "Xúc phạm" in resident.inner_text("main") and "Luật" in resident.inner_text("main")
    resident.locator("[name=text]").fill("Tôi hỏi cách xử lý chung, không xúc phạm ai.")
    press(resident, "Gửi ý kiến không đồng ý")
    look(resident)
    expect(resident.get_by_text("Đơn vị giám sát đang xem xét.")).to_be_visible()

    staff.context.clear_cookies()
    sign_in_as(staff, SUPERVISOR)
    staff.goto("/can-bo/doi-thoai/khong-dong-y")
    look(staff)
    staff.get_by_role("link", name=asked["refused"]).click()
    staff.locator("[name=shown][value=yes]").check()
    staff.locator("[name=decision]").fill("Câu hỏi đúng nội dung buổi đối thoại.")
    look(staff)
    press(staff, "Quyết định")
    expect(staff.locator(".findings")).to_be_visible()  # the phone number is decided about first
    look(staff)
    press(staff, "Che tất cả")
    look(staff)
    press(staff, "Quyết định")
    staff.problems.lines.clear()  # the answers that asked for a decision
    look(staff)

    resident.reload()
    look(resident)
    assert "Câu hỏi đúng nội dung buổi đối thoại." in resident.inner_text("main")
    resident.goto(address)
    board = resident.inner_text("#cau-hoi")
    assert f"hộ bán hàng rong ({scripts}), gọi [số điện thoại]" in board and "0903" not in board


def ask(page: Page, address: str, text: str) -> list[str]:
    """Send a question as a stranger; code and PIN of the slip."""
    page.goto(address)
    page.get_by_role("link", name="Gửi câu hỏi", exact=True).first.click()
    look(page)
    page.locator("[name=text]").fill(text)
    page.locator("[name=email]").fill("hoi-truoc@vidu.example")
    press(page, "Gửi câu hỏi của tôi")
    if not page.url.endswith("/phieu"):  # others have asked something near
        look(page)
        press(page, "Gửi câu hỏi của tôi")
    look(page)
    return page.locator(".slip__code").all_inner_texts()


def test_a_denunciation_is_led_elsewhere(phone_without_js: Page, phone: Page) -> None:
    for page in (phone_without_js, phone):
        page.goto(f"{WARD}/doi-thoai")
        page.get_by_role("link", name=YEARLY).click()
        page.get_by_role("link", name="Gửi câu hỏi", exact=True).first.click()
        page.locator("[name=text]").fill("Tôi tố cáo cán bộ địa chính phường nhận hối lộ của dân.")
        press(page, "Gửi câu hỏi của tôi")
        look(page)
        expect(page.get_by_text("tiếp công dân").first).to_be_visible()
        press(page, "Sửa lại nội dung")
        look(page)
        assert "tố cáo" in page.locator("[name=text]").input_value()


def test_a_clerk_takes_down_a_question_and_an_officer_prepares(phone: Page, desktop: Page) -> None:
    clerk, officer = phone, desktop
    sign_in_as(clerk, CLERK)
    clerk.goto("/can-bo/doi-thoai")
    clerk.get_by_role("link", name=YEARLY).click()
    clerk.get_by_role("link", name="Câu hỏi", exact=True).click()
    clerk.get_by_role("link", name="Ghi câu hỏi giúp").click()
    look(clerk)
    clerk.locator("[name=text]").fill("Chợ Bến Thành có chỗ gửi xe máy cho bà con không?")
    press(clerk, "Ghi nhận câu hỏi")
    if not clerk.url.endswith("/phieu"):
        look(clerk)
        press(clerk, "Ghi nhận câu hỏi")
    look(clerk)
    assert len(clerk.locator(".slip__code").all_inner_texts()) == 2
    sign_in_as(officer, OFFICER)
    officer.goto("/can-bo/doi-thoai/chuan-bi")
    look(officer)
    officer.locator("main .case-card a").first.click()
    look(officer)
    officer.locator("[name=text]").fill("Đội trật tự đô thị kiểm tra mỗi sáng từ đầu tháng sau.")
    press(officer, "Lưu")
    look(officer)
    expect(officer.get_by_text("Đã chuẩn bị").first).to_be_visible()
