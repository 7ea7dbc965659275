"""At the door: each mark counts once, on however many phones, however late it is sent."""

import contextvars
import datetime as dt
import functools
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import events_of
from citizen_app.dialogue import queries_attendance as queries
from citizen_app.dialogue.commands.checkin import Mark, take_marks
from citizen_app.dialogue.jobs_attendance import erase_old_registrations
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Attendance, CheckIn
from citizen_app.dialogue.policies_attendance import LATE_PHONES, door_opens_at
from citizen_app.wards.models import Neighbourhood, Ward
from tests.dialogue.attending import OWN, announced, coming, mark
from tests.support import factories
from tests.support.client import Page, StrictClient, apart
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]


@pytest.fixture
def session(team: Team) -> Session:
    return announced(team, capacity=20)


@pytest.fixture
def at_the_door(session: Session) -> Any:
    """An hour before the session."""
    with clock.at(session.starts_at - dt.timedelta(hours=1)):
        yield


door = pytest.mark.usefixtures("at_the_door")


def take(team: Team, session: Session, *marks: Mark) -> list[str]:
    outcomes = [one.outcome for one in take_marks(team.clerk, session, marks)]
    factories.store()
    return outcomes


def present(session: Session) -> int:
    return queries.counts_of(session).present


def sync(
    client: StrictClient, session: Session, *marks: Any, status: int = 200, **more: Any
) -> Page:
    path = f"/can-bo/doi-thoai/{session.code}/diem-danh/dong-bo"
    return client.post(path, json={"marks": list(marks), **more}, headers=OWN, status=status)


@door
def test_a_mark_sent_again_counts_once(team: Team, session: Session) -> None:
    registration = coming(session, 3)
    one = mark(code=registration.code)
    walk_in = mark("walk_in", people=2, name="Bà Tư")
    assert take(team, session, one, walk_in) == ["done", "done"]
    assert take(team, session, one, walk_in) == ["done", "done"]
    assert take(team, session, one, one, walk_in) == ["done", "done", "done"]
    assert present(session) == 5
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 2
    kinds = [event.kind for event in events_of(session)]
    assert kinds.count("AttendanceMarked") == 1  # what was known is no news
    facts = events_of(session)[-1].facts
    assert facts == {"marked": 1, "walk_ins": 1, "undone": 0, "people": 5}


@door
def test_on_two_phones_one_attendance_and_the_first_time_counts(
    team: Team, session: Session
) -> None:
    registration = coming(session, 2)
    late, early = (
        mark(code=registration.code, minutes=5),
        mark(code=registration.code, minutes=12),
    )
    assert take(team, session, late) == ["done"]
    assert take(team, session, early) == ["already"]  # that phone had no signal
    row = queries.list_for_door(team.clerk, session)[0]
    assert row.at == early.at and present(session) == 2


@door
def test_undo_takes_back_ones_own_mark_only(team: Team, session: Session) -> None:
    registration = coming(session)
    first, second = mark(code=registration.code), mark(code=registration.code)
    assert take(team, session, first, second) == ["done", "already"]
    # The first phone was mistaken: the second one still vouches for the person, and the other way round.
    assert take(team, session, mark("undo", target=first.id)) == ["kept"]
    assert present(session) == 1
    assert take(team, session, mark("undo", target=second.id)) == ["done"]
    assert present(session) == 0
    assert take(team, session, mark("undo", target=second.id)) == ["already"]
    assert take(team, session, mark(code=registration.code)) == ["done"]
    assert present(session) == 1


@door
def test_undo_by_code_takes_all_marks_back_and_is_not_done_again(
    team: Team, session: Session
) -> None:
    registration = coming(session)
    undo = mark("undo", code=registration.code)
    marks = (mark(code=registration.code), mark(code=registration.code), undo)
    assert take(team, session, *marks) == ["done", "already", "done"]
    assert present(session) == 0
    assert take(team, session, mark(code=registration.code)) == ["done"]
    assert take(team, session, undo) == ["done"]  # its answer had been lost; the new mark stays
    assert present(session) == 1
    walk_in = mark("walk_in", people=4)
    assert take(team, session, walk_in, mark("undo", target=walk_in.id)) == ["done", "done"]
    assert present(session) == 1


@door
def test_codes_that_do_not_fit_are_told_apart(team: Team, session: Session) -> None:
    other = announced(team, days=30)
    stranger = coming(other)
    codes = (stranger.code, ids.new_code("DK"), "DK-0000-0000", "x" * 40, "")
    outcomes = take(team, session, *(mark(code=code) for code in codes))
    assert outcomes == ["elsewhere"] + ["unknown"] * 4
    assert take(team, session, mark("undo", target="khong-co-luot")) == ["unknown"]
    assert present(session) == present(other) == 0


@door
def test_who_waits_or_cancelled_may_come_all_the_same(team: Team) -> None:
    full = announced(team, capacity=1)
    coming(full)
    waiting = coming(full)
    with clock.at(full.starts_at):
        assert take(team, full, mark(code=waiting.code)) == ["done"]
    assert [row.state for row in queries.list_for_door(team.clerk, full)] == ["placed", "waiting"]


def test_the_door_is_open_from_its_day_until_a_week_after(team: Team, session: Session) -> None:
    registration = coming(session)
    opens = door_opens_at(session)
    late = session.ends_at + LATE_PHONES
    for moment in (opens - dt.timedelta(seconds=1), late + dt.timedelta(seconds=1)):
        with clock.at(moment), pytest.raises(Invalid):
            take_marks(team.clerk, session, [mark(code=registration.code)])
    with clock.at(late):  # a phone that lay in a drawer: the time is the one of then
        long_ago = int((late - session.starts_at).total_seconds() / 60)
        assert take(team, session, mark(code=registration.code, minutes=long_ago)) == ["done"]
    assert queries.list_for_door(team.clerk, session)[0].at == session.starts_at
    with clock.at(opens):  # no clock of a phone makes anybody come before the door was open
        assert take(team, session, mark("walk_in", minutes=600)) == ["done"]
    times = db.session.scalars(select(Attendance.at).where(Attendance.registration_id.is_(None)))
    assert list(times) == [opens]


@door
def test_only_the_wards_own_staff_check_in(team: Team, session: Session, other_ward: Ward) -> None:
    registration = coming(session)
    holder = Actor(unlocked=frozenset({registration.code}))
    for stranger in (Actor(), holder, team.officer, factories.team_of(other_ward).clerk):
        with pytest.raises(NotAllowed):
            take_marks(stranger, session, [mark(code=registration.code)])


@door
def test_the_same_mark_from_many_phones_at_once_is_one_attendance(
    app: Flask, team: Team, session: Session, browser: Browser
) -> None:
    registration = coming(session, 2)
    many = 6
    cookies = [next(iter(browser(team.clerk)._cookies.values())) for _ in range(many)]
    together, answers = threading.Barrier(many), []
    path, code = f"/can-bo/doi-thoai/{session.code}/diem-danh/dong-bo", registration.code
    same = {"id": "luot-chung-0001", "kind": "walk_in", "people": 3}

    def send(cookie: Any, number: int) -> None:
        plain = app.test_client()
        plain.set_cookie(cookie.key, cookie.value, path=cookie.path)
        own = {"id": f"luot-rieng-{number:04}", "kind": "mark", "code": code}
        together.wait(20)
        answers.append(plain.post(path, json={"marks": [same, own]}, headers=OWN).status_code)

    db.session.commit()
    threads = [
        threading.Thread(  # at the test's moment
            target=contextvars.copy_context().run,
            args=(apart, functools.partial(send, cookie, number)),
        )
        for number, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    assert answers == [200] * many
    assert present(session) == 5
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 2


@door
def test_a_phone_gets_the_least_and_an_answer_to_each_mark(
    team: Team, session: Session, browser: Browser
) -> None:
    registration = coming(session, 2, phone="0901234567", email="lan@vidu.vn", needs_other="Xe đẩy")
    clerk = browser(team.clerk)
    answer = sync(clerk, session)
    assert answer.json["people"] == [
        {
            "code": registration.code,
            "name": registration.name,
            "neighbourhood": "",
            "people": 2,
            "state": "placed",
            "at": "",
        }
    ]
    assert "0901234567" not in answer.text and "vidu" not in answer.text
    seconds = (session.ends_at + dt.timedelta(days=1) - clock.now()).total_seconds()
    assert answer.json["keep_seconds"] == int(seconds)
    first = {"id": "luot-may-1-0001", "kind": "mark", "code": registration.code, "ago": 600}
    answer = sync(clerk, session, first, first | {"id": "luot-may-1-0002"})
    assert [one["outcome"] for one in answer.json["taken"]] == ["done", "already"]
    at = clock.local(clock.now() - dt.timedelta(minutes=10))
    assert f"{at:%H:%M}" in answer.json["taken"][1]["words"]
    assert answer.json["counts"]["present"] == 2


@door
def test_the_page_that_a_phone_keeps_holds_no_name(
    team: Team, session: Session, browser: Browser
) -> None:
    registration = coming(session)
    take(team, session, mark("walk_in", name="Bà Tư"))
    page = browser(team.clerk).get(f"/can-bo/doi-thoai/{session.code}/diem-danh")
    assert registration.name not in page.text and registration.code not in page.text
    assert "Bà Tư" not in page.text
    worker = browser(team.clerk).get(page.one("[data-door]").get("data-worker"))
    assert worker.headers["Service-Worker-Allowed"] == page.path
    assert worker.mimetype == "text/javascript"


@door
def test_without_scripts_one_finds_marks_and_takes_back(
    team: Team, session: Session, browser: Browser
) -> None:
    registration = coming(session, 2, name="Nguyễn Thị Đào")
    coming(session, name="Trần Văn Hai")
    clerk, path = browser(team.clerk), f"/can-bo/doi-thoai/{session.code}/diem-danh"
    page = clerk.submit(clerk.get(path), {"typed": ""}, button="Tìm", status=422)
    page = clerk.submit(page, {"typed": "thi dao"}, button="Tìm", status=200)
    assert "Nguyễn Thị Đào" in page.words and "Trần Văn Hai" not in page.words
    page = clerk.follow(clerk.submit(page, button="Có mặt"))
    assert page.texts("[data-door-count=present]") == ["2"]
    page = clerk.follow(clerk.submit(page, button="Hoàn tác lượt vừa rồi"))
    assert page.texts("[data-door-count=present]") == ["0"]
    page = clerk.submit(page, {"typed": registration.code.lower()}, button="Tìm", status=200)
    clerk.follow(clerk.submit(page, button="Có mặt"))
    page = clerk.follow(clerk.submit(clerk.get(path), {"people": "3"}, button="Thêm"))
    assert page.texts("[data-door-count=present]") == ["5"]
    page = clerk.submit(page, {"typed": "không có ai"}, button="Tìm", status=200)
    assert "Danh sách không có tên hoặc mã này" in page.words


@door
@pytest.mark.parametrize(
    "wrong",
    [
        {},
        None,
        7,
        ["mark"],
        {"id": "ngắn", "kind": "mark"},
        {"id": "x" * 65, "kind": "walk_in"},
        {"id": "luot-thu-00001", "kind": "drop table"},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": 0.5},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": 21},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": -3},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": True},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": "9" * 400},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": 1, "name": "x" * 121},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": 1, "neighbourhood": 2**40},
        {"id": "luot-thu-00001", "kind": "walk_in", "people": 1, "neighbourhood": "' or 1"},
        {"id": {"$gt": ""}, "kind": ["mark"]},
    ],
)
def test_what_cannot_be_a_mark_is_refused_and_holds_up_no_other(
    team: Team, session: Session, browser: Browser, wrong: Any
) -> None:
    good = {"id": "luot-tot-00001", "kind": "walk_in", "people": 2, "ago": "một lát"}
    answer = sync(browser(team.clerk), session, wrong, good)
    assert [one["outcome"] for one in answer.json["taken"]] == ["refused", "done"]
    assert present(session) == 2


@door
def test_a_neighbourhood_of_another_ward_is_refused(
    team: Team, session: Session, other_ward: Ward
) -> None:
    place = Neighbourhood(ward_id=other_ward.id, name="Khu phố thử")
    db.session.add(place)
    db.session.flush()
    assert take(team, session, mark("walk_in", neighbourhood_id=place.id)) == ["refused"]


@door
def test_bodies_that_are_no_list_of_marks_are_refused(
    team: Team, session: Session, browser: Browser
) -> None:
    clerk, path = browser(team.clerk), f"/can-bo/doi-thoai/{session.code}/diem-danh/dong-bo"
    bodies = ("", "null", "[]", '{"marks": 3}', "{", json.dumps({"marks": [1] * 101}))
    for body in bodies:
        clerk.post(path, data=body, content_type="application/json", headers=OWN, status=400)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    clerk.post(path, json={"marks": []}, headers=foreign, status=403)


@door
def test_a_phone_whose_session_ended_is_told_and_nothing_is_taken(
    session: Session, client: StrictClient
) -> None:
    answer = sync(client, session, {"id": "luot-tot-00001", "kind": "walk_in"}, status=302)
    assert "/can-bo/dang-nhap" in answer.headers["Location"]
    assert present(session) == 0


@door
def test_names_of_walk_ins_are_erased_in_time(team: Team, session: Session) -> None:
    take(team, session, mark("walk_in", name="Bà Tư", people=2))
    with clock.at(session.ends_at + dt.timedelta(days=32)):
        db.session.commit()
        erase_old_registrations()
    assert list(db.session.scalars(select(Attendance.name))) == [""]
    assert present(session) == 2


@pytest.mark.parametrize(
    ("counts", "total", "rows", "others"),
    [
        ({}, None, [], 0),
        ({"A": 4}, None, [], 0),
        ({"A": 5}, 5, [("A", 5)], 0),
        ({"A": 9, "B": 6, "C": 1}, 16, [("A", 9)], 7),  # C alone would be total minus the rows
        ({"A": 9, "B": 3, "C": 2}, 14, [("A", 9)], 5),
        ({"A": 9, "B": 6, "C": 4, "D": 4}, 23, [("A", 9), ("B", 6)], 8),
        ({"A": 7, None: 2}, 9, [], 9),
        ({"A": 7, None: 6}, 13, [("A", 7)], 6),
        ({"A": 2, "B": 2, "C": 2}, 6, [], 6),
        ({"A": 5, "B": 5, "C": 0}, 10, [("A", 5), ("B", 5)], 0),
    ],
)
def test_small_numbers_are_joined_so_that_no_difference_tells_them(
    counts: dict[str | None, int], total: int | None, rows: list[tuple[str, int]], others: int
) -> None:
    shown = queries.join_small(counts)
    assert (shown.total, list(shown.rows), shown.others) == (total, rows, others)
    assert all(number >= 5 for _name, number in shown.rows)
    assert others == 0 or others >= 5


def test_the_public_reads_numbers_without_names_once_it_is_over(
    app: Flask, ward: Ward, team: Team, session: Session, client: StrictClient
) -> None:
    places = [Neighbourhood(ward_id=ward.id, name=f"Khu phố thử {n}") for n in range(3)]
    db.session.add_all(places)
    db.session.flush()
    one = coming(session, 5, neighbourhood=places[0], name="Người Có Tên")
    address = f"/p/{ward.path_id}/doi-thoai/{session.code}"
    with clock.at(session.starts_at):
        marks = [mark(code=one.code)]
        marks += [mark("walk_in", people=n, neighbourhood_id=places[0].id) for n in (4, 3)]
        marks += [mark("walk_in", people=2, neighbourhood_id=p.id) for p in places[1:]]
        marks += [mark("walk_in", people=1)]
        take(team, session, *marks)
        during = client.get(address)
        assert "Người đã đến dự" not in during.words  # numbers that grow would tell who just came
    with clock.at(session.ends_at + dt.timedelta(days=1)):
        after = client.get(address)
    assert "Có 17 người đến dự." in after.words and "Người Có Tên" not in after.text
    assert "Khu phố thử 0 12" in after.words and "Các khu phố khác 5" in after.words
    assert "Khu phố thử 1" not in after.words and "Đăng ký dự" not in after.words


@door
def test_marks_do_not_make_the_door_slow(team: Team, session: Session, browser: Browser) -> None:
    clerk, costs = browser(team.clerk), []
    path = f"/can-bo/doi-thoai/{session.code}/diem-danh"
    for many in (1, 12):
        for _ in range(many):
            registration = coming(session)
            take(team, session, mark(code=registration.code), mark("walk_in", name="Bà Tư"))
        with count_queries(at_most=14) as page:
            clerk.get(path)
        with count_queries(at_most=14) as list_only:
            sync(clerk, session)
        costs.append((page.count, list_only.count))
    assert costs[0] == costs[1]
