"""Minutes are written: from the board, from the room, by two at once; nothing unapproved gets in."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, NotFound, StaleVersion
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands import minutes as commands
from citizen_app.dialogue.commands.checkin import take_marks
from citizen_app.dialogue.commands.joining import merge_question
from citizen_app.dialogue.commands.minutes import Outcome, Rest
from citizen_app.dialogue.commands.moderate import refuse_question
from citizen_app.dialogue.minutes_body import body_of, essence_of
from citizen_app.dialogue.models import Question, Session
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward
from tests.dialogue.attending import mark
from tests.dialogue.minutes import ANSWER, after, conclude, room_question, write
from tests.dialogue.plans import approve, ask
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
PAGE_BUDGET = 34


def body(session: Session) -> dict[str, object]:
    minutes = queries.draft_of(session)
    return body_of(session, minutes, queries.list_lines(session))


def texts(session: Session) -> list[str]:
    return [one["text"] for one in body(session)["questions"]]  # type: ignore[attr-defined]


def test_only_approved_questions_stand_in_the_minutes(announced: Session, team: Team) -> None:
    shown = approve(ask(announced, "Khi nào thay cống hẻm 48?").question, team)
    ask(announced, "Câu hỏi chưa ai đọc tới")
    refused = ask(announced, "Câu hỏi bị từ chối hẳn").question
    refuse_question(team.clerk, refused, ground="insult", explanation="Xin viết lại.")
    joined = ask(announced, "Hẻm 48 ngập hoài vậy?").question
    merge_question(team.clerk, joined, into=shown)
    factories.store()
    with after(announced):
        assert texts(announced) == [shown.public_text]
        found = body(announced)
        assert found["questions"][0]["joined"] == 1  # type: ignore[index]
        assert found["refused"] == [["insult", 1]]
        with pytest.raises(NotFound):
            queries.get_line(announced, refused.code)


def test_minutes_cannot_be_written_before_the_session(announced: Session, team: Team) -> None:
    question = approve(ask(announced).question, team)
    with pytest.raises(NotAllowed):
        commands.write_outcome(team.clerk, announced, question, Outcome(answer="Rồi"))
    with pytest.raises(NotAllowed):
        commands.close_held(team.clerk, announced)


def test_only_those_who_run_a_session_write_its_minutes(announced: Session, team: Team) -> None:
    question = approve(ask(announced).question, team)
    for actor in (team.officer, team.supervisor, Actor()):
        with after(announced), pytest.raises(NotAllowed):
            commands.write_outcome(actor, announced, question, Outcome(answer="Rồi"))


def test_each_outcome_asks_for_what_it_needs(announced: Session, team: Team) -> None:
    question = approve(ask(announced).question, team)
    department = factories.department_of(team.ward)
    with after(announced):
        for said, field in (
            (Outcome(outcome="on_the_spot"), "answer"),
            (Outcome(outcome="passed_up"), "passed_to"),
            (Outcome(outcome="assigned"), "promise"),
            (Outcome(outcome="assigned", promise="Thay cống"), "department"),
            (Outcome(outcome="assigned", promise="Thay cống", department=department), "due_on"),
            (
                Outcome(
                    outcome="assigned",
                    promise="Thay cống",
                    department=department,
                    due_on=clock.today(),
                ),
                "due_on",
            ),
            (Outcome(outcome="unheard"), "outcome"),
        ):
            with pytest.raises(Invalid) as found:
                commands.write_outcome(team.clerk, announced, question, said)
            assert found.value.field == field
        write(team, announced, question, "assigned")
        line = queries.get_line(announced, question.code).line
        assert line is not None and line.promise and line.head_id == team.officer.account_id
        write(team, announced, question, "noted")  # changed their mind: nothing is promised
        line = queries.get_line(announced, question.code).line
        assert line is not None and not line.promise and line.due_on is None


def test_a_question_of_the_room_is_added_once_and_shown_at_once(
    announced: Session, team: Team
) -> None:
    with after(announced):
        for _ in range(2):
            commands.add_room_question(
                team.clerk,
                announced,
                key="cung-mot-khoa-cua-bieu-mau",
                text="Khi nào sửa đèn hẻm 30?",
                answer="Trong tuần này.",
            )
            factories.store()
        found = db.session.scalars(select(Question)).one()
    assert (found.source, found.state, found.answer) == ("live", "approved", "Trong tuần này.")
    assert found.helper_id == team.clerk.account_id and found.account_id is None


def test_two_secretaries_at_once(announced: Session, team: Team, browser: Browser) -> None:
    question = approve(ask(announced).question, team)
    address = f"/can-bo/doi-thoai/{announced.code}/bien-ban/cau-hoi/{question.code}"
    with after(announced):
        first, second = browser(team.clerk), browser(team.leader)
        page_of_first, page_of_second = first.get(address), second.get(address)
        first.submit(page_of_first, {"answer": "Bản của người thứ nhất", "outcome": "noted"})
        late = second.submit(
            page_of_second, {"answer": "Bản của người thứ hai", "outcome": "noted"}, status=409
        )
        assert "Bản của người thứ nhất" in late.words
        assert late.one("textarea[name=answer]").text.strip() == "Bản của người thứ hai"
        second.submit(late)
        db.session.expire_all()
        assert question.answer == "Bản của người thứ hai"


def test_a_colleague_on_another_question_does_not_make_a_form_stale(
    announced: Session, team: Team, browser: Browser
) -> None:
    question = approve(ask(announced).question, team)
    with after(announced):
        conclude(team, announced)
        clerk = browser(team.clerk)
        page = clerk.get(f"/can-bo/doi-thoai/{announced.code}/bien-ban/phan-chung")
        write(team, announced, question)
        clerk.submit(page, {"conclusions": "Kết luận mới."})
        stale = clerk.submit(page, {"conclusions": "Kết luận cũ hơn."}, status=409)
        assert "Kết luận mới." in stale.words
        assert "Kết luận cũ hơn." in stale.one("textarea[name=conclusions]").text


def test_a_stale_version_changes_nothing(announced: Session, team: Team) -> None:
    question = approve(ask(announced).question, team)
    seen = question.version
    with after(announced):
        write(team, announced, question)
        with pytest.raises(StaleVersion):
            commands.write_outcome(
                team.leader, announced, question, Outcome(answer="Khác"), version=seen
            )
        assert question.answer == ANSWER


def test_a_session_on_paper_is_closed_at_its_own_times(announced: Session, team: Team) -> None:
    with after(announced, 3):
        commands.close_held(team.clerk, announced)
        factories.store()
    assert announced.state == "closed"
    assert (announced.opened_at, announced.closed_at) == (announced.starts_at, announced.ends_at)
    assert dt.datetime.fromisoformat(str(body(announced)["ended_at"])) == announced.ends_at


def test_attendance_is_told_without_names_and_joined_when_small(
    announced: Session, team: Team
) -> None:
    places = wards.list_neighbourhoods(team.ward)
    with clock.at(announced.starts_at):
        for number, people in ((0, 12), (1, 2), (2, 3)):
            walked = mark(
                "walk_in",
                name="Bà Tư Hẻm Chín",
                neighbourhood_id=places[number].id if len(places) > number else None,
                people=people,
            )
            take_marks(team.clerk, announced, [walked])
            factories.store()
    with after(announced):
        found = body(announced)["attendance"]
        assert found["total"] == 17 and "Bà Tư" not in str(found)  # type: ignore[index]
        assert all(count >= 5 for _name, count in found["rows"])  # type: ignore[index]


def test_numbers_that_change_by_themselves_are_no_change_of_the_minutes(
    announced: Session, team: Team
) -> None:
    approve(ask(announced).question, team)
    with after(announced):
        conclude(team, announced)
        before = body(announced)
        later = {**before, "attendance": {"total": 99, "rows": [], "others": 0}}
        assert essence_of(later) == essence_of(before)
        assert essence_of({**before, "conclusions": "Khác."}) != essence_of(before)


def test_where_nobody_was_checked_in_the_number_is_typed(announced: Session, team: Team) -> None:
    with after(announced):
        conclude(team, announced, attended=57)
        assert body(announced)["attendance"] == {"total": 57, "rows": [], "others": 0}


def test_a_recording_link_is_a_safe_address(announced: Session, team: Team) -> None:
    with after(announced):
        with pytest.raises(Invalid):
            commands.write_rest(team.clerk, announced, Rest(recording_link="javascript:alert(1)"))
        conclude(team, announced, recording_link="https://video.vidu.example/buoi-1")
        assert announced.recording_link


def test_the_page_asks_a_fixed_number_of_queries(
    ward: Ward, announced: Session, team: Team, browser: Browser
) -> None:
    with after(announced):
        clerk = browser(team.clerk)
        address = f"/can-bo/doi-thoai/{announced.code}/bien-ban"
        counts = []
        for number in (1, 6):
            for _ in range(number):
                write(team, announced, room_question(team, announced), "assigned")
            clerk.get(address)
            with count_queries(at_most=PAGE_BUDGET) as counted:
                clerk.get(address)
            counts.append(counted.count)
        assert counts[0] == counts[1]
        total = db.session.scalar(select(func.count()).select_from(Question))
        assert total == 7
