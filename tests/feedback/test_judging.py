"""The sender's judgement: once, in public without its reason, with weight within the window."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.core.files.models import Attachment
from citizen_app.feedback.commands import judge
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.jobs import ask_judgements
from citizen_app.feedback.models import Concern, Judgement, Report
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Sent, Team

Browser = Callable[[Actor], StrictClient]
Mails = Callable[[], list[EmailMessage]]
REASON = "Đèn vẫn chưa sáng, nhà ông Ba số 12 biết rõ"


def opened(client: StrictClient, sent: Sent) -> StrictClient:
    pages.unlock(client, sent.report.code, sent.pin)
    return client


def say(client: StrictClient, sent: Sent, solved: str, **fields: object) -> str:
    page = client.get(f"/tra-cuu/{sent.report.code}")
    done = client.submit(page, {"solved": solved} | fields, button="Gửi đánh giá")
    return client.follow(done).words


def leave_answered(report: Report, days: int) -> None:
    """As if the answer were so many days old."""
    report.published_at = clock.now() - dt.timedelta(days=days)
    answer = report.published_answer
    assert answer is not None
    answer.published_at = report.published_at
    factories.store()


def test_no_with_photos_reopens_and_lands_on_a_leaders_desk(
    ward: Ward, team: Team, client: StrictClient, browser: Browser, mails: Mails
) -> None:
    sent = factories.published(ward, team)
    opened(client, sent)
    told = len(mails())
    words = say(client, sent, "no", reason=REASON, evidence=[factories.photo()])
    assert "mở lại" in words or "xem xét lại" in words
    assert sent.report.state == "reopened" and sent.report.fixed == "no"
    leader = db.session.get_one(factories.Account, team.leader.account_id)
    to_leader = [m for m in mails()[told:] if m["To"] == leader.email]
    assert len(to_leader) == 1 and sent.report.code in to_leader[0]["Subject"]
    assert REASON not in to_leader[0].get_content()
    staff = browser(team.leader)
    assert sent.report.code in staff.get("/can-bo/").words  # what waits for the leader
    case = staff.get(f"/can-bo/phan-anh/{sent.report.code}")
    assert REASON in case.words and len(case.all("main .gallery img")) == 1
    # The public reads the judgement, neither the reason nor the photo.
    public = StrictClient(client.application)
    page = public.get(pages.case_path(ward, sent.report.code))
    assert "Chưa giải quyết" in page.words and REASON not in page.text
    photo = db.session.scalars(select(Attachment).where(Attachment.subject_type == "judgement"))
    token = photo.one().token
    public.get(f"/tep/{token}/nho.jpg", status=404)
    client.get(f"/tep/{token}/nho.jpg")


def test_the_leaders_told_are_those_who_may_read_the_case(
    ward: Ward, team: Team, mails: Mails
) -> None:
    sent = factories.published(ward, team)
    other = people.as_actor(people.make_staff(Role.LEADER, ward))
    concern = Concern(report_id=sent.report.id, account_id=other.account_id, at=clock.now())
    db.session.add(concern)
    factories.store()
    db.session.expire(sent.report)
    judge.judge_answer(sent.sender, sent.report, solved="no", satisfaction=1, reason=REASON)
    factories.store()
    told = {mail["To"] for mail in mails()}
    assert db.session.get_one(factories.Account, team.leader.account_id).email in told
    assert db.session.get_one(factories.Account, other.account_id).email not in told


def test_after_the_window_no_stands_in_public_and_opens_nothing(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.published(ward, team)
    leave_answered(sent.report, 40)
    factories.STEPS["close"](sent.report, team)
    factories.store()
    opened(client, sent)
    page = client.get(f"/tra-cuu/{sent.report.code}")
    assert "không mở lại" in page.words  # said before
    words = say(client, sent, "no", reason=REASON)
    assert "gửi phản ánh mới" in words  # and after
    assert (sent.report.state, sent.report.fixed) == ("closed", "no")
    public = client.get(pages.case_path(ward, sent.report.code))
    assert public.texts(".two-facts__item strong") == ["Đã trả lời", "Chưa khắc phục"]
    listed = client.get(pages.list_path(ward) + "?trang-thai=chua-khac-phuc")
    assert sent.report.code in listed.text


def test_no_needs_a_reason_and_keeps_what_was_chosen(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.published(ward, team)
    opened(client, sent)
    page = client.get(f"/tra-cuu/{sent.report.code}")
    again = client.submit(
        page, {"solved": "no", "satisfaction": "2"}, button="Gửi đánh giá", status=422
    )
    assert again.errors and again.one("input[name=solved][checked]").get("value") == "no"
    assert db.session.scalar(select(func.count()).select_from(Judgement)) == 0
    assert sent.report.state == "published"


def test_a_case_that_is_open_again_may_be_judged_without_trouble(ward: Ward, team: Team) -> None:
    sent = factories.published(ward, team)
    factories.STEPS["reopen"](sent.report, team)
    judge.judge_answer(sent.sender, sent.report, solved="no", satisfaction=None, reason=REASON)
    assert sent.report.state == "reopened"


@pytest.fixture
def asked(mails: Mails) -> Callable[[], int]:
    return lambda: sum("giải quyết chưa" in str(m["Subject"]) for m in mails())


def test_the_sender_is_asked_once_per_answer_some_days_later(
    app: Flask, ward: Ward, team: Team, asked: Callable[[], int]
) -> None:
    sent = factories.published(ward, team, email="bay.tran@vidu.vn")
    ask_judgements()
    assert asked() == 0  # too early
    leave_answered(sent.report, 7)
    for _ in range(3):
        ask_judgements()
    assert asked() == 1
    judge.judge_answer(sent.sender, sent.report, solved="no", satisfaction=1, reason=REASON)
    for step in ("assign", "draft", "approve", "publish"):
        factories.STEPS[step](sent.report, team)
    leave_answered(sent.report, 6)
    ask_judgements()
    assert asked() == 2


def test_nobody_is_asked_in_vain(
    app: Flask, ward: Ward, team: Team, asked: Callable[[], int]
) -> None:
    judged, closed, old, silent = (
        factories.published(ward, team, email=address)
        for address in ("a@vidu.vn", "b@vidu.vn", "c@vidu.vn", "")
    )
    for sent, days in ((judged, 7), (closed, 7), (old, 40), (silent, 7)):
        leave_answered(sent.report, days)
    judge.judge_answer(judged.sender, judged.report, solved="yes", satisfaction=5, reason="")
    factories.STEPS["close"](closed.report, team)
    factories.store()
    ask_judgements()
    kinds = list(db.session.scalars(select(Event.kind)))
    assert asked() == 0 and "JudgementAsked" not in kinds


def test_erasing_takes_reason_and_photos_and_leaves_the_judgement(ward: Ward, team: Team) -> None:
    sent = factories.published(ward, team)
    photos = [factories.read_photo(factories.photo()[0])]
    judge.judge_answer(
        sent.sender, sent.report, solved="no", satisfaction=1, reason=REASON, photos=photos
    )
    factories.store()
    erase_report_data(sent.sender, sent.report)
    factories.store()
    kept = db.session.scalars(select(Judgement)).one()
    assert (kept.solved, kept.reason) == ("no", "")
    query = select(func.count()).select_from(Attachment)
    assert db.session.scalar(query.where(Attachment.subject_type == "judgement")) == 0
