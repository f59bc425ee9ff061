"""The synthetic sample as plain frames, taken from its generator, so that no file is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.synthetic.sample_counts import Sample
from pipelines.synthetic.sample_profile import LEVEL_CODES
from tests.oracle.cube import AS_GIVEN, Inputs
from tests.oracle.official import centre_field_frame, province_frame, read_seed

WITHOUT_PROVINCE = 42
"""Number of the closed college whose row in the register leaves its province empty."""


def inputs(sample: Sample, seeds: Path, as_of: date) -> Inputs:
    """What the cube must be made of: the outcome rows that load, the colleges as registered."""
    outcomes = [
        {
            "academic_year_be": row.academic_year_be,
            "college_code": row.college_code,
            "level": LEVEL_CODES[row.level],
            "subject_type_th": row.subject_type_th,
            "field_th": row.field_th,
            **dict(zip(AS_GIVEN, row.counts, strict=True)),
        }
        for row in sample.outcomes
    ]
    colleges = [
        {
            "college_code": college.code,
            "province_code": None if college.number == WITHOUT_PROVINCE else college.province.code,
            "ownership": college.kind.ownership,
            "institute_name": college.institute_name,
        }
        for college in sample.colleges
    ]
    return Inputs(
        outcomes=pl.DataFrame(outcomes),
        colleges=pl.DataFrame(colleges, infer_schema_length=None),
        provinces=province_frame(read_seed(seeds, "provinces.csv")),
        centre_fields=centre_field_frame(read_seed(seeds, "centre_fields.csv")),
        as_of=as_of,
    )
