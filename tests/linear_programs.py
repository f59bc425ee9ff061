"""Matching as a linear program, solved by HiGHS: its corners are whole numbers, so its best is the best of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import coo_array

from pipelines.matching import match
from pipelines.matching.networks import PROBLEM

Ends = tuple[Sequence[int], Sequence[int]]


def most(score: Sequence[int], ends: tuple[Ends, Ends], limits: Sequence[tuple[int, int | None]]) -> float:
    """The largest sum of score x persons.

    Args:
        score: of each arc, at least one.
        ends: of each side the place of every arc's end, and the persons that each place takes.
        limits: fewest and most persons of each arc.
    """
    (near, near_most), (far, far_most) = ends
    count = len(score)
    rows = np.concatenate([np.asarray(near), len(near_most) + np.asarray(far)])
    columns = np.tile(np.arange(count), 2)
    shape = (len(near_most) + len(far_most), count)
    found = linprog(
        -np.asarray(score),
        A_ub=coo_array((np.ones(2 * count), (rows, columns)), shape=shape),
        b_ub=np.concatenate([near_most, far_most]),
        bounds=limits,
        method="highs",
    )
    if found.status != 0:
        raise ValueError(found.message)
    return -float(found.fun)


def best_objectives(
    people: pl.DataFrame, seats: pl.DataFrame, candidates: pl.DataFrame, overrides: pl.DataFrame, solved: pl.DataFrame
) -> dict[tuple[object, ...], float]:
    """The best objective of each problem as HiGHS finds it from the frames, pins of the result as lower limits."""
    need_of = {row["demand_id"]: row for row in seats.iter_rows(named=True)}
    people_of = {
        (*(row[name] for name in PROBLEM), row["college_code"]): row["people"] for row in people.iter_rows(named=True)
    }
    arcs = solved.filter(pl.col("part") == "arc")
    pinned = dict(zip(arcs.select("college_code", "demand_id").rows(), arcs["pinned_persons"], strict=True))
    pair = (*PROBLEM, "college_code", "establishment_id", "province_code")
    barred = overrides.filter(pl.col("action") == "forbid").select(pair).rows()
    of_problem = defaultdict(list)
    for college, need, score, cap in candidates.select("college_code", "demand_id", "score", "pair_cap").iter_rows():
        row = need_of[need]
        problem = tuple(row[name] for name in PROBLEM)
        pairs = {(*problem, college, row["establishment_id"], place) for place in (None, row["province_code"])}
        if not pairs & set(barred):
            of_problem[problem].append((college, need, score, cap))
    return {
        problem: _program(
            [people_of[*problem, college] for college, *_ in found],
            [need_of[need]["headcount"] for _, need, *_ in found],
            found,
            [pinned.get((college, need), 0) for college, need, *_ in found],
        )
        for problem, found in of_problem.items()
    }


def _program(
    people: list[int], seats: list[int], arcs: list[tuple[str, str, int, int | None]], pinned: list[int]
) -> float:
    """Of one problem: what the college and the need of each arc take, the arcs, and their persons at least."""
    sides = []
    for keys, capacities in (([college for college, *_ in arcs], people), ([need for _, need, *_ in arcs], seats)):
        capacity_of = dict(zip(keys, capacities, strict=True))
        place_of = {key: place for place, key in enumerate(capacity_of)}
        sides.append(([place_of[key] for key in keys], list(capacity_of.values())))
    limits = [(low, cap) for (*_, cap), low in zip(arcs, pinned, strict=True)]
    return most([score for _, _, score, _ in arcs], (sides[0], sides[1]), limits)


def solved_as_a_linear_program(
    people: pl.DataFrame, seats: pl.DataFrame, candidates: pl.DataFrame, overrides: pl.DataFrame
) -> pl.DataFrame:
    """What `match` says, after seeing that no linear program finds more in any problem."""
    solved = match(people, seats, candidates, overrides)
    told = solved.filter(pl.col("part") == "problem")
    objectives = dict(zip(told.select(PROBLEM).rows(), told["objective"], strict=True))
    programs = best_objectives(people, seats, candidates, overrides, solved)
    for problem, objective in objectives.items():
        assert abs(objective - programs.get(problem, 0)) < 0.01, problem
    assert told["is_proven"].all()
    assert (told["objective"] == told["dual_objective"]).all()
    return solved
