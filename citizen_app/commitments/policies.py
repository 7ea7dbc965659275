"""Who may act on a commitment, what counts as late, and how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from citizen_app.commitments.models import Commitment, DateChange, Milestone, Voice
from citizen_app.commitments.sources import asked_by
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.wards.deadlines import window_end

# How long those who asked may say whether it is really done: a limit that is data.
WINDOW = "commitment_voice"


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


def standing(commitment: Commitment) -> str:
    """Return how it stands as people see it: late, disputed and confirmed are worked out, never stored."""
    if commitment.done_on is None:
        return "late" if is_late(commitment) else commitment.state
    if commitment.disputed_count:
        return "disputed"
    return "confirmed" if commitment.confirmed_count else "done"


def voices_until(commitment: Commitment) -> dt.datetime | None:
    """Return until when those who asked may speak about the newest report that it is done."""
    if commitment.done_at is None:
        return None
    return window_end(commitment.ward_id, WINDOW, commitment.done_at)


def takes_voices(until: dt.datetime | None) -> bool:
    """Return whether the time to speak, as `voices_until` gives it, is not over."""
    return until is not None and clock.now() <= until


def is_asker(actor: Actor, commitment: Commitment) -> bool:
    """Return whether the actor asked for what was promised, by account or by code and PIN just now."""
    return bool(asked_by(actor, commitment))


def open_disputes(commitment: Commitment) -> Sequence[Voice]:
    """Return the disputes of the newest report that no leader has answered, oldest first."""
    return [
        voice
        for voice in commitment.voices
        if voice.round == commitment.round
        and voice.verdict == "disputed"
        and voice.answered_at is None
    ]


def has_dispute(_actor: Actor, commitment: Commitment) -> bool:
    """Return whether somebody who asked says that it is not done."""
    return commitment.disputed_count > 0


def has_open_dispute_about_other(actor: Actor, commitment: Commitment) -> bool:
    """Return whether a dispute waits, and somebody else reported it done: nobody judges their own report."""
    is_own = commitment.done_by_id is not None and commitment.done_by_id == actor.account_id
    return bool(open_disputes(commitment)) and not is_own


def is_missed(milestone: Milestone) -> bool:
    """Return whether the day of a milestone has passed and it is not reached."""
    return milestone.done_on is None and milestone.due_on < clock.today()


def is_coming(milestone: Milestone) -> bool:
    """Return whether the day of a milestone lies ahead and it is not reached: it may be taken out."""
    return milestone.done_on is None and milestone.due_on > clock.today()
