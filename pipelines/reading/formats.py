"""File formats: the bytes of a file become sheets of text cells, exactly as they lie in it.

Nothing is interpreted here. A row keeps its place: row 1 of a sheet is the first row of the file, blank rows
included, so that a fault can name the row its sender sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from pipelines.printable import printable
from pipelines.reading.containers import HEAD, OLD_WORKBOOK, PARQUET, ZIP, is_text, kind_of
from pipelines.reading.delimited_text import text_sheet
from pipelines.reading.found import FileFault
from pipelines.reading.parquet_files import parquet_sheet
from pipelines.reading.sheets import Sheet
from pipelines.reading.workbooks import workbook_sheets
from pipelines.settings import Settings

TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
WORKBOOK_SUFFIXES = {".xlsx", ".xls"}
MACRO_SUFFIXES = {".xlsm", ".xlsb", ".xltm"}
SUFFIXES = TEXT_SUFFIXES | WORKBOOK_SUFFIXES | MACRO_SUFFIXES | {".parquet"}


@dataclass(frozen=True)
class Opened:
    """The sheets of a file and the encoding of its text (empty for workbooks and parquet)."""

    sheets: tuple[Sheet, ...]
    encoding: str


def open_file(path: PurePath, content: bytes, settings: Settings) -> Opened:
    """All sheets of a file, its limits those of `settings`.

    Raises:
        FileFault: whatever is wrong with the file as a whole; a fault of `pipelines.contracts.faults`.
    """
    refuse_at_sight(path, content[:HEAD], len(content), settings)
    suffix = path.suffix.lower()
    if suffix in WORKBOOK_SUFFIXES:
        return Opened(workbook_sheets(content, settings), "")
    if suffix == ".parquet":
        return Opened((parquet_sheet(content, settings),), "")
    sheet, encoding = text_sheet(content, settings)
    return Opened((sheet,), encoding)


def refuse_at_sight(path: PurePath, head: bytes, size: int, settings: Settings) -> None:
    """Refuses a file for its name, its size or its first bytes, before the rest of it is read.

    Raises:
        FileFault: unknown_format, file_too_large, macros or another_format.
    """
    suffix = path.suffix.lower()
    if suffix in MACRO_SUFFIXES:
        raise FileFault("macros")
    if suffix not in SUFFIXES:
        raise FileFault("unknown_format", printable(suffix) or "(ไม่มีนามสกุล / none)")
    if size > settings.max_file_megabytes * 1_000_000:
        raise FileFault("file_too_large", f"{size / 1e6:,.0f} MB > {settings.max_file_megabytes:,} MB")
    kind = kind_of(head)
    if suffix in WORKBOOK_SUFFIXES:
        is_other = bool(kind) and not head.startswith((ZIP, OLD_WORKBOOK))
        kind = kind or "CSV / text"
        is_other |= is_text(head)
    elif suffix == ".parquet":
        is_other = bool(kind) and not head.startswith(PARQUET)
    else:
        is_other = bool(kind)
    if is_other:
        raise FileFault("another_format", kind)
