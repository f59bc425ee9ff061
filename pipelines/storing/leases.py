"""Who may change a lake now: loading takes turns by source, and building waits until nobody loads or builds.

In Postgres a lease is an advisory lock on a connection of its own, which the server gives back when the process dies;
beside a catalogue of SQLite it is a locked file. Readers take none, nor does reading or judging files. What still loses
against another transaction is done again (`retried`).
"""

from __future__ import annotations

import hashlib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from pipelines.errors import PassingError
from pipelines.settings import Settings
from pipelines.storing.lake import Lake

if TYPE_CHECKING:
    import psycopg

_LOCK = "cvm"
"""What the lock of a lake is called; those of its sources are called after it."""
_ATTEMPTS = 20
_FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 0.05, 5.0
_LOST = ("Transaction conflict", "database is locked")
"""How DuckLake tells that another has changed the same table meanwhile, and how SQLite that another is writing."""

_Done = TypeVar("_Done")


class Leases(ABC):
    """What a run holds of a lake; within one of them it has all that it asks for.

    Args:
        patience_seconds: how long to wait for others.
        tell_waiting: called where another holds what is wanted.
    """

    def __init__(self, patience_seconds: float, tell_waiting: Callable[[], None]):
        self._patience, self._tell_waiting = patience_seconds, tell_waiting
        self._is_held = False

    @contextmanager
    def loading(self, source: str) -> Iterator[None]:
        """Rows of this source: nobody else loads any, and nobody builds.

        Raises:
            PassingError: others hold it for longer than the patience, or the server does not answer.
        """
        with self._once(source):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The whole lake.

        Raises:
            PassingError: others hold it for longer than the patience, or the server does not answer.
        """
        with self._once(None):
            yield

    @abstractmethod
    def require(self) -> None:
        """Nothing, where what was taken is still held.

        Raises:
            PassingError: the server has given it to others.
        """

    @contextmanager
    def _once(self, source: str | None) -> Iterator[None]:
        if self._is_held:
            yield
            return
        with self._taken(source):
            self._is_held = True
            try:
                yield
            finally:
                self._is_held = False

    @abstractmethod
    def _taken(self, source: str | None) -> Any:
        """Holds the lake for a source, or for everything."""


class FileLeases(Leases):
    """Beside SQLite, which bears one writer: a file that one process locks."""

    def __init__(self, folder: Path, patience_seconds: float, tell_waiting: Callable[[], None]):
        super().__init__(patience_seconds, tell_waiting)
        self._file = folder / f"{_LOCK}.lock"

    def require(self) -> None:
        """The operating system takes no lock back from a process that lives."""

    @contextmanager
    def _taken(self, source: str | None) -> Iterator[None]:  # noqa: ARG002 - one writer, of whatever it writes
        from filelock import FileLock, Timeout

        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._file)
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                self._tell_waiting()
                lock.acquire(timeout=self._patience)
        except Timeout:
            raise _busy() from None
        try:
            yield
        finally:
            lock.release()


class PostgresLeases(Leases):
    """Advisory locks, shared by those who load and waited for in the order in which they were asked for."""

    def __init__(self, place: str, patience_seconds: float, tell_waiting: Callable[[], None]):
        super().__init__(patience_seconds, tell_waiting)
        self._place = place
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    def require(self) -> None:
        """Nothing, where the connection that holds the locks lives."""
        import psycopg

        try:
            if self._connection is not None:
                self._connection.execute("select 1")
        except psycopg.OperationalError as error:
            raise _gone() from error

    @contextmanager
    def _taken(self, source: str | None) -> Iterator[None]:
        import psycopg

        wanted = [(_LOCK, "")] if source is None else [(_LOCK, "_shared"), (f"{_LOCK}:{source}", "")]
        try:
            self._connection = psycopg.connect(self._place, autocommit=True)
            self._connection.execute(f"set lock_timeout = {round(self._patience * 1000)}".encode())
            for name, kind in wanted:
                self._lock(name, kind)
        except psycopg.errors.LockNotAvailable:
            self._close()
            raise _busy() from None
        except psycopg.OperationalError as error:
            self._close()
            raise _gone() from error
        try:
            yield
        finally:
            self._close()

    def _lock(self, name: str, kind: str) -> None:
        assert self._connection is not None
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        row = self._connection.execute(f"select pg_try_advisory_lock{kind}({number})".encode()).fetchone()
        if row != (True,):
            self._tell_waiting()
            self._connection.execute(f"select pg_advisory_lock{kind}({number})".encode())

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def leases_of(settings: Settings, tell_waiting: Callable[[], None]) -> Leases:
    """The leases of the lake that the settings name."""
    lake = Lake.of(settings)
    if lake.kind == "sqlite":
        return FileLeases(Path(lake.place), settings.lake_patience_seconds, tell_waiting)
    return PostgresLeases(lake.place, settings.lake_patience_seconds, tell_waiting)


def retried(work: Callable[[], _Done]) -> _Done:
    """What a whole transaction gives; where it has lost against another it is done again, after growing waits.

    Raises:
        PassingError: it has lost every time.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return work()
        except duckdb.Error as error:
            if not any(words in str(error) for words in _LOST):
                raise
        time.sleep(min(_FIRST_WAIT_SECONDS * 1.5**attempt, _LONGEST_WAIT_SECONDS))
    raise PassingError(
        f"ผู้อื่นเขียนคลังข้อมูลกลางพร้อมกันจนบันทึกไม่ได้ ลองแล้ว {_ATTEMPTS} ครั้ง ไม่มีอะไรหาย สั่งใหม่ได้เลย",
        f"others were writing to the lake at the same time, {_ATTEMPTS} times over; nothing is lost: run it again",
    )


def _busy() -> PassingError:
    return PassingError(
        "หน่วยงานอื่นกำลังปรับปรุงคลังข้อมูลกลางนานเกินกำหนด (CVM_LAKE_PATIENCE_SECONDS) รอให้เสร็จแล้วสั่งใหม่",
        "another office's run holds the lake for longer than CVM_LAKE_PATIENCE_SECONDS; wait for it to end and try "
        "again",
    )


def _gone() -> PassingError:
    return PassingError(
        "ฐานข้อมูล Postgres ของคลังข้อมูลกลางไม่ตอบ หรือเพิ่งเริ่มใหม่ ไม่มีอะไรหาย ตรวจเครื่องแม่ข่ายแล้วสั่งใหม่",
        "the Postgres of the lake does not answer, or was restarted; nothing is lost: see to the server and run it "
        "again",
    )
