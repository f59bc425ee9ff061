"""Opening the current publication to read it, the one way that everybody uses.

The link `current` is resolved first, so a connection stays on the publication it opened while another becomes
current; close it after use, or it goes on showing the old one. The connection is read-only, cannot reach any other
file or the network, and its configuration is locked.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipelines.publishing import store

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings

Which = Literal["internal", "public"]
_FILES: dict[Which, str] = {"internal": store.INTERNAL_FILE, "public": store.PUBLIC_FILE}


def connect(home: Path | str | None = None, which: Which = "internal") -> duckdb.DuckDBPyConnection:
    """Read-only connection to the current publication of a home folder (that of the settings unless given).

    `internal` holds exact figures and stays in the office; `public` is the rounded file. Raises NothingPublished
    when the home has no publication.
    """
    from pipelines.settings import Settings

    settings = Settings() if home is None else Settings(home=Path(home))
    return open_file(settings, store.current_folder(settings.published) / _FILES[which])


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
