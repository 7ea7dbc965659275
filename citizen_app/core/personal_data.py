"""Personal data spotted in a text: phone and identity numbers, plates, e-mail, a name with a house number.

A few patterns with bounded repeats, so that no text makes them slow. They find what has a form; names
alone have none and stay a matter for the reader. Rules of form: mobile numbers 10 digits (03, 05, 07,
08, 09), landlines 11 (02...); identity numbers 12 digits that begin with a province's 001-096
(Circular 59/2021/TT-BCA art. 4; Decree 137/2015 art. 13), the older ones 9 after their name; plates
of cars and motorcycles (Circular 79/2024/TT-BCA, appendix 02).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

GAP = "[ .\u00a0-]"
TITLE = "(?:[ÔôOo]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Tt]hầy|[Dd]ì|[Dd]ượng|[Cc]ậu|[Mm]ợ)"
NAME_PART = "[A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠ-Ỹ][a-zđà-öø-ýăĩũơưạ-ỹ]{0,7}"
# Streets bear people's names: a title counts only where no word for a street stands before it.
NO_STREET = "".join(f"(?<!{word} )" for word in ("đường", "phố", "hẻm", "chợ", "cầu"))
PERSON = rf"{NO_STREET}(?<!\w){TITLE} {NAME_PART}(?: {NAME_PART}){{0,3}}"
NUMBER = r"\d{1,4}[A-Za-z]?"
HOUSE = (
    rf"(?:(?:[Nn]hà số|[Ss]ố nhà|[Ss]ố|[Nn]hà) ?{NUMBER}(?:/{NUMBER}){{0,3}}"
    rf"|{NUMBER}(?:/{NUMBER}){{1,3}})(?![\d/])"
)
DWELLS = "nhà ở|nhà|hiện ở|ở|tại|trú|ngụ|thường trú|cư trú|địa chỉ"
LINK = rf"(?: ?[,;:(\u2013-] ?| )(?:(?:{DWELLS})[ :]{{1,2}}){{0,2}}"
BACK = r"(?: của | ?, ?(?:nhà |hộ |gia đình )?| nhà | hộ | gia đình | \((?:nhà |hộ )?)"
OLD_ID = r"(?i:CMND|CMTND|CMT|chứng minh (?:nhân dân|thư))(?:[ :.]|số){0,6}"


@dataclass(frozen=True)
class Finding:
    """A span of a text that looks like personal data; `kind` as in KINDS."""

    start: int
    end: int
    kind: str
    text: str

    @property
    def key(self) -> str:
        """Return a mark of what was found that does not tell it: the same wherever it stands."""
        plain = re.sub(r"[\W_]", "", self.text).casefold()
        return hashlib.sha256(f"{self.kind}:{plain}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Pattern:
    kind: str
    find: re.Pattern[str]
    is_right: Callable[[str], bool] = lambda _digits: True


def _is_phone(digits: str) -> bool:
    if digits.startswith("84"):
        digits = "0" + digits[2:]
    return bool(re.fullmatch(r"0[35789]\d{8}|02\d{9}", digits))


# In this order; what one has found the later ones leave alone.
PATTERNS = (
    _Pattern(
        "email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?!\w)")
    ),
    _Pattern(
        "id_number",
        re.compile(rf"(?<![\d.,])0(?:[0-8]\d|9[0-6])(?:{GAP}?\d){{9}}(?!{GAP}?\d)"),
    ),
    _Pattern(
        "id_number",
        re.compile(rf"{OLD_ID}(\d(?:{GAP}?\d){{8}})(?!{GAP}?\d)"),
    ),
    _Pattern(
        "phone",
        re.compile(rf"(?<![\d.,/+])(?:\(?\+?84\)?|\(?0)(?:\)?{GAP}?\d){{9,10}}(?!{GAP}?\d)"),
        _is_phone,
    ),
    _Pattern(
        "plate",
        re.compile(
            r"(?<![\w/.-])(?:1[1-9]|[2-9]\d)[ -]?(?:[A-ZĐ]\d|[A-ZĐ]{1,2}) ?[-. ]? ?"
            r"(?:\d{3}[. ]\d{2}|\d{5}|(?:(?<=[-.])|(?<=[A-ZĐ]\d ))\d{4})(?![\w/]|[.,]\d)"
        ),
    ),
    _Pattern("address", re.compile(rf"{PERSON}{LINK}{HOUSE}")),
    _Pattern("address", re.compile(rf"(?<![\w/]){HOUSE}{BACK}{PERSON}")),
)
KINDS = ("phone", "id_number", "plate", "email", "address")


def find_personal_data(text: str, allowed: Iterable[str] = ()) -> list[Finding]:
    """Return what looks like personal data, in the order of the text, without overlaps.

    `allowed`: what may be public anyway, such as the office's own number and address.
    """
    known = {re.sub(r"[\W_]", "", one).casefold() for one in allowed if one}
    found: list[Finding] = []
    for pattern in PATTERNS:
        for match in pattern.find.finditer(text):
            start, end = match.span(pattern.find.groups and 1)
            piece = text[start:end]
            digits = re.sub(r"\D", "", piece)
            taken = any(one.start < end and start < one.end for one in found)
            if taken or not pattern.is_right(digits):
                continue
            if re.sub(r"[\W_]", "", piece).casefold() in known:
                continue
            found.append(Finding(start, end, pattern.kind, piece))
    return sorted(found, key=lambda one: one.start)


def undecided(findings: Iterable[Finding], kept: Collection[str]) -> list[Finding]:
    """Return the findings that nobody has said to keep."""
    return [one for one in findings if one.key not in kept]


def mask(text: str, findings: Iterable[Finding], words: Callable[[str], str]) -> str:
    """Return the text with each finding replaced by what `words` calls its kind, in brackets."""
    for one in sorted(findings, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start]}[{words(one.kind)}]{text[one.end :]}"
    return text


def count_kinds(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each kind."""
    return dict(Counter(one.kind for one in findings))
