"""Reading publications of a lake at their snapshots, each by a connection of its own that sees nothing else.

The catalogue is asked once, when a publication is opened: of which files each table is made. From then on each table is
a view of its files, in a small database of the reader's own, which needs neither the catalogue nor its extension.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import duckdb

from pipelines.publishing.connection import temporary_directory
from pipelines.publishing.disclosure import quoted
from pipelines.publishing.errors import NothingPublished, UnknownPublication
from pipelines.sql import literal
from pipelines.storing.buckets import open_bucket, told_if_closed
from pipelines.storing.databases import transaction
from pipelines.storing.lake import INTERNAL, Lake, LakeDatabase, folders_of_tables, place_of_files
from pipelines.storing.publications import Definition, definitions
from pipelines.storing.shelf import shelf_of

if TYPE_CHECKING:
    from pipelines.settings import Settings

_CATALOGUE, _VIEWS = "catalogue", "views"


def open_shelved(
    settings: Settings, which: Literal["internal", "public"], publication: str | None
) -> duckdb.DuckDBPyConnection:
    """Connection to the current publication of a lake, or to another that it keeps; it reads the files of it alone.

    Raises:
        NothingPublished: nothing is published in the lake.
        UnknownPublication: the one asked for is not among those kept.
        PassingError: its files lie in a bucket that does not open.
        duckdb.Error: the catalogue cannot be reached, or not by who asks.
    """
    lake = Lake.of(settings)
    with _asking() as (connection, folder):
        held = shelf_of(connection, lake)
        if held.current is None:
            raise NothingPublished(lake.database(which).described)
        found = held.find(publication or held.current)
        if found is None:
            raise UnknownPublication(publication or held.current, reversed(held.ids))
        views = folder / f"{which}.duckdb"
        place, files = _write_views(connection, lake.database(which).at(found.snapshots[which]), views)
        opened = duckdb.connect(views, read_only=True, config=_config(settings))
        try:
            return _confined(opened, {place}, files)
        except BaseException:
            opened.close()
            raise


def open_side_by_side(settings: Settings, publications: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """Connection to the exact tables of several publications, by the name under which each is attached.

    Raises:
        FileNotFoundError: one of them is not kept.
    """
    lake = Lake.of(settings)
    with _asking() as (connection, folder):
        held = shelf_of(connection, lake)
        opened, places, files = duckdb.connect(config=_config(settings)), set(), []
        try:
            for name, publication_id in publications.items():
                found = held.find(publication_id)
                if found is None:
                    raise FileNotFoundError(publication_id)
                views = folder / f"{name}.duckdb"
                place, of_one = _write_views(connection, lake.database(INTERNAL).at(found.snapshots[INTERNAL]), views)
                places.add(place)
                files += of_one
                opened.execute(f"attach {literal(views)} as {quoted(name)} (read_only)")
            _confined(opened, places, files).execute("set enable_external_access = false")
        except BaseException:
            opened.close()
            raise
    return opened


@contextmanager
def _asking() -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A connection that asks the catalogues, and a folder for views, which who has opened them needs no longer."""
    with (
        TemporaryDirectory(prefix="cvm-", ignore_cleanup_errors=True) as folder,
        duckdb.connect() as connection,
    ):
        yield connection, Path(folder)


def _config(settings: Settings) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "threads": settings.duckdb_threads,
        "memory_limit": settings.duckdb_memory_limit,
        "temp_directory": str(temporary_directory()),
    }


def _confined(
    connection: duckdb.DuckDBPyConnection, places: Iterable[str], files: Iterable[str]
) -> duckdb.DuckDBPyConnection:
    """The same; it can reach these files, and no others from the moment when external access is shut off.

    The places are those where they lie: where one is in a bucket, the connection has the key for it.
    """
    for place in places:
        open_bucket(connection, place)
    connection.execute(f"set allowed_paths = [{', '.join(map(literal, sorted(files)))}]")
    return connection


def _write_views(connection: duckdb.DuckDBPyConnection, database: LakeDatabase, path: Path) -> tuple[str, list[str]]:
    """Write a database in which the tables of a snapshot are views; return where the files lie and which they read."""
    database.attach(connection, _CATALOGUE, is_written=False)
    place = place_of_files(connection, _CATALOGUE)
    connection.execute(f"attach {literal(path)} as {_VIEWS}")
    tables = definitions(connection, _CATALOGUE)
    with told_if_closed(place), transaction(connection):
        files = _files(connection, database)
        connection.execute(
            f"create schema {_VIEWS}.store; create table {_VIEWS}.store.publications as "
            f"select publication_id, manifest, keys from {_CATALOGUE}.store.publications order by position desc limit 1"
        )
        for name, definition in tables.items():
            connection.execute(_made(name, definition, files.get(name)))
    connection.execute(f"detach {_VIEWS}; detach {_CATALOGUE}")
    return place, [file for of_table in files.values() for file in of_table]


def _files(connection: duckdb.DuckDBPyConnection, database: LakeDatabase) -> dict[str, list[str]]:
    """The files of each table that is no more and no less than what stands in them, in their order.

    That is how a publication is written: a table is filled at once, and emptied or made anew by the next one. Others
    have deleted rows in their files, or rows of later snapshots, or other columns, or rows and deletions that stand in
    the catalogue, so that there are not as many rows as the publication says.
    """
    held = database.metadata_of(_CATALOGUE)
    is_there = f"begin_snapshot <= {database.snapshot} and coalesce(end_snapshot > {database.snapshot}, true)"
    of_option = "key = 'data_inlining_row_limit'"
    found: list[tuple[str, int, list[str]]] = connection.execute(
        f"""
        with folders as ({folders_of_tables(held)}),
        tables as (
            select table_id, table_name from {held}ducklake_table inner join folders using (table_id)
            where {is_there} and schema_name = 'main'
                and exists (from {held}ducklake_metadata where {of_option} and scope is null and value = '0')
                and not exists (from {held}ducklake_metadata where {of_option} and value != '0')
                and table_id not in (select table_id from {held}ducklake_inlined_data_tables)
                and table_id not in (select table_id from {held}ducklake_delete_file where {is_there})
                and table_id not in (
                    select table_id from {held}ducklake_column group by all having count(distinct begin_snapshot) > 1)
        ),
        files as (
            select table_id, file_order, data_file_id, partial_max, record_count,
                if(path_is_relative::boolean, folder, '') || path as whole_path
            from {held}ducklake_data_file inner join folders using (table_id)
            where {is_there}
        )
        select table_name, coalesce(sum(record_count), 0)::bigint,
            coalesce(list(whole_path order by file_order, data_file_id) filter (whole_path is not null), [])
        from tables left join files using (table_id)
        group by table_name having count(partial_max) = 0
        order by table_name
        """
    ).fetchall()
    manifest = connection.execute(
        f"select manifest from {_CATALOGUE}.store.publications order by position desc limit 1"
    ).fetchone()
    assert manifest is not None
    told = json.loads(manifest[0])["files"][f"{database.name}.duckdb"]["tables"]
    return {name: files for name, rows, files in found if name in told and told[name]["rows"] == rows}


def _made(name: str, definition: Definition, files: Sequence[str] | None) -> str:
    """Statements that make a view of files, or a copy of the table where it is more than its files (None)."""
    comment, columns = definition
    selected = ", ".join(f"{quoted(column)}::{kind} as {quoted(column)}" for column, kind, *_ in columns)
    typed = ", ".join(f"null::{kind} as {quoted(column)}" for column, kind, *_ in columns)
    table, kind = f"{_VIEWS}.main.{quoted(name)}", "table" if files is None else "view"
    if files is None:
        query = f"from {_CATALOGUE}.main.{quoted(name)}"
    elif files:
        listed = ", ".join(map(literal, files))
        query = f"select {selected} from read_parquet([{listed}], hive_partitioning = false)"
    else:
        query = f"select {typed} where false"
    told = [(f"{kind} {table}", comment)]
    told += [(f"column {table}.{quoted(column)}", of_column) for column, *_, of_column in columns]
    comments = [f"comment on {what} is {literal(text)}" for what, text in told if text is not None]
    return "; ".join([f"create {kind} {table} as {query}", *comments])
