"""Checks one file as a refresh would, and loads nothing: what a college does before it sends a workbook."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path, PurePath

import polars as pl

from pipelines.contracts import load_contracts
from pipelines.contracts.model import ARRIVED_ON
from pipelines.errors import UsageError
from pipelines.guarding.expectations import ROW_ID
from pipelines.guarding.judgement import judge
from pipelines.guarding.report import Told, write_report
from pipelines.guarding.verdicts import FileVerdict, RuleResult, file_result
from pipelines.office.calendar import event_windows
from pipelines.printable import printable_path, report_beside
from pipelines.publishing.names import published_names
from pipelines.reading.canonical import Reading
from pipelines.reading.colleges import Colleges
from pipelines.reading.door import sent_bytes, sent_sha256
from pipelines.reading.files import ReadFile, read_file
from pipelines.reading.found import FileFault
from pipelines.reading.pseudonyms import passing_pseudonyms
from pipelines.running.reports import FileReport
from pipelines.settings import Settings

_NOTHING_STANDS = pl.DataFrame(schema={"scope_hash": pl.String, "wide_scope_hash": pl.String, "key_hash": pl.String})


def check_file(path: Path, source: str | None, settings: Settings, as_of: date) -> list[FileReport]:
    """Reads and judges one file; writes `<file>.report.xlsx` beside it when there is something to mend.

    Args:
        source: the file's source; without it the folder or the headings tell.

    Returns:
        One report for each source that the file feeds.

    Raises:
        UsageError: there is no such file or source.
    """
    contracts = load_contracts()
    if source is not None and source not in contracts:
        raise UsageError(
            f"ไม่รู้จักแหล่งข้อมูล {source} ที่มี: {', '.join(contracts)}",
            f"unknown source {source}; there are: {', '.join(contracts)}",
        )
    if not path.is_file():
        missing = printable_path(path)
        raise UsageError(f"ไม่พบไฟล์ {missing}", f"there is no file {missing}")
    path = path.resolve() if path.is_symlink() else path  # a person who names a link means what it leads to
    target = report_beside(path)
    target.unlink(missing_ok=True)
    place = printable_path(PurePath(source or path.resolve().parent.name, path.name))
    shown, sha = str(printable_path(path)), ""
    colleges = Colleges(published_names(settings.home), settings.college_likeness, settings.college_lead)
    reading = Reading(as_of, colleges, event_windows(settings.home), passing_pseudonyms())
    try:
        content = sent_bytes(path, settings)
        sha = hashlib.sha256(content).hexdigest()
        read = read_file(place, content, contracts, settings, reading)
    except FileFault as fault:
        sha = sha or sent_sha256(path, settings)
        result = file_result(fault.code, sha, fault.detail, fault.rows)
        write_report(target, path, [Told(None, [result])], settings)
        verdict = "held" if fault.is_held else "rejected"
        rows = FileVerdict(sha, verdict, fault.rows, 0, 0, fault.rows, 0)
        return [FileReport(shown, source, None, sha, verdict, rows, (result,))]
    judged = [_judged(path, one, sha, settings, as_of) for one in read]
    told = [one for _, one in judged if one.results]
    if told:
        write_report(target, path, told, settings, colleges.candidates)
    return [report for report, _ in judged]


def _judged(path: Path, read: ReadFile, sha: str, settings: Settings, as_of: date) -> tuple[FileReport, Told]:
    """What one source says of the file: to its sender's screen, and to the workbook (which has no notes)."""
    frame = read.frame.with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW_ID), pl.lit(as_of).alias(ARRIVED_ON), source_sha256=pl.lit(sha)
    )
    judgement = judge(
        read.contract,
        frame,
        {sha: read.layout_id},
        _NOTHING_STANDS,
        (),
        settings.max_quarantined_share,
        settings.max_removed_share,
    )
    faults: list[RuleResult] = [result for result in judgement.results if result.rows_failed]
    faults += [file_result(note.code, sha, note.detail, note.count) for note in read.notes]
    numbers = dict(frame.select(ROW_ID, "row_number").iter_rows())
    cells = [(numbers[row], *cell) for row, *cell in judgement.cells.iter_rows()]
    (rows,) = judgement.files
    shown = str(printable_path(path))
    report = FileReport(shown, read.contract.source, read.layout_id, sha, rows.verdict, rows, tuple(faults))
    return report, Told(read.contract, [fault for fault in faults if fault.severity != "note"], cells)
