"""What the guard says, as plain data that any part of the project may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.contracts.faults import FAULTS

_CONTENT = "อ่านเนื้อหาในไฟล์ไม่ได้ / its content cannot be read"
_KINDS = {
    "ArrowInvalid": "ไฟล์ parquet ไม่สมบูรณ์ / not a whole parquet file",
    "BadZipFile": "ไฟล์ .xlsx ไม่สมบูรณ์ / not a whole .xlsx file",
    "CalamineError": "ไม่ใช่ไฟล์ Excel ที่สมบูรณ์ หรือมีรหัสผ่าน / not a whole Excel file, or one with a password",
    "error": "ข้อมูลที่บีบอัดไว้เสียหาย / its compressed data are damaged",
    "cell reference": "ตำแหน่งช่องในไฟล์ผิดรูปแบบ / the place of a cell is malformed",
}
_NAME_OF_ERROR = re.compile(r"[A-Za-z]+(?:Error|Exception|Warning|Invalid)|[A-Z]\w+")


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
    detail = _in_words(detail) if code == "unreadable_file" else detail
    message_th, message_en, remedy_th, remedy_en = (
        text.replace("{sha}", sha[:12]).replace("{detail}", detail)
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


def _in_words(kind: str) -> str:
    """What a library's kind of error means to somebody who sends a file."""
    if kind in _KINDS:
        return _KINDS[kind]
    return _CONTENT if _NAME_OF_ERROR.fullmatch(kind) else kind
