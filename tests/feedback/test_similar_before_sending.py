"""Before a report is sent: what was answered already, "it answers me" and "the same for me"."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.feedback.commands.support import support_report
from citizen_app.feedback.limits import LOOKING
from citizen_app.feedback.models import Draft, Follow, Report, Support
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import Page, StrictClient
from tests.support.factories import Sent, Team
from tests.support.queries import count_queries

NewClient = Callable[[], StrictClient]
LIKE_IT = "Đèn đường hẻm 48 tắt mấy đêm nay, bà con đi lại rất tối."


@pytest.fixture
def answered(ward: Ward, team: Team) -> Sent:
    return factories.published(ward, team, category=factories.category("chieu-sang"))


def count(kind: str) -> int:
    query = select(func.count()).select_from(Event).where(Event.kind == kind)
    return db.session.scalar(query) or 0


def fragment(app: Flask, ward: Ward, text: str) -> str:
    """The piece of a page that the script fetches."""
    factories.store()
    answer = app.test_client().post(f"/p/{ward.path_id}/phan-anh/tuong-tu", data={"text": text})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] in {"no-cache", "no-store"}
    return answer.get_data(as_text=True)


def to_similar(client: StrictClient, ward: Ward, text: str = LIKE_IT) -> Page:
    return client.follow(client.submit(client.get(pages.send_path(ward)), {"text": text}))


def test_a_similar_case_is_shown_between_the_screens_without_scripts(
    ward: Ward, client: StrictClient, answered: Sent
) -> None:
    page = to_similar(client, ward)
    assert page.path.endswith("/tuong-tu")
    assert answered.report.title in page.words and factories.ANSWER in page.words
    reach = client.follow(client.submit(page, button=page.texts(".actions button")[-1]))
    assert reach.path.endswith("/lien-he")


def test_nothing_is_shown_where_nothing_is_near(
    ward: Ward, client: StrictClient, answered: Sent
) -> None:
    assert to_similar(client, ward, "Xe rác ba ngày chưa tới gom.").path.endswith("/lien-he")


def test_what_was_shown_while_typing_is_not_shown_again(
    ward: Ward, client: StrictClient, answered: Sent
) -> None:
    form = client.get(pages.send_path(ward))
    page = client.follow(client.submit(form, {"text": LIKE_IT, "seen": answered.report.code}))
    assert page.path.endswith("/lien-he")


def test_the_piece_for_scripts_shows_public_cases_only(
    app: Flask, ward: Ward, team: Team, answered: Sent
) -> None:
    hidden = factories.send(ward, LIKE_IT, is_private=True).report.code
    confined = factories.send(ward, "Tôi tố cáo ông Quý: đèn hẻm 48 tắt ba đêm nay.").report.code
    waiting = factories.send(ward, LIKE_IT).report.code
    piece = fragment(app, ward, LIKE_IT)
    assert answered.report.code in piece and 'data-similar-field="chieu-sang"' in piece
    assert not [code for code in (hidden, confined, waiting) if code in piece]


@pytest.mark.parametrize("text", ["", "x", "<script>alert(1)</script>", "\x00" * 20, "đ" * 9000])
def test_any_text_may_be_typed(app: Flask, ward: Ward, text: str) -> None:
    assert "<script" not in fragment(app, ward, text)


def test_an_emergency_is_told_while_it_is_typed(app: Flask, ward: Ward) -> None:
    assert "114" in fragment(app, ward, "Nhà số 12 hẻm 48 đang cháy lớn")


def test_looking_has_a_limit_and_a_budget(app: Flask, ward: Ward, team: Team) -> None:
    for number in range(8):
        factories.published(
            ward, team, f"{LIKE_IT} {number}", category=factories.category("chieu-sang")
        )
    with count_queries(at_most=11):
        assert fragment(app, ward, LIKE_IT).count("data-similar-code") == 5
    for _ in range(LOOKING.most):
        LOOKING.count("127.0.0.1")
    factories.store()
    answer = app.test_client().post(f"/p/{ward.path_id}/phan-anh/tuong-tu", data={"text": LIKE_IT})
    assert answer.status_code == 429


def test_it_answers_me_ends_the_form_and_is_counted_once(
    ward: Ward, client: StrictClient, answered: Sent
) -> None:
    button = "Đã trả lời điều tôi cần"
    page = to_similar(client, ward)
    thanks = client.follow(client.submit(page, button=button))
    assert answered.report.title in thanks.words
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0
    client.submit(page, button=button)
    client.submit(to_similar(client, ward), button=button)
    assert count("AnswerFoundInstead") == 1
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


def test_the_same_for_me_supports_instead_of_sending(
    ward: Ward, client: StrictClient, new_client: NewClient, answered: Sent
) -> None:
    for browser in (client, client, new_client()):
        browser.follow(browser.submit(to_similar(browser, ward), button="Tôi cũng gặp"))
    db.session.expire_all()
    assert answered.report.support_count == 2 == count("ReportSupported")
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_with_an_account_it_is_followed_too(app: Flask, ward: Ward, answered: Sent) -> None:
    resident = people.make_resident()
    browser = people.browser_of(app, resident)
    browser.submit(to_similar(browser, ward), button="Tôi cũng gặp")
    assert db.session.scalars(select(Follow.account_id)).all() == [resident.id]
    assert db.session.scalars(select(Support.account_id)).all() == [resident.id]


def test_only_public_cases_can_be_found_or_supported(
    ward: Ward, other: Ward, client: StrictClient, answered: Sent
) -> None:
    private = factories.send(ward, is_private=True).report.code
    for place, code in ((ward, private), (ward, "PA-0000-0000"), (other, answered.report.code)):
        for action in ("da-co-cau-tra-loi", "toi-cung-gap"):
            path = f"{pages.send_path(place)}/{action}"
            client.post(path, data={"code": code}, headers=pages.OWN, status=404)
            client.get(f"{pages.list_path(place)}/{code}/{action}", status=404)
    assert count("AnswerFoundInstead") == count("ReportSupported") == 0


def test_a_supporter_makes_no_officers_form_stale(ward: Ward, answered: Sent) -> None:
    version = answered.report.version
    visitor = people.as_actor(people.make_resident())
    assert support_report(visitor, answered.report, device=None) == 1
    assert support_report(visitor, answered.report, device="x" * 30) == 1
    assert support_report(answered.sender, answered.report, device="y" * 30) == 1
    factories.store()
    assert answered.report.version == version
