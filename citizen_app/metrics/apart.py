"""Work that goes ward by ward: what fails in one is logged and rolled back, the others go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from citizen_app.core.db import db
from citizen_app.core.events import place_of

log = logging.getLogger(__name__)
Done = TypeVar("Done")


def attempt(what: str, work: Callable[[], Done]) -> list[Done]:
    """Return what some work gave, alone in a list; nothing where it failed. The log gets no data."""
    try:
        return [work()]
    except DBAPIError as error:  # mostly two workers that met: the next time finds what is left
        db.session.rollback()
        log.warning("%s has to wait: %s", what, place_of(error))
    except Exception as error:
        db.session.rollback()
        log.error("%s failed: %s", what, place_of(error))
    return []


def ward_by_ward(what: str, ward_ids: Iterable[int], work: Callable[[int], Done]) -> list[Done]:
    """Do something for each ward; return what it gave where it did not fail."""
    done = list[Done]()
    for ward_id in ward_ids:
        done += attempt(f"{what} of ward {ward_id}", partial(work, ward_id))
    return done
