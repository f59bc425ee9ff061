"""The made-up teachers of a college: the roster, how they are developed in a fiscal year, and what they can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.establishments import establishments_of, national_id_of
from pipelines.synthetic.rows import Row
from pipelines.synthetic.units import units_of
from pipelines.synthetic.world import College, Taught
from pipelines.years import ce, day_of_be


@dataclass(frozen=True, slots=True)
class Teacher:
    """One teacher of a college; `is_guest` is one who is listed at another college of the province as well."""

    national_id: str
    taught: Taught
    kind: str
    is_vocational: bool
    is_supervisor: bool
    is_guest: bool = False


@lru_cache(maxsize=4)
def teachers_of(seed: int, college: College) -> tuple[Teacher, ...]:
    """The teachers of a college, at least one for every course."""
    chance = Chance(seed, "teachers", college.code)
    kinds = Table(assumed.TEACHER_KINDS[college.ownership])
    found: list[Teacher] = []
    for taught in college.taught:
        for _ in range(max(1, int(taught.graduates * assumed.TEACHERS_PER_GRADUATE + chance.random()))):
            is_vocational = chance.happens(assumed.IS_VOCATIONAL)
            found.append(
                Teacher(
                    national_id=national_id_of(seed, college, assumed.TEACHERS + len(found)),
                    taught=taught,
                    kind=chance.draw(kinds),
                    is_vocational=is_vocational,
                    is_supervisor=is_vocational and chance.happens(assumed.IS_SUPERVISOR),
                )
            )
    return tuple(found)


def roster(seed: int, college: College, year_be: int, near: Sequence[College]) -> list[Row]:
    """Rows of `teachers`; of some colleges one teacher of a neighbour stands there too."""
    chance = Chance(seed, "guests", college.code)
    listed = list(teachers_of(seed, college))
    if near and chance.happens(assumed.AT_TWO_COLLEGES):
        guest = chance.of(teachers_of(seed, near[0]))
        listed.append(
            Teacher(guest.national_id, chance.of(college.taught), guest.kind, guest.is_vocational, False, is_guest=True)
        )
    return [
        {
            "academic_year_be": year_be,
            "college_code": college.code,
            "teacher_national_id": one.national_id,
            "field_th": one.taught.field_th,
            "branch_th": None,
            "teacher_kind": one.kind,
            "is_vocational": "yes" if one.is_vocational else "no",
            "is_supervisor": "yes" if one.is_supervisor else "no",
        }
        for one in listed
    ]


def development(
    seed: int, college: College, year_be: int, *, planned: float | None = None, trained: float = assumed.TRAINED
) -> list[Row]:
    """Rows of `teacher_development` in the fiscal year after the academic year: plans, placements, tests, training.

    Args:
        planned: share of the vocational teachers with a plan; that of the college's ownership unless given.
        trained: share of them who are trained.
    """
    share = assumed.PLANNED[college.ownership] if planned is None else planned
    chance = Chance(seed, "development", college.code, year_be)
    rows: list[Row] = []
    for one in teachers_of(seed, college):
        if not one.is_vocational:
            continue
        start: Row = {
            "fiscal_year_be": year_be + 1,
            "teacher_national_id": one.national_id,
            "college_code": college.code,
            "field_th": one.taught.field_th,
        }
        if chance.happens(share):
            rows += [start | step for step in _planned(seed, chance, college, one, year_be)]
        if chance.happens(trained):
            rows.append(start | _training(chance, one, year_be))
    return rows


_NOTHING: dict[str, Any] = dict.fromkeys(
    (
        "activity", "activity_title", "topic", "establishment_id", "establishment_name", "establishment_province",
        "activity_on", "ends_on", "hours", "work_report_on", "logbook_on", "clip_minutes", "supervised_on", "incidents",
        "result",
    )
)  # fmt: skip


def _planned(seed: int, chance: Chance, college: College, one: Teacher, year_be: int) -> list[Row]:
    """The plan, the placement and the test after it, in the months of the office's calendar."""
    year = ce(year_be + 1)
    title = f"แผนพัฒนาประสบการณ์ สาขา{one.taught.field_th}"
    plan_on = date(year, 2, 3) + timedelta(days=chance.below(24))
    steps = [_NOTHING | {"activity": "plan", "activity_title": title, "topic": "vocational", "activity_on": plan_on}]
    if not chance.happens(assumed.PLANNED_ARE_PLACED):
        return steps
    able = [
        at
        for at in establishments_of(seed, college)
        if at.taught.subject_type_th == one.taught.subject_type_th and at.country == "TH"
    ]
    begins = date(year, 3, 1) + timedelta(days=chance.below(45))
    ends = begins + timedelta(days=14 + chance.below(31))
    days = 16 + chance.below(25) if chance.happens(assumed.WORK_REPORT_LATE) else 1 + chance.below(15)
    clip = (5.5 if chance.happens(assumed.CLIP_TOO_LONG) else 3.0) + chance.below(4) / 2
    steps.append(
        _NOTHING
        | (chance.of(able).named if able else {})
        | {
            "activity": "placement",
            "activity_title": f"ฝึกประสบการณ์ สาขา{one.taught.field_th}",
            "topic": "vocational",
            "activity_on": begins,
            "ends_on": ends,
            "hours": (ends - begins).days * 6,
            "work_report_on": ends + timedelta(days=days) if chance.happens(assumed.WORK_REPORT_SENT) else None,
            "logbook_on": date(year, 6, 1) + timedelta(days=chance.below(30)),
            "clip_minutes": clip,
            "supervised_on": begins + timedelta(days=7),
            "incidents": int(chance.happens(assumed.TEACHER_INCIDENT)),
            "result": "passed",
        }
    )
    if chance.happens(assumed.PLACED_ARE_TESTED):
        steps.append(
            _NOTHING
            | {
                "activity": "certification_test",
                "activity_title": f"ทดสอบสมรรถนะ สาขา{one.taught.field_th}",
                "topic": "vocational",
                "activity_on": ends + timedelta(days=1 + chance.below(40)),
                "result": chance.draw(_tests()),
            }
        )
    return steps


def _training(chance: Chance, one: Teacher, year_be: int) -> Row:
    begins = day_of_be(year_be, 10, 15) + timedelta(days=chance.below(330))
    days = 1 + chance.below(5)
    topic = chance.draw(_topics())
    return _NOTHING | {
        "activity": "training",
        "activity_title": f"หลักสูตรพัฒนาครู สาขา{one.taught.field_th} ({topic})",
        "topic": topic,
        "activity_on": begins,
        "ends_on": begins + timedelta(days=days - 1),
        "hours": days * 6,
        "result": chance.draw(_trainings()),
    }


def skills(seed: int, college: College, year_be: int, *, known: float = assumed.SKILLS_KNOWN) -> list[Row]:
    """Rows of `teacher_skills`: the level a unit asks for and the level the teacher has; of the share that is known."""
    chance = Chance(seed, "skills", college.code, year_be)
    rows = []
    for one in teachers_of(seed, college):
        if not one.is_vocational or not chance.happens(known):
            continue
        rows += [
            {
                "fiscal_year_be": year_be + 1,
                "teacher_national_id": one.national_id,
                "college_code": college.code,
                "field_th": one.taught.field_th,
                "unit_code": unit.code,
                "required_level": 3 + chance.below(3),
                "current_level": 1 + chance.below(5),
            }
            for unit in units_of(one.taught.level, one.taught.field_th)[: assumed.SKILLS_OF_A_TEACHER]
        ]
    return rows


@cache
def _topics() -> Table[str]:
    return Table(assumed.TOPICS)


@cache
def _tests() -> Table[str]:
    return Table(assumed.TEST_PASSED)


@cache
def _trainings() -> Table[str]:
    return Table(assumed.TRAINING_PASSED)
