"""What dbt-duckdb calls when it opens a connection: attaches the warehouse's two files as `build` and `mart`.

The profile itself names no path. dbt throws its parsed project away whenever a path in the profile differs from the
last run's, so every new home would pay a cold parse; and without a path `dbt parse` needs no home at all. The home is
that of `Settings`, so a caller with another home sets `CVM_HOME` around its dbt invocation. Nothing else belongs here.
"""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from pipelines.settings import Settings


class Plugin(BasePlugin):
    """The name under which dbt-duckdb looks for a plugin."""

    def configure_connection(self, conn: Any) -> None:
        """Attach both files, creating them if need be, and keep what spills beside them."""
        settings = Settings()
        for alias, path in (("build", settings.build_db), ("mart", settings.mart_db)):
            conn.execute(f"attach if not exists {_quoted(path)} as {alias}")
        conn.execute(f"set temp_directory = {_quoted(settings.warehouse / 'spill')}")
        conn.execute(f"set threads = {settings.duckdb_threads}")
        conn.execute(f"set memory_limit = {_quoted(settings.duckdb_memory_limit)}")


def _quoted(value: object) -> str:
    """A value as a text literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
