"""The attack on a publication before anybody sees it, and which of its cells are hidden therefore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pipelines.publishing import files
from pipelines.publishing.attacking.protection import Attack
from pipelines.publishing.attacking.puzzle import Cells, Maker, Puzzle
from pipelines.publishing.attacking.rows import counts_of, read_rows, shares_of
from pipelines.publishing.disclosure import DisclosureMeta, TableMeta, Thresholds, public_expressions, quoted
from pipelines.publishing.errors import DisclosureUndeclared, PublicationLeaks

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.attacking.bounds import Ints
    from pipelines.settings import Settings

LEAKS_NAMED = 10
CELLS: dict[str, Any] = {
    "table_name": pl.String,
    "key": pl.List(pl.String),
    "column_name": pl.String,
}


@dataclass(frozen=True)
class HiddenCells:
    """Cells that the public file does not show although their rules would: one row a cell, by table, key and column.

    `costs` are, by table, how many counts and percentages they are, and what rounding would have changed in the counts.
    `is_attacked`: none where the tables were too many to be attacked, so that rounding alone protects them.
    """

    cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CELLS))
    costs: Mapping[str, files.Cost] = field(default_factory=dict)
    is_attacked: bool = True


def hidden_cells(settings: Settings, meta: DisclosureMeta, thresholds: Thresholds) -> HiddenCells:
    """Attack the mart as it would be shown, and find what has to be hidden so that no small count can be worked out.

    More counts than `settings.attacked_counts_at_most` would take longer than a publication may, and are not attacked.

    Raises:
        PublicationLeaks: small counts can be worked out whatever is hidden.
        RelationUntrue: the models declare a relation that does not hold.
    """
    with files.workbench(settings, **{files.MART: (settings.mart_db, False)}) as connection:
        if _counts_shown(connection, meta, thresholds) > settings.attacked_counts_at_most:
            return HiddenCells(is_attacked=False)
        puzzle = puzzle_of(connection, meta, thresholds)
    attack = Attack(puzzle)
    if len(leaks := attack.protect(puzzle.is_secret)):
        _refuse(puzzle, leaks)
    return found_in(attack)


def puzzle_of(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, thresholds: Thresholds) -> Puzzle:
    """What an attacker holds of the mart as it would be shown."""
    columns, keys = files.columns_of(connection, files.MART), files.keys_of(connection, files.MART)
    tables = [table for table in meta.public_tables if table.disclosure == "round" and table.name in columns]
    members = _members(tables)
    found = []
    for table in tables:
        names = columns[table.name]
        if not _is_attacked(table, names) and table.name not in members:
            continue
        if not keys.get(table.name):
            raise DisclosureUndeclared([f"{table.name}: counts of persons in rows without a primary key"])
        shown = dict(zip(names, public_expressions(table, names, thresholds), strict=True))
        shown = {name: f"case when {table.rows_shown(thresholds)} then {sql} end" for name, sql in shown.items()}
        origin = f"{files.MART}.main.{quoted(table.name)} as exact"
        source = (origin, shown, "attacked")
        found.append(read_rows(connection, table, names, keys[table.name], source, open_too=table.name in members))
    return Maker(connection, found, thresholds).make()


def _counts_shown(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, thresholds: Thresholds) -> int:
    """How many counts of persons stand in the rows of the public tables."""
    columns, total = files.columns_of(connection, files.MART), 0
    for table in meta.public_tables:
        if table.disclosure == "round" and (counts := counts_of(table, columns.get(table.name, {}))):
            source, shown = f"{files.MART}.main.{quoted(table.name)}", table.rows_shown(thresholds)
            found = connection.execute(f"select count(*) from {source} where {shown}").fetchone()
            total += len(counts) * (found[0] if found else 0)
    return total


def _is_attacked(table: TableMeta, columns: Mapping[str, str]) -> bool:
    """Whether anything more can be known of the counts of a table than how each of them is rounded."""
    is_related = table.relations is not None and table.relations.none is None
    return bool((is_related and counts_of(table, columns)) or shares_of(table, columns))


def _members(tables: Sequence[TableMeta]) -> set[str]:
    """Tables whose rows of open data are wanted too: others are made of them, or not all of their columns are open."""
    found: set[str] = set()
    for relations in (table.relations for table in tables):
        if relations:
            found |= {adds_up.table for adds_up in relations.adds_up if adds_up.table}
            found |= {relations.defined_by.of} if relations.defined_by else set()
    found |= {table.name for table in tables if table.relations and table.relations.adds_up}
    return found | {table.name for table in tables if any(column.of_records for column in table.columns.values())}


def found_in(attack: Attack) -> HiddenCells:
    """What an attack has hidden, named by table, key and column."""
    puzzle = attack.puzzle
    counts, shares = np.flatnonzero(attack.hidden_counts), np.flatnonzero(attack.hidden_shares)
    parts, costs = [], {}
    for number, rows in enumerate(puzzle.tables):
        names = list(rows.exact)
        mine = counts[puzzle.cells.table[counts] == number]
        found = [(int(puzzle.cells.row[one]), names[puzzle.cells.column[one]]) for one in mine]
        errors = sum(abs(int(rows.exact[name][row]) - int(rows.shown[name][row])) for row, name in found)
        of_shares = shares[puzzle.shares.table[shares] == number]
        rates = [
            (int(puzzle.shares.row[one]), name)
            for one in of_shares
            for name in puzzle.families[puzzle.shares.column[one]]
            if rows.is_told(name, int(puzzle.shares.row[one]))
        ]
        if found or rates:
            name = rows.table.name
            costs[name] = files.Cost(hidden_counts=len(found), hidden_rates=len(rates), hidden_error=errors)
            named = [(name, list(rows.key_values[row]), column) for row, column in found + rates]
            parts.append(pl.DataFrame(named, schema=CELLS, orient="row"))
    cells = pl.concat([pl.DataFrame(schema=CELLS), *parts])
    return HiddenCells(cells.sort("table_name", pl.col("key").list.join("\0"), "column_name"), costs)


def _refuse(puzzle: Puzzle, leaks: Ints) -> None:
    """Name the first of the cells that leak."""
    cells: Cells = puzzle.cells
    names = []
    for leak in leaks[:LEAKS_NAMED]:
        rows = puzzle.tables[cells.table[leak]]
        key = ", ".join(
            f"{name}={value}" for name, value in zip(rows.keys, rows.key_values[cells.row[leak]], strict=True)
        )
        names.append(f"{rows.table.name}.{list(rows.exact)[cells.column[leak]]} ({key})")
    raise PublicationLeaks(names, len(leaks) - len(names))
