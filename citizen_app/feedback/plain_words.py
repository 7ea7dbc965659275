"""Hints for plain Vietnamese while an answer is written: advice, never a refusal.

Lengths are counted in syllables, as Vietnamese is written: about 40 in a sentence is what can be read
in one breath.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc, shorten

DATA = Path(__file__).parent / "data"
MOST_IN_SENTENCE = 40
MOST_IN_TEXT = 450
FEWEST_IN_TEXT = 15
CAPITALS_IN_A_ROW = 4
QUOTED = 90
SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?;](?=\S)[^.!?;\n]*)*")
SYLLABLE = re.compile(r"[^\W\d_]+")
DATE = re.compile(
    r"\b\d{1,2}/\d{1,2}(?:/\d{4})?\b|\b(?:ngày|tháng) \d{1,2}\b"
    r"|\b(?:hôm (?:nay|qua)|(?:sáng|trưa|chiều|tối) nay)\b",
    re.IGNORECASE,
)
ARTICLE = re.compile(
    r"\b(?:điều|khoản)\s+\d+|\b(?:luật|bộ luật|nghị định|thông tư|quyết định|nghị quyết)\b[^.\n]{0,60}?\d",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"\b(?:UBND|HĐND|phòng|đội|tổ công tác|công ty|trung tâm|ban (?:quản lý|điều hành|chỉ huy)"
    r"|công an|khu phố|văn phòng|trạm y tế|điện lực|hội đồng)\b",
    re.IGNORECASE,
)
NUMBER_OF_PAPER = re.compile(r"\b\d{1,6}/(?:\d{4}/)?[\wĐ-]{2,30}|\bPA(?:-[0-9A-Z]{2,6}){1,3}")
SHORT_FORM = re.compile(r"(?<![\w.-])[A-ZĐ][A-ZĐ&.-]{0,10}[A-ZĐ](?![\w])")
CAPITALS = re.compile(
    r"(?<!\w)[A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠ-Ỹ]{2,12}(?: [A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠ-Ỹ]{2,12}){2,60}(?!\w)"
)


@dataclass(frozen=True)
class Hint:
    """One piece of advice; `where` is the place in the text, shortened, or ""."""

    kind: str
    message: object
    where: str = ""


@lru_cache
def short_forms() -> dict[str, tuple[str, bool]]:
    """Return known short forms: what each means, and whether residents know it."""
    rows = _rows("known_abbreviations.csv")
    return {row["abbreviation"]: (row["meaning"], row["is_known"] == "1") for row in rows}


@lru_cache
def empty_phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return phrases that say little by themselves, and what each needs."""
    rows = _rows("empty_phrases.csv")
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(row['phrase'])}(?!\w)", re.IGNORECASE), row["needs"])
        for row in rows
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hints_for(text: str, *, units: Iterable[str] = (), has_date: bool = False) -> list[Hint]:
    """Return advice on an answer.

    `units`: names of who may be responsible; `has_date`: a date stands beside the text.
    """
    text = nfc(text).strip()
    if not text:
        return []
    return [
        *_on_length(text),
        *_on_capitals(text),
        *_on_short_forms(text),
        *_on_phrases(text, has_date),
        *_on_facts(text, units, has_date),
    ]


def _on_length(text: str) -> list[Hint]:
    count = len(SYLLABLE.findall(text))
    hints = []
    if count > MOST_IN_TEXT:
        hints.append(
            Hint(
                "long_text",
                _l(
                    "The answer is long: %(n)s words. What matters could stand first, the rest be left out.",
                    n=count,
                ),
            )
        )
    if count < FEWEST_IN_TEXT:
        hints.append(
            Hint(
                "short_text",
                _l(
                    "The answer is very short. Does it say what was found, what is done, by whom and when?"
                ),
            )
        )
    for sentence in SENTENCE.findall(text):
        length = len(SYLLABLE.findall(sentence))
        if length > MOST_IN_SENTENCE:
            hints.append(
                Hint(
                    "long_sentence",
                    _l(
                        "A sentence has %(n)s words. Two or three short ones read more easily.",
                        n=length,
                    ),
                    shorten(sentence, QUOTED),
                )
            )
    return hints


def _on_capitals(text: str) -> list[Hint]:
    found = [
        match[0]
        for match in CAPITALS.finditer(text)
        if match[0].count(" ") + 1 >= CAPITALS_IN_A_ROW
    ]
    message = _l("Capital letters only are hard to read and sound loud.")
    return [Hint("capitals", message, shorten(piece, QUOTED)) for piece in found[:3]]


def _on_short_forms(text: str) -> list[Hint]:
    plain = CAPITALS.sub(_without_shouting, NUMBER_OF_PAPER.sub(" ", text))
    hints = []
    for form in dict.fromkeys(match[0].strip(".-") for match in SHORT_FORM.finditer(plain)):
        meaning, is_known = short_forms().get(form, ("", False))
        if is_known or len(form) < 2 or _is_explained(form, text):
            continue
        if meaning:
            message = _l(
                "Not everybody knows %(form)s. Write it out: %(meaning)s.",
                form=form,
                meaning=meaning,
            )
        else:
            message = _l("Not everybody knows %(form)s. Write it out the first time.", form=form)
        hints.append(Hint("short_form", message, form))
    return hints


def _without_shouting(match: re.Match[str]) -> str:
    return " " if match[0].count(" ") + 1 >= CAPITALS_IN_A_ROW else match[0]


def _is_explained(form: str, text: str) -> bool:
    """Return whether the text says what a short form stands for: "... (GPXD)" or "GPXD (...)"."""
    mark = re.escape(form)
    return bool(
        re.search(
            rf"\w[^\n(]{{3,80}}\((?:gọi tắt là |viết tắt là |sau đây gọi là )?{mark}\)|{mark} \(\w{{2}}",
            text,
        )
    )


NEEDS = {"date": DATE, "article": ARTICLE, "unit": UNIT}


def _say(needs: str, phrase: str) -> object:
    if needs == "date":
        return _l("“%(phrase)s” says little without a day. By when?", phrase=phrase)
    if needs == "article":
        return _l("“%(phrase)s”: which article of which law or decree?", phrase=phrase)
    return _l("“%(phrase)s”: which one? Name it, so that people know whom to ask.", phrase=phrase)


def _on_phrases(text: str, has_date: bool) -> list[Hint]:
    hints = []
    for sentence in SENTENCE.findall(text):
        for phrase, needs in empty_phrases():
            match = phrase.search(sentence)
            rest = sentence if needs != "unit" else phrase.sub(" ", sentence)
            if match is None or NEEDS[needs].search(rest) or (needs == "date" and has_date):
                continue
            message = _say(needs, match[0].lower())
            hints.append(Hint("empty_phrase", message, shorten(sentence, QUOTED)))
    return hints


def _on_facts(text: str, units: Iterable[str], has_date: bool) -> list[Hint]:
    hints = []
    if not has_date and not DATE.search(text):
        hints.append(
            Hint(
                "no_date",
                _l("There is no day in it: when was it looked at, by when will it be done?"),
            )
        )
    names = [name for name in units if name]
    if not UNIT.search(text) and not any(name.casefold() in text.casefold() for name in names):
        hints.append(Hint("no_unit", _l("Nobody responsible is named: which department does it?")))
    return hints
