"""The facts that every figure is worked out from, as plain frames: rows in force of the sources, seeds, one date.

Belongs here: what goes in. Does not belong here: any rule; the modules beside this one hold them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import polars as pl

from pipelines.settings import SEEDS_DIR

PERSON = {
    "academic_year_be": pl.Int64, "college_code": pl.String, "student_key": pl.String, "person_key": pl.String,
    "identified_by": pl.String,
}  # fmt: skip
PLACE = {"source_sha256": pl.String, "sheet": pl.String, "row_number": pl.Int64, "load_id": pl.String}
CONTACT = {"has_phone": pl.Boolean, "has_contact": pl.Boolean}
AS_GIVEN = (
    "graduates", "followed", "further_study", "seeking", "work_state_enterprise", "work_government", "work_private",
    "self_employed", "other",
)  # fmt: skip

Schema: TypeAlias = dict[str, type[pl.DataType]]

GRADUATES: Schema = {
    **PERSON, "report_round": pl.Int64, "sex": pl.String, "birth_year_be": pl.Int64, "level": pl.String,
    "subject_type_th": pl.String, "field_th": pl.String, "branch_th": pl.String, "curriculum_be": pl.Int64,
    "study_system": pl.String, "reported_graduated_on": pl.Date, "term": pl.String, **CONTACT, **PLACE,
}  # fmt: skip
FOLLOWUPS: Schema = {
    **PERSON, "round": pl.Int64, "reported_level": pl.String, "outcome": pl.String, "employer_sector": pl.String,
    "job_matches_field": pl.String, "income_low": pl.Float64, "income_high": pl.Float64, "started_on": pl.Date,
    "work_province_code": pl.String, "work_country": pl.String, "establishment_id": pl.String,
    "reported_recorded_on": pl.Date, "arrived_on": pl.Date, **PLACE,
}  # fmt: skip
STUDENTS: Schema = {
    **PERSON, "level": pl.String, "field_th": pl.String, "branch_th": pl.String, "year_of_study": pl.Int64,
    "is_beyond_course": pl.Boolean, "status": pl.String, **CONTACT,
}  # fmt: skip
ANSWERS: Schema = {
    **PERSON, "level": pl.String, "field_th": pl.String, "intention": pl.String, "surveyed_on": pl.Date,
    "learner_key": pl.String, "match_state": pl.String, "is_newest": pl.Boolean, **CONTACT, **PLACE,
}  # fmt: skip
OUTCOMES: Schema = {
    "academic_year_be": pl.Int64, "college_code": pl.String, "level": pl.String, "subject_type_th": pl.String,
    "field_th": pl.String, **dict.fromkeys(AS_GIVEN, pl.Int64),
}  # fmt: skip
ENROLMENT: Schema = {
    "academic_year_be": pl.Int64, "college_code": pl.String, "level": pl.String, "field_th": pl.String,
    "branch_th": pl.String, "year_of_study": pl.Int64, "learners": pl.Int64,
}  # fmt: skip
SAR: Schema = {
    "academic_year_be": pl.Int64, "college_code": pl.String, "standard_set": pl.String, "field_th": pl.String,
    "score": pl.Int64,
}  # fmt: skip
MEMBERS: Schema = {"fiscal_year_be": pl.Int64, "centre_id": pl.String, "college_code": pl.String}
COLLEGES: Schema = {
    "college_code": pl.String, "province_code": pl.String, "ownership": pl.String, "institute_name": pl.String,
    "valid_from": pl.Date, "valid_to": pl.Date,
}  # fmt: skip

NAMED_IN = {
    "agreements": "signed_on",
    "demands": "fiscal_year_be",
    "job_postings": "posted_on",
    "placements": "starts_on",
    "short_courses": "fiscal_year_be",
    "teacher_development": "fiscal_year_be",
    "workplace_experts": "fiscal_year_be",
}
"""Sources that name establishments, and what tells the fiscal year."""
TEACHING = ("teachers", "teacher_skills", "certifications", "curriculum_units", "assessment_centres")
"""Sources about teachers and tests that name none."""


@dataclass(frozen=True)
class Term:
    """When a term ends: `years_on` years after the year in which the academic year begins."""

    month: int
    day: int
    years_on: int


@dataclass(frozen=True)
class Seeds:
    """The seeds that are facts or decisions.

    regions: region by province; ends_of_term: by term, None where the term is not known; round_windows: first and last
    day by academic year and round; centre_fields: level, field_th, branch_th, centre_id of the sure names alone;
    years_of_study: of each level, None of short courses; field_crosswalk: every row as it stands; field_aliases: the
    name surely meant by another; centres: the ids of all CVM centres.
    """

    regions: dict[str, str]
    ends_of_term: dict[str | None, Term]
    round_windows: dict[tuple[int, int], tuple[date, date]]
    centre_fields: pl.DataFrame
    years_of_study: dict[str, int | None] = field(default_factory=dict)
    field_crosswalk: tuple[dict[str, str], ...] = ()
    field_aliases: dict[str, str] = field(default_factory=dict)
    centres: tuple[str, ...] = ()


@dataclass(frozen=True)
class Market:
    """Raw rows in force as dictionaries: the register of establishments, what names one and what tells of teachers and
    tests, by source."""

    register: list[dict[str, Any]] = field(default_factory=list)
    namings: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    teaching: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Inputs:
    """Everything that goes in. Each frame has the columns of its schema above; `answers` are the survey's, with the
    learner each was found to belong to; `years` are the academic years that the calendar of the warehouse holds."""

    graduates: pl.DataFrame
    followups: pl.DataFrame
    students: pl.DataFrame
    answers: pl.DataFrame
    outcomes: pl.DataFrame
    enrolment: pl.DataFrame
    members: pl.DataFrame
    colleges: pl.DataFrame
    seeds: Seeds
    as_of: date
    market: Market = field(default_factory=Market)
    years: tuple[int, ...] = ()
    sar: pl.DataFrame = field(default_factory=lambda: empty(SAR))


def empty(schema: Schema) -> pl.DataFrame:
    """A source that sent nothing."""
    return pl.DataFrame(schema=schema)


def of_home(home: Path, marts: Path, as_of: date) -> Inputs:
    """The rows in force of a home; the register as dated in a file of marts."""
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as build:
        frames = {
            "graduates": _rows(build, "staging.stg_graduates", GRADUATES),
            "followups": _rows(build, "staging.stg_followups", FOLLOWUPS),
            "students": _rows(build, "staging.stg_students", STUDENTS),
            "answers": _rows(build, "intermediate.int_intentions__with_learner", ANSWERS),
            "outcomes": _rows(build, "staging.stg_outcome_counts", OUTCOMES),
            "enrolment": _rows(build, "staging.stg_enrolment_counts", ENROLMENT),
            "members": _rows(build, "staging.stg_network_members", MEMBERS),
            "sar": _rows(build, "staging.stg_sar_scores", SAR),
        }
        market = Market(
            _raw(build, "establishments"),
            {source: _raw(build, source) for source in NAMED_IN},
            {source: _raw(build, source) for source in TEACHING},
        )
    with duckdb.connect(str(marts), read_only=True) as connection:
        colleges = _rows(connection, "dim_college", COLLEGES)
        years = connection.execute("select academic_year_be from dim_academic_year").fetchall()
    calendar = tuple(year for (year,) in years)
    return Inputs(**frames, colleges=colleges, seeds=seeds(SEEDS_DIR), as_of=as_of, market=market, years=calendar)


def _raw(connection: duckdb.DuckDBPyConnection, source: str) -> list[dict[str, Any]]:
    """The rows of a source in force, as they were loaded."""
    found: list[dict[str, Any]] = (
        connection.execute(f"select * from raw.{source} where replaced_by_load_id is null").pl().to_dicts()
    )
    return found


def _rows(connection: duckdb.DuckDBPyConnection, relation: str, schema: Schema) -> pl.DataFrame:
    frame: pl.DataFrame = connection.execute(f"select {', '.join(schema)} from {relation}").pl()
    return frame.cast(pl.Schema(schema))


def seeds(folder: Path) -> Seeds:
    """The seeds, read with nothing but the csv module."""
    terms = read_seed(folder, "graduation_dates.csv")
    windows = [row for row in read_seed(folder, "calendar.csv") if row["done_when"].startswith("followups.recorded_on")]
    return Seeds(
        regions={row["province_code"]: row["region_ovec"] for row in read_seed(folder, "provinces.csv")},
        ends_of_term={
            row["term"] or None: Term(int(row["month"]), int(row["day"]), int(row["year_offset"])) for row in terms
        },
        round_windows={
            (int(row["year_be"]), int(row["round"])): (
                date.fromisoformat(row["opens_on"]),
                date.fromisoformat(row["closes_on"]),
            )
            for row in windows
        },
        centre_fields=_sure_names(read_seed(folder, "centre_fields.csv")),
        years_of_study={
            row["level"]: int(row["years_of_study"]) if row["years_of_study"] else None
            for row in read_seed(folder, "levels.csv")
        },
        field_crosswalk=tuple(read_seed(folder, "field_crosswalk.csv")),
        field_aliases={
            row["alias"]: row["name"]
            for row in read_seed(folder, "name_aliases.csv")
            if row["kind"] == "field" and float(row["confidence"]) == 1
        },
        centres=tuple(row["centre_id"] for row in read_seed(folder, "cvm_centres.csv")),
    )


def read_seed(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a seed, every cell as text."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sure_names(rows: list[dict[str, str]]) -> pl.DataFrame:
    """The crosswalk from fields to centres where the names are equal; an empty branch is NULL: any branch."""
    names = ("level", "field_th", "branch_th", "centre_id")
    sure = [{name: row[name] or None for name in names} for row in rows if float(row["confidence"]) == 1]
    return pl.DataFrame(sure, schema=dict.fromkeys(names, pl.String)).unique(maintain_order=True)
