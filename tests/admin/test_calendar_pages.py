"""The working calendar, and the limits that hang on it."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.wards.models import Holiday, Ward
from citizen_app.wards.queries import calendar_of
from tests.admin.conftest import press
from tests.support import factories
from tests.support.client import Page, StrictClient

DAY_OFF = {"kind": "off", "name": "Ngày hội phường", "source": "Thông báo 5/TB-UBND"}


def working_day_after(ward: Ward, count: int) -> dt.date:
    return calendar_of(ward.id).add_working_days(clock.today(), count)


def add_day(browser: StrictClient, day: dt.date, code: str, **fields: Any) -> Page:
    address = f"/quan-tri/lich/{day.year}/them?phuong={code}"
    return browser.submit(browser.get(address), {"day": day.isoformat(), **DAY_OFF, **fields})


def changes() -> list[tuple[int | None, str, str]]:
    query = select(Event).where(Event.kind == "CalendarChanged").order_by(Event.id)
    return [(e.ward_id, e.facts["old"], e.facts["new"]) for e in db.session.scalars(query)]


def test_a_day_off_moves_the_limits_of_the_ward_only(
    admin: StrictClient, ward: Ward, other_ward: Ward
) -> None:
    here, there = factories.send(ward).report, factories.send(other_ward).report
    due = here.due_at
    assert due == there.due_at
    done = admin.follow(add_day(admin, working_day_after(ward, 3), ward.code))
    assert "Limits are being counted again." in done.words
    db.session.expire_all()
    assert here.due_at > due
    assert there.due_at == due
    assert changes() == [(ward.id, "", "off")]


def test_a_general_day_off_moves_them_everywhere(
    system_admin: StrictClient, ward: Ward, other_ward: Ward
) -> None:
    reports = [factories.send(place).report for place in (ward, other_ward)]
    due = reports[0].due_at
    add_day(system_admin, working_day_after(ward, 3), "")
    db.session.expire_all()
    assert all(report.due_at > due for report in reports)
    assert changes() == [(None, "", "off")]


def test_a_day_is_changed_and_taken_out(admin: StrictClient, ward: Ward) -> None:
    report = factories.send(ward).report
    due = report.due_at
    add_day(admin, working_day_after(ward, 3), ward.code)
    day = db.session.scalars(select(Holiday).where(Holiday.ward_id == ward.id)).one()
    page = admin.get(f"/quan-tri/lich/ngay/{day.id}")
    admin.submit(page, {"name": "Hội làng"}, button="Save")
    assert "Hội làng" in admin.get(f"/quan-tri/lich/{day.day.year}").words
    admin.submit(page, button="Take the day out")
    db.session.expire_all()
    assert report.due_at == due
    assert [change[1:] for change in changes()] == [("", "off"), ("off", "off"), ("off", "")]


def test_a_ward_may_work_on_a_general_day_off(admin: StrictClient, ward: Ward) -> None:
    new_year = dt.date(2026, 1, 1)
    add_day(admin, new_year, ward.code, kind="worked", name="Trực Tết")
    assert calendar_of(ward.id).is_working_day(new_year)
    assert not calendar_of(None).is_working_day(new_year)
    assert "All wards but this one" in admin.get("/quan-tri/lich/2026").words


def test_a_make_up_day_must_be_a_day_off(admin: StrictClient, ward: Ward) -> None:
    day = working_day_after(ward, 3)
    page = admin.get(f"/quan-tri/lich/{day.year}/them")
    again = admin.submit(page, {"day": day.isoformat(), **DAY_OFF, "kind": "worked"}, status=422)
    assert again.errors == ["The office works on this day already."]


def test_ward_administrators_leave_general_days_and_other_wards_alone(
    admin: StrictClient, other_ward: Ward
) -> None:
    general = db.session.scalars(select(Holiday).where(Holiday.ward_id.is_(None))).first()
    assert general is not None
    admin.get(f"/quan-tri/lich/ngay/{general.id}", status=403)
    press(admin, f"/quan-tri/lich/ngay/{general.id}/bo", status=403)
    admin.get(f"/quan-tri/lich/2026?phuong={other_ward.code}", status=403)
    press(admin, f"/quan-tri/lich/2026/them?phuong={other_ward.code}", **DAY_OFF, status=403)


def test_months_are_counted(system_admin: StrictClient) -> None:
    page = system_admin.get("/quan-tri/lich/2026")
    counts = [int(text) for text in page.texts(".table--numbers td")]
    assert counts[-1] == sum(counts[:-1])
    assert counts[1] == 15  # February 2026 with its Lunar New Year
    empty = system_admin.get("/quan-tri/lich/2031")
    assert "No days off are entered for 2031 yet" in empty.words
    system_admin.get("/quan-tri/lich/1999", status=404)
