"""Sums that must be met: weights brought to their totals (iterative proportional fitting), and whole numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from math import fsum


def balanced(
    weights: Sequence[float], margins: Sequence[tuple[Sequence[Hashable], Mapping[Hashable, float]]], passes: int
) -> list[float]:
    """The weights scaled so that they add up to the totals of each margin; the last margin is met exactly.

    A margin is the group of every weight and the total of every group; a group without a total is left alone.
    """
    found = list(weights)
    for _ in range(passes):
        for groups, totals in margins:
            sums: dict[Hashable, float] = {}
            for group, weight in zip(groups, found, strict=True):
                sums[group] = sums.get(group, 0.0) + weight
            factors = {
                group: totals[group] / total if total > 0 and group in totals else 1.0 for group, total in sums.items()
            }
            found = [weight * factors[group] for group, weight in zip(groups, found, strict=True)]
    return found


def whole(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in the proportion of the weights that add up to the total (largest remainders)."""
    everything = fsum(weights)
    if not everything:
        return [0] * len(weights)
    exact = [total * weight / everything for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
