"""`supply_demand_gap`: what comes to the labour market against what is needed there, by fiscal year (03, Gap)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import polars as pl

from tests.oracle.days import fiscal_year
from tests.oracle.demand import KINDS, weighted_median
from tests.oracle.inputs import Schema
from tests.oracle.networks import YEARS_FROM_SUPPLY_TO_FISCAL, members
from tests.oracle.places import Places
from tests.oracle.supply import UNITS, Part, basis_of, units_of
from tests.oracle.ties import Agreement, Placement, Ties

Row = dict[str, Any]

BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "nation": (),
    "region": ("region_th",),
    "province": ("province_code", "region_th"),
    "level": ("level",),
    "level_field": ("level", "field_th"),
    "region_level_field": ("region_th", "level", "field_th"),
    "province_level_field": ("province_code", "region_th", "level", "field_th"),
    "target_industry": ("target_industry_id",),
    "cvm_network": ("centre_id",),
    "cvm_network_level_field": ("centre_id", "level", "field_th"),
    "abroad": (),
    "abroad_level_field": ("level", "field_th"),
}
OWN = ("region_th", "province_code", "level", "field_th", "target_industry_id", "centre_id")
KEYS = ("fiscal_year_be", "breakdown", *OWN)
_DEMANDED = ("demand_jobs", "demand_internship", "demand_dual", "demand_places", "demand_teacher_placement")
GAP: Schema = {
    "fiscal_year_be": pl.Int64, "supply_academic_year_be": pl.Int64, "breakdown": pl.String,
    **dict.fromkeys(OWN, pl.String),
    "basis": pl.String, "supply": pl.Int64, "supply_labour": pl.Float64,
    **dict.fromkeys(_DEMANDED, pl.Int64),
    "gap": pl.Float64, "coverage": pl.Float64, "pressure": pl.String,
    "monthly_wage_median": pl.Float64, "wage_headcount": pl.Int64, "establishments": pl.Int64, "colleges": pl.Int64,
    "agreements_in_force": pl.Int64, "seats": pl.Int64, "matched_places": pl.Int64,
}  # fmt: skip
_TOLD_OF_FIELDS = (
    "gap", "coverage", "monthly_wage_median", "wage_headcount", "establishments", "agreements_in_force", "seats",
    "matched_places",
)  # fmt: skip
CRITICAL_BELOW, SHORT_BELOW, BALANCED_UP_TO = Fraction(1, 2), Fraction(9, 10), Fraction(11, 10)


class Labour(NamedTuple):
    """Supply of labour in UNITS and where it comes from."""

    units: int | None
    graduates: int
    college: str | None
    bases: frozenset[str]


@dataclass
class Cell:
    """What lies in a cell."""

    labour: list[Labour] = field(default_factory=list)
    demands: list[Row] = field(default_factory=list)
    agreements: dict[tuple[str, str], Agreement] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)


def pressure(demand_jobs: int | None, units: int | None, graduates: int | None = None) -> str | None:
    """The first that applies; `units` are the supply of labour in UNITS, `graduates` are not told of an industry."""
    if not demand_jobs:
        return "no_demand_recorded"
    if units is None:
        return None
    if (units if graduates is None else graduates) == 0:
        return "no_supply"
    coverage = Fraction(units, UNITS * demand_jobs)
    if coverage < CRITICAL_BELOW:
        return "critical_shortage"
    if coverage < SHORT_BELOW:
        return "shortage"
    return "balanced" if coverage <= BALANCED_UP_TO else "surplus"


class Gap:
    """The cells of every breakdown."""

    def __init__(self, ties: Ties) -> None:
        self.ties = ties
        self._places = Places(ties.inputs)
        self.demands = ties.demands.rows()

    @cached_property
    def held(self) -> tuple[set[int], set[int]]:
        """Fiscal years of which graduates are held, and of which demand is."""
        parts = self.ties.market.parts
        supplied = {_year(part) for part in parts if part.graduates is not None}
        return supplied, {row["fiscal_year_be"] for row in self.demands}

    @cached_property
    def whole_fields(self) -> set[tuple[str, int, str, str]]:
        """Those of the centres that take every branch."""
        return self._met_by_centres(
            [row for row in self.ties.inputs.seeds.centre_fields.to_dicts() if row["branch_th"] is None]
        )

    @cached_property
    def whole_centres(self) -> set[str]:
        """Centres that are not of one branch alone."""
        return {centre for centre, *_ in self.whole_fields}

    def _met_by_centres(self, sure: list[Row]) -> set[tuple[str, int, str, str]]:
        return {
            (row["centre_id"], year, row["level"], self.ties.fields.meeting(row["level"], row["field_th"],
                                                                             year - YEARS_FROM_SUPPLY_TO_FISCAL))
            for row in sure
            for year in {*self.ties.years, *self.held[0], *self.held[1]}
        }  # fmt: skip

    @cached_property
    def centres_of(self) -> dict[tuple[int, str, str], list[str]]:
        """The centres of a level and field in a fiscal year, but for those of one branch: demand tells of none."""
        found: dict[tuple[int, str, str], list[str]] = defaultdict(list)
        for centre, year, level, met in sorted(self.whole_fields):
            found[year, level, met].append(centre)
        return found

    @cached_property
    def parts_of_centres(self) -> list[Part]:
        """Supply in the fields of each centre, by whatever name; of a centre of one branch that of its network."""
        found = [
            replace(part, place={**part.place, "centre_id": centre})
            for part in self.ties.market.parts
            for centre in self._centres(_year(part), part.place["level"], part.place["meeting_field_th"])
        ]
        of_branches = self.ties.market.parts_of_networks
        return found + [part for part in of_branches if part.place["centre_id"] not in self.whole_centres]

    @cached_property
    def placed(self) -> set[int]:
        """Fiscal years of which a placement is held."""
        return {placement.fiscal_year for placement in self.ties.placements}

    @cached_property
    def membership(self) -> set[tuple[int, str, str]]:
        """Fiscal year, centre and college: of the network, or teaching a field of the centre by another name. In a year
        that has begun a centre of which none is known keeps its newest earlier network."""
        return {
            (year, centre, college) for (year, centre), (_, colleges) in self.networks.items() for college in colleges
        }

    @cached_property
    def networks(self) -> dict[tuple[int, str], tuple[int, set[str]]]:
        """The colleges of each centre in each fiscal year, beside the fiscal year of which they are known."""
        own: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for supply_year, centre, college in members(self.ties.inputs, self.ties.market.graduates).iter_rows():
            own[centre][supply_year + YEARS_FROM_SUPPLY_TO_FISCAL].add(college)
        for part in self.parts_of_centres:
            if part.has_people:
                own[part.place["centre_id"]][_year(part)].add(part.place["college_code"])
        running = fiscal_year(self.ties.inputs.as_of)
        found = {}
        for centre, known in own.items():
            for year in {*known, *range(min(known), running + 1)}:
                newest = max(one for one in known if one <= year)
                found[year, centre] = newest, known[newest]
        return found

    def table(self) -> pl.DataFrame:
        """Every row."""
        rows = []
        for breakdown, columns in BREAKDOWNS.items():
            cells: dict[tuple[object, ...], Cell] = defaultdict(Cell)
            for key, thing in self._things(breakdown):
                _put(cells[tuple(key[name] for name in ("fiscal_year_be", *columns))], thing)
            rows += [self._row(breakdown, columns, key, cell) for key, cell in cells.items()]
        return pl.DataFrame([tuple(row.get(name) for name in GAP) for row in rows], schema=GAP, orient="row")

    def _things(self, breakdown: str) -> Iterator[tuple[Row, Labour | Row | Agreement | Placement]]:
        """Whatever counts in a breakdown, each with the keys of its cell; in several levels or centres once in each."""
        if breakdown.startswith("abroad"):
            yield from ((_demanded(row), row) for row in self.demands if row["place"] == "abroad")
            return
        home = [row for row in self.demands if row["place"] == "home"]
        if breakdown == "target_industry":
            yield from self._split(home)
            yield from ((_demanded(row), row) for row in home)
            yield from self._of_industries()
        elif breakdown.startswith("cvm_network"):
            yield from ((_supplied(part), _labour(part)) for part in self.parts_of_centres if _has(part))
            for row in home:
                for centre in self._centres(row["fiscal_year_be"], row["level"], row["meeting_field_th"]):
                    yield _demanded(row) | {"centre_id": centre}, row
            yield from self._of_networks()
        else:
            yield from ((_supplied(part), _labour(part)) for part in self.ties.market.parts if _has(part))
            yield from ((_demanded(row), row) for row in home)
            yield from self._of_colleges(by_level="level" in BREAKDOWNS[breakdown])

    def _centres(self, year: int, level: str | None, met: str | None) -> list[str]:
        return [] if level is None or met is None else self.centres_of.get((year, level, met), [])

    def _of_colleges(self, *, by_level: bool) -> Iterator[tuple[Row, Agreement | Placement]]:
        for agreement in self.ties.agreements:
            place = self._place(agreement.fiscal_year, agreement.college)
            taught: Iterable[tuple[str | None, str | None]] = agreement.stands_at if by_level else [(None, None)]
            for level, met in taught:
                yield place | {"level": level, "field_th": met}, agreement
        for placement in self.ties.placements:
            place = self._place(placement.fiscal_year, placement.college)
            yield place | {"level": placement.level, "field_th": placement.field}, placement

    def _of_networks(self) -> Iterator[tuple[Row, Agreement | Placement]]:
        for agreement in self.ties.agreements:
            for level, met in agreement.taught:
                yield from self._in_network(agreement, level, met)
        for placement in self.ties.placements:
            yield from self._in_network(placement, placement.level, placement.field)

    def _in_network(
        self, thing: Agreement | Placement, level: str | None, met: str | None
    ) -> Iterator[tuple[Row, Agreement | Placement]]:
        year = thing.fiscal_year
        for centre in self._centres(year, level, met):
            if (year, centre, thing.college) in self.membership:
                yield {"fiscal_year_be": year, "centre_id": centre, "level": level, "field_th": met}, thing

    def _of_industries(self) -> Iterator[tuple[Row, Agreement | Placement]]:
        things: list[Agreement | Placement] = [*self.ties.agreements, *self.ties.placements]
        for thing in things:
            known = self.ties.demands.establishments.of(thing.establishment)
            yield (
                {"fiscal_year_be": thing.fiscal_year, "target_industry_id": known.get("target_industry_id")},
                thing,
            )

    def _split(self, home: list[Row]) -> Iterator[tuple[Row, Labour]]:
        """Supply of labour of a level and field by the industries' shares of its jobs; the last takes the rest."""
        jobs: dict[tuple[int, str, str], dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
        for row in home:
            if row["demand_kind"] == "job":
                key = row["fiscal_year_be"], row["level"], row["meeting_field_th"]
                jobs[key][row["target_industry_id"]] += row["headcount"]
        supplied: dict[tuple[int, str, str], list[Labour]] = defaultdict(list)
        for part in self.ties.market.parts:
            if _has(part):
                supplied[_year(part), part.place["level"], part.place["meeting_field_th"]].append(_labour(part))
        for key, labours in supplied.items():
            units = units_of(one.units for one in labours)
            bases = frozenset(basis for one in labours for basis in one.bases)
            for industry, share in _shares(units, jobs.get(key, {})):
                yield {"fiscal_year_be": key[0], "target_industry_id": industry}, Labour(share, 0, None, bases)

    def _place(self, year: int, college: str) -> Row:
        at = self._places.at(year - YEARS_FROM_SUPPLY_TO_FISCAL, college)
        return {"fiscal_year_be": year, "region_th": at["region_th"], "province_code": at["province_code"]}

    def _row(self, breakdown: str, columns: tuple[str, ...], key: tuple[Any, ...], cell: Cell) -> Row:
        year, is_abroad = key[0], breakdown.startswith("abroad")
        supplied, demanded = (year in held for held in self.held)
        units: int | None = None
        if supplied and not is_abroad:
            units = units_of(one.units for one in cell.labour) if cell.labour else 0
        row: Row = dict(zip(("fiscal_year_be", *columns), key, strict=True)) | {"breakdown": breakdown}
        row["supply_academic_year_be"] = year - YEARS_FROM_SUPPLY_TO_FISCAL
        row["basis"] = basis_of(basis for one in cell.labour for basis in one.bases)
        if supplied and not is_abroad and breakdown != "target_industry":
            row["supply"] = sum(one.graduates for one in cell.labour)
        row["supply_labour"] = None if units is None else units / UNITS
        row |= _demand_of(cell.demands) if demanded else {}
        jobs = row.get("demand_jobs")
        if units is not None and jobs is not None:
            row["gap"] = (jobs * UNITS - units) / UNITS
            row["coverage"] = units / UNITS / jobs if jobs else None
        row["pressure"] = pressure(jobs, units, row.get("supply")) if supplied and not is_abroad else None
        if self.ties.agreements:
            row["agreements_in_force"] = len(cell.agreements)
        if year in self.placed:
            row["matched_places"] = len(cell.placements)
        if breakdown != "target_industry" and supplied:
            row["colleges"] = len({one.college for one in cell.labour if one.graduates})
        if not is_abroad:
            seats = [one.seats for one in cell.agreements.values() if one.seats is not None]
            row |= {
                "seats": sum(seats) if seats else None,
            }
        if breakdown.startswith("cvm_network") and key[1] not in self.whole_centres:
            row |= dict.fromkeys((*_DEMANDED, *_TOLD_OF_FIELDS))
            row["pressure"] = row["pressure"] and "no_demand_recorded"
        return row


def _put(cell: Cell, thing: Labour | Row | Agreement | Placement) -> None:
    if isinstance(thing, Labour):
        cell.labour.append(thing)
    elif isinstance(thing, Agreement):
        cell.agreements[thing.college, thing.number] = thing
    elif isinstance(thing, Placement):
        cell.placements.append(thing)
    else:
        cell.demands.append(thing)


def _year(part: Part) -> int:
    year: int = part.place["academic_year_be"]
    return year + YEARS_FROM_SUPPLY_TO_FISCAL


def _has(part: Part) -> bool:
    return bool(part.graduates)


def _labour(part: Part) -> Labour:
    return Labour(part.labour, part.graduates or 0, part.place["college_code"], frozenset(part.bases_of_graduates))


def _supplied(part: Part) -> Row:
    return {**part.place, "fiscal_year_be": _year(part), "field_th": part.place["meeting_field_th"]}


def _demanded(row: Row) -> Row:
    return {**row, "field_th": row["meeting_field_th"]}


def _shares(units: int | None, jobs: dict[str | None, int]) -> list[tuple[str | None, int | None]]:
    """Parts of a supply in proportion to the jobs of each industry; of none, all is of no known industry.

    Not the parts but their running sums are rounded, so that they add up.
    """
    asked = sorted(
        ((key, number) for key, number in jobs.items() if number), key=lambda one: (one[0] is None, one[0] or "")
    )
    if units is None or not asked:
        return [(None, units)]
    whole = sum(number for _, number in asked)
    up_to = list(accumulate(number for _, number in asked))
    ends = [0, *(math.floor(units / UNITS * (number / whole) * UNITS + 0.5) for number in up_to)]
    return [(industry, end - start) for (industry, _), start, end in zip(asked, ends, ends[1:], strict=False)]


def _demand_of(rows: list[Row]) -> Row:
    """What is needed by kind, and the wage of jobs."""
    heads = {kind: sum(row["headcount"] for row in rows if row["demand_kind"] == kind) for kind in KINDS}
    jobs = [row for row in rows if row["demand_kind"] == "job" and row["monthly_wage"] is not None]
    return {
        "demand_jobs": heads["job"],
        "demand_internship": heads["internship"],
        "demand_dual": heads["dual"],
        "demand_places": heads["internship"] + heads["dual"],
        "demand_teacher_placement": heads["teacher_placement"],
        "monthly_wage_median": weighted_median((row["monthly_wage"], row["wage_headcount"]) for row in jobs),
        "wage_headcount": sum(row["wage_headcount"] for row in jobs),
        "establishments": len({row["establishment_id"] for row in rows if row["headcount"]} - {None}),
    }
