"""Learners in establishments: who is placed where and when, and what was done for their safety."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.demand import agreements_of
from pipelines.synthetic.establishments import Establishment, establishments_of
from pipelines.synthetic.rows import Row
from pipelines.synthetic.tables import YEARS
from pipelines.synthetic.world import College
from pipelines.years import ce


def placements(seed: int, college: College, year_be: int, learners: Sequence[Row]) -> list[Row]:
    """Rows of `placements` of the learners in the last year of their course.

    A dual learner goes where an agreement on the dual system held on the first day, if there is such a place.

    Args:
        learners: rows of `students` of the year.
    """
    chance = Chance(seed, "placements", college.code, year_be)
    everywhere = _by_subject(establishments_of(seed, college))
    everyone = establishments_of(seed, college)
    partners = [one for one in agreements_of(seed, college) if one.is_dual]
    rows = []
    for learner in learners:
        system = learner["study_system"] or "regular"
        if learner["year_of_study"] != YEARS[learner["level"]] or not chance.happens(assumed.PLACED[system]):
            continue
        if learner["student_id"] is None and learner["national_id"] is None:
            continue
        kind = "dual" if system == "dual" else "internship"
        starts = _first_day(chance, kind, year_be)
        at: Establishment | None = None
        if kind == "dual":
            able = [one.partner for one in partners if one.is_in_force(starts)]
            at = chance.of(able) if able else None
        if at is None:
            at = chance.of(everywhere.get(learner["subject_type_th"], everyone))
        rows.append(
            {
                "academic_year_be": year_be,
                "college_code": college.code,
                "student_id": learner["student_id"],
                "national_id": learner["national_id"],
                "level": learner["level"],
                "field_th": learner["field_th"],
                **at.named,
                "placement_kind": kind,
                **_how_it_went(chance, kind, starts),
            }
        )
    return rows


def _how_it_went(chance: Chance, kind: str, starts: date) -> dict[str, Any]:
    ends = starts + timedelta(days=assumed.PLACEMENT_DAYS[kind] + chance.below(14))
    trained = chance.happens(assumed.TRAINED_IN_SAFETY)
    is_undated = trained and chance.happens(assumed.TRAINED_WITHOUT_DATE)
    complaints = int(chance.happens(assumed.COMPLAINT))
    return {
        "starts_on": starts,
        "ends_on": ends,
        "site_checked_on": starts - timedelta(days=10 + chance.below(40))
        if chance.happens(assumed.SITE_CHECKED)
        else None,
        "safety_trained_on": _before(chance, starts) if trained and not is_undated else None,
        "safety_trained": "yes" if trained else "no",
        "oriented_on": _before(chance, starts) if chance.happens(assumed.ORIENTED) else None,
        "supervision_visits": chance.draw(_visits()),
        "incidents": int(chance.happens(assumed.INCIDENT)),
        "complaints": complaints,
        "complaints_solved": int(complaints and chance.happens(assumed.COMPLAINT_SOLVED)),
        "completed": chance.draw(_completes()),
    }


def _before(chance: Chance, starts: date) -> date:
    """A day shortly before the first; seldom one after it."""
    if chance.happens(assumed.AFTER_THE_START):
        return starts + timedelta(days=1 + chance.below(10))
    return starts - timedelta(days=1 + chance.below(20))


def _first_day(chance: Chance, kind: str, year_be: int) -> date:
    """Internships begin with either term, training in the dual system with the first."""
    year = ce(year_be)
    term = date(year, 5, 20) if kind == "dual" or chance.happens(assumed.IN_FIRST_TERM) else date(year, 10, 28)
    return term + timedelta(days=chance.below(10))


def _by_subject(known: Sequence[Establishment]) -> Mapping[str, list[Establishment]]:
    found: dict[str, list[Establishment]] = {}
    for one in known:
        found.setdefault(one.taught.subject_type_th, []).append(one)
    return found


@cache
def _visits() -> Table[int]:
    return Table(assumed.VISITS)


@cache
def _completes() -> Table[str | None]:
    return Table(assumed.COMPLETES)
