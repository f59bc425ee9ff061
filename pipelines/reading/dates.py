"""Dates as people write them in Thailand (02 section 4): one text at a time, with at most one repair.

Text is day first. A year from 2400 on is of the Buddhist Era, so is a two-digit year. A date in 1950–1999 in a
column of recent events is a two-digit Buddhist year that Excel read as 19xx. Outside the plausible range of its
column a date is unreadable and is never shifted a second time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.reading.text import THAI_DIGITS
from pipelines.years import ce, century_be

_DIGITS = str.maketrans(THAI_DIGITS, "0123456789")
_EXCEL_EPOCH = date(1899, 12, 30)

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            ("มกราคม", "ม.ค.", "มค"),
            ("กุมภาพันธ์", "ก.พ.", "กพ"),
            ("มีนาคม", "มี.ค.", "มีค"),
            ("เมษายน", "เม.ย.", "เมย"),
            ("พฤษภาคม", "พ.ค.", "พค"),
            ("มิถุนายน", "มิ.ย.", "มิย"),
            ("กรกฎาคม", "ก.ค.", "กค"),
            ("สิงหาคม", "ส.ค.", "สค"),
            ("กันยายน", "ก.ย.", "กย"),
            ("ตุลาคม", "ต.ค.", "ตค"),
            ("พฤศจิกายน", "พ.ย.", "พย"),
            ("ธันวาคม", "ธ.ค.", "ธค"),
        ),
        start=1,
    )
    for name in names
}
# the stamps of Google Forms among them: "15/1/2569, 10:06:12", "2026/01/15 10:06:12 หลังเที่ยง GMT+7"
_TIME = r"(?:[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:น\.?|AM|PM|ก่อนเที่ยง|หลังเที่ยง))?(?: ?GMT[+-]\d{1,2})?)?"
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*(\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(
    rf"(\d{{1,2}})\s*({'|'.join(map(re.escape, sorted(MONTHS, key=len, reverse=True)))})\s*"
    rf"(?:พ\.?ศ\.?\s*)?(\d{{4}}|\d{{2}}){_TIME}"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTH = re.compile(
    rf"({'|'.join(map(re.escape, sorted(MONTHS, key=len, reverse=True)))})\s*(?:พ\.?ศ\.?\s*)?(\d{{4}}|\d{{2}})"
)
_MONTH_NUMBER = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{4})")

REPAIRED, MONTH_ONLY, OUT_OF_RANGE = "date_repaired", "month_without_day", "date_out_of_range"
"""What can be remarked of a date: the codes of the faults."""


@dataclass(frozen=True)
class PlausibleRange:
    """First and last day that a column may hold, and whether it records recent events."""

    first: date
    last: date
    is_recent: bool


def plausible_range(kind: str, arrival: date) -> PlausibleRange:
    """The range of a kind of date (02 section 4) for a file that arrives on `arrival`."""
    first = date(2005, 1, 1)
    if kind == "planned":
        return PlausibleRange(first, _years_later(arrival, 5), True)
    if kind == "expiry":
        return PlausibleRange(first, _years_later(arrival, 30), True)
    if kind == "birth":
        return PlausibleRange(date(1930, 1, 1), _years_later(arrival, -10), False)
    return PlausibleRange(first, arrival, True)


def read_date(text: str, limits: PlausibleRange, month_as: str | None = None) -> tuple[date | None, str | None]:
    """The date in a repaired text, and what is to be remarked of it; None if unreadable.

    `month_as` says whether a month without a day is its first or its last; without it such a text is no date.
    """
    text = text.translate(_DIGITS).strip()
    remark = None
    found = _parts(text)
    if found is None:
        found = _month_parts(text) if month_as else None
        remark = MONTH_ONLY
    if found is None:
        return None, None
    year, month, day = found
    if limits.is_recent and 1950 <= year <= 1999:
        year, remark = ce(century_be(year - 1900)), REPAIRED
    year = ce(year)
    if remark == MONTH_ONLY and month_as == "last" and 1 <= month <= 12:
        day = monthrange(year, month)[1]
    try:
        value = date(year, month, day)
    except ValueError:
        return None, None
    return (value, remark) if limits.first <= value <= limits.last else (None, OUT_OF_RANGE)


def _month_parts(text: str) -> tuple[int, int, int] | None:
    if match := _MONTH.fullmatch(text):
        return _year(match[2]), MONTHS[match[1]], 1
    if match := _MONTH_NUMBER.fullmatch(text):
        return int(match[2]), int(match[1]), 1
    return None


def _parts(text: str) -> tuple[int, int, int] | None:
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _NAMED.fullmatch(text):
        return _year(match[3]), MONTHS[match[2]], int(match[1])
    if match := _SERIAL.fullmatch(text):
        value = _EXCEL_EPOCH + timedelta(days=int(match[1]))
        return value.year, value.month, value.day
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else century_be(int(text))


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
