"""Words for the facts of paper, hall screens and plain help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import number_text
from citizen_app.plain_help.words import PURPOSE_LABELS, REASONS, TASKS

MENDED: dict[str, object] = {
    "text": _l("What it is about"),
    "place": _l("Where is it?"),
    "name": _l("Name"),
    "phone": _l("Phone number"),
    "category": _l("Field"),
    "neighbourhood": _l("Neighbourhood"),
    "matter": _l("Kind"),
    "is_private": _l("Private"),
}


def _number(value: Any, _names: Any) -> str:
    return number_text(value)


def _mended(value: Any, _names: Any) -> str:
    return ", ".join(str(MENDED.get(name, name)) for name in value)


def _of(words: dict[str, object]) -> Callable[[Any, Any], object]:
    return lambda value, _names: words.get(value, value)


PAPER_FACTS: dict[str, tuple[object, Callable[[Any, Any], Any]]] = {
    "sheets": (_l("Sheets"), _number),
    "names": (_l("Names on the list"), _number),
    "corrected": (_l("Mended by the second person"), _mended),
    "task": (_l("Task"), _of(TASKS)),
    "why": (_l("Difficulty"), _of(REASONS)),
    "aim": (_l("What for?"), _of(PURPOSE_LABELS)),
}
