"""Supporting and following a public case: once each, by the right person only, and easily ended."""

import datetime as dt
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.accounts.commands.erasing import erase_account
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.core.limits import Try
from citizen_app.feedback.commands import subscribing
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.devices import COOKIE
from citizen_app.feedback.jobs import forget_old_tries
from citizen_app.feedback.models import Subscription, Support
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.feedback.pages import OWN
from tests.support import factories, people
from tests.support.client import Page, StrictClient
from tests.support.factories import Sent, Team

Mails = Callable[[], list[EmailMessage]]
ADDRESS = "theo.doi@vidu.vn"


@pytest.fixture
def public_case(ward: Ward, team: Team) -> Sent:
    return factories.published(ward, team)


def path_of(sent: Sent, end: str = "") -> str:
    return pages.case_path(sent.report.holder, sent.report.code) + end


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def press_support(client: StrictClient, sent: Sent) -> Page:
    return client.follow(client.post(path_of(sent, "/cung-gap"), headers=OWN))


def test_one_device_supports_once_and_its_mark_is_kept_nowhere(
    public_case: Sent, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    page = client.get(path_of(public_case))
    assert "Tôi cũng gặp" in page.texts("main button")
    for _ in range(3):
        assert press_support(client, public_case).heading.startswith("1 ")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None and cookie.http_only
    mark = cookie.value.rpartition(".")[0]
    assert len(mark) > 20 and mark not in "".join(map(str, db.session.scalars(digests())))
    assert press_support(new_client(), public_case).heading.startswith("2 ")
    assert "2 người" in client.get(path_of(public_case)).texts("#cung-gap")[0]
    assert count(Support) == 2


def digests() -> object:
    return select(Support.device_digest)


def test_a_forged_mark_is_worth_no_more_than_none(public_case: Sent, client: StrictClient) -> None:
    client.set_cookie(COOKIE, "tu-che-mot-cai-du-dai-cho-giong.AAAA")
    press_support(client, public_case)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None and "tu-che" not in cookie.value
    press_support(client, public_case)
    assert count(Support) == 1


def test_one_address_cannot_count_for_a_whole_ward(
    public_case: Sent, new_client: Callable[[], StrictClient]
) -> None:
    answers = [
        new_client().post(path_of(public_case, "/cung-gap"), headers=OWN, status={303, 429})
        for _ in range(62)
    ]
    assert [a.status_code for a in answers[-2:]] == [429, 429]
    assert count(Support) == 60


def test_support_asks_for_our_own_page_and_a_public_case(
    ward: Ward, team: Team, public_case: Sent, client: StrictClient
) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    client.post(path_of(public_case, "/cung-gap"), headers=foreign, status=403)
    private = factories.send(ward)
    factories.receive(private.report, team, is_private=True)
    factories.store()
    for end in ("/cung-gap", "/theo-doi-qua-email"):
        client.post(path_of(private, end), headers=OWN, status=404)
        client.get(path_of(private, end), status=404)
    client.get(path_of(private, "/theo-doi-qua-email/da-gui"), status=404)


def ask(client: StrictClient, sent: Sent, address: str = ADDRESS, **more: object) -> Page:
    page = client.get(path_of(sent, "/theo-doi-qua-email"))
    return client.submit(page, {"email": address} | more)


def link_in(mail: EmailMessage, end: str = "") -> str:
    found = re.search(rf"http://localhost(/theo-doi/\w+{end})\s", mail.get_content() + "\n")
    assert found, mail.get_content()
    return found[1]


def test_following_by_mail_begins_with_a_press_and_ends_with_one(
    ward: Ward, team: Team, client: StrictClient, mails: Mails
) -> None:
    sent = factories.send(ward)
    for step in ("receive", "assign", "start", "draft", "approve"):
        factories.STEPS[step](sent.report, team)
    factories.store()
    client.follow(ask(client, sent))
    link = link_in(mails()[-1])
    asked = len(mails())
    # A program that checks mails opens every link: nothing happens by that.
    assert client.get(link).heading == "Theo dõi phản ánh này?"
    assert db.session.scalars(select(Subscription.confirmed_at)).one() is None
    client.submit(client.get(link))
    factories.STEPS["publish"](sent.report, team)
    factories.store()
    news = [mail for mail in mails()[asked:] if mail["To"] == ADDRESS]
    assert len(news) == 1 and factories.ANSWER not in news[0].get_content()
    end = link_in(news[0], "/thoi")
    assert news[0]["List-Unsubscribe"] == f"<http://localhost{end}>"
    assert news[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.get(end).heading == "Ngừng theo dõi?"
    assert count(Subscription) == 1
    # As a mail program does it: no cookie, no page of ours, no redirect.
    one_click = StrictClient(client.application)
    one_click.post(end, data={"List-Unsubscribe": "One-Click"}, status=200)
    assert count(Subscription) == 0
    one_click.post(end, data={"List-Unsubscribe": "One-Click"}, status=200)
    client.get(end, status=404)
    client.get(link, status=404)


def test_nobody_unconfirmed_gets_news_or_stays(
    public_case: Sent, team: Team, client: StrictClient, mails: Mails
) -> None:
    client.follow(ask(client, public_case))
    asked = len([mail for mail in mails() if mail["To"] == ADDRESS])
    factories.STEPS["reopen"](public_case.report, team)
    for step in ("assign", "draft", "approve", "publish"):
        factories.STEPS[step](public_case.report, team)
    factories.store()
    assert len([mail for mail in mails() if mail["To"] == ADDRESS]) == asked == 1
    forget_old_tries()
    assert count(Subscription) == 1
    with clock.at(clock.now() + 2 * dt.timedelta(days=subscribing.CONFIRM_WITHIN_DAYS)):
        forget_old_tries()
    assert count(Subscription) == 0


def test_a_thousand_requests_send_a_handful_of_mails(
    app: Flask, public_case: Sent, client: StrictClient, mails: Mails
) -> None:
    before = len(mails())
    path = path_of(public_case, "/theo-doi-qua-email")
    for number in range(60):
        address = ADDRESS if number % 2 else f"nguoi-{number}@vidu.vn"
        data = {"email": address, "website": ""}
        client.post(path, data=data, headers=OWN, status={303, 429})
    assert len(mails()) - before <= 10
    db.session.query(Try).delete()
    db.session.commit()
    for number in range(6):  # from everywhere in the world to one mailbox
        data = {"email": ADDRESS.upper() if number % 2 else ADDRESS, "website": ""}
        source = {"REMOTE_ADDR": f"192.0.2.{number}"}
        client.post(path, data=data, headers=OWN, environ_base=source, status={303, 429})
    assert len([mail for mail in mails() if mail["To"].lower() == ADDRESS]) <= 3 + 3
    client.post(path, data={"email": "x@vidu.vn", "website": "bot"}, headers=OWN, status=422)


def test_who_asks_learns_nothing_of_an_address(
    public_case: Sent, client: StrictClient, mails: Mails
) -> None:
    first = client.follow(ask(client, public_case)).words
    client.submit(client.get(link_in(mails()[-1])))
    count_before = len(mails())
    assert client.follow(ask(client, public_case)).words == first
    assert len(mails()) == count_before


@pytest.mark.parametrize("token", ["x", "0" * 64, "' or 1=1 --"])
def test_forged_links_open_nothing(public_case: Sent, client: StrictClient, token: str) -> None:
    ask(client, public_case)
    for end in ("", "/thoi"):
        client.get(f"/theo-doi/{token}{end}", status=404)
    client.post(f"/theo-doi/{token}", headers=OWN, status=404)
    client.post(f"/theo-doi/{token}/thoi", headers=OWN, status=200)
    assert db.session.scalars(select(Subscription.confirmed_at)).one() is None


def test_a_link_for_what_is_no_longer_public_tells_nothing_and_still_ends(
    public_case: Sent, client: StrictClient, mails: Mails
) -> None:
    ask(client, public_case)
    link = link_in(mails()[-1])
    public_case.report.visibility = "private"
    factories.store()
    assert public_case.report.title not in client.get(link, status=404).text
    client.post(link, headers=OWN, status=404)
    assert public_case.report.title not in client.get(link + "/thoi").text
    client.submit(client.get(link + "/thoi"), status=200)
    assert count(Subscription) == 0


def test_erasing_takes_the_senders_own_address_and_nobody_elses(
    app: Flask, ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.published(ward, team, email="bay.tran@vidu.vn")
    for address in ("Bay.Tran@vidu.vn", ADDRESS):
        client.follow(ask(client, sent, address))
    erase_report_data(sent.sender, sent.report)
    factories.store()
    assert list(db.session.scalars(select(Subscription.email))) == [ADDRESS]


def test_erasing_an_account_takes_its_address_from_every_case(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    resident = people.as_actor(people.make_resident(email="lan@vidu.vn"))
    sent = factories.published(ward, team)
    for address in ("lan@vidu.vn", ADDRESS):
        client.follow(ask(client, sent, address))
    erase_account(resident)
    factories.store()
    assert list(db.session.scalars(select(Subscription.email))) == [ADDRESS]


def test_no_address_and_no_token_stands_in_the_log(
    public_case: Sent, client: StrictClient, mails: Mails
) -> None:
    ask(client, public_case)
    token = link_in(mails()[-1]).rpartition("/")[2]
    logged = str([event.facts for event in db.session.scalars(select(Event))])
    assert ADDRESS not in logged and token not in logged
    stored = db.session.scalars(select(Subscription)).one()
    assert token != stored.token_digest


def test_an_account_shows_and_ends_what_its_own_address_follows(
    app: Flask, ward: Ward, team: Team, client: StrictClient, mails: Mails
) -> None:
    account = people.make_resident(email="lan@vidu.vn")
    followed, asked, others = (factories.published(ward, team) for _ in range(3))
    for sent, address in ((followed, "lan@vidu.vn"), (others, ADDRESS)):
        client.follow(ask(client, sent, address))
        client.submit(client.get(link_in(mails()[-1])))
    client.follow(ask(client, asked, "lan@vidu.vn"))
    own = people.browser_of(app, account)
    page = own.get("/tai-khoan")
    assert path_of(followed) in page.text
    assert path_of(asked) not in page.text and path_of(others) not in page.text
    held = own.get("/tai-khoan/du-lieu.json").text
    assert followed.report.code in held and asked.report.code in held
    assert others.report.code not in held and ADDRESS not in held
    own.post(path_of(followed, "/theo-doi"), data={"theo-doi": "khong"}, headers=OWN)
    assert path_of(followed) not in own.get("/tai-khoan").text
    left = {(row.report_id, row.email) for row in db.session.scalars(select(Subscription))}
    assert left == {(asked.report.id, "lan@vidu.vn"), (others.report.id, ADDRESS)}
