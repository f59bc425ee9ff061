"""Matching against what was written by others: linear programs by HiGHS, and problems solved again with one more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.matching import match
from pipelines.matching.allocation import best, greedy
from pipelines.matching.matching import SCHEMA
from pipelines.matching.networks import PROBLEM, Network, network_of
from pipelines.matching.overrides import decided
from pipelines.matching.prices import prices_of
from tests.linear_programs import solved_as_a_linear_program
from tests.matching_problems import Frames, fields_of_the_country, problems
from tests.profiles import FULL, examples


@given(given=problems())
@examples(20)
def test_no_linear_program_finds_more(given: Frames) -> None:
    solved_as_a_linear_program(*given)


def test_no_linear_program_finds_more_in_a_whole_field() -> None:
    solved_as_a_linear_program(*fields_of_the_country(4 if FULL else 1, 100, 500, 50))


@given(given=problems())
@examples(5)
def test_prices_are_what_solving_again_with_one_more_gains(given: Frames) -> None:
    network = network_of(given.people, given.seats, given.candidates)
    settled = decided(network, given.overrides)
    left = network.less(settled.pinned, settled.is_forbidden)
    prices = prices_of(left, best(left))
    assert prices.people.tolist() == gains(left, "people")
    assert prices.seats.tolist() == gains(left, "seats")


def gains(network: Network, side: str) -> list[int]:
    """What one more at each node of a side, one after the other, adds to the best objective."""
    now = int((network.score * best(network)).sum())
    found = []
    for node in range(len(getattr(network, side))):
        more = getattr(network, side).copy()
        more[node] += 1
        again = replace(network, people=more) if side == "people" else replace(network, seats=more)
        found.append(int((network.score * best(again)).sum()) - now)
    return found


@given(given=problems(), seed=st.integers(0, 2**32))
@examples(10)
def test_no_order_of_rows_changes_a_byte(given: Frames, seed: int) -> None:
    assert match(*given.shuffled(seed)).write_csv() == match(*given).write_csv()


@given(given=problems())
@examples(20)
def test_nobody_is_lost_and_nobody_is_invented(given: Frames) -> None:
    solved = match(*given)
    assert solved.schema == SCHEMA
    parts = {part: solved.filter(pl.col("part") == part) for part in ("arc", "college", "need", "problem", "override")}
    assert len(parts["college"]) == len(given.people)
    assert len(parts["need"]) == len(given.seats)
    assert parts["override"]["override_id"].sort().equals(given.overrides["override_id"].sort())
    for nodes, side, key in (("college", "people", "college_code"), ("need", "seats", "demand_id")):
        told = parts[nodes]
        assert (told["placed"] + told["unplaced"] == told["capacity"]).all()
        assert (told["unplaced"] >= 0).all() and (told["price"] >= 0).all()
        assert ((told["unplaced"] > 0) == told["reason"].is_not_null()).all()
        assert ((told["unplaced"] > 0) <= (told["price"] == 0)).all()
        assert told["capacity"].sum() == parts["problem"][side].sum()
        for persons in ("persons", "greedy_persons"):
            sums = parts["arc"].group_by(*PROBLEM, key).agg(pl.col(persons).sum())
            beside = told.join(sums.select(*PROBLEM, key, pl.col(persons).alias("sum")), on=[*PROBLEM, key], how="left",
                               nulls_equal=True)  # fmt: skip
            assert (beside["sum"].fill_null(0) <= beside["capacity"]).all()
            if persons == "persons":
                assert (beside["sum"].fill_null(0) == beside["placed"]).all()
    arcs = parts["arc"].join(given.candidates, on=["college_code", "demand_id"], how="left", suffix="_of_pair")
    assert (arcs["score"] == arcs["score_of_pair"]).all()
    for persons in ("persons", "greedy_persons"):
        assert (arcs[persons] <= arcs["pair_cap"].fill_null(99)).all()
        assert (arcs[persons] >= arcs["pinned_persons"]).all()
    totals = arcs.group_by(PROBLEM).agg(
        pl.col("persons").sum().alias("sum"),
        (pl.col("persons") * pl.col("score")).sum().alias("worth"),
        (pl.col("greedy_persons") * pl.col("score")).sum().alias("greedy_worth"),
    )
    beside = parts["problem"].join(totals, on=PROBLEM, how="left", nulls_equal=True).fill_null(0)
    assert (beside["sum"] == beside["placed"]).all()
    assert (beside["worth"] == beside["objective"]).all()
    assert (beside["greedy_worth"] == beside["greedy_objective"]).all()
    assert (beside["greedy_worth"] <= beside["objective"]).all()


@given(given=problems())
@examples(20)
def test_pins_that_stand_are_placed_and_forbidden_pairs_never(given: Frames) -> None:
    solved = match(*given)
    arcs = solved.filter(pl.col("part") == "arc").join(
        given.seats.select("demand_id", "establishment_id", "province_code"), on="demand_id"
    )
    refused = set(
        solved.filter((pl.col("part") == "override") & pl.col("reason").is_not_null())["override_id"].to_list()
    )
    pins = 0
    for row in given.overrides.iter_rows(named=True):
        is_pair = pl.all_horizontal(pl.col(name).eq_missing(row[name]) for name in (*PROBLEM, "college_code"))
        is_pair &= pl.col("establishment_id") == row["establishment_id"]
        if row["province_code"] is not None:
            is_pair &= pl.col("province_code") == row["province_code"]
        found = arcs.filter(is_pair)
        if row["action"] == "forbid":
            assert found.select("persons", "pinned_persons", "greedy_persons").sum().row(0) in ((0, 0, 0), (None,) * 3)
        elif row["override_id"] not in refused:
            pins += row["persons"]
            assert found["pinned_persons"].sum() >= row["persons"]
    assert arcs["pinned_persons"].sum() == pins


@given(given=problems())
@examples(20)
def test_the_greedy_answer_is_that_of_going_down_the_list(given: Frames) -> None:
    network = network_of(given.people, given.seats, given.candidates)
    people, seats = network.people.copy(), network.seats.copy()
    expected = np.zeros(len(network.score), np.int64)
    for arc in sorted(range(len(expected)), key=lambda arc: (-network.score[arc], arc)):
        one, other = network.arc_college[arc], network.arc_need[arc]
        expected[arc] = min(people[one], seats[other], network.cap[arc])
        people[one] -= expected[arc]
        seats[other] -= expected[arc]
    assert greedy(network).tolist() == expected.tolist()
