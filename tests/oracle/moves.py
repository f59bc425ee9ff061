"""What one publication changed in the tables of the one before it, worked out row by row from the two databases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.publishing.disclosure import DisclosureMeta, TableMeta, Thresholds
from pipelines.publishing.store import INTERNAL_FILE

LOGS = {"publication_log", "publication_changes"}
Row = dict[str, Any]


class Publications:
    """Two publications, opened side by side."""

    def __init__(
        self,
        before: Path,
        now: Path,
        meta: DisclosureMeta,
        thresholds: Thresholds,
        told: int,
        only: Collection[str] | None = None,
    ) -> None:
        self._connections = [duckdb.connect(folder / INTERNAL_FILE, read_only=True) for folder in (before, now)]
        self._meta, self._thresholds, self._told = meta, thresholds, told
        self._only = meta.tables if only is None else only

    def __enter__(self) -> Publications:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._connections:
            connection.close()

    def rows(self) -> dict[str, tuple[int, int, int]]:
        """Rows added, removed and changed by table; those without a key are left out."""
        found = {}
        for table in self._tables():
            if not self._keys[table.name]:
                continue
            before, now = self._by_key(table)
            both = before.keys() & now.keys()
            changed = sum(before[key] != now[key] for key in both)
            found[table.name] = (len(now.keys() - before), len(before.keys() - now), changed)
        return found

    def moves(self) -> list[tuple[Any, ...]]:
        """The rows of `publication_changes`, without the publication."""
        return sorted(row for table in self._tables() for row in self._of_table(table))

    def _tables(self) -> list[TableMeta]:
        """Tables that stand in both with the same columns and key, or none."""
        described = [
            connection.execute(
                "select table_name, list((column_name, data_type) order by column_index), "
                "(select max(constraint_column_names) from duckdb_constraints() as keys where "
                "constraint_type = 'PRIMARY KEY' and keys.table_name = columns.table_name) "
                "from duckdb_columns() as columns where not internal group by all"
            ).fetchall()
            for connection in self._connections
        ]
        before, now = ({name: (columns, key) for name, columns, key in one} for one in described)
        self._columns = {name: dict(columns) for name, (columns, _) in now.items()}
        self._keys = {name: key or [] for name, (_, key) in now.items()}
        names = [name for name in sorted((now.keys() & before.keys()) - LOGS) if now[name] == before[name]]
        return [self._meta.tables[name] for name in names if name in self._only]

    def _by_key(self, table: TableMeta) -> tuple[dict[str, Row], dict[str, Row]]:
        before, now = (
            {
                ", ".join(str(row[name]) for name in self._keys[table.name]) or str(place): row
                for place, row in enumerate(self._read(connection, table))
            }
            for connection in self._connections
        )
        return before, now

    def _read(self, connection: duckdb.DuckDBPyConnection, table: TableMeta) -> list[Row]:
        relation = connection.sql(f"select *, {table.rows_shown(self._thresholds)} as is_shown from {table.name}")
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    def _of_table(self, table: TableMeta) -> list[tuple[Any, ...]]:
        if not table.is_measured:
            return []
        before, now = self._by_key(table)
        found: list[tuple[Any, ...]] = []
        for measure, unit in self._measures(table).items():
            sides = [_amounts(rows, measure) for rows in (before, now)]
            totals = [amounts["value"].sum() if amounts["value"].count() else None for amounts in sides]
            is_told = table.disclosure != "internal" and self._keys[table.name]
            cells = self._cells(table, before, now, sides) if is_told else []
            if totals[0] != totals[1] or cells:
                found.append((table.name, measure, 0, unit, None, None, *totals))
            for rank, (key, name, *values) in enumerate(cells, start=1):
                found.append((table.name, measure, rank, unit, key, name, *values))
        return found

    def _measures(self, table: TableMeta) -> dict[str, str]:
        found = {}
        for name, kind in self._columns[table.name].items():
            meta = table.column(name)
            if name in self._keys[table.name] or meta.treatment in ("rate", "median"):
                continue
            if meta.is_money:
                found[name] = "baht"
            elif kind in ("BIGINT", "HUGEINT") or "DECIMAL" in kind:
                found[name] = "persons" if meta.treatment == "persons" else "number"
        return found

    def _cells(
        self, table: TableMeta, before: Mapping[str, Row], now: Mapping[str, Row], sides: list[pl.DataFrame]
    ) -> list[tuple[Any, ...]]:
        size = (pl.col("value_now").fill_null(0) - pl.col("value").fill_null(0)).abs()
        moved = (
            sides[0].join(sides[1], on="key", how="full", coalesce=True, suffix="_now")
            .filter(pl.col("is_shown").fill_null(True) & pl.col("is_shown_now").fill_null(True) & (size > 0))
            .sort(-size, "key")
            .head(self._told)
        )  # fmt: skip
        return [
            (row["key"], self._name(table, now.get(row["key"]) or before[row["key"]]), row["value"], row["value_now"])
            for row in moved.iter_rows(named=True)
        ]

    def _name(self, table: TableMeta, row: Row) -> str | None:
        parts = []
        for name, kind in self._columns[table.name].items():
            if kind in ("BIGINT", "HUGEINT", "DOUBLE", "FLOAT") or "DECIMAL" in kind:
                break
            is_told = kind in ("VARCHAR", "INTEGER", "DATE", "BOOLEAN") and row[name] is not None
            if is_told and table.column(name).treatment != "internal_only":
                parts.append(f"{name}={str(row[name]).lower() if kind == 'BOOLEAN' else row[name]}")
        return " · ".join(parts) or None


def _amounts(rows: Mapping[str, Row], measure: str) -> pl.DataFrame:
    values = [None if row[measure] is None else Decimal(str(row[measure])) for row in rows.values()]
    return pl.DataFrame(
        {"key": list(rows), "value": values, "is_shown": [row["is_shown"] for row in rows.values()]},
        schema={"key": pl.String, "value": pl.Decimal(38, 4), "is_shown": pl.Boolean},
    )
