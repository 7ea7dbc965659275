"""Found words are marked in whatever spelling, and nothing that stands in a text becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from citizen_app.core.snippets import hits_of, marked, snippet
from citizen_app.core.text import nfc

HOSTILE = '<script>alert(1)</script> đèn <img src=x onerror=alert(1)> & "đèn" \''


def words_in(text: str, query: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in hits_of(text, query)]


@pytest.mark.parametrize(
    "text, query, found",
    [
        ("Đèn tắt, bạn đến đây", "đèn", ["Đèn"]),  # typed with diacritics: the very word
        ("Đèn tắt, bạn đến đây", "den", ["Đèn", "đến"]),  # without: every spelling
        ("Bạn đến đây", "đèn", ["đến"]),  # nowhere as typed: what the search found instead
        ("Chiếu sáng", "chieu", ["Chiếu"]),
        ("Hoà bình", "hòa", ["Hoà"]),  # the tone on either letter
        ("mát mẻ", "ma", []),  # two letters are no beginning of a word
        ("Đèn đường", "", []),
        ("Đèn đường", "!!!", []),
    ],
)
def test_what_is_marked(text: str, query: str, found: list[str]) -> None:
    assert words_in(text, query) == found


def test_markup_in_a_text_stays_text() -> None:
    for made in (marked(HOSTILE, "đèn script"), snippet(HOSTILE, "đèn")):
        assert made is not None
        plain = made.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in plain and '"' not in plain
        assert "<mark>đèn</mark>" in made


@given(text=st.text(max_size=80), query=st.text(max_size=20))
def test_marking_changes_nothing_but_marks(text: str, query: str) -> None:
    made = marked(text, query)
    assert made.replace("<mark>", "").replace("</mark>", "") == escape(nfc(text))
    part = snippet(text, query)
    assert part is None or "<mark>" in part


def test_a_snippet_shows_the_place_of_the_first_found_word() -> None:
    text = "Mở đầu rất dài. " * 20 + "Cống nghẹt trước chợ. " + "Phần cuối cũng dài. " * 20
    made = snippet(text, "nghẹt")
    assert made is not None and made.startswith("…") and made.endswith("…")
    assert "Cống <mark>nghẹt</mark> trước chợ" in made and len(made) < 260
    assert snippet(text, "xe buýt") is None
