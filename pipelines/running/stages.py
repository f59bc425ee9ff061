"""The stages of a run, each a function of the run: read and land, guard, load, build, audit, publish, tell.

The command line and Dagster take these same stages and leave the same records. What passes from one stage to the
next lies on disk (landing, verdict, `raw`), so that each can be taken alone.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipelines.guarding.verdicts import RuleResult, file_result
from pipelines.loading.landing import (
    Batch,
    LandedFile,
    Verdict,
    land,
    pending_batches,
    read_verdict,
    remove_pending,
    write_verdict,
)
from pipelines.loading.records import Rejected, insert, record_rejected
from pipelines.loading.registry import registered_batches
from pipelines.loading.warehouse import Warehouse
from pipelines.reading.files import read_file
from pipelines.reading.found import FileFault
from pipelines.running.inbox import InboxFile
from pipelines.running.run import Run
from pipelines.running.state import state_fingerprint
from pipelines.running.telling import tell_batch, tell_rejected

if TYPE_CHECKING:
    from pipelines.building.marts import Build
    from pipelines.publishing.audit import AuditResult
    from pipelines.publishing.publication import Publication


@dataclass(frozen=True)
class Landed:
    """What came of reading the new files: batches by source, and files refused or held as a whole."""

    batches: tuple[Batch, ...]
    rejected: tuple[Rejected, ...]


def read_and_land(
    run: Run, files: Iterable[InboxFile], only: Iterable[str] = (), progress: Callable[[], None] = lambda: None
) -> Landed:
    """Reads new files and lands them, one batch a source; registers and answers those that cannot be taken.

    Args:
        only: take files of these sources alone; the others stay unregistered for a later run.
        progress: called after each file.
    """
    wanted = set(only)
    read: dict[str, list] = {}
    rejected: list[Rejected] = []
    for file in files:
        content = b""
        is_accepted = file.source_sha256 in run.accepted
        try:
            content = _content(file)
            found = read_file(
                file.relative, content, run.contracts, run.settings, run.stamp.as_of, is_accepted=is_accepted
            )
        except FileFault as fault:
            if not wanted or file.relative.parts[0] in wanted:
                rejected.append(_rejected(run, file, len(content), fault))
        else:
            if not wanted or found.contract.source in wanted:
                landed = LandedFile(
                    path=file.relative.as_posix(),
                    source_sha256=file.source_sha256,
                    layout=found.layout_id,
                    bytes=len(content),
                    encoding=found.encoding,
                    notes=tuple((note.code, note.detail, note.count) for note in found.notes),
                    is_accepted=is_accepted,
                )
                read.setdefault(found.contract.source, []).append((landed, found.frame))
        progress()
    with Warehouse(run.settings) as warehouse:
        warehouse.create_tables(run.contracts.values())
        warehouse.begin_run(run.stamp, run.settings)
        registered = registered_batches(warehouse.connection)
        for source in run.contracts:
            remove_pending(run.settings.landing, source, registered)
        record_rejected(warehouse.connection, run.stamp, rejected)
    tell_rejected(run, rejected)
    project = run.stamp.project_fingerprint
    batches = tuple(land(run.settings.landing, source, frames, project) for source, frames in sorted(read.items()))
    return Landed(batches, tuple(rejected))


def pending(run: Run, source: str) -> list[Batch]:
    """Batches of a source that are landed and not loaded."""
    with Warehouse(run.settings) as warehouse:
        return pending_batches(run.settings.landing, source, registered_batches(warehouse.connection))


def guard(run: Run, batch: Batch) -> None:
    """Judges a landed batch and records the verdict beside it."""
    from pipelines.guarding.judgement import judge

    contract = run.contracts[batch.source]
    with Warehouse(run.settings) as warehouse:
        standing = warehouse.standing(contract, batch)
    judgement = judge(
        contract,
        batch.frame(),
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
    """
    with Warehouse(run.settings) as warehouse:
        return warehouse.load(run.contracts[batch.source], batch, run.stamp)


def take(run: Run, batch: Batch) -> Verdict:
    """Guards a landed batch, tells its senders, and loads it.

    A file that is loaded is not read again, so its sender is told before: a crash in between is then not silent.

    Raises:
        SuiteError: a rule could not be evaluated.
    """
    with run.timed("guard"):
        guard(run, batch)
    with run.timed("tell"):
        tell_batch(run, batch, read_verdict(batch, run.contracts[batch.source]))
    with run.timed("load"):
        return load(run, batch)


def build(run: Run) -> Build:
    """Builds the marts with dbt.

    Raises:
        RunError: a model or a test failed.
    """
    from pipelines.building.marts import build_marts

    shutil.rmtree(run.settings.warehouse / "spill", ignore_errors=True)
    return build_marts(run.settings)


def audit(run: Run) -> AuditResult:
    """Judges the finished marts."""
    from pipelines.building.marts import MANIFEST
    from pipelines.publishing.audit import audit as audit_marts
    from pipelines.publishing.disclosure import disclosure_meta_from_manifest

    return audit_marts(run.settings, disclosure_meta_from_manifest(MANIFEST))


def publish(run: Run, audited: AuditResult) -> Publication:
    """Publishes the marts and keeps the log of it.

    Raises:
        PublishingError: the audit failed or the marts are not what their models declare; the earlier publication
            stands.
    """
    from pipelines.building.marts import MANIFEST
    from pipelines.publishing.disclosure import disclosure_meta_from_manifest
    from pipelines.publishing.publication import RunInfo
    from pipelines.publishing.publication import publish as publish_marts

    with Warehouse(run.settings) as warehouse:
        inputs: dict[str, list[str]] = {}
        for sha, source in warehouse.connection.execute(
            "select distinct source_sha256, source from raw.files where rows_loaded > 0 order by all"
        ).fetchall():
            inputs.setdefault(sha, []).append(source)
        state = state_fingerprint(warehouse.connection, run.stamp.project_fingerprint, run.settings)
    info = RunInfo(run.stamp.run_id, run.stamp.as_of, state, run.stamp.now)
    publication = publish_marts(run.settings, info, disclosure_meta_from_manifest(MANIFEST), inputs, audited)
    with Warehouse(run.settings) as warehouse:
        insert(warehouse.connection, "publications", publication.log_rows)
    return publication


def _content(file: InboxFile) -> bytes:
    """The bytes that were found at the first look; a file that cannot be opened or is still being written waits."""
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise FileFault("cannot_open", error.strerror or type(error).__name__) from None
    if hashlib.sha256(content).hexdigest() != file.source_sha256:
        raise FileFault("still_changing")
    return content


def _rejected(run: Run, file: InboxFile, size: int, fault: FileFault) -> Rejected:
    result = file_result(fault.code, file.source_sha256, fault.detail, fault.rows)
    return Rejected(file.relative.as_posix(), _source_of(file.relative, run), size, fault.rows, result, fault.is_held)


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
