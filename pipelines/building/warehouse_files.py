"""What dbt-duckdb calls when it opens a connection: attaches the warehouse's two files.

The profile itself names no path. dbt throws its parsed project away whenever a path in the profile differs from the
last run's, so every new home would pay a cold parse; and without a path `dbt parse` needs no home at all. The home is
that of `Settings`, so a caller with another home sets `CVM_HOME` around its dbt invocation. Nothing else belongs here.
"""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from pipelines.building.connection import attach, settle
from pipelines.settings import Settings


class Plugin(BasePlugin):
    """The name under which dbt-duckdb looks for a plugin."""

    def configure_connection(self, conn: Any) -> None:
        """Attach the files of the home."""
        attach(conn, Settings())

    def configure_cursor(self, cursor: Any) -> None:
        """What a cursor does not have from its connection."""
        settle(cursor)
