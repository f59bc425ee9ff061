"""DuckDB's extensions that a lake needs, out of the packages of the lock; where one is missing, DuckDB's own installer.

The packages hold the same signed files that DuckDB would fetch, so nothing is fetched while a run is under way.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import duckdb

from pipelines.errors import RunError
from pipelines.sql import literal


def load_extensions(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Load extensions by name.

    Raises:
        RunError: one is neither in the lock's packages nor to be had from DuckDB.
    """
    connection.execute("set autoinstall_known_extensions = false")
    for name in names:
        packaged = _packaged(name)
        try:
            if packaged is None:
                connection.execute(f"install {name}")
            connection.execute(f"load {literal(packaged or name)}")
        except duckdb.Error as error:
            raise RunError(
                f"ไม่มีส่วนขยาย {name} ของ DuckDB {duckdb.__version__} ให้ติดตั้งตาม requirements.lock ({error})",
                f"DuckDB {duckdb.__version__} lacks the extension {name}; install requirements.lock ({error})",
            ) from error


def _packaged(name: str) -> Path | None:
    """The file of an extension in its package, for this very version of DuckDB."""
    spec = find_spec(f"duckdb_extension_{name}")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if path.is_file():
            return path
    return None
