"""The made-up people of one college: graduates with what becomes of them, and their younger fellow learners."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import names, reference
from pipelines.synthetic.balancing import whole
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.world import College, Taught

SERIALS = 11_400
"""People of one college in one category of national ids: 877 colleges times this are below ten million."""
YEAR_SERIALS = 30_000
UNREACHABLE = "unreachable"
WORKING = ("employed", "self_employed", "employed_studying")
STUDYING = ("studying", "employed_studying")


@dataclass(slots=True)
class Person:
    """One made-up person. An identifier that is not known is None; nothing of it exists."""

    student_id: str | None
    national_id: str | None
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
        """Title, first and family name as one text."""
        return f"{self.title}{self.first_name} {self.last_name}"


@dataclass(slots=True)
class Record:
    """What one round says of one graduate."""

    outcome: str
    recorded_on: date | None
    contacted_via: str | None


@dataclass(slots=True)
class Graduate:
    """One completion with the records of its rounds; `work` and `study` say what its records say of them."""

    person: Person
    taught: Taught
    study_system: str | None
    graduated_on: date | None
    term: str | None
    curriculum_be: int
    gpa: float
    rounds: dict[int, Record] = field(default_factory=dict)
    work: dict[str, object] = field(default_factory=dict)
    study: dict[str, object] = field(default_factory=dict)


def first_day(year_be: int) -> date:
    """16 May, on which an academic year begins."""
    return date(year_be - 543, 5, 16)


def graduates_of(seed: int, college: College, year_be: int) -> list[Graduate]:
    """All who graduate from a college in a year, field by field, with the records of the three rounds."""
    chance = Chance(seed, "graduates", college.code, year_be)
    counts = [_count(seed, college, one, year_be) for one in college.taught]
    reached = whole([float(count) for count in counts], int(sum(counts) * _share(seed, college, year_be) + 0.5))
    serial = (assumed.LATEST_YEAR_BE - year_be) * YEAR_SERIALS
    found: list[Graduate] = []
    for taught, count, followed in zip(college.taught, counts, reached, strict=True):
        is_reached = chance.shuffled([True] * min(followed, count) + [False] * (count - min(followed, count)))
        for place in range(count):
            person = made_up(seed, chance, college, taught, year_be, serial)
            found.append(_graduate(chance, person, taught, year_be))
            _follow(seed, chance, college, found[-1], year_be, is_reached=is_reached[place])
            serial += 1
            if chance.happens(assumed.SAME_PERSON_TWICE) and person.national_id and person.student_id:
                found.append(_again(found[-1], serial))
                serial += 1
    return found


def made_up(seed: int, chance: Chance, college: College, taught: Taught, last_year_be: int, serial: int) -> Person:
    """One person who finishes a course in the given year; nobody else in the drop has the serial in this college."""
    share = assumed.FEMALE_BY_SUBJECT.get(taught.subject_type_th, assumed.FEMALE)
    is_female = chance.happens(share)
    number = serial % SERIALS + college.number * SERIALS + serial // SERIALS * names.IDS
    entered = last_year_be - assumed.YEARS_OF_STUDY[taught.level] + 1
    student_id = f"{entered % 100:02d}{LEVEL_DIGITS[taught.level]}{college.number:04d}{serial % 100_000:05d}"
    state = chance.draw(_table("national_id"))
    born_days = int(chance.random() * 364)
    years = assumed.AGE_AT_GRADUATION[taught.level] + (1 if chance.happens(0.25) else 0)
    return Person(
        student_id=None if state == "valid" and chance.happens(assumed.STUDENT_ID_MISSING) else student_id,
        national_id=_national_id(seed, number, state),
        title="นางสาว" if is_female else "นาย",
        first_name=names.made_up_word(serial * 31 + college.number, 3),
        last_name=names.FAMILY + names.made_up_word(serial * 7 + 3 * college.number, 3),
        sex="f" if is_female else "m",
        birth_date=date(last_year_be - 543 + 1 - years, 1, 1) + timedelta(days=born_days),
        phone=names.phone(number % names.IDS) if chance.happens(assumed.HAS_PHONE) else None,
        email=f"s{student_id}@example.com" if chance.happens(assumed.HAS_EMAIL) else None,
        line=f"line-{student_id}" if chance.happens(assumed.HAS_LINE) else None,
    )


LEVEL_DIGITS = {"ปวช.": "2", "ปวส.": "3", "ป.ตรี": "4"}


def _national_id(seed: int, number: int, state: str) -> str | None:
    if state == "missing":
        return None
    if state == "foreign":
        return f"G{number % names.IDS:012d}"
    valid = names.national_id(number, seed)
    return valid if state == "valid" else valid[:-1] + str((int(valid[-1]) + 1) % 10)


def _count(seed: int, college: College, taught: Taught, year_be: int) -> int:
    if year_be == assumed.LATEST_YEAR_BE:
        return taught.graduates
    swing = Chance(seed, "swing", college.code, taught.level, taught.field_th, year_be).random()
    return int(taught.graduates * (1 + assumed.YEAR_SWING * (2 * swing - 1)) + 0.5)


def _share(seed: int, college: College, year_be: int) -> float:
    share = college.follow_share
    if share in (0.0, 1.0) or year_be == assumed.LATEST_YEAR_BE:
        return share
    return min(0.99, max(0.02, share + 0.2 * Chance(seed, "followed", college.code, year_be).random() - 0.1))


def _graduate(chance: Chance, person: Person, taught: Taught, year_be: int) -> Graduate:
    term = chance.draw(_table("terms"))
    after = year_be - 543 + 1
    day = {"1": date(after - 1, 10, 31), "2": date(after, 3, 31), "3": date(after, 5, 15)}[term]
    day -= timedelta(days=chance.below(16))
    system = chance.draw(_systems(taught.level))
    return Graduate(
        person=person,
        taught=taught,
        study_system=None if chance.happens(assumed.STUDY_SYSTEM_MISSING) else system,
        graduated_on=None if chance.happens(assumed.GRADUATED_ON_MISSING) else day,
        term=None if chance.happens(assumed.TERM_MISSING) else term,
        curriculum_be=2567 if (taught.level, taught.field_th) in reference.field_codes() and year_be > 2567 else 2562,
        gpa=int(200 + 200 * (chance.random() + chance.random()) / 2) / 100,
    )


def _again(graduate: Graduate, serial: int) -> Graduate:
    """The same person under another student number; nobody follows the second one."""
    person = graduate.person
    twin = Person(
        f"{str(person.student_id)[:-5]}{serial % 100_000:05d}", person.national_id, person.title, person.first_name,
        person.last_name, person.sex, person.birth_date, person.phone, person.email, person.line,
    )  # fmt: skip
    return Graduate(
        twin, graduate.taught, graduate.study_system, graduate.graduated_on, graduate.term, graduate.curriculum_be,
        graduate.gpa,
    )  # fmt: skip


def _follow(seed: int, chance: Chance, college: College, graduate: Graduate, year_be: int, *, is_reached: bool) -> None:
    """Puts the records of the three rounds on a graduate: from the last outcome backwards."""
    from pipelines.synthetic.outcomes import last_outcome, study_of, work_of

    if college.follow_share == 0.0:
        if reports_unreached(seed, college):
            for number in (1, 2, 3):
                graduate.rounds[number] = _record(chance, UNREACHABLE, number, year_be)
        return
    if not is_reached:
        if chance.happens(assumed.NEVER_REACHED_IS_RECORDED):
            for number in (1, 2, 3):
                graduate.rounds[number] = _record(chance, UNREACHABLE, number, year_be)
        return
    first = chance.draw(_table("first_reached"))
    lost = {number for number in range(first + 1, 4) if chance.happens(assumed.LOST_IN_ROUND)}
    reached = [number for number in range(first, 4) if number not in lost]
    outcome = last_outcome(seed, chance, college, graduate.taught)
    states = {}
    for number in reversed(reached):
        states[number] = outcome
        outcome = chance.draw(_earlier(outcome))
    for number in (1, 2, 3):
        if number in states:
            graduate.rounds[number] = _record(chance, states[number], number, year_be)
        elif number in lost or chance.happens(assumed.UNREACHED_IS_RECORDED):
            graduate.rounds[number] = _record(chance, UNREACHABLE, number, year_be)
    if any(state in WORKING for state in states.values()):
        graduate.work = work_of(chance, college, graduate, year_be)
    if any(state in STUDYING for state in states.values()):
        graduate.study = study_of(chance, college, graduate)


def reports_unreached(seed: int, college: College) -> bool:
    """Whether a college that follows nobody sends a file that says so."""
    return Chance(seed, "reports nobody", college.code).happens(assumed.FOLLOWS_NOBODY_BUT_REPORTS)


def skips_round(seed: int, college: College, year_be: int, number: int) -> bool:
    """Whether a college sends nothing in a round."""
    return Chance(seed, "skips", college.code, year_be, number).happens(assumed.SKIPS_ROUND[number])


def window(year_be: int, number: int) -> tuple[date, date]:
    """First and last day of a round of an academic year's graduates."""
    after = year_be - 543 + 1
    return {
        1: (date(after, 6, 16), date(after, 6, 30)),
        2: (date(after, 7, 1), date(after, 9, 30)),
        3: (date(after, 10, 1), date(after, 12, 31)),
    }[number]


def _record(chance: Chance, outcome: str, number: int, year_be: int) -> Record:
    opens, closes = window(year_be, number)
    day = opens + timedelta(days=chance.below((closes - opens).days + 1))
    if chance.happens(assumed.RECORDED_LATE):
        day = closes + timedelta(days=1 + chance.below(12))
    if chance.happens(assumed.RECORDED_ON_MISSING):
        return Record(outcome, None, chance.draw(_table("contacted_via")))
    return Record(outcome, day, chance.draw(_table("contacted_via")))


@cache
def _table(name: str) -> Table:
    return Table(
        {
            "national_id": assumed.NATIONAL_ID,
            "terms": assumed.TERMS,
            "first_reached": assumed.FIRST_REACHED,
            "contacted_via": assumed.CONTACTED_VIA,
        }[name]
    )


@cache
def _systems(level: str) -> Table[str]:
    return Table(assumed.STUDY_SYSTEMS[level])


@cache
def _earlier(outcome: str) -> Table[str]:
    return Table(assumed.EARLIER[outcome])
