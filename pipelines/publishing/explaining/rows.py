"""A published table as a question sees it: its columns, the rows that meet a condition, and their values as JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any
from uuid import UUID

import duckdb

from pipelines.publishing.connection import primary_keys
from pipelines.publishing.disclosure import quoted
from pipelines.publishing.errors import BadCondition, UnknownTable

_IN_USE = "table_catalog = current_database() and table_schema = 'main'"

# Columns whose codes have a name in some table: (table, its code, its Thai and its English name).
_NAMED = {
    "college_code": ("dim_college", "college_code", "college_name_th", "college_name_th"),
    "province_code": ("dim_province", "province_code", "province_name_th", "province_name_en"),
    "level": ("dim_level", "level", "level_label_th", "level_name_en"),
    "centre_id": ("dim_cvm_centre", "centre_id", "centre_name_th", "centre_name_th"),
    "definition_id": ("dim_indicator", "definition_id", "name_th", "name_en"),
    "target_industry_id": (
        "dim_target_industry", "target_industry_id", "target_industry_name_th", "target_industry_name_en",
    ),
    "establishment_id": ("dim_establishment", "establishment_id", "establishment_name", "establishment_name"),
    "event_id": ("dim_calendar_event", "event_id", "event_th", "event_en"),
}  # fmt: skip
_ALIASES = {
    "from_province_code": "province_code",
    "to_province_code": "province_code",
    "work_province_code": "province_code",
    "reported_by": "college_code",
}


@dataclass(frozen=True)
class Column:
    """A column of a published table: its name, DuckDB's type, and its meaning in Thai and English."""

    name: str
    type: str
    description: str | None
    is_key: bool


def described_columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, Column]:
    """Columns of the table in their order; UnknownTable when there is no such table."""
    query = f"""
        select column_name, data_type, column_comment,
            column_name in (select unnest(?::varchar[]))
        from information_schema.columns where table_name = ? and {_IN_USE}
        order by ordinal_position
    """
    keys = primary_keys(connection).get(table, [])
    found = {row[0]: Column(*row) for row in connection.execute(query, [keys, table]).fetchall()}
    if not found:
        query = f"select table_name from information_schema.tables where {_IN_USE} order by all"
        names = connection.execute(query).fetchall()
        raise UnknownTable(table, near(table, (name for (name,) in names)))
    return found


def column_names(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """Names of the columns of a table of the publication in use, none when it has no such table."""
    query = f"select column_name from information_schema.columns where table_name = ? and {_IN_USE}"
    return {name for (name,) in connection.execute(query, [table]).fetchall()}


def table_comment(connection: duckdb.DuckDBPyConnection, table: str) -> str | None:
    """What the table is, in Thai and English."""
    query = f"select table_comment from information_schema.tables where table_name = ? and {_IN_USE}"
    found = connection.execute(query, [table]).fetchone()
    return found[0] if found else None


def every_row(connection: duckdb.DuckDBPyConnection, table: str) -> duckdb.DuckDBPyRelation:
    """The rows of a table, which in a lake is a view."""
    return connection.sql(f"from {quoted(table)}").set_alias(table)


def matching(connection: duckdb.DuckDBPyConnection, table: str, where: str | None) -> duckdb.DuckDBPyRelation:
    """The rows that meet the condition, after one trial run, so that a bad condition shows here and nowhere else.

    DuckDB reads a filter as one expression but ignores a clause after it; in parentheses it refuses the clause, and
    without them it refuses a second pair. So the condition has to pass both ways.
    """
    rows = every_row(connection, table)
    if where is None:
        return rows
    try:
        rows.filter(where)
        found = rows.filter(f"({where}\n)")
        found.aggregate("count(*)").fetchall()
    except duckdb.Error as error:
        raise BadCondition(where, *_why_not(str(error).splitlines()[0]), rows.columns) from None
    return found


def _why_not(said: str) -> tuple[str, str]:
    """What is wrong with a condition, in Thai and English, from the first line that DuckDB says of it."""
    if unknown := re.search(r'Referenced column "([^"]+)" not found', said):
        name = unknown[1]
        return f"ไม่มีคอลัมน์ {name}", f"there is no column {name}"
    if unfit := re.search(r"Could not convert string '(.*)' to (\w+)(?:.* source column (\w+))?", said):
        value, kind, column = unfit.groups()
        of_th, of_en = (f" ของคอลัมน์ {column}", f" of the column {column}") if column else ("", "")
        return f"ค่า {value!r}{of_th} ไม่ใช่ {kind}", f"the value {value!r}{of_en} is no {kind}"
    return "ไม่ใช่เงื่อนไข SQL เดียวเกี่ยวกับแถวของตาราง", "it is not one SQL condition on the rows of the table"


def of_definition(rows: duckdb.DuckDBPyRelation, definition_id: str) -> duckdb.DuckDBPyRelation:
    """Those of the rows that stand for one definition."""
    return rows.filter(duckdb.ColumnExpression("definition_id") == duckdb.ConstantExpression(definition_id))


def first(rows: duckdb.DuckDBPyRelation, columns: Mapping[str, Column], number: int) -> duckdb.DuckDBPyRelation:
    """The first of the rows in the order of what they are of; keys made of hashes order nothing."""
    order = [quoted(name) for name, column in columns.items() if column.type != "UUID"]
    return rows.order(", ".join(order)).limit(number)


def distinct(rows: duckdb.DuckDBPyRelation, column: str) -> list[Any] | None:
    """Values of a column, None when some row has none (it covers them all)."""
    values = [value for (value,) in rows.select(quoted(column)).distinct().fetchall()]
    return None if None in values else values


def records(rows: duckdb.DuckDBPyRelation) -> list[dict[str, Any]]:
    """The rows as JSON takes them, by column."""
    return [{name: plain(value) for name, value in zip(rows.columns, row, strict=True)} for row in rows.fetchall()]


def plain(value: Any) -> Any:
    """A value as JSON has it: dates as ISO text, keys and decimals as text, NaN as null."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def near(name: str, names: Iterable[str]) -> list[str]:
    """Names like this one, the likest first."""
    return get_close_matches(name, list(names), n=5, cutoff=0.4)


def labels(
    connection: duckdb.DuckDBPyConnection, shown: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, dict[str, str]]]:
    """Thai and English names of the codes in these rows, by column and code."""
    codes: dict[str, set[str]] = {}
    for row in shown:
        for name, value in row.items():
            if _ALIASES.get(name, name) in _NAMED and isinstance(value, str):
                codes.setdefault(name, set()).add(value)
    return {name: found for name, wanted in codes.items() if (found := names_of(connection, name, wanted))}


def name_column(column: str) -> str | None:
    """The column of Thai names of a column's codes, as the table that names them calls it."""
    found = _NAMED.get(_ALIASES.get(column, column))
    return found[2] if found else None


def names_of(
    connection: duckdb.DuckDBPyConnection, column: str, codes: set[str] | None = None
) -> dict[str, dict[str, str]]:
    """Thai and English names of these codes of a column (all of them, unless given); none where no table names them."""
    if _ALIASES.get(column, column) not in _NAMED:
        return {}
    table, code, thai, english = _NAMED[_ALIASES.get(column, column)]
    held = column_names(connection, table)
    if not {code, thai, english} <= held:
        return {}
    newest_first = "order by valid_from desc nulls last" if "valid_from" in held else ""
    query = f"""
        select {code}, {thai}, {english} from {table} where $1 is null or list_contains($1, {code})
        qualify row_number() over (partition by {code} {newest_first}) = 1
    """
    found = connection.execute(query, [None if codes is None else sorted(codes)]).fetchall()
    return {key: {"th": name_th or key, "en": name_en or name_th or key} for key, name_th, name_en in found}
