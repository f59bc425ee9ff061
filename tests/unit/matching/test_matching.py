"""Matching by hand: small problems of which every figure is worked out here, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import polars as pl
import pytest

from pipelines.matching import match
from pipelines.matching.allocation import best, greedy
from pipelines.matching.networks import Network, network_of
from pipelines.matching.prices import prices_of
from tests.matching_problems import Frames, fields_of_the_country, frames


def rows(solved: pl.DataFrame, part: str, *columns: str) -> list[tuple[Any, ...]]:
    return solved.filter(pl.col("part") == part).select(columns).rows()


def network(given: Frames) -> Network:
    return network_of(given.people, given.seats, given.candidates)


def test_the_best_allocation_may_place_fewer_people_than_another_would() -> None:
    given = frames([("a", 1), ("b", 1)], [("x", 1), ("y", 1)], [("a", "x", 10_000), ("a", "y", 1), ("b", "x", 1)])
    solved = match(*given)
    assert rows(solved, "arc", "college_code", "demand_id", "persons", "greedy_persons") == [("a", "x", 1, 1)]
    columns = (
        "people",
        "seats",
        "candidates",
        "placed",
        "objective",
        "dual_objective",
        "is_proven",
        "greedy_objective",
    )
    assert rows(solved, "problem", *columns) == [(2, 2, 3, 1, 10_000, 10_000, True, 10_000)]
    # one more seat at x is for b; one more person of a goes to y
    assert rows(solved, "need", "demand_id", "price", "reason") == [("x", 1, None), ("y", 0, "people_taken")]
    assert rows(solved, "college", "college_code", "price", "reason") == [("a", 1, None), ("b", 0, "seats_taken")]


def test_a_list_gone_down_from_the_top_gives_less_and_a_chain_of_places_has_its_price() -> None:
    given = frames(
        [("a", 1), ("b", 1), ("c", 1)],
        [("x", 1), ("y", 1)],
        [("a", "x", 90), ("a", "y", 80), ("b", "x", 85), ("c", "y", 5)],
    )
    solved = match(*given)
    placed = rows(solved, "arc", "college_code", "demand_id", "persons", "greedy_persons")
    assert placed == [("a", "x", 0, 1), ("a", "y", 1, 0), ("b", "x", 1, 0), ("c", "y", 0, 1)]
    assert rows(solved, "problem", "objective", "greedy_objective", "is_proven") == [(165, 95, True)]
    # one more seat at x: a moves there from y (90 - 80) and c takes the seat at y (5)
    assert rows(solved, "need", "demand_id", "price") == [("x", 15), ("y", 5)]
    # one more of a: x and y, b without: 170 - 165; more of c gain nothing
    assert rows(solved, "college", "college_code", "price") == [("a", 5), ("b", 0), ("c", 0)]


def test_everything_unplaced_has_its_reason() -> None:
    given = frames(
        [("alone", 1), ("barred", 1), ("capped", 3), ("full", 2), ("placed", 1), ("none", 0)],
        [("free", 3), ("lone", 2), ("small", 1), ("untold", 4, None), ("rest", 2), ("apart", 1)],
        [
            ("barred", "free", 9),
            ("capped", "free", 5, 1),
            ("full", "small", 7),
            ("placed", "rest", 3),
            ("none", "small", 9),
            ("full", "apart", 9),
        ],
        [("1", "barred", "of free", "forbid"), ("2", "full", "of apart", "forbid"), ("3", "full", "of rest", "forbid")],
    )
    solved = match(*given)
    assert dict(rows(solved, "college", "college_code", "reason")) == {
        "alone": "no_candidate",
        "barred": "override_forbids",
        "capped": "pair_caps",
        "full": "override_forbids",
        "placed": None,
        "none": None,
    }
    assert dict(rows(solved, "need", "demand_id", "reason")) == {
        "free": "override_forbids",
        "lone": "no_candidate",
        "small": None,
        "untold": "establishment_not_told",
        "rest": "people_taken",
        "apart": "override_forbids",
    }
    unbarred = match(given.people, given.seats, given.candidates, given.overrides.clear())
    assert ("capped", "pair_caps") in rows(unbarred, "college", "college_code", "reason")
    assert ("free", "pair_caps") in rows(unbarred, "need", "demand_id", "reason")
    assert rows(solved, "override", "override_id", "reason") == [("1", None), ("2", None), ("3", "no_candidate")]


def test_pins_are_placed_first_and_whole_or_refused_with_the_reason() -> None:
    given = frames(
        [("a", 3), ("b", 5)],
        [("x", 2, "E", "10"), ("y", 2, "E", "20"), ("z", 9, "F", "10")],
        [("a", "x", 5), ("a", "y", 9), ("a", "z", 100), ("b", "x", 50), ("b", "y", 50), ("b", "z", 2, 1)],
        [
            ("both places", "a", "E", "pin", 3),
            ("cap", "b", "F", "pin", 2),
            ("forbid", "a", "F", "forbid"),
            ("forbidden", "a", "F", "pin", 1),
            ("people", "b", "E", "pin", 6),
            ("seats", "b", "E", "pin", 2),
            ("stands", "b", "E", "pin", 1, "10"),
            ("unknown", "b", "G", "pin", 1),
            ("wrong place", "a", "F", "forbid", None, "30"),
        ],
    )
    solved = match(*given)
    assert dict(rows(solved, "override", "override_id", "reason")) == {
        "both places": None,
        "cap": "exceeds_pair_cap",
        "forbid": None,
        "forbidden": "override_forbids",
        "people": "exceeds_people",
        "seats": "exceeds_seats",
        "stands": None,
        "unknown": "no_candidate",
        "wrong place": "no_candidate",
    }
    # a: two at the better place and one at the other, all of it pinned, though b is worth more at both
    assert rows(solved, "arc", "college_code", "demand_id", "persons", "pinned_persons", "greedy_persons") == [
        ("a", "x", 1, 1, 1),
        ("a", "y", 2, 2, 2),
        ("b", "x", 1, 1, 1),
        ("b", "z", 1, 0, 1),
    ]
    assert rows(solved, "problem", "objective", "dual_objective", "is_proven", "candidates") == [(75, 75, True, 5)]


def test_the_proof_fails_for_what_is_not_the_best_or_keeps_to_no_limit() -> None:
    given = network(fields_of_the_country(2, 12, 30, 6))
    persons = best(given)
    proven = prices_of(given, persons)
    assert proven.is_proven.tolist() == [True, True]
    assert prices_of(given, greedy(given)).is_proven.tolist() == [False, False]
    first = persons.copy()
    first[np.flatnonzero(first)[0]] -= 1
    assert prices_of(given, first).is_proven.tolist() == [False, True]
    for beyond in (given.cap, given.people[given.arc_college], given.seats[given.arc_need]):
        more = persons.copy()
        arc = int(np.argmin(beyond))
        more[arc] = beyond[arc] + 1
        assert not prices_of(given, more).is_proven[given.arc_problem[arc]]
    assert not prices_of(given, -persons).is_proven.any()


def test_problems_are_solved_for_themselves() -> None:
    several = fields_of_the_country(4, 10, 25, 5)
    third = pl.col("meeting_field_th") == "สาขาวิชา 0002"
    seats = several.seats.filter(third)
    alone = match(
        several.people.filter(third),
        seats,
        several.candidates.join(seats, on="demand_id", how="semi"),
        several.overrides,
    )
    assert len(alone) > 35
    assert match(*several).filter(third).equals(alone)


def test_no_number_of_threads_changes_a_byte() -> None:
    script = (
        "import hashlib; from pipelines.matching import match; from tests.matching_problems import *;"
        "solved = match(*fields_of_the_country(3, 40, 200, 20).shuffled(3)); assert len(solved) > 720;"
        "print(hashlib.sha256(solved.write_csv().encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "4")
    }
    assert len(found) == 1


def test_the_solver_is_not_loaded_before_something_is_solved() -> None:
    script = "import sys, pipelines.matching; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert {"ortools", "dbt", "dagster", "typer", "duckdb"} & loaded == set()
    # what a model that imports it is made of is its own package
    assert {name for name in loaded if name.startswith("pipelines") and "matching" not in name} == {"pipelines"}


def test_nothing_at_all_is_a_problem_that_is_solved() -> None:
    empty = frames([], [], [])
    assert match(*empty).is_empty()
    apart = frames([("a", 2)], [], [])
    assert rows(match(*apart), "problem", "people", "seats", "objective", "is_proven") == [(2, 0, 0, True)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (frames([("a", 1), ("a", 2)], [], []), "college_code stands twice"),
        (frames([], [("x", 1), ("x", 2)], []), "demand_id stands twice"),
        (frames([("a", -1)], [], []), "people is out of range"),
        (frames([("a", None)], [], []), "people is out of range"),
        (frames([], [("x", 1 << 40)], []), "headcount is out of range"),
        (frames([("a", 1)], [], [("a", "x", 1)]), "belongs to no node"),
        (frames([], [("x", 1)], [("a", "x", 1)]), "belongs to no node"),
        (frames([("a", 1)], [("x", 1)], [("a", "x", 1), ("a", "x", 2)]), "a candidate stands twice"),
        (frames([("a", 1)], [("x", 1)], [("a", "x", 0)]), "a score is out of range"),
        (frames([("a", 1)], [("x", 1)], [("a", "x", None)]), "a score is out of range"),
        (frames([("a", 1)], [("x", 1)], [("a", "x", 1, -1)]), "a cap of a pair is out of range"),
        (frames([], [], [], [("1", "a", "E", "keep")]), "overrides that cannot be read: 1"),
        (frames([], [], [], [("1", "a", "E", "pin")]), "overrides that cannot be read: 1"),
        (frames([], [], [], [("1", "a", "E", "pin", 0)]), "overrides that cannot be read: 1"),
        (frames([], [], [], [("1", "a", "E", "forbid")] * 2), "overrides that cannot be read: 1, 1"),
    ],
)
def test_rows_that_make_no_problem_are_refused(given: Frames, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        match(*given)


def test_a_need_belongs_to_one_problem() -> None:
    one = frames([], [("x", 1)], [])
    other = frames([], [("x", 1)], [], problem=(2570, "job", "2", "ช่างยนต์"))
    with pytest.raises(ValueError, match="a need stands in two problems"):
        match(one.people, pl.concat([one.seats, other.seats]), one.candidates, one.overrides)
