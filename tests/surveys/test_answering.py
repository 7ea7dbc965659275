"""The guarantees: once by person, nobody to be found out, nothing before the end, nothing about few."""

import datetime as dt
import json
import logging
import threading
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import DomainError, Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import Event
from citizen_app.core.limits import Try
from citizen_app.permissions import Role
from citizen_app.surveys import jobs, queries
from citizen_app.surveys.commands import cards, waves
from citizen_app.surveys.doors import Door, card_token, invitation, read_token
from citizen_app.surveys.models import (
    Answer,
    Box,
    Card,
    SensitiveCount,
    UsedPass,
    Wave,
    WaveResult,
)
from citizen_app.surveys.questionnaire import rules
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people
from tests.support.client import apart
from tests.surveys.conftest import CONTENT, answer, close, planned, secret

BATCH = rules().batch
LEAST = rules().least_answers
OWN = {"Sec-Fetch-Site": "same-origin"}
MINE = Door("case", person="0123456789abcdef01234567")


def count(model: type, *where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def answered(wave: Wave) -> int:
    db.session.expire_all()
    return sum(queries.counts_of(wave).values())


# Once by person


def test_an_invitation_counts_once_whatever_the_form(wave: Wave) -> None:
    assert answer(wave, door=MINE)
    assert not answer(wave, door=MINE)
    assert not answer(wave, door=Door("dialogue", person=MINE.person))  # by another way
    assert answered(wave) == 1


def test_a_double_click_counts_once(wave: Wave) -> None:
    assert answer(wave, form="cung-mot-bieu-mau-0001")
    assert not answer(wave, form="cung-mot-bieu-mau-0001")
    assert answer(wave, form="mot-bieu-mau-khac-0001")
    assert answered(wave) == 2


def test_all_cases_of_a_person_give_one_invitation(wave: Wave) -> None:
    first = invitation(wave, "c", "0901234567", secret=secret())
    again = invitation(wave, "c", "0901234567", secret=secret())
    other = invitation(wave, "c", "0907654321", secret=secret())
    heard = invitation(wave, "d", "0901234567", secret=secret())
    assert first == again != other
    doors = [read_token(wave, token, secret=secret()) for token in (first, heard)]
    assert doors[0] and doors[1] and doors[0].person == doors[1].person
    assert [door.channel for door in doors if door] == ["case", "dialogue"]
    assert "0901234567" not in first


def test_made_up_and_foreign_invitations_open_nothing(wave: Wave, ward: Ward) -> None:
    token = invitation(wave, "c", "0901234567", secret=secret())
    forged = [token[:-1] + ("0" if token[-1] != "0" else "1"), "d" + token[1:], "c-1-2", "x"]
    assert all(read_token(wave, one, secret=secret()) is None for one in forged)
    assert read_token(wave, token, secret="another-secret-key-of-somebody") is None
    close(wave)
    assert read_token(wave, token, secret=secret()) is None


def test_a_card_takes_so_many_and_no_more(wave: Wave, clerk: Actor) -> None:
    card = cards.make_card(clerk, wave, channel="counter", place="Quầy 1")
    card.most = 2
    factories.store()
    door = read_token(wave, card_token(card.code), secret=secret())
    assert door is not None and door.card == card.code
    assert [answer(wave, door=door) for _ in range(2)] == [True, True]
    with pytest.raises(InvalidTransition):
        answer(wave, door=door)
    db.session.rollback()
    assert answered(wave) == 2 and queries.counts_of(wave) == {"counter": 2}
    with pytest.raises(InvalidTransition):
        answer(wave, door=Door("", card="KS-2222-2222"))
    db.session.rollback()


def test_answers_in_the_same_moment_are_all_kept_and_counted_once(wave: Wave, app: Flask) -> None:
    """Seven people, each of whom clicks twice, all at once: the box is one row that they wait for."""
    ward_path, key, most = wave.ward.path_id, secret(), 7
    tokens = [invitation(wave, "c", f"090123456{n}", secret=key) for n in range(most)]
    together, statuses = threading.Barrier(2 * most), []

    def send(number: int) -> None:
        data = {**CONTENT, "key": f"bieu-mau-cung-luc-{number:03}", "phieu": tokens[number // 2]}
        together.wait(30)
        page = app.test_client().post(f"/p/{ward_path}/khao-sat", data=data, headers=OWN)
        statuses.append(page.status_code)

    factories.store()
    threads = [threading.Thread(target=lambda n=n: apart(lambda: send(n))) for n in range(2 * most)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [303] * 2 * most
    assert answered(wave) == most == count(UsedPass)
    assert (count(Answer), db.session.get_one(Box, wave.id).waiting) == (BATCH, most - BATCH)
    people_told = db.session.scalars(
        select(SensitiveCount.people).where(SensitiveCount.question == "safe")
    ).all()
    assert sum(people_told) == BATCH


def test_a_batch_leaves_the_box_and_the_rest_waits(wave: Wave) -> None:
    for number in range(2 * BATCH - 1):
        answer(wave, door=Door("web") if number % 2 else Door("case", person=f"{number:024}"))
    assert answered(wave) == 2 * BATCH - 1
    assert count(Answer) == BATCH and db.session.get_one(Box, wave.id).waiting == BATCH - 1


# When answers are taken


def test_a_closed_wave_takes_nothing(wave: Wave) -> None:
    close(wave)
    with pytest.raises(InvalidTransition):
        answer(wave)
    db.session.rollback()


def test_after_its_last_day_a_wave_takes_nothing_though_nobody_closed_it(wave: Wave) -> None:
    with clock.at(clock.now() + dt.timedelta(days=30)), pytest.raises(InvalidTransition):
        answer(wave)
    db.session.rollback()


def test_an_answer_says_something(wave: Wave) -> None:
    with pytest.raises(Invalid):
        answer(wave, {"made_up": "yes", "contact_good": "yes"})
    db.session.rollback()
    assert answered(wave) == 0 and count(UsedPass) == 0


def test_the_clock_opens_and_closes(ward: Ward) -> None:
    wave = planned(ward, days=10)
    factories.store()
    jobs.turn_waves()
    db.session.expire_all()
    assert (wave.state, bool(wave.key)) == ("open", True)
    jobs.turn_waves()
    with clock.at(clock.now() + dt.timedelta(days=9)):
        jobs.turn_waves()
        db.session.expire_all()
        assert wave.state == "open"
    with clock.at(clock.now() + dt.timedelta(days=10)):
        jobs.turn_waves()
        jobs.turn_waves()
    db.session.expire_all()
    assert (wave.state, wave.key) == ("closed", "")
    closed = db.session.scalars(select(Event).where(Event.kind == "SurveyClosed")).one()
    assert closed.facts == {"quarter": wave.quarter, "is_early": False, "counts": {}}


def test_two_officers_close_it_once(wave: Wave, clerk: Actor) -> None:
    seen = wave.version
    waves.close_wave(clerk, wave, secret=secret(), version=seen)
    factories.store()
    with pytest.raises((DomainError, StaleDataError)), transaction():
        waves.close_wave(clerk, wave, secret=secret(), version=seen)
    assert count(WaveResult) == 1


def test_one_wave_a_quarter_of_a_fair_length(ward: Ward, clerk: Actor) -> None:
    today = clock.today()
    planned(ward)
    factories.store()
    wrong = [(0, 20), (-1, 20), (120, 121), (120, 300)]
    for first, last in wrong:
        days = [today + dt.timedelta(days=n) for n in (first, last)]
        with pytest.raises(Invalid):
            waves.plan_wave(clerk, ward, opens_on=days[0], closes_on=days[1])
        db.session.rollback()
    assert count(Wave) == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.WARD_ADMIN])
def test_others_cannot_run_it(ward: Ward, role: Role) -> None:
    who = people.as_actor(people.make_staff(role, ward))
    wave = planned(ward)
    for run in (
        lambda: waves.plan_wave(who, ward, opens_on=wave.opens_on, closes_on=wave.closes_on),
        lambda: waves.open_wave(who, wave),
        lambda: cards.make_card(who, wave, channel="counter", place=""),
    ):
        with pytest.raises(NotAllowed):
            run()


# Nobody is found out


def test_sensitive_counts_have_no_column_that_could_lead_anywhere(app: Flask) -> None:
    """Ward and wave, question and choice, a count: no key, no moment, no number of a row."""
    inspector = sa.inspect(db.engine)
    columns = {
        column["name"]: column["type"] for column in inspector.get_columns("survey_sensitive")
    }
    assert set(columns) == {"ward_code", "quarter", "question", "choice", "people"}
    assert inspector.get_foreign_keys("survey_sensitive") == []
    assert not [
        table
        for table in inspector.get_table_names()
        if any(
            key["referred_table"] == "survey_sensitive" for key in inspector.get_foreign_keys(table)
        )
    ]
    assert not any(isinstance(kind, sa.DateTime | sa.Date | sa.Time) for kind in columns.values())


def test_answers_have_no_time_and_no_person(app: Flask) -> None:
    inspector = sa.inspect(db.engine)
    for table in ("survey_answer", "survey_pass", "survey_box"):
        columns = inspector.get_columns(table)
        assert not [
            c["name"] for c in columns if isinstance(c["type"], sa.DateTime | sa.Date | sa.Time)
        ]
        leads = {key["referred_table"] for key in inspector.get_foreign_keys(table)}
        assert leads <= {"survey_wave", "neighbourhood"}
    names = {c["name"] for c in inspector.get_columns("survey_answer")}
    assert names == {
        *("id", "wave_id", "channel", "choices", "neighbourhood_id", "sex", "age_group")
    }


def stored_text() -> str:
    """Everything that the survey's tables hold, as somebody with the database alone reads it."""
    names = ("survey_answer", "survey_box", "survey_card", "survey_pass", "survey_sensitive")
    rows = [db.session.execute(sa.text(f"select * from {name}")).all() for name in names]
    return repr(rows)


def test_nothing_can_be_read_until_there_are_enough_to_mix(wave: Wave) -> None:
    for number in range(BATCH - 1):
        answer(
            wave, {**CONTENT, "asked_for_money": "yes"}, door=Door("case", person=f"{number:024}")
        )
        assert (count(Answer), count(SensitiveCount)) == (0, 0)
        assert "asked_for_money" not in stored_text() and "budget" not in stored_text()
    sealed = db.session.get_one(Box, wave.id).sealed
    assert len(sealed) % 4096 == 28  # as long as if it held something else (nonce and tag beside)
    answer(wave)
    assert count(Answer) == BATCH
    counts = dict(db.session.execute(select(SensitiveCount.choice, SensitiveCount.people)).all())
    assert counts == {"yes": BATCH - 1, "no": 1, "very": BATCH}


def test_the_order_of_rows_betrays_nothing(wave: Wave) -> None:
    """Ten batches of the same five, each in another order: no place is anybody's."""
    first_places: Counter[str] = Counter()
    choices = ["case", "dialogue", "counter", "door", "web"]
    for number in range(12):
        before = set(db.session.scalars(select(Answer.id)))
        for channel in choices:
            answer(wave, door=Door(channel, person=f"{number}{channel:*>22}"))
        rows = db.session.execute(select(Answer.id, Answer.channel).order_by(Answer.id)).all()
        first_places[next(row.channel for row in rows if row.id not in before)] += 1
    assert len(first_places) > 1  # one in 5 ** 11 that it is always the same
    ids = list(db.session.scalars(select(Answer.id)))
    assert len(set(ids)) == 60 and max(ids) > 2**40


def test_no_event_no_log_line_and_no_address_tells_of_an_answer(
    wave: Wave, caplog: pytest.LogCaptureFixture
) -> None:
    before = count(Event)
    with caplog.at_level(logging.DEBUG):
        for _ in range(BATCH):
            answer(wave)
    assert count(Event) == before
    assert "asked_for_money" not in caplog.text and "very" not in caplog.text
    assert count(Try) == 0  # what the pages count is kept under the wave's key


def test_closing_forgets_all_that_could_lead_to_a_person(wave: Wave, ward: Ward) -> None:
    place = Neighbourhood(ward_id=ward.id, name="Khu phố thử")
    db.session.add(place)
    db.session.flush()
    for number in range(LEAST):
        answer(
            wave,
            door=Door("case", person=f"{number:024}"),
            neighbourhood_id=place.id,
            sex="female",
            age_group="60+",
        )
    answer(wave)
    assert count(UsedPass) == LEAST + 1
    figures = close(wave)
    assert figures["answers"] == LEAST + 1 == count(Answer)
    assert wave.key == "" and count(UsedPass) == count(Box) == 0
    rows = db.session.scalars(select(Answer)).all()
    assert {(row.neighbourhood_id, row.sex, row.age_group) for row in rows} == {(None, "", "")}
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Wave).values(key="nhớ lại"))
    db.session.rollback()


def test_what_somebody_says_of_themselves_is_checked(wave: Wave, ward: Ward) -> None:
    foreign = db.session.scalars(select(Ward).where(Ward.id != ward.id)).first()
    assert foreign is not None
    place = Neighbourhood(ward_id=foreign.id, name="Khu phố khác")
    db.session.add(place)
    db.session.flush()
    for _ in range(BATCH):
        answer(wave, neighbourhood_id=place.id, sex="<b>", age_group="3")
    rows = db.session.scalars(select(Answer)).all()
    assert {(row.neighbourhood_id, row.sex, row.age_group) for row in rows} == {(None, "", "")}


def test_waiting_answers_of_a_lost_key_are_said_to_be_lost(
    wave: Wave, caplog: pytest.LogCaptureFixture
) -> None:
    answer(wave)
    box = db.session.get_one(Box, wave.id)
    box.sealed = b"0" * len(box.sealed)
    factories.store()
    answer(wave)
    assert "cannot be read" in caplog.text
    assert close(wave)["answers"] == 1


# Nothing before the end, nothing about few, nothing twice


def test_staff_see_counts_and_nothing_else_while_it_is_open(wave: Wave, ward: Ward) -> None:
    for _ in range(LEAST + 2):
        answer(wave)
    assert queries.counts_of(wave) == {"web": LEAST + 2}
    assert queries.closed_waves(ward) == [] and wave.result is None


def test_a_small_wave_publishes_no_figure(wave: Wave) -> None:
    for _ in range(LEAST - 1):
        answer(wave)
    figures = close(wave)
    assert not figures["is_enough"]
    assert set(figures["questions"].values()) == {None} == set(figures["sensitive"].values())


def test_published_figures_never_change_again(wave: Wave, ward: Ward) -> None:
    """Numbers entered again and again would make equations of which single answers are the solution."""
    for number in range(2 * LEAST):
        choice = {**CONTENT, "contacted": "yes" if number % 2 else "no"}
        answer(wave, choice, sex="female" if number % 2 else "male")
    cards.set_population(SYSTEM, ward, {("sex", "female"): 600, ("sex", "male"): 400}, source="CA")
    figures = close(wave)
    assert figures["questions"]["contacted"]["raw"][0] == 50
    assert figures["questions"]["contacted"]["weighted"][0] == 60
    assert figures["sensitive"]["asked_for_money"]["people"] == 0
    cards.set_population(SYSTEM, ward, {("sex", "female"): 1, ("sex", "male"): 999}, source="CA")
    factories.store()
    db.session.expire_all()
    kept = db.session.get_one(Wave, wave.id).result
    assert kept is not None and kept.figures == json.loads(json.dumps(figures))


def test_a_population_needs_its_source_and_its_right(ward: Ward, clerk: Actor) -> None:
    with pytest.raises(NotAllowed):
        cards.set_population(clerk, ward, {("sex", "male"): 3}, source="CA")
    admin = people.as_actor(people.make_staff(Role.WARD_ADMIN, ward))
    with pytest.raises(Invalid):
        cards.set_population(admin, ward, {("sex", "male"): 3}, source=" ")
    cards.set_population(admin, ward, {("sex", "male"): 3}, source="Công an phường")
    cards.set_population(admin, ward, {}, source="")
    assert queries.population_of(ward.id) == {}


def test_cards_are_for_waves_to_come_or_open(wave: Wave, clerk: Actor) -> None:
    close(wave)
    with pytest.raises(InvalidTransition):
        cards.make_card(clerk, wave, channel="counter", place="")
    assert count(Card) == 0
