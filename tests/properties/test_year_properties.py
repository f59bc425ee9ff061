"""Years tile the days: each day lies in one year, between its first and last day, and the next year follows at once."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipelines.years import (
    academic_year_be,
    academic_year_days,
    be,
    ce,
    fiscal_year_be,
    fiscal_year_days,
    year_be_of,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
starts = st.tuples(st.integers(1, 12), st.integers(1, 28))
years = st.integers(2440, 2740)


@given(days, starts)
def test_a_day_lies_between_the_first_and_the_last_day_of_its_years(day: date, start: tuple[int, int]) -> None:
    first, last = academic_year_days(academic_year_be(day, start), start)
    assert first <= day <= last
    first, last = fiscal_year_days(fiscal_year_be(day))
    assert first <= day <= last


@given(years, starts)
def test_years_follow_each_other_without_a_gap(year_be: int, start: tuple[int, int]) -> None:
    for these, those in (
        (academic_year_days(year_be, start), academic_year_days(year_be + 1, start)),
        (fiscal_year_days(year_be), fiscal_year_days(year_be + 1)),
    ):
        assert these[1] + timedelta(days=1) == those[0]
        assert 365 <= (those[0] - these[0]).days <= 366


@given(years, starts)
def test_the_edges_of_a_year_lie_in_it(year_be: int, start: tuple[int, int]) -> None:
    first, last = academic_year_days(year_be, start)
    assert (first.month, first.day) == start
    assert academic_year_be(first, start) == academic_year_be(last, start) == year_be
    first, last = fiscal_year_days(year_be)
    assert fiscal_year_be(first) == fiscal_year_be(last) == year_be


@given(st.integers(2500, 2599), st.sampled_from(["", "1/", "2/", "3/"]), st.sampled_from(["", ".0"]))
def test_a_year_means_the_same_in_four_digits_in_two_and_in_the_common_era(year_be: int, term: str, end: str) -> None:
    written = (f"{year_be}", f"{year_be % 100:02d}", f"{ce(year_be)}")
    assert [year_be_of(f"{term}{year}{end}") for year in written] == [
        (year_be, False),
        (year_be, True),
        (year_be, True),
    ]
    assert be(ce(year_be)) == year_be
