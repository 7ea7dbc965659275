"""Words of the activity log for helpers at the door of a dialogue."""

from __future__ import annotations

from collections.abc import Mapping

from citizen_app.core.i18n import lazy_gettext as _l

DUTY_ENDED: dict[str, object] = {
    "ward": _l("the ward ended it"),
    "membership": _l("the membership ended"),
}
# As in log_words_teams: what each fact is called, and the words of its values.
WORDS_OF_DOORS: dict[str, tuple[object, Mapping[str, object]]] = {
    "duty_ended": (_l("Ended because"), DUTY_ENDED),
}
