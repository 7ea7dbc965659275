"""The personal identification number (12 digits, Law on Identity 26/2023/QH15): read, never kept.

Its fourth digit tells century and sex, the next two the year of birth, so that a number of somebody who
cannot be a voter yet, or one that was mistyped there, is noticed. It has no check digit.
"""

from __future__ import annotations

import datetime as dt
import re

from citizen_app.core import ids
from citizen_app.core.i18n import lazy_gettext as _l

LENGTH = 12
# Voters are eighteen years old (Law 85/2015/QH13, art. 2).
VOTING_AGE = 18
OLDEST = 120
BETWEEN = re.compile(r"[\s.\-]")


def plain_number(typed: str) -> str:
    """Return what was typed without spaces, dots and dashes."""
    return BETWEEN.sub("", typed)


def problem_of(typed: str, today: dt.date) -> object | None:
    """Return what is wrong with a typed number, or None."""
    number = plain_number(typed)
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        return _l("A personal identification number has 12 digits, as on the identity card.")
    born = 1900 + int(number[3]) // 2 * 100 + int(number[4:6])
    age = today.year - born
    if int(number[3]) > 3 or age > OLDEST:
        return _l("This number cannot be right. Please compare it with the identity card.")
    if age < VOTING_AGE:
        return _l("By this number the person is younger than 18, and no voter yet.")
    return None


def person_digest(secret: str, code: str, typed: str) -> str:
    """Return what is kept of a person who asks for the request with this code."""
    return ids.keyed_digest(secret, "dialogue request", code, plain_number(typed))
