"""A helper at the door: who is put there, what their phone gets, what it brings, and when all of it ends."""

import datetime as dt
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import events_of
from citizen_app.dialogue import policies_attendance as policies
from citizen_app.dialogue import queries_attendance, queries_door
from citizen_app.dialogue.commands.announce import cancel_session
from citizen_app.dialogue.commands.checkin import take_marks
from citizen_app.dialogue.commands.door_duty import appoint_to_door, end_duty
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import Attendance, CheckIn, DoorDuty
from citizen_app.teams.commands.teams import (
    end_membership,
    end_team,
    invite_member,
    join_team,
    make_team,
)
from citizen_app.teams.queries import memberships_of
from citizen_app.wards.models import Neighbourhood, Ward
from tests.dialogue.attending import announced, coming, mark
from tests.pocket.conftest import Helping, Phone
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.queries import count_queries

NAME = "Đặng Thị Cửu Long"


@pytest.fixture
def other_ward(app: Flask) -> Ward:
    return people.open_ward("27154")


@pytest.fixture
def session(helping: Helping) -> Iterator[Session]:
    """A session whose door is open: it begins in an hour."""
    made = announced(factories.team_of(helping.ward), capacity=20)
    with clock.at(made.starts_at - dt.timedelta(hours=1)):
        yield made


@pytest.fixture
def duty(session: Session, helping: Helping) -> DoorDuty:
    return appointed(helping, session)


def appointed(helping: Helping, session: Session) -> DoorDuty:
    made = appoint_to_door(helping.leader, session, helping.account)
    factories.store()
    return made


def made_ready(app: Flask, helping: Helping, session: Session) -> Phone:
    """A phone made ready now; the clock of these tests stands still."""
    phone = Phone(people.browser_of(app, helping.account))
    assert phone.prepare().status_code == 200
    return phone


@pytest.fixture
def phone(app: Flask, helping: Helping, session: Session) -> Phone:
    return made_ready(app, helping, session)


def done(kind: str = "mark", *, minutes: int = 0, **more: Any) -> dict[str, Any]:
    """What a phone sends of one thing done so many minutes ago, by its own clock."""
    return {"id": secrets.token_hex(16), "kind": kind, "at": phone_now() - minutes * 60_000, **more}


def phone_now() -> int:
    return int(clock.now().timestamp() * 1000)


def send(phone: Phone, session: Session, *marks: Any, **more: Any) -> Any:
    body = {"marks": list(marks), "now": phone_now()} | more
    return phone.post(f"/diem-danh/{session.code}", body)


def outcomes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["outcome"] for one in answer.json["taken"]]


def present(session: Session) -> int:
    return queries_attendance.counts_of(session).present


# Who is put there --------------------------------------------------------------------------------


def test_the_ward_puts_a_member_at_the_door_once(helping: Helping, session: Session) -> None:
    first, again = appointed(helping, session), appointed(helping, session)
    assert first.id == again.id
    kinds = [event.kind for event in events_of(session) if "DoorHelper" in event.kind]
    assert kinds == ["DoorHelperAppointed"]
    event = next(one for one in events_of(session) if one.kind == "DoorHelperAppointed")
    assert event.facts == {"helper_id": helping.account.id}
    end_duty(helping.leader, first)
    end_duty(helping.leader, first)
    factories.store()
    assert (first.end_reason, appointed(helping, session).id == first.id) == ("ward", False)
    assert [one.kind for one in events_of(session)].count("DoorHelperEnded") == 1


def test_only_members_and_only_by_those_who_prepare_dialogues(
    helping: Helping, session: Session, other_ward: Ward
) -> None:
    outsider = people.make_resident("Không Thuộc Tổ")
    with pytest.raises(Invalid):
        appoint_to_door(helping.leader, session, outsider)
    foreign = people.as_actor(people.make_staff(people.Role.LEADER, other_ward))
    officer = people.as_actor(people.make_staff(people.Role.OFFICER, helping.ward))
    for stranger in (foreign, officer, people.as_actor(helping.account), Actor()):
        with pytest.raises(NotAllowed):
            appoint_to_door(stranger, session, helping.account)
    duty = appointed(helping, session)
    with pytest.raises(NotAllowed):
        end_duty(foreign, duty)
    assert duty.ended_at is None


def test_a_helper_of_another_ward_is_no_member_here(
    helping: Helping, session: Session, other_ward: Ward
) -> None:
    leader = people.as_actor(people.make_staff(people.Role.LEADER, other_ward))
    place = Neighbourhood(ward_id=other_ward.id, name="Khu phố xa", position=1)
    db.session.add(place)
    factories.store()
    team = make_team(leader, other_ward, name="Tổ xa", neighbourhoods=[place])
    other = people.make_resident("Người Xa")
    join_team(people.as_actor(other), invite_member(leader, team))
    factories.store()
    with pytest.raises(Invalid):
        appoint_to_door(helping.leader, session, other)


@pytest.mark.parametrize("how", ["member", "team"])
def test_a_duty_ends_with_the_membership(
    helping: Helping, session: Session, duty: DoorDuty, how: str
) -> None:
    if how == "team":
        end_team(helping.leader, helping.team)
    else:
        end_membership(helping.leader, memberships_of(helping.account.id)[0])
    factories.store()
    assert duty.end_reason == "membership"
    assert queries_door.sessions_on_duty(people.as_actor(helping.account)) == []


def test_a_duty_stays_while_another_team_of_the_ward_has_them(
    helping: Helping, session: Session, duty: DoorDuty
) -> None:
    second = make_team(
        helping.leader, helping.ward, name="Tổ 2", neighbourhoods=[helping.elsewhere]
    )
    join_team(people.as_actor(helping.account), invite_member(helping.leader, second))
    end_membership(helping.leader, memberships_of(helping.account.id)[0])
    factories.store()
    assert duty.ended_at is None


def test_nobody_is_put_at_a_door_that_is_over(helping: Helping, session: Session) -> None:
    with (
        clock.at(policies.list_kept_until(session)),
        pytest.raises(NotAllowed),
    ):
        appoint_to_door(helping.leader, session, helping.account)


# What the phone gets -----------------------------------------------------------------------------


def test_the_load_has_the_list_with_the_least_that_finds_a_person(
    helping: Helping, session: Session, duty: DoorDuty, phone: Phone
) -> None:
    registration = coming(session, 2, name=NAME, phone="+84909111222", needs_other="Xe lăn")
    answer = phone.prepare()
    told = answer.json
    assert [one["code"] for one in told["duties"]] == [session.code]
    (door,) = told["doors"]
    (row,) = door["people"]
    assert row == {
        "code": registration.code,
        "name": NAME,
        "neighbourhood": "",
        "people": 2,
        "state": "placed",
        "at": "",
        "own": "",
    }
    assert "0909111222" not in answer.text and "Xe lăn" not in answer.text
    left = policies.list_kept_until(session) - clock.now()
    assert door["keep_seconds"] == int(left.total_seconds())


def test_without_a_duty_there_is_no_list_anywhere(
    helping: Helping, session: Session, phone: Phone
) -> None:
    registration = coming(session, name=NAME)
    told = phone.prepare()
    assert (told.json["duties"], told.json["doors"]) == ([], [])
    answer = send(phone, session, done(code=registration.code))
    assert (answer.status_code, answer.json["conflict"]) == (409, "door")
    unknown = phone.post("/diem-danh/DT-7K3M-9QXD", {"marks": []})
    assert unknown.json == answer.json  # which sessions there are is not told
    assert NAME not in told.text + answer.text and registration.code not in answer.text
    assert present(session) == 0
    with pytest.raises(NotAllowed):
        queries_attendance.list_for_door(people.as_actor(helping.account), session)
    with pytest.raises(NotAllowed):
        take_marks(people.as_actor(helping.account), session, [mark(code=registration.code)])


def test_a_duty_opens_one_door_and_no_other(
    helping: Helping, session: Session, duty: DoorDuty, phone: Phone
) -> None:
    other = announced(factories.team_of(helping.ward))
    hidden = coming(other, name=NAME)
    answer = phone.prepare()
    assert NAME not in answer.text and hidden.code not in answer.text
    assert send(phone, other).json["conflict"] == "door"
    taken = send(phone, session, done(code=hidden.code))
    assert outcomes(taken) == ["elsewhere"]
    assert NAME not in taken.text


def test_the_list_is_there_from_the_day_of_the_session_until_a_day_after(
    helping: Helping, session: Session, duty: DoorDuty
) -> None:
    coming(session, name=NAME)
    helper = people.as_actor(helping.account)
    opens, over = policies.door_opens_at(session), policies.list_kept_until(session)
    for moment, has_list in (
        (opens - dt.timedelta(minutes=1), False),
        (opens, True),
        (over - dt.timedelta(minutes=1), True),
        (over, False),
    ):
        with clock.at(moment):
            allowed = policies.may_have_list(
                helper, session, queries_door.duties_of(helper, session)
            )
        assert allowed is has_list, moment


def test_before_the_door_opens_the_phone_knows_of_the_duty_alone(
    app: Flask, helping: Helping, session: Session, duty: DoorDuty
) -> None:
    coming(session, name=NAME)
    with clock.at(policies.door_opens_at(session) - dt.timedelta(hours=2)):
        told = made_ready(app, helping, session).prepare()
        assert told.json["duties"][0]["opens_in"] == 2 * 3600
        assert told.json["doors"] == [] and NAME not in told.text


def test_an_app_that_cannot_forget_a_list_in_time_gets_none(
    session: Session, duty: DoorDuty, phone: Phone
) -> None:
    coming(session, name=NAME)
    phone.version = "1"
    told = phone.prepare()
    assert "doors" not in told.json and NAME not in told.text
    assert told.json["neighbourhoods"]


def test_a_session_that_is_called_off_has_no_door(
    helping: Helping, session: Session, duty: DoorDuty, phone: Phone
) -> None:
    coming(session, name=NAME)
    cancel_session(helping.leader, session, reason="Mưa bão, dời sang tháng sau.")
    factories.store()
    told = phone.prepare()
    assert (told.json["duties"], told.json["doors"]) == ([], [])
    assert send(phone, session).json["door"] is None


# What the phone brings ---------------------------------------------------------------------------


def test_marks_count_once_and_come_back_as_ones_own(
    session: Session, duty: DoorDuty, phone: Phone
) -> None:
    lan, tam = coming(session, 2, name="Lan"), coming(session, name="Tám")
    marks = [done(code=lan.code), done(code=tam.code), done("walk_in", people=3)]
    marks.append(done("undo", target=marks[1]["id"]))
    first = send(phone, session, *marks)
    assert outcomes(first) == ["done"] * 4
    again = send(phone, session, *marks)
    assert outcomes(again) == ["done"] * 4
    door = again.json["door"]
    assert {row["code"]: row["own"] for row in door["people"]} == {
        lan.code: marks[0]["id"],
        tam.code: "",
    }
    assert [(one["id"], one["people"]) for one in door["walk_ins"]] == [(marks[2]["id"], 3)]
    assert (door["counts"]["present"], present(session)) == (5, 5)
    assert len(db.session.scalars(select(CheckIn)).all()) == 4


def test_no_name_of_a_walk_in_is_taken_from_a_helper(
    session: Session, duty: DoorDuty, phone: Phone
) -> None:
    send(phone, session, done("walk_in", people=1, name=NAME))
    assert db.session.scalars(select(Attendance)).one().name == ""


def test_with_the_staffs_phone_at_the_same_door_it_counts_once(
    helping: Helping, session: Session, duty: DoorDuty, phone: Phone
) -> None:
    lan = coming(session, name="Lan")
    take_marks(helping.leader, session, [mark(number="may-can-bo-01", code=lan.code)])
    factories.store()
    own = done(code=lan.code)
    assert outcomes(send(phone, session, own)) == ["already"]
    assert outcomes(send(phone, session, done("undo", target=own["id"]))) == ["kept"]
    assert present(session) == 1


def test_a_helper_takes_back_their_own_marks_alone(
    helping: Helping, session: Session, duty: DoorDuty, phone: Phone
) -> None:
    lan = coming(session, name="Lan")
    take_marks(helping.leader, session, [mark(number="may-can-bo-01", code=lan.code)])
    factories.store()
    tried = [done("undo", target="may-can-bo-01"), done("undo", code=lan.code, target="")]
    assert outcomes(send(phone, session, *tried)) == ["refused", "refused"]
    assert present(session) == 1


def test_the_right_moment_is_kept_by_a_phone_with_a_wrong_clock(
    session: Session, duty: DoorDuty, phone: Phone
) -> None:
    with clock.at(clock.now() + dt.timedelta(minutes=40)):
        lan = coming(session, name="Lan")
        wrong = phone_now() - 3 * 86_400_000  # three days behind
        made = {"id": secrets.token_hex(16), "kind": "mark", "code": lan.code}
        made["at"] = wrong - 30 * 60_000
        answer = send(phone, session, made, now=wrong)
        assert outcomes(answer) == ["done"]
        at = db.session.scalars(select(Attendance)).one().at
        assert abs((clock.now() - at).total_seconds() - 1800) < 2


def test_after_the_duty_the_list_goes_and_what_was_done_in_it_still_counts(
    helping: Helping, session: Session, duty: DoorDuty, phone: Phone
) -> None:
    lan, tam = coming(session, name="Lan"), coming(session, name="Tám")
    start = clock.now()
    with clock.at(start + dt.timedelta(minutes=30)):
        end_duty(helping.leader, duty)
        factories.store()
    with clock.at(start + dt.timedelta(minutes=60)):
        before, after = done(code=lan.code, minutes=45), done(code=tam.code, minutes=10)
        answer = send(phone, session, before, after)
        assert outcomes(answer) == ["done", "off_duty"]
        assert "báo cho phường" in answer.json["taken"][1]["words"]
        assert answer.json["door"] is None and "Lan" not in answer.text
        assert phone.prepare().json["doors"] == []
    assert present(session) == 1


def test_marks_of_late_phones_are_taken_for_a_week_but_no_list_is_given(
    session: Session, duty: DoorDuty, phone: Phone
) -> None:
    lan = coming(session, name="Lan")
    with clock.at(session.ends_at + dt.timedelta(days=3)):
        answer = send(phone, session, done(code=lan.code, minutes=3 * 24 * 60 + 60))
        assert outcomes(answer) == ["done"] and answer.json["door"] is None
        # Done after the list had to be gone: nobody is at the door any more.
        assert outcomes(send(phone, session, done("walk_in", people=1))) == ["off_duty"]
    with clock.at(session.ends_at + policies.LATE_PHONES + dt.timedelta(minutes=1)):
        late = send(phone, session, done("walk_in", people=1))
        assert (late.status_code, late.json["conflict"]) == (422, "invalid")
    assert present(session) == 1


def test_who_is_in_no_team_any_more_is_told_to_empty_the_phone(
    helping: Helping, session: Session, duty: DoorDuty, phone: Phone
) -> None:
    end_membership(helping.leader, memberships_of(helping.account.id)[0])
    factories.store()
    answer = send(phone, session, done("walk_in", people=1))
    assert (answer.status_code, answer.json["wipe"]) == (403, True)
    assert present(session) == 0


def test_an_old_app_and_a_signed_out_phone_are_refused_like_elsewhere(
    app: Flask,
    helping: Helping,
    session: Session,
    duty: DoorDuty,
    phone: Phone,
    client: StrictClient,
) -> None:
    phone.version = "0"
    assert send(phone, session, done("walk_in", people=1)).status_code == 426
    phone.version = "2"
    signed_out = Phone(client, key=phone.key)
    assert send(signed_out, session, done("walk_in", people=1)).status_code in {302, 401}
    stranger = Phone(people.browser_of(app, helping.account))
    assert send(stranger, session).json["conflict"] == "unknown"
    assert present(session) == 0


@pytest.mark.parametrize("marks", ["x", None, [1, "x", {}, {"id": "kh"}], [{}] * 101])
def test_what_is_no_list_of_marks_does_nothing(
    session: Session, duty: DoorDuty, phone: Phone, marks: Any
) -> None:
    answer = phone.post(f"/diem-danh/{session.code}", {"marks": marks, "now": "x"})
    assert answer.status_code in {200, 409}
    assert present(session) == 0 and not db.session.scalars(select(CheckIn)).all()


def test_the_helpers_pages_tell_of_the_duty_and_of_nobody(
    app: Flask, helping: Helping, session: Session, duty: DoorDuty
) -> None:
    """The helper is told of the duty without a name of anybody; the staff's pages stay closed."""
    coming(session, name=NAME)
    helper = people.browser_of(app, helping.account)
    page = helper.get("/ho-tro")
    assert session.title in page.words and NAME not in page.words
    for path in ("dang-ky", "diem-danh", "truc-cua"):
        address = f"/can-bo/doi-thoai/{session.code}/{path}"
        assert helper.get(address, status={302, 303, 403}).status_code != 200
    assert session.code in helper.get("/tai-khoan/du-lieu.json").text


def test_the_list_costs_the_same_for_many_people_and_many_marks(
    session: Session, duty: DoorDuty, phone: Phone
) -> None:
    costs = []
    for many in (1, 12):
        for _ in range(many):
            registration = coming(session)
            send(phone, session, done(code=registration.code), done("walk_in", people=1))
        with count_queries(at_most=25) as asked:
            send(phone, session)
        costs.append(asked.count)
    assert costs[0] == costs[1]
