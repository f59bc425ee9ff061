"""Tables for those who bring colleges and establishments together: `partnerships`, `matching_report` and
`target_industry_demand`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from tests.oracle.demand import weighted_median
from tests.oracle.gap import Gap
from tests.oracle.inputs import Schema
from tests.oracle.networks import YEARS_FROM_SUPPLY_TO_FISCAL
from tests.oracle.places import PLACE_COLUMNS, Places
from tests.oracle.supply import Part, basis_of, labour_of, sum_known
from tests.oracle.ties import Agreement, Placement, Teacher, Ties

Row = dict[str, Any]

INDUSTRY_KEYS = ("fiscal_year_be", "target_industry_id", "level", "field_th", "place")
INDUSTRY: Schema = {
    "fiscal_year_be": pl.Int64, "supply_academic_year_be": pl.Int64, "target_industry_id": pl.String,
    "level": pl.String, "field_th": pl.String, "place": pl.String, "basis": pl.String,
    **dict.fromkeys(("demand_jobs", "demand_internship", "demand_dual", "demand_teacher_placement", "establishments",
                     "provinces"), pl.Int64),
    "monthly_wage_median": pl.Float64, "wage_headcount": pl.Int64, "share_of_field_demand": pl.Float64,
    "supply_labour": pl.Float64,
}  # fmt: skip
PARTNER_KEYS = ("fiscal_year_be", "college_code", "establishment_id")
PARTNERS: Schema = {
    "fiscal_year_be": pl.Int64,
    **dict.fromkeys((*PLACE_COLUMNS, "college_code", "establishment_id", "establishment_id_kind", "establishment_kind",
                     "basis"), pl.String),
    "agreements_in_force": pl.Int64, "seats": pl.Int64, "agreement_expires_on": pl.Date,
    "has_dual_agreement": pl.Boolean, "learners_placed_internship": pl.Int64, "learners_placed_dual": pl.Int64,
    "teachers_placed": pl.Int64, "demand_jobs": pl.Int64, "demand_places": pl.Int64,
    "demand_teacher_placement": pl.Int64, "fields_th": pl.String, "is_agreement_in_force": pl.Boolean,
    "is_placed": pl.Boolean, "is_demand_reported": pl.Boolean, "is_match": pl.Boolean, "matched_by": pl.String,
}  # fmt: skip
MATCHING_KEYS = ("fiscal_year_be", "centre_id", "college_code", "level", "field_th")
MATCHING: Schema = {
    "fiscal_year_be": pl.Int64, "supply_academic_year_be": pl.Int64, **dict.fromkeys(MATCHING_KEYS[1:], pl.String),
    **dict.fromkeys(("region_th", "province_code", "ownership", "basis"), pl.String),
    **dict.fromkeys(("establishments", "demand_jobs", "demand_internship", "demand_dual", "demand_places",
                     "demand_teacher_placement", "demand_abroad", "supply"), pl.Int64),
    "supply_labour": pl.Float64,
    **dict.fromkeys(("learners", "matched_internship", "matched_dual", "matched_teachers"), pl.Int64),
    "placed_share": pl.Float64,
    **dict.fromkeys(("agreements_in_force", "seats"), pl.Int64),
}  # fmt: skip
_KINDS = {
    "demand_jobs": "job",
    "demand_internship": "internship",
    "demand_dual": "dual",
    "demand_teacher_placement": "teacher_placement",
}


def framed(rows: Iterable[Row], schema: Schema) -> pl.DataFrame:
    """Rows as a table; a column that a row does not have is NULL there."""
    return pl.DataFrame([tuple(row.get(name) for name in schema) for row in rows], schema=schema, orient="row")


def _heads(rows: Iterable[Row]) -> dict[str, int]:
    rows = list(rows)
    return {name: sum(row["headcount"] for row in rows if row["demand_kind"] == kind) for name, kind in _KINDS.items()}


def target_industry_demand(gap: Gap) -> pl.DataFrame:
    """Counted demand by the industry of the establishment."""
    cells: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    nation: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in gap.demands:
        of = row["fiscal_year_be"], row["level"], row["meeting_field_th"]
        cells[of[0], row["target_industry_id"], *of[1:], row["place"]].append(row)
        if row["demand_kind"] == "job":
            nation[*of, row["place"]] += row["headcount"]
    supplied: dict[tuple[Any, ...], list[Part]] = defaultdict(list)
    for part in gap.ties.market.parts:
        year = part.place["academic_year_be"] + YEARS_FROM_SUPPLY_TO_FISCAL
        supplied[year, part.place["level"], part.place["meeting_field_th"]].append(part)
    found = []
    for key, rows in cells.items():
        year, _, level, met, place = key
        waged = [row for row in rows if row["demand_kind"] == "job" and row["monthly_wage"] is not None]
        heads, whole = _heads(rows), nation[year, level, met, place]
        parts = supplied[year, level, met] if place == "home" else []
        has_supply = any(part.graduates is not None for part in parts)
        needing = [row for row in rows if row["headcount"] > 0]
        none = 0.0 if place == "home" and year in gap.held[0] else None
        found.append(
            dict(zip(INDUSTRY_KEYS, key, strict=True))
            | heads
            | {
                "supply_academic_year_be": year - YEARS_FROM_SUPPLY_TO_FISCAL,
                "basis": basis_of(basis for part in parts for basis in part.bases_of_graduates)
                if has_supply
                else "counts",
                "establishments": len({row["establishment_id"] for row in needing} - {None}),
                "provinces": len({row["province_code"] for row in needing} - {None}),
                "monthly_wage_median": weighted_median((row["monthly_wage"], row["wage_headcount"]) for row in waged),
                "wage_headcount": sum(row["wage_headcount"] for row in waged),
                "share_of_field_demand": heads["demand_jobs"] / whole if whole else None,
                "supply_labour": labour_of(parts) if has_supply else none,
            }
        )
    return framed(found, INDUSTRY)


@dataclass
class Bond:
    """What ties a college to an establishment, or to those of a field."""

    agreements: dict[str, Agreement] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)
    teachers: set[str] = field(default_factory=set)
    demands: list[Row] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    establishments: set[str] = field(default_factory=set)
    parts: list[Part] = field(default_factory=list)

    def add(self, thing: Agreement | Placement | Teacher | Row) -> None:
        """One more."""
        if isinstance(thing, Agreement):
            self.agreements[thing.number] = thing
            self.names |= thing.names
            self.establishments |= {thing.establishment} - {None}  # type: ignore[arg-type]
        elif isinstance(thing, Placement):
            self.placements.append(thing)
            self.names |= {thing.name} - {None}  # type: ignore[arg-type]
            self.establishments |= {thing.establishment} - {None}  # type: ignore[arg-type]
        elif isinstance(thing, Teacher):
            self.teachers.add(thing.key)
            self.names.add(thing.name)
        else:
            self.demands.append(thing)
            self.names.add(thing["field_th"])
            self.establishments |= {thing["establishment_id"]} - {None}

    def placed(self, kind: str) -> int:
        """Placements of a kind."""
        return sum(placement.kind == kind for placement in self.placements)

    def learners_placed(self, kind: str) -> int:
        """Learners placed, each once."""
        return len({placement.student for placement in self.placements if placement.kind == kind})

    @property
    def seats(self) -> int | None:
        """Seats of all agreements, None where none says."""
        return sum_known(agreement.seats for agreement in self.agreements.values())


def partnerships(ties: Ties) -> pl.DataFrame:
    """A row for each college and establishment that anything ties together in a fiscal year."""
    bonds: dict[tuple[int, str, str], Bond] = defaultdict(Bond)
    things: list[Agreement | Placement | Teacher] = [*ties.agreements, *ties.placements, *ties.teachers]
    for thing in things:
        if thing.establishment is not None:
            bonds[thing.fiscal_year, thing.college, thing.establishment].add(thing)
    for row in ties.demands.of_colleges():
        if row["establishment_id"] is not None and row["headcount"]:
            bonds[row["fiscal_year_be"], row["college_code"], row["establishment_id"]].add(row)
    places = Places(ties.inputs)
    rows = []
    for key, bond in bonds.items():
        known = ties.demands.establishments.of(key[2])
        kinds = {"establishment_id_kind": known.get("id_kind"), "establishment_kind": known.get("establishment_kind")}
        rows.append(places.at(key[0] - YEARS_FROM_SUPPLY_TO_FISCAL, key[1]) | kinds | _partner(key, bond))
    return framed(rows, PARTNERS)


def _partner(key: tuple[int, str, str], bond: Bond) -> Row:
    heads = _heads(bond.demands)
    ends: list[date] = [one.expires_on for one in bond.agreements.values() if one.expires_on is not None]
    is_open = any(one.expires_on is None for one in bond.agreements.values())
    is_tied, is_asked = bool(bond.agreements), bool(bond.demands)
    is_placed = bool(bond.placements or bond.teachers)
    is_match = is_placed and (is_tied or is_asked)
    return dict(zip(PARTNER_KEYS, key, strict=True)) | {
        "agreements_in_force": len(bond.agreements),
        "seats": bond.seats,
        "agreement_expires_on": None if is_open else max(ends, default=None),
        "has_dual_agreement": any(one.is_dual for one in bond.agreements.values()),
        "basis": "records" if is_placed else "counts",
        "learners_placed_internship": bond.learners_placed("internship"),
        "learners_placed_dual": bond.learners_placed("dual"),
        "teachers_placed": len(bond.teachers),
        "demand_jobs": heads["demand_jobs"],
        "demand_places": heads["demand_internship"] + heads["demand_dual"],
        "demand_teacher_placement": heads["demand_teacher_placement"],
        "fields_th": ", ".join(sorted(bond.names)) or None,
        "is_agreement_in_force": is_tied,
        "is_placed": is_placed,
        "is_demand_reported": is_asked,
        "is_match": is_match,
        "matched_by": ("both" if is_tied and is_asked else "agreement" if is_tied else "demand") if is_match else None,
    }


def matching_report(gap: Gap) -> pl.DataFrame:
    """The report of each centre's colleges, by level and field. What tells of no branch is not known of one."""
    ties = gap.ties
    bonds: dict[tuple[Any, ...], Bond] = defaultdict(Bond)
    has_row: set[tuple[Any, ...]] = set()
    for part in gap.parts_of_centres:
        place = part.place
        key = (
            place["academic_year_be"] + YEARS_FROM_SUPPLY_TO_FISCAL, place["centre_id"], place["college_code"],
            place["level"], place["meeting_field_th"],
        )  # fmt: skip
        bonds[key].parts.append(part)
        if part.has_people:
            has_row.add(key)
    told_demand = set()
    for row in ties.demands.of_colleges():
        year, college = row["fiscal_year_be"], row["college_code"]
        told_demand.add((year, college))
        taught = [(row["level"], row["meeting_field_th"])] if row["headcount"] else []
        for key in centre_keys(gap, year, college, taught):
            bonds[key].add(row)
            has_row.add(key)
    for placement in ties.placements:
        taught = [(placement.level, placement.field)] if placement.level and placement.field else []
        for key in centre_keys(gap, placement.fiscal_year, placement.college, taught):
            bonds[key].add(placement)
            has_row.add(key)
    for agreement in ties.agreements:
        for key in centre_keys(gap, agreement.fiscal_year, agreement.college, agreement.taught):
            bonds[key].add(agreement)
    for teacher in ties.teachers:
        year = teacher.fiscal_year - YEARS_FROM_SUPPLY_TO_FISCAL
        taught = [(level, ties.fields.meeting(level, teacher.name, year)) for level in ties.market.courses]
        for key in centre_keys(gap, teacher.fiscal_year, teacher.college, taught):
            bonds[key].add(teacher)
    told = _Told(
        {(year, college) for year in ties.years for college in ties.told_of_agreements(year)},
        told_demand, {(one.fiscal_year, one.college) for one in ties.placements}, ties.told_of_teachers,
        {_held(part) for part in ties.market.parts if part.graduates is not None},
        {_held(part) for part in ties.market.parts if part.learners},
    )  # fmt: skip
    places = Places(ties.inputs)
    rows = []
    for key in has_row:
        year, centre, college, level, met = key
        is_whole = (centre, year, level, met) in gap.whole_fields
        place = places.at(year - YEARS_FROM_SUPPLY_TO_FISCAL, college)
        rows.append(place | _report(key, bonds[key], told, is_whole=is_whole))
    return framed(rows, MATCHING)


class _Told(NamedTuple):
    """Of which fiscal years and colleges (and levels) anything is held."""

    agreements: set[tuple[int, str]]
    demand: set[tuple[int, str]]
    placements: set[tuple[int, str]]
    teachers: set[tuple[int, str]]
    graduates: set[tuple[int, str, str]]
    learners: set[tuple[int, str, str]]


def _held(part: Part) -> tuple[int, str, str]:
    place = part.place
    return place["academic_year_be"] + YEARS_FROM_SUPPLY_TO_FISCAL, place["college_code"], place["level"]


def centre_keys(gap: Gap, year: int, college: str, taught: Iterable[tuple[str, str]]) -> list[tuple[Any, ...]]:
    """The rows of the report that something of a college, level and field belongs to."""
    return [
        (year, centre, college, level, met)
        for level, met in taught
        for centre in gap.centres_of.get((year, level, met), [])
        if (year, centre, college) in gap.membership and (centre, year, level, met) in gap.whole_fields
    ]


def _report(key: tuple[Any, ...], bond: Bond, told: _Told, *, is_whole: bool) -> Row:
    year, _, college, level, _ = key
    row: Row = dict(zip(MATCHING_KEYS, key, strict=True))
    row["supply_academic_year_be"] = year - YEARS_FROM_SUPPLY_TO_FISCAL
    people: set[str] = {"records"} if bond.placements or bond.teachers else set()
    row["basis"] = basis_of({*people, *(basis for part in bond.parts for basis in part.bases)}) or "counts"
    if (year, college, level) in told.graduates:
        row["supply"] = sum_known(part.graduates for part in bond.parts) or 0
        row["supply_labour"] = labour_of(bond.parts) if row["supply"] else 0.0
    if (year, college, level) in told.learners:
        row["learners"] = sum(number for part in bond.parts for *_, number in part.learners)
    if not is_whole:
        return row
    row["seats"] = bond.seats
    if (year, college) in told.agreements:
        row["agreements_in_force"] = len(bond.agreements)
    if any((year, college) in source for source in (told.agreements, told.demand, told.placements, told.teachers)):
        row["establishments"] = len(bond.establishments)
    if (year, college) in told.demand:
        row |= _heads(demand for demand in bond.demands if demand["place"] == "home")
        row["demand_places"] = row["demand_internship"] + row["demand_dual"]
        row["demand_abroad"] = sum(demand["headcount"] for demand in bond.demands if demand["place"] == "abroad")
    if (year, college) in told.placements:
        row |= {"matched_internship": bond.placed("internship"), "matched_dual": bond.placed("dual")}
        if row.get("demand_places"):
            row["placed_share"] = (row["matched_internship"] + row["matched_dual"]) / row["demand_places"]
    if (year, college) in told.teachers:
        row["matched_teachers"] = len(bond.teachers)
    return row
