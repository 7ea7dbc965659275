"""Who may act on a commitment, and what counts as late."""

from __future__ import annotations

import datetime as dt

from citizen_app.commitments.models import Commitment, DateChange
from citizen_app.core import clock
from citizen_app.core.actor import Actor


def open_wish(commitment: Commitment) -> DateChange | None:
    """Return the wish for a new date that nobody has decided yet."""
    return next((one for one in commitment.date_changes if one.outcome == "open"), None)


def has_no_open_wish(_actor: Actor, commitment: Commitment) -> bool:
    """Return whether no new date is being asked for."""
    return open_wish(commitment) is None


def has_open_wish_of_other(actor: Actor, commitment: Commitment) -> bool:
    """Return whether somebody else asks for a new date: two pairs of eyes."""
    wish = open_wish(commitment)
    return wish is not None and wish.asked_by_id != actor.account_id


def is_late(commitment: Commitment, today: dt.date | None = None) -> bool:
    """Return whether the date has passed and it is not done, or it was done after its date."""
    if commitment.done_on is not None:
        return commitment.done_on > commitment.due_on
    return commitment.due_on < (today or clock.today())


def was_moved(commitment: Commitment) -> bool:
    """Return whether the date is not the one that was promised first."""
    return commitment.due_on != commitment.first_due_on
