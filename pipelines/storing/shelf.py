"""What a lake knows of its publications: which are kept, at which snapshots, and which one is current.

Each of the catalogues `internal` and `public` holds the tables of the newest publication, and in its schema `store`
what it says of itself; earlier ones are read at their snapshots. Which is current stands in `public` alone, so that
one commit decides it for the readers of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.publishing.store import KeptPublication
from pipelines.storing.databases import Database
from pipelines.storing.lake import INTERNAL, PUBLIC, Lake, shared

if TYPE_CHECKING:
    from pipelines.settings import Settings

_PUBLICATION = """
    position bigint not null, publication_id varchar not null, published_at timestamptz not null,
    as_of date not null, manifest json not null, keys json not null
"""
TABLES: dict[str, dict[str, str]] = {
    INTERNAL: {"publications": f"{_PUBLICATION}, hidden_cells blob not null"},
    PUBLIC: {
        "publications": f"{_PUBLICATION}, internal_snapshot bigint not null",
        "switches": "position bigint not null, publication_id varchar not null, switched_at timestamptz not null",
    },
}
"""Columns of the tables in `store`. Rows are numbered in the order in which they were written.

The last row of `switches` names the current publication; to publish is to switch, too.
"""


@dataclass(frozen=True)
class Shelved:
    """One publication that a lake keeps, and the snapshots of its catalogues at which it stands."""

    publication_id: str
    published_at: str
    as_of: str
    snapshots: dict[str, int]


@dataclass(frozen=True)
class Shelf:
    """The kept publications, oldest first, and the id of the current one; None where nothing is published."""

    kept: tuple[Shelved, ...] = ()
    current: str | None = None

    @property
    def ids(self) -> list[str]:
        """Ids of the kept publications, oldest first."""
        return [one.publication_id for one in self.kept]

    def find(self, publication_id: str | None) -> Shelved | None:
        """One of them."""
        return next((one for one in self.kept if one.publication_id == publication_id), None)

    def as_kept(self) -> list[KeptPublication]:
        """As a home lists its own, newest first."""
        return [
            KeptPublication(one.publication_id, one.published_at, one.as_of, one.publication_id == self.current)
            for one in reversed(self.kept)
        ]


def shelf(settings: Settings) -> Shelf:
    """What the lake of these settings keeps.

    Raises:
        duckdb.Error: the catalogue cannot be reached.
    """
    with shared() as connection:
        return shelf_of(connection, Lake.of(settings))


def shelf_of(connection: duckdb.DuckDBPyConnection, lake: Lake) -> Shelf:
    """The same by a connection, to which the catalogue `public` is attached meanwhile."""
    held: Database = lake.database(PUBLIC)
    try:
        held.attach(connection, "shelf", is_written=False)
    except duckdb.InvalidInputException:  # nobody has made it yet
        return Shelf()
    try:
        return read_shelf(connection, "shelf")
    finally:
        connection.execute("detach shelf")


def read_shelf(connection: duckdb.DuckDBPyConnection, public: str) -> Shelf:
    """What the catalogue `public`, attached under a name, says."""
    if not has_tables(connection, public):
        return Shelf()
    kept: list[Any] = connection.execute(
        f"""
        with made as (
            select commit_extra_info as publication_id, max(snapshot_id) as snapshot
            from ducklake_snapshots('{public}') group by all
        )
        select publication_id, json_extract_string(manifest, '$.published_at'), as_of::varchar, internal_snapshot,
            snapshot
        from {public}.store.publications inner join made using (publication_id) order by position
        """
    ).fetchall()
    current = connection.execute(
        f"select publication_id from {public}.store.switches order by position desc limit 1"
    ).fetchone()
    found = tuple(Shelved(row[0], row[1], row[2], {INTERNAL: row[3], PUBLIC: row[4]}) for row in kept)
    return Shelf(found, current[0] if current else None)


def has_tables(connection: duckdb.DuckDBPyConnection, alias: str) -> bool:
    """Whether anything was ever published in a catalogue."""
    found = connection.execute(
        f"select count(*) from duckdb_tables() where database_name = '{alias}' and schema_name = 'store'"
    ).fetchone()
    return found != (0,)
