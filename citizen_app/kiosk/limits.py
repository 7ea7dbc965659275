"""How often one screen, and one address that binds, may try. A screen serves a whole hall: be generous."""

from __future__ import annotations

import datetime as dt

from citizen_app.core.limits import Limit

HOUR = dt.timedelta(hours=1)
SENDING = Limit("kiosk-send", most=30, window=HOUR)
ANSWERING = Limit("kiosk-survey", most=40, window=HOUR)
BEGINNING = Limit("kiosk-begin", most=400, window=HOUR)
BINDING = Limit("kiosk-bind", most=10, window=dt.timedelta(minutes=15))
