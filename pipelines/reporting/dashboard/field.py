"""A field: its rates by level, supply against demand, the provinces, the colleges that teach it, and its employers.

Rates go by the field's own name. Supply and demand meet under the name that old and new curricula share, which
`dim_field` tells; a page of a field whose shared name is another one loads the chunk of that name as well.
"""

from __future__ import annotations

from pipelines.reporting.dashboard.nation import GAP, HEADLINE, RATE
from pipelines.reporting.dashboard.slices import Slice

MOST_EMPLOYERS = 20
"""Demands of a field and fiscal year that are shown: those for the most people."""

_LARGEST = f"""
    select demand_id from demand
    qualify row_number() over (
        partition by meeting_field_th, fiscal_year_be order by headcount desc nulls last, demand_id
    ) <= {MOST_EMPLOYERS}
"""

SLICES = (
    Slice("dim_field", ("level", "field_th", "meeting_field_th", "occupation_group_th", "centre_ids")),
    Slice("employment_rates", ("field_th", "academic_year_be", "breakdown", *RATE), "breakdown = 'field'", "field_th"),
    Slice(
        "employment_rates",
        (
            "field_th", "college_code", "academic_year_be", "level", "basis", "numerator", "denominator", "rate",
            "ci_low", "ci_high", "response_rate", "reliability",
        ),
        f"breakdown = 'college_level_field' and {HEADLINE}",
        "field_th",
        "colleges",
    ),
    Slice(
        "supply_demand_gap",
        ("field_th", "fiscal_year_be", "supply_academic_year_be", "level", *GAP, "monthly_wage_median"),
        "breakdown = 'level_field'",
        "field_th",
    ),
    Slice(
        "supply_demand_gap",
        (
            "field_th", "fiscal_year_be", "province_code", "level", "basis", "supply_labour", "demand_jobs", "gap",
            "coverage", "pressure", "establishments",
        ),
        "breakdown = 'province_level_field'",
        "field_th",
        "provinces",
    ),
    Slice(
        "target_industry_demand",
        (
            "field_th", "fiscal_year_be", "target_industry_id", "level", "place", "demand_jobs", "demand_internship",
            "demand_dual", "establishments", "provinces", "share_of_field_demand",
        ),
        owner="field_th",
    ),
    Slice(
        "demand",
        (
            "meeting_field_th", "fiscal_year_be", "establishment_id", "establishment_kind", "level", "demand_kind",
            "place", "country", "province_code", "headcount", "counted_from",
        ),
        f"demand_id in ({_LARGEST})",
        "meeting_field_th",
    ),
    Slice(
        "dim_establishment",
        ("establishment_id", "establishment_name", "province_code"),
        owner=f"""unnest((
            select list(distinct told.meeting_field_th order by told.meeting_field_th) from demand as told
            where told.establishment_id = sliced.establishment_id and told.demand_id in ({_LARGEST})
        ))""",
    ),
)  # fmt: skip
