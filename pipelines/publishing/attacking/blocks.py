"""The parts in which a publication is attacked: tables that are related, a year at a time.

Nothing relates counts of two parts, so each is a puzzle of its own, in whatever order they are taken, and what is in
hand is never more than a year. A part in which nothing changed since the publication before, under the same rules, is
not attacked again: what is hidden there stays as it was (`before`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.publishing import files
from pipelines.publishing.attacking.rows import DEFINITIONS, counts_of, open_rows, shares_of
from pipelines.publishing.disclosure import TableMeta, quoted

if TYPE_CHECKING:
    import duckdb

YEARS = ("academic_year_be", "fiscal_year_be")


@dataclass(frozen=True)
class Block:
    """Tables that are related; of those with a column of years, the rows of one year (None: those without)."""

    tables: tuple[TableMeta, ...]
    column: str | None = None
    year: int | None = None

    @property
    def name(self) -> str:
        """By which its cells are found again, together with their table; nothing where it is all of a table."""
        return "" if self.column is None else str(self.year)

    @property
    def rows(self) -> str:
        """Condition of its rows, on a relation called `exact`, in SQL."""
        if self.column is None:
            return "true"
        return f"exact.{quoted(self.column)} is not distinct from {'null' if self.year is None else self.year}"


def blocks_of(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[TableMeta], columns: files.Columns
) -> Iterator[Block]:
    """The blocks in which anything more can be known of counts than how each of them is rounded."""
    of = {table.name: table for table in tables if table.name in columns}
    wanted = {name for name, table in of.items() if _is_related(table, columns[name])}
    for names in _related(of, wanted):
        group = tuple(of[name] for name in names)
        column = next(
            (year for year in YEARS if all(_stays_within(year, one, columns[one.name]) for one in group)), None
        )
        if column is None:
            yield Block(group)
            continue
        queries = [
            f"select distinct exact.{quoted(column)} as year from {files.MART}.main.{quoted(one.name)} as exact "
            f"where not {open_rows(one, columns[one.name])}"
            for one in group
        ]
        found = connection.execute(f"{' union '.join(queries)} order by year nulls first").fetchall()
        yield from (Block(group, column, year) for (year,) in found)


def is_unchanged(connection: duckdb.DuckDBPyConnection, block: Block, columns: files.Columns) -> bool:
    """Whether a block has the rows that it had in the publication before, attached as `previous`."""
    before = files.columns_of(connection, files.PREVIOUS)
    attacked = {table.name for table in block.tables}
    for name in sorted(attacked | _asked(block)):
        if before.get(name) != columns[name]:
            return False
        rows = block.rows if name in attacked else "true"
        hashes = [
            connection.execute(
                f"""
                select count(*), sum(hash(exact)), bit_xor(hash(exact))
                from {database}.main.{quoted(name)} as exact where {rows}
                """
            ).fetchall()
            for database in (files.PREVIOUS, files.MART)
        ]
        if hashes[0] != hashes[1]:
            return False
    return True


def _asked(block: Block) -> set[str]:
    """Tables that say which rows are related, and how; they are asked whole."""
    relations = [table.relations for table in block.tables if table.relations]
    asked = {name for one in relations for adds_up in one.adds_up for name in adds_up.asked}
    return asked | {DEFINITIONS for one in relations if one.defined_by}


def _is_related(table: TableMeta, columns: Mapping[str, str]) -> bool:
    """Whether counts or percentages of a table hang together."""
    is_related = table.relations is not None and table.relations.none is None
    return bool((is_related and counts_of(table, columns)) or shares_of(table, columns))


def _others(table: TableMeta) -> set[str]:
    """Tables that the relations of one name."""
    if table.relations is None:
        return set()
    named = {adds_up.table for adds_up in table.relations.adds_up if adds_up.table}
    return named | ({table.relations.defined_by.of} if table.relations.defined_by else set())


def _related(of: Mapping[str, TableMeta], wanted: set[str]) -> list[list[str]]:
    """Tables by which of them are related, directly or through others."""
    groups = [{name, *(_others(of[name]) & of.keys())} for name in sorted(wanted)]
    found: list[set[str]] = []
    for group in groups:
        touched = [other for other in found if other & group]
        found = [other for other in found if not other & group] + [group.union(*touched)]
    return sorted(sorted(group) for group in found)


def _stays_within(year: str, table: TableMeta, columns: Mapping[str, str]) -> bool:
    """Whether the relations of a table are between rows of the same year."""
    sums = table.relations.adds_up if table.relations else ()
    return year in columns and all(year in adds_up.by for adds_up in sums)
