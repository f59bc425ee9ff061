"""Drawn rows of demand, placement, curriculum, teachers and certification: cells that fit each other, own keys."""

from __future__ import annotations

from collections.abc import Callable

from tests.filled_cells import NOTHING, Filled, FilledRow, same
from tests.made_files.makers import juristic_number, national_id

Fit = Callable[[int, FilledRow], FilledRow]

_GROUPS = ("trainees_students", "trainees_graduates", "trainees_unemployed", "trainees_public")
_LEVELS = {"tpqi": 8, "dsd": 3}
_HOME = Filled(None, "TH")


def _at_most(row: FilledRow, less: str, more: str) -> FilledRow:
    """The row with the one cell no larger, or no later, than the other."""
    is_over = row[less] != NOTHING and row[more] != NOTHING and row[less].value > row[more].value
    return row | {less: row[more]} if is_over else row


def _at(number: int, row: FilledRow) -> FilledRow:
    return row | {"establishment_id": same(juristic_number(number))}


def _at_home(row: FilledRow, country: str) -> FilledRow:
    return row | {country: _HOME} if row[country] == NOTHING else row


def _of_teacher(number: int, row: FilledRow) -> FilledRow:
    return row | {"teacher_national_id": same(national_id(number))}


def _in_scheme(row: FilledRow) -> FilledRow:
    """The row with a level of the body's own scale."""
    level, most = row["level_in_scheme"].value, _LEVELS.get(row["body"].value)
    return row if level is None or most is None else row | {"level_in_scheme": same(max(1, min(level, most)))}


def _establishment(number: int, row: FilledRow) -> FilledRow:
    row = _at_home(_at(number, row), "country")
    if row["establishment_kind"].value != "individual":
        return row
    return row | {"establishment_name": Filled(row["establishment_name"].cell, "บุคคลธรรมดา")}


def _placement(number: int, row: FilledRow) -> FilledRow:
    return _at_most(_at_most(_at(number, row), "starts_on", "ends_on"), "complaints_solved", "complaints")


def _unit(number: int, row: FilledRow) -> FilledRow:
    row = row | {"unit_code": same(f"UOC-{number}")}
    return _in_scheme(_at_most(row, "employers_requiring", "employers_asked"))


def _course(number: int, row: FilledRow) -> FilledRow:
    given = [row[name].value for name in _GROUPS if row[name] != NOTHING]
    others = 0 if len(given) == len(_GROUPS) else row["trainees"].value
    row = _at(number, row) | {"trainees": same(sum(given) + others)}
    return _at_most(_at_most(row, "passed", "trainees"), "starts_on", "ends_on")


def _development(number: int, row: FilledRow) -> FilledRow:
    return _at_most(_at(number, _of_teacher(number, row)), "activity_on", "ends_on")


def _assessment_centre(number: int, row: FilledRow) -> FilledRow:
    licensed, expires = row["licensed_on"].value, row["expires_on"].value
    if licensed is None and row["stage"].value == "licensed":
        row = row | {"stage": Filled("ยื่นขอแล้ว", "applied")}
    return row | {"expires_on": NOTHING} if licensed and expires and expires <= licensed else row


FITTING: dict[str, Fit] = {
    "establishments": _establishment,
    "demands": lambda number, row: _at_home(_at(number, row), "work_country"),
    "job_postings": lambda number, row: _at_most(_at(number, row), "posted_on", "closes_on"),
    "agreements": lambda number, row: _at_most(_at(number, row), "signed_on", "expires_on"),
    "placements": _placement,
    "curriculum_units": _unit,
    "short_courses": _course,
    "workplace_experts": lambda number, row: _at_most(_at(number, row), "trainers_certified", "trainers"),
    "teacher_development": _development,
    "teacher_skills": _of_teacher,
    "certifications": lambda number, row: _in_scheme(row | {"person_id": same(national_id(number))}),
    "assessment_centres": _assessment_centre,
}
"""Source → what makes a drawn row of it a good one; the number of a row is its own."""
