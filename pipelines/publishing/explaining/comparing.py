"""What changed since the previous publication, for the rows asked for: compared by the table's primary key.

A row counts as asked for when it meets the condition now or met it before; so a row that only ceased to meet it is
told as changed, and one that stands no longer as gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.publishing.disclosure import quoted
from pipelines.publishing.explaining import definitions
from pipelines.publishing.explaining.behind import SourceFile, files_behind
from pipelines.publishing.explaining.opening import kept_manifest, side_by_side
from pipelines.publishing.explaining.rows import Column, column_names, described_columns, plain

CHANGES_SHOWN = 20
if TYPE_CHECKING:
    from pipelines.settings import Settings

_NOW, _BEFORE = "now", "before"
_ORDERED = ("VARCHAR", "INTEGER", "DATE")
"""Types of the columns by which changes are put in order: years, codes, names; counts are BIGINT."""
_DIGITS = 9
"""Decimals in which two rates must agree: sums of fractions may differ in the last one by their order."""

FIRST = "first"
NOT_KEPT = "not_kept"
NO_TABLE = "no_table"
NO_KEY = "no_key"
SAME_TABLE = "same_table"
COMPARED = "compared"


@dataclass(frozen=True)
class RowChange:
    """One row that is new, gone or changed: the row as it stands (or stood), and what differs, before and after."""

    kind: str
    row: dict[str, Any]
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """The rows asked for, now and in the previous publication.

    `state`: first (there is none before), not_kept (it has been removed), no_table (it had no such table), no_key
    (the tables share no key), same_table (not one row of the table differs) or compared. `changes` are the first of
    them, those of the metric before the others; `files_gone` stood behind the rows before and do no longer.
    """

    state: str
    publication_id: str | None = None
    published_at: str | None = None
    as_of: str | None = None
    rows_same: int = 0
    rows_changed: int = 0
    rows_new: int = 0
    rows_gone: int = 0
    changes: list[RowChange] = field(default_factory=list)
    columns_new: list[str] = field(default_factory=list)
    columns_gone: list[str] = field(default_factory=list)
    is_condition_known_before: bool = True
    is_definition_changed: bool | None = None
    files_gone: list[SourceFile] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """Which rows are asked for: those of a table that meet a condition, of one definition, and for which column."""

    table: str
    where: str | None = None
    definition: Mapping[str, Any] | None = None
    is_of_definition: bool = False
    metric_column: str | None = None

    @property
    def condition(self) -> str:
        """SQL of the condition; it has been tried before."""
        conditions = [f"({self.where}\n)"] if self.where is not None else []
        if self.is_of_definition and self.definition:
            text = str(self.definition["definition_id"]).replace("'", "''")
            conditions.append(f"definition_id = '{text}'")
        return " and ".join(conditions) or "true"


def compare(
    settings: Settings,
    manifest: Mapping[str, Any],
    question: Question,
    is_changed: bool | None,
    files: list[SourceFile],
) -> Comparison:
    """Compares the rows of the publication of this manifest with those of the one before it.

    `is_changed` is what the log says of the whole table, `files` those behind the rows now.
    """
    previous_id = manifest["previous_publication_id"]
    if previous_id is None:
        return Comparison(FIRST)
    try:
        before = kept_manifest(settings, previous_id)
        same = Comparison(SAME_TABLE, previous_id, before["published_at"], before["as_of"])
        if is_changed is False and question.definition is None:
            return same
        with side_by_side(settings, {_NOW: manifest["publication_id"], _BEFORE: previous_id}) as connection:
            return _compared(connection, question, files, same)
    except FileNotFoundError:
        return Comparison(NOT_KEPT, publication_id=previous_id)


def _compared(
    connection: duckdb.DuckDBPyConnection, question: Question, files: list[SourceFile], with_previous: Comparison
) -> Comparison:
    connection.execute(f"use {_BEFORE}")
    held = column_names(connection, question.table)
    if not held:
        return replace(with_previous, state=NO_TABLE)
    earlier = described_columns(connection, question.table)
    is_definition_changed = _is_definition_changed(connection, question.definition)
    connection.execute(f"use {_NOW}")
    current = described_columns(connection, question.table)
    found = replace(
        with_previous,
        state=NO_KEY,
        columns_new=[name for name in current if name not in earlier],
        columns_gone=[name for name in earlier if name not in current],
        is_definition_changed=is_definition_changed,
    )
    keys = [name for name, column in current.items() if column.is_key]
    if not keys or not set(keys) <= held:
        return found
    is_known = _note_wanted(connection, question, keys)
    compared = [column for name, column in current.items() if name in held and name not in keys]
    counts, changes = _differences(connection, question, keys, compared, earlier)
    return replace(
        found,
        state=COMPARED,
        rows_same=counts.get("same", 0),
        rows_changed=counts.get("changed", 0),
        rows_new=counts.get("new", 0),
        rows_gone=counts.get("gone", 0),
        changes=changes,
        is_condition_known_before=is_known,
        files_gone=_files_gone(connection, question.table, keys, earlier, files),
    )


def _is_definition_changed(connection: duckdb.DuckDBPyConnection, definition: Mapping[str, Any] | None) -> bool | None:
    """Whether the formula was another one, or none, in the publication in use; None where none is asked for."""
    if definition is None:
        return None
    before = definitions.definition(connection, definition["definition_id"])
    return before is None or definitions.version(before) != definitions.version(definition)


def _note_wanted(connection: duckdb.DuckDBPyConnection, question: Question, keys: Sequence[str]) -> bool:
    """Notes the keys of the rows that meet the condition in either publication; False if it cannot be asked before."""
    names = ", ".join(quoted(key) for key in keys)
    query = f"select {names} from {quoted(question.table)} where {question.condition}"
    connection.execute(f"create temp table wanted as {query}")
    connection.execute(f"use {_BEFORE}")
    try:
        connection.execute(f"insert into temp.wanted {query} except select {names} from temp.wanted")
    except (duckdb.BinderException, duckdb.CatalogException):
        return False
    finally:
        connection.execute(f"use {_NOW}")
    return True


def _differences(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    keys: Sequence[str],
    compared: Sequence[Column],
    earlier: Mapping[str, Column],
) -> tuple[dict[str, int], list[RowChange]]:
    """Numbers of rows by what became of them, and the first changes."""
    differs = {column.name: _differs(column, earlier[column.name]) for column in compared}
    metric = differs.get(question.metric_column or "", "false")
    using = ", ".join(quoted(key) for key in keys)
    of_what = [
        f"coalesce(n.{quoted(one.name)}, b.{quoted(one.name)})"
        for one in compared
        if one.type in _ORDERED and one.type == earlier[one.name].type
    ]
    source = f"""
        from temp.wanted
        left join (select *, true as is_held from {_NOW}.main.{quoted(question.table)}) as n using ({using})
        left join (select *, true as is_held from {_BEFORE}.main.{quoted(question.table)}) as b using ({using})
    """
    kind = f"""
        case when b.is_held is null then 'new' when n.is_held is null then 'gone'
            when {" or ".join(differs.values()) or "false"} then 'changed' else 'same' end
    """
    counts = dict(connection.execute(f"select {kind}, count(*) {source} group by all").fetchall())
    pairs = [f"n.{quoted(column.name)}, b.{quoted(column.name)}" for column in compared]
    found = connection.execute(
        f"""
        select {", ".join([kind, using, *pairs])} {source}
        where {kind} <> 'same'
        order by {", ".join([f"{kind} <> 'changed'", f"not coalesce({metric}, false)", *of_what, using])}
        limit {CHANGES_SHOWN}
        """
    ).fetchall()
    return counts, [_row_change(row, keys, compared, question.metric_column) for row in found]


def _differs(column: Column, before: Column) -> str:
    now, then = f"n.{quoted(column.name)}", f"b.{quoted(column.name)}"
    if column.type != before.type:
        now, then = f"{now}::varchar", f"{then}::varchar"
    elif column.type == "DOUBLE":
        now, then = f"round({now}, {_DIGITS})", f"round({then}, {_DIGITS})"
    return f"{now} is distinct from {then}"


def _row_change(
    row: Sequence[Any], keys: Sequence[str], compared: Sequence[Column], metric_column: str | None
) -> RowChange:
    """One row that differs; of the values that do, the metric stands first."""
    kind, values = row[0], row[1 + len(keys) :]
    known = dict(zip(keys, (plain(value) for value in row[1:]), strict=False))
    changed = {}
    for place, column in enumerate(compared):
        now, then = plain(values[2 * place]), plain(values[2 * place + 1])
        known[column.name] = then if kind == "gone" else now
        if kind == "changed" and not _is_same(now, then):
            changed[column.name] = {"before": then, "after": now}
    first = {name: changed[name] for name in [metric_column] if name in changed}
    return RowChange(kind, known, first | changed)


def _is_same(now: Any, then: Any) -> bool:
    if isinstance(now, float) and isinstance(then, float):
        return round(now, _DIGITS) == round(then, _DIGITS)
    if now is None or then is None or type(now) is type(then):
        return bool(now == then)
    return str(now) == str(then)


def _files_gone(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    keys: Sequence[str],
    earlier: Mapping[str, Column],
    files: list[SourceFile],
) -> list[SourceFile]:
    """Files that stood behind these rows in the previous publication and do no longer."""
    connection.execute(f"use {_BEFORE}")
    names = ", ".join(quoted(key) for key in keys)
    rows = connection.sql(f"select * from {_BEFORE}.main.{quoted(table)} semi join temp.wanted using ({names})")
    held = {(file.source, file.source_sha256) for file in files}
    before = files_behind(connection, table, earlier, rows)
    return [file for file in before if (file.source, file.source_sha256) not in held]
