"""Drawn rows of the sources of administration with cells that fit each other, each with a key of its own."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.office.calendar import seed_events
from pipelines.reading.resolution import read_seed
from pipelines.years import fiscal_year_be
from tests.filled_cells import NOTHING, Filled, FilledRow, same
from tests.made_files.makers import centre_id, code

Fit = Callable[[int, FilledRow], FilledRow]

_APPLIES_TO = {event.event_id: event.applies_to for event in seed_events()}
_PERCENTS = {row["key_result_id"] for row in read_seed("key_results") if row["unit"] == "percent"}
_EVENT_OF_COLLEGES = same("vcop-2568-verify")


def _of_centre(number: int, row: FilledRow) -> FilledRow:
    return row | {"centre": same(centre_id(number))}


def _plan(number: int, row: FilledRow) -> FilledRow:
    is_of_five_years = row["plan_kind"].value == "five_year"
    return _of_centre(number, row) | ({"fiscal_year_be": same(2566)} if is_of_five_years else {})


def _plan_item(number: int, row: FilledRow) -> FilledRow:
    starts, ends = row["starts_on"].value, row["ends_on"].value
    is_backwards = starts and ends and ends < starts
    return row | {"item_no": same(number)} | ({"ends_on": row["starts_on"]} if is_backwards else {})


def _meeting(number: int, row: FilledRow) -> FilledRow:
    return _of_centre(number, row) | {"fiscal_year_be": same(fiscal_year_be(row["met_on"].value))}


def _activity(number: int, row: FilledRow) -> FilledRow:
    row = _of_centre(number, row)
    if row["key_result_id"].value not in _PERCENTS:
        return row
    is_over = {name: row[name].value is not None and row[name].value > 100 for name in ("target", "actual")}
    return row | {name: same(100) for name, over in is_over.items() if over}


def _sar_score(number: int, row: FilledRow) -> FilledRow:
    is_assessed = row["percent"].value is not None or row["score"].value is not None
    return row if is_assessed else row | {"score": Filled("ดี", 3)}


def _progress(number: int, row: FilledRow) -> FilledRow:
    return row | {"reporter_code": same(code(number))}


def _event_report(number: int, row: FilledRow) -> FilledRow:
    row = row | {"reporter_code": same(code(number))}
    applies_to = _APPLIES_TO[row["event_id"].value]
    if applies_to == "office":
        return row | {"event_id": _EVENT_OF_COLLEGES}
    return _of_centre(number, row) if applies_to == "centre" else row


def _recommendation(number: int, row: FilledRow) -> FilledRow:
    is_dated = row["submitted_on"] != NOTHING
    return row | {"item_no": same(number)} | ({} if is_dated else {"status": Filled("ร่าง", "draft")})


FITTING: dict[str, Fit] = {
    "plans": _plan,
    "plan_items": _plan_item,
    "centre_meetings": _meeting,
    "centre_boards": lambda number, row: row | {"seat_no": same(number)},
    "centre_activities": _activity,
    "sar_scores": _sar_score,
    "emvs_progress": _progress,
    "event_reports": _event_report,
    "recommendations": _recommendation,
}
"""Source → what makes a drawn row of it a good one; the number of a row is its own."""
