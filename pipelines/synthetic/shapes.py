"""How colleges write what they have to say in their own workbooks: headings, order, dates, digits, titles, totals.

Layout A of the design in about ten shapes. The V-COP report and the form are written in `other_layouts`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pipelines.synthetic import quirks, reference
from pipelines.synthetic.chance import Chance
from pipelines.synthetic.columns import CENTRE, CENTRE_WORDS, COLLEGE, COLLEGE_NAME, FULL_NAME, NAMES, PROVINCE, Column
from pipelines.synthetic.rows import Row
from pipelines.synthetic.sample_profile import SYNTHETIC
from pipelines.synthetic.tables import (
    LABELS,
    LEVEL_NAMES,
    LEVEL_SPELLINGS,
    PEOPLE,
    SOURCES,
    SPELLINGS,
    TITLES,
    YEARS,
)
from pipelines.synthetic.world import College
from pipelines.synthetic.writers import Cell, text, xlsx
from pipelines.years import be

MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
LONG_MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
    "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
COLLEGE_NAME_OF_ROW = "_college_name"
"""What a row says beside a column that takes a college's code or its name."""
_UNNAMED = ("academic_year_be", "college_code", "round")


class Raw(str):
    """A cell that is written as it stands, whatever the shape."""

    __slots__ = ()


@dataclass(frozen=True)
class Shape:
    """One way of writing layout A.

    `titles`: the college, year and round stand above the heading instead of in columns. `college`: by its `code`, a
    `number`, or its `name` and province.
    """

    id: str
    suffix: str = ".xlsx"
    encoding: str = "utf-8"
    comma: str = ","
    dates: str = "slashes"
    levels: str = "short"
    college: str = "code"
    is_titled: bool = True
    is_reported: bool = False
    is_thai: bool = False
    is_split: bool = False
    has_full_name: bool = False
    has_other_headings: bool = False
    has_spellings: bool = False
    has_extra_column: bool = False
    rotation: int = 0


SHAPES: dict[str, Shape] = {
    shape.id: shape
    for shape in (
        Shape("template"),
        Shape(
            "plain", dates="iso", is_titled=False, has_full_name=True, has_other_headings=True, has_extra_column=True,
            rotation=5,
        ),
        Shape("office_report", dates="long", levels="full", is_reported=True),
        Shape("thai_digits", dates="thai_short", is_thai=True, has_spellings=True, rotation=3),
        Shape("excel_dates", dates="cells", college="number", levels="bare"),
        Shape("by_level", dates="dashes", levels="year", is_split=True, has_other_headings=True),
        Shape("by_name", dates="be_cells", college="name", has_full_name=True, rotation=7),
        Shape("csv_utf8", ".csv", "utf-8-sig", has_other_headings=True, is_titled=False, dates="iso"),
        Shape("csv_874", ".csv", "cp874", comma=";", has_spellings=True, dates="dots"),
        Shape("tsv", ".tsv", comma="\t", is_titled=False, dates="short_be", rotation=2),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """The lines of one file: the heading stands in `lines[heading]`, rows follow below it."""

    lines: list[list[Cell]]
    heading: int
    merged: tuple[tuple[int, int], ...] = ()


def written(source: str, rows: Sequence[Row], shape: Shape, college: College, chance: Chance) -> bytes:
    """The file of a source in a shape."""
    sheet = laid_out(source, rows, shape, college, chance)
    if shape.suffix != ".xlsx":
        return text(sheet.lines, shape.encoding, comma=shape.comma, newline="\n" if shape.comma == ";" else "\r\n")
    sheets: dict[str, Any] = {}
    if shape.is_reported:
        sheets["คำชี้แจง"] = [[SYNTHETIC], ["กรอกทุกช่องตามแบบของสำนักงาน"]]
    sheets["ข้อมูล" if shape.is_reported else TITLES[source][:31]] = sheet.lines
    return xlsx(sheets, sheet.merged)


def laid_out(source: str, rows: Sequence[Row], shape: Shape, college: College, chance: Chance) -> Sheet:
    """Titles, heading and cells of a file."""
    columns = _columns(source, shape)
    names = quirks.drawn(chance, is_874=shape.encoding == "cp874")
    cells = [_cells(column, rows, shape, college, chance, names) for column in columns]
    lines: list[list[Cell]] = []
    merged: list[tuple[int, int]] = []
    if shape.is_reported:
        first = rows[0]
        lines += [
            [f"รายงาน{TITLES[source]} - {SYNTHETIC}"],
            [f"สถานศึกษา : {college.code} {college.name_th}"],
            [_year_of(first)],
        ]
        if source == "followups":
            lines.append([f"รอบการติดตามที่ : {first['round']}"])
        merged = [(0, len(columns) - 1), (1, len(columns) - 1)]
        lines.append([])
    elif shape.is_titled:
        lines += [[f"{TITLES[source]} - {SYNTHETIC}"], []]
    heading = len(lines)
    lines.append(
        [column.others[0] if shape.has_other_headings and column.others else column.heading for column in columns]
    )
    body = [list(line) for line in zip(*cells, strict=True)]
    if shape.has_extra_column:
        lines[heading].append("หมายเหตุของงานทะเบียน")
        for line in body:
            line.append("สังเคราะห์")
    if shape.is_reported:
        middle = len(body) // 2
        body[middle:middle] = [[]]
        body += [[], ["รวมทั้งสิ้น", *[None] * (len(columns) - 2), len(rows)]]
    lines += body
    if not shape.is_titled and not shape.has_extra_column:
        lines[heading].append(SYNTHETIC)
    return Sheet(lines, heading, tuple(merged))


def _year_of(row: Row) -> str | None:
    """The title that says of which year a report is, where its rows are of one."""
    if "academic_year_be" in row:
        return f"ปีการศึกษา {row['academic_year_be']}"
    return f"ปีงบประมาณ {row['fiscal_year_be']}" if "fiscal_year_be" in row else None


def _columns(source: str, shape: Shape) -> list[Column]:
    found: list[Column] = []
    for column in SOURCES[source]:
        if (
            shape.is_reported
            and source in PEOPLE
            and column.name in _UNNAMED
            and not (source == "round_submissions" and column.name == "round")
        ):
            continue
        if column is COLLEGE and shape.college == "name":
            found += [COLLEGE_NAME, PROVINCE]
        elif column is CENTRE and shape.college == "name":
            found += CENTRE_WORDS
        elif column.name == "full_name" or column not in NAMES or not shape.has_full_name:
            found.append(column)
        elif column is NAMES[0]:
            found.append(FULL_NAME)
    if shape.levels == "year":
        found = [column for column in found if column.name != "year_of_study"]
    return found[shape.rotation :] + found[: shape.rotation]


def _cells(
    column: Column, rows: Sequence[Row], shape: Shape, college: College, chance: Chance, names: Sequence[str]
) -> list[Cell]:
    told = _told_by_name(column, shape, college)
    if told is not None:
        return [told(row) for row in rows]
    values = [row.get(column.name) for row in rows]
    if column.name == "level":
        return [_level(value, row, shape) for value, row in zip(values, rows, strict=True)]
    cell = _writer(column.kind, shape)
    cells = [value if value is None or isinstance(value, Raw) else cell(value) for value in values]
    if names and column.kind == "text":
        raw = [isinstance(value, Raw) for value in values]
        bent = quirks.quirky(chance, names, cells)  # type: ignore[arg-type]
        return [before if is_raw else after for before, after, is_raw in zip(cells, bent, raw, strict=True)]
    return cells


def _told_by_name(column: Column, shape: Shape, college: College) -> Callable[[Row], Cell] | None:
    """What makes the cells of a column that says the name of a college, its province or the words of a centre."""
    if column is COLLEGE_NAME:
        name = college.short_name_th if college.number % 2 else college.name_th
        return lambda row: _own(row, "college_code", name)
    if column is PROVINCE:
        province = f"จ.{college.province.name_th}" if college.number % 3 == 0 else college.province.name_th
        return lambda row: province  # noqa: ARG005
    if column in CENTRE_WORDS:
        return lambda row: _word_of_centre(column, row["centre"])
    if column.kind == "college" and shape.college == "name":
        return lambda row: row[COLLEGE_NAME_OF_ROW]
    return None


def _word_of_centre(column: Column, centre_id: str | None) -> Cell:
    """What a sheet without the drop-down says of a centre; a planted cell stands in the first of the words."""
    if centre_id is None or isinstance(centre_id, Raw):
        return centre_id if column is CENTRE_WORDS[0] else None
    centre = reference.centres()[centre_id]
    words = dict(zip(CENTRE_WORDS, (centre.field_th, centre.branch_th, centre.college_name_th), strict=True))
    return words[column]


def _own(row: Row, name: str, otherwise: str) -> Cell:
    """A planted cell of the row, else what the college writes everywhere."""
    return row[name] if isinstance(row[name], Raw) else otherwise


def _level(value: Any, row: Row, shape: Shape) -> Cell:
    if value is None or isinstance(value, Raw):
        return value
    if shape.levels == "full":
        return LEVEL_NAMES[value]
    if shape.levels == "bare":
        return LEVEL_SPELLINGS[value]
    if shape.levels == "year":
        year = row.get("year_of_study", YEARS[value] if "student_id" in row else "")
        return f"{value}{year}" if value != "ป.ตรี" else "ปริญญาตรี"
    return str(value)


@cache
def _writer(kind: str, shape: Shape) -> Callable[[Any], Cell]:
    """What makes a cell of a value of this kind."""
    if kind in ("date", "birth"):
        return _DATES["cells" if kind == "birth" and shape.dates == "be_cells" else shape.dates]
    if kind == "centre":
        return lambda value: reference.centres()[value].label if shape.suffix == ".xlsx" else value
    if kind in LABELS or kind == "office":
        plain = {**reference.offices(), "other": "อื่น ๆ"} if kind == "office" else LABELS[kind]
        labels = {**plain, **(SPELLINGS.get(kind, {}) if shape.has_spellings else {})}
        return lambda value: labels[value]
    digits = _thai_text if shape.is_thai else _as_it_is
    kinds: dict[str, Callable[[Any], Cell]] = {
        **dict.fromkeys(("year", "number", "count", "round"), digits),
        **dict.fromkeys(("code", "national_id"), _number if shape.college == "number" else str),
        "decimal": lambda value: digits(f"{value:.2f}" if shape.is_thai else value),
        "money": lambda value: _money(value, shape),
        "minutes": lambda value: _minutes(value, shape),
    }
    return kinds.get(kind, str)


def _as_it_is(value: Any) -> Cell:
    return value  # type: ignore[no-any-return]


def _thai_text(value: Any) -> Cell:
    return str(value).translate(_THAI)


def _number(value: str) -> Cell:
    """As a spreadsheet takes a code that was typed in: a number, unless it has letters or would lose a zero."""
    return int(value) if value.isdigit() and not value.startswith("0") else value


def _money(value: int | str, shape: Shape) -> Cell:
    if isinstance(value, str):
        return value.translate(_THAI) if shape.is_thai else value
    if shape.is_thai:
        return f"{value:,} บาท".translate(_THAI)
    return f"{value:,}" if shape.has_other_headings else value


def _minutes(value: float, shape: Shape) -> Cell:
    """Minutes as a number, or as minutes and seconds where the college writes so."""
    return f"{int(value)}:{int(value % 1 * 60):02d}" if shape.has_other_headings else value


def _in_be(day: date) -> date | str:
    """The same day of the Buddhist year as a date cell; 29 February may not exist there."""
    try:
        return day.replace(year=be(day.year))
    except ValueError:
        return slashes(day)


def slashes(day: date) -> str:
    """31/3/2568."""
    return f"{day.day}/{day.month}/{be(day.year)}"


_DATES: dict[str, Callable[[date], Cell]] = {
    "slashes": slashes,
    "iso": date.isoformat,
    "long": lambda day: f"{day.day} {LONG_MONTHS[day.month - 1]} {be(day.year)}",
    "thai_short": lambda day: f"{day.day} {MONTHS[day.month - 1]} {be(day.year) % 100}".translate(_THAI),
    "cells": lambda day: day,
    "be_cells": _in_be,
    "dashes": lambda day: f"{day.day}-{day.month}-{be(day.year) % 100}",
    "dots": lambda day: f"{day.day:02d}.{day.month:02d}.{be(day.year)}",
    "short_be": lambda day: f"{day.day}/{day.month}/{be(day.year) % 100}",
}
