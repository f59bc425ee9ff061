"""Reading publications of a lake at their snapshots, each by a connection of its own that sees nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import duckdb

from pipelines.publishing.connection import temporary_directory
from pipelines.publishing.errors import NothingPublished, UnknownPublication
from pipelines.sql import literal
from pipelines.storing.lake import INTERNAL, Lake
from pipelines.storing.shelf import shelf_of

if TYPE_CHECKING:
    from pipelines.settings import Settings


def open_shelved(
    settings: Settings, which: Literal["internal", "public"], publication: str | None
) -> duckdb.DuckDBPyConnection:
    """Connection to the current publication of a lake, or to another that it keeps; it reads the files of it alone.

    Raises:
        NothingPublished: nothing is published in the lake.
        UnknownPublication: the one asked for is not among those kept.
        duckdb.Error: the catalogue cannot be reached, or not by who asks.
    """
    connection, lake = _connection(settings), Lake.of(settings)
    try:
        held = shelf_of(connection, lake)
        if held.current is None:
            raise NothingPublished(lake.database(which).described)
        found = held.find(publication or held.current)
        if found is None:
            raise UnknownPublication(publication or held.current, reversed(held.ids))
        lake.database(which).at(found.snapshots[which]).attach(connection, which, is_written=False)
        _confine(connection, [which])
        connection.execute(f"use {which}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_side_by_side(settings: Settings, publications: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """Connection to the exact tables of several publications, by the name under which each is attached.

    Raises:
        FileNotFoundError: one of them is not kept.
    """
    connection, lake = _connection(settings), Lake.of(settings)
    try:
        held = shelf_of(connection, lake)
        for name, publication_id in publications.items():
            found = held.find(publication_id)
            if found is None:
                raise FileNotFoundError(publication_id)
            lake.database(INTERNAL).at(found.snapshots[INTERNAL]).attach(connection, name, is_written=False)
        _confine(connection, list(publications))
        connection.execute("set enable_external_access = false")
    except BaseException:
        connection.close()
        raise
    return connection


def _connection(settings: Settings) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.duckdb_threads,
        "memory_limit": settings.duckdb_memory_limit,
        "temp_directory": str(temporary_directory()),
    }
    return duckdb.connect(":memory:", config=config)


def _confine(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """Let it reach the files of what is attached, and no others from the moment when external access is shut off."""
    places = {
        place
        for name in names
        for (place,) in connection.execute(f"select data_path from ducklake_settings({literal(name)})").fetchall()
    }
    connection.execute(f"set allowed_directories = [{', '.join(map(literal, sorted(places)))}]")
