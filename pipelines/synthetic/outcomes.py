"""What becomes of graduates: outcomes as AY2566 had them by field, ownership and region, and the details of each."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import names, reference
from pipelines.synthetic.balancing import balanced
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.world import College, Taught, colleges

SECTORS = ("state_enterprise", "government", "private")
Group = tuple[str, str, str, str, str]
"""Ownership, region, level, subject type and field."""


def last_outcome(seed: int, chance: Chance, college: College, taught: Taught) -> str:
    """One of the outcomes of `followups`, as likely as it was in AY2566."""
    group = (college.ownership, college.province.region_th, taught.level, taught.subject_type_th, taught.field_th)
    counted = chance.draw(_outcomes(seed)[group])
    if counted == "further_study":
        return "employed_studying" if chance.happens(assumed.OF_STUDYING_ALSO_WORKING[taught.level]) else "studying"
    if counted == "waiting_or_unemployed":
        return "waiting" if chance.happens(assumed.OF_SEEKING_WAITING) else "unemployed"
    if counted == "other":
        return chance.draw(_other())
    return "self_employed" if counted == "self_employed" else "employed"


@cache
def _other() -> Table[str]:
    return Table(assumed.OF_OTHER)


@cache
def _outcomes(seed: int) -> dict[Group, Table[str]]:
    """Shares of the seven outcomes in every group, brought to the sums by field, ownership and region."""
    followed: dict[Group, float] = {}
    for college in colleges(seed):
        for taught in college.taught:
            group = (
                college.ownership, college.province.region_th, taught.level, taught.subject_type_th, taught.field_th,
            )  # fmt: skip
            followed[group] = followed.get(group, 0.0) + taught.graduates * college.follow_share
    cells = [(group, place) for group in followed for place in range(len(reference.OUTCOMES))]
    known = reference.fields()
    weights = [
        max(followed[group], 0.5) * (known[group[2:]].outcomes[place] + 0.02) / (known[group[2:]].tracked + 0.14)
        for group, place in cells
    ]
    margins: list[tuple[list[Hashable], dict[Hashable, float]]] = [
        (
            [("field", *group[2:], place) for group, place in cells],
            {
                ("field", *key, place): float(count)
                for key, sums in known.items()
                if sums.tracked
                for place, count in enumerate(sums.outcomes)
            },
        ),
        (
            [(group[1], group[2], place) for group, place in cells],
            {
                (*key, place): float(count)
                for key, sums in reference.by_region_and_level().items()
                for place, count in enumerate(sums.outcomes)
            },
        ),
        (
            [(group[0], group[2], place) for group, place in cells],
            {
                (*key, place): float(count)
                for key, sums in reference.by_ownership_and_level().items()
                for place, count in enumerate(sums.outcomes)
            },
        ),
        ([group for group, _ in cells], {group: max(count, 0.5) for group, count in followed.items()}),
    ]
    exact = balanced(weights, margins, assumed.BALANCING_PASSES)
    found: dict[Group, dict[str, float]] = {}
    for (group, place), weight in zip(cells, exact, strict=True):
        found.setdefault(group, {})[reference.OUTCOMES[place]] = weight
    return {group: Table(shares) for group, shares in found.items()}


@cache
def _sectors(level: str) -> Table[str]:
    found = dict.fromkeys(SECTORS, 0.0)
    for key, sums in reference.fields().items():
        for name, count in zip(reference.OUTCOMES, sums.outcomes, strict=True):
            if key[0] == level and name in found:
                found[name] += count
    return Table(found)


def work_of(chance: Chance, college: College, taught: Taught) -> dict[str, Any]:
    """The details of a job but its first day: a made-up employer, its sector, the income as an amount or a band."""
    sector = chance.draw(_sectors(taught.level))
    place = college.province.code
    if not chance.happens(assumed.WORKS_IN_OWN_PROVINCE):
        place = chance.draw(_work_centres())
    is_abroad = chance.happens(assumed.WORKS_ABROAD)
    number = chance.below(assumed.EMPLOYERS)
    return {
        "employer_sector": sector,
        "employer_name": employer(sector, number),
        "establishment_id": juristic_id(number) if chance.happens(assumed.ESTABLISHMENT_ID_GIVEN) else None,
        "job_title": chance.of(JOB_TITLES),
        "job_matches_field": "yes" if chance.happens(assumed.MATCHES_FIELD[taught.level]) else "no",
        "monthly_income": _income(chance, taught.level) if chance.happens(assumed.INCOME_GIVEN) else None,
        "work_province": None if is_abroad else reference.provinces()[place].name_th,
        "work_country": chance.draw(_countries()) if is_abroad else "TH",
    }


def study_of(chance: Chance, college: College, taught: Taught) -> dict[str, Any]:
    """The details of further study: mostly the next level of the same field."""
    is_matching = chance.happens(assumed.STUDY_MATCHES_FIELD)
    is_here = chance.happens(assumed.STUDIES_ON_HERE[taught.level])
    return {
        "study_institution": college.name_th if is_here else institution(chance.below(60)),
        "study_level": {"ปวช.": "ปวส.", "ปวส.": "ปริญญาตรี", "ป.ตรี": "ปริญญาโท"}[taught.level],
        "study_faculty": taught.subject_type_th,
        "study_field": taught.field_th if is_matching else "การจัดการ",
        "study_matches_field": "yes" if is_matching else "no",
    }


def institution(number: int) -> str:
    """A made-up university."""
    return f"มหาวิทยาลัยตัวอย่าง{names.made_up_word(number, 2)}"


JOB_TITLES = (
    "ช่างเทคนิค", "พนักงานฝ่ายผลิต", "พนักงานบัญชี", "เจ้าหน้าที่ธุรการ", "พนักงานขาย", "ช่างซ่อมบำรุง", "พนักงานบริการ",
    "ผู้ช่วยช่าง", "เจ้าหน้าที่คลังสินค้า", "พนักงานครัว",
)  # fmt: skip


def employer(sector: str, number: int) -> str:
    """A made-up place of work that says it is an example."""
    word = f"ตัวอย่าง{names.made_up_word(number, 2)}"
    if sector == "government":
        return f"สำนักงาน{word}"
    if sector == "state_enterprise":
        return f"การ{word}แห่งประเทศสมมติ"
    forms = ("บริษัท {} จำกัด", "บจก.{}", "หจก.{}", "ร้าน{}")
    return forms[number % len(forms)].format(word)


def juristic_id(number: int) -> str:
    """A juristic number with a valid check digit, of a kind that is not given out (0000…)."""
    digits = f"00000{number:07d}"
    return digits + names.check_digit(digits)


def _income(chance: Chance, level: str) -> int | str:
    middle, spread = assumed.INCOME[level], assumed.INCOME_SPREAD
    amount = int(middle + spread * (chance.random() + chance.random() + chance.random() - 1.3))
    amount = max(5000, amount // 100 * 100)
    if not chance.happens(assumed.INCOME_AS_BAND):
        return amount
    return next(label for limit, label in assumed.INCOME_BANDS if not limit or amount <= limit)


@cache
def _work_centres() -> Table[str]:
    return Table(assumed.WORK_CENTRES)


@cache
def _countries() -> Table[str]:
    return Table(assumed.COUNTRIES)
