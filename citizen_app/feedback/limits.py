"""How often one address may try what could be abused. Many phones share an address: be generous."""

from __future__ import annotations

import datetime as dt

from citizen_app.core.limits import Limit

SENDING = Limit("send", most=40, window=dt.timedelta(hours=1))
# Beginning a report or changing it, with its uploads.
DRAFTING = Limit("draft", most=150, window=dt.timedelta(hours=1))
# Documents are kept as they come, up to 10 MB each; photos are made small.
DOCUMENTS = Limit("document", most=60, window=dt.timedelta(hours=1))
# Looking for similar cases while the text is typed, a few times a report.
LOOKING = Limit("similar", most=600, window=dt.timedelta(hours=1))
# "It answers me" and "the same for me", each of which stands in a case's log.
FINDING = Limit("found", most=40, window=dt.timedelta(hours=1))
FOUND_ONCE = Limit("found-once", most=1, window=dt.timedelta(days=1))
# Codes are public: strangers who try PINs must not lock the sender out, so tries count per code and
# address; the total per code still makes guessing a PIN of six digits hopeless.
PIN_PER_CODE = Limit("pin-code", most=6, window=dt.timedelta(minutes=30))
PIN_PER_CODE_IN_ALL = Limit("pin-code-all", most=60, window=dt.timedelta(minutes=30))
PIN_PER_ADDRESS = Limit("pin-address", most=40, window=dt.timedelta(minutes=30))
# A right number that nobody knows is often only early: given out without a signal, not sent yet. It is no
# wrong PIN, and still nobody may ask quickly which numbers there are.
NUMBERS_PER_ADDRESS = Limit("number-address", most=60, window=dt.timedelta(minutes=30))

# A confirmation mail goes to whoever is named: neither one visitor nor one mailbox may be used to pester.
SUBSCRIBING = Limit("subscribe", most=10, window=dt.timedelta(hours=1))
SUBSCRIBING_PER_MAILBOX = Limit("subscribe-mailbox", most=3, window=dt.timedelta(hours=12))
SUPPORTING = Limit("support", most=60, window=dt.timedelta(hours=1))
ADDING = Limit("add", most=20, window=dt.timedelta(hours=12))
