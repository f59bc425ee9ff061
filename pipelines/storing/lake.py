"""A lake: Parquet files and a catalogue in Postgres or SQLite (DuckLake), which many homes share.

Each database is a catalogue of its own, so that whoever may read one need not be able to see another: `build`, `mart`,
`internal` and `public`. In Postgres each is a schema `cvm_<name>`; beside SQLite, a file. Its Parquet files lie in a
folder of its own, or beneath a name of its own in a bucket, which the catalogue remembers from the day it is made.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import duckdb

from pipelines.errors import PassingError, UsageError
from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing.buckets import checked_place, is_bucket, load_for_bucket, open_bucket
from pipelines.storing.extensions import load_extensions

PUBLISHED = INTERNAL, PUBLIC = "internal", "public"
"""The catalogues of what is published."""
CATALOGUES = ("build", "mart", *PUBLISHED)

_STORE = re.compile(r"ducklake:(postgres|sqlite):(.+)", re.DOTALL)
_EXTENSIONS = {"postgres": "postgres_scanner", "sqlite": "sqlite_scanner"}
_MUST_EXIST = {"create_if_not_exists": "false"}
_ALL_IN_FILES = {"data_inlining_row_limit": "0"}
"""A few rows go to a file as many do: kept in the catalogue, every table would bring it a second one, to be asked by
every query and read again with every change of a definition."""
_PATIENCE = {"ducklake_max_retry_count": 100, "ducklake_retry_wait_ms": 20, "ducklake_retry_backoff": 1.1}
"""Who finds that another has committed meanwhile tries again, unless both changed the same."""
_MAKING_ATTEMPTS, _MAKING_WAIT_SECONDS = 10, 0.2


@dataclass(frozen=True)
class Lake:
    """Where a lake's catalogues are, and in which folder or bucket a new one keeps its files."""

    kind: str
    place: str
    data: str

    @classmethod
    def of(cls, settings: Settings) -> Lake:
        """The lake that the settings name.

        Raises:
            UsageError: they name none that can be understood, or a password or key stands in them.
        """
        found = _STORE.fullmatch(settings.store)
        if not found:
            raise UsageError(
                f"ไม่รู้จัก CVM_STORE={settings.store} ให้ใช้ duckdb, ducklake:sqlite:FOLDER "
                "หรือ ducklake:postgres:CONNECTION",
                f"CVM_STORE={settings.store} is unknown; use duckdb, ducklake:sqlite:FOLDER "
                "or ducklake:postgres:CONNECTION",
            )
        kind, place = found.groups()
        if kind == "postgres" and re.search(r"password\s*=|://[^/@]*:[^/@]*@", place, re.IGNORECASE):
            raise UsageError(
                "CVM_STORE มีรหัสผ่าน ให้เก็บรหัสผ่านไว้ใน PGPASSFILE แทน",
                "CVM_STORE holds a password; keep it in the file that PGPASSFILE names instead",
            )
        if settings.lake_data:
            data = checked_place(settings.lake_data)
        else:
            data = str((Path(place) if kind == "sqlite" else settings.home / "lake").resolve())
        _require_name(data if is_bucket(data) else str(Path(data).resolve()))
        return cls(kind, place, data.rstrip("/"))

    def database(self, name: str) -> LakeDatabase:
        """One of its databases."""
        return LakeDatabase(self, name)


@dataclass(frozen=True)
class LakeDatabase:
    """A catalogue of a lake; `snapshot` is the one at which it is read, None for the newest."""

    lake: Lake
    name: str
    snapshot: int | None = None

    def at(self, snapshot: int) -> LakeDatabase:
        """The same as it stood at a snapshot."""
        return replace(self, snapshot=snapshot)

    def exists(self) -> bool:
        """Whether somebody has made it.

        Raises:
            PassingError: the catalogues cannot be reached.
        """
        if self.lake.kind == "sqlite" and not self.file.exists():
            return False
        with shared() as connection:
            load_extensions(connection, self._extensions)
            try:
                self._attach(connection, "held", {"read_only": "true", **_MUST_EXIST})
            except duckdb.InvalidInputException:
                return False
            connection.execute("detach held")
        return True

    def attach(self, connection: duckdb.DuckDBPyConnection, alias: str, *, is_written: bool) -> None:
        """Attach it under a name, making it where it is written and does not exist; nothing where the name is taken.

        Raises:
            duckdb.Error: the catalogue cannot be reached, or is read and does not exist.
        """
        attached = connection.execute("select database_name from duckdb_databases()").fetchall()
        if (alias,) in attached:
            return
        load_extensions(connection, self._extensions)
        for name, value in _PATIENCE.items():
            connection.execute(f"set {name} = {value}")
        if not is_written:
            if self.lake.kind == "sqlite" and not self.file.exists():
                raise duckdb.InvalidInputException(f"{self.described}: nobody has made it")
            at = {} if self.snapshot is None else {"snapshot_version": str(self.snapshot)}
            self._attach(connection, alias, {"read_only": "true", **_MUST_EXIST, **at})
            return
        self.make()
        self._attach(connection, alias, {**_MUST_EXIST, **_ALL_IN_FILES})

    def attach_metadata(self, connection: duckdb.DuckDBPyConnection, alias: str) -> None:
        """Attach the tables in which DuckLake keeps the catalogue, where it exists, and look there for names.

        Raises:
            duckdb.Error: it cannot be reached.
        """
        load_extensions(connection, self._extensions)
        place = self.file if self.lake.kind == "sqlite" else self.lake.place
        connection.execute(f'attach {literal(place)} as "{alias}" (type {self.lake.kind})')
        connection.execute(f'use "{alias}".{self.metadata_schema}')

    def metadata_of(self, alias: str) -> str:
        """What stands before the names of those tables on a connection to which it is attached under a name."""
        return f'"__ducklake_metadata_{alias}".{self.metadata_schema}.'

    def connect(self, settings: Settings | None, *, is_written: bool) -> duckdb.DuckDBPyConnection:
        """A connection whose own database this is.

        Those of one process share what is attached and what is remembered of the catalogue: to load the extensions and
        to attach takes longer than most queries.

        Raises:
            duckdb.Error: the catalogue cannot be reached, or is read and does not exist.
        """
        connection = _shared().cursor()
        if settings:
            connection.execute(f"set threads = {settings.duckdb_threads}")
            connection.execute(f"set memory_limit = {literal(settings.duckdb_memory_limit)}")
        alias = f"{self.lake.kind}:{self.lake.place}:{self.name}:{self.snapshot}:{is_written}"
        self.attach(connection, alias, is_written=is_written)
        connection.execute(f'use "{alias}"')
        return connection

    def vacuum(self, patience_seconds: float) -> None:
        """Let nothing of deleted rows stay between those of the catalogue's own tables, nor in what is known of them.

        In Postgres the tables of other owners are left out.

        Raises:
            PassingError: others hold them for longer than the patience.
        """
        if self.lake.kind == "sqlite":
            self._vacuum_file(patience_seconds)
        else:
            self._vacuum_schema(patience_seconds)

    def _vacuum_file(self, patience_seconds: float) -> None:
        import sqlite3

        try:
            with closing(sqlite3.connect(self.file, timeout=patience_seconds, isolation_level=None)) as connection:
                connection.execute("vacuum")
        except sqlite3.OperationalError as error:
            raise _held(self, error) from error

    def _vacuum_schema(self, patience_seconds: float) -> None:
        import psycopg
        from psycopg import sql

        try:
            with psycopg.connect(self.lake.place, autocommit=True) as connection:
                connection.execute(f"set lock_timeout = {round(patience_seconds * 1000)}".encode())
                named = "select tablename from pg_tables where schemaname = %s order by tablename"
                for (table,) in connection.execute(named, [self.metadata_schema]).fetchall():
                    of_table = sql.Identifier(self.metadata_schema, table)
                    connection.execute(sql.SQL("vacuum (full, analyze) {}").format(of_table))
        except psycopg.OperationalError as error:
            raise _held(self, error) from error

    @property
    def described(self) -> str:
        """As a message may call it."""
        return f"{self.lake.kind}: {self.name}"

    @property
    def file(self) -> Path:
        """The catalogue itself, beside SQLite."""
        return Path(self.lake.place) / f"{self.name}.sqlite"

    @property
    def metadata_schema(self) -> str:
        """Where the tables of the catalogue stand in the database that keeps them."""
        return "main" if self.lake.kind == "sqlite" else f"cvm_{self.name}"

    @property
    def _extensions(self) -> tuple[str, str]:
        return "ducklake", _EXTENSIONS[self.lake.kind]

    def make(self) -> None:
        """Make it, empty, where it does not exist; it remembers where its files lie. Several may do so at once."""
        if self.exists():
            return
        if self.lake.kind == "sqlite":
            self.file.parent.mkdir(parents=True, exist_ok=True)
        self._make_place()
        for attempt in range(_MAKING_ATTEMPTS):
            try:
                self._make()
                return
            except (PassingError, duckdb.Error):  # another is making it
                if attempt == _MAKING_ATTEMPTS - 1:
                    raise
                time.sleep(_MAKING_WAIT_SECONDS)

    def _make(self) -> None:
        with shared() as connection:
            load_extensions(connection, self._extensions)
            self._attach(connection, "made", {"data_path": self._new_place})
            try:
                for option, value in _ALL_IN_FILES.items():
                    connection.execute(f"call made.set_option('{option}', {value})")
            finally:
                connection.execute("detach made")

    @property
    def _new_place(self) -> str:
        """Where its files lie, where nobody has made it yet."""
        return f"{self.lake.data}/{self.name}/"

    def _make_place(self) -> None:
        """The folder of its files, into which only those of its group may look; a bucket has to be there already."""
        if is_bucket(self.lake.data):
            with shared() as connection:
                open_bucket(connection, self._new_place)
            return
        Path(self.lake.data).mkdir(parents=True, exist_ok=True)
        folder = Path(self.lake.data) / self.name
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755 if self.name == PUBLIC else 0o750)

    def _attach(self, connection: duckdb.DuckDBPyConnection, alias: str, options: Mapping[str, str]) -> None:
        is_file = self.lake.kind == "sqlite"
        place = self.file if is_file else self.lake.place
        schema = {} if is_file else {"metadata_schema": self.metadata_schema}
        told = ", ".join(f"{name} {literal(value)}" for name, value in {**schema, **options}.items())
        statement = f'attach {literal(f"ducklake:{self.lake.kind}:{place}")} as "{alias}" ({told})'
        try:
            try:
                connection.execute(statement)
            except duckdb.Error as error:
                if not load_for_bucket(connection, error):
                    raise
                connection.execute(statement)
        except duckdb.InvalidInputException:
            raise
        except duckdb.Error as error:
            raise PassingError(
                f"เข้าถึง lake ของ CVM_STORE ไม่ได้ ({self.lake.kind}: {place}) ให้ตรวจค่านี้ ว่าเซิร์ฟเวอร์ทำงานอยู่ และสิทธิ์ของผู้ใช้",
                f"the lake that CVM_STORE names cannot be reached ({self.lake.kind}: {place}); check that value, that "
                "the server runs, and that its user may enter",
            ) from error
        self._open_place(connection, alias)

    def _open_place(self, connection: duckdb.DuckDBPyConnection, alias: str) -> None:
        """Let the connection reach the files, wherever the catalogue has them; else it is not attached."""
        try:
            place = place_of_files(connection, alias)
            _require_name(place)
            open_bucket(connection, place)
        except BaseException:
            connection.execute(f'detach "{alias}"')
            raise


def _require_name(place: str) -> None:
    """Lets no place be one that would be taken for many: of files that nobody needs, neighbours' would go as well.

    Raises:
        UsageError: it is a pattern.
    """
    if re.search(r"[*?\[]", place):
        raise UsageError(
            f"ที่เก็บไฟล์ของ lake ต้องไม่มี * ? [ ในชื่อ ({place}) ให้ย้ายหรือเปลี่ยนชื่อโฟลเดอร์ แล้วตั้ง CVM_LAKE_DATA ใหม่",
            f"the place of a lake's files may have no * ? [ in its name ({place}); rename the folder, or name another "
            "in CVM_LAKE_DATA",
        )


def place_of_files(connection: duckdb.DuckDBPyConnection, alias: str) -> str:
    """Where the files of a catalogue lie that is attached under a name: a folder, or a place in a bucket."""
    ((place,),) = connection.execute(f"select data_path from ducklake_settings({literal(alias)})").fetchall()
    return str(place)


def folders_of_tables(metadata: str = "") -> str:
    """A query of the folder in which the files of each table lie, and of its schema's name.

    Args:
        metadata: what stands before the names of the tables in which DuckLake keeps the catalogue.
    """
    return f"""
        select distinct
            table_id,
            schema_name,
            if(s.path_is_relative::boolean, data_path, '') || s.path as of_schema,
            if(t.path_is_relative::boolean, of_schema, '') || t.path as folder
        from {metadata}ducklake_table t
        inner join {metadata}ducklake_schema s using (schema_id)
        cross join (select value as data_path from {metadata}ducklake_metadata where key = 'data_path')
    """


def _held(database: LakeDatabase, error: Exception) -> PassingError:
    return PassingError(
        f"โปรแกรมอื่นเปิดแคตตาล็อก {database.described} ค้างไว้ หรือเครื่องแม่ข่ายไม่ตอบ ({type(error).__name__}) สั่งใหม่ได้เลย",
        f"another program holds the catalogue {database.described}, or its server does not answer "
        f"({type(error).__name__}); run it again",
    )


def shared() -> duckdb.DuckDBPyConnection:
    """A connection of this process for what is attached and detached again; its extensions are loaded once.

    Not that of `connect`, whose catalogues stay attached: a look at all tables would look into every one of them.
    """
    return _apart().cursor()


@cache
def _apart() -> duckdb.DuckDBPyConnection:
    """Another database in memory, to which nothing stays attached."""
    return duckdb.connect()


@cache
def _shared() -> duckdb.DuckDBPyConnection:
    """The one database in memory to which this process attaches catalogues."""
    return duckdb.connect()
