"""What is hidden so that nobody can work out a small count: attack, hide, attack again.

A true count of 1 to 4 has to keep two possible values at least. For one that does not, what gave it away is hidden: the
percentages from which its bounds follow; where there are none, the count itself together with its smallest sibling
among the counts from which they do. What the publication before has shown already is never chosen (`before`). What is
hidden follows from the numbers alone, so the same tables always hide the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipelines.publishing.attacking.bounds import ENDLESS, Bools, Bounds, Groups, Ints, once
from pipelines.publishing.attacking.puzzle import Puzzle

FEW = 0.05
"""Percentages for each leak, up to which it is not worth while to hide them alone and look again."""
_LONGEST = 6
_LEAKS_AT_A_TIME = 2_000


class Attack:
    """The attack on a puzzle: what can be worked out from all that is not hidden."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.hidden_counts = np.zeros(len(puzzle.true), dtype=bool)
        self.hidden_shares = np.zeros(len(puzzle.shares.row), dtype=bool)
        self._low, self._high = puzzle.low.copy(), puzzle.high.copy()
        of_shares = np.flatnonzero(puzzle.share_of >= 0).astype(np.int32)
        self._relations_of = Groups.by(puzzle.share_of[of_shares], of_shares, len(puzzle.shares.row))
        self._can_hide = ~puzzle.is_fixed & (puzzle.low < puzzle.high) & (puzzle.high < ENDLESS)
        self._is_public = self._told_by_open_data()
        gone = self._conceal(puzzle.held_counts, puzzle.held_shares)
        self.bounds = Bounds(self._low, self._high, puzzle.linear, puzzle.intervals)
        self.bounds.gone[gone] = True
        self.bounds.propagate(np.arange(len(puzzle.true), dtype=np.int64))

    def _told_by_open_data(self) -> Bools:
        """Counts that follow from those that are shown as they are and from those that are 0, whatever else is shown.

        Where nobody of those on records stands in a sum with open data, it is the number that is open.
        """
        puzzle = self.puzzle
        is_given = (puzzle.low == puzzle.high) | (puzzle.true == 0)
        low, high = np.where(is_given, puzzle.true, puzzle.floor), np.where(is_given, puzzle.true, ENDLESS)
        bounds = Bounds(low, high, puzzle.linear, puzzle.intervals)
        bounds.gone[puzzle.share_of >= 0] = True
        bounds.propagate(np.flatnonzero(is_given))
        return bounds.is_known

    def hide(self, counts: Ints, shares: Ints) -> None:
        """Show these no longer, and work it out again."""
        gone = self._conceal(counts, shares)
        self.bounds.propagate(self.bounds.loosen(counts, gone, self._low, self._high))

    def _conceal(self, counts: Ints, shares: Ints) -> Ints:
        """Count these as hidden; returns the relations that are not told any more."""
        self.hidden_counts[counts] = self.hidden_shares[shares] = True
        self._low[counts], self._high[counts] = self.puzzle.floor[counts], ENDLESS
        return self._relations_of.of(shares).astype(np.int64)

    def protect(self, is_secret: Bools) -> Ints:
        """Hide more until no secret can be worked out; returns those of this file that can, whatever is hidden.

        What follows from open data and from counts of nobody is none.
        """
        is_secret = is_secret & ~self._is_public
        while True:  # every round hides something that was shown, so there is a last one
            leaks = np.flatnonzero(is_secret & self.bounds.is_known)
            counts, shares = self._to_hide(leaks)
            if not len(counts) and not len(shares):
                return leaks[self.puzzle.is_own[leaks]]
            self.hide(counts, shares)

    def _to_hide(self, leaks: Ints) -> tuple[Ints, Ints]:
        """The counts and the percentages that give these away; percentages alone as long as there are any."""
        why = np.concatenate([self.bounds.why_low[leaks], self.bounds.why_high[leaks]])
        direct = self.puzzle.share_of[why[why >= 0]]
        direct = once(direct[direct >= 0])
        if len(direct) > len(leaks) * FEW:
            return leaks[:0], direct
        counts, shares = [leaks[:0]], [direct[:0]]
        for start in range(0, len(leaks), _LEAKS_AT_A_TIME):
            found = self._behind(leaks[start : start + _LEAKS_AT_A_TIME])
            counts.append(found[0])
            shares.append(found[1])
        fresh = once(np.concatenate(counts))
        return fresh[self._can_hide[fresh] & ~self.hidden_counts[fresh]], once(np.concatenate(shares))

    def _behind(self, leaks: Ints) -> tuple[Ints, Ints]:
        """The nearest percentages from which the bounds of each leak follow; where there are none, the counts to hide.

        All leaks are followed together, step by step: `owner` is the leak on whose way an unknown or relation stands.
        """
        size, relations = len(self.puzzle.true), len(self.puzzle.share_of)
        owner, edge = np.arange(len(leaks)), leaks
        seen, shares = leaks[:0], [leaks[:0]]
        sibling, is_done = np.full(len(leaks), -1, dtype=np.int64), np.zeros(len(leaks), dtype=bool)
        for _ in range(_LONGEST):
            why = np.concatenate([self.bounds.why_low[edge], self.bounds.why_high[edge]]).astype(np.int64)
            whose = np.concatenate([owner, owner])[why >= 0]
            steps = np.setdiff1d(once(whose * relations + why[why >= 0]), seen, assume_unique=True)
            if not len(steps):
                break
            seen = once(np.concatenate([seen, steps]))
            owner, steps = np.divmod(steps, relations)
            share = self.puzzle.share_of[steps]
            shares.append(share[share >= 0].astype(np.int64))
            is_done[owner[share >= 0]] = True
            owner, steps = owner[~is_done[owner]], steps[~is_done[owner]]
            at, members = self.bounds.members(steps)
            owner, edge = np.divmod(once(owner[at] * size + members), size)
            self._choose(sibling, owner, edge, leaks)
        counts = np.concatenate([leaks[~is_done], sibling[~is_done & (sibling >= 0)]])
        return counts, np.concatenate(shares)

    def _choose(self, sibling: Ints, owner: Any, members: Any, leaks: Ints) -> None:
        """The smallest count shown, not 0 if possible, for each leak that has no sibling yet."""
        puzzle = self.puzzle
        is_shown = self._can_hide[members] & ~self.hidden_counts[members]
        is_shown &= (members != leaks[owner]) & (sibling[owner] < 0)
        owner, members = owner[is_shown], members[is_shown]
        true = puzzle.true[members]
        order = np.lexsort((members, np.abs(true), true == 0, owner))
        whose, first = np.unique(owner[order], return_index=True)
        sibling[whose] = members[order][first]
