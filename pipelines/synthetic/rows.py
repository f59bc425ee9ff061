"""What a college has to say, source by source, as rows of typed values: before any shape, quirk or fault.

A row holds canonical names; `_who` is the place of the graduate in the year's list, for the truth alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.following import ROUNDS, STUDYING, UNREACHABLE, WORKING, Graduate, window
from pipelines.synthetic.outcomes import employer, institution
from pipelines.synthetic.people import Cohort, Member, cohort, early_leavers
from pipelines.synthetic.tables import YEARS
from pipelines.synthetic.world import College
from pipelines.years import day_of_be

Row = dict[str, Any]
WHO = "_who"
_STUDY_OUTCOMES, _BOTH = ("studying",), "employed_studying"


def graduates(college: College, year_be: int, found: Sequence[Graduate]) -> list[Row]:
    """The roster of a year."""
    return [
        {
            **_course(college, year_be, one.member),
            WHO: place,
            "curriculum_be": one.curriculum_be,
            "graduated_on": one.graduated_on,
            "term": one.term,
            "gpa": one.gpa,
        }
        for place, one in enumerate(found)
    ]


def followups(college: College, year_be: int, number: int, found: Sequence[Graduate]) -> list[Row]:
    """What the college recorded in one round; nothing of those of whom it recorded nothing."""
    rows = []
    for place, one in enumerate(found):
        if (record := one.rounds.get(number)) is None:
            continue
        row: Row = {
            "academic_year_be": year_be,
            "college_code": college.code,
            "student_id": one.person.student_id,
            "national_id": one.person.national_id,
            "level": one.taught.level,
            "field_th": one.taught.field_th,
            WHO: place,
            "round": number,
            "outcome": record.outcome,
            "contacted_via": record.contacted_via,
            "recorded_on": record.recorded_on,
        }
        if record.outcome in WORKING:
            row |= one.work
        if record.outcome in STUDYING:
            row |= one.study
        rows.append(row)
    return rows


def students(seed: int, college: College, year_be: int) -> list[Row]:
    """All learners of a year: those who finish in it, in the years after it, and those who leave before they would."""
    chance = Chance(seed, "students", college.code, year_be)
    rows: list[Row] = []
    for ahead in range(max(YEARS.values())):
        people = cohort(seed, college, year_be + ahead)
        rows += _of_cohort(chance, college, year_be, ahead, people)
    return rows + _early(seed, college, year_be)


def _early(seed: int, college: College, year_be: int) -> list[Row]:
    """Learners of the years before the last who will not reach it."""
    chance = Chance(seed, "early", college.code, year_be)
    rows = []
    for ahead in range(1, max(YEARS.values())):
        for place, members in enumerate(early_leavers(seed, college, year_be + ahead)[:ahead], start=1):
            for member in members:
                years = YEARS[member.taught.level]
                if ahead >= years:
                    continue
                rows.append(
                    {
                        **_course(college, year_be, member),
                        "status": chance.draw(_statuses("leavers" if ahead == place else "studying")),
                        "year_of_study": years - ahead,
                        "contact_channel": member.person.line,
                        "profile_updated_on": _updated_on(chance, year_be),
                    }
                )
    return rows


def _of_cohort(chance: Chance, college: College, year_be: int, ahead: int, people: Cohort) -> list[Row]:
    rows = []
    flagged = [(one, False) for one in people.graduates] + [(one, True) for one in people.leavers]
    for member, is_leaver in flagged:
        years = YEARS[member.taught.level]
        if ahead >= years or (ahead and member.is_again):
            continue
        if is_leaver and ahead == 0 and not chance.happens(assumed.LEAVERS_LATE):
            continue
        row = _course(college, year_be, member)
        row["status"] = chance.draw(_statuses("leavers" if is_leaver else "studying" if ahead else "graduates"))
        row["year_of_study"] = years - ahead
        if is_leaver and ahead == 0 and chance.happens(assumed.BEYOND_COURSE):
            row["year_of_study"] = years + 1
        row["contact_channel"] = member.person.line
        row["profile_updated_on"] = _updated_on(chance, year_be)
        rows.append(row)
    return rows


def _updated_on(chance: Chance, year_be: int) -> date | None:
    opens = day_of_be(year_be, 7, 1)
    if not chance.happens(assumed.PROFILE_UPDATED):
        return None
    return opens + timedelta(days=chance.below(92) if not chance.happens(assumed.PROFILE_LATE) else 100)


def intentions(seed: int, college: College, year_be: int, found: Sequence[Graduate]) -> list[Row]:
    """The survey before graduation: most of those who then graduate, and what they meant to do."""
    chance = Chance(seed, "intentions", college.code, year_be)
    rows = []
    for place, one in enumerate(found):
        if one.member.is_again or not chance.happens(assumed.SURVEYED):
            continue
        intention = chance.draw(_intended(_kind_of(one.last_outcome)))
        person = one.person
        is_named = chance.happens(assumed.EXPECTED_NAMED)
        rows.append(
            {
                "academic_year_be": year_be,
                "college_code": college.code,
                "student_id": person.student_id,
                "national_id": person.national_id,
                "full_name": person.full_name,
                "level": one.taught.level,
                "field_th": one.taught.field_th,
                WHO: place,
                "phone": person.phone,
                "contact_channel": person.line,
                "social_media": None,
                "intention": intention,
                "expected_institution": institution(chance.below(60))
                if is_named and intention in ("study", "work_study")
                else None,
                "expected_employer": employer("private", chance.below(assumed.EMPLOYERS))
                if is_named and intention in ("work", "work_study")
                else None,
                "surveyed_on": day_of_be(year_be + 1, 1, 15) + timedelta(days=chance.below(45)),
            }
        )
    return rows


def round_submissions(seed: int, college: College, year_be: int, found: Sequence[Graduate]) -> list[Row]:
    """When the college confirmed and printed each round, with the figures it reports."""
    chance = Chance(seed, "submissions", college.code, year_be)
    rows = []
    for number in ROUNDS:
        has_records = any(number in one.rounds for one in found)
        share = assumed.CONFIRMS[number] if has_records else assumed.CONFIRMS_EMPTY
        if not chance.happens(share):
            continue
        closes = window(year_be, number)[1]
        late = 1 + chance.below(20) if chance.happens(assumed.CONFIRMS_LATE) else -chance.below(7)
        confirmed = closes + timedelta(days=late)
        printed = confirmed + timedelta(days=chance.below(6))
        if chance.happens(assumed.PRINTS_EARLY):
            printed = confirmed - timedelta(days=2)
        people = sum(not one.member.is_again for one in found)
        followed = sum(number in one.rounds and one.rounds[number].outcome != UNREACHABLE for one in found)
        if chance.happens(assumed.FIGURES_DIFFER):
            people += 1
        rows.append(
            {
                "academic_year_be": year_be,
                "round": number,
                "college_code": college.code,
                "confirmed_on": confirmed,
                "printed_on": printed if chance.happens(assumed.PRINTS) else None,
                "reported_graduates": people,
                "reported_followed": followed,
            }
        )
    return rows


def _course(college: College, year_be: int, member: Member) -> Row:
    person, taught = member.person, member.taught
    return {
        "academic_year_be": year_be,
        "college_code": college.code,
        "student_id": person.student_id,
        "national_id": person.national_id,
        "title": person.title,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "full_name": person.full_name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "level": taught.level,
        "subject_type_th": taught.subject_type_th,
        "field_th": taught.field_th,
        "study_system": member.study_system,
        "phone": person.phone,
        "email": person.email,
    }


def _kind_of(outcome: str | None) -> str:
    if outcome in _STUDY_OUTCOMES:
        return "study"
    if outcome == _BOTH:
        return "both"
    return {"employed": "work", "self_employed": "self"}.get(outcome or "", "other")


@cache
def _intended(kind: str) -> Table[str]:
    return Table(assumed.INTENDED[kind])


@cache
def _statuses(kind: str) -> Table[str]:
    return Table(
        {
            "leavers": assumed.STATUSES_OF_LEAVERS,
            "graduates": assumed.STATUSES_OF_GRADUATES,
            "studying": {"studying": 1.0},
        }[kind]
    )
