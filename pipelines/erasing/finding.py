"""Finding what a home holds of persons: all their pseudonyms, and every row, file, publication and report of theirs.

A person is asked for by one number and stands in the tables under several: the national id leads to the student ids of
the same rows, a roster to the name by which an answer without an id is known, the register of establishments to the
name of a shop. Reads `build` and landing, changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.contracts import Contract
from pipelines.erasing.theirs import Theirs, columns_of, keys_in, marked
from pipelines.publishing.store import kept_ids, read_manifest
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing.databases import build_database

HELD = "held.raw"
"""Where the tables of `raw` stand while they are looked through."""


@dataclass(frozen=True)
class Relation:
    """A table of `raw`, or one landed file, with what of its rows may be somebody's."""

    source: str
    sql: str
    theirs: Theirs
    path: Path | None = None


@dataclass
class Found:
    """What was found. `keys` never leave the process.

    `rows` and `landed` count rows of `raw` and of landing by source, `cells` those of `raw` that are about others and
    name a person as an establishment; `files` are files of senders by SHA-256, `paths` how they were named.
    `shared_names` are names at a college that others bear too, so that answers without an id stay; `doubtful_rows`
    bear the student id of a person and somebody else's national id.
    """

    keys: frozenset[str] = field(default=frozenset(), repr=False)
    rows: dict[str, int] = field(default_factory=dict)
    landed: dict[str, int] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    shared_names: int = 0
    doubtful_rows: int = 0

    @property
    def is_anything(self) -> bool:
        """Whether the home holds anything of the persons."""
        return bool(self.files)


@contextmanager
def opened(settings: Settings, *, is_written: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that holds the database `build`, where there is one; what spills lies in the warehouse."""
    with duckdb.connect(
        config={"threads": settings.duckdb_threads, "memory_limit": settings.duckdb_memory_limit}
    ) as connection:
        connection.execute("set TimeZone = 'Asia/Bangkok'")
        build = build_database(settings)
        if build.exists():
            connection.execute(f"set temp_directory = {literal(settings.warehouse / 'spill')}")
            build.attach(connection, "held", is_written=is_written)
        yield connection


def relations(
    connection: duckdb.DuckDBPyConnection, settings: Settings, contracts: Mapping[str, Contract]
) -> list[Relation]:
    """Everything at rest that may name a person: tables of `raw`, and landed files."""
    tables = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'held' and schema_name = 'raw'"
        ).fetchall()
    }
    found = []
    for source, contract in contracts.items():
        if source in tables:
            found.append(_relation(connection, contract, f"{HELD}.{source}"))
        found += [
            _relation(connection, contract, f"read_parquet({literal(path)})", path)
            for path in sorted((settings.landing / source).glob("*.parquet"))
        ]
    return [relation for relation in found if relation.theirs.has_persons]


def _relation(
    connection: duckdb.DuckDBPyConnection, contract: Contract, sql: str, path: Path | None = None
) -> Relation:
    return Relation(contract.source, sql, Theirs(contract, columns_of(connection, sql)), path)


def keys_of(
    connection: duckdb.DuckDBPyConnection, found: Collection[Relation], asked: Collection[str]
) -> tuple[frozenset[str], int, int]:
    """All keys of the persons asked for by some of their pseudonyms; how many names are shared, and doubtful rows."""
    with _people(connection, found, asked):
        for further in (_NUMBERS_OF_STUDENTS, _STUDENTS_OF_NUMBERS):
            _add(connection, _texts(connection, further))
        row = connection.execute(_DOUBTFUL).fetchone()
        names, of_others = _texts(connection, _NAMES.format("")), _texts(connection, _NAMES.format("not"))
        _add(connection, names - of_others)
        keys = frozenset({*_texts(connection, "from keys"), *_names_of_owners(connection, found)})
    return keys, len(names & of_others), row[0] if row else 0


def further_keys(
    connection: duckdb.DuckDBPyConnection, found: Collection[Relation], known: Collection[str]
) -> frozenset[str]:
    """Keys under which some relations show persons whose keys are known: other student ids, and names of shops.

    A student id leads to nobody here, for it may stand beside the number of somebody else; nor does a name.
    """
    with _people(connection, found, known):
        keys = {*_texts(connection, _STUDENTS_OF_NUMBERS), *_names_of_owners(connection, found)}
    return frozenset(keys - {*known})


@contextmanager
def _people(
    connection: duckdb.DuckDBPyConnection, found: Collection[Relation], keys: Collection[str]
) -> Iterator[None]:
    """The tables `people` (who stands in these relations, under what) and `keys`."""
    people = " union all ".join(
        f"select {one.theirs.student} as student, {one.theirs.number} as number, {one.theirs.name} as name, "
        f"{one.path is None} as is_loaded from {one.sql}"
        for one in found
        if one.theirs.subjects
    )
    nobody = "select ''::varchar as student, ''::varchar as number, null::varchar as name, true as is_loaded limit 0"
    connection.execute(f"create temp table people as select *, count(*) as rows from ({people or nobody}) group by all")
    connection.execute("create temp table keys (key varchar)")
    _add(connection, keys)
    yield
    connection.execute("drop table people")
    connection.execute("drop table keys")


def _names_of_owners(connection: duckdb.DuckDBPyConnection, found: Collection[Relation]) -> set[str]:
    """The pseudonyms of name and province of those who are an establishment in person."""
    names: set[str] = set()
    for one in found:
        if one.theirs.owner_and_name:
            owner, name = one.theirs.owner_and_name
            names |= _texts(connection, f"select {name} from {one.sql} where {owner} in (from keys)")
    return names


_NUMBERS_OF_STUDENTS = """
    select any_value(number) from people where student in (from keys) group by student
    having count(distinct number) = 1
"""
"""National ids of those asked for by student id, where all rows of a student id agree in one."""
_STUDENTS_OF_NUMBERS = "select distinct student from people where number in (from keys)"
_DOUBTFUL = """
    select coalesce(sum(rows), 0)::bigint from people
    where is_loaded and student in (from keys) and number not in (from keys)
"""
_NAMES = """
    select distinct name from people
    where {} (coalesce(student in (from keys), false) or coalesce(number in (from keys), false))
"""


def find(
    connection: duckdb.DuckDBPyConnection, settings: Settings, found: Collection[Relation], keys: Collection[str]
) -> Found:
    """The rows, files and publications that hold the persons of these keys."""
    told = Found(keys=frozenset(keys))
    files: set[str] = set()
    for one in found:
        rows, cells = one.theirs.rows(keys), one.theirs.named_in_cells(keys)
        row = connection.execute(
            f"select count(*) filter ({rows}), count(*) filter ({cells}), "
            f"list(distinct source_sha256) filter ({rows} or {cells}) from {one.sql}"
        ).fetchone()
        count, named, shas = row or (0, 0, None)
        for counts, more in ((told.landed if one.path else told.rows, count), (told.cells, 0 if one.path else named)):
            if more:
                counts[one.source] = counts.get(one.source, 0) + more
        files |= set(shas or ())
    told.files = tuple(sorted(files))
    told.paths = paths_of(connection, files)
    told.publications = publications_of(settings, files)
    return told


def keys_present(
    connection: duckdb.DuckDBPyConnection,
    found: Collection[Relation],
    marks: Collection[str],
    pseudonyms: Pseudonyms,
) -> frozenset[str]:
    """The keys at rest that stand in the list of who was erased."""
    return marked(all_keys(connection, found), marks, pseudonyms)


def all_keys(
    connection: duckdb.DuckDBPyConnection, found: Collection[Relation], among: Collection[str] | None = None
) -> set[str]:
    """Every key that some relations hold, or those of certain ones that they hold."""
    return {key for one in found for key in keys_in(connection, one.sql, one.theirs, among)}


def publications_of(settings: Settings, files: Collection[str]) -> tuple[str, ...]:
    """The kept publications that were made from one of these files of senders."""
    return tuple(
        publication_id
        for publication_id in kept_ids(settings.published)
        if {*read_manifest(settings.published / publication_id)["inputs"]} & {*files}
    )


def paths_of(connection: duckdb.DuckDBPyConnection, files: Collection[str]) -> tuple[str, ...]:
    """Every path of the inbox under which one of these files has come."""
    if not files:
        return ()
    listed = ", ".join(map(literal, sorted(files)))
    return tuple(sorted(_texts(connection, f"select path from {HELD}.files where source_sha256 in ({listed})")))


def _add(connection: duckdb.DuckDBPyConnection, keys: Collection[str]) -> None:
    if keys:
        connection.executemany("insert into keys values (?)", [[key] for key in sorted(keys)])


def _texts(connection: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    return {text for (text,) in connection.execute(sql).fetchall() if text is not None}
