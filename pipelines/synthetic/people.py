"""The made-up people of one college: who finishes a course in which year, and who leaves before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import names
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.tables import YEARS
from pipelines.synthetic.world import College, Taught
from pipelines.years import day_of_be

SERIALS = 11_400
"""People of one college in one category of national ids: 877 colleges times this are below ten million."""
YEAR_SERIALS = 6_000
"""People of one college and year; ten years and the three after them stay below eight categories."""
YEARS_AHEAD = 3
LEVEL_DIGITS = {"ปวช.": "2", "ปวส.": "3", "ป.ตรี": "4"}


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person. An identifier that is not known is None; nothing of it exists."""

    student_id: str | None
    national_id: str | None
    national_id_state: str
    title: str
    first_name: str
    last_name: str
    sex: str
    birth_date: date
    phone: str | None
    email: str | None
    line: str | None

    @property
    def full_name(self) -> str:
        """Title, first and family name in one text."""
        return f"{self.title}{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a course; `is_again` is one who stands in the roster a second time under another student id."""

    person: Person
    taught: Taught
    study_system: str | None
    is_again: bool = False


@dataclass(frozen=True)
class Cohort:
    """Who graduates from a college in a year, and who would have but leaves in the last year of the course."""

    graduates: tuple[Member, ...]
    leavers: tuple[Member, ...]
    next_serial: int


@lru_cache(maxsize=16)
def cohort(seed: int, college: College, year_be: int) -> Cohort:
    """The people of a college whose course ends in a year, field by field."""
    chance = Chance(seed, "cohort", college.code, year_be)
    serial = _first_serial(year_be)
    graduates: list[Member] = []
    leavers: list[Member] = []
    for taught in college.taught:
        for _ in range(graduates_in(seed, college, taught, year_be)):
            member = _member(seed, chance, college, taught, year_be, serial)
            graduates.append(member)
            serial += 1
            if chance.happens(assumed.SAME_PERSON_TWICE) and member.person.national_id_state == "valid":
                graduates.append(_again(member, college, year_be, serial))
                serial += 1
        leaving = len(graduates) and int(
            graduates_in(seed, college, taught, year_be) * assumed.LEAVES_WITHOUT_GRADUATING + chance.random()
        )
        for _ in range(leaving):
            leavers.append(_member(seed, chance, college, taught, year_be, serial))
            serial += 1
    _check(serial, year_be)
    return Cohort(tuple(graduates), tuple(leavers), serial)


def early_leavers(seed: int, college: College, year_be: int) -> tuple[tuple[Member, ...], ...]:
    """Who would have graduated in a year but leaves before the last one: those who leave one year before it, two, …"""
    chance = Chance(seed, "early leavers", college.code, year_be)
    serial = cohort(seed, college, year_be).next_serial
    found: list[list[Member]] = [[] for _ in range(max(YEARS.values()) - 1)]
    for taught in college.taught:
        count = graduates_in(seed, college, taught, year_be)
        for place, share in enumerate(assumed.LEAVES_EARLY[taught.level]):
            for _ in range(int(count * share + chance.random())):
                found[place].append(_member(seed, chance, college, taught, year_be, serial))
                serial += 1
    _check(serial, year_be)
    return tuple(tuple(members) for members in found)


def _first_serial(year_be: int) -> int:
    return (assumed.LATEST_YEAR_BE + YEARS_AHEAD - year_be) * YEAR_SERIALS


def _check(serial: int, year_be: int) -> None:
    if serial > _first_serial(year_be) + YEAR_SERIALS:
        raise ValueError(f"more than {YEAR_SERIALS} people of one college and year")


def graduates_in(seed: int, college: College, taught: Taught, year_be: int) -> int:
    """How many people graduate in a field: the balanced figure in the latest year, near it in others."""
    if year_be == assumed.LATEST_YEAR_BE:
        return taught.graduates
    swing = Chance(seed, "swing", college.code, taught.level, taught.subject_type_th, taught.field_th, year_be).random()
    return int(taught.graduates * (1 + assumed.YEAR_SWING * (2 * swing - 1)) + 0.5)


def _member(seed: int, chance: Chance, college: College, taught: Taught, year_be: int, serial: int) -> Member:
    system = chance.draw(_systems(taught.level))
    is_missing = chance.happens(assumed.STUDY_SYSTEM_MISSING)
    return Member(_person(seed, chance, college, taught, year_be, serial), taught, None if is_missing else system)


def _person(seed: int, chance: Chance, college: College, taught: Taught, year_be: int, serial: int) -> Person:
    is_female = chance.happens(assumed.FEMALE_BY_SUBJECT.get(taught.subject_type_th, assumed.FEMALE))
    number = serial % SERIALS + college.number * SERIALS + serial // SERIALS * names.IDS
    student_id = _student_id(college, taught, year_be, serial)
    state = chance.draw(_states())
    is_unnumbered = state == "valid" and chance.happens(assumed.STUDENT_ID_MISSING)
    born_after = int(chance.random() * 364)
    years = assumed.AGE_AT_GRADUATION[taught.level] + (1 if chance.happens(assumed.A_YEAR_OLDER) else 0)
    return Person(
        student_id=None if is_unnumbered else student_id,
        national_id=_national_id(seed, number, state),
        national_id_state=state,
        title="นางสาว" if is_female else "นาย",
        first_name=names.made_up_word(serial * 31 + college.number, 3),
        last_name=names.FAMILY + names.made_up_word(serial * 7 + 3 * college.number, 3),
        sex="f" if is_female else "m",
        birth_date=day_of_be(year_be + 1 - years, 1, 1) + timedelta(days=born_after),
        phone=names.phone(number % names.IDS) if chance.happens(assumed.HAS_PHONE) else None,
        email=f"s{student_id}@example.com" if chance.happens(assumed.HAS_EMAIL) else None,
        line=f"line-{student_id}" if chance.happens(assumed.HAS_LINE) else None,
    )


def _student_id(college: College, taught: Taught, year_be: int, serial: int) -> str:
    entered = year_be - YEARS[taught.level] + 1
    return f"{entered % 100:02d}{LEVEL_DIGITS[taught.level]}{college.number:04d}{serial % 100_000:05d}"


def _again(member: Member, college: College, year_be: int, serial: int) -> Member:
    """The same person under another student id."""
    person = member.person
    twin = Person(
        _student_id(college, member.taught, year_be, serial), person.national_id, person.national_id_state,
        person.title, person.first_name, person.last_name, person.sex, person.birth_date, person.phone, person.email,
        person.line,
    )  # fmt: skip
    return Member(twin, member.taught, member.study_system, is_again=True)


def _national_id(seed: int, number: int, state: str) -> str | None:
    if state == "missing":
        return None
    if state == "foreign":
        return f"G{number:012d}"
    valid = names.national_id(number, seed)
    return valid if state == "valid" else valid[:-1] + str((int(valid[-1]) + 1) % 10)


@cache
def _states() -> Table[str]:
    return Table(assumed.NATIONAL_ID)


@cache
def _systems(level: str) -> Table[str]:
    return Table(assumed.STUDY_SYSTEMS[level])
