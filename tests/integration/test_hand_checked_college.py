"""The college of the sample that was counted by hand: every figure of the README against what the warehouse holds.

The figures are read from `data/sample/README.md` itself; the answers from `raw`, from the models between, and from the
publication.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.settings import SAMPLE_INBOX
from pipelines.synthetic import hand_checked
from tests.oracle.comparison import published

COLLEGE, YEAR_BE = "1399100003", 2567
ROUNDS = (1, 2, 3)
LEVELS = {"ปวช.": "voc_cert", "ปวส.": "high_voc_cert"}
CELL = ["level", "field_th"]
TOGETHER = "together"


@cache
def readme() -> str:
    """What the README says of the college."""
    text = (SAMPLE_INBOX.parent / "README.md").read_text(encoding="utf-8")
    return text.partition("## วิทยาลัยที่ตรวจด้วยมือ")[2]


@cache
def tables() -> tuple[dict[str, list[list[int]]], ...]:
    """The tables of the README by their first column: in each cell the figures, 0 where there is a dash or nothing."""
    found: list[dict[str, list[list[int]]]] = []
    is_inside = False
    for line in readme().splitlines():
        if not line.startswith("|"):
            is_inside = False
            continue
        name, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not is_inside:
            found.append({})
            is_inside = True
        elif not name.startswith("--"):
            found[-1][name] = [[0 if part in ("–", "") else int(part) for part in cell.split(" / ")] for cell in cells]
    return tuple(found)


def by_cell(column: int) -> dict[tuple[str, str], list[int]]:
    """A column of the first table by level and field."""
    rows = {tuple(name.split(" ", 1)): cells[column] for name, cells in tables()[0].items() if name != TOGETHER}
    return {(LEVELS[level], field): figures for (level, field), figures in rows.items()}


@pytest.fixture(scope="module")
def raw(sample_home: Path) -> Callable[[str], pl.DataFrame]:
    """Reads what holds now of the college's year from a table of a working database, `raw` or a model of dbt."""

    def read(table: str) -> pl.DataFrame:
        standing = " and replaced_by_load_id is null" if table.startswith("raw.") else ""
        with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb")) as connection:
            return connection.execute(
                f"select * from {table} where college_code = '{COLLEGE}' and academic_year_be = {YEAR_BE}{standing}"
            ).pl()

    return read


ROWS = pl.len()


def counted(rows: pl.DataFrame, count: pl.Expr = ROWS) -> dict[tuple[str, str], int]:
    return {(level, field): number for level, field, number in rows.group_by(CELL).agg(count).iter_rows()}


Raw = Callable[[str], pl.DataFrame]


def test_the_readme_adds_up() -> None:
    for table in tables():
        *rows, together = table.values()
        assert [*table][-1] == TOGETHER
        for column, due in enumerate(together):
            assert [sum(row[column][place] for row in rows) for place in range(len(due))] == due
    assert [len(table) for table in tables()] == [5, 12, 9]


def test_the_roster(raw: Raw) -> None:
    roster = raw("raw.graduates")
    assert roster["report_round"].null_count() == len(roster)
    assert counted(roster) == {cell: due for cell, (due,) in by_cell(0).items()}
    assert counted(roster, pl.col("person_key").n_unique()) == {cell: due for cell, (due,) in by_cell(1).items()}
    assert roster["person_key"].n_unique() == tables()[0][TOGETHER][1][0] == 30
    assert roster["student_key"].n_unique() == len(roster) == 31
    # contacts are counted by rows: the one who stands in the roster twice is twice in this column
    has_contact = (pl.col("has_phone") | pl.col("has_contact")).sum()
    assert counted(roster, has_contact) == {cell: due for cell, (due,) in by_cell(2).items()}
    assert raw("intermediate.int_graduates__one_roster")["person_key"].n_unique() == 30


def test_the_learners_of_the_year(raw: Raw, sample_home: Path) -> None:
    due = {
        level: sum(figures[0] for (of_level, _), figures in by_cell(1).items() if of_level == level)
        for level in LEVELS.values()
    }
    assert dict(raw("raw.students").group_by("level").agg(pl.col("person_key").n_unique()).iter_rows()) == due
    summary = published(sample_home, "student_profile_summary").filter(
        (pl.col("college_code") == COLLEGE) & (pl.col("academic_year_be") == YEAR_BE)
    )
    assert {row["level"]: row["learners"] for row in summary.iter_rows(named=True)} == due
    assert {row["level"]: row["learners_graduated"] for row in summary.iter_rows(named=True)} == due
    assert summary["learners_studying"].to_list() == [0, 0]
    assert summary["identified_by_student_id_only"].sum() == len(hand_checked.WITHOUT_NATIONAL_ID)


@pytest.mark.parametrize("number", ROUNDS)
def test_the_records_of_each_round(raw: Raw, sample_home: Path, number: int) -> None:
    in_round = pl.col("round") == number
    reached = in_round & (pl.col("outcome") != "unreachable")
    place = number - 1
    for table in ("raw.followups", "intermediate.int_followups__with_graduate"):
        records = raw(table)
        assert counted(records.filter(in_round)) == {cell: due[place] for cell, due in by_cell(3).items()}
        assert counted(records.filter(reached)) == {cell: due[place] for cell, due in by_cell(4).items()}
    assert raw("intermediate.int_followups__with_graduate")["graduate_key"].null_count() == 0
    told = _round(sample_home, number)
    together = tables()[0][TOGETHER]
    assert (told["records"], told["surveyed"], told["records_waiting"]) == (together[3][place], together[3][place], 0)
    assert told["followed"] == together[4][place]
    assert [told["graduates"]] == together[1]
    assert told["unreachable"] == tables()[1]["unreachable ติดต่อไม่ได้"][place][0]
    assert told["identified_by_student_id_only"] == len(hand_checked.WITHOUT_NATIONAL_ID)


def _round(home: Path, number: int) -> dict[str, object]:
    rounds = published(home, "round_submissions").filter(
        (pl.col("college_code") == COLLEGE) & (pl.col("academic_year_be") == YEAR_BE) & (pl.col("round") == number)
    )
    (told,) = rounds.to_dicts()
    return told


@pytest.mark.parametrize("number", ROUNDS)
def test_the_outcomes_of_each_round(raw: Raw, number: int) -> None:
    records = raw("raw.followups").filter(pl.col("round") == number)
    assert _by_outcome(records) == _due(number - 1)


@pytest.mark.parametrize("number", ROUNDS)
def test_the_last_that_is_known_of_each_after_a_round(raw: Raw, number: int) -> None:
    known = raw("raw.followups").filter((pl.col("round") <= number) & (pl.col("outcome") != "unreachable"))
    newest = known.sort("round").unique("person_key", keep="last")
    assert _by_outcome(newest) == _due(2 + number)
    assert len(newest) == tables()[1][TOGETHER][2 + number][0]


@pytest.mark.parametrize("number", ROUNDS)
def test_one_year_employment_as_of_each_round(sample_home: Path, number: int) -> None:
    (told,) = _college(published(sample_home, "employment_by_round").filter(pl.col("round") == number))
    due = {name.split(" ")[0]: cells[number - 1][0] for name, cells in tables()[2].items()}
    assert told["graduates"] == due.pop(TOGETHER)
    assert {state: told[state] for state in due} == due
    assert told["followed"] == tables()[1][TOGETHER][2 + number][0] == told["graduates"] - due["not_followed"]


def test_one_year_employment(sample_home: Path) -> None:
    said = re.sub(r"\s+", " ", readme())
    assert (
        "So 27 of 30 were followed, 13 obtained work (43.3 %), 9 study on, 2 of them at work as well. Of the ten "
        "employed 8 work for private employers, 1 for the government, 1 for a state enterprise." in said
    )
    (cell,) = _college(published(sample_home, "employment_one_year"))
    (rate,) = _college(published(sample_home, "employment_rates").filter(pl.col("definition_id") == "ovec_one_year"))
    names = ("followed", "graduates", "obtained_work", "further_study", "employed", "work_private", "work_government")
    assert [cell[name] for name in names] == [27, 30, 13, 9, 10, 8, 1]
    assert cell["further_study"] - cell["study_only"] == 2
    assert cell["work_state_enterprise"] == 1
    assert (rate["numerator"], rate["denominator"], round(rate["rate"], 3)) == (13, 30, 0.433)
    facts = published(sample_home, "fct_graduate_outcome").filter(pl.col("college_code") == COLLEGE)
    assert facts["exclusion_reason"].value_counts(sort=True).rows() == [(None, 30), ("same_person", 1)]


def _college(table: pl.DataFrame) -> list[dict[str, Any]]:
    chosen = (pl.col("breakdown") == "college") & (pl.col("college_code") == COLLEGE)
    return table.filter(chosen & (pl.col("academic_year_be") == YEAR_BE)).to_dicts()


def _by_outcome(records: pl.DataFrame) -> dict[str, int]:
    return dict(records["outcome"].value_counts().iter_rows())


def _due(column: int) -> dict[str, int]:
    rows = {name.split(" ")[0]: cells[column][0] for name, cells in tables()[1].items() if name != TOGETHER}
    return {outcome: count for outcome, count in rows.items() if count}


def test_who_was_never_reached_and_who_not_even_asked(raw: Raw) -> None:
    assert "Of number 12 there is no record at all; 5 and 24 were never reached." in readme()
    people, records = set(raw("raw.graduates")["person_key"]), raw("raw.followups")
    reached = set(records.filter(pl.col("outcome") != "unreachable")["person_key"])
    assert len(people - set(records["person_key"])) == 1
    assert len(set(records["person_key"]) - reached) == 2
    assert set(records["person_key"]) <= people


def test_the_confirmations(sample_home: Path) -> None:
    said = re.sub(r"\s+", " ", readme())
    assert (
        "Confirmed on 30 June and 29 September 2568 and, late, on 5 January 2569; printed in rounds 1 and 3. "
        "Reported: 30 graduates, followed 23, 24 and 25." in said
    )
    told = [_round(sample_home, number) for number in ROUNDS]
    assert [one["confirmed_on"] for one in told] == [date(2025, 6, 30), date(2025, 9, 29), date(2026, 1, 5)]
    assert [one["status"] for one in told] == ["done", "done", "late"]
    assert [one["printed_on"] is not None for one in told] == [True, False, True]
    assert [(one["reported_graduates"], one["reported_followed"]) for one in told] == [(30, 23), (30, 24), (30, 25)]
    assert [one["reported_followed"] for one in told] == [one["followed"] for one in told]


def test_the_survey_before_graduation(raw: Raw) -> None:
    assert "Of the eleven answers to the survey form one is of somebody in no roster." in readme()
    states = raw("intermediate.int_intentions__with_learner")["match_state"]
    assert dict(states.value_counts().iter_rows()) == {"matched": 10, "waiting": 1}


def test_one_job_begins_too_late_for_the_first_year(raw: Raw) -> None:
    assert "a job begun more than a year after graduation (31 October 2567)" in readme()
    records = raw("intermediate.int_followups__with_graduate")
    late = records.filter(pl.col("started_on") > pl.col("graduated_on").dt.offset_by("1y"))
    assert late.select("round", "graduated_on", "outcome").rows() == [(3, date(2024, 10, 31), "employed")]
    early = raw("intermediate.int_graduates__one_roster").filter(pl.col("graduated_on") == date(2024, 10, 31))
    assert len(early) == len(hand_checked.TERM_ONE)


def test_the_table_is_that_of_the_people_who_are_written_out() -> None:
    people = hand_checked.people()
    assert len(people) == tables()[0][TOGETHER][0][0]
    for number in ROUNDS:
        outcomes = [graduate.rounds[number].outcome for graduate in people if number in graduate.rounds]
        assert len(outcomes) == tables()[1][TOGETHER][number - 1][0]
        assert {outcome: outcomes.count(outcome) for outcome in set(outcomes)} == _due(number - 1)
