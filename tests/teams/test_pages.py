"""The pages of helpers, residents and the ward: from the link to the slip and back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import Attachment
from citizen_app.core.limits import Limit
from citizen_app.dialogue.models import Question
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.feedback.models import Report
from citizen_app.permissions import Role
from citizen_app.surveys.commands.waves import open_wave
from citizen_app.surveys.models import Box
from citizen_app.teams import routes_filing
from citizen_app.teams.commands.teams import change_team
from citizen_app.teams.models import Consent, HelpCount, Member, Visit
from citizen_app.teams.rules import monday_of, value
from citizen_app.teams.watching import end_visits, erase_proofs
from tests.dialogue import attending
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.surveys.conftest import planned
from tests.teams.conftest import Helping

STAFF = "/can-bo/to-cong-nghe-so"
SEND = "Gửi giúp Bà Sáu"


@pytest.fixture
def leader(app: Flask, helping: Helping) -> StrictClient:
    return people.browser_of(app, db.session.get_one(Account, helping.leader.account_id))


@pytest.fixture
def helper(app: Flask, helping: Helping) -> StrictClient:
    return people.browser_of(app, helping.accounts[0])


def begin(helper: StrictClient, name: str = "Bà Sáu") -> Any:
    return helper.follow(helper.submit(helper.get("/ho-tro"), {"name": name}, button="Bắt đầu"))


def file(
    helper: StrictClient, *, status: int | None = None, button: str = SEND, **fields: Any
) -> Any:
    typed = {"text": factories.TEXT, "kind": "witness", "relation": "neighbour"} | fields
    page = helper.get("/ho-tro/giup/phan-anh")
    return helper.submit(page, typed, button=button, status=status)


def open_with(client: StrictClient, code: str, pin: str, *, status: int | None = None) -> Any:
    typed = {"code": code, "pin": pin}
    page = client.submit(client.get("/tra-cuu"), typed, status=status)
    return page if status else client.follow(page)


def test_from_the_link_to_the_team_and_out_of_it_at_once(
    app: Flask, helping: Helping, leader: StrictClient, client: StrictClient
) -> None:
    path = f"{STAFF}/{helping.team.code}"
    made = leader.submit(leader.get(path), {"label": "Chị Ba"}, button="Tạo đường dẫn")
    page = leader.follow(made)
    link = page.texts(".code--long")[0].removeprefix("http://localhost")
    assert "Chị Ba" in page.words
    assert "mở tài khoản" in client.get(link).words  # who is not signed in is led to it
    newcomer = people.browser_of(app, people.make_resident("Chị Ba"))
    home = newcomer.follow(newcomer.submit(newcomer.get(link), button="Vào tổ"))
    assert helping.here.name in home.words
    over = client.get(link, status=404)  # who opens the old message again finds the way on
    assert over.all("main a[href='/ho-tro']")
    begin(newcomer, "Ông Bảy")
    ended = leader.submit(leader.get(path), button="Cho Chị Ba thôi làm thành viên")
    assert "không còn giúp gửi hồ sơ" in leader.follow(ended).words
    # The next request of a browser that is signed in on:
    assert "chưa ở tổ nào" in newcomer.get("/ho-tro").words
    assert newcomer.get("/ho-tro/giup/phan-anh", status=303).headers["Location"] == "/ho-tro"
    visit = db.session.scalars(select(Visit).order_by(Visit.id.desc())).first()
    assert visit is not None and (visit.name_shown, visit.end_reason) == ("", "membership")


def test_whoever_helps_in_several_neighbourhoods_says_in_which(
    helping: Helping, helper: StrictClient
) -> None:
    places = [helping.here, helping.elsewhere]
    change_team(helping.leader, helping.team, name=helping.team.name, neighbourhoods=places)
    factories.store()
    home = helper.get("/ho-tro")
    assert home.texts("select[name=neighbourhood] option")[0] == "Chọn khu phố, ấp"
    page = helper.submit(home, {"name": "Bà Sáu"}, button="Bắt đầu", status=422)
    assert "chọn khu phố" in page.texts(".govuk-error-summary")[0]
    chosen = {"name": "Bà Sáu", "neighbourhood": str(helping.elsewhere.id)}
    menu = helper.follow(helper.submit(page, chosen, button="Bắt đầu"))
    assert helping.elsewhere.name in menu.texts(".helped-now")[0]


def test_the_menu_offers_only_dialogues_that_take_something(
    helping: Helping, helper: StrictClient
) -> None:
    session = attending.announced(factories.team_of(helping.ward))
    begin(helper)
    menu = helper.get("/ho-tro/giup")
    day = clock.local(session.starts_at).strftime("%d/%m/%Y")
    assert menu.words.count(day) == 2  # a question, and places; each with its day
    with clock.at(session.questions_until + dt.timedelta(minutes=1)):
        begin(helper)
        menu = helper.get("/ho-tro/giup")
        assert f"/ho-tro/giup/dang-ky/{session.code}" in menu.text
        assert f"/ho-tro/giup/cau-hoi/{session.code}" not in menu.text
    with clock.at(session.starts_at + dt.timedelta(minutes=1)):
        begin(helper)
        assert session.code not in helper.get("/ho-tro/giup").text


def test_a_link_taken_back_or_too_old_opens_nothing(
    app: Flask, helping: Helping, leader: StrictClient
) -> None:
    path = f"{STAFF}/{helping.team.code}"
    newcomer = people.browser_of(app, people.make_resident())
    for _ in range(2):
        page = leader.follow(leader.submit(leader.get(path), {}, button="Tạo đường dẫn"))
        link = page.texts(".code--long")[0].removeprefix("http://localhost")
    with clock.at(clock.now() + dt.timedelta(days=8)):
        newcomer.get(link, status=404)
    form = newcomer.get(link)
    take = [f for f in page.all("form") if f.get("action", "").endswith("/huy")][0]
    leader.post(
        take.get("action"), headers={"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost"}
    )
    newcomer.submit(form, button="Vào tổ", status=404)
    assert db.session.scalar(select(func.count()).select_from(Member)) == 2


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.SUPERVISOR])
def test_others_set_up_no_teams(
    helping: Helping, browser_as: Callable[[Role], StrictClient], role: Role
) -> None:
    browser, path = browser_as(role), f"{STAFF}/{helping.team.code}"
    same = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost"}
    if role == Role.CLERK:  # looks after them, and changes nothing
        assert not browser.get(path).all("form[action$='/moi']")
    else:
        browser.get(path, status=403)
    for step in ("", "/moi", "/giai-the", "/thanh-vien/1/thoi"):
        browser.post(path + step, headers=same, status=403)


def test_another_wards_leader_finds_nothing(app: Flask, helping: Helping) -> None:
    other = people.open_ward("27154")
    stranger = people.browser_of(app, people.make_staff(Role.LEADER, other))
    for path in ("", "/hoat-dong"):
        stranger.get(f"{STAFF}/{helping.team.code}{path}", status=404)


def test_the_name_stands_on_every_screen_until_the_end(helping: Helping, helper: Any) -> None:
    begin(helper, "Bà Tám")
    for path in ("", "/giup", "/giup/phan-anh", "/giup/ma"):
        assert "Bà Tám" in helper.get(f"/ho-tro{path}").texts(".helped-now")[0]
    slip = helper.follow(file(helper, button="Gửi giúp Bà Tám"))
    assert slip.texts(".helped-now") and len(slip.texts(".slip__code")) == 2
    address = slip.path
    home = helper.follow(helper.submit(slip, button="Kết thúc lượt giúp này"))
    assert not home.all(".helped-now") and "Bà Tám" not in home.words
    # The PIN is gone with the person.
    assert helper.get(address, status=303).headers["Location"] == "/ho-tro"
    code = slip.texts(".slip__code")[0]
    assert code in home.words and "Đã gửi" in home.words


def test_after_half_an_hour_it_is_over_and_the_name_erased(helping: Helping, helper: Any) -> None:
    begin(helper)
    form = helper.get("/ho-tro/giup/phan-anh")
    with clock.at(clock.now() + dt.timedelta(minutes=31)):
        typed = {"text": factories.TEXT, "kind": "witness", "relation": "family"}
        answer = helper.submit(form, typed, button=SEND)
        assert answer.headers["Location"] == "/ho-tro"
        end_visits()
    assert db.session.scalar(select(func.count()).select_from(Report)) == 0
    visit = db.session.scalars(select(Visit)).one()
    assert (visit.name_shown, visit.end_reason) == ("", "time")


def test_what_is_missing_is_said_and_nothing_typed_is_lost(helping: Helping, helper: Any) -> None:
    begin(helper)
    page = file(helper, kind="slip", status=422)
    assert page.errors == ["Xin thêm ảnh chụp giấy đã ký."]
    assert factories.TEXT in page.words
    page = helper.submit(page, {"kind": "signature"}, button=SEND, status=422)
    assert "Chưa có chữ ký" in page.errors[0]
    page = helper.submit(
        page,
        {"kind": "signature", "signature": "data:image/png;base64,AAAA"},
        button=SEND,
        status=422,
    )
    assert "ảnh" in page.errors[0]
    slip = helper.follow(
        helper.submit(page, {"kind": "slip", "slip": factories.photo()}, button=SEND)
    )
    assert slip.texts(".slip__code")
    consent = db.session.scalars(select(Consent)).one()
    assert consent.kind == "slip" and consent.proof_until is not None


def test_the_resident_sees_who_helped_and_takes_access_back(
    app: Flask, helping: Helping, helper: Any, client: StrictClient
) -> None:
    begin(helper)
    slip = helper.follow(file(helper, kind="slip", slip=factories.photo()))
    code, pin = slip.texts(".slip__code")
    knew = StrictClient(app)
    open_with(knew, code, pin)
    knew.get(f"/tra-cuu/{code}")
    page = open_with(client, code, pin)
    page = client.get(page.link("Ai đã giúp gửi, và thu lại quyền xem"))
    assert "Trần Thị Hoa" in page.words and "Tổ 1" in page.words and "Giấy đã ký" in page.words
    assert client.get(f"/tra-cuu/{code}/nguoi-giup/anh-dong-y").mimetype == "image/jpeg"
    after = client.follow(client.submit(page, button="Thu lại quyền xem của người giúp"))
    code_again, new = after.texts(".slip__code")
    assert code_again == code and new != pin
    assert code not in helper.get("/ho-tro").words
    assert "1 bà con đã thu lại quyền xem" in helper.get("/ho-tro").words
    assert helper.get(slip.path, status=303)
    # What somebody had opened with the old PIN, signed in nowhere, is closed to them as well.
    knew.get(f"/tra-cuu/{code}", status=302)
    stranger = people.browser_of(app, people.make_resident())
    assert "không khớp" in open_with(stranger, code, pin, status=422).errors[0]
    assert open_with(stranger, code, new).path == f"/tra-cuu/{code}"
    assert not stranger.get(f"/tra-cuu/{code}/nguoi-giup").all(".slip__code")


def test_the_helper_opens_nothing_with_the_pin_and_rates_nothing(
    helping: Helping, helper: Any
) -> None:
    team = factories.team_of(helping.ward)
    begin(helper)
    slip = helper.follow(file(helper))
    code, pin = slip.texts(".slip__code")
    report = db.session.scalars(select(Report)).one()
    factories.bring_to(report, team, "published")
    refused = open_with(helper, code, pin, status=422)
    assert "Chỉ người được giúp" in refused.errors[0]
    same = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost"}
    rating = {"solved": "yes", "satisfaction": "5"}
    helper.post(f"/tra-cuu/{code}/danh-gia", data=rating, headers=same, status=404)
    helper.get(f"/tra-cuu/{code}/nguoi-giup", status=404)
    assert db.session.get_one(Report, report.id).published_answer.judgement is None  # type: ignore[union-attr]


def test_questions_and_places_are_filed_with_consent(helping: Helping, helper: Any) -> None:
    session = attending.announced(factories.team_of(helping.ward))
    begin(helper)
    menu = helper.get("/ho-tro/giup")
    asked = helper.get(menu.one("a[href*='/cau-hoi/']").get("href"))
    typed = {"text": "Bao giờ đường vào chợ hết ngập?", "kind": "witness", "relation": "team"}
    code = helper.follow(helper.submit(asked, typed, button=SEND)).texts(".slip__code")[0]
    place = helper.get(menu.one("a[href*='/dang-ky/']").get("href"))
    typed = {"kind": "witness", "relation": "team", "people": "2"}
    kept = helper.follow(helper.submit(place, typed, button="Đăng ký chỗ")).texts(".slip__code")[0]
    question = db.session.scalars(select(Question)).one()
    registration = db.session.scalars(select(Registration)).one()
    assert (question.code, registration.code) == (code, kept)
    assert question.channel == registration.channel == "helper"
    assert question.session_id == registration.session_id == session.id
    assert {c.purpose for c in db.session.scalars(select(Consent))} == {"question", "registration"}
    assert code in helper.get("/ho-tro").words


def test_survey_answers_leave_a_number_alone(helping: Helping, helper: Any, ward: Any) -> None:
    wave = planned(ward)
    open_wave(SYSTEM, wave)
    factories.store()
    begin(helper)
    page = helper.get("/ho-tro/giup/khao-sat")
    # Nothing is given back, so nothing is promised: no slip, and no access to take back.
    assert "nhận phiếu" not in page.words and "Ông/Bà có đồng ý như vậy không" in page.words
    typed = {"safe": "very", "kind": "witness", "relation": "family"}
    done = helper.follow(helper.submit(page, typed, button="Nộp câu trả lời"))
    assert "được trộn" in done.words
    helper.submit(page, typed, button="Nộp câu trả lời")  # a second click
    count = db.session.scalars(select(HelpCount)).one()
    assert (count.people, count.kind) == (1, "witness")
    assert db.session.get_one(Box, wave.id).counts == {"door": 1}
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0


def test_proofs_are_for_supervisors_and_are_noted_and_erased_in_time(
    app: Flask, helping: Helping, leader: StrictClient, picture: CleanPhoto, helper: Any
) -> None:
    filed = helping.file(consent=helping.taken(kind="slip", proof=picture))
    path = f"{STAFF}/{helping.team.code}/hoat-dong"
    page = leader.get(path)
    answer = leader.submit(page, button=f"Mở ảnh bằng chứng của {filed.code}", status=200)
    assert answer.mimetype == "image/jpeg"
    attachment = db.session.scalars(
        select(Attachment).where(Attachment.subject_type == "help_consent")
    ).one()
    for someone in (leader, helper, StrictClient(app)):
        someone.get(f"/tep/{attachment.token}/lon.jpg", status=404)
    admin = people.browser_of(app, people.make_staff(Role.WARD_ADMIN, helping.ward))
    same = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost"}
    proof = f"{STAFF}/{helping.team.code}/dong-y/{filed.consent.code}"
    admin.post(proof, headers=same, status=404)
    with clock.at(clock.now() + dt.timedelta(days=181)):
        erase_proofs()
    db.session.expire_all()
    assert not db.session.scalars(
        select(Attachment).where(Attachment.subject_type == "help_consent")
    ).all()
    leader.post(proof, headers=same, status=404)


def test_a_report_about_the_leaders_does_not_tell_them_who_sent_it(
    helping: Helping, leader: StrictClient, picture: CleanPhoto
) -> None:
    consent = helping.taken(kind="slip", proof=picture)
    filed = helping.file(consent=consent, accused_leaders=True)
    path = f"{STAFF}/{helping.team.code}"
    assert filed.code not in leader.get(f"{path}/hoat-dong").words
    same = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost"}
    leader.post(f"{path}/dong-y/{filed.consent.code}", headers=same, status=404)


def test_erasing_the_residents_data_takes_the_proof(
    helping: Helping, client: StrictClient, picture: CleanPhoto
) -> None:
    filed = helping.file(consent=helping.taken(kind="slip", proof=picture), name="Bà Sáu")
    open_with(client, filed.code, filed.pin)
    client.submit(client.get(f"/tra-cuu/{filed.code}/xoa-du-lieu"))
    db.session.expire_all()
    consent = db.session.scalars(select(Consent)).one()
    assert consent.proof_erased_at is not None and consent.text_digest == ""
    found = select(Attachment).where(Attachment.subject_type == "help_consent")
    assert db.session.scalars(found).all() == []
    assert "Trần Thị Hoa" in client.get(f"/tra-cuu/{filed.code}/nguoi-giup").words


def test_a_helper_takes_their_data_and_erases_their_account(
    helping: Helping, helper: Any, leader: StrictClient
) -> None:
    filed = helping.file()
    begin(helper, "Ông Năm")
    data = helper.get("/tai-khoan/du-lieu.json").get_json()
    assert data["teams"][0]["helped"] == {"report": 1}
    assert filed.code not in str(data) and "Ông Năm" not in str(data)
    helper.submit(helper.get("/tai-khoan/du-lieu/xoa"), {"word": "XÓA"})
    member = db.session.scalars(select(Member).order_by(Member.id)).first()
    assert member is not None and member.ended_at is not None
    assert db.session.scalars(select(Visit)).one().name_shown == ""
    path = f"{STAFF}/{helping.team.code}"
    assert "Tài khoản đã xóa" in leader.get(path).words
    assert "Tài khoản đã xóa" in leader.get(f"{path}/hoat-dong").words
    assert db.session.get_one(Report, filed.thing.id).text  # the resident's own stays


def test_the_code_on_the_phone(helping: Helping, helper: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _n: 424242)
    begin(helper)
    page = helper.submit(helper.get("/ho-tro/giup/ma"), {"phone": "0901 234 567"}, button="Gửi mã")
    page = helper.submit(helper.follow(page), {"code": "1"}, button="Xác nhận", status=422)
    menu = helper.follow(helper.submit(page, {"code": "424242"}, button="Xác nhận"))
    assert "đã đồng ý" in menu.words
    slip = helper.follow(file(helper, kind="code"))
    assert slip.texts(".slip__code")
    helper.submit(slip, button="Kết thúc lượt giúp này")
    visit = db.session.scalars(select(Visit)).one()
    assert visit.code_phone == "" and visit.code_digest == ""


def test_a_page_of_another_persons_visit_files_nothing(helping: Helping, helper: Any) -> None:
    session = attending.announced(factories.team_of(helping.ward))
    open_wave(SYSTEM, planned(helping.ward))
    factories.store()
    begin(helper, "Bà Sáu")
    menu = helper.get("/ho-tro/giup")
    yes = {"kind": "witness", "relation": "family"}
    tabs = [
        ("/ho-tro/giup/phan-anh", {"text": factories.TEXT}, SEND),
        (f"/ho-tro/giup/cau-hoi/{session.code}", {"text": "Bao giờ chợ hết ngập?"}, SEND),
        (f"/ho-tro/giup/dang-ky/{session.code}", {"name": "Bà Sáu"}, "Đăng ký chỗ"),
        ("/ho-tro/giup/khao-sat", {"safe": "very"}, "Nộp câu trả lời"),
    ]
    pages = [(helper.get(path), yes | typed, button) for path, typed, button in tabs]
    assert menu.status_code == 200
    begin(helper, "Ông Năm")
    for page, typed, button in pages:
        for _click in range(2):  # a double click sends the same page again
            refused = helper.submit(page, typed, button=button, status=422)
        assert "Trang này được mở lúc đang giúp người khác" in refused.errors[0]
        assert "Ông Năm" in refused.errors[0]
        assert typed.get("text", "") in refused.words
        # The consent of the first person counts for nobody else.
        assert not refused.all("input[name=kind][checked]")
    for model in (Report, Question, Registration, HelpCount, Consent):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_what_was_typed_in_another_visit_is_filed_after_a_new_yes(
    helping: Helping, helper: Any
) -> None:
    begin(helper, "Bà Sáu")
    page = helper.get("/ho-tro/giup/phan-anh")
    typed = {"text": factories.TEXT, "kind": "witness", "relation": "family"}
    assert helper.follow(helper.submit(page, typed, button=SEND)).texts(".slip__code")
    begin(helper, "Ông Năm")
    refused = helper.submit(page, typed, button=SEND, status=422)
    again = "Gửi giúp Ông Năm"
    unsaid = helper.submit(refused, {}, button=again, status=422)
    slip = helper.follow(
        helper.submit(unsaid, {"kind": "witness", "relation": "other"}, button=again)
    )
    assert slip.texts(".slip__code")
    assert [c.relation for c in db.session.scalars(select(Consent).order_by(Consent.id))] == [
        "family",
        "other",
    ]


def test_no_helper_files_without_end(
    helping: Helping, helper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_filing, "FILING", Limit("help.file", 2, dt.timedelta(hours=1)))
    session = attending.announced(factories.team_of(helping.ward))
    begin(helper)
    assert file(helper).status_code == 303
    page = helper.get("/ho-tro/giup/phan-anh")
    typed = {"text": factories.TEXT, "kind": "witness", "relation": "neighbour"}
    for _click in range(3):  # the same page again is the same case, and counts once
        assert helper.submit(page, typed, button=SEND).status_code == 303
    asked = helper.get(f"/ho-tro/giup/cau-hoi/{session.code}")
    question = typed | {"text": "Bao giờ đường vào chợ hết ngập?"}
    refused = helper.submit(asked, question, button=SEND, status=429)
    assert "quá nhiều lần" in refused.errors[0] and question["text"] in refused.words
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Question)) == 0
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 2
    with clock.at(clock.now() + dt.timedelta(minutes=61)):
        begin(helper)
        assert file(helper).status_code == 303


def test_a_helper_goes_through_the_survey_with_so_many_and_no_more(
    helping: Helping, helper: Any
) -> None:
    wave = planned(helping.ward)
    open_wave(SYSTEM, wave)
    monday = monday_of(clock.today())
    row = {"team_id": helping.team.id, "helper_id": helping.accounts[0].id, "week": monday}
    db.session.add(HelpCount(**row, kind="slip", people=value("most_surveys") - 1))
    factories.store()
    begin(helper)
    typed = {"safe": "very", "kind": "witness", "relation": "family"}
    last = helper.get("/ho-tro/giup/khao-sat")
    assert helper.submit(last, typed, button="Nộp câu trả lời").status_code == 303
    page = helper.get("/ho-tro/giup/khao-sat")
    refused = helper.submit(page, typed, button="Nộp câu trả lời", status=429)
    assert "80 người" in refused.errors[0]
    assert helper.submit(last, typed, button="Nộp câu trả lời").status_code == 303  # a repeat
    db.session.expire_all()
    assert db.session.get_one(Box, wave.id).counts == {"door": 1}
    assert db.session.scalar(select(func.sum(HelpCount.people))) == value("most_surveys")


def test_no_code_is_sent_for_another_persons_visit(helping: Helping, helper: Any) -> None:
    begin(helper, "Bà Sáu")
    page = helper.get("/ho-tro/giup/ma")
    begin(helper, "Ông Năm")
    refused = helper.submit(page, {"phone": "0901 234 567"}, button="Gửi mã", status=422)
    assert "Ông Năm" in refused.errors[0]
    assert refused.one("input[name=phone]").get("value") == "0901 234 567"
    assert {v.code_digest for v in db.session.scalars(select(Visit))} == {""}
