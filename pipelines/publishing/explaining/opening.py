"""Several publications opened side by side, to compare them; for one alone there is `connection.connect`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipelines.publishing import store
from pipelines.publishing.connection import manifest_of, temporary_directory
from pipelines.publishing.disclosure import quoted

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings


def kept_ids(settings: Settings) -> list[str]:
    """Ids of the publications kept in the home, or in its lake, oldest first."""
    if settings.store == "duckdb":
        return store.kept_ids(settings.published)
    from pipelines.storing.shelf import shelf

    return shelf(settings).ids


def kept_manifest(settings: Settings, publication_id: str) -> dict[str, Any]:
    """The manifest of a publication of the home, or of its lake. Raises FileNotFoundError when it is not kept."""
    if settings.store == "duckdb":
        return store.read_manifest(settings.published / publication_id)
    with side_by_side(settings, {"asked": publication_id}) as connection:
        connection.execute("use asked")
        return manifest_of(connection)


@contextmanager
def side_by_side(settings: Settings, publications: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connection to the exact tables of these publications, each read-only under its name.

    `use <name>` says which of them an unqualified table is of. No other file and no network can be reached. Raises
    FileNotFoundError when one of them has been removed meanwhile.
    """
    if settings.store != "duckdb":
        from pipelines.storing.reading import open_side_by_side

        with open_side_by_side(settings, publications) as connection:
            yield connection
        return
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.duckdb_threads,
        "memory_limit": settings.duckdb_memory_limit,
        "temp_directory": str(temporary_directory()),
    }
    with duckdb.connect(":memory:", config=config) as connection:
        for name, publication_id in publications.items():
            folder = settings.published / publication_id
            path = str(folder / store.INTERNAL_FILE).replace("'", "''")
            try:
                connection.execute(f"attach '{path}' as {quoted(name)} (read_only)")
            except duckdb.IOException as error:
                raise FileNotFoundError(folder) from error
        connection.execute("set enable_external_access = false")
        yield connection
