"""Vietnamese text: one normal form, folding for search, addresses without accents."""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
# Old and new spelling put the tone on different letters (hoà / hòa): the tone goes to the first vowel.
# Decomposed, a dot below stands before a breve (hoặc): a vowel that goes on keeps its tone.
OLD_TONE = re.compile(
    rf"(?i)([oO])([aAeE])([{TONES}])(?![a-z\u0300-\u036f])"
    rf"|(?<![qQ])([uU])([yY])([{TONES}])(?![a-z\u0300-\u036f])"
)
WORD = re.compile(r"\w+")


def nfc(text: str) -> str:
    """Return text in composed form, without control characters other than line breaks.

    What no file can hold (half characters, U+FFFE, U+FFFF) goes too: one such text would break a
    whole list's export.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in "\n\t" or not _is_unprintable(c))


def _is_unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs"} or sign in "\ufffe\uffff"


def same_tones(text: str) -> str:
    """Return text with tones where today's school spelling puts them (hoà -> hòa, thuỷ -> thủy)."""

    def move(match: re.Match[str]) -> str:
        first, second, tone = (
            (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
        )
        return first + tone + second

    return unicodedata.normalize("NFC", OLD_TONE.sub(move, unicodedata.normalize("NFD", text)))


def fold(text: str) -> str:
    """Return text in lower case without any diacritics, đ included."""
    plain = "".join(
        c for c in unicodedata.normalize("NFD", text.casefold()) if unicodedata.category(c) != "Mn"
    )
    return unicodedata.normalize("NFC", plain.replace("đ", "d"))


def words(text: str) -> list[str]:
    """Return the words of a text, lower case, tones in one spelling."""
    return WORD.findall(same_tones(nfc(text)).casefold())


def slug(text: str) -> str:
    """Return text as a part of an address: ben-thanh."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def shorten(text: str, length: int) -> str:
    """Return the beginning of a text as one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
