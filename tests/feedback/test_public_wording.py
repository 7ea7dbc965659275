"""What the public reads is what an officer screened, and a slip can be mended."""

from collections.abc import Callable

import pytest

from citizen_app.core.actor import Actor
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import attachments_of
from citizen_app.feedback.commands import answer, screen
from citizen_app.feedback.commands.notes import add_note
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
PLACE = "nhà bà Sáu 45/3, sđt 0901234567"


def list_path(ward: Ward) -> str:
    return f"/p/{ward.path_id}/phan-anh"


def screening(report: object, **changed: object) -> screen.Screening:
    words = {"title": "Đèn hẻm 48 tắt", "public_text": "Đèn tắt ba đêm.", "category": None}
    return screen.Screening(**words | {"is_private": False, "show_photos": False} | changed)


def test_the_place_is_public_only_as_it_was_screened(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    report = factories.send(ward, place=PLACE).report
    opened = screening(report, public_place="hẻm 45")
    screen.receive_report(team.clerk, report, opened)
    factories.store()
    page = client.get(f"{list_path(ward)}/{report.code}")
    assert "hẻm 45" in page.words and "0901234567" not in page.text
    assert report.code not in client.get(f"{list_path(ward)}?q=0901234567").text


def test_a_name_that_slipped_through_is_taken_out_again(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    report = factories.published(ward, team, "Ông Trần Văn Tí đổ rác ra hẻm mỗi tối.").report
    assert "Tí" in client.get(f"{list_path(ward)}/{report.code}").words
    screen.rescreen_report(
        team.clerk, report, screening(report, public_text="Có người đổ rác ra hẻm.", title="Rác")
    )
    factories.store()
    assert report.state == "published"
    assert "Tí" not in client.get(f"{list_path(ward)}/{report.code}").text
    assert report.code not in client.get(f"{list_path(ward)}?q=tran+van+ti").text


def test_a_case_that_should_have_been_private_leaves_the_public(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    report = factories.published(ward, team).report
    screen.rescreen_report(team.officer, report, screening(report, is_private=True))
    factories.store()
    client.get(f"{list_path(ward)}/{report.code}", status=404)
    assert report.code not in client.get(list_path(ward)).text
    with pytest.raises(screen.NotAllowed):  # it is restricted now, even for the officer who did it
        screen.rescreen_report(
            Actor(account_id=9_999, grants=team.officer.grants, surface=team.officer.surface),
            report,
            screening(report),
        )
    with pytest.raises(Invalid):  # and the handler may read it, but not open it
        screen.rescreen_report(team.officer, report, screening(report))


def test_staff_see_photos_that_nobody_else_sees(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    photo = factories.read_photo(factories.photo()[0])
    report = factories.send(ward, photos=[photo], is_private=True).report
    token = attachments_of(report, public_only=False)[0].token
    clerk = browser(team.clerk)
    page = clerk.get(f"/can-bo/phan-anh/{report.code}")
    assert f"/can-bo/tep/{token}/nho.jpg" in page.text
    assert clerk.get(f"/can-bo/tep/{token}/nho.jpg").mimetype == "image/jpeg"
    browser(team.supervisor).get(f"/can-bo/tep/{token}/nho.jpg", status=404)
    client.get(f"/tep/{token}/nho.jpg", status=404)


def test_photos_of_an_earlier_draft_stay_until_they_are_taken_out(ward: Ward, team: Team) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    photo = factories.read_photo(factories.photo()[0])
    for _ in range(2):
        drafted = answer.draft_answer(team.officer, report, body="Đã thay.", photos=[photo])
    assert len(attachments_of(drafted, public_only=False)) == 2


def test_notes_stay_in_the_ward_that_wrote_them(
    ward: Ward, other: Ward, team: Team, browser: Browser
) -> None:
    report = factories.send(ward).report
    add_note(team.clerk, report, body="Người gửi hay gọi điện.")
    note = "Người gửi hay gọi điện."
    assert note in browser(team.clerk).get(f"/can-bo/phan-anh/{report.code}").words
    assert note not in browser(team.supervisor).get(f"/can-bo/phan-anh/{report.code}").words
    screen.forward_to_ward(team.clerk, report, ward=other, explanation="Hẻm này thuộc phường bên.")
    factories.store()
    there = browser(factories.team_of(other).clerk).get(f"/can-bo/phan-anh/{report.code}")
    assert note not in there.words
    assert "Hẻm này thuộc phường bên." in there.words


def test_the_sender_reads_why_the_case_went_to_another_ward(
    ward: Ward, other: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.send(ward)
    screen.forward_to_ward(team.clerk, sent.report, ward=other, explanation="Thuộc phường bên.")
    factories.store()
    pages.unlock(client, sent.report.code, sent.pin)
    assert "Thuộc phường bên." in client.get(f"/tra-cuu/{sent.report.code}").words


def test_who_writes_a_second_answer_sees_the_first_and_what_the_sender_said(
    ward: Ward, team: Team, browser: Browser
) -> None:
    sent = factories.published(ward, team)
    judge = factories.judge.judge_answer
    judge(sent.sender, sent.report, solved="no", satisfaction=1, reason="Đèn vẫn chưa sáng.")
    factories.assign(sent.report, team)
    answer.draft_answer(team.officer, sent.report, body="Đã thay dây mới.")
    factories.store()
    page = browser(team.leader).get(f"/can-bo/phan-anh/{sent.report.code}")
    for words in (factories.ANSWER, "Đèn vẫn chưa sáng.", "Đã thay dây mới."):
        assert words in page.words


def test_the_answer_stands_ready_for_who_has_the_case(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "assigned")
    page = browser(team.officer).get(f"/can-bo/phan-anh/{report.code}")
    assert page.one("#viec a.govuk-button").get("href") == f"/can-bo/phan-anh/{report.code}/soan"


def test_an_ended_session_loses_no_typed_answer(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    written = "Đội chiếu sáng hẹn thay đèn tối thứ Sáu."
    path = f"/can-bo/phan-anh/{report.code}/soan"
    page = client.post(path, data={"body": written, "version": "1"}, status=401)
    assert written in page.words


def test_the_address_of_a_refused_form_leads_back_to_the_case(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "assigned")
    officer = browser(team.officer)
    answer_page = officer.get(f"/can-bo/phan-anh/{report.code}/phan-cong", status=302)
    assert answer_page.headers["Location"].endswith(f"{report.code}?viec=phan-cong")
