"""Two people at one case: the second is told, and loses nothing that was typed."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback.models import Judgement, Subscription
from citizen_app.feedback.queries import get_report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import StrictClient, apart
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]


def test_a_stale_form_is_refused_keeps_its_words_and_shows_the_case_as_it_is(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "in_progress")
    first, second = browser(team.officer), browser(team.officer)
    open_form = pages.open_step(second, report.code, "soan")
    pages.take_step(first, report.code, "soan", body="Bản nháp thứ nhất")
    page = pages.send_step(second, open_form, body="Bản nháp thứ hai", status=409)
    assert page.one("textarea[name=body]").text.strip() == "Bản nháp thứ hai"
    assert "Bản nháp thứ nhất" in page.words
    assert page.all("[role=alert]")
    # The form now carries the new version: sent again on purpose, it goes through.
    second.follow(pages.send_step(second, page), status=302)
    answer = get_report(report.code).answer
    assert answer is not None and answer.body == "Bản nháp thứ hai"


def test_a_step_that_is_no_longer_open_keeps_what_was_typed(
    ward: Ward, team: Team, browser: Browser
) -> None:
    sent = factories.send(ward)
    report = factories.bring_to(sent.report, team, "in_progress")
    officer = browser(team.officer)
    form = pages.open_step(officer, report.code, "hoi-them")
    factories.STEPS["withdraw"](report, team)
    db.session.commit()
    page = pages.send_step(officer, form, question="Xin cho biết số nhà gần nhất", status=409)
    assert "Xin cho biết số nhà gần nhất" in page.text
    assert get_report(report.code).state == "withdrawn"


def at_once(app: Flask, clients: list[StrictClient], path: str, data: dict[str, Any]) -> list[int]:
    """Send the same form from several browsers in the same moment."""
    together, statuses = threading.Barrier(len(clients)), []

    def send(client: StrictClient) -> None:
        cookie = next(iter(client._cookies.values()), None)
        plain = app.test_client()
        if cookie is not None:
            plain.set_cookie(cookie.key, cookie.value, path=cookie.path)
        together.wait(10)
        statuses.append(plain.post(path, data=data, headers=pages.OWN).status_code)

    db.session.commit()
    threads = [threading.Thread(target=lambda c=c: apart(lambda: send(c))) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(statuses)


def test_of_two_officers_in_the_same_moment_one_wins(
    app: Flask, ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "assigned")
    data = {"version": str(report.version), "body": "Đã thay bóng đèn.", "nut": "gui"}
    path = f"/can-bo/phan-anh/{report.code}/soan"
    officers = [browser(team.officer) for _ in range(2)]
    assert at_once(app, officers, path, data) == [303, 409]
    db.session.expire_all()
    assert len(get_report(report.code).answers) == 1


def test_a_judgement_sent_twice_in_the_same_moment_counts_once(
    app: Flask, ward: Ward, team: Team, new_client: Callable[[], StrictClient]
) -> None:
    sent = factories.published(ward, team)  # put right, says the ward: so says the sender
    senders = [new_client() for _ in range(2)]
    for sender in senders:
        pages.unlock(sender, sent.report.code, sent.pin)
    path = f"/tra-cuu/{sent.report.code}/danh-gia"
    assert at_once(app, senders, path, {"solved": "yes"}) == [303, 409]
    assert db.session.scalar(select(func.count()).select_from(Judgement)) == 1


def test_a_double_click_on_following_follows_once_and_is_no_error(
    app: Flask, ward: Ward, team: Team, new_client: Callable[[], StrictClient]
) -> None:
    report = factories.published(ward, team).report
    path = f"{pages.case_path(ward, report.code)}/theo-doi-qua-email"
    clicks = [new_client() for _ in range(2)]
    assert at_once(app, clicks, path, {"email": "lan@vidu.vn"}) == [303, 303]
    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 1


def test_a_form_without_a_true_version_counts_as_stale(
    ward: Ward, team: Team, browser: Browser
) -> None:
    report = factories.bring_to(factories.send(ward).report, team, "assigned")
    officer = browser(team.officer)
    path = f"/can-bo/phan-anh/{report.code}/bat-dau"
    for version in ("²", "9" * 5000, "-1", "x", "", "0"):
        officer.post(path, data={"version": version}, headers=pages.OWN, status=409)
    officer.post(path, headers=pages.OWN, status=409)
    assert get_report(report.code).state == "assigned"
