"""One-time codes: sign up, sign in, further contacts; what they do not tell."""

import datetime as dt
import json
import re

import pytest
from sqlalchemy import func, select

from citizen_app.accounts.commands import (
    confirm_contact,
    sign_in_with_code,
    start_adding_contact,
    start_code_sign_in,
    start_sign_up,
)
from citizen_app.accounts.jobs import clear_away
from citizen_app.accounts.models import Account, Contact, OneTimeCode, SignIn
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import Invalid, TooManyTries
from citizen_app.core.events import Event
from tests.accounts.people import PASSWORD, make_resident
from tests.support.people import as_actor

ANYONE = Actor()
HERE = {"device": "", "remote": "192.0.2.1"}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def ask(contact="lan@example.com", remote="192.0.2.1"):
    with transaction():
        return start_code_sign_in(ANYONE, contact=contact, remote=remote)


def other_than(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def sign_up(client, contact="lan@example.com", password="", name="Lan"):
    page = client.get("/dang-ky")
    return client.submit(page, {"name": name, "contact": contact, "password": password})


def test_a_resident_signs_up_with_a_code(visitor, sent_code):
    client = visitor()
    page = client.follow(sign_up(client))
    assert page.path == "/dang-nhap/ma"
    assert "lan@example.com" in page.words
    assert count(Account) == 0
    page = client.follow(client.submit(page, {"code": sent_code()}))
    assert page.path == "/tai-khoan"
    contact = db.session.scalars(select(Contact)).one()
    assert contact.verified_at is not None
    assert contact.account.public_name == "Lan"


def test_a_resident_signs_in_with_a_code(visitor, sent_code):
    make_resident()
    client = visitor()
    page = client.get("/dang-nhap", query_string={"tiep": "/tai-khoan/du-lieu"})
    page = client.follow(
        client.submit(page, {"contact": "lan@example.com"}, button="Send me a code")
    )
    done = client.submit(page, {"code": f" {sent_code()[:3]} {sent_code()[3:]} "})
    assert done.headers["Location"] == "/tai-khoan/du-lieu"
    client.get("/tai-khoan/du-lieu")


def test_a_phone_gets_its_code_by_text_message(visitor, instance_dir):
    client = visitor()
    page = client.follow(sign_up(client, "0901 234 567"))
    message = json.loads(next((instance_dir / "sms").glob("*.json")).read_text("utf-8"))
    assert message["to"] == "+84901234567"
    code = re.search(r"\b\d{6}\b", message["text"])
    client.follow(client.submit(page, {"code": code[0]}))
    assert db.session.scalars(select(Contact.value)).all() == ["+84901234567"]


def test_signing_up_with_a_known_contact_looks_the_same(visitor, mails, sent_code):
    make_resident()
    client, other = visitor(), visitor()
    known = client.follow(sign_up(client, "lan@example.com", PASSWORD, "Kẻ lạ"))
    fresh = other.follow(sign_up(other, "moi@example.com", PASSWORD, "Kẻ lạ"))
    assert known.words.replace("lan@", "moi@") == fresh.words
    assert "already" in mails()[0]["Subject"]
    assert count(Account) == 1
    assert db.session.scalars(select(Account.public_name)).one() == "Lan"


def test_asking_a_code_for_an_unknown_contact_looks_the_same(visitor, mails):
    make_resident()
    words = []
    for contact in ("lan@example.com", "khong@example.com"):
        client = visitor()
        page = client.submit(
            client.get("/dang-nhap"), {"contact": contact}, button="Send me a code"
        )
        words.append(client.follow(page).words.replace(contact, "..."))
    assert words[0] == words[1]
    assert len(mails()) == 2
    assert "no account" in mails()[1]["Subject"]
    assert count(OneTimeCode) == 1


def test_the_cookie_does_not_tell_either(visitor):
    make_resident()
    sizes = set()
    for contact in ("lan@example.com", "ban@example.com"):
        client = visitor()
        client.submit(client.get("/dang-nhap"), {"contact": contact}, button="Send me a code")
        with client.session_transaction() as session:
            sizes.add((tuple(session), tuple(session["code"]), len(session["code"]["token"])))
    assert len(sizes) == 1


def test_nobody_takes_an_account_in_advance(visitor, sent_code):
    """A stranger who signs up with somebody's contact gains nothing when its owner comes."""
    stranger, owner = visitor(), visitor()
    sign_up(stranger, "lan@example.com", PASSWORD, "Kẻ lạ")
    page = owner.follow(sign_up(owner, "lan@example.com", "", "Lan"))
    owner.submit(page, {"code": sent_code()})
    account = db.session.scalars(select(Account)).one()
    assert (account.public_name, account.password_hash) == ("Lan", "")
    stranger.submit(stranger.get("/dang-nhap/ma"), {"code": sent_code()}, status=422)


def test_a_code_is_good_once(app, sent_code):
    make_resident()
    sent = ask()
    sign_in_with_code(ANYONE, sent.flow, sent_code(), **HERE)
    with pytest.raises(Invalid):
        sign_in_with_code(ANYONE, sent.flow, sent_code(), **HERE)
    assert count(SignIn) == 1


def test_a_code_is_good_for_ten_minutes(app, sent_code, moment):
    make_resident()
    with clock.at(moment):
        sent = ask()
    with clock.at(moment + dt.timedelta(minutes=10)), pytest.raises(Invalid):
        sign_in_with_code(ANYONE, sent.flow, sent_code(), **HERE)
    with clock.at(moment + dt.timedelta(minutes=9)):
        assert sign_in_with_code(ANYONE, sent.flow, sent_code(), **HERE)


def test_a_code_may_be_tried_five_times(app, visitor, sent_code):
    make_resident()
    client = visitor()
    client.submit(client.get("/dang-nhap"), {"contact": "lan@example.com"}, button="Send me a code")
    page = client.get("/dang-nhap/ma")
    for _ in range(5):
        client.submit(page, {"code": other_than(sent_code())}, status=422)
    client.submit(page, {"code": sent_code()}, status=422)


def test_a_code_is_good_in_the_browser_that_asked(app, sent_code):
    make_resident()
    first, second = ask(), ask()
    with pytest.raises(Invalid):
        sign_in_with_code(ANYONE, first.flow, sent_code(), **HERE)
    assert sign_in_with_code(ANYONE, second.flow, sent_code(), **HERE)


def test_codes_are_sent_five_times_an_hour_to_one_contact(app, moment):
    with clock.at(moment):
        for _ in range(5):
            ask()
        with pytest.raises(TooManyTries):
            ask()
        ask("khac@example.com")
    with clock.at(moment + dt.timedelta(minutes=61)):
        ask()


def test_codes_are_sent_twenty_times_an_hour_from_one_address(app):
    for number in range(20):
        ask(f"ai-do-{number}@example.com")
    with pytest.raises(TooManyTries):
        ask("nua@example.com")
    ask("nua@example.com", remote="192.0.2.2")


def test_neither_code_nor_contact_is_in_the_log_or_readable_in_the_database(app, sent_code):
    sent = start_sign_up(
        ANYONE, name="Lan", contact="lan@example.com", password=None, remote="192.0.2.1"
    )
    row = db.session.scalars(select(OneTimeCode)).one()
    assert len(row.digest) == 64
    assert sent.flow not in (row.flow_digest, row.digest)
    facts = db.session.scalars(select(Event.facts)).all()
    assert "lan@example.com" not in json.dumps(facts)


def test_a_further_contact_is_proved_by_a_code(app, visitor, sent_code):
    account = make_resident()
    client = visitor()
    client.post(
        "/dang-nhap",
        data={"contact": "lan@example.com", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    page = client.follow(
        client.submit(client.get("/tai-khoan/lien-he"), {"contact": "lan2@example.com"})
    )
    page = client.follow(client.submit(page, {"code": sent_code()}))
    assert "lan2@example.com" in page.words
    page = client.follow(client.submit(page, button="Remove lan@example.com"))
    db.session.expire_all()
    contacts = db.session.get_one(Account, account.id).contacts
    assert [contact.value for contact in contacts] == ["lan2@example.com"]


def test_another_persons_contact_cannot_be_added(app, mails):
    make_resident("hoa@example.com", "Hoa")
    actor = as_actor(make_resident())
    sent = start_adding_contact(actor, contact="hoa@example.com", remote="192.0.2.1")
    assert count(OneTimeCode) == 0
    with pytest.raises(Invalid):
        confirm_contact(actor, sent.flow, "123456", remote="192.0.2.1")


def test_a_code_for_a_contact_signs_nobody_in(app, sent_code):
    actor = as_actor(make_resident())
    with transaction():
        sent = start_adding_contact(actor, contact="lan2@example.com", remote="192.0.2.1")
    with pytest.raises(Invalid):
        sign_in_with_code(ANYONE, sent.flow, sent_code(), **HERE)


def test_the_last_contact_stays(app, visitor):
    account = make_resident()
    client = visitor()
    client.post(
        "/dang-nhap",
        data={"contact": "lan@example.com", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    path = f"/tai-khoan/lien-he/{account.contacts[0].id}/bo"
    client.post(path, headers={"Sec-Fetch-Site": "same-origin"}, status=422)


def test_codes_of_people_who_never_came_back_are_cleared_away(app, moment):
    with clock.at(moment):
        start_sign_up(ANYONE, name="Lan", contact="a@example.com", password=None, remote="::1")
    with clock.at(moment + dt.timedelta(hours=2)):
        clear_away()
    assert count(OneTimeCode) == 1
    with clock.at(moment + dt.timedelta(days=2)):
        clear_away()
    assert count(OneTimeCode) == 0
