"""Writing the two databases of a publication: the exact one for the office, the rounded one for everybody.

Both are written anew, row by row, from the tables that the models declare: nothing that once stood in the mart's
file, and no leftover table, can be in them, and no exact figure in the free pages of the public one. Comments and
primary keys come along. What may be shown is decided in `disclosure`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.publishing.connection import temporary_directory
from pipelines.publishing.disclosure import (
    BASIS_COLUMN,
    OPEN_BASIS,
    DisclosureMeta,
    TableMeta,
    Thresholds,
    public_expressions,
    quoted,
    undeclared,
)
from pipelines.publishing.errors import DisclosureUndeclared, TablesMissing

if TYPE_CHECKING:
    from pipelines.settings import Settings

MART, INTERNAL, PUBLIC, PREVIOUS = "mart", "internal", "public", "previous"


@contextmanager
def workbench(settings: Settings, **attached: tuple[Path, bool]) -> Iterator[duckdb.DuckDBPyConnection]:
    """In-memory connection with these databases attached: alias = (path, whether it is written)."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.duckdb_threads,
        "memory_limit": settings.duckdb_memory_limit,
        "temp_directory": str(temporary_directory()),
    }
    with duckdb.connect(":memory:", config=config) as connection:
        # codes and names repeat, so a dictionary serves them; trying FSST on them doubles the time of writing
        connection.execute("set disabled_compression_methods = 'fsst,dict_fsst'")
        for alias, (path, is_written) in attached.items():
            mode = "" if is_written else " (read_only)"
            connection.execute(f"attach {literal(str(path))} as {quoted(alias)}{mode}")
        yield connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction around many statements, which can write to one attached database; each alone costs a sync."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def columns_of(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> dict[str, str]:
    """Columns of a table with their types, in order."""
    query = """
        select column_name, data_type from duckdb_columns()
        where database_name = ? and schema_name = 'main' and table_name = ? order by column_index
    """
    return dict(connection.execute(query, [database, table]).fetchall())


def write_internal(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta) -> None:
    """Fill the empty database `internal` with the declared tables of `mart`, exactly as they are."""
    with transaction(connection):
        _copy_schema(connection, MART, INTERNAL, meta.tables)
        for name in meta.tables:
            table = f"main.{quoted(name)}"
            connection.execute(f"insert into {INTERNAL}.{table} from {MART}.{table}")


def create_public(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, thresholds: Thresholds) -> None:
    """Give the empty database `public` the tables of `mart` that everybody may see, without rows.

    Raises DisclosureUndeclared naming every column about which the models say too little.
    """
    with transaction(connection):
        _copy_schema(connection, MART, PUBLIC, [table.name for table in meta.public_tables])
        problems = [
            problem
            for table in meta.public_tables
            for problem in undeclared(
                table, columns_of(connection, PUBLIC, table.name), _key_columns(connection, table.name)
            )
        ]
        if problems:
            raise DisclosureUndeclared(problems)
        for table in meta.public_tables:
            _allow_null(connection, table)
            if table.disclosure == "round":
                _add_note(connection, table.name, thresholds.note())


def fill_public(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[TableMeta], source: str, thresholds: Thresholds
) -> None:
    """Fill tables of `public` from the exact ones of `source` with what everybody may see."""
    with transaction(connection):
        for table in tables:
            columns = columns_of(connection, PUBLIC, table.name)
            expressions = ", ".join(public_expressions(table, columns, thresholds))
            name = f"main.{quoted(table.name)}"
            connection.execute(
                f"insert into {PUBLIC}.{name} select {expressions} from {source}.{name} where {table.public_rows}"
            )


def rounding_cost(
    connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, thresholds: Thresholds
) -> dict[str, Any]:
    """What protection took away: rows protected, share of their rates still shown, mean error of their counts."""
    costs = [_cost_of(connection, table, thresholds) for table in meta.public_tables if table.disclosure == "round"]
    rows, rates, rates_kept, counts, error = (sum(part) for part in zip(*costs, strict=True)) if costs else (0,) * 5
    return {
        "protected_rows": rows,
        "rates_kept_share": round(rates_kept / rates, 4) if rates else None,
        "mean_rounding_error": round(float(error) / counts, 4) if counts else None,
    }


def _cost_of(connection: duckdb.DuckDBPyConnection, table: TableMeta, thresholds: Thresholds) -> tuple[int, ...]:
    """Protected rows of a table; their rates and those still shown; their counts of persons and the summed error."""
    columns = columns_of(connection, INTERNAL, table.name)
    shown = dict(zip(columns, public_expressions(table, columns, thresholds), strict=True))
    rates, persons = table.named("rate"), table.named("persons")
    terms = [
        [f"count({quoted(name)})" for name in rates],
        [f"count({shown[name]})" for name in rates],
        [f"count({quoted(name)})" for name in persons],
        [f"coalesce(sum(abs({shown[name]} - {quoted(name)})), 0)" for name in persons],
    ]
    sums = ", ".join(" + ".join(parts) or "0" for parts in terms)
    where = f"{quoted(BASIS_COLUMN)} is distinct from '{OPEN_BASIS}'" if BASIS_COLUMN in columns else "true"
    query = f"select count(*), {sums} from {INTERNAL}.main.{quoted(table.name)} where {where} and ({table.public_rows})"
    cost: tuple[int, ...] = connection.execute(query).fetchall()[0]
    return cost


def _copy_schema(connection: duckdb.DuckDBPyConnection, source: str, target: str, wanted: Collection[str]) -> None:
    """Empty tables with comments and primary keys (CREATE TABLE AS would lose both); only those wanted."""
    connection.execute(f"copy from database {source} to {target} (schema)")
    query = "select table_name from duckdb_tables() where database_name = ? and schema_name = 'main'"
    found = {name for (name,) in connection.execute(query, [target]).fetchall()}
    if missing := sorted(set(wanted) - found):
        raise TablesMissing(missing)
    for name in sorted(found - set(wanted)):
        connection.execute(f"drop table {target}.main.{quoted(name)}")


def _key_columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    query = """
        select distinct unnest(constraint_column_names) from duckdb_constraints()
        where database_name = ? and schema_name = 'main' and table_name = ?
          and constraint_type in ('PRIMARY KEY', 'UNIQUE')
    """
    return {name for (name,) in connection.execute(query, [PUBLIC, table]).fetchall()}


def _allow_null(connection: duckdb.DuckDBPyConnection, table: TableMeta) -> None:
    emptied = (*table.named("internal_only"), *table.named("rate"), *table.named("median"))
    for name in emptied:
        connection.execute(f"alter table {PUBLIC}.main.{quoted(table.name)} alter column {quoted(name)} drop not null")


def _add_note(connection: duckdb.DuckDBPyConnection, table: str, note: str) -> None:
    query = "select comment from duckdb_tables() where database_name = ? and table_name = ?"
    found = connection.execute(query, [PUBLIC, table]).fetchone()
    comment = "\n\n".join(part for part in ((found or (None,))[0], note) if part)
    connection.execute(f"comment on table {PUBLIC}.main.{quoted(table)} is {literal(comment)}")
