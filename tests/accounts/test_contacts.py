"""Contacts as people type them."""

import pytest

from citizen_app.accounts.contacts import Address, parse_address, parse_email_address
from citizen_app.core.errors import Invalid


@pytest.mark.parametrize(
    "typed",
    [
        "0901234567",
        "0901 234 567",
        "0901.234.567",
        "+84 901 234 567",
        "84901234567",
        "0084901234567",
    ],
)
def test_mobile_numbers_have_one_form(app, typed):
    address = parse_address(typed)
    assert address == Address("phone", "+84901234567")
    assert str(address) == "0901 234 567"


@pytest.mark.parametrize("typed", ["Lan@Example.com", "  lan@example.com ", "LAN@EXAMPLE.COM"])
def test_email_addresses_have_one_form(app, typed):
    assert parse_address(typed) == Address("email", "lan@example.com")


@pytest.mark.parametrize(
    "typed",
    ["", "lan", "lan@", "@example.com", "090123456", "09012345678", "0281234567", "+1 555 0100"],
)
def test_anything_else_is_refused(app, typed):
    with pytest.raises(Invalid) as caught:
        parse_address(typed)
    assert caught.value.field == "contact"


def test_staff_are_invited_by_email_only(app):
    with pytest.raises(Invalid):
        parse_email_address("0901234567")
