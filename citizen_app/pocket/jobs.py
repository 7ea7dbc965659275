"""What the clock brings: photos that never became whole are forgotten, and which phone brought an answer."""

from __future__ import annotations

from citizen_app.core.db import transaction
from citizen_app.core.jobs import scheduled
from citizen_app.pocket.commands.filing import forget_answers
from citizen_app.pocket.commands.uploads import forget_old_uploads


@scheduled(minute="40", hour="18")
def forget_uploads() -> None:
    """Forget pieces of photos that nothing has been added to for two weeks."""
    with transaction():
        forget_old_uploads()


@scheduled(minute="45", hour="18")
def forget_slips_of_answers() -> None:
    """Forget which phone brought a survey answer in which week."""
    with transaction():
        forget_answers()
