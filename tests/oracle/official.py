"""OVEC's open data read a second time, with nothing but the csv module.

The folder is named by the environment variable CVM_OFFICIAL_DATA; the files stay there.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from tests.oracle.days import BUDDHIST_ERA
from tests.oracle.inputs import (
    ANSWERS,
    AS_GIVEN,
    COLLEGES,
    ENROLMENT,
    FOLLOWUPS,
    GRADUATES,
    MEMBERS,
    OUTCOMES,
    STUDENTS,
    Inputs,
    empty,
    read_seed,
    seeds,
)

ENVIRONMENT_VARIABLE = "CVM_OFFICIAL_DATA"
OUTCOMES_YEAR, OUTCOMES_FILE = 2566, "workforce2566.csv"
ENROLMENT_YEAR, ENROLMENT_FILE = 2568, "enrolment_ay2568_partial.csv"
LEVELS = {"ปวช.": "voc_cert", "ปวส.": "high_voc_cert", "ป.ตรี": "bachelor"}

_TWICE = "\u0e48\u0e48"

COUNTS_FROM = 7  # by position, since the headings are misspelt; the file has them in the order of AS_GIVEN


@dataclass(frozen=True)
class Learners:
    """The rebuilt enrolment: lines, learners and colleges."""

    rows: int
    students: int
    colleges: int


def folder() -> Path | None:
    """The folder of the official files, None where this machine has none."""
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(given) if given else None


def _lines(path: Path, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return [[" ".join(cell.split()) for cell in line] for line in csv.reader(file)]


def outcomes(official: Path) -> pl.DataFrame:
    """The AY2566 outcomes; a cell of blanks is a zero."""
    rows = [
        {
            "academic_year_be": OUTCOMES_YEAR,
            "college_code": line[0],
            "level": LEVELS[line[4]],
            "subject_type_th": line[5],
            "field_th": line[6],
            **{name: int(line[COUNTS_FROM + i] or 0) for i, name in enumerate(AS_GIVEN)},
        }
        for line in _lines(official / OUTCOMES_FILE, "cp874")[1:]
    ]
    return pl.DataFrame(rows, schema=OUTCOMES)


def colleges(official: Path, provinces: list[dict[str, str]]) -> pl.DataFrame:
    """Both registers; no institute is known from them."""
    codes = {province["name_th"]: province["province_code"] for province in provinces}
    rows = []
    for name, code_heading, ownership in (
        ("public_college.csv", "รหัสสถานศึกษา", "public"),
        ("private_college.csv", "รหัสโรงเรียน", "private"),
    ):
        heading, *lines = _lines(official / name, "utf-8-sig")
        code, province = heading.index(code_heading), heading.index("จังหวัด")
        rows += [
            {
                "college_code": line[code],
                "province_code": codes[line[province]] if line[province] else None,
                "ownership": ownership,
                "institute_name": None,
                "valid_from": None,
                "valid_to": None,
            }
            for line in lines
        ]
    return pl.DataFrame(rows, schema=COLLEGES)


def learners(official: Path) -> Learners:
    """Sums of the rebuilt enrolment."""
    lines = _lines(official / ENROLMENT_FILE, "utf-8-sig")[1:]
    return Learners(len(lines), sum(int(line[-1]) for line in lines), len({line[0] for line in lines}))


def enrolment(official: Path) -> pl.DataFrame:
    """The rebuilt enrolment, all years of study together; a title may end in the branch, one name has a mark twice."""
    heading, *lines = _lines(official / ENROLMENT_FILE, "utf-8-sig")
    college, level, name, title, number = (
        heading.index(column) for column in ("college_code", "level", "field_th", "programme_title_th", "students")
    )
    rows = [
        {
            "academic_year_be": ENROLMENT_YEAR,
            "college_code": line[college],
            "level": LEVELS[line[level]],
            "field_th": line[name].replace(_TWICE, _TWICE[0]),
            "branch_th": line[title][:-1].rsplit("(", 1)[1] if line[title].endswith(")") else None,
            "year_of_study": None,
            "learners": int(line[number]),
        }
        for line in lines
    ]
    return pl.DataFrame(rows, schema=ENROLMENT)


def inputs(official: Path, folder_of_seeds: Path, as_of: date) -> Inputs:
    """The official files and the seeds. They name no person or establishment and list no member."""
    return Inputs(
        graduates=empty(GRADUATES),
        followups=empty(FOLLOWUPS),
        students=empty(STUDENTS),
        answers=empty(ANSWERS),
        outcomes=outcomes(official),
        enrolment=enrolment(official),
        members=empty(MEMBERS),
        colleges=colleges(official, read_seed(folder_of_seeds, "provinces.csv")),
        seeds=seeds(folder_of_seeds),
        as_of=as_of,
        years=tuple(range(OUTCOMES_YEAR, as_of.year + BUDDHIST_ERA + 1)),
    )
