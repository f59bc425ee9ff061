"""What the guard says, as plain data that any part of the project may hold."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.contracts.faults import FAULTS


@dataclass(frozen=True)
class RuleResult:
    """One rule judged on one file: how many rows failed, and the first of them as the sender sees them."""

    source_sha256: str
    rule: str
    column_name: str
    severity: str
    dimension: str
    rows_checked: int
    rows_failed: int
    example_rows: str
    message_th: str
    message_en: str
    remedy_th: str
    remedy_en: str
    stage: str = "guard"


@dataclass(frozen=True)
class FileVerdict:
    """What became of a file. rows_read = loaded + quarantined + held + duplicate, always."""

    source_sha256: str
    verdict: str
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_held: int
    rows_duplicate: int


def file_result(code: str, sha: str, detail: str, rows: int) -> RuleResult:
    """A fault or note of the catalogue about a file as a whole; `rows` are the rows it concerns."""
    fault = FAULTS[code]
    message_th, message_en, remedy_th, remedy_en = (
        text.replace("{detail}", detail).replace("{sha}", sha[:12])
        for text in (fault.message_th, fault.message_en, fault.remedy_th, fault.remedy_en)
    )
    return RuleResult(
        source_sha256=sha,
        rule=code,
        column_name="",
        severity=fault.severity,
        dimension=fault.dimension,
        rows_checked=rows,
        rows_failed=max(rows, 1),
        example_rows="",
        message_th=message_th,
        message_en=message_en,
        remedy_th=remedy_th,
        remedy_en=remedy_en,
        stage="file",
    )
