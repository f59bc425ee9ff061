"""Copies what a home has from one store into another, and proves table by table that both hold the same.

Of the working databases what is copied into a lake is one transaction for each; a DuckDB file is written beside its
place and takes it when it is proved. So a migration that died leaves whole databases or none: begun again, it proves
those that stand and copies the others. The publications follow (`carrying`). The source is only read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from pipelines.erasing.shared import is_in_line, register_of
from pipelines.errors import RunError, UsageError
from pipelines.publishing.disclosure import disclosure_meta_from_manifest, quoted
from pipelines.running.run import only_writer
from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing import carrying
from pipelines.storing.databases import Database, FileDatabase, build_database, mart_database, opened, transaction
from pipelines.storing.lake import LakeDatabase
from pipelines.storing.proving import Migrated, Proof, Relation, bench, proofs_of, relations_of

Keys = Mapping[str, Sequence[str]]
"""Columns of the primary key of marts, by name."""
_SOURCE = "source"
_ORDER = ("mart", "build")
"""Views of `build` read marts."""


def migrate(
    settings: Settings,
    to: str,
    *,
    keys: Callable[[], Keys] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Migrated]:
    """Copies `build`, `mart` and each kept publication into another store; all that is told is proved to be equal.

    Args:
        settings: those of the home, with the store to copy from.
        to: the store to copy into, as `CVM_STORE` would name it.
        keys: tells the primary keys of the marts; else those that the models declare.
        progress: called after each table or publication with how many tables are copied, and of how many.

    Raises:
        UsageError: there is nothing to copy, or the target holds other tables or publications already.
        RunError: another run is writing, an erasure is not finished, a publication is damaged, or a table would not be
            the same.
    """
    target_settings = settings.model_copy(update={"store": to})
    sources, targets = _databases(settings), _databases(target_settings)
    if sources == targets:
        raise UsageError(f"--to {to} คือที่เก็บเดิม ให้ระบุที่อื่น", f"--to {to} is where the tables are kept now; name another")
    with only_writer(settings):
        _require_ready(settings, sources)
        _require_apart(sources["build"], targets["build"])
        sources = {name: _settled(database) for name, database in sources.items()}
        wanted = _proofs(settings, sources, _ORDER)
        standing = [name for name in _ORDER if _stands(settings, targets, name, wanted[name])]
        history = carrying.history_of(settings, sources["build"])
        load = carrying.load_of(settings, target_settings, history)
        total, done = load.tables_missing + sum(len(wanted[name]) for name in _ORDER if name not in standing), 0
        told_keys = keys or declared_keys
        for name in (name for name in _ORDER if name not in standing):
            of_marts = told_keys() if name == "mart" and isinstance(targets[name], FileDatabase) else {}
            relations = [proof.relation for proof in wanted[name]]
            with _being_written(settings, sources[name], targets, name) as (written, connection):
                for _ in _copied(connection, name, relations, of_marts):
                    done += 1
                    progress(done, total)
            _prove(settings, {**targets, name: written}, name, wanted[name])
            _take_place(written, targets[name])
        carrying.carry(load, lambda tables: progress(done + tables, total))
    return [Migrated(name, proof) for name in sorted(_ORDER) for proof in wanted[name]] + load.told


def declared_keys() -> Keys:
    """The primary keys of the marts as the models declare them.

    Raises:
        RunError: the project is not in order.
    """
    from pipelines.building.marts import parse_project

    return {name: table.key for name, table in disclosure_meta_from_manifest(parse_project()).tables.items()}


def _databases(settings: Settings) -> dict[str, Database]:
    return {"build": build_database(settings), "mart": mart_database(settings)}


def _require_ready(settings: Settings, sources: Mapping[str, Database]) -> None:
    if not all(database.exists() for database in sources.values()):
        raise UsageError(
            f"ยังไม่มีตารางใน CVM_STORE={settings.store} ของ {settings.home} ให้สั่ง cvm refresh ก่อน",
            f"there are no tables in CVM_STORE={settings.store} of {settings.home}; run cvm refresh first",
        )
    if register_of(settings).begun is not None:
        raise RunError(
            "การลบข้อมูลบุคคลยังไม่เสร็จ ให้สั่ง cvm erase ให้เสร็จก่อน",
            "an erasure of persons is not finished; run cvm erase first",
        )
    if settings.store != "duckdb" and not is_in_line(settings):
        raise RunError(
            "มีการลบข้อมูลบุคคลในคลังข้อมูลกลางที่คลังข้อมูลนี้ยังไม่ได้ทำตาม ให้สั่ง cvm refresh ก่อน",
            "persons were erased in the lake since this home ran last; run cvm refresh first",
        )


def _require_apart(source: Database, target: Database) -> None:
    """Two lakes in one folder would each take the other's files for what an interrupted writing has left.

    Raises:
        UsageError: the new lake would have its files in the folder of the old one.
    """
    if not isinstance(source, LakeDatabase) or not isinstance(target, LakeDatabase) or target.exists():
        return
    with opened(source) as connection:
        rows = connection.execute("select data_path from ducklake_settings(current_database())").fetchall()
    if rows == [(f"{target.lake.data}/{target.name}/",)]:
        raise UsageError(
            f"{target.lake.data} เป็นโฟลเดอร์ไฟล์ของ lake เดิม ให้ตั้ง CVM_LAKE_DATA เป็นโฟลเดอร์อื่นสำหรับ lake ใหม่",
            f"{target.lake.data} holds the files of the present lake; set CVM_LAKE_DATA to another folder for the new",
        )


def _settled(database: Database) -> Database:
    """As it stands now, whoever writes to it meanwhile: a lake at its newest snapshot, a file with its log in it."""
    if isinstance(database, LakeDatabase):
        with opened(database) as connection:
            rows = connection.execute("select max(snapshot_id) from ducklake_snapshots(current_database())").fetchall()
        return replace(database, snapshot=rows[0][0])
    with opened(database, is_written=True):
        return database


def _stands(settings: Settings, targets: Mapping[str, Database], name: str, wanted: Sequence[Proof]) -> bool:
    """Whether an earlier migration has copied a database already.

    Raises:
        UsageError: other tables stand there.
    """
    if not targets[name].exists():
        return False
    found = _proofs(settings, {**targets, name: _settled(targets[name])}, [name])[name]
    if found and found != list(wanted):
        where = targets[name].described
        raise UsageError(
            f"{where} มีตารางอื่นอยู่แล้ว ไม่มีอะไรถูกเปลี่ยน ให้ระบุที่เก็บที่ว่าง หรือย้ายของเดิมไปเก็บที่อื่นก่อน "
            "(ไฟล์ build.duckdb และ mart.duckdb, โฟลเดอร์ของ lake หรือ schema cvm_build และ cvm_mart ใน Postgres)",
            f"{where} holds other tables already; nothing was changed. Name an empty store, or move what is there "
            "aside first (the files build.duckdb and mart.duckdb, the lake's folder, or in Postgres the schemas "
            "cvm_build and cvm_mart)",
        )
    return bool(found)


def _proofs(settings: Settings, databases: Mapping[str, Database], names: Iterable[str]) -> dict[str, list[Proof]]:
    """What databases hold, with the hashes of all rows; both are attached, for views of one read the other."""
    there = {name: (database, False) for name, database in databases.items() if database.exists()}
    found: dict[str, list[Proof]] = {}
    with bench(settings, **there) as connection:
        for name in names:
            found[name] = proofs_of(connection, name)
    return found


@contextmanager
def _being_written(
    settings: Settings, source: Database, targets: Mapping[str, Database], name: str
) -> Iterator[tuple[Database, duckdb.DuckDBPyConnection]]:
    """Where a database is written, empty, with a connection that has it and the source attached."""
    target = targets[name]
    is_file = isinstance(target, FileDatabase)
    if isinstance(target, FileDatabase):
        target = FileDatabase(target.path.with_name(f"{target.path.name}.migrating"))
        target.path.unlink(missing_ok=True)
    beside = {other: (targets[other], False) for other in _ORDER if other != name and targets[other].exists()}
    attached: dict[str, tuple[Path | Database, bool]] = {_SOURCE: (source, False), name: (target, True), **beside}
    with bench(settings, **attached) as connection, nullcontext() if is_file else transaction(connection):
        yield target, connection


def _copied(
    connection: duckdb.DuckDBPyConnection, database: str, relations: Sequence[Relation], keys: Keys
) -> Iterator[Relation]:
    """Copies relations one by one from the source."""
    for schema in sorted({relation.schema for relation in relations}):
        connection.execute(f"create schema if not exists {quoted(database)}.{quoted(schema)}")
    for relation in _in_order(relations):
        try:
            _copy(connection, database, relation, keys.get(relation.name, ()))
        except duckdb.Error as error:
            name, kind = relation.within(database), type(error).__name__
            raise RunError(
                f"คัดลอก {name} ไม่ได้ ({kind}) ต้นทางยังอยู่ครบ และไม่มีอะไรถูกเปลี่ยน",
                f"{name} cannot be copied ({kind}); the source stands as it was, and nothing was changed",
            ) from error
        yield relation


def _in_order(relations: Sequence[Relation]) -> list[Relation]:
    """Tables, and then views after those that they read."""
    views = {relation.name: relation for relation in relations if relation.view is not None}
    reads = {
        name: {other for other in re.findall(r"\w+", str(view.view)) if other in views and other != name}
        for name, view in views.items()
    }
    tables = [relation for relation in relations if relation.view is None]
    return tables + [views[name] for name in TopologicalSorter(reads).static_order()]


def _copy(connection: duckdb.DuckDBPyConnection, database: str, relation: Relation, key: Sequence[str]) -> None:
    name = relation.within(database)
    if relation.view is not None:
        connection.execute(f"create view {name} {relation.view}")
    else:
        columns = [
            f"{quoted(column.name)} {column.kind}{'' if column.is_nullable else ' not null'}"
            for column in relation.columns
        ]
        if key and {*key} <= {column.name for column in relation.columns}:
            columns.append(f"primary key ({', '.join(map(quoted, key))})")
        connection.execute(f"create table {name} ({', '.join(columns)})")
        connection.execute(f"insert into {name} from {relation.within(_SOURCE)}")
        for column in relation.columns:
            if column.comment is not None:
                connection.execute(f"comment on column {name}.{quoted(column.name)} is {literal(column.comment)}")
    if relation.comment is not None:
        kind = "table" if relation.view is None else "view"
        connection.execute(f"comment on {kind} {name} is {literal(relation.comment)}")


def _prove(settings: Settings, targets: Mapping[str, Database], name: str, wanted: Sequence[Proof]) -> None:
    """Reads what was written as anybody would; what is not the same is taken away again.

    Raises:
        RunError: something is not the same.
    """
    try:
        found = _proofs(settings, targets, [name])[name]
    except duckdb.Error:
        found = []
    if found == list(wanted):
        return
    differing = sorted({proof.relation.within(name) for proof in {*found} ^ {*wanted}})
    _clear(settings, targets, name)
    listed = ", ".join(differing[:10])
    raise RunError(
        f"ตารางในที่เก็บใหม่ไม่เท่ากับต้นทาง จึงลบออกจากที่เก็บใหม่แล้ว ต้นทางยังอยู่ครบ: {listed}",
        f"in the new store these are not the same, so they were removed from it; the source stands as it was: {listed}",
    )


def _clear(settings: Settings, targets: Mapping[str, Database], name: str) -> None:
    target = targets[name]
    if isinstance(target, FileDatabase):
        target.path.unlink()
        return
    with bench(settings, **{name: (target, True)}) as connection, transaction(connection):
        for relation in reversed(relations_of(connection, name)):
            connection.execute(f"drop {'table' if relation.view is None else 'view'} {relation.within(name)}")


def _take_place(written: Database, target: Database) -> None:
    if isinstance(written, FileDatabase) and isinstance(target, FileDatabase):
        written.path.replace(target.path)
