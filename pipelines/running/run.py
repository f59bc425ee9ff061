"""A run: who it is, what it may use, and the one lock that lets a home have a single writer.

The stages of a run stand in `stages`; the order in which the command line takes them in `refresh`.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pipelines.contracts import Contract, load_contracts
from pipelines.errors import PassingError, RunError
from pipelines.loading.registry import key_fingerprint
from pipelines.loading.stamp import RunStamp
from pipelines.office.calendar import event_windows
from pipelines.running.reports import Progress, silent
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, opened

if TYPE_CHECKING:
    from pipelines.erasing.proving import Search
    from pipelines.loading.warehouse import Warehouse
    from pipelines.reading.canonical import Reading
    from pipelines.reading.colleges import CollegeName, Colleges
    from pipelines.reading.pseudonyms import Pseudonyms
    from pipelines.storing.leases import Leases


@dataclass
class Run:
    """One refresh: its settings, its stamp, and the seconds each stage took.

    `sought` are numbers of persons for whom the search at the end of an erasure looks; they are written nowhere.
    `searched` is what that search has said; `left_out` are the marks of erased persons without whom files were read;
    `progress` is told where the run waits for others.
    """

    settings: Settings
    stamp: RunStamp
    accepted: frozenset[str] = frozenset()
    sought: frozenset[str] = field(default=frozenset(), repr=False)
    seconds: dict[str, float] = field(default_factory=dict)

    searched: Search | None = None
    left_out: frozenset[str] = field(default=frozenset(), repr=False)
    progress: Progress = field(default=silent, repr=False)

    _open: Warehouse | None = field(default=None, init=False, repr=False)

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The warehouse of this home, opened once for everything within the outermost block."""
        from pipelines.loading.warehouse import Warehouse

        if self._open is not None:
            yield self._open
            return
        with Warehouse(self.settings) as opened:
            self._open = opened
            try:
                yield opened
            finally:
                self._open = None

    @contextmanager
    def loading(self, source: str) -> Iterator[None]:
        """Nobody else loads rows of this source, or builds; in a home of its own nobody else could.

        Raises:
            PassingError: others have been doing so for too long.
        """
        with self._leases.loading(source) if self._leases else nullcontext():
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else loads or builds; in a home of its own nobody else could.

        Raises:
            PassingError: others have been doing so for too long.
        """
        with self._leases.alone() if self._leases else nullcontext():
            yield

    def require_lease(self) -> None:
        """Nothing, where others are still kept from what this run does.

        Raises:
            PassingError: they no longer are.
        """
        if self._leases:
            self._leases.require()

    @cached_property
    def _leases(self) -> Leases | None:
        if not self.is_shared:
            return None
        from pipelines.storing.leases import leases_of

        return leases_of(self.settings, lambda: self.progress("wait", 0, 1))

    @property
    def is_shared(self) -> bool:
        """Whether others load into the same tables."""
        return self.settings.store != "duckdb"

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """All contracts by source, read when first asked for."""
        return load_contracts()

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        """The pseudonyms of this home; its key is made on the first run.

        Raises:
            RunError: the key cannot be read or made, or is another than that of the runs before.
        """
        from pipelines.reading.pseudonyms import kept_pseudonyms

        with self.warehouse() as warehouse:
            fingerprint = key_fingerprint(warehouse.connection)
        given = self.settings.pseudonym_key
        return kept_pseudonyms(self.settings.key_file, given.get_secret_value() if given else None, fingerprint)

    @cached_property
    def colleges(self) -> Colleges:
        """The names of colleges that the register of this home holds; reading replaces them by what it knew."""
        from pipelines.reading.colleges import Colleges

        with self.warehouse() as warehouse:
            names = warehouse.college_names()
        return Colleges(names, self.settings.college_likeness, self.settings.college_lead)

    def reading(self, names: Iterable[CollegeName]) -> Reading:
        """What this run reads rows with, given the names of colleges that are known."""
        from pipelines.reading.canonical import Reading
        from pipelines.reading.colleges import Colleges

        events = event_windows(self.settings.home)
        self.colleges = Colleges(names, self.settings.college_likeness, self.settings.college_lead)
        return Reading(self.stamp.as_of, self.colleges, events, self.pseudonyms)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Adds the time spent inside to a stage."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = round(self.seconds.get(stage, 0.0) + time.perf_counter() - started, 3)


def new_stamp(as_of: date, project_fingerprint: str) -> RunStamp:
    """The stamp of a run that begins now; its id sorts by time."""
    now = datetime.now(UTC)
    return RunStamp(f"{now:%Y%m%dT%H%M%S}.{now:%f}-{secrets.token_hex(2)}", as_of, now, project_fingerprint)


def stamp_of_last_run(settings: Settings, project_fingerprint: str) -> RunStamp:
    """The stamp of the run that this home began last, for stages that are taken one by one and belong to it.

    Raises:
        RunError: no run has begun in this home.
    """
    row = None
    if settings.store != "duckdb":
        if settings.begun_file.exists():
            told = json.loads(settings.begun_file.read_text(encoding="utf-8"))
            row = told["run_id"], date.fromisoformat(told["as_of"])
    elif (build := build_database(settings)).exists():
        with opened(build) as connection:
            row = connection.execute("select run_id, as_of from raw.run").fetchone()
    if row is None:
        raise RunError(
            "ยังไม่เคยอ่านไฟล์ในคลังข้อมูลนี้ ให้เริ่มจากการอ่านไฟล์ใหม่",
            "no run has begun in this home; begin with reading the inbox",
        )
    return RunStamp(row[0], row[1], datetime.now(UTC), project_fingerprint)


@contextmanager
def only_writer(settings: Settings, patience_seconds: float = 0) -> Iterator[None]:
    """Holds the home's lock; the operating system gives it back if the process dies.

    Args:
        patience_seconds: how long to wait for the run that holds it.

    Raises:
        PassingError: another run is writing to this home.
        RunError: nobody may write there.
    """
    try:
        settings.warehouse.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.lock_file)
        lock.acquire(timeout=patience_seconds)
    except Timeout:
        raise PassingError(
            "มีการปรับปรุงข้อมูลชุดนี้กำลังทำงานอยู่ รอให้เสร็จแล้วสั่งใหม่",
            "another run is writing to this home; wait for it to end and try again",
        ) from None
    except OSError as error:
        raise RunError(
            f"เขียนในโฟลเดอร์ {settings.home} ไม่ได้ ({error.strerror}) ให้สิทธิ์เขียน หรือใช้ --home",
            f"cannot write to {settings.home} ({error.strerror}); allow writing there, or use --home",
        ) from None
    try:
        yield
    finally:
        lock.release()
