"""Row counts and content hashes of tables, by which one publication is compared with the next.

A hash says whether the rows of a table are the same, in whatever order; it is no protection against forgery.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from pipelines.publishing.disclosure import quoted

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Fingerprint:
    """Number of rows of a table and the hash of its content, 32 hexadecimal digits."""

    row_count: int
    content_hash: str


def fingerprint(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> Fingerprint:
    """Fingerprint of one table in schema `main` of an attached database.

    DuckDB's hash of a whole row tells NULL from ''; names and types of the columns enter beside it. The rows' hashes
    are summed and xored, so order plays no part while a repeated row does. The same on every machine; should another
    version of DuckDB hash otherwise, every table counts as changed once.
    """
    columns = connection.execute(
        """
        select string_agg(column_name || ' ' || data_type, ', ' order by column_index) from duckdb_columns()
        where database_name = ? and schema_name = 'main' and table_name = ?
        """,
        [database, table],
    ).fetchone()
    rows = connection.execute(
        f"""
        select count(*), sum(hash(whole_row)), bit_xor(hash(whole_row))
        from {quoted(database)}.main.{quoted(table)} as whole_row
        """
    ).fetchone()
    assert columns is not None
    assert rows is not None
    content = "\n".join(map(str, (*columns, *rows)))
    return Fingerprint(int(rows[0]), sha256(content.encode()).hexdigest()[:32])


def fingerprints(connection: duckdb.DuckDBPyConnection, database: str, tables: Iterable[str]) -> dict[str, Fingerprint]:
    """Fingerprint of each of these tables, by name."""
    return {table: fingerprint(connection, database, table) for table in tables}
