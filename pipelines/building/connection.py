"""The warehouse's two files as every build sees them: `build` and `mart`, attached to a connection in memory."""

from __future__ import annotations

from typing import Any

from pipelines.settings import BANGKOK, Settings


def attach(connection: Any, settings: Settings) -> None:
    """Attach both files, creating them if need be, and keep what spills beside them."""
    for alias, path in (("build", settings.build_db), ("mart", settings.mart_db)):
        connection.execute(f"attach if not exists {_quoted(path)} as {alias}")
    connection.execute(f"set temp_directory = {_quoted(settings.warehouse / 'spill')}")
    connection.execute(f"set threads = {settings.duckdb_threads}")
    connection.execute(f"set memory_limit = {_quoted(settings.duckdb_memory_limit)}")


def settle(cursor: Any) -> None:
    """What every cursor needs of its own."""
    cursor.execute(f"set TimeZone = {_quoted(BANGKOK.key)}")


def _quoted(value: object) -> str:
    """A value as a text literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
