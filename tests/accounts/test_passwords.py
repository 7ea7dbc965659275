"""Passwords: which are taken, how they are kept, how often a wrong one may be tried."""

import datetime as dt

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from citizen_app.accounts import passwords
from citizen_app.accounts.commands import change_password, disable_account, sign_in_with_password
from citizen_app.accounts.models import Account, SignIn
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor, Surface
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, TooManyTries
from tests.accounts.people import PASSWORD, make_resident, sign_in_resident
from tests.support.people import as_actor

WRONG = "mật khẩu nào đó không đúng"


def try_password(
    client, contact="lan@example.com", password=WRONG, status=422, address="192.0.2.1"
):
    return client.post(
        "/dang-nhap",
        data={"contact": contact, "password": password},
        headers={"Sec-Fetch-Site": "same-origin"},
        environ_base={"REMOTE_ADDR": address},
        status=status,
    )


@pytest.mark.parametrize(
    "password",
    [
        "ngan",
        "123456789",
        "1234567890",
        "12345678910",
        "0987654321",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "1212121212",
        "matkhau123",
        "mậtkhẩu2026",
        "AnhYeuEm123",
        "anhyeuem!!!!",
        "password1234",
        "P@ssw0rd2024",
        "x" * 201,
        "lan.nguyen nha toi",
        "0901234567 la so",
    ],
)
def test_bad_passwords_are_refused(app, password):
    with pytest.raises(Invalid):
        passwords.check_password(password, ["lan.nguyen@example.com", "+84901234567"])


@pytest.mark.parametrize("password", [PASSWORD, "chiếc xe đạp màu xanh", "k8#vTq2!zRw1"])
def test_good_passwords_are_taken(app, password):
    passwords.check_password(password, ["lan.nguyen@example.com"])


def test_the_list_is_long_and_folded(app):
    common = passwords.common_passwords()
    assert len(common) >= 1000
    assert {"matkhau123", "12345678910", "anhyeuem"} <= common


def test_passwords_are_kept_as_argon2id(app):
    account = make_resident()
    assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_one_way_of_writing_vietnamese_letters_is_as_good_as_the_other(app):
    kept = passwords.hash_password("hoa n\u1edf")
    assert passwords.is_right(kept, "hoa no\u031b\u0309")


def test_an_old_hash_is_renewed_by_signing_in(app, visitor):
    account = make_resident()
    account.password_hash = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    db.session.commit()
    sign_in_resident(visitor())
    db.session.expire_all()
    assert not passwords.needs_rehash(db.session.get_one(Account, account.id).password_hash)


def test_five_wrong_passwords_close_an_account_for_a_while(app, visitor, moment):
    make_resident()
    client = visitor()
    with clock.at(moment):
        for _ in range(5):
            assert try_password(client).errors == ["The contact or the password is not right."]
        try_password(client, password=PASSWORD, status=429)
        try_password(client, password=PASSWORD, status=429, address="192.0.2.99")
    with clock.at(moment + dt.timedelta(minutes=16)):
        try_password(client, password=PASSWORD, status=303)


def test_the_right_password_forgets_the_wrong_ones(app, visitor):
    make_resident()
    client = visitor()
    for _ in range(2):
        for _ in range(4):
            try_password(client)
        try_password(visitor(), password=PASSWORD, status=303)


def test_an_address_may_be_wrong_thirty_times(app, visitor):
    make_resident()
    client = visitor()
    for number in range(30):
        try_password(client, contact=f"ai-do-{number}@example.com")
    try_password(client, password=PASSWORD, status=429)
    try_password(client, password=PASSWORD, status=303, address="192.0.2.2")


def test_unknown_and_known_contacts_look_alike(app, visitor):
    make_resident()
    known, unknown = try_password(visitor()), try_password(visitor(), contact="khong@example.com")
    assert known.errors == unknown.errors
    assert known.status_code == unknown.status_code


@pytest.mark.parametrize("contact", ["lan@example.com", "khong@example.com", "dong@example.com"])
def test_each_try_costs_one_comparison(app, monkeypatch, contact):
    """Whether an account is known, closed or has no password: the same work is done."""
    make_resident()
    disable_account(SYSTEM, make_resident(email="dong@example.com"))
    compared = []
    verify = PasswordHasher.verify

    def watched(self, *args):
        compared.append(args)
        return verify(self, *args)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    with pytest.raises(Invalid):
        sign_in_with_password(
            Actor(), Surface.RESIDENT, contact=contact, password=WRONG, device="", remote="::1"
        )
    assert len(compared) == 1


def test_an_account_without_password_takes_none(app):
    account = make_resident()
    account.password_hash = ""
    with pytest.raises(Invalid):
        sign_in_with_password(
            Actor(),
            Surface.RESIDENT,
            contact="lan@example.com",
            password="a password that opens nothing",
            device="",
            remote="::1",
        )


def test_a_closed_account_cannot_be_signed_in_to(app, visitor):
    account = make_resident()
    client = visitor()
    sign_in_resident(client)
    disable_account(SYSTEM, account)
    client.get("/tai-khoan", status=302)
    try_password(client, password=PASSWORD)


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(app, visitor):
    make_resident()
    here, there = visitor(), visitor()
    sign_in_resident(here)
    sign_in_resident(there)
    page = here.get("/tai-khoan/mat-khau")
    new = "một câu khác hẳn để nhớ"
    wrong = here.submit(page, {"password": WRONG, "new_password": new}, status=422)
    assert wrong.errors == ["This is not your current password."]
    here.submit(page, {"password": PASSWORD, "new_password": new})
    here.get("/tai-khoan")
    there.get("/tai-khoan", status=302)
    try_password(there, password=new, status=303)


def test_the_current_password_cannot_be_guessed_from_an_open_session(app):
    actor = as_actor(make_resident())
    for _ in range(5):
        with pytest.raises(Invalid):
            change_password(actor, current=WRONG, new="một câu khác hẳn để nhớ")
    with pytest.raises(TooManyTries):
        change_password(actor, current=PASSWORD, new="một câu khác hẳn để nhớ")


def test_wrong_tries_leave_no_session(app, visitor):
    make_resident()
    try_password(visitor())
    assert not db.session.scalars(select(SignIn)).all()
