"""The cube: one row for each graduate or row of counts, added up into cells (03, Basis and Breakdowns)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from tests.oracle.days import last_day, months_after
from tests.oracle.inputs import Inputs, Schema
from tests.oracle.networks import in_networks
from tests.oracle.people import Judged, World

KEYS = (
    "academic_year_be", "breakdown", "region_th", "province_code", "institute_name", "ownership", "college_code",
    "level", "subject_type_th", "field_th", "study_system", "sex", "centre_id",
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
    "study_system": ("study_system",),
    "sex": ("sex",),
    "college": ("college_code", "province_code", "region_th", "ownership"),
    "college_level": ("college_code", "level", "province_code", "region_th", "ownership"),
    "college_level_field": ("college_code", "level", "field_th", "province_code", "region_th", "ownership"),
    "province_level_field": ("province_code", "level", "field_th", "region_th"),
    "cvm_network": ("centre_id",),
    "cvm_network_college": ("centre_id", "college_code"),
}
SIX = ("nation", "region", "province", "level", "field", "college")
"""The breakdowns of the tables about rounds and intentions."""

TEACHING = ("academic_year_be", "college_code", "level", "field_th", "branch_th")
ROW: Schema = {
    "academic_year_be": pl.Int64,
    **dict.fromkeys(("college_code", "level", "subject_type_th", "field_th", "branch_th"), pl.String),
    **dict.fromkeys(("study_system", "sex", "row_basis"), pl.String),
    "is_closed": pl.Boolean,
    **dict.fromkeys(("source_rows", "with_assumed_dates", *COUNTS), pl.Int64),
}
"""A row before it is added up; the place of its college is joined to it."""


def employment_one_year(world: World) -> pl.DataFrame:
    """Every cell of the cube, keyed by KEYS."""
    rows = rows_of_both(world)
    cells = added_up(rows, in_networks(world.inputs, rows, rows), counted())
    return cells.select(
        *KEYS, "basis", "graduates_on_counts", "is_window_closed", "source_rows", "graduates_with_assumed_dates",
        *COUNTS,
    )  # fmt: skip


def rows_of_both(world: World) -> pl.DataFrame:
    """Graduates on records, and counts of the college x level x years without a roster; with the college's place."""
    return placed(world, pl.concat([rows_on_records(world, world.judged), rows_on_counts(world)]))


def placed(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the place of their college."""
    places = world.places.frame(rows.select("academic_year_be", "college_code").iter_rows())
    return rows.join(places, on=["academic_year_be", "college_code"], how="left")


def rows_on_records(world: World, judged: Iterable[Judged]) -> pl.DataFrame:
    """One row for each graduate; the rows of the roster and the records it is made of are its source rows."""
    rows = []
    for one in judged:
        listed = one.graduate.counted
        row = {
            **{name: listed.row[name] for name in (*TEACHING, "subject_type_th", "study_system", "sex")},
            "row_basis": "records",
            "is_closed": world.inputs.as_of > months_after(listed.graduated_on, 12),
            "source_rows": len(one.graduate.listed) + len(one.records),
            "with_assumed_dates": int(one.has_assumed_dates),
            **one.outcome.counts(),
        }
        rows.append(tuple(row[name] for name in ROW))
    return pl.DataFrame(rows, schema=ROW, orient="row")


def rows_on_counts(world: World) -> pl.DataFrame:
    """The counts as given, as if all graduated on the last day of the academic year."""
    taken = [
        row
        for row in world.inputs.outcomes.to_dicts()
        if (row["academic_year_be"], row["college_code"], row["level"]) not in world.rosters.levels
    ]
    employed = pl.col("work_state_enterprise") + pl.col("work_government") + pl.col("work_private")
    return (
        pl.DataFrame(taken, schema=world.inputs.outcomes.schema)
        .with_columns(
            employed=employed,
            obtained_work=employed + pl.col("self_employed"),
            work_or_study=employed + pl.col("self_employed") + pl.col("further_study"),
            study_only=pl.col("further_study"),
            not_followed=pl.col("graduates") - pl.col("followed"),
            work_sector_unknown=pl.lit(0),
            **{name: pl.lit(None) for name in NOT_KNOWN_FROM_COUNTS},
            **{name: pl.lit(None) for name in ("branch_th", "study_system", "sex", "with_assumed_dates")},
            source_rows=pl.lit(1),
            row_basis=pl.lit("counts"),
            is_closed=pl.col("academic_year_be").map_elements(
                lambda year: is_closed_on_counts(world.inputs, year), return_dtype=pl.Boolean
            ),
        )
        .select(list(ROW))
        .cast(pl.Schema(ROW))
    )


def is_closed_on_counts(inputs: Inputs, academic_year_be: int) -> bool:
    """Has the year run out of someone who graduated on the last day of the academic year?"""
    return inputs.as_of > months_after(last_day(academic_year_be), 12)


def added_up(
    rows: pl.DataFrame,
    network_rows: pl.DataFrame | None,
    sums: Sequence[pl.Expr],
    *,
    breakdowns: Iterable[str] = tuple(BREAKDOWNS),
    beside: Sequence[str] = (),
) -> pl.DataFrame:
    """The cells of the breakdowns, each with the columns of KEYS; `beside` are further columns to group by."""
    cells = []
    for breakdown in breakdowns:
        split_by = BREAKDOWNS[breakdown]
        pool = network_rows if breakdown.startswith("cvm_network") else rows
        if pool is None:
            raise ValueError(f"{breakdown} needs the rows of the networks")
        if split_by:  # a year in which nothing is known of the breakdown has no rows of it
            pool = pool.filter(pl.col(split_by[0]).is_not_null().any().over("academic_year_be"))
        cells.append(
            pool.group_by("academic_year_be", *beside, *split_by).agg(*sums).with_columns(breakdown=pl.lit(breakdown))
        )
    whole = pl.concat(cells, how="diagonal_relaxed")
    return whole.with_columns(pl.lit(None, pl.String).alias(name) for name in KEYS if name not in whole.columns)


def counted() -> list[pl.Expr]:
    """The sums of a cell."""
    plain = [name for name in (*COUNTS, "source_rows") if name not in (*NOT_KNOWN_FROM_COUNTS, "other")]
    on_counts, on_records = pl.col("row_basis") == "counts", pl.col("row_basis") == "records"
    is_apart = on_records.all()  # military, ordained, ill and deceased are told apart only where all is on records
    inside = pl.sum_horizontal(pl.col(name).sum() for name in NOT_KNOWN_FROM_COUNTS)
    return [
        *[pl.col(name).sum() for name in plain],
        *[pl.when(is_apart).then(pl.col(name).sum()).alias(name) for name in NOT_KNOWN_FROM_COUNTS],
        (pl.col("other").sum() + pl.when(is_apart).then(0).otherwise(inside)).alias("other"),
        pl.when(is_apart)
        .then(pl.lit("records"))
        .when(on_counts.all())
        .then(pl.lit("counts"))
        .otherwise(pl.lit("mixed"))
        .alias("basis"),
        pl.col("graduates").filter(on_counts).sum().alias("graduates_on_counts"),
        pl.when(on_records.any()).then(pl.col("with_assumed_dates").sum()).alias("graduates_with_assumed_dates"),
        pl.col("is_closed").all().alias("is_window_closed"),
    ]
