"""How often a helper's phone may come, and how much it may bring: a day is some 50 items, 100 photos."""

from __future__ import annotations

import datetime as dt

from citizen_app.core.limits import Limit

API_VERSION = (
    1  # the oldest app that is still understood; a phone with an older one is told to update
)
# The first app that keeps the list of a door apart and forgets it in time: older ones get none.
DOORS_VERSION = 2
PREPARING = Limit("pocket.prepare", most=120, window=dt.timedelta(hours=1))
# 100 photos in small pieces over a network that breaks off all the time.
PIECES = Limit("pocket.piece", most=6000, window=dt.timedelta(hours=1))
FILING = Limit("pocket.file", most=300, window=dt.timedelta(hours=1))
# Marks at a door, and the list anew every half minute, on a network that breaks off all the time.
DOORS = Limit("pocket.door", most=3000, window=dt.timedelta(hours=1))
MOST_PIECE_BYTES = 512 * 1024
MOST_ITEM_BYTES = 64 * 1024
MOST_PHOTO_BYTES = 6 * 1024 * 1024
MOST_PENDING_BYTES = 300 * 1024 * 1024
MOST_PHOTOS = 5
UPLOAD_KEPT = dt.timedelta(days=14)
KEEP_DAYS = 7
LOCK_AFTER_SECONDS = 300
MOST_ANSWERS = 300
MOST_OPEN_OF_PLACE, MOST_ANSWERS_OF_PLACE = 15, 10
MOST_PHONES = 5
