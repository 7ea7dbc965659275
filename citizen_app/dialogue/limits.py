"""How often one address may send questions: many phones share an address, so be generous."""

from __future__ import annotations

import datetime as dt

from citizen_app.core.limits import Limit

ASKING = Limit("ask", most=40, window=dt.timedelta(hours=1))
SUPPORTING = Limit("support-question", most=300, window=dt.timedelta(hours=1))
