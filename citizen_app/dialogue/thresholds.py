"""How many voters must ask before the ward owes a dialogue, and by when it is owed then.

The share is a row of the limits' table (Law on Organisation of Local Government 72/2025/QH15, art. 43:
10 per cent of the commune's voters). What is published of that article names no day by which the dialogue
must be held; the platform's own limit stands in, and says that it is its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from citizen_app.core import clock
from citizen_app.dialogue.clocks import Clock
from citizen_app.dialogue.models_requests import DialogueRequest
from citizen_app.wards.deadlines import due_by, find_rule, list_rules, rule_on
from citizen_app.wards.models import DeadlineRule
from citizen_app.wards.models_voters import VoterCount
from citizen_app.wards.queries import calendar_of
from citizen_app.wards.voters import voters_of

SHARE, HOLDING = "dialogue_request", "dialogue_request_hold"
OPEN_FOR, ERASING = "dialogue_request_open", "dialogue_request_erase"
WHOLE = 100


@dataclass(frozen=True)
class Threshold:
    """The share of voters with its rule; `voters` None: the ward has not said how many it has."""

    rule: DeadlineRule
    voters: VoterCount | None

    @property
    def needed(self) -> int | None:
        """Return how many voters are needed: the share, rounded up to a whole person."""
        if self.voters is None:
            return None
        return -(-self.voters.number * self.rule.days // WHOLE)


def threshold_of(ward_id: int) -> Threshold | None:
    """Return what holds in a ward today; None where no rule is in force."""
    rule = find_rule(ward_id, SHARE, "", clock.today())
    return None if rule is None else Threshold(rule, voters_of(ward_id))


def hold_by(ward_id: int, reached: dt.date) -> dt.date | None:
    """Return the last day for the dialogue that enough voters asked for on a day."""
    rule = find_rule(ward_id, HOLDING, "", reached)
    if rule is None:
        return None
    return clock.local_date(due_by(rule, reached, calendar_of(ward_id)).at)


def holding_clock(
    request: DialogueRequest, rules: Sequence[DeadlineRule] | None = None
) -> Clock | None:
    """Return the limit for holding it: kept once the session is over, on or before its last day.

    `rules` are the ward's for holding, where a page looks at many requests.
    """
    if request.reached_at is None or request.hold_by is None:
        return None
    known = list_rules(request.ward_id, HOLDING) if rules is None else rules
    rule = rule_on(known, "", clock.local_date(request.reached_at))
    if rule is None:
        return None
    session = request.session
    kept = None
    if request.state == "held" and session is not None:
        kept = clock.local_date(session.starts_at) <= request.hold_by
    return Clock(HOLDING, request.hold_by, rule, kept)
