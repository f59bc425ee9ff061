"""Published tables against the oracle's, row by row and column by column."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from pipelines import connect
from tests.oracle import centres, establishments, scorecard
from tests.oracle.inputs import Inputs, of_home
from tests.oracle.table import Table
from tests.oracle.tables import Oracle

TOLERANCE = 1e-12
"""Of what is at most 1; of larger figures in proportion."""
EXAMPLES = 3
_NUMBER = "number_of_equals"


def published(home: Path, table: str) -> pl.DataFrame:
    """A table of the current internal publication."""
    with connect(home, "internal") as connection:
        frame: pl.DataFrame = connection.table(table).pl()
    return frame


def as_of(home: Path) -> date:
    """Business date of the current publication."""
    manifest = json.loads((home / "published" / "current" / "manifest.json").read_text(encoding="utf-8"))
    return date.fromisoformat(manifest["as_of"])


def internal(home: Path) -> Path:
    """The file of the current internal publication."""
    return home / "published" / "current" / "internal.duckdb"


def all_differences(home: Path, marts: Path | None = None, only: Collection[str] = ()) -> list[str]:
    """Whatever differs between the tables of a home and the recomputed ones; empty when they agree.

    Without `marts` the current publication is judged; else that file of marts, which need not be published: its day is
    then that of the run. A table that is missing or has other columns is a difference. `only` names tables to judge.
    """
    try:
        inputs = of_home(home, marts or internal(home), as_of(home) if marts is None else as_of_run(home))
    except (OSError, duckdb.Error, pl.exceptions.PolarsError) as error:
        return [f"the inputs cannot be read: {error}"]
    return table_differences(inputs, marts or internal(home), only)


def establishment_differences(home: Path) -> list[str]:
    """Whatever differs between the current publication's tables of establishments and the recomputed ones."""
    wrong = []
    for table in establishments.tables(establishments.known(home, internal(home), as_of(home))):
        expected, found = table.made(), published(home, table.name)
        if not (expected.is_empty() and found.is_empty()):
            wrong += differences(table, expected, found)
    return wrong


def centre_differences(home: Path, marts: Path | None = None) -> list[str]:
    """Whatever differs between the tables of the CVM centres' work and the recomputed ones.

    `marts` as in `all_differences`.
    """
    file = marts or internal(home)
    known = centres.known(home, file, as_of(home) if marts is None else as_of_run(home))
    wrong = []
    for table in (*centres.tables(known), *scorecard.tables(known)):
        found = _read(file, table.name)
        wrong += [f"{table.name}: {found}"] if isinstance(found, str) else differences(table, table.made(), found)
    return wrong


def as_of_run(home: Path) -> date:
    """Business date of the latest run."""
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as build:
        found = build.execute("select max(as_of) from staging.stg_runs").fetchone()
    day = found and found[0]
    if not isinstance(day, date):
        raise OSError("no run has a date")
    return day


def table_differences(inputs: Inputs, marts: Path, only: Collection[str] = ()) -> list[str]:
    """Whatever differs between a file of marts and what the inputs come to."""
    wrong = []
    for table in Oracle(inputs).tables():
        if not only or table.name in only:
            found = _read(marts, table.name)
            if isinstance(found, str):
                wrong.append(f"{table.name}: {found}")
            else:
                wrong += differences(table, table.made(), found)
    return wrong


def _read(marts: Path, name: str) -> pl.DataFrame | str:
    """A table, or why there is none."""
    try:
        with duckdb.connect(str(marts), read_only=True) as connection:
            frame: pl.DataFrame = connection.execute(f"select * from {name}").pl()
    except duckdb.Error as error:
        return f"cannot be read: {str(error).splitlines()[0]}"
    return frame


def differences(table: Table, expected: pl.DataFrame, found: pl.DataFrame) -> list[str]:
    """Columns, rows and values that are not the same, a few examples of each."""
    odd_columns = set(expected.columns) ^ (set(found.columns) - table.surrogates)
    if odd_columns:
        return [f"{table.name}: columns on one side only {sorted(odd_columns)}"]
    try:
        found = found.select(expected.columns).cast(expected.schema)
    except pl.exceptions.PolarsError as error:
        return [f"{table.name}: values of another kind: {error}"]
    keys = list(table.keys)
    if table.has_equal_keys:
        expected, found = (_numbered(frame, keys) for frame in (expected, found))
        keys.append(_NUMBER)
    twice = [
        f"{table.name}: a key stands twice in {label}, such as {frame.filter(doubled).select(keys).rows()[:1]}"
        for label, frame in (("the oracle", expected), ("the table", found))
        if (doubled := frame.select(keys).is_duplicated()).any()
    ]
    return [*twice, *_lonely(table.name, expected, found, keys), *_unequal(table.name, expected, found, keys)]


def _numbered(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Rows of equal keys numbered by all their columns."""
    in_order = frame.sort(frame.columns, nulls_last=True)
    return in_order.with_columns(pl.int_range(pl.len()).over(keys).alias(_NUMBER))


def _lonely(name: str, expected: pl.DataFrame, found: pl.DataFrame, keys: list[str]) -> list[str]:
    wrong = []
    for label, left, right in (("not in the table", expected, found), ("not in the oracle", found, expected)):
        lonely = left.join(right, on=keys, how="anti", nulls_equal=True)
        if lonely.height:
            wrong.append(f"{name}: {lonely.height} rows {label}, such as {lonely.select(keys).rows()[:EXAMPLES]}")
    return wrong


def _unequal(name: str, expected: pl.DataFrame, found: pl.DataFrame, keys: Sequence[str]) -> list[str]:
    wrong = []
    both = expected.join(found, on=list(keys), how="inner", nulls_equal=True, suffix="_found")
    for column in expected.columns:
        if column not in keys:
            unequal = both.filter(_differs(column, expected.schema[column]))
            if unequal.height:
                examples = unequal.select(*keys, column, f"{column}_found").rows()[:EXAMPLES]
                wrong.append(f"{name}.{column}: {unequal.height} values differ (oracle, table): {examples}")
    return wrong


def _differs(name: str, kind: pl.DataType) -> pl.Expr:
    ours, theirs = pl.col(name), pl.col(f"{name}_found")
    if kind.is_float():
        apart = (ours - theirs).abs() > TOLERANCE * pl.max_horizontal(ours.abs(), pl.lit(1.0))
        return apart.fill_null(value=False) | (ours.is_null() != theirs.is_null())
    return ours.ne_missing(theirs)
