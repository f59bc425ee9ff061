"""Policy findings: what the tables show that somebody ought to act on, and what it rests on."""

from __future__ import annotations

from pipelines.reporting.dashboard.slices import Slice

SLICES = (
    Slice(
        "policy_findings",
        (
            "priority", "severity", "topic", "rule_id", "finding_id", "manual_section", "year_be", "region_th",
            "province_code", "institute_name", "centre_id", "college_code", "level", "field_th", "place_th", "place_en",
            "finding_th", "finding_en", "action_th", "action_en", "text_th", "text_en", "metric", "unit", "comparison",
            "threshold", "value", "ci_low", "ci_high", "n", "minimum_n", "value_before", "trend", "certainty",
            "evidence_table", "evidence_keys", "rows_behind", "taken_up_by", "taken_up_status",
        ),
    ),
)  # fmt: skip
