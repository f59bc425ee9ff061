"""A workbook of tables: a sheet of notes, one or more sheets for each table, a sheet that explains the columns.

The library writes all but the rows of the tables (styles, panes, headings, print set-up), with one row of blank cells
in their place; `cells` writes the rows there, ten times as fast. The same publication gives the same bytes. Each table
has two headings: in Thai for whoever reads, and below it the names of the columns for programs (`header=1`).
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_range

from pipelines.exporting.cells import MOST_LETTERS, MOST_ROWS, rows_xml
from pipelines.exporting.described import Column, Table
from pipelines.exporting.frames import is_key_of_hashes, is_moment
from pipelines.exporting.notes import Block
from pipelines.exporting.pages import DICTIONARY_WIDTHS, LINE, NOTES_WIDTHS, lines_of, write_blocks
from pipelines.publishing.kinds import is_difference, is_number_of_something, is_share

HEADINGS = 2
"""Rows of headings above the rows of a table."""

NOTES, DICTIONARY = "คำอธิบาย", "พจนานุกรม"

LABEL = "_label_th"
"""What the name of a column of names ends with that stands beside a column of codes in workbooks alone."""

_FONT = {"font_name": "TH Sarabun New", "font_size": 14, "font_family": 2}
_ROW_HEIGHT = 24
_DAY, _MOMENT = "[$-107041E]d mmm yyyy", "[$-107041E]d mmm yyyy hh:mm"
_BLUE, _PALE, _RED = "#1F3864", "#D9E2F3", "#C00000"
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 42, 14
_TRUTH = '"ใช่";"ใช่";"ไม่ใช่"'  # Excel shows its own words for true and false, LibreOffice these
_A3, _A4 = 8, 9
_TEXTS = ("VARCHAR", "UUID")
_LOOKS: Mapping[str, dict[str, Any]] = {
    "DATE": {"num_format": _DAY, "align": "left"},
    "BOOLEAN": {"align": "center", "num_format": _TRUTH},
    **{kind: {"num_format": "@", "indent": 1} for kind in _TEXTS},
}
# what a heading says of the code and not of what it stands for
_OF_CODES = re.compile(r"^รหัส|(?:สอง|สิบ)หลัก| ?\(รหัส[^)]*\)")
_BLANKS = re.compile(rb'<row r="3"[^>]*>.*?</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="([A-Z]+)3" s="(\d+)"')
_EXTENT = re.compile(rb'<dimension ref="[^"]*"/>')


@dataclass(frozen=True)
class Filled:
    """A table as a workbook holds it.

    `rows` are those that `read` gives, batch by batch; `names` are the Thai names of codes by column; `longest` the
    letters of the longest text of a column.
    """

    table: Table
    rows: int
    read: Callable[[], Iterable[pl.DataFrame]]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=dict)

    @property
    def cut_columns(self) -> list[str]:
        """Columns with texts that are too long for a cell."""
        return [name for name, letters in self.longest.items() if letters > MOST_LETTERS]

    def longest_of(self, column: str) -> int:
        """Letters of the longest text of a column of its sheets."""
        if column.endswith(LABEL) and column not in self.longest:
            return max(map(len, self.names[column.removesuffix(LABEL)].values()))
        return self.longest.get(column, 0)

    @property
    def columns(self) -> list[Column]:
        """Columns of its sheets: codes with their names beside them, keys made of hashes at the end."""
        said = [column for column in self.table.columns if not is_key_of_hashes(column)]
        shown: list[Column] = []
        for column in said:
            shown.append(column)
            if self.names.get(column.name):
                shown.append(_label_of(column))
        return shown + [column for column in self.table.columns if is_key_of_hashes(column)]

    def sheets(self) -> list[str]:
        """Names of its sheets, which hold so many rows as a sheet can and the last one the rest."""
        number = max(1, -(-self.rows // (MOST_ROWS - HEADINGS)))
        if number == 1:
            return [self.table.name[:_LONGEST_NAME]]
        return [f"{self.table.name[: _LONGEST_NAME - 5]} ({place})" for place in range(1, number + 1)]

    def frames(self) -> Iterator[pl.DataFrame]:
        """Its rows with the columns of its sheets."""
        for frame in self.read():
            labels = [
                pl.col(name).replace_strict(dict(names), default=None, return_dtype=pl.String).alias(name + LABEL)
                for name, names in self.names.items()
                if names
            ]
            yield frame.with_columns(labels).select([column.name for column in self.columns])


@dataclass(frozen=True)
class Book:
    """What a workbook is made of; `banner` stands on each printed page, `made` is the moment of the publication."""

    title: str
    banner: str
    is_internal: bool
    made: datetime
    notes: Sequence[Block]
    tables: Sequence[Filled]
    dictionary: Block


def write_workbook(target: Path, book: Book) -> None:
    """Writes the workbook; texts that no cell holds lack their ends (`Filled.cut_columns`)."""
    with zipfile.ZipFile(_shell(book)) as shell, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        places = iter(range(2, 2 + sum(len(filled.sheets()) for filled in book.tables)))
        entries = {filled.table.name: [_entry(next(places)) for _ in filled.sheets()] for filled in book.tables}
        of_tables = {name for names in entries.values() for name in names}
        for name in shell.namelist():
            if name not in of_tables:
                with _opened(archive, name) as file:
                    file.write(shell.read(name))
        for filled in book.tables:
            _fill(shell, archive, entries[filled.table.name], filled)


def _entry(place: int) -> str:
    return f"xl/worksheets/sheet{place}.xml"


def _opened(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A part of the workbook to be written to; always of the same day, so that the bytes are the same."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(entry, "w", force_zip64=True)


def _fill(shell: zipfile.ZipFile, archive: zipfile.ZipFile, entries: Sequence[str], filled: Filled) -> None:
    """Writes the sheets of a table, with its rows in the place of the blank one."""
    frames, over = filled.frames(), None
    for place, entry in enumerate(entries):
        blank = shell.read(entry)
        styles = {letter.decode(): int(style) for letter, style in _STYLE.findall(blank)}
        head, tail = _BLANKS.split(blank, maxsplit=1)
        left = MOST_ROWS - HEADINGS
        last = HEADINGS + min(left, filled.rows - place * left)
        extent = f'<dimension ref="A1:{list(styles)[-1]}{last}"/>'
        row = HEADINGS + 1
        with _opened(archive, entry) as file:
            file.write(_EXTENT.sub(extent.encode(), head))
            while left and (frame := over if over is not None else next(frames, None)) is not None:
                over = frame.slice(left) if frame.height > left else None
                part = frame.head(left)
                for piece in rows_xml(part, list(styles), list(styles.values()), row):
                    file.write(piece)
                row += part.height
                left -= part.height
            file.write(tail)


def _shell(book: Book) -> io.BytesIO:
    """The workbook with a row of blank cells where the rows of each table come."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": dict(_FONT),  # the library changes what it is given
    }
    writer = _Writer(xlsxwriter.Workbook(buffer, options), book)
    writer.write()
    buffer.seek(0)
    return buffer


class _Writer:
    """A shell while it is written."""

    def __init__(self, workbook: Any, book: Book):
        self._workbook = workbook
        self._book = book
        self._formats: dict[str, Any] = {}

    def write(self) -> None:
        """Writes all sheets and closes the workbook."""
        book = self._book
        self._workbook.set_properties(
            {"title": book.title, "comments": book.banner, "author": "cvm export", "created": book.made}
        )
        notes = self._sheet(NOTES)
        sheets = [
            (filled, place, self._sheet(name)) for filled in book.tables for place, name in enumerate(filled.sheets())
        ]
        explained = self._sheet(DICTIONARY)
        write_blocks(notes, book.notes, NOTES_WIDTHS, self._format)
        for filled, place, sheet in sheets:
            self._write_headings(sheet, filled, place)
        write_blocks(explained, [book.dictionary], DICTIONARY_WIDTHS, self._format)
        explained.freeze_panes(2, 2)
        explained.autofilter(1, 0, 1 + len(book.dictionary.rows), len(book.dictionary.heading) - 1)
        notes.activate()
        self._workbook.close()

    def _sheet(self, name: str) -> Any:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_default_row(_ROW_HEIGHT)
        sheet.set_landscape()
        sheet.set_paper(_A4 if name in (NOTES, DICTIONARY) else _A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{_printed(self._book.banner)}&R&A · &P / &N")
        if self._book.is_internal:
            sheet.set_tab_color(_RED)
        return sheet

    def _format(self, **properties: Any) -> Any:
        """One format for each set of properties."""
        name = json.dumps(properties, sort_keys=True)
        if name not in self._formats:
            self._formats[name] = self._workbook.add_format({**_FONT, **properties})
        return self._formats[name]

    def _write_headings(self, sheet: Any, filled: Filled, place: int) -> None:
        columns = filled.columns
        thai = self._format(
            bold=True, font_color="white", bg_color=_BLUE, border=1, text_wrap=True, align="center", valign="vcenter"
        )
        names = self._format(font_color="#595959", bg_color=_PALE, border=1, font_size=11, valign="vcenter")
        lines = 1
        for number, column in enumerate(columns):
            width = _width(column, filled.longest_of(column.name))
            lines = max(lines, lines_of(column.heading_th, width - 3))
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, column.heading_th, thai)
            sheet.write_string(1, number, column.name, names)
            sheet.write_blank(HEADINGS, number, None, self._format(**_look(column)))
        sheet.set_row(0, lines * LINE + 4)
        rows = min(MOST_ROWS - HEADINGS, filled.rows - place * (MOST_ROWS - HEADINGS))
        sheet.autofilter(1, 0, 1 + max(rows, 1), len(columns) - 1)
        # codes of digits are meant to be texts: Excel would put a green corner on each
        sheet.ignore_errors(
            {"number_stored_as_text": xl_range(HEADINGS, 0, HEADINGS + max(rows, 1) - 1, len(columns) - 1)}
        )
        sheet.freeze_panes(HEADINGS, 1)
        sheet.repeat_rows(0, HEADINGS - 1)


def _label_of(column: Column) -> Column:
    named = _OF_CODES.sub("", column.heading_th).strip()
    return Column(column.name + LABEL, "VARCHAR", f"ชื่อของ{named}", "", "", False, None)


def _look(column: Column) -> dict[str, Any]:
    """How the cells of a column look."""
    if column.type in _LOOKS:
        return _LOOKS[column.type]
    if is_moment(column):
        return {"num_format": _MOMENT, "align": "left"}
    if column.type in ("DOUBLE", "FLOAT"):
        return {"num_format": "0.0%" if is_share(column.name) or is_difference(column.name) else "General"}
    if column.type.startswith("DECIMAL"):
        return {"num_format": "#,##0.0"}
    return {"num_format": "0" if is_number_of_something(column.name) else "#,##0"}


def _width(column: Column, longest: int) -> int:
    if is_key_of_hashes(column):
        return _NARROWEST
    if column.type in _TEXTS:
        return min(max(longest + 3, _NARROWEST), _WIDEST)
    return 18 if is_moment(column) else _NARROWEST


def _printed(text: str) -> str:
    """A text as a header or footer takes it."""
    return text.replace("&", "&&")[:200]
