"""Small publications to be attacked: a college with three levels, and what can be worked out, by trying everything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from math import sqrt
from typing import Any

import duckdb
import numpy as np
import polars as pl

from pipelines.publishing import files
from pipelines.publishing.attacking.attacker import CELLS, Public, puzzle_of, refuse_untrue
from pipelines.publishing.attacking.blocks import Block
from pipelines.publishing.attacking.puzzle import Puzzle
from pipelines.publishing.disclosure import (
    DisclosureMeta,
    Thresholds,
    disclosure_meta_from_manifest,
    public_expressions,
)

from .made_up import manifest_of

THRESHOLDS = Thresholds(rounding_base=5, minimum_rate_denominator=20, minimum_median_count=10)
RATE = {"rate": True, "denominator": "graduates", "numerator": "working"}
COLUMNS: dict[str, dict[str, Any]] = {
    "cell_id": {"exact": True},
    "graduates": {"persons": True},
    "working": {"persons": True},
    "idle": {"persons": True},
    "rate": RATE,
    "ci_low": RATE | {"interval": "low"},
    "ci_high": RATE | {"interval": "high"},
}
RELATIONS = {
    "in_a_row": ["graduates = working + idle"],
    "adds_up": [{"breakdown": "college", "from": "college_level", "by": ["college_code"]}],
}
COUNTS, SHARES = ("graduates", "working", "idle"), ("rate", "ci_low", "ci_high")
Level = tuple[int, int]
"""Graduates of a level in work and not."""
Cell = tuple[int, str]
"""Row and column."""


def meta(relations: dict[str, Any] = RELATIONS) -> DisclosureMeta:
    """Treatment of the one table `cells`."""
    manifest = manifest_of({"cells": ("round", COLUMNS)})
    manifest["nodes"]["model.cvm.cells"]["config"]["meta"]["relations"] = relations
    return disclosure_meta_from_manifest(manifest)


def wilson(working: int, graduates: int) -> tuple[float, float]:
    """The 95 % Wilson interval."""
    z, share = 1.959964, working / graduates
    middle, half = share + z * z / 2 / graduates, z * sqrt(share * (1 - share) / graduates + z * z / 4 / graduates**2)
    low, high = ((middle + sign * half) / (1 + z * z / graduates) for sign in (-1, 1))
    return (0 if working == 0 else max(low, 0)), (1 if working == graduates else min(high, 1))


def rows_of(levels: Sequence[Level]) -> list[tuple[Any, ...]]:
    """The rows of the table: the levels of one college, then the college."""
    cells = [*levels, (sum(working for working, _ in levels), sum(idle for _, idle in levels))]
    rows: list[tuple[Any, ...]] = []
    for number, (working, idle) in enumerate(cells):
        graduates = working + idle
        breakdown = "college_level" if number < len(levels) else "college"
        shares = (working / graduates, *wilson(working, graduates)) if graduates >= 10 else (None, None, None)
        rows.append((number, breakdown, "1399000001", "records", graduates, working, idle, *shares))
    return rows


@contextmanager
def mart_of(levels: Sequence[Level]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A mart in memory that holds the table alone."""
    with duckdb.connect() as connection:
        _create(connection, "mart", levels)
        yield connection


def _create(connection: duckdb.DuckDBPyConnection, database: str, levels: Sequence[Level]) -> None:
    connection.execute(f"attach ':memory:' as {database}")
    connection.execute(
        f"""
        create table {database}.cells (cell_id integer primary key, breakdown varchar, college_code varchar,
            basis varchar, graduates bigint, working bigint, idle bigint, rate double, ci_low double, ci_high double)
        """
    )
    connection.executemany(f"insert into {database}.cells values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows_of(levels))


def puzzle(levels: Sequence[Level], relations: dict[str, Any] = RELATIONS, *, with_intervals: bool = True) -> Puzzle:
    """What an attacker holds of the publication."""
    with mart_of(levels) as connection:
        if not with_intervals:
            connection.execute("update mart.cells set ci_low = null, ci_high = null")
        public = Public(connection, meta(relations), THRESHOLDS)
        found = puzzle_of(public, Block(tuple(public.tables)))
    refuse_untrue([(found.true_somewhere, found.true_nowhere)])
    return found


def puzzle_after(then: Sequence[Level], hidden: Collection[Cell], now: Sequence[Level]) -> Puzzle:
    """What an attacker holds who holds the publication before as well, with what was hidden there."""
    with mart_of(now) as connection:
        _create(connection, files.PREVIOUS, then)
        _create(connection, files.PREVIOUS_PUBLIC, then)
        treated, columns = meta(), files.columns_of(connection, files.MART)["cells"]
        shown = public_expressions(treated.tables["cells"], columns, THRESHOLDS)
        sets = ", ".join(
            f"{name} = {sql}" for name, sql in zip(columns, shown, strict=True) if name in (*COUNTS, *SHARES)
        )
        connection.execute(f"update {files.PREVIOUS_PUBLIC}.cells set {sets}")
        for row, name in hidden:
            connection.execute(f"update {files.PREVIOUS_PUBLIC}.cells set {name} = null where cell_id = {row}")
        cells = [("cells", [str(row)], name, "", None) for row, name in hidden]
        public = Public(connection, treated, THRESHOLDS, pl.DataFrame(cells, schema=CELLS, orient="row"))
        return puzzle_of(public, Block(tuple(public.tables)))


def possible_publications(levels: Sequence[Level], hidden: Collection[Cell] = ()) -> Iterator[dict[Cell, int]]:
    """The counts, by row and column, of every publication that would be shown the same.

    `hidden` are rows and columns that are not shown; there, values near the true one are tried.
    """
    shown = [_shown_of(row[5], row[6]) for row in rows_of(levels)]

    def fits(row: int, working: int, idle: int) -> bool:
        return all(
            value == told or (row, name) in hidden
            for (name, value), told in zip(_shown_of(working, idle).items(), shown[row].values(), strict=True)
        )

    likely = [
        [
            (working, idle)
            for working, idle in product(
                *(
                    range(max(true - 6, 0), true + 7) if (row, name) in hidden else _near(shown[row][name])
                    for name, true in zip(("working", "idle"), levels[row], strict=True)
                )
            )
            if fits(row, working, idle)
        ]
        for row in range(len(levels))
    ]
    for tried in product(*likely):
        cells = [*tried, (sum(working for working, _ in tried), sum(idle for _, idle in tried))]
        if fits(len(levels), *cells[-1]):
            yield {
                (row, name): value
                for row, (working, idle) in enumerate(cells)
                for name, value in zip(COUNTS, (working + idle, working, idle), strict=True)
            }


def possible_values(levels: Sequence[Level], hidden: Collection[Cell] = ()) -> dict[Cell, set[int]]:
    """Possible values of each count, by row and column, by trying every publication that would be shown the same."""
    found: dict[Cell, set[int]] = {(row, name): set() for row in range(len(levels) + 1) for name in COUNTS}
    for counts in possible_publications(levels, hidden):
        for cell, value in counts.items():
            found[cell].add(value)
    return found


def leaks_after(
    then: Sequence[Level], hidden_then: Collection[Cell], now: Sequence[Level], hidden: Collection[Cell]
) -> set[tuple[str, Cell]]:
    """What both publications together give away: counts of 1 to 4 now, and changes of 1 to 4 since.

    By trying every pair of publications that would be shown the same and in which the same counts are unchanged.
    """
    true_then, true_now = _counts(then), _counts(now)
    same = [cell for cell, value in true_now.items() if true_then[cell] == value]
    earlier: dict[tuple[int, ...], list[dict[Cell, int]]] = {}
    for counts in possible_publications(then, hidden_then):
        earlier.setdefault(tuple(counts[cell] for cell in same), []).append(counts)
    values: dict[Cell, set[int]] = {cell: set() for cell in true_now}
    changes: dict[Cell, set[int]] = {cell: set() for cell in true_now}
    for counts in possible_publications(now, hidden):
        for before in earlier.get(tuple(counts[cell] for cell in same), []):
            for cell, value in counts.items():
                values[cell].add(value)
                changes[cell].add(value - before[cell])
    small = {("count", cell) for cell, value in true_now.items() if 1 <= value <= 4 and values[cell] == {value}}
    return small | {
        ("change", cell)
        for cell, found in changes.items()
        if found == {change := true_now[cell] - true_then[cell]} and 1 <= abs(change) <= 4
    }


def _counts(levels: Sequence[Level]) -> dict[Cell, int]:
    return {
        (row, name): value
        for row, cells in enumerate(rows_of(levels))
        for name, value in zip(COUNTS, cells[4:7], strict=True)
    }


def leaks(levels: Sequence[Level], hidden: Collection[Cell] = ()) -> set[Cell]:
    """Counts of 1 to 4 that can have one value only."""
    possible = possible_values(levels, hidden)
    true = _counts(levels)
    assert all(value in possible[cell] for cell, value in true.items())
    return {cell for cell, value in true.items() if 1 <= value <= 4 and len(possible[cell]) == 1}


def _shown_of(working: int, idle: int) -> dict[str, int | None]:
    graduates = working + idle
    counts = {name: round(value / 5) * 5 for name, value in zip(COUNTS, (graduates, working, idle), strict=True)}
    enough = graduates >= THRESHOLDS.minimum_rate_denominator
    shares = (working / graduates, *wilson(working, graduates)) if enough else (None, None, None)
    # whole percent, halves upwards
    percent = [None if share is None else int(share * 100 + 0.5) for share in shares]
    return {**counts, **dict(zip(SHARES, percent, strict=True))}


def _near(shown: int | None) -> range:
    assert shown is not None
    return range(max(shown - 2, 0), shown + 3)


def random_levels(seed: int) -> list[Level]:
    """Three levels, most of them small."""
    source = np.random.default_rng(seed)
    return [(int(source.integers(0, 6)), int(source.integers(0, 30) ** 2 // 20)) for _ in range(3)]
