"""What comes by word of mouth, phone or letter: entered once, with its slip, and in the register."""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from citizen_app.accounts.commands import grant_role
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import Event, events_of
from citizen_app.feedback import policies
from citizen_app.feedback.commands import erase
from citizen_app.feedback.commands.reception import Entry, enter_reception
from citizen_app.feedback.commands.submit import Submission
from citizen_app.feedback.models import Concern, Reception, Report
from citizen_app.feedback.queries_reception import RegisterFilter, each_reception
from citizen_app.feedback.register import register_file
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import Page, StrictClient
from tests.support.factories import Team

TEXT = "Cống trước nhà bị nghẹt từ thứ Hai, nước tràn vào sân."
TODAY = dt.datetime(2026, 9, 9, 3, 0, tzinfo=dt.UTC)
NEW = "/can-bo/tiep-dan/moi"
REGISTER = "/can-bo/tiep-dan"
SAVE = "Lưu và đưa phiếu"
SECRET = "only-for-tests-and-long-enough-to-pass"


@pytest.fixture
def team(ward: Ward) -> Team:
    with clock.at(TODAY - dt.timedelta(days=30)):
        return factories.team_of(ward)


def enter(clerk: StrictClient, *, status: int | None = None, **fields: Any) -> Page:
    return clerk.submit(clerk.get(NEW), {"text": TEXT} | fields, button=SAVE, status=status)


def enter_by_command(team: Team, text: str = TEXT, **entry: Any) -> Report:
    contact = {name: entry.pop(name) for name in ("name", "phone") if name in entry}
    submission = Submission(key=f"khoa-{text[:20]}-{len(text)}", text=text, **contact)
    details = Entry(**{"way": "counter", "received_on": clock.today()} | entry)
    report, _pin = enter_reception(team.clerk, team.ward, submission, details, secret=SECRET)
    factories.store()
    return report


def the_report() -> Report:
    return db.session.scalars(select(Report)).one()


class TestEntering:
    """From the clerk's page to the slip."""

    def test_what_was_told_becomes_a_case_with_a_slip(
        self, browser: Callable[[Actor], StrictClient], team: Team, client: StrictClient
    ) -> None:
        clerk = browser(team.clerk)
        slip = clerk.follow(enter(clerk, name="Trần Văn Bảy", phone="0901 234 567", way="phone"))
        report, row = the_report(), db.session.scalars(select(Reception)).one()
        assert (report.channel, report.helper_id) == ("phone", team.clerk.account_id)
        assert report.account_id is None and row.clerk_id == team.clerk.account_id
        assert report.code in slip.words and slip.all(".slip__qr svg")
        pin = pages.pin_on(slip)
        assert TEXT[:20] in pages.unlock(client, report.code, pin).words
        kinds = [
            e.kind for e in db.session.scalars(select(Event).where(Event.subject_type == "report"))
        ]
        assert kinds.count("ReceptionEntered") == 1
        following = clerk.get(slip.link("Nhập tiếp"))
        assert following.one("[name=way][checked]").get("value") == "phone"

    def test_a_double_click_makes_one_case(
        self, browser: Callable[[Actor], StrictClient], team: Team
    ) -> None:
        clerk = browser(team.clerk)
        page = clerk.get(NEW)
        first, second = (clerk.submit(page, {"text": TEXT}, button=SAVE) for _ in range(2))
        assert first.headers["Location"] == second.headers["Location"]
        assert len(db.session.scalars(select(Reception)).all()) == 1

    def test_the_pin_is_shown_for_an_hour_and_to_this_browser_only(
        self, browser: Callable[[Actor], StrictClient], team: Team
    ) -> None:
        clerk = browser(team.clerk)
        slip = clerk.follow(enter(clerk))
        assert pages.pin_on(slip) and not pages.pin_on(browser(team.clerk).get(slip.path))
        with clock.at(clock.now() + dt.timedelta(hours=2)):
            assert not pages.pin_on(clerk.get(slip.path))

    def test_a_letters_limit_runs_from_the_day_it_came(self, team: Team) -> None:
        with clock.at(TODAY):
            report = enter_by_command(team, way="letter", received_on=dt.date(2026, 9, 4))
        assert clock.local_date(report.due_at or TODAY) == dt.date(2026, 9, 18)
        assert report.due_basis["start"] == "2026-09-04"

    @pytest.mark.parametrize(
        ("way", "day"),
        [
            ("counter", dt.date(2026, 9, 10)),
            ("counter", dt.date(2026, 8, 1)),
            ("letter", dt.date(2026, 6, 1)),
        ],
    )
    def test_the_day_lies_within_reason(self, team: Team, way: str, day: dt.date) -> None:
        with clock.at(TODAY), pytest.raises(Invalid) as refused:
            enter_by_command(team, way=way, received_on=day)
        assert refused.value.field == "received_on"

    def test_mistakes_are_told_and_what_was_typed_is_kept(
        self, browser: Callable[[Actor], StrictClient], team: Team
    ) -> None:
        page = enter(
            browser(team.clerk), text="ngắn", id_number="12", phone="09", name="Bà Tư", status=422
        )
        assert len(page.errors) == 3
        assert page.one("[name=name]").get("value") == "Bà Tư"
        assert page.one("details[open]") is not None

    def test_a_denunciation_stays_with_the_clerks(
        self, browser: Callable[[Actor], StrictClient], team: Team, ward: Ward
    ) -> None:
        clerk = browser(team.clerk)
        slip = clerk.follow(
            enter(clerk, letter_kind="denunciation", text="Tố cáo ông A nhận tiền.")
        )
        report = the_report()
        assert report.confined_to == "clerk" and report.is_restricted
        readers = (team.clerk, team.leader, team.officer)
        seen = [policies.can_see_as_staff(one, report) for one in readers]
        assert seen == [True, False, False]
        browser(team.leader).get(f"/can-bo/phan-anh/{report.code}", status=404)
        assert report.code in slip.words
        assert report.code not in browser(team.leader).get(REGISTER).text

    def test_what_the_clerk_calls_a_denunciation_is_one_whatever_its_words(
        self, team: Team
    ) -> None:
        report = enter_by_command(team, letter_kind="denunciation")
        assert (report.confined_to, report.visibility) == ("clerk", "private")
        assert "ReportConfined" in {event.kind for event in events_of(report)}

    def test_a_complaint_is_private(self, team: Team) -> None:
        assert enter_by_command(team, letter_kind="complaint").is_restricted

    def test_who_may_not_enter_is_turned_away(
        self, browser: Callable[[Actor], StrictClient], team: Team, other: Ward
    ) -> None:
        for actor in (team.officer, team.leader, team.supervisor):
            browser(actor).get(NEW, status=403)
        browser(team.clerk).get(f"{NEW}?phuong={other.code}", status=404)
        details = Entry(way="counter", received_on=clock.today())
        with pytest.raises(NotAllowed):
            enter_reception(
                team.clerk, other, Submission(key="k" * 20, text=TEXT), details, secret=SECRET
            )

    def test_erasing_takes_address_and_number_along(self, team: Team) -> None:
        report = enter_by_command(team, address="12 Lê Lợi", id_number="079123456789")
        erase.erase_report_data(Actor(unlocked=frozenset({report.code})), report)
        row = db.session.get_one(Reception, report.id, populate_existing=True)
        assert (row.address, row.id_number) == ("", "")


HEADINGS = [
    "STT",
    "Ngày tiếp",
    "Họ tên, địa chỉ",
    "Số căn cước, CMND, hộ chiếu",
    "Nội dung vụ việc",
    "Phân loại đơn (KN, TC, KNPA)",
    "Số người cùng nội dung",
    "Cơ quan đã giải quyết",
    "Thuộc thẩm quyền",
    "Hướng dẫn đến cơ quan có thẩm quyền",
    "Cơ quan thụ lý giải quyết",
    "Theo dõi kết quả giải quyết",
    "Ghi chú",
]


class TestRegister:
    """By day, searchable, and as the form of the decree."""

    def fetch(self, keeper: StrictClient, **fields: str) -> Worksheet:
        answer = keeper.post(
            f"{REGISTER}/so",
            data={"tu": "2026-09-01", "den": "2026-09-30"} | fields,
            headers={"Sec-Fetch-Site": "same-origin"},
            status=200,
        )
        return load_workbook(io.BytesIO(answer.data)).worksheets[0]

    @pytest.fixture
    def three(self, team: Team) -> list[Report]:
        with clock.at(TODAY):
            first = enter_by_command(
                team,
                name="Trần Văn Bảy",
                phone="0901234567",
                address="12 Lê Lợi",
                id_number="079123456789",
                received_on=dt.date(2026, 9, 7),
                way="letter",
                letter_kind="complaint",
                people_count=3,
                settled_by="UBND quận cũ",
                in_competence=False,
                guided_to="Sở Xây dựng",
                note="Đã nhận bản sao đơn",
            )
            second = enter_by_command(team, '=HYPERLINK("http://x")&A1 đường ngập quá', name="=1+1")
            third = enter_by_command(team, "Tố cáo cán bộ nhận tiền.", letter_kind="denunciation")
        return [first, second, third]

    def test_the_list_is_by_day_and_finds_names_for_those_who_may_see_them(
        self, browser: Callable[[Actor], StrictClient], team: Team, three: list[Report]
    ) -> None:
        with clock.at(TODAY):
            clerk, leader = browser(team.clerk), browser(team.leader)
            assert len(clerk.get(REGISTER).all("tbody tr")) == 3
            assert len(leader.get(REGISTER).all("tbody tr")) == 2
            assert [
                three[0].code in row for row in clerk.get(f"{REGISTER}?q=bảy").texts("tbody tr")
            ] == [True]
            assert len(clerk.get(f"{REGISTER}?tu=2026-09-08").all("tbody tr")) == 2
            assert not clerk.get(f"{REGISTER}?tu=2026-01-01&den=2026-02-01").all("tbody tr")
            browser(team.officer).get(REGISTER, status=403)

    def test_the_file_is_the_form_cell_by_cell(
        self, browser: Callable[[Actor], StrictClient], team: Team, three: list[Report]
    ) -> None:
        sheet = self.fetch(browser(team.clerk))
        assert sheet["A1"].value == team.ward.office_name.upper()
        assert sheet["K1"].value == "Mẫu số 03/TCD"
        assert sheet["A3"].value == "SỔ TIẾP CÔNG DÂN"
        assert sheet["A4"].value == "Từ ngày 01/09/2026 đến ngày 30/09/2026"
        assert [cell.value for cell in sheet[6]] == HEADINGS
        assert [cell.value for cell in sheet[7]] == [f"({n})" for n in range(1, 14)]
        assert [cell.value for cell in sheet[8]] == [
            1,
            "07/09/2026",
            "Trần Văn Bảy, 12 Lê Lợi",
            "079123456789",
            TEXT,
            "KN",
            3,
            "UBND quận cũ",
            None,
            "Sở Xây dựng",
            None,
            "Mới gửi",
            f"Đã nhận bản sao đơn. {three[0].code}",
        ]
        assert [sheet["F9"].value, sheet["I9"].value, sheet["F10"].value] == ["KNPA", "x", "TC"]
        assert sheet.max_row == 10
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert str(sheet["C9"].value).startswith("'=") and str(sheet["E9"].value).startswith("'=")

    def test_it_prints_as_landscape_a4_with_its_head_on_every_page(
        self, browser: Callable[[Actor], StrictClient], team: Team, three: list[Report]
    ) -> None:
        sheet = self.fetch(browser(team.clerk))
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9 or sheet.page_setup.paperSize == "9"
        assert sheet.print_title_rows == "$6:$7"
        assert (
            sheet.page_setup.fitToHeight in (0, False)
            and sheet.sheet_properties.pageSetUpPr.fitToPage
        )
        for row in sheet["A6:M10"]:
            for cell in row:
                assert cell.alignment.wrap_text and cell.border.left.style == "thin", (
                    cell.coordinate
                )

    def test_taking_it_is_kept_on_record(
        self, browser: Callable[[Actor], StrictClient], team: Team, three: list[Report]
    ) -> None:
        self.fetch(browser(team.leader))
        event = db.session.scalars(select(Event).where(Event.kind == "RegisterExported")).one()
        assert event.actor_id == team.leader.account_id
        assert event.facts == {
            "first_day": "2026-09-01",
            "last_day": "2026-09-30",
            "row_count": 2,  # the denunciation is the clerks'
            "has_personal": True,
        }
        log = browser(team.leader).get("/quan-tri/nhat-ky")
        assert "Xuất sổ tiếp công dân ra tệp" in log.text

    def test_who_may_not_see_who_came_gets_no_names(
        self, app: object, team: Team, three: list[Report], browser: Callable[[Actor], StrictClient]
    ) -> None:
        days = {"first": dt.date(2026, 9, 1), "last": dt.date(2026, 9, 30)}
        without = dataclasses.replace(
            team.clerk,
            grants=tuple(
                dataclasses.replace(g, permissions=g.permissions - {"report:read_contact"})
                for g in team.clerk.grants
            ),
        )
        rows = each_reception(without, team.ward, RegisterFilter(**days))
        made = register_file(team.ward, rows, with_personal=False, **days)
        content = b"".join(made.pieces)
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        said = {str(cell.value) for row in sheet.iter_rows(min_row=8) for cell in row}
        assert made.row_count == 3 and not any("Bảy" in one or "0791" in one for one in said)
        assert {sheet[f"{column}8"].value for column in "CDE"} == {None}

    def test_a_case_about_somebody_is_not_in_their_file(
        self, browser: Callable[[Actor], StrictClient], team: Team, three: list[Report]
    ) -> None:
        db.session.add(Concern(report_id=three[1].id, account_id=team.leader.account_id, at=TODAY))
        factories.store()
        sheet = self.fetch(browser(team.leader))
        assert sheet.max_row == 8

    def test_days_that_make_no_sense_are_set_right(
        self, browser: Callable[[Actor], StrictClient], team: Team
    ) -> None:
        clerk = browser(team.clerk)
        for words in (
            "tu=x&den=y",
            "tu=2030-01-01&den=2020-01-01",
            "tu=0001-01-01",
            "den=0001-01-01",
            "tu=9999-12-31&den=9999-12-31",
            "trang=-4",
            "trang=99999999",
        ):
            clerk.get(f"{REGISTER}?{words}")


def test_a_clerk_of_two_wards_chooses_by_the_address(
    app: object, ward: Ward, other: Ward, browser: Callable[[Actor], StrictClient]
) -> None:
    account = people.make_staff(Role.CLERK, ward)
    grant_role(SYSTEM, account, role=Role.CLERK, ward_id=other.id, department_id=None)
    db.session.commit()
    clerk = browser(people.as_actor(account))
    for one in (ward, other):
        assert one.office_name in clerk.get(f"{NEW}?phuong={one.code}").words
