"""Search finds what people mean, on both engines alike."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen_app.core import search
from citizen_app.core.db import db


@dataclass
class Thing:
    id: int
    __tablename__: ClassVar[str] = "thing"


def put(texts: dict[int, str], scope: str = "public", tag: str = "w26743") -> None:
    for number, text in texts.items():
        search.index(Thing(number), scope, [text], tag)


def look(query: str) -> search.Found:
    return search.find(query, search.Corner("public", "thing", ("w26743",)))


def find(query: str, scope: str = "public", tag: str = "w26743") -> list[int]:
    matches = search.matching(query, scope, "thing", tag).subquery()
    rows = db.session.execute(
        db.select(matches.c.subject_id).order_by(matches.c.rank, matches.c.subject_id)
    )
    return [number for (number,) in rows]


@pytest.mark.parametrize("query", ["điện", "dien", "ĐIỆN", "Dien", "điê\u0323n", "điê", "dien!"])
def test_a_word_is_found_with_and_without_diacritics(app: Flask, query: str) -> None:
    put({1: "Cúp điện cả hẻm", 2: "Nước yếu"})
    assert find(query) == [1]


def test_the_word_as_it_was_typed_comes_first(app: Flask) -> None:
    put({1: "Bán dường phèn", 2: "Ổ gà trên đường", 3: "Lối đi vào chợ"})
    assert find("đường") == [2, 1]
    assert find("dường") == [1, 2]
    assert sorted(find("duong")) == [1, 2]


def test_a_short_word_is_no_beginning_of_a_longer_one(app: Flask) -> None:
    put({1: "Mã số hồ sơ", 2: "Bị mất nắp cống", 3: "Con ma"})
    assert find("mã") == [1, 3]
    assert 2 not in find("ma")


def test_the_beginning_of_a_longer_word_is_enough(app: Flask) -> None:
    put({1: "Rác Nguyễn Huệ"})
    assert find("nguy") == [1]


def test_both_spellings_of_a_tone_are_one_word(app: Flask) -> None:
    put({1: "Hoà bình", 2: "Thủy lợi"})
    assert find("hòa") == [1]
    assert find("thuỷ") == [2]


def test_all_words_must_occur(app: Flask) -> None:
    put({1: "đèn đường tắt", 2: "đèn giao thông"})
    assert find("đèn tắt") == [1]
    assert not look("đèn tắt").is_near


def test_words_side_by_side_come_first_and_then_what_is_newest(app: Flask) -> None:
    put({1: "đường có đèn", 2: "đèn đường", 3: "đường này không đèn"})
    assert find("đèn đường") == [2, 3, 1]
    assert find("den duong") == [2, 3, 1]


@pytest.mark.parametrize(
    "typed",
    ["đèm đường", "dden dduowngf", "ddeenf dduowngf", "den duogn", "đèn dường phố", "denn duong"],
)
def test_a_slip_of_the_thumb_still_finds_what_comes_near(app: Flask, typed: str) -> None:
    put({1: "Đèn đường phố Huế tắt", 2: "Nước yếu"})
    assert find(typed) == [1]


def test_where_no_text_has_all_the_words_those_with_most_are_found_and_called_near(
    app: Flask,
) -> None:
    put({1: "đèn đường hẻm 48 tắt", 2: "đèn giao thông", 3: "rác"})
    found = look("đèn đường hẻm 48 bị cháy")
    assert found.is_near and list(found.ids) == [1]
    assert list(look("xe buýt trễ giờ").ids) == []


def test_a_search_finds_no_more_than_it_can_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 3)
    put(dict.fromkeys(range(1, 9), "đèn"))
    assert find("đèn") == [8, 7, 6]


def test_a_search_stays_within_its_scope_kind_and_tag(app: Flask) -> None:
    put({1: "đèn"}, tag="w26743")
    put({2: "đèn"}, tag="w27154")
    put({3: "đèn"}, scope="staff", tag="")
    assert find("đèn") == [1]
    assert find("đèn", tag="w27154") == [2]
    assert find("đèn", tag="") == [2, 1]
    assert find("đèn", tag="w26743 w27154") == [2, 1]
    assert find("đèn", scope="staff", tag="") == [3]


def test_an_entry_put_anew_or_removed_leaves_nothing_behind(app: Flask) -> None:
    put({1: "đèn tắt", 2: "đèn mờ"})
    put({1: "nước yếu"})
    assert (find("đèn"), find("nước")) == ([2], [1])
    search.remove(Thing(2), "staff")
    assert find("đèn") == [2]
    search.remove(Thing(2))
    assert find("đèn") == []


HOSTILE = [
    "'", '"', "\\", "*", "%", "_", "___", "^", "-đèn", "(đèn", "đèn)", "đèn:", "đèn:*", "& | !",
    "NEAR(đèn 2)", "AND", "OR NOT", "folded : đèn", "'; drop table ward; --", "' OR '1'='1",
    "đèn\x00", "\x00", "🚧", "đèn 🚧", "\ud7ff", "ﬁ", "x" * 10_000, "a " * 500, "½", "\u0345",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_sign_means_anything_to_the_search_engine(app: Flask, query: str) -> None:
    put({1: "đèn đường", 2: "AND OR NOT near folded 2"})
    assert set(find(query)) <= {1, 2}


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=30))
def test_whatever_is_typed_is_searched_and_finds_itself(app: Flask, typed: str) -> None:
    put({1: typed})
    found = find(typed)
    db.session.rollback()
    assert found in ([], [1])


def test_nothing_typed_finds_nothing(app: Flask) -> None:
    put({1: "đèn"})
    assert find("") == find(" ?! ") == []
