"""Which rows prove what: the query of the proofs over made-up rows in memory."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.office.calendar import seed_events
from pipelines.office.done_when import Proof, ProofError, parse_done_when
from pipelines.office.proving import frame_of_terms, proofs_of, query_of, rows_of
from pipelines.settings import SEEDS_DIR
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
    events = [
        ("b", 2568, "plans.sent_on nth 2 | event_reports.done_on[event_id=other] first"),
        ("a", 2568, "plans.sent_on last"),
    ]
    duties = [
        ("1.2", "event_reports.done_on[event_id=vcop-*-verify] first + students.arrived_on share 0.95 of students")
    ]
    assert frame_of_terms(events, duties).rows() == [
        ("event", "a", 1, 1, "plans.sent_on", None, None, 0, "last", None, None),
        ("event", "b", 1, 1, "plans.sent_on", None, None, 0, "nth", 2, None),
        ("event", "b", 2, 1, "event_reports.done_on", "b", None, 0, "first", None, None),
        ("group", "1.2", 1, 1, "event_reports.done_on", "vcop-*-verify", None, 0, "first", None, None),
        ("group", "1.2", 1, 2, "students.arrived_on of students", None, None, 0, "share", None, Decimal("0.95")),
    ]


@pytest.mark.parametrize(
    ("condition", "kind", "shift"),
    [
        ("academic_year_be=2567", "academic", -1),
        ("academic_year_be=*-1", "academic", -1),
        ("academic_year_be=*", "academic", 0),
        ("academic_year_be=*-2, round=1", "academic", -2),
        ("round=1", None, 0),
    ],
)
def test_a_proof_may_name_the_year_of_its_rows(condition: str, kind: str | None, shift: int) -> None:
    (term,) = frame_of_terms([("a", 2568, f"followups.recorded_on[{condition}] first")], []).rows(named=True)
    assert (term["year_kind"], term["year_shift"]) == (kind, shift)
    assert term["rows_of"] == f"followups.recorded_on{'[round=1]' if 'round' in condition else ''}"


def test_a_duty_of_every_year_names_no_certain_year() -> None:
    with pytest.raises(ProofError, match="every year"):
        frame_of_terms([], [("2.1", "followups.recorded_on[academic_year_be=2567] first")])


REPORTED = {
    "vcop-2568-notify", "vcop-2568-verify", "vcop-2568-report", "vcop-2568-establishment-report",
    "followup-2567-summary", "teacher-2568-notify", "teacher-2568-announce", "teacher-2568-budget",
    "teacher-2568-supervise-office", "teacher-2568-lessons", "teacher-2568-after-report", "cvm-2569-bigdata-report",
    "cvm-2569-matching-report", "cvm-2569-knowledge-report", "cvm-2569-sar", "cvm-2569-management-report",
    "cvm-2569-recommendations",
}  # fmt: skip
"""The events that are proved by a report which names them, whatever its year."""
ASKED = {
    "vcop-2568-order": ["working_group_orders.ordered_on[order_kind=vcop] academic 2568"],
    "vcop-2568-meeting": ["working_group_orders.met_on[order_kind=vcop] academic 2568"],
    "vcop-2568-import": ["graduates.arrived_on academic 2567", "students.arrived_on academic 2568"],
    "vcop-2568-profile": ["students.profile_updated_on[status=studying] of students academic 2568"],
    "vcop-2568-establishments": ["establishments.registered_on academic 2568"],
    **{
        f"followup-2567-{number}-{word}": [f"{rows.replace('N', str(number))} academic 2567"]
        for number in (1, 2, 3)
        for word, rows in (
            ("record", "followups.recorded_on[round=N] of graduates"),
            ("confirm", "round_submissions.confirmed_on[round=N]"),
            ("print", "round_submissions.printed_on[round=N]"),
        )
    },
    "prep-2568-order": ["working_group_orders.ordered_on academic 2568"],
    "prep-2568-plan": ["working_group_orders.action_plan_on academic 2568"],
    "prep-2568-meeting": ["working_group_orders.met_on academic 2568"],
    "prep-2568-survey": ["intentions.surveyed_on of students[final_year] academic 2568"],
    "emvs-2569-1": ["emvs_progress.submitted_on[round=1] fiscal 2569"],
    "emvs-2569-2": ["emvs_progress.submitted_on[round=2] fiscal 2569"],
    "teacher-2568-nominate": ["teacher_development.activity_on[activity=plan] fiscal 2568"],
    "teacher-2568-supervise-college": ["teacher_development.supervised_on[activity=placement] fiscal 2568"],
    "teacher-2568-placement": ["teacher_development.ends_on[activity=placement] fiscal 2568"],
    "teacher-2568-clip": ["teacher_development.clip_minutes[activity=placement] filled fiscal 2568"],
    "teacher-2568-test": ["teacher_development.activity_on[activity=certification_test] fiscal 2568"],
    "teacher-2568-college-report": ["teacher_development.logbook_on[activity=placement] fiscal 2568"],
    "cvm-2569-board-meetings": ["centre_meetings.met_on[meeting_kind=board] fiscal 2569"],
    "cvm-2569-directors-meetings": ["centre_meetings.met_on[meeting_kind=directors] fiscal 2569"],
    "cvm-plan-2566-2570": ["plans.sent_on[plan_kind=five_year] fiscal 2566"],
    "cvm-2569-action-plan": ["plans.sent_on[plan_kind=action] fiscal 2569"],
    "cvm-2569-recommendations": ["recommendations.submitted_on fiscal 2569"],
}
"""Of which source, with which round and kind, and of which year the letters ask for rows."""


def test_every_event_of_the_letters_asks_for_the_rows_of_its_year() -> None:
    events = {event.event_id: event for event in seed_events()}
    assert len(events) == 47
    found: dict[str, list[str]] = {}
    reported = set()
    terms = frame_of_terms([(name, one.year_be, one.done_when) for name, one in events.items()], [])
    for term in terms.rows(named=True):
        event = events[term["duty_id"]]
        if term["rows_of"] == "event_reports.done_on":
            assert term["about"] == event.event_id
            reported.add(event.event_id)
        else:
            year = f"{term['year_kind'] or event.year_kind} {event.year_be + term['year_shift']}"
            found.setdefault(event.event_id, []).append(f"{term['rows_of']} {year}")
    assert {name: sorted(rows) for name, rows in found.items()} == ASKED
    assert reported == REPORTED
    assert found.keys() | reported == events.keys()


def test_the_duties_of_a_group_are_events_of_the_calendar() -> None:
    events = {event.event_id: event for event in seed_events()}
    with (SEEDS_DIR / "working_group_duty_events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            event = events[row["event_id"].replace("*", str(2568 - int(row["years_back"])))]
            assert (event.applies_to, event.year_kind) == ("college", "academic")


def test_the_query_grows_with_the_rows_that_are_named_and_not_with_the_events() -> None:
    texts = [event.done_when for event in seed_events()]
    assert proofs_of(texts) == proofs_of(texts * 3)
    assert len(proofs_of(texts)) < len(texts)


def without_year(proof: Proof) -> list[tuple[str, str]]:
    """Its conditions but for that on the year."""
    return [one for one in proof.conditions if not one[0].endswith("_year_be")]


@given(st.sampled_from(seed_events()), st.sampled_from(seed_events()))
def test_rows_have_one_name_whatever_is_asked_of_them(one: Any, other: Any) -> None:
    for first in parse_done_when(one.done_when).groups:
        for second in parse_done_when(other.done_when).groups:
            for a, b in zip(first, second, strict=False):
                same = (a.source, a.column, without_year(a), a.of, a.is_final_year) == (
                    b.source, b.column, without_year(b), b.of, b.is_final_year
                )  # fmt: skip
                assert (rows_of(a) == rows_of(b)) is (same and (a.rule == "filled") is (b.rule == "filled"))
