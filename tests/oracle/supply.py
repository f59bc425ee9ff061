"""`supply`: the graduates of a year, those who come to the labour market, and those of the next years (03, Supply)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import polars as pl

from tests.oracle.cube import placed, rows_of_both
from tests.oracle.fields import Fields
from tests.oracle.forecast import FEW_BELOW, Completed, Forecast, Learner, Path, Rates, forecast
from tests.oracle.inputs import Schema
from tests.oracle.learners import learners
from tests.oracle.networks import YEARS_FROM_SUPPLY_TO_FISCAL, in_networks, mapped, members
from tests.oracle.people import World
from tests.oracle.roster import Row

UNITS = 10_000
"""Supply of labour is counted in ten-thousandths of a person, so that its sums are exact."""

# What a breakdown is split by, and the columns that are filled beside it.
BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "nation": (),
    "region": ("region_th",),
    "province": ("province_code", "region_th"),
    "institute": ("institute_name",),
    "level": ("level",),
    "level_field": ("level", "field_th", "meeting_field_th"),
    "region_level_field": ("region_th", "level", "field_th", "meeting_field_th"),
    "province_level_field": ("province_code", "region_th", "level", "field_th", "meeting_field_th"),
    "college": ("college_code", "region_th", "province_code", "ownership"),
    "college_level_field": (
        "college_code", "level", "field_th", "meeting_field_th", "region_th", "province_code", "ownership",
    ),
    "cvm_network": ("centre_id",),
    "cvm_network_level_field": ("centre_id", "level", "field_th", "meeting_field_th"),
}  # fmt: skip
KEYS = (
    "academic_year_be", "breakdown", "region_th", "province_code", "institute_name", "ownership", "college_code",
    "level", "field_th", "centre_id",
)  # fmt: skip
_STEPS = (1, 2, 3)
_FINEST = ("academic_year_be", "region_th", "province_code", "institute_name", "ownership", "college_code", "level",
           "field_th", "meeting_field_th", "branch_th", "centre_id")  # fmt: skip


class Share(NamedTuple):
    """Of those followed, who only study on, and of which cohort."""

    share: float
    academic_year_be: int


@dataclass
class Part:
    """What is known of one branch of a field of a level at one college in a year; in a network, of what it maps."""

    place: Row
    graduates: int | None = None
    study_only: Share | None = None
    bases: set[str] = field(default_factory=set)
    bases_of_graduates: set[str] = field(default_factory=set)
    learners: list[tuple[int | None, bool, int]] = field(default_factory=list)

    @property
    def has_people(self) -> bool:
        """Whether anybody graduated or learns."""
        return bool(self.graduates) or any(number for *_, number in self.learners)

    @property
    def labour(self) -> int | None:
        """Graduates who do not only study on, in UNITS."""
        if self.graduates is None or self.study_only is None:
            return None
        return math.floor(abs(self.graduates * (1 - self.study_only.share)) * UNITS + 0.5)


class Market:
    """Supply before it is added up."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.fields = Fields(world.inputs.seeds)
        self.courses = world.inputs.seeds.years_of_study
        self.graduates = self._met(rows_of_both(world))
        self.learners = self._met(placed(world, learners(world.inputs)))

    def _met(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the field in which their names meet."""
        met = [
            self.fields.meeting(level, name, year)
            for level, name, year in rows.select("level", "field_th", "academic_year_be").iter_rows()
        ]
        return rows.with_columns(pl.Series("meeting_field_th", met, pl.String))

    @cached_property
    def parts(self) -> list[Part]:
        """Of the colleges."""
        none = pl.lit(None, pl.String).alias("centre_id")
        return self._parts(self.graduates.with_columns(none), self.learners.with_columns(none))

    @cached_property
    def parts_of_networks(self) -> list[Part]:
        """Of the colleges in each network they belong to."""
        inputs = self.world.inputs
        belong = members(inputs, self.graduates)
        learning = mapped(inputs, self.learners).join(
            belong, on=["academic_year_be", "centre_id", "college_code"], how="semi"
        )
        return self._parts(in_networks(inputs, self.graduates, self.graduates), learning)

    def _parts(self, graduates: pl.DataFrame, learning: pl.DataFrame) -> list[Part]:
        found: dict[tuple[object, ...], Part] = {}

        def part(row: Row) -> Part:
            key = tuple(row[name] for name in _FINEST)
            return found.setdefault(key, Part({name: row[name] for name in _FINEST}))

        for row in graduates.to_dicts():
            one = part(row)
            one.graduates = (one.graduates or 0) + row["graduates"]
            one.bases_of_graduates.add(row["row_basis"])
            one.bases.add(row["row_basis"])
        for row in learning.to_dicts():
            one = part(row)
            one.bases.add(row["row_basis"])
            one.learners.append((row["year_of_study"], row["is_beyond_course"], row["learners"]))
        for one in found.values():
            at = one.place
            one.study_only = self.study_only(at["academic_year_be"], at["level"], at["meeting_field_th"])
        return list(found.values())

    @cached_property
    def _cohorts(self) -> dict[tuple[str, str | None], dict[int, tuple[int, int]]]:
        """Complete cohorts by level and field (None: the level): those followed, and who of them only study on."""
        sums = [pl.col("is_closed").all(), pl.col("followed", "study_only").sum()]
        by_field = self.graduates.group_by("academic_year_be", "level", "meeting_field_th").agg(sums)
        by_level = self.graduates.group_by("academic_year_be", "level").agg(sums)
        found: dict[tuple[str, str | None], dict[int, tuple[int, int]]] = defaultdict(dict)
        for row in [*by_field.to_dicts(), *by_level.to_dicts()]:
            if row["is_closed"] and row["followed"] > 0:
                key = row["level"], row.get("meeting_field_th")
                found[key][row["academic_year_be"]] = row["followed"], row["study_only"]
        return found

    def study_only(self, year: int, level: str, met: str) -> Share | None:
        """The newest complete cohort's share, else the oldest later one's; the level's where too few were followed."""
        for of in (met, None):
            cohorts = self._cohorts.get((level, of), {})
            if cohorts:
                earlier = [other for other in cohorts if other <= year]
                chosen = max(earlier) if earlier else min(cohorts)
                followed, study_only = cohorts[chosen]
                if followed >= FEW_BELOW or of is None:
                    return Share(study_only / followed, chosen)
        return None

    @cached_property
    def rates(self) -> Rates:
        """Rates of the nation."""
        known = (
            Learner(
                row["academic_year_be"], row["college_code"], row["level"], row["meeting_field_th"],
                row["year_of_study"], row["learners"],
            )
            for row in self.learners.filter(~pl.col("is_beyond_course")).to_dicts()
        )  # fmt: skip
        graduated = (
            Completed(
                row["academic_year_be"], row["college_code"], row["level"], row["meeting_field_th"], row["graduates"]
            )
            for row in self.graduates.to_dicts()
        )
        return Rates(known, graduated, self.courses)


def supply(market: Market) -> pl.DataFrame:
    """Every cell."""
    rows = []
    for breakdown, columns in BREAKDOWNS.items():
        parts = market.parts_of_networks if breakdown.startswith("cvm_network") else market.parts
        cells: dict[tuple[object, ...], list[Part]] = defaultdict(list)
        for part in known(parts, columns[:1]):
            cells[tuple(part.place[name] for name in ("academic_year_be", *columns))].append(part)
        found = {key: _cell(market, key, columns, of) for key, of in cells.items()}
        for (year, *own), row in found.items():
            earlier = found.get((int(str(year)) - 1, *own))
            rows.append(row | {"breakdown": breakdown} | _hindsight(row, earlier))
    return pl.DataFrame([tuple(row.get(name) for name in SUPPLY) for row in rows], schema=SUPPLY, orient="row")


def known(parts: Iterable[Part], own: tuple[str, ...]) -> Iterator[Part]:
    """Those of the years in which anything is known of a breakdown."""
    parts = list(parts)
    years = {part.place["academic_year_be"] for part in parts if all(part.place[name] is not None for name in own)}
    return (part for part in parts if part.place["academic_year_be"] in years)


def basis_of(bases: Iterable[str]) -> str | None:
    """One basis, or `mixed`."""
    found = set(bases)
    return None if not found else found.pop() if len(found) == 1 else "mixed"


def sum_known(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is known, None where nothing is."""
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None


def labour_of(parts: Iterable[Part]) -> float | None:
    """Supply of labour of some parts, in persons; not known where it is not of some graduates."""
    units = units_of(part.labour for part in parts if part.graduates is not None)
    return None if units is None else units / UNITS


def units_of(labours: Iterable[int | None]) -> int | None:
    """A sum that is not known where a part is not, or where there is none."""
    found = list(labours)
    known_ones = [units for units in found if units is not None]
    return sum(known_ones) if found and len(known_ones) == len(found) else None


def _cell(market: Market, key: tuple[object, ...], columns: tuple[str, ...], parts: list[Part]) -> Row:
    cohorts = {part.study_only.academic_year_be for part in parts if part.study_only and part.graduates is not None}
    labour, come_from = labour_of(parts), sum(part.graduates or 0 for part in parts)
    learning = learning_in(parts)
    return {
        **dict(zip(("academic_year_be", *columns), key, strict=True)),
        "supply_fiscal_year_be": int(str(key[0])) + YEARS_FROM_SUPPLY_TO_FISCAL,
        "basis": basis_of(basis for part in parts for basis in part.bases),
        "colleges": len({part.place["college_code"] for part in parts if part.has_people}),
        "supply_now": sum_known(part.graduates for part in parts),
        "study_only_share": 1 - labour / come_from if labour is not None and come_from else None,
        "study_only_academic_year_be": cohorts.pop() if len(cohorts) == 1 else None,
        "supply_labour": labour,
        "learners": sum_known(number for *_, number in learning),
        "learners_without_year": sum_known(
            number if year is None and not is_beyond and market.courses[part.place["level"]] else 0
            for part, year, is_beyond, number in learning
        ),
        **next_supply(market, learning),
    }


def learning_in(parts: Iterable[Part]) -> list[tuple[Part, int | None, bool, int]]:
    """Learners of some parts: of which part, year of study, whether beyond the course, and how many."""
    return [(part, *learner) for part in parts for learner in part.learners]


def next_supply(market: Market, learning: list[tuple[Part, int | None, bool, int]]) -> Row:
    """The graduates of the next years, and why they are not known."""
    courses = market.courses
    groups: dict[tuple[int, str, str, int], int] = defaultdict(int)
    paths: dict[tuple[int, str, str, int], Path] = {}
    matter = unknown = within = moved = 0
    held = sum(number for *_, number in learning)
    for part, study, is_beyond, number in learning:
        year, level, met = (part.place[name] for name in ("academic_year_be", "level", "meeting_field_th"))
        last = courses[level]
        if last is None:
            continue
        within += number
        if is_beyond or (study is not None and study >= last):
            continue
        matter += number
        unknown += number if study is None else 0
        path = None if study is None else market.rates.path(year, level, met, study)
        if path is not None and study is not None:
            moved += number
            key = last - study, level, met, year
            groups[key] += number
            paths[key] = path
    present = [courses[part.place["level"]] for part, *_, number in learning if number > 0]
    row: Row = {"learners_moved": moved if learning else None}
    for step in _STEPS:
        is_open = within > 0 and all(last is None or last > step for last in present)
        found = forecast((number, paths[key]) for key, number in groups.items() if key[0] == step) if is_open else None
        if is_open and found is None and moved == matter:
            found = Forecast(0.0, 0.0, 0.0)
        row |= {
            f"supply_next_{step}": found and found.expected,
            f"supply_next_{step}_low": found and found.low,
            f"supply_next_{step}_high": found and found.high,
        }
    reasons: list[tuple[Callable[[], bool], str | None]] = [
        (lambda: held == 0, "no_learners_held"),
        (lambda: within == 0, "short_course"),
        (lambda: moved == matter, None),
        (lambda: unknown == matter, "year_of_study_unknown"),
        (lambda: moved == 0, "no_rates_held"),
        (lambda: True, "partly"),
    ]
    row["supply_next_reason"] = next(reason for applies, reason in reasons if applies())
    return row


def _hindsight(row: Row, earlier: Row | None) -> Row:
    """What was expected of the year a year before, and how far it was off."""
    projected = earlier and earlier["supply_next_1"]
    now = row["supply_now"]
    if earlier is None or projected is None or earlier["supply_next_reason"] is not None:
        return {}
    return {
        "projected_a_year_earlier": projected,
        "projection_error": None if now is None else projected - now,
        "is_within_interval": None
        if now is None
        else earlier["supply_next_1_low"] <= now <= earlier["supply_next_1_high"],
    }


_NEXT = tuple(f"supply_next_{step}{end}" for step in _STEPS for end in ("", "_low", "_high"))
SUPPLY: Schema = {
    **{name: pl.Int64 if name.endswith("_be") else pl.String for name in KEYS},
    "meeting_field_th": pl.String,
    "supply_fiscal_year_be": pl.Int64,
    "basis": pl.String,
    "colleges": pl.Int64,
    "supply_now": pl.Int64,
    "study_only_share": pl.Float64,
    "study_only_academic_year_be": pl.Int64,
    "supply_labour": pl.Float64,
    **dict.fromkeys(("learners", "learners_without_year", "learners_moved"), pl.Int64),
    **dict.fromkeys(_NEXT, pl.Float64),
    "supply_next_reason": pl.String,
    "projected_a_year_earlier": pl.Float64,
    "projection_error": pl.Float64,
    "is_within_interval": pl.Boolean,
}
