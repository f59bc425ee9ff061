"""The rows of a table, batch by batch and always in the same order, so that a nation's table needs little memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from pipelines.publishing.disclosure import quoted
from pipelines.publishing.kinds import is_number_of_something
from pipelines.settings import BANGKOK

if TYPE_CHECKING:
    import duckdb

    from pipelines.exporting.described import Column, Table

BATCH = 100_000
"""Rows that are held at one time."""


def frames(connection: duckdb.DuckDBPyConnection, table: Table, condition: str = "true") -> Iterator[pl.DataFrame]:
    """Rows of a table that meet a condition: keys as text, moments in Bangkok; at least one frame, if without rows.

    They stand in the order of what they are of (year, place, field and so on); the key, which is made of hashes, only
    decides between equals.
    """
    columns = ", ".join(_selected(column) for column in table.columns)
    places = [quoted(column.name) for column in table.columns if _orders(column)]
    keys = [quoted(column.name) for column in table.columns if column.is_key]
    order = ", ".join(places + [key for key in keys if key not in places]) or "all"
    rows = connection.sql(f"select {columns} from {quoted(table.name)} where {condition} order by {order}")
    is_empty = True
    for batch in rows.to_arrow_reader(BATCH):
        found = pl.from_arrow(batch)
        assert isinstance(found, pl.DataFrame)
        yield _in_bangkok(found)
        is_empty = False
    if is_empty:
        yield _in_bangkok(rows.pl())


def is_moment(column: Column) -> bool:
    """Whether a column holds moments, which are told in Bangkok's time."""
    return column.type.startswith("TIMESTAMP")


def is_key_of_hashes(column: Column) -> bool:
    """Whether a column holds keys that say nothing to a reader."""
    return column.type == "UUID"


def _selected(column: Column) -> str:
    name = quoted(column.name)
    return f"{name}::varchar as {name}" if is_key_of_hashes(column) else name


def _orders(column: Column) -> bool:
    if column.type == "VARCHAR":
        return True
    return column.type in ("INTEGER", "BIGINT", "SMALLINT") and is_number_of_something(column.name)


def _in_bangkok(frame: pl.DataFrame) -> pl.DataFrame:
    zoned = [
        pl.col(name).dt.convert_time_zone(str(BANGKOK))
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None
    ]
    return frame.with_columns(zoned) if zoned else frame
