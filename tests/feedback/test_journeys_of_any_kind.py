"""Any steps by anybody in any order, through the real commands: what must hold always, holds.

Hypothesis plays every role: senders, officers, leaders, clerks, the city, another ward, strangers and
those whom a report is about. What they may not do they are refused; what goes through follows the table,
leaves exactly its events, and shows nothing to whom it is not for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError
from citizen_app.core.events import Event, without_handlers
from citizen_app.feedback import policies
from citizen_app.feedback.commands import (
    answer,
    asking,
    confining,
    correcting,
    extending,
    judge,
    merging,
    notes,
    refusing,
    screen,
)
from citizen_app.feedback.models import Confinement, Report, Support
from citizen_app.feedback.workflow import machine
from citizen_app.permissions import Role
from citizen_app.wards.models import Department, Ward
from tests.support import factories, people
from tests.support.factories import Sent

CASES = 3
# Ends of a journey, and what would happen all the time if every step were as likely.
SELDOM = {"confine", "forward_outside", "forward_to_ward", "refuse", "rescreen", "withdraw"}
# A step may bring these along; they are no steps themselves.
BESIDE = {"DueDateSet", "ReportJudged"}
Play = Callable[["World", Actor, Report], object]
# The way to a published answer; every second step goes along it.
ONWARD = ("publish", "approve", "draft", "start", "assign", "receive")


@dataclasses.dataclass
class World:
    """Two wards, their people, one inspector, and what the steps need to be filled in with."""

    wards: list[Ward]
    actors: list[Actor]
    handlers: list[Account]
    departments: list[Department]
    cases: list[Sent]
    number: int = 0

    def pick(self, things: list[Any]) -> Any:
        """One of several, by the number that Hypothesis chose for this step."""
        return things[self.number % len(things)]

    @property
    def other_case(self) -> Report:
        return self.pick(self.cases).report


def world_of(here: Ward, there: Ward) -> World:
    handlers, actors = [], []
    for ward in (here, there):
        for role in (Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR):
            department = factories.department_of(ward) if role is Role.OFFICER else None
            account = people.make_staff(
                role, ward, department_id=department.id if department else None
            )
            handlers.append(account)
            actors.append(people.as_actor(account))
    inspector = people.make_staff(Role.CITY_INSPECTOR, None)
    # One person with two roles, so that two pairs of eyes are put to the test.
    people.grant_role(SYSTEM, handlers[1], role=Role.LEADER, ward_id=here.id)
    actors[1] = people.as_actor(handlers[1])
    actors += [people.as_actor(inspector), Actor(), people.as_actor(people.make_resident())]
    departments = [
        factories.department_of(w, code) for w in (here, there) for code in ("kinh-te", "van-phong")
    ]
    cases = [factories.send(here, f"{factories.TEXT} {n}") for n in range(CASES - 1)]
    cases.append(factories.send(here, is_private=True))
    cases[1].report.confined_to, cases[1].report.is_restricted = "clerk", True
    factories.store()
    actors += [sent.sender for sent in cases]
    return World([here, there], actors, handlers, departments, cases)


def screening(world: World, report: Report) -> screen.Screening:
    return screen.Screening(
        title="Đèn hẻm tắt",
        public_text="Đèn hẻm tắt mấy đêm.",
        category=None,
        is_private=world.pick([False, False, True]),
        show_photos=True,
    )


def confine(world: World, actor: Actor, report: Report) -> object:
    about = world.pick([[], [world.handlers[1]], [world.handlers[2]], world.handlers[1:3]])
    departments = [world.departments[0]] if world.number % 5 == 0 else []
    return confining.confine_report(
        actor,
        report,
        accounts=about,
        departments=departments,
        confined_to=world.pick(["leader", "city", ""]),
    )


def approve(world: World, actor: Actor, report: Report) -> object:
    return answer.approve_answer(actor, report, signed_by="Lãnh đạo")


def judge_it(world: World, actor: Actor, report: Report) -> object:
    solved = world.pick(["yes", "no", "partly"])
    return judge.judge_answer(actor, report, solved=solved, satisfaction=3, reason="Vẫn tắt.")


def forward_ward(world: World, actor: Actor, report: Report) -> object:
    ward = world.pick(world.wards)
    return screen.forward_to_ward(actor, report, ward=ward, explanation="Thuộc nơi khác.")


# The steps of the table, each through its command.
PLAYS: dict[str, Play] = {
    "receive": lambda w, a, r: screen.receive_report(a, r, screening(w, r)),
    "rescreen": lambda w, a, r: screen.rescreen_report(a, r, screening(w, r)),
    "assign": lambda w, a, r: screen.assign_report(
        a, r, department=w.pick(w.departments), handler=w.pick([*w.handlers, None])
    ),
    "start": lambda w, a, r: answer.start_work(a, r),
    "ask_sender": lambda w, a, r: asking.ask_sender(a, r, question="Số nhà nào ạ?"),
    "sender_reply": lambda w, a, r: asking.reply_to_ward(a, r, text="Số 12."),
    "stop_waiting": lambda w, a, r: asking.stop_waiting(a, r),
    "draft": lambda w, a, r: answer.draft_answer(a, r, body=f"Đã thay {w.number} bóng."),
    "approve": approve,
    "return": lambda w, a, r: answer.return_answer(a, r, reason="Nêu rõ ngày."),
    "publish": lambda w, a, r: answer.publish_answer(a, r),
    "forward_to_ward": forward_ward,
    "forward_to_department": lambda w, a, r: screen.forward_to_department(
        a, r, department=w.pick(w.departments), explanation="Việc phòng bạn."
    ),
    "forward_outside": lambda w, a, r: screen.forward_outside(
        a, r, body="Điện lực", explanation="Trụ điện."
    ),
    "hand_over": lambda w, a, r: confining.hand_over_denunciation(
        a, r, body="Tiếp công dân", letter="", explanation="Mời đến."
    ),
    "refuse": lambda w, a, r: refusing.refuse_report(a, r, ground="false", explanation="Không có."),
    "merge": lambda w, a, r: merging.merge_report(a, r, into=w.other_case),
    "unmerge": lambda w, a, r: merging.unmerge_report(a, r),
    "confine": confine,
    "ask_extension": lambda w, a, r: extending.ask_extension(a, r, days=3, reason="Chờ vật tư."),
    "grant_extension": lambda w, a, r: extending.grant_extension(a, r),
    "refuse_extension": lambda w, a, r: extending.refuse_extension(a, r, decision="Không."),
    "explain_delay": lambda w, a, r: extending.explain_delay(a, r, reason="Thiếu vật tư."),
    "draft_correction": lambda w, a, r: correcting.draft_correction(
        a, r, body=f"Đã thay {w.number + 100} bóng.", reason="Ghi nhầm."
    ),
    "approve_correction": lambda w, a, r: correcting.approve_correction(a, r),
    "drop_correction": lambda w, a, r: correcting.drop_correction(a, r),
    "withdraw": lambda w, a, r: judge.withdraw_report(a, r),
    "close": lambda w, a, r: judge.close_report(SYSTEM if w.number % 3 == 0 else a, r),
    "reopen": lambda w, a, r: judge.reopen_report(a, r),
    "reopen_by_staff": lambda w, a, r: judge.reopen_by_staff(a, r, reason="Chưa xong."),
}
# What is no step of the table: it changes no state.
ASIDE: dict[str, Play] = {
    "judge": judge_it,
    "note": lambda w, a, r: notes.add_note(a, r, body="Nhờ xem.", mentioned=[w.pick(w.handlers)]),
}


@dataclasses.dataclass(frozen=True)
class Seen:
    """A case before a step."""

    state: str
    version: int
    last_event: int
    events: int


class Journeys(RuleBasedStateMachine):
    """One world per run, rolled back at its end."""

    taken: set[str] = set()
    open_world: Callable[[], contextmanager[World]]  # set by the test

    @initialize()
    def begin(self) -> None:
        self._open = type(self).open_world()
        self.world = self._open.__enter__()
        self.supporters: set[str] = set()
        self.changed = True

    def teardown(self) -> None:
        if hasattr(self, "_open"):
            self._open.__exit__(None, None, None)

    @rule(
        kind=st.integers(0, 9),
        which=st.integers(0, 999),
        who=st.integers(0, 30),
        case=st.integers(0, CASES - 1),
        number=st.integers(0, 59),
    )
    def something_happens(self, kind: int, which: int, who: int, case: int, number: int) -> None:
        """Mostly a step that is open to somebody; now and then anything by anybody."""
        actor = self.world.actors[who % len(self.world.actors)]
        report = self.world.cases[case].report
        if kind == 0:
            self.take(sorted(PLAYS)[which % len(PLAYS)], actor, report, number)
        elif kind == 1:
            self.do_aside(sorted(ASIDE)[which % len(ASIDE)], actor, report, number)
        elif kind == 2:
            self.support(report, str(number % 4) * 64)
        else:
            self.take_open_step(report, which, number)

    def take_open_step(self, report: Report, which: int, number: int) -> None:
        """Chance alone would hardly ever get as far as a published answer."""
        steps: dict[str, list[Actor]] = {}
        for actor in self.world.actors:
            for step in machine.available(actor, report):
                if step.name in PLAYS and (step.name not in SELDOM or which % 7 == 0):
                    steps.setdefault(step.name, []).append(actor)
        if not steps:
            return
        onward = [name for name in ONWARD if name in steps]
        name = onward[0] if onward and which % 2 else sorted(steps)[which % len(steps)]
        for attempt in range(6):  # what it is filled in with may be refused
            actor = steps[name][(which + attempt) % len(steps[name])]
            if self.take(name, actor, report, number + attempt):
                return

    def do_aside(self, name: str, actor: Actor, report: Report, number: int) -> None:
        self.world.number = number
        before = seen(report)
        went = self.attempt(lambda: ASIDE[name](self.world, actor, report))
        new = kinds_after(report, before)
        if not went:
            assert not new and seen(report) == before
        elif report.state != before.state:  # "no" of the sender reopens
            assert name == "judge" and "ReportReopened" in new

    def support(self, report: Report, digest: str) -> None:
        """A neighbour says "me too", once per device."""
        known = select(Support.id).where(
            Support.report_id == report.id, Support.device_digest == digest
        )
        if policies.is_public(report) and db.session.scalar(known) is None:
            db.session.add(Support(report_id=report.id, device_digest=digest, at=clock.now()))
            report.support_count += 1
            db.session.flush()
            self.supporters.add(digest)
            self.changed = True

    def take(self, name: str, actor: Actor, report: Report, number: int) -> bool:
        self.world.number = number
        step, before = machine.transitions[name], seen(report)
        could_see = policies.can_see_as_staff(actor, report)
        went = self.attempt(lambda: PLAYS[name](self.world, actor, report))
        new = kinds_after(report, before)
        if not went:
            assert not new and seen(report) == before, f"{name} was refused, yet left something"
            return False
        assert before.state in step.sources, name
        assert report.state == (step.target or before.state), name
        assert report.version > before.version, name
        steps = [kind for kind in new if kind not in BESIDE]
        copies = 2 if name == "forward_to_ward" else 1  # the receiving ward's copy
        assert steps == [step.event] * copies, (name, new)
        if step.permission is not None:
            assert could_see or actor.is_system, f"{name} by somebody who could not see the case"
        self.taken.add(name)
        return True

    def attempt(self, act: Callable[[], object]) -> bool:
        """Run a command as a request does: all of it or nothing."""
        point = db.session.begin_nested()
        try:
            act()
            db.session.flush()
        except DomainError:
            point.rollback()
            return False
        point.commit()
        self.changed = True
        return True

    @invariant()
    def visibility_is_one_rule_and_hides_what_it_must(self) -> None:
        if not getattr(self, "changed", False):
            return
        self.changed = False
        self.check_supporters()
        reports = [sent.report for sent in self.world.cases]
        mine = Report.id.in_([report.id for report in reports])
        public = set(db.session.scalars(select(Report.id).where(mine, policies.publicly_visible())))
        assert public == {report.id for report in reports if policies.is_public(report)}
        for report in reports:
            if report.confined_to or report.is_restricted:
                assert report.id not in public
        for actor in self.world.actors:
            sql = set(db.session.scalars(select(Report.id).where(mine, policies.visible_to(actor))))
            assert sql == {report.id for report in reports if policies.can_see(actor, report)}
            for report in reports:
                self.check_one(actor, report)

    def check_one(self, actor: Actor, report: Report) -> None:
        about = {concern.account_id for concern in report.concerns} - {None}
        departments = {c.department_id for c in report.concerns} - {None}
        if actor.account_id in about or actor.department_ids & departments:
            assert not policies.can_see(actor, report)
            assert report.handler_id != actor.account_id
        if report.confined_to and not actor.is_staff and not policies.is_sender(actor, report):
            assert not policies.can_see(actor, report)
        if report.confined_to == Confinement.CLERK and policies.can_see_as_staff(actor, report):
            assert actor.main_role == Role.CLERK

    def check_supporters(self) -> None:
        """No supporter and no sender is lost, however cases are merged and taken apart."""
        ids = [sent.report.id for sent in self.world.cases]
        rows = db.session.execute(
            select(Support.report_id, Support.device_digest).where(Support.report_id.in_(ids))
        ).all()
        assert {digest for _, digest in rows} == self.supporters
        for sent in self.world.cases:
            report = sent.report
            assert policies.is_sender(sent.sender, report)
            assert report.support_count == sum(1 for owner, _ in rows if owner == report.id)
            target, steps = report, 0
            while target.state == "merged":
                assert target.merged_into is not None
                target, steps = target.merged_into, steps + 1
                assert steps <= CASES, "merged in a circle"


def seen(report: Report) -> Seen:
    ids = list_events(report)
    return Seen(report.state, report.version, max(ids), len(ids))


def list_events(report: Report) -> list[int]:
    return list(
        db.session.scalars(
            select(Event.id).where(
                Event.subject_type == "report",
                Event.subject_id == report.id,
                # What comes from being joined to is the other case's step.
                Event.kind != "ReportJoined",
            )
        )
    )


def kinds_after(report: Report, before: Seen) -> list[str]:
    return list(
        db.session.scalars(
            select(Event.kind)
            .where(
                Event.subject_type == "report",
                Event.subject_id == report.id,
                Event.id > before.last_event,
                Event.kind != "ReportJoined",
            )
            .order_by(Event.id)
        )
    )


@pytest.mark.parametrize("examples", [10])
def test_no_journey_breaks_the_rules(app: Flask, ward: Ward, other: Ward, examples: int) -> None:
    built = world_of(ward, other)
    db.session.commit()

    @contextmanager
    def open_world() -> Iterator[World]:
        """Everything a run does is rolled back, so that each begins alike."""
        with without_handlers():
            yield built
        db.session.rollback()
        db.session.expire_all()

    Journeys.taken = set()
    Journeys.open_world = staticmethod(open_world)
    run_state_machine_as_test(
        Journeys,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Nothing is proved of steps that nobody ever took.
    assert len(Journeys.taken) >= 18, sorted(set(PLAYS) - Journeys.taken)
