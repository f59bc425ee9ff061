"""Files as senders make them: workbooks and delimited text, as bytes that depend on the content alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

Cell = str | int | float | None
Row = Sequence[Cell]

WORKBOOK_CREATED = datetime(2025, 1, 1)
"""Fixed, so that the same rows give the same workbook on any day."""


def workbook(sheets: dict[str, Sequence[Row]]) -> bytes:
    """An .xlsx with one sheet per entry; None leaves a cell empty, text stays text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_urls": False})
    book.set_properties({"title": "SYNTHETIC", "created": WORKBOOK_CREATED})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_default_row(24)  # Thai vowels and tone marks are clipped in lower rows
        sheet.set_column(0, 20, 18)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def delimited(rows: Sequence[Row], encoding: str, *, comma: str = ",", newline: str = "\n") -> bytes:
    """Delimited text without quotation; short rows are filled up, as a spreadsheet program does on saving."""
    width = max(len(row) for row in rows)
    lines = []
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row]
        lines.append(comma.join(cells + [""] * (width - len(cells))))
    return (newline.join(lines) + newline).encode(encoding)


def titled(title: str, heading: Row, rows: Sequence[Row]) -> list[Row]:
    """A title row and a blank row above the heading, as in most workbooks that arrive."""
    return [[title], [], heading, *rows]
