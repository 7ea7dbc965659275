"""Surveys, speakers, privacy and handed-on cases reach the indicators, and no more than is published."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.dialogue.commands.speaking import (
    ask_to_speak,
    call_speaker,
    finish_speaker,
    leave_queue,
)
from citizen_app.feedback.commands import judge, screen
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.explaining import behind
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.periods import Period
from citizen_app.metrics.stories import tell_all
from citizen_app.metrics.stories.surveys import OF_QUESTION
from citizen_app.metrics.stories.telling import Line, Share
from citizen_app.metrics.values import Value, value_of
from citizen_app.metrics.verifying import verify_ward
from citizen_app.surveys.counting import told_counts
from citizen_app.surveys.models import Wave
from citizen_app.surveys.questionnaire import questionnaire, rules
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Neighbourhood, Ward
from tests.dialogue.running import running
from tests.support import factories, people
from tests.surveys.conftest import CONTENT, answer, close
from tests.surveys.conftest import wave as wave  # the fixture

MONDAY = dt.datetime(2027, 3, 1, 2, tzinfo=dt.UTC)


def figure(code: str, ward: Ward) -> Value:
    return value_of(CATALOGUE[code], ward, Period.year(clock.today()), everything=True)


def counts(code: str, ward: Ward) -> tuple[int, int]:
    value = figure(code, ward)
    return value.num, value.den


def test_a_closed_survey_is_counted_as_it_was_published(ward: Ward, wave: Wave) -> None:
    for number in range(20):
        choices = CONTENT | {"budget_published": "yes" if number < 8 else "no"}
        choices |= {"asked_for_money": "yes" if number < 6 else "no"}
        answer(wave, choices | {"safe": "little" if number < 2 else "very"})
    figures = close(wave)
    follow_all()
    assert figures["questions"]["budget_published"]["raw"][0] == 40
    assert counts("K10", ward) == (8, 20)
    assert counts("T5", ward) == (8, 20)
    assert counts("T4", ward) == (6, 20)
    # Two do not feel safe; the results say "fewer than 5", and so does the figure.
    assert figures["sensitive"]["safe"]["told"] == "under"
    assert counts("T6", ward) == (16, 20)
    assert counts("A28", ward) == (0, 0), "fewer than 15 met an official"
    assert verify_ward(ward.id).mismatches == 0


def test_below_fifteen_answers_nothing_is_told(ward: Ward, wave: Wave) -> None:
    for _ in range(14):
        answer(wave, CONTENT)
    close(wave)
    closed = db.session.scalars(select(Event).where(Event.kind == "SurveyClosed")).one()
    assert closed.facts["counts"] == {}
    follow_all()
    assert counts("K10", ward) == (0, 0) and figure("K10", ward).value is None


def test_every_question_has_its_indicator() -> None:
    codes = {question.code for question in questionnaire().questions}
    assert codes - set(OF_QUESTION) == {"contacted"}
    for code, _is_opposite in OF_QUESTION.values():
        assert CATALOGUE[code].events == ("SurveyClosed",) and CATALOGUE[code].minimum == 15


@pytest.mark.parametrize(
    ("told", "people"),
    [
        ({"n": 40, "told": "under"}, 4),
        ({"n": 40, "told": "over"}, 36),
        ({"n": 40, "told": "exact", "people": 0, "raw": [0, 0, 9]}, 0),
        ({"n": 41, "raw": [37, 20, 50]}, 15),
    ],
)
def test_counts_say_nothing_that_was_not_published(told: dict[str, object], people: int) -> None:
    figures = {"questions": {"q": told, "few": None}, "sensitive": {}}
    assert told_counts(figures, rules()) == {"q": [people, told["n"]]}


def test_voices_are_counted_by_neighbourhood(ward: Ward) -> None:
    team = factories.team_of(ward)
    places = [Neighbourhood(ward_id=ward.id, name=f"Khu phố {n}", position=n) for n in range(1, 6)]
    db.session.add_all(places)
    factories.store()
    session = running(team)
    for number, place in enumerate([0, 0, 0, 1, 2, 3, 4, None, 0]):
        speaker = ask_to_speak(
            Actor(),
            session,
            display="",
            neighbourhood=None if place is None else places[place],
            participant=f"{number:064}",
        )
        factories.store()
        if number == 8:
            leave_queue(team.leader, speaker, step="skip")
            continue
        call_speaker(team.leader, speaker)
        finish_speaker(team.leader, speaker)
    factories.store()
    follow_all()
    assert figure("B13", ward).value == 8
    assert counts("B4", ward) == (5, 7), "three, one and one of the seven who said where they live"
    assert figure("B4", ward).value == pytest.approx(5 / 7)


def test_basic_services_count_days_to_the_answer_that_solved_it(ward: Ward) -> None:
    team = factories.team_of(ward)
    with clock.at(MONDAY):
        field = factories.category("thu-gom-rac")
        words = [f"Rác đầy hẻm {n}, nhờ phường dọn." for n in range(6)]
        sent = [factories.send(ward, text, category=field) for text in words]
    with clock.at(MONDAY + dt.timedelta(days=3)):
        for one in sent:
            factories.bring_to(one.report, team, "published")
            judge.judge_answer(one.sender, one.report, solved="yes", satisfaction=5, reason="")
        factories.store()
    with clock.at(MONDAY + dt.timedelta(days=60)):
        follow_all()
        assert figure("T7", ward).value == 3 and counts("T10", ward) == (6, 6)


def test_what_was_handed_on_twice_is_left_in_each_ward_once(app: Flask, ward: Ward) -> None:
    other, third = people.open_ward("27154"), people.open_ward("27664")
    teams = {one.id: factories.team_of(one) for one in (ward, other)}
    with clock.at(MONDAY):
        report = factories.send(ward).report
        for to in (other, ward, other, third):
            clerk = teams[report.holder_ward_id].clerk
            screen.forward_to_ward(clerk, report, ward=to, explanation="Đoạn hẻm bên đó.")
            factories.store()
    with clock.at(MONDAY + dt.timedelta(days=1)):
        follow_all()
        assert counts("A27", ward) == counts("A27", other) == (1, 1)
        assert counts("A27", third) == (0, 1) and figure("L7", third).value == 1
        things = list(behind("A27", ward, Period.year(clock.today())))
        assert [thing.code for thing in things] == [report.code]
        for one in (ward, other, third):
            assert verify_ward(one.id).mismatches == 0


def test_what_comes_back_leaves_nothing_behind(ward: Ward) -> None:
    other = people.open_ward("27154")
    clerks = {one.id: factories.team_of(one).clerk for one in (ward, other)}
    report = factories.send(ward).report
    for to in (other, ward):
        clerk = clerks[report.holder_ward_id]
        screen.forward_to_ward(clerk, report, ward=to, explanation="Đoạn hẻm bên đó.")
        factories.store()
        follow_all()
    assert counts("A27", ward) == (0, 1) and counts("A27", other) == (1, 1)
    assert verify_ward(ward.id).mismatches == verify_ward(other.id).mismatches == 0


def test_events_that_say_nothing_of_privacy_say_nothing(ward: Ward) -> None:
    """Cases sent before privacy was kept in the log count in K5 as they did, and nowhere in K6."""
    sent = {"code": "PA-1", "category": "", "neighbourhood_id": None, "has_account": False}
    received = {"visibility": "private", "category": "", "category_before": ""}
    lines = [
        Line(MONDAY, ward.id, "ReportSubmitted", "web", sent),
        Line(MONDAY, ward.id, "ReportReceived", "web", received),
    ]
    told = tell_all("report", lines, wards.calendar_of)["report"]
    assert told is not None and "K6" not in {share.indicator for share in told.shares}
    sent["privacy_asked"] = False
    told = tell_all("report", lines, wards.calendar_of)["report"]
    assert told is not None and Share("K6", clock.local_date(MONDAY), 1, 1) in told.shares
