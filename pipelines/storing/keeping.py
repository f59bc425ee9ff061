"""Keeps a lake small: few large files, the earlier states that somebody may still ask for, and no file beside them.

It is the only one in the lake meanwhile, readers excepted: who has begun to read a file finds it for as long as
`lake_file_days` says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing.databases import opened
from pipelines.storing.lake import CATALOGUES, PUBLISHED, Lake, LakeDatabase, shared
from pipelines.storing.leases import leases_of, retried
from pipelines.storing.publications import only_publisher
from pipelines.storing.shelf import shelf

_MOST_DELETED = 0.5
"""A file of which more than this share of rows is deleted is written anew."""
_INTERRUPTED_DAYS = 1
"""A file that no catalogue knows may belong to a transaction under way; after a day none is."""
_MEGABYTE = 1024**2
_METADATA = "metadata"


@dataclass(frozen=True)
class Kept:
    """What a catalogue was freed of, and what it has now; files that wait are those that readers may still have open.

    Bytes are those of its files; the catalogue itself is not counted.
    """

    catalogue: str
    freed_files: int
    freed_bytes: int
    freed_snapshots: int
    files: int
    bytes: int
    snapshots: int
    waiting_files: int

    def as_json(self) -> dict[str, Any]:
        """As `cvm store keep --json` tells it."""
        return {
            "catalogue": self.catalogue,
            "freed_files": self.freed_files,
            "freed_mb": round(self.freed_bytes / _MEGABYTE, 1),
            "freed_snapshots": self.freed_snapshots,
            "files": self.files,
            "mb": round(self.bytes / _MEGABYTE, 1),
            "snapshots": self.snapshots,
            "waiting_files": self.waiting_files,
        }


def keep(settings: Settings, tell_waiting: Callable[[], None]) -> list[Kept]:
    """Keep every catalogue of the lake that exists; nothing in a home of its own.

    Args:
        settings: name the lake, and how long what stays.
        tell_waiting: called where others are loading or building.

    Raises:
        PassingError: others hold the lake for longer than the patience, or it cannot be reached.
    """
    if settings.store == "duckdb":
        return []
    lake, leases = Lake.of(settings), leases_of(settings, tell_waiting)
    with leases.alone(), only_publisher(lake):
        return [_kept(settings, lake, name) for name in CATALOGUES if lake.database(name).exists()]


def purge(settings: Settings, name: str) -> None:
    """Leave of a catalogue its newest state and its kept publications alone, and no trace of anything else in it.

    Who still reads an earlier state loses its files. To be called by whoever is alone in the lake, publishing included.
    """
    database = Lake.of(settings).database(name)
    if not database.exists():
        return
    with opened(database, settings, is_written=True) as connection:
        catalogue = _Catalogue(connection)
        catalogue.expire(_is_over(settings, name) if name in PUBLISHED else "true")
        catalogue.remove_all()
    _forget_bounds(database)
    database.vacuum(settings.lake_patience_seconds)


def _forget_bounds(database: LakeDatabase) -> None:
    """Of tables that were dropped, and are still read at kept snapshots, the least and greatest values of all times go.

    Nothing is added to such a table any more, and without them it is read as before.
    """
    with shared() as connection:
        database.attach_metadata(connection, _METADATA)
        try:
            connection.execute("""
                update ducklake_table_column_stats set min_value = null, max_value = null
                where table_id not in (select table_id from ducklake_table where end_snapshot is null)
            """)
        finally:
            connection.execute("use memory")
            connection.execute(f"detach {_METADATA}")


def _kept(settings: Settings, lake: Lake, name: str) -> Kept:
    with opened(lake.database(name), settings, is_written=True) as connection:
        catalogue = _Catalogue(connection)
        if name not in PUBLISHED:
            catalogue.rewrite()
        catalogue.merge()
        freed_snapshots = catalogue.expire(_is_over(settings, name))
        files_before, bytes_before = catalogue.held()
        catalogue.remove(settings.lake_file_days)
        files, size = catalogue.held()
        return Kept(
            name,
            files_before - files,
            bytes_before - size,
            freed_snapshots,
            files,
            size,
            catalogue.snapshots(),
            catalogue.waiting(),
        )


def _is_over(settings: Settings, name: str) -> str:
    """Of which snapshots nobody may ask any more: old ones, and of what is published all but the kept publications."""
    if name not in PUBLISHED:
        return f"snapshot_time < now() - interval '{settings.lake_snapshot_days} days'"
    kept = ", ".join(str(one.snapshots[name]) for one in shelf(settings).kept)
    return f"snapshot_id not in ({kept})" if kept else "true"


class _Catalogue:
    """The catalogue that is a connection's own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self._connection = connection
        name, folder = self._first("select current_database(), data_path from ducklake_settings(current_database())")
        self._name, self._files = literal(name), literal(f"{folder}**/*.parquet")

    def rewrite(self) -> None:
        """Write files of which most is deleted anew; earlier snapshots need the old ones, too."""
        self._done("rewrite_data_files", f"delete_threshold => {_MOST_DELETED}")

    def merge(self) -> None:
        """Write small neighbours as one, from which every snapshot reads its own rows."""
        self._done("merge_adjacent_files")

    def expire(self, condition: str) -> int:
        """Give up the snapshots for which this holds, never the newest; return how many."""
        snapshots = f"ducklake_snapshots({self._name})"
        wanted = self._first(
            f"select coalesce(list(snapshot_id order by snapshot_id), []) from {snapshots} "
            f"where snapshot_id < (select max(snapshot_id) from {snapshots}) and {condition}"
        )[0]
        if wanted:
            self._done("expire_snapshots", f"versions => {wanted}")
        return len(wanted)

    def remove(self, file_days: float) -> None:
        """Remove files that no snapshot needs since so many days, and what an interrupted writing has left."""
        interrupted = max(file_days, _INTERRUPTED_DAYS)
        self._done("cleanup_old_files", _older_than(file_days))
        self._done("delete_orphaned_files", _older_than(interrupted))

    def remove_all(self) -> None:
        """Remove every file that no snapshot needs, and every file that is not known here, at once."""
        for function in ("cleanup_old_files", "delete_orphaned_files"):
            self._done(function, "cleanup_all => true")

    def waiting(self) -> int:
        """How many files no snapshot needs and are still there."""
        options = "cleanup_all => true, dry_run => true"
        return int(self._first(f"select count(*) from ducklake_cleanup_old_files({self._name}, {options})")[0])

    def snapshots(self) -> int:
        """How many snapshots can be read."""
        return int(self._first(f"select count(*) from ducklake_snapshots({self._name})")[0])

    def held(self) -> tuple[int, int]:
        """How many files there are, and their bytes."""
        if self._first(f"select count(*) from glob({self._files})") == (0,):
            return 0, 0
        files, size = self._first(f"select count(*), sum(size) from read_blob({self._files})")
        return int(files), int(size)

    def _done(self, function: str, options: str = "") -> None:
        statement = f"call ducklake_{function}({self._name}{options and ', '}{options})"
        retried(lambda: self._connection.execute(statement))

    def _first(self, query: str) -> tuple[Any, ...]:
        row = self._connection.execute(query).fetchone()
        assert row is not None
        return row


def _older_than(days: float) -> str:
    return f"older_than => now() - interval '{round(days * 86_400)} seconds'"
