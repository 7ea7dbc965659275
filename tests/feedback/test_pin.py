"""A PIN opens one case, and guessing it leads nowhere."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from citizen_app.core import clock, ids
from citizen_app.core.db import db
from citizen_app.core.limits import Try
from citizen_app.feedback.limits import (
    NUMBERS_PER_ADDRESS,
    PIN_PER_ADDRESS,
    PIN_PER_CODE,
    PIN_PER_CODE_IN_ALL,
)
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import Page, StrictClient
from tests.support.factories import Sent


@pytest.fixture
def sent(ward: Ward) -> Sent:
    return factories.send(ward)


def guess(client: StrictClient, code: str, pin: str, status: int) -> Page:
    return client.post("/tra-cuu", data={"code": code, "pin": pin}, status=status)


def other_than(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06}"


def test_code_and_pin_open_the_case_however_they_are_typed(
    sent: Sent, client: StrictClient
) -> None:
    code, pin = sent.report.code.lower().replace("-", " "), f"{sent.pin[:3]} {sent.pin[3:]}"
    answer = guess(client, code, pin, 303)
    assert factories.TEXT in client.follow(answer).words


def test_a_wrong_pin_is_counted_although_the_answer_is_an_error(
    sent: Sent, client: StrictClient
) -> None:
    guess(client, sent.report.code, other_than(sent.pin), 422)
    # The code from here, the code in all, the address.
    assert db.session.scalar(select(func.count()).select_from(Try)) == 3


def test_after_so_many_wrong_pins_the_right_one_does_not_help_for_a_while(
    sent: Sent, client: StrictClient
) -> None:
    code, wrong = sent.report.code, other_than(sent.pin)
    for _ in range(PIN_PER_CODE.most):
        guess(client, code, wrong, 422)
    guess(client, code, wrong, 429)
    guess(client, code, sent.pin, 429)
    with clock.at(clock.now() + PIN_PER_CODE.window + dt.timedelta(seconds=1)):
        guess(client, code, sent.pin, 303)


def test_an_address_cannot_try_one_pin_on_many_codes(ward: Ward, client: StrictClient) -> None:
    for _ in range(PIN_PER_ADDRESS.most):
        PIN_PER_ADDRESS.count("127.0.0.1")
    guess(client, ids.new_code("PA"), "000000", 429)


@pytest.mark.parametrize("prefix", ["PA", "CH", "DK", "TM"])
def test_a_number_that_nobody_knows_uses_up_no_try_of_a_pin(
    sent: Sent, client: StrictClient, prefix: str
) -> None:
    """A slip given out without a signal is right before it arrives: who looks must not be locked out."""
    early = ids.new_code(prefix)
    for _ in range(PIN_PER_ADDRESS.most + 5):
        guess(client, early, sent.pin, 422)
    guess(client, sent.report.code, other_than(sent.pin), 422)
    guess(client, sent.report.code, sent.pin, 303)


def test_an_address_cannot_ask_quickly_which_numbers_there_are(
    sent: Sent, client: StrictClient
) -> None:
    for _ in range(NUMBERS_PER_ADDRESS.most):
        guess(client, ids.new_code("TM"), sent.pin, 422)
    guess(client, ids.new_code("TM"), sent.pin, 429)
    guess(client, sent.report.code, other_than(sent.pin), 429)  # answered alike: it tells nothing
    with clock.at(clock.now() + NUMBERS_PER_ADDRESS.window + dt.timedelta(seconds=1)):
        guess(client, ids.new_code("TM"), sent.pin, 422)
        guess(client, sent.report.code, sent.pin, 303)


def test_strangers_elsewhere_cannot_lock_the_sender_out(sent: Sent, client: StrictClient) -> None:
    for number in range(PIN_PER_CODE.most * 3):
        PIN_PER_CODE.count(f"{sent.report.code} 10.0.0.{number}")
        PIN_PER_CODE_IN_ALL.count(sent.report.code)
    guess(client, sent.report.code, sent.pin, 303)


def test_many_addresses_together_cannot_guess_either(sent: Sent, client: StrictClient) -> None:
    for _ in range(PIN_PER_CODE_IN_ALL.most):
        PIN_PER_CODE_IN_ALL.count(sent.report.code)
    guess(client, sent.report.code, sent.pin, 429)


def test_a_wrong_code_and_a_wrong_pin_are_answered_alike(sent: Sent, client: StrictClient) -> None:
    unknown = factories.send(sent.report.holder).report.code
    pages_ = [
        guess(client, sent.report.code, other_than(sent.pin), 422),
        guess(client, ids.new_code("PA"), sent.pin, 422),
    ]
    assert len({tuple(page.errors) for page in pages_}) == 1
    mistyped = guess(client, unknown[:-1] + ("2" if unknown[-1] != "2" else "3"), sent.pin, 422)
    assert tuple(mistyped.errors) != tuple(pages_[0].errors)  # the check character tells


def test_the_pin_of_one_case_opens_no_other(sent: Sent, client: StrictClient) -> None:
    other = factories.send(sent.report.holder)
    guess(client, other.report.code, sent.pin, 422)
    client.follow(guess(client, sent.report.code, sent.pin, 303))
    client.get(f"/tra-cuu/{other.report.code}", status=302)


def test_a_device_forgets_the_case_after_a_while(sent: Sent, client: StrictClient) -> None:
    pages.unlock(client, sent.report.code, sent.pin)
    client.get(f"/tra-cuu/{sent.report.code}")
    with clock.at(clock.now() + dt.timedelta(hours=2, minutes=1)):
        client.get(f"/tra-cuu/{sent.report.code}", status=302)


def test_the_receipt_shows_the_pin_for_an_hour_and_never_again(
    ward: Ward, client: StrictClient
) -> None:
    receipt = client.follow(pages.fill_in(client, ward))
    assert not receipt.all(".site-nav [aria-current]")  # no list of answers
    pin = pages.pin_on(receipt)
    assert pin and pages.pin_on(client.get(receipt.path)) == pin
    with clock.at(clock.now() + dt.timedelta(minutes=61)):
        assert pin not in client.get(receipt.path).text


def test_a_case_without_a_pin_is_opened_by_none(sent: Sent, client: StrictClient) -> None:
    sent.report.pin_digest = ""
    db.session.commit()
    for pin in ("", sent.pin, "000000"):
        guess(client, sent.report.code, pin, 422)
