"""Draws that depend on a seed and a key alone, by arithmetic whose last digit no machine may choose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Table(Generic[T]):
    """Values with weights, to be drawn from."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        kept = {value: weight for value, weight in weights.items() if weight > 0}
        self.values = list(kept)
        self._bounds = list(accumulate(kept.values()))

    def at(self, share: float) -> T:
        """The value at a share in [0, 1) of all the weight."""
        return self.values[min(bisect_right(self._bounds, share * self._bounds[-1]), len(self.values) - 1)]


class Chance:
    """A stream of draws of its own for every key: what is drawn for one college changes nothing of another."""

    def __init__(self, *key: object) -> None:
        self.random = Random("|".join(str(part) for part in key)).random  # noqa: S311 - made-up data, no secret

    def happens(self, share: float) -> bool:
        """True in this share of the draws."""
        return self.random() < share

    def below(self, number: int) -> int:
        """A whole number from 0 to below the number."""
        return int(self.random() * number)

    def of(self, values: Sequence[T]) -> T:
        """One of the values, all alike."""
        return values[int(self.random() * len(values))]

    def draw(self, table: Table[T]) -> T:
        """One value of a table."""
        return table.at(self.random())

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in another order."""
        places = sorted((self.random(), place) for place in range(len(values)))
        return [values[place] for _, place in places]
