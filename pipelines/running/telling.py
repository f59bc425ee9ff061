"""Telling: a workbook in the outbox for each sender whose file has a fault; none is left of a fault that is mended."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from pipelines.guarding.expectations import ROW_ID
from pipelines.guarding.report import write_report
from pipelines.loading.landing import Batch, Verdict
from pipelines.loading.records import Rejected
from pipelines.running.run import Run


def tell_rejected(run: Run, rejected: Iterable[Rejected]) -> None:
    """A workbook for each file that was refused or held as a whole."""
    for file in rejected:
        contract = run.contracts.get(file.source or "")
        sent = run.settings.inbox / file.path
        write_report(run.settings.report_of(file.path), contract, sent, [file.result], {}, run.settings)


def tell_batch(run: Run, batch: Batch, verdict: Verdict) -> None:
    """A workbook for each file of a judged batch that has an error or a warning."""
    faulty = sorted({row for row, _, _, _ in verdict.cells})
    place = {
        row: (sha, number)
        for row, sha, number in batch.frame()
        .select(ROW_ID, "source_sha256", "row_number")
        .filter(pl.col(ROW_ID).is_in(faulty))
        .iter_rows()
    }
    for file in batch.files:
        target = run.settings.report_of(file.path)
        results = [
            result
            for result in verdict.results
            if result.source_sha256 == file.source_sha256 and result.rows_failed and result.severity != "note"
        ]
        if not results:
            target.unlink(missing_ok=True)
            continue
        # of two faults in one cell the graver colours it, so errors come last
        cells = {
            (place[row][1], column): severity
            for row, column, _, severity in sorted(verdict.cells, key=lambda cell: cell[3] == "error")
            if place[row][0] == file.source_sha256
        }
        sent = run.settings.inbox / file.path
        write_report(target, run.contracts[batch.source], sent, results, cells, run.settings)
