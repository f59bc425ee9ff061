"""The attack on a publication before anybody sees it, and which of its cells are hidden therefore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pipelines.publishing import files, store
from pipelines.publishing.attacking.before import read_before
from pipelines.publishing.attacking.blocks import Block, blocks_of, is_unchanged
from pipelines.publishing.attacking.making import Maker
from pipelines.publishing.attacking.protection import Attack
from pipelines.publishing.attacking.puzzle import Puzzle
from pipelines.publishing.attacking.rows import BREAKDOWN, DEFINITION, Rows, read_rows
from pipelines.publishing.disclosure import DisclosureMeta, TableMeta, Thresholds, public_expressions, quoted
from pipelines.publishing.errors import DisclosureUndeclared, PublicationLeaks, RelationUntrue
from pipelines.storing.databases import mart_database

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from pipelines.publishing.attacking.bounds import Ints, Numbers
    from pipelines.settings import Settings

LEAKS_NAMED = 10
CELL: dict[str, Any] = {"table_name": pl.String, "key": pl.List(pl.String), "column_name": pl.String}
CELLS: dict[str, Any] = CELL | {"block": pl.String, "rounding_error": pl.Int64}


@dataclass(frozen=True)
class HiddenCells:
    """Cells that the public file does not show although their rules would: one row a cell, by table, key and column.

    `block` is the part in which it was attacked (`blocks`), `rounding_error` what rounding would have changed in a
    count; NULL for a percentage.
    """

    cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CELLS))

    @property
    def costs(self) -> dict[str, files.Cost]:
        """By table, how many counts and percentages are hidden, and what rounding would have changed in the counts."""
        error = pl.col("rounding_error")
        found = self.cells.group_by("table_name").agg(
            error.count().alias("counts"), error.is_null().sum().alias("rates"), error.sum().alias("error")
        )
        return {
            name: files.Cost(hidden_counts=counts, hidden_rates=rates, hidden_error=of_counts)
            for name, counts, rates, of_counts in found.sort("table_name").iter_rows()
        }


@dataclass(frozen=True)
class Public:
    """The mart as it would be shown, in the workbench, and what is shown of it by rule.

    `hidden` are the cells hidden in the publication before, attached as well; None where there is none.
    """

    connection: duckdb.DuckDBPyConnection
    meta: DisclosureMeta
    thresholds: Thresholds
    hidden: pl.DataFrame | None = None

    @property
    def tables(self) -> list[TableMeta]:
        """Tables that hold counts of persons."""
        return [table for table in self.meta.public_tables if table.disclosure == "round"]


def hidden_cells(
    settings: Settings, meta: DisclosureMeta, thresholds: Thresholds, previous: Path | None = None
) -> HiddenCells:
    """Attack the mart as it would be shown, and find what has to be hidden so that no small count can be worked out.

    `previous` is the folder of the publication before, which the attacker holds as well. Where it was made by other
    rules it is left aside: it may show what would be hidden now, and cannot be unsaid.

    Raises:
        PublicationLeaks: small counts can be worked out whatever is hidden.
        RelationUntrue: the models declare a relation that does not hold.
    """
    attached: files.Attached = {files.MART: (mart_database(settings), False)}
    if previous:
        attached[files.PREVIOUS] = previous / store.INTERNAL_FILE, False
        attached[files.PREVIOUS_PUBLIC] = previous / store.PUBLIC_FILE, False
    with files.workbench(settings, **attached) as connection:
        public = Public(connection, meta, thresholds)
        columns = files.columns_of(connection, files.MART)
        if previous and _has_same_rules(previous, meta, columns, thresholds):
            public = replace(public, hidden=pl.read_parquet(previous / store.HIDDEN_FILE))
        parts, declared, is_all = [pl.DataFrame(schema=CELLS)], [], True
        for block in blocks_of(connection, public.tables, columns):
            if public.hidden is not None and is_unchanged(connection, block, columns):
                parts.append(_as_before(public.hidden, block))
                is_all = False
                continue
            attack = protected(public, block)
            parts.append(found_in(attack).with_columns(pl.lit(block.name).alias("block")).select(*CELLS))
            declared.append((attack.puzzle.true_somewhere, attack.puzzle.true_nowhere))
            del attack  # the next one takes its room
        if declared and is_all:
            refuse_untrue(declared)
    cells = pl.concat(parts)
    return HiddenCells(cells.sort("table_name", pl.col("key").list.join("\0"), "column_name"))


def protected(public: Public, block: Block) -> Attack:
    """A block in which nothing can be worked out any more.

    What the publication before gives away whatever is hidden now is no reason to refuse: then nothing has to follow
    from this one alone. Raises PublicationLeaks where something does.
    """
    puzzle = puzzle_of(public, block)
    attack = Attack(puzzle)
    leaks = attack.protect(puzzle.is_secret)
    if len(leaks) and public.hidden is not None:
        alone = Attack(puzzle_of(replace(public, hidden=None), block))
        alone.hide(np.flatnonzero(attack.hidden_counts), np.flatnonzero(attack.hidden_shares))
        attack, leaks = alone, alone.protect(alone.puzzle.is_secret)
    if len(leaks):
        _refuse(attack.puzzle, leaks)
    return attack


def refuse_untrue(found: Sequence[tuple[frozenset[str], frozenset[str]]]) -> None:
    """Refuse relations that hold in no row of the whole publication, given those that do and do not of each block.

    Raises:
        RelationUntrue: with the first of them.
    """
    somewhere, nowhere = (frozenset[str]().union(*one) for one in zip(*found, strict=True))
    if untrue := sorted(nowhere - somewhere):
        raise RelationUntrue(untrue[0])


def _has_same_rules(previous: Path, meta: DisclosureMeta, columns: files.Columns, thresholds: Thresholds) -> bool:
    """Whether the publication before was made by the rules of this one."""
    if not (previous / store.HIDDEN_FILE).is_file() or any(one.name not in columns for one in meta.public_tables):
        return False
    return store.read_manifest(previous).get("recipe") == files.recipe(meta, columns, thresholds)


def _as_before(hidden: pl.DataFrame, block: Block) -> pl.DataFrame:
    """The cells of a block that were hidden in the publication before."""
    names = [table.name for table in block.tables]
    return hidden.filter(pl.col("table_name").is_in(names), pl.col("block") == block.name)


def puzzle_of(public: Public, block: Block) -> Puzzle:
    """What an attacker holds of a block."""
    connection, thresholds = public.connection, public.thresholds
    columns, keys = files.columns_of(connection, files.MART), files.mart_keys(connection, public.meta)
    members, related = _members(block.tables), _related_by(block.tables)
    found = []
    for table in block.tables:
        names = columns[table.name]
        if not keys.get(table.name):
            raise DisclosureUndeclared([f"{table.name}: counts of persons in rows without a primary key"])
        shown = dict(zip(names, public_expressions(table, names, thresholds), strict=True))
        shown = {name: f"case when {table.rows_shown(thresholds)} then {sql} end" for name, sql in shown.items()}
        source = (f"{files.MART}.main.{quoted(table.name)} as exact", shown, "attacked")
        found.append(
            read_rows(
                connection,
                table,
                names,
                keys[table.name],
                source,
                where=block.rows,
                related_by=related,
                open_too=table.name in members,
            )
        )
    before = None
    if public.hidden is not None:
        before = read_before(connection, found, columns, public.hidden, block.rows, related)
    puzzle = Maker(connection, found, thresholds, before).make()
    for rows in (*found, *(before.tables if before else ())):
        connection.unregister(rows.name)
    return puzzle


def _members(tables: Sequence[TableMeta]) -> set[str]:
    """Tables whose rows of open data are wanted too: others are made of them, or not all of their columns are open."""
    found: set[str] = set()
    for relations in (table.relations for table in tables):
        if relations:
            found |= {adds_up.table for adds_up in relations.adds_up if adds_up.table}
            found |= {relations.defined_by.of} if relations.defined_by else set()
    found |= {table.name for table in tables if table.relations and table.relations.adds_up}
    return found | {table.name for table in tables if any(column.of_records for column in table.columns.values())}


def _related_by(tables: Sequence[TableMeta]) -> set[str]:
    """Columns by which rows are related."""
    found = {BREAKDOWN, DEFINITION}
    for relations in (table.relations for table in tables):
        if relations:
            found |= {name for adds_up in relations.adds_up for name in adds_up.named}
            found |= {relations.defined_by.by} if relations.defined_by else set()
    return found


def found_in(attack: Attack) -> pl.DataFrame:
    """The cells that an attack has hidden, by table, key and column, with what rounding would have changed in them."""
    puzzle = attack.puzzle
    counts, shares = np.flatnonzero(attack.hidden_counts), np.flatnonzero(attack.hidden_shares)
    parts = [pl.DataFrame(schema=CELL | {"rounding_error": pl.Int64})]
    for number, rows in enumerate(puzzle.tables):
        mine = counts[puzzle.cells.table[counts] == number]
        for place, name in enumerate(rows.exact):
            if len(at := puzzle.cells.row[mine[puzzle.cells.column[mine] == place]]):
                parts.append(_named(rows, name, at, np.abs(rows.exact[name][at] - rows.shown[name][at]).data))
        of_shares = shares[puzzle.shares.table[shares] == number]
        for family in np.unique(puzzle.shares.column[of_shares]).tolist():
            at = puzzle.shares.row[of_shares[puzzle.shares.column[of_shares] == family]]
            parts += [_named(rows, name, at[rows.is_told(name)[at]], None) for name in puzzle.families[family]]
    return pl.concat(parts)


def _named(rows: Rows, column: str, places: Numbers, errors: Ints | None) -> pl.DataFrame:
    error = pl.Series("rounding_error", [None] * len(places) if errors is None else errors, dtype=pl.Int64)
    return pl.DataFrame({"key": rows.key_values.gather(places), "rounding_error": error}).select(
        pl.lit(rows.table.name).alias("table_name"), "key", pl.lit(column).alias("column_name"), "rounding_error"
    )


def _refuse(puzzle: Puzzle, leaks: Ints) -> None:
    """Name the first of the cells that leak."""
    cells = puzzle.cells
    names = []
    for leak in leaks[:LEAKS_NAMED]:
        rows = puzzle.tables[cells.table[leak]]
        values: Mapping[str, Any] = dict(zip(rows.keys, rows.key_values[int(cells.row[leak])], strict=True))
        key = ", ".join(f"{name}={value}" for name, value in values.items())
        names.append(f"{rows.table.name}.{list(rows.exact)[cells.column[leak]]} ({key})")
    raise PublicationLeaks(names, len(leaks) - len(names))
