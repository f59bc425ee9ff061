"""The register of files, written: append-only, inside the loader's transactions."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import polars as pl

from pipelines.contracts.raw_tables import OWN_TABLES
from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.loading.landing import Batch
from pipelines.loading.stamp import RunStamp


@dataclass(frozen=True)
class Rejected:
    """A file that was refused at the door, or held before its rows were judged, and why."""

    path: str
    source: str | None
    bytes: int
    rows: int
    result: RuleResult
    is_held: bool


_POLARS: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "DATE": pl.Date(),
    "BOOLEAN": pl.Boolean(),
    "TIMESTAMPTZ": pl.Datetime(time_zone="UTC"),
    "DECIMAL(38,4)": pl.Decimal(38, 4),
}


def record_batch(
    connection: duckdb.DuckDBPyConnection, run: RunStamp, batch: Batch, verdicts: Sequence[FileVerdict]
) -> None:
    """Registers the files of a batch that is being loaded, inside the loader's transaction."""
    files = {file.source_sha256: file for file in batch.files}
    rows = []
    for verdict in verdicts:
        file = files[verdict.source_sha256]
        rows.append(
            {
                **_stamp(run),
                **asdict(verdict),
                "batch": batch.name,
                "source": batch.source,
                "path": file.path,
                "layout": file.layout,
                "bytes": file.bytes,
                "encoding": file.encoding or None,
                "names_fingerprint": file.names_fingerprint,
                "calendar_fingerprint": file.calendar_fingerprint,
                "accepted_by": getpass.getuser() if file.is_accepted else None,
                "accepted_at": run.now if file.is_accepted else None,
            }
        )
    insert(connection, "files", rows)
    erased = [
        {
            "run_id": run.run_id,
            "source": batch.source,
            "source_sha256": file.source_sha256,
            "rows_erased": file.rows_erased,
        }
        for file in batch.files
        if file.rows_erased
    ]
    insert(connection, "erased_rows", erased)


def record_rejected(connection: duckdb.DuckDBPyConnection, run: RunStamp, rejected: Sequence[Rejected]) -> None:
    """Registers files that were refused, or held before their rows were judged, with the fault of each."""
    insert(
        connection,
        "files",
        [
            {
                **_stamp(run),
                "source": file.source,
                "path": file.path,
                "source_sha256": file.result.source_sha256,
                "bytes": file.bytes,
                "verdict": "held" if file.is_held else "rejected",
                "rows_read": file.rows,
                "rows_loaded": 0,
                "rows_quarantined": 0,
                "rows_held": file.rows,
                "rows_duplicate": 0,
            }
            for file in rejected
        ],
    )
    record_results(connection, run, [(file.source, file.result) for file in rejected])


def record_results(
    connection: duckdb.DuckDBPyConnection, run: RunStamp, results: Sequence[tuple[str | None, RuleResult]]
) -> None:
    """Keeps what every rule said of every file."""
    rows = [{**vars(result), "run_id": run.run_id, "source": source} for source, result in results]
    insert(connection, "rule_results", rows)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Appends rows to a run table of `raw`; a column that a row does not name is NULL."""
    if not rows:
        return
    columns = OWN_TABLES[table]
    arriving = pl.DataFrame(
        [pl.Series(name, [row.get(name) for row in rows], dtype=_POLARS[kind]) for name, kind in columns.items()]
    )
    connection.register("arriving_rows", arriving)
    connection.execute(f"insert into raw.{table} by name select * from arriving_rows")
    connection.unregister("arriving_rows")


def _stamp(run: RunStamp) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "arrived_on": run.as_of,
        "loaded_at": run.now,
        "project_fingerprint": run.project_fingerprint,
    }
