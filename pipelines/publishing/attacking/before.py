"""What an attacker has of the publication before, and what follows for this one.

A count is shown to the nearest 5 of what it truly is, so a count that has not changed is shown the same twice and tells
nothing new. Three things do tell more than either file alone:

*   A cell shown in one of them and hidden in the other, while what it tells is the same. So what was shown is never
    hidden for the same number (it would hide nothing: something else is hidden), and what was hidden stays hidden as
    long as its number stays. By and by every file then shows of an unchanged number what the first one showed.
*   A count that changed is another unknown then than it is now, related to its own neighbours of then. Neighbours that
    did not change are one unknown in both files; we take it that the attacker knows which these are, from whatever else
    he knows of who sent something. What the files tell of both is one puzzle, in which a count of 1 to 4 of either
    keeps two possible values.
*   The change of a count is a number of persons itself: one of 1 to 4, up or down, keeps two possible values too.

What is known of a number that two earlier publications held, but not the last one, is not looked at; nor is a file made
by other rules, which may show what is hidden now. What an earlier file gives away whatever is hidden now cannot be
protected any more, and stops no publication.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipelines.publishing import files
from pipelines.publishing.attacking.rows import Rows, joined, read_rows
from pipelines.publishing.disclosure import quoted

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.attacking.bounds import Ints

_APART = "\0"


@dataclass(frozen=True)
class Before:
    """The tables of the publication before as it showed them, and its hidden cells (`attacker.HiddenCells`).

    `place_of` are, by table, the rows of now with the same keys as the rows of then; -1 where there is none.
    """

    tables: tuple[Rows, ...]
    place_of: Mapping[str, Ints]
    hidden: pl.DataFrame


def read_before(
    connection: duckdb.DuckDBPyConnection,
    now: Sequence[Rows],
    columns: files.Columns,
    hidden: pl.DataFrame,
    where: str,
    related_by: Collection[str],
) -> Before:
    """Read those tables of the publication before that have rows of the same kind as now.

    Its two databases are attached as `previous` and `previous_public`; `columns` are those of the tables of now,
    `hidden` the cells hidden then, and `where` is the condition of the rows that are wanted.
    """
    exact, told = (files.columns_of(connection, database) for database in (files.PREVIOUS, files.PREVIOUS_PUBLIC))
    tables, place_of = [], {}
    for rows in now:
        name, keys = rows.table.name, [quoted(key) for key in rows.keys]
        needed = {*rows.keys, *(set(columns[name]) & set(related_by))}
        if not (needed <= exact.get(name, {}).keys() and needed <= told.get(name, {}).keys()):
            continue
        lacking = [f", null as {quoted(one)}" for one in columns[name] if one not in exact[name]]
        same = " and ".join(f"exact.{key} = told.{key}" for key in keys)
        origin = f"""
            (select *{"".join(lacking)} from {files.PREVIOUS}.main.{quoted(name)}) as exact
            left join {files.PREVIOUS_PUBLIC}.main.{quoted(name)} as told on {same}
        """
        shown = {one: f"told.{quoted(one)}" if one in told[name] else "null" for one in columns[name]}
        source = (origin, shown, "before")
        then = read_rows(
            connection,
            rows.table,
            columns[name],
            rows.keys,
            source,
            where=where,
            related_by=related_by,
            open_too=rows.has_open,
        )
        place_of[name] = np.full(len(then), -1, dtype=np.int64)
        mine, theirs = joined(connection, " and ".join(f"wholes.{key} = parts.{key}" for key in keys), rows, then)
        place_of[name][theirs] = mine
        tables.append(then)
    return Before(tuple(tables), place_of, hidden)


def hidden_before(before: Before, now: Sequence[Rows]) -> Iterator[tuple[Rows, str, Ints]]:
    """The cells hidden then, as rows of now: table, column and the places of the rows."""
    hidden = before.hidden.with_columns(pl.col("key").list.join(_APART))
    for rows in now:
        mine = hidden.filter(pl.col("table_name") == rows.table.name)
        if len(mine):
            keys = pl.DataFrame({"key": rows.key_values}).with_row_index("place")
            found = mine.join(keys.with_columns(pl.col("key").list.join(_APART)), on="key").sort("column_name", "place")
            for (column,), cells in found.group_by("column_name", maintain_order=True):
                yield rows, str(column), cells["place"].to_numpy().astype(np.int64)
