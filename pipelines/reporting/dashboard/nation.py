"""The nation: headline by level under every definition, provinces, fields, trend and rounds."""

from __future__ import annotations

from pipelines.reporting.dashboard.slices import Slice

RATE = (
    "definition_id", "basis", "numerator", "denominator", "rate", "ci_low", "ci_high", "bound_low", "bound_high",
    "response_rate", "reliability", "is_approximate", "is_window_closed",
)  # fmt: skip
"""What a rate is shown with."""

GAP = (
    "basis", "supply", "supply_labour", "demand_jobs", "demand_places", "gap", "coverage", "pressure", "establishments",
    "colleges", "seats", "matched_places",
)  # fmt: skip
"""What a gap of supply and demand is shown with."""

HEADLINE = "definition_id in (select definition_id from dim_indicator where is_headline)"
"""The definition that pages begin with."""

OUTCOMES = ("graduates", "followed", "employed", "self_employed", "further_study", "seeking", "other", "not_followed")

SLICES = (
    Slice(
        "employment_rates",
        ("academic_year_be", "breakdown", "level", "region_th", "ownership", "sex", *RATE),
        "breakdown in ('nation', 'level', 'region', 'ownership', 'sex')",
    ),
    Slice(
        "employment_one_year",
        ("academic_year_be", "breakdown", "level", "basis", *OUTCOMES),
        "breakdown in ('nation', 'level')",
    ),
    Slice(
        "employment_by_round",
        ("academic_year_be", "round", "records", "records_late", *OUTCOMES, "obtained_work"),
        "breakdown = 'nation'",
    ),
    Slice(
        "supply_demand_gap",
        ("fiscal_year_be", "supply_academic_year_be", "breakdown", "level", *GAP),
        "breakdown in ('nation', 'level')",
    ),
    Slice(
        "employment_rates",
        ("province_code", *RATE),
        "breakdown = 'province'",
        "academic_year_be",
        "provinces",
    ),
    Slice(
        "employment_rates",
        ("field_th", *RATE),
        "breakdown = 'field'",
        "academic_year_be",
        "fields",
    ),
    Slice(
        "supply_demand_gap",
        ("field_th", "level", "fiscal_year_be", *GAP),
        "breakdown = 'level_field'",
        "supply_academic_year_be",
        "gaps",
    ),
)
