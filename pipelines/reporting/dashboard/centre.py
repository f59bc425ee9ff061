"""A CVM centre: the colleges of its network side by side, and its key results against their targets."""

from __future__ import annotations

from pipelines.reporting.dashboard.nation import GAP, RATE
from pipelines.reporting.dashboard.slices import Slice

SLICES = (
    Slice(
        "network_comparison",
        (
            "academic_year_be", "breakdown", "college_code", "level", "basis", "is_window_closed", "graduates",
            "followed", "obtained_work", "rate", "ci_low", "ci_high", "response_rate", "reliability",
            "network_colleges", "network_graduates", "network_obtained_work", "network_rate", "benchmark_rate",
            "own_weight", "difference", "difference_low", "difference_high", "standing", "ranked_colleges", "best_rank",
            "worst_rank", "supply_now", "supply_next_1", "demand_jobs", "demand_places", "agreements", "teachers",
            "teachers_trained", "teachers_certified", "teachers_judged", "teachers_with_gap", "teacher_placements",
            "teacher_placements_ended", "reports_in_time", "short_courses", "short_course_participants", "tests_judged",
            "tests_passed", "placements", "safety_known", "safe_placements", "test_centres_licensed",
            "reports_in_time_rate", "certification_pass_rate", "safe_placement_rate", "knowledge_assets",
            "knowledge_components", "sar_score", "followups_reached",
            "followup_records", "contact_rate", "emvs_rounds_asked", "emvs_rounds_entered",
            "group_duties", "group_duties_done", "events_asked", "events_overdue",
        ),
        owner="centre_id",
    ),
    Slice(
        "centre_scorecard",
        (
            "fiscal_year_be", "key_result_id", "activity_code", "unit", "basis", "target", "target_basis", "computed",
            "numerator", "denominator", "reported", "reported_on", "achievement", "status", "is_counted", "source_rows",
        ),
        owner="centre_id",
    ),
    Slice("employment_rates", ("academic_year_be", *RATE), "breakdown = 'cvm_network'", "centre_id"),
    Slice(
        "supply_demand_gap",
        ("fiscal_year_be", "supply_academic_year_be", "breakdown", "level", "field_th", *GAP),
        "breakdown in ('cvm_network', 'cvm_network_level_field')",
        "centre_id",
    ),
    Slice(
        "plan_status",
        ("fiscal_year_be", "plan_kind", "is_held", "sent_on", "due_on", "days_late", "status", "items", "items_met"),
        owner="centre_id",
    ),
    Slice(
        "centre_meeting_summary",
        ("fiscal_year_be", "meeting_kind", "meetings", "target", "status", "last_met_on", "network_share"),
        owner="centre_id",
    ),
)  # fmt: skip
