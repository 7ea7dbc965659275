"""Many at the same moment: every support and vote is counted once, no two speakers get one number."""

import threading
from collections import Counter
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from citizen_app.core.db import db
from citizen_app.dialogue.models import Question, QuestionSupport
from citizen_app.dialogue.models_live import Speaker, Vote
from citizen_app.wards.models import Ward
from tests.dialogue.plans import approve, ask
from tests.dialogue.running import poll_of, running
from tests.support.client import apart
from tests.support.factories import Team

OWN = {"Sec-Fetch-Site": "same-origin"}
PEOPLE, PRESSES = 12, 3


def together(app: Flask, send: Callable[[int], int], many: int) -> list[int]:
    """The statuses of so many requests that start in the same moment."""
    barrier, statuses = threading.Barrier(many), []

    def run(number: int) -> None:
        barrier.wait(20)
        statuses.append(send(number))

    db.session.commit()
    threads = [threading.Thread(target=lambda n=n: apart(lambda: run(n))) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.expire_all()
    return statuses


def test_supports_pressed_by_many_and_twice_are_counted_exactly(
    app: Flask, ward: Ward, team: Team
) -> None:
    live = running(team)
    questions = [approve(ask(live, f"Câu hỏi chung số {n}").question, team) for n in range(2)]
    base = f"/p/{ward.path_id}/doi-thoai/{live.code}/cau-hoi"
    codes = [question.code for question in questions]

    def send(number: int) -> int:
        person = number // PRESSES  # each presses several times at once
        mark = {"thiet-bi": f"may-cua-nguoi-thu-{person:010}"}
        path = f"{base}/{codes[person % 2]}/ung-ho"
        return app.test_client().post(path, data=mark, headers=OWN).status_code

    statuses = together(app, send, PEOPLE * PRESSES)
    assert statuses == [303] * (PEOPLE * PRESSES)
    kept = dict(db.session.execute(select(Question.code, Question.support_count)).all())
    assert kept == {codes[0]: PEOPLE // 2, codes[1]: PEOPLE // 2}
    assert db.session.scalar(select(func.count()).select_from(QuestionSupport)) == PEOPLE


def test_votes_of_many_and_changed_ones_are_one_each(app: Flask, ward: Ward, team: Team) -> None:
    live = running(team)
    poll = poll_of(live, team)
    options = [option.id for option in poll.options]
    path = f"/p/{ward.path_id}/doi-thoai/{live.code}/truc-tiep/bieu-quyet/{poll.id}"

    def send(number: int) -> int:
        person = number // 2
        data = {"thiet-bi": f"may-cua-nguoi-thu-{person:010}", "lua-chon": str(options[number % 2])}
        return app.test_client().post(path, data=data, headers=OWN).status_code

    assert together(app, send, 2 * PEOPLE) == [303] * (2 * PEOPLE)
    votes = db.session.scalars(select(Vote.voter_digest)).all()
    assert len(votes) == len(set(votes)) == PEOPLE


def test_speakers_get_numbers_without_gap_or_twin(app: Flask, ward: Ward, team: Team) -> None:
    live = running(team)
    path = f"/p/{ward.path_id}/doi-thoai/{live.code}/truc-tiep/phat-bieu"

    def send(number: int) -> int:
        person = number // 2  # a double click
        data = {"thiet-bi": f"may-cua-nguoi-thu-{person:010}", "display": f"Ghế {person}"}
        return app.test_client().post(path, data=data, headers=OWN).status_code

    assert together(app, send, 2 * PEOPLE) == [303] * (2 * PEOPLE)
    rows = db.session.execute(select(Speaker.number, Speaker.display)).all()
    assert sorted(number for number, _display in rows) == list(range(1, PEOPLE + 1))
    assert set(Counter(display for _number, display in rows).values()) == {1}


def test_a_crowd_that_looks_at_once_makes_the_board_once(
    app: Flask, ward: Ward, team: Team
) -> None:
    live = running(team)
    path = f"/p/{ward.path_id}/doi-thoai/{live.code}/truc-tiep/bang/vi"
    app.config["BRIEF_SECONDS"] = 0.5
    made: list[object] = []
    made_anew = app.jinja_env.get_template("dialogue/_live_board.html")
    real = made_anew.root_render_func

    def counting(context):  # type: ignore[no-untyped-def]
        made.append(1)
        yield from real(context)

    made_anew.root_render_func = counting
    try:
        app.test_client().get(path)
        threading.Event().wait(0.6)  # its moment is over
        made.clear()
        statuses = together(app, lambda _n: app.test_client().get(path).status_code, PEOPLE)
    finally:
        made_anew.root_render_func = real
        del app.config["BRIEF_SECONDS"]
    assert statuses == [200] * PEOPLE
    assert 1 <= len(made) <= 3  # not twelve times; one more for each moment that passed meanwhile
