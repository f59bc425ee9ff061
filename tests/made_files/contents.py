"""The bytes of made-up files: delimited text, workbooks, Parquet, and the lines that stand in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl
import xlsxwriter

from tests.made_files.rows import Row, code, college_name


def table(rows: Sequence[Row]) -> list[list[str]]:
    """Heading and cells of rows that have the same columns."""
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def vcop_lines(rows: Sequence[Row], college_number: int = 1, round_number: int = 1) -> list[list[str]]:
    """A V-COP report: title rows, heading and rows."""
    titles = [
        "รายงานการติดตามภาวะการมีงานทำและการศึกษาต่อ",
        f"รอบการติดตามที่ : {round_number}",
        f"สถานศึกษา : {code(college_number)} {college_name(college_number)}",
        "ปีการศึกษา 2567",
    ]
    return [*([title] for title in titles), *table(rows)]


def text_file(
    lines: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",", newline: str = "\r\n"
) -> bytes:
    """Delimited text, quoted where needed."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(lines)
    return buffer.getvalue().encode(encoding)


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], row: int = 0, column: int = 0) -> bytes:
    """An .xlsx whose cells begin at `row` and `column`; text stays text, None and "" are no cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "d/m/yyyy"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for down, line in enumerate(lines):
            for right, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(row + down, column + right, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row + down, column + right, cell)
                elif cell is not None:
                    sheet.write(row + down, column + right, cell)
    book.close()
    return buffer.getvalue()


def parquet(rows: Sequence[Row]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(rows).write_parquet(buffer)
    return buffer.getvalue()
