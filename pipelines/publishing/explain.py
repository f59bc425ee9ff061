"""Where a published figure comes from: its meaning, its rows, the files behind them, and whether it changed.

Everything is read from the current publication itself, whose `lineage`, `load_history`, `dim_indicator` and
`publication_log` describe it. The condition is the user's own SQL; the connection can only read the publication, and
the condition is parsed as one expression, so nothing else can be run with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb

from pipelines.publishing import store
from pipelines.publishing.connection import connect
from pipelines.publishing.disclosure import quoted
from pipelines.publishing.errors import BadCondition, UnknownMetric, UnknownTable

ROWS_SHOWN = 20
_PLACES = ("province_code", "region_th", "institute_name", "ownership")


@dataclass(frozen=True)
class SourceFile:
    """A file behind the rows. `rows_behind` counts its rows that bear on them; the rest is its load."""

    path: str | None
    source: str
    source_sha256: str
    arrived_on: str | None
    loaded_at: str | None
    verdict: str | None
    rows_read: int | None
    rows_loaded: int | None
    rows_behind: int


@dataclass(frozen=True)
class Explanation:
    """A published figure explained. Texts are in Thai and English as the tables hold them; values are JSON's own."""

    table: str
    description: str | None
    metric: str | None
    metric_description: str | None
    definition: dict[str, Any] | None
    where: str | None
    row_count: int
    rows: list[dict[str, Any]]
    files: list[SourceFile]
    publication_id: str
    published_at: str
    as_of: str
    previous_publication_id: str | None
    is_changed: bool | None

    def as_dict(self) -> dict[str, Any]:
        """The explanation as JSON takes it."""
        return asdict(self)


def explain(home: Path | str | None, table: str, where: str | None = None, metric: str | None = None) -> Explanation:
    """Explain the rows of a published table that meet `where` (all of them without it), and one metric.

    `metric` is a column of the table or, where the table has a `definition_id`, a definition, which narrows the rows
    to it. Raises NothingPublished, UnknownTable, UnknownMetric or BadCondition.
    """
    with connect(home) as connection:
        columns = _described_columns(connection, table)
        rows = _matching(connection, table, where)
        definition = None
        if metric is not None and metric not in columns:
            definition = _definition(connection, table, columns, metric)
            rows = rows.filter(duckdb.ColumnExpression("definition_id") == duckdb.ConstantExpression(metric))
        manifest = _manifest(connection)
        previous_id, is_changed = _change(connection, table, manifest["publication_id"])
        return Explanation(
            table=table,
            description=_table_comment(connection, table),
            metric=metric,
            metric_description=columns.get(metric) if metric else None,
            definition=definition,
            where=where,
            row_count=rows.shape[0],
            rows=_records(rows.limit(ROWS_SHOWN)),
            files=_files_behind(connection, table, columns, rows),
            publication_id=manifest["publication_id"],
            published_at=manifest["published_at"],
            as_of=manifest["as_of"],
            previous_publication_id=previous_id,
            is_changed=is_changed,
        )


def _described_columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str | None]:
    """Columns of the table with their descriptions; UnknownTable when there is no such table."""
    query = "select column_name, comment from duckdb_columns() where table_name = ? and not internal"
    found = dict(connection.execute(query, [table]).fetchall())
    if not found:
        names = connection.execute("select table_name from duckdb_tables() order by all").fetchall()
        raise UnknownTable(table, _near(table, (name for (name,) in names)))
    return found


def _table_comment(connection: duckdb.DuckDBPyConnection, table: str) -> str | None:
    found = connection.execute("select comment from duckdb_tables() where table_name = ?", [table]).fetchone()
    return found[0] if found else None


def _matching(connection: duckdb.DuckDBPyConnection, table: str, where: str | None) -> duckdb.DuckDBPyRelation:
    """The rows that meet the condition, after one trial run, so that a bad condition shows here and nowhere else.

    DuckDB reads a filter as one expression but ignores a clause after it; in parentheses it refuses the clause, and
    without them it refuses a second pair. So the condition has to pass both ways.
    """
    rows = connection.table(quoted(table))
    if where is None:
        return rows
    try:
        rows.filter(where)
        matching = rows.filter(f"({where}\n)")
        matching.aggregate("count(*)").fetchall()
    except duckdb.Error as error:
        raise BadCondition(where, str(error).splitlines()[0]) from None
    return matching


def _definition(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str], metric: str
) -> dict[str, Any]:
    """Row of dim_indicator; UnknownMetric when the table has no definitions or none of this name."""
    known: list[str] = []
    if "definition_id" in columns:
        indicators = connection.table("dim_indicator")
        found = _records(
            indicators.filter(duckdb.ColumnExpression("definition_id") == duckdb.ConstantExpression(metric))
        )
        if found:
            return found[0]
        known = [name for (name,) in indicators.select("definition_id").fetchall()]
    raise UnknownMetric(table, metric, _near(metric, [*known, *columns]))


def _manifest(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Manifest beside the file that the connection holds open, whichever publication is current by now."""
    found = connection.execute("select path from duckdb_databases() where path is not null").fetchone()
    assert found is not None
    return store.read_manifest(Path(found[0]).parent)


def _change(connection: duckdb.DuckDBPyConnection, table: str, publication_id: str) -> tuple[str | None, bool | None]:
    """The publication compared with, and whether the table differs from it; (None, None) when the log is silent."""
    query = """
        select previous_publication_id, is_changed from publication_log where publication_id = ? and table_name = ?
    """
    found = connection.execute(query, [publication_id, table]).fetchone()
    return (found[0], found[1]) if found else (None, None)


def _files_behind(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str], rows: duckdb.DuckDBPyRelation
) -> list[SourceFile]:
    """Files whose rows bear on these rows, narrowed by year, college and level where every row has them."""
    conditions: list[str] = ["table_name = ?"]
    values: list[Any] = [table]
    scopes = {name: _distinct(rows, name) for name in ("academic_year_be", "level") if name in columns}
    scopes["college_code"] = _colleges(rows, columns)
    for name, known in scopes.items():
        if known is not None:
            conditions.append(f"({name} is null or list_contains(?, {name}))")
            values.append(known)
    query = f"""
        with behind as (
            select source, source_sha256, sum(row_count)::bigint as rows_behind
            from lineage where {" and ".join(conditions)} group by all
        ),
        loads as (
            select * from load_history where rows_loaded > 0
            qualify row_number() over (partition by source, source_sha256 order by loaded_at desc) = 1
        )
        select path, source, source_sha256, arrived_on, loaded_at, verdict, rows_read, rows_loaded, rows_behind
        from behind left join loads using (source, source_sha256)
        order by source, path, source_sha256
    """
    cursor = connection.execute(query, values)
    return [SourceFile(*(_plain(value) for value in row)) for row in cursor.fetchall()]


def _distinct(rows: duckdb.DuckDBPyRelation, column: str) -> list[Any] | None:
    """Values of a column, None when some row has none (it covers them all)."""
    values = [value for (value,) in rows.select(quoted(column)).distinct().fetchall()]
    return None if None in values else values


def _colleges(rows: duckdb.DuckDBPyRelation, columns: Iterable[str]) -> list[str] | None:
    """Colleges that the rows cover, None when that is all of them.

    A row without a college covers the colleges of its province, region, institute, ownership and centre.
    """
    held = set(columns)
    places = [name for name in _PLACES if name in held]
    own = [name for name in ("college_code", *places, "centre_id") if name in held]
    if not own:
        return None
    cells = ", ".join(own)
    covers_all = " and ".join(f"{name} is null" for name in own)
    found = rows.query("matching", f"select count(*) from matching where {covers_all}").fetchone()
    if found and found[0]:
        return None
    matches = [
        f"(cells.{name} is null or cells.{name} = colleges.{name})"
        for name in ("college_code", *places)
        if name in held
    ]
    if "centre_id" in held:
        matches.append(
            "(cells.centre_id is null or (cells.centre_id, colleges.college_code) in "
            "(select (centre_id, college_code) from dim_network_member))"
        )
    query = f"""
        with cells as (select distinct {cells} from matching)
        select distinct colleges.college_code from cells
        inner join dim_college as colleges on {" and ".join(matches)}
    """
    return [code for (code,) in rows.query("matching", query).fetchall()]


def _records(rows: duckdb.DuckDBPyRelation) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in zip(rows.columns, row, strict=True)} for row in rows.fetchall()]


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates as ISO text, keys and decimals as text, NaN as null."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _near(name: str, names: Iterable[str]) -> list[str]:
    return get_close_matches(name, list(names), n=5, cutoff=0.4)
