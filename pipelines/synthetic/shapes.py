"""How colleges write what they have to say: headings, order, dates, digits, titles, totals, kinds of file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pipelines.synthetic.sample_profile import SYNTHETIC
from pipelines.synthetic.tables import SOURCES, TITLES, Columns
from pipelines.synthetic.writers import Cell, Row, xlsx

LABELS: dict[str, dict[str, str]] = {
    "sex": {"m": "ชาย", "f": "หญิง"},
    "study_system": {"regular": "ปกติ (ในระบบ)", "non_formal": "นอกระบบ", "dual": "ทวิภาคี"},
    "term": {"1": "ภาคเรียนที่ 1", "2": "ภาคเรียนที่ 2", "3": "ภาคเรียนฤดูร้อน"},
    "outcome": {
        "employed": "มีงานทำ",
        "self_employed": "ประกอบอาชีพอิสระ",
        "studying": "ศึกษาต่อ",
        "employed_studying": "ทำงานและศึกษาต่อ",
        "waiting": "รองาน",
        "unemployed": "ว่างงาน",
        "military": "รับราชการทหารกองประจำการ (เกณฑ์ทหาร)",
        "ordained": "อุปสมบท (บวช)",
        "ill": "เจ็บป่วย/ทุพพลภาพ",
        "deceased": "เสียชีวิต",
        "other": "อื่น ๆ",
        "unreachable": "ติดต่อไม่ได้ (ติดตามไม่ได้)",
    },
    "employer_sector": {"private": "เอกชน", "government": "ราชการ", "state_enterprise": "รัฐวิสาหกิจ"},
    "matches": {"yes": "ตรงสาย", "no": "ไม่ตรงสาย"},
    "contacted_via": {
        "phone": "โทรศัพท์",
        "line": "Line",
        "facebook": "Facebook",
        "form": "แบบสอบถามออนไลน์",
        "visit": "พบตัว/เยี่ยมบ้าน",
        "other": "อื่น ๆ",
    },
}


@dataclass(frozen=True)
class Shape:
    """One way of sending a source."""

    id: str
    suffix: str = ".xlsx"
    dates: str = "be"


def be_text(day: date) -> str:
    """31/3/2568."""
    return f"{day.day}/{day.month}/{day.year + 543}"


def written(source: str, columns: Columns, shape: Shape) -> bytes:
    """The file of a source in a shape."""
    known = [column for column in SOURCES[source] if column.name in columns]
    cells = [[_cell(column.kind)(value) for value in columns[column.name]] for column in known]
    rows: list[Row] = [[f"{TITLES[source]} · {SYNTHETIC}"], [], [column.heading for column in known]]
    rows += [list(row) for row in zip(*cells, strict=True)]
    return xlsx({TITLES[source][:31]: rows})


def _cell(kind: str) -> Callable[[Any], Cell]:
    if kind == "date":
        return lambda value: be_text(value) if isinstance(value, date) else value
    if kind in LABELS:
        return partial(_labelled, LABELS[kind])
    return lambda value: value


def _labelled(labels: dict[str, str], value: Any) -> Cell:
    return labels.get(value, value)
