"""The made-up establishments: who is registered by which college, under what number, in what industry and size.

Every establishment belongs to the one college that registered it; other colleges of the province may know it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import names
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.people import SERIALS
from pipelines.synthetic.rows import Row
from pipelines.synthetic.world import College, Taught
from pipelines.years import day_of_be

PEOPLE_OF_COLLEGES = 7 * names.IDS
"""The national ids of teachers and of natural persons who are establishments: a category that no learner has."""
_FORMS = ("บริษัท {} จำกัด", "บจก.{}", "หจก.{}", "ห้างหุ้นส่วนจำกัด {}", "บริษัท {} จำกัด (มหาชน)", "บริษัท {} จำกัด")
_OTHERS = {
    "individual": "ร้าน{}",
    "government": "สำนักงาน{}",
    "community": "วิสาหกิจชุมชน{}",
    "foreign": "{} Example Co., Ltd.",
    "state_enterprise": "การ{}แห่งประเทศสมมติ",
    "education": "มหาวิทยาลัย{}",
    "professional_body": "สมาคม{}",
}


NO_ESTABLISHMENT: Row = dict.fromkeys(("establishment_id", "establishment_name", "establishment_province"))
"""The three columns where nobody is named."""


@dataclass(frozen=True, slots=True)
class Establishment:
    """One establishment. `place` is its place among those of its college; no number of it has been given out."""

    place: int
    kind: str
    establishment_id: str | None
    name: str
    province_name: str | None
    country: str
    size: str
    taught: Taught

    @property
    def named(self) -> Row:
        """The three columns by which every source names it."""
        return {
            "establishment_id": self.establishment_id,
            "establishment_name": self.name,
            "establishment_province": self.province_name,
        }

    @property
    def named_without_id(self) -> Row:
        """Name and province alone."""
        return {**self.named, "establishment_id": None}


@lru_cache(maxsize=12)
def establishments_of(seed: int, college: College) -> tuple[Establishment, ...]:
    """The establishments that a college registers."""
    chance = Chance(seed, "establishments", college.code)
    count = assumed.ESTABLISHMENTS_OF_A_COLLEGE + int(college.graduates * assumed.ESTABLISHMENTS_PER_GRADUATE)
    courses = Table({taught: float(taught.graduates) for taught in college.taught})
    found: list[Establishment] = []
    for place in range(count):
        kind = chance.draw(_kinds())
        country = chance.draw(_countries()) if kind == "foreign" else "TH"
        is_after = bool(found) and kind == found[-1].kind == "company" and found[-1].establishment_id is not None
        is_again = is_after and chance.happens(assumed.SAME_NAME_TWICE)
        is_unnumbered = kind == "company" and not is_again and chance.happens(assumed.WITHOUT_ESTABLISHMENT_ID)
        found.append(
            Establishment(
                place=place,
                kind=kind,
                establishment_id=None if is_unnumbered else _identity(seed, college, place, kind, country),
                name=found[-1].name if is_again else _name(college, place, kind),
                province_name=college.province.name_th if country == "TH" else None,
                country=country,
                size=chance.draw(_sizes()),
                taught=chance.draw(courses),
            )
        )
    return tuple(found)


def neighbours(college: College, everywhere: Sequence[College]) -> list[College]:
    """The next two colleges of the same province, in the order of their numbers."""
    near = [one for one in everywhere if one.province.code == college.province.code]
    place = near.index(college)
    return [one for one in (near[place + 1 :] + near[:place])[:2] if one.taught]


def register_of(seed: int, college: College, year_be: int) -> list[Row]:
    """Rows of `establishments`: all that a college registers in the year after the academic year."""
    chance = Chance(seed, "register", college.code)
    opens = day_of_be(year_be + 1, 6, 16)
    rows = []
    for one in establishments_of(seed, college):
        industry, target = chance.of(assumed.INDUSTRIES.get(one.taught.subject_type_th, assumed.OTHER_INDUSTRIES))
        _, fewest, most = assumed.SIZES[one.size]
        employees = fewest + chance.below(most - fewest + 1)
        if chance.happens(assumed.SIZE_DISAGREES):
            employees = 2_000 if one.size in ("micro", "small") else 1
        registered = opens + timedelta(days=chance.below(190))
        has_person = chance.happens(assumed.HAS_CONTACT_PERSON)
        has_email = has_person and chance.happens(assumed.HAS_EMAIL)
        number = college.number * SERIALS + one.place
        rows.append(
            {
                **one.named,
                "establishment_kind": one.kind,
                "industry_code": industry if chance.happens(assumed.INDUSTRY_TOLD) else None,
                "target_industry": target,
                "size_class": one.size,
                "employees": employees if chance.happens(assumed.EMPLOYEES_TOLD) else None,
                "country": one.country,
                "contact_name": f"คุณ{names.made_up_word(number * 13, 3)} {names.FAMILY}" if has_person else None,
                "contact_phone": names.phone(number % names.IDS) if has_person else None,
                "contact_email": f"hr{number}@example.com" if has_email else None,
                "registered_on": registered,
                "updated_on": registered + timedelta(days=chance.below(120))
                if chance.happens(assumed.UPDATED)
                else None,
                "reported_by": college.code,
            }
        )
    return rows


def juristic_number(college: College, place: int) -> str:
    """A juristic number with a valid check digit, of a kind that is not given out."""
    digits = f"{assumed.JURISTIC}{college.number:03d}{place:05d}"
    return digits + names.check_digit(digits)


def national_id_of(seed: int, college: College, number: int) -> str:
    """The national id of a teacher or of somebody whose trade is an establishment; below `SERIALS` of a college."""
    return names.national_id(PEOPLE_OF_COLLEGES + (college.number - 1) * SERIALS + number, seed)


def _identity(seed: int, college: College, place: int, kind: str, country: str) -> str:
    if kind == "individual":
        return national_id_of(seed, college, assumed.NATURAL_PERSONS + place)
    if kind == "government":
        digits = f"{assumed.OFFICE_OF_THE_STATE}{college.number:03d}{place:04d}"
        return digits + names.check_digit(digits)
    if kind == "community":  # district 99 of no province
        high, low = divmod(college.number, 100)
        return f"9-{college.province.code}-99-{low:02d}/{high}-{place:04d}"
    if kind == "foreign":
        return f"{country}-99{college.number:03d}{place:05d}"
    return juristic_number(college, place)


def _name(college: College, place: int, kind: str) -> str:
    word = f"ตัวอย่าง{names.made_up_word(college.number * 2_003 + place, 4)}"
    form = _OTHERS.get(kind, _FORMS[place % len(_FORMS)])
    return form.format(word)


@cache
def _kinds() -> Table[str]:
    return Table(assumed.ESTABLISHMENT_KINDS)


@cache
def _countries() -> Table[str]:
    return Table(assumed.COUNTRIES)


@cache
def _sizes() -> Table[str]:
    return Table({size: share for size, (share, _, _) in assumed.SIZES.items()})
