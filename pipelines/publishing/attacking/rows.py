"""The rows of published tables as arrays: what they truly hold, and what the public file shows of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.publishing.disclosure import BASIS_COLUMN, OPEN_BASIS, TableMeta, quoted

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.attacking.bounds import Bools, Ints

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")


def counts_of(table: TableMeta, columns: Mapping[str, str]) -> list[str]:
    """Columns of a table that count whole persons."""
    return [name for name in table.named("persons") if columns.get(name, "").upper() in WHOLE]


def shares_of(table: TableMeta, columns: Collection[str]) -> list[str]:
    """Columns of a table that show a share of published counts."""
    return [name for name in table.named("rate") if table.column(name).numerator and name in columns]


@dataclass(frozen=True)
class Rows:
    """Rows of one table, in the order of their keys. `relation` holds them in the database, numbered by `place`.

    `exact` are the counts, `shown` what is shown of them and of shares, these in whole percent; a value that is not
    told is masked.
    """

    table: TableMeta
    relation: str
    keys: tuple[str, ...]
    key_values: np.ndarray[Any, Any]
    is_open: Bools
    exact: Mapping[str, np.ma.MaskedArray[Any, Any]]
    shown: Mapping[str, np.ma.MaskedArray[Any, Any]]

    def __len__(self) -> int:
        return len(self.is_open)

    @property
    def is_settled(self) -> Bools:
        """Rows of which nothing is left to be worked out: all of their columns are open data."""
        has_others = any(self.table.column(name).of_records for name in self.shown)
        return self.is_open & ~np.bool_(has_others)

    def is_told(self, column: str, row: int) -> bool:
        """Whether the public file shows something there."""
        return not np.ma.getmaskarray(self.shown[column])[row]


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    table: TableMeta,
    columns: Mapping[str, str],
    keys: Sequence[str],
    source: tuple[str, Mapping[str, str], str],
    *,
    open_too: bool,
) -> Rows:
    """Read a table.

    Args:
        columns: its columns with their types.
        keys: those of its primary key.
        source: the relation with what is true, as `exact`, joined to whatever `shown` reads; what is shown of each
            column, in SQL; and a name for where this comes from.
        open_too: read rows of open data as well.
    """
    origin, shown, name = source
    relation = f"memory.main.{quoted(f'{name} {table.name}')}"
    counts, shares = counts_of(table, columns), shares_of(table, columns)
    has_basis = BASIS_COLUMN in columns
    is_open = f"coalesce(exact.{quoted(BASIS_COLUMN)} = '{OPEN_BASIS}', false)" if has_basis else "false"
    order = ", ".join(f"exact.{quoted(key)}" for key in keys)
    parts = [f"cast({shown[one]} as bigint) as {quoted(f'shown {one}')}" for one in counts]
    parts += [f"cast(round(100 * {shown[one]}) as bigint) as {quoted(f'shown {one}')}" for one in shares]
    connection.execute(
        f"""
        create or replace table {relation} as
        select row_number() over (order by {order}) - 1 as place, {is_open} as is_open_data, {", ".join(parts)}, exact.*
        from {origin} where {"true" if open_too else f"not {is_open}"}
        """
    )
    key = ", ".join(f"cast({quoted(one)} as varchar)" for one in keys)
    wanted = [f"cast({quoted(one)} as bigint) as {quoted(f'true {one}')}" for one in counts]
    wanted += [quoted(f"shown {one}") for one in (*counts, *shares)]
    found = connection.execute(
        f"select is_open_data, [{key}] as key, {', '.join(wanted)} from {relation} order by place"
    ).fetchnumpy()
    return Rows(
        table,
        relation,
        tuple(keys),
        np.asarray(found["key"]),
        np.asarray(found["is_open_data"], dtype=bool),
        {one: _masked(found[f"true {one}"]) for one in counts},
        {one: _masked(found[f"shown {one}"]) for one in (*counts, *shares)},
    )


def _masked(values: Any) -> np.ma.MaskedArray[Any, Any]:
    return np.ma.masked_array(np.ma.getdata(values).astype(np.int64, copy=False), np.ma.getmaskarray(values))


def joined(connection: duckdb.DuckDBPyConnection, condition: str, wholes: Rows, parts: Rows) -> tuple[Ints, Ints]:
    """Places of the rows of two tables, called `wholes` and `parts`, that meet a condition."""
    found = connection.execute(
        f"""
        select wholes.place as whole, parts.place as part
        from {wholes.relation} as wholes join {parts.relation} as parts on {condition} order by all
        """
    ).fetchnumpy()
    return np.asarray(found["whole"], dtype=np.int64), np.asarray(found["part"], dtype=np.int64)
