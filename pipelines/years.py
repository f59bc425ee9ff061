"""Years of the Buddhist Era: which one a day lies in, when one begins and ends, and what a written year means.

The one home of these rules in Python; that of SQL is the macro file `years.sql`. Both are tried on the cases of the
seed `year_cases`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

BE_OFFSET = 543
FIRST_BE = 2400
"""A written year from here on is of the Buddhist Era, whatever it stands in."""

ACADEMIC_YEAR_START = (5, 16)
"""Month and day on which an academic year begins unless the office sets another (`Settings`)."""

FISCAL_YEAR_START = (10, 1)

MONTHS_TH = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip

_CENTURY_BE = 2500
_YEAR_WORDS = {
    "FISCAL_YEAR_OF": (
        f"(DATE_PART('year', {{0}}) + {BE_OFFSET}"
        f" + CASE WHEN DATE_PART('month', {{0}}) >= {FISCAL_YEAR_START[0]} THEN 1 ELSE 0 END)"
    ),
    "CE_OF": f"({{0}} - {BE_OFFSET})",
}
_YEAR_WORD = re.compile(rf"\b({'|'.join(_YEAR_WORDS)})\(([^()]+)\)")
_WRITTEN = re.compile(r"(?:[1-3]/)?(\d{4}|\d{2})(?:\.0+)?", re.ASCII)


def academic_year_be(day: date, start: tuple[int, int] = ACADEMIC_YEAR_START) -> int:
    """The academic year that a day lies in; academic year 2567 begins on 16 May 2567.

    Args:
        start: month and day on which the year begins.
    """
    return be(day.year) - ((day.month, day.day) < start)


def academic_year_days(year_be: int, start: tuple[int, int] = ACADEMIC_YEAR_START) -> tuple[date, date]:
    """First and last day of an academic year."""
    return day_of_be(year_be, *start), day_of_be(year_be + 1, *start) - timedelta(days=1)


def fiscal_year_be(day: date) -> int:
    """The fiscal year that a day lies in; fiscal year 2569 begins on 1 October 2568."""
    return be(day.year) + ((day.month, day.day) >= FISCAL_YEAR_START)


def fiscal_year_days(year_be: int) -> tuple[date, date]:
    """First and last day of a fiscal year."""
    return day_of_be(year_be - 1, *FISCAL_YEAR_START), day_of_be(year_be, *FISCAL_YEAR_START) - timedelta(days=1)


def day_of_be(year_be: int, month: int, day: int) -> date:
    """The day of a calendar year of the Buddhist Era.

    Raises:
        ValueError: there is no such day.
    """
    return date(year_be - BE_OFFSET, month, day)


def day_th(day: date) -> str:
    """A day as Thai readers write it, such as 1 ต.ค. 2568."""
    return f"{day.day} {MONTHS_TH[day.month - 1]} {be(day.year)}"


def be(year_ce: int) -> int:
    """The Buddhist year that begins with the common one."""
    return year_ce + BE_OFFSET


def ce(year: int) -> int:
    """The common year of a year that may be of either era."""
    return year - BE_OFFSET if year >= FIRST_BE else year


def century_be(last_two_digits: int) -> int:
    """The Buddhist year whose last two digits are written: 68 is 2568."""
    return _CENTURY_BE + last_two_digits


def year_be_of(written: str) -> tuple[int, bool] | None:
    """The Buddhist year of a written one, and whether it had to be converted; None where it is none.

    2568 · 68 and 2025 are converted · "1/2568" is term and year · "2568.0" is what a workbook makes of it. Digits are
    Arabic ones.
    """
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return None
    year = int(match[1])
    if year < 100:
        return century_be(year), True
    return (year, False) if year >= FIRST_BE else (be(year), True)


def with_years(expression: str) -> str:
    """An expression of a contract with its words about years spelled out in SQL.

    `FISCAL_YEAR_OF(day)` is the fiscal year that a day lies in, `CE_OF(year)` the common year of a Buddhist one.
    """
    return _YEAR_WORD.sub(lambda match: _YEAR_WORDS[match[1]].format(match[2]), expression)
