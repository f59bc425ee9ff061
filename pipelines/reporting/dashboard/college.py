"""A college: its rates, what it sent and what is missing, its rounds, its people, and the networks it belongs to.

The chunk of a college is that of the province in which it is by now.
"""

from __future__ import annotations

from pipelines.reporting.dashboard.nation import HEADLINE, OUTCOMES, RATE
from pipelines.reporting.dashboard.slices import COLLEGE_PROVINCE, Slice

_OWN = "college_code is not null"

SLICES = (
    Slice("dim_calendar_event", ("event_id", "event_th", "event_en", "responsible_th")),
    Slice(
        "employment_rates",
        ("college_code", "academic_year_be", "breakdown", "level", *RATE),
        "breakdown in ('college', 'college_level')",
        COLLEGE_PROVINCE,
    ),
    Slice(
        "employment_rates",
        ("college_code", "academic_year_be", "level", "field_th", *RATE),
        f"breakdown = 'college_level_field' and {HEADLINE}",
        COLLEGE_PROVINCE,
        "fields",
    ),
    Slice(
        "employment_by_round",
        ("college_code", "academic_year_be", "round", "basis", "records", "records_late", *OUTCOMES, "obtained_work"),
        "breakdown = 'college'",
        COLLEGE_PROVINCE,
    ),
    Slice(
        "round_submissions",
        (
            "college_code", "academic_year_be", "round", "basis", "window_opens_on", "window_closes_on", "status",
            "graduates", "records", "surveyed", "surveyed_rate", "followed", "unreachable", "records_late",
            "first_recorded_on", "last_recorded_on", "confirmed_on", "printed_on",
        ),
        _OWN,
        COLLEGE_PROVINCE,
    ),
    Slice(
        "compliance",
        (
            "college_code", "event_id", "system", "year_be", "round", "opens_on", "closes_on", "done_on", "days_late",
            "status", "people_asked", "people_done", "people_missing",
        ),
        _OWN,
        COLLEGE_PROVINCE,
    ),
    Slice(
        "sender_scorecard",
        (
            "college_code", "academic_year_be", "basis", "files", "files_held", "files_rejected", "rows_read",
            "rows_quarantined", "errors", "warnings", "duplicate_rate", "records", "reached", "contact_rate",
            "late_change_rate", "events_in_time", "events_late", "events_overdue", "timely_rate",
        ),
        _OWN,
        COLLEGE_PROVINCE,
    ),
    Slice(
        "supply",
        (
            "college_code", "academic_year_be", "supply_fiscal_year_be", "level", "field_th", "basis", "supply_now",
            "supply_labour", "learners", "supply_next_1", "supply_next_2", "supply_next_3",
            "supply_next_reason",
        ),
        "breakdown = 'college_level_field'",
        COLLEGE_PROVINCE,
    ),
    Slice(
        "network_comparison",
        (
            "college_code", "academic_year_be", "centre_id", "basis", "graduates", "obtained_work", "rate",
            "followed", "benchmark_rate", "own_weight", "difference", "standing", "best_rank", "worst_rank",
            "ranked_colleges", "response_rate", "reliability",
        ),
        "breakdown = 'cvm_network_college'",
        COLLEGE_PROVINCE,
    ),
    Slice(
        "teacher_coverage",
        (
            "college_code", "fiscal_year_be", "basis", "teachers", "development_known", "teachers_trained",
            "trained_rate", "certification_known", "teachers_certified", "certified_rate", "skills_known",
            "teachers_without_gap",
        ),
        "breakdown = 'college'",
        COLLEGE_PROVINCE,
    ),
    Slice(
        "certification_summary",
        (
            "college_code", "fiscal_year_be", "person_kind", "body", "basis", "persons_tested", "tests_judged",
            "tests_passed", "pass_rate", "certificates_in_force",
        ),
        "breakdown = 'college'",
        COLLEGE_PROVINCE,
    ),
    Slice(
        "placement_safety",
        (
            "college_code", "academic_year_be", "basis", "learners", "placements", "safe_known", "safe", "safe_rate",
            "in_order_known", "in_order", "in_order_rate", "accidents", "complaints", "complaints_solved",
        ),
        "breakdown = 'college'",
        COLLEGE_PROVINCE,
    ),
)  # fmt: skip
