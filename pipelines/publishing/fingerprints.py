"""Row counts and content hashes of tables, by which one publication is compared with the next.

A hash says whether the rows of a table are the same, in whatever order; it is no protection against forgery.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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

    Each row is written as JSON, which tells NULL from '' and 1 from '1' and names the columns; the two halves of
    the rows' MD5 are added up, so order plays no part while a repeated row does.
    """
    query = f"""
        with hashed as (select md5_number(cast(to_json(whole_row) as varchar)) as value
                        from {quoted(database)}.main.{quoted(table)} as whole_row)
        select count(*),
               md5(concat_ws('-', count(*),
                             coalesce(sum(cast(value & 18446744073709551615 as ubigint)), 0),
                             coalesce(sum(cast(value >> 64 as ubigint)), 0)))
        from hashed
    """
    row = connection.execute(query).fetchone()
    assert row is not None
    return Fingerprint(int(row[0]), str(row[1]))


def fingerprints(connection: duckdb.DuckDBPyConnection, database: str, tables: Iterable[str]) -> dict[str, Fingerprint]:
    """Fingerprint of each of these tables, by name."""
    return {table: fingerprint(connection, database, table) for table in tables}
