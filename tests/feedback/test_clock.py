"""The clock: rungs of the ladder on the right day, once, to the right people; the daily overview."""

import datetime as dt
import threading
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.accounts.commands import set_digest
from citizen_app.accounts.models import Account
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock, events
from citizen_app.core.actor import Actor
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.feedback.commands import asking
from citizen_app.feedback.commands.limits import change_due, recount_due
from citizen_app.feedback.digest import begin_working_day
from citizen_app.feedback.models import ClockRun, Concern, Extension, Reminder, Report
from citizen_app.feedback.reminders import look_at_limits
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.escalation import day_of, list_rungs
from citizen_app.wards.loading import load_defaults
from citizen_app.wards.models import EscalationRule, Holiday, Ward
from tests.support import factories, people
from tests.support.factories import Team

Mails = Callable[[], list[EmailMessage]]
MONDAY = dt.datetime(2026, 9, 7, 3, 0, tzinfo=dt.UTC)


def day(month: int, number: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, number)


def morning(of: dt.date) -> dt.datetime:
    return clock.start_of_day(of) + dt.timedelta(hours=7, minutes=5)


def rung(code: str) -> EscalationRule:
    return next(one for one in list_rungs(None, day(9, 7)) if one.code == code)


class TestDays:
    """On which day a rung is reached."""

    START, DUE = day(9, 7), day(9, 21)

    @pytest.mark.parametrize(
        ("code", "reached"),
        [
            ("sap-den-han-50", day(9, 14)),
            ("sap-den-han-80", day(9, 17)),
            ("den-han", day(9, 21)),
            ("qua-han-1", day(9, 22)),
            ("qua-han-5", day(9, 28)),
            ("qua-han-10", day(10, 5)),
        ],
    )
    def test_in_ordinary_weeks(self, app: Flask, code: str, reached: dt.date) -> None:
        assert day_of(rung(code), WorkingCalendar(), self.START, self.DUE) == reached

    def test_over_tet_and_a_make_up_saturday(self, app: Flask) -> None:
        """Received on 9 February: Tet rests from the 16th to the 20th; the 28th makes up for a day."""
        tet = frozenset(day(2, number) for number in range(16, 21))
        calendar = WorkingCalendar(off=tet, worked=frozenset({day(2, 28)}))
        due = calendar.add_working_days(day(2, 9), 10)
        assert due == day(2, 28)
        reached = [day_of(rung(code), calendar, day(2, 9), due) for code in (
            "sap-den-han-50", "sap-den-han-80", "den-han", "qua-han-1",
        )]  # fmt: skip
        assert reached == [day(2, 23), day(2, 26), day(2, 28), day(3, 2)]

    def test_every_share_lies_within_the_limit(self, app: Flask) -> None:
        calendar, due = WorkingCalendar(), day(9, 8)
        for share in (1, 50, 99, 100):
            one = EscalationRule(code="x", share=share, days_late=0, tell="handler")
            assert day_of(one, calendar, day(9, 7), due) == due
            assert day_of(one, calendar, due, due) == due


@pytest.fixture
def team(ward: Ward) -> Team:
    with clock.at(MONDAY - dt.timedelta(days=1)):
        return factories.team_of(ward)


@pytest.fixture
def report(ward: Ward, team: Team) -> Report:
    """Sent on Monday 7 September, due on Monday 21 September; the officer is at it."""
    with clock.at(MONDAY):
        sent = factories.send(ward).report
        return factories.bring_to(sent, team, "in_progress")


def look(on: dt.date) -> None:
    with clock.at(morning(on)):
        look_at_limits()
        events.sweep()
    db.session.expire_all()


def told(report: Report) -> list[tuple[str, str]]:
    query = select(Event).where(Event.kind == "LimitNeared", Event.subject_id == report.id)
    return [
        (e.facts["rung"], e.facts["tell"]) for e in db.session.scalars(query.order_by(Event.id))
    ]


def address_of(actor: Actor) -> str:
    return db.session.get_one(Account, actor.account_id).email


def to(mails: list[EmailMessage], actor: Actor) -> list[EmailMessage]:
    return [mail for mail in mails if address_of(actor) in mail["To"]]


def test_each_rung_is_told_once_on_its_day(report: Report, team: Team, mails: Mails) -> None:
    before = len(mails())
    look(day(9, 11))
    assert told(report) == []
    for on in (
        day(9, 14),
        day(9, 14),
        day(9, 15),
        day(9, 17),
        day(9, 18),
        day(9, 21),
        day(9, 22),
        day(9, 28),
    ):
        look(on)
    assert told(report) == [
        ("sap-den-han-50", "handler"),
        ("sap-den-han-80", "handler"),
        ("den-han", "department"),
        ("qua-han-1", "leader"),
        ("qua-han-5", "supervisor"),
    ]
    new = mails()[before:]
    assert [
        len(to(new, one)) for one in (team.officer, team.leader, team.supervisor, team.clerk)
    ] == [3, 1, 1, 0]
    assert report.code in to(new, team.leader)[0].get_content()


def test_a_weekend_or_holiday_tells_nobody(report: Report) -> None:
    look(day(9, 19))
    assert told(report) == []


def test_two_workers_at_once_tell_once(app: Flask, report: Report, team: Team) -> None:
    db.session.remove()
    barrier = threading.Barrier(2)

    def work() -> None:
        with app.app_context(), clock.at(morning(day(9, 14))):
            barrier.wait()
            look_at_limits()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert len(db.session.scalars(select(Reminder)).all()) == 1
    assert told(report) == [("sap-den-han-50", "handler")]


def test_an_extended_limit_has_rungs_of_its_own(report: Report, team: Team) -> None:
    look(day(9, 17))
    assert told(report) == [("sap-den-han-80", "handler")]  # the earlier one lies behind it
    with clock.at(morning(day(9, 18))):
        calendar = wards.calendar_of(report.holder_ward_id)
        due = clock.end_of_day(calendar.add_working_days(day(9, 21), 5))
        change_due(team.leader, report, at=due, basis=report.due_basis, reason="extended")
        factories.store()
    look(day(9, 18))
    assert len(told(report)) == 1
    look(day(9, 24))  # 12 of 15 days
    assert told(report)[1:] == [("sap-den-han-80", "handler")]
    look(day(9, 28))
    assert told(report)[2:] == [("den-han", "department")]


def test_a_holiday_added_afterwards_moves_the_rungs_that_are_still_to_come(
    report: Report, team: Team
) -> None:
    look(day(9, 14))
    with clock.at(morning(day(9, 15))):
        db.session.add(
            Holiday(day=day(9, 16), ward_id=report.holder_ward_id, kind="off", name="Nghỉ")
        )
        db.session.flush()
        recount_due(team.leader, report)
        factories.store()
    assert clock.local_date(report.due_at or MONDAY) == day(9, 22)
    look(day(9, 15))
    look(day(9, 17))
    assert told(report) == [("sap-den-han-50", "handler")]
    look(day(9, 18))
    assert told(report)[1:] == [("sap-den-han-80", "handler")]


def test_while_the_ward_waits_the_limit_rests_and_its_end_is_told(
    report: Report, team: Team, mails: Mails
) -> None:
    with clock.at(MONDAY + dt.timedelta(days=1)):
        asking.ask_sender(team.officer, report, question="Số nhà nào ạ?")
        factories.store()
    look(day(9, 15))  # seven days end on Tuesday the 15th
    assert told(report) == []
    look(day(9, 16))
    look(day(9, 17))
    assert told(report) == [("het-cho", "handler")]
    assert report.code in to(mails(), team.officer)[-1].get_content()


def test_what_nobody_handles_is_told_those_who_receive(
    ward: Ward, team: Team, mails: Mails
) -> None:
    with clock.at(MONDAY):
        factories.send(ward)
    look(day(9, 14))
    assert to(mails(), team.clerk)


def test_the_accused_is_not_told(report: Report, team: Team, mails: Mails) -> None:
    report.confined_to = "leader"
    db.session.add(Concern(report_id=report.id, account_id=team.leader.account_id, at=MONDAY))
    with clock.at(MONDAY):
        second = people.as_actor(people.make_staff(Role.LEADER, team.ward, name="Lãnh đạo khác"))
    factories.store()
    before = len(mails())
    look(day(9, 22))
    new = mails()[before:]
    assert not to(new, team.leader) and not to(new, team.supervisor)
    assert len(to(new, second)) == 1
    assert report.title not in to(new, second)[0].get_content()


def test_many_cases_make_one_mail_per_person(ward: Ward, team: Team, mails: Mails) -> None:
    with clock.at(MONDAY):
        codes = [
            factories.bring_to(
                factories.send(ward, f"Đèn số {n} tắt ba đêm.").report, team, "in_progress"
            ).code
            for n in range(7)
        ]
    before = len(mails())
    look(day(9, 14))
    (mail,) = mails()[before:]
    assert all(code in mail.get_content() for code in codes)
    assert "7" in mail["Subject"]


def test_an_installation_without_a_ladder_gets_one(app: Flask) -> None:
    db.session.query(EscalationRule).delete()
    db.session.flush()
    load_defaults()
    load_defaults()
    assert len(db.session.scalars(select(EscalationRule)).all()) == 6


class TestOverview:
    """At 07:00, on working days, when there is something to say, once."""

    def begin(self, on: dt.date) -> None:
        with clock.at(clock.start_of_day(on) + dt.timedelta(hours=7)):
            begin_working_day()
            events.sweep()
        db.session.expire_all()

    def test_an_officer_learns_what_is_new_late_and_due(
        self, report: Report, team: Team, mails: Mails
    ) -> None:
        before = len(mails())
        self.begin(day(9, 8))
        (mail,) = to(mails()[before:], team.officer)
        assert report.code in mail.get_content() and "xem=viec-cua-toi" not in mail["Subject"]
        assert not to(mails()[before:], team.leader)  # nothing to say, no mail
        self.begin(day(9, 8))
        assert len(to(mails()[before:], team.officer)) == 1
        self.begin(day(9, 9))  # nothing new, nothing due
        assert len(to(mails()[before:], team.officer)) == 1
        self.begin(day(9, 21))
        self.begin(day(9, 22))
        assert len(to(mails()[before:], team.officer)) == 3
        assert len(to(mails()[before:], team.leader)) == 2

    def test_no_mail_on_days_off(self, report: Report, mails: Mails) -> None:
        before = len(mails())
        self.begin(day(9, 26))
        assert len(mails()) == before and not db.session.scalars(select(ClockRun)).all()

    def test_a_leader_learns_what_waits_for_them(
        self, report: Report, team: Team, mails: Mails
    ) -> None:
        with clock.at(MONDAY + dt.timedelta(hours=2)):
            factories.draft(report, team)
            db.session.add(
                Extension(
                    report_id=report.id,
                    days=5,
                    reason="Chờ vật tư",
                    asked_by_id=team.officer.account_id,
                    asked_at=clock.now(),
                )
            )
            db.session.add(
                Commitment(
                    code="CK-1",
                    ward_id=team.ward.id,
                    text="Thay đèn hẻm 48",
                    first_due_on=day(9, 9),
                    due_on=day(9, 9),
                    made_at=clock.now(),
                )
            )
            factories.store()
        before = len(mails())
        self.begin(day(9, 8))
        (mail,) = to(mails()[before:], team.leader)
        for words in ("duyệt", "gia hạn", "Thay đèn hẻm 48"):
            assert words in mail.get_content()

    def test_who_switched_it_off_gets_none(self, report: Report, team: Team, mails: Mails) -> None:
        with transaction():
            set_digest(team.officer, wanted=False)
        before = len(mails())
        self.begin(day(9, 8))
        assert not to(mails()[before:], team.officer)

    def test_the_city_reads_how_many_are_very_late_and_nothing_private(
        self, report: Report, team: Team, mails: Mails, ward: Ward
    ) -> None:
        with clock.at(MONDAY):
            analyst = people.as_actor(people.make_staff(Role.ANALYST, None))
            private = factories.send(ward, is_private=True).report
        look(day(10, 5))
        assert ("qua-han-10", "city") in told(report)
        before = len(mails())
        self.begin(day(10, 6))
        (mail,) = to(mails()[before:], analyst)
        assert f"{ward.full_name}: 1" in mail.get_content()
        assert private.code not in mail.get_content()

    def test_a_killed_worker_sends_what_is_left_and_nothing_twice(
        self, report: Report, team: Team, mails: Mails, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with clock.at(MONDAY):
            factories.send(team.ward)
        before = len(mails())
        real = events.HANDLERS["DigestDue"]["feedback.digest.send_digests"]
        seen = []

        def dies(event: Event) -> None:
            real(event)
            seen.append(event.id)
            if len(seen) == 1:
                raise RuntimeError("killed")

        monkeypatch.setitem(events.HANDLERS["DigestDue"], "feedback.digest.send_digests", dies)
        self.begin(day(9, 8))
        with clock.at(clock.start_of_day(day(9, 8)) + dt.timedelta(hours=9)):
            events.sweep()
        assert len(seen) >= 2
        assert len(to(mails()[before:], team.officer)) == 1

    def test_two_workers_begin_a_day_once(self, app: Flask, report: Report) -> None:
        db.session.remove()
        barrier = threading.Barrier(2)

        def work() -> None:
            with app.app_context(), clock.at(morning(day(9, 8))):
                barrier.wait()
                begin_working_day()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        due = db.session.scalars(select(Event).where(Event.kind == "DigestDue")).all()
        assert len(due) == 2  # the ward's and the city's
