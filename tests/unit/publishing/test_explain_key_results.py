"""Which sources and years stand behind a key result, by the words of the list."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.publishing.explaining.key_results import REPORTS, sources_of, spans_behind
from pipelines.settings import CONTRACTS_DIR

KNOWN = {path.name.partition(".")[0] for path in CONTRACTS_DIR.glob("*.odcs.yaml")}


@pytest.mark.parametrize(
    ("key_result", "sources"),
    [
        ("1.1-a3", {"centre_meetings"}),
        ("1.3-1", {"agreements", "placements", "teacher_development"}),
        ("1.4-2", {"teacher_development", "certifications", "teachers"}),
        ("1.4-3", set()),
        ("4.1-2", {"certifications"}),
        ("5.3-1", {"teacher_development", "teacher_skills"}),
        ("5.4-2", {"teacher_development"}),
        ("5.5-1", {"assessment_centres"}),
        ("5.5-2", {"certifications", "teachers", "teacher_development"}),
        ("6.4-2", {"certifications", "students"}),
        ("7.2-2", {"recommendations", "event_reports"}),
    ],
)
def test_sources_are_those_that_the_list_names(key_result: str, sources: set[str]) -> None:
    assert sources_of(key_result, KNOWN) == sources


def test_a_source_that_no_table_stands_on_is_not_named() -> None:
    assert sources_of("5.3-1", {"teacher_skills"}) == {"teacher_skills"}


@pytest.mark.parametrize(
    ("key_result", "spans"),
    [
        ("2.2-1", {("plans", 2567, 2567)}),
        ("2.1-2", {("plan_items", 2565, 2565)}),
        ("7.2-1", {("event_reports", 2567, 2568)}),
        ("6.2-2", {("placements", 2567, 2567)}),
        ("1.3-1", {("agreements", 0, 2568), ("placements", 2567, 2568), ("teacher_development", 2567, 2567)}),
    ],
)
def test_years_are_those_in_which_a_source_tells_of_a_fiscal_year(key_result: str, spans: set[object]) -> None:
    rows = duckdb.sql(f"select '{key_result}' as key_result_id, 2568 as fiscal_year_be")
    assert set(spans_behind(rows, KNOWN)) == spans | {(REPORTS, 2567, 2567)}
