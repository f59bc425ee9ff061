"""What can be checked of every source: rows and sums over the rows that load, by what later indicators divide them by.

A sum is a list of groups with their figure, in the order of the groups; an empty group is written as null.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.planted import FATE, PARTS
from pipelines.synthetic.rows import Row
from pipelines.synthetic.tables import LEVEL_CODES
from pipelines.years import day_of_be

Key = tuple[str, str, tuple[Any, ...]]
"""Source, name of the sum, group."""
ROWS = "rows"
_REPORT_DAYS = 15


@dataclass(frozen=True)
class Sum:
    """A figure of a source: rows, or a column of them, of those rows that count, by some columns."""

    name: str
    by: tuple[str, ...] = ()
    of: str | None = None
    counts: Callable[[Row], bool] = lambda row: True  # noqa: ARG005


def _is(column: str, *values: object) -> Callable[[Row], bool]:
    return lambda row: row[column] in values


def _has(column: str) -> Callable[[Row], bool]:
    return lambda row: row[column] is not None


def _is_in_order(row: Row) -> bool:
    """Trained and oriented not after the first day, and visited at least once."""
    days = (row["safety_trained_on"], row["oriented_on"])
    return all(day is not None and day <= row["starts_on"] for day in days) and bool(row["supervision_visits"])


def _is_required_and_taught(row: Row) -> bool:
    return bool(row["employers_requiring"] > 0 and row["in_curriculum"] == "yes")


def _is_reported_in_time(row: Row) -> bool:
    """The work report of a placement came within fifteen days of its end."""
    sent = row["work_report_on"]
    return sent is not None and (sent - row["ends_on"]).days <= _REPORT_DAYS


def _is_in_force(row: Row) -> bool:
    is_signed = row["signed_on"] <= IN_FORCE_ON
    return is_signed and (row["expires_on"] is None or row["expires_on"] >= IN_FORCE_ON)


IN_FORCE_ON = day_of_be(assumed.LATEST_YEAR_BE + 1, 9, 30)
"""The day on which agreements are counted: the last of the fiscal year of the newest demands."""

SUMS: dict[str, tuple[Sum, ...]] = {
    "students": (Sum("learners", ("level", "year_of_study")), Sum("by_status", ("status",))),
    "establishments": (
        Sum("by_kind", ("establishment_kind",)),
        Sum("by_size", ("size_class",)),
        Sum("without_id", counts=lambda row: row["establishment_id"] is None),
    ),
    "demands": (
        Sum("headcount", ("fiscal_year_be", "field_th", "level", "demand_kind"), "headcount"),
        Sum("headcount_abroad", ("demand_kind",), "headcount", lambda row: row["work_country"] != "TH"),
        Sum("without_id", counts=lambda row: row["establishment_id"] is None),
    ),
    "job_postings": (Sum("openings", ("posting_kind", "level"), "openings"), Sum("filled", (), "filled")),
    "agreements": (
        Sum("in_force", ("agreement_kind",), counts=_is_in_force),
        Sum("seats_in_force", ("dual_system",), "seats", _is_in_force),
    ),
    "placements": (
        Sum("by_kind", ("academic_year_be", "placement_kind")),
        Sum("with_incidents", ("academic_year_be",), counts=lambda row: row["incidents"] > 0),
        Sum("incidents", ("academic_year_be",), "incidents"),
        Sum("in_order", ("academic_year_be",), counts=_is_in_order),
        Sum("completed", ("completed",)),
    ),
    "workplace_experts": (
        Sum("experts", (), "experts"),
        Sum("trainers", (), "trainers"),
        Sum("trainers_certified", (), "trainers_certified"),
    ),
    "curriculum_units": (
        Sum("required", ("curriculum_be",), counts=lambda row: row["employers_requiring"] > 0),
        Sum("required_and_taught", ("curriculum_be",), counts=_is_required_and_taught),
    ),
    "short_courses": (
        Sum("trainees", ("fiscal_year_be",), "trainees"),
        Sum("trainees_students", ("fiscal_year_be",), "trainees_students"),
        Sum("passed", ("fiscal_year_be",), "passed"),
        Sum("with_establishment", ("fiscal_year_be",), counts=_has("establishment_name")),
    ),
    "teachers": (
        Sum("by_kind", ("academic_year_be", "teacher_kind")),
        Sum("vocational", ("academic_year_be",), counts=_is("is_vocational", "yes")),
        Sum("supervisors", ("academic_year_be",), counts=_is("is_supervisor", "yes")),
    ),
    "teacher_development": (
        Sum("by_activity", ("fiscal_year_be", "activity", "result")),
        Sum("hours", ("fiscal_year_be", "activity"), "hours"),
        Sum("with_incidents", ("fiscal_year_be",), counts=lambda row: bool(row["incidents"])),
        Sum("reports_within_15_days", ("fiscal_year_be",), counts=_is_reported_in_time),
    ),
    "teacher_skills": (
        Sum("required", ("fiscal_year_be",), "required_level"),
        Sum("current", ("fiscal_year_be",), "current_level"),
    ),
    "certifications": (Sum("by_result", ("person_kind", "body", "result")),),
    "assessment_centres": (Sum("by_stage", ("body", "stage")),),
    "network_members": (Sum("members", ("fiscal_year_be", "tier")),),
    "enrolment_counts": (Sum("students", ("academic_year_be", "level"), "students"),),
    "working_group_orders": (
        Sum("orders", ("academic_year_be", "order_kind")),
        Sum("with_meeting", ("academic_year_be", "order_kind"), counts=_has("met_on")),
    ),
    "working_groups": (Sum("people", ("academic_year_be", "order_kind"), "people"),),
    "plans": (
        Sum("plans", ("fiscal_year_be", "plan_kind")),
        Sum("sent", ("fiscal_year_be", "plan_kind"), counts=_has("sent_on")),
    ),
    "plan_items": (
        Sum("items", ("fiscal_year_be", "plan_kind")),
        Sum("reached", ("fiscal_year_be", "plan_kind"), counts=_has("actual")),
        Sum("budget", ("fiscal_year_be",), "budget"),
        Sum("spent", ("fiscal_year_be",), "spent"),
    ),
    "centre_meetings": (Sum("meetings", ("fiscal_year_be", "meeting_kind")),),
    "centre_boards": (Sum("seats", ("fiscal_year_be", "board_position")),),
    "centre_activities": (Sum("reported", ("fiscal_year_be", "key_result_id"), "actual"),),
    "knowledge_assets": (Sum("assets", ("fiscal_year_be", "component")),),
    "sar_scores": (Sum("scores", ("academic_year_be", "standard_set", "score")),),
    "emvs_progress": (Sum("progress", ("fiscal_year_be", "round"), "progress_percent"),),
    "event_reports": (Sum("reports", ("event_id",)),),
    "recommendations": (Sum("by_status", ("fiscal_year_be", "status")),),
}


def counted(source: str, rows: Iterable[Row]) -> Counter[Key]:
    """The sums of those rows that load."""
    found: Counter[Key] = Counter()
    for row in rows:
        if row.get(FATE) is not None:
            continue
        found[source, ROWS, ()] += row.get(PARTS, 1)
        for one in SUMS.get(source, ()):
            if one.counts(row):
                group = tuple(
                    LEVEL_CODES.get(row[name], row[name]) if name == "level" else row[name] for name in one.by
                )
                found[source, one.name, group] += 1 if one.of is None else row[one.of] or 0
    return found


def _told_as(column: str, value: Any) -> Any:
    return LEVEL_CODES.get(value, value) if column == "level" else value


def told(found: Mapping[Key, int]) -> dict[str, dict[str, Any]]:
    """The sums as the truth says them: `{source: {"rows": n, sum: figure or [[…group, figure], …]}}`."""
    sources: dict[str, dict[str, Any]] = {}
    for source, name, group in sorted(found, key=repr):
        told_of = sources.setdefault(source, {})
        figure = found[source, name, group]
        if group:
            told_of.setdefault(name, []).append([*group, figure])
        else:
            told_of[name] = figure
    return sources
