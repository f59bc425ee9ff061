"""Following the graduates of one college up: what each round records of whom, from the last outcome backwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import reference
from pipelines.synthetic.balancing import whole
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.outcomes import last_outcome, study_of, work_of
from pipelines.synthetic.people import Member, Person, cohort, graduates_in
from pipelines.synthetic.world import College, Taught
from pipelines.years import ce, day_of_be

ROUNDS = (1, 2, 3)
UNREACHABLE = "unreachable"
WORKING = ("employed", "self_employed", "employed_studying")
STUDYING = ("studying", "employed_studying")


@dataclass(slots=True)
class Record:
    """What one round says of one graduate."""

    outcome: str
    recorded_on: date | None
    contacted_via: str


@dataclass(slots=True)
class Graduate:
    """One completion with the records of its rounds; `work` and `study` hold the details that records repeat."""

    member: Member
    graduated_on: date | None
    term: str | None
    curriculum_be: int
    gpa: float
    rounds: dict[int, Record] = field(default_factory=dict)
    work: dict[str, Any] = field(default_factory=dict)
    study: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.member.person

    @property
    def taught(self) -> Taught:
        """Level and field."""
        return self.member.taught

    @property
    def last_outcome(self) -> str | None:
        """The newest outcome that is known."""
        known = [self.rounds[one].outcome for one in ROUNDS if one in self.rounds]
        known = [outcome for outcome in known if outcome != UNREACHABLE]
        return known[-1] if known else None


@lru_cache(maxsize=4)
def graduates_of(seed: int, college: College, year_be: int) -> tuple[Graduate, ...]:
    """All who graduate from a college in a year, with the records of the three rounds."""
    chance = Chance(seed, "following", college.code, year_be)
    counts = [graduates_in(seed, college, one, year_be) for one in college.taught]
    reached = whole([float(count) for count in counts], int(sum(counts) * _share(seed, college, year_be) + 0.5))
    is_reached: dict[Taught, list[bool]] = {}
    for taught, count, followed in zip(college.taught, counts, reached, strict=True):
        is_reached[taught] = chance.shuffled([place < followed for place in range(count)])
    found = []
    for member in cohort(seed, college, year_be).graduates:
        graduate = _graduate(chance, member, year_be)
        found.append(graduate)
        if member.is_again:
            continue
        if college.follow_share == 0.0 or not is_reached[member.taught].pop():
            is_recorded = (
                reports_nobody(seed, college)
                if college.follow_share == 0.0
                else chance.happens(assumed.NEVER_REACHED_IS_RECORDED)
            )
            if is_recorded:
                graduate.rounds = {number: _record(chance, UNREACHABLE, number, year_be) for number in ROUNDS}
        else:
            _follow(seed, chance, college, graduate, year_be)
    return tuple(found)


def _follow(seed: int, chance: Chance, college: College, graduate: Graduate, year_be: int) -> None:
    """The records of somebody who is reached: the last outcome is drawn, and what was before it."""
    first = chance.draw(_first_reached())
    lost = [number for number in ROUNDS if number > first and chance.happens(assumed.LOST_IN_ROUND)]
    outcome = last_outcome(seed, chance, college, graduate.taught)
    states: dict[int, str] = {}
    for number in reversed(ROUNDS):
        if number >= first and number not in lost:
            states[number] = outcome
            outcome = chance.draw(_earlier(outcome))
    for number in ROUNDS:
        if number in states:
            graduate.rounds[number] = _record(chance, states[number], number, year_be)
        elif number in lost or chance.happens(assumed.UNREACHED_IS_RECORDED):
            graduate.rounds[number] = _record(chance, UNREACHABLE, number, year_be)
    working = [number for number in ROUNDS if states.get(number) in WORKING]
    if working:
        earliest = graduate.graduated_on or day_of_be(year_be + 1, 3, 31)
        latest = graduate.rounds[working[0]].recorded_on or window(year_be, working[0])[0]
        graduate.work = work_of(chance, college, graduate.taught)
        days = max(1, (latest - earliest).days)
        graduate.work["started_on"] = latest - timedelta(days=chance.below(min(days, 60)))
    if any(state in STUDYING for state in states.values()):
        graduate.study = study_of(chance, college, graduate.taught)


def _graduate(chance: Chance, member: Member, year_be: int) -> Graduate:
    term = chance.draw(_terms())
    after = ce(year_be + 1)
    day = {"1": date(after - 1, 10, 31), "2": date(after, 3, 31), "3": date(after, 5, 15)}[term]
    day -= timedelta(days=chance.below(16))
    key = (member.taught.level, member.taught.field_th)
    return Graduate(
        member=member,
        graduated_on=None if chance.happens(assumed.GRADUATED_ON_MISSING) else day,
        term=None if chance.happens(assumed.TERM_MISSING) else term,
        curriculum_be=2567 if key in reference.field_codes() and year_be > assumed.LATEST_YEAR_BE else 2562,
        gpa=int(200 + 200 * (chance.random() + chance.random()) / 2) / 100,
    )


def reports_nobody(seed: int, college: College) -> bool:
    """Whether a college that reaches nobody sends files that say so."""
    return Chance(seed, "reports nobody", college.code).happens(assumed.FOLLOWS_NOBODY_BUT_REPORTS)


def skips_round(seed: int, college: College, year_be: int, number: int) -> bool:
    """Whether a college sends nothing in a round."""
    return Chance(seed, "skips", college.code, year_be, number).happens(assumed.SKIPS_ROUND[number])


def window(year_be: int, number: int) -> tuple[date, date]:
    """First and last day of a round of an academic year's graduates."""
    after = ce(year_be + 1)
    return {
        1: (date(after, 6, 16), date(after, 6, 30)),
        2: (date(after, 7, 1), date(after, 9, 30)),
        3: (date(after, 10, 1), date(after, 12, 31)),
    }[number]


def _share(seed: int, college: College, year_be: int) -> float:
    share = college.follow_share
    if share in (0.0, 1.0) or year_be == assumed.LATEST_YEAR_BE:
        return share
    return min(0.99, max(0.02, share + 0.2 * Chance(seed, "followed", college.code, year_be).random() - 0.1))


def _record(chance: Chance, outcome: str, number: int, year_be: int) -> Record:
    opens, closes = window(year_be, number)
    day: date | None = opens + timedelta(days=chance.below((closes - opens).days + 1))
    if chance.happens(assumed.RECORDED_LATE):
        day = closes + timedelta(days=1 + chance.below(12))
    if chance.happens(assumed.RECORDED_ON_MISSING):
        day = None
    return Record(outcome, day, chance.draw(_contacted_via()))


@cache
def _terms() -> Table[str]:
    return Table(assumed.TERMS)


@cache
def _first_reached() -> Table[int]:
    return Table(assumed.FIRST_REACHED)


@cache
def _contacted_via() -> Table[str]:
    return Table(assumed.CONTACTED_VIA)


@cache
def _earlier(outcome: str) -> Table[str]:
    return Table(assumed.EARLIER[outcome])
