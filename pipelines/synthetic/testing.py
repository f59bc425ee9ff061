"""Short courses, tests of competency and the centres that hold them, as one college reports them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import names
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.establishments import NO_ESTABLISHMENT, establishments_of
from pipelines.synthetic.rows import Row
from pipelines.synthetic.tables import YEARS
from pipelines.synthetic.teaching import teachers_of
from pipelines.synthetic.units import Unit, units_of
from pipelines.synthetic.world import College, Taught
from pipelines.years import day_of_be


def short_courses(seed: int, college: College, year_be: int) -> list[Row]:
    """Rows of `short_courses` in the fiscal year after the academic year, one or two runs of each."""
    chance = Chance(seed, "courses", college.code, year_be)
    rows: list[Row] = []
    for place in range(chance.draw(_courses(college.ownership))):
        taught = chance.draw(Table({one: float(one.graduates) for one in college.taught}))
        subject = taught.subject_type_th
        known = [one.named for one in establishments_of(seed, college) if one.taught.subject_type_th == subject]
        has_partner = bool(known) and chance.happens(assumed.COURSE_WITH_ESTABLISHMENT)
        course = {
            "college_code": college.code,
            "course_id": f"SC{year_be + 1 - 2500}{place + 1:02d}",
            "fiscal_year_be": year_be + 1,
            "field_th": taught.field_th,
            "course_title": f"หลักสูตรระยะสั้น {taught.field_th} {place + 1}",
            "skill_kind": chance.draw(_skill_kinds()),
            **(chance.of(known) if has_partner else NO_ESTABLISHMENT),
        }
        rows += [course | _run(chance, year_be, run) for run in range(1, 2 + chance.below(2))]
    return rows


def _run(chance: Chance, year_be: int, run: int) -> dict[str, Any]:
    begins = day_of_be(year_be, 11, 1) + timedelta(days=chance.below(120) + 150 * (run - 1))
    is_late = chance.happens(assumed.COURSE_APPROVED_LATE)
    groups = [8 + chance.below(10), chance.below(6), chance.below(5), 8 + chance.below(15)]
    if chance.happens(assumed.COURSE_SMALL):
        groups = [*assumed.SMALL_GROUPS]
    trainees = sum(groups)
    return {
        "run": run,
        "approved_on": begins + timedelta(days=9 if is_late else -(20 + chance.below(60))),
        "starts_on": begins,
        "ends_on": begins + timedelta(days=1 + chance.below(20)),
        "trainees": trainees,
        "trainees_students": groups[0],
        "trainees_graduates": groups[1],
        "trainees_unemployed": groups[2],
        "trainees_public": groups[3],
        "passed": trainees - chance.below(4),
        "credits_banked": 0.5 * chance.below(7) if chance.happens(assumed.CREDITS_BANKED) else None,
    }


def assessment_centres(seed: int, college: College) -> list[Row]:
    """Rows of `assessment_centres`: what a college is, or wants to become, for the fields with most graduates."""
    chance = Chance(seed, "test centres", college.code)
    rows = []
    largest = sorted(college.taught, key=lambda one: (-one.graduates, one.level, one.field_th))
    for taught in {one.field_th: one for one in largest[:3]}.values():
        if not chance.happens(assumed.TEST_CENTRES[college.ownership]):
            continue
        body = chance.draw(_bodies())
        stage = chance.draw(_stages())
        licensed = date(2021, 6, 1) + timedelta(days=chance.below(1_300))
        is_dated = stage in ("licensed", "expired")
        years = 2 if stage == "expired" else 6
        rows.append(
            {
                "college_code": college.code,
                "body": body,
                "body_name": chance.of(assumed.INTERNATIONAL_BODIES) if body == "international" else None,
                "field_th": taught.field_th,
                "stage": stage,
                "licensed_on": licensed if is_dated else None,
                "expires_on": licensed + timedelta(days=365 * years) if is_dated else None,
            }
        )
    return rows


def certifications(
    seed: int,
    college: College,
    year_be: int,
    learners: Sequence[Row],
    graduates: Sequence[Row],
    shares: Mapping[str, float] = assumed.CERTIFIED,
) -> list[Row]:
    """Rows of `certifications` in the fiscal year after the academic year.

    Args:
        learners: rows of `students` of the year; those in their last year are tested.
        graduates: rows of `graduates` of the year.
        shares: of whom how many are tested.
    """
    chance = Chance(seed, "certifications", college.code, year_be)
    rows = []
    for one in teachers_of(seed, college):
        if one.is_vocational and chance.happens(shares["teacher"]):
            unit = chance.of(units_of(one.taught.level, one.taught.field_th))
            row = _test(chance, college, "teacher", one.national_id, one.taught, unit, year_be)
            rows.append(row | {"level": None})
    for kind, people in (("learner", learners), ("graduate", graduates)):
        for person in people:
            is_last = kind == "graduate" or person["year_of_study"] == YEARS[person["level"]]
            if not is_last or not chance.happens(shares[kind]):
                continue
            person_id = person["student_id"]
            if person_id is None or not chance.happens(assumed.NAMED_BY_STUDENT_ID):
                person_id = _plain(person["national_id"]) or person_id
            if person_id is not None:
                taught = Taught(person["level"], person["subject_type_th"], person["field_th"], 0)
                unit = chance.of(units_of(taught.level, taught.field_th))
                rows.append(_test(chance, college, kind, person_id, taught, unit, year_be))
    return rows


def _plain(national_id: str | None) -> str | None:
    """A national id that is a valid one."""
    is_valid = national_id is not None and national_id.isdigit() and names.check_digit(national_id) == national_id[-1]
    return national_id if is_valid else None


def _test(chance: Chance, college: College, kind: str, person_id: str, taught: Taught, unit: Unit, year_be: int) -> Row:
    tested = day_of_be(year_be, 10, 15) + timedelta(days=chance.below(340))
    result = chance.draw(_results())
    return {
        "person_kind": kind,
        "person_id": person_id,
        "college_code": college.code,
        "level": taught.level,
        "field_th": taught.field_th,
        "body": unit.body,
        "body_name": chance.of(assumed.INTERNATIONAL_BODIES) if unit.body == "international" else None,
        "qualification_title": f"คุณวุฒิตัวอย่าง สาขา{taught.field_th}",
        "level_in_scheme": unit.level_in_scheme,
        "unit_code": unit.code,
        "tested_on": tested,
        "result": result,
        "certificate_expires_on": tested + timedelta(days=1_095) if result == "passed" else None,
    }


@cache
def _courses(ownership: str) -> Table[int]:
    return Table(assumed.COURSES_OF_A_COLLEGE[ownership])


@cache
def _skill_kinds() -> Table[str]:
    return Table(assumed.SKILL_KINDS)


@cache
def _bodies() -> Table[str]:
    return Table(assumed.BODIES)


@cache
def _stages() -> Table[str]:
    return Table(assumed.STAGES)


@cache
def _results() -> Table[str]:
    return Table(assumed.TEST_PASSED)
