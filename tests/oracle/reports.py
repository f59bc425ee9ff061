"""Tables for those who bring colleges and establishments together: `partnerships`, `matching_report` and
`target_industry_demand`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

from tests.oracle.demand import weighted_median
from tests.oracle.gap import Gap
from tests.oracle.inputs import Schema

Row = dict[str, Any]

INDUSTRY_KEYS = ("fiscal_year_be", "target_industry_id", "level", "field_th", "place")
INDUSTRY: Schema = {
    "fiscal_year_be": pl.Int64, "target_industry_id": pl.String, "level": pl.String, "field_th": pl.String,
    "place": pl.String,
    **dict.fromkeys(("demand_jobs", "demand_internship", "demand_dual", "demand_teacher_placement", "establishments",
                     "provinces"), pl.Int64),
    "monthly_wage_median": pl.Float64, "wage_headcount": pl.Int64, "share_of_field_demand": pl.Float64,
    "supply_labour": pl.Float64,
}  # fmt: skip


def framed(rows: Iterable[Row], schema: Schema) -> pl.DataFrame:
    """Rows as a table; a column that a row does not have is NULL there."""
    return pl.DataFrame([tuple(row.get(name) for name in schema) for row in rows], schema=schema, orient="row")
