"""The rows of published tables as arrays: what they truly hold, and what the public file shows of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pipelines.publishing.disclosure import BASIS_COLUMN, OPEN_BASIS, TableMeta, quoted

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.attacking.bounds import Bools, Ints

BREAKDOWN, DEFINITION, DEFINITIONS = "breakdown", "definition_id", "dim_indicator"
PLACE, IS_OPEN = "place", "is_open_data"
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")


def counts_of(table: TableMeta, columns: Mapping[str, str]) -> list[str]:
    """Columns of a table that count whole persons."""
    return [name for name in table.named("persons") if columns.get(name, "").upper() in WHOLE]


def shares_of(table: TableMeta, columns: Collection[str]) -> list[str]:
    """Columns of a table that show a share of published counts."""
    return [name for name in table.named("rate") if table.column(name).numerator and name in columns]


@dataclass(frozen=True)
class Rows:
    """Rows of one table, in the order of their keys. `name` is that of the relation that holds them in the workbench,
    numbered by `place`, with the columns by which they may be related.

    `key_values` are their keys as lists of texts; `exact` are the counts, `shown` what is shown of them and of shares,
    these in whole percent; a value that is not told is masked.
    """

    table: TableMeta
    name: str
    keys: tuple[str, ...]
    key_values: pl.Series
    is_open: Bools
    exact: Mapping[str, np.ma.MaskedArray[Any, Any]]
    shown: Mapping[str, np.ma.MaskedArray[Any, Any]]
    has_open: bool

    def __len__(self) -> int:
        return len(self.is_open)

    @property
    def relation(self) -> str:
        """The name of the relation, as SQL writes it."""
        return quoted(self.name)

    @property
    def is_settled(self) -> Bools:
        """Rows of which nothing is left to be worked out: all of their columns are open data."""
        has_others = any(self.table.column(name).of_records for name in self.shown)
        return self.is_open & ~np.bool_(has_others)

    def is_told(self, column: str) -> Bools:
        """The rows of which the public file shows something there."""
        told: Bools = ~np.ma.getmaskarray(self.shown[column])
        return told


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    table: TableMeta,
    columns: Mapping[str, str],
    keys: Sequence[str],
    source: tuple[str, Mapping[str, str], str],
    *,
    where: str,
    related_by: Collection[str],
    open_too: bool,
) -> Rows:
    """Read a table.

    Args:
        columns: its columns with their types.
        keys: those of its primary key.
        source: the relation with what is true, as `exact`, joined to whatever `shown` reads; what is shown of each
            column, in SQL; and a name for where this comes from.
        where: condition of the rows that are read, on `exact`.
        related_by: columns by which rows of any table are related.
        open_too: read rows of open data as well.
    """
    origin, shown, name = source
    counts, shares = counts_of(table, columns), shares_of(table, columns)
    is_open = _is_open(columns)
    kept = [one for one in columns if one in related_by or one in keys]
    wanted = [f"{is_open} as {IS_OPEN}", *(f"exact.{quoted(one)}" for one in kept)]
    wanted += [f"cast(exact.{quoted(one)} as varchar) as {quoted(f'key {one}')}" for one in keys]
    wanted += [f"cast(exact.{quoted(one)} as bigint) as {quoted(f'true {one}')}" for one in counts]
    wanted += [f"cast({shown[one]} as bigint) as {quoted(f'shown {one}')}" for one in counts]
    wanted += [f"cast(round(100 * {shown[one]}) as bigint) as {quoted(f'shown {one}')}" for one in shares]
    found = connection.execute(
        f"""
        select {", ".join(wanted)} from {origin} where {where} and {"true" if open_too else f"not {is_open}"}
        order by {", ".join(f"exact.{quoted(one)}" for one in keys)}
        """
    ).pl()
    relation = f"{name} {table.name}"
    connection.register(relation, found.select(IS_OPEN, *kept).with_row_index(PLACE))
    numbers = found.select(
        f"{when} {one}" for when, names in (("true", counts), ("shown", counts + shares)) for one in names
    )
    values, lacking = numbers.select(pl.all().fill_null(0)), numbers.select(pl.all().is_null())
    arrays = {one: np.ma.masked_array(values[one].to_numpy(), lacking[one].to_numpy()) for one in numbers.columns}
    return Rows(
        table,
        relation,
        tuple(keys),
        found.select(pl.concat_list(f"key {one}" for one in keys)).to_series(),
        found[IS_OPEN].to_numpy(),
        {one: arrays[f"true {one}"] for one in counts},
        {one: arrays[f"shown {one}"] for one in (*counts, *shares)},
        open_too,
    )


def open_rows(table: TableMeta, columns: Mapping[str, str]) -> str:
    """Condition of the rows of which nothing is left to be worked out, on a relation called `exact`, in SQL."""
    return "false" if any(column.of_records for column in table.columns.values()) else _is_open(columns)


def _is_open(columns: Mapping[str, str]) -> str:
    return f"coalesce(exact.{quoted(BASIS_COLUMN)} = '{OPEN_BASIS}', false)" if BASIS_COLUMN in columns else "false"


def joined(connection: duckdb.DuckDBPyConnection, condition: str, wholes: Rows, parts: Rows) -> tuple[Ints, Ints]:
    """Places of the rows of two tables, called `wholes` and `parts`, that meet a condition."""
    found = connection.execute(
        f"""
        select wholes.place as whole, parts.place as part
        from {wholes.relation} as wholes join {parts.relation} as parts on {condition} order by all
        """
    ).fetchnumpy()
    return np.asarray(found["whole"], dtype=np.int64), np.asarray(found["part"], dtype=np.int64)
