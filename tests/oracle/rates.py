"""Rates of cells and of pools of cells: what is divided by what, and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from tests.oracle.cube import COUNTS, KEYS, NOT_KNOWN_FROM_COUNTS


@dataclass(frozen=True)
class Definition:
    """One way to divide: signed terms above and below, and whether it stands on all graduates or on the followed."""

    numerator: str
    denominator: tuple[str, ...]
    stands_on: Literal["graduates", "followed"]


LEAVERS = ("-military", "-ordained", "-ill", "-deceased")
DEFINITIONS = {
    "ovec_one_year": Definition("obtained_work", ("graduates",), "graduates"),
    "of_followed": Definition("obtained_work", ("followed",), "followed"),
    "of_available": Definition("obtained_work", ("followed", "-study_only", *LEAVERS), "followed"),
    "qa_work_or_study": Definition("work_or_study", ("graduates",), "graduates"),
    "qa_work_or_study_followed": Definition("work_or_study", ("followed",), "followed"),
    "onesqa_style": Definition("obtained_work", ("followed", "-ordained"), "followed"),
    "kedi_style": Definition("obtained_work", ("graduates", "-study_only", *LEAVERS), "graduates"),
}

Z = 1.959964
TOO_FEW_BELOW, NOT_FOLLOWED_BELOW, WIDE_FROM = 10, 0.30, 0.10
COLLEGE_BREAKDOWNS = ("college", "college_level", "college_level_field")
OF_COLLEGE = ("region_th", "province_code", "ownership")
POOLED_YEARS = (2, 3)

_RATE = (
    "numerator", "denominator", "rate", "ci_low", "ci_high", "bound_low", "bound_high", "response_rate", "reliability",
    "is_approximate", "assumed_dates_rate",
)  # fmt: skip


def employment_rates(cube: pl.DataFrame) -> pl.DataFrame:
    """Every definition for every cell, keyed by KEYS and definition_id."""
    return rates(cube).select(*KEYS, "basis", "is_window_closed", "definition_id", *_RATE)


def rates(cells: pl.DataFrame) -> pl.DataFrame:
    """Every definition for every cell."""
    return pl.concat(_rates_of(cells, name, definition) for name, definition in DEFINITIONS.items())


def _rates_of(cells: pl.DataFrame, definition_id: str, definition: Definition) -> pl.DataFrame:
    terms = (definition.numerator, *definition.denominator)
    names = [term.removeprefix("-") for term in terms]
    signed = [
        pl.col(name).fill_null(0) * (-1 if term.startswith("-") else 1)
        for term, name in zip(terms[1:], names[1:], strict=True)
    ]
    on_records = pl.col("graduates") - pl.col("graduates_on_counts")
    sums = cells.with_columns(
        definition_id=pl.lit(definition_id),
        numerator=pl.col(definition.numerator).fill_null(0),
        denominator=pl.sum_horizontal(signed),
        is_approximate=pl.any_horizontal(pl.col(name).is_null() for name in names),
        response_rate=response_rate(),
        assumed_dates_rate=pl.when(on_records > 0).then(pl.col("graduates_with_assumed_dates") / on_records),
    )
    num, den, nobody = pl.col("numerator"), pl.col("denominator"), pl.col("not_followed")
    everybody = den if definition.stands_on == "graduates" else den + nobody
    low, high = wilson(num, den)
    few = den < TOO_FEW_BELOW
    return sums.with_columns(
        pl.when(~few).then(num / den).alias("rate"),
        pl.when(~few).then(low).alias("ci_low"),
        pl.when(~few).then(high).alias("ci_high"),
        pl.when(~few).then(num / everybody).alias("bound_low"),
        pl.when(~few).then((num + nobody) / everybody).alias("bound_high"),
        reliability(num, den),
    )


def response_rate() -> pl.Expr:
    """Share followed."""
    return pl.when(pl.col("graduates") > 0).then(pl.col("followed") / pl.col("graduates"))


def reliability(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """The first that applies."""
    low, high = wilson(numerator, denominator)
    return (
        pl.when(denominator < TOO_FEW_BELOW)
        .then(pl.lit("too_few"))
        .when(response_rate() < NOT_FOLLOWED_BELOW)
        .then(pl.lit("not_followed"))
        .when((high - low) / 2 >= WIDE_FROM)
        .then(pl.lit("wide"))
        .otherwise(pl.lit("ok"))
        .alias("reliability")
    )


def wilson(numerator: pl.Expr, denominator: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """95 % score interval without continuity correction: roots of (p - share)² = z² · p · (1 - p) / n."""
    n, z2 = denominator.cast(pl.Float64), Z * Z
    missed = n - numerator
    middle = (2 * numerator + z2) / (2 * (n + z2))
    reach = (z2 + 4 * numerator * missed / n).sqrt() * Z / (2 * (n + z2))
    low = pl.when(numerator == 0).then(0.0).otherwise((middle - reach).clip(0, 1))
    high = pl.when(missed == 0).then(1.0).otherwise((middle + reach).clip(0, 1))
    return low, high


def employment_pooled(cube: pl.DataFrame) -> pl.DataFrame:
    """Cells of two and three consecutive completed years added, and divided as single years are."""
    pools = [_pool(cube, years) for years in _pools(cube)]
    columns = (
        "first_academic_year_be", "last_academic_year_be", "years", *KEYS[1:], "basis", "graduates_on_counts",
        "definition_id", *_RATE,
    )  # fmt: skip
    if not pools:
        return rates(cube.head(0)).with_columns(_span([0])).select(columns)
    return rates(pl.concat(pools)).select(columns)


def _pools(cube: pl.DataFrame) -> Iterator[list[int]]:
    """The years of each pool: all of them completed, as the nation's cell says."""
    nation = cube.filter((pl.col("breakdown") == "nation") & pl.col("is_window_closed"))
    completed = set(nation["academic_year_be"])
    for last in sorted(completed):
        for length in POOLED_YEARS:
            years = list(range(last - length + 1, last + 1))
            if completed.issuperset(years):
                yield years


def _span(years: Sequence[int]) -> list[pl.Expr]:
    return [
        pl.lit(years[0], pl.Int64).alias("first_academic_year_be"),
        pl.lit(years[-1], pl.Int64).alias("last_academic_year_be"),
        pl.lit(len(years), pl.Int64).alias("years"),
    ]


def _pool(cube: pl.DataFrame, years: Sequence[int]) -> pl.DataFrame:
    """The cells of these years by breakdown and keys; a college's is one wherever it was, and shows the newest."""
    cells = cube.filter(pl.col("academic_year_be").is_in(years)).sort("academic_year_be")
    is_college = pl.col("breakdown").is_in(COLLEGE_BREAKDOWNS)
    by = list(KEYS[1:])
    others = cells.filter(~is_college).group_by(by).agg(_pooled())
    kept = [name for name in by if name not in OF_COLLEGE]
    colleges = cells.filter(is_college).group_by(kept).agg(*_pooled(), *[pl.col(name).last() for name in OF_COLLEGE])
    return pl.concat([others, colleges.select(others.columns)]).with_columns(_span(years))


def _pooled() -> list[pl.Expr]:
    plain = [name for name in COUNTS if name not in NOT_KNOWN_FROM_COUNTS]
    bases = pl.col("basis")
    one_basis = pl.when(bases.n_unique() == 1).then(bases.first()).otherwise(pl.lit("mixed")).alias("basis")
    known_somewhere = pl.col("graduates_with_assumed_dates").is_not_null().any()
    return [
        *[pl.col(name).sum() for name in (*plain, "graduates_on_counts")],
        *[pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()) for name in NOT_KNOWN_FROM_COUNTS],
        pl.when(known_somewhere).then(pl.col("graduates_with_assumed_dates").sum()),
        one_basis,
    ]
