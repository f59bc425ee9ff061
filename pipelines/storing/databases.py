"""The working databases `build` and `mart`, wherever they are kept, as those who read and write them see them.

`build` holds raw, seeds, staging and intermediate; `mart` the marts alone. In an embedded home each is a DuckDB file;
in a lake (`pipelines.storing.lake`) each is a DuckLake catalogue of its own. Which it is says `Settings.store`, and
nobody else asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from pipelines.settings import BANGKOK, Settings
from pipelines.sql import literal


class Database(Protocol):
    """One database that a connection can attach."""

    def exists(self) -> bool:
        """Whether somebody has made it."""

    def attach(self, connection: duckdb.DuckDBPyConnection, alias: str, *, is_written: bool) -> None:
        """Attach it under a name, making it where it is written and does not exist.

        Raises:
            duckdb.Error: it cannot be opened.
        """

    def connect(self, settings: Settings | None, *, is_written: bool) -> duckdb.DuckDBPyConnection:
        """A connection whose own database this is; `settings` bound what it may take of the machine.

        Raises:
            duckdb.Error: it cannot be opened.
        """

    @property
    def described(self) -> str:
        """As a message may call it."""


@dataclass(frozen=True)
class FileDatabase:
    """A DuckDB file."""

    path: Path

    def exists(self) -> bool:
        """Whether somebody has made it."""
        return self.path.exists()

    def attach(self, connection: duckdb.DuckDBPyConnection, alias: str, *, is_written: bool) -> None:
        """Attach it under a name; a file that is written is made where it is missing."""
        mode = "" if is_written else " (read_only)"
        connection.execute(f'attach if not exists {literal(self.path)} as "{alias}"{mode}')

    def connect(self, settings: Settings | None, *, is_written: bool) -> duckdb.DuckDBPyConnection:
        """A connection whose own database this is."""
        config: dict[str, str | bool | int | float | list[str]] = {}
        if settings:
            config = {"threads": settings.duckdb_threads, "memory_limit": settings.duckdb_memory_limit}
        return duckdb.connect(str(self.path), read_only=not is_written, config=config)

    @property
    def described(self) -> str:
        """As a message may call it."""
        return str(self.path)


def build_database(settings: Settings) -> Database:
    """Raw, seeds, staging and intermediate."""
    return _database(settings, "build", settings.build_db)


def mart_database(settings: Settings) -> Database:
    """The marts."""
    return _database(settings, "mart", settings.mart_db)


@contextmanager
def opened(
    database: Database, settings: Settings | None = None, *, is_written: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose own database this is, closed at the end; `settings` bound what it may take of the machine.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    with database.connect(settings, is_written=is_written) as connection:
        connection.execute(f"set TimeZone = '{BANGKOK.key}'")
        yield connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction around many statements, which can write to one attached database; each alone costs a sync.

    What fails, be it the commit, leaves nothing behind, and the connection ready for the next.
    """
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.TransactionException):  # where the commit failed, nothing is left to roll back
            connection.rollback()
        raise


def _database(settings: Settings, name: str, path: Path) -> Database:
    if settings.store == "duckdb":
        return FileDatabase(path)
    from pipelines.storing.lake import Lake

    return Lake.of(settings).database(name)
