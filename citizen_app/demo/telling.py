"""Many tales told side by side in the order of their moments.

So the event log reads as it would have been written: each tale says when it goes on, and the earliest
always goes next.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator

from citizen_app.core import clock

Moments = Iterator[dt.datetime]


def tell_in_order(tales: Iterable[Moments]) -> int:
    """Tell all tales to their end, each step at its own moment; return how many there were."""
    queue: list[tuple[dt.datetime, int, Moments]] = []
    count = 0
    for count, tale in enumerate(tales, 1):
        _go_on(queue, count, tale)
    while queue:
        moment, number, tale = heapq.heappop(queue)
        with clock.at(moment):
            _go_on(queue, number, tale)
    return count


def _go_on(queue: list[tuple[dt.datetime, int, Moments]], number: int, tale: Moments) -> None:
    following = next(tale, None)
    if following is not None:
        heapq.heappush(queue, (following, number, tale))
