"""A province: its headline, its fields and colleges, its supply and demand, and who sent which round."""

from __future__ import annotations

from pipelines.reporting.dashboard.nation import GAP, OUTCOMES, RATE
from pipelines.reporting.dashboard.slices import Slice

_HEADLINE = "definition_id in (select definition_id from dim_indicator where is_headline)"

SLICES = (
    Slice("employment_rates", ("academic_year_be", *RATE), "breakdown = 'province'", "province_code"),
    Slice("employment_one_year", ("academic_year_be", "basis", *OUTCOMES), "breakdown = 'province'", "province_code"),
    Slice(
        "employment_rates",
        ("academic_year_be", "level", "field_th", *RATE),
        f"breakdown = 'province_level_field' and {_HEADLINE}",
        "province_code",
        "fields",
    ),
    Slice(
        "employment_rates",
        ("academic_year_be", "college_code", "breakdown", "level", *RATE),
        f"breakdown in ('college', 'college_level') and {_HEADLINE}",
        "province_code",
        "colleges",
    ),
    Slice(
        "supply_demand_gap",
        ("fiscal_year_be", "supply_academic_year_be", *GAP),
        "breakdown = 'province'",
        "province_code",
    ),
    Slice(
        "supply_demand_gap",
        ("fiscal_year_be", "supply_academic_year_be", "level", "field_th", *GAP),
        "breakdown = 'province_level_field'",
        "province_code",
        "gaps",
    ),
    Slice(
        "supply",
        (
            "academic_year_be", "supply_fiscal_year_be", "basis", "supply_now", "supply_labour", "learners",
            "supply_next_1", "supply_next_1_low", "supply_next_1_high", "supply_next_2", "supply_next_2_low",
            "supply_next_2_high", "supply_next_3", "supply_next_3_low", "supply_next_3_high", "supply_next_reason",
        ),
        "breakdown = 'province'",
        "province_code",
    ),
    Slice(
        "round_submissions",
        (
            "academic_year_be", "round", "college_code", "basis", "status", "window_closes_on", "graduates", "records",
            "records_late", "surveyed_rate", "followed", "unreachable", "confirmed_on", "printed_on",
        ),
        owner="province_code",
    ),
)  # fmt: skip
