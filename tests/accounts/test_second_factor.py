"""Staff see nothing before the second factor is proved; each code is good once."""

import datetime as dt
import re

import pyotp
import pytest
from sqlalchemy import func, select

from citizen_app.accounts import secrets, totp
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.commands import (
    prove_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    set_second_factor,
)
from citizen_app.accounts.commands.sign_ins import begin_sign_in
from citizen_app.accounts.models import Account, RecoveryCode
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, TooManyTries
from tests.accounts.people import give_second_factor, make_staff, sign_in_staff
from tests.support.people import as_actor

STEP = dt.timedelta(seconds=30)


@pytest.fixture
def clerk(places) -> Account:
    return make_staff("clerk", places.here)


def new_sign_in(account):
    return begin_sign_in(account, device="").sign_in


def test_staff_without_second_factor_are_led_to_set_it_up(visitor, clerk):
    client = visitor()
    page = client.follow(client.follow(sign_in_staff(client), status=303))
    assert page.path == "/can-bo/xac-thuc/thiet-lap"
    for path in ("/can-bo/tai-khoan", "/can-bo/"):
        assert client.get(path, status=302).headers["Location"] == "/can-bo/xac-thuc"


def test_rights_count_from_the_second_factor_on(app, clerk):
    waiting = acting_as(Actor(), clerk, second_factor=False)
    assert (waiting.account_id, waiting.grants) == (clerk.id, ())
    assert as_actor(clerk).grants


def test_setting_up_shows_ten_recovery_codes_once(visitor, clerk):
    client = visitor()
    page = client.follow(client.follow(sign_in_staff(client), status=303))
    assert page.one("main img").get("src").startswith("data:image/svg+xml")
    secret = page.texts("main code")[0].replace(" ", "")
    wrong = client.submit(page, {"code": "000000"}, status=422)
    assert wrong.texts("main code")[0].replace(" ", "") == secret
    done = client.submit(page, {"code": pyotp.TOTP(secret).now()}, status=200)
    codes = done.texts("main code")
    assert len(set(codes)) == 10
    assert done.headers["Cache-Control"] == "no-store"
    assert client.get("/can-bo/tai-khoan").status_code == 200
    kept = db.session.scalars(select(RecoveryCode.digest)).all()
    assert len(kept) == 10
    assert not set(codes) & set(kept)


def test_the_secret_is_encrypted_at_rest(app, clerk):
    secret = give_second_factor(clerk).secret
    assert secret not in clerk.totp_secret
    assert secrets.decrypt(clerk.totp_secret) == secret
    assert secrets.decrypt(clerk.totp_secret[:-6] + "AAAA==") is None


def test_looking_at_the_set_up_page_writes_nothing(visitor, clerk):
    client = visitor()
    sign_in_staff(client)
    first = client.get("/can-bo/xac-thuc/thiet-lap").texts("main code")
    second = client.get("/can-bo/xac-thuc/thiet-lap").texts("main code")
    assert first != second
    db.session.expire_all()
    assert db.session.get_one(Account, clerk.id).totp_secret == ""


def test_the_secret_of_a_set_up_page_is_for_its_own_account(app, clerk, places):
    other = make_staff("clerk", places.here, email="khac@example.com")
    sealed = totp.new_sealed_secret(other.id)
    code = pyotp.TOTP(totp.open_sealed_secret(sealed, other.id)).now()
    with pytest.raises(Invalid):
        set_second_factor(as_actor(clerk), new_sign_in(clerk), sealed=sealed, code=code)


def test_whoever_has_only_the_password_cannot_set_up_another_device(visitor, clerk):
    give_second_factor(clerk)
    client = visitor()
    sign_in_staff(client)
    answer = client.get("/can-bo/xac-thuc/thiet-lap", status=303)
    assert answer.headers["Location"] == "/can-bo/xac-thuc"
    sealed = totp.new_sealed_secret(clerk.id)
    code = pyotp.TOTP(totp.open_sealed_secret(sealed, clerk.id)).now()
    with pytest.raises(NotAllowed):
        set_second_factor(as_actor(clerk), new_sign_in(clerk), sealed=sealed, code=code)


def test_a_code_is_good_once(app, clerk, moment):
    device, sign_in = give_second_factor(clerk), new_sign_in(clerk)
    with clock.at(moment):
        prove_second_factor(as_actor(clerk), sign_in, code=device.at(moment))
        assert sign_in.second_factor_at == moment
        with pytest.raises(Invalid):
            prove_second_factor(as_actor(clerk), new_sign_in(clerk), code=device.at(moment))
        with pytest.raises(Invalid):  # nor an older one that would still be in time
            prove_second_factor(as_actor(clerk), new_sign_in(clerk), code=device.at(moment - STEP))
    with clock.at(moment + STEP):
        prove_second_factor(as_actor(clerk), new_sign_in(clerk), code=device.at(moment + STEP))


def test_a_code_used_to_set_up_is_used(app, clerk, moment):
    with clock.at(moment):
        sealed = totp.new_sealed_secret(clerk.id)
        code = pyotp.TOTP(totp.open_sealed_secret(sealed, clerk.id)).at(moment)
        set_second_factor(as_actor(clerk), new_sign_in(clerk), sealed=sealed, code=code)
        with pytest.raises(Invalid):
            prove_second_factor(as_actor(clerk), new_sign_in(clerk), code=code)


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(app, clerk, moment, seconds, fits):
    device = give_second_factor(clerk)
    typed = device.at(moment + dt.timedelta(seconds=seconds))
    assert (totp.matching_step(device.secret, typed, moment) is not None) is fits


def test_five_wrong_codes_are_enough(app, visitor, clerk):
    device = give_second_factor(clerk)
    client = visitor()
    sign_in_staff(client)
    page = client.get("/can-bo/xac-thuc")
    for _ in range(5):
        client.submit(page, {"code": "abcdef"}, status=422)
    client.submit(page, {"code": device.now()}, status=429)


def test_a_recovery_code_is_good_once(app, clerk):
    give_second_factor(clerk)
    sign_in = new_sign_in(clerk)
    sign_in.second_factor_at = clock.now()
    code = renew_recovery_codes(as_actor(clerk), sign_in)[0]
    prove_second_factor(as_actor(clerk), new_sign_in(clerk), code=code.lower().replace("-", " "))
    with pytest.raises(Invalid):
        prove_second_factor(as_actor(clerk), new_sign_in(clerk), code=code)


def test_new_recovery_codes_end_the_old_ones(app, visitor, clerk):
    device = give_second_factor(clerk)
    client = visitor()
    sign_in_staff(client, device)
    shown = [
        client.submit(
            client.get("/can-bo/tai-khoan"), button="Make new recovery codes", status=200
        ).texts("main code")
        for _ in range(2)
    ]
    assert not set(shown[0]) & set(shown[1])
    assert all(re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code) for code in shown[1])
    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 10


def test_recovery_codes_are_not_made_before_the_second_factor(app, clerk):
    give_second_factor(clerk)
    with pytest.raises(NotAllowed):
        renew_recovery_codes(as_actor(clerk), new_sign_in(clerk))


def test_nobody_proves_the_factor_of_another(app, clerk, places):
    other = make_staff("clerk", places.here, email="khac@example.com")
    device = give_second_factor(clerk)
    with pytest.raises(NotAllowed):
        prove_second_factor(as_actor(other), new_sign_in(clerk), code=device.now())


def test_an_administrator_takes_a_lost_device_away(app, visitor, clerk, places):
    device = give_second_factor(clerk)
    client = visitor()
    sign_in_staff(client, device)
    remove_second_factor(SYSTEM, clerk)
    client.get("/can-bo/tai-khoan", status=302)
    page = client.follow(client.follow(sign_in_staff(client), status=303))
    assert page.path == "/can-bo/xac-thuc/thiet-lap"
    with pytest.raises(NotAllowed):
        remove_second_factor(as_actor(clerk), clerk)


def test_too_many_wrong_codes_are_counted_per_account(app, clerk):
    give_second_factor(clerk)
    for _ in range(5):
        with pytest.raises(Invalid):
            prove_second_factor(as_actor(clerk), new_sign_in(clerk), code="000000x")
    with pytest.raises(TooManyTries):
        prove_second_factor(as_actor(clerk), new_sign_in(clerk), code="000000x")
