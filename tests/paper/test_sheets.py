"""A sheet's way: printed, handed out, entered once, compared by a second person, a case."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import Event
from citizen_app.core.files.attachments import attachments_of
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.models import Report
from citizen_app.feedback.policies import is_sender
from citizen_app.feedback.queries import get_report
from citizen_app.paper.commands import booklets
from citizen_app.paper.commands.entering import Written, check_sheet, enter_sheet, give_back
from citizen_app.paper.models import Entry, Sheet
from citizen_app.permissions import Role
from citizen_app.teams.commands.teams import end_membership, invite_member, join_team, make_team
from citizen_app.teams.models import Consent
from citizen_app.teams.queries import memberships_of
from citizen_app.teams.queries_activity import activity_of
from citizen_app.wards.models import Neighbourhood, Ward
from tests.dialogue.attending import announced, coming
from tests.paper.conftest import TEXT, Desk, Handed, enter, secret
from tests.support import factories, people
from tests.support.client import Page, StrictClient, apart

Browser = Callable[[Actor], StrictClient]
ENTRY, WAITING = "/can-bo/giay-in/to/nhap", "/can-bo/giay-in/to"


def fresh(sheet: Sheet) -> Sheet:
    db.session.expire_all()
    return db.session.get_one(Sheet, sheet.id)


def checked(by: Actor, sheet: Sheet, **fields: object) -> Report:
    report = check_sheet(by, sheet, Written(**({"text": TEXT} | fields)), secret=secret())  # type: ignore[arg-type]
    factories.store()
    return report


def fill_in(client: StrictClient, number: str, *, status: int | None = None) -> Page:
    page = client.get(ENTRY)
    fields = {"number": number, "text": TEXT, "is_signed": "y", "photos": factories.photo()}
    return client.submit(page, fields, button="Lưu phiếu", status=status)


def test_the_slip_of_a_sheet_opens_the_case_that_it_became(
    handed: Handed, desk: Desk, client: StrictClient, browser: Browser
) -> None:
    sheet = handed.sheets[0]
    first, second = browser(desk.first), browser(desk.second)
    first.follow(fill_in(first, sheet.number.lower().replace("-", " ")))
    page = client.get(f"/tra-cuu?ma={sheet.number}")
    assert "Phiếu của Ông/Bà đã đến" in page.words
    early = client.submit(page, {"pin": handed.pins[sheet.number]}, status=422)
    assert "Phiếu của Ông/Bà đã đến" in early.words and not early.errors  # nothing typed is wrong
    compare = second.get(f"{WAITING}/{sheet.number}")
    assert compare.all("img.compare__picture")
    mended = {"text": TEXT + " Xin sửa sớm.", "phone": "0901 234 567"}
    second.follow(second.submit(compare, mended, button="Đúng như trên giấy: lập hồ sơ"))
    sheet = fresh(sheet)
    assert (sheet.state, sheet.entry.fields) == ("checked", {})
    assert sheet.entry.corrected == ["phone", "text"]
    report = get_report(sheet.number)
    assert (report.channel, report.helper_id) == ("paper", desk.first.account_id)
    assert report.text.endswith("Xin sửa sớm.")
    form = client.get(f"/tra-cuu?ma={sheet.number}")
    assert not form.all(".notice--info")
    opened = client.follow(client.submit(form, {"pin": handed.pins[sheet.number]}))
    assert sheet.number in opened.words
    assert not attachments_of(
        report, public_only=False
    )  # the handwriting is never a photo of the case


def test_nobody_compares_their_own_entry(handed: Handed, desk: Desk, browser: Browser) -> None:
    sheet = handed.sheets[0]
    entry = enter(desk.first, sheet)
    with pytest.raises(NotAllowed):
        checked(desk.first, sheet)
    own = browser(desk.first).get(f"{WAITING}/{sheet.number}")
    assert not own.all("main form")
    assert "người khác" in own.words
    entry.checked_by, entry.report_id = desk.first.account_id, None
    with pytest.raises(IntegrityError):
        db.session.flush()  # nor can the database hold it
    db.session.rollback()


def test_a_number_counts_once(handed: Handed, desk: Desk, browser: Browser) -> None:
    sheet = handed.sheets[0]
    enter(desk.first, sheet, key="cung-mot-bieu-mau-00001")
    enter(desk.first, sheet, key="cung-mot-bieu-mau-00001")  # a double click
    refused = fill_in(browser(desk.second), sheet.number, status=422)
    assert any(f"Số {sheet.number} đã được nhập" in error for error in refused.errors)
    assert refused.one("textarea[name=text]").text.strip() == TEXT
    checked(desk.second, sheet)
    assert "đã được nhập" in fill_in(browser(desk.second), sheet.number, status=422).words
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


def test_two_people_with_one_number_in_the_same_moment(
    app: Flask, handed: Handed, desk: Desk, browser: Browser
) -> None:
    number, together, statuses = handed.sheets[0].number, threading.Barrier(2), []
    pages = [(one, one.get(ENTRY)) for one in (browser(desk.first), browser(desk.second))]
    db.session.commit()

    def send(client: StrictClient, page: Page) -> None:
        plain = app.test_client()
        for cookie in client._cookies.values():
            plain.set_cookie(cookie.key, cookie.value, path=cookie.path)
        fields = {
            **{n: page.one(f"input[name={n}]").get("value") for n in ("key", "received_on")},
            "number": number,
            "text": TEXT,
            "is_signed": "y",
            "matter": "petition",
            "photos": factories.photo(),
        }
        together.wait(10)
        own = {"Sec-Fetch-Site": "same-origin"}
        statuses.append(plain.post(ENTRY, data=fields, headers=own).status_code)

    threads = [threading.Thread(target=lambda p=p: apart(lambda: send(*p))) for p in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.expire_all()
    assert sorted(statuses) == [303, 422]
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 1


def test_a_number_with_a_wrong_letter_is_refused(
    handed: Handed, desk: Desk, browser: Browser
) -> None:
    number = handed.sheets[0].number
    wrong = number[:-1] + ("2" if number[-1] != "2" else "3")
    refused = fill_in(browser(desk.first), wrong, status=422)
    assert "từng chữ" in refused.words


def test_a_lost_booklet_takes_nothing_but_the_sheet_that_somebody_brings(
    handed: Handed, desk: Desk, client: StrictClient, browser: Browser
) -> None:
    case, late, other = handed.sheets
    enter(desk.first, case)
    booklets.block(desk.first, handed.booklet, reason="Cô Tư để quên trên xe buýt")
    factories.store()
    assert [fresh(s).state for s in (case, late, other)] == ["entered", "blocked", "blocked"]
    assert "đã báo mất" in client.get(f"/tra-cuu?ma={late.number}").words
    clerk = browser(desk.second)
    refused = fill_in(clerk, late.number, status=422)
    assert "báo mất" in refused.words
    page = clerk.get(f"{WAITING}/{late.number}")
    done = clerk.submit(
        page, {"reason": "Bà Sáu cầm phiếu đến quầy"}, button="Cho nhập riêng tờ này"
    )
    assert late.number in clerk.follow(done).one("input[name=number]").get("value")
    clerk.follow(fill_in(clerk, late.number))
    assert fresh(other).state == "blocked"
    assert checked(desk.second, case).code == case.number  # what was in before goes on
    with pytest.raises(Invalid):
        booklets.unblock(desk.first, handed.booklet, reason=" ")
    db.session.rollback()
    booklets.unblock(desk.first, handed.booklet, reason="Tìm lại được")
    factories.store()
    assert fresh(other).state == "handed_out"


def test_no_sheet_is_let_in_of_a_booklet_that_never_left_the_office(
    ward: Ward, desk: Desk, browser: Browser
) -> None:
    booklet = booklets.order_booklet(
        desk.first, ward, sheets=1, neighbourhood=None, secret=secret()
    )
    booklets.block(desk.first, booklet, reason="In hỏng")
    factories.store()
    sheet, clerk = booklet.sheets[0], browser(desk.second)
    page = clerk.get(f"{WAITING}/{sheet.number}")
    assert not page.all("form[action$='/cho-nhap']")
    own = {"Sec-Fetch-Site": "same-origin"}
    address = f"{WAITING}/{sheet.number}/cho-nhap"
    refused = clerk.post(address, data={"reason": "Có người cầm đến"}, headers=own, status=409)
    assert "chưa từng rời" in refused.words
    assert fresh(sheet).state == "blocked"


def test_a_sheet_that_was_let_in_can_be_blocked_again(
    handed: Handed, desk: Desk, browser: Browser
) -> None:
    sheet, code = handed.sheets[0], handed.booklet.code
    booklets.block(desk.first, handed.booklet, reason="Mất")
    since = handed.booklet.blocked_at
    booklets.release_sheet(desk.first, sheet, reason="Bà Sáu cầm đến")
    factories.store()
    clerk = browser(desk.second)
    page = clerk.get(f"/can-bo/giay-in/quyen/{code}")
    page = clerk.follow(clerk.submit(page, {"reason": "Nhầm tờ"}, button="Khóa lại các tờ đó"))
    assert fresh(sheet).state == "blocked" and sheet.booklet.blocked_at == since
    assert "Khóa lại các tờ đó" not in page.text


def test_a_booklet_is_printed_only_while_it_is_in_the_office(
    ward: Ward, desk: Desk, browser: Browser
) -> None:
    clerk = browser(desk.first)
    page = clerk.submit(
        clerk.get("/can-bo/giay-in/quyen"), {"sheets": "2"}, button="Làm quyển phiếu"
    )
    shown = clerk.follow(page)
    pdf = clerk.get(shown.path + "/a5")
    assert pdf.data.startswith(b"%PDF") and pdf.headers["Cache-Control"] == "no-store"
    assert "chưa được giao" in fill_in(clerk, shown.texts(".sheets a")[0], status=422).words
    handed_over = clerk.submit(shown, {"holder": "Quầy tiếp dân"}, button="Giao quyển")
    assert not clerk.follow(handed_over).all("a[href$='/a5']")
    clerk.get(shown.path + "/a5", status=409)
    clerk.submit(shown, {"holder": "Người khác"}, button="Giao quyển", status=409)


def test_an_entry_that_does_not_fit_is_thrown_away_with_its_picture(
    handed: Handed, desk: Desk
) -> None:
    sheet = handed.sheets[0]
    enter(desk.first, sheet)
    with pytest.raises(NotAllowed):
        give_back(desk.first, sheet, reason="Nhầm")
    db.session.rollback()
    give_back(desk.second, sheet, reason="Ảnh mờ, không đọc được")
    factories.store()
    sheet = fresh(sheet)
    assert (sheet.state, sheet.entry) == ("handed_out", None)
    assert not attachments_of(sheet, public_only=False)
    enter(desk.first, sheet)
    assert checked(desk.second, sheet).code == sheet.number


def test_the_limit_runs_from_the_day_the_paper_came(handed: Handed, desk: Desk) -> None:
    sheet = handed.sheets[0]
    entry = enter(desk.first, sheet)
    entry.received_on = clock.today() - dt.timedelta(days=5)
    report = checked(desk.second, sheet)
    today = checked_today(handed, desk)
    assert report.due_at is not None and today.due_at is not None
    assert report.due_at < today.due_at


def checked_today(handed: Handed, desk: Desk) -> Report:
    enter(desk.first, handed.sheets[1])
    return checked(desk.second, handed.sheets[1], text=TEXT + " Lần nữa.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_signed": False}, "is_signed"),
        ({"photos": []}, "photos"),
        ({"received_on": dt.date(2000, 1, 1)}, "received_on"),
    ],
)
def test_what_an_entry_needs(
    handed: Handed, desk: Desk, changes: dict[str, object], field: str
) -> None:
    needs = {
        "received_on": clock.today(),
        "is_signed": True,
        "photos": [factories.read_photo(factories.photo()[0])],
        "key": "khoa-cua-mot-bieu-mau",
    } | changes
    with pytest.raises(Invalid) as refused:
        booklets_enter(desk.first, handed.sheets[0], needs)
    assert refused.value.field == field


def booklets_enter(by: Actor, sheet: Sheet, needs: dict[str, object]) -> None:
    enter_sheet(by, sheet, Written(text=TEXT), **needs)  # type: ignore[arg-type]


def join_team_of(ward: Ward, place: Neighbourhood) -> Account:
    """A member of a team that helps in one neighbourhood."""
    leader = people.as_actor(people.make_staff(Role.LEADER, ward))
    team = make_team(leader, ward, name="Tổ 1", neighbourhoods=[place])
    member = people.make_resident("Lý Gia Bảo")
    join_team(people.as_actor(member), invite_member(leader, team))
    factories.store()
    db.session.expire_all()
    return member


def elsewhere_in(ward: Ward) -> Neighbourhood:
    made = Neighbourhood(ward_id=ward.id, name="Khu phố 9", position=9)
    db.session.add(made)
    factories.store()
    return made


def test_a_helper_enters_for_their_own_neighbourhood_only(
    app: Flask, ward: Ward, place: Neighbourhood, handed: Handed
) -> None:
    sheet = handed.sheets[0]
    account = join_team_of(ward, place)
    helper = people.as_actor(account)
    elsewhere = elsewhere_in(ward)
    grant = dataclasses.replace(helper.grants[0], neighbourhood_ids=frozenset({elsewhere.id}))
    with pytest.raises(NotAllowed):
        enter(dataclasses.replace(helper, grants=(grant,)), sheet)
    db.session.rollback()
    phone = people.browser_of(app, account)
    page = phone.get("/ho-tro/phieu-giay")
    fields = {"number": sheet.number, "text": TEXT, "is_signed": "y", "photos": factories.photo()}
    phone.submit(page, fields, button="Lưu phiếu")
    assert fresh(sheet).state == "entered"
    phone.get(f"{WAITING}/{sheet.number}", status=302)  # the desk is not theirs


def test_a_sheet_of_the_whole_ward_that_a_helper_enters_always_has_its_consent(
    app: Flask, ward: Ward, desk: Desk, place: Neighbourhood
) -> None:
    elsewhere, member = elsewhere_in(ward), join_team_of(ward, place)
    booklet = booklets.order_booklet(
        desk.first, ward, sheets=1, neighbourhood=None, secret=secret()
    )
    booklets.hand_out(desk.first, booklet, holder="Lý Gia Bảo")
    factories.store()
    sheet = booklet.sheets[0]
    phone = people.browser_of(app, member)
    page = phone.get("/ho-tro/phieu-giay")
    fields = {"number": sheet.number, "text": TEXT, "is_signed": "y"}
    for wrong in ("", str(elsewhere.id)):
        said = fields | {"neighbourhood": wrong, "photos": factories.photo()}
        page = phone.submit(page, said, button="Lưu phiếu", status=422)
        assert any("chuyển phiếu cho phường" in error for error in page.errors)
    assert fresh(sheet).state == "handed_out"
    said = fields | {"neighbourhood": str(place.id), "photos": factories.photo()}
    phone.submit(page, said, button="Lưu phiếu", status=303)
    [membership] = memberships_of(member.id)
    leader = people.as_actor(people.make_staff(Role.LEADER, ward))
    end_membership(leader, membership)
    factories.store()
    # The second person reads another neighbourhood, and the member has left: it was their help all the same.
    report = checked(desk.first, fresh(sheet), neighbourhood=str(elsewhere.id))
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.subject_code, consent.helper_id) == (report.code, member.id)
    assert (consent.team_id, consent.neighbourhood_id) == (membership.team_id, place.id)
    assert [(one.name, one.total) for one in activity_of(membership.team)] == [("Lý Gia Bảo", 1)]


def test_somebody_with_a_helper_s_role_and_no_team_enters_nothing(
    ward: Ward, handed: Handed
) -> None:
    helper = people.as_actor(people.make_staff(Role.HELPER, ward))
    with pytest.raises(Invalid) as refused:
        enter(helper, handed.sheets[0])
    assert refused.value.field == "neighbourhood"
    enter(people.as_actor(people.make_staff(Role.CLERK, ward)), fresh(handed.sheets[0]))


def test_erasing_the_case_takes_the_picture_along(handed: Handed, desk: Desk) -> None:
    sheet = handed.sheets[0]
    enter(desk.first, sheet)
    report = checked(desk.second, sheet, name="Bà Sáu")
    erase_report_data(Actor(unlocked=frozenset({report.code})), report)
    factories.store()
    assert not attachments_of(fresh(sheet), public_only=False)


def test_a_stale_page_of_a_booklet_is_refused(handed: Handed, desk: Desk) -> None:
    seen = handed.booklet.version
    booklets.block(desk.first, handed.booklet, reason="Mất", version=seen)
    factories.store()
    with pytest.raises(InvalidTransition):
        booklets.block(desk.second, handed.booklet, reason="Mất")
    db.session.rollback()


def test_labels_open_the_form_with_the_place_filled_in(
    ward: Ward, place: Neighbourhood, desk: Desk, client: StrictClient, browser: Browser
) -> None:
    clerk = browser(desk.first)
    assert clerk.get("/can-bo/giay-in/nhan").all(f"input[value='{place.id}']")
    pdf = clerk.get(f"/can-bo/giay-in/nhan/a4?places={place.id}&note=Công viên")
    assert pdf.data.startswith(b"%PDF")
    form = client.get(f"/p/{ward.path_id}/phan-anh/gui?khu-pho={place.id}&noi=Công viên")
    assert form.one("select[name=neighbourhood] option[selected]").text == "Khu phố 1"
    assert form.one("input[name=place]").get("value") == "Công viên"
    client.get(f"/p/{ward.path_id}/phan-anh/gui?khu-pho=999999")  # a label of a place that is gone


def test_the_page_of_all_prints(ward: Ward, desk: Desk, browser: Browser) -> None:
    clerk = browser(desk.first)
    clerk.get("/can-bo/giay-in")
    assert clerk.get("/can-bo/giay-in/to-dan/a4").data.startswith(b"%PDF")


def test_names_that_leave_on_paper_are_on_record(ward: Ward, desk: Desk, browser: Browser) -> None:
    session = announced(factories.team_of(ward))
    for _ in range(2):
        coming(session)
    clerk = browser(desk.first)
    page = clerk.get("/can-bo/giay-in")
    blank = clerk.get(page.link(f"Danh sách trống {session.code}"))
    printed = select(Event).where(Event.kind == "NamesPrinted")
    assert blank.data.startswith(b"%PDF") and not db.session.scalars(printed).all()
    form = page.form(f"Danh sách có tên {session.code}")
    own = {"Sec-Fetch-Site": "same-origin"}
    named = clerk.post(form.get("action"), headers=own, status=200)
    assert named.data.startswith(b"%PDF") and len(named.data) != len(blank.data)
    event = db.session.scalars(printed).one()
    assert event.facts == {"code": session.code, "names": 2}  # how many, and nobody
    assert (event.actor_id, event.subject_id) == (desk.first.account_id, session.id)
    log = browser(people.as_actor(people.make_staff(Role.LEADER, ward))).get("/quan-tri/nhat-ky")
    assert "In danh sách đối thoại có tên" in log.words and "Số tên trong danh sách" in log.words


def test_a_team_member_s_sheet_has_the_signature_as_its_consent(
    ward: Ward, desk: Desk, place: Neighbourhood
) -> None:
    member = join_team_of(ward, place)
    booklet = booklets.order_booklet(
        desk.first, ward, sheets=2, neighbourhood=place, secret=secret()
    )
    booklets.hand_out(desk.first, booklet, holder="Lý Gia Bảo")
    factories.store()
    enter(people.as_actor(member), booklet.sheets[0])
    by_team = checked(desk.first, booklet.sheets[0])
    enter(desk.first, booklet.sheets[1])
    checked(desk.second, booklet.sheets[1], text=TEXT + " Lần hai.")
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.subject_code, consent.kind) == (by_team.code, "slip")
    assert consent.helper_id == member.id and not consent.is_time_doubtful
    assert by_team.account_id is None
    knows_pin = dataclasses.replace(people.as_actor(member), unlocked=frozenset({by_team.code}))
    assert not is_sender(knows_pin, by_team)  # whoever entered it never judges the answer
