"""The same search through a lake: every file of its four folders, and every table in which its catalogues are kept.

A catalogue tells of rows as well: of the least and the greatest value of each column, table by table and file by file,
and of rows too few for a file of their own; Postgres keeps samples of these columns for itself. Files are found and
read by DuckDB, wherever they lie.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from pipelines.erasing.proving import Search, Sought, holds, is_in_values
from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing.buckets import open_bucket
from pipelines.storing.lake import CATALOGUES, Lake, LakeDatabase

_CATALOGUE = "catalogue"
_OUTSIDE = """
    select path from ducklake_data_file where not path_is_relative::boolean
    union select path from ducklake_delete_file where not path_is_relative::boolean
"""
"""Files that a catalogue names and that do not lie in its folder."""


def search_lake(settings: Settings, sought: Sought) -> Search:
    """Searches all of a lake; each place is named after its catalogue.

    Raises:
        PassingError: it cannot be reached.
    """
    lake, searched, found = Lake.of(settings), 0, []
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.duckdb_threads,
        "memory_limit": settings.duckdb_memory_limit,
    }
    for name in CATALOGUES:
        database = lake.database(name)
        if not database.exists():
            continue
        with duckdb.connect(config=config) as connection:
            database.attach_metadata(connection, _CATALOGUE)
            for place, is_there in _searched(connection, database, sought):
                searched += 1
                if is_there:
                    found.append(f"lake {name}: {place}")
    return Search(searched, tuple(found))


def _searched(
    connection: duckdb.DuckDBPyConnection, database: LakeDatabase, sought: Sought
) -> Iterator[tuple[str, bool]]:
    """Each place of a catalogue, and whether somebody stands there."""
    ((folder,),) = connection.execute("select value from ducklake_metadata where key = 'data_path'").fetchall()
    open_bucket(connection, folder)
    for (path,) in connection.execute(f"from glob({literal(f'{folder}**')}) order by all").fetchall():
        yield path.removeprefix(folder), _holds_file(connection, path, sought)
    for (path,) in connection.execute(_OUTSIDE).fetchall():
        if connection.execute(f"from glob({literal(path)})").fetchone():
            yield path, _holds_file(connection, path, sought)
    tables = connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = current_database() and schema_name = current_schema() order by all"
    ).fetchall()
    for (table,) in tables:
        yield table, is_in_values(connection, f'"{table}"', sought)
    if database.lake.kind == "sqlite":
        yield database.file.name, holds(database.file, sought)
    else:
        query = (
            "select tablename, most_common_vals::text as common, histogram_bounds::text as bounds from pg_stats "
            f"where schemaname = {literal(database.metadata_schema)}"
        )
        yield "pg_stats", is_in_values(connection, f"postgres_query('{_CATALOGUE}', {literal(query)})", sought)


def _holds_file(connection: duckdb.DuckDBPyConnection, path: str, sought: Sought) -> bool:
    if sought.is_in(path.encode()):
        return True
    if path.endswith(".parquet"):
        return is_in_values(connection, f"read_parquet({literal(path)})", sought)
    row = connection.execute(f"select content from read_blob({literal(path)})").fetchone()
    return row is not None and sought.is_in(row[0])
