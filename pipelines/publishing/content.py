"""What a publication is made of, whichever way its two databases are written: the task, and what came of it.

`anew` writes every row; `revision` writes into copies of the publication before what differs from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipelines.publishing import files, log, store
from pipelines.publishing.attacking.attacker import HiddenCells
from pipelines.publishing.disclosure import DisclosureMeta, Thresholds
from pipelines.publishing.fingerprints import Fingerprint, fingerprints
from pipelines.publishing.moves import UNCHANGED, UNTOLD, Changes, Sides

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
        return [name for name in self.meta.tables if name not in log.NAMES]

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
    log_rows: log.LogRows
    recipe: str
    bytes_anew: Mapping[str, int] | None


def close_log(
    connection: duckdb.DuckDBPyConnection,
    task: Task,
    exact: dict[str, Fingerprint],
    shown: dict[str, Fingerprint],
    changed: Mapping[str, str | None] = MappingProxyType({}),
) -> log.LogRows:
    """Complete the log in both databases and add its fingerprints to the other tables'; return its new rows.

    Every row of a table in `changed` that differs from the previous publication meets the condition beside it.
    """
    is_erasing = task.run.rows_erased is not None
    changes = _changes(connection, task, exact, changed)
    rows = log.lost_rows(connection, with_cells=not is_erasing) if task.previous else log.LogRows()
    rows += log.own_rows(task.run, task.publication_id, exact, task.previous, changes)
    log.append(connection, rows)
    public = [table for table in task.meta.public_tables if table.name in log.NAMES]
    files.fill_public(connection, public, files.INTERNAL, task.thresholds)
    exact |= fingerprints(connection, files.INTERNAL, [name for name in task.meta.tables if name in log.NAMES])
    shown |= fingerprints(connection, files.PUBLIC, [table.name for table in public])
    return rows


def _changes(
    connection: duckdb.DuckDBPyConnection,
    task: Task,
    exact: Mapping[str, Fingerprint],
    changed: Mapping[str, str | None],
) -> dict[str, Changes]:
    """What differs in each table from the previous publication; nothing is told of what an erasure changes."""
    if task.previous is None or task.run.rows_erased is not None:
        return dict.fromkeys(exact, UNTOLD)
    before = task.previous["files"][store.INTERNAL_FILE]["tables"]
    sides = Sides(connection, task)
    return {
        name: UNCHANGED
        if name in before and before[name]["content_hash"] == found.content_hash
        else sides.changes(task.meta.tables[name], changed.get(name))
        for name, found in exact.items()
    }
