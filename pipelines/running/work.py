"""The part of a refresh that does the work, apart because it imports what takes seconds to import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.guarding.verdicts import FileVerdict, RuleResult
from pipelines.loading.landing import Batch, Verdict
from pipelines.loading.records import Rejected
from pipelines.publishing.moves import largest
from pipelines.running import stages
from pipelines.running.reports import FileReport, Progress, RefreshReport
from pipelines.running.run import Run
from pipelines.storing.databases import mart_database, opened

if TYPE_CHECKING:
    from pipelines.running.refresh import Look
    from pipelines.settings import Settings


def load_new(run: Run, begun: Look, only: Sequence[str], progress: Progress) -> list[FileReport]:
    """Reads, lands, guards and loads the new files; the reports of each, and a workbook for each faulty one."""
    with run.timed("read"):
        landed = stages.read_and_land(run, begun, only, lambda done, total: progress("read", done, total))
    reports = [_rejected_report(rejected) for rejected in landed.rejected]
    with run.warehouse():
        for place, batch in enumerate(landed.batches):
            progress("guard", place, len(landed.batches))
            reports += _batch_reports(batch, stages.take(run, batch))
    return reports


def rebuild(run: Run, report: RefreshReport, progress: Progress, *, is_full: bool) -> None:
    """Builds, audits and publishes; adds to the report what the join across sources has found."""
    progress("build", 0, 1)
    with run.timed("build"):
        built = stages.build(run, is_full=is_full)
    progress("audit", 0, 1)
    with run.timed("audit"):
        audited = stages.audit(run)
    progress("publish", 0, 1)
    run.require_lease()
    with run.timed("publish"):
        publication = stages.publish(run, audited, built)
    report.publication_id = publication.publication_id
    report.tables = publication.tables
    report.moves = largest(publication.own_changes)
    report.warnings = built.warnings
    across = _cross_source_faults(run.settings)
    report.files = [
        replace(file, faults=(*file.faults, *across.get(file.sha256, ())))
        if file.verdict in ("loaded", "loaded_with_quarantine")
        else file
        for file in report.files
    ]
    progress("publish", 1, 1)


def _rejected_report(rejected: Rejected) -> FileReport:
    sha = rejected.result.source_sha256
    verdict = "held" if rejected.is_held else "rejected"
    rows = FileVerdict(sha, verdict, rejected.rows, 0, 0, rejected.rows, 0)
    return FileReport(rejected.path, rejected.source, None, sha, verdict, rows, (rejected.result,))


def _batch_reports(batch: Batch, verdict: Verdict) -> list[FileReport]:
    rows = {file.source_sha256: file for file in verdict.files}
    faults: dict[str, list[RuleResult]] = defaultdict(list)
    for result in verdict.results:
        if result.rows_failed:
            faults[result.source_sha256].append(result)
    return [
        FileReport(
            path=file.path,
            source=batch.source,
            layout=file.layout,
            sha256=file.source_sha256,
            verdict=rows[file.source_sha256].verdict,
            rows=rows[file.source_sha256],
            faults=tuple(faults[file.source_sha256]),
            rows_erased=file.rows_erased,
        )
        for file in batch.files
    ]


def _cross_source_faults(settings: Settings) -> dict[str, list[RuleResult]]:
    """What the rules across sources say of each file, as it stands in the marts."""
    with opened(mart_database(settings)) as connection:
        rows = connection.execute(
            """
            select source_sha256, rule, column_name, severity, dimension, rows_checked, rows_failed, example_rows,
                message_th, message_en, remedy_th, remedy_en, stage
            from quality_results where stage = 'cross_source' and rows_failed > 0 order by source_sha256, rule
            """
        ).fetchall()
    faults: dict[str, list[RuleResult]] = {}
    for row in rows:
        faults.setdefault(row[0], []).append(RuleResult(*row))
    return faults
