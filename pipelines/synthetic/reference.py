"""The figures of `reference/` and the seeds of `dbt_project` as plain rows; facts only, nothing is drawn here."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.settings import SEEDS_DIR

FOLDER = Path(__file__).with_name("reference")
OUTCOMES = (
    "further_study", "waiting_or_unemployed", "state_enterprise", "government", "private", "self_employed", "other",
)  # fmt: skip
OWNERSHIP = {"รัฐ": "public", "เอกชน": "private"}


@dataclass(frozen=True)
class Sums:
    """Graduates, those followed and their seven outcomes (in the order of `OUTCOMES`); `rows` were added up."""

    graduates: int
    tracked: int
    outcomes: tuple[int, ...]
    rows: int


@dataclass(frozen=True)
class Province:
    """A real province."""

    code: str
    name_th: str
    region_th: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Quantile:
    """One point of the distribution over the colleges of one ownership."""

    share: float
    graduates: float
    fields: float
    follow_rate: float


@cache
def fields() -> Mapping[tuple[str, str, str], Sums]:
    """Sums by level (short Thai label), subject type and field."""
    return _sums("outcomes_ay2566_by_field.csv", ("level", "subject_type_th", "field_th"))  # type: ignore[return-value]


@cache
def by_ownership_and_level() -> Mapping[tuple[str, str], Sums]:
    """Sums by ownership (`public`, `private`) and level."""
    found = _sums("outcomes_ay2566_by_level_sector.csv", ("sector", "level"))
    return {(OWNERSHIP[key[0]], key[1]): sums for key, sums in found.items()}


@cache
def by_province_and_level() -> Mapping[tuple[str, str], Sums]:
    """Sums by province code and level."""
    return _sums("outcomes_ay2566_by_province_level.csv", ("province_code", "level"))  # type: ignore[return-value]


@cache
def by_region_and_level() -> Mapping[tuple[str, str], Sums]:
    """Sums by OVEC's region and level."""
    return _sums("outcomes_ay2566_by_region_level.csv", ("region_ovec", "level"))  # type: ignore[return-value]


@cache
def colleges_by_province() -> Mapping[tuple[str, str], int]:
    """How many open colleges a province has, by province code and ownership."""
    return {(row["province_code"], row["ownership"]): int(row["colleges"]) for row in _rows("colleges_by_province.csv")}


@cache
def quantiles() -> Mapping[str, tuple[Quantile, ...]]:
    """The distribution over the colleges by ownership, in order."""
    found: dict[str, list[Quantile]] = {}
    for row in _rows("college_sizes_ay2566.csv"):
        numbers = [float(row[name]) for name in ("quantile", "graduates", "fields", "follow_rate")]
        found.setdefault(row["ownership"], []).append(Quantile(*numbers))
    return {ownership: tuple(points) for ownership, points in found.items()}


@cache
def provinces() -> Mapping[str, Province]:
    """All provinces by code, from the seed."""
    return {
        row["province_code"]: Province(
            row["province_code"], row["name_th"], row["region_ovec"], float(row["lat"]), float(row["lon"])
        )
        for row in _read(SEEDS_DIR / "provinces.csv")
    }


@dataclass(frozen=True)
class Centre:
    """A real CVM centre. `fields` are those of its network: the names equal to its own, none where it has a branch."""

    centre_id: str
    field_th: str
    branch_th: str | None
    college_code: str
    college_name_th: str
    province_code: str
    fields: frozenset[str]

    @property
    def label(self) -> str:
        """The text of the drop-down."""
        branch = f" ({self.branch_th})" if self.branch_th else ""
        return f"{self.centre_id} {self.field_th}{branch} – {self.college_name_th}"


@cache
def centres() -> Mapping[str, Centre]:
    """All centres by id, from the seeds."""
    equal: dict[str, set[str]] = {}
    for row in _read(SEEDS_DIR / "centre_fields.csv"):
        if float(row["confidence"]) == 1 and not row["branch_th"]:
            equal.setdefault(row["centre_id"], set()).add(row["field_th"])
    return {
        row["centre_id"]: Centre(
            row["centre_id"],
            row["field_th"],
            row["branch_th"] or None,
            row["college_code"],
            row["college_name_th"],
            row["province_code"],
            frozenset(equal.get(row["centre_id"], ())),
        )
        for row in _read(SEEDS_DIR / "cvm_centres.csv")
    }


@cache
def fields_of_centres() -> Mapping[str, tuple[str, ...]]:
    """The centres of each field that has a network, by the name of the field."""
    found: dict[str, list[str]] = {}
    for centre in centres().values():
        for name in sorted(centre.fields):
            found.setdefault(name, []).append(centre.centre_id)
    return {name: tuple(ids) for name, ids in found.items()}


@dataclass(frozen=True)
class Event:
    """An event of the calendar that is proved by a report alone."""

    event_id: str
    applies_to: str
    year_be: int
    closes_on: date | None


@cache
def reported_events() -> tuple[Event, ...]:
    """The events that are done when somebody reports them, from the seed."""
    return tuple(
        Event(
            row["event_id"],
            row["applies_to"],
            int(row["year_be"]),
            date.fromisoformat(row["closes_on"]) if row["closes_on"] else None,
        )
        for row in _read(SEEDS_DIR / "calendar.csv")
        if "event_reports.done_on" in row["done_when"]
    )


@cache
def key_results() -> tuple[Mapping[str, str], ...]:
    """The results of the manual, from the seed."""
    return tuple(_read(SEEDS_DIR / "key_results.csv"))


@cache
def offices() -> Mapping[str, str]:
    """The offices of a working group by code, from the seed."""
    return {row["office"]: row["office_th"] for row in _read(SEEDS_DIR / "working_group_offices.csv")}


@cache
def positions() -> Mapping[str, str]:
    """The position that each office has in a working group, from the seed."""
    return {row["office"]: row["group_position"] for row in _read(SEEDS_DIR / "working_group_offices.csv")}


@cache
def field_codes() -> Mapping[tuple[str, str], str]:
    """Code of a field of the 2567 curricula by level and name, from the seed."""
    return {(row["level"], row["field_th"]): row["field_code"] for row in _read(SEEDS_DIR / "fields_2567.csv")}


def _sums(name: str, keys: tuple[str, ...]) -> dict[tuple[str, ...], Sums]:
    return {
        tuple(row[key] for key in keys): Sums(
            int(row["graduates"]), int(row["tracked"]), tuple(int(row[one]) for one in OUTCOMES), int(row["rows"])
        )
        for row in _rows(name)
    }


def _rows(name: str) -> list[dict[str, str]]:
    return _read(FOLDER / name)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
