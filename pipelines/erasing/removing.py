"""Removing what is theirs from all that a home keeps; each step may be repeated, for a run may die between two.

1. `build.duckdb` becomes a new file with the other rows of `raw` alone: deleted rows would stay in its free pages. What
   dbt makes of `raw` is built anew, as are the marts; databases that were moved aside go. So do the cells that earlier
   publications have told as moved.
2. Landed files become new files without the rows, each with a verdict that is about it; what a killed run has read and
   never landed goes, for its files are read again.
3. The reports about the files in which they stand go, for a report copies the rows of its sender.
4. When the new publication is current, the earlier ones that were made from these files go.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.erasing.finding import (
    HELD,
    Relation,
    keys_present,
    opened,
    paths_of,
    publications_of,
    relations,
)
from pipelines.erasing.proving import Sought, holds
from pipelines.erasing.register import Begun, Register
from pipelines.erasing.theirs import NAME_SEPARATOR, Theirs, columns_of
from pipelines.guarding.expectations import ROW_ID
from pipelines.loading.landing import VERDICT_SUFFIX
from pipelines.printable import report_beside
from pipelines.publishing import store
from pipelines.publishing.moves import TOTAL_RANK
from pipelines.reading.parts import PART_SUFFIX
from pipelines.running.inbox import place_of
from pipelines.running.run import Run
from pipelines.settings import Settings
from pipelines.sql import literal

_STATES = ("loaded", "quarantined", "held", "duplicate")


@dataclass(frozen=True)
class _Lost:
    """How many rows of a file's judgement in one batch are theirs, by the state in which they were."""

    source: str
    batch: str
    source_sha256: str
    states: Mapping[str, int]


def remove(run: Run, register: Register, begun: Begun) -> None:
    """Removes everything at rest that is of the persons in the list, and what was built of it."""
    settings = run.settings
    with run.warehouse() as warehouse:
        warehouse.create_tables(run.contracts.values())
    with opened(settings) as connection:
        found = relations(connection, settings, run.contracts)
        keys = keys_present(connection, found, register.marks, run.pseudonyms)
        run.sought |= numbers_and_pseudonyms(keys)
        new = None if is_removed_in(connection, begun) else _written_anew(connection, run, found, keys, begun)
        # whatever marts there are when `raw` is without them were built of that
    aside = settings.warehouse.glob("*.aside")
    for path in (settings.mart_db, settings.mart_db.with_name(f"{settings.mart_db.name}.wal"), *aside):
        path.unlink(missing_ok=True)
    if new is not None:
        new.replace(settings.build_db)
        _fsync(settings.warehouse)
    with opened(settings) as connection:
        remove_landed(connection, settings, found, keys)
        paths = paths_of(connection, begun.files)
    remove_reports(settings, paths)


def is_removed(run: Run, begun: Begun) -> bool:
    """Whether the tables of `raw`, and so all marts that there are, are without the persons of an erasure."""
    with opened(run.settings) as connection:
        return is_removed_in(connection, begun)


def numbers_and_pseudonyms(keys: Collection[str]) -> frozenset[str]:
    """Those of the keys that are somebody's alone: a name at a college is not."""
    return frozenset(key for key in keys if NAME_SEPARATOR not in key)


def remove_reports(settings: Settings, paths: Collection[str]) -> None:
    """Removes the reports about files of the inbox, those that a check has written beside them included."""
    for path in paths:
        settings.report_of(path).unlink(missing_ok=True)
        if settings.inbox.is_dir():
            report_beside(place_of(settings.inbox, path)).unlink(missing_ok=True)


def remove_exports(settings: Settings, sought: Sought) -> None:
    """Removes whatever else of the outbox, or of tables written out into the home, holds one who is sought."""
    for folder in (settings.outbox, settings.home / "exports"):
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and holds(path, sought):
                path.unlink()


def remove_publications(settings: Settings, files: Collection[str]) -> tuple[str, ...]:
    """Removes the kept publications that were made from these files, but for the current one; says which."""
    store.sweep(settings.published)
    current = store.current_id(settings.published)
    gone = tuple(one for one in publications_of(settings, files) if one != current)
    for publication_id in gone:
        store.discard(settings.published, publication_id)
    store.sweep(settings.published)
    return gone


def is_removed_in(connection: duckdb.DuckDBPyConnection, begun: Begun) -> bool:
    """Whether the step is done that must not be done twice, for it counts rows out."""
    row = connection.execute(
        "select count(*) > 0 from duckdb_tables() where database_name = 'held' and table_name = 'erasures'"
    ).fetchone()
    if row != (True,):
        return False
    told = connection.execute(
        f"select count(*) > 0 from {HELD}.erasures where erasure_id = {literal(begun.erasure_id)}"
    ).fetchone()
    return told == (True,)


def rows_of_erasure(connection: duckdb.DuckDBPyConnection, begun: Begun) -> int:
    """How many rows of sources an erasure has removed from the tables of `raw`."""
    rows = connection.execute(
        f"select coalesce(sum(rows_erased), 0)::bigint from {HELD}.erasures "
        f"where erasure_id = {literal(begun.erasure_id)}"
    ).fetchall()
    removed: int = rows[0][0]
    return removed


def _lost(connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path, keys: Collection[str]) -> list[_Lost]:
    rows = connection.execute(
        f"select {ROW_ID}, source_sha256 from {relation.sql} where {relation.theirs.rows(keys)}"
    ).fetchall()
    states = states_of(path) if rows else {}
    counted: dict[str, dict[str, int]] = {}
    for row, sha in rows:
        of_file = counted.setdefault(sha, dict.fromkeys(_STATES, 0))
        of_file[states.get(row, "loaded")] += 1
    return [_Lost(relation.source, path.stem, sha, told) for sha, told in counted.items()]


def states_of(path: Path) -> dict[int, str]:
    """The rows of a landed file that were not loaded, and why; none where no verdict was ever written."""
    verdict = path.with_name(f"{path.stem}{VERDICT_SUFFIX}")
    if not verdict.exists():
        return {}
    document = json.loads(verdict.read_text(encoding="utf-8"))
    return {row: state for row, state, _ in document["not_loaded"]}


def _written_anew(
    connection: duckdb.DuckDBPyConnection, run: Run, found: Collection[Relation], keys: Collection[str], begun: Begun
) -> Path:
    """A new `build.duckdb` with the tables of `raw` and nothing else, without their rows; it is whole and closed."""
    new = run.settings.build_db.with_suffix(".erasing")
    for path in (new, new.with_name(f"{new.name}.wal")):
        path.unlink(missing_ok=True)
    of_source = {one.source: one.theirs for one in found if one.path is None}
    left_out = left_out_beside(connection, found, keys)
    connection.execute(f"attach {literal(new)} as new")
    connection.execute("create schema new.raw")
    rows_erased = 0
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'held' and schema_name = 'raw' order by all"
    ).fetchall()
    for (table,) in tables:
        theirs = of_source.get(table)
        condition = theirs.rows(keys) if theirs else left_out.get(table, "false")
        if theirs:
            row = connection.execute(f"select count(*) from {HELD}.{table} where {condition}").fetchone()
            rows_erased += row[0] if row else 0
        select = selected(connection, f"{HELD}.{table}", theirs, keys)
        connection.execute(f"create table new.raw.{table} as {select} as kept where not {condition}")
    _count_out(connection, [lost for one in found if one.path for lost in _lost(connection, one, one.path, keys)])
    connection.execute(
        "insert into new.raw.erasures values (?, ?, ?, ?)",
        [begun.erasure_id, run.stamp.now, begun.persons, rows_erased],
    )
    connection.execute("checkpoint new")
    connection.execute("detach new")
    _fsync(new)
    return new


def left_out_beside(
    connection: duckdb.DuckDBPyConnection, found: Collection[Relation], keys: Collection[str]
) -> dict[str, str]:
    """The condition of rows that go with them, by table of `raw`; the alias of the table is `kept`."""
    return {
        "built": "true",
        "quarantine": quarantined(connection, found, keys),
        # a cell in which few move tells what one of them is
        "publication_changes": f"rank > {TOTAL_RANK}",
    }


def quarantined(connection: duckdb.DuckDBPyConnection, found: Collection[Relation], keys: Collection[str]) -> str:
    """The condition of rows that were not taken and are theirs: told by the place in the file and a hash of the key."""
    places = " union all ".join(
        f"select {literal(one.source)} as source, source_sha256, sheet, row_number from {one.sql} "
        f"where {one.theirs.rows(keys)}"
        for one in found
    )
    if not places:
        return "false"
    connection.execute(f"create or replace temp table gone as {places}")
    return """exists (
        from gone where gone.source = kept.source and gone.source_sha256 = kept.source_sha256
            and gone.sheet is not distinct from kept.sheet and gone.row_number = kept.row_number
    )"""


def selected(connection: duckdb.DuckDBPyConnection, relation: str, theirs: Theirs | None, keys: Collection[str]) -> str:
    """All columns of a relation in their order, without the persons whom rows of others name."""
    changed = theirs.cells(keys) if theirs else {}
    if not changed:
        return f"select * from {relation}"
    columns = (f"{changed[name]} as {name}" if name in changed else name for name in columns_of(connection, relation))
    return f"select {', '.join(columns)} from {relation}"


def _count_out(connection: duckdb.DuckDBPyConnection, lost: Collection[_Lost]) -> None:
    """Of the files in which they stood fewer rows count as read: the history still adds up, and holds nobody."""
    for one in lost:
        fewer = ", ".join(f"rows_{state} = rows_{state} - {count}" for state, count in one.states.items())
        told = {"batch": one.batch, "source": one.source, "source_sha256": one.source_sha256}
        where = " and ".join(f"{column} = {literal(value)}" for column, value in told.items())
        connection.execute(
            f"update new.raw.files set rows_read = rows_read - {sum(one.states.values())}, {fewer} where {where}"
        )
        connection.execute(
            f"update new.raw.files set verdict = 'loaded' "
            f"where {where} and verdict = 'loaded_with_quarantine' and rows_quarantined = 0"
        )


def remove_landed(
    connection: duckdb.DuckDBPyConnection, settings: Settings, found: Collection[Relation], keys: Collection[str]
) -> None:
    """Removes what is theirs from the landed files among these relations, and what was read and never landed."""
    for relation in found:
        if relation.path is not None:
            _rewrite_landed(connection, relation, relation.path, keys)
    for path in (*settings.landing.glob(f"*/*{PART_SUFFIX}"), *settings.landing.glob("*/*.partial")):
        path.unlink()


def _rewrite_landed(
    connection: duckdb.DuckDBPyConnection, relation: Relation, path: Path, keys: Collection[str]
) -> None:
    """One landed file without them. Its verdict comes first: until it is replaced the old file is found again."""
    condition, named = relation.theirs.rows(keys), relation.theirs.named_in_cells(keys)
    gone = connection.execute(
        f"select list({ROW_ID}) filter ({condition}), count(*) filter ({named}) from {relation.sql}"
    ).fetchone()
    if gone is None or (not gone[0] and not gone[1]):
        return
    temporary = path.with_suffix(".partial")
    select = selected(connection, relation.sql, relation.theirs, keys)
    connection.execute(f"{select} where not {condition} order by {ROW_ID}").pl().write_parquet(temporary)
    _fsync(temporary)
    _rewrite_verdict(path, temporary, set(gone[0] or ()))
    temporary.replace(path)
    _fsync(path.parent)


def _rewrite_verdict(path: Path, new: Path, gone: Collection[int]) -> None:
    verdict = path.with_name(f"{path.stem}{VERDICT_SUFFIX}")
    if not verdict.exists():
        return
    document: dict[str, Any] = json.loads(verdict.read_text(encoding="utf-8"))
    document["about"]["rows"] = hashlib.sha256(new.read_bytes()).hexdigest()
    for name in ("not_loaded", "emptied", "cells"):
        document[name] = [told for told in document[name] if told[0] not in gone]
    temporary = verdict.with_suffix(".partial")
    temporary.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    _fsync(temporary)
    temporary.replace(verdict)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
