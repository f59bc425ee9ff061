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

from tests.oracle.cube import AS_GIVEN, Inputs

ENVIRONMENT_VARIABLE = "CVM_OFFICIAL_DATA"
OUTCOMES_YEAR, OUTCOMES_FILE = 2566, "workforce2566.csv"
ENROLMENT_FILE = "enrolment_ay2568_partial.csv"
LEVELS = {"ปวช.": "voc_cert", "ปวส.": "high_voc_cert", "ป.ตรี": "bachelor"}

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
    return pl.DataFrame(rows)


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
            }
            for line in lines
        ]
    text = dict.fromkeys(("college_code", "province_code", "ownership", "institute_name"), pl.String)
    return pl.DataFrame(rows, schema=text)


def learners(official: Path) -> Learners:
    """Sums of the rebuilt enrolment."""
    lines = _lines(official / ENROLMENT_FILE, "utf-8-sig")[1:]
    return Learners(len(lines), sum(int(line[-1]) for line in lines), len({line[0] for line in lines}))


def inputs(official: Path, seeds: Path, as_of: date) -> Inputs:
    """The official files and the two seeds that are facts or decisions, ready for the cube."""
    provinces = read_seed(seeds, "provinces.csv")
    return Inputs(
        outcomes=outcomes(official),
        colleges=colleges(official, provinces),
        provinces=province_frame(provinces),
        centre_fields=centre_field_frame(read_seed(seeds, "centre_fields.csv")),
        as_of=as_of,
    )


def read_seed(seeds: Path, name: str) -> list[dict[str, str]]:
    """The rows of a seed, every cell as text."""
    with (seeds / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def province_frame(provinces: list[dict[str, str]]) -> pl.DataFrame:
    """Province and OVEC's region of it."""
    return pl.DataFrame([{"province_code": p["province_code"], "region_th": p["region_ovec"]} for p in provinces])


def centre_field_frame(rows: list[dict[str, str]]) -> pl.DataFrame:
    """The crosswalk from fields to centres, an empty branch as NULL."""
    return pl.DataFrame(
        [
            {
                "level": row["level"],
                "field_th": row["field_th"],
                "branch_th": row["branch_th"] or None,
                "centre_id": row["centre_id"],
                "confidence": float(row["confidence"]),
            }
            for row in rows
        ],
        schema_overrides={"branch_th": pl.String},
    )
