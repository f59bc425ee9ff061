"""What a figure means: the definition in force, its version, and its terms with the counts of the cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import duckdb

from pipelines.publishing.errors import UnknownMetric
from pipelines.publishing.explaining.rows import (
    Column,
    column_names,
    described_columns,
    every_row,
    near,
    plain,
    records,
)

CUBE = "employment_one_year"
_FORMULA = ("numerator_terms", "denominator_terms", "valid_from", "valid_to")
_TERM = re.compile(r"([+-]?)\s*([a-z_]+)")


@dataclass(frozen=True)
class Term:
    """A term of a definition: part (numerator, denominator), sign (1, -1), the count, and its value in the cell.

    `value` is None where more cells than one are explained or the count is not known (it is then read as 0).
    """

    part: str
    sign: int
    column: str
    description: str | None
    value: int | None


def definition_asked_for(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Column], metric: str
) -> dict[str, Any]:
    """Row of dim_indicator; UnknownMetric when the table has no definitions or none of this name."""
    known: list[str] = []
    if "definition_id" in columns:
        if found := definition(connection, metric):
            return found
        known = [name for (name,) in every_row(connection, "dim_indicator").select("definition_id").fetchall()]
    raise UnknownMetric(table, metric, near(metric, [*known, *columns]))


def definition(connection: duckdb.DuckDBPyConnection, definition_id: str) -> dict[str, Any] | None:
    """Row of dim_indicator, None when there is none of this name."""
    indicators = every_row(connection, "dim_indicator")
    found = records(
        indicators.filter(duckdb.ColumnExpression("definition_id") == duckdb.ConstantExpression(definition_id))
    )
    return found[0] if found else None


def common_definition(
    connection: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation, columns: Mapping[str, Column]
) -> dict[str, Any] | None:
    """The definition that all these rows stand for, None when there is no such."""
    if "definition_id" not in columns:
        return None
    found = rows.select("definition_id").distinct().limit(2).fetchall()
    return definition(connection, found[0][0]) if len(found) == 1 and found[0][0] is not None else None


def version(found: Mapping[str, Any]) -> str:
    """Eight digits that change with the formula of a definition or with the dates it is in force."""
    return sha256("\n".join(f"{name}={found.get(name)}" for name in _FORMULA).encode()).hexdigest()[:8]


def terms(
    connection: duckdb.DuckDBPyConnection, found: Mapping[str, Any], rows: list[dict[str, Any]], row_count: int
) -> list[Term]:
    """Terms of the definition, with the counts of the cell where it is one."""
    if not found.get("numerator_terms") or not column_names(connection, CUBE):
        return []
    counts = described_columns(connection, CUBE)
    cell: dict[str, Any] = {}
    if row_count == 1 and rows[0].get("cell_id") is not None:
        cells = every_row(connection, CUBE).filter(
            duckdb.ColumnExpression("cell_id").cast("varchar") == duckdb.ConstantExpression(str(rows[0]["cell_id"]))
        )
        cell = (records(cells) or [{}])[0]
    return [
        Term(part, -1 if sign == "-" else 1, name, counts[name].description, plain(cell.get(name)))
        for part in ("numerator", "denominator")
        for sign, name in _TERM.findall(found[f"{part}_terms"] or "")
        if name in counts
    ]
