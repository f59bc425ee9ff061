"""Teachers, tests, short courses, placements and test centres worked out a second time (03 section 6).

Belongs here: the rows of each source, where they belong and what was judged of them. Does not belong here: the tables
made of them (`teaching_tables`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tests.oracle.days import fiscal_year, last_day
from tests.oracle.gap import Gap
from tests.oracle.networks import YEARS_FROM_SUPPLY_TO_FISCAL
from tests.oracle.places import Places
from tests.oracle.roster import number_of

Row = dict[str, Any]
REPORT_DAYS = timedelta(days=15)
THERE = ("studying", "on_leave", "graduated")


class Teaching:
    """The rows of every source about teaching."""

    def __init__(self, gap: Gap) -> None:
        self.gap = gap
        self.inputs = gap.ties.inputs
        self.fields = gap.ties.fields
        self._places = Places(self.inputs)

    def of(self, source: str) -> list[Row]:
        """The raw rows of a source in force."""
        market = self.inputs.market
        return market.namings.get(source) or market.teaching.get(source) or []

    def resolved(self, establishment: str | None) -> str | None:
        """The establishment that an id surely means."""
        return self.gap.ties.demands.establishments.resolved(establishment)

    def centres(self, academic_year_be: int, college: str, level: str | None, name: str | None) -> Iterator[str]:
        """The centres to which a college and the name of its field belong."""
        year = academic_year_be + YEARS_FROM_SUPPLY_TO_FISCAL
        levels = [*self.inputs.seeds.years_of_study] if level is None else [level]
        found = {centre for one in levels for centre in self._centres_of(year, one, name)}
        yield from sorted(centre for centre in found if (year, centre, college) in self.gap.membership)

    def _centres_of(self, year: int, level: str, name: str | None) -> list[str]:
        if name is None:
            return []
        met = self.fields.meeting(level, name, year - YEARS_FROM_SUPPLY_TO_FISCAL)
        return self.gap.centres_of.get((year, level, met), [])

    def met_at_any_level(self, name: str, academic_year_be: int) -> str:
        """The field of a name told without a level: that of its levels, where they agree."""
        if academic_year_be not in self.inputs.years:
            return name
        levels = self.fields.levels_of(name, academic_year_be)
        met = {self.fields.meeting(level, name, academic_year_be) for level in levels}
        return met.pop() if len(met) == 1 else name

    def placed(self, row: Row, academic_year_be: int, college: str) -> Row:
        """A row with its years, and where its college was."""
        first, last = min(self.inputs.years), max(self.inputs.years)
        return {
            **row,
            "academic_year_be": academic_year_be,
            "college_code": college,
            **self._places.at(max(min(academic_year_be, last), first), college),
        }

    def _by_fiscal_year(self, source: str, college: str = "college_code") -> Iterator[Row]:
        for row in self.of(source):
            year = row["fiscal_year_be"] - YEARS_FROM_SUPPLY_TO_FISCAL
            met = self.met_at_any_level(row["field_th"], year)
            yield {**self.placed(row, year, row[college]), "meeting_field_th": met}

    @cached_property
    def developed(self) -> list[Row]:
        """Activities of teachers, and what became of placements."""
        return [{**row, **self._judged(row)} for row in self._by_fiscal_year("teacher_development")]

    def _judged(self, row: Row) -> Row:
        if row["activity"] != "placement":
            return {"is_placement": False, "state": None, "is_safe": None}
        return {
            "is_placement": True,
            "state": self._report_state(row["ends_on"], row["work_report_on"]),
            "is_safe": None if row["incidents"] is None else row["incidents"] == 0,
        }

    def _report_state(self, ended: date | None, reported: date | None) -> str | None:
        if ended is None or ended > self.inputs.as_of:
            return None
        if reported is None:
            return "awaited" if self.inputs.as_of <= ended + REPORT_DAYS else "missing"
        if reported < ended:
            return "before_end"
        return "in_time" if reported <= ended + REPORT_DAYS else "late"

    @cached_property
    def skilled(self) -> list[Row]:
        """Skills of teachers, and the levels missing."""
        return [
            {**row, "gap": max(row["required_level"] - row["current_level"], 0)}
            for row in self._by_fiscal_year("teacher_skills")
        ]

    @cached_property
    def courses(self) -> list[Row]:
        """Runs of short courses."""
        return [
            {**row, "establishment": self.resolved(row["establishment_id"])}
            for row in self._by_fiscal_year("short_courses")
        ]

    @cached_property
    def units(self) -> list[Row]:
        """Units of the curricula, each with the centres that ever had the name of its field."""
        found = []
        for row in self.of("curriculum_units"):
            years = {year for _, year, *_ in self.gap.whole_fields}
            level, name, required = row["level"], row["field_th"], row["employers_requiring"]
            found.append(
                {
                    **row,
                    "meeting_field_th": self.fields.meeting(level, name, row["curriculum_be"]),
                    "is_taught": row["in_curriculum"] == "yes",
                    "is_required": None if required is None else required > 0,
                    "is_missing": None if required is None else required > 0 and row["in_curriculum"] == "no",
                    "centres": sorted({centre for year in years for centre in self._centres_of(year, level, name)}),
                }
            )
        return found

    @cached_property
    def test_centres(self) -> list[Row]:
        """Assessment and test centres as they stand on the business date."""
        running = fiscal_year(self.inputs.as_of)
        begun = (year for year, _ in self.gap.networks if year <= running)
        newest = max(begun, default=0) - YEARS_FROM_SUPPLY_TO_FISCAL
        found = []
        for row in self.of("assessment_centres"):
            expires = row["expires_on"]
            is_over = row["stage"] == "licensed" and expires is not None and expires < self.inputs.as_of
            met = self.met_at_any_level(row["field_th"], newest)
            state = "expired" if is_over else row["stage"]
            found.append({**self.placed(row, newest, row["college_code"]), "meeting_field_th": met, "state": state})
        return found

    @cached_property
    def experts(self) -> list[Row]:
        """Experts and trainers in establishments, at the college that reports them."""
        return [*self._by_fiscal_year("workplace_experts", "reported_by")]

    @cached_property
    def teachers(self) -> list[Row]:
        """The rosters of teachers, with what became of each; None where the college has not sent the source."""
        developed, tested, skilled = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in self.developed:
            developed[row["fiscal_year_be"], row["college_code"], row["teacher_key"]].append(row)
        for row in self.tests:
            if row["person_kind"] == "teacher":
                tested[row["fiscal_year_be"], row["college_code"], row["person"]].append(row)
        for row in self.skilled:
            skilled[row["fiscal_year_be"], row["college_code"], row["teacher_key"]].append(row)
        develops, tests = ({key[:2] for key in told} for told in (developed, tested))
        found = []
        for row in self.of("teachers"):
            year = row["academic_year_be"] + YEARS_FROM_SUPPLY_TO_FISCAL
            key = year, row["college_code"], row["teacher_key"]
            own, skills = developed.get(key, []), skilled.get(key, [])
            passed = [one for one in own if one["activity"] == "training" and one["result"] == "passed"]
            is_told = key[:2] in develops
            found.append(
                {
                    **self.placed(row, row["academic_year_be"], row["college_code"]),
                    "fiscal_year_be": year,
                    "meeting_field_th": self.met_at_any_level(row["field_th"], row["academic_year_be"]),
                    "is_planned": any(one["activity"] == "plan" for one in own) if is_told else None,
                    "is_trained": bool(passed) if is_told else None,
                    "is_trained_in_wbl": any(one["topic"] == "wbl" for one in passed) if is_told else None,
                    "is_placed": any(one["is_placement"] for one in own) if is_told else None,
                    "is_certified": _is_passed(tested.get(key, [])) if key[:2] in tests else None,
                    "is_without_gap": all(one["gap"] == 0 for one in skills) if skills else None,
                }
            )
        return found

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], str]:
        """The person behind each student of a college whom a roster knows by a number, the least of several."""
        found: dict[tuple[str, str], str] = {}
        for frame in (self.inputs.students, self.inputs.graduates):
            for row in frame.to_dicts():
                number, key = number_of(row), (row["college_code"], row["student_key"])
                if number is not None and row["student_key"] is not None:
                    found[key] = min(found.get(key, number), number)
        return found

    @cached_property
    def tests(self) -> list[Row]:
        """Tests, each of one person however told."""
        found = []
        for row in self.of("certifications"):
            year = fiscal_year(row["tested_on"])
            supply_year, college, name = year - YEARS_FROM_SUPPLY_TO_FISCAL, row["college_code"], row["field_th"]
            met = (
                self.met_at_any_level(name, supply_year)
                if row["level"] is None
                else self.fields.meeting(row["level"], name, supply_year)
            )
            own = row["person_key"]
            person = own if row["person_kind"] == "teacher" else self._numbers.get((college, row["student_key"]), own)
            expires = row["certificate_expires_on"]
            found.append(
                {
                    **self.placed(row, supply_year, college),
                    "fiscal_year_be": year,
                    "meeting_field_th": met,
                    "person": person,
                    "is_passed": row["result"] == "passed",
                    "is_in_force": (expires is None or expires >= self.inputs.as_of)
                    if row["result"] == "passed"
                    else None,
                }
            )
        return found

    @cached_property
    def final_year(self) -> list[Row]:
        """Learners in the last year of their level who have not left, each with whether tests passed: None untested."""
        by_student, by_number = defaultdict(list), defaultdict(list)
        for row in self.tests:
            if row["person_kind"] != "teacher":
                by_student[row["college_code"], row["student_key"]].append(row)
                number = row["person"] if row["identified_by"] in ("national_id", "foreign_id") else None
                by_number[row["college_code"], number].append(row)
        found = []
        for row in self.inputs.students.to_dicts():
            years = self.inputs.seeds.years_of_study.get(row["level"])
            is_last = row["is_beyond_course"] or (years and row["year_of_study"] and row["year_of_study"] >= years)
            if row["status"] in THERE and row["level"] in self.inputs.seeds.years_of_study and is_last:
                college, year = row["college_code"], row["academic_year_be"]
                number = number_of(row)
                own = [*by_student[college, row["student_key"]], *(by_number[college, number] if number else [])]
                own = [one for one in own if year <= _academic_year(one["tested_on"]) <= year + 1]
                found.append(
                    {
                        **self.placed(row, year, college),
                        "fiscal_year_be": year + YEARS_FROM_SUPPLY_TO_FISCAL,
                        "meeting_field_th": self.fields.meeting(row["level"], row["field_th"], year),
                        "tested_rows": len({one["body"] for one in own}),
                        "is_passed": _is_passed(own) if own else None,
                    }
                )
        return found

    @cached_property
    def placements(self) -> list[Row]:
        """Placements of learners, and whether all was in order."""
        found = []
        for row, told in zip(self.of("placements"), self.gap.ties.placements, strict=True):
            year, starts = row["academic_year_be"], row["starts_on"]
            trained = None if row["safety_trained"] == "yes" else False
            if row["safety_trained_on"] is not None:
                trained = row["safety_trained_on"] <= starts
            oriented = row["oriented_on"] is not None and row["oriented_on"] <= starts
            supervised = None if row["supervision_visits"] is None else row["supervision_visits"] > 0
            together = (trained, oriented, supervised)
            found.append(
                {
                    **self.placed(row, year, row["college_code"]),
                    "level": told.level,
                    "field_th": told.name,
                    "meeting_field_th": told.name and self.fields.meeting(told.level, told.name, year),
                    "is_trained": trained,
                    "is_oriented": oriented,
                    "is_checked": row["site_checked_on"] is not None,
                    "is_supervised": supervised,
                    "is_in_order": False if False in together else None if None in together else True,
                    "is_safe": None if row["incidents"] is None else row["incidents"] == 0,
                    "is_complained_of": None if row["complaints"] is None else row["complaints"] > 0,
                    "learner": row["student_key"] or row["person_key"],
                }
            )
        return found


def _is_passed(rows: Iterable[Row]) -> bool:
    return any(row["is_passed"] for row in rows)


def _academic_year(day: date) -> int:
    """The academic year in which a day lies."""
    year = day.year + 543
    return year if day > last_day(year - 1) else year - 1
