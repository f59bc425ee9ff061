"""The synthetic sample's counts and colleges taken from its generator, so that no file of them is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.synthetic.sample_counts import Sample
from pipelines.synthetic.sample_profile import LEVEL_CODES
from tests.oracle.comparison import as_of, internal
from tests.oracle.inputs import AS_GIVEN, COLLEGES, OUTCOMES, Inputs, of_home

WITHOUT_PROVINCE = 42
"""Number of the closed college whose row in the register leaves its province empty."""


def inputs(sample: Sample, home: Path) -> Inputs:
    """What the tables must be made of: the outcome rows that load, the colleges as registered, the people of the home.

    Colleges that only host a centre are in no row of people or counts, so the generator's are all that matter.
    """
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
            "valid_from": None,
            "valid_to": None,
        }
        for college in sample.colleges
    ]
    return replace(
        of_home(home, internal(home), as_of(home)),
        outcomes=pl.DataFrame(outcomes, schema=OUTCOMES),
        colleges=pl.DataFrame(colleges, schema=COLLEGES),
    )
