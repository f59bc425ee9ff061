"""Several publications opened side by side, to compare them; for one alone there is `connection.connect`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing import store
from pipelines.publishing.connection import temporary_directory
from pipelines.publishing.disclosure import quoted
from pipelines.settings import Settings

if TYPE_CHECKING:
    import duckdb


@contextmanager
def side_by_side(folders: Mapping[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connection to the internal files of these publications, each read-only under its name.

    `use <name>` says which of them an unqualified table is of. No other file and no network can be reached. Raises
    FileNotFoundError when one of them has been removed meanwhile.
    """
    import duckdb

    settings = Settings()
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.duckdb_threads,
        "memory_limit": settings.duckdb_memory_limit,
        "temp_directory": str(temporary_directory()),
    }
    with duckdb.connect(":memory:", config=config) as connection:
        for name, folder in folders.items():
            path = str(folder / store.INTERNAL_FILE).replace("'", "''")
            try:
                connection.execute(f"attach '{path}' as {quoted(name)} (read_only)")
            except duckdb.IOException as error:
                raise FileNotFoundError(folder) from error
        connection.execute("set enable_external_access = false")
        yield connection
