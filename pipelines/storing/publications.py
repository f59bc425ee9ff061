"""Putting a publication into a lake, taking it out again, and pointing readers to an earlier one.

A publication is made in the folder of a home and then put here: one transaction in `internal`, one in `public`, each
tagged with its id. It is current from the commit of the second on. What a crash leaves between the two is never read,
and the next publication overwrites it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from filelock import FileLock

from pipelines.errors import PassingError
from pipelines.publishing import store
from pipelines.publishing.disclosure import quoted
from pipelines.publishing.errors import UnknownPublication
from pipelines.publishing.files import described_costs
from pipelines.sql import literal
from pipelines.storing.databases import Database, transaction
from pipelines.storing.lake import INTERNAL, PUBLIC, Lake, shared
from pipelines.storing.shelf import TABLES, Shelf, has_tables, read_shelf, shelf

if TYPE_CHECKING:
    from pipelines.settings import Settings

FILES = {INTERNAL: store.INTERNAL_FILE, PUBLIC: store.PUBLIC_FILE}
"""The file of each catalogue in the folder of a publication."""
_NEW = "new_{}"
_TOLD = (
    "publication_id",
    "published_at",
    "as_of",
    "run_id",
    "previous_publication_id",
    "recipe",
    "versions",
    "is_synthetic",
)
"""What the public catalogue may hold of a manifest: hashes and numbers of the exact tables are not for everybody."""


def put(settings: Settings, folder: Path) -> None:
    """Put the finished publication of a folder into the lake, where it becomes current.

    Raises:
        PassingError: another home has published since this one looked; the lake's publication stands.
        duckdb.Error: the lake cannot be reached; its publication stands.
    """
    manifest = store.read_manifest(folder)
    with writing(settings) as connection:
        found = read_shelf(connection, PUBLIC)
        if found.current not in (None, manifest["previous_publication_id"]):
            raise PassingError(
                f"มีการเผยแพร่ชุด {found.current} จากที่อื่นในระหว่างนี้ ไม่มีอะไรหาย ให้สั่ง cvm refresh อีกครั้ง",
                f"publication {found.current} was published from elsewhere meanwhile; nothing is lost; "
                "run cvm refresh again",
            )
        add(connection, folder, settings.publications_kept)


def add(connection: duckdb.DuckDBPyConnection, folder: Path, kept: int, *, is_current: bool = True) -> None:
    """The same where nobody else publishes: by a connection of `writing`, which then keeps so many publications.

    One that is not to be current is kept for whoever asks for it, and `point` may come to it later.
    """
    manifest, hidden = store.read_manifest(folder), (folder / store.HIDDEN_FILE).read_bytes()
    try:
        for name, file in FILES.items():
            connection.execute(f"attach {literal(str(folder / file))} as {_NEW.format(name)} (read_only)")
        _write(connection, INTERNAL, manifest, {"hidden_cells": f"from_hex('{hidden.hex()}')"}, kept)
        committed = connection.execute(f"from {INTERNAL}.last_committed_snapshot()").fetchone()
        assert committed is not None
        of_internal = {"internal_snapshot": str(committed[0])}
        _write(connection, PUBLIC, told_publicly(manifest), of_internal, kept, is_current=is_current)
    finally:
        for name in FILES:
            connection.execute(f"detach database if exists {_NEW.format(name)}")


def switch(settings: Settings, publication_id: str) -> None:
    """Point the readers of a lake to a publication that it keeps.

    Raises:
        UnknownPublication: it is not among them.
    """
    with writing(settings) as connection:
        kept = read_shelf(connection, PUBLIC)
        if kept.find(publication_id) is None:
            raise UnknownPublication(publication_id, reversed(kept.ids))
        point(connection, publication_id)


def point(connection: duckdb.DuckDBPyConnection, publication_id: str) -> None:
    """Make a kept publication current, by a connection of `writing`, whose lock keeps the numbers apart."""
    table = f"{PUBLIC}.store.switches"
    connection.execute(
        f"insert into {table} select coalesce(max(position), 0) + 1, {literal(publication_id)}, now() from {table}"
    )


def take_down(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a lake, by a connection of `writing`, keep no publication, as before the first."""
    for name in FILES:
        if has_tables(connection, name):
            with transaction(connection):
                connection.execute(f"delete from {name}.store.publications")
                for table in definitions(connection, name):
                    connection.execute(f"drop table {name}.main.{quoted(table)}")


def made_from(settings: Settings, files: Collection[str]) -> list[str]:
    """The publications of a lake that were made from one of these files of senders, oldest first."""
    with _workplace() as connection:
        try:
            Lake.of(settings).database(INTERNAL).attach(connection, INTERNAL, is_written=False)
        except duckdb.InvalidInputException:  # nobody has made it yet
            return []
        return _made_from(connection, files)


def withdraw(settings: Settings, files: Collection[str]) -> list[str]:
    """Take out of the lake each publication that was made from one of these files, but for the newest.

    That becomes the current one, whatever a person has pointed to meanwhile. What the others were made of stays until
    the catalogues are purged.

    Returns:
        Those that went.
    """
    with writing(settings) as connection:
        newest = read_shelf(connection, PUBLIC).ids[-1]
        gone = [one for one in _made_from(connection, files) if one != newest]
        listed = ", ".join(map(literal, gone))
        for name in FILES if gone else ():
            with transaction(connection):
                connection.execute(f"delete from {name}.store.publications where publication_id in ({listed})")
                if name == PUBLIC and read_shelf(connection, PUBLIC).current in gone:
                    point(connection, newest)
    return gone


def fetch(settings: Settings) -> Mapping[str, Any] | None:
    """Bring what is current in the lake into the home's folder; return the manifest of the newest publication.

    After a rollback the newest is another one than the current, and both are brought. Nothing where nothing is there.
    """
    found = shelf(settings)
    if found.current is None:
        return None
    store.sweep(settings.published)
    for publication_id in {found.current, found.ids[-1]} - {*store.kept_ids(settings.published)}:
        _bring(settings, found, publication_id)
    if store.current_id(settings.published) != found.current:
        store.point_current(settings.published, found.current)
    return store.read_manifest(settings.published / found.ids[-1])


def told_publicly(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What everybody may know of a publication's manifest."""
    return {
        **{name: manifest.get(name) for name in _TOLD},
        "files": {store.INTERNAL_FILE: {"tables": {}}, store.PUBLIC_FILE: manifest["files"][store.PUBLIC_FILE]},
        "disclosure": manifest["disclosure"] | {"tables": described_costs(manifest["disclosure"])},
    }


@contextmanager
def writing(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes both catalogues, while nobody else publishes."""
    lake = Lake.of(settings)
    with _workplace() as connection, only_publisher(lake):
        for name in FILES:
            lake.database(name).attach(connection, name, is_written=True)
        yield connection


@contextmanager
def _workplace() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to which databases are attached, and which is left as it was found."""
    with shared() as connection:
        try:
            yield connection
        finally:
            for name in (*FILES, *map(_NEW.format, FILES)):
                connection.execute(f"detach database if exists {name}")


@contextmanager
def only_publisher(lake: Lake) -> Iterator[None]:
    """One publication at a time; the lock goes when its holder dies."""
    if lake.kind == "sqlite":
        Path(lake.place).mkdir(parents=True, exist_ok=True)
        with FileLock(Path(lake.place) / "publishing.lock"):
            yield
        return
    import psycopg

    with psycopg.connect(lake.place, autocommit=True) as held:
        held.execute("select pg_advisory_lock(hashtext('cvm publishes'))")
        yield


def _write(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    manifest: Mapping[str, Any],
    more: Mapping[str, str],
    kept: int,
    *,
    is_current: bool = False,
) -> None:
    """One transaction that turns a catalogue into this publication, and forgets those that are no longer kept."""
    publication_id, new = str(manifest["publication_id"]), _NEW.format(name)
    with transaction(connection):
        if not has_tables(connection, name):
            connection.execute(f"create schema {name}.store")
            for table, columns in TABLES[name].items():
                connection.execute(f"create table {name}.store.{table} ({columns})")
        tables, is_erasing = manifest["files"][FILES[name]]["tables"], manifest.get("rows_erased") is not None
        _fill(connection, name, new, tables, is_anew=is_erasing)
        values = {
            "position": f"(select coalesce(max(position), 0) + 1 from {name}.store.publications)",
            "publication_id": literal(publication_id),
            "published_at": f"timestamptz {literal(str(manifest['published_at']))}",
            "as_of": f"date {literal(str(manifest['as_of']))}",
            "manifest": literal(json.dumps(manifest, ensure_ascii=False)),
            "keys": literal(json.dumps(_keys(connection, new))),
            **more,
        }
        connection.execute(
            f"insert into {name}.store.publications ({', '.join(values)}) values ({', '.join(values.values())})"
        )
        if is_current:
            point(connection, publication_id)
        _forget(connection, name, kept)
        tag = literal(publication_id)
        connection.execute(f"call {name}.set_commit_message('cvm', {tag}, extra_info => {tag})")


def _forget(connection: duckdb.DuckDBPyConnection, name: str, kept: int) -> None:
    """Keep the newest publications; the one now being written is among them, and becomes the current one."""
    held = f"{name}.store.publications"
    connection.execute(
        f"delete from {held} where publication_id not in "
        f"(select publication_id from {held} order by position desc limit {kept})"
    )


def _fill(
    connection: duckdb.DuckDBPyConnection, name: str, new: str, tables: Mapping[str, Any], *, is_anew: bool = False
) -> None:
    """Bring the tables of a catalogue up to those of a file, of which the manifest tells the hashes.

    Args:
        is_anew: make every table anew: a catalogue remembers the least and the greatest of all that a table ever held.
    """
    held, wanted = definitions(connection, name), definitions(connection, new)
    before = _tables_held(connection, name)
    for table in sorted(held.keys() - wanted.keys()):
        connection.execute(f"drop table {name}.main.{quoted(table)}")
    for table, definition in sorted(wanted.items()):
        of_table = f"main.{quoted(table)}"
        if table in held and (is_anew or held[table] != definition):
            connection.execute(f"drop table {name}.{of_table}")
        elif table in held:
            if before.get(table) == tables[table]["content_hash"]:
                continue
            connection.execute(f"delete from {name}.{of_table}")
        if is_anew or held.get(table) != definition:
            _create(connection, f"{name}.{of_table}", definition)
        connection.execute(f"insert into {name}.{of_table} from {new}.{of_table}")


def _made_from(connection: duckdb.DuckDBPyConnection, files: Collection[str]) -> list[str]:
    if not has_tables(connection, INTERNAL):
        return []
    kept = connection.execute(
        f"select publication_id, manifest from {INTERNAL}.store.publications order by position"
    ).fetchall()
    return [one for one, manifest in kept if {*json.loads(manifest)["inputs"]} & {*files}]


def _tables_held(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """The hash of the content of each table of the publication that was last written into a catalogue."""
    row = connection.execute(
        f"select manifest from {name}.store.publications order by position desc limit 1"
    ).fetchone()
    tables = json.loads(row[0])["files"][FILES[name]]["tables"] if row else {}
    return {table: told["content_hash"] for table, told in tables.items()}


Definition = tuple[str | None, tuple[tuple[str, str, bool, str | None], ...]]
"""The comment of a table, and of each column its name, type, whether it may be NULL, and its comment."""


def definitions(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, Definition]:
    """The tables of an attached database, by name."""
    where = f"where database_name = '{database}' and schema_name = 'main'"
    columns: dict[str, list[tuple[str, str, bool, str | None]]] = {}
    for table, *column in connection.execute(
        f"select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() {where} "
        "order by table_name, column_index"
    ).fetchall():
        columns.setdefault(table, []).append((column[0], column[1], column[2], column[3]))
    comments = connection.execute(f"select table_name, comment from duckdb_tables() {where}").fetchall()
    return {table: (comment, tuple(columns[table])) for table, comment in comments}


def _create(connection: duckdb.DuckDBPyConnection, table: str, definition: Definition, key: Sequence[str] = ()) -> None:
    comment, columns = definition
    parts = [f"{quoted(name)} {kind}{'' if is_null else ' not null'}" for name, kind, is_null, _ in columns]
    if key:
        parts.append(f"primary key ({', '.join(map(quoted, key))})")
    connection.execute(f"create table {table} ({', '.join(parts)})")
    if comment is not None:
        connection.execute(f"comment on table {table} is {literal(comment)}")
    for name, _, _, told in columns:
        if told is not None:
            connection.execute(f"comment on column {table}.{quoted(name)} is {literal(told)}")


def _keys(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = dict(
        connection.execute(
            "select table_name, constraint_column_names from duckdb_constraints() "
            f"where database_name = '{database}' and schema_name = 'main' and constraint_type = 'PRIMARY KEY' "
            "order by table_name"
        ).fetchall()
    )
    return found


def _bring(settings: Settings, found: Shelf, publication_id: str) -> None:
    """Write a publication of the lake into the home's folder, as complete as if it had been made there."""
    held = found.find(publication_id)
    assert held is not None
    building, lake = store.building_folder(settings.published, publication_id), Lake.of(settings)
    try:
        write_files({name: lake.database(name).at(snapshot) for name, snapshot in held.snapshots.items()}, building)
        store.seal(building)
        store.complete(building, publication_id)
    except BaseException:
        store.discard(settings.published, building.name)
        raise


def write_files(catalogues: Mapping[str, Database], building: Path) -> None:
    """Write the publication that stands in both catalogues, at their snapshots, into an empty folder."""
    with _workplace() as connection:
        for name, file in FILES.items():
            catalogues[name].attach(connection, name, is_written=False)
            connection.execute(f"attach {literal(str(building / file))} as {_NEW.format(name)}")
            _copy_out(connection, name, _NEW.format(name))
        row = connection.execute(
            f"select manifest, hidden_cells from {INTERNAL}.store.publications order by position desc limit 1"
        ).fetchone()
        assert row is not None
    text = json.dumps(json.loads(row[0]), ensure_ascii=False, indent=2) + "\n"
    (building / store.MANIFEST_FILE).write_text(text, encoding="utf-8")
    (building / store.HIDDEN_FILE).write_bytes(row[1])


def _copy_out(connection: duckdb.DuckDBPyConnection, name: str, new: str) -> None:
    row = connection.execute(f"select keys from {name}.store.publications order by position desc limit 1").fetchone()
    keys: dict[str, list[str]] = json.loads(row[0]) if row else {}
    with transaction(connection):
        for table, definition in sorted(definitions(connection, name).items()):
            of_table = f"main.{quoted(table)}"
            _create(connection, f"{new}.{of_table}", definition, keys.get(table, ()))
            connection.execute(f"insert into {new}.{of_table} from {name}.{of_table}")
