"""File formats: the bytes of a file become sheets of text cells, exactly as they lie in it.

Nothing is interpreted here. A row keeps its place: row 1 of a sheet is the first row of the file, blank rows
included, so that a fault can name the row its sender sees.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import PurePath

import polars as pl

from pipelines.reading.found import FileFault
from pipelines.reading.sheets import Sheet, refuse_sprawl
from pipelines.reading.workbooks import unreadable, workbook_sheets

TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
WORKBOOK_SUFFIXES = {".xlsx", ".xls"}
MACRO_SUFFIXES = {".xlsm", ".xlsb", ".xltm"}
SUFFIXES = TEXT_SUFFIXES | WORKBOOK_SUFFIXES | MACRO_SUFFIXES | {".parquet"}

_DELIMITERS = (",", ";", "\t", "|")
_QUOTED = re.compile('"[^"]*"')
_FIELD_LIMIT = 10_000_000
_ROWS_AT_ONCE = 50_000
_PARQUET_CELLS = 5_000_000
# UTF-8 Thai read as Windows-874 shows as these pairs
_MOJIBAKE = re.compile("เธ|เน")
_DAMAGED_SHARE = 0.05


@dataclass(frozen=True)
class Opened:
    """The sheets of a file and the encoding of its text (empty for workbooks and parquet)."""

    sheets: tuple[Sheet, ...]
    encoding: str


def open_file(path: PurePath, content: bytes, max_bytes: int) -> Opened:
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
        return Opened(workbook_sheets(content, max_bytes), "")
    if suffix == ".parquet":
        return Opened((_parquet_sheet(content),), "")
    raise FileFault("unknown_format", suffix or "(ไม่มีนามสกุล / none)")


def _open_text(content: bytes) -> Opened:
    text, encoding = decoded(content)
    head = "\n".join(_QUOTED.sub("", text[:20_000]).splitlines()[:20])
    delimiter = max(_DELIMITERS, key=head.count)
    is_plain = '"' not in text and text.count("\r") == text.count("\r\n")
    sheet = _plain_sheet(text, delimiter) if is_plain else _quoted_sheet(text, delimiter)
    return Opened((sheet,), encoding)


def _plain_sheet(text: str, delimiter: str) -> Sheet:
    """The cells of a text without quotation marks, whole columns at a time."""
    lines = pl.Series("line", text.split("\n"), dtype=pl.String).str.strip_suffix("\r")
    if lines[-1] == "":
        lines = lines.head(-1)
    widths = pl.select(
        pl.when(lines != "").then(lines.str.count_matches(delimiter, literal=True) + 1).otherwise(0).cast(pl.Int32)
    ).to_series()
    width = int(str(widths.max() or 0))
    refuse_sprawl(len(widths), width, int(widths.sum()))
    if not width:
        return Sheet("", pl.DataFrame(), widths)
    cells = lines.str.split_exact(delimiter, width - 1).struct.rename_fields(list(_texts(width))).struct.unnest()
    return Sheet("", cells.fill_null(""), widths)


def _quoted_sheet(text: str, delimiter: str) -> Sheet:
    parts, widths, width = [], [], 0
    for rows in _csv_rows(text, delimiter):
        lengths = [len(row) for row in rows]
        widths += lengths
        width = max(width, *lengths)
        refuse_sprawl(len(widths), width, sum(widths))
        widest = max(lengths)
        columns = zip_longest(*rows, fillvalue="")
        parts.append(pl.DataFrame({f"c{place}": values for place, values in enumerate(columns)}, _texts(widest)))
    cells = pl.concat(parts, how="diagonal").fill_null("") if parts else pl.DataFrame()
    return Sheet("", cells, pl.Series("width", widths, dtype=pl.Int32))


def _texts(width: int) -> dict[str, pl.DataType]:
    return {f"c{place}": pl.String() for place in range(width)}


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
        if encoding == "cp874" and len(_MOJIBAKE.findall(text)) > _DAMAGED_SHARE * len(text):
            break
        return text, encoding
    is_damaged = content.decode("utf-8", "replace").count("\ufffd") <= _DAMAGED_SHARE * len(content)
    raise FileFault("wrong_encoding", "UTF-8 ที่เสียหาย / damaged UTF-8" if is_damaged else "/".join(candidates))


def _csv_rows(text: str, delimiter: str) -> Iterator[list[list[str]]]:
    """The rows in parts: a long file is never held as millions of small texts at once."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        while rows := list(islice(reader, _ROWS_AT_ONCE)):
            yield rows
    except csv.Error as error:
        raise FileFault("unreadable_file", "เครื่องหมายคำพูดไม่ครบคู่ / unbalanced quotation marks") from error


def _parquet_sheet(content: bytes) -> Sheet:
    """Read by Arrow: on a damaged file polars asks for memory that there is not, and the process ends."""
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(content), page_checksum_verification=True)
        refuse_sprawl(file.metadata.num_rows, file.metadata.num_columns, max(len(content), _PARQUET_CELLS))
        table = file.read(use_threads=False)
        columns = [
            [name, *cells.cast(pyarrow.string()).to_pylist()]
            for name, cells in zip(table.column_names, table.columns, strict=True)
        ]
        return Sheet("", pl.DataFrame(columns, schema={f"c{place}": pl.String for place in range(len(columns))}))
    except BaseException as error:
        raise unreadable(error) from None
