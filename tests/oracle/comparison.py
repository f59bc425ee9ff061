"""A published table against the oracle's, cell by cell and column by column."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from pipelines import connect
from tests.oracle.cube import KEYS, Inputs, employment_one_year, employment_rates

TOLERANCE = 1e-12
SURROGATES = {"employment_one_year": {"cell_id"}, "employment_rates": {"cell_id", "rate_id"}}


def published(home: Path, table: str) -> pl.DataFrame:
    """A table of the current internal publication."""
    with connect(home, "internal") as connection:
        frame: pl.DataFrame = connection.table(table).pl()
    return frame


def as_of(home: Path) -> date:
    """Business date of the current publication."""
    manifest = json.loads((home / "published" / "current" / "manifest.json").read_text(encoding="utf-8"))
    return date.fromisoformat(manifest["as_of"])


def cube_differences(home: Path, inputs: Inputs) -> list[str]:
    """Whatever differs between the published cube and the recomputed one; empty when they agree."""
    cube = employment_one_year(inputs)
    return [
        *differences("employment_one_year", cube, published(home, "employment_one_year"), KEYS),
        *differences(
            "employment_rates", employment_rates(cube), published(home, "employment_rates"), (*KEYS, "definition_id")
        ),
    ]


def differences(table: str, expected: pl.DataFrame, found: pl.DataFrame, keys: Sequence[str]) -> list[str]:
    """Columns, rows and values that are not the same, a few examples of each."""
    odd_columns = set(expected.columns) ^ (set(found.columns) - SURROGATES[table])
    if odd_columns:
        return [f"{table}: columns on one side only {sorted(odd_columns)}"]
    found = found.select(expected.columns).cast(expected.schema)
    wrong = []
    for label, frame in (("oracle", expected), ("published", found)):
        if frame.select(keys).is_duplicated().any():
            wrong.append(f"{table}: a key stands twice in {label}")
    for label, left, right in (("not published", expected, found), ("not in the oracle", found, expected)):
        lonely = left.join(right, on=keys, how="anti", nulls_equal=True)
        if lonely.height:
            wrong.append(f"{table}: {lonely.height} rows {label}, such as {lonely.select(keys).rows()[:3]}")
    both = expected.join(found, on=keys, how="inner", nulls_equal=True, suffix="_found")
    for name in expected.columns:
        if name not in keys:
            unequal = both.filter(_is_unequal(name, expected.schema[name]))
            if unequal.height:
                examples = unequal.select(*keys, name, f"{name}_found").rows()[:3]
                wrong.append(f"{table}.{name}: {unequal.height} values differ (oracle, published): {examples}")
    return wrong


def _is_unequal(name: str, kind: pl.DataType) -> pl.Expr:
    ours, theirs = pl.col(name), pl.col(f"{name}_found")
    if kind.is_float():
        apart = (ours - theirs).abs() > TOLERANCE
        return apart.fill_null(value=False) | (ours.is_null() != theirs.is_null())
    return ours.ne_missing(theirs)
