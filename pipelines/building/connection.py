"""The warehouse's two databases as every build sees them: `build` and `mart`, attached to a connection in memory."""

from __future__ import annotations

from typing import Any

from pipelines.settings import BANGKOK, Settings
from pipelines.sql import literal
from pipelines.storing.databases import build_database, mart_database


def attach(connection: Any, settings: Settings) -> None:
    """Attach both, creating them if need be, and keep what spills in the home."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    build_database(settings).attach(connection, "build", is_written=True)
    mart_database(settings).attach(connection, "mart", is_written=True)
    connection.execute(f"set temp_directory = {literal(settings.warehouse / 'spill')}")
    connection.execute(f"set threads = {settings.duckdb_threads}")
    connection.execute(f"set memory_limit = {literal(settings.duckdb_memory_limit)}")


def settle(cursor: Any) -> None:
    """What every cursor needs of its own."""
    cursor.execute(f"set TimeZone = {literal(BANGKOK.key)}")
