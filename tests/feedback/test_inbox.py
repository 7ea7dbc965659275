"""The inbox: every case once, in the right order, for the right eyes."""

import csv
import datetime as dt
import io
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select, update

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.feedback import queries_inbox, routes_inbox
from citizen_app.feedback.commands.bulk import assign_many
from citizen_app.feedback.commands.notes import add_note
from citizen_app.feedback.models import NoteMention, Report
from citizen_app.feedback.queries_inbox import InboxFilter
from citizen_app.permissions import Role
from citizen_app.wards.models import Department, Ward
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

NOW = dt.datetime(2026, 9, 7, 3, 0, tzinfo=dt.UTC)
ORDERS = (queries_inbox.PRESSING, queries_inbox.NEWEST, queries_inbox.SUPPORTED)


@pytest.fixture
def many(ward: Ward) -> list[Report]:
    return [
        factories.send(ward, f"Đèn đường số {number} tắt ba đêm nay.").report
        for number in range(12)
    ]


def all_pages(actor: Actor, ward: Ward, order: str) -> list[int]:
    """The numbers of all cases, page after page."""
    seen: list[int] = []
    after = ""
    while True:
        wanted = InboxFilter(scope="phuong", ward_id=ward.id, sort=order, after=after)
        page = queries_inbox.list_inbox(actor, wanted)
        seen += [report.id for report in page.rows]
        after = page.next_cursor
        if not after:
            return seen


days = st.one_of(st.none(), st.integers(0, 2))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(limits=st.lists(days, min_size=12, max_size=12), size=st.integers(1, 13))
def test_every_case_stands_on_one_page_whatever_the_limits(
    limits: list[int | None],
    size: int,
    many: list[Report],
    team: Team,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries_inbox, "PAGE", size)
    ids = [report.id for report in many]
    for number, limit in zip(ids, limits, strict=True):
        moment = None if limit is None else NOW + dt.timedelta(days=limit)
        values = {"due_at": moment, "support_count": limit or 0}
        if limit is not None:
            values["sent_at"] = NOW - dt.timedelta(days=limit)
        db.session.execute(update(Report).where(Report.id == number).values(**values))
    for order in ORDERS:
        seen = all_pages(team.clerk, team.ward, order)
        assert sorted(seen) == ids, order
    due = dict(zip(ids, limits, strict=True))
    pressing = all_pages(team.clerk, team.ward, queries_inbox.PRESSING)
    expected = sorted(ids, key=lambda n: (due[n] is None, due[n] or 0, n))
    assert pressing == expected
    db.session.rollback()


def test_a_page_asks_the_same_number_of_queries_on_its_last_rows(
    many: list[Report], team: Team
) -> None:
    wanted = InboxFilter(scope="phuong", ward_id=team.ward.id, after="nonsense")
    assert len(queries_inbox.list_inbox(team.clerk, wanted).rows) == 12


def test_filters_stand_in_the_address_and_come_off_one_by_one(
    browser: Callable[[Actor], StrictClient], many: list[Report], team: Team
) -> None:
    factories.bring_to(many[0], team, "assigned")
    clerk = browser(team.clerk)
    page = clerk.get("/can-bo/?xem=phuong&trang-thai=received&nguoi=chua-co&q=")
    assert len(page.all("tbody tr")) == 11
    assert len(page.all(".chip")) == 2
    page = clerk.get(page.all(".chip")[0].get("href"))
    assert len(page.all("tbody tr")) == 11 and len(page.all(".chip")) == 1
    page = clerk.get(page.all(".chip")[0].get("href"))
    assert len(page.all("tbody tr")) == 12 and not page.all(".chip")
    officer = f"/can-bo/?xem=phuong&nguoi={team.officer.account_id}"
    assert len(clerk.get(officer).all("tbody tr")) == 1
    assert len(clerk.get("/can-bo/?xem=phuong&kenh=letter").all("tbody tr")) == 0
    assert len(clerk.get("/can-bo/?xem=phuong&linh-vuc=khong-co").all("tbody tr")) == 0


def test_counts_by_lateness_are_links_to_these_very_cases(
    browser: Callable[[Actor], StrictClient], ward: Ward
) -> None:
    with clock.at(NOW):
        team = factories.team_of(ward)
        late, today, soon, later, waiting = (factories.send(ward).report for _ in range(5))
        factories.bring_to(waiting, team, "waiting_resident")
        for report, day in ((late, 4), (today, 7), (soon, 9), (later, 10), (waiting, 1)):
            report.due_at = clock.end_of_day(dt.date(2026, 9, day))
        db.session.commit()
        counts = queries_inbox.count_inbox(team.clerk, InboxFilter("phuong", ward.id))
        assert counts.by_lateness == {
            "qua-han": 1,
            "hom-nay": 1,
            "sap-den": 1,
            "": 1,
            "cho-nguoi-gui": 1,
        }
        assert counts.open == 5 and counts.is_whole
        clerk = browser(team.clerk)
        home = clerk.get("/can-bo/?xem=phuong")
        for link, report in zip(
            home.all(".count-link")[:4], (late, today, soon, waiting), strict=True
        ):
            assert link.cssselect("strong")[0].text == "1"
            page = clerk.get(link.get("href"))
            assert [report.code in row for row in page.texts("tbody tr")] == [True]


def test_who_is_named_in_a_note_finds_the_case(
    browser: Callable[[Actor], StrictClient], many: list[Report], team: Team
) -> None:
    note = add_note(team.clerk, many[3], body="Nhờ anh xem giúp.")
    db.session.add(NoteMention(note_id=note.id, account_id=team.officer.account_id))
    db.session.commit()
    page = browser(team.officer).get("/can-bo/?xem=nhac-ten-toi")
    assert [many[3].code in row for row in page.texts("tbody tr")] == [True]
    assert not browser(team.leader).get("/can-bo/?xem=nhac-ten-toi").all("tbody tr")


def test_who_looks_after_the_whole_city_chooses_a_ward(
    app: object, many: list[Report], ward: Ward, browser: Callable[[Actor], StrictClient]
) -> None:
    above = people.as_actor(people.make_staff(Role.SUPERVISOR, None))
    supervisor = browser(above)
    assert not supervisor.get("/can-bo/?xem=phuong").all("tbody tr")
    assert len(supervisor.get(f"/can-bo/?xem=phuong&phuong={ward.code}").all("tbody tr")) == 12


def test_another_wards_code_in_the_address_changes_nothing(
    browser: Callable[[Actor], StrictClient], many: list[Report], team: Team, other: Ward
) -> None:
    there = factories.send(other).report
    page = browser(team.clerk).get(f"/can-bo/?xem=phuong&phuong={other.code}")
    assert len(page.all("tbody tr")) == 12 and there.code not in page.text


class TestAssigningMany:
    """Tick, choose, send: each row through the one command, each with its own version."""

    def tick(self, reports: list[Report]) -> list[str]:
        return [f"{report.code}:{report.version}" for report in reports]

    def test_all_are_assigned(
        self, browser: Callable[[Actor], StrictClient], many: list[Report], team: Team
    ) -> None:
        for report in many[:3]:
            factories.receive(report, team)
        factories.store()
        clerk = browser(team.clerk)
        page = clerk.get("/can-bo/?xem=phuong&xep=moi")
        department = factories.department_of(team.ward)
        fields = {
            "chon": self.tick(many[:3]),
            "department": str(department.id),
            "handler": str(team.officer.account_id),
        }
        done = clerk.submit(page, fields, button="Phân công các phản ánh đã chọn")
        assert done.headers["Location"] == "/can-bo/?xem=phuong&xep=moi"
        assert "3" in clerk.follow(done).texts(".notice--success")[0]
        db.session.expire_all()
        assert {report.handler_id for report in many[:3]} == {team.officer.account_id}

    def test_a_row_that_moved_on_is_refused_and_holds_up_no_other(
        self, browser: Callable[[Actor], StrictClient], many: list[Report], team: Team
    ) -> None:
        for report in many[:2]:
            factories.receive(report, team)
        factories.store()
        clerk = browser(team.clerk)
        ticks = self.tick(many[:3])  # the third is still new
        factories.assign(many[1], team)
        factories.store()
        fields = {"chon": [*ticks], "department": str(factories.department_of(team.ward).id)}
        done = clerk.post(
            "/can-bo/phan-cong-nhieu",
            data=fields | {"phuong": team.ward.code, "tro-ve": "xem=phuong", "handler": ""},
            headers={"Sec-Fetch-Site": "same-origin"},
            status=200,
        )
        refused = done.texts("main .notice--warning li")
        assert [many[1].code in refused[0], many[2].code in refused[1]] == [True, True]
        db.session.expire_all()
        assert [report.state for report in many[:3]] == ["assigned", "assigned", "received"]
        assert many[0].handler_id is None and many[1].handler_id == team.officer.account_id

    def test_nothing_ticked_changes_nothing(
        self, browser: Callable[[Actor], StrictClient], many: list[Report], team: Team
    ) -> None:
        clerk = browser(team.clerk)
        page = clerk.get("/can-bo/?xem=phuong")
        answer = clerk.follow(clerk.submit(page, {}, button="Phân công các phản ánh đã chọn"))
        assert answer.all(".notice--warning")

    def test_a_case_that_one_may_not_see_is_as_if_it_were_not_there(
        self, many: list[Report], team: Team, other: Ward
    ) -> None:
        there = factories.send(other).report
        department = factories.department_of(team.ward)
        outcomes = assign_many(
            team.clerk,
            [(there.code, there.version), ("PA-0000-0000", 1)],
            department=department,
            handler=None,
        )
        assert [str(one.refusal) for one in outcomes][0] == str(outcomes[1].refusal)
        assert not outcomes[0].title and there.department_id is None

    def test_who_may_not_assign_gets_no_boxes(
        self, browser: Callable[[Actor], StrictClient], many: list[Report], team: Team
    ) -> None:
        page = browser(team.supervisor).get("/can-bo/?xem=phuong")
        assert page.all("tbody tr") and not page.all("[name=chon]")


def test_two_clerks_at_once_assign_each_case_once(
    app: Flask, many: list[Report], team: Team
) -> None:
    for report in many[:4]:
        factories.receive(report, team)
    factories.store()
    chosen = [(report.code, report.version) for report in many[:4]]
    department_id, ids = factories.department_of(team.ward).id, [r.id for r in many[:4]]
    db.session.remove()
    barrier, outcomes = threading.Barrier(2), []

    def work(order: list[tuple[str, int]]) -> None:
        with app.app_context():
            barrier.wait()
            with transaction():
                department = db.session.get_one(Department, department_id)
                outcomes.extend(assign_many(team.clerk, order, department=department, handler=None))

    threads = [threading.Thread(target=work, args=(o,)) for o in (chosen, chosen[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bool(one.refusal) for one in outcomes) == [False] * 4 + [True] * 4
    query = (
        select(Event.subject_id).where(Event.kind == "ReportAssigned").order_by(Event.subject_id)
    )
    assert list(db.session.scalars(query)) == sorted(ids)


class TestFiles:
    """The list as a file has the filters of the page, and says when it is cut off."""

    def test_it_has_the_pages_filters(
        self, browser: Callable[[Actor], StrictClient], many: list[Report], team: Team
    ) -> None:
        factories.bring_to(many[0], team, "assigned")
        clerk = browser(team.clerk)
        page = clerk.get(f"/can-bo/?xem=phuong&nguoi={team.officer.account_id}")
        rows = list(csv.reader(io.StringIO(clerk.get(page.link("CSV")).data.decode("utf-8-sig"))))
        assert [row[0] for row in rows[1:]] == [many[0].code]
        book = load_workbook(io.BytesIO(clerk.get(page.link("Excel")).data))
        assert book.worksheets[0]["A2"].value == many[0].code

    @pytest.mark.parametrize("batch", [1, 2, 4, 500])
    def test_a_long_list_is_read_piece_by_piece_and_cut_with_a_word(
        self,
        batch: int,
        browser: Callable[[Actor], StrictClient],
        many: list[Report],
        team: Team,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(queries_inbox, "BATCH", batch)
        clerk = browser(team.clerk)
        whole = clerk.get("/can-bo/phan-anh.csv?xem=phuong").data.decode("utf-8-sig")
        codes = [row[0] for row in csv.reader(io.StringIO(whole))][1:]
        assert codes == [report.code for report in reversed(many)]
        monkeypatch.setattr(routes_inbox, "MOST_EXPORTED", 5)
        cut = clerk.get("/can-bo/phan-anh.csv?xem=phuong").data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(cut)))
        assert [row[0] for row in rows[1:6]] == codes[:5]
        assert len(rows) == 7 and "5" in rows[6][0]
        sheet = load_workbook(
            io.BytesIO(clerk.get("/can-bo/phan-anh.xlsx?xem=phuong").data)
        ).worksheets[0]
        assert sheet.max_row == 7 and "5" in sheet["A7"].value


def test_the_lists_go_by_an_index_and_never_over_the_whole_table(
    many: list[Report], team: Team
) -> None:
    """What is closed may grow without end: the inbox reads the part index of what is open."""
    wanted = InboxFilter(scope="phuong", ward_id=team.ward.id)
    if db.engine.dialect.name == "sqlite":
        for order, index in zip(
            ORDERS,
            ("ix_report_open_due", "ix_report_open_sent", "ix_report_open_supported"),
            strict=True,
        ):
            plan = plan_of(team.clerk, wanted, order)
            assert index in plan and "SCAN report" not in plan and "TEMP B-TREE" not in plan, plan


def plan_of(actor: Actor, wanted: InboxFilter, order: str) -> str:
    query = queries_inbox._filtered(actor, wanted)
    column = {
        queries_inbox.PRESSING: Report.due_at,
        queries_inbox.NEWEST: Report.sent_at.desc(),
        queries_inbox.SUPPORTED: Report.support_count.desc(),
    }[order]
    last = Report.id if order == queries_inbox.PRESSING else Report.id.desc()
    if order == queries_inbox.PRESSING:
        query = query.where(Report.due_at.is_not(None))
    sql = (
        query.order_by(column, last)
        .limit(31)
        .compile(db.engine, compile_kwargs={"literal_binds": True})
    )
    return "\n".join(str(row) for row in db.session.execute(db.text(f"explain query plan {sql}")))
