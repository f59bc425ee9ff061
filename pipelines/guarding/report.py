"""The verdict that goes back to a sender: their own rows with the faulty cells coloured, and what to mend.

Written only for files with a fault. It is the one place where the sender's values may stand, for they are the
sender's own; it lies in the outbox and nowhere else. What identifies a person stands in the copy of the rows alone,
never in the list of faults, which may be passed on without it.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path, PurePath

import polars as pl

from pipelines.contracts import Contract, heading_of
from pipelines.guarding.commands import complete_command
from pipelines.guarding.seen import Candidates, FaultyCell, Seen, places_of
from pipelines.guarding.verdicts import RuleResult
from pipelines.guarding.workbook import Cell, Row, Sheet, Style, write_workbook
from pipelines.printable import printable_path
from pipelines.reading.door import sent_bytes
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault
from pipelines.reading.recognition import Found, recognise
from pipelines.settings import Settings

__all__ = ["FaultyCell", "Told", "write_report"]

_SEVERITY_TH = {"error": "ต้องแก้ไข", "warning": "ควรตรวจสอบ", "note": "หมายเหตุ"}
_ORDER = list(_SEVERITY_TH)
_COLOUR = {"error": "F8CBAD", "warning": "FFE699"}
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
_TITLE = Style(is_bold=True, size=14)
_HEADING = Style(fill="D9E2F3", is_bold=True, has_border=True, is_wrapped=True, vertical="top")
_BODY = Style(has_border=True, is_wrapped=True, vertical="center")
_SEVERITY = {severity: _BODY._replace(fill=colour) for severity, colour in _COLOUR.items()}
_FAULTY = {severity: Style(fill=colour, has_border=True) for severity, colour in _COLOUR.items()}
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
    target: Path,
    sent: Path,
    told: Sequence[Told],
    settings: Settings,
    candidates: Candidates | None = None,
    *,
    with_rows: bool = True,
) -> None:
    """One workbook a file: the faults of every source with their remedies, then the rows, faulty cells coloured.

    Args:
        target: where the workbook is written.
        sent: the sender's file; it is read again for its rows.
        told: what each source that the file feeds says of it.
        settings: limits of reading, and the home that a command in a remedy must name.
        candidates: nearest colleges of a name that was not resolved.
        with_rows: copy the rows; not those of a file that still holds persons who were erased.
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
    sheets = [_faults(printable_path(PurePath(sent.name)).name, lines, settings, has_sources=len(told) > 1)]
    if with_rows and found and any(one.cells for one in told):
        sheets.append(_copy(told, found))
    target.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(target, sheets)


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


def _faults(name: str, lines: Mapping[_Line, Sequence[str]], settings: Settings, *, has_sources: bool) -> Sheet:
    headings = [_SOURCE, *_HEADINGS] if has_sources else list(_HEADINGS)
    widths = [width for _, width in headings]
    rows = [
        Row(0, [(0, f"ผลการตรวจไฟล์ / Verdict on: {name}", _TITLE)]),
        Row(1, [(0, _LEGEND, None)]),
        Row(2, [(place, text, _HEADING) for place, (text, _) in enumerate(headings)], 2 * _LINE_HEIGHT),
    ]
    ordered = sorted(
        lines, key=lambda line: (line.result.severity != "error", line.result.rule, line.result.column_name)
    )
    for number, line in enumerate(ordered, start=3):
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
        looks = [_SEVERITY.get(result.severity, _BODY), *[_BODY] * (len(values) - 1)]
        if has_sources:
            values.insert(0, ", ".join(filter(None, dict.fromkeys(lines[line]))))
            looks.insert(0, _BODY)
        cells = list(zip(range(len(values)), values, looks, strict=True))
        rows.append(Row(number, cells, _height(values, widths)))
    return Sheet("สิ่งที่ต้องแก้ไข", rows, widths, heading=2)


def _copy(told: Iterable[Told], found: Mapping[str, Found]) -> Sheet:
    """The sender's own sheet, row for row, so that a row number means the same in both.

    Of a long file only rows with a fault stand in it, each in its own row.
    """
    first = next(iter(found.values()))
    sent = first.sheet.cells
    is_long = sent.height > _COPIED_WHOLE
    coloured: dict[int, dict[int, str]] = defaultdict(dict)
    for one in told:
        if not one.contract or one.contract.source not in found:
            continue
        places = cache(partial(places_of, found[one.contract.source]))
        for number, column, rule, severity in one.cells:
            row = coloured[number - 1]
            for place in places(column, rule):
                # of two faults in one cell the graver colours it
                row[place] = min(row.get(place, severity), severity, key=_ORDER.index)
    rows = sent.with_row_index(_ROW)
    if is_long:
        at_fault = sorted(row for row, painted in coloured.items() if painted)[:_ROWS_COPIED]
        rows = rows.filter(pl.col(_ROW).le(first.heading_row) | pl.col(_ROW).is_in(at_fault))
    plain: dict[int, str] = {}
    copied = [Row(number, _copied(values, coloured.get(number, plain))) for number, *values in rows.iter_rows()]
    longest = sent.slice(first.heading_row).select(pl.all().str.len_chars().max().fill_null(0)).row(0)
    widths = [min(max(letters, 8) + 2, 40) for letters in longest]
    return Sheet("แถวที่ต้องดู" if is_long else "ข้อมูลที่ส่งมา", copied, widths, first.heading_row)


def _copied(values: Iterable[str | None], painted: Mapping[int, str]) -> list[Cell]:
    """The cells of a row that hold something or are coloured."""
    if not painted:
        return [(place, value, None) for place, value in enumerate(values) if value]
    looks = {place: _FAULTY[severity] for place, severity in painted.items() if severity in _FAULTY}
    return [(place, value or "", looks.get(place)) for place, value in enumerate(values) if value or place in looks]


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
