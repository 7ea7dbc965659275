"""`make check` notices a catalogue that is stale, unfinished or breaks a placeholder."""

import pytest
from babel.messages.catalog import Catalog

from check_translations import check


def catalogue(*messages: tuple[object, object], fuzzy: bool = False) -> Catalog:
    made = Catalog(locale="vi")
    for text, translation in messages:
        made.add(text, translation, flags={"fuzzy"} if fuzzy else set())
    return made


WANTED = catalogue(("%(count)s cases", ""), (("%(n)s day", "%(n)s days"), ("",)))
DAYS = (("%(n)s day", "%(n)s days"), ("%(n)s ngày",))


def test_a_finished_catalogue_passes() -> None:
    assert check(catalogue(("%(count)s cases", "%(count)s vụ"), DAYS), WANTED, "vi") == []


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (catalogue(DAYS), "not collected: '%(count)s cases'"),
        (catalogue(("%(count)s cases", ""), DAYS), "not translated: '%(count)s cases'"),
        (catalogue(("%(count)s cases", "%(so)s vụ"), DAYS), "placeholders differ"),
        (catalogue(("%(count)s cases", "vụ"), DAYS), "placeholders differ"),
        (catalogue(("%(count)s cases", "%(count)s vụ"), fuzzy=True), "fuzzy"),
        (catalogue(("Gone", "Mất"), DAYS), "no longer used: 'Gone'"),
    ],
)
def test_an_unfinished_catalogue_is_noticed(made: Catalog, expected: str) -> None:
    assert any(expected in line for line in check(made, WANTED, "vi"))


def test_english_may_leave_its_own_texts_as_they_are() -> None:
    made = catalogue(("%(count)s cases", ""), (("%(n)s day", "%(n)s days"), ("",)))
    assert check(made, WANTED, "en") == []
