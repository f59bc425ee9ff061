"""File formats: the bytes of a file become sheets of text cells, exactly as they lie in it.

Nothing is interpreted here. A row keeps its place: row 1 of a sheet is the first row of the file, blank rows
included, so that a fault can name the row its sender sees.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.reading.found import FileFault

TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
WORKBOOK_SUFFIXES = {".xlsx", ".xls"}
MACRO_SUFFIXES = {".xlsm", ".xlsb", ".xltm"}
SUFFIXES = TEXT_SUFFIXES | WORKBOOK_SUFFIXES | MACRO_SUFFIXES | {".parquet"}

_DELIMITERS = (",", ";", "\t", "|")
_ZIP_GROWTH = 100
_FIELD_LIMIT = 10_000_000
# UTF-8 Thai read as Windows-874 shows as these pairs
_MOJIBAKE = re.compile("เธ|เน")
_MOJIBAKE_SHARE = 0.05


@dataclass(frozen=True)
class Sheet:
    """One sheet: text columns c0, c1, …; row i of the frame is row i + 1 of the file.

    `width` (text files only) is the number of cells each row really has.
    """

    name: str
    cells: pl.DataFrame
    width: pl.Series | None = None


@dataclass(frozen=True)
class Opened:
    """The sheets of a file and the encoding of its text (empty for workbooks and parquet)."""

    sheets: tuple[Sheet, ...]
    encoding: str


def open_file(path: Path, content: bytes, max_bytes: int) -> Opened:
    """All sheets of a file.

    Raises:
        FileFault: unknown_format, file_too_large, macros, external_links, date_system_1904, wrong_encoding
            or unreadable_file.
    """
    suffix = path.suffix.lower()
    if len(content) > max_bytes:
        raise FileFault("file_too_large", f"{len(content) / 1e6:.0f} MB > {max_bytes / 1e6:.0f} MB")
    if suffix in MACRO_SUFFIXES:
        raise FileFault("macros")
    if suffix in TEXT_SUFFIXES:
        return _open_text(content)
    if suffix in WORKBOOK_SUFFIXES:
        return Opened(_workbook_sheets(content, max_bytes), "")
    if suffix == ".parquet":
        return Opened((_parquet_sheet(content),), "")
    raise FileFault("unknown_format", suffix or "(ไม่มีนามสกุล / none)")


def _open_text(content: bytes) -> Opened:
    text, encoding = decoded(content)
    rows = _csv_rows(text)
    width = max(map(len, rows), default=0)
    widths = pl.Series("width", [len(row) for row in rows], dtype=pl.Int32)
    for row in rows:
        row.extend([""] * (width - len(row)))
    columns = zip(*rows, strict=True) if rows else ()
    cells = pl.DataFrame({f"c{place}": values for place, values in enumerate(columns)})
    return Opened((Sheet("", cells.cast(pl.String), widths),), encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8 with or without BOM, UTF-16 with BOM, or Windows-874.

    Raises:
        FileFault: wrong_encoding.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif content.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "cp874"]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise FileFault("wrong_encoding", "NUL")
        if encoding == "cp874" and len(_MOJIBAKE.findall(text)) > _MOJIBAKE_SHARE * len(text):
            raise FileFault("wrong_encoding", "UTF-8 ที่เสียหาย / damaged UTF-8")
        return text, encoding
    raise FileFault("wrong_encoding", "/".join(candidates))


def _csv_rows(text: str) -> list[list[str]]:
    csv.field_size_limit(_FIELD_LIMIT)
    head = text[:20_000].splitlines()[:20]
    delimiter = max(_DELIMITERS, key=lambda mark: (max((line.count(mark) for line in head), default=0), mark == ","))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileFault("unreadable_file", "เครื่องหมายคำพูดไม่ครบคู่ / unbalanced quotation marks") from error


def _workbook_sheets(content: bytes, max_bytes: int) -> tuple[Sheet, ...]:
    import fastexcel

    if content.startswith(b"PK"):
        _refuse_dangerous(content, max_bytes)
    try:
        workbook = fastexcel.read_excel(content)
        sheets = []
        for name in workbook.sheet_names:
            frame = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            frame.columns = [f"c{place}" for place in range(frame.width)]
            sheets.append(Sheet(name, frame))
    except Exception as error:
        # the library raises its own, undeclared, kinds; the text may quote a cell, so only the kind is told
        raise FileFault("unreadable_file", type(error).__name__) from None
    return tuple(sheets)


def _refuse_dangerous(content: bytes, max_bytes: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if sum(item.file_size for item in archive.infolist()) > max(max_bytes, len(content)) * _ZIP_GROWTH:
                raise FileFault("file_too_large", "zip")
            book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileFault("unreadable_file", type(error).__name__) from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileFault("macros")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise FileFault("external_links")
    if re.search(rb'date1904="(1|true)"', book):
        raise FileFault("date_system_1904")


def _parquet_sheet(content: bytes) -> Sheet:
    try:
        frame = pl.read_parquet(io.BytesIO(content))
        body = frame.select(pl.all().cast(pl.String)).rows()
    except Exception as error:
        raise FileFault("unreadable_file", type(error).__name__) from None
    schema = {f"c{place}": pl.String for place in range(frame.width)}
    return Sheet("", pl.DataFrame([tuple(frame.columns), *body], schema=schema, orient="row"))
