"""`demand`: what establishments need, counted once whoever reports or announces it (03, Demand)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from tests.oracle.days import fiscal_year, fiscal_year_days
from tests.oracle.establishments import dim_establishment
from tests.oracle.fields import Fields
from tests.oracle.inputs import Inputs, Schema
from tests.oracle.networks import YEARS_FROM_SUPPLY_TO_FISCAL
from tests.oracle.places import Places

Row = dict[str, Any]
HOME = "TH"
KINDS = ("job", "internship", "dual", "teacher_placement")
KEYS = (
    "fiscal_year_be", "establishment_id", "level", "meeting_field_th", "demand_kind", "place", "country",
    "province_code",
)  # fmt: skip
DEMAND: Schema = {
    "fiscal_year_be": pl.Int64, "supply_academic_year_be": pl.Int64, "establishment_id": pl.String,
    "establishment_id_kind": pl.String, "establishment_kind": pl.String, "level": pl.String, "field_th": pl.String,
    "meeting_field_th": pl.String, "demand_kind": pl.String, "place": pl.String, "country": pl.String,
    "region_th": pl.String, "province_code": pl.String, "target_industry_id": pl.String, "headcount": pl.Int64,
    "headcount_reported": pl.Int64, "headcount_posted": pl.Int64, "counted_from": pl.String, "reporters": pl.Int64,
    "is_reported_by_several": pl.Boolean, "monthly_wage": pl.Float64, "wage_headcount": pl.Int64,
    "is_establishment_registered": pl.Boolean,
}  # fmt: skip


class Said(NamedTuple):
    """A row of a source: who says it, of which field and branch, how many are needed and at what wage."""

    college: str
    field: str
    branch: str | None
    headcount: int
    wage: float | None
    place_of_row: tuple[Any, ...]


class Workplace(NamedTuple):
    """At home, with its province where it is known, or abroad."""

    country: str
    province: str | None


class Need(NamedTuple):
    """What is needed, at home or abroad; `alone` tells rows without an establishment apart."""

    fiscal_year: int
    establishment: str | None
    level: str
    field: str
    kind: str
    place: str
    alone: tuple[Any, ...] | None


@dataclass
class Told:
    """What both sources say of a need at one workplace."""

    demands: list[Said] = field(default_factory=list)
    postings: list[Said] = field(default_factory=list)

    def of(self, college: str) -> Told:
        """What one college says."""
        return Told(
            [row for row in self.demands if row.college == college],
            [row for row in self.postings if row.college == college],
        )

    def reported(self) -> list[Said]:
        """Of each branch the rows of the college that reports the most."""
        by_branch: dict[str | None, list[Said]] = defaultdict(list)
        for row in self.demands:
            by_branch[row.branch].append(row)
        return [row for rows in by_branch.values() for row in _of_largest(rows)]

    def posted(self) -> list[Said]:
        """The postings of the college that announces the most."""
        return _of_largest(self.postings)


def _of_largest(rows: list[Said]) -> list[Said]:
    """The rows of the college with the largest sum; of equals the one with the smaller code."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.college] += row.headcount
    if not sums:
        return []
    largest = min(sums, key=lambda college: (-sums[college], college))
    return [row for row in rows if row.college == largest]


class Establishments:
    """What is known of each, by the id it resolves to."""

    def __init__(self, inputs: Inputs) -> None:
        rows = dim_establishment(inputs).to_dicts() if inputs.market.register or inputs.market.namings else []
        self._resolved = {row["establishment_id"]: row["resolved_establishment_id"] for row in rows}
        self._known = {row["establishment_id"]: row for row in rows}

    def resolved(self, establishment_id: str | None) -> str | None:
        """The id by which it is counted."""
        return None if establishment_id is None else self._resolved.get(establishment_id, establishment_id)

    def of(self, resolved: str | None) -> Mapping[str, Any]:
        """What the register or whoever names it says; nothing of one that is not known."""
        return {} if resolved is None else self._known.get(resolved, {})


class Demands:
    """Every need, counted."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.establishments = Establishments(inputs)
        self._fields = Fields(inputs.seeds)
        self._told: dict[Need, dict[Workplace, Told]] = defaultdict(lambda: defaultdict(Told))
        namings = inputs.market.namings
        for row in namings.get("demands", ()):
            said = Said(row["reported_by"], row["field_th"], row["branch_th"], row["headcount"], row["monthly_wage"],
                        _place(row))  # fmt: skip
            at = self._workplace(row)
            self._told[self._need(row, at, row["fiscal_year_be"], row["demand_kind"])][at].demands.append(said)
        for row in namings.get("job_postings", ()):
            said = Said(row["college_code"], row["field_th"], None, row["openings"], row["monthly_wage"], _place(row))
            at = self._workplace(row)
            for year in open_in(row, inputs):
                self._told[self._need(row, at, year, row["posting_kind"])][at].postings.append(said)

    def _need(self, row: Row, at: Workplace, year: int, kind: str) -> Need:
        resolved = self.establishments.resolved(row["establishment_id"])
        met = self._fields.meeting(row["level"], row["field_th"], year - YEARS_FROM_SUPPLY_TO_FISCAL)
        place = "home" if at.country == HOME else "abroad"
        return Need(year, resolved, row["level"], met, kind, place, None if resolved else _place(row))

    def _workplace(self, row: Row) -> Workplace:
        known = self.establishments.of(self.establishments.resolved(row["establishment_id"]))
        country, province = row.get("work_country"), row["work_province_code"]
        if country is None:
            country = (known.get("country") if province is None else None) or HOME
        if country != HOME:
            return Workplace(country, None)
        return Workplace(country, province or known.get("province_code"))

    def of_colleges(self) -> list[Row]:
        """The same needs as each college alone tells them, in rows of `demand` with the college's code."""
        found = []
        for need, workplaces in self._told.items():
            colleges = {row.college for told in workplaces.values() for row in (*told.demands, *told.postings)}
            for college in sorted(colleges):
                own = {place: told.of(college) for place, told in workplaces.items()}
                found += [row | {"college_code": college} for row in self._counted(need, own)]
        return found

    def rows(self) -> list[Row]:
        """The rows of `demand`."""
        return [row for need, workplaces in self._told.items() for row in self._counted(need, workplaces)]

    def _counted(self, need: Need, workplaces: Mapping[Workplace, Told]) -> list[Row]:
        """What was reported stands unless more was posted, wherever it is."""
        reported = {place: told.reported() for place, told in workplaces.items()}
        posted = {place: told.posted() for place, told in workplaces.items()}
        is_reported = _headcount(reported) >= _headcount(posted)
        counted = reported if is_reported else posted
        return [
            self._row(need, place, rows, workplaces[place], is_reported=is_reported)
            for place, rows in counted.items()
            if rows
        ]

    def _row(self, need: Need, place: Workplace, rows: list[Said], told: Told, *, is_reported: bool) -> Row:
        known = self.establishments.of(need.establishment)
        wages = [(row.wage, row.headcount) for row in rows if row.wage is not None]
        reporters = {row.college for row in (*told.demands, *told.postings)}
        return {
            "fiscal_year_be": need.fiscal_year,
            "supply_academic_year_be": need.fiscal_year - YEARS_FROM_SUPPLY_TO_FISCAL,
            "establishment_id": need.establishment,
            "establishment_id_kind": known.get("id_kind"),
            "establishment_kind": known.get("establishment_kind"),
            "level": need.level,
            "field_th": min(row.field for row in rows),
            "meeting_field_th": need.field,
            "demand_kind": need.kind,
            "place": need.place,
            "country": place.country,
            "region_th": Places(self.inputs).region(place.province),
            "province_code": place.province,
            "target_industry_id": known.get("target_industry_id"),
            "headcount": sum(row.headcount for row in rows),
            "headcount_reported": sum(row.headcount for row in told.reported()) if told.demands else None,
            "headcount_posted": sum(row.headcount for row in told.posted()) if told.postings else None,
            "counted_from": "demands" if is_reported else "postings",
            "reporters": len(reporters),
            "is_reported_by_several": len(reporters) > 1,
            "monthly_wage": weighted_median(wages),
            "wage_headcount": sum(headcount for _, headcount in wages),
            "is_establishment_registered": bool(known.get("is_registered")),
        }


def _place(row: Row) -> tuple[Any, ...]:
    return row["source_sha256"], row["sheet"], row["row_number"]


def _headcount(of: Mapping[Workplace, list[Said]]) -> int:
    return sum(row.headcount for rows in of.values() for row in rows)


def open_in(posting: Row, inputs: Inputs) -> list[int]:
    """The fiscal years in which a posting is open; without a last day, the one in which it was posted."""
    posted_on = posting["posted_on"]
    if posted_on > inputs.as_of:
        return []
    first = fiscal_year(posted_on)
    closes_on = posting["closes_on"] or fiscal_year_days(first)[1]
    return list(range(first, fiscal_year(closes_on) + 1))


def weighted_median(values: Iterable[tuple[float, int]]) -> float | None:
    """The least value that half of the weight does not exceed; where it is exactly half, the mean with the next."""
    heavy = sorted((value, weight) for value, weight in values if weight > 0)
    half = Fraction(sum(weight for _, weight in heavy), 2)
    passed = 0
    for place, (value, weight) in enumerate(heavy):
        passed += weight
        if passed > half:
            return value
        if passed == half:
            return (value + heavy[place + 1][0]) / 2
    return None


def demand(rows: Iterable[Row]) -> pl.DataFrame:
    """The rows as a table."""
    return pl.DataFrame([tuple(row[name] for name in DEMAND) for row in rows], schema=DEMAND, orient="row")
