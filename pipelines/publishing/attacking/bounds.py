"""Which values every hidden count may have: bounds driven through all relations at once until nothing moves.

Pure arithmetic on arrays: unknown whole numbers with the least and the greatest value that what is shown of each
leaves, linear relations between them, and 95 % intervals that rest on two of them. A relation and the bounds of all its
members but one bound that one; this is done for all relations, then for those of which a member moved, until none does.
What comes out is never narrower than what is possible. Relations are taken a part at a time, in their order, so that
what is in hand stays small; the bounds at which nothing moves are the same in whatever order they are taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
"""Numbers of unknowns, relations or terms: half the room, for there are millions of them."""
Bools = NDArray[np.bool_]

ENDLESS = 1 << 40
"""Stands for no bound; above every count, and so small that sums of it stay exact."""
_Z = 1.959964
_WIDEST = 8
_TERMS_AT_A_TIME = 1 << 19
_PAIRS_AT_A_TIME = 20_000
_MOST_ROUNDS = 500
_FEW = 8


def places(starts: Any, sizes: Any) -> Ints:
    """So many numbers from each start on, one after the other."""
    first = np.cumsum(sizes, dtype=np.int64) - sizes
    return np.repeat(starts - first, sizes) + np.arange(int(sizes.sum()), dtype=np.int64)


def once(numbers: Any) -> Ints:
    """Numbers from 0 on, each once, in order; sorting them takes a tenth of the time of NumPy's own way."""
    ordered = np.sort(numbers).astype(np.int64, copy=False)
    return ordered[np.diff(ordered, prepend=-1) > 0]


def distinct(numbers: Any, count: int) -> Ints:
    """The same of numbers below `count`; many are ticked off instead."""
    if len(numbers) * _FEW < count:
        return once(numbers)
    is_there = np.zeros(count, dtype=bool)
    is_there[numbers] = True
    return np.flatnonzero(is_there)


class Groups:
    """Members one after the other by the group they belong to; `starts` has one more than there are groups."""

    def __init__(self, starts: Ints, members: Numbers) -> None:
        self.starts, self.members = starts, members

    @classmethod
    def by(cls, of: Numbers, members: Numbers, count: int) -> Groups:
        """From members in any order and the group of each; those of one group keep theirs."""
        half = np.argsort(
            (of & 0xFFFF).astype(np.uint16), kind="stable"
        )  # sixteen bits at a time are counted, not sorted
        order = half[np.argsort((of >> 16).astype(np.uint16)[half], kind="stable")]
        starts = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(of, minlength=count), out=starts[1:])
        return cls(starts, members[order])

    def sizes(self, which: Ints) -> Ints:
        """How many members these groups have."""
        return self.starts[which + 1] - self.starts[which]

    def of(self, which: Ints) -> Numbers:
        """The members of these groups, one after the other."""
        return self.members[places(self.starts[which], self.sizes(which))]


@dataclass(frozen=True)
class Linear:
    """Relations `low <= sum of factor * unknown <= high`: their terms stand one after the other from `starts` on."""

    low: Ints
    high: Ints
    starts: Ints
    unknown: Numbers
    factor: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.low)

    @property
    def of(self) -> Numbers:
        """The relation of each term."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))


@dataclass(frozen=True)
class Intervals:
    """Percentages and their 95 % intervals in whole percent, -1 where one is not shown, with the counts they rest on.

    `rest` is the unknown that is the denominator without the numerator, -1 where there is none.
    """

    numerator: Numbers
    denominator: Numbers
    rest: Numbers
    rate: Ints
    low: Ints
    high: Ints

    def __len__(self) -> int:
        return len(self.low)


class Bounds:
    """Least and greatest possible value of each unknown, given relations of which those `gone` are left out.

    `why_low` and `why_high` are the relations that gave them: numbers of `Linear`, then those of `Intervals`; -1 where
    it is what is shown of the unknown itself.
    """

    def __init__(self, low: Ints, high: Ints, linear: Linear, intervals: Intervals) -> None:
        self.low, self.high = low.copy(), high.copy()
        self.why_low, self.why_high = np.full((2, len(low)), -1, dtype=np.int32)
        self.gone = np.zeros(len(linear) + len(intervals), dtype=bool)
        self._linear, self._intervals = linear, intervals
        self._terms = Groups(linear.starts, linear.unknown)
        self._relations_of = Groups.by(linear.unknown, linear.of, len(low))
        number = np.arange(len(linear), len(self.gone), dtype=np.int32)
        has_rest = intervals.rest >= 0
        resting = np.concatenate([intervals.numerator, intervals.denominator, intervals.rest[has_rest]])
        self._resting = Groups.by(resting, np.concatenate([number, number, number[has_rest]]), len(low))

    @property
    def is_known(self) -> Bools:
        """Unknowns that can have one value only."""
        known: Bools = self.low == self.high
        return known

    def relations_with(self, unknowns: Ints) -> Ints:
        """Relations that have one of these as a member."""
        found = np.concatenate([self._relations_of.of(unknowns), self._resting.of(unknowns)])
        return distinct(found, len(self.gone))

    def members(self, relations: Ints) -> tuple[Ints, Numbers]:
        """The members of these relations, one after the other, with the place in `relations` of each one's."""
        is_sum = relations < len(self._linear)
        sums, pairs = np.flatnonzero(is_sum), np.flatnonzero(~is_sum)
        rates, of = relations[pairs] - len(self._linear), self._intervals
        has_rest = of.rest[rates] >= 0
        found = [self._terms.of(relations[sums]), of.numerator[rates], of.denominator[rates], of.rest[rates][has_rest]]
        at = [np.repeat(sums, self._terms.sizes(relations[sums])), pairs, pairs, pairs[has_rest]]
        return np.concatenate(at), np.concatenate(found)

    def loosen(self, unknowns: Ints, gone: Ints, low: Ints, high: Ints) -> Ints:
        """Leave relations out and take back all that followed from them or from these unknowns.

        What is taken back starts again from `low` and `high`; returns the unknowns concerned.
        """
        self.gone[gone] = True
        is_loose, is_cause = np.zeros(len(self.low), dtype=bool), np.zeros(len(self.gone) + 1, dtype=bool)
        is_loose[unknowns] = True
        found, causes = [unknowns], np.concatenate([gone, self.relations_with(unknowns)])
        while len(causes := distinct(causes[~is_cause[causes]], len(self.gone))):
            is_cause[causes] = True
            edge = distinct(self.members(causes)[1], len(self.low))  # a bound follows from relations it is a member of
            edge = edge[~is_loose[edge]]
            edge = edge[is_cause[self.why_low[edge]] | is_cause[self.why_high[edge]]]
            is_loose[edge] = True
            found.append(edge)
            causes = self.relations_with(edge)
        loose = np.concatenate(found)
        self.low[loose], self.high[loose] = low[loose], high[loose]
        self.why_low[loose] = self.why_high[loose] = -1
        return loose

    def propagate(self, changed: Ints) -> None:
        """Narrow the bounds by all relations with an unknown that changed, until nothing moves."""
        for _ in range(_MOST_ROUNDS):
            if not len(changed):
                return
            concerned = self.relations_with(changed)
            concerned = concerned[~self.gone[concerned]]
            cut = np.searchsorted(concerned, len(self._linear))
            moved = [np.empty(0, dtype=np.int64)]
            for numbers in self._parts(concerned[:cut]):
                moved += self._imply(numbers)
            for start in range(cut, len(concerned), _PAIRS_AT_A_TIME):
                moved += self._try(concerned[start : start + _PAIRS_AT_A_TIME])
            changed = distinct(np.concatenate(moved), len(self.low))

    def _parts(self, numbers: Ints) -> Iterator[Ints]:
        """Linear relations, as many at a time as have a certain number of terms."""
        ends = np.cumsum(self._terms.sizes(numbers))
        cuts = np.searchsorted(ends, np.arange(_TERMS_AT_A_TIME, ends[-1] if len(ends) else 0, _TERMS_AT_A_TIME))
        return (part for part in np.split(numbers, np.unique(cuts)) if len(part))

    def _imply(self, numbers: Ints) -> Iterator[Ints]:
        """Narrow the members of linear relations; gives the unknowns that changed.

        The room of a relation is by how much it can still grow above its least sum, or shrink below its greatest: no
        term can move further than that from the end where it is least, or greatest.
        """
        linear = self._linear
        sizes = self._terms.sizes(numbers)
        terms = places(linear.starts[numbers], sizes)
        unknown, factor = linear.unknown[terms], linear.factor[terms].astype(np.int64)
        at_low, at_high = factor * self.low[unknown], factor * self.high[unknown]
        least, most = np.minimum(at_low, at_high), np.maximum(at_low, at_high)
        width, first = most - least, np.cumsum(sizes) - sizes
        rooms = (
            (linear.high[numbers] - np.add.reduceat(least, first), True),
            (np.add.reduceat(most, first) - linear.low[numbers], False),
        )
        del at_low, at_high, least, most, terms
        low, high = self.low[unknown], self.high[unknown]
        for room_of, from_least in rooms:
            room = np.repeat(room_of, sizes)
            news = np.flatnonzero(width > room)
            step = room[news] // np.abs(factor[news])
            why = np.repeat(numbers, sizes)[news] if len(news) else news
            grows = (factor[news] > 0) == from_least
            up, down = news[grows], news[~grows]
            yield self._lower(unknown[up], low[up] + step[grows], why[grows])
            yield self._raise(unknown[down], high[down] - step[~grows], why[~grows])

    def _lower(self, unknown: Any, value: Ints, why: Ints) -> Ints:
        return self._narrow(self.high, self.why_high, unknown, value, why, np.minimum)

    def _raise(self, unknown: Any, value: Ints, why: Ints) -> Ints:
        return self._narrow(self.low, self.why_low, unknown, value, why, np.maximum)

    @staticmethod
    def _narrow(mine: Ints, reasons: Numbers, unknown: Any, value: Ints, why: Ints, better: Any) -> Ints:
        """Take over these bounds where they are narrower; returns the unknowns that changed."""
        is_news = better(mine[unknown], value) != mine[unknown]
        one, value, reason = unknown[is_news], value[is_news], why[is_news]
        better.at(mine, one, value)
        is_reason = value == mine[one]
        reasons[one[is_reason][::-1]] = reason[is_reason][::-1]  # the first of several
        moved: Ints = one.astype(np.int64)
        return moved

    def _try(self, numbers: Ints) -> Iterator[Ints]:
        """The same for percentages, by trying every pair of a numerator and a denominator where they are few."""
        of, rates = self._intervals, numbers - len(self._linear)
        n, d = of.numerator[rates], of.denominator[rates]
        near = (self.high[n] - self.low[n] <= _WIDEST) & (self.high[d] - self.low[d] <= _WIDEST) & (self.low[d] > 0)
        near &= (self.high[n] > self.low[n]) | (self.high[d] > self.low[d])
        n, d, rates, numbers = n[near], d[near], rates[near], numbers[near]
        steps = np.arange(_WIDEST + 1)
        numerators = self.low[n][:, None, None] + steps[None, :, None]
        denominators = self.low[d][:, None, None] + steps[None, None, :]
        fits = (numerators <= self.high[n][:, None, None]) & (denominators <= self.high[d][:, None, None])
        fits &= numerators <= denominators
        rate = of.rate[rates][:, None, None]
        fits &= (rate < 0) | (np.abs(200 * numerators - 2 * rate * denominators) <= denominators)
        found = wilson_percent(np.minimum(numerators, denominators), denominators)
        for shown, value in zip((of.low, of.high), found, strict=True):
            told = shown[rates][:, None, None]
            fits &= (told < 0) | (np.abs(value - told) <= 0.5 + 1e-9)
        rest, others = of.rest[rates], denominators - numerators
        rest_low = np.where(rest >= 0, self.low[rest], -ENDLESS)
        rest_high = np.where(rest >= 0, self.high[rest], ENDLESS)
        fits &= (others >= rest_low[:, None, None]) & (others <= rest_high[:, None, None])
        for one, values in ((n, numerators), (d, denominators), (rest, others)):
            is_there = one >= 0
            low = np.where(fits, values, ENDLESS).min(axis=(1, 2))
            high = np.where(fits, values, -ENDLESS).max(axis=(1, 2))
            yield self._raise(one[is_there], low[is_there], numbers[is_there])
            yield self._lower(one[is_there], high[is_there], numbers[is_there])


def wilson_percent(numerator: Ints, denominator: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95 % Wilson interval in percent, as the macro `wilson` computes it."""
    share = numerator / denominator
    middle = share + _Z * _Z / (2 * denominator)
    half = _Z * np.sqrt(np.maximum(share * (1 - share), 0) / denominator + (_Z / (2 * denominator)) ** 2)
    scale = 100 / (1 + _Z * _Z / denominator)
    low = np.where(numerator == 0, 0.0, np.maximum((middle - half) * scale, 0))
    high = np.where(numerator == denominator, 100.0, np.minimum((middle + half) * scale, 100))
    return low, high
