"""The made-up units of competency of every field: what a curriculum should hold, and what tests are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import reference
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.people import LEVEL_DIGITS
from pipelines.synthetic.rows import Row

_TITLES = ("เตรียมงาน", "ปฏิบัติงานตามแบบ", "ตรวจสอบคุณภาพ", "บำรุงรักษาเครื่องมือ", "ความปลอดภัย", "รายงานผล")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its made-up code, the body whose standard it is, and its level in that body's scale."""

    code: str
    title: str
    body: str
    level_in_scheme: int | None


@cache
def units_of(level: str, field_th: str) -> tuple[Unit, ...]:
    """The units of a field at a level; the same in every drop."""
    number = _numbers()[level, field_th]
    chance = Chance("units", level, field_th)
    found = []
    for place in range(assumed.UNITS_OF_A_FIELD):
        body = chance.draw(_bodies())
        found.append(
            Unit(
                code=f"EX-{LEVEL_DIGITS[level]}{number:03d}-{place + 1:02d}",
                title=f"{_TITLES[place % len(_TITLES)]} งาน{field_th}",
                body=body,
                level_in_scheme=chance.of(assumed.LEVELS_IN_SCHEME[body]),
            )
        )
    return tuple(found)


def curriculum_units(seed: int, taught: Iterable[tuple[str, str]]) -> list[Row]:
    """Rows of `curriculum_units` of some fields (level and name): the curriculum taught, and the new one beside it."""
    rows = []
    for level, field_th in sorted(set(taught)):
        if level not in assumed.REVISED:
            continue
        chance = Chance(seed, "curriculum", level, field_th)
        years = [assumed.REVISED[level]]
        if (level, field_th) in reference.field_codes():
            years.append((2567, 2567))
        for unit in units_of(level, field_th):
            fewest, most = assumed.EMPLOYERS_ASKED
            asked = fewest + chance.below(most - fewest + 1)
            for curriculum_be, revised_be in years:
                rows.append(
                    {
                        "curriculum_be": curriculum_be,
                        "field_th": field_th,
                        "level": level,
                        "body": unit.body,
                        "unit_code": unit.code,
                        "unit_title": unit.title,
                        "level_in_scheme": unit.level_in_scheme,
                        "in_curriculum": "yes" if chance.happens(assumed.UNIT_TAUGHT) else "no",
                        "employers_asked": asked,
                        "employers_requiring": chance.below(asked + 1),
                        "revised_be": revised_be,
                    }
                )
    return rows


@cache
def _numbers() -> dict[tuple[str, str], int]:
    """A number for every level and field: those of AY2566 and those of the 2567 curricula."""
    names = sorted({(key[0], key[2]) for key in reference.fields()} | set(reference.field_codes()))
    return {key: number for number, key in enumerate(names, start=1)}


@cache
def _bodies() -> Table[str]:
    return Table(assumed.BODIES)
