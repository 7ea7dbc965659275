"""Vietnamese text is compared the way people read it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_app.core.text import fold, nfc, same_tones, shorten, slug, words


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Điện", "dien"),
        ("ĐƯỜNG", "duong"),
        ("Nguyễn Thị Ngọc Yến", "nguyen thi ngoc yen"),
        ("phường Bến Thành", "phuong ben thanh"),
        ("ưỡn ẹo", "uon eo"),
    ],
)
def test_fold_takes_all_diacritics_away_and_the_stroke_of_d(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize(
    "old, new",
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("KHOẺ", "KHỎE"),
        ("xoá", "xóa"),
        ("Hoà bình", "Hòa bình"),
        ("uỷ ban", "ủy ban"),
    ],
)
def test_both_spellings_of_a_tone_become_one(old: str, new: str) -> None:
    assert same_tones(old) == same_tones(new) == new


@pytest.mark.parametrize(
    "word",
    ["hoặc", "ngoặc", "quý", "quỳ", "ngoài", "hoàng", "huỳnh", "khuỷu", "toán", "quà", "thuế"],
)
def test_a_word_whose_tone_has_only_one_place_is_left_alone(word: str) -> None:
    assert same_tones(word) == word


def test_decomposed_and_composed_text_give_the_same_words() -> None:
    text = "Đường Nguyễn Huệ, hẻm 48/2"
    assert words(unicodedata.normalize("NFD", text)) == words(text)
    assert words(text) == ["đường", "nguyễn", "huệ", "hẻm", "48", "2"]


@given(st.text())
def test_normal_text_has_no_control_characters_and_stays_as_it_is(text: str) -> None:
    clean = nfc(text)
    assert nfc(clean) == clean
    assert not [c for c in clean if unicodedata.category(c) in {"Cc", "Cf"} and c not in "\n\t"]


@given(st.text())
def test_folding_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_invisible_and_control_characters_are_dropped() -> None:
    assert nfc("a\x00b\u200bc\u202ed\r\ne\rf\ufffe\ud800") == "abcd\ne\nf"


def test_a_slug_holds_plain_letters_only() -> None:
    assert slug("Đặc khu Côn Đảo (mới)") == "dac-khu-con-dao-moi"


@given(st.text(), st.integers(10, 90))
def test_a_shortened_text_fits_on_one_line(text: str, length: int) -> None:
    line = shorten(text, length)
    assert len(line) <= length + 1
    assert "\n" not in line
