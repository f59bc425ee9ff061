"""What is drawn of a made-up college, person or record, and how it is written in a file."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from tests.made_files.rows import national_id

T = TypeVar("T")

YEARS = (2564, 2565, 2566, 2567)
PEOPLE_OF_A_COLLEGE = 10_000
"""A thousand colleges times this are the national ids that exist."""

LEVELS = ("ปวช.", "ปวส.", "ป.ตรี")
FIELDS = {
    "ปวช.": ("การบัญชี", "การโรงแรม", "ช่างยนต์"),
    "ปวส.": ("การบัญชี", "เทคนิคเครื่องกล", "การโรงแรม"),
    "ป.ตรี": ("การบัญชี", "เทคโนโลยีคอมพิวเตอร์"),
}
BRANCHES = {"เทคนิคเครื่องกล": ("", "เทคนิคซ่อมตัวถังและสีรถยนต์", "อุตสาหกรรมการผลิตไฟฟ้า", "เทคนิคยานยนต์")}
SUBJECTS = ("อุตสาหกรรม", "พาณิชยกรรม", "บริหารธุรกิจ", "")
SYSTEMS = ("ปกติ (ในระบบ)", "ทวิภาคี", "นอกระบบ", "ทวิศึกษา", "")
SEXES = ("ชาย", "หญิง", "")
TERMS = ("", "ภาคเรียนที่ 1", "ภาคเรียนที่ 2", "ภาคเรียนฤดูร้อน")
OUTCOMES = {
    "มีงานทำ": 5, "ประกอบอาชีพอิสระ": 2, "ศึกษาต่อ": 4, "ทำงานและศึกษาต่อ": 2, "รองาน": 2, "ว่างงาน": 2,
    "รับราชการทหารกองประจำการ (เกณฑ์ทหาร)": 1, "อุปสมบท (บวช)": 1, "เจ็บป่วย/ทุพพลภาพ": 1, "เสียชีวิต": 1, "อื่น ๆ": 1,
    "ติดต่อไม่ได้ (ติดตามไม่ได้)": 3,
}  # fmt: skip
WORKING = ("มีงานทำ", "ประกอบอาชีพอิสระ", "ทำงานและศึกษาต่อ")
SECTORS = ("เอกชน", "เอกชน", "ราชการ", "รัฐวิสาหกิจ", "")
INCOMES = ("12,500", "9,001-15,000", "15,001-25,000", "15,000 ขึ้นไป", "ต่ำกว่า 9,000", "18,333.33", "9,777", "")
PROVINCES = ("กรุงเทพมหานคร", "นครปฐม", "เชียงใหม่", "ลำพูน", "สงขลา", "ขอนแก่น", "สมุทรปราการ", "สระบุรี")
COUNTRIES = ("ไทย", "ไทย", "ไทย", "ญี่ปุ่น", "")
INTENTIONS = ("ศึกษาต่อ", "ทำงาน", "ทำงานควบคู่ศึกษาต่อ", "ประกอบอาชีพอิสระ", "เกณฑ์ทหาร", "ยังไม่ตัดสินใจ", "อื่น ๆ")
CENTRES = ("2564-01", "2564-02", "2564-06", "2566-07")
TIERS = ("กลุ่มทั่วไป (Standard)", "กลุ่มเชี่ยวชาญเฉพาะ (Expert)")

ROUNDS_2567 = {
    1: (date(2025, 6, 16), date(2025, 6, 30)),
    2: (date(2025, 7, 1), date(2025, 9, 30)),
    3: (date(2025, 10, 1), date(2025, 12, 31)),
}
"""The windows of the calendar, to draw days at their edges; other years have none."""


class Chance(random.Random):
    """Draws of one college."""

    def happens(self, share: float) -> bool:
        """True in this share of the draws."""
        return self.random() < share

    def one(self, values: Sequence[T]) -> T:
        """One of several, all alike."""
        return values[self.randrange(len(values))]

    def outcome(self) -> str:
        """What a record reports."""
        return self.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]


@dataclass(frozen=True)
class Study:
    """What somebody learns, where the source says so."""

    level: str
    field: str
    branch: str
    subject: str
    system: str


@dataclass(frozen=True)
class Someone:
    """A made-up person at a college; a number of this person is empty where it is not known."""

    student_id: str
    number: str
    name: str
    sex: str
    born: str


def be(day: date | None) -> str:
    """A day as the templates write it, in the Buddhist Era; empty where it is not given."""
    return "" if day is None else f"{day.day}/{day.month}/{day.year + 543}"


def number_of(serial: int, kind: str) -> str:
    """What a person is known by: a national id, that of a foreigner, or nothing."""
    if kind == "foreign":
        return f"G{serial:012d}"
    return national_id(serial) if kind == "national" else ""


def study(chance: Chance, level: str) -> Study:
    """A field of a level."""
    field = chance.one(FIELDS[level])
    return Study(level, field, chance.one(BRANCHES.get(field, ("",))), chance.one(SUBJECTS), chance.one(SYSTEMS))


def graduation(chance: Chance, year_be: int) -> tuple[date | None, str]:
    """The day of graduation, missing now and then, and the term."""
    year = year_be - 543
    days = [
        date(year, 10, 31),
        date(year + 1, 3, 31),
        date(year + 1, 3, 30),
        date(year + 1, 4, 1),
        date(year + 1, 5, 15),
    ]
    if year_be == 2566:
        days += [date(2024, 2, 29)] * 2
    return (None if chance.happens(0.2) else chance.one(days)), chance.one(TERMS)


def a_year_after(day: date) -> date:
    """The last day of the year after a day, found here in another way than the oracle's."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


def day_of_record(chance: Chance, year_be: int, in_round: int, graduated_on: date, latest: date) -> date | None:
    """A day near an edge of the year after graduation or of the round's window; at times none is given."""
    end = a_year_after(graduated_on)
    edges = [graduated_on, end, *(ROUNDS_2567[in_round] if year_be == YEARS[-1] else ())]
    near = [edge + timedelta(days=apart) for edge in edges for apart in (-1, 0, 1)]
    usual = [graduated_on + timedelta(days=chance.randrange(20, 340)) for _ in range(6)]
    day = chance.one([*near, *usual, end + timedelta(days=chance.randrange(2, 200))])
    return None if chance.happens(0.15) or day > latest else day


def first_day_at_work(chance: Chance, graduated_on: date, latest: date) -> date | None:
    """Before graduation, at it, near the end of the year after it, later, or not told."""
    end = a_year_after(graduated_on)
    days = [
        graduated_on - timedelta(days=40), graduated_on, graduated_on + timedelta(days=1), end - timedelta(days=1), end,
        end + timedelta(days=1), graduated_on + timedelta(days=chance.randrange(1, 360)),
        graduated_on + timedelta(days=chance.randrange(1, 360)), end + timedelta(days=chance.randrange(1, 90)),
    ]  # fmt: skip
    day = chance.one(days)
    return None if chance.happens(0.25) or day > latest else day
