"""Codes survive being read aloud and copied by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_app.core import ids

bodies = st.text(ids.ALPHABET, min_size=ids.BODY_LENGTH, max_size=ids.BODY_LENGTH)
places = st.integers(0, ids.BODY_LENGTH)


def whole(body: str) -> str:
    return body + ids.check_character(body)


@given(bodies, places, st.sampled_from(ids.ALPHABET))
def test_each_single_wrong_character_is_noticed(body: str, place: int, sign: str) -> None:
    code = whole(body)
    wrong = code[:place] + sign + code[place + 1 :]
    assert (ids.parse_code("PA", wrong) is None) == (wrong != code)


@given(bodies, st.integers(0, ids.BODY_LENGTH - 1))
def test_each_swap_of_neighbours_is_noticed(body: str, place: int) -> None:
    code = whole(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (ids.parse_code("PA", swapped) is None) == (swapped != code)


@given(bodies)
def test_a_code_is_understood_however_it_is_written(body: str) -> None:
    signs = whole(body)
    code = f"PA-{signs[:4]}-{signs[4:]}"
    for typed in (code, code.lower(), signs, f" pa {signs[:2]} {signs[2:]} ", f"PA{signs}."):
        assert ids.parse_code("PA", typed) == code


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_code_or_nothing(typed: str) -> None:
    found = ids.parse_code("PA", typed)
    assert found is None or ids.parse_code("PA", found) == found


def test_a_new_code_is_one_that_can_be_typed_and_has_no_ambiguous_letters() -> None:
    codes = [ids.new_code("PA") for _ in range(200)]
    assert all(ids.parse_code("PA", code) == code for code in codes)
    assert len(set(codes)) == len(codes)
    assert not set("01OIU") & set(ids.ALPHABET)


def test_a_code_of_another_kind_is_not_taken() -> None:
    assert ids.parse_code("PA", ids.new_code("CH")) is None


@pytest.mark.parametrize("secret, key", [("bí mật", "khác"), ("khác", "khoá")])
def test_a_pin_belongs_to_one_submission_and_one_secret(secret: str, key: str) -> None:
    pin = ids.pin_for("bí mật", "khoá")
    assert pin == ids.pin_for("bí mật", "khoá")
    assert len(pin) == 6 and pin.isdigit()
    assert pin != ids.pin_for(secret, key)
