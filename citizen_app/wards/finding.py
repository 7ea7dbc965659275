"""Finding a ward by whatever people type: names old and new, abbreviations, official codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import ColumnElement, and_, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from citizen_app.core.db import db
from citizen_app.core.text import fold, words
from citizen_app.wards.models import OldUnit, Ward

MOST_FOUND = 20
SHORT = {
    "q": "quan",
    "p": "phuong",
    "f": "phuong",
    "h": "huyen",
    "x": "xa",
    "tx": "thi xa",
    "tt": "thi tran",
    "tp": "thanh pho",
}
SHORT_AND_NUMBER = re.compile(rf"({'|'.join(SHORT)})0*(\d+)")
APART = re.compile(rf"\b({'|'.join(SHORT)}) (?=\d)")
CODE = re.compile(r"\d{3,5}")
CITY = {"hcm", "tphcm", "ho chi minh", "thanh pho hcm", "thanh pho ho chi minh"}


@dataclass(frozen=True)
class Found:
    """A ward that fits what was typed; `was` says through which old unit, `is_whole` if all of it."""

    ward: Ward
    was: str = ""
    is_whole: bool = True


def find_wards(typed: str) -> list[Found]:
    """Return wards by name, old ward, old district or code, with or without diacritics.

    Names come first, whole words before beginnings; an old ward that was split brings each of its
    heirs. Where nothing fits all that was typed, its first part decides: "Sài Gòn, quận 1".
    """
    parts = parts_of(typed)
    if not parts:
        return []
    if CODE.fullmatch(parts[0]):
        query = select(Ward).where(Ward.code.startswith(parts[0])).order_by(Ward.code)
        return [Found(ward) for ward in db.session.scalars(query.limit(MOST_FOUND))]
    return _find(parts) or _find(parts[:1])


def parts_of(typed: str) -> list[str]:
    """Return what was typed as folded names, in full: "Cô Giang q.1" gives "co giang", "quan 1"."""
    found = [part for piece in re.split(r"[,;]", typed) for part in _names(piece)]
    return [part for part in found if len(part) > 1 and part not in CITY]


def _names(piece: str) -> list[str]:
    """Return the names in one piece of text: each abbreviation begins one."""
    names: list[list[str]] = [[]]
    signs = APART.sub(r"\1", fold(" ".join(words(piece)))).split()
    for sign, following in zip_longest(signs, signs[1:], fillvalue=""):
        joined = SHORT_AND_NUMBER.fullmatch(sign)
        if joined:
            names += [[SHORT[joined[1]], joined[2]], []]
        elif sign in SHORT and following:
            names += [[SHORT[sign]]]
        else:
            names[-1].append(sign.lstrip("0") if names[-1] else sign)
    return [" ".join(name) for name in names]


def _find(parts: list[str]) -> list[Found]:
    named = db.session.scalars(
        select(Ward).where(_has(Ward.folded, parts)).order_by(Ward.folded, Ward.code)
    ).all()
    old = db.session.execute(
        select(OldUnit, Ward)
        .join(Ward, Ward.id == OldUnit.ward_id)
        .where(_has(OldUnit.folded, parts))
        .order_by(OldUnit.folded, OldUnit.old_code, Ward.folded)
    ).all()
    by_name = sorted(named, key=lambda w: (not w.folded.endswith(parts[0]), w.folded, w.code))
    whole_first = sorted(old, key=lambda row: not _is_whole(row[0].folded, parts))
    found = [Found(ward) for ward in by_name]
    found += [
        Found(ward, f"{unit.old_name}, {unit.old_district}", unit.is_whole)
        for unit, ward in whole_first
    ]
    return _best(found, parts)


def _has(folded: InstrumentedAttribute[str], parts: list[str]) -> ColumnElement[bool]:
    """Whole words, of which the last may be a beginning unless it is a number: Quận 1 is not 10."""
    text = literal(" ") + folded + literal(" ")
    wanted = [f" {part} " if part[-1].isdigit() else f" {part}" for part in parts]
    return and_(*(text.contains(part, autoescape=True) for part in wanted))


def _is_whole(folded: str, parts: list[str]) -> bool:
    return all(f" {part} " in f" {folded} " for part in parts)


def _best(found: list[Found], parts: list[str]) -> list[Found]:
    """Return the first findings; a ward found by its own name is not listed again by its old one."""
    by_name = {item.ward.id for item in found if not item.was}
    kept = [item for item in found if not item.was or item.ward.id not in by_name]
    exact = [item for item in kept if item.was and _ends_old_name(item, parts)]
    rest = [item for item in kept if item not in exact]
    return ([i for i in rest if not i.was] + exact + [i for i in rest if i.was])[:MOST_FOUND]


def _ends_old_name(item: Found, parts: list[str]) -> bool:
    return fold(item.was.split(",")[0]).endswith(tuple(parts))
