"""What a publication is made of, whichever way its two databases are written: the task, and what came of it.

`anew` writes every row; `revision` writes into copies of the publication before what differs from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publishing import files, log, store
from pipelines.publishing.attacking.attacker import HiddenCells
from pipelines.publishing.disclosure import DisclosureMeta, Thresholds
from pipelines.publishing.fingerprints import Fingerprint, fingerprints

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings


@dataclass(frozen=True)
class Task:
    """A publication to be written into the folder `building`; `previous` is the manifest of the current one.

    `hidden` are the cells that are not shown although their rules would.
    """

    settings: Settings
    run: log.RunInfo
    meta: DisclosureMeta
    building: Path
    publication_id: str
    previous: Mapping[str, Any] | None
    hidden: HiddenCells = field(default_factory=HiddenCells)

    @property
    def thresholds(self) -> Thresholds:
        """Thresholds of the public file."""
        found = self.settings
        return Thresholds(found.rounding_base, found.minimum_rate_denominator, found.minimum_median_count)

    @property
    def data_tables(self) -> list[str]:
        """The declared tables without the log of publications, which is completed when they are written."""
        return [name for name in self.meta.tables if name != log.LOG_TABLE]

    def written(self, database: str) -> tuple[Path, bool]:
        """Where one of the two databases is written, as `files.workbench` attaches it."""
        return self.building / _FILE_OF[database], True

    def before(self, database: str) -> tuple[Path, bool]:
        """The same database of the previous publication, to be read."""
        assert self.previous is not None
        return self.settings.published / self.previous["publication_id"] / _FILE_OF[database], False


_FILE_OF = {files.INTERNAL: store.INTERNAL_FILE, files.PUBLIC: store.PUBLIC_FILE}


@dataclass(frozen=True)
class Content:
    """What the written databases hold.

    `exact` and `shown` are the fingerprints of the tables of the internal and the public file, `costs` what protection
    took away from each protected table. `recipe` is that of `files.recipe`. `bytes_anew` are the sizes of the files
    when every row of them was last written, None where that is now.
    """

    exact: dict[str, Fingerprint]
    shown: dict[str, Fingerprint]
    costs: dict[str, files.Cost]
    log_rows: list[dict[str, Any]]
    recipe: str
    bytes_anew: Mapping[str, int] | None


def close_log(
    connection: duckdb.DuckDBPyConnection,
    task: Task,
    exact: dict[str, Fingerprint],
    shown: dict[str, Fingerprint],
) -> list[dict[str, Any]]:
    """Complete the log in both databases and add its fingerprints to the other tables'; return its new rows."""
    rows = log.lost_rows(connection) if task.previous else []
    rows += log.own_rows(task.run, task.publication_id, exact, task.previous)
    log.append(connection, rows)
    files.fill_public(connection, [task.meta.tables[log.LOG_TABLE]], files.INTERNAL, task.thresholds)
    exact |= fingerprints(connection, files.INTERNAL, [log.LOG_TABLE])
    shown |= fingerprints(connection, files.PUBLIC, [log.LOG_TABLE])
    return rows
