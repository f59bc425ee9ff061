"""The calendar: what is due when, and who has done it, by event, province and centre."""

from __future__ import annotations

from pipelines.reporting.dashboard.slices import Slice

SLICES = (
    Slice(
        "dim_calendar_event",
        (
            "year_kind", "year_be", "closes_on", "event_id", "system", "round", "event_th", "event_en", "applies_to",
            "opens_on", "opens_basis", "closes_basis", "responsible_th", "source_document",
        ),
    ),
    Slice(
        "compliance",
        (
            "event_id", "reporter_kind", "reporter", "province_code", "college_code", "centre_id", "basis", "status",
            "closes_on", "done_on", "days_late", "people_asked", "people_done", "people_missing",
        ),
    ),
)  # fmt: skip
