"""Members of a team write the log of visits themselves, for their own neighbourhoods, and set it right."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, StaleVersion
from citizen_app.core.events import Event
from citizen_app.permissions import Role
from citizen_app.plain_help import queries
from citizen_app.plain_help.commands.outings import (
    Told,
    correct_outing,
    record_outing,
    take_back_outing,
)
from citizen_app.plain_help.models import Outing
from citizen_app.teams.commands.teams import end_membership, end_team, make_team
from citizen_app.teams.queries import memberships_of
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.queries import count_queries
from tests.teams.conftest import Helping, join

LOG, BUTTON = "/ho-tro/nhat-ky", "Ghi lại"


def told(helping: Helping, **fields: Any) -> Told:
    said = {"day": clock.today(), "purpose": "visit", "people": 9, "helpers": 2, "note": ""}
    return Told(**({**said, "neighbourhood": helping.here} | fields))


def write(helping: Helping, number: int = 0, *, key: str = "khoa-1", **fields: Any) -> Outing:
    outing = record_outing(helping.helper(number), helping.ward, told(helping, **fields), key=key)
    factories.store()
    return outing


def reached(helping: Helping) -> int:
    today = clock.today()
    return sum(people for _, _, people in queries.people_reached(helping.ward, today, today))


def entries() -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(Outing)) or 0


def facts(outing: Outing) -> list[tuple[str, Any]]:
    query = select(Event).where(Event.subject_type == "outing", Event.subject_id == outing.id)
    rows = db.session.scalars(query.order_by(Event.id))
    return [(event.kind, event.facts["people"]) for event in rows]


def form(helping: Helping, **typed: str) -> dict[str, str]:
    said = {"purpose": "training", "people": "24", "helpers": "3"}
    return said | {"neighbourhood": str(helping.here.id)} | typed


def test_a_member_writes_it_and_the_team_and_the_ward_see_it(
    app: Flask, helping: Helping, browser_as: Callable[[Role], StrictClient]
) -> None:
    member = people.browser_of(app, helping.accounts[0])
    page = member.get(member.get("/ho-tro").link("Mở nhật ký thăm hỏi, tập huấn"))
    typed = form(helping, note="Tập gửi phản ánh")
    for _ in range(2):  # a double click
        done = member.submit(page, typed, button=BUTTON)
    assert "24" in " ".join(member.follow(done).texts(".columns__side .stat")) and entries() == 1
    outing = db.session.scalars(select(Outing)).one()
    assert outing.team == helping.team and outing.recorded_by == helping.accounts[0].id
    event = db.session.scalars(select(Event).where(Event.kind == "OutingRecorded")).one()
    assert event.facts["team_id"] == helping.team.id and "Tập gửi" not in str(event.facts)
    # The other member reads the team's sums and no entry; supervisors read who wrote what.
    other = people.browser_of(app, helping.accounts[1]).get(LOG)
    assert "24" in other.one(".columns__side .stat").text_content()
    assert "Tập gửi phản ánh" not in other.words
    clerk = browser_as(Role.CLERK)
    row = clerk.get("/can-bo/tham-hoi").one("tbody tr").text_content()
    assert "Tập gửi phản ánh" in row and "Trần Thị Hoa" in row and "Tổ 1" in row
    own = {"Sec-Fetch-Site": "same-origin"}
    file = clerk.post("/can-bo/tham-hoi/tep", data={"loai": "csv"}, headers=own, status=200)
    assert "Tập huấn,Khu phố 1,24,3,Tổ 1,Tập gửi phản ánh" in file.text
    assert "Trần Thị Hoa" not in file.text


def test_no_other_neighbourhood_takes_it(app: Flask, helping: Helping) -> None:
    with pytest.raises(NotAllowed):
        write(helping, neighbourhood=helping.elsewhere)
    with pytest.raises(Invalid):
        write(helping, neighbourhood=None)
    elsewhere = people.open_ward("27154")
    with pytest.raises(Invalid):
        record_outing(helping.helper(), elsewhere, told(helping), key="k")
    browser = people.browser_of(app, helping.accounts[0])
    page = browser.get(LOG)
    assert [one.get("value") for one in page.all("#neighbourhood option")] == [str(helping.here.id)]
    forged = form(helping) | {"neighbourhood": str(helping.elsewhere.id), "day": str(clock.today())}
    same = {"Sec-Fetch-Site": "same-origin"}
    key = page.one("input[name=key]").get("value")
    browser.post(LOG, data=forged | {"key": key}, headers=same, status=422)
    assert entries() == 0


def test_nobody_without_a_team_writes(app: Flask, helping: Helping) -> None:
    stranger = people.make_resident("Người lạ")
    with pytest.raises(NotAllowed):
        record_outing(people.as_actor(stranger), helping.ward, told(helping), key="k")
    with pytest.raises(NotAllowed):
        record_outing(Actor(), helping.ward, told(helping), key="k")
    page = people.browser_of(app, stranger).get(LOG)
    assert "chưa ở tổ nào" in page.words and not page.all("main form")


@pytest.mark.parametrize("how", ["membership", "team"])
def test_a_membership_that_ended_writes_and_changes_nothing(
    app: Flask, helping: Helping, how: str
) -> None:
    outing = write(helping)
    browser = people.browser_of(app, helping.accounts[0])
    page, entry = browser.get(LOG), browser.get(f"{LOG}/{outing.id}")
    if how == "membership":
        for member in memberships_of(helping.accounts[0].id):
            end_membership(helping.leader, member)
    else:
        end_team(helping.leader, helping.team)
    factories.store()
    for act in (
        lambda who: record_outing(who, helping.ward, told(helping), key="another"),
        lambda who: correct_outing(who, outing, told(helping, people=3), version=1),
        lambda who: take_back_outing(who, outing),
    ):
        with pytest.raises(NotAllowed):
            act(helping.helper())
    assert "chưa ở tổ nào" in browser.submit(page, form(helping), button=BUTTON, status=200).words
    browser.submit(entry, {"people": "3"}, button="Lưu", status=404)
    assert entries() == 1 and reached(helping) == 9


def test_the_same_rules_as_for_staff(helping: Helping) -> None:
    today = clock.today()
    for wrong in (
        {"day": today + dt.timedelta(days=1)},
        {"day": today - dt.timedelta(days=32)},
        {"purpose": "party"},
        {"note": "Thăm bà Lan, 0901 234 567"},
    ):
        with pytest.raises(Invalid):
            write(helping, **wrong)
    write(helping, day=today - dt.timedelta(days=31), people=0)


def test_a_correction_changes_the_sums_and_the_log_keeps_both(app: Flask, helping: Helping) -> None:
    outing = write(helping, people=90)
    browser = people.browser_of(app, helping.accounts[0])
    page = browser.get(browser.get(LOG).one("main a[href*='/nhat-ky/']").get("href"))
    named = browser.submit(page, {"note": "gọi 0901 234 567"}, button="Lưu", status=422)
    for _ in range(2):  # a double click
        done = browser.submit(named, {"people": "9", "note": "Đếm lại"}, button="Lưu")
    assert "Đếm lại" in browser.follow(done).words
    assert reached(helping) == 9
    assert facts(outing) == [("OutingRecorded", 90), ("OutingCorrected", 9)]
    # The page in another window was made before: it is told so, and keeps what was typed there.
    stale = browser.submit(page, {"people": "12"}, button="Lưu", status=422)
    assert "cửa sổ khác" in stale.words and stale.one("#people").get("value") == "12"
    browser.submit(stale, button="Lưu")
    assert reached(helping) == 12


def test_two_windows_at_once(helping: Helping) -> None:
    outing = write(helping)
    correct_outing(helping.helper(), outing, told(helping, people=5), version=1)
    factories.store()
    with pytest.raises(StaleVersion):
        correct_outing(helping.helper(), outing, told(helping, people=6), version=1)
    assert reached(helping) == 5


def test_what_is_taken_back_counts_nowhere(
    app: Flask, helping: Helping, browser_as: Callable[[Role], StrictClient]
) -> None:
    write(helping, key="khoa-2", people=4)
    outing = write(helping, people=50, note="Ghi nhầm ngày")
    browser = people.browser_of(app, helping.accounts[0])
    page = browser.get(f"{LOG}/{outing.id}")
    for _ in range(2):
        done = browser.submit(page, button="Thu lại, không tính mục này")
    assert "Ghi nhầm ngày" not in browser.follow(done).words
    browser.get(f"{LOG}/{outing.id}", status=404)
    assert reached(helping) == 4
    assert facts(outing) == [("OutingRecorded", 50), ("OutingTakenBack", 50)]
    today = clock.today()
    sums = queries.reached_by_teams(memberships_of(helping.accounts[0].id), today, today)
    assert sums == [("Tổ 1", [("visit", 1, 4)])]
    listed = browser_as(Role.CLERK).get("/can-bo/tham-hoi")
    assert "Ghi nhầm ngày" not in listed.words and len(listed.all("tbody tr")) == 1


def test_the_log_of_events_gives_the_sums_of_the_table(helping: Helping) -> None:
    """Whoever reads the events alone, the last one of each entry, counts what the pages count."""
    one, two = write(helping, people=10), write(helping, 1, key="khoa-2", people=20)
    write(helping, 1, key="khoa-3", people=30)
    correct_outing(helping.helper(), one, told(helping, people=11), version=1)
    take_back_outing(helping.helper(1), two)
    factories.store()
    last: dict[int, int] = {}
    for event in db.session.scalars(select(Event).order_by(Event.id)):
        if event.subject_type == "outing":
            taken = event.kind == "OutingTakenBack"
            last[event.subject_id or 0] = 0 if taken else event.facts["people"]
    assert sum(last.values()) == reached(helping) == 41


def test_nobody_changes_the_entry_of_another(app: Flask, helping: Helping) -> None:
    outing = write(helping)
    by_staff = record_outing(helping.leader, helping.ward, told(helping), key="khoa-9")
    factories.store()
    other = helping.helper(1)
    for entry in (outing, by_staff):
        with pytest.raises(NotAllowed):
            correct_outing(other, entry, told(helping, people=1), version=1)
        with pytest.raises(NotAllowed):
            take_back_outing(other, entry)
        browser = people.browser_of(app, helping.accounts[1])
        browser.get(f"{LOG}/{entry.id}", status=404)
        same = {"Sec-Fetch-Site": "same-origin"}
        browser.post(f"{LOG}/{entry.id}/thu-lai", headers=same, status=404)
    assert reached(helping) == 18


def test_an_entry_of_long_ago_stands(app: Flask, helping: Helping) -> None:
    outing = write(helping)
    with clock.at(clock.now() + dt.timedelta(days=32)):
        later = dataclasses.replace(told(helping), people=1)
        with pytest.raises(NotAllowed):
            correct_outing(helping.helper(), outing, later, version=1)
        with pytest.raises(NotAllowed):
            take_back_outing(helping.helper(), outing)


def test_sums_of_each_team_and_of_no_other(app: Flask, helping: Helping) -> None:
    second = make_team(
        helping.leader, helping.ward, name="Tổ 2", neighbourhoods=[helping.elsewhere]
    )
    join(helping.leader, second, helping.accounts[1])
    write(helping, people=8)
    write(helping, 1, key="khoa-2", people=6, neighbourhood=helping.elsewhere)
    page = people.browser_of(app, helping.accounts[1]).get(LOG)
    assert page.texts(".columns__side h3") == ["Tổ 1", "Tổ 2"]
    one = people.browser_of(app, helping.accounts[0])
    with count_queries(at_most=16):
        first = one.get(LOG)
    assert len(first.all(".columns__side .stat")) == 1


def test_too_many_entries_in_an_hour_are_stopped(app: Flask, helping: Helping) -> None:
    browser = people.browser_of(app, helping.accounts[0])
    for number in range(21):
        page = browser.get(LOG)
        browser.submit(page, form(helping), button=BUTTON, status=303 if number < 20 else 429)
    assert entries() == 20


def test_the_own_entries_are_in_the_own_data(app: Flask, helping: Helping) -> None:
    write(helping, note="Bàn hỗ trợ ở chợ")
    for number, shown in ((0, True), (1, False)):
        browser = people.browser_of(app, helping.accounts[number])
        held = browser.get("/tai-khoan/du-lieu.json").text
        assert ("Bàn hỗ trợ ở chợ" in held) is shown
