"""What an attacker holds, as unknowns and relations: the counts behind a publication and how they hang together.

Every whole number of persons in a published, rounded table is an unknown. What the public file shows of it bounds it;
what the models declare (`relations`) and every percentage that is shown relate it to others. Which these are belongs to
`making`; here they are gathered, each with as little room as it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.publishing.attacking.bounds import Bools, Intervals, Ints, Linear, Numbers, wilson_percent
from pipelines.publishing.attacking.rows import Rows

OPEN = 1 << 60
"""Stands for no end of a relation."""
DENOMINATOR_OF_ALL = "denominator_of_all"
_TERM = (np.int32, np.int16, np.int32)
_INTERVAL = (*3 * (np.int32,), *3 * (np.int64,), np.int32)
Form = list[tuple[Numbers, Any]]
"""A sum for each row of a table: unknowns (-1: none) with their factors."""


@dataclass(frozen=True)
class Cells:
    """Where numbers stand: table, row and column, or family of columns, by number; table -1: not in this file."""

    table: Numbers
    row: Numbers
    column: Numbers


@dataclass(frozen=True)
class Puzzle:
    """The unknowns with their true values, and everything that is known of them.

    `is_fixed` are those shown as they are by the previous publication already, so that hiding them hides nothing;
    `held_counts` and `held_shares` are hidden from the start, as they were there. `is_own` are those that have to be
    protected whatever it takes. `shares` are the percentages that are shown: families of columns in a row. `share_of`
    names, for each relation of `linear` and then of `intervals`, the one it comes from; -1 where it always holds.
    `true_somewhere` and `true_nowhere` are the declared relations that hold in some row, or in none in which all of
    their members are told.
    """

    true: Ints
    low: Ints
    high: Ints
    floor: Ints
    is_secret: Bools
    is_own: Bools
    is_fixed: Bools
    held_counts: Ints
    held_shares: Ints
    cells: Cells
    linear: Linear
    intervals: Intervals
    share_of: Numbers
    shares: Cells
    families: tuple[tuple[str, ...], ...]
    tables: tuple[Rows, ...]
    true_somewhere: frozenset[str]
    true_nowhere: frozenset[str]


class Unknowns:
    """The unknowns, piece by piece: what they truly are, what is shown of them, and where they stand."""

    def __init__(self) -> None:
        self.size = 0
        self.true, self.low, self.high, self.floor = (np.empty(0, dtype=np.int64) for _ in range(4))
        self.is_secret, self.is_own = np.zeros((2, 0), dtype=bool)
        self.cells = Cells(*np.empty((3, 0), dtype=np.int32))
        self._parts: list[tuple[Any, ...]] = []

    def add(
        self, true: Ints, low: Ints, high: Ints, floor: Ints, is_secret: Any, is_own: bool, cell: tuple[Any, Any, Any]
    ) -> Ints:
        """More unknowns, which stand in table, row and column `cell`; returns their numbers."""
        cells = (np.broadcast_to(np.asarray(one, dtype=np.int32), len(true)) for one in cell)
        flags = (np.broadcast_to(one, len(true)) for one in (is_secret, is_own))
        self._parts.append((true, low, high, floor, *flags, *cells))
        self.size += len(true)
        return np.arange(self.size - len(true), self.size)

    def close(self) -> None:
        """Put those added behind those there are."""
        cells = self.cells.table, self.cells.row, self.cells.column
        there = (self.true, self.low, self.high, self.floor, self.is_secret, self.is_own, *cells)
        found = [np.concatenate([first, *(part[at] for part in self._parts)]) for at, first in enumerate(there)]
        self._parts.clear()
        self.true, self.low, self.high, self.floor, self.is_secret, self.is_own = found[:6]
        self.cells = Cells(*found[6:])


class Gathered:
    """Relations, intervals and percentages, table by table.

    Relations of which every unknown is below `first` are left out: they hold of what the attacker has already.
    """

    def __init__(self, true: Ints) -> None:
        self.true, self.first = true, 0
        self.true_somewhere: set[str] = set()
        self.true_nowhere: set[str] = set()
        self.families: list[tuple[str, ...]] = []
        self._relations: list[tuple[Any, ...]] = []
        self._intervals: list[tuple[Any, ...]] = []
        self._shares: list[tuple[Any, ...]] = []
        self._share_count = 0

    def linear(self) -> tuple[Linear, Numbers]:
        """All relations, with the percentage that each comes from; they are given up here."""
        low, high, sizes, unknown, factor, share = _joined(self._relations, *3 * (np.int64,), *_TERM)
        starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        return Linear(low, high, starts, unknown, factor), share

    def intervals(self) -> tuple[Intervals, Numbers]:
        """All intervals, with the percentage that each comes from."""
        *intervals, share = _joined(self._intervals, *_INTERVAL)
        return Intervals(*intervals), share

    def shares(self) -> Cells:
        """Where the percentages stand."""
        return Cells(*_joined(self._shares, *3 * (np.int32,)))

    def add_shares(self, table: int, is_shown: Bools, names: tuple[str, ...]) -> Numbers:
        """Percentages of one family that are shown; returns their numbers, one for each row, -1 where there is none."""
        at = np.flatnonzero(is_shown)
        share = np.full(len(is_shown), -1, dtype=np.int32)
        share[at] = self._share_count + np.arange(len(at))
        self._share_count += len(at)
        self._shares.append((np.full(len(at), table), at, np.full(len(at), len(self.families))))
        self.families.append(names)
        return share

    def relate(
        self,
        what: str,
        form: Form,
        told: Bools,
        edges: tuple[int, int],
        share: Numbers | None = None,
        keep: Any = False,
    ) -> None:
        """Relate the members of a sum in the rows where it is told and true; those to `keep` in any case.

        It may be untrue where a member is NULL or a cell stands on two bases: whoever relies on it is misled there.
        """
        is_news = told if not self.first else told & (keep | np.any([one >= self.first for one, _ in form], axis=0))
        at = np.flatnonzero(is_news)
        ids = np.stack([unknown[at] for unknown, _ in form], axis=1)
        factors = np.stack([np.broadcast_to(factor, told.shape)[at] for _, factor in form], axis=1)
        known = (ids >= 0) & (factors != 0)
        total = np.where(known, factors * self.true[ids], 0).sum(axis=1)
        holds = (total >= edges[0]) & (total <= edges[1])
        self._note(what, holds, (known | (factors == 0)).all(axis=1))
        holds &= known.any(axis=1)
        used = known & holds[:, None]
        shares = None if share is None else share[at][holds]
        self.add(edges, used.sum(axis=1)[holds], ids[used], factors[used], shares)

    def relate_sums(self, what: str, total: Numbers, parts: Numbers, of: Ints, *, at_most: bool) -> None:
        """Relate each total to the sum of its parts where that is true; `of` is the place of each part's total.

        With `at_most` the total is not more than the sum.
        """
        known = parts >= 0
        added = np.zeros(len(total), dtype=np.int64)
        np.add.at(added, of[known], self.true[parts[known]])
        lacking = np.zeros(len(total), dtype=bool)
        lacking[of[~known]] = True
        holds = (total >= 0) & ((added >= self.true[total]) if at_most else (added == self.true[total]))
        if at_most:
            holds &= ~lacking  # a part that is not told may be anything
        self._note(what, holds, ~lacking & (total >= 0))
        if self.first:
            is_news = total >= self.first
            is_news[of[parts >= self.first]] = True
            holds &= is_news
        used, whole = known & holds[of], np.flatnonzero(holds)
        relation = np.concatenate([whole, of[used]])
        order = np.argsort(relation, kind="stable")  # the total, then its parts
        sizes = np.bincount(relation, minlength=len(total))[whole]
        factor = np.concatenate([np.full(len(whole), -1), np.ones(int(used.sum()))])
        self.add((0, OPEN if at_most else 0), sizes, np.concatenate([total[whole], parts[used]])[order], factor[order])

    def _note(self, what: str, holds: Bools, is_told: Bools) -> None:
        """Whether a relation as it is declared is true anywhere in this publication."""
        if not self.first and holds.any():
            self.true_somewhere.add(what)
        elif not self.first and is_told.any():
            self.true_nowhere.add(what)

    def add(
        self, edges: tuple[int, int], sizes: Any, unknown: Numbers, factor: Any, share: Numbers | None = None
    ) -> None:
        """Relations with so many terms each, which stand one after the other."""
        low, high = (np.full(len(sizes), edge, dtype=np.int64) for edge in edges)
        shares = np.full(len(sizes), -1, dtype=np.int32) if share is None else share
        self._relations.append((low, high, sizes, unknown, factor.astype(np.int16), shares))

    def add_intervals(
        self, counts: tuple[Numbers, ...], shown: Mapping[Any, Ints], share: Numbers, told: Bools
    ) -> None:
        """The percentages of one family and their 95 % intervals, where they are those of these two counts.

        `counts` are numerator, denominator, and what is the one without the other, as far as there is any.
        """
        nothing = np.full(len(share), -1, dtype=np.int64)
        at = np.flatnonzero(told & (counts[0] >= 0) & (counts[1] >= 0))
        numerator, denominator, rest, share = (part[at] for part in (*counts, share))
        rate, low, high = (shown.get(name, nothing)[at] for name in (None, "low", "high"))
        above, below = self.true[numerator], self.true[denominator]
        with np.errstate(all="ignore"):
            found = wilson_percent(above, np.maximum(below, 1))
        fits = (above <= below) & (below > 0) & ((rate < 0) | (np.abs(200 * above - 2 * rate * below) <= below))
        for value, told_as in zip(found, (low, high), strict=True):
            fits &= (told_as < 0) | (np.abs(value - told_as) <= 0.5 + 1e-9)
        rest = np.where((rest >= 0) & (self.true[rest] == below - above), rest, -1)
        self._intervals.append(tuple(part[fits] for part in (numerator, denominator, rest, rate, low, high, share)))


def _joined(parts: list[tuple[Any, ...]], *types: Any) -> list[Any]:
    """Arrays gathered piece by piece, in one piece each; the pieces are given up."""
    found = [
        np.concatenate([np.empty(0, dtype=kind), *(part[place] for part in parts)]).astype(kind, copy=False)
        for place, kind in enumerate(types)
    ]
    parts.clear()
    return found
