"""Who graduated: the rosters in force, the day each graduated, and which student ids are one person (03, Cohort)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from tests.oracle.days import BUDDHIST_ERA
from tests.oracle.inputs import Inputs, Seeds

Row: TypeAlias = dict[str, Any]
GraduateKey: TypeAlias = tuple[int, str, str, str]
"""Academic year, college, level, person."""

BY_NUMBER = ("national_id", "foreign_id")


@dataclass(frozen=True)
class Listed:
    """One student id of a roster in force."""

    row: Row
    graduated_on: date
    basis: str

    @property
    def key(self) -> GraduateKey:
        """The graduate it is."""
        row = self.row
        return row["academic_year_be"], row["college_code"], row["level"], row["person_key"]

    @property
    def precedence(self) -> tuple[date, str]:
        """Of several student ids of a person the later graduation counts, then the larger id."""
        return self.graduated_on, self.row["student_key"]


@dataclass(frozen=True)
class Graduate:
    """A person who completed a level at a college in a year, and all student ids of this person there."""

    counted: Listed
    others: tuple[Listed, ...]

    @property
    def listed(self) -> tuple[Listed, ...]:
        """All student ids."""
        return self.counted, *self.others


@dataclass(frozen=True)
class Rosters:
    """The graduates by person, and where to find them."""

    graduates: dict[GraduateKey, Graduate]

    @cached_property
    def of_student(self) -> dict[tuple[int, str, str], GraduateKey]:
        """The graduate of a student id: year, college, student_key."""
        return self._best(lambda row: row["student_key"], lambda _: True)

    @cached_property
    def of_number(self) -> dict[tuple[int, str, str], GraduateKey]:
        """The graduate of a national or foreign id: year, college, person_key."""
        return self._best(lambda row: row["person_key"], lambda row: row["identified_by"] in BY_NUMBER)

    @cached_property
    def colleges(self) -> set[tuple[int, str]]:
        """Years and colleges that have a roster."""
        return {(year, college) for year, college, _, _ in self.graduates}

    @cached_property
    def levels(self) -> set[tuple[int, str, str]]:
        """Years, colleges and levels that have a roster: these stand on records."""
        return {(year, college, level) for year, college, level, _ in self.graduates}

    def find(self, row: Row, student_key: str | None, person_key: str | None) -> GraduateKey | None:
        """The graduate of a row of another source: by the student's pseudonym, else by that of the number."""
        year, college = row["academic_year_be"], row["college_code"]
        found = None if student_key is None else self.of_student.get((year, college, student_key))
        if found is None and person_key is not None:
            found = self.of_number.get((year, college, person_key))
        return found

    def _best(
        self, key_of: Callable[[Row], str], is_known: Callable[[Row], bool]
    ) -> dict[tuple[int, str, str], GraduateKey]:
        found: dict[tuple[int, str, str], Listed] = {}
        for graduate in self.graduates.values():
            for listed in graduate.listed:
                row = listed.row
                if is_known(row):
                    key = row["academic_year_be"], row["college_code"], key_of(row)
                    if key not in found or listed.precedence > found[key].precedence:
                        found[key] = listed
        return {key: listed.key for key, listed in found.items()}


def number_of(row: Row) -> str | None:
    """The pseudonym of the national or foreign id that a row is known by."""
    return row["person_key"] if row["identified_by"] in BY_NUMBER else None


def rosters(inputs: Inputs) -> Rosters:
    """The graduates of all rosters in force."""
    persons: dict[GraduateKey, list[Listed]] = defaultdict(list)
    for row in _in_force(inputs.graduates.to_dicts()):
        listed = _dated(row, inputs.seeds)
        persons[listed.key].append(listed)
    graduates = {}
    for key, ids in persons.items():
        counted, *others = sorted(ids, key=lambda listed: listed.precedence, reverse=True)
        graduates[key] = Graduate(counted, tuple(others))
    return Rosters(graduates)


def _in_force(rows: Iterable[Row]) -> list[Row]:
    """Rosters; and V-COP reports, the newest of each student, where no roster of college, year and level was sent."""
    rows = list(rows)
    sent = {_level_of(row) for row in rows if row["report_round"] is None}
    reports: dict[tuple[int, str, str], Row] = {}
    for row in rows:
        if row["report_round"] is not None and _level_of(row) not in sent:
            student = row["academic_year_be"], row["college_code"], row["student_key"]
            if student not in reports or _newness(row) > _newness(reports[student]):
                reports[student] = row
    return [row for row in rows if row["report_round"] is None] + list(reports.values())


def _level_of(row: Row) -> tuple[int, str, str]:
    return row["academic_year_be"], row["college_code"], row["level"]


def _newness(row: Row) -> tuple[int, str]:
    return row["report_round"], row["load_id"]


def _dated(row: Row, seeds: Seeds) -> Listed:
    """The day of graduation: as reported, else the last day of the term."""
    if row["reported_graduated_on"] is not None:
        return Listed(row, row["reported_graduated_on"], "reported")
    end = seeds.ends_of_term[row["term"]]
    day = date(row["academic_year_be"] - BUDDHIST_ERA + end.years_on, end.month, end.day)
    return Listed(row, day, "year" if row["term"] is None else "term")
