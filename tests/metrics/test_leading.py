"""Pages for those who lead: what to do first, what changed, who answers for what; and the city's page."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.feedback.models import Report
from citizen_app.feedback.workflow import WITH_WARD
from citizen_app.metrics.accountability import accounts_of
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.city import compare_wards
from citizen_app.metrics.explaining import behind
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.models import MetricSum
from citizen_app.metrics.opening import TITLES, WITHOUT_PAGE
from citizen_app.metrics.periods import Period
from citizen_app.metrics.steering import changes_in
from citizen_app.metrics.todo import todo_of
from citizen_app.metrics.values import value_of
from citizen_app.metrics.verifying import recompute_ward, verify_ward
from citizen_app.permissions import Role
from citizen_app.wards.models import Department, Ward
from tests.support import people
from tests.support.client import StrictClient
from tests.support.queries import count_queries

HOME = "/p/26743-ben-thanh/chi-so"
LEAD = "/can-bo/chi-so"
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]


@pytest.fixture(autouse=True)
def followed(demo: None) -> None:
    follow_all()


@pytest.fixture
def leader(browser_as: Callable[[Role], StrictClient]) -> StrictClient:
    return browser_as(Role.LEADER)


def spoil(ward: Ward) -> None:
    """A sum that nothing that happened explains."""
    wrong = update(MetricSum).where(
        MetricSum.ward_id == ward.id, MetricSum.indicator == "A1", MetricSum.dimension == "d"
    )
    db.session.execute(wrong.values(num=MetricSum.num + 1))
    db.session.commit()


def test_a_figure_that_differs_is_an_alarm_until_it_agrees(
    client: StrictClient, ward: Ward, mails: Callable[[], list[EmailMessage]]
) -> None:
    people.make_staff(Role.SYSTEM_ADMIN, None)
    assert "mọi con số đều khớp" in client.get(f"{HOME}/doi-chieu").words
    assert "đang được kiểm tra" not in client.get(HOME).words
    spoil(ward)
    check = verify_ward(ward.id)
    assert check.mismatches
    event = db.session.scalars(select(Event).where(Event.kind == "FiguresDiffered")).one()
    assert event.facts["mismatches"] == check.mismatches and event.ward_id == ward.id
    told = [mail for mail in mails() if "không khớp với những gì đã xảy ra" in mail["Subject"]]
    assert told and "flask metrics recompute --ward 26743" in told[0].get_content()
    page = client.get(HOME)
    assert "Số liệu đang được kiểm tra" in page.words
    explained = client.get(f"{HOME}/doi-chieu")
    assert "Trả lời đúng hạn, tháng" in explained.words and "Tiếp theo là gì" in explained.words
    departments = db.session.scalars(select(Department.name).where(Department.ward_id == ward.id))
    assert not [name for name in departments if name in explained.words], "no part is named"
    recompute_ward(ward.id)
    assert not verify_ward(ward.id).mismatches
    assert "đang được kiểm tra" not in client.get(HOME).words
    assert "mọi con số đều khớp" in client.get(f"{HOME}/doi-chieu").words


def test_a_kept_dashboard_is_fresh(client: StrictClient, ward: Ward) -> None:
    first = client.get(HOME)
    with count_queries(at_most=2):
        assert client.get(HOME).data == first.data
    db.session.execute(
        update(MetricSum)
        .where(MetricSum.ward_id == ward.id, MetricSum.indicator == "A24")
        .values(num=MetricSum.num + 7)
    )
    db.session.commit()
    verify_ward(ward.id)
    assert client.get(HOME).data != first.data


def test_the_city_asks_the_same_for_one_ward_and_for_all(app: Flask, client: StrictClient) -> None:
    page = client.get("/chi-so")
    assert "Phường Bến Thành" in page.words and "không xếp hạng" in page.words
    with count_queries() as few:
        compare_wards(CATALOGUE["A1"], Period.last_months(clock.today(), 12))
    db.session.execute(update(Ward).values(is_open=True))
    db.session.commit()
    with count_queries(at_most=few.count):
        compare_wards(CATALOGUE["A1"], Period.last_months(clock.today(), 12))
    with count_queries(at_most=8):
        whole = client.get("/chi-so")
    assert len(whole.all("tbody tr")) == 168
    assert len(whole.all("svg path.city-map__ward")) >= 168
    assert client.get("/chi-so?chi-so=dan-chu").words
    assert client.get("/chi-so?chi-so=<x>&ky=zz").texts("select option[selected]")[0] == (
        CATALOGUE["A1"].name
    )


def test_a_leader_is_led_to_the_very_cases(leader: StrictClient, ward: Ward) -> None:
    late = db.session.scalars(
        select(Report).where(Report.holder_ward_id == ward.id, Report.due_at < clock.now())
    ).all()
    page = leader.get(LEAD)
    linked = [a.get("href") for a in page.all("main .todo a")]
    waiting = [one for one in late if one.state in WITH_WARD and not one.confined_to]
    oldest = min(waiting, key=lambda one: one.due_at)
    assert f"/can-bo/phan-anh/{oldest.code}" in linked
    assert all(leader.get(address).status_code == 200 for address in linked)
    with count_queries(at_most=42):
        leader.get(LEAD)


def test_only_real_changes_are_told(leader: StrictClient, ward: Ward) -> None:
    changes = changes_in(ward, Period.quarter(clock.today()), everything=True)
    told = [*changes.worse, *changes.better, *changes.other]
    assert all(one.change.is_real for one in told)
    words = leader.get(LEAD).words
    assert all(one.sentence in words for one in told)
    quiet = leader.get(f"{LEAD}?ky=2001")
    assert "Không con số nào thay đổi hơn mức ngẫu nhiên." in quiet.words


def test_departments_answer_with_their_heads(leader: StrictClient, ward: Ward) -> None:
    page = leader.get(f"{LEAD}/trach-nhiem?ky=12-thang")
    assert "Đoàn Quốc Vinh" in page.words and "chưa khai người đứng đầu" in page.words
    assert "quá ít" in page.words, "small samples are marked"
    with count_queries(at_most=12):
        leader.get(f"{LEAD}/trach-nhiem")
    names = db.session.scalars(
        select(Department.name)
        .where(Department.ward_id == ward.id, Department.is_active)
        .order_by(Department.position)
    ).all()
    assert [text for text in page.texts("tbody th") if text.startswith(names[0])]
    actor = people.as_actor(people.make_staff(Role.LEADER, ward))
    accounts = accounts_of(actor, ward, Period.last_months(clock.today(), 12))
    assert [one.department.name for one in accounts if one.department] == names
    assert accounts[0].late == todo_of(actor, ward).late_count


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICER, 403), (Role.CLERK, 403), (Role.SUPERVISOR, 200), (Role.ANALYST, 403)],
)
def test_who_may_look(browser_as: Callable[[Role], StrictClient], role: Role, status: int) -> None:
    browser = browser_as(role)
    for rest in ("", "/trach-nhiem", "/bao-cao"):
        browser.get(f"{LEAD}{rest}", status=status)


def test_a_leader_sees_no_other_ward(leader: StrictClient) -> None:
    leader.get(f"{LEAD}?phuong=27154", status=404)
    leader.get(f"{LEAD}/trach-nhiem?phuong=27154", status=404)


def test_what_is_behind_a_figure_is_listed_as_far_as_one_may_open_it(
    leader: StrictClient, ward: Ward
) -> None:
    page = leader.get(f"{LEAD}/dang-sau?chi-so=L7&ky=12-thang")
    period = Period.last_months(clock.today(), 12)
    value = value_of(CATALOGUE["L7"], ward, period, everything=True)
    codes = set(re.findall(r"PA-[0-9A-Z-]+", page.words))
    told = re.search(r"Còn (\d+) mục được tính mà ông/bà không được mở xem", page.words)
    assert told is not None and len(codes) + int(told[1]) == value.num < 100
    case = db.session.scalars(select(Report).where(Report.code.in_(codes))).first()
    assert case is not None and f'/{case.code}"' in page.text

    about = update(Report).where(Report.id == case.id).values(confined_to="city", title="Kín đáo")
    db.session.execute(about)
    db.session.commit()
    hidden = leader.get(f"{LEAD}/dang-sau?chi-so=L7&ky=12-thang")
    assert case.code not in hidden.text and "Kín đáo" not in hidden.text
    assert f"Còn {int(told[1]) + 1} mục được tính mà ông/bà" in hidden.words


def test_every_figure_can_be_looked_behind(ward: Ward) -> None:
    seen = set()
    for one in CATALOGUE.values():
        if one.is_measured:
            seen |= {thing.kind for thing in behind(one.code, ward, Period.year(clock.today()))}
    assert seen <= {*TITLES, *WITHOUT_PAGE} and len(seen) > 4


def test_a_stock_is_what_is_in_it_still(ward: Ward) -> None:
    period = Period.month(clock.today())
    value = value_of(CATALOGUE["A7"], ward, period, everything=True)
    found = list(behind("A7", ward, period))
    assert sum(thing.num for thing in found) == value.num > 0
    assert all(thing.num > 0 for thing in found)


def test_looking_behind_a_figure_asks_a_fixed_number_of_questions(leader: StrictClient) -> None:
    leader.get(f"{LEAD}/dang-sau?chi-so=L7&ky=12-thang")
    with count_queries() as queries:
        leader.get(f"{LEAD}/dang-sau?chi-so=L7&ky=12-thang")
    assert queries.count <= 20


def test_only_those_who_read_figures_look_behind_them(
    browser_as: Callable[[Role], StrictClient],
) -> None:
    assert browser_as(Role.OFFICER).get(f"{LEAD}/dang-sau", status=403)
