"""Takes the publications that one store keeps into another, in their order, with the same one current, each proved.

Each is written whole or not at all, and readers are pointed to one of them when all are proved. So a migration that
died leaves some of them, which nobody is shown: begun again, it proves those that stand and writes the others. What
the source says of a publication, its manifest, is held against the tables on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import RunError, UsageError
from pipelines.publishing import store
from pipelines.publishing.files import keys_of
from pipelines.settings import Settings
from pipelines.storing import publications
from pipelines.storing.databases import Database, FileDatabase
from pipelines.storing.lake import INTERNAL, PUBLIC, Lake
from pipelines.storing.proving import Migrated, Proof, bench, proofs_of
from pipelines.storing.publications import FILES
from pipelines.storing.shelf import Shelf, read_shelf, shelf

Catalogues = Mapping[str, Database]
"""Where `internal` and `public` of one publication are read."""


@dataclass(frozen=True)
class Publication:
    """A publication as it was read; two that are equal are the same, wherever they are kept."""

    manifest: dict[str, Any]
    shown: dict[str, Any]
    hidden: bytes
    keys: dict[str, dict[str, list[str]]]
    proofs: dict[str, list[Proof]]

    @property
    def untrue(self) -> list[str]:
        """Tables that are not what the manifest says; none by another DuckDB, which may hash otherwise."""
        if self.manifest.get("versions", {}).get("duckdb") != duckdb.__version__:
            return []
        found = []
        for name, file in FILES.items():
            told = {table: one["content_hash"] for table, one in self.manifest["files"][file]["tables"].items()}
            held = {proof.relation.name: proof.fingerprint.content_hash for proof in self.proofs[name]}
            found += [f"{name}.{table}" for table, _ in sorted({*told.items()} ^ {*held.items()})]
        return sorted({*found})


@dataclass(frozen=True)
class Kept:
    """The publications that a store keeps, in their order, and the id of the current one."""

    places: dict[str, Catalogues] = field(default_factory=dict)
    current: str | None = None


@dataclass(frozen=True)
class Load:
    """What is to be taken: the publications of the source, and which of them stand in the target already."""

    source: Settings
    target: Settings
    kept: Kept
    wanted: dict[str, Publication]
    standing: frozenset[str]

    @property
    def missing(self) -> dict[str, Publication]:
        """The publications that have to be written."""
        return {name: found for name, found in self.wanted.items() if name not in self.standing}

    @property
    def tables_missing(self) -> int:
        """How many tables that are."""
        return sum(len(proofs) for found in self.missing.values() for proofs in found.proofs.values())

    @property
    def told(self) -> list[Migrated]:
        """Every table of every publication."""
        return [
            Migrated(name, proof, publication_id)
            for publication_id, found in self.wanted.items()
            for name in FILES
            for proof in found.proofs[name]
        ]


def load_of(source: Settings, target: Settings, history: frozenset[str]) -> Load:
    """Looks at both stores before anything is written; `history` are the publications of which the source knows.

    Raises:
        UsageError: the target keeps other publications, or none of the source is current.
        RunError: a publication of the source cannot be read, or is not what its manifest says.
    """
    kept, found = _kept_in(source), _kept_in(target)
    if kept.places and kept.current is None:
        newest = list(kept.places)[-1]
        raise UsageError(
            f"มีชุดเผยแพร่ แต่ยังไม่มีชุดใดใช้อยู่ ให้สั่ง cvm publish --rollback {newest} ก่อน",
            f"publications are kept, but none of them is current; run cvm publish --rollback {newest} first",
        )
    _require_room(target, kept, found, history)
    with bench(source) as connection:
        wanted = {name: _whole(connection, name, places) for name, places in kept.places.items()}
    standing = frozenset(found.places.keys() & wanted.keys())
    if differing := _differing(target, found, {name: wanted[name] for name in sorted(standing)}):
        raise _others(target, differing)
    return Load(source, target, kept, wanted, standing)


def carry(load: Load, progress: Callable[[int], None]) -> None:
    """Writes what is missing, proves it, and makes the same publication current; `progress` is told tables written.

    Raises:
        UsageError: somebody else has published in the target meanwhile.
        RunError: a publication would not be the same; it is taken away again.
    """
    if load.target.store == "duckdb":
        _into_folder(load, progress)
    elif load.wanted:
        with _folders(load) as folders:
            _into_lake(load, folders, progress)


def _kept_in(settings: Settings) -> Kept:
    if settings.store != "duckdb":
        return _on_shelf(Lake.of(settings), shelf(settings))
    published = settings.published
    places = {name: _files(published / name) for name in store.kept_ids(published)}
    return Kept(places, store.current_id(published))


def _on_shelf(lake: Lake, found: Shelf) -> Kept:
    places: dict[str, Catalogues] = {
        one.publication_id: {name: lake.database(name).at(snapshot) for name, snapshot in one.snapshots.items()}
        for one in found.kept
    }
    return Kept(places, found.current)


def _files(folder: Path) -> Catalogues:
    return {name: FileDatabase(folder / file) for name, file in FILES.items()}


def _require_room(target: Settings, wanted: Kept, found: Kept, history: frozenset[str]) -> None:
    """A home may keep what its lake has given up since; a lake, nothing but what an earlier migration has written.

    Raises:
        UsageError: other publications stand there.
    """
    ids, others = list(wanted.places), list(found.places)
    if target.store == "duckdb":
        strange = [name for name in others if name not in {*ids, *history}]
    else:
        begun = ids[: len(others)] if found.current is None else ids
        strange = [] if others in ([], begun) else others
    if strange:
        raise _others(target, strange)


def _others(target: Settings, ids: Sequence[str]) -> UsageError:
    listed = ", ".join(ids)
    if target.store == "duckdb":
        return UsageError(
            f"{target.published} มีชุดเผยแพร่อื่นอยู่แล้ว ({listed}) ไม่มีอะไรถูกเปลี่ยน ให้ย้ายโฟลเดอร์เหล่านี้ไปเก็บที่อื่นก่อน",
            f"{target.published} keeps other publications already ({listed}); nothing was changed. Move these folders "
            "aside first",
        )
    return UsageError(
        f"lake ปลายทางมีชุดเผยแพร่อื่นอยู่แล้ว ({listed}) ไม่มีอะไรถูกเปลี่ยน ให้ระบุ lake ที่ว่าง หรือย้ายของเดิมไปเก็บที่อื่นก่อน "
        "(internal.sqlite และ public.sqlite หรือ schema cvm_internal และ cvm_public ใน Postgres พร้อมโฟลเดอร์ของทั้งสอง)",
        f"the lake keeps other publications already ({listed}); nothing was changed. Name an empty lake, or move what "
        "is there aside first (internal.sqlite and public.sqlite, or in Postgres the schemas cvm_internal and "
        "cvm_public, and the folders of both)",
    )


def _whole(connection: duckdb.DuckDBPyConnection, publication_id: str, places: Catalogues) -> Publication:
    """A publication of the source, which is what it says of itself.

    Raises:
        RunError: it is not, or cannot be read.
    """
    found = _read_or_none(connection, places)
    if found is not None and not found.untrue:
        return found
    listed = f" ({', '.join(found.untrue[:10])})" if found else ""
    raise RunError(
        f"ชุดเผยแพร่ {publication_id} ของต้นทางเสียหาย{listed} ไม่มีอะไรถูกเปลี่ยน ให้นำกลับมาจากสำเนาสำรอง หรือย้ายชุดนี้ออกไปก่อน",
        f"publication {publication_id} of the source is damaged{listed}; nothing was changed. Bring it back from a "
        "backup, or move it aside first",
    )


def _differing(settings: Settings, found: Kept, wanted: Mapping[str, Publication]) -> list[str]:
    """Which of the publications of a store are not what they should be."""
    if not wanted:
        return []
    with bench(settings) as connection:
        return [name for name, one in wanted.items() if _read_or_none(connection, found.places[name]) != one]


def _read_or_none(connection: duckdb.DuckDBPyConnection, places: Catalogues) -> Publication | None:
    """A publication, attached meanwhile; None where it cannot be read."""
    try:
        for name, place in places.items():
            place.attach(connection, name, is_written=False)
        return _read(connection, places[INTERNAL])
    except (duckdb.Error, OSError, ValueError, KeyError):
        return None
    finally:
        for name in places:
            connection.execute(f"detach database if exists {name}")


def _read(connection: duckdb.DuckDBPyConnection, internal: Database) -> Publication:
    proofs = {name: proofs_of(connection, name, "main") for name in FILES}
    if isinstance(internal, FileDatabase):
        folder = internal.path.parent
        manifest, hidden = store.read_manifest(folder), (folder / store.HIDDEN_FILE).read_bytes()
        keys = {name: keys_of(connection, name) for name in FILES}
        return Publication(manifest, _shown(manifest), hidden, keys, proofs)
    said = {name: _said(connection, name, "manifest", "keys") for name in FILES}
    (hidden,) = _said(connection, INTERNAL, "hidden_cells")
    manifest, shown = json.loads(said[INTERNAL][0]), json.loads(said[PUBLIC][0])
    return Publication(
        manifest, _shown(shown), hidden, {name: json.loads(keys) for name, (_, keys) in said.items()}, proofs
    )


def _shown(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What everybody is told of the tables."""
    found: dict[str, Any] = manifest["files"][FILES[PUBLIC]]["tables"]
    return found


def _said(connection: duckdb.DuckDBPyConnection, catalogue: str, *columns: str) -> tuple[Any, ...]:
    """What a catalogue says of the publication that it holds at its snapshot."""
    query = f"select {', '.join(columns)} from {catalogue}.store.publications order by position desc limit 1"
    (row,) = connection.execute(query).fetchall()
    return row


def _unequal(ids: Sequence[str]) -> RunError:
    publication_id = ", ".join(ids)
    return RunError(
        f"ชุดเผยแพร่ {publication_id} ในที่เก็บใหม่ไม่เท่ากับต้นทาง จึงลบออกจากที่เก็บใหม่แล้ว ต้นทางยังอยู่ครบ ให้ตรวจดิสก์แล้วสั่งใหม่",
        f"publication {publication_id} is not the same in the new store, so it was removed from it; the source stands "
        "as it was. See to the disk and run it again",
    )


@contextmanager
def _folders(load: Load) -> Iterator[dict[str, Path]]:
    """The files of the publications that are missing; those of a lake for as long as they are needed."""
    if load.source.store == "duckdb":
        yield {name: load.source.published / name for name in load.missing}
        return
    published = load.source.published
    store.sweep(published)
    folders: dict[str, Path] = {}
    try:
        for name in load.missing:
            folders[name] = store.building_folder(published, name)
            publications.write_files(load.kept.places[name], folders[name])
        yield folders
    finally:
        for folder in folders.values():
            store.discard(published, folder.name)


def _into_lake(load: Load, folders: Mapping[str, Path], progress: Callable[[int], None]) -> None:
    lake, written = Lake.of(load.target), 0
    with publications.writing(load.target) as connection:
        found = _on_shelf(lake, read_shelf(connection, PUBLIC))
        if {*found.places} != load.standing:
            raise _others(load.target, list(found.places))
        for name, publication in load.missing.items():
            publications.add(connection, folders[name], len(load.wanted), is_current=False)
            written += sum(map(len, publication.proofs.values()))
            progress(written)
        found = _on_shelf(lake, read_shelf(connection, PUBLIC))
        if differing := _differing(load.target, found, load.missing):
            publications.take_down(connection)
            raise _unequal(differing)
        if found.current != load.kept.current:
            publications.point(connection, str(load.kept.current))


def _into_folder(load: Load, progress: Callable[[int], None]) -> None:
    published, written = load.target.published, 0
    store.sweep(published)
    for name, publication in load.missing.items():
        building = store.building_folder(published, name)
        try:
            publications.write_files(load.kept.places[name], building)
            if _differing(load.target, Kept({name: _files(building)}), {name: publication}):
                raise _unequal([name])
            store.seal(building)
            store.complete(building, name)
        except BaseException:
            store.discard(published, building.name)
            raise
        written += sum(map(len, publication.proofs.values()))
        progress(written)
    if load.kept.current not in (None, store.current_id(published)):
        store.point_current(published, str(load.kept.current))


def history_of(settings: Settings, build: Database) -> frozenset[str]:
    """The publications of which a database `build` knows, kept or not."""
    with bench(settings, build=(build, False)) as connection:
        table = "from duckdb_tables() where (database_name, schema_name, table_name) = ('build', 'raw', 'publications')"
        if not connection.execute(table).fetchall():
            return frozenset()
        ids = connection.execute("select distinct publication_id from build.raw.publications").fetchall()
        return frozenset(publication_id for (publication_id,) in ids)
