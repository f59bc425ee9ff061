"""Writing the databases of a publication as a revision: copies of those before, with what differs written into them.

What differs is found before anything is written. Every table of the mart is hashed and compared with the manifest of
the current publication; of those that differ, the rows that the caller names are compared one by one, by their primary
key. What then follows, earlier rows without those that went and with those that came, has to have the very hash of the
mart's table: a row that the caller did not name, or that an earlier run left in the mart unpublished, does not pass
unseen. So what is published never depends on what the caller promised, only how long it takes.

A row that stands before and after is updated, and only in the columns that changed: each primary key has an index, in
which every new row lies anywhere, so deleted and inserted rows would have most of it written again.

The public database follows from its own earlier state and from what may be shown of the rows that came; see `files`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.publishing import files, log, store
from pipelines.publishing.content import Content, Task, close_log
from pipelines.publishing.disclosure import TableMeta, quoted
from pipelines.publishing.files import Cost, HiddenRows
from pipelines.publishing.fingerprints import Fingerprint, RowHashes, columns_text, fingerprints, row_hashes_of
from pipelines.sql import literal
from pipelines.storing.databases import mart_database, transaction

if TYPE_CHECKING:
    import duckdb

MOST_CHANGED = 1 / 3
"""Share of the rows of all tables but the log; where more differ, writing every row costs no more than a revision."""
MOST_GROWN = 1.5
"""Times the size that a file had when every row of it was last written: rows that went leave room behind."""


class NotRevisable(Exception):
    """Why the publication cannot be, or is not worth being, a revision of the one before."""


@dataclass(frozen=True)
class Difference:
    """How a table of one of the databases differs from its earlier state.

    Three relations of the workbench hold it: `rows`, one row per row that went, came or changed, with `row_before`
    (NULL for one that came), `row_now` (NULL for one that went), their hashes and the key; `held`, the earlier rows
    with their `row_before`; and `came`, the rows of now with their `row_now`. `columns` are those in which rows
    changed.
    """

    table: str
    rows: str
    held: str
    came: str
    columns: tuple[str, ...]
    before: RowHashes
    now: RowHashes


def revise(task: Task, changed: Mapping[str, str | None]) -> Content:
    """Write the two databases into the task's empty folder.

    Args:
        changed: the tables that may differ from the previous publication, each with a condition that every row that
            went, came or changed meets (None: any row may).

    Raises:
        NotRevisable: nothing, or copies of the databases, are in the folder.
        TablesMissing, DisclosureUndeclared: the mart is not what the models declare.
    """
    previous = task.previous
    if previous is None:
        raise NotRevisable("nothing is published")
    attached: files.Attached = {
        files.MART: (mart_database(task.settings), False),
        files.PREVIOUS: task.before(files.INTERNAL),
        files.PREVIOUS_PUBLIC: task.before(files.PUBLIC),
    }
    with files.workbench(task.settings, **attached) as connection:
        bench = _workbench(connection, task, previous)
        shown_otherwise = _shown_otherwise(bench)
        with _copies(task) as copied:
            exact, differences = _internal_differences(bench, changed)
            same = [_no_difference(bench, name) for name in shown_otherwise.keys() - {one.table for one in differences}]
            public = [
                _public_difference(bench, task.meta.tables[found.table], found, shown_otherwise.get(found.table))
                for found in (*differences, *same)
                if found.table in bench.public_columns and found.table not in log.NAMES
            ]
            shown = _shown(bench, public)
            costs = _costs(bench, differences)
            copied.result()
        _write(bench, differences, public)
        _compare_counts(connection, {files.INTERNAL: exact, files.PUBLIC: shown})
        exact = {name: exact[name] for name in task.data_tables}
        log_rows = close_log(connection, task, exact, shown, changed)
        _on_both(connection, lambda cursor, database: cursor.execute(f"checkpoint {database}"))
    bytes_anew = {name: found["bytes_anew"] for name, found in previous["files"].items()}
    return Content(exact, shown, costs, log_rows, bench.recipe, bytes_anew)


@dataclass(frozen=True)
class _Workbench:
    """The connection to the mart and to the databases before, and what both have in common."""

    connection: duckdb.DuckDBPyConnection
    task: Task
    previous: Mapping[str, Any]
    recipe: str
    columns: files.Columns
    public_columns: files.Columns
    keys: Mapping[str, list[str]]
    hidden: Mapping[str, HiddenRows]

    def keys_of(self, table: str) -> list[str]:
        """Columns of the key of a table, as SQL writes them; none where it has no key."""
        return [quoted(name) for name in self.keys.get(table, ())]


def _workbench(connection: duckdb.DuckDBPyConnection, task: Task, previous: Mapping[str, Any]) -> _Workbench:
    """Create both databases in memory, without rows, and make sure that those before are built the same."""
    for database in (files.INTERNAL, files.PUBLIC):
        connection.execute(f"attach ':memory:' as {database}")
    files.create_internal(connection, task.meta)
    files.create_public(connection, task.meta, task.thresholds)
    public_columns = files.columns_of(connection, files.PUBLIC)
    recipe = files.recipe(task.meta, public_columns, task.thresholds)
    if previous.get("recipe") != recipe:
        raise NotRevisable("what may be shown is decided otherwise")
    if grown := [
        name for name, found in previous["files"].items() if found["bytes"] > MOST_GROWN * found["bytes_anew"]
    ]:
        raise NotRevisable(f"grown by what revisions left behind: {', '.join(grown)}")
    for new, old in ((files.INTERNAL, files.PREVIOUS), (files.PUBLIC, files.PREVIOUS_PUBLIC)):
        if files.described_schema(connection, new) != files.described_schema(connection, old):
            raise NotRevisable("tables are declared otherwise")
    columns, keys = files.columns_of(connection, files.INTERNAL), files.keys_of(connection, files.INTERNAL)
    hidden = files.provide_hidden(connection, task.hidden.cells)
    return _Workbench(connection, task, previous, recipe, columns, public_columns, keys, hidden)


def _shown_otherwise(bench: _Workbench) -> dict[str, HiddenRows]:
    """Rows of which other cells are hidden than before, whether or not they changed themselves, by table."""
    now, before = (
        bench.task.hidden.cells,
        pl.read_parquet(bench.task.before(files.PUBLIC)[0].parent / store.HIDDEN_FILE),
    )
    columns = ["table_name", "key", "column_name"]
    differing = pl.concat(
        [one.join(other, on=columns, how="anti").select(columns) for one, other in ((now, before), (before, now))]
    )
    return files.provide_hidden(bench.connection, differing, "shown otherwise")


@contextmanager
def _copies(task: Task) -> Iterator[Future[None]]:
    """Copy both databases of the previous publication meanwhile; the future is done when they are."""

    def copy() -> None:
        for database in (files.INTERNAL, files.PUBLIC):
            store.copy(task.before(database)[0], task.written(database)[0])

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool.submit(copy)


def _internal_differences(
    bench: _Workbench, changed: Mapping[str, str | None]
) -> tuple[dict[str, Fingerprint], list[Difference]]:
    """Fingerprints of the tables of the mart, and the differences that lead there from the previous publication."""
    before = bench.previous["files"][store.INTERNAL_FILE]["tables"]
    exact = fingerprints(bench.connection, files.MART, bench.task.meta.tables)
    differing = [name for name, found in exact.items() if found.content_hash != before[name]["content_hash"]]
    conditions = {name: condition or "true" for name, condition in {**changed, **dict.fromkeys(log.NAMES)}.items()}
    if unnamed := [name for name in differing if name not in conditions]:
        raise NotRevisable(f"changed without being named: {', '.join(unnamed)}")
    compared = {}
    for name in differing:
        rows = f"memory.main.{quoted(f'exact rows {name}')}"
        hashes = _compare(
            bench,
            rows,
            name,
            _rows_of(bench, name, files.PREVIOUS, "before", conditions[name]),
            _rows_of(bench, name, files.MART, "now", conditions[name]),
        )
        if row_hashes_of(before[name]) - hashes[0] + hashes[1] != exact[name].rows:
            raise NotRevisable(f"other rows changed than those named: {name}")
        compared[name] = (rows, *hashes)
    most = MOST_CHANGED * sum(exact[name].row_count for name in bench.task.data_tables)
    if sum(max(went.count, came.count) for name, (_, went, came) in compared.items() if name not in log.NAMES) > most:
        raise NotRevisable("most rows changed")
    return exact, [_exact_difference(bench, name, conditions[name], *found) for name, found in compared.items()]


def _rows_of(bench: _Workbench, table: str, database: str, when: str, condition: str) -> str:
    """Query for the key, the row's number and the row's hash of the rows that meet a condition."""
    keys = "".join(f"whole_row.{key}, " for key in bench.keys_of(table))
    return f"""
        select {keys}whole_row.rowid as row_{when}, hash(whole_row) as hash_{when}
        from {database}.main.{quoted(table)} as whole_row where ({condition})
    """


def _compare(bench: _Workbench, rows: str, table: str, held: str, came: str) -> tuple[RowHashes, RowHashes]:
    """Fill `rows` of a difference from two such queries, by the key; without one, every row went and came."""
    keys = bench.keys_of(table)
    join = f"using ({', '.join(keys)})" if keys else "on false"
    bench.connection.execute(
        f"create table {rows} as from ({held}) full join ({came}) {join} where hash_before is distinct from hash_now"
    )
    counted = "count({0}), sum({0}), bit_xor({0})"
    found = bench.connection.execute(
        f"select {counted.format('hash_before')}, {counted.format('hash_now')} from {rows}"
    ).fetchall()[0]
    return RowHashes.of(*found[:3]), RowHashes.of(*found[3:])


def _exact_difference(
    bench: _Workbench, table: str, condition: str, rows: str, before: RowHashes, now: RowHashes
) -> Difference:
    """Fetch the rows of a difference of the internal database; the condition spares reading most of a table."""
    held, came = f"memory.main.{quoted(f'exact held {table}')}", f"memory.main.{quoted(f'exact came {table}')}"
    for relation, database, number in ((held, files.PREVIOUS, "row_before"), (came, files.MART, "row_now")):
        bench.connection.execute(
            f"""
            create table {relation} as select whole_row.rowid as {number}, whole_row.*
            from {database}.main.{quoted(table)} as whole_row
            where ({condition}) and whole_row.rowid in (select {number} from {rows})
            """
        )
    return Difference(table, rows, held, came, _changed_columns(bench, table, rows, held, came), before, now)


def _no_difference(bench: _Workbench, table: str) -> Difference:
    """The difference of a table of the internal database that has none."""
    rows = f"memory.main.{quoted(f'exact rows {table}')}"
    queries = (_rows_of(bench, table, *side, "false") for side in ((files.PREVIOUS, "before"), (files.MART, "now")))
    return _exact_difference(bench, table, "false", rows, *_compare(bench, rows, table, *queries))


def _public_difference(
    bench: _Workbench, table: TableMeta, exact: Difference, shown_otherwise: HiddenRows | None
) -> Difference:
    """The difference that one of an exact table makes to what is shown of it, and other hidden cells in other rows."""
    name = quoted(table.name)
    rows, held, coming, came = (
        f"memory.main.{quoted(f'shown {part} {table.name}')}" for part in ("rows", "held", "coming", "came")
    )
    same_key = " and ".join(f"differing.{key} = whole_row.{key}" for key in bench.keys_of(table.name)) or "true"
    source, concerned = exact.came, f"exists (from {exact.rows} as differing where {same_key})"
    if shown_otherwise:
        other = f"exists (from {shown_otherwise.relation} where {shown_otherwise.same_key})"
        columns = ", ".join(map(quoted, bench.columns[table.name]))
        source = f"""(
            select {columns} from {exact.came} union all
            select {columns} from {files.MART}.main.{name} as whole_row where {other} and not {concerned}
        ) as coming"""
        concerned = f"({concerned} or {other})"
    shown = files.select_shown(
        table, bench.public_columns[table.name], source, bench.task.thresholds, bench.hidden.get(table.name)
    )
    for statement in (
        f"""
        create table {held} as select whole_row.rowid as row_before, hash(whole_row) as hash_before, whole_row.*
        from {files.PREVIOUS_PUBLIC}.main.{name} as whole_row where {concerned}
        """,
        f"create table {coming} as from {files.PUBLIC}.main.{name} limit 0",
        f"insert into {coming} {shown}",
        f"""
        create table {came} as select whole_row.rowid as row_now, hash(whole_row) as hash_now, whole_row.*
        from {coming} as whole_row
        """,
    ):
        bench.connection.execute(statement)
    keys = "".join(f"{key}, " for key in bench.keys_of(table.name))
    before, now = _compare(
        bench,
        rows,
        table.name,
        f"select {keys}row_before, hash_before from {held}",
        f"select {keys}row_now, hash_now from {came}",
    )
    return Difference(table.name, rows, held, came, _changed_columns(bench, table.name, rows, held, came), before, now)


def _changed_columns(bench: _Workbench, table: str, rows: str, held: str, came: str) -> tuple[str, ...]:
    """Columns in which rows that stand before and now differ, by their hashes as the rows do."""
    columns = [quoted(name) for name in bench.columns[table]]
    differs = ", ".join(f"bool_or(hash(held.{name}) <> hash(came.{name}))" for name in columns)
    found = bench.connection.execute(
        f"select {differs} from {rows} join {held} as held using (row_before) join {came} as came using (row_now)"
    ).fetchall()[0]
    return tuple(name for name, is_changed in zip(columns, found, strict=True) if is_changed)


def _shown(bench: _Workbench, differences: Sequence[Difference]) -> dict[str, Fingerprint]:
    """Fingerprints of the public tables without the log, after the differences."""
    before = bench.previous["files"][store.PUBLIC_FILE]["tables"]
    names = [table.name for table in bench.task.meta.public_tables if table.name not in log.NAMES]
    rows = {name: row_hashes_of(before[name]) for name in names}
    for found in differences:
        rows[found.table] += found.now - found.before
    return {name: Fingerprint(columns_text(bench.public_columns[name]), rows[name]) for name in names}


def _costs(bench: _Workbench, differences: Sequence[Difference]) -> dict[str, Cost]:
    """What protection takes away from each protected table, after the differences of the exact ones."""
    costs = {name: Cost(**cost).of_rules for name, cost in bench.previous["disclosure"]["tables"].items()}
    for found in differences:
        if found.table in costs:
            table, columns = bench.task.meta.tables[found.table], bench.public_columns[found.table]
            queries = [
                files.select_cost(table, columns, relation, bench.task.thresholds)
                for relation in (found.held, found.came)
            ]
            held, came = (Cost.of(bench.connection.execute(query).fetchall()[0]) for query in queries)
            costs[found.table] += came - held
    return costs


def _write(bench: _Workbench, exact: Sequence[Difference], public: Sequence[Difference]) -> None:
    """Write the differences into the copies, which take the place of the databases in memory."""
    for database in (files.INTERNAL, files.PUBLIC):
        path, _ = bench.task.written(database)
        bench.connection.execute(f"detach {database}")
        bench.connection.execute(f"attach {literal(path)} as {database}")
    differences = {files.INTERNAL: exact, files.PUBLIC: public}

    def write(cursor: duckdb.DuckDBPyConnection, database: str) -> None:
        with transaction(cursor):
            for found in differences[database]:
                _write_difference(bench, cursor, f"{database}.main.{quoted(found.table)}", found)
            if database == files.PUBLIC:  # it is filled again when the internal one is complete
                for name in log.NAMES & bench.public_columns.keys():
                    cursor.execute(f"delete from {database}.main.{name}")

    _on_both(bench.connection, write)


def _write_difference(bench: _Workbench, cursor: duckdb.DuckDBPyConnection, target: str, found: Difference) -> None:
    if found.columns:
        assignments = ", ".join(f"{name} = came.{name}" for name in found.columns)
        cursor.execute(
            f"""
            update {target} as standing set {assignments} from {found.rows} as rows join {found.came} as came
            using (row_now) where standing.rowid = rows.row_before
            """
        )
    went = f"select row_before from {found.rows} where row_now is null"
    cursor.execute(f"delete from {target} where rowid in ({went})")
    columns = ", ".join(map(quoted, bench.columns[found.table]))
    new = f"select row_now from {found.rows} where row_before is null"
    cursor.execute(f"insert into {target} select {columns} from {found.came} where row_now in ({new})")


def _on_both(connection: duckdb.DuckDBPyConnection, work: Callable[[duckdb.DuckDBPyConnection, str], object]) -> None:
    """Do something to both databases side by side."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = [pool.submit(work, connection.cursor(), database) for database in (files.INTERNAL, files.PUBLIC)]
        for one in running:
            one.result()


def _compare_counts(connection: duckdb.DuckDBPyConnection, expected: Mapping[str, Mapping[str, Fingerprint]]) -> None:
    """Make sure that the written tables have as many rows as their fingerprints say."""
    for database, tables in expected.items():
        for name, found in tables.items():
            counted = connection.execute(f"select count(*) from {database}.main.{quoted(name)}").fetchall()[0][0]
            if counted != found.row_count:
                raise NotRevisable(f"{database}.{name} has {counted} rows instead of {found.row_count}")
