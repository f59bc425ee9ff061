"""What establishments want and what colleges have agreed with them: demands, postings, agreements, experts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.establishments import Establishment, establishments_of
from pipelines.synthetic.planted import PARTS
from pipelines.synthetic.rows import Row
from pipelines.synthetic.world import College, Taught
from pipelines.years import be, day_of_be


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement of a college with an establishment; the fields of several are those of one subject type."""

    number: int
    partner: Establishment
    fields: tuple[str, ...]
    is_dual: bool
    signed_on: date
    expires_on: date | None

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.signed_on <= day and (self.expires_on is None or day <= self.expires_on)


def demands(seed: int, college: College, year_be: int, near: Sequence[College]) -> list[Row]:
    """What the establishments of a college want in the fiscal year after the academic year."""
    chance = Chance(seed, "demands", college.code, year_be)
    rows: list[Row] = []
    own = establishments_of(seed, college)
    for one in own:
        rows += _of_establishment(chance, college, year_be, one, college)
    for other in near:
        known = establishments_of(seed, other)
        for _ in range(int(len(rows) * assumed.DEMANDS_ELSEWHERE / len(near)) if near else 0):
            rows += _of_establishment(chance, college, year_be, chance.of(known), other, most=1)
    seen: set[tuple[object, ...]] = set()
    found = []
    for row in rows:  # the key of the contract
        key = (row["establishment_id"], row["establishment_name"], row["field_th"], row["level"], row["demand_kind"])
        if key not in seen:
            seen.add(key)
            found.append(row)
    return found


def _of_establishment(
    chance: Chance, college: College, year_be: int, one: Establishment, registrar: College, most: int = 9
) -> list[Row]:
    rows = []
    number = min(most, chance.draw(_numbers()))
    has_no_number = number and chance.happens(assumed.WITHOUT_NUMBER) and one.province_name is not None
    named = one.named_without_id if has_no_number else one.named
    for place in range(number):
        taught = one.taught if place == 0 else _near(chance, registrar, one)
        kind = chance.draw(_kinds())
        rows.append(
            {
                "fiscal_year_be": year_be + 1,
                **named,
                "field_th": taught.field_th,
                "branch_th": None,
                "level": taught.level,
                "demand_kind": kind,
                "headcount": chance.draw(_headcounts(one.size)),
                "monthly_wage": _wage(chance, taught.level, kind),
                "work_province": one.province_name,
                "work_country": one.country,
                "competency": chance.of(assumed.COMPETENCIES) if chance.happens(assumed.COMPETENCY_TOLD) else None,
                "reported_by": college.code,
            }
        )
    return rows


def _near(chance: Chance, college: College, one: Establishment) -> Taught:
    """Another course of the establishment's kind of work."""
    able = [taught for taught in college.taught if taught.subject_type_th == one.taught.subject_type_th]
    return chance.of(able)


def _wage(chance: Chance, level: str, kind: str) -> int | None:
    if not chance.happens(assumed.WAGE_TOLD[kind]):
        return None
    if kind != "job":
        return assumed.WAGE_OF_LEARNERS + 500 * chance.below(4)
    return (assumed.INCOME[level] + 1_500 + chance.below(assumed.INCOME_SPREAD)) // 100 * 100


def job_postings(seed: int, college: College, year_be: int) -> list[Row]:
    """Announcements of jobs and internships that a college makes in the fiscal year."""
    chance = Chance(seed, "postings", college.code, year_be)
    known = establishments_of(seed, college)
    opens = day_of_be(year_be, 10, 1)
    rows = []
    for place in range(1 + int(college.graduates * assumed.POSTINGS_PER_GRADUATE)):
        one = chance.of(known)
        kind = "internship" if chance.happens(assumed.POSTINGS_FOR_INTERNS) else "job"
        posted = opens + timedelta(days=chance.below(360))
        openings = chance.draw(_openings())
        filled = openings + 1 if chance.happens(assumed.FILLED_ABOVE_OPENINGS) else chance.below(openings + 1)
        rows.append(
            {
                "college_code": college.code,
                "posting_id": f"{place + 1:03d}/{year_be + 1}",
                **one.named,
                "posting_kind": kind,
                "field_th": one.taught.field_th,
                "level": one.taught.level,
                "openings": openings,
                "monthly_wage": _wage(chance, one.taught.level, kind),
                "work_province": one.province_name,
                "posted_on": posted,
                "closes_on": posted + timedelta(days=7 + chance.below(assumed.POSTING_OPEN_DAYS))
                if chance.happens(assumed.POSTING_CLOSES)
                else None,
                "filled": filled if chance.happens(assumed.FILLED_TOLD) else None,
            }
        )
    return rows


def agreements_of(seed: int, college: College) -> list[Agreement]:
    """The agreements that a college holds with the establishments it registered, signed in the latest years."""
    chance = Chance(seed, "agreements", college.code)
    first = day_of_be(assumed.LATEST_YEAR_BE - assumed.SIGNED_YEARS_BEFORE + 1, 5, 1)
    found: list[Agreement] = []
    for one in establishments_of(seed, college):
        if not chance.happens(assumed.AGREES):
            continue
        signed = first + timedelta(days=chance.below(365 * assumed.SIGNED_YEARS_BEFORE))
        years = chance.draw(_agreement_years())
        near = [taught.field_th for taught in college.taught if taught.subject_type_th == one.taught.subject_type_th]
        several = dict.fromkeys([one.taught.field_th, *near])
        fields = tuple(several)[: 2 + chance.below(2)] if chance.happens(assumed.SEVERAL_FIELDS) else ()
        found.append(
            Agreement(
                number=len(found) + 1,
                partner=one,
                fields=fields or (one.taught.field_th,),
                is_dual=chance.happens(assumed.AGREEMENT_IS_DUAL),
                signed_on=signed,
                expires_on=None if years is None else signed + timedelta(days=365 * years),
            )
        )
    return found


def agreements(seed: int, college: College) -> list[Row]:
    """Rows of `agreements`; several fields stand in one cell."""
    chance = Chance(seed, "agreement rows", college.code)
    return [
        {
            "college_code": college.code,
            "agreement_id": f"{one.number}/{be(one.signed_on.year)}",
            "agreement_kind": "moa" if chance.happens(assumed.AGREEMENT_IS_MOA) else "mou",
            **one.partner.named,
            "field_th": ", ".join(one.fields),
            "dual_system": "yes" if one.is_dual else "no",
            "signed_on": one.signed_on,
            "expires_on": one.expires_on,
            "seats": chance.draw(_seats()),
            **({PARTS: len(one.fields)} if len(one.fields) > 1 else {}),
        }
        for one in agreements_of(seed, college)
    ]


def workplace_experts(seed: int, college: College, year_be: int) -> list[Row]:
    """Experts and trainers of some establishments, as counts."""
    chance = Chance(seed, "experts", college.code, year_be)
    rows = []
    for one in establishments_of(seed, college):
        if not chance.happens(assumed.EXPERTS_KNOWN):
            continue
        trainers = chance.below(4)
        rows.append(
            {
                "fiscal_year_be": year_be + 1,
                **one.named,
                "field_th": one.taught.field_th,
                "branch_th": None,
                "experts": chance.below(3),
                "trainers": trainers,
                "trainers_certified": chance.below(trainers + 1),
                "reported_by": college.code,
            }
        )
    return rows


@cache
def _numbers() -> Table[int]:
    return Table(assumed.DEMANDS_OF_AN_ESTABLISHMENT)


@cache
def _kinds() -> Table[str]:
    return Table(assumed.DEMAND_KINDS)


@cache
def _headcounts(size: str) -> Table[int]:
    return Table(assumed.HEADCOUNT[size])


@cache
def _openings() -> Table[int]:
    return Table(assumed.OPENINGS)


@cache
def _agreement_years() -> Table[int | None]:
    return Table(assumed.AGREEMENT_YEARS)


@cache
def _seats() -> Table[int]:
    return Table(assumed.SEATS)
