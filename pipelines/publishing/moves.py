"""What a publication changes in its tables: rows, the totals of the measures, and the cells that moved most.

The mart is compared with the previous publication, table by table, and only tables whose content differs are looked at.
A measure is a column that can be added up: a count of persons, an amount of money, or another whole or decimal number;
rates, medians and years are none. All of it stands in the internal file alone: the difference of two rounded counts, or
a count that is hidden, could be told from it. A cell is named by what the public file shows of its row, and is told
only where the public file has that row, so no person and no pseudonym stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from pipelines.publishing import files
from pipelines.publishing.disclosure import TableMeta, quoted

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.content import Task

Unit = Literal["persons", "baht", "number"]

TOTAL_RANK = 0
"""Rank of the row that tells the total of a measure; its cells, largest move first, follow from 1."""
AMOUNT = "DECIMAL(38,4)"
_WHOLE = ("BIGINT", "HUGEINT")
_NUMBERS = (*_WHOLE, "DOUBLE", "FLOAT", "DECIMAL")
_NAMING = ("VARCHAR", "INTEGER", "DATE", "BOOLEAN")
_DIFFERING = "memory.main.differing"


@dataclass(frozen=True)
class Move:
    """One measure of a table before and now: its total (rank 0), or one of the cells that moved most.

    A value is None where the cell does not stand, or nothing is known of it.
    """

    measure: str
    unit: Unit
    rank: int
    cell_key: str | None
    cell: str | None
    value_before: Decimal | None
    value_after: Decimal | None


@dataclass(frozen=True)
class Changes:
    """Rows added, removed and changed by primary key (None where that cannot be told), and what moved."""

    rows_added: int | None = None
    rows_removed: int | None = None
    rows_changed: int | None = None
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class LargestMove:
    """A count of persons in one cell, before and now, as a person is told of it."""

    table_name: str
    measure: str
    cell: str | None
    value_before: int | None
    value_after: int | None

    @property
    def size(self) -> int:
        """By how many it moved."""
        return abs((self.value_after or 0) - (self.value_before or 0))


UNCHANGED = Changes(0, 0, 0)
UNTOLD = Changes()


@dataclass(frozen=True)
class Sides:
    """The mart and the previous publication, attached to a workbench."""

    connection: duckdb.DuckDBPyConnection
    task: Task
    now: files.Columns = field(init=False)
    before: files.Columns = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "now", files.columns_of(self.connection, files.MART))
        object.__setattr__(self, "before", files.columns_of(self.connection, files.PREVIOUS))

    @cached_property
    def keys(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Columns of the primary keys by table, before and now."""
        return files.keys_of(self.connection, files.PREVIOUS), files.mart_keys(self.connection, self.task.meta)

    def changes(self, table: TableMeta, condition: str | None = None) -> Changes:
        """What changed in a table; every row that did meets the condition, then or now."""
        name = table.name
        if name not in self.before:
            return UNTOLD
        measures = measures_of(table, self.now[name], self.keys[1].get(name, ()))
        totals = self._totals(name, measures)
        keys = self.keys[1].get(name)
        if not keys or self.keys[0].get(name) != keys or self.now[name] != self.before[name]:
            return Changes(moves=_moves(measures, totals, {}))
        counts = self._differing(name, keys, condition or "true")
        cells = {}
        if table.disclosure != "internal" and sum(counts) <= self.task.settings.moved_rows_at_most:
            cells = self._cells(table, keys, measures)
        return Changes(*counts, _moves(measures, totals, cells))

    def _totals(self, table: str, measures: Mapping[str, Unit]) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        """The sum of each measure before and now; None where no row tells it."""
        found: list[Mapping[str, Any]] = []
        for database, columns in ((files.PREVIOUS, self.before[table]), (files.MART, self.now[table])):
            there = [name for name in measures if columns.get(name) == self.now[table][name]]
            sums = "".join(f", cast({_sum(name, columns[name])} as {AMOUNT})" for name in there)
            rows = self.connection.execute(f"select count(*){sums} from {database}.main.{quoted(table)}").fetchall()
            found.append(dict(zip(there, rows[0][1:], strict=True)))
        return {name: (found[0].get(name), found[1].get(name)) for name in measures}

    def _differing(self, table: str, keys: Sequence[str], condition: str) -> tuple[int, int, int]:
        """Keeps the places of the rows that differ; how many were added, removed and changed."""
        names = ", ".join(map(quoted, keys))
        columns = ", ".join(map(quoted, self.now[table]))
        sides = [
            f"(select {names}, rowid as row_{when}, hash({columns}) as hash_{when} "
            f"from {database}.main.{quoted(table)} where {condition})"
            for database, when in ((files.PREVIOUS, "before"), (files.MART, "now"))
        ]
        self.connection.execute(
            f"""
            create or replace table {_DIFFERING} as
            select concat_ws(', ', {names}) as cell_key, row_before, row_now
            from {sides[0]} full join {sides[1]} using ({names}) where hash_before is distinct from hash_now
            """
        )
        rows = self.connection.execute(
            f"""
            select count(*) filter (where row_before is null), count(*) filter (where row_now is null),
                count(*) filter (where row_before is not null and row_now is not null)
            from {_DIFFERING}
            """
        ).fetchall()
        added, removed, changed = rows[0]
        return added, removed, changed

    def _cells(
        self, table: TableMeta, keys: Sequence[str], measures: Mapping[str, Unit]
    ) -> dict[str, list[dict[str, Any]]]:
        """The cells that moved most, by measure, each with what names it; ties by key."""
        if not measures:
            return {}
        names = ", ".join(map(quoted, measures))
        shown = table.rows_shown(self.task.thresholds)
        sides = [
            f"(select rowid as row_{when}, true as is_shown, {names} from {database}.main.{quoted(table.name)} "
            f"where {shown} and rowid in (select row_{when} from {_DIFFERING}))"
            for database, when in ((files.PREVIOUS, "before"), (files.MART, "now"))
        ]
        found = self.connection.execute(
            f"""
            select {", ".join(_largest(name, self.task.settings.moves_told) for name in measures)}
            from {_DIFFERING} as differing
            left join {sides[0]} as earlier using (row_before)
            left join {sides[1]} as later using (row_now)
            where (row_before is null or earlier.is_shown) and (row_now is null or later.is_shown)
            """
        ).fetchall()[0]
        cells = {name: list(largest) for name, largest in zip(measures, found, strict=True) if largest}
        named = self._named(table, keys, [cell for largest in cells.values() for cell in largest])
        return {
            name: [{**cell, "cell": named[cell["row_now"], cell["row_before"]]} for cell in largest]
            for name, largest in cells.items()
        }

    def _named(
        self, table: TableMeta, keys: Sequence[str], cells: Iterable[Mapping[str, Any]]
    ) -> dict[tuple[int | None, int | None], str | None]:
        """What names the row of each cell, as it stands now or else stood before."""
        parts = [f"'{name}=' || {quoted(name)}::varchar" for name in naming_columns(table, self.now[table.name], keys)]
        label = f"nullif(concat_ws(' · ', {', '.join(parts)}), '')" if parts else "null"
        places = {(cell["row_now"], cell["row_before"]) for cell in cells}
        names: dict[tuple[int | None, int | None], str | None] = {}
        sides = (
            (files.MART, {now: (now, before) for now, before in places if now is not None}),
            (files.PREVIOUS, {before: (now, before) for now, before in places if now is None}),
        )
        for database, rows in sides:
            listed = ", ".join(map(str, sorted(row for row in rows if row is not None))) or "null"
            query = f"select rowid, {label} from {database}.main.{quoted(table.name)} where rowid in ({listed})"
            names |= {rows[row]: text for row, text in self.connection.execute(query).fetchall()}
        return names


def measures_of(table: TableMeta, columns: Mapping[str, str], keys: Iterable[str]) -> dict[str, Unit]:
    """The columns of a table that can be added up, with what they count."""
    found: dict[str, Unit] = {}
    for name, column_type in columns.items() if table.is_measured else ():
        treatment = table.column(name).treatment
        if name in keys or treatment in ("rate", "median"):
            continue
        if table.column(name).is_money:
            found[name] = "baht"
        elif column_type.startswith((*_WHOLE, "DECIMAL")):
            found[name] = "persons" if treatment == "persons" else "number"
    return found


def naming_columns(table: TableMeta, columns: Mapping[str, str], keys: Iterable[str]) -> list[str]:
    """The columns that name a row: years, codes and names before its first number, without what stays inside."""
    found = []
    for name, column_type in columns.items():
        if column_type.startswith(_NUMBERS):
            break
        is_key_alone = name in keys and column_type == "UUID"
        if column_type in _NAMING and not is_key_alone and table.column(name).treatment != "internal_only":
            found.append(name)
    return found


def largest(rows: Iterable[Mapping[str, Any]], how_many: int = 3) -> tuple[LargestMove, ...]:
    """The largest moves of persons in cells, one a table, out of rows of `publication_changes`."""
    moves = [
        LargestMove(
            row["table_name"], row["measure"], row["cell"], _whole(row["value_before"]), _whole(row["value_after"])
        )
        for row in rows
        if row["rank"] == 1 and row["unit"] == "persons"
    ]
    of_table: dict[str, LargestMove] = {}
    for move in sorted(moves, key=lambda move: (-move.size, move.table_name, move.measure)):
        of_table.setdefault(move.table_name, move)
    return tuple(of_table.values())[:how_many]


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _sum(name: str, column_type: str) -> str:
    """An exact sum, whatever the order of the rows."""
    return f"sum({quoted(name)})" if column_type.startswith(_WHOLE) else f"sum(cast({quoted(name)} as {AMOUNT}))"


def _largest(name: str, how_many: int) -> str:
    """SQL for the cells in which a measure moved most, as a list."""
    before, now = (f"cast({side}.{quoted(name)} as {AMOUNT})" for side in ("earlier", "later"))
    size = f"abs(coalesce({now}, 0) - coalesce({before}, 0))"
    cell = f"{{'cell_key': cell_key, 'row_before': row_before, 'row_now': row_now, 'before': {before}, 'now': {now}}}"
    return f"min_by({cell}, {{'size': -{size}, 'cell_key': cell_key}}, {how_many}) filter (where {size} > 0)"


def _moves(
    measures: Mapping[str, Unit],
    totals: Mapping[str, tuple[Decimal | None, Decimal | None]],
    cells: Mapping[str, Sequence[Mapping[str, Any]]],
) -> tuple[Move, ...]:
    """The total of every measure that moved, and its cells."""
    found = []
    for name, unit in measures.items():
        before, now = totals[name]
        if before == now and name not in cells:
            continue
        found.append(Move(name, unit, TOTAL_RANK, None, None, before, now))
        found += [
            Move(name, unit, rank, cell["cell_key"], cell["cell"], cell["before"], cell["now"])
            for rank, cell in enumerate(cells.get(name, ()), start=1)
        ]
    return tuple(found)
