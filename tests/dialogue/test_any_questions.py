"""Any steps with questions by anybody in any order: nothing shows unapproved, and no asker is lost."""

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

from citizen_app.core import search
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError
from citizen_app.core.events import events_of, without_handlers
from citizen_app.core.ids import token_digest
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands import appeals, asking, joining, leaving, moderate
from citizen_app.dialogue.commands.board import session_tag
from citizen_app.dialogue.models import Question, QuestionSupport, Session
from citizen_app.dialogue.queries import questions
from citizen_app.dialogue.workflow_questions import State, machine
from citizen_app.permissions import Permission, Role
from citizen_app.wards.models import Ward
from tests.dialogue.plans import Asked, ask
from tests.support import factories, people
from tests.support.factories import Team

ASKED = 5
SECRET = "0903 111 222"
WORDS = "Bao giờ hẻm 48 hết ngập?"
DENOUNCES = f"Tôi tố cáo cán bộ địa chính phường nhận hối lộ, gọi {SECRET}."
# By whom each step of the table is taken; the rest of the world tries them too.
EVENTS = {name: step.event for name, step in machine.transitions.items()}
BESIDE = {"PersonalDataMasked", "QuestionGivenBack"}


@dataclasses.dataclass
class World:
    """One session with questions of all sorts, its people, and another ward's."""

    session: Session
    asked: list[Asked]
    actors: list[Actor]
    team: Team
    number: int = 0

    def pick(self, things: list[Any]) -> Any:
        return things[self.number % len(things)]


Play = Callable[[World, Actor, Question], object]
PLAYS: dict[str, Play] = {
    "approve": lambda w, a, q: moderate.approve_question(
        a, q, public_text=w.pick([WORDS, WORDS, q.text, ""]), category=None
    ),
    "refuse": lambda w, a, q: moderate.refuse_question(
        a, q, ground=w.pick(["insult", "unclear", "bua"]), explanation="Xin viết lại."
    ),
    "merge": lambda w, a, q: joining.merge_question(
        a, q, into=w.asked[w.number % len(w.asked)].question
    ),
    "assign": lambda w, a, q: moderate.assign_question(
        a, q, department=factories.department_of(w.team.ward)
    ),
    "prepare": lambda w, a, q: moderate.prepare_answer(a, q, text=w.pick(["Sẽ nạo vét.", SECRET])),
    "withdraw": lambda w, a, q: leaving.withdraw_question(a, q),
    "appeal": lambda w, a, q: appeals.appeal_refusal(a, q, text="Tôi chỉ nêu sự việc."),
    "uphold": lambda w, a, q: appeals.decide_appeal(a, q, shown=False, decision="Đúng."),
    "overturn": lambda w, a, q: appeals.decide_appeal(
        a, q, shown=True, decision="Nên hiển thị.", public_text=w.pick([WORDS, q.text])
    ),
}


def world_of(team: Team, other: Team, session: Session) -> World:
    resident = people.as_actor(people.make_resident())
    officer = people.make_staff(
        Role.OFFICER, team.ward, department_id=factories.department_of(team.ward).id
    )
    asked = [
        ask(session, f"{WORDS} Gọi {SECRET}."),
        ask(session, f"{WORDS} Lần hai, {SECRET}.", by=resident),
        ask(session, f"{WORDS} Lần ba."),
        ask(session, DENOUNCES),
        ask(session, f"{WORDS} Lần bốn.", by=resident),
    ]
    actors = [team.clerk, team.leader, team.supervisor, team.officer, people.as_actor(officer)]
    actors += [other.clerk, other.leader, other.supervisor, Actor(), resident]
    actors += [one.asker for one in asked]
    return World(session, asked, actors, team)


class Questions(RuleBasedStateMachine):
    """One world per run, rolled back at its end."""

    taken: set[str] = set()
    open_world: Callable[[], Any]  # set by the test

    @initialize()
    def begin(self) -> None:
        self._open = type(self).open_world()
        self.world = self._open.__enter__()
        self.approved: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "_open"):
            self._open.__exit__(None, None, None)

    @rule(
        kind=st.integers(0, 5),
        which=st.integers(0, 999),
        who=st.integers(0, 40),
        case=st.integers(0, ASKED - 1),
        number=st.integers(0, 40),
    )
    def something_happens(self, kind: int, which: int, who: int, case: int, number: int) -> None:
        """Mostly a step that is open to somebody; now and then anything by anybody."""
        question = self.world.asked[case].question
        actor = self.world.actors[who % len(self.world.actors)]
        self.world.number = number
        if kind == 0:
            self.take(sorted(PLAYS)[which % len(PLAYS)], actor, question)
        elif kind == 1:
            self.support(self.world.actors[9] if which % 2 else actor, question, number)
        else:
            self.take_open_step(question, which)

    def take_open_step(self, question: Question, which: int) -> None:
        open_to = [
            (step.name, actor)
            for actor in self.world.actors
            for step in machine.available(actor, question)
            if step.name in PLAYS and (step.name != "withdraw" or which % 4 == 0)
        ]
        if open_to:
            self.take(*open_to[which % len(open_to)], question)

    def take(self, name: str, actor: Actor, question: Question) -> None:
        step = machine.transitions[name]
        before = (question.state, question.version, len(events_of(question)))
        might = step.is_open_to(actor, question)
        joined = len(joining.joined_to(question))
        if not self.attempt(lambda: PLAYS[name](self.world, actor, question)):
            after = (question.state, question.version, len(events_of(question)))
            assert after == before, f"{name} was refused, yet left something"
            return
        assert might, f"{name} by somebody who may not"
        if question.is_guarded and step.permission == Permission.DIALOGUE_MODERATE:
            assert actor is self.world.team.clerk, f"{name} by whom it may be about"
        assert before[0] in step.sources and question.state == (step.target or before[0])
        new = [event.kind for event in events_of(question)][before[2] :]
        assert [kind for kind in new if kind not in BESIDE] == [EVENTS[name]], (name, new)
        if name in {"approve", "overturn"}:
            self.approved.add(question.id)
        if name == "withdraw":
            assert not joining.joined_to(question)
        elif name != "merge":
            assert len(joining.joined_to(question)) == joined
        self.taken.add(name)

    def support(self, actor: Actor, question: Question, number: int) -> None:
        device = token_digest(f"may-{number % 5}")
        if self.attempt(lambda: asking.support_question(actor, question, device=device)):
            assert question.state == State.APPROVED
            self.taken.add("support")

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
        return True

    @invariant()
    def nothing_is_shown_unapproved(self) -> None:
        if not hasattr(self, "world"):
            return
        session = self.world.session
        board = questions.list_board(session)
        for question in board:
            assert question.state == State.APPROVED and question.id in self.approved
            assert question.public_text and SECRET not in question.public_text
        corner = search.Corner("public", Question.__tablename__, (session_tag(session),))
        found = {number for number, _nearness in search.resembling(WORDS, corner)}
        assert found == {question.id for question in board}
        refused = sum(count for _ground, count in questions.board_figures(session).refused)
        assert refused == sum(one.question.state == State.REFUSED for one in self.world.asked)

    @invariant()
    def nobody_is_lost_and_nobody_counts_twice(self) -> None:
        if not hasattr(self, "world"):
            return
        for asked in self.world.asked:
            question = asked.question
            assert policies.is_asker(asked.asker, question)
            if question.state == State.MERGED:
                target = question.merged_into
                assert target is not None and target.state == State.APPROVED
                assert target.session_id == question.session_id
                assert target.account_id == question.account_id is not None or any(
                    row.account_id == question.account_id
                    if question.account_id is not None
                    else row.device_digest == joining.asker_token(question)
                    for row in self.rows(target)
                ), "an asker who was joined is not counted"
            else:
                assert question.merged_into_id is None
        for asked in self.world.asked:
            rows, question = self.rows(asked.question), asked.question
            assert question.support_count == len(rows)
            assert question.account_id is None or question.account_id not in {
                row.account_id for row in rows
            }, "somebody supports their own question"

    @invariant()
    def who_is_accused_reads_nothing(self) -> None:
        if not hasattr(self, "world"):
            return
        guarded = self.world.asked[3].question
        assert guarded.is_guarded
        session = self.world.session
        for actor in self.world.actors:
            rows = questions.list_to_moderate(actor, session)
            assert {one.id for one in rows} == {
                one.question.id
                for one in self.world.asked
                if policies.may_decide(actor, one.question)
            }
            if actor is not self.world.team.clerk:
                assert guarded not in rows

    def rows(self, question: Question) -> list[QuestionSupport]:
        query = select(QuestionSupport).where(QuestionSupport.question_id == question.id)
        return list(db.session.scalars(query))


@pytest.mark.parametrize("examples", [12])
def test_no_order_of_steps_breaks_the_rules(
    app: Flask, announced: Session, team: Team, other_ward: Ward, examples: int
) -> None:
    built = world_of(team, factories.team_of(other_ward), announced)
    db.session.commit()

    @contextmanager
    def open_world() -> Iterator[World]:
        """Everything a run does is rolled back, so that each begins alike."""
        with without_handlers():
            yield built
        db.session.rollback()
        db.session.expire_all()

    Questions.taken = set()
    Questions.open_world = staticmethod(open_world)
    run_state_machine_as_test(
        Questions,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Nothing is proved of steps that nobody ever took.
    assert Questions.taken == {*PLAYS, "support"}, {*PLAYS, "support"} - Questions.taken
