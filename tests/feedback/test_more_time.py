"""More time: asked with a reason, decided by a second person, told to the sender; or late, and why."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, Invalid, NotAllowed
from citizen_app.core.events import events_of
from citizen_app.feedback.commands import extending, judge, screen
from citizen_app.feedback.commands.limits import recount_due
from citizen_app.feedback.models import Report
from citizen_app.permissions import Role
from citizen_app.wards.models import Holiday, Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
Mails = Callable[[], list[EmailMessage]]
MONDAY = dt.datetime(2026, 9, 7, 3, 0, tzinfo=dt.UTC)
REASON = "Phải chờ ngành điện cắt điện mới thay được trụ."


@pytest.fixture
def team(ward: Ward) -> Team:
    """A team that was there in September."""
    with clock.at(MONDAY):
        return factories.team_of(ward)


def work(ward: Ward, team: Team, **fields: object) -> Report:
    return factories.bring_to(factories.send(ward, **fields).report, team, "in_progress")


def due_day(report: Report) -> dt.date:
    assert report.due_at is not None
    return clock.local_date(report.due_at)


def test_a_second_person_grants_it_and_the_sender_reads_why(
    ward: Ward, team: Team, mails: Mails, client: StrictClient
) -> None:
    with clock.at(MONDAY):
        report = work(ward, team, email="lan@vidu.vn")
        assert due_day(report) == dt.date(2026, 9, 21)
        extending.ask_extension(team.officer, report, days=5, reason=REASON)
        factories.store()
        assert due_day(report) == dt.date(2026, 9, 21)  # asked is not given
        assert any(mail["To"].startswith("nguoi-") for mail in mails())  # the leader
        extending.grant_extension(team.leader, report)
        factories.store()
        assert due_day(report) == dt.date(2026, 9, 28)
        told = [mail.get_content() for mail in mails() if mail["To"] == "lan@vidu.vn"]
        assert any(REASON in words and "28/09/2026" in words for words in told)
        page = client.get(pages.case_path(ward, report.code))
        assert REASON in page.words and "28/09/2026" in page.words


def test_granted_days_stay_when_the_calendar_changes(ward: Ward, team: Team) -> None:
    with clock.at(MONDAY):
        report = work(ward, team)
        extending.ask_extension(team.officer, report, days=2, reason=REASON)
        extending.grant_extension(team.leader, report)
        extending.ask_extension(team.officer, report, days=3, reason=REASON)
        extending.grant_extension(team.leader, report)
        assert due_day(report) == dt.date(2026, 9, 28)
        day_off = Holiday(day=dt.date(2026, 9, 15), ward_id=ward.id, kind="off", name="Nghỉ")
        db.session.add(day_off)
        db.session.flush()
        recount_due(SYSTEM, report)
        assert due_day(report) == dt.date(2026, 9, 29)
        assert report.due_basis["extended"] == 5


def test_a_new_limit_forgets_what_was_granted_for_the_old(ward: Ward, team: Team) -> None:
    with clock.at(MONDAY):
        report = work(ward, team)
        extending.ask_extension(team.officer, report, days=5, reason=REASON)
        extending.grant_extension(team.leader, report)
        for step in ("draft", "approve", "publish"):
            factories.STEPS[step](report, team)
        judge.reopen_by_staff(team.leader, report, reason="Còn một trụ chưa thay.")
        assert due_day(report) == dt.date(2026, 9, 21)
        assert "extended" not in report.due_basis


def test_nobody_grants_the_own_wish(ward: Ward, team: Team) -> None:
    report = work(ward, team)
    both = people.make_staff(Role.OFFICER, ward)
    people.grant_role(people.SYSTEM, both, role=Role.LEADER, ward_id=ward.id)
    actor = people.as_actor(both)
    wish = extending.ask_extension(actor, report, days=3, reason=REASON)
    for decide in (
        lambda: extending.grant_extension(actor, report),
        lambda: extending.refuse_extension(actor, report, decision="x"),
    ):
        with pytest.raises(NotAllowed):
            decide()
    wish.decided_by_id = wish.asked_by_id
    with pytest.raises(IntegrityError, match="second"):
        db.session.flush()


def test_one_wish_at_a_time_and_only_for_days_to_come(ward: Ward, team: Team) -> None:
    with clock.at(MONDAY):
        report = work(ward, team)
        for days in (0, -3):
            with pytest.raises(Invalid):
                extending.ask_extension(team.officer, report, days=days, reason=REASON)
        extending.ask_extension(team.officer, report, days=3, reason=REASON)
        with pytest.raises(DomainError):
            extending.ask_extension(team.officer, report, days=3, reason=REASON)
        extending.refuse_extension(team.leader, report, decision="Hẹn sớm hơn.")
    late = clock.at(MONDAY + dt.timedelta(days=40))
    with late, pytest.raises(Invalid):  # the day would have passed already
        extending.ask_extension(team.officer, report, days=1, reason=REASON)


def test_a_refused_wish_is_told_to_who_asked(ward: Ward, team: Team, mails: Mails) -> None:
    report = work(ward, team)
    due = report.due_at
    extending.ask_extension(team.officer, report, days=3, reason=REASON)
    extending.refuse_extension(team.leader, report, decision="Việc này phải xong tuần này.")
    factories.store()
    assert "xong tuần này" in mails()[-1].get_content()
    assert report.due_at == due


def test_a_wish_ends_when_the_case_leaves(ward: Ward, other: Ward, team: Team) -> None:
    report = work(ward, team)
    extending.ask_extension(team.officer, report, days=3, reason=REASON)
    screen.forward_to_ward(team.officer, report, ward=other, explanation="Thuộc phường bên.")
    assert report.open_extension is None
    with pytest.raises(DomainError):
        extending.grant_extension(factories.team_of(other).leader, report)


def test_being_late_is_explained_to_all_until_a_new_limit(
    ward: Ward, team: Team, mails: Mails
) -> None:
    with clock.at(MONDAY):
        report = work(ward, team, email="lan@vidu.vn")
        with pytest.raises(NotAllowed):
            extending.explain_delay(team.officer, report, reason="x")  # it is not late
    with clock.at(MONDAY + dt.timedelta(days=30)):
        extending.explain_delay(team.officer, report, reason="Thiếu vật tư đến 15/10.")
        factories.store()
        told = [mail.get_content() for mail in mails() if mail["To"] == "lan@vidu.vn"]
        assert any("Thiếu vật tư" in words for words in told)
        for step in ("draft", "approve", "publish", "reopen"):
            factories.STEPS[step](report, team)
        assert report.delay_reason == ""


def test_asking_and_granting_by_the_pages(ward: Ward, team: Team, browser: Browser) -> None:
    report = work(ward, team)
    officer, leader = browser(team.officer), browser(team.leader)
    form = pages.open_step(officer, report.code, "xin-gia-han")
    page = pages.send_step(officer, form, days="ba", reason=REASON, status=422)
    assert page.one("#viec textarea[name=reason]").text.strip() == REASON
    pages.take_step(officer, report.code, "xin-gia-han", days="3", reason=REASON)
    desk = pages.open_step(leader, report.code, "cho-gia-han")
    assert REASON in desk.one("#viec").text_content()
    pages.take_step(leader, report.code, "cho-gia-han")
    kinds = [event.kind for event in events_of(report)]
    assert kinds[-2:] == ["ExtensionAsked", "DueDateExtended"]
    pages.send_step(leader, desk, status=409)  # a double click grants once


@pytest.mark.parametrize("path", ["xin-gia-han", "giai-trinh"])
def test_a_reason_names_nobody_by_mistake(
    ward: Ward, team: Team, browser: Browser, path: str
) -> None:
    said = f"{REASON} Hỏi ông Sáu, 0901234567."
    with clock.at(MONDAY):
        report = work(ward, team)
    with clock.at(MONDAY + dt.timedelta(days=30)):
        for attempt in (
            lambda: extending.ask_extension(team.officer, report, days=30, reason=said),
            lambda: extending.explain_delay(team.officer, report, reason=said),
        ):
            with pytest.raises(Invalid) as refused:
                attempt()
            assert refused.value.field == "personal_data"
        db.session.rollback()
        officer = browser(team.officer)
        filled = {"reason": said} | ({"days": "30"} if path == "xin-gia-han" else {})
        form = pages.open_step(officer, report.code, path)
        page = pages.send_step(officer, form, status=422, **filled)
        (name,) = {one.get("name") for one in page.all("input[name^=finding-]")}
        pages.send_step(officer, page, **{name: "mask"})
    db.session.expire_all()
    wish = report.open_extension
    kept = wish.reason if wish is not None else report.delay_reason
    assert REASON in kept and "0901234567" not in kept
