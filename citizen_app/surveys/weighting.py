"""Weights that make those who answered look like the ward: raking with trimmed weights; intervals.

Raking (iterative proportional fitting, Deming and Stephan 1940) fits one known margin after the other
until all fit. Trimming keeps single answers from deciding a figure. Standard library only.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

CLOSE = 1e-9
MOST_ROUNDS = 500
MOST_TRIMS = 20


def rake(
    rows: Sequence[Sequence[Hashable]],
    targets: Sequence[Mapping[Hashable, float]],
    *,
    start: Sequence[float] | None = None,
) -> list[float]:
    """Return a weight per row so that each variable's groups have their target totals.

    `rows[i][v]` is the group of row i in variable v; `targets[v]` maps each group to its total. Every
    group needs a row. Totals of the variables must agree; ValueError when a group has no row.
    """
    weights = [1.0] * len(rows) if start is None else list(start)
    for variable, target in enumerate(targets):
        if set(target) != {row[variable] for row in rows}:
            raise ValueError("a group without an answer, or an answer without a group")
    for _round in range(MOST_ROUNDS):
        worst = 0.0
        for variable, target in enumerate(targets):
            sums = dict.fromkeys(target, 0.0)
            for weight, row in zip(weights, rows, strict=True):
                sums[row[variable]] += weight
            factors = {group: target[group] / total for group, total in sums.items()}
            weights = [w * factors[row[variable]] for w, row in zip(weights, rows, strict=True)]
            worst = max([worst, *(abs(factor - 1) for factor in factors.values())])
        if worst < CLOSE:
            break
    return weights


def trimmed_weights(
    rows: Sequence[Sequence[Hashable]],
    targets: Sequence[Mapping[Hashable, float]],
    *,
    most: float,
) -> list[float]:
    """Return raked weights of mean 1, none above `most` times the mean or below its inverse.

    Raked and trimmed in turn; where both cannot be had, the bounds win.
    """
    weights = [1.0] * len(rows)
    for _round in range(MOST_TRIMS):
        weights = _mean_one(rake(rows, targets, start=weights))
        bounded = [min(max(weight, 1 / most), most) for weight in weights]
        if bounded == weights:
            return weights
        weights = bounded
    return [min(max(weight, 1 / most), most) for weight in _mean_one(weights)]


def _mean_one(weights: Sequence[float]) -> list[float]:
    mean = sum(weights) / len(weights)
    return [weight / mean for weight in weights]


def effective_size(weights: Sequence[float]) -> float:
    """Return how many equal answers tell as much as these weighted ones (Kish 1965)."""
    return sum(weights) ** 2 / sum(weight**2 for weight in weights)
