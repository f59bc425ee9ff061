"""Numbers and dates as a printed report writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reporting.printed.writing import UNKNOWN, Writing, shown
from tests.printed_text import ARABIC
from tests.profiles import examples

THAI, PLAIN = Writing(), Writing(has_arabic_digits=True)


@given(st.integers(-(10**9), 10**9))
@examples(50)
def test_a_count_reads_back_the_same_in_either_digits(value: int) -> None:
    assert THAI.number(value).translate(ARABIC) == PLAIN.number(value)
    assert int(PLAIN.number(value).replace(",", "").replace("−", "-")) == value


@given(st.integers(0, 1000), st.integers(1, 1000))
@examples(50)
def test_a_percentage_is_no_farther_than_half_a_step_from_the_rate(numerator: int, denominator: int) -> None:
    rate = numerator / denominator
    for places in (0, 1):
        told = float(PLAIN.percent(rate, places))
        assert abs(told - rate * 100) <= 0.5 * 10**-places + 1e-9
        assert THAI.percent(rate, places).translate(ARABIC) == PLAIN.percent(rate, places)


@given(st.integers(0, 400), st.integers(1, 400))
@examples(200)
def test_a_percentage_is_what_a_calculator_shows(numerator: int, denominator: int) -> None:
    tenths = (2000 * numerator + denominator) // (2 * denominator)  # half up, in whole numbers
    assert PLAIN.percent(numerator / denominator) == f"{tenths // 10}.{tenths % 10}"


@given(st.dates(date(1900, 1, 1), date(2300, 12, 31)))
@examples(50)
def test_a_day_is_of_the_buddhist_era(day: date) -> None:
    number, _, year = PLAIN.day(day).split()
    assert (int(number), int(year)) == (day.day, day.year + 543)
    assert THAI.day(day).translate(ARABIC) == PLAIN.day(day)


def test_days_numbers_and_rates_as_officials_write_them() -> None:
    assert THAI.day(date(2026, 1, 31)) == "๓๑ มกราคม ๒๕๖๙"
    assert THAI.number(1234567) == "๑,๒๓๔,๕๖๗"
    assert THAI.percent(0.125) == "๑๒.๕"
    assert (PLAIN.percent(0.0005), PLAIN.percent(1.0), PLAIN.percent(-0.0)) == ("0.1", "100.0", "0.0")
    assert PLAIN.interval(0.1, 0.25, 0) == "10–25"
    assert (PLAIN.decimal(12.0), PLAIN.decimal(-0.25), PLAIN.decimal(1234.56)) == ("12.0", "−0.3", "1,234.6")
    assert (PLAIN.decimal(12.0, is_trimmed=True), PLAIN.decimal(-0.01, is_trimmed=True)) == ("12", "0")
    assert (
        THAI.text("ปี 2567 ศูนย์ 2566-07 วิทยาลัย 1399100003 ได้ 12.5 %") == "ปี ๒๕๖๗ ศูนย์ 2566-07 วิทยาลัย 1399100003 ได้ ๑๒.๕ %"
    )


@pytest.mark.parametrize("written", [THAI.number(None), THAI.percent(None), THAI.day(None), THAI.interval(None, 0.5)])
def test_what_is_not_known_is_no_zero(written: str) -> None:
    assert written == UNKNOWN


@given(st.text(max_size=30))
@examples(50)
def test_a_text_of_any_letters_becomes_one_that_the_font_has(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    assert "(U+4E2D)" in shown("中")
