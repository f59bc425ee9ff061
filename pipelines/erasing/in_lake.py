"""Erasing within a lake that many homes share: one list binds them all, and each does its own part.

Who erases is alone in the lake from the list on until the search. What a lake holds goes at once and for everybody:

1. In one transaction every table of `raw` that may name a person becomes a new one without their rows: the catalogue
   would remember the least and the greatest value of all that the old one ever held. What was built of it goes, and is
   built anew. Then all earlier snapshots of `build` and `mart` go, with their files.
2. When the new publication is current, the earlier ones that were made from the files in which they stood go from
   `internal` and `public`, with their snapshots and files.

What a home keeps (landing, reports, exports, its copies of publications) it removes itself: that which erases, on the
way; every other one at the beginning of its next run (`follow`). What was read there meanwhile is not loaded
(`pipelines.erasing.skipping`). Each step may be repeated, by whichever home runs next.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import replace

import duckdb

from pipelines.erasing.at_home import counts_without, remove_copies, remove_from_home, remove_from_register
from pipelines.erasing.finding import HELD, Relation, further_keys, keys_present, opened, relations
from pipelines.erasing.proving import Search, Sought, require_nobody, search
from pipelines.erasing.register import Begun, Register, read_register, write_register
from pipelines.erasing.removing import is_removed_in, left_out_beside, numbers_and_pseudonyms, selected
from pipelines.erasing.searching_lakes import search_lake
from pipelines.erasing.shared import is_in_line, write_shared
from pipelines.erasing.skipping import kept_register, learn, require_key, tell_lake
from pipelines.erasing.theirs import marks_of
from pipelines.publishing.disclosure import quoted
from pipelines.running.run import Run
from pipelines.sql import literal
from pipelines.storing import databases
from pipelines.storing.databases import Database, build_database, mart_database, transaction
from pipelines.storing.keeping import purge
from pipelines.storing.lake import PUBLISHED, Lake
from pipelines.storing.publications import fetch, only_publisher, withdraw

WORKING = ("build", "mart")


def remove(run: Run, register: Register, begun: Begun) -> None:
    """Removes everything at rest that is of the persons in the list, in the working tables and in this home."""
    with run.warehouse() as warehouse:
        warehouse.create_tables(run.contracts.values())
    with opened(run.settings, is_written=True) as connection:
        found = relations(connection, run.settings, run.contracts)
        keys = keys_present(connection, found, register.marks, run.pseudonyms)
        run.sought |= numbers_and_pseudonyms(keys)
        if not is_removed_in(connection, begun):
            _remove_rows(connection, run, found, keys, begun)
        landed = [one for one in found if one.path is not None]
        remove_from_register(connection, landed, keys)
        remove_from_home(connection, run, register, landed, keys)
    # whatever was built when `raw` is without them was built of that
    _drop_built(build_database(run.settings), "raw")
    _drop_built(mart_database(run.settings))
    for name in WORKING:
        purge(run.settings, name)


def follow(run: Run) -> None:
    """Puts this home in line with the list of its lake, where others have erased since its last run, and proves it.

    Where an erasure has begun and is not finished there is nothing to do: the run in hand finishes it, and that covers
    this home. What the lake does not know begins one: rows of theirs that wait here, rows by which more of a person is
    known, and persons whom this home has erased before it came to the lake.

    Raises:
        RunError: a search still finds somebody in this home.
        PassingError: others hold the lake for longer than the patience.
    """
    settings = run.settings
    if is_in_line(settings):
        return
    home = read_register(settings.erased_file)
    require_key(run, home)
    with run.alone():
        _tell_of(run, home)
        register = kept_register(run)
        with opened(settings) as connection:
            landed = [one for one in relations(connection, settings, run.contracts) if one.path is not None]
            known = keys_present(connection, landed, register.marks, run.pseudonyms)
            new = further_keys(connection, landed, known) if known else known
            is_counted = bool(counts_without(connection, landed, known | new))
        # beside SQLite nobody can write while another connection of this process reads
        if new:
            register = learn(run, register, marks_of(new, run.pseudonyms), new)
        if is_counted and register.begun is None:  # rows of theirs wait here, and are counted in what is built
            register = replace(register, begun=Begun(secrets.token_hex(8), 0, ()))
            tell_lake(run, register)
        if register.begun is not None:
            return
        run.sought |= numbers_and_pseudonyms(known | new)
        with opened(settings) as connection:
            remove_from_home(connection, run, register, landed, known | new)
        fetch(settings)
        remove_copies(settings, register.files)
        require_nobody(search(settings, Sought(register.marks, run.pseudonyms, run.sought)))
        write_register(settings.erased_file, replace(register, begun=None))


def finish(run: Run, register: Register, begun: Begun) -> None:
    """Ends an erasure whose publication is current: what was published before goes, and a search proves it.

    Raises:
        RunError: somebody was found.
    """
    settings = run.settings
    with run.alone():
        gone = withdraw(settings, begun.files)
        with only_publisher(Lake.of(settings)):
            for name in PUBLISHED:
                purge(settings, name)
        register = replace(register, publications=(*register.publications, *gone))
        write_shared(settings, register)
        remove_copies(settings, register.files)
        run.searched = proved(run, register)
        write_shared(settings, replace(register, begun=None))


def proved(run: Run, register: Register) -> Search:
    """Searches the lake and this home for everybody in the list; the home has then followed it.

    Raises:
        RunError: somebody was found.
    """
    sought = Sought(register.marks, run.pseudonyms, run.sought)
    home, lake = search(run.settings, sought), search_lake(run.settings, sought)
    found = Search(home.files + lake.files, home.found + lake.found)
    require_nobody(found)
    write_register(run.settings.erased_file, replace(register, begun=None))
    return found


def _tell_of(run: Run, home: Register) -> None:
    """Adds to the list of the lake whom this home has erased before it came to it."""
    register = kept_register(run)
    if missing := home.marks - register.marks:
        with opened(run.settings) as connection:
            loaded = [one for one in relations(connection, run.settings, run.contracts) if one.path is None]
            keys = keys_present(connection, loaded, missing, run.pseudonyms)
        learn(run, register, missing, keys)


def _remove_rows(
    connection: duckdb.DuckDBPyConnection, run: Run, found: Collection[Relation], keys: Collection[str], begun: Begun
) -> None:
    """One transaction in which the tables of `raw` become new ones without their rows."""
    left_out = left_out_beside(connection, found, keys)
    rows_erased = 0
    with transaction(connection):
        for one in (one for one in found if one.path is None):
            condition = one.theirs.rows(keys)
            rows_erased += _count_out(connection, one, condition)
            _replace(connection, one.source, selected(connection, one.sql, one.theirs, keys), condition)
        for table, condition in left_out.items():
            _replace(connection, table, f"select * from {HELD}.{table}", condition)
        connection.execute(
            f"insert into {HELD}.erasures values (?, ?, ?, ?)",
            [begun.erasure_id, run.stamp.now, begun.persons, rows_erased],
        )


def _replace(connection: duckdb.DuckDBPyConnection, table: str, select: str, condition: str) -> None:
    connection.execute(f"create or replace table {HELD}.{table} as {select} as kept where not {condition}")


def _count_out(connection: duckdb.DuckDBPyConnection, one: Relation, condition: str) -> int:
    """Of the files in which they stood fewer rows count as read and loaded; how many."""
    counted = connection.execute(
        f"select source_sha256, load_id, count(*) from {one.sql} where {condition} group by all order by all"
    ).fetchall()
    for sha, load_id, count in counted:
        connection.execute(
            f"update {HELD}.files set rows_read = rows_read - {count}, rows_loaded = rows_loaded - {count} "
            f"where source = {literal(one.source)} and source_sha256 = {literal(sha)} "
            f"and run_id = {literal(load_id)} and batch is not null"
        )
    return sum(count for *_, count in counted)


def _drop_built(database: Database, kept_schema: str | None = None) -> None:
    """Drops every table and view of a database but those of a schema."""
    if not database.exists():
        return
    with databases.opened(database, is_written=True) as connection, transaction(connection):
        for kind in ("view", "table"):
            of_others = "and not internal and database_name = current_database()"
            for schema, name in connection.execute(
                f"select schema_name, {kind}_name from duckdb_{kind}s() "
                f"where schema_name != {literal(kept_schema or '')} {of_others} order by all"
            ).fetchall():
                connection.execute(f"drop {kind} {quoted(schema)}.{quoted(name)}")
