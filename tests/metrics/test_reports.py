"""The quarterly report: asked for once, made in the background, kept as files, given to those who may."""

import dataclasses
import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from citizen_app.accounts.models import Contact
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.events import EventHandling, sweep
from citizen_app.core.files.attachments import attachments_of
from citizen_app.feedback.models import Report, ReportContact
from citizen_app.metrics.accountability import accounts_of, public_accounts_of
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.periods import Period
from citizen_app.metrics.reports import making
from citizen_app.metrics.reports.commands import ask_report
from citizen_app.metrics.reports.content import DepartmentRow, content_of
from citizen_app.metrics.reports.files import report_docx
from citizen_app.metrics.reports.models import QuarterReport
from citizen_app.metrics.reports.queries import PATIENCE, Stage, stage_of
from citizen_app.metrics.reports.sheets import report_xlsx
from citizen_app.metrics.suppression import LEAST_IN_PART
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.support import factories, people
from tests.support.client import StrictClient

LIST = "/can-bo/chi-so/bao-cao"
MAKE = "Lập báo cáo"
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]


@pytest.fixture
def leader(browser_as: Callable[[Role], StrictClient]) -> StrictClient:
    follow_all()
    return browser_as(Role.LEADER)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The maker of the PDF raises; what is returned mends it."""

    def fail(_content: Any) -> bytes:
        raise OSError("no room")

    whole = making.MAKERS["pdf"]
    monkeypatch.setitem(making.MAKERS, "pdf", fail)
    return lambda: monkeypatch.setitem(making.MAKERS, "pdf", whole)


def newest() -> QuarterReport:
    db.session.expire_all()
    query = select(QuarterReport).order_by(QuarterReport.id.desc()).limit(1)
    return db.session.scalars(query).one()


def words_of(document: bytes) -> str:
    found = Document(io.BytesIO(document))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in found.paragraphs), *cells])


def test_from_wish_to_files(leader: StrictClient, ward: Ward) -> None:
    page = leader.get(LIST)
    made = len(page.all("tbody tr"))
    asked = leader.submit(page, button=MAKE)
    again = leader.submit(page, button=MAKE)  # a double click
    assert again.headers["Location"] == asked.headers["Location"]
    report = newest()
    assert stage_of(report) == Stage.DONE and report.step == making.STEPS
    done = leader.follow(asked)
    assert (
        done.heading == f"Báo cáo Quý {Period.quarter(clock.today()).name[-1]}/{clock.today().year}"
    )
    files = {a.get("href").rsplit(".", 1)[1]: a.get("href") for a in done.all("main a[download]")}
    assert files.keys() == {"docx", "pdf", "xlsx"}
    pdf = leader.get(files["pdf"])
    assert pdf.mimetype == "application/pdf" and pdf.data.startswith(b"%PDF")
    words = words_of(leader.get(files["docx"]).data)
    for wanted in ("Tóm tắt", "Trả lời đúng hạn", "Cam kết", "Cách tính và giới hạn", "BÁO CÁO"):
        assert wanted in words
    book = load_workbook(io.BytesIO(leader.get(files["xlsx"]).data))
    assert book.sheetnames[0] == "Con số"
    rows = {row[0]: row for row in book["Con số"].iter_rows(min_row=2, values_only=True)}
    _, _, _, _, num, den, value, low, high, *_rest = rows["A1"]
    assert value == pytest.approx(num / den, abs=1e-4) and low <= value <= high
    listed = leader.get(LIST)
    assert report.code in listed.words and len(listed.all("tbody tr")) == made + 1
    leader.get(f"{LIST}/{report.code}/tep.exe", status=404)
    leader.get(f"{LIST}/BC-2222-2222", status=404)


def test_nothing_personal_stands_in_it(leader: StrictClient, ward: Ward) -> None:
    page = leader.get(LIST)
    leader.submit(page, {"quarter": Period.quarter(clock.today()).name}, button=MAKE)
    report = newest()
    whole = words_of(leader.get(f"{LIST}/{report.code}/tep.docx").data)
    book = load_workbook(io.BytesIO(leader.get(f"{LIST}/{report.code}/tep.xlsx").data))
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            whole += "\n" + " ".join(str(cell) for cell in row)
    contacts = db.session.execute(
        select(ReportContact.name, ReportContact.email, ReportContact.phone)
    )
    secrets = {text for row in contacts for text in row if text}
    secrets |= set(db.session.scalars(select(Report.code)))
    secrets |= set(db.session.scalars(select(Contact.value)))
    assert len(secrets) > 100
    assert [text for text in secrets if text in whole] == []
    assert not re.search(r"\b0\d{9}\b", whole)


def test_a_report_that_fails_says_so_and_is_tried_again(
    leader: StrictClient, broken: Callable[[], None]
) -> None:
    asked = leader.submit(leader.get(LIST), button=MAKE)
    report = newest()
    assert stage_of(report) == Stage.WAITING and report.tries == 1
    assert "Lần trước bị dừng giữa chừng" in leader.follow(asked).words
    broken()
    with transaction():
        db.session.execute(update(EventHandling).values(next_try_at=clock.now()))
    sweep()
    assert stage_of(newest()) == Stage.DONE
    assert "Báo cáo đã xong" in leader.follow(asked).words


@pytest.mark.usefixtures("broken")
def test_after_three_tries_it_is_given_up_and_can_be_asked_for_anew(leader: StrictClient) -> None:
    asked = leader.submit(leader.get(LIST), button=MAKE)
    for _ in range(making.MOST_TRIES):
        with transaction():
            db.session.execute(update(EventHandling).values(next_try_at=clock.now()))
        sweep()
    report = newest()
    assert stage_of(report) == Stage.FAILED and report.tries == making.MOST_TRIES
    assert not attachments_of(report, public_only=False)
    before = db.session.scalar(select(func.count()).select_from(QuarterReport)) or 0
    page = leader.follow(asked)
    assert report.code in page.words and "Không mất dữ liệu nào" in page.words
    leader.submit(page, button="Lập lại")
    assert db.session.scalar(select(func.count()).select_from(QuarterReport)) == before + 1
    progress = leader.get(f"{LIST}/{report.code}/tien-do")
    assert progress.json["done"] is True


def test_a_killed_worker_is_told_and_given_up_in_the_end(
    leader: StrictClient, app: Flask, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process ends."""

    def kill(_content: Any) -> bytes:
        raise Killed

    monkeypatch.setitem(making.MAKERS, "pdf", kill)
    monkeypatch.setattr("citizen_app.core.events.hand_over", [])
    actor = people.as_actor(people.make_staff(Role.LEADER, ward))
    quarter = Period.quarter(clock.today()).name
    with transaction():
        code = ask_report(actor, ward, quarter=quarter, key="k" * 20).code
    assert "Đang chờ đến lượt" in leader.get(f"{LIST}/{code}").words
    for _ in range(making.MOST_TRIES):
        with transaction():
            db.session.execute(update(EventHandling).values(next_try_at=clock.now()))
        with pytest.raises(Killed):
            sweep()
        db.session.rollback()
    report = newest()
    assert stage_of(report) == Stage.WORKING
    with clock.at(clock.now() + PATIENCE * 2):
        assert stage_of(newest()) == Stage.STOPPED
    with transaction():
        db.session.execute(update(EventHandling).values(next_try_at=clock.now()))
    sweep()
    assert stage_of(newest()) == Stage.FAILED


def test_two_wishes_for_one_quarter_are_one_report(app: Flask, ward: Ward) -> None:
    actor = people.as_actor(people.make_staff(Role.LEADER, ward))
    quarter = Period.quarter(clock.today()).name
    with transaction():
        first = ask_report(actor, ward, quarter=quarter, key="a" * 20)
        assert ask_report(actor, ward, quarter=quarter, key="b" * 20) is first


def test_supervisors_read_reports_and_ask_for_none(
    leader: StrictClient, browser_as: Callable[[Role], StrictClient], ward: Ward
) -> None:
    leader.submit(leader.get(LIST), button=MAKE)
    supervisor = browser_as(Role.SUPERVISOR)
    page = supervisor.get(LIST)
    assert not [f for f in page.all("main form") if f.get("method") == "post"]
    report = newest()
    assert supervisor.get(f"{LIST}/{report.code}/tep.pdf").data.startswith(b"%PDF")
    sent = {"quarter": report.quarter, "key": "x" * 20}
    supervisor.post(LIST, data=sent, status=403, headers={"Origin": "http://localhost"})
    other = people.make_staff(Role.LEADER, people.open_ward("27154"))
    people.browser_of(supervisor.application, other).get(f"{LIST}/{report.code}", status=404)


def test_what_is_kept_from_others_is_in_no_number_of_it(ward: Ward) -> None:
    follow_all()
    team, quarter = factories.team_of(ward), Period.quarter(clock.today()).name

    def told() -> tuple[list[DepartmentRow], list[str], str]:
        content = content_of(ward, quarter)
        without_moment = [
            dataclasses.replace(
                row, values={code: one and one.num for code, one in row.values.items()}
            )
            for row in content.departments
        ]
        return without_moment, list(content.changes), words_of(report_docx(content))

    before = told()
    long_ago = clock.now() - dt.timedelta(days=1500)
    for confined_to in ("", "clerk", "leader", "city"):
        report = factories.send(ward).report
        factories.receive(report, team, is_private=True)
        factories.assign(report, team)
        report.due_at, report.confined_to = long_ago, confined_to
        factories.store()
    follow_all()
    inside = accounts_of(SYSTEM, ward, Period.quarter(clock.today()))
    assert inside[0].oldest_due == long_ago, "they are late"
    assert told() == before
    public = factories.send(ward).report
    factories.receive(public, team)
    public.due_at = long_ago
    factories.store()
    rows, _changes, words = told()
    assert rows[0].late == before[0][0].late + 1
    assert f"còn {rows[0].late} việc công khai đang quá hạn" in words


def test_its_trends_end_with_its_quarter(ward: Ward) -> None:
    follow_all()
    last = Period.quarter(Period.quarter(clock.today()).first - dt.timedelta(days=1))
    quarters = content_of(ward, last.name).quarters
    assert quarters and all(values[-1].period == last for values in quarters.values())


def test_a_department_with_few_things_has_no_figures_in_it(ward: Ward) -> None:
    follow_all()
    quarter = Period.quarter(clock.today())
    counted = public_accounts_of(ward, quarter)
    content = content_of(ward, quarter.name)
    told = {row.name: row for row in content.departments[1:]}
    few = 0
    for account in counted[1:]:
        if account.department is None or account.department.name not in told:
            continue
        row = told[account.department.name]
        for code, value in account.values.items():
            is_few = max(value.num, value.den) < LEAST_IN_PART
            few += is_few
            assert not is_few or row.values[code] is None
    assert few
    book = load_workbook(io.BytesIO(report_xlsx(content)))
    rows = list(book["Theo bộ phận"].iter_rows(min_row=2, values_only=True))
    for name, _head, code, _name, num, den, *_rest in rows:
        if name in told and code:
            sizes = [one for one in (num, den) if isinstance(one, int)]
            assert not sizes or max(sizes) >= LEAST_IN_PART
