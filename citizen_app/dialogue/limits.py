"""How often one address may try what could be abused. Many phones share an address: be generous."""

from __future__ import annotations

import datetime as dt

from citizen_app.core.limits import Limit

ASKING = Limit("ask", most=40, window=dt.timedelta(hours=1))
SUPPORTING = Limit("support-question", most=300, window=dt.timedelta(hours=1))
REGISTERING = Limit("dialogue-register", most=20, window=dt.timedelta(hours=1))
SLIP_PER_CODE = Limit("dialogue-pin-code", most=6, window=dt.timedelta(minutes=30))
SLIP_PER_CODE_IN_ALL = Limit("dialogue-pin-all", most=60, window=dt.timedelta(minutes=30))
SLIP_PER_ADDRESS = Limit("dialogue-pin-address", most=40, window=dt.timedelta(minutes=30))
REQUESTING = Limit("ask-dialogue", most=5, window=dt.timedelta(days=1))
# An account that tries other people's numbers learns little, and not for long.
JOINING = Limit("join-request", most=10, window=dt.timedelta(days=1))
# While a session runs, a whole hall may come through one address.
ASKING_LIVE = Limit("ask-live", most=600, window=dt.timedelta(minutes=10))
SUPPORTING_LIVE = Limit("support-live", most=6000, window=dt.timedelta(minutes=10))
VOTING = Limit("dialogue-vote", most=6000, window=dt.timedelta(minutes=10))
SPEAKING = Limit("dialogue-speak", most=200, window=dt.timedelta(minutes=10))
