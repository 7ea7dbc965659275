"""No figure about few people, by no detour: groups are joined until each is large enough.

A figure of a group and the figure of all give the rest by subtraction. So a breakdown is published
only as a partition in which every part has the least number; and one question has one partition.
"""

from __future__ import annotations

from collections.abc import Mapping

Parts = list[tuple[str, ...]]


def join_small(counts: Mapping[str, int], least: int) -> Parts:
    """Return the groups in parts of at least `least` people each, or all of them in one part.

    Small groups go together; if they are still too few, the smallest of the large ones joins them.
    """
    small = sorted(group for group, count in counts.items() if count < least)
    large = sorted((g for g in counts if counts[g] >= least), key=lambda g: (counts[g], g))
    rest = sum(counts[group] for group in small)
    while small and rest < least and large:
        joined = large.pop(0)
        small.append(joined)
        rest += counts[joined]
    parts: Parts = [(group,) for group in sorted(large)]
    return [*parts, tuple(sorted(small))] if small else parts
