"""How often what could be abused may be tried."""

from __future__ import annotations

import datetime as dt

from citizen_app.core.limits import Limit

# Per case or question: an asker may change their mind, with photos, but not without end.
SPEAKING = Limit("commitment-voice", most=20, window=dt.timedelta(hours=12))
