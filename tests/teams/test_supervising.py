"""Unusual patterns are put before the ward: none hidden, none a verdict, each with its reason."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed, StaleVersion
from citizen_app.core.events import Event
from citizen_app.feedback.models import Report
from citizen_app.permissions import Role
from citizen_app.teams.commands.alerts import look_at
from citizen_app.teams.models import Alert, HelpCount
from citizen_app.teams.rules import monday_of, value
from citizen_app.teams.watching import look_at_surveys
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.queries import count_queries
from tests.teams.conftest import Helping

STAFF = "/can-bo/to-cong-nghe-so"
# One line a helper, and the rows of the lists, cost no queries of their own.
ACTIVITY_BUDGET, HOME_BUDGET, LIST_BUDGET = 17, 14, 12


@pytest.fixture
def leader(app: Flask, helping: Helping) -> StrictClient:
    return people.browser_of(app, db.session.get_one(Account, helping.leader.account_id))


def alerts() -> list[Alert]:
    db.session.expire_all()
    return list(db.session.scalars(select(Alert).order_by(Alert.id)))


def file_many(helping: Helping, count: int, every: dt.timedelta, **taken: Any) -> None:
    relations = ("family", "neighbour", "other")
    start = clock.now()
    for number in range(count):
        with clock.at(start + every * number):
            relation = taken.get("relation") or relations[number % 3]
            consent = helping.taken(**(taken | {"relation": relation}))
            letters = "abcdefghijklmnopqrst"[number]
            helping.file(f"Việc {letters * 5} ở hẻm này cần xem.", consent=consent)


def test_many_in_an_hour(helping: Helping, leader: StrictClient) -> None:
    file_many(helping, 7, dt.timedelta(minutes=5))
    assert alerts() == []
    with clock.at(clock.now() + dt.timedelta(minutes=40)):
        helping.file("Việc thứ tám trong một giờ.", consent=helping.taken(relation="other"))
    (alert,) = alerts()
    assert (alert.kind, alert.state, alert.facts["count"]) == ("many_in_an_hour", "open", 8)
    assert alert.helper_id == helping.accounts[0].id
    words = leader.get(f"{STAFF}/{helping.team.code}/hoat-dong").words
    assert "Có 8 hồ sơ được gửi trong một giờ" in words and "Trần Thị Hoa" in words
    assert "1 mục" in leader.get(STAFF).words


def test_a_days_queue_that_arrives_at_once_is_nothing_unusual(helping: Helping) -> None:
    now = clock.now()
    for number in range(9):
        consent = helping.taken(
            taken_at=now - dt.timedelta(hours=number),
            is_offline=True,
            relation=("family", "other")[number % 2],
        )
        helping.file(f"Chuyện {'bcdghklmn'[number] * 6} trong hẻm.", consent=consent)
    assert alerts() == []


def test_two_helpers_on_one_device_count_together(helping: Helping) -> None:
    for number in range(8):
        consent = helping.taken(device="cung-mot-may", relation=("family", "other")[number % 2])
        helping.file(
            f"Chuyện {'bcdghklm'[number] * 6} trong hẻm.", number=number % 2, consent=consent
        )
    assert [alert.kind for alert in alerts()] == ["many_in_an_hour"]


def test_the_same_words_again_and_again(helping: Helping) -> None:
    for number in range(3):
        with clock.at(clock.now() + dt.timedelta(hours=2 * number)):
            helping.file(f"Đề nghị dọn rác ở hẻm {number}!")
    (alert,) = alerts()
    assert (alert.kind, alert.facts) == ("same_text", {"count": 3})


def test_the_survey_with_many_people_in_a_week(helping: Helping, leader: StrictClient) -> None:
    monday = monday_of(clock.today())
    row = {"team_id": helping.team.id, "helper_id": helping.accounts[0].id}
    most = value("many_surveys")
    weeks = [(monday, "witness", most - 2), (monday, "slip", 1)]
    weeks += [(monday - dt.timedelta(weeks=1), "slip", 1)]
    for week, kind, count in weeks:
        db.session.add(HelpCount(**row, week=week, kind=kind, people=count))
    factories.store()
    look_at_surveys()
    assert alerts() == []
    for more in (1, 2):
        counted = db.session.get_one(HelpCount, (row["team_id"], row["helper_id"], monday, "slip"))
        counted.people += more
        factories.store()
        look_at_surveys()
    (alert,) = alerts()  # one a week, brought up to date
    assert (alert.kind, alert.facts) == (
        "many_surveys",
        {"count": most + 2, "week": monday.isoformat()},
    )
    words = leader.get(f"{STAFF}/{helping.team.code}/hoat-dong").words
    assert f"Đã đi khảo sát cùng {most + 2} người trong một tuần" in words


def test_always_the_same_kind_of_witness(helping: Helping) -> None:
    file_many(helping, 9, dt.timedelta(hours=1), relation="team")
    assert alerts() == []
    file_many(helping, 1, dt.timedelta(hours=1), relation="team")
    with clock.at(clock.now() + dt.timedelta(hours=12)):
        helping.file("Chuyện khác nữa ở cuối hẻm.", consent=helping.taken(relation="team"))
    assert "same_witness" in [alert.kind for alert in alerts()]


def test_a_rating_from_the_helpers_own_device(
    app: Flask, helping: Helping, leader: StrictClient
) -> None:
    team = factories.team_of(helping.ward)
    browser = people.browser_of(app, helping.accounts[0])
    page = browser.submit(browser.get("/ho-tro"), {"name": "Bà Sáu"}, button="Bắt đầu")
    form = browser.get("/ho-tro/giup/phan-anh")
    typed = {"text": factories.TEXT, "kind": "witness", "relation": "family"}
    slip = browser.follow(browser.submit(form, typed, button="Gửi giúp Bà Sáu"))
    code, pin = slip.texts(".slip__code")
    report = db.session.scalars(select(Report)).one()
    factories.bring_to(report, team, "published")
    assert page is not None
    # Signed out, on the same phone, with the PIN from the slip.
    out = {"Sec-Fetch-Site": "same-origin", "Referer": "http://localhost"}
    browser.post("/dang-xuat", headers=out)
    browser.submit(browser.get("/tra-cuu"), {"code": code, "pin": pin})
    mine = browser.get(f"/tra-cuu/{code}")
    rated = browser.submit(mine, {"solved": "yes", "satisfaction": "5"}, button="Gửi đánh giá")
    assert rated.status_code == 303  # it counts, and the ward is told
    (alert,) = alerts()
    assert (alert.kind, alert.facts) == ("own_device", {"code": code})
    assert code in leader.get(f"{STAFF}/{helping.team.code}/hoat-dong").words


def test_a_rating_from_another_device_is_nothing_unusual(
    helping: Helping, client: StrictClient
) -> None:
    team = factories.team_of(helping.ward)
    filed = helping.file(consent=helping.taken(device="may-cua-nguoi-giup"))
    factories.bring_to(filed.thing, team, "published")
    client.submit(client.get("/tra-cuu"), {"code": filed.code, "pin": filed.pin})
    page = client.get(f"/tra-cuu/{filed.code}")
    client.submit(page, {"solved": "yes"}, button="Gửi đánh giá")
    assert alerts() == []


def test_somebody_looks_and_it_stays_with_their_note(
    helping: Helping, leader: StrictClient
) -> None:
    for number in range(3):
        with clock.at(clock.now() + dt.timedelta(hours=2 * number)):
            helping.file(f"Đề nghị dọn rác ở hẻm {number}!")
    (alert,) = alerts()
    supervisor = people.as_actor(people.make_staff(Role.SUPERVISOR, helping.ward))
    with pytest.raises(NotAllowed):
        look_at(supervisor, alert)
    with pytest.raises(StaleVersion):
        look_at(helping.leader, alert, version=alert.version + 1)
    path = f"{STAFF}/{helping.team.code}/hoat-dong"
    page = leader.get(path)
    done = leader.submit(page, {"note": "Ba nhà cùng một hẻm."}, button="Tôi đã xem")
    words = leader.follow(done).words
    assert "Ba nhà cùng một hẻm." in words and "Đã xem" in words
    (alert,) = alerts()
    assert (alert.state, alert.seen_by_id) == ("seen", helping.leader.account_id)
    assert "Tổ công nghệ số: mục cần xem" not in leader.get("/can-bo/").words
    flagged = select(Event).where(Event.kind.in_(("HelpFlagged", "HelpFlagSeen")))
    assert [e.kind for e in db.session.scalars(flagged)] == ["HelpFlagged", "HelpFlagSeen"]


def test_pages_cost_the_same_however_much_was_filed(
    app: Flask, helping: Helping, leader: StrictClient
) -> None:
    helper = people.browser_of(app, helping.accounts[0])
    budgets = {
        (leader, f"{STAFF}/{helping.team.code}/hoat-dong"): ACTIVITY_BUDGET,
        (leader, STAFF): LIST_BUDGET,
        (helper, "/ho-tro"): HOME_BUDGET,
    }
    helping.file()
    before = _costs(budgets)
    file_many(helping, 6, dt.timedelta(hours=3))
    helping.file("Hồ sơ của người thứ hai trong tổ.", number=1)
    assert _costs(budgets) == before


def _costs(budgets: dict[tuple[StrictClient, str], int]) -> list[int]:
    costs = []
    for (browser, path), most in budgets.items():
        with count_queries(at_most=most) as seen:
            browser.get(path)
        costs.append(seen.count)
    return costs
