"""Who may take which step from which state: the whole table, written down a second time by hand."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor, Grant, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, InvalidTransition, NotAllowed
from citizen_app.feedback.commands import answer, judge, refusing, screen
from citizen_app.feedback.models import STATES, Answer, AnswerCorrection, Extension, Report
from citizen_app.feedback.workflow import State, machine
from citizen_app.permissions import Role, permissions_of
from citizen_app.wards.models import Ward
from tests.support import factories, people
from tests.support.factories import Team

WARD, ELSEWHERE = 1, 2
OFFICER, LEADER, CLERK, SENDER = "officer", "leader", "clerk", "sender"
INSPECTOR = "city_inspector"  # for what is confined to the city
BEFORE_WORK = "received screening assigned in_progress"
OPEN = f"{BEFORE_WORK} waiting_resident drafted returned approved reopened"
AFTER_RECEIPT = "screening assigned in_progress drafted returned approved reopened"
# step: from, to, by whom
TABLE = {
    "receive": ("received", "screening", {OFFICER, CLERK}),
    "assign": (
        "screening assigned in_progress returned reopened",
        "assigned",
        {OFFICER, LEADER, CLERK},
    ),
    "start": ("assigned", "in_progress", {OFFICER}),
    "ask_sender": ("in_progress", "waiting_resident", {OFFICER}),
    "sender_reply": ("waiting_resident", "in_progress", {SENDER}),
    "stop_waiting": ("waiting_resident", "in_progress", {OFFICER}),
    "draft": ("assigned in_progress returned drafted", "drafted", {OFFICER}),
    "approve": ("drafted", "approved", {LEADER}),
    "return": ("drafted", "returned", {LEADER}),
    "publish": ("approved", "published", {LEADER}),
    "move_publishing": ("approved", None, {LEADER}),
    "unapprove": ("approved", "drafted", {LEADER}),
    "forward_to_ward": (f"{BEFORE_WORK} reopened", "received", {OFFICER, LEADER, CLERK}),
    "forward_to_department": (
        "assigned in_progress returned reopened",
        "assigned",
        {OFFICER, LEADER, CLERK},
    ),
    "forward_outside": (f"{BEFORE_WORK} reopened", "forwarded", {OFFICER, LEADER, CLERK}),
    "hand_over": ("received screening", "forwarded", {CLERK}),
    "refuse": ("received screening", "refused", {LEADER, CLERK}),
    "merge": (BEFORE_WORK, "merged", {OFFICER, CLERK}),
    "unmerge": ("merged", "screening", {LEADER}),
    "confine": (
        " ".join(set(State) - {"merged", "withdrawn"}),
        None,  # it stays where it is
        {LEADER, CLERK},
    ),
    "ask_extension": (f"{AFTER_RECEIPT}", None, {OFFICER}),
    "grant_extension": (f"received {AFTER_RECEIPT}", None, {LEADER}),
    "refuse_extension": (f"received {AFTER_RECEIPT}", None, {LEADER}),
    "explain_delay": (AFTER_RECEIPT, None, {OFFICER}),
    "draft_correction": ("published closed", None, {OFFICER}),
    "approve_correction": ("published closed", None, {LEADER}),
    "drop_correction": ("published closed", None, {LEADER}),
    "rescreen": (
        " ".join(set(State) - {"received", "merged", "withdrawn"}),
        None,  # it stays where it is
        {OFFICER, CLERK},
    ),
    "withdraw": (OPEN, "withdrawn", {SENDER}),
    "add_information": (OPEN, None, {SENDER}),
    "hide_name": (" ".join(set(State) - {"withdrawn"}), None, {SENDER}),
    "close": ("published", "closed", {"system"}),
    "reopen": ("published closed", "reopened", {SENDER}),
    "reopen_by_staff": ("published closed refused forwarded", "reopened", {LEADER}),
}


def actors() -> dict[str, Actor]:
    """One actor per role in the ward, and the others that come near a case."""
    made = {
        str(role): Actor(
            account_id=100 + place,
            surface=Surface.STAFF,
            grants=(Grant(role, WARD, permissions_of(role)),),
        )
        for place, role in enumerate(Role)
    }
    leader_elsewhere = Grant("leader", ELSEWHERE, permissions_of("leader"))
    made["stranger"] = Actor()
    made["leader elsewhere"] = Actor(9, surface=Surface.STAFF, grants=(leader_elsewhere,))
    made["sender"] = Actor(unlocked=frozenset({"PA-TEST"}))
    made["system"] = SYSTEM
    return made


# What must be there besides the state, so that the step makes sense.
WAITING = {"grant_extension", "refuse_extension", "approve_correction", "drop_correction"}


def case(state: str, step: str = "") -> Report:
    draft = Answer(author_id=1, body="x", drafted_at=clock.now(), published_at=clock.now())
    wishes = []
    if step in WAITING:
        draft.corrections = [AnswerCorrection(author_id=1, outcome="open")]
        wishes = [Extension(asked_by_id=1, outcome="open", days=3)]
    return Report(
        extensions=wishes,
        confined_to="clerk" if step == "hand_over" else "",
        code="PA-TEST",
        state=state,
        holder_ward_id=WARD,
        answers=[draft],
        published_at=clock.now() - dt.timedelta(days=1),
        due_at=clock.now() - dt.timedelta(hours=1),
        name_shown=True,
    )


def test_the_table_names_every_step_and_every_state() -> None:
    assert set(TABLE) == set(machine.transitions)
    assert set(STATES) == set(State)
    assert {target for _, target, _ in TABLE.values() if target} == set(State)


@pytest.mark.parametrize("name", TABLE)
def test_a_step_is_open_from_its_states_to_its_people_and_to_nobody_else(
    app: Flask, name: str
) -> None:
    sources, target, roles = TABLE[name]
    permission = machine.transitions[name].permission
    allowed = roles | ({"system"} if permission is not None else set())
    if permission in permissions_of(INSPECTOR):
        allowed = allowed | {INSPECTOR}
    for state in State:
        for who, actor in actors().items():
            report = case(state, name)
            is_open = state in sources.split() and who in allowed
            assert machine.may(actor, report, name) == is_open, (state, who)
            if is_open:
                machine.apply(actor, report, name)
                assert report.state == (target or state)
            else:
                with pytest.raises((NotAllowed, InvalidTransition)):
                    machine.apply(actor, report, name)
                assert report.state == state


@pytest.mark.parametrize("state", State)
def test_the_buttons_are_the_steps_that_are_open(app: Flask, state: State) -> None:
    for actor in actors().values():
        report = case(state)
        offered = [t.name for t in machine.available(actor, report)]
        assert offered == [name for name in TABLE if machine.may(actor, report, name)]


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


def test_nobody_approves_the_own_draft_whatever_rights_they_hold(ward: Ward, team: Team) -> None:
    account = people.make_staff(Role.OFFICER, ward)
    people.grant_role(people.SYSTEM, account, role=Role.LEADER, ward_id=ward.id)
    both = people.as_actor(account)
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    answer.draft_answer(both, report, body="Đã xong.")
    for step in (
        lambda: answer.approve_answer(both, report, signed_by="x"),
        lambda: answer.approve_and_publish(both, report, signed_by="x"),
        lambda: answer.return_answer(both, report, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert report.state == "drafted"


def test_the_database_itself_refuses_one_pair_of_eyes(ward: Ward, team: Team) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "drafted")
    assert report.answer is not None
    report.answer.approver_id = report.answer.author_id
    with pytest.raises(IntegrityError, match="second_person"):
        db.session.flush()


def test_the_database_refuses_to_publish_what_nobody_approved(ward: Ward, team: Team) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "drafted")
    assert report.answer is not None
    report.answer.published_at = clock.now()
    with pytest.raises(IntegrityError, match="approved_first"):
        db.session.flush()


@pytest.mark.parametrize("state", ["published", "closed", "refused", "withdrawn", "forwarded"])
def test_a_case_that_is_done_cannot_be_assigned(ward: Ward, team: Team, state: str) -> None:
    report = factories.bring_to(factories.send(ward).report, team, state)
    with pytest.raises(InvalidTransition):
        factories.assign(report, team)
    assert report.state == state


def test_a_refusal_needs_a_ground_of_the_list(ward: Ward, team: Team) -> None:
    report = factories.send(ward).report
    for ground in ("", "because", "FALSE"):
        with pytest.raises(DomainError):
            refusing.refuse_report(team.clerk, report, ground=ground, explanation="Vì thế.")
    assert report.state == "received"


def test_a_case_goes_to_people_and_departments_of_its_ward_only(ward: Ward, team: Team) -> None:
    elsewhere = people.open_ward("27154")
    stranger = people.make_staff(Role.OFFICER, elsewhere)
    supervisor = people.make_staff(Role.SUPERVISOR, ward)
    report = factories.bring_to(factories.send(ward).report, team, "screening")
    own, foreign = factories.department_of(ward), factories.department_of(elsewhere)
    for department, handler in ((foreign, None), (own, stranger), (own, supervisor)):
        with pytest.raises(DomainError):
            screen.assign_report(team.clerk, report, department=department, handler=handler)
    assert (report.state, report.department, report.handler) == ("screening", None, None)


def test_only_the_sender_judges_and_withdraws(ward: Ward, team: Team) -> None:
    sent = factories.published(ward, team)
    for actor in (Actor(), team.leader, Actor(unlocked=frozenset({"PA-XXXX-XXXX"}))):
        with pytest.raises(NotAllowed):
            judge.judge_answer(actor, sent.report, solved="yes", satisfaction=5, reason="")
        with pytest.raises(NotAllowed):
            judge.withdraw_report(actor, sent.report)


def test_the_sender_reopens_within_the_window_and_not_after(ward: Ward) -> None:
    monday = dt.datetime(2026, 9, 7, 3, 0, tzinfo=dt.UTC)
    with clock.at(monday):
        team = factories.team_of(ward)
        in_time, late = (factories.published(ward, team) for _ in range(2))
    last_second = clock.end_of_day(dt.date(2026, 9, 22))  # 15 days
    with clock.at(last_second):
        judge.judge_answer(
            in_time.sender, in_time.report, solved="no", satisfaction=None, reason="Vẫn tắt"
        )
    with clock.at(last_second + dt.timedelta(seconds=2)):
        judge.judge_answer(
            late.sender, late.report, solved="no", satisfaction=None, reason="Vẫn tắt"
        )
        with pytest.raises(NotAllowed):
            judge.reopen_report(late.sender, late.report)
    assert (in_time.report.state, late.report.state) == ("reopened", "published")
    assert (in_time.report.fixed, late.report.fixed) == ("no", "no")


def test_the_second_answer_of_a_reopened_case_is_judged_anew(ward: Ward, team: Team) -> None:
    sent = factories.published(ward, team)
    report = sent.report
    judge.judge_answer(sent.sender, report, solved="no", satisfaction=1, reason="Vẫn tắt")
    first = report.answer
    factories.assign(report, team)
    for step in ("draft", "approve", "publish"):
        factories.STEPS[step](report, team)
    db.session.commit()
    db.session.refresh(report)
    assert report.answer is not first and first is not None and first.published_at
    judge.judge_answer(sent.sender, report, solved="yes", satisfaction=4, reason="")
    assert report.fixed == "yes"
