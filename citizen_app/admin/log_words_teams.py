"""Words of the activity log for teams: how people agreed, for what, what was unusual."""

from __future__ import annotations

from collections.abc import Mapping

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.teams.words import ALERT_LABELS, FILED_LABELS, SHORT_KINDS

VISIT_ENDS: dict[str, object] = {
    "button": _l("finished by the helper"),
    "time": _l("the half hour was over"),
    "next": _l("the next person came"),
    "membership": _l("the membership ended"),
}
# Facts of events, by name: what each is called, and the words of its values.
WORDS_OF_TEAMS: dict[str, tuple[object, Mapping[str, object]]] = {
    "purpose": (_l("For what"), FILED_LABELS),
    "consent": (_l("Way of consent"), SHORT_KINDS),
    "pattern": (_l("Pattern"), ALERT_LABELS),
    "ended_by": (_l("Ended because"), VISIT_ENDS),
}
