"""Learners moved forward: the rates of the cohorts held, and what they come to with their interval (03, Supply)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.rates import Z

FEW_BELOW = 30


class Learner(NamedTuple):
    """Learners of one cell and year of study: academic year, college, level, field in which names meet."""

    year: int
    college: str
    level: str
    field: str
    year_of_study: int | None
    learners: int


class Completed(NamedTuple):
    """Graduates of a college, level and field in a year."""

    year: int
    college: str
    level: str
    field: str
    graduates: int


@dataclass(frozen=True)
class Rate:
    """A share of `n` learners, at most 1."""

    share: Fraction
    n: int


@dataclass(frozen=True)
class Path:
    """What must be passed from a year of study to graduation."""

    rates: tuple[Rate, ...]

    @property
    def share(self) -> Fraction:
        """Share that arrives."""
        share = Fraction(1)
        for rate in self.rates:
            share *= rate.share
        return share

    def variance(self, learners: int) -> float:
        """Of the number that arrives: by chance, and because the rates are those of few."""
        share = self.share
        if share == 0:
            return 0.0
        unsure = sum(((1 - rate.share) / (rate.n * rate.share) for rate in self.rates), Fraction(0))
        return float(learners * share * (1 - share) + learners * learners * share * share * unsure)


_Sums = dict[tuple[str, str | None, int], dict[int, list[int]]]
"""By level, field (None: all of the level) and year of study: the parts and the whole of each academic year."""


class Rates:
    """Progression and completion of the nation, as they were held in each year."""

    def __init__(
        self, learners: Iterable[Learner], graduates: Iterable[Completed], courses: Mapping[str, int | None]
    ) -> None:
        self._courses = courses
        counts: dict[tuple[int, str, str, str, int], int] = defaultdict(int)
        for one in learners:
            if one.year_of_study is not None and one.learners > 0:
                counts[one.year, one.college, one.level, one.field, one.year_of_study] += one.learners
        told = {(year, college, level) for year, college, level, _, _ in counts}
        self._moved: _Sums = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        self._done: _Sums = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        graduated = list(graduates)
        has_graduates = {(one.year, one.college, one.level) for one in graduated}
        for (year, college, level, field, study), number in counts.items():
            for of in (field, None):
                if (year + 1, college, level) in told:
                    self._moved[level, of, study][year][1] += number
                if (year - 1, college, level) in told and study > 1:
                    self._moved[level, of, study - 1][year - 1][0] += number
                if study == courses[level] and (year, college, level) in has_graduates:
                    self._done[level, of, study][year][1] += number
        for year, college, level, field, number in graduated:
            last = courses[level]
            if last is not None and (year, college, level) in told:
                for of in (field, None):
                    self._done[level, of, last][year][0] += number

    def path(self, year: int, level: str, field: str, study: int) -> Path | None:
        """From a year of study of an academic year to graduation; None where a rate is not held."""
        last = self._courses[level]
        if last is None:
            raise ValueError(f"{level} has no years of study")
        rates = [self._rate(self._moved, level, field, passed, year - 1) for passed in range(study, last)]
        rates.append(self._rate(self._done, level, field, last, year))
        held = [rate for rate in rates if rate is not None]
        return Path(tuple(held)) if len(held) == len(rates) else None

    def _rate(self, sums: _Sums, level: str, field: str, study: int, latest: int) -> Rate | None:
        """The field's, or where it is of few the level's."""
        own = _newest(sums.get((level, field, study), {}), latest)
        return own if own is not None and own.n >= FEW_BELOW else _newest(sums.get((level, None, study), {}), latest)


def _newest(years: Mapping[int, list[int]], latest: int) -> Rate | None:
    held = [year for year, (_, whole) in years.items() if whole > 0 and year <= latest]
    if not held:
        return None
    part, whole = years[max(held)]
    return Rate(min(Fraction(part, whole), Fraction(1)), whole)


@dataclass(frozen=True)
class Forecast:
    """An expected number with its 95 % interval."""

    expected: float
    low: float
    high: float


def forecast(groups: Iterable[tuple[int, Path]]) -> Forecast | None:
    """What groups of learners come to, each on a path of its own; None of no learner."""
    groups = [(learners, path) for learners, path in groups if learners > 0]
    if not groups:
        return None
    expected = float(sum((learners * path.share for learners, path in groups), Fraction(0)))
    deviation = math.sqrt(sum(path.variance(learners) for learners, path in groups))
    most = sum(learners for learners, _ in groups)
    return Forecast(expected, max(0.0, expected - Z * deviation), min(float(most), expected + Z * deviation))
