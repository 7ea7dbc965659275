"""Words of the activity log for the phones of helpers."""

from __future__ import annotations

from collections.abc import Mapping

from citizen_app.core.i18n import lazy_gettext as _l

WIPED_FOR: dict[str, object] = {
    "asked": _l("the ward asked for it"),
    "membership": _l("the membership ended"),
}
# As in log_words_teams: what each fact is called, and the words of its values.
WORDS_OF_POCKET: dict[str, tuple[object, Mapping[str, object]]] = {
    "slips_of": (_l("Slips begin with TM-"), {}),
    "wiped_for": (_l("Because"), WIPED_FOR),
}
