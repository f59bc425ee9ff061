"""Which rows prove what: the query of the proofs over made-up rows in memory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.office.calendar import seed_events
from pipelines.office.done_when import parse_done_when
from pipelines.office.proving import frame_of_terms, proofs_of, query_of, rows_of
from tests.made_files.readings import contracts

A, B = "1399000001", "1399000002"
SOURCES = {
    "plans": """
        select 2568 as fiscal_year_be, '2566-07' as centre_id, 'action' as plan_kind, date '2024-11-01' as sent_on
        union all select 2568, '2566-07', 'five_year', date '2024-12-01'
        union all select 2568, '2566-08', 'action', null
    """,
    "establishments": f"""
        select '{A}' as reported_by, date '2025-06-20' as registered_on, 'O''Neill' as establishment_name,
            4 as employees, date '2025-07-01' as arrived_on
        union all select '{A}', null, 'other', null, date '2025-07-02'
    """,
    "event_reports": f"""
        select 'a' as event_id, '{A}' as reporter_code, '2566-07' as centre_id, date '2025-01-01' as done_on
        union all select 'b', '{B}', null, date '2025-01-02'
    """,
    "students": f"""
        select 2568 as academic_year_be, college_code, student_key, status, is_final_year, profile_updated_on
        from (values
            ('{A}', 'a', 'studying', true, date '2025-07-01'), ('{A}', 'b', 'on_leave', true, date '2025-07-02'),
            ('{A}', 'c', 'studying', false, null), ('{A}', 'd', 'withdrawn', true, date '2025-07-01'),
            ('{B}', 'e', 'studying', null, null), ('3', 'f', 'studying', false, null),
            ('4', 'g', 'withdrawn', null, null)
        ) as learners (college_code, student_key, status, is_final_year, profile_updated_on)
    """,
    "intentions": f"""
        select 2568 as academic_year_be, '{A}' as college_code, student_key, surveyed_on
        from (values
            ('a', date '2026-01-05'), ('a', date '2026-01-01'), ('b', date '2026-01-05'), ('c', date '2026-01-01'),
            ('x', date '2026-01-01'), (null, date '2026-01-01')
        ) as answers (student_key, surveyed_on)
    """,
    "graduates": f"select 2568 as academic_year_be, '{A}' as college_code, 'g' as graduate_key",
    "followups": f"""
        select 2568 as academic_year_be, '{A}' as college_code, 1 as round, 'g' as graduate_key,
            date '2025-06-20' as recorded_on
        union all select 2568, '{A}', 2, 'g', date '2025-06-10'
    """,
}


def proved(text: str) -> set[tuple[Any, ...]]:
    """Year, reporter, centre, event, day and people of all rows that prove this."""
    with duckdb.connect() as connection:
        columns = {source: connection.sql(query).columns for source, query in SOURCES.items()}
        query = query_of(proofs_of([text]), contracts(), SOURCES, columns)
        rows = connection.sql(query).project(
            "coalesce(academic_year_be, fiscal_year_be), reporter_code, centre_id, event_id, day, people"
        )
        return set(rows.fetchall())


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("plans.sent_on[plan_kind=action] first", {(2568, None, "2566-07", None, date(2024, 11, 1), None)}),
        ("plans.sent_on[centre=2566-07, plan_kind=five_year] last",
         {(2568, None, "2566-07", None, date(2024, 12, 1), None)}),
        ("plans.sent_on[plan_kind=teacher] first", set()),
        ("establishments.registered_on first", {(None, A, None, None, date(2025, 6, 20), None)}),
        ("establishments.registered_on[establishment_name=O'Neill] first",
         {(None, A, None, None, date(2025, 6, 20), None)}),
        ("establishments.employees filled", {(None, A, None, None, date(2025, 7, 1), None)}),
        ("establishments.employees[employees=4] filled", {(None, A, None, None, date(2025, 7, 1), None)}),
        ("establishments.arrived_on last",
         {(None, A, None, None, date(2025, 7, 1), None), (None, A, None, None, date(2025, 7, 2), None)}),
        ("establishments.updated_on first", set()),
        ("event_reports.done_on first",
         {(None, A, "2566-07", "a", date(2025, 1, 1), None), (None, B, None, "b", date(2025, 1, 2), None)}),
        ("followups.recorded_on[round=1] share 0.9 of graduates",
         {(2568, A, None, None, date(2025, 6, 20), 1), (2568, A, None, None, None, 1),
          (2568, "3", None, None, None, 0), (2568, "4", None, None, None, 0)}),
        ("followups.recorded_on share 0.9 of graduates",
         {(2568, A, None, None, date(2025, 6, 10), 1), (2568, A, None, None, None, 1),
          (2568, "3", None, None, None, 0), (2568, "4", None, None, None, 0)}),
    ],
)  # fmt: skip
def test_rows_are_those_of_the_source_that_meet_the_conditions(text: str, rows: set[tuple[Any, ...]]) -> None:
    assert proved(text) == rows


def test_a_share_counts_each_person_on_the_first_day_and_nobody_who_has_left() -> None:
    told = proved("students.profile_updated_on share 0.95 of students")
    assert told == {
        (2568, A, None, None, date(2025, 7, 1), 1), (2568, A, None, None, date(2025, 7, 2), 1),
        (2568, A, None, None, None, 3), (2568, B, None, None, None, 1), (2568, "3", None, None, None, 1),
        (2568, "4", None, None, None, 0),
    }  # fmt: skip


def test_conditions_on_the_source_of_the_people_choose_among_them() -> None:
    told = proved("students.profile_updated_on[status=studying] share 0.95 of students")
    assert {row for row in told if row[1] == A} == {
        (2568, A, None, None, date(2025, 7, 1), 1), (2568, A, None, None, None, 2)
    }  # fmt: skip


def test_who_may_be_in_the_last_year_is_not_known_and_nobody_is_0() -> None:
    told = proved("intentions.surveyed_on share 0.95 of students[final_year]")
    assert told == {
        (2568, A, None, None, date(2026, 1, 1), 1), (2568, A, None, None, date(2026, 1, 5), 1),
        (2568, A, None, None, None, 2), (2568, B, None, None, None, None), (2568, "3", None, None, None, 0),
        (2568, "4", None, None, None, 0),
    }  # fmt: skip


def test_events_that_name_the_same_rows_share_them() -> None:
    texts = [
        "plans.sent_on first | event_reports.done_on first",
        "plans.sent_on nth 2 + event_reports.done_on[event_id=vcop-*-verify] last",
        "followups.recorded_on share 0.5 of graduates",
        "followups.recorded_on share 0.95 of graduates",
        "followups.recorded_on first",
        "plans.sent_on filled",
    ]
    assert list(proofs_of(texts)) == [
        "event_reports.done_on",
        "followups.recorded_on",
        "followups.recorded_on of graduates",
        "plans.sent_on",
        "plans.sent_on filled",
    ]


def test_terms_stand_in_groups_and_a_report_names_its_event() -> None:
    events = [("b", "plans.sent_on nth 2 | event_reports.done_on[event_id=other] first"), ("a", "plans.sent_on last")]
    duties = [
        ("1.2", "event_reports.done_on[event_id=vcop-*-verify] first + students.arrived_on share 0.95 of students")
    ]
    assert frame_of_terms(events, duties).rows() == [
        ("event", "a", 1, 1, "plans.sent_on", None, "last", None, None),
        ("event", "b", 1, 1, "plans.sent_on", None, "nth", 2, None),
        ("event", "b", 2, 1, "event_reports.done_on", "b", "first", None, None),
        ("group", "1.2", 1, 1, "event_reports.done_on", "vcop-*-verify", "first", None, None),
        ("group", "1.2", 1, 2, "students.arrived_on of students", None, "share", None, Decimal("0.95")),
    ]


def test_the_query_grows_with_the_rows_that_are_named_and_not_with_the_events() -> None:
    texts = [event.done_when for event in seed_events()]
    assert proofs_of(texts) == proofs_of(texts * 3)
    assert len(proofs_of(texts)) < len(texts)


@given(st.sampled_from(seed_events()), st.sampled_from(seed_events()))
def test_rows_have_one_name_whatever_is_asked_of_them(one: Any, other: Any) -> None:
    for first in parse_done_when(one.done_when).groups:
        for second in parse_done_when(other.done_when).groups:
            for a, b in zip(first, second, strict=False):
                same = (a.source, a.column, a.conditions, a.of, a.is_final_year) == (
                    b.source, b.column, b.conditions, b.of, b.is_final_year
                )  # fmt: skip
                assert (rows_of(a) == rows_of(b)) is (same and (a.rule == "filled") is (b.rule == "filled"))
