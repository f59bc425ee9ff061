"""Rows as the bytes of a file: workbooks of both kinds and delimited text; the same rows give the same bytes.

A `date` becomes a date cell of a workbook, a number a number, None an empty cell, and text stays text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

Cell = str | int | float | date | None
Row = Sequence[Cell]

CREATED = datetime(2025, 1, 1)
"""Fixed, so that a workbook says nothing of the day on which it was written."""
_EPOCH = date(1899, 12, 30)


def serial_of(day: date) -> int:
    """The number by which a workbook knows a day."""
    return (day - _EPOCH).days


def xlsx(sheets: dict[str, Sequence[Row]], merged: Sequence[tuple[int, int]] = ()) -> bytes:
    """An .xlsx; `merged` are rows of the last sheet whose first cell spans columns 0 to the given one."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_numbers": False, "strings_to_urls": False, "strings_to_formulas": False},
    )
    book.set_properties({"title": "SYNTHETIC", "created": CREATED})
    days = book.add_format({"num_format": "d/m/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_default_row(24)  # Thai vowels and tone marks are clipped in lower rows
        sheet.set_column(0, 30, 16)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is None:
                    continue
                if isinstance(cell, str):
                    sheet.write_string(line, place, cell)
                elif isinstance(cell, date):
                    sheet.write_number(line, place, serial_of(cell), days)
                else:
                    sheet.write_number(line, place, cell)
        if name == list(sheets)[-1]:
            for line, last in merged:
                sheet.merge_range(line, 0, line, last, str(rows[line][0]))
    book.close()
    return buffer.getvalue()


def xls(name: str, rows: Sequence[Row]) -> bytes:
    """An old .xls with one sheet."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    days = xlwt.easyxf(num_format_str="D/M/YYYY")
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, date):
                sheet.write(line, place, serial_of(cell), days)
            else:
                sheet.write(line, place, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text(rows: Sequence[Row], encoding: str, *, comma: str = ",", newline: str = "\r\n") -> bytes:
    """Delimited text as a spreadsheet program saves it: short rows filled up, cells quoted where they must be."""
    width = max(len(row) for row in rows)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=comma, lineterminator=newline)
    writer.writerows([*("" if cell is None else str(cell) for cell in row), *[""] * (width - len(row))] for row in rows)
    return buffer.getvalue().encode(encoding)
