"""`employment_details` and `work_flows`: what is known of the jobs, and where they are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from tests.oracle.cube import COUNTS, KEYS, ROW, added_up, placed, rows_of_both
from tests.oracle.inputs import Schema
from tests.oracle.networks import in_networks
from tests.oracle.outcome import OUTCOMES
from tests.oracle.people import Judged, World
from tests.oracle.rates import TOO_FEW_BELOW

KNOWN_FROM = 10
QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}
OPEN = math.inf
"""Upper bound of an open band."""

_DETAIL: Schema = {
    **{name: ROW[name] for name in ROW if name not in COUNTS},
    "graduates": pl.Int64,
    "last": pl.String,
    "matches_field": pl.String,
    "income_low": pl.Float64,
    "income_high": pl.Float64,
    "days_to_work": pl.Float64,
}
FLOW_KEYS = (
    "academic_year_be", "level", "from_region_th", "from_province_code", "to_region_th", "to_province_code",
    "work_country", "flow",
)  # fmt: skip


def employment_details(world: World, cube: pl.DataFrame) -> pl.DataFrame:
    """A row for each cell of the cube that has graduates on records."""
    rows = placed(world, pl.DataFrame([_detail(one) for one in world.judged], schema=_DETAIL, orient="row"))
    network_rows = in_networks(world.inputs, rows, rows_of_both(world))
    gathered = added_up(rows, network_rows, _gathered()).join(cube, on=KEYS, how="semi", nulls_equal=True)
    known = {name: pl.col(name).list.drop_nulls() for name in ("income_low", "income_high", "days_to_work")}
    return gathered.with_columns(
        _statistic(gathered, bound, share).alias(name)
        for name, bound, share in [
            *[
                (f"income_{q}_{bound}", f"income_{bound}", share)
                for q, share in QUARTILES.items()
                for bound in ("low", "high")
            ],
            ("days_to_work_median", "days_to_work", 0.5),
        ]
    ).select(
        *KEYS,
        pl.lit("records").alias("basis"),
        "graduates_on_records",
        *[f"last_{name}" for name in (*OUTCOMES, "none")],
        "field_match_known",
        "field_matched",
        pl.when(pl.col("field_match_known") >= TOO_FEW_BELOW)
        .then(pl.col("field_matched") / pl.col("field_match_known"))
        .alias("field_match_rate"),
        known["income_low"].list.len().cast(pl.Int64).alias("income_known"),
        *[f"income_{q}_{bound}" for q in QUARTILES for bound in ("low", "high")],
        known["days_to_work"].list.len().cast(pl.Int64).alias("days_to_work_known"),
        "days_to_work_median",
    )


def _detail(one: Judged) -> tuple[object, ...]:
    """What a graduate adds. An income is known by one of its bounds; nobody earns less than nothing."""
    listed, became = one.graduate.counted, one.outcome
    job = became.job.row if became.job else {}
    low, high = job.get("income_low"), job.get("income_high")
    is_known = low is not None or high is not None
    row = {
        **{name: listed.row.get(name) for name in _DETAIL},
        "row_basis": "records",
        "graduates": 1,
        "last": became.last_known_outcome or "none",
        "matches_field": job.get("job_matches_field"),
        "income_low": (low or 0.0) if is_known else None,
        "income_high": (OPEN if high is None else high) if is_known else None,
        "days_to_work": None if became.days_to_work is None else float(became.days_to_work),
    }
    return tuple(row[name] for name in _DETAIL)


def _gathered() -> list[pl.Expr]:
    matches = pl.col("matches_field")
    return [
        pl.len().cast(pl.Int64).alias("graduates_on_records"),
        *[(pl.col("last") == name).sum().cast(pl.Int64).alias(f"last_{name}") for name in (*OUTCOMES, "none")],
        matches.is_not_null().sum().cast(pl.Int64).alias("field_match_known"),
        (matches == "yes").sum().cast(pl.Int64).alias("field_matched"),
        pl.col("income_low", "income_high", "days_to_work"),
    ]


def _statistic(gathered: pl.DataFrame, name: str, share: float) -> pl.Series:
    values = [
        statistic([value for value in of_cell if value is not None], share) for of_cell in gathered[name].to_list()
    ]
    return pl.Series(values, dtype=pl.Float64)


def statistic(values: Sequence[float], share: float) -> float | None:
    """A quantile, linear between neighbours, from ten values on; None where it falls into an open band."""
    if len(values) < KNOWN_FROM:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    found = ordered[below]
    if place > below:
        found += (ordered[below + 1] - ordered[below]) * (place - below)
    return found if math.isfinite(found) else None


def work_flows(world: World) -> pl.DataFrame:
    """Graduates who obtained work, from the college's province to that of the job."""
    rows = [_flow(world, one) for one in world.judged if one.outcome.is_obtained_work]
    schema = {"academic_year_be": pl.Int64, **dict.fromkeys(FLOW_KEYS[1:], pl.String)}
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by(FLOW_KEYS)
        .agg(pl.lit("records").first().alias("basis"), pl.len().cast(pl.Int64).alias("graduates"))
    )


def _flow(world: World, one: Judged) -> tuple[object, ...]:
    year, college, level, _ = one.key
    at = world.places.at(year, college)
    job = one.outcome.job
    country, province = (job.row["work_country"], job.row["work_province_code"]) if job else (None, None)
    region = world.places.region(province)
    if country is not None and country != "TH":
        flow = "abroad"
    elif at["province_code"] is None or province is None:
        flow = "not_known"
    elif at["province_code"] == province:
        flow = "same_province"
    else:
        flow = "same_region" if at["region_th"] == region else "other_region"
    return year, level, at["region_th"], at["province_code"], region, province, country, flow
