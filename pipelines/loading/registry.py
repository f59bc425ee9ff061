"""The register of files, read: what arrived and what became of it. The newest record of a file counts.

Kept free of heavy imports, for a run that finds nothing new reads nothing but this. For the same reason values stand
in the SQL as literals (hexadecimal digits, ids of our own): a bound parameter makes DuckDB import pandas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.office.calendar import COLUMNS, Event

LOADED = ("loaded", "loaded_with_quarantine")


@dataclass(frozen=True)
class FileRecord:
    """The newest record of a file for one source.

    `judged_as` are the names under which the same project has judged this content; `run_id` is the run that first
    loaded it, or last judged it where none has; `names_fingerprint` tells which names of colleges were known then,
    and `lacks_names` whether rows of it wait for others; `calendar_fingerprint` tells the same of the calendar, where
    the source refers to its events.
    """

    source_sha256: str
    source: str | None
    path: str
    layout: str | None
    verdict: str
    rows: FileVerdict
    project_fingerprint: str
    judged_as: frozenset[str]
    run_id: str
    names_fingerprint: str | None
    lacks_names: bool
    calendar_fingerprint: str | None

    def waits(self, names: str, events: str) -> bool:
        """Whether rows that it lacked may be taken by what is known now, as fingerprints of names and of events.

        By another calendar any row that refers to it may be judged otherwise, for whatever reason it stood aside.
        """
        lacks_events = self.calendar_fingerprint is not None and self.rows.rows_quarantined > 0
        return (self.lacks_names and self.names_fingerprint != names) or (
            lacks_events and self.calendar_fingerprint != events
        )

    @property
    def is_loaded(self) -> bool:
        """Whether its rows stand in the warehouse."""
        return self.verdict in LOADED


def known_files(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[FileRecord, ...]]:
    """Newest records by SHA-256, one for each source a file feeds; empty before the first run has made the tables.

    A source that only an older judgement named counts where it was loaded from.
    """
    if not _has_tables(connection):
        return {}
    rows = connection.execute(
        """
        select source_sha256, source, path, layout, verdict, rows_read, rows_loaded, rows_quarantined, rows_held,
            rows_duplicate, project_fingerprint,
            list(path) over (partition by source_sha256, project_fingerprint),
            coalesce(
                min(run_id) filter (where verdict in ('loaded', 'loaded_with_quarantine'))
                    over (partition by source_sha256, source),
                run_id
            ),
            names_fingerprint,
            exists (
                select 1 from raw.quarantine as waiting
                where waiting.run_id = files.run_id and waiting.source = files.source
                    and waiting.source_sha256 = files.source_sha256 and contains(waiting.rules, 'college_unknown')
            ),
            calendar_fingerprint
        from (
            -- a register of an earlier version lacks the column until a run adds it
            from raw.files union all by name select null::varchar as calendar_fingerprint where false
        ) as files
        qualify row_number() over (partition by source_sha256, source order by run_id desc, loaded_at desc) = 1
            and (
                verdict in ('loaded', 'loaded_with_quarantine')
                or run_id = max(run_id) over (partition by source_sha256)
            )
        order by source_sha256, source
        """
    ).fetchall()
    known: dict[str, tuple[FileRecord, ...]] = {}
    for sha, source, path, layout, verdict, *counts, fingerprint, names, run_id, colleges, lacks, events in rows:
        record = FileRecord(
            sha, source, path, layout, verdict, FileVerdict(sha, verdict, *counts), fingerprint, frozenset(names),
            run_id, colleges, lacks, events,
        )  # fmt: skip
        known[sha] = (*known.get(sha, ()), record)
    return known


def registered_batches(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of all batches that have been loaded."""
    return {name for (name,) in connection.execute("select distinct batch from raw.files").fetchall() if name}


def failed_rules(connection: duckdb.DuckDBPyConnection, files: Iterable[str]) -> dict[str, tuple[RuleResult, ...]]:
    """The failed rules of the newest judgement of each of these files, by SHA-256."""
    named = ", ".join(f"'{sha}'" for sha in files)
    rows = connection.execute(
        f"""
        select source_sha256, rule, column_name, severity, dimension, rows_checked, rows_failed, example_rows,
            message_th, message_en, remedy_th, remedy_en, stage
        from raw.rule_results
        where source_sha256 in ({named}) and rows_failed > 0
        qualify run_id = max(run_id) over (partition by source_sha256)
        """
    ).fetchall()
    failed: dict[str, tuple[RuleResult, ...]] = {}
    for row in rows:
        failed[row[0]] = (*failed.get(row[0], ()), RuleResult(*row))
    return failed


def is_logged(connection: duckdb.DuckDBPyConnection, publication_id: str) -> bool:
    """Whether a publication has been made current by the run that built it, and recorded."""
    found = connection.execute(
        f"select count(*) > 0 from raw.publications where publication_id = '{publication_id}'"
    ).fetchone()
    return found == (True,)


def last_run_date(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The business date of the run before; None before the first."""
    if not _has_tables(connection):
        return None
    row = connection.execute("select max(as_of) from raw.run").fetchone()
    return row[0] if row else None


def calendar_of_run(connection: duckdb.DuckDBPyConnection) -> tuple[Event, ...]:
    """The calendar as it stood when the run in hand began."""
    rows = connection.execute(f"select {', '.join(COLUMNS)} from raw.calendar").fetchall()
    return tuple(Event(*row) for row in rows)


def key_fingerprint(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The fingerprint of the key of the pseudonyms that this home was built with; None before the first run."""
    if not _has_tables(connection):
        return None
    row = connection.execute("select max(key_fingerprint) from raw.run").fetchone()
    return row[0] if row else None


def _has_tables(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a run has made the tables of `raw`: one may have been killed before it did."""
    row = connection.execute(
        "select count(*) from duckdb_tables() "
        "where database_name = current_database() and schema_name = 'raw' and table_name in ('files', 'run')"
    ).fetchone()
    return row == (2,)
