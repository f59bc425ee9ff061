"""Networks: the colleges that teach a centre's field, or that the centre lists (03, on networks)."""

from __future__ import annotations

import polars as pl

from tests.oracle.inputs import Inputs
from tests.oracle.learners import learners

YEARS_FROM_SUPPLY_TO_FISCAL = 1
"""The graduates of an academic year are the supply of the fiscal year after it."""

MEMBER = ("academic_year_be", "centre_id", "college_code")


def mapped(inputs: Inputs, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that teach a centre's level, field and branch, once for each centre; a centre without branch takes any."""
    crosswalk = inputs.seeds.centre_fields.rename({"branch_th": "asked_branch_th"})
    return (
        rows.with_row_index("taught_row")
        .join(crosswalk, on=["level", "field_th"], how="inner")
        .filter(pl.col("asked_branch_th").is_null() | (pl.col("asked_branch_th") == pl.col("branch_th")))
        .drop("asked_branch_th")
        .unique(["taught_row", "centre_id"], maintain_order=True)
        .drop("taught_row")
    )


def members(inputs: Inputs, graduates: pl.DataFrame) -> pl.DataFrame:
    """The colleges of each centre and academic year: with graduates or learners in a mapped field, or listed."""
    taught = learners(inputs).filter(pl.col("learners") > 0)
    listed = inputs.members.with_columns(academic_year_be=pl.col("fiscal_year_be") - YEARS_FROM_SUPPLY_TO_FISCAL)
    return pl.concat(
        [
            mapped(inputs, graduates.filter(pl.col("graduates") > 0)).select(MEMBER),
            mapped(inputs, taught).select(MEMBER),
            listed.select(MEMBER),
        ]
    ).unique()


def in_networks(inputs: Inputs, rows: pl.DataFrame, graduates: pl.DataFrame) -> pl.DataFrame:
    """Rows in the mapped fields of the centres that their college belongs to, once for each centre.

    `graduates` are the rows of both bases, for the networks are the same whatever a table counts.
    """
    return mapped(inputs, rows).join(members(inputs, graduates), on=list(MEMBER), how="semi")
