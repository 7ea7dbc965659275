"""Two wards with the same people and troubles; one of them plays for its figures, through the real commands.

Each game must not raise the index, or must show in an indicator that stands beside what it lifts. What a
game does not touch (dialogues, surveys) is laid in alike for both, so that both wards have an index.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from citizen_app.commitments.commands import ask_date, decide_date
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import DomainError
from citizen_app.dialogue.commands.results import publish_results
from citizen_app.feedback.commands import answer, extending, judge, merging, refusing, screen
from citizen_app.feedback.commands.reception import Entry, enter_reception
from citizen_app.feedback.commands.submit import Submission
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.following import follow_all, follow_ward
from citizen_app.metrics.index.goalposts import GOALPOSTS
from citizen_app.metrics.index.measuring import measure
from citizen_app.metrics.index.method import Index, Seen, index_of
from citizen_app.metrics.periods import Period, add_months
from citizen_app.metrics.releasing import release_ward
from citizen_app.metrics.values import value_of
from citizen_app.metrics.verifying import verify_ward
from citizen_app.wards.models import Ward
from tests.commitments.kept import finish, working_day
from tests.dialogue.minutes import all_sign, sent, write
from tests.dialogue.plans import approve, ask
from tests.dialogue.running import running
from tests.support import factories, people
from tests.support.factories import Sent, Team

MONDAY = dt.datetime(2027, 3, 1, 2, tzinfo=dt.UTC)
IN_TIME, LATE = MONDAY + dt.timedelta(days=2), MONDAY + dt.timedelta(days=40)
AFTER = MONDAY + dt.timedelta(days=90)
YEAR = Period.year(MONDAY.date())
EASY, HARD = 10, 5
ALL = EASY + HARD

# What both wards have alike: a dialogue with its results in time, and a survey.
ALIKE = {
    "B1": Seen(1, 0),
    "B2": Seen(1, 1),
    "B3": Seen(9, 10),
    "B12": Seen(4, 10),
    "A30": Seen(1, 10),
    "A13": Seen(1, 1),
    "A10": Seen(6, 8),
    "A12": Seen(1, 8),
    "A19": Seen(3, 5),
    "K10": Seen(30, 50),
    "T5": Seen(10, 50),
    "T4": Seen(4, 50),
    "T6": Seen(40, 50),
    "L2": Seen(6, 10),
}


@dataclass(frozen=True)
class Played:
    """A ward at the end of a play."""

    ward: Ward
    team: Team
    easy: list[Sent]
    hard: list[Sent]

    def count(self, code: str) -> tuple[int, int]:
        value = value_of(CATALOGUE[code], self.ward, YEAR)
        return value.num, value.den

    def share(self, code: str) -> float:
        num, den = self.count(code)
        return num / den if den else 0.0

    def index(self, name: str, own: tuple[str, ...] = ()) -> Index:
        """Its index; `own`: what is counted although both would have it alike."""
        measured = next(one for one in measure(self.ward, YEAR) if one.name == name)
        seen = {**measured.seen, **{c: s for c, s in ALIKE.items() if c not in own}}
        return index_of(
            GOALPOSTS.parts[name], seen, seed="x", rules=replace(GOALPOSTS.rules, simulations=40)
        )

    def points(self, name: str, *own: str) -> float:
        value = self.index(name, own).value
        assert value is not None
        return value


Way = Callable[[Team, list[Sent]], object]
Pair = tuple[Played, Played]


@pytest.fixture
def teams(app: Flask) -> tuple[Team, Team]:
    wards = people.open_ward("26743"), people.open_ward("27154")
    return factories.team_of(wards[0]), factories.team_of(wards[1])


def answer_all(team: Team, cases: list[Sent], *, body: str = "", is_fixed: bool = True) -> None:
    for one in cases:
        factories.receive(one.report, team)
        factories.assign(one.report, team)
        words = body or factories.ANSWER
        answer.draft_answer(team.officer, one.report, body=words, is_fixed=is_fixed)
        answer.approve_and_publish(team.leader, one.report, signed_by="Lãnh đạo phường")
    factories.store()


def praise(cases: list[Sent], solved: str = "yes", mark: int = 5) -> None:
    for one in cases:
        reason = "" if solved == "yes" else "Vẫn còn tối."
        judge.judge_answer(one.sender, one.report, solved=solved, satisfaction=mark, reason=reason)
    factories.store()


def play(
    team: Team,
    *,
    easy: Way | None = None,
    early: Way | None = None,
    late: Way | None = None,
    **fields: Any,
) -> Played:
    """Send fifteen reports; easy ones are answered in time, hard ones by `early` or `late`."""
    with clock.at(MONDAY):
        field = factories.category("chieu-sang")
        cases = [
            factories.send(team.ward, f"{factories.TEXT} Số {n}.", category=field, **fields)
            for n in range(ALL)
        ]
    played = Played(team.ward, team, cases[:EASY], cases[EASY:])
    with clock.at(IN_TIME):
        (easy or solve)(team, played.easy)
        if early is not None:
            early(team, played.hard)
        factories.store()
    with clock.at(LATE):
        if late is not None:
            late(team, played.hard)
        factories.store()
    with clock.at(AFTER):
        tell_everyone(team.ward)
        assert verify_ward(team.ward.id).mismatches == 0
    return played


def tell_everyone(ward: Ward) -> None:
    """Bring the public figures up to date, with the batches of what is hidden (metrics/releasing.py)."""
    follow_all()
    with transaction():
        release_ward(ward.id, add_months(clock.today().replace(day=1), -1))


def solve(team: Team, cases: list[Sent]) -> None:
    answer_all(team, cases)
    praise(cases)


def honest(team: Team, **fields: Any) -> Played:
    """The hard ones take long, but are really solved."""
    return play(team, late=solve, **fields)


def is_not_raised(fair: Played, games: Played, *own: str) -> None:
    with clock.at(AFTER):
        for name in ("democracy", "transparency"):
            assert games.points(name, *own) <= fair.points(name, *own) + 1e-9, name


def test_an_honest_ward_has_an_index_and_two_alike_are_alike(teams: tuple[Team, Team]) -> None:
    one, other = honest(teams[0]), honest(teams[1])
    with clock.at(AFTER):
        assert one.count("A1") == (EASY, ALL) and one.count("A32") == (ALL, ALL)
        for name in ("democracy", "transparency"):
            assert one.points(name) == other.points(name) > 50


def test_closing_without_an_answer_is_refused_and_hanging_on_gains_nothing(
    teams: tuple[Team, Team],
) -> None:
    def close_them(team: Team, cases: list[Sent]) -> None:
        for one in cases:
            with pytest.raises(DomainError):
                judge.close_report(SYSTEM, one.report)
            db.session.rollback()

    fair, games = honest(teams[0]), play(teams[1], early=close_them)
    is_not_raised(fair, games)
    with clock.at(AFTER):
        assert games.points("democracy") < fair.points("democracy")
        assert (games.count("A7")[0], fair.count("A7")[0]) == (HARD, 0)
        assert games.count("A31") == (HARD, ALL)


def test_we_note_it_is_no_answer(teams: tuple[Team, Team]) -> None:
    def note(team: Team, cases: list[Sent]) -> None:
        answer_all(team, cases, body="Phường xin ghi nhận ý kiến của Ông/Bà.", is_fixed=False)

    fair, games = honest(teams[0]), play(teams[1], early=note)
    with clock.at(AFTER):
        assert games.share("A1") > fair.share("A1"), "the game lifts what it wants to lift"
    is_not_raised(fair, games)
    with clock.at(AFTER):
        assert games.points("democracy") < fair.points("democracy")
        assert games.share("A3") > fair.share("A3") and games.share("A31") > fair.share("A31")


def test_saying_it_is_done_when_it_is_not_shows_with_the_senders(teams: tuple[Team, Team]) -> None:
    def pretend(team: Team, cases: list[Sent]) -> None:
        answer_all(team, cases, body="Phường đã xử lý xong.", is_fixed=True)
        praise(cases, "no", 1)

    fair, games = honest(teams[0]), play(teams[1], early=pretend)
    with clock.at(AFTER):
        assert games.share("A32") < fair.share("A32") and games.share("T9") < fair.share("T9")
        assert games.share("A5") > 0 and games.share("A3") > fair.share("A3")
        # A claim that nobody contradicts but nobody confirms either costs what it gains, or more.
        assert games.points("democracy") <= fair.points("democracy") + 5


def test_splitting_one_matter_into_many_shows_at_the_reception(teams: tuple[Team, Team]) -> None:
    def split(team: Team, cases: list[Sent]) -> None:
        made = []
        for number in range(ALL):
            submission = Submission(
                key=f"chia-nho-{number:020}",
                text=f"Đèn số {number} trong hẻm 48 tắt, nhờ phường sửa giúp bà con.",
                category=factories.category("chieu-sang"),
            )
            entry = Entry(way="counter", received_on=clock.today())
            secret = current_app.config["SECRET_KEY"]
            report, pin = enter_reception(team.clerk, team.ward, submission, entry, secret=secret)
            made.append(Sent(report, pin))
        answer_all(team, made)

    fair, games = honest(teams[0]), play(teams[1], early=split, late=solve)
    with clock.at(AFTER):
        assert games.share("A1") > fair.share("A1")
        assert games.points("democracy") < fair.points("democracy")
        assert "L8" in CATALOGUE["A1"].counter
        assert (fair.share("L8"), games.share("L8")) == (0, 0.5)


def test_merging_what_is_hard_into_what_is_answered(teams: tuple[Team, Team]) -> None:
    def merge(team: Team, cases: list[Sent]) -> None:
        target = factories.published(team.ward, team, "Đèn hẻm 48 tắt từ đầu hẻm tới cuối hẻm.")
        for one in cases:
            factories.receive(one.report, team)
            merging.merge_report(team.clerk, one.report, into=target.report)

    fair, games = honest(teams[0]), play(teams[1], early=merge)
    with clock.at(AFTER):
        assert games.share("A1") > fair.share("A1")
    is_not_raised(fair, games)
    with clock.at(AFTER):
        assert games.points("democracy") < fair.points("democracy")
        assert games.share("A26") > fair.share("A26") == 0 and games.share("B10") > 0


def test_merging_and_taking_apart_does_not_stop_the_clock(teams: tuple[Team, Team]) -> None:
    def merge(team: Team, cases: list[Sent]) -> None:
        target = factories.published(team.ward, team, "Đèn hẻm 48 tắt từ đầu hẻm tới cuối hẻm.")
        for one in cases:
            factories.receive(one.report, team)
            merging.merge_report(team.clerk, one.report, into=target.report)
            factories.store()
            merging.unmerge_report(team.leader, one.report)

    games = play(teams[1], early=merge)
    with clock.at(AFTER):
        assert games.count("A1") == (EASY + 1, ALL + 1)
        assert games.count("A26") == (0, ALL + 1)


def test_refusing_what_is_hard(teams: tuple[Team, Team]) -> None:
    def refuse(team: Team, cases: list[Sent]) -> None:
        for one in cases:
            refusing.refuse_report(
                team.clerk, one.report, ground="false", explanation="Đã kiểm tra, không có."
            )

    fair, games = honest(teams[0]), play(teams[1], early=refuse)
    is_not_raised(fair, games)
    with clock.at(AFTER):
        assert games.points("democracy") < fair.points("democracy")
        assert games.share("A9") > fair.share("A9") and games.share("A26") > fair.share("A26")


@pytest.mark.parametrize("when", ["early", "late"])
def test_forwarding_away_stays_with_the_ward_that_did_it(
    teams: tuple[Team, Team], when: str
) -> None:
    third = people.open_ward("27664")

    def forward(team: Team, cases: list[Sent]) -> None:
        for one in cases:
            factories.receive(one.report, team)
            screen.forward_to_ward(
                team.clerk, one.report, ward=third, explanation="Đoạn hẻm bên đó."
            )

    fair = honest(teams[0])
    games = play(teams[1], **{when: forward})
    is_not_raised(fair, games)
    with clock.at(AFTER):
        assert games.points("democracy") < fair.points("democracy")
        assert games.count("A27") == (HARD, ALL) and games.share("A26") > 0
        # Late where it was when it became late, whoever has it now.
        assert games.count("A1") == ((EASY, EASY) if when == "early" else (EASY, ALL))
        assert games.count("A7")[0] == 0
        follow_ward(third.id)
        assert verify_ward(third.id).mismatches == 0
        assert value_of(CATALOGUE["L7"], third, YEAR, everything=True).num == HARD


def test_making_cases_private(teams: tuple[Team, Team]) -> None:
    def hide(team: Team, cases: list[Sent]) -> None:
        for one in cases:
            factories.receive(one.report, team, is_private=True)
            factories.assign(one.report, team)
            factories.draft(one.report, team)
            answer.approve_and_publish(team.leader, one.report, signed_by="Lãnh đạo phường")
        factories.store()
        praise(cases)

    fair, games = honest(teams[0]), play(teams[1], late=hide)
    is_not_raised(fair, games)
    with clock.at(AFTER):
        for name in ("democracy", "transparency"):
            assert games.points(name) < fair.points(name), name
        assert games.share("K5") < fair.share("K5") and games.count("K6") == (HARD, ALL)


def test_a_sender_who_wants_privacy_costs_the_ward_nothing(teams: tuple[Team, Team]) -> None:
    def keep(team: Team, cases: list[Sent]) -> None:
        for one in cases:
            factories.receive(one.report, team, is_private=True)
            factories.assign(one.report, team)
            factories.draft(one.report, team)
            answer.approve_and_publish(team.leader, one.report, signed_by="Lãnh đạo phường")
        factories.store()

    played = play(teams[0], easy=keep, late=keep, is_private=True)
    with clock.at(AFTER):
        assert played.count("K5") == (0, 0) and played.count("K6") == (0, 0)


def test_only_happy_people_are_asked_to_judge(teams: tuple[Team, Team]) -> None:
    def unhappy(team: Team, cases: list[Sent]) -> None:
        answer_all(team, cases)
        praise(cases, "partly", 2)

    fair, games = play(teams[0], late=unhappy), play(teams[1], late=answer_all)
    with clock.at(AFTER):
        assert games.share("A4") > fair.share("A4") and games.share("T1") > fair.share("T1")
    is_not_raised(fair, games)
    with clock.at(AFTER):
        assert games.share("T2") < fair.share("T2") and "T2" in CATALOGUE["A4"].counter


def test_more_time_shows_as_more_time(teams: tuple[Team, Team]) -> None:
    def extend(team: Team, cases: list[Sent]) -> None:
        for one in cases:
            factories.receive(one.report, team)
            factories.assign(one.report, team)
            extending.ask_extension(team.officer, one.report, days=3, reason="Chờ vật tư.")
            extending.grant_extension(team.leader, one.report)

    games = play(teams[1], early=extend)
    with clock.at(AFTER):
        assert games.share("A18") == HARD / (ALL) and "A18" in CATALOGUE["A1"].counter


def promised_ward(team: Team, *, moved: bool) -> Played:
    """Five promises that are kept two weeks late; one ward moves their dates first."""
    from_now = dt.timedelta(days=7)
    with clock.at(MONDAY):
        made = [factories.send(team.ward, f"{factories.TEXT} Số {n}.") for n in range(5)]
        for one in made:
            factories.receive(one.report, team)
            factories.assign(one.report, team)
            promise = answer.Promise("Thay toàn bộ đèn hẻm", working_day(team.ward, 10))
            answer.draft_answer(team.officer, one.report, body=factories.ANSWER, promise=promise)
            answer.approve_and_publish(team.leader, one.report, signed_by="Lãnh đạo phường")
        factories.store()
        query = select(Commitment).where(Commitment.ward_id == team.ward.id)
        promises = db.session.scalars(query.order_by(Commitment.id)).all()
    with clock.at(MONDAY + from_now):
        for commitment in promises if moved else []:
            day = working_day(team.ward, 20)
            ask_date(team.officer, commitment, wanted=day, reason="Chờ thiết bị về kho.")
            decide_date(team.leader, commitment, is_granted=True)
            factories.store()
    with clock.at(MONDAY + dt.timedelta(days=30)):
        for commitment in promises:
            finish(commitment, team.officer)
    return Played(team.ward, team, made, [])


def test_moving_the_date_of_a_promise_keeps_no_promise(teams: tuple[Team, Team]) -> None:
    fair, games = promised_ward(teams[0], moved=False), promised_ward(teams[1], moved=True)
    with clock.at(AFTER):
        follow_all()
        assert fair.count("A10") == games.count("A10") == (0, 5)
        assert (fair.share("A11"), games.share("A11")) == (0, 1)
        assert "A11" in CATALOGUE["A10"].counter


def dialogue_of(team: Team, outcome: str) -> Played:
    """A dialogue with five questions, all called answered in the room."""
    with clock.at(MONDAY + dt.timedelta(days=14)):
        session = running(team)
        asked = [ask(session, f"Bao giờ hết ngập hẻm {n}?") for n in range(5)]
        questions = [approve(one.question, team) for one in asked]
        for question in questions:
            write(team, session, question, outcome)
        sent(team, session)
        all_sign(team, session)
        publish_results(team.leader, session)
        factories.store()
    return Played(team.ward, team, [], [])


def test_noting_questions_down_shows_beside_answering_them(teams: tuple[Team, Team]) -> None:
    fair, games = dialogue_of(teams[0], "on_the_spot"), dialogue_of(teams[1], "noted")
    with clock.at(AFTER):
        follow_all()
        assert fair.count("A14") == games.count("A14") == (5, 5)
        assert (fair.count("A30"), games.count("A30")) == ((0, 5), (5, 5))
        assert "A30" in CATALOGUE["A14"].counter


def test_what_can_be_gamed_names_where_it_shows() -> None:
    for name, parts in GOALPOSTS.parts.items():
        for part in parts:
            indicator = CATALOGUE[part.code]
            measured = [code for code in indicator.counter if CATALOGUE[code].is_measured]
            assert indicator.gaming and measured, (name, part.code)


def test_not_measuring_never_helps() -> None:
    """Whatever a ward could have measured and did not: its index is no higher than with the worst value."""
    for parts in GOALPOSTS.parts.values():
        full = {part.code: Seen(*perfect(part.code, part.best)) for part in parts}
        rules = replace(GOALPOSTS.rules, simulations=40)
        for part in parts:
            if part.if_missing != "worst":
                continue
            without = {code: seen for code, seen in full.items() if code != part.code}
            worst = {**full, part.code: Seen(*perfect(part.code, part.worst))}
            missing = index_of(parts, without, seed="x", rules=rules).value
            assert missing is None or missing <= (
                index_of(parts, worst, seed="x", rules=rules).value or 0
            )


def perfect(code: str, value: float) -> tuple[int, int]:
    if CATALOGUE[code].kind == "count":
        return round(value), 0
    return round(1000 * value), 1000
