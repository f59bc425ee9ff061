"""What a database holds, told so that two of them can be held against each other wherever they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publishing.disclosure import quoted
from pipelines.publishing.files import workbench
from pipelines.publishing.fingerprints import Fingerprint, columns_text, row_hashes
from pipelines.settings import BANGKOK

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings
    from pipelines.storing.databases import Database

_VIEW = re.compile(r'create view (?:(?:"(?:[^"]|"")+"|\w+)\.?)+', re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column as a catalogue tells of it."""

    name: str
    kind: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True)
class Relation:
    """A table or view without its rows; of a view the text, which each catalogue words in its own way."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]
    view: str | None = field(default=None, compare=False)

    def within(self, database: str) -> str:
        """Its whole name as SQL writes it."""
        return ".".join(map(quoted, (database, self.schema, self.name)))


@dataclass(frozen=True)
class Proof:
    """What a relation is and which rows it gives; two that are equal are the same, wherever they are kept."""

    relation: Relation
    fingerprint: Fingerprint


@dataclass(frozen=True)
class Migrated:
    """One table or view that is the same in both stores; of a publication where its id is told."""

    database: str
    proof: Proof
    publication_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As `cvm store migrate --json` tells it."""
        found = self.proof.fingerprint
        return {
            "publication_id": self.publication_id,
            "database": self.database,
            "schema": self.proof.relation.schema,
            "name": self.proof.relation.name,
            "kind": "table" if self.proof.relation.view is None else "view",
            "rows": found.row_count,
            "content_hash": found.content_hash,
        }


@contextmanager
def bench(settings: Settings, **attached: tuple[Path | Database, bool]) -> Iterator[duckdb.DuckDBPyConnection]:
    """In-memory connection with these databases attached, in the time zone of the working databases."""
    with workbench(settings, **attached) as connection:
        connection.execute(f"set TimeZone = '{BANGKOK.key}'")
        yield connection


def relations_of(connection: duckdb.DuckDBPyConnection, database: str, schema: str | None = None) -> list[Relation]:
    """Every table and view of an attached database, or of one schema of it, tables first."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for within, name, *column in connection.execute(
        """
        select schema_name, table_name, column_name, data_type, is_nullable, comment from duckdb_columns()
        where database_name = ? order by schema_name, table_name, column_index
        """,
        [database],
    ).fetchall():
        columns.setdefault((within, name), []).append(Column(*column))
    found = connection.execute(
        """
        select schema_name, table_name, comment, null from duckdb_tables() where database_name = ?
        order by schema_name, table_name
        """,
        [database],
    ).fetchall()
    found += connection.execute(
        """
        select schema_name, view_name, comment, sql from duckdb_views() where database_name = ? and not internal
        order by schema_name, view_name
        """,
        [database],
    ).fetchall()
    return [
        Relation(within, name, comment, tuple(columns.get((within, name), ())), _text(view))
        for within, name, comment, view in found
        if schema in (None, within)
    ]


def proofs_of(connection: duckdb.DuckDBPyConnection, database: str, schema: str | None = None) -> list[Proof]:
    """What an attached database, or one schema of it, holds, with the hashes of all rows."""
    return [
        Proof(
            relation,
            Fingerprint(
                columns_text({column.name: column.kind for column in relation.columns}),
                row_hashes(connection, relation.within(database)),
            ),
        )
        for relation in relations_of(connection, database, schema)
    ]


def _text(view: str | None) -> str | None:
    """What a view selects, whatever its own name."""
    return view and _VIEW.sub("", view, count=1).strip().rstrip(";")
