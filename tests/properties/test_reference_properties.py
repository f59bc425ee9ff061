"""Cells that refer to something (establishments, reporters, the manual, events, colleges), and lengths of clips."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.colleges import CollegeName, Colleges
from pipelines.reading.establishments import establishment_ids, provisional_ids
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.referring import college_or_name, event_ids
from pipelines.reading.resolution import read_seed, reporter_kinds, resolved
from pipelines.reading.values import Parsed, cleaned, parse
from tests.made_files.readings import ARRIVAL, KEY, contracts, seed_windows
from tests.made_files.rows import code, college_name, national_id
from tests.profiles import examples

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
CLIP = replace(contracts()["colleges"].by_name["latitude"], parser="minutes")
PEOPLE = Pseudonyms(KEY)

names = st.text("กขคงจชดตนบปผมยรลวสหอ", min_size=1, max_size=12)
provinces = st.sampled_from(["10", "20", "30"])
blanks = st.sampled_from(["", " ", "  ", "-"])


def series(*texts: str | None) -> pl.Series:
    return pl.Series("cell", texts, dtype=pl.String)


def minutes(*texts: str) -> Parsed:
    frame = cleaned(pl.DataFrame({"c0": texts}, schema={"c0": pl.String}))
    return parse(frame["c0"], CLIP, ARRIVAL)


def provisional(name: str | None, province: str | None) -> str | None:
    return provisional_ids(series(name), series(province), PEOPLE).to_list()[0]  # type: ignore[no-any-return]


@examples(60)
@given(
    names,
    provinces,
    blanks,
    st.sampled_from(["{}", "บริษัท {} จำกัด", "บจก.{}", "บมจ. {}", "บริษัท{}จำกัด (มหาชน)", "หจก. {}", "{} Co., Ltd."]),
)
def test_one_firm_has_one_provisional_id_however_its_form_is_written(
    name: str, province: str, blank: str, form: str
) -> None:
    found = provisional(form.format(name[:1] + blank + name[1:]), province)
    assert found is not None
    assert re.fullmatch("P:[0-9a-f]{32}", found)
    assert found == provisional(name, province)
    assert name not in found


@examples(60)
@given(names, names, provinces, provinces)
def test_another_name_or_another_province_is_another_firm(one: str, other: str, here: str, there: str) -> None:
    assert (provisional(one, here) == provisional(other, there)) is ((one, here) == (other, there))


def test_half_of_a_name_and_a_province_stand_for_nobody() -> None:
    assert provisional(None, "10") is provisional("กข", None) is provisional(None, None) is None
    assert provisional("จำกัด", "10") != provisional("บริษัท", "10")


@examples(60)
@given(st.integers(0, 9_999_999))
def test_a_natural_person_never_keeps_the_number(number: int) -> None:
    person = national_id(number)
    dashed = f"{person[0]}-{person[1:5]}-{person[5:10]}-{person[10:12]}-{person[12]}"
    found = establishment_ids(series(person, dashed, person.translate(THAI)), PEOPLE).to_list()
    assert len(set(found)) == 1
    assert found[0].startswith("N:")
    assert person not in found[0]
    wrong = person[:-1] + str((int(person[-1]) + 1) % 10)
    assert establishment_ids(series(wrong), PEOPLE).to_list() == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (code(1), code(1)),
        (f"{code(1)}.0", code(1)),
        (code(1).translate(THAI), code(1)),
        ("สถาบันการอาชีวศึกษาภาคกลาง 1", "สถาบันการอาชีวศึกษาภาคกลาง 1"),
        ("สอศ.", "OVEC"),
        ("ovec", "OVEC"),
        ("สำนักงานคณะกรรมการการอาชีวศึกษา", "OVEC"),
        ("0812345678", None),
        ("วิทยาลัยเทคนิคตัวอย่าง", None),
        ("12345", None),
    ],
)
def test_a_reporter_is_a_college_an_institute_or_the_office(text: str, expected: str | None) -> None:
    found = resolved(series(text), "reporter")
    assert found.to_list() == [expected]
    kind = reporter_kinds(found).to_list()[0]
    assert kind == (None if expected is None else {"O": "office", "1": "college", "ส": "institute"}[expected[0]])


@pytest.mark.parametrize("kind", ["key_result", "activity"])
def test_codes_of_the_manual_are_taken_bare_and_as_templates_list_them(kind: str) -> None:
    column = "key_result_id" if kind == "key_result" else "activity_code"
    for row in read_seed("key_results"):
        known = row[column]
        told = [known, known.translate(THAI), known.upper(), f"{known} {row['activity_th']}"]
        assert resolved(series(*told), kind).to_list() == [known] * len(told)
    assert resolved(series("9.9", "9.9-1", "1", "เป้าหมาย 1.1", "1.1-99"), kind).to_list() == [None] * 5


def test_industries_are_known_by_number_and_name() -> None:
    for row in read_seed("target_industries"):
        number = row["target_industry_id"]
        told = series(number, f"{number}.0", row["name_th"], row["name_en"].upper())
        assert resolved(told, "target_industry").to_list() == [number] * 4
    assert resolved(series("11", "0", "อวกาศ"), "target_industry").to_list() == [None] * 3


def test_events_are_those_of_the_calendar() -> None:
    known = sorted(seed_windows())
    told = [f"{event_id} ชื่อกิจกรรม" for event_id in known]
    assert event_ids(series(*known), seed_windows()).values.to_list() == known
    assert event_ids(series(*told), seed_windows()).values.to_list() == known
    unknown = event_ids(series("vcop-2568", "", None, "ชื่อกิจกรรม"), seed_windows())
    assert unknown.values.to_list() == [None] * 4
    assert unknown.unreadable.to_list() == [True, True, False, True]


def test_a_college_is_known_by_its_code_or_its_name_and_never_by_half_a_name() -> None:
    register = [CollegeName(code(number), college_name(number), "73") for number in range(1, 30)]
    colleges = Colleges(register, 0.92, 0.05)
    told = series(code(5), f"{code(6)}.0", college_name(7), "วิทยาลัย", "0812345678", None)
    found = college_or_name(told, colleges)
    assert found.values.to_list() == [code(5), code(6), code(7), None, None, None]
    assert found.unreadable.to_list() == [False, False, False, True, True, False]
    assert found.remarks["college_unknown"].to_list() == found.unreadable.to_list()


@examples(60)
@given(st.integers(0, 59), st.integers(0, 59), st.sampled_from([{}, THAI]))
def test_lengths_come_back_from_every_way_of_writing_them(whole: int, seconds: int, digits: dict[int, str]) -> None:
    length = whole + seconds / 60
    told = [f"{whole}:{seconds:02d}", f"00:{whole:02d}:{seconds:02d}", f"1899-12-31 00:{whole:02d}:{seconds:02d}"]
    if whole:
        # what a sheet makes of a typed 4:35
        told.append(f"{whole:02d}:{seconds:02d}:00")
    found = minutes(*(text.translate(digits) for text in told))
    assert found.values.to_list() == pytest.approx([length] * len(told))
    assert found.remarks["time_as_minutes"].all()
    plain = minutes(f"{length:.4f}", f"{whole} นาที")
    assert plain.values.to_list() == pytest.approx([length, whole], abs=1e-4)
    assert not plain.remarks["time_as_minutes"].any()


@pytest.mark.parametrize("text", ["4:75", "สี่นาที", "4:3", "1:2:3", "812345678"])
def test_what_is_no_length_is_unreadable(text: str) -> None:
    found = minutes(text)
    assert (found.values.to_list(), found.unreadable.to_list()) == ([None], [True])
