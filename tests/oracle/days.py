"""Days: windows that end a year or some months after a day, and the ends of academic years."""

from __future__ import annotations

import calendar
from datetime import date

BUDDHIST_ERA = 543


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 29 February and 12 months → 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def window_end(graduated_on: date) -> date:
    """Last day that is still within one year of graduation."""
    return months_after(graduated_on, 12)


def last_day(academic_year_be: int) -> date:
    """Last day of an academic year, 15 May of the following year."""
    return date(academic_year_be - BUDDHIST_ERA + 1, 5, 15)


def fiscal_year(told: date | int) -> int:
    """The fiscal year of a day, which begins on 1 October of the year before; a year told is itself."""
    if isinstance(told, int):
        return told
    return told.year + BUDDHIST_ERA + (1 if told.month > 9 else 0)


def fiscal_year_days(fiscal_year_be: int) -> tuple[date, date]:
    """First and last day of a fiscal year."""
    year = fiscal_year_be - BUDDHIST_ERA
    return date(year - 1, 10, 1), date(year, 9, 30)
