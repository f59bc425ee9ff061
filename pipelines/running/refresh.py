"""The stages in order: what `cvm refresh` does, and what it has to say when it is done.

A run that finds nothing new ends after looking: it imports neither dbt nor Great Expectations, builds nothing and
publishes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.building.dates import does_date_matter
from pipelines.erasing.shared import is_in_line, register_of
from pipelines.errors import PassingError, UsageError, is_refused
from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.loading.registry import FileRecord, failed_rules, is_logged, known_files, last_run_date
from pipelines.office.calendar import load_calendar
from pipelines.publishing.store import INTERNAL_FILE, current_id
from pipelines.running.demo import set_demo_aside
from pipelines.running.expiry import remove_old_reports
from pipelines.running.inbox import Arrivals, InboxFile, accepted_files, arrivals, list_inbox, paths_of_inbox
from pipelines.running.reports import FileReport, Progress, RefreshReport, silent
from pipelines.running.run import Run, new_stamp, only_writer
from pipelines.running.state import newest_manifest, project_fingerprint, state_fingerprint
from pipelines.settings import Settings
from pipelines.storing.databases import FileDatabase, build_database, opened


@dataclass(frozen=True)
class Look:
    """What a run finds when it begins.

    `known` is the register by SHA-256, `newest` the manifest of the newest publication. `is_idle`: nothing is new, and
    the publication shows all there is to show.
    """

    run: Run
    known: dict[str, tuple[FileRecord, ...]]
    found: Arrivals
    is_idle: bool
    newest: Mapping[str, object] | None = None

    def unresolved(self, names: str, events: str) -> dict[str, list[InboxFile]]:
        """Files with rows that wait for the name of a college or for an event, where others are known by now.

        By the run that took them first; each file once.
        """
        waiting: dict[str, dict[str, InboxFile]] = {}
        for file in self.found.unchanged:
            for record in self.known.get(file.source_sha256, ()):
                if record.waits(names, events):
                    waiting.setdefault(record.run_id, {})[file.source_sha256] = file
        return {run_id: list(files.values()) for run_id, files in waiting.items()}


def refresh(
    settings: Settings,
    as_of: date,
    *,
    only: Sequence[str] = (),
    is_full: bool = False,
    accept: Sequence[str] = (),
    progress: Progress = silent,
) -> RefreshReport:
    """Loads what is new, rebuilds, audits, publishes, and tells the senders.

    Args:
        as_of: the business date; never earlier than that of the run before.
        only: sources to take; empty takes all.
        is_full: rebuild and publish although nothing is new.
        accept: beginnings of the SHA-256 of held files that the office releases.

    Raises:
        UsageError: wrong date, source, or file to accept; no inbox.
        RunError: another run is writing, or the tables could not be built; nothing is published.
        PublishingError: the audit failed; nothing is published.
    """
    paths_of_inbox(settings.inbox)
    is_set_aside = set_demo_aside(settings)
    with only_writer(settings):
        removed = remove_old_reports(settings)
        report = _refresh(settings, as_of, only, is_full, accept, progress)
    report.is_demo_set_aside = is_set_aside
    report.reports_removed = removed
    return report


def _refresh(
    settings: Settings, as_of: date, only: Sequence[str], is_full: bool, accept: Sequence[str], progress: Progress
) -> RefreshReport:
    progress("look", 0, 1)
    begun = look(settings, as_of, only=only, is_full=is_full, accept=accept)
    run, found, known = begun.run, begun.found, begun.known
    run.progress = progress
    report = RefreshReport(run.stamp.run_id, as_of, seconds=run.seconds)
    report.files += [one for file in found.unchanged for one in _known_reports(file, known, "unchanged")]
    report.files += _standing_reports(settings, found, known)
    if begun.is_idle:
        return _sorted(report)
    from pipelines.running.work import load_new, rebuild

    told = load_new(run, begun, only, progress)
    again = {(file.path, file.source) for file in told}
    report.files = [file for file in report.files if (file.path, file.source) not in again] + told
    project = run.stamp.project_fingerprint
    if told or is_full or not _is_current(settings, project, as_of, begun.newest):
        with run.alone():
            # another office may have shown all of it while this run waited
            if not run.is_shared or is_full or not _is_current(settings, project, as_of, _newest(settings)):
                rebuild(run, report, progress, is_full=is_full)
    return _sorted(report)


def look(
    settings: Settings, as_of: date, *, only: Sequence[str] = (), is_full: bool = False, accept: Sequence[str] = ()
) -> Look:
    """Begins a run: gives it a stamp and sorts the inbox; reads no file and changes nothing.

    Of a lake, transactions whose files a dying server has cost are undone first, whoever was erased elsewhere leaves
    this home, and what another home has published is brought into its folder.

    Raises:
        UsageError: wrong date, source, or file to accept; no inbox.
        RunError: the lake lacks files, and a person has to bring them back.
    """
    started = time.perf_counter()
    if settings.store != "duckdb":
        from pipelines.storing.healing import heal

        heal(settings)
    project = project_fingerprint(settings)
    files = list_inbox(settings.inbox, settings)
    known, last = _register(settings)
    if last and as_of < last:
        raise UsageError(
            f"--as-of {as_of} ก่อนวันที่ของการปรับปรุงครั้งก่อน ({last})",
            f"--as-of {as_of} lies before the date of the last run ({last})",
        )
    accepted = accepted_files(accept, known, files)
    run = Run(settings, new_stamp(as_of, project), frozenset(accepted))
    if only and (unknown := set(only) - set(run.contracts)):
        there_are = ", ".join(run.contracts)
        raise UsageError(
            f"ไม่รู้จักแหล่งข้อมูล {', '.join(sorted(unknown))} ที่มี: {there_are}",
            f"unknown source {', '.join(sorted(unknown))}; there are: {there_are}",
        )
    if run.is_shared and not is_in_line(settings):
        from pipelines.erasing.in_lake import follow

        follow(run)
    found = arrivals(files, known, accepted, project)
    newest = _newest(settings)
    is_idle = not found.new and not is_full and _is_current(settings, project, as_of, newest)
    run.seconds["look"] = round(time.perf_counter() - started, 3)
    return Look(run, known, found, is_idle, newest)


def last_day(settings: Settings) -> date | None:
    """The business date of the last run of this home; None before the first.

    Raises:
        RunError: the warehouse cannot be opened.
    """
    return _register(settings)[1]


def _register(settings: Settings) -> tuple[dict[str, tuple[FileRecord, ...]], date | None]:
    build = build_database(settings)
    try:
        if not build.exists():
            return {}, None
        with opened(build, is_written=True) as connection:
            return known_files(connection), last_run_date(connection)
    except duckdb.IOException as error:
        if is_refused(error):
            raise
        raise PassingError(
            f"เปิด {build.described} ไม่ได้: มีโปรแกรมอื่นเปิดอยู่ หรือไฟล์เสียหาย ดูวิธีแก้ด้วย cvm doctor",
            f"{build.described} cannot be opened: another program holds it, or it is damaged; "
            "cvm doctor says what to do",
        ) from error


def _newest(settings: Settings) -> Mapping[str, object] | None:
    """The manifest of the newest publication; what other homes have published in the lake is brought here first."""
    if settings.store == "duckdb":
        return newest_manifest(settings.published)
    from pipelines.storing.publications import fetch

    return fetch(settings)


def _is_current(settings: Settings, project: str, as_of: date, manifest: Mapping[str, object] | None) -> bool:
    """Whether the newest publication already shows all there is to show on this date, and nobody being erased."""
    build = build_database(settings)
    if manifest is None or not build.exists() or register_of(settings).begun is not None:
        return False
    publication_id = str(manifest["publication_id"])
    with opened(build) as connection:
        state = state_fingerprint(connection, project, settings, load_calendar(settings.home))
        # a run may have been killed before it could make its publication the current one
        if publication_id != current_id(settings.published) and not is_logged(connection, publication_id):
            return False
    return manifest["state_fingerprint"] == state and not does_date_matter(
        FileDatabase(settings.published / publication_id / INTERNAL_FILE),
        date.fromisoformat(str(manifest["as_of"])),
        as_of,
    )


def _standing_reports(
    settings: Settings, found: Arrivals, known: dict[str, tuple[FileRecord, ...]]
) -> list[FileReport]:
    if not found.standing:
        return []
    with opened(build_database(settings)) as connection:
        failed = failed_rules(connection, {file.source_sha256 for file in found.standing})
    return [
        one for file in found.standing for one in _known_reports(file, known, None, failed.get(file.source_sha256, ()))
    ]


def _known_reports(
    file: InboxFile,
    known: dict[str, tuple[FileRecord, ...]],
    verdict: str | None,
    faults: tuple[RuleResult, ...] = (),
) -> list[FileReport]:
    """The entries of a file that this run did not read, one a source; unchanged ones count nothing."""
    sha = file.source_sha256
    reports = []
    for record in known.get(sha, ()) or (None,):
        said = "unchanged" if record and record.is_loaded else verdict or (record.verdict if record else "unchanged")
        reports.append(
            FileReport(
                path=file.relative.as_posix(),
                source=record.source if record else None,
                layout=record.layout if record else None,
                sha256=sha,
                verdict=said,
                rows=record.rows if record and said == "held" else FileVerdict(sha, said, 0, 0, 0, 0, 0),
                faults=() if said == "unchanged" else faults,
            )
        )
    return reports


def _sorted(report: RefreshReport) -> RefreshReport:
    report.files.sort(key=lambda file: (file.path, file.source or ""))
    return report
