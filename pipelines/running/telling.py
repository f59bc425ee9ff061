"""Telling: a workbook in the outbox for each sender whose file has a fault; none is left of a fault that is mended."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pipelines.guarding.expectations import ROW_ID
from pipelines.guarding.report import FaultyCell, Told, write_report
from pipelines.guarding.verdicts import RuleResult
from pipelines.loading.landing import Batch, LandedFile, Verdict
from pipelines.loading.records import Rejected
from pipelines.running.inbox import place_of
from pipelines.running.run import Run


def tell_rejected(run: Run, rejected: Iterable[Rejected]) -> None:
    """A workbook for each file that was refused or held as a whole."""
    for file in rejected:
        contract = run.contracts.get(file.source or "")
        sent = place_of(run.settings.inbox, file.path)
        write_report(run.settings.report_of(file.path), sent, [Told(contract, [file.result])], run.settings)


def tell_batch(run: Run, batch: Batch, verdict: Verdict, before: Sequence[tuple[Batch, Verdict]] = ()) -> None:
    """A workbook for each file of a judged batch that has an error or a warning.

    Args:
        before: what this run has said of the same files for other sources; it stands in the same workbook.
    """
    told = [*(_told(run, *one) for one in before), _told(run, batch, verdict)]
    batches = [*(one for one, _ in before), batch]
    with_erased = {file.source_sha256 for one in batches for file in one.files if file.rows_erased}

    def tell(file: LandedFile) -> None:
        target = run.settings.report_of(file.path)
        sources = [one[file.source_sha256] for one in told if file.source_sha256 in one]
        if sources:
            sent = place_of(run.settings.inbox, file.path)
            with_rows = file.source_sha256 not in with_erased
            write_report(target, sent, sources, run.settings, run.colleges.candidates, with_rows=with_rows)
        else:
            target.unlink(missing_ok=True)

    # laying a file out and packing a workbook let other threads run
    with ThreadPoolExecutor(run.settings.reading_threads) as pool:
        deque(pool.map(tell, batch.files), maxlen=0)


def _told(run: Run, batch: Batch, verdict: Verdict) -> dict[str, Told]:
    """What a batch has to say of each of its files that has an error or a warning."""
    results: dict[str, list[RuleResult]] = defaultdict(list)
    for result in verdict.results:
        if result.rows_failed and result.severity != "note":
            results[result.source_sha256].append(result)
    cells: dict[str, list[FaultyCell]] = defaultdict(list)
    if results:
        rows = batch.frame([ROW_ID, "source_sha256", "row_number"]).rows_by_key(ROW_ID, unique=True)
        for row, column, rule, severity in verdict.cells:
            sha, number = rows[row]
            cells[sha].append((number, column, rule, severity))
    contract = run.contracts[batch.source]
    return {sha: Told(contract, found, cells[sha]) for sha, found in results.items()}
