"""The log of publications: what each one says of itself, table by table, before anybody can open it.

dbt builds `publication_log` and `publication_changes` from `raw`, where a publication stands only once it is current.
So its own rows are added here, to the files that hold the tables, and handed to the caller for `raw`. The log does not
list itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pipelines.publishing import store
from pipelines.publishing.files import INTERNAL, PREVIOUS, columns_of
from pipelines.publishing.moves import TOTAL_RANK
from pipelines.storing.databases import transaction

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.fingerprints import Fingerprint
    from pipelines.publishing.moves import Changes


_ROWS_AT_A_TIME = 500
"""That one statement adds; a statement for each takes milliseconds."""


@dataclass(frozen=True)
class LogTable:
    """A table to which each publication adds rows of its own: its key column, what that is made of, its columns."""

    name: str
    key: str
    made_of: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def key_expression(self) -> str:
        """What dbt's macro `surrogate_key` makes of the columns; a test holds the two together."""
        parts = (f"coalesce(length({one}::varchar) || ':' || {one}::varchar, '-')" for one in self.made_of)
        return f"md5({' || '.join(parts)})::uuid"


LOG = LogTable(
    "publication_log",
    "publication_log_id",
    ("publication_id", "table_name"),
    (
        "publication_id",
        "published_at",
        "as_of",
        "run_id",
        "table_name",
        "row_count",
        "content_hash",
        "previous_publication_id",
        "previous_row_count",
        "is_changed",
        "rows_added",
        "rows_removed",
        "rows_changed",
    ),
)
CHANGES = LogTable(
    "publication_changes",
    "publication_change_id",
    ("publication_id", "table_name", "measure", "rank"),
    (
        "publication_id",
        "table_name",
        "measure",
        "unit",
        "rank",
        "cell_key",
        "cell",
        "value_before",
        "value_after",
    ),
)
LOG_TABLES = (LOG, CHANGES)
NAMES = frozenset(table.name for table in LOG_TABLES)


@dataclass(frozen=True)
class RunInfo:
    """The run that publishes.

    `state_fingerprint` is the caller's summary of everything the publication depends on (inputs, code, settings); a
    later run with the same one has nothing new to publish. `rows_erased` says that persons were erased before it, and
    how many rows of theirs; what such a run changes is not told, for it would tell what they were.
    """

    run_id: str
    as_of: date
    state_fingerprint: str
    published_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    rows_erased: int | None = None


@dataclass(frozen=True)
class LogRows:
    """Rows of the two tables, one mapping (column to value) each."""

    log: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)

    def __add__(self, other: LogRows) -> LogRows:
        return LogRows(self.log + other.log, self.changes + other.changes)

    def of(self, table: LogTable) -> list[dict[str, Any]]:
        """Those of one table."""
        return self.log if table is LOG else self.changes


def own_rows(
    run: RunInfo,
    publication_id: str,
    tables: Mapping[str, Fingerprint],
    previous: Mapping[str, Any] | None,
    changes: Mapping[str, Changes],
) -> LogRows:
    """The rows of this publication, compared with the manifest of the one that was current."""
    before = previous["files"][store.INTERNAL_FILE]["tables"] if previous else {}
    found = LogRows()
    for name, fingerprint in tables.items():
        earlier = before.get(name, {})
        changed = changes[name]
        values = (
            publication_id,
            run.published_at,
            run.as_of,
            run.run_id,
            name,
            fingerprint.row_count,
            fingerprint.content_hash,
            previous["publication_id"] if previous else None,
            earlier.get("rows"),
            fingerprint.content_hash != earlier.get("content_hash"),
            changed.rows_added,
            changed.rows_removed,
            changed.rows_changed,
        )
        found.log.append(dict(zip(LOG.columns, values, strict=True)))
        found.changes.extend(
            {"publication_id": publication_id, "table_name": name, **asdict(move)} for move in changed.moves
        )
    return found


def lost_rows(connection: duckdb.DuckDBPyConnection, *, with_cells: bool = True) -> LogRows:
    """Rows of publications that the attached database `previous` has and `internal` lacks.

    There are some when a run was killed between switching `current` and recording it, or `build.duckdb` was lost.
    """
    held = columns_of(connection, PREVIOUS)
    found = {}
    for table in LOG_TABLES:
        # an earlier version of the project may have published the table with fewer columns, or not at all
        columns = ", ".join(name if name in held.get(table.name, ()) else f"null as {name}" for name in table.columns)
        query = f"""
            select {columns} from {PREVIOUS}.main.{table.name} as earlier
            anti join {INTERNAL}.main.{table.name} as held using (publication_id)
            where {f"rank = {TOTAL_RANK}" if table is CHANGES and not with_cells else "true"}
            order by {", ".join(table.made_of)}
        """
        rows = connection.execute(query).fetchall() if table.name in held else []
        found[table.name] = [dict(zip(table.columns, row, strict=True)) for row in rows]
    return LogRows(found[LOG.name], found[CHANGES.name])


def append(connection: duckdb.DuckDBPyConnection, rows: LogRows) -> None:
    """Add rows to the tables of `internal`."""
    with transaction(connection):
        for table in LOG_TABLES:
            _insert(connection, table, rows.of(table))


def _insert(connection: duckdb.DuckDBPyConnection, table: LogTable, rows: Sequence[Mapping[str, Any]]) -> None:
    target, columns = f"{INTERNAL}.main.{table.name}", ", ".join(table.columns)
    marks = f"({', '.join('?' * len(table.columns))})"
    connection.execute(f"create or replace temp table arriving as select {columns} from {target} limit 0")
    for start in range(0, len(rows), _ROWS_AT_A_TIME):
        some = rows[start : start + _ROWS_AT_A_TIME]
        values = [row[name] for row in some for name in table.columns]
        connection.execute(f"insert into arriving values {', '.join([marks] * len(some))}", values)
    connection.execute(
        f"insert into {target} ({table.key}, {columns}) select {table.key_expression}, {columns} from arriving"
    )
