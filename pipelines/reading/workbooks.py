"""Workbooks (.xlsx, .xls): what is refused at the door, and their sheets as text cells.

A workbook is looked into before a library lays it out, for a few bytes can stand for more cells than there is memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

import polars as pl

from pipelines.reading.found import FileFault
from pipelines.reading.personal import is_personal
from pipelines.reading.sheets import CELL_ERRORS, Sheet, refuse_sprawl

_PART = 1 << 20
_ZIP_GROWTH = 100
_ZIP_SMALL = 50_000_000
_ZIP_LARGE_FACTOR = 10
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'][^>]*?(/?)>""")
# a sheet without one of these is small enough: at most 26 columns, and rows of at most six digits
_FAR_CELL = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{2}|[A-Za-z][0-9]{7}|[A-Za-z0-9]*&)""")
# a place that no sheet has, or one written so as not to be seen
_NO_PLACE = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{4}|[A-Za-z]{1,3}[0-9]{8}|[A-Za-z0-9]*&)""")
_DATE_1904 = re.compile(rb"""date1904=["'](?:1|true)["']""")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XLS_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_ERROR_NAMES = dict(zip(("Div0", "NA", "Name", "Null", "Num", "Ref", "Value"), CELL_ERRORS, strict=True))


def workbook_sheets(content: bytes, max_bytes: int) -> tuple[Sheet, ...]:
    """All sheets of a workbook.

    Raises:
        FileFault: unreadable_file, file_too_large, macros, external_links or date_system_1904.
    """
    import fastexcel

    if not content.startswith(_OLD_WORKBOOK):
        _refuse_dangerous(content, max_bytes)
    elif _XLS_MACROS in content:
        raise FileFault("macros")
    try:
        workbook = fastexcel.read_excel(content)
        return tuple(
            _sheet(workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))
            for name in workbook.sheet_names
        )
    except BaseException as error:
        raise unreadable(error) from None


def unreadable(error: BaseException) -> BaseException:
    """The fault for what a library raised while it read a file; what is no answer of a library is given back.

    Libraries raise their own, undeclared, kinds, a panic among them that is no `Exception`. Their text may quote a
    cell, so only the kind is told.
    """
    if isinstance(error, FileFault):
        return error
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return FileFault("unreadable_file", type(error).__name__)
    return error


def _sheet(loaded: Any) -> Sheet:
    """The cells in their places: the library leaves out empty columns on the left and empties failed formulas."""
    batch, errors = loaded.to_arrow_with_errors()
    columns = pl.DataFrame(batch).get_columns()
    for error in errors.errors if errors else ():
        row, place = error.offset_position
        name = re.search(r"Error\((\w+)\)", error.detail)
        columns[place][row] = _ERROR_NAMES.get(name[1], "#VALUE!") if name else "#VALUE!"
    offset = loaded.available_columns()[0].absolute_index if columns else 0
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, batch.num_rows)
    cells = {f"c{place}": column for place, column in enumerate([empty] * offset + columns)}
    # the name stands beside each row for good
    is_someones = is_personal(pl.Series([loaded.name])).item()
    return Sheet("" if is_someones else loaded.name, pl.DataFrame(cells))


def _refuse_dangerous(content: bytes, max_bytes: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            size = sum(item.file_size for item in archive.infolist())
            if size > min(max(_ZIP_SMALL, len(content) * _ZIP_GROWTH), max_bytes * _ZIP_LARGE_FACTOR):
                raise FileFault("file_too_large", f"zip, {size / 1e6:.0f} MB")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileFault("macros")
            if any(name.startswith("xl/externalLinks/") for name in names):
                raise FileFault("external_links")
            if "xl/workbook.xml" in names and _DATE_1904.search(archive.read("xl/workbook.xml")):
                raise FileFault("date_system_1904")
            for name in names:
                # to its end, for only there is its checksum compared; the library that lays it out stops before
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_sprawling(archive.read(name))
                else:
                    _read_through(archive, name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise FileFault("unreadable_file", type(error).__name__) from None


def _read_through(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name) as part:
        while part.read(_PART):
            pass


def _refuse_sprawling(xml: bytes) -> None:
    if not _FAR_CELL.search(xml):
        return
    if _NO_PLACE.search(xml):
        raise FileFault("unreadable_file", "cell reference")
    columns: set[bytes] = set()
    last_row = cells = 0
    for cell in _CELL.finditer(xml):
        if cell[3]:  # formatted, but empty
            continue
        columns.add(cell[1])
        last_row = max(last_row, int(cell[2]))
        cells += 1
    refuse_sprawl(last_row, max(map(_number, columns), default=0), cells)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
