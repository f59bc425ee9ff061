"""The log of publications: what each one says of itself, table by table, before anybody can open it.

dbt builds `publication_log` from `raw.publications`, where a publication stands only once it is current. So its own
rows are added here, to both files, and handed to the caller for `raw.publications`. The log does not list itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pipelines.publishing import store
from pipelines.publishing.files import INTERNAL, PREVIOUS, transaction

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.fingerprints import Fingerprint

LOG_TABLE = "publication_log"
LOG_COLUMNS = (
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
)
# What dbt's macro `surrogate_key` makes of (publication_id, table_name); a test holds the two together.
LOG_KEY = """md5(
    coalesce(length(publication_id::varchar) || ':' || publication_id::varchar, '-') ||
    coalesce(length(table_name::varchar) || ':' || table_name::varchar, '-')
)::uuid"""


@dataclass(frozen=True)
class RunInfo:
    """The run that publishes.

    `state_fingerprint` is the caller's summary of everything the publication depends on (inputs, code, settings); a
    later run with the same one has nothing new to publish.
    """

    run_id: str
    as_of: date
    state_fingerprint: str
    published_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def own_rows(
    run: RunInfo, publication_id: str, tables: Mapping[str, Fingerprint], previous: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """One row per table of this publication, compared with the manifest of the one that was current."""
    before = previous["files"][store.INTERNAL_FILE]["tables"] if previous else {}
    rows = []
    for name, found in tables.items():
        earlier = before.get(name, {})
        values = (
            publication_id,
            run.published_at,
            run.as_of,
            run.run_id,
            name,
            found.row_count,
            found.content_hash,
            previous["publication_id"] if previous else None,
            earlier.get("rows"),
            found.content_hash != earlier.get("content_hash"),
        )
        rows.append(dict(zip(LOG_COLUMNS, values, strict=True)))
    return rows


def lost_rows(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Log rows that the attached database `previous` has and `internal` lacks.

    There are some when a run was killed between switching `current` and recording it, or `build.duckdb` was lost.
    """
    query = f"""
        select {", ".join(LOG_COLUMNS)} from {PREVIOUS}.main.{LOG_TABLE} as earlier
        anti join {INTERNAL}.main.{LOG_TABLE} as held using (publication_id, table_name)
        order by publication_id, table_name
    """
    return [dict(zip(LOG_COLUMNS, row, strict=True)) for row in connection.execute(query).fetchall()]


def append(connection: duckdb.DuckDBPyConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to the log of `internal`."""
    columns, marks = ", ".join(LOG_COLUMNS), ", ".join("?" * len(LOG_COLUMNS))
    statement = f"""
        insert into {INTERNAL}.main.{LOG_TABLE} ({LOG_TABLE}_id, {columns})
        select {LOG_KEY}, {columns} from (values ({marks})) as arriving ({columns})
    """
    with transaction(connection):
        connection.executemany(statement, [[row[name] for name in LOG_COLUMNS] for row in rows])
