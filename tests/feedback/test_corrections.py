"""A published answer is corrected by a new version with a reason, approved by a second person."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy.exc import IntegrityError

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, Invalid, NotAllowed
from citizen_app.core.events import events_of
from citizen_app.feedback.checking import findings_in
from citizen_app.feedback.commands import correcting
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
Mails = Callable[[], list[EmailMessage]]
NEW, WHY = "Đội chiếu sáng đã thay ba bóng đèn trong hẻm 48.", "Ghi nhầm số bóng đèn."


def test_old_words_stay_until_and_after_approval(
    ward: Ward, team: Team, client: StrictClient, mails: Mails
) -> None:
    report = factories.published(ward, team, email="lan@vidu.vn").report
    answer = report.answer
    assert answer is not None
    correcting.draft_correction(team.officer, report, body=NEW, reason=WHY)
    factories.store()
    assert factories.ANSWER in client.get(pages.case_path(ward, report.code)).words
    correcting.approve_correction(team.leader, report)
    factories.store()
    page = client.get(pages.case_path(ward, report.code))
    assert NEW in page.words and WHY in page.words
    assert [v.body for v in answer.versions] == [factories.ANSWER, NEW]
    assert answer.versions[1].reason == WHY
    assert mails()[-1]["To"] == "lan@vidu.vn"
    assert WHY in mails()[-1].get_content() and NEW in mails()[-1].get_content()
    assert report.code in "".join(
        a.get("href") for a in client.get(pages.list_path(ward, "ba+bóng")).all("main a")
    )


def test_nobody_approves_the_own_correction(ward: Ward, team: Team) -> None:
    report = factories.published(ward, team).report
    both = people.make_staff(Role.OFFICER, ward)
    people.grant_role(people.SYSTEM, both, role=Role.LEADER, ward_id=ward.id)
    actor = people.as_actor(both)
    correction = correcting.draft_correction(actor, report, body=NEW, reason=WHY)
    for decide in (correcting.approve_correction, correcting.drop_correction):
        with pytest.raises(NotAllowed):
            decide(actor, report)
    correction.approver_id = correction.author_id
    with pytest.raises(IntegrityError, match="second_person"):
        db.session.flush()


def test_one_correction_at_a_time_and_only_of_other_words(ward: Ward, team: Team) -> None:
    report = factories.published(ward, team).report
    with pytest.raises(Invalid):
        correcting.draft_correction(team.officer, report, body=factories.ANSWER, reason=WHY)
    correcting.draft_correction(team.officer, report, body=NEW, reason=WHY)
    with pytest.raises(DomainError):
        correcting.draft_correction(team.officer, report, body="Khác", reason=WHY)
    correcting.drop_correction(team.leader, report)
    assert report.answer is not None and report.answer.body == factories.ANSWER
    assert len(report.answer.versions) == 1
    correcting.draft_correction(team.officer, report, body=NEW, reason=WHY)


def test_a_correction_of_an_earlier_answer_is_not_taken_for_the_new_one(
    ward: Ward, team: Team
) -> None:
    report = factories.published(ward, team).report
    correcting.draft_correction(team.officer, report, body=NEW, reason=WHY)
    factories.STEPS["reopen"](report, team)
    factories.assign(report, team)
    for step in ("draft", "approve", "publish"):
        factories.STEPS[step](report, team)
    factories.store()
    db.session.expire_all()
    with pytest.raises(NotAllowed):
        correcting.approve_correction(team.leader, report)


def test_correcting_by_the_pages(ward: Ward, team: Team, browser: Browser) -> None:
    report = factories.published(ward, team).report
    officer, leader = browser(team.officer), browser(team.leader)
    form = pages.open_step(officer, report.code, "dinh-chinh")
    assert form.one("#viec textarea[name=body]").text.strip() == factories.ANSWER
    pages.take_step(officer, report.code, "dinh-chinh", body=NEW, reason=WHY)
    desk = leader.get(f"/can-bo/phan-anh/{report.code}")
    assert NEW in desk.words and WHY in desk.words
    after = pages.take_step(leader, report.code, "duyet-dinh-chinh")
    assert factories.ANSWER in after.words  # among the earlier words


WITH_PHONE = "Gọi ông Sáu theo số 0901234567 để hẹn giờ thay bóng đèn."


def test_a_correction_names_nobody_by_mistake(ward: Ward, team: Team, browser: Browser) -> None:
    report = factories.published(ward, team).report
    with pytest.raises(Invalid) as refused:
        correcting.draft_correction(team.officer, report, body=WITH_PHONE, reason=WHY)
    assert refused.value.field == "personal_data"
    with pytest.raises(Invalid):
        correcting.draft_correction(team.officer, report, body=NEW, reason=WITH_PHONE)
    db.session.rollback()
    officer = browser(team.officer)
    form = pages.open_step(officer, report.code, "dinh-chinh")
    page = pages.send_step(officer, form, body=WITH_PHONE, reason=WHY, status=422)
    assert page.texts(".findings__text mark") == ["0901234567"]
    (name,) = {one.get("name") for one in page.all("input[name^=finding-]")}
    pages.send_step(officer, page, **{name: "mask"})
    db.session.expire_all()
    assert report.answer is not None and report.answer.open_correction is not None
    assert "0901234567" not in report.answer.open_correction.body


def test_what_the_answer_names_on_purpose_may_stay(ward: Ward, team: Team) -> None:
    report = factories.published(ward, team).report
    kept = {one.key for one in findings_in(ward, WITH_PHONE)}
    correcting.draft_correction(team.officer, report, body=WITH_PHONE, reason=WHY, kept=kept)
    correcting.approve_correction(team.leader, report)
    correcting.draft_correction(team.officer, report, body=f"{WITH_PHONE} Cảm ơn.", reason=WHY)
    left_in = [e.facts for e in events_of(report) if e.kind == "PersonalDataMasked"]
    assert left_in == [{"part": "answer", "masked": {}, "kept": {"phone": 1}}]


def test_a_correction_leaves_no_gap(ward: Ward, team: Team) -> None:
    report = factories.published(ward, team).report
    with pytest.raises(Invalid) as refused:
        correcting.draft_correction(team.officer, report, body="Xong ngày {due}.", reason=WHY)
    assert refused.value.field == "body"
