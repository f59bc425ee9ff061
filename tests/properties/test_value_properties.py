"""Numbers, codes, years, dates and lists: what is written comes back, and nothing else becomes a value."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.contracts import Column
from pipelines.reading.dates import plausible_range, read_date
from pipelines.reading.values import Parsed, cleaned, parse
from tests.made_files.readings import ARRIVAL, contracts
from tests.profiles import examples

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
COUNT = contracts()["outcome_counts"].by_name["graduates"]
NUMBER = contracts()["colleges"].by_name["latitude"]
CODE = contracts()["outcome_counts"].by_name["college_code"]
YEAR = contracts()["outcome_counts"].by_name["academic_year_be"]
LISTS = [column for contract in contracts().values() for column in contract.columns if column.enum]
NOTHING = {"", "-", "–", "—", "ไม่มี"}
UNITS = ["", "คน", " คน", " บาท"]


def read(texts: list[str], column: Column) -> Parsed:
    frame = cleaned(pl.DataFrame({"c0": texts}, schema={"c0": pl.String}), [replace(column, name="c0")])
    return parse(frame["c0"], column, ARRIVAL)


def one(text: str, column: Column) -> object:
    """The value, or "unreadable"."""
    found = read([text], column)
    return "unreadable" if found.unreadable[0] else found.values[0]


@examples(30)
@given(
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.booleans(),
    st.sampled_from(UNITS),
    st.sampled_from(["", ".0", ".00"]),
)
def test_a_count_comes_back_however_it_is_written(
    number: int, has_commas: bool, is_thai: bool, unit: str, nought: str
) -> None:
    text = f"{number:,}" if has_commas else str(number)
    text = f" {text}{nought}{unit} "
    # nine digits may be a telephone number, thirteen a national id
    read_as = number if abs(number) < 10**8 else "unreadable"
    assert one(text.translate(THAI) if is_thai else text, COUNT) == read_as


_IS_COUNT = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+))(\.0+)?\s*(คน|บาท|แห่ง|ราย|ครั้ง|ชั่วโมง|วัน)?")


@examples(20)
@given(st.lists(st.text(st.sampled_from("0123456789,.-+ eE/%()๑คนxx"), max_size=12), min_size=1, max_size=60))
def test_whatever_is_not_written_as_a_count_is_unreadable_and_never_another_number(texts: list[str]) -> None:
    found = read(texts, COUNT)
    for text, value, is_unreadable in zip(texts, found.values, found.unreadable, strict=True):
        plain = " ".join(text.split()).translate({ord("๑"): "1"})
        if plain in NOTHING:
            assert (value, is_unreadable) == (None, False)
        elif match := _IS_COUNT.fullmatch(plain):
            number = int(match[1].replace(",", ""))
            is_long = len(match[1].lstrip("+-").replace(",", "")) > 8
            assert (value, is_unreadable) == ((None, True) if is_long else (number, False))
        else:
            assert (value, is_unreadable) == (None, True), text


@examples(20)
@given(st.decimals(1 - 10**8, 10**8 - 1, places=6), st.booleans())
def test_a_number_comes_back_to_the_last_digit(number: object, is_thai: bool) -> None:
    text = f"{number:,}"
    assert one(text.translate(THAI) if is_thai else text, NUMBER) == float(str(number))


@examples(20)
@given(st.text(max_size=12))
def test_a_number_is_never_infinite_or_none_and_readable(text: str) -> None:
    value = one(text, NUMBER)
    assert value is None or value == "unreadable" or abs(float(str(value))) < 1e16


@examples(20)
@given(st.integers(10**9, 10**10 - 1))
def test_a_code_bent_by_a_spreadsheet_comes_back(number: int) -> None:
    code = str(number)
    bent = [
        code,
        f"{code}.0",
        code.translate(THAI),
        f"{code[:4]}-{code[4:]}",
        f"{code[0]}.{code[1:]}E9",
        f"{code[0]}.{code[1:]}E+09",
    ]
    assert read(bent, CODE).values.to_list() == [code] * len(bent)


@examples(20)
@given(st.integers(10**9, 10**10 - 1), st.integers(0, 8))
def test_a_code_that_lost_digits_is_refused(number: int, kept: int) -> None:
    code = str(number)
    lost = [f"{code[0]}.{code[1 : 1 + kept]}E+09", code[: kept + 1], f"{code}{kept}"]
    assert read(lost, CODE).unreadable.to_list() == [True] * len(lost)


@examples(20)
@given(st.lists(st.text(st.sampled_from("0123456789.,E+-' x๙"), max_size=14), min_size=1, max_size=60))
def test_a_code_has_its_ten_digits_or_is_none(texts: list[str]) -> None:
    found = read(texts, CODE)
    for text, value in zip(texts, found.values, strict=True):
        if value is not None:
            assert re.fullmatch("[0-9]{10}", value)
            digits = re.sub("[^0-9]", "", text.translate({ord("๙"): "9"}))
            assert digits.startswith(value), "no digit is made up"


@examples(40)
@given(st.integers(2300, 2700))
def test_a_year_of_either_era_is_the_same_year(year: int) -> None:
    written = [str(year), str(year).translate(THAI), f"1/{year}", f"{year}.0"]
    is_plausible = 2540 <= year <= ARRIVAL.year + 544
    common = str(year - 543)
    assert read(written, YEAR).values.to_list() == [year if is_plausible else None] * 4
    found = read([common, str(year % 100).zfill(2)], YEAR)
    short = 2500 + year % 100
    assert found.values.to_list() == [
        year if is_plausible else None,
        short if 2540 <= short <= ARRIVAL.year + 544 else None,
    ]
    assert found.remarks["year_repaired"].to_list() == [value is not None for value in found.values]


MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
LONG = [
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
    "พฤศจิกายน", "ธันวาคม",
]  # fmt: skip
PAST = plausible_range("past", ARRIVAL)
BIRTH = plausible_range("birth", ARRIVAL)


def written(day: date) -> list[str]:
    be = day.year + 543
    forms = [
        day.isoformat(), f"{be}-{day.month:02}-{day.day:02} 00:00:00", f"{day.day}/{day.month}/{be}",
        f"{day.day:02}/{day.month:02}/{day.year}", f"{day.day}.{day.month}.{be}", f"{day.day}-{day.month}-{be}",
        f"{day.day} {MONTHS[day.month - 1]} {be}", f"{day.day} {LONG[day.month - 1]} พ.ศ. {be}",
        f"{day.day} {MONTHS[day.month - 1]} {be} 10:06", str((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    return forms + [form.translate(THAI) for form in forms]


@examples(40)
@given(st.dates(PAST.first, PAST.last))
def test_every_way_to_write_a_date_is_that_date(day: date) -> None:
    for text in written(day):
        assert read_date(text, PAST) == (day, None), text
    short = [
        f"{day.day}-{day.month}-{day.year + 543 - 2500:02}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year - 1957:02}",
    ]
    assert [read_date(text, PAST) for text in short] == [(day, None)] * 2


@examples(40)
@given(st.dates(date(1900, 1, 1), date(2700, 12, 31)), st.sampled_from(["past", "planned", "expiry", "birth"]))
def test_a_date_is_shifted_once_or_not_at_all_and_never_out_of_its_range(day: date, kind: str) -> None:
    limits = plausible_range(kind, ARRIVAL)
    found, remark = read_date(day.isoformat(), limits)
    is_repaired = remark == "date_repaired"
    assert found is None or limits.first <= found <= limits.last
    years = day.year - 543 if day.year >= 2400 else day.year
    if limits.is_recent and 1950 <= day.year <= 1999:
        years = day.year + 57
        assert found is None or is_repaired
    else:
        assert not is_repaired
    assert found is None or (found.year, found.month, found.day) == (years, day.month, day.day)


@examples(25)
@given(st.dates(date(1950, 1, 1), date(1999, 12, 31)))
def test_a_birth_date_of_the_last_century_is_not_shifted(day: date) -> None:
    assert read_date(day.isoformat(), BIRTH) == (day, None)


@examples(20)
@given(st.sampled_from([PAST, plausible_range("planned", ARRIVAL), plausible_range("expiry", ARRIVAL), BIRTH]))
def test_the_ends_of_a_range_belong_to_it_and_the_days_beyond_do_not(limits: object) -> None:
    assert isinstance(limits, type(PAST))
    for day, inside in [(limits.first, True), (limits.last, True)]:
        assert (read_date(day.isoformat(), limits)[0] is not None) is inside
    beyond = [limits.first - timedelta(1), limits.last + timedelta(1)]
    assert [read_date(day.isoformat(), limits)[0] for day in beyond] == [None, None]


@examples(30)
@given(st.text(st.sampled_from("0123456789/.- :มคกพ๑"), max_size=14))
def test_a_text_that_is_no_date_is_none_and_no_accident(text: str) -> None:
    found, _ = read_date(text, PAST)
    assert found is None or PAST.first <= found <= PAST.last


@examples(40)
@given(st.sampled_from(LISTS), st.data())
def test_a_list_takes_whole_values_alone(column: Column, data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(column.enum))
    spelling = data.draw(st.sampled_from([value.value, value.label, *value.spellings]))
    extra = data.draw(st.sampled_from(["x", "ไม่", "1", "และ"]))
    assert one(f"  {spelling} ", column) == value.value
    assert one(spelling.upper(), column) == value.value
    known = {text for item in column.enum for text in (item.value, item.label, *item.spellings)}
    assume(extra + spelling not in known and spelling + extra not in known)
    otherwise = column.unlisted or "unreadable"
    assert one(extra + spelling, column) == otherwise
    assert one(spelling + extra, column) == (value.value if column.parser == "level" and extra == "1" else otherwise)
