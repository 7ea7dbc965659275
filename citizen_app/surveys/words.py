"""What things are called on the survey's pages."""

from __future__ import annotations

from citizen_app.core.i18n import lazy_gettext as _l

CHANNEL_LABELS: dict[str, object] = {
    "case": _l("After a report, by invitation"),
    "dialogue": _l("After a dialogue"),
    "counter": _l("At the counter, by QR code"),
    "door": _l("Asked on the spot, on a shared device"),
    "web": _l("On their own, from the website"),
}
SEX_LABELS: dict[str, object] = {"female": _l("Female"), "male": _l("Male")}
VARIABLE_LABELS: dict[str, object] = {
    "neighbourhood": _l("neighbourhood"),
    "sex": _l("sex"),
    "age_group": _l("age group"),
}


def quarter_words(quarter: str) -> object:
    """Return a quarter as people say it: quý 4 năm 2026."""
    year, _q, number = quarter.partition("-q")
    return _l("quarter %(number)s of %(year)s", number=number, year=year)


def age_words(group: str) -> object:
    """Return an age group as people say it."""
    first, _dash, last = group.partition("-")
    if not last:
        return _l("%(age)s and over", age=first.rstrip("+"))
    return _l("%(first)s to %(last)s", first=first, last=last)
