"""Facts about booklets and sheets. Reasons and names stay in their tables."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class BookletOrdered(Fact):
    """A booklet of sheets was made, ready to be printed."""

    label = _l("Paper booklet ordered")
    no_handler = True
    code: str
    sheets: int
    neighbourhood_id: int | None


@event_kind
@dataclass(frozen=True)
class BookletHandedOut(Fact):
    """A booklet was given to somebody; it cannot be printed again."""

    label = _l("Paper booklet handed out")
    no_handler = True
    code: str
    sheets: int


@event_kind
@dataclass(frozen=True)
class BookletBlocked(Fact):
    """A booklet was reported lost: so many sheets take nothing in."""

    label = _l("Paper booklet blocked")
    no_handler = True
    code: str
    sheets: int


@event_kind
@dataclass(frozen=True)
class BookletUnblocked(Fact):
    """A booklet was found again."""

    label = _l("Paper booklet free again")
    no_handler = True
    code: str
    sheets: int


@event_kind
@dataclass(frozen=True)
class SheetReleased(Fact):
    """One sheet of a blocked booklet was let in."""

    label = _l("Sheet of a blocked booklet let in")
    no_handler = True
    code: str


@event_kind
@dataclass(frozen=True)
class SheetEntered(Fact):
    """A sheet was typed in, with its picture."""

    label = _l("Paper sheet entered")
    no_handler = True
    code: str


@event_kind
@dataclass(frozen=True)
class SheetChecked(Fact):
    """A second person compared an entry with the paper, and it became a case; what they mended."""

    label = _l("Paper sheet checked by a second person")
    no_handler = True
    code: str
    corrected: list[str]


@event_kind
@dataclass(frozen=True)
class SheetGivenBack(Fact):
    """An entry did not fit its paper and was thrown away; the sheet can be entered anew."""

    label = _l("Entry of a paper sheet thrown away")
    no_handler = True
    code: str


@event_kind
@dataclass(frozen=True)
class NamesPrinted(Fact):
    """The list of a meeting left on paper, with so many names."""

    label = _l("List of a meeting printed with names")
    no_handler = True
    code: str
    names: int
