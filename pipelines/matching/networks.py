"""Problems as arrays: colleges with people, needs with seats, and arcs between them, in one canonical order.

One problem is a fiscal year x kind of need x level x field; what stands in different problems never meets. Everything
is sorted by its keys, by code point, so that whatever is computed from a network depends on no order of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PROBLEM = ("fiscal_year_be", "demand_kind", "level", "meeting_field_th")
"""The key of a problem; `level` is NULL where needs are pooled over levels."""

NO_CAP = 1 << 40
"""The cap of an arc that nothing but its two ends limits: beyond all people of a country."""

_PERSONS_AT_MOST = 1 << 31
_SCORE_AT_MOST = 1_000_000


@dataclass(frozen=True)
class Part:
    """The slices of a network that belong to one problem, or to several neighbours."""

    problems: slice
    colleges: slice
    needs: slice
    arcs: slice


@dataclass(frozen=True)
class Network:
    """All problems at once; arrays of a kind have the same length and order.

    Attributes:
        problems: a row a problem, the columns of `PROBLEM`.
        colleges: a row a college of a problem, by problem: `problem` (its place in `problems`) and `college_code`.
        needs: a row a need, by problem: `problem`, `demand_id`, `establishment_id` and `province_code`.
        people: persons that each college can place.
        seats: persons that each need asks for.
        arc_college: of each arc its place in `colleges`; arcs are in the order of their college, then their need.
        arc_need: of each arc its place in `needs`.
        score: what one person on the arc is worth, 1 or more.
        cap: persons that the arc takes at most; `NO_CAP` where only its ends limit it.
    """

    problems: pl.DataFrame
    colleges: pl.DataFrame
    needs: pl.DataFrame
    people: Ints
    seats: Ints
    arc_college: Ints
    arc_need: Ints
    score: Ints
    cap: Ints

    def less(self, placed: Ints, is_closed: Bools) -> Network:
        """The network that is left when arcs hold `placed` persons already, and the closed ones take no more."""
        return replace(
            self,
            people=self.people - totals(self.arc_college, placed, len(self.people)),
            seats=self.seats - totals(self.arc_need, placed, len(self.seats)),
            cap=np.where(is_closed, 0, self.cap - placed),
        )

    def parts(self, arcs_at_least: int = 0) -> Iterator[Part]:
        """The problems in order, one by one, or as many together as it takes to have so many arcs."""
        starts = np.arange(len(self.problems) + 1)
        of_arcs = self.arc_problem
        college_ends = np.searchsorted(self.colleges["problem"].to_numpy(), starts)
        need_ends = np.searchsorted(self.needs["problem"].to_numpy(), starts)
        arc_ends = np.searchsorted(of_arcs, starts)
        first = 0
        for end in range(1, len(starts)):
            if arc_ends[end] - arc_ends[first] >= arcs_at_least or end == len(starts) - 1:
                sides = [slice(int(ends[first]), int(ends[end])) for ends in (college_ends, need_ends, arc_ends)]
                yield Part(slice(first, end), *sides)
                first = end

    @property
    def arc_problem(self) -> Ints:
        """Of each arc the place of its problem."""
        return self.colleges["problem"].to_numpy()[self.arc_college]


def totals(places: Ints, values: Ints, length: int) -> Ints:
    """The sum of the values at each place, exact: `values` and `places` have one length, the result has `length`."""
    found = np.zeros(length, np.int64)
    np.add.at(found, places, values)
    return found


def network_of(people: pl.DataFrame, seats: pl.DataFrame, candidates: pl.DataFrame) -> Network:
    """The problems of these rows, whatever order they come in.

    Args:
        people: a row a college of a problem: `PROBLEM`, `college_code` (of any type that sorts), `people`.
        seats: a row a need: `PROBLEM`, `demand_id` (in one problem only, of any type that sorts), `establishment_id`
            and `province_code` (each may be NULL), `headcount`.
        candidates: a row an arc: `college_code`, `demand_id`, `score`, `pair_cap` (NULL: none).

    Raises:
        ValueError: a row stands twice, a candidate has no college with people or no need, or a number is out of range.
    """
    problems = pl.concat([people.select(PROBLEM), seats.select(PROBLEM)]).unique().sort(PROBLEM)
    numbered = problems.with_columns(problem=pl.int_range(pl.len(), dtype=pl.Int64))
    colleges = _nodes(people, numbered, "college_code", "people")
    needs = _nodes(seats, numbered, "demand_id", "headcount", "establishment_id", "province_code")
    _refuse(needs["demand_id"].is_duplicated().any(), "a need stands in two problems")
    arcs = (
        candidates.select("college_code", "demand_id", "score", "pair_cap")
        .join(needs.select("problem", "demand_id", need="place"), on="demand_id", how="left")
        .join(colleges.select("problem", "college_code", college="place"), on=["problem", "college_code"], how="left")
        # one number sorts in a fraction of the time of two
        .with_columns(place=pl.col("college") * len(needs) + pl.col("need"))
        .sort("place")
    )
    _refuse(arcs["need"].has_nulls() or arcs["college"].has_nulls(), "a candidate belongs to no node of a problem")
    _refuse(bool(arcs["place"].diff().eq(0).any()), "a candidate stands twice")
    _refuse(not arcs["score"].is_between(1, _SCORE_AT_MOST).all(ignore_nulls=False), "a score is out of range")
    _refuse(not arcs["pair_cap"].is_between(0, _PERSONS_AT_MOST).all(), "a cap of a pair is out of range")
    return Network(
        problems=problems,
        colleges=colleges.select("problem", "college_code"),
        needs=needs.select("problem", "demand_id", "establishment_id", "province_code"),
        people=_ints(colleges["people"]),
        seats=_ints(needs["headcount"]),
        arc_college=_ints(arcs["college"]),
        arc_need=_ints(arcs["need"]),
        score=_ints(arcs["score"]),
        cap=_ints(arcs["pair_cap"].fill_null(NO_CAP)),
    )


def _nodes(rows: pl.DataFrame, problems: pl.DataFrame, key: str, capacity: str, *others: str) -> pl.DataFrame:
    found = (
        rows.select(*PROBLEM, key, capacity, *others)
        .join(problems, on=PROBLEM, how="left", nulls_equal=True)
        .sort("problem", key)
        .with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
    )
    _refuse(found.select("problem", key).is_duplicated().any(), f"a {key} stands twice in a problem")
    is_in_range = found[capacity].is_between(0, _PERSONS_AT_MOST).all(ignore_nulls=False)
    _refuse(not is_in_range, f"{capacity} is out of range")
    return found


def _refuse(is_wrong: bool, what: str) -> None:
    if is_wrong:
        raise ValueError(what)


def _ints(values: pl.Series) -> Ints:
    return values.cast(pl.Int64).to_numpy().copy()
