"""From frames to one frame: problems read, overrides applied, allocated, proven and told. The parts do the work."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.matching.allocation import best, greedy
from pipelines.matching.networks import PROBLEM, Bools, Ints, Network, network_of, totals
from pipelines.matching.overrides import Decided, decided
from pipelines.matching.prices import Prices, prices_of
from pipelines.matching.reasons import reasons_of

ARC, COLLEGE, NEED, MATCH_PROBLEM, OVERRIDE = "arc", "college", "need", "problem", "override"

SCHEMA = pl.Schema(
    {
        "part": pl.String,
        "fiscal_year_be": pl.Int32,
        "demand_kind": pl.String,
        "level": pl.String,
        "meeting_field_th": pl.String,
        "college_code": pl.String,
        "demand_id": pl.String,
        "override_id": pl.String,
        "score": pl.Int64,
        "persons": pl.Int64,
        "pinned_persons": pl.Int64,
        "greedy_persons": pl.Int64,
        "capacity": pl.Int64,
        "placed": pl.Int64,
        "unplaced": pl.Int64,
        "price": pl.Int64,
        "reason": pl.String,
        "people": pl.Int64,
        "seats": pl.Int64,
        "candidates": pl.Int64,
        "objective": pl.Int64,
        "dual_objective": pl.Int64,
        "is_proven": pl.Boolean,
        "greedy_objective": pl.Int64,
    }
)
"""The result: each row is of one `part`, and has NULL where a column is none of that part's (`match` says whose).

The keys of colleges and needs are of the type in which they came: numbers take a nation's pairs in a third of the time.
"""


def match(people: pl.DataFrame, seats: pl.DataFrame, candidates: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """Solves all problems; the same rows in any order give the same bytes.

    Args:
        people, seats, candidates: as `network_of` takes them.
        overrides: as `decided` takes them.

    Returns:
        `SCHEMA`, sorted by all keys. The key of the problem (`PROBLEM`) stands in every row, and by `part`:
        `arc`, a candidate that somebody is placed on by this allocation or the greedy one: `college_code`, `demand_id`,
        `score`, `persons` (those of pins among them), `pinned_persons`, `greedy_persons`;
        `college` (`college_code`) and `need` (`demand_id`), each of them: `capacity`, `placed`, `unplaced`, `price`
        (gain in the objective of one more, pins staying as they are), `reason` of what is unplaced;
        `problem`: `people`, `seats`, `candidates` (forbidden ones not), `placed`, `objective`, `dual_objective`,
        `is_proven`, `greedy_objective`;
        `override`: `override_id`, `reason` why it was refused, NULL where it stands.

    Raises:
        ValueError: rows that make no problem.
    """
    network = network_of(people, seats, candidates)
    settled = decided(network, overrides)
    left = network.less(settled.pinned, settled.is_forbidden)
    free = best(left)
    persons, greedily = settled.pinned + free, settled.pinned + greedy(left)
    prices = prices_of(left, free)
    rows = [
        _arcs(network, settled, persons, greedily),
        *_nodes(network, settled.is_forbidden, persons, prices),
        _problems(network, settled, persons, greedily, prices),
        _overrides(overrides, settled),
    ]
    keys = {"college_code": people.schema["college_code"], "demand_id": seats.schema["demand_id"]}
    whole = pl.concat([pl.DataFrame(schema=pl.Schema({**SCHEMA, **keys})), *rows], how="diagonal")
    return whole.sort("part", *PROBLEM, "college_code", "demand_id", "override_id", nulls_last=False)


def _arcs(network: Network, settled: Decided, persons: Ints, greedily: Ints) -> pl.DataFrame:
    shown = np.flatnonzero((persons > 0) | (greedily > 0))
    college = network.colleges[network.arc_college[shown]]
    return pl.DataFrame(
        [
            college["problem"],
            college["college_code"],
            network.needs["demand_id"].gather(network.arc_need[shown]),
            pl.Series("score", network.score[shown]),
            pl.Series("persons", persons[shown]),
            pl.Series("pinned_persons", settled.pinned[shown]),
            pl.Series("greedy_persons", greedily[shown]),
        ]
    ).pipe(_keyed, network, ARC)


def _nodes(network: Network, is_forbidden: Bools, persons: Ints, prices: Prices) -> list[pl.DataFrame]:
    sides = (
        (COLLEGE, network.colleges, network.people, network.arc_college, prices.people),
        (NEED, network.needs.select("problem", "demand_id"), network.seats, network.arc_need, prices.seats),
    )
    frames = []
    for (part, keys, capacity, ends, price), reason in zip(
        sides, reasons_of(network, persons, is_forbidden), strict=True
    ):
        placed = totals(ends, persons, len(capacity))
        frames.append(
            keys.with_columns(
                capacity=pl.Series(capacity),
                placed=pl.Series(placed),
                unplaced=pl.Series(capacity - placed),
                price=pl.Series(price),
                reason=reason,
            ).pipe(_keyed, network, part)
        )
    return frames


def _problems(network: Network, settled: Decided, persons: Ints, greedily: Ints, prices: Prices) -> pl.DataFrame:
    of_college, of_need = (frame["problem"].to_numpy() for frame in (network.colleges, network.needs))
    of_arc, count = network.arc_problem, len(network.problems)
    # what pins are worth is settled, so both objectives have it
    pinned = totals(of_arc, network.score * settled.pinned, count)
    return pl.DataFrame(
        {
            "problem": np.arange(count),
            "people": totals(of_college, network.people, count),
            "seats": totals(of_need, network.seats, count),
            "candidates": totals(of_arc, (~settled.is_forbidden).astype(np.int64), count),
            "placed": totals(of_arc, persons, count),
            "objective": totals(of_arc, network.score * persons, count),
            "dual_objective": pinned + prices.dual,
            "is_proven": prices.is_proven,
            "greedy_objective": totals(of_arc, network.score * greedily, count),
        }
    ).pipe(_keyed, network, MATCH_PROBLEM)


def _overrides(overrides: pl.DataFrame, settled: Decided) -> pl.DataFrame:
    reasons = pl.Series("reason", [settled.refused.get(one) for one in overrides["override_id"]], pl.String)
    return (
        overrides.select(*PROBLEM, "override_id")
        .with_columns(reasons, part=pl.lit(OVERRIDE))
        .cast({name: SCHEMA[name] for name in (*PROBLEM, "override_id")})
    )


def _keyed(rows: pl.DataFrame, network: Network, part: str) -> pl.DataFrame:
    """Rows with the key of their problem in place of its number."""
    keys = network.problems[rows["problem"].to_numpy()].cast({name: SCHEMA[name] for name in PROBLEM})
    return pl.concat([rows.drop("problem"), keys], how="horizontal").with_columns(part=pl.lit(part))
