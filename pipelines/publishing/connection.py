"""Opening a publication to read it, the one way that everybody uses.

The link `current` is resolved first, so a connection stays on the publication it opened while another becomes
current; close it after use, or it goes on showing the old one. The connection is read-only, cannot reach any other
file or the network, and its configuration is locked.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipelines.publishing import store
from pipelines.publishing.errors import UnknownPublication

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings

Which = Literal["internal", "public"]
_FILES: dict[Which, str] = {"internal": store.INTERNAL_FILE, "public": store.PUBLIC_FILE}


def connect(
    home: Path | str | None = None, which: Which = "internal", publication: str | None = None
) -> duckdb.DuckDBPyConnection:
    """Read-only connection to a publication of a home folder (that of the settings unless given), or of its lake.

    `internal` holds exact figures and stays in the office; `public` is the rounded file. `publication` is the id of
    one that is kept; the current one unless given. Raises NothingPublished when there is no publication, and
    UnknownPublication, which lists those kept, for an id that is not among them.
    """
    from pipelines.settings import Settings

    settings = Settings() if home is None else Settings(home=Path(home))
    if settings.store != "duckdb":
        from pipelines.storing.reading import open_shelved

        connection = open_shelved(settings, which, publication)
        _lock(connection)
        return connection
    folder = store.current_folder(settings.published)
    if publication is not None and publication not in (kept := store.kept_ids(settings.published)):
        raise UnknownPublication(publication, reversed(kept))
    return open_file(settings, folder.parent / (publication or folder.name) / _FILES[which])


def manifest_of(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the publication that a connection holds open says of itself, whichever is current by now.

    That of a lake's public catalogue lacks what not everybody may know.
    """
    if is_of_lake(connection):
        ((text,),) = connection.execute("select manifest from store.publications").fetchall()
        found: dict[str, Any] = json.loads(text)
        return found
    ((path,),) = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    return store.read_manifest(Path(path).parent)


def primary_keys(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Columns of the primary key of each table of the publication in use; in a lake the tables are views."""
    if is_of_lake(connection):
        ((text,),) = connection.execute("select keys from store.publications").fetchall()
        found: dict[str, list[str]] = json.loads(text)
        return found
    query = """
        select table_name, constraint_column_names from duckdb_constraints()
        where constraint_type = 'PRIMARY KEY' and database_name = current_database()
    """
    return dict(connection.execute(query).fetchall())


def is_of_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the publication in use is one of a lake, which carries what it says of itself in a schema `store`."""
    query = "from duckdb_schemas() where database_name = current_database() and schema_name = 'store'"
    return bool(connection.execute(query).fetchall())


def open_file(settings: Settings, file: Path) -> duckdb.DuckDBPyConnection:
    """The same of one of the two files of any publication, also of one that is not current yet."""
    import duckdb

    connection = duckdb.connect(
        file,
        read_only=True,
        config={
            "threads": settings.duckdb_threads,
            "memory_limit": settings.duckdb_memory_limit,
            "temp_directory": str(temporary_directory()),
        },
    )
    _lock(connection)
    return connection


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Shut external access off and lock the configuration.

    Not by the options of `connect`: they are applied in no promised order, and with external access off the folder for
    spilling can no longer be set. Connections of one process to one file share what the first has locked.
    """
    is_locked = connection.execute("select current_setting('lock_configuration')").fetchone()
    if is_locked != (True,):
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")


def temporary_directory() -> Path:
    """Where DuckDB may spill, one folder per process: beside a publication it would write into the publication."""
    return Path(tempfile.gettempdir()) / f"cvm-duckdb-{os.getpid()}"
