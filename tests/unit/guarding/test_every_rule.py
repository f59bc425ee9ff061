"""Every rule of every contract has a row that must fail it and one that must pass; a rule without one fails here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple
from unittest.mock import patch

import polars as pl
import pytest

from pipelines.contracts import Column, Contract, Rule, rules_of
from pipelines.contracts.rules import REMARKS, UNIQUE_KEY, UNREADABLE, unreadable_code
from pipelines.guarding.expectations import ROW_ID, failing_rows
from pipelines.guarding.judgement import Judgement
from pipelines.reading.files import ReadFile
from tests.judging import judged_by_polars
from tests.made_files.readings import apart, contracts, failures, judged, read_rows, sha_of, states_of, verdict_of
from tests.made_files.rows import GOOD_ROW, Row
from tests.unit.guarding import broken_of_administration, broken_of_demand

STUDENT_ID, NATIONAL_ID = "รหัสประจำตัวนักเรียน/นักศึกษา", "เลขประจำตัวประชาชน"
Cells = dict[str, str]
Stored = dict[str, str | int]

# a row that fails a rule of its source, by (source, rule): the cells that differ from a good row
OWN_RULES: dict[tuple[str, str], Cells] = {
    ("colleges", "coordinates_implausible"): {"พิกัดละติจูด": "100.06", "พิกัดลองจิจูด": "13.82"},
    ("colleges", "province_empty"): {"จังหวัด": ""},
    ("colleges", "code_province_differs"): {"รหัสสถานศึกษา": "1310000001"},
    ("colleges", "unknown_college_kind"): {"ประเภทสถานศึกษา": "วิทยาลัยอวกาศ"},
    ("outcome_counts", "followed_above_graduates"): {"ผู้สำเร็จการศึกษา": "9"},
    ("outcome_counts", "outcomes_do_not_add_up"): {"อื่น ๆ": "1"},
    ("students", "national_id_missing"): {NATIONAL_ID: ""},
    ("students", "student_id_missing"): {STUDENT_ID: "-"},
    ("students", "study_system_missing"): {"ระบบการเรียน": ""},
    ("students", "updated_outside_window"): {"วันที่ปรับปรุงข้อมูล": "1/10/2568"},
    ("graduates", "study_system_missing"): {"ระบบการเรียน": ""},
    ("graduates", "graduated_on_missing"): {"วันที่สำเร็จการศึกษา": ""},
    ("graduates", "graduated_outside_year"): {"วันที่สำเร็จการศึกษา": "15/7/2568"},
    ("graduates", "gpa_below_passing"): {"คะแนนเฉลี่ยสะสม (GPAX)": "1.99"},
    ("intentions", "no_identity"): {NATIONAL_ID: "", STUDENT_ID: "", "ชื่อ - นามสกุล": ""},
    ("intentions", "institution_missing"): {"สถาบันที่คาดว่าจะศึกษาต่อ": ""},
    ("intentions", "employer_missing"): {"แนวโน้มหลังสำเร็จการศึกษา": "ทำงาน"},
    ("followups", "income_out_of_range"): {"รายได้ต่อเดือน": "1,000,001"},
    ("followups", "income_unusual"): {"รายได้ต่อเดือน": "999"},
    ("followups", "recorded_on_missing"): {"วันที่บันทึก": ""},
    ("followups", "employer_missing"): {"ชื่อสถานที่ทำงาน": ""},
    ("followups", "sector_missing"): {"ประเภทหน่วยงาน": ""},
    ("followups", "job_match_missing"): {"ทำงานตรงสาย": ""},
    ("followups", "institution_missing"): {"สถานะการติดตาม": "ศึกษาต่อ", "ชื่อสถานที่ทำงาน": "", "ตำแหน่งงาน": ""},
    ("followups", "work_and_study"): {"สถานศึกษาที่ศึกษาต่อ": "มหาวิทยาลัยตัวอย่าง"},
    ("followups", "started_after_recorded"): {"วันที่เริ่มงาน": "21/6/2568"},
    ("round_submissions", "followed_above_graduates"): {"จำนวนที่ติดตามได้": "21"},
    ("round_submissions", "printed_before_confirmed"): {"วันที่พิมพ์รายงาน": "26/6/2568"},
}
for person in ("students", "graduates", "followups", "intentions"):
    OWN_RULES.setdefault((person, "no_identity"), {NATIONAL_ID: "", STUDENT_ID: ""})
    OWN_RULES |= {
        (person, "national_id_wrong_check_digit"): {NATIONAL_ID: "1000000000000"},
        (person, "national_id_malformed"): {NATIONAL_ID: "12345"},
        (person, "national_id_foreign"): {NATIONAL_ID: "G1234567890"},
        (person, "student_id_malformed"): {STUDENT_ID: "67#0001"},
    }
# rules that a row of the template cannot fail: the label of a status is told from the outcome in V-COP reports alone
OWN_RULES_STORED: dict[tuple[str, str], Stored] = {
    ("followups", "status_contradicts"): {"check_reported_status": "unemployed"},
}
KEY_TWICE: dict[str, Cells] = {
    "colleges": {"ชื่อสถานศึกษา": "วิทยาลัยชื่ออื่น"},
    "network_members": {"กลุ่มสถานศึกษา": "Expert"},
    "outcome_counts": {"ผู้สำเร็จการศึกษา": "21"},
    "enrolment_counts": {"จำนวน": "26"},
    "students": {"ชั้นปี": "2"},
    "graduates": {"คะแนนเฉลี่ยสะสม (GPAX)": "3.50"},
    "intentions": {"สถาบันที่คาดว่าจะศึกษาต่อ": "มหาวิทยาลัยอื่น"},
    "followups": {"ตำแหน่งงาน": "ช่างเชื่อม"},
    "round_submissions": {"จำนวนที่ติดตามได้": "17"},
}
# rules on what reading adds to a row
OF_READING = {UNREADABLE, REMARKS, UNIQUE_KEY}
# values that the reader never lets through; the suite must refuse them all the same
NEVER_READ: dict[str, str | int] = {"not_a_code": "1399", "not_in_list": "nowhere", "out_of_range": 2539}
NEVER_READ_IN: dict[str, int] = {"curriculum_be": 2519}
OUT_OF_RANGE = {"year_of_study": "0", "round": "0", "gpa": "4.01"}
# what else a row fails that breaks a rule: a negative count cannot add up either
SIDE_EFFECTS: dict[tuple[str, str, str], set[tuple[str, str]]] = {
    ("colleges", "required_missing", "college_code"): {("required_missing", "college_name_th")},
    ("students", "no_identity", "is_identified"): {
        ("national_id_missing", "national_id_state"),
        ("student_id_missing", "student_id_state"),
    },
    ("students", "out_of_range", "academic_year_be"): {("updated_outside_window", "is_updated_in_window")},
    ("graduates", "out_of_range", "academic_year_be"): {("graduated_outside_year", "is_graduated_near_year")},
    ("followups", "not_in_list", "outcome"): {("status_contradicts", "is_status_as_filled")},
    ("round_submissions", "out_of_range", "reported_graduates"): {
        ("followed_above_graduates", "is_followed_within_graduates")
    },
    ("outcome_counts", "out_of_range", "graduates"): {("followed_above_graduates", "is_followed_within_graduates")},
}
for outcome in ("followed", "further_study", "seeking", "work_state_enterprise", "work_government", "work_private"):
    SIDE_EFFECTS["outcome_counts", "out_of_range", outcome] = {("outcomes_do_not_add_up", "do_outcomes_add_up")}
for outcome in ("self_employed", "other"):
    SIDE_EFFECTS["outcome_counts", "out_of_range", outcome] = {("outcomes_do_not_add_up", "do_outcomes_add_up")}
for more in (broken_of_administration, broken_of_demand):
    OWN_RULES |= more.OWN_RULES
    OWN_RULES_STORED |= more.OWN_RULES_STORED
    KEY_TWICE |= more.KEY_TWICE
    SIDE_EFFECTS |= more.SIDE_EFFECTS
    OUT_OF_RANGE |= more.OUT_OF_RANGE
    NEVER_READ_IN |= more.NEVER_READ_IN


@dataclass(frozen=True)
class Fixture:
    """A row of cells that breaks a rule, or where the reader cannot give one, a stored value that does."""

    cells: Cells
    stored: Stored


def fixture(contract: Contract, rule: Rule) -> Fixture:
    if rule in contract.own_rules:
        of_rule = contract.source, rule.name
        return Fixture(OWN_RULES.get(of_rule, {}), OWN_RULES_STORED.get(of_rule, {}))
    if rule.column in OF_READING:
        return of_reading(contract, rule)
    column = contract.by_stored_name[rule.column]
    if rule.name == "required_missing":
        cells = {heading_in_file(contract, column.name): ""}
        # a college without a code would be found by its name
        return Fixture(cells | ({"ชื่อสถานศึกษา": ""} if column.name == "college_code" else {}), {})
    if rule.name == "out_of_range" and (column.parser == "integer" or column.name in OUT_OF_RANGE):
        return Fixture({column.heading_th: OUT_OF_RANGE.get(column.name, "-1")}, {})
    return Fixture({}, {rule.column: NEVER_READ_IN.get(column.name, NEVER_READ[rule.name])})


def of_reading(contract: Contract, rule: Rule) -> Fixture:
    """A failed formula, a year that had to be repaired, or the key of the good row with other content."""
    if rule.column == UNIQUE_KEY:
        return Fixture(KEY_TWICE[contract.source], {})
    if rule.column == UNREADABLE:
        return Fixture({heading_in_file(contract, first_required(contract).name): "#REF!"}, {})
    year = contract.year_column
    return Fixture({year.heading_th: "2025"}, {}) if year else Fixture({}, {REMARKS: f"{contract.key[0]}:alias_code"})


def first_required(contract: Contract) -> Column:
    return next(column for column in contract.columns if column.is_required)


def heading_in_file(contract: Contract, name: str) -> str:
    return next(heading for heading in GOOD_ROW[contract.source](1) if heading in contract.by_name[name].headings)


CASES = [(contract, rule) for contract in contracts().values() for rule in rules_of(contract)]
NAMES = [f"{contract.source}-{rule.name}-{rule.column}" for contract, rule in CASES]


def unreadable_cells(contract: Contract) -> Iterator[tuple[str, Column]]:
    """(heading, column) of every column in which a cell can be unreadable."""
    for column in contract.columns:
        for heading in GOOD_ROW[contract.source](1):
            if heading in column.headings:
                yield heading, column


class Judged(NamedTuple):
    """A judgement, the frame judged, and each rule with its failing rows by Great Expectations and by polars."""

    judgement: Judgement
    frame: pl.DataFrame
    answers: list[tuple[Rule, list[int], list[int]]]


@pytest.fixture(scope="module")
def judgements() -> dict[str, Judged]:
    """Every source judged once: for each rule a good row and one that breaks it, for each column an unreadable cell.

    The rows of a source are read together and judged as files of their own, for a file costs more than a row.
    """
    found = {}
    for contract in contracts().values():
        make, rules, headings = GOOD_ROW[contract.source], rules_of(contract), list(dict(unreadable_cells(contract)))
        rows: list[Row] = []
        for rule in rules:
            number = len(rows) + 1
            other = number + (rule.column != UNIQUE_KEY)
            rows += [make(number), make(other) | fixture(contract, rule).cells]
        rows += [make(number) | {heading: "#REF!"} for number, heading in enumerate(headings, len(rows) + 1)]
        sizes = {sha_of(f"{rule.name}-{rule.column}"): 2 for rule in rules}
        files = apart(read_rows(rows), sizes | {sha_of(heading): 1 for heading in headings})
        for rule in rules:
            sha = sha_of(f"{rule.name}-{rule.column}")
            files[sha] = with_stored(files[sha], fixture(contract, rule).stored)
        answers: list[tuple[Rule, list[int], list[int]]] = []
        with patch("pipelines.guarding.judgement.failing_rows", partial(both, answers)):
            found[contract.source] = Judged(*judged(files, accepted=files), answers)
    return found


def both(
    answers: list[tuple[Rule, list[int], list[int]]], frame: pl.DataFrame, rules: Sequence[Rule]
) -> list[list[int]]:
    failing = failing_rows(frame, rules)
    answers += zip(rules, failing, judged_by_polars(frame, rules), strict=True)
    return failing


def with_stored(file: ReadFile, stored: Stored) -> ReadFile:
    """A file of two rows; in the second these values are stored."""
    is_second = pl.int_range(pl.len()) == 1
    values = [
        pl.when(is_second).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in stored.items()
    ]
    return replace(file, frame=file.frame.with_columns(values).cast(file.frame.schema))


@pytest.mark.parametrize(("contract", "rule"), CASES, ids=NAMES)
def test_a_row_that_breaks_the_rule_fails_it_and_a_good_row_passes(
    contract: Contract, rule: Rule, judgements: dict[str, Judged]
) -> None:
    judgement, frame, _ = judgements[contract.source]
    sha = sha_of(f"{rule.name}-{rule.column}")
    failed = failures(judgement, sha)
    bad = ["quarantined"] if rule.severity == "error" else ["loaded"]
    if rule.column == UNREADABLE:
        column = first_required(contract)
        assert failed == {(unreadable_code(column), column.stored_as): 1}
    elif rule.column == REMARKS:
        year = contract.year_column
        assert failed == {("year_repaired", year.stored_as) if year else ("alias_code", contract.key[0]): 1}
    elif rule.column == UNIQUE_KEY:
        assert failed == {(rule.name, rule.column): 2}
    else:
        also = SIDE_EFFECTS.get((contract.source, rule.name, rule.column), set())
        assert failed == dict.fromkeys({(rule.name, rule.column), *also}, 1)
    states = states_of(judgement, frame, sha)
    assert states == (["quarantined"] * 2 if rule.column == UNIQUE_KEY else ["loaded", *bad])
    assert verdict_of(judgement, sha).rows_read == 2


@pytest.mark.parametrize("source", contracts())
def test_polars_judges_every_rule_as_great_expectations_does(source: str, judgements: dict[str, Judged]) -> None:
    """Otherwise the tests in which polars judges (`tests.judging`) would prove nothing."""
    answers = judgements[source].answers
    assert [rule for rule, failing, _ in answers if failing] == list(rules_of(contracts()[source]))
    assert [(rule.name, rule.column) for rule, failing, by_polars in answers if failing != by_polars] == []


@pytest.mark.parametrize("contract", contracts().values(), ids=contracts())
def test_each_rule_says_in_both_languages_what_to_do(contract: Contract) -> None:
    seen = set()
    for rule in rules_of(contract):
        assert rule.severity in {"error", "warning", "note"}
        assert rule.dimension
        for thai in (rule.message_th, rule.remedy_th):
            assert any("\u0e01" <= letter <= "\u0e5b" for letter in thai), rule.name
        for text in (rule.message_th, rule.message_en, rule.remedy_th, rule.remedy_en):
            assert "{" not in text, (rule.name, text)
        seen.add((rule.name, rule.column))
    assert len(seen) == len(rules_of(contract)), "two rules of one name on one column cannot be told apart"


UNREADABLE_CELLS = [
    (contract.source, heading, column)
    for contract in contracts().values()
    for heading, column in unreadable_cells(contract)
]


@pytest.mark.parametrize(
    ("source", "heading", "column"),
    UNREADABLE_CELLS,
    ids=[
        f"{source}-{heading}-{column.stored_as}-{unreadable_code(column)}"
        for source, heading, column in UNREADABLE_CELLS
    ],
)
def test_a_failed_formula_is_unreadable_in_every_column_and_no_other_rule_judges_the_cell(
    source: str, heading: str, column: Column, judgements: dict[str, Judged]
) -> None:
    judgement, frame, _ = judgements[source]
    code = unreadable_code(column)
    rows = set(frame.filter(pl.col("source_sha256") == sha_of(heading))[ROW_ID])
    assert failures(judgement, sha_of(heading)) == {(code, column.stored_as): 1}
    (severity,) = {cell[3] for cell in judgement.cells.iter_rows() if cell[0] in rows}
    assert states_of(judgement, frame, sha_of(heading)) == ["quarantined" if severity == "error" else "loaded"]
    assert (severity == "error") is not (column.is_check or column.is_unresolved_warning)
