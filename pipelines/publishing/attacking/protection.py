"""What is hidden so that nobody can work out a small count: attack, hide, attack again.

A true count of 1 to 4 has to keep two possible values at least. For one that does not, what gave it away is hidden: the
percentages from which its bounds follow; where there are none, the count itself together with its smallest sibling
among the counts from which they do. What is hidden follows from the numbers alone, so the same tables always hide the
same.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipelines.publishing.attacking.bounds import ENDLESS, Bools, Bounds, Ints
from pipelines.publishing.attacking.puzzle import Puzzle

FEW = 0.05
"""Percentages for each leak, up to which it is not worth while to hide them alone and look again."""


class Attack:
    """The attack on a puzzle: what can be worked out from all that is not hidden."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.hidden_counts = np.zeros(len(puzzle.true), dtype=bool)
        self.hidden_shares = np.zeros(len(puzzle.shares.row), dtype=bool)
        self._low, self._high = puzzle.low.copy(), puzzle.high.copy()
        self.bounds = Bounds(self._low, self._high, puzzle.linear, puzzle.intervals)
        self.bounds.propagate(np.arange(len(puzzle.true), dtype=np.int64))

    def hide(self, counts: Ints, shares: Ints) -> None:
        """Show these no longer, and work it out again."""
        self.hidden_counts[counts] = self.hidden_shares[shares] = True
        self._low[counts], self._high[counts] = self.puzzle.floor[counts], ENDLESS
        gone = np.flatnonzero(np.isin(self.puzzle.share_of, shares))
        self.bounds.propagate(self.bounds.loosen(counts, gone, self._low, self._high))

    def protect(self, is_secret: Bools) -> Ints:
        """Hide more until no secret can be worked out; returns those that can, whatever is hidden."""
        while True:  # every round hides something that was shown, so there is a last one
            leaks = np.flatnonzero(is_secret & self.bounds.is_known)
            counts, shares = self._to_hide(leaks)
            if not len(counts) and not len(shares):
                return leaks
            self.hide(counts, shares)

    def _to_hide(self, leaks: Ints) -> tuple[Ints, Ints]:
        """The counts and the percentages that give these away; percentages alone as long as there are any."""
        why = np.concatenate([self.bounds.why_low[leaks], self.bounds.why_high[leaks]])
        direct = self.puzzle.share_of[why[why >= 0]]
        direct = np.unique(direct[direct >= 0])
        if len(direct) > len(leaks) * FEW:
            return leaks[:0], direct
        counts, shares = set[int](), set[int]()
        for leak in leaks.tolist():
            steps = list(self._behind(leak))
            if nearest := next((found for _, found in steps if found), None):
                shares.update(nearest)
            else:
                counts.update({leak, *self._smallest_sibling(leak, steps)})
        fresh = np.array(sorted(counts), dtype=np.int64)
        return fresh[~self.hidden_counts[fresh]], np.array(sorted(shares), dtype=np.int64)

    def _smallest_sibling(self, leak: int, steps: list[tuple[list[int], list[int]]]) -> list[int]:
        """The smallest count shown, not 0 if possible, among those nearest to the one that leaks."""
        true, low, high = self.puzzle.true, self.puzzle.low, self.puzzle.high
        for members, _ in steps:
            shown = [
                (true[one] == 0, abs(int(true[one])), one)
                for one in members
                if one != leak and not self.hidden_counts[one] and low[one] < high[one] < ENDLESS
            ]
            if shown:
                return [min(shown)[2]]
        return []

    def _behind(self, unknown: int, longest: int = 6) -> Iterator[tuple[list[int], list[int]]]:
        """Members of the relations behind the bounds of an unknown, and the percentages among those, nearest first."""
        seen, edge = set[int](), [unknown]
        for _ in range(longest):
            reasons = {int(sides[one]) for one in edge for sides in (self.bounds.why_low, self.bounds.why_high)}
            why = np.array(sorted(reasons - seen - {-1}), dtype=np.int64)
            if not len(why):
                return
            seen |= reasons
            shares = self.puzzle.share_of[why]
            edge = self.puzzle.members(why).tolist()
            yield edge, np.unique(shares[shares >= 0]).tolist()
