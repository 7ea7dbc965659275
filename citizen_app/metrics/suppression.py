"""What of the figures everyone may read: one rule, for the pages and for the open data.

Public things stand on the site one by one. Whoever takes them away from a figure over all things holds
what is left: the hidden ones. So the rule looks at what is left, not at how large the figure is.

* What is counted in a part of a ward (neighbourhood, department, field) is public things alone.
* A ward's figures are its public things, at once, and its hidden ones in batches: those of at least
  `LEAST` things whose share of the same indicator is new or changed, once a month, under the month in
  which they were released. What is fewer waits for more (metrics/releasing.py).
* How a thing came in, and whether its sender wanted it private (`HELD`), is told of no single one, public
  or not: public ones have batches of their own.

So the difference of any two figures, of two days or of two groups, is made of public things and of whole
batches. docs/adr/0024 argues it; tests/opendata/test_attack.py attacks it.
"""

from __future__ import annotations

from citizen_app.metrics.stories.telling import Seen, Told

# As few as this could be guessed from what neighbours know.
LEAST = 5
# Below this a public part of a ward says nothing, whatever the indicator's own minimum is.
LEAST_IN_PART = 5
EVERYTHING = {"w": "W", "n": "N", "d": "D", "f": "F"}


# Sent with an account, with a helper, at the counter; private by wish: beside neighbourhood and day this
# could point at the sender, whom those reported must not find.
HELD = frozenset({"L3", "L4", "L8", "B8", "K5", "K6", "T8"})


def counts_in_public(told: Told, indicator: str) -> bool:
    """Return whether a thing counts by itself in a figure that everyone may read."""
    return told.seen == Seen.PUBLIC and indicator not in HELD


def counts_towards_batch(told: Told) -> bool:
    """Return whether a thing helps to hide others: not if earlier pages say what it adds."""
    return told.seen in {Seen.HIDDEN, Seen.UNDECIDED}


def letter(dimension: str, *, everything: bool) -> str:
    """Return the letter of the sums: of what everyone may read, or of everything, for those inside."""
    return EVERYTHING[dimension] if everything else dimension
