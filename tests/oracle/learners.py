"""Who learns: by the roster of a college, year and level, else by its counts. Who left is no learner."""

from __future__ import annotations

import polars as pl

from tests.oracle.inputs import Inputs, Schema

STILL_THERE = ("studying", "on_leave", "graduated")
_LEVEL = ["academic_year_be", "college_code", "level"]
LEARNERS: Schema = {
    "academic_year_be": pl.Int64,
    **dict.fromkeys(("college_code", "level", "field_th", "branch_th", "row_basis"), pl.String),
    "year_of_study": pl.Int64,
    "is_beyond_course": pl.Boolean,
    "learners": pl.Int64,
}


def learners(inputs: Inputs) -> pl.DataFrame:
    """Rows of both bases with the columns of LEARNERS."""
    listed = inputs.students.filter(pl.col("status").is_in(STILL_THERE)).select(
        *_LEVEL, "field_th", "branch_th", "year_of_study", pl.col("is_beyond_course").fill_null(value=False),
        row_basis=pl.lit("records"), learners=pl.lit(1),
    )  # fmt: skip
    counted = inputs.enrolment.join(inputs.students.select(_LEVEL).unique(), on=_LEVEL, how="anti").with_columns(
        row_basis=pl.lit("counts"), is_beyond_course=pl.lit(value=False)
    )
    return pl.concat([frame.select(list(LEARNERS)).cast(pl.Schema(LEARNERS)) for frame in (listed, counted)])
