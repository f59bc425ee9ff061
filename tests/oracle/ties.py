"""What ties colleges to establishments: agreements in force, learners and teachers placed, demand they pass on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.oracle.days import fiscal_year, fiscal_year_days
from tests.oracle.demand import Demands, open_in
from tests.oracle.networks import YEARS_FROM_SUPPLY_TO_FISCAL
from tests.oracle.people import World
from tests.oracle.roster import number_of
from tests.oracle.supply import Market

Row = dict[str, Any]


@dataclass(frozen=True)
class Agreement:
    """An agreement in force in a fiscal year; `taught` are the levels and fields in which its names meet."""

    fiscal_year: int
    college: str
    number: str
    establishment: str | None
    is_dual: bool
    expires_on: date | None
    seats: int | None
    names: frozenset[str]
    taught: frozenset[tuple[str, str]]
    unknown: frozenset[str]

    @property
    def stands_at(self) -> list[tuple[str | None, str | None]]:
        """Levels and fields; without a level where a name is known at none, or where no field is named."""
        nowhere: list[str | None] = [*self.unknown] if self.names else [None]
        return [*self.taught, *((None, name) for name in nowhere)]


@dataclass(frozen=True)
class Placement:
    """A learner placed in the fiscal year in which the placement begins."""

    fiscal_year: int
    college: str
    establishment: str | None
    kind: str
    student: str
    level: str | None
    name: str | None
    field: str | None


@dataclass(frozen=True)
class Teacher:
    """A teacher placed at an establishment."""

    fiscal_year: int
    college: str
    establishment: str | None
    name: str
    key: str


class Ties:
    """All of them."""

    def __init__(self, world: World) -> None:
        self.inputs = world.inputs
        self.market = Market(world)
        self.demands = Demands(world.inputs)
        self.fields = self.market.fields
        self._namings = world.inputs.market.namings

    @cached_property
    def years(self) -> list[int]:
        """The fiscal years of which anything is held, but for agreements."""
        years = {year + YEARS_FROM_SUPPLY_TO_FISCAL for year in self.inputs.years}
        years |= {row["fiscal_year_be"] for row in self._of("demands")}
        years |= {year for row in self._of("job_postings") for year in open_in(row, self.inputs)}
        years |= {fiscal_year(row["starts_on"]) for row in self._of("placements")}
        return sorted(years)

    def _of(self, source: str) -> Iterable[Row]:
        return self._namings.get(source, ())

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Agreements in force, by fiscal year."""
        rows_of: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self._of("agreements"):
            rows_of[row["college_code"], row["agreement_id"]].append(row)
        found = []
        for year in self.years:
            for (college, number), rows in rows_of.items():
                standing = [row for row in rows if self._in_force(row, year)]
                if standing:
                    found.append(self._agreement(year, college, number, standing))
        return found

    def told_of_agreements(self, year: int) -> set[str]:
        """The colleges that have sent an agreement signed by the end of a fiscal year."""
        last = fiscal_year_days(year)[1]
        return {row["college_code"] for row in self._of("agreements") if row["signed_on"] <= last}

    def _in_force(self, row: Row, year: int) -> bool:
        first, last = fiscal_year_days(year)
        is_signed: bool = row["signed_on"] <= min(last, self.inputs.as_of)
        return is_signed and (row["expires_on"] is None or row["expires_on"] >= first)

    def _agreement(self, year: int, college: str, number: str, rows: list[Row]) -> Agreement:
        names = {row["field_th"] for row in rows if row["field_th"]}
        supply_year = year - YEARS_FROM_SUPPLY_TO_FISCAL
        taught = {
            (level, self.fields.meeting(level, name, supply_year))
            for name in names
            for level in self.fields.levels_of(name, supply_year)
        }
        ends = [row["expires_on"] for row in rows]
        seats = [row["seats"] for row in rows if row["seats"] is not None]
        return Agreement(
            year, college, number, self.demands.establishments.resolved(rows[0]["establishment_id"]),
            any(row["dual_system"] == "yes" for row in rows), None if None in ends else max(ends),
            max(seats, default=None), frozenset(names), frozenset(taught),
            frozenset(name for name in names if not self.fields.levels_of(name, supply_year)),
        )  # fmt: skip

    @cached_property
    def placements(self) -> list[Placement]:
        """Placements; level and field as said, else as the roster of that year has them."""
        students = {(row["academic_year_be"], row["college_code"], row["student_key"]): row for row in self._students}
        persons = {
            (row["academic_year_be"], row["college_code"], number_of(row)): row
            for row in self._students
            if number_of(row)
        }
        found = []
        for row in self._of("placements"):
            at = row["academic_year_be"], row["college_code"]
            learner = students.get((*at, row["student_key"])) or persons.get((*at, number_of(row))) or {}
            level, name = row["level"] or learner.get("level"), row["field_th"] or learner.get("field_th")
            year = fiscal_year(row["starts_on"])
            met = name and self.fields.meeting(level, name, year - YEARS_FROM_SUPPLY_TO_FISCAL)
            resolved = self.demands.establishments.resolved(row["establishment_id"])
            found.append(
                Placement(
                    year, row["college_code"], resolved, row["placement_kind"], row["student_key"], level, name, met
                )
            )  # fmt: skip
        return found

    @cached_property
    def _students(self) -> list[Row]:
        rows: list[Row] = self.inputs.students.sort("student_key").to_dicts()
        return rows

    @cached_property
    def told_of_teachers(self) -> set[tuple[int, str]]:
        """Fiscal years and colleges that tell of the development of teachers."""
        return {(row["fiscal_year_be"], row["college_code"]) for row in self._of("teacher_development")}

    @cached_property
    def teachers(self) -> list[Teacher]:
        """Teachers placed."""
        return [
            Teacher(
                row["fiscal_year_be"], row["college_code"],
                self.demands.establishments.resolved(row["establishment_id"]), row["field_th"], row["teacher_key"],
            )
            for row in self._of("teacher_development")
            if row["activity"] == "placement"
        ]  # fmt: skip
