"""The account page: sessions, notices, data to take along, erasing."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from citizen_app.accounts import extensions, queries
from citizen_app.accounts.commands import erase_account, grant_role
from citizen_app.accounts.commands.sign_ins import begin_sign_in
from citizen_app.accounts.extensions import DATA_EXPORTERS
from citizen_app.accounts.models import Account, Contact, OneTimeCode, SignIn
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed
from citizen_app.core.events import Event
from tests.accounts.people import (
    FROM_US,
    give_second_factor,
    make_resident,
    make_staff,
    sign_in_resident,
    sign_in_staff,
)
from tests.support.people import as_actor

PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A536E) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_sessions_are_listed_and_ended_one_by_one(visitor):
    account = make_resident()
    begin_sign_in(account, device="Firefox, Windows")
    client = visitor()
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    sign_in_resident(client)
    page = client.get("/tai-khoan")
    assert "Chrome, Android" in page.words
    assert "Firefox, Windows" in page.words
    page = client.follow(client.submit(page, button="Sign this device out"))
    assert "Firefox, Windows" not in page.words


def test_a_session_ended_elsewhere_opens_nothing(visitor):
    make_resident()
    here, there = visitor(), visitor()
    sign_in_resident(here)
    sign_in_resident(there)
    here.submit(here.get("/tai-khoan"), button="Sign all other devices out")
    there.get("/tai-khoan", status=302)
    here.get("/tai-khoan")


def test_nobody_ends_the_session_of_another(visitor):
    other = begin_sign_in(make_resident("hoa@example.com", "Hoa"), device="").sign_in
    make_resident()
    client = visitor()
    sign_in_resident(client)
    client.post(f"/tai-khoan/phien/{other.id}/ket-thuc", headers=FROM_US, status=403)


def test_signing_out_ends_the_session_and_empties_the_cookie(visitor):
    make_resident()
    client = visitor()
    sign_in_resident(client)
    kept = client.get_cookie("ln_ba_con").value
    client.post("/dang-xuat", headers=FROM_US)
    assert client.get_cookie("ln_ba_con") is None
    client.set_cookie("ln_ba_con", kept)
    client.get("/tai-khoan", status=302)


def test_staff_sign_out(visitor, places):
    device = give_second_factor(make_staff("clerk", places.here))
    client = visitor()
    sign_in_staff(client, device)
    client.post("/can-bo/dang-xuat", headers=FROM_US)
    client.get("/can-bo/tai-khoan", status=302)


def test_name_and_notices_are_changed(visitor):
    account = make_resident()
    client = visitor()
    sign_in_resident(client)
    page = client.follow(client.submit(client.get("/tai-khoan/ten"), {"name": "  Lan  Anh "}))
    assert page.heading == "Hello, Lan Anh"
    client.follow(client.submit(page, button="Switch notices off"))
    db.session.expire_all()
    assert db.session.get_one(Account, account.id).notify_by_email is False


def test_other_features_add_their_part(app, monkeypatch):
    actor = as_actor(make_resident())
    section = extensions.Section("Của tôi", "accounts/data.html", {"who": actor.account_id})
    monkeypatch.setattr(extensions, "ACCOUNT_SECTIONS", [lambda who: replace(section)])
    assert extensions.sections_for(actor) == [section]


def test_my_data_holds_all_that_is_known(visitor, monkeypatch):
    make_resident()
    monkeypatch.setitem(DATA_EXPORTERS, "things", lambda actor: [actor.account_id])
    client = visitor()
    sign_in_resident(client)
    page = client.get("/tai-khoan/du-lieu.json")
    data = json.loads(page.text)
    assert data["account"]["contacts"][0]["value"] == "lan@example.com"
    assert len(data["sign_ins"]) == 1
    assert data["things"]
    assert "attachment" in page.headers["Content-Disposition"]
    assert "argon2" not in page.text


def test_erasing_asks_for_the_word(visitor):
    make_resident()
    client = visitor()
    sign_in_resident(client)
    page = client.get("/tai-khoan/du-lieu/xoa")
    assert client.submit(page, {"word": "yes"}, status=422).errors
    assert count(Contact) == 1
    done = client.follow(client.submit(page, {"word": "erase"}))
    assert done.heading == "Your data were erased"
    client.get("/tai-khoan", status=302)


def test_erasing_leaves_nothing_personal(app, monkeypatch, places):
    account = make_resident()
    grant_role(SYSTEM, account, role="helper", ward_id=places.here)
    begin_sign_in(account, device="Chrome, Android")
    erased = []
    monkeypatch.setattr("citizen_app.accounts.commands.erasing.ERASERS", [erased.append])
    actor = as_actor(account)
    erase_account(actor)
    db.session.commit()
    db.session.expire_all()
    kept = db.session.get_one(Account, account.id)
    personal = [c.key for c in Account.__table__.columns if c.info.get("personal")]
    assert personal == ["public_name"]
    assert (kept.public_name, kept.password_hash, kept.contacts) == ("", "", [])
    assert kept.erased_at is not None
    assert kept.disabled_at is not None
    assert all(grant.valid_to for grant in kept.grants)
    assert (count(SignIn), count(Contact), count(OneTimeCode)) == (0, 0, 0)
    assert erased == [actor]
    assert "AccountErased" in db.session.scalars(select(Event.kind)).all()


def test_a_contact_is_free_again_after_erasing(app):
    erase_account(as_actor(make_resident()))
    assert make_resident().email == "lan@example.com"


def test_staff_accounts_are_not_erased(app, places):
    with pytest.raises(NotAllowed):
        erase_account(as_actor(make_staff("clerk", places.here)))


def test_demo_accounts_are_for_the_demo_only(visitor, app, places, monkeypatch):
    clerk = make_staff("clerk", places.here)
    assert queries.list_demo_accounts() == []
    client = visitor()
    client.post("/can-bo/dang-nhap/demo", data={"account": clerk.id}, headers=FROM_US, status=404)
    settings = replace(app.extensions["settings"], demo_mode=True)
    monkeypatch.setitem(app.extensions, "settings", settings)
    page = client.get("/can-bo/dang-nhap")
    assert "Phường Bến Thành" in page.words
    assert "Reception clerk" in page.words
    client.submit(page, button="Continue as Hùng")
    assert client.get("/can-bo/tai-khoan").heading == "Hùng"


def test_the_first_administrator_is_made_on_the_command_line(app, mails):
    result = app.test_cli_runner().invoke(
        args=["accounts", "create-admin", "sep@example.com", "--name", "Sếp"]
    )
    assert result.exit_code == 0, result.output
    assert "http://localhost/can-bo/loi-moi/" in result.output
    again = app.test_cli_runner().invoke(
        args=["accounts", "create-admin", "sep@example.com", "--name", "Sếp"]
    )
    assert again.exit_code == 1
