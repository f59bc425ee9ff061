"""Makers of good rows: what a good cell holds is said once for a heading; a maker names its headings and what differs.

Codes of colleges begin with 1399, which no real college has, and national ids with 10000: no office registers 0000.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Row = dict[str, str]

CENTRE = "2564-01 เทคนิคเครื่องกล – วิทยาลัยเทคนิคฉะเชิงเทรา"
_CENTRES = {2564: 25, 2565: 17, 2566: 59}


def code(number: int) -> str:
    """The code of a made-up college."""
    return f"1399{number:06}"


def national_id(number: int) -> str:
    """The national id of a made-up person, with its check digit."""
    return _with_check_digit(f"10000{number:07}")


def juristic_number(number: int) -> str:
    """The number of a made-up company, with its check digit: registered in no province, for none has the code 00.

    Its nine keeps it from reading like the id of a person behind another number, as a database packs them.
    """
    return _with_check_digit(f"0009{number:08}")


def _with_check_digit(digits: str) -> str:
    total = sum((13 - place) * int(digit) for place, digit in enumerate(digits))
    return f"{digits}{(11 - total % 11) % 10}"


def student_id(number: int) -> str:
    return f"670{number:06}"


def college_name(number: int) -> str:
    return f"วิทยาลัยเทคนิคตัวอย่าง {number}"


def centre_id(number: int) -> str:
    """A centre of the manual; after the 101st they begin again."""
    place = (number - 1) % sum(_CENTRES.values())
    for year, count in _CENTRES.items():
        if place < count:
            return f"{year}-{place + 1:02}"
        place -= count
    raise AssertionError(number)


class Maker(Protocol):
    """Makes the good row of a number, some of its cells changed."""

    def __call__(self, number: int, cells: Row | None = None) -> Row: ...


_NAMES: dict[str, Callable[[int], str]] = {
    "code": code,
    "college": college_name,
    "centre": centre_id,
    "student_id": student_id,
    "national_id": national_id,
    "juristic_number": juristic_number,
    "number": str,
}

_USUAL = {
    "รหัสสถานศึกษา": "{code}",
    "ชื่อสถานศึกษา": "{college}",
    "จังหวัด": "นครปฐม",
    "ประเภทสถานศึกษา": "รัฐ",
    "อาชีวศึกษาจังหวัด": "นครปฐม",
    "ภาค": "ภาคกลาง",
    "พิกัดละติจูด": "13.82",
    "พิกัดลองจิจูด": "100.06",
    "ปีการศึกษา": "2567",
    "รอบที่": "1",
    "รหัสประจำตัวนักเรียน/นักศึกษา": "{student_id}",
    "เลขประจำตัวประชาชน": "{national_id}",
    "ชื่อ - นามสกุล": "นางสาวตัวอย่าง สมมุติ{number}",
    "เพศ": "หญิง",
    "โทรศัพท์": "0812345678",
    "อีเมล": "someone{number}@example.org",
    "ช่องทางติดต่อ": "line{number}",
    "ระดับชั้น": "ปวช.",
    "ระดับชั้น/ระดับการศึกษา": "ปวช.",
    "ประเภทวิชา": "อุตสาหกรรม",
    "สาขาวิชา": "ช่างยนต์",
    "สาขางาน": "ยานยนต์",
    "ชั้นปี": "1",
    "จำนวน": "25",
    "ชื่อสถานที่ทำงาน": "บริษัท ตัวอย่าง จำกัด",
    "ตำแหน่งงาน": "ช่างซ่อม",
    "สถานะการติดตาม": "มีงานทำ",
}
COLLEGE = "รหัสสถานศึกษา | ชื่อสถานศึกษา | จังหวัด"


def made(*parts: str | Row) -> Maker:
    """A maker of rows: headings with their usual cells, and headings with cells of their own, in their order."""
    row: Row = {}
    for part in parts:
        row |= part if isinstance(part, dict) else {heading: _USUAL[heading] for heading in part.split(" | ")}

    def make(number: int, cells: Row | None = None) -> Row:
        names = {name: of(number) for name, of in _NAMES.items()}
        return {heading: text.format_map(names) for heading, text in row.items()} | (cells or {})

    return make
