"""Which values every hidden count may have: bounds driven through all relations at once until nothing moves.

Pure arithmetic on arrays: unknown whole numbers with the least and the greatest value that what is shown of each
leaves, linear relations between them, and 95 % intervals that rest on two of them. A relation and the bounds of all its
members but one bound that one; this is done for all relations together, then for those of which a member moved, until
none does. What comes out is never narrower than what is possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ENDLESS = 1 << 40
"""Stands for no bound; above every count, and so small that sums of it stay exact."""
_Z = 1.959964
_WIDEST = 8
_PAIRS_AT_A_TIME = 20_000
_MOST_ROUNDS = 500


def places(starts: Ints, ends: Ints) -> Ints:
    """The numbers from each start to before its end, one after the other."""
    sizes = ends - starts
    first = np.cumsum(sizes) - sizes
    return np.repeat(starts - first, sizes) + np.arange(sizes.sum())


class Groups:
    """Terms by what they belong to: `of` of each term is a number below `count`."""

    def __init__(self, of: Ints, count: int) -> None:
        self._order = np.argsort(of, kind="stable")
        self._ends = np.cumsum(np.bincount(of, minlength=count))

    def terms(self, which: Ints) -> Ints:
        """The terms of these, one after the other."""
        ends = self._ends[which]
        starts = np.where(which > 0, self._ends[which - 1], 0)
        found: Ints = self._order[places(starts, ends)]
        return found


@dataclass(frozen=True)
class Linear:
    """Relations `low <= sum of factor * unknown <= high`; a term belongs to the relation at the same place of `of`."""

    low: Ints
    high: Ints
    of: Ints
    unknown: Ints
    factor: Ints

    @cached_property
    def by_relation(self) -> Groups:
        """The terms of each relation."""
        return Groups(self.of, len(self.low))

    def by_unknown(self, count: int) -> Groups:
        """The terms in which each unknown is."""
        return Groups(self.unknown, count)


@dataclass(frozen=True)
class Intervals:
    """95 % intervals in whole percent, -1 where one is not shown, with the numerator and denominator they rest on."""

    numerator: Ints
    denominator: Ints
    low: Ints
    high: Ints


class Bounds:
    """Least and greatest possible value of each unknown, given relations of which those `gone` are left out.

    `why_low` and `why_high` are the relations that gave them: numbers of `Linear`, then those of `Intervals`; -1 where
    it is what is shown of the unknown itself.
    """

    def __init__(self, low: Ints, high: Ints, linear: Linear, intervals: Intervals) -> None:
        self.low, self.high = low.copy(), high.copy()
        self.why_low, self.why_high = np.full((2, len(low)), -1, dtype=np.int64)
        self.gone = np.zeros(len(linear.low) + len(intervals.low), dtype=bool)
        self._linear, self._intervals = linear, intervals
        self._terms_of = linear.by_unknown(len(low))
        resting = np.concatenate([intervals.numerator, intervals.denominator])
        self._resting = Groups(resting, len(low))

    @property
    def is_known(self) -> Bools:
        """Unknowns that can have one value only."""
        known: Bools = self.low == self.high
        return known

    def relations_with(self, unknowns: Ints) -> Ints:
        """Relations that have one of these as a member."""
        linear = self._linear.of[self._terms_of.terms(unknowns)]
        intervals = self._resting.terms(unknowns) % max(len(self._intervals.low), 1)
        return np.unique(np.concatenate([linear, intervals + len(self._linear.low)]))

    def loosen(self, unknowns: Ints, gone: Ints, low: Ints, high: Ints) -> Ints:
        """Leave relations out and take back all that followed from them or from these unknowns.

        What is taken back starts again from `low` and `high`; returns the unknowns concerned.
        """
        self.gone[gone] = True
        loose, is_cause = np.zeros(len(self.low), dtype=bool), np.zeros(len(self.gone) + 1, dtype=bool)
        edge, causes = unknowns, gone
        while len(edge) or len(causes):
            loose[edge] = True
            if len(edge):
                causes = np.concatenate([causes, self.relations_with(edge)])
            is_cause[causes] = True
            follows = (is_cause[self.why_low] | is_cause[self.why_high]) & ~loose
            edge, causes = np.flatnonzero(follows), causes[:0]
        found = np.flatnonzero(loose)
        self.low[found], self.high[found] = low[found], high[found]
        self.why_low[found] = self.why_high[found] = -1
        return found

    def propagate(self, changed: Ints) -> None:
        """Narrow the bounds by all relations with an unknown that changed, until nothing moves."""
        first = len(self._linear.low)
        for _ in range(_MOST_ROUNDS):
            if not len(changed):
                return
            concerned = self.relations_with(changed)
            concerned = concerned[~self.gone[concerned]]
            cut = np.searchsorted(concerned, first)
            moved = [self._narrow(*self._implied(concerned[:cut]))]
            moved += [
                self._narrow(*self._tried(concerned[start : start + _PAIRS_AT_A_TIME] - first))
                for start in range(cut, len(concerned), _PAIRS_AT_A_TIME)
            ]
            changed = np.unique(np.concatenate(moved))

    def _narrow(self, unknown: Ints, low: Ints, high: Ints, why: Ints) -> Ints:
        """Take over these bounds where they are narrower; returns the unknowns that changed."""
        moved = []
        sides: tuple[tuple[Ints, Ints, Ints, Any], ...] = (
            (self.low, self.why_low, low, np.maximum),
            (self.high, self.why_high, high, np.minimum),
        )
        for mine, reasons, theirs, better in sides:
            is_news = better(mine[unknown], theirs) != mine[unknown]
            one, value, reason = unknown[is_news], theirs[is_news], why[is_news]
            better.at(mine, one, value)
            is_reason = value == mine[one]
            reasons[one[is_reason][::-1]] = reason[is_reason][::-1]  # the first of several
            moved.append(one)
        return np.concatenate(moved)

    def _implied(self, numbers: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Unknown, least and greatest value, and relation, for each term of these relations."""
        linear = self._linear
        terms = linear.by_relation.terms(numbers)
        why, unknown, factor = linear.of[terms], linear.unknown[terms], linear.factor[terms]
        of = np.searchsorted(numbers, why)
        at_low, at_high = factor * self.low[unknown], factor * self.high[unknown]
        least, most = np.minimum(at_low, at_high), np.maximum(at_low, at_high)
        sum_least, sum_most = np.zeros((2, len(numbers)), dtype=np.int64)
        np.add.at(sum_least, of, least)
        np.add.at(sum_most, of, most)
        room_above = linear.high[why] - (sum_least[of] - least)  # factor * unknown is at most this
        room_below = linear.low[why] - (sum_most[of] - most)
        up, size = factor > 0, np.abs(factor)
        high = np.where(up, room_above, -room_below) // size
        low = -(np.where(up, -room_below, room_above) // size)
        return unknown, np.maximum(low, -ENDLESS), np.minimum(high, ENDLESS), why

    def _tried(self, numbers: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """The same for these intervals, by trying every pair of a numerator and a denominator where they are few."""
        n, d = self._intervals.numerator[numbers], self._intervals.denominator[numbers]
        near = (self.high[n] - self.low[n] <= _WIDEST) & (self.high[d] - self.low[d] <= _WIDEST) & (self.low[d] > 0)
        n, d, numbers = n[near], d[near], numbers[near]
        steps = np.arange(_WIDEST + 1)
        numerators = self.low[n][:, None, None] + steps[None, :, None]
        denominators = self.low[d][:, None, None] + steps[None, None, :]
        fits = (numerators <= self.high[n][:, None, None]) & (denominators <= self.high[d][:, None, None])
        fits &= numerators <= denominators
        found = wilson_percent(np.minimum(numerators, denominators), denominators)
        for shown, value in zip((self._intervals.low, self._intervals.high), found, strict=True):
            told = shown[numbers][:, None, None]
            fits &= (told < 0) | (np.abs(value - told) <= 0.5 + 1e-9)
        bounds = []
        for values, axis in ((numerators[:, :, 0], 2), (denominators[:, 0, :], 1)):
            possible = fits.any(axis=axis)
            low = np.where(possible, values, ENDLESS).min(axis=1)
            bounds.append((low, np.where(possible, values, -ENDLESS).max(axis=1)))
        (n_low, n_high), (d_low, d_high) = bounds
        why = numbers + len(self._linear.low)
        return (
            np.concatenate([n, d]),
            np.concatenate([n_low, d_low]),
            np.concatenate([n_high, d_high]),
            np.concatenate([why, why]),
        )


def wilson_percent(numerator: Ints, denominator: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95 % Wilson interval in percent, as the macro `wilson` computes it."""
    share = numerator / denominator
    middle = share + _Z * _Z / (2 * denominator)
    half = _Z * np.sqrt(np.maximum(share * (1 - share), 0) / denominator + (_Z / (2 * denominator)) ** 2)
    scale = 100 / (1 + _Z * _Z / denominator)
    low = np.where(numerator == 0, 0.0, np.maximum((middle - half) * scale, 0))
    high = np.where(numerator == denominator, 100.0, np.minimum((middle + half) * scale, 100))
    return low, high
