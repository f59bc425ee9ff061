"""Names of colleges as the appointments of the CVM centres print them, misread by OCR, lead to the right colleges.

Judged with the list of the centres alone, with the register of OVEC's open data where its folder is at hand, and
with made-up registers that set traps.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines.reading.colleges import ALIAS, EXACT, FUZZY, CollegeName, Colleges
from pipelines.reading.resolution import read_seed, resolved
from pipelines.settings import REPOSITORY
from tests.made_files.readings import SETTINGS
from tests.oracle import official

REGISTERS = (
    ("public_college.csv", "รหัสสถานศึกษา", "ชื่อสถานศึกษา"),
    ("private_college.csv", "รหัสโรงเรียน", "ชื่อโรงเรียน"),
)
MISPRINTED = {
    "วิทยาลัยเทคนิคสัทหีบ": "1320096101",
    "วิทยาลัยเทคนิคกลาง": "1383036102",
    "วิทยาลัยเทคโนโลยีและการจัดการ กฟผ. แม่เมาะ": "1352026601",
    "วิทยาลัยพัฒนวิชาการธนบุรี": "1310226201",
    "วิทยาลัยพัฒนวิชาการบางนา": "1310096201",
    "วิทยาลัยเทคนิคราชสีหธาราม": "1310506101",
    "วิทยาลัยการอาชีพนวมินทรราชูทิศ": "1310276401",
    "วิทยาลัยการอาชีพศึกษาปทุมธานี": "1313016301",
}
"""Names that no register has, by hand: six misread letters, one past name, one word too many."""


def known(names: Iterable[CollegeName] = ()) -> Colleges:
    return Colleges(names, SETTINGS.college_likeness, SETTINGS.college_lead)


@cache
def register() -> tuple[CollegeName, ...]:
    """Both official registers, read here with nothing but the csv module; skips where they are not at hand."""
    folder = official.folder()
    if folder is None:
        pytest.skip(f"{official.ENVIRONMENT_VARIABLE} does not name the folder of the official files")
    rows = [
        (line[code].strip(), " ".join(line[name].split()), line["จังหวัด"].strip() or None)
        for file, code, name in REGISTERS
        for line in _lines(folder / file)
    ]
    provinces = resolved(pl.Series([province for _, _, province in rows], dtype=pl.String), "province")
    return tuple(CollegeName(code, name, found) for (code, name, _), found in zip(rows, provinces, strict=True))


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def centres() -> list[dict[str, str]]:
    return read_seed("cvm_centres")


def wrong(colleges: Colleges, column: str) -> list[str]:
    """Every centre whose name does not lead to its college, with and without its province."""
    told = []
    for row in centres():
        for province in (None, row["province_code"]):
            match = colleges.find(row[column], province)
            if match is None or match.college_code != row["college_code"] or match.method == FUZZY:
                told.append(f"{row['centre_id']} {row[column]} ({province}): {match}, not {row['college_code']}")
    return told


def test_the_list_of_centres_is_whole_and_the_one_that_was_handed_over() -> None:
    assert len(centres()) == 101
    handed_over = REPOSITORY.parent / "shared" / "reference" / "cvm_centres.csv"
    if handed_over.exists():
        assert _lines(handed_over) == centres()


@pytest.mark.parametrize("column", ["college_th_as_printed", "college_name_th"])
def test_every_name_of_a_centre_leads_to_its_college_before_any_register(column: str) -> None:
    assert wrong(known(), column) == []


@pytest.mark.acceptance
@pytest.mark.parametrize("column", ["college_th_as_printed", "college_name_th"])
def test_every_name_of_a_centre_leads_to_its_college_of_the_official_register(column: str) -> None:
    assert wrong(known(register()), column) == []


@pytest.mark.acceptance
def test_the_register_names_every_centre_and_its_own_name_beats_the_printed_one() -> None:
    colleges = known(register())
    codes = {entry.college_code for entry in register()}
    assert {row["college_code"] for row in centres()} <= codes
    amiss = [
        entry
        for entry in register()
        for province in (None, entry.province_code)
        if (match := colleges.find(entry.name_th, province)) is None
        or (match.college_code, match.method) != (entry.college_code, EXACT)
    ]
    assert amiss == []


@pytest.mark.parametrize("name", MISPRINTED)
def test_what_ocr_misread_is_found_as_an_alias(name: str) -> None:
    match = known([CollegeName("1399000001", "วิทยาลัยเทคนิคตัวอย่าง 1", "73")]).find(name)
    assert match is not None
    assert match.college_code == MISPRINTED[name]
    assert match.method == (EXACT if "แม่เมาะ" in name else ALIAS)


def test_the_printed_names_that_differ_are_those_that_are_tested() -> None:
    colleges = known()
    found = {row["college_th_as_printed"] for row in centres()}
    assert {name for name in found if (match := colleges.find(name)) and match.method != EXACT} == MISPRINTED.keys() - {
        "วิทยาลัยเทคโนโลยีและการจัดการ กฟผ. แม่เมาะ"
    }


def test_a_real_college_of_a_misprinted_name_is_itself() -> None:
    colleges = known([CollegeName("1399000001", "วิทยาลัยเทคนิคกลาง", "73")])
    match = colleges.find("วิทยาลัยเทคนิคกลาง")
    assert match is not None
    assert (match.college_code, match.method) == ("1399000001", EXACT)


def test_one_name_of_two_colleges_needs_its_province() -> None:
    colleges = known(
        [
            CollegeName("1399000001", "วิทยาลัยเทคนิคตัวอย่างกลาง", "73"),
            CollegeName("1399000002", "วิทยาลัยเทคนิคตัวอย่างกลาง", "10"),
        ]
    )
    assert colleges.find("วท.ตัวอย่างกลาง") is None
    assert [code for code, _, _ in colleges.candidates("วท.ตัวอย่างกลาง")][:2] == ["1399000001", "1399000002"]
    match = colleges.find("วท.ตัวอย่างกลาง", "10")
    assert match is not None
    assert match.college_code == "1399000002"


@pytest.mark.parametrize("name", ["วิทยาลัยเทคนิคตัวอย่างเหนือ 2", "วิทยาลัยเทคนิคตัวอย่างเหนือ ๒", "วท.ตัวอย่างเหนือ 2"])
def test_a_number_is_no_misspelling(name: str) -> None:
    first, second = (
        CollegeName("1399000001", "วิทยาลัยเทคนิคตัวอย่างเหนือ", "73"),
        CollegeName("1399000002", "วิทยาลัยเทคนิคตัวอย่างเหนือ 2", "73"),
    )
    assert known([first]).find(name) is None
    assert known([first]).find(name, "73") is None
    for province in (None, "73"):
        match = known([first, second]).find(name, province)
        assert match is not None
        assert match.college_code == "1399000002"


@pytest.mark.parametrize("asked", ["วิทยาลัยเทคนิคระนอง", "วิทยาลัยเทคนิคลพบุรี", "วิทยาลัยเทคนิคราชบุรี 2"])
def test_likeness_waits_for_a_register(asked: str) -> None:
    """Real colleges that host no centre, named much like one that does: the list of the centres is no register."""
    assert known().find(asked) is None
    assert known().candidates(asked)[0][1] in {row["college_name_th"] for row in centres()}
    match = known([CollegeName("1399000001", asked, "73")]).find(asked)
    assert match is not None
    assert (match.college_code, match.method) == ("1399000001", EXACT)


def test_a_misspelt_name_is_found_in_a_register() -> None:
    match = known([CollegeName("1399000001", "วิทยาลัยเทคนิคตัวอย่างเหนือ", "73")]).find("วิทยาลัยเทคนิคตัวอย่างเหนืออ")
    assert match is not None
    assert (match.college_code, match.method) == ("1399000001", FUZZY)
