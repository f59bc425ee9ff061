"""The stages of a run, each a function of the run: read and land, guard, load, build, audit, publish, tell.

The command line and Dagster take these same stages and leave the same records. What passes from one stage to the
next lies on disk (landing, verdict, `raw`), so that each can be taken alone.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.model import ARRIVED_ON
from pipelines.erasing.shared import register_of
from pipelines.guarding.verdicts import RuleResult, file_result
from pipelines.loading.cutting import files_of_batches, parts_of_files
from pipelines.loading.landing import (
    Batch,
    LandedFile,
    Verdict,
    land,
    landed_batch,
    pending_batches,
    read_verdict,
    remove_pending,
    write_verdict,
)
from pipelines.loading.records import Rejected, insert, record_rejected
from pipelines.loading.registry import FileRecord, calendar_of_run, registered_batches
from pipelines.office.calendar import windows_fingerprint
from pipelines.publishing.store import current_id
from pipelines.reading.batches import Gathered, Gathering
from pipelines.reading.door import sent_bytes
from pipelines.reading.found import FileFault
from pipelines.reading.parts import Parts
from pipelines.reading.rows import SourceRows, rows_of_file
from pipelines.running.inbox import InboxFile
from pipelines.running.run import Run
from pipelines.running.sharing import begin, done_again, loaded_by_others, take_over
from pipelines.running.state import state_fingerprint
from pipelines.running.telling import tell_batch, tell_rejected
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.building.results import Build
    from pipelines.publishing.audit import AuditResult
    from pipelines.publishing.publication import Publication
    from pipelines.reading.canonical import Reading
    from pipelines.running.refresh import Look


@dataclass(frozen=True)
class Landed:
    """What came of reading the new files: batches by source, and files refused or held as a whole."""

    batches: tuple[Batch, ...]
    rejected: tuple[Rejected, ...]


def read_and_land(
    run: Run, begun: Look, only: Iterable[str] = (), progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Landed:
    """Reads new files and lands them in batches of a source; registers and answers those that cannot be taken.

    Files whose rows wait for the name of a college, or for an event of the calendar, are read again where others are
    known by now; such files are batches of their own for each run that took them first, and are loaded before.

    Args:
        only: take files of these sources alone; the others stay unregistered for a later run.
        progress: called after each file with how many are done, and of how many.
    """
    files = begun.found.new
    with run.warehouse() as warehouse:
        begin(run, warehouse)
        registered = registered_batches(warehouse.connection)
        for source in run.contracts:
            remove_pending(run.settings.landing, source, registered)
        names = warehouse.college_names()
    reader = _Reader(run, set(only), begun.known)
    gathering = reader.gathering(run.reading(names))
    for done in reader.open(files, gathering):
        progress(done, len(files))
    reading = run.reading([*names, *gathering.registered()])
    new = reader.gathered(gathering, reading)
    batches: list[Batch] = []
    for taken_in, again in sorted(
        begun.unresolved(reading.colleges.fingerprint, windows_fingerprint(reading.events)).items()
    ):
        late = _Reader(run, {source for source in run.contracts if not only or source in only}, {}, taken_in)
        gathering = late.gathering(reading)
        deque(late.open(again, gathering), maxlen=0)
        batches += late.land(late.gathered(gathering, reading), reading, batches)
    batches += reader.land(new, reading, batches)
    with run.loading(""), run.warehouse() as warehouse:
        done_again(run, lambda: record_rejected(warehouse.connection, run.stamp, reader.rejected))
    tell_rejected(run, reader.rejected)
    return Landed(tuple(batches), tuple(reader.rejected))


class _Reader:
    """Opens files, keeps what they are, and lands what came of them."""

    def __init__(
        self, run: Run, wanted: set[str], known: Mapping[str, tuple[FileRecord, ...]], taken_in: str | None = None
    ):
        self._run, self._wanted, self._known, self._taken_in = run, wanted, known, taken_in
        self._files: dict[str, InboxFile] = {}
        self._opened: list[tuple[str, LandedFile]] = []
        self._put_off: list[InboxFile] = []
        self.rejected: list[Rejected] = []

    def gathering(self, reading: Reading) -> Gathering:
        """Where the rows of the files go."""
        settings = self._run.settings
        return Gathering(reading, Parts(settings.landing, f"read-{self._taken_in or 'new'}"), settings.batch_rows)

    def open(self, files: Sequence[InboxFile], gathering: Gathering) -> Iterator[int]:
        """Opens files and gathers their rows in the order of the files; says after each how many are done.

        A few are opened ahead: the libraries that lay a file out let other threads run meanwhile.
        """
        threads = self._run.settings.reading_threads
        with ThreadPoolExecutor(threads) as pool:
            ahead = deque(pool.submit(self._read, file) for file in files[: 2 * threads])
            for done, file in enumerate(files, start=1):
                size, read = ahead.popleft().result()
                if done + len(ahead) < len(files):
                    ahead.append(pool.submit(self._read, files[done + len(ahead)]))
                self._files[file.source_sha256] = file
                if isinstance(read, FileFault):
                    if not self._wanted or file.relative.parts[0] in self._wanted:
                        self._reject(file, size, read)
                else:
                    self._gather(file, size, read, gathering)
                yield done

    def gathered(self, gathering: Gathering, reading: Reading) -> Gathered:
        """Everything that was opened, now that `reading` knows all names; files that had no room before come last."""
        gathering.know(reading)
        deque(self.open(self._put_off, gathering), maxlen=0)
        return gathering.finish()

    def _read(self, file: InboxFile) -> tuple[int, tuple[SourceRows, ...] | FileFault]:
        """The size of a file and its rows for each source that it feeds, or why it cannot be taken."""
        run, content = self._run, b""
        try:
            content = _content(file, run.settings)
            is_accepted = file.source_sha256 in run.accepted
            read = rows_of_file(file.relative, content, run.contracts, run.settings, is_accepted=is_accepted)
        except FileFault as fault:
            return len(content), fault
        return len(content), read

    def _gather(self, file: InboxFile, size: int, fed: tuple[SourceRows, ...], gathering: Gathering) -> None:
        if not gathering.has_room(fed):
            self._put_off.append(file)
            return
        sha = file.source_sha256
        taken = {record.source for record in self._known.get(sha, ()) if record.is_loaded}
        for rows in fed:
            source = rows.contract.source
            if source in taken or (self._wanted and source not in self._wanted):
                continue
            landed = LandedFile(
                path=file.relative.as_posix(),
                source_sha256=sha,
                layout=rows.layout.id,
                bytes=size,
                encoding=rows.encoding,
                notes=(),
                is_accepted=sha in self._run.accepted or self._taken_in is not None,
                also_feeds=tuple(other.contract.source for other in fed if other is not rows),
                taken_in=self._taken_in,
            )
            self._opened.append((source, landed))
            gathering.add(sha, rows)

    def land(self, gathered: Gathered, reading: Reading, before: Sequence[Batch] = ()) -> list[Batch]:
        """Lands what was gathered, in batches of a source.

        Args:
            before: batches that will be loaded before these.
        """
        for sha, fault in gathered.faults.items():
            size = next(file.bytes for _, file in self._opened if file.source_sha256 == sha)
            self._reject(self._files[sha], size, fault)
        erased = self._leave_out_erased(gathered)
        settings, batches = self._run.settings, []
        for source in gathered.parts.sources:
            files = self._landed_files(source, gathered, reading, erased)
            parts, contract = gathered.parts.of(source), self._run.contracts[source]
            beside = [batch.parquet for batch in before if batch.source == source]
            with self._run.warehouse() as warehouse:
                chosen = files_of_batches(warehouse.connection, source, parts, beside, list(files), settings.batch_rows)
                places = parts_of_files(warehouse.connection, parts, chosen)
            for shas, paths in zip(chosen, places, strict=True):
                of_batch, project = [files[sha] for sha in shas], self._run.stamp.project_fingerprint
                batches.append(land(settings.landing, contract, of_batch, paths, project))
            gathered.parts.remove(source)
        return batches

    def _landed_files(
        self, source: str, gathered: Gathered, reading: Reading, erased: Mapping[tuple[str, str], int]
    ) -> dict[str, LandedFile]:
        """What is kept of each file that feeds a source, by SHA-256, in the order in which they were opened."""
        events = windows_fingerprint(reading.events) if self._run.contracts[source].refers_to_calendar else None
        return {
            file.source_sha256: replace(
                file,
                notes=tuple(
                    (note.code, note.detail, note.count) for note in gathered.notes[source, file.source_sha256]
                ),
                names_fingerprint=reading.colleges.fingerprint,
                calendar_fingerprint=events,
                rows_erased=erased.get((source, file.source_sha256), 0),
            )
            for fed, file in self._opened
            if fed == source and (source, file.source_sha256) in gathered.notes
        }

    def _leave_out_erased(self, gathered: Gathered) -> dict[tuple[str, str], int]:
        if not register_of(self._run.settings).marks:
            return {}
        from pipelines.erasing.skipping import leave_out

        return leave_out(self._run, gathered)

    def _reject(self, file: InboxFile, size: int, fault: FileFault) -> None:
        result = file_result(fault.code, file.source_sha256, fault.detail, fault.rows)
        source = _source_of(file.relative, self._run)
        self.rejected.append(Rejected(file.relative.as_posix(), source, size, fault.rows, result, fault.is_held))


def pending(run: Run, source: str) -> list[Batch]:
    """Batches of a source that are landed and not loaded."""
    with run.warehouse() as warehouse:
        return pending_batches(run.settings.landing, source, registered_batches(warehouse.connection))


def guard(run: Run, batch: Batch) -> None:
    """Judges a landed batch and records the verdict beside it."""
    from pipelines.guarding.judgement import judge

    contract = run.contracts[batch.source]
    with run.warehouse() as warehouse:
        standing = warehouse.standing(contract, batch)
    judgement = judge(
        contract,
        batch.frame().with_columns(pl.lit(run.stamp.as_of).alias(ARRIVED_ON)),
        {file.source_sha256: file.layout for file in batch.files},
        standing,
        {file.source_sha256 for file in batch.files if file.is_accepted},
        run.settings.max_quarantined_share,
        run.settings.max_removed_share,
    )
    write_verdict(batch, contract, judgement, _notes(batch))


def load(run: Run, batch: Batch) -> Verdict:
    """Takes a judged batch into raw.

    Raises:
        LandingError: it has no recorded verdict.
        PassingError: others have erased somebody who stands in it; the next run reads its files again.
    """
    contract = run.contracts[batch.source]
    with run.loading(batch.source), run.warehouse() as warehouse:
        if run.is_shared:
            from pipelines.erasing.skipping import require_left_out

            require_left_out(run, batch)
        return done_again(run, lambda: warehouse.load(contract, batch, run.stamp, run.require_lease))


def take(run: Run, batch: Batch) -> Verdict:
    """Guards a landed batch, tells its senders, and loads it.

    A file that is loaded is not read again, so its sender is told before: a crash in between is then not silent.

    Raises:
        SuiteError: a rule could not be evaluated.
    """
    stood = loaded_by_others(run, batch.source)
    _guard_and_tell(run, batch)
    with run.loading(batch.source):
        if loaded_by_others(run, batch.source) != stood:  # what the batch was judged against has changed meanwhile
            _guard_and_tell(run, batch)
        with run.timed("load"):
            return load(run, batch)


def _guard_and_tell(run: Run, batch: Batch) -> None:
    with run.timed("guard"):
        guard(run, batch)
    with run.timed("tell"):
        tell_batch(run, batch, read_verdict(batch, run.contracts[batch.source]), _told_before(run, batch))


def build(run: Run, *, is_full: bool = False) -> Build:
    """Builds with dbt what depends on what has changed, or all marts; where an erasure has begun, without its persons.

    Raises:
        RunError: a model or a test failed.
    """
    from pipelines.building.marts import build_marts

    with run.alone():
        if register_of(run.settings).begun is not None:
            from pipelines.erasing.erase import remove_begun

            is_full = remove_begun(run)
        shutil.rmtree(run.settings.warehouse / "spill", ignore_errors=True)
        take_over(run)
        return build_marts(run.settings, is_full=is_full)


def audit(run: Run) -> AuditResult:
    """Judges the finished marts."""
    from pipelines.building.parsed import MANIFEST
    from pipelines.publishing.audit import audit as audit_marts
    from pipelines.publishing.disclosure import disclosure_meta_from_manifest

    return audit_marts(run.settings, disclosure_meta_from_manifest(MANIFEST))


def publish(run: Run, audited: AuditResult, built: Build | None = None) -> Publication:
    """Publishes the marts and keeps the log of it.

    Args:
        built: what this run has built; where the current publication shows what stood before, the rest is not written
            again.

    Raises:
        PublishingError: the audit failed or the marts are not what their models declare; the earlier publication
            stands.
        RunError: an erasure ends with this publication, and a search still finds one of its persons.
    """
    from pipelines.building.parsed import MANIFEST
    from pipelines.building.plan import keep_publication
    from pipelines.publishing.disclosure import disclosure_meta_from_manifest
    from pipelines.publishing.publication import RunInfo
    from pipelines.publishing.publication import publish as publish_marts
    from pipelines.storing.databases import transaction

    is_erasing = register_of(run.settings).begun is not None
    rows_erased = None
    if is_erasing:
        from pipelines.erasing.erase import finish, require_removed, rows_removed

        require_removed(run)
        rows_erased = rows_removed(run)
    with run.warehouse() as warehouse:
        inputs: dict[str, list[str]] = {}
        for sha, source in warehouse.connection.execute(
            "select distinct source_sha256, source from raw.files where rows_loaded > 0 order by all"
        ).fetchall():
            inputs.setdefault(sha, []).append(source)
        events = calendar_of_run(warehouse.connection)
        state = state_fingerprint(warehouse.connection, run.stamp.project_fingerprint, run.settings, events)
    info = RunInfo(run.stamp.run_id, run.stamp.as_of, state, run.stamp.now, rows_erased)
    is_shown = built is not None and built.plan.published == current_id(run.settings.published)
    changed = built.plan.changed_marts if built and is_shown else None
    meta = disclosure_meta_from_manifest(MANIFEST)
    beside = partial(_dashboard_beside, run.settings) if run.settings.publishes_dashboard else None
    publication = publish_marts(run.settings, info, meta, inputs, audited, changed, beside, _lake_of(run.settings))
    with run.warehouse() as warehouse, transaction(warehouse.connection):
        insert(warehouse.connection, "publications", publication.log_rows.log)
        insert(warehouse.connection, "publication_changes", publication.log_rows.changes)
        keep_publication(warehouse.connection, publication.publication_id)
    if is_erasing:
        finish(run)
    return publication


def _lake_of(settings: Settings) -> Callable[[Path], object] | None:
    """What puts a publication into the lake, where there is one; it becomes current there before it does here."""
    if settings.store == "duckdb":
        return None
    from pipelines.storing.publications import put

    return partial(put, settings)


def _dashboard_beside(settings: Settings, folder: Path) -> None:
    """The site of a publication's public file, within its folder."""
    from pipelines.publishing.connection import open_file
    from pipelines.publishing.store import DASHBOARD, PUBLIC_FILE
    from pipelines.reporting.dashboard.build import build_site

    with open_file(settings, folder / PUBLIC_FILE) as connection:
        build_site(connection, folder / DASHBOARD)


def _content(file: InboxFile, settings: Settings) -> bytes:
    """The bytes that were found at the first look; a file that cannot be opened or is still being written waits."""
    content = sent_bytes(file.path, settings)
    if hashlib.sha256(content).hexdigest() != file.source_sha256:
        raise FileFault("still_changing")
    return content


def _told_before(run: Run, batch: Batch) -> list[tuple[Batch, Verdict]]:
    """What this run has already loaded of files that feed other sources too: a sender gets one answer a file."""
    shared = [file.source_sha256 for file in batch.files if file.also_feeds]
    if not shared:
        return []
    with run.warehouse() as warehouse:
        loaded = {(source, name) for _, source, name in warehouse.batches_of(run.stamp, shared)}
    others = [landed_batch(run.settings.landing, source, name) for source, name in sorted(loaded)]
    return [(other, read_verdict(other, run.contracts[other.source])) for other in others]


def _source_of(relative: PurePath, run: Run) -> str | None:
    """The source whose folder a file lies in; None where it lies elsewhere."""
    first = relative.parts[0]
    return first if len(relative.parts) > 1 and first in run.contracts else None


def _notes(batch: Batch) -> list[RuleResult]:
    """What reading remarked on, as results: notes never keep a row out."""
    return [
        replace(file_result(code, file.source_sha256, detail, count), column_name=detail)
        for file in batch.files
        for code, detail, count in file.notes
    ]
