"""Undoes what a catalogue's server has committed while its client was told otherwise, and so has removed the files.

The server dies after writing a commit and before answering; DuckLake takes the transaction for lost and deletes its
Parquet files, which the catalogue now names. Such a transaction is undone in the catalogue, as if it had been lost in
truth: a batch and its place in the register came with one transaction, so that the next run loads it again; a table of
the build, or a publication, is made again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import RunError
from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing.databases import transaction
from pipelines.storing.lake import CATALOGUES, Lake, LakeDatabase, folders_of_tables, shared
from pipelines.storing.leases import leases_of
from pipelines.storing.publications import only_publisher

_ALIAS = "healed"
_OF_FILES = ("ducklake_file_column_stats", "ducklake_file_partition_value")
"""What a catalogue keeps of the content of each file."""
_TOLD_FILES = 3
"""How many of the missing files a message names."""


@dataclass(frozen=True)
class _File:
    """A Parquet file that a catalogue names; `is_its_own`: its snapshot wrote it, and no later merging of files did."""

    path: str
    snapshot: int
    is_its_own: bool
    is_there: bool


def heal(settings: Settings) -> int:
    """Undo the transactions of a lake whose files are gone, being alone in it meanwhile.

    Returns:
        How many transactions were undone.

    Raises:
        PassingError: others hold the lake for longer than the patience, or it cannot be reached.
        RunError: files are missing for another reason, and a person has to bring them back.
    """
    lake = Lake.of(settings)
    if not any(missing_files(lake.database(name)) for name in CATALOGUES):
        return 0
    with leases_of(settings, lambda: None).alone(), only_publisher(lake):
        return sum(_healed(lake.database(name)) for name in CATALOGUES)


def missing_files(database: LakeDatabase) -> list[str]:
    """The files that a catalogue names and that are not there, in order; none where nobody has made it.

    Raises:
        PassingError: it cannot be reached.
    """
    if not database.exists():
        return []
    with _metadata(database) as metadata:
        return [file.path for file in metadata.files() if not file.is_there]


def _healed(database: LakeDatabase) -> int:
    if not database.exists():
        return 0
    with _metadata(database) as metadata:
        files = metadata.files()
        gone = [file for file in files if not file.is_there]
        lost = sorted({file.snapshot for file in gone})
        is_whole = not any(file.is_there and file.snapshot in lost for file in files)
        if not lost:
            return 0
        if len(lost) > 1 and len(gone) == len(files):
            raise _nowhere(database, metadata.folder())
        if not is_whole or not all(file.is_its_own for file in gone) or metadata.is_built_upon(lost):
            raise _not_to_be_undone(database, [file.path for file in gone])
        metadata.undo(lost)
    return len(lost)


@contextmanager
def _metadata(database: LakeDatabase) -> Iterator[_Metadata]:
    with shared() as connection:
        database.attach_metadata(connection, _ALIAS)
        try:
            yield _Metadata(connection)
        finally:
            connection.execute("use memory")
            connection.execute(f"detach {_ALIAS}")


class _Metadata:
    """The tables in which DuckLake keeps a catalogue; the connection looks there for names."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self._connection = connection

    def folder(self) -> str:
        """Where the files lie: a folder, or a place in a bucket."""
        ((folder,),) = self._rows("select value from ducklake_metadata where key = 'data_path'")
        return str(folder)

    def files(self) -> list[_File]:
        """Every file of every snapshot that can be read, in order."""
        folder = self.folder()
        named = """
            with named as (
                select table_id, data_file_id as file_id, begin_snapshot, path, path_is_relative from ducklake_data_file
                union all
                select table_id, delete_file_id, begin_snapshot, path, path_is_relative from ducklake_delete_file
            ), folders as ($folders), placed as (
                select if(path_is_relative::boolean, folder, '') || path as path, begin_snapshot, file_id
                from named
                join folders using (table_id)
            )
            -- of a snapshot that is forgotten nothing can be undone
            select path, begin_snapshot, coalesce(file_id < next_file_id, false), file is not null
            from placed
            left join ducklake_snapshot on begin_snapshot = snapshot_id
            left join glob($files) on file = path
            order by path
        """
        named = named.replace("$folders", folders_of_tables()).replace("$files", literal(f"{folder}**"))
        return [
            # a pattern does not look behind links
            _File(path, snapshot, is_its_own, is_there or Path(path).is_file())
            for path, snapshot, is_its_own, is_there in self._rows(named)
        ]

    def is_built_upon(self, lost: Collection[int]) -> bool:
        """Whether other snapshots have changed what these have written, or have written into tables that these made."""
        wanted = _listed(lost)
        made = f"table_id in (select table_id from ducklake_table where begin_snapshot in {wanted})"
        inlined = self._rows(f"select table_name from ducklake_inlined_data_tables where {made}")
        deletes = [
            ("ducklake_delete_file", "data_file_id"),
            *((table, "file_id") for table in self._tables_with("file_id")),
        ]
        conditions = [
            *(
                f"{table} where begin_snapshot in {wanted} and end_snapshot not in {wanted}"
                for table in self._tables_with("end_snapshot")
            ),
            *(
                f"{table} where {made} and begin_snapshot not in {wanted}"
                for table in ("ducklake_column", "ducklake_data_file")
            ),
            *(f"{table} where begin_snapshot not in {wanted}" for (table,) in inlined),
            *(
                f"{table} where begin_snapshot not in {wanted} and {file} in "
                f"(select data_file_id from ducklake_data_file where begin_snapshot in {wanted})"
                for table, file in deletes
            ),
        ]
        return any(self._rows(f"select 1 from {condition} limit 1") for condition in conditions)

    def undo(self, lost: Collection[int]) -> None:
        """One transaction: what these snapshots began is not there, what they ended has not ended.

        They stay, as snapshots that change nothing, and a new one follows: who remembers the tables as they were
        sees by its number that he has to look again.
        """
        wanted, ends = _listed(lost), set(self._tables_with("end_snapshot"))
        run = self._connection.execute
        with transaction(self._connection):
            for table_id, rows, size in self._rows(
                "select table_id, sum(record_count), sum(file_size_bytes) from ducklake_data_file "
                f"where begin_snapshot in {wanted} group by all"
            ):
                run(
                    f"update ducklake_table_stats set record_count = record_count - {rows}, "
                    f"file_size_bytes = file_size_bytes - {size} where table_id = {table_id}"
                )
            of_files = self._rows(f"select data_file_id from ducklake_data_file where begin_snapshot in {wanted}")
            for table in _OF_FILES if of_files else ():
                run(f"delete from {table} where data_file_id in {_listed(file for (file,) in of_files)}")
            for table in self._tables_with("begin_snapshot"):
                run(f"delete from {table} where begin_snapshot in {wanted}")
                if table in ends:
                    run(f"update {table} set end_snapshot = null where end_snapshot in {wanted}")
            run("""
                insert into ducklake_snapshot
                    (snapshot_id, snapshot_time, schema_version, next_catalog_id, next_file_id)
                select snapshot_id + 1, now(), schema_version + 1, next_catalog_id, next_file_id
                from ducklake_snapshot where snapshot_id = (select max(snapshot_id) from ducklake_snapshot)
            """)
            run("""
                insert into ducklake_snapshot_changes (snapshot_id, changes_made)
                select max(snapshot_id), '' from ducklake_snapshot
            """)

    def _tables_with(self, column: str) -> list[str]:
        return [
            f'"{table}"'
            for (table,) in self._rows(
                "select table_name from duckdb_columns() where database_name = current_database() "
                f"and schema_name = current_schema() and column_name = '{column}' order by table_name"
            )
        ]

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()


def _listed(numbers: Iterable[int]) -> str:
    return f"({', '.join(map(str, numbers))})"


def _not_to_be_undone(database: LakeDatabase, paths: list[str]) -> RunError:
    named = ", ".join(paths[:_TOLD_FILES]) + (" …" if len(paths) > _TOLD_FILES else "")
    return RunError(
        f"คลังข้อมูลกลาง ({database.described}) ขาด {len(paths)} ไฟล์: {named} ให้นำไฟล์กลับมาจากชุดสำรอง "
        "หรือนำทั้งแคตตาล็อกและไฟล์จากชุดสำรองเดียวกันกลับมา แล้วสั่งใหม่",
        f"the lake ({database.described}) lacks {len(paths)} file(s): {named}; bring them back from a backup, or the "
        "catalogue and the files of one backup together, and run it again",
    )


def _nowhere(database: LakeDatabase, folder: str) -> RunError:
    return RunError(
        f"คลังข้อมูลกลาง ({database.described}) ไม่มีไฟล์ใดเลยใน {folder} ไม่มีอะไรถูกเปลี่ยน ให้ตรวจว่าต่อโฟลเดอร์นั้นแล้ว "
        "หรือ AWS_ENDPOINT_URL_S3 ชี้เซิร์ฟเวอร์ที่ถูกต้อง แล้วสั่งใหม่",
        f"the lake ({database.described}) has not one of its files in {folder}; nothing was changed. See that the "
        "folder is mounted, or that AWS_ENDPOINT_URL_S3 names the right server, and run it again",
    )
