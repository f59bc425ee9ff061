"""`fct_graduate_outcome`: a row for each student id of a roster in force, without the keys that are made of hashes."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.oracle.days import window_end
from tests.oracle.inputs import CONTACT, PLACE, Schema
from tests.oracle.people import Judged, World
from tests.oracle.places import PLACE_COLUMNS
from tests.oracle.roster import Listed

KEYS = ("academic_year_be", "college_code", "level", "student_key")
FROM_ROSTER = (
    "academic_year_be", "college_code", "student_key", "person_key", "level", "subject_type_th", "field_th",
    "branch_th", "curriculum_be", "study_system", "sex", "birth_year_be", "term", *CONTACT,
)  # fmt: skip
JOB = ("job_matches_field", "income_low", "income_high", "work_province_code", "work_country", "establishment_id")
_TEXT = (
    "college_code", *PLACE_COLUMNS, "student_key", "person_key", "level", "subject_type_th", "field_th", "branch_th",
    "study_system", "sex", "term", "graduated_on_basis", "exclusion_reason",
)  # fmt: skip
_OUTCOME_TEXT = (
    "state", "last_known_outcome", "work_sector", "job_matches_field", "work_province_code", "work_country",
    "establishment_id", "deciding_outcome", "deciding_source_sha256", "deciding_sheet",
)  # fmt: skip
_NUMBERS = (
    "academic_year_be", "curriculum_be", "birth_year_be", "student_ids", "records", "records_counted", "records_late",
    "last_known_round", "days_to_work", "deciding_round", "deciding_row_number",
)  # fmt: skip
_DAYS = ("graduated_on", "window_ends_on", "last_known_recorded_on", "first_work_started_on", "deciding_recorded_on")
_FLAGS = (
    *CONTACT, "is_window_closed", "is_followed", "is_employed", "is_self_employed", "is_ever_self_employed",
    "is_further_study", "is_obtained_work", "is_work_or_study", "is_graduated_on_assumed", "is_recorded_on_assumed",
    "has_assumed_dates",
)  # fmt: skip
SCHEMA: Schema = {
    **dict.fromkeys((*_TEXT, *_OUTCOME_TEXT), pl.String),
    **dict.fromkeys(_NUMBERS, pl.Int64),
    **dict.fromkeys(_DAYS, pl.Date),
    **dict.fromkeys(_FLAGS, pl.Boolean),
    "income_low": pl.Float64,
    "income_high": pl.Float64,
}


def fct_graduate_outcome(world: World) -> pl.DataFrame:
    """Every student id; those of a person that do not count have no outcome."""
    rows = []
    for judged in world.judged:
        for listed in judged.graduate.listed:
            row = _person(world, listed) | {"student_ids": len(judged.graduate.listed)}
            if listed is judged.graduate.counted:
                row |= {"exclusion_reason": None} | _outcome(world, judged)
            else:
                row |= {"exclusion_reason": "same_person"}
            rows.append(tuple(row.get(name) for name in SCHEMA))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _person(world: World, listed: Listed) -> dict[str, Any]:
    row = listed.row
    return {
        **{name: row[name] for name in FROM_ROSTER},
        **world.places.at(row["academic_year_be"], row["college_code"]),
        "graduated_on": listed.graduated_on,
        "graduated_on_basis": listed.basis,
    }


def _outcome(world: World, judged: Judged) -> dict[str, Any]:
    """Everything from the end of the window on."""
    became, counted, job = judged.outcome, judged.graduate.counted, judged.outcome.job
    ends_on, last, deciding = window_end(counted.graduated_on), became.last_known, became.deciding
    return {
        "window_ends_on": ends_on,
        "is_window_closed": world.inputs.as_of > ends_on,
        "records": len(judged.records),
        "records_counted": len(became.counting),
        "records_late": sum(record.is_late is True for record in judged.records),
        "state": became.state,
        "is_followed": became.is_followed,
        "is_employed": became.is_employed,
        "is_self_employed": became.is_self_employed,
        "is_ever_self_employed": became.is_ever_self_employed,
        "is_further_study": became.is_further_study,
        "is_obtained_work": became.is_obtained_work,
        "is_work_or_study": became.is_work_or_study,
        "last_known_outcome": became.last_known_outcome,
        "last_known_recorded_on": last and last.recorded_on,
        "last_known_round": last and last.round,
        "work_sector": became.sector,
        **{name: job and job.row[name] for name in JOB},
        "first_work_started_on": became.first_work_started_on,
        "days_to_work": became.days_to_work,
        "is_graduated_on_assumed": counted.basis != "reported",
        "is_recorded_on_assumed": judged.is_recorded_on_assumed,
        "has_assumed_dates": judged.has_assumed_dates,
        "deciding_outcome": deciding and deciding.outcome,
        "deciding_round": deciding and deciding.round,
        "deciding_recorded_on": deciding and deciding.recorded_on,
        **{f"deciding_{name}": deciding and deciding.row[name] for name in PLACE if name != "load_id"},
    }
