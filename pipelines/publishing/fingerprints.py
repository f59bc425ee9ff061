"""Row counts and content hashes of tables, by which one publication is compared with the next.

A hash says whether the rows of a table are the same, in whatever order; it is no protection against forgery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pipelines.publishing.disclosure import quoted
from pipelines.publishing.files import columns_of

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class RowHashes:
    """How many rows, and the sum and the xor of their hashes: rows can be added to it and taken away again.

    DuckDB's hash of a whole row tells NULL from ''. It is summed and xored, so order plays no part while a repeated
    row does.
    """

    count: int = 0
    total: int = 0
    xored: int = 0

    @classmethod
    def of(cls, count: int, total: int | None, xored: int | None) -> RowHashes:
        """As SQL aggregates them: over no rows, the sum and the xor are NULL."""
        return cls(int(count), int(total or 0), int(xored or 0))

    def __add__(self, other: RowHashes) -> RowHashes:
        return RowHashes(self.count + other.count, self.total + other.total, self.xored ^ other.xored)

    def __sub__(self, other: RowHashes) -> RowHashes:
        return RowHashes(self.count - other.count, self.total - other.total, self.xored ^ other.xored)


@dataclass(frozen=True)
class Fingerprint:
    """The columns of a table (names and types, in order) and the hashes of its rows."""

    columns: str
    rows: RowHashes

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return self.rows.count

    @property
    def content_hash(self) -> str:
        """Hash of the content, 32 hexadecimal digits.

        The same on every machine; should another version of DuckDB hash otherwise, every table counts as changed once.
        """
        hashes = (self.rows.total, self.rows.xored) if self.rows.count else (None, None)
        content = "\n".join(map(str, (self.columns, self.rows.count, *hashes)))
        return sha256(content.encode()).hexdigest()[:32]

    def described(self) -> dict[str, Any]:
        """As the manifest holds it; the hashes as text, since they are longer than a number of JSON may be."""
        return {
            "rows": self.row_count,
            "content_hash": self.content_hash,
            "hash_sum": str(self.rows.total),
            "hash_xor": str(self.rows.xored),
        }


def row_hashes_of(described: Mapping[str, Any]) -> RowHashes:
    """The hashes of the rows of a table that a manifest describes. Raises KeyError where an older one lacks them."""
    return RowHashes(described["rows"], int(described["hash_sum"]), int(described["hash_xor"]))


def columns_text(columns: Mapping[str, str]) -> str:
    """Names and types of the columns of a table, in order."""
    return ", ".join(f"{name} {column_type}" for name, column_type in columns.items())


def fingerprints(connection: duckdb.DuckDBPyConnection, database: str, tables: Iterable[str]) -> dict[str, Fingerprint]:
    """Fingerprint of each of these tables in schema `main` of an attached database, by name."""
    columns = columns_of(connection, database)
    return {
        table: Fingerprint(
            columns_text(columns[table]), row_hashes(connection, f"{quoted(database)}.main.{quoted(table)}")
        )
        for table in tables
    }


def row_hashes(connection: duckdb.DuckDBPyConnection, relation: str) -> RowHashes:
    """Hashes of the rows of a table or view, named as SQL writes it."""
    query = f"select count(*), sum(hash(whole_row)), bit_xor(hash(whole_row)) from {relation} as whole_row"
    return RowHashes.of(*connection.execute(query).fetchall()[0])
