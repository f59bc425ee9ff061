"""The sources behind key results of the CVM centres: what the list of key results says that each is computed from."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from functools import cache

import duckdb

from pipelines.settings import SEEDS_DIR

TABLES = {"centre_scorecard", "key_result_parts"}
REPORTS = "centre_activities"
"""What a centre reports of any result, and the target that it sets itself."""
Span = tuple[str, int, int]
"""A source and the first and last academic year of its rows."""
_BY_DAY = {"certifications", "event_reports"}
"""Sources whose rows are of the year in which a day lies: of a fiscal year in one of two academic years."""
_ALSO = {"5.5-2": {"teacher_development"}}
"""`who were developed`, in the words of the list."""


def spans_behind(rows: duckdb.DuckDBPyRelation, known: Collection[str]) -> list[Span]:
    """The sources of these rows of the scorecard or of what stands beside it, among those that are known.

    A fiscal year stands for the academic year before it, whose graduates enter in it.
    """
    asked = rows.select("key_result_id, fiscal_year_be").distinct().fetchall()
    return sorted({span for result, year in asked for span in _spans(result, year, known)})


def sources_of(key_result_id: str, known: Collection[str]) -> set[str]:
    """The sources that a result is computed from: where the list names no column, all that its words name."""
    words = _list()[key_result_id]["computed_from"]
    if same := re.match(r"same figure as ([^ ;]+)", words):
        return sources_of(same[1], known)
    named = set(re.findall(r"([a-z_]+)\.[a-z_]+|\(([a-z_]+)\)", words))
    found = {word for pair in named for word in pair} & set(known)
    return (found or set(re.findall(r"[a-z_]+", words)) & set(known)) | _ALSO.get(key_result_id, set())


def _spans(key_result_id: str, fiscal_year_be: int, known: Collection[str]) -> Iterator[Span]:
    period = _list()[key_result_id]["period"]
    before = fiscal_year_be - 1
    yield REPORTS, before, before
    for source in sources_of(key_result_id, known):
        if source == "agreements":  # signed in any year before, and in force
            yield source, 0, fiscal_year_be
        elif source in _BY_DAY or (source == "placements" and period == "fiscal_year"):
            yield source, before, fiscal_year_be
        elif project := re.match(r"\d+-", _list()[_plan_of(key_result_id)]["period"]):
            first = int(project[0][:-1]) - 1
            yield source, first, first
        else:
            yield source, before, before


def names_of_key_results() -> dict[str, dict[str, str]]:
    """Thai and English words of every key result, as the manual has them."""
    return {name: {"th": row["key_result_th"], "en": row["key_result_en"]} for name, row in _list().items()}


def _plan_of(key_result_id: str) -> str:
    """The result that tells the years of a plan: the first of its activity."""
    activity = _list()[key_result_id]["activity_code"]
    return next(name for name, one in _list().items() if one["activity_code"] == activity)


@cache
def _list() -> dict[str, dict[str, str]]:
    with (SEEDS_DIR / "key_results.csv").open(encoding="utf-8", newline="") as file:
        return {row["key_result_id"]: row for row in csv.DictReader(file)}
