"""How often one address may check slips. Many phones share an address: be generous."""

from __future__ import annotations

import datetime as dt

from citizen_app.core.limits import Limit

CHECKING = Limit("seal-check", most=120, window=dt.timedelta(hours=1))
