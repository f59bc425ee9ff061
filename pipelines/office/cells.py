"""One cell of a calendar: its text to the value that the calendar keeps, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.contracts import Contract
from pipelines.errors import HouseError
from pipelines.office.columns import BY_NAME, SYSTEMS
from pipelines.office.done_when import mistakes_of, parse_done_when
from pipelines.reading.dates import MONTH_ONLY, OUT_OF_RANGE, REPAIRED, plausible_range, read_date
from pipelines.reading.personal import is_personal
from pipelines.reading.sheets import CELL_ERRORS
from pipelines.reading.text import THAI_DIGITS, compared, each_compared
from pipelines.years import be, year_be_of

Value = str | int | date

_DIGITS = str.maketrans(THAI_DIGITS, "0123456789")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_ROUND = re.compile(r"(?:รอบ(?:ที่)?|round)?\s*(\d{1,3})(?:\.0+)?")
_ROUNDS = range(1, 4)
_FIRST_YEAR_BE, _YEARS_AHEAD = 2540, 5
_LONGEST = 500
_FORMULA = ("=", "+", "-", "@")
_DAYS = "30 มิ.ย. 2569, 30/6/2569, 2026-06-30"


class CellRefused(HouseError):
    """A cell that cannot be taken, with the remedy."""

    def __init__(self, message_th: str, message_en: str, remedy_th: str, remedy_en: str):
        self.remedy_th, self.remedy_en = remedy_th, remedy_en
        super().__init__(message_th, message_en)


@dataclass(frozen=True)
class Remark:
    """What was done to a cell that could be taken, for the office to look at."""

    message_th: str
    message_en: str


Read = tuple[Value, Remark | None]


@dataclass(frozen=True)
class Cells:
    """Reads cells: by the contracts, for proofs, and by the day, for dates and years."""

    contracts: Mapping[str, Contract]
    today: date

    def read(self, column: str, text: str) -> Read:
        """The value of a repaired text that is not empty.

        Raises:
            CellRefused: the column cannot hold it.
        """
        if text in CELL_ERRORS:
            raise CellRefused(
                f"ช่องนี้เป็นข้อผิดพลาดของสูตร ({text})", f"the formula of the cell failed ({text})",
                "พิมพ์ค่าแทนสูตร", "type the value instead of the formula",
            )  # fmt: skip
        readers: dict[str, Callable[[str], Read]] = {
            "event_id": _event_id,
            "system": _system,
            "year_be": self._year,
            "round": _round,
            "opens_on": lambda day: self._day(day, "first"),
            "closes_on": lambda day: self._day(day, "last"),
            "done_when": self._proof,
        }
        if BY_NAME[column].labels:
            return _code(column, text)
        return readers.get(column, _text)(text)

    def _year(self, text: str) -> Read:
        last = be(self.today.year) + _YEARS_AHEAD
        found = year_be_of(text.translate(_DIGITS))
        if found is None or not _FIRST_YEAR_BE <= found[0] <= last:
            raise CellRefused(
                f"“{text}” ไม่ใช่ปี พ.ศ. ระหว่าง {_FIRST_YEAR_BE} ถึง {last}",
                f"“{text}” is no Buddhist year from {_FIRST_YEAR_BE} to {last}",
                f"กรอกปี พ.ศ. สี่หลัก เช่น {be(self.today.year)}",
                f"enter a Buddhist year in four digits, such as {be(self.today.year)}",
            )
        year, is_converted = found
        return year, Remark(f"อ่าน “{text}” เป็นปี {year}", f"“{text}” was read as {year}") if is_converted else None

    def _day(self, text: str, month_as: str) -> Read:
        limits = plausible_range("planned", self.today)
        day, remark = read_date(text, limits, month_as)
        if day is None:
            if remark == OUT_OF_RANGE:
                raise CellRefused(
                    f"“{text}” อยู่นอกช่วงที่เป็นไปได้ ({limits.first} ถึง {limits.last})",
                    f"“{text}” lies outside {limits.first} to {limits.last}",
                    "ตรวจปีของวันที่", "check its year",
                )  # fmt: skip
            raise CellRefused(
                f"“{text}” ไม่ใช่วันที่", f"“{text}” is no date", f"กรอกวันที่ เช่น {_DAYS}", f"enter a date such as {_DAYS}"
            )
        if remark in (REPAIRED, MONTH_ONLY):
            return day, Remark(f"อ่าน “{text}” เป็นวันที่ {day}", f"“{text}” was read as {day}")
        return day, None

    def _proof(self, text: str) -> Read:
        try:
            proof = parse_done_when(text)
            if mistakes := mistakes_of(proof, self.contracts):
                raise mistakes[0]
        except CellRefused:
            raise
        except HouseError as error:
            raise CellRefused(
                error.message_th, error.message_en,
                "ดูตัวอย่างด้วย cvm calendar show --json หรือเว้นว่างเพื่อให้รายงานผ่าน event_reports",
                "see examples with cvm calendar show --json, or leave it empty for a report in event_reports",
            ) from None  # fmt: skip
        return str(proof), None


def _event_id(text: str) -> Read:
    if not _ID.fullmatch(text):
        raise CellRefused(
            f"“{text}” ใช้เป็นรหัสกิจกรรมไม่ได้", f"“{text}” can be no id of an event",
            "ใช้ a–z 0–9 และ - ไม่เกิน 60 ตัว เช่น emvs-2570-1", "use a–z, 0–9 and -, at most 60, such as emvs-2570-1",
        )  # fmt: skip
    return text, None


def _system(text: str) -> Read:
    known = {spelling: code for code, labels in SYSTEMS.items() for spelling in each_compared((code, *labels))}
    if code := known.get(compared(text)):
        return code, None
    value, _ = _text(text)
    listed = ", ".join(SYSTEMS)
    return value, Remark(f"“{text}” เป็นระบบงานใหม่ ที่มีอยู่: {listed}", f"“{text}” is a new system; there are: {listed}")


def _code(column: str, text: str) -> Read:
    labels = BY_NAME[column].labels
    known = {spelling: code for code, spellings in labels.items() for spelling in each_compared((code, *spellings))}
    if code := known.get(compared(text)):
        return code, None
    listed = ", ".join(f"{code} ({spellings[0]})" for code, spellings in labels.items())
    raise CellRefused(f"ไม่รู้จัก “{text}”", f"“{text}” is not known", f"ใช้ค่าใดค่าหนึ่ง: {listed}", f"use one of: {listed}")


def _round(text: str) -> Read:
    match = _ROUND.fullmatch(text.translate(_DIGITS).lower())
    if match is None or int(match[1]) not in _ROUNDS:
        raise CellRefused(
            f"“{text}” ไม่ใช่รอบที่ 1–3", f"“{text}” is no round from 1 to 3",
            "กรอก 1, 2 หรือ 3 หรือเว้นว่าง", "enter 1, 2 or 3, or leave it empty",
        )  # fmt: skip
    return int(match[1]), None


def _text(text: str) -> Read:
    if len(text) > _LONGEST:
        raise CellRefused(
            f"ข้อความยาวเกิน {_LONGEST} ตัวอักษร", f"longer than {_LONGEST} characters", "ย่อข้อความ", "shorten it"
        )
    if text.startswith(_FORMULA):
        raise CellRefused(
            f"ข้อความขึ้นต้นด้วย {text[0]} ซึ่ง Excel อ่านเป็นสูตร", f"it begins with {text[0]}, which Excel takes for a formula",
            "ขึ้นต้นด้วยตัวอักษร", "begin with a letter",
        )  # fmt: skip
    if is_personal(pl.Series([text])).item():
        raise CellRefused(
            "มีเลขประจำตัวประชาชน โทรศัพท์ หรืออีเมลของบุคคล ซึ่งปฏิทินจะเผยแพร่",
            "it holds somebody's national id, telephone or e-mail, and the calendar is published",
            "ลบข้อมูลนั้น ใช้ชื่อหน่วยงานหรือตำแหน่ง", "delete that; name a unit or an office instead",
        )  # fmt: skip
    return text, None
