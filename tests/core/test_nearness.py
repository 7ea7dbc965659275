"""Texts about the same matter are found in whatever words; unrelated ones suggest nothing."""

import pytest
from flask import Flask

from citizen_app.core import search
from citizen_app.core.nearness import Nearness, same_matter, stop_words
from citizen_app.core.spelling import SYLLABLES, ways_to_mend
from tests.core.test_search import put

TEXTS = {
    1: "Đèn đường trước số 12 hẻm 48 tắt ba đêm nay, bà con đi lại rất tối.",
    2: "Quán karaoke ở hẻm 15 mở nhạc tới 2 giờ sáng, cả xóm không ngủ được.",
    3: "Thủ tục cấp lại giấy khai sinh cần những giấy tờ gì?",
    4: "Xe rác không vào hẻm, rác chất đống bốc mùi hôi.",
    5: "Ngã tư bị ngập sau mưa, nước vào nhà.",
}


def near(text: str, tag: str = "w26743") -> list[int]:
    corner = search.Corner("public", "thing", (tag,))
    return [number for number, _ in search.resembling(text, corner)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Bóng đèn chiếu sáng ở hẻm 48 bị hư, tối quá", 1),
        ("Hàng xóm mở loa kẹo kéo suốt đêm, không ngủ được", 2),
        ("Tôi làm mất khai sinh, muốn xin cấp lại", 3),
        ("Đã một tuần không ai thu gom rác, mùi hôi nồng nặc", 4),
        ("Cứ mưa là đường úng nước, xe chết máy, ngập lênh láng", 5),
    ],
)
def test_the_same_matter_in_other_words_comes_first_with_and_without_diacritics(
    app: Flask, text: str, first: int
) -> None:
    put(TEXTS)
    assert near(text)[:1] == [first]
    plain = search.fold(text)
    assert near(plain)[:1] == [first]


@pytest.mark.parametrize("text", ["Xin hỏi lịch tiêm vắc xin cho trẻ", "Cho tôi hỏi", "", "?", "a"])
def test_what_is_about_something_else_suggests_nothing(app: Flask, text: str) -> None:
    put(TEXTS)
    assert near(text) == []


def test_only_the_corner_asked_for_is_looked_at(app: Flask) -> None:
    put(TEXTS)
    put({9: TEXTS[1]}, tag="w27154")
    assert near(TEXTS[1], "w27154") == [9]
    assert 9 not in near(TEXTS[1])


def test_old_texts_with_rare_words_are_found_behind_many_newer_ones(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "CANDIDATES", 20)
    put({1: "Đèn đường trước miếu Bà Cố tắt"})
    put({number: f"Đèn đường trước nhà số {number} tắt" for number in range(2, 60)})
    assert near("Đèn đường gần miếu Bà Cố không sáng")[0] == 1


def test_a_text_is_nearest_to_itself() -> None:
    texts = {number: (search.entry_texts([text])) for number, text in TEXTS.items()}
    for number, text in TEXTS.items():
        ranked = Nearness(text).rank(texts)
        assert ranked[0][0] == number and ranked[0][1] > 0.8


def test_the_word_lists_are_well_formed() -> None:
    assert len(stop_words()) > 100 and "của" in stop_words()
    phrases = [phrase for group in same_matter() for phrase in group]
    assert all(phrase and len(group) > 1 for group in same_matter() for phrase in group)
    assert len(phrases) == len(set(phrases))  # a phrase stands for one matter


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("dduowngf", "duong"), ("ddeenf", "den"), ("nuowcs", "nuoc"), ("duogn", "duong")],
)
def test_misspelt_words_are_mended(typed: str, meant: str) -> None:
    assert meant in ways_to_mend(typed)


def test_numbers_and_long_strings_are_left_alone() -> None:
    assert ways_to_mend("48") == ways_to_mend("x" * 40) == ways_to_mend("") == ()
    assert {"nghieng", "khuya", "quoc", "yeu"} <= SYLLABLES
