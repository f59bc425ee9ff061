"""What a home of a lake keeps of its own, without who was erased: landing, reports, exports, copies of publications.

The register of files is the lake's, and what it tells of the batches of a home follows from that home's landing: the
counts are written as they are without the persons, so that it makes no difference how often.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipelines.erasing.finding import HELD, Relation, publications_of
from pipelines.erasing.proving import Sought
from pipelines.erasing.register import Register
from pipelines.erasing.removing import quarantined, remove_exports, remove_landed, remove_reports, states_of
from pipelines.guarding.expectations import ROW_ID
from pipelines.loading.landing import VERDICT_SUFFIX
from pipelines.publishing import store
from pipelines.running.run import Run
from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing.databases import transaction
from pipelines.storing.shelf import shelf


@dataclass(frozen=True)
class Counted:
    """How many rows of a file in a batch there are without them, by what became of each."""

    batch: str
    source: str
    source_sha256: str
    read: int
    waiting: int
    held: int
    double: int

    @property
    def where(self) -> str:
        """The condition of its record in the register."""
        told = {"batch": self.batch, "source": self.source, "source_sha256": self.source_sha256}
        return " and ".join(f"{column} = {literal(value)}" for column, value in told.items())

    @property
    def columns(self) -> dict[str, str]:
        """What the record is to say, by column; of a file that another home had loaded, all rows are double."""
        loaded = self.read - self.waiting - self.held - self.double
        return {
            "rows_read": str(self.read),
            "rows_quarantined": str(self.waiting),
            "rows_held": str(self.held),
            "rows_loaded": f"if(rows_loaded = 0, 0, {loaded})",
            "rows_duplicate": f"if(rows_loaded = 0, {self.double + loaded}, {self.double})",
            "verdict": f"if(verdict = 'loaded_with_quarantine' and {self.waiting} = 0, 'loaded', verdict)",
        }


def counts_without(
    connection: duckdb.DuckDBPyConnection, landed: Collection[Relation], keys: Collection[str]
) -> list[Counted]:
    """What the register has to say otherwise of the landed files of a home."""
    counts = [told for one in landed if one.path is not None for told in _counts(connection, one, one.path, keys)]
    return [told for told in counts if _is_told_otherwise(connection, told)]


def remove_from_register(
    connection: duckdb.DuckDBPyConnection, landed: Collection[Relation], keys: Collection[str]
) -> None:
    """Lets the register and the list of rows that wait tell of the landed files as they are without them."""
    where, counts = quarantined(connection, landed, keys), counts_without(connection, landed, keys)
    with transaction(connection):
        connection.execute(
            f"create or replace table {HELD}.quarantine as select * from {HELD}.quarantine as kept where not {where}"
        )
        for told in counts:
            said = ", ".join(f"{column} = {value}" for column, value in told.columns.items())
            connection.execute(f"update {HELD}.files set {said} where {told.where}")


def remove_from_home(
    connection: duckdb.DuckDBPyConnection,
    run: Run,
    register: Register,
    landed: Collection[Relation],
    keys: Collection[str],
) -> None:
    """Removes what is theirs from the files of a home."""
    settings = run.settings
    files = {*register.files, *(sha for one in landed for sha in _files_of(connection, one, keys))}
    paths = paths_landed(settings, files)
    remove_landed(connection, settings, landed, keys)
    remove_reports(settings, paths)
    remove_exports(settings, Sought(register.marks, run.pseudonyms, run.sought))


def remove_copies(settings: Settings, files: Collection[str]) -> None:
    """Removes the publications of a home that were made from these files and that its lake does not keep."""
    store.sweep(settings.published)
    kept = shelf(settings).ids
    for publication_id in publications_of(settings, files):
        if publication_id not in kept:
            store.discard(settings.published, publication_id)
    store.sweep(settings.published)


def paths_landed(settings: Settings, files: Collection[str]) -> tuple[str, ...]:
    """Every path of the inbox of this home under which one of these files was read."""
    return tuple(sorted({path for path, sha in _landed(settings) if sha in files}))


def _landed(settings: Settings) -> Iterator[tuple[str, str]]:
    for listed in sorted(settings.landing.glob("*/*.json")):
        if not listed.name.endswith(VERDICT_SUFFIX):
            for file in json.loads(listed.read_text(encoding="utf-8"))["files"]:
                yield file["path"], file["source_sha256"]


def _files_of(connection: duckdb.DuckDBPyConnection, relation: Relation, keys: Collection[str]) -> set[str]:
    """The files of senders in which they stand, among those of a relation."""
    condition = f"{relation.theirs.rows(keys)} or {relation.theirs.named_in_cells(keys)}"
    rows = connection.execute(f"select distinct source_sha256 from {relation.sql} where {condition}").fetchall()
    return {sha for (sha,) in rows}


def _counts(connection: duckdb.DuckDBPyConnection, one: Relation, path: Path, keys: Collection[str]) -> list[Counted]:
    condition = one.theirs.rows(keys)
    told = states_of(path)
    states = pl.DataFrame({ROW_ID: [*told], "state": [*told.values()]}, schema={ROW_ID: pl.Int64, "state": pl.String})
    connection.register("states", states)
    rows = connection.execute(
        f"""
        select source_sha256,
            count(*) filter (not {condition}),
            count(*) filter (not {condition} and state = 'quarantined'),
            count(*) filter (not {condition} and state = 'held'),
            count(*) filter (not {condition} and state = 'duplicate')
        from {one.sql} left join states using ({ROW_ID})
        group by all having count(*) filter ({condition}) > 0 order by all
        """
    ).fetchall()
    connection.unregister("states")
    return [Counted(path.stem, one.source, *row) for row in rows]


def _is_told_otherwise(connection: duckdb.DuckDBPyConnection, told: Counted) -> bool:
    differs = " or ".join(f"{column} is distinct from {value}" for column, value in told.columns.items())
    found = connection.execute(f"select 1 from {HELD}.files where {told.where} and ({differs})").fetchone()
    return found is not None
