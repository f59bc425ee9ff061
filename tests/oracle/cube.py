"""Counts basis of the employment cube in polars: plain frames in, `employment_one_year` and `employment_rates` out.

Belongs here: what the published figures mean, written from their definitions. Does not belong here: anything
that reads a file, or that the warehouse itself uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

KEYS = (
    "academic_year_be", "breakdown", "region_th", "province_code", "institute_name", "ownership", "college_code",
    "level", "subject_type_th", "field_th", "study_system", "sex", "centre_id",
)  # fmt: skip

AS_GIVEN = (
    "graduates", "followed", "further_study", "seeking", "work_state_enterprise", "work_government", "work_private",
    "self_employed", "other",
)  # fmt: skip
NOT_KNOWN_FROM_COUNTS = ("military", "ordained", "ill", "deceased")
COUNTS = (
    "graduates", "followed", "not_followed", "employed", "work_private", "work_government", "work_state_enterprise",
    "work_sector_unknown", "self_employed", "obtained_work", "further_study", "work_or_study", "study_only",
    "seeking", "military", "ordained", "ill", "deceased", "other",
)  # fmt: skip

# What a breakdown is split by, and the columns that are filled beside it.
BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "nation": (),
    "region": ("region_th",),
    "province": ("province_code", "region_th"),
    "institute": ("institute_name",),
    "ownership": ("ownership",),
    "level": ("level",),
    "subject_type": ("subject_type_th",),
    "field": ("field_th",),
    "college": ("college_code", "province_code", "region_th", "ownership"),
    "college_level": ("college_code", "level", "province_code", "region_th", "ownership"),
    "college_level_field": ("college_code", "level", "field_th", "province_code", "region_th", "ownership"),
    "province_level_field": ("province_code", "level", "field_th", "region_th"),
    "cvm_network": ("centre_id",),
    "cvm_network_college": ("centre_id", "college_code"),
}


@dataclass(frozen=True)
class Inputs:
    """The plain frames behind the cube.

    outcomes: academic_year_be, college_code, level (code), subject_type_th, field_th and the nine counts of AS_GIVEN;
    colleges: college_code, province_code, ownership, institute_name; provinces: province_code, region_th;
    centre_fields: level, field_th, branch_th, centre_id, confidence.
    """

    outcomes: pl.DataFrame
    colleges: pl.DataFrame
    provinces: pl.DataFrame
    centre_fields: pl.DataFrame
    as_of: date


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


def window_closes_after(academic_year_be: int) -> date:
    """Last day of the window: a year after the academic year's last day, 15 May of the following year."""
    return date(academic_year_be - 543 + 2, 5, 15)


def employment_one_year(inputs: Inputs) -> pl.DataFrame:
    """Every cell of the cube, keyed by KEYS."""
    rows = (
        inputs.outcomes.with_columns(source_rows=pl.lit(1, pl.Int64))
        .join(inputs.colleges, on="college_code", how="left")
        .join(inputs.provinces, on="province_code", how="left")
    )
    mapped = (
        inputs.centre_fields.filter((pl.col("confidence") == 1) & pl.col("branch_th").is_null())
        .select("level", "field_th", "centre_id")
        .unique()
    )
    in_networks = rows.join(mapped, on=["level", "field_th"], how="inner").filter(
        pl.col("graduates").sum().over("academic_year_be", "centre_id", "college_code") > 0
    )
    cells = []
    for breakdown, split_by in BREAKDOWNS.items():
        pool = in_networks if breakdown.startswith("cvm_network") else rows
        if split_by:  # a year in which nothing is known of the breakdown has no rows of it
            pool = pool.filter(pl.col(split_by[0]).is_not_null().any().over("academic_year_be"))
        cells.append(
            pool.group_by("academic_year_be", *split_by)
            .agg(pl.col(*AS_GIVEN, "source_rows").sum())
            .with_columns(breakdown=pl.lit(breakdown))
        )
    return _with_derived_counts(pl.concat(cells, how="diagonal"), inputs.as_of)


def _with_derived_counts(cells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    absent = [name for name in KEYS if name not in cells.columns]
    closed = {year: as_of > window_closes_after(year) for year in cells["academic_year_be"].unique()}
    employed = pl.col("work_state_enterprise") + pl.col("work_government") + pl.col("work_private")
    return (
        cells.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        .with_columns(
            employed=employed,
            obtained_work=employed + pl.col("self_employed"),
            work_or_study=employed + pl.col("self_employed") + pl.col("further_study"),
            study_only=pl.col("further_study"),
            not_followed=pl.col("graduates") - pl.col("followed"),
            work_sector_unknown=pl.lit(0, pl.Int64),
            basis=pl.lit("counts"),
            graduates_on_counts=pl.col("graduates"),
            is_window_closed=pl.col("academic_year_be").replace_strict(closed, return_dtype=pl.Boolean),
            **{name: pl.lit(None, pl.Int64) for name in NOT_KNOWN_FROM_COUNTS},
        )
        .select(*KEYS, "basis", "graduates_on_counts", "is_window_closed", "source_rows", *COUNTS)
    )


def employment_rates(cube: pl.DataFrame) -> pl.DataFrame:
    """Every definition for every cell, keyed by KEYS and definition_id."""
    return pl.concat(_rates_of(cube, name, definition) for name, definition in DEFINITIONS.items())


def _rates_of(cube: pl.DataFrame, definition_id: str, definition: Definition) -> pl.DataFrame:
    terms = (definition.numerator, *definition.denominator)
    names = [term.removeprefix("-") for term in terms]
    signed = [
        pl.col(name).fill_null(0) * (-1 if term.startswith("-") else 1)
        for term, name in zip(terms[1:], names[1:], strict=True)
    ]
    sums = cube.with_columns(
        definition_id=pl.lit(definition_id),
        numerator=pl.col(definition.numerator).fill_null(0),
        denominator=pl.sum_horizontal(signed),
        is_approximate=pl.any_horizontal(pl.col(name).is_null() for name in names),
        response_rate=pl.when(pl.col("graduates") > 0).then(pl.col("followed") / pl.col("graduates")),
    )
    num, den, nobody = pl.col("numerator"), pl.col("denominator"), pl.col("not_followed")
    everybody = den if definition.stands_on == "graduates" else den + nobody
    low, high = wilson(num, den)
    few = den < TOO_FEW_BELOW
    return sums.select(
        *KEYS,
        "basis",
        "is_window_closed",
        "definition_id",
        "numerator",
        "denominator",
        pl.when(~few).then(num / den).alias("rate"),
        pl.when(~few).then(low).alias("ci_low"),
        pl.when(~few).then(high).alias("ci_high"),
        pl.when(~few).then(num / everybody).alias("bound_low"),
        pl.when(~few).then((num + nobody) / everybody).alias("bound_high"),
        "response_rate",
        pl.when(few)
        .then(pl.lit("too_few"))
        .when(pl.col("response_rate") < NOT_FOLLOWED_BELOW)
        .then(pl.lit("not_followed"))
        .when((high - low) / 2 >= WIDE_FROM)
        .then(pl.lit("wide"))
        .otherwise(pl.lit("ok"))
        .alias("reliability"),
        "is_approximate",
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
