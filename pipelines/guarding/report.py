"""The verdict that goes back to a sender: their own rows with the faulty cells coloured, and what to mend.

Written only for files with a fault. It is the one place where the sender's values may stand, for they are the
sender's own; it lies in the outbox and nowhere else. What identifies a person stands in the copy of the rows alone,
never in the list of faults, which may be passed on without it.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path, PurePath

import polars as pl
import xlsxwriter

from pipelines.contracts import Contract, heading_of
from pipelines.guarding.commands import complete_command
from pipelines.guarding.seen import Candidates, FaultyCell, Seen, places_of
from pipelines.guarding.verdicts import RuleResult
from pipelines.printable import printable_path
from pipelines.reading.door import sent_bytes
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault
from pipelines.reading.recognition import Found, recognise
from pipelines.settings import Settings

__all__ = ["FaultyCell", "Told", "write_report"]

_SEVERITY_TH = {"error": "ต้องแก้ไข", "warning": "ควรตรวจสอบ", "note": "หมายเหตุ"}
_ORDER = list(_SEVERITY_TH)
_COLOUR = {"error": "#F8CBAD", "warning": "#FFE699"}
_SOURCE = ("ข้อมูล / Source", 24)
_HEADINGS = (
    ("ระดับ / Severity", 14),
    ("คอลัมน์ / Column", 26),
    ("จำนวนแถว / Rows", 10),
    ("แถวที่ / Row numbers", 26),
    ("ค่าที่พบ / Values found", 34),
    ("สิ่งที่พบ", 44),
    ("วิธีแก้ไข", 44),
    ("What was found", 44),
    ("What to do", 44),
    ("รหัส / Code", 22),
)
_LEGEND = (
    "สีส้ม = ต้องแก้ไข, สีเหลือง = ควรตรวจสอบ แก้ในไฟล์เดิมแล้วส่งไฟล์เดิมใหม่ทั้งไฟล์ · "
    "Orange = must be mended, yellow = please check. Mend your own file and send the whole of it again"
)
_FONT = {"font_name": "Tahoma", "font_size": 10}
_EXCEL_CELLS = 32_000
_ROW = "row"
_COPIED_WHOLE = 500
"""Of a longer file only rows with a fault are copied; each keeps its row number. A copy takes longer than a check."""
_ROWS_COPIED = 20_000
"""No more rows than this are copied."""
_LINE_HEIGHT, _MAX_HEIGHT = 18, 409


@dataclass(frozen=True)
class Told:
    """What one source says of a file. `contract` is None where the file was not recognised."""

    contract: Contract | None
    results: Sequence[RuleResult]
    cells: Sequence[FaultyCell] = ()


@dataclass(frozen=True)
class _Line:
    """One fault as the sender reads it, named by its heading; sources that say the same of a file say it once."""

    result: RuleResult
    values: str


def write_report(
    target: Path, sent: Path, told: Sequence[Told], settings: Settings, candidates: Candidates | None = None
) -> None:
    """One workbook a file: the faults of every source with their remedies, then the rows, faulty cells coloured.

    Args:
        target: where the workbook is written.
        sent: the sender's file; it is read again for its rows.
        told: what each source that the file feeds says of it.
        settings: limits of reading, and the home that a command in a remedy must name.
        candidates: nearest colleges of a name that was not resolved.
    """
    found = _found(sent, told, settings)
    lines: dict[_Line, list[str]] = {}
    for one in told:
        match = found.get(one.contract.source) if one.contract else None
        seen = Seen(one.contract, one.cells, match, candidates)
        for result in one.results:
            heading = heading_of(one.contract, result.column_name) if one.contract else result.column_name
            source = one.contract.title_th if one.contract else ""
            line = _Line(replace(result, column_name=heading, rows_checked=0), seen.values(result))
            lines.setdefault(line, []).append(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_format_properties": dict(_FONT)}
    workbook = xlsxwriter.Workbook(target, options)
    try:
        _write_faults(workbook, printable_path(PurePath(sent.name)).name, lines, settings, has_sources=len(told) > 1)
        if found and any(one.cells for one in told):
            _write_rows(workbook, told, found)
    finally:
        workbook.close()


def _found(sent: Path, told: Iterable[Told], settings: Settings) -> dict[str, Found]:
    """How each source that names a cell recognised the file; nothing where it can no longer be read."""
    contracts = [one.contract for one in told if one.contract and one.cells]
    if not contracts:
        return {}
    try:
        opened = open_file(sent, sent_bytes(sent, settings), settings)
        found = recognise(opened.sheets, contracts, settings.heading_search_rows)
    except FileFault:
        return {}
    return {one.contract.source: one for one in found}


def _write_faults(
    workbook: xlsxwriter.Workbook,
    name: str,
    lines: Mapping[_Line, Sequence[str]],
    settings: Settings,
    *,
    has_sources: bool,
) -> None:
    sheet = workbook.add_worksheet("สิ่งที่ต้องแก้ไข")
    sheet.set_default_row(24)
    bold = workbook.add_format({**_FONT, "bold": True, "font_size": 14})
    heading = workbook.add_format(
        {**_FONT, "bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "valign": "top"}
    )
    body = workbook.add_format({**_FONT, "text_wrap": True, "valign": "vcenter", "border": 1})
    colours = {
        severity: workbook.add_format(
            {**_FONT, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": colour}
        )
        for severity, colour in _COLOUR.items()
    }
    headings = [_SOURCE, *_HEADINGS] if has_sources else list(_HEADINGS)
    sheet.write_string(0, 0, f"ผลการตรวจไฟล์ / Verdict on: {name}", bold)
    sheet.write_string(1, 0, _LEGEND)
    sheet.set_row(2, 2 * _LINE_HEIGHT)
    for place, (text, width) in enumerate(headings):
        sheet.set_column(place, place, width)
        sheet.write_string(2, place, text, heading)
    ordered = sorted(
        lines, key=lambda line: (line.result.severity != "error", line.result.rule, line.result.column_name)
    )
    for row, line in enumerate(ordered, start=3):
        result = line.result
        values: list[str | int] = [
            f"{_SEVERITY_TH[result.severity]} / {result.severity}",
            result.column_name,
            result.rows_failed,
            result.example_rows,
            line.values,
            result.message_th,
            complete_command(result.remedy_th, settings),
            result.message_en,
            complete_command(result.remedy_en, settings),
            result.rule,
        ]
        severity_place = 1 if has_sources else 0
        if has_sources:
            values.insert(0, ", ".join(filter(None, dict.fromkeys(lines[line]))))
        sheet.set_row(row, _height(values, [width for _, width in headings]))
        for place, value in enumerate(values):
            form = colours.get(result.severity, body) if place == severity_place else body
            if isinstance(value, int):
                sheet.write_number(row, place, value, form)
            else:
                sheet.write_string(row, place, value[:_EXCEL_CELLS], form)
    sheet.freeze_panes(3, 0)
    _fit_to_width(sheet)
    sheet.repeat_rows(2)


def _write_rows(workbook: xlsxwriter.Workbook, told: Iterable[Told], found: Mapping[str, Found]) -> None:
    """The sender's own sheet, row for row, so that a row number means the same in both.

    Of a long file only rows with a fault stand in it, each in its own row.
    """
    first = next(iter(found.values()))
    is_long = first.sheet.cells.height > _COPIED_WHOLE
    sheet = workbook.add_worksheet("แถวที่ต้องดู" if is_long else "ข้อมูลที่ส่งมา")
    sheet.set_default_row(24)
    formats = {
        severity: workbook.add_format({**_FONT, "bg_color": colour, "border": 1})
        for severity, colour in _COLOUR.items()
    }
    coloured: dict[tuple[int, int], str] = {}
    for one in told:
        if not one.contract or one.contract.source not in found:
            continue
        places = cache(partial(places_of, found[one.contract.source]))
        for number, column, rule, severity in one.cells:
            for place in places(column, rule):
                # of two faults in one cell the graver colours it
                before = coloured.get((number - 1, place), severity)
                coloured[number - 1, place] = min(before, severity, key=_ORDER.index)
    rows = first.sheet.cells.with_row_index(_ROW)
    if is_long:
        at_fault = sorted({row for row, _ in coloured})[:_ROWS_COPIED]
        rows = rows.filter(pl.col(_ROW).le(first.heading_row) | pl.col(_ROW).is_in(at_fault))
    for row, *values in rows.iter_rows():
        for place, value in enumerate(values):
            form = formats.get(coloured.get((row, place), ""))
            if value is not None or form:
                sheet.write_string(row, place, (value or "")[:_EXCEL_CELLS], form)
    for place in range(first.sheet.cells.width):
        longest = first.sheet.cells[f"c{place}"].slice(first.heading_row).str.len_chars().max()
        sheet.set_column(place, place, min(max(int(str(longest or 0)), 8) + 2, 40))
    sheet.freeze_panes(first.heading_row + 1, 0)
    _fit_to_width(sheet)
    sheet.repeat_rows(first.heading_row)


def _height(values: Sequence[object], widths: Sequence[int]) -> int:
    """The height of a row in which every text can be read whole."""
    lines = max(
        sum(math.ceil(max(_width(line), 1) / (width - 2)) for line in str(value).split("\n"))
        for value, width in zip(values, widths, strict=True)
    )
    return min(max(lines, 2) * _LINE_HEIGHT, _MAX_HEIGHT)


def _width(text: str) -> int:
    """Letters that take room: marks above and below take none."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text)


def _fit_to_width(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Prints on landscape pages that are as wide as the sheet."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
