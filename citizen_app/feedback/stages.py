"""The states of a report, their names for staff, and the sets of them that belong together."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l


class State(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    SCREENING = "screening"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_RESIDENT = "waiting_resident"
    DRAFTED = "drafted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"
    FORWARDED = "forwarded"
    MERGED = "merged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


S = State
STATE_LABELS: dict[str, object] = {
    S.RECEIVED: _l("New"),
    S.SCREENING: _l("Being screened"),
    S.ASSIGNED: _l("Assigned"),
    S.IN_PROGRESS: _l("In progress"),
    S.WAITING_RESIDENT: _l("Waiting for the sender"),
    S.DRAFTED: _l("Waiting for approval"),
    S.RETURNED: _l("Returned for changes"),
    S.APPROVED: _l("Approved"),
    S.PUBLISHED: _l("Answered"),
    S.CLOSED: _l("Closed"),
    S.FORWARDED: _l("Forwarded"),
    S.MERGED: _l("Merged"),
    S.REFUSED: _l("Not accepted"),
    S.WITHDRAWN: _l("Withdrawn"),
    S.REOPENED: _l("Reopened"),
}

# The clock runs in these; a case in one of them can be late.
WITH_WARD = frozenset(
    {
        S.RECEIVED,
        S.SCREENING,
        S.ASSIGNED,
        S.IN_PROGRESS,
        S.DRAFTED,
        S.RETURNED,
        S.APPROVED,
        S.REOPENED,
    }
)
OPEN = WITH_WARD | {S.WAITING_RESIDENT}
ANSWERED = frozenset({S.PUBLISHED, S.CLOSED})
WORKING = frozenset({S.ASSIGNED, S.IN_PROGRESS, S.RETURNED, S.DRAFTED})
