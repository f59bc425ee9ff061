"""Every rule of every contract has a row that must fail it and one that must pass; a rule without one fails here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl
import pytest

from pipelines.contracts import Contract, Rule, rules_of
from pipelines.contracts.rules import REPAIRED, UNIQUE_KEY, UNREADABLE, unreadable_code
from pipelines.guarding.judgement import Judgement
from tests.made_files import GOOD_ROW, contracts, failures, judged, read_rows, sha_of, states_of, verdict_of

# a cell that makes the row fail a rule of its source, by (source, rule): the cells that differ from a good row
OWN_RULES = {
    ("colleges", "coordinates_implausible"): {"พิกัดละติจูด": "100.06", "พิกัดลองจิจูด": "13.82"},
    ("colleges", "province_empty"): {"จังหวัด": ""},
    ("colleges", "code_province_differs"): {"รหัสสถานศึกษา": "1310000001"},
    ("colleges", "unknown_college_kind"): {"ประเภทสถานศึกษา": "วิทยาลัยอวกาศ"},
    ("outcome_counts", "followed_above_graduates"): {"ผู้สำเร็จการศึกษา": "9"},
    ("outcome_counts", "outcomes_do_not_add_up"): {"อื่น ๆ": "1"},
}
KEY_TWICE = {
    "colleges": {"ชื่อสถานศึกษา": "วิทยาลัยชื่ออื่น"},
    "network_members": {"กลุ่มสถานศึกษา": "Expert"},
    "outcome_counts": {"ผู้สำเร็จการศึกษา": "21"},
    "enrolment_counts": {"จำนวน": "26"},
}
# values that the reader never lets through; the suite must refuse them all the same
NEVER_READ: dict[str, str | int] = {"not_a_code": "1399", "not_in_list": "nowhere", "out_of_range": 2539}
BELOW_RANGE = {"year_of_study": "0"}


@dataclass(frozen=True)
class Fixture:
    """A row of cells that breaks a rule, or where the reader cannot give one, a stored value that does."""

    cells: dict[str, str]
    stored: dict[str, str | int]


def fixture(contract: Contract, rule: Rule) -> Fixture:
    if rule in contract.own_rules:
        return Fixture(OWN_RULES[contract.source, rule.name], {})
    year = contract.year_column
    if rule.column in {UNREADABLE, REPAIRED, UNIQUE_KEY}:
        cells = {UNREADABLE: {"รหัสสถานศึกษา": "ไม่ใช่รหัส"}, UNIQUE_KEY: KEY_TWICE[contract.source]}
        return Fixture(cells.get(rule.column) or {year.heading_th if year else "": "2025"}, {})
    column = contract.by_stored_name[rule.column]
    if rule.name == "required_missing":
        return Fixture({heading_in_file(contract, column.name): ""}, {})
    if rule.name == "out_of_range" and column.parser == "integer":
        return Fixture({column.heading_th: BELOW_RANGE.get(column.name, "-1")}, {})
    return Fixture({}, {rule.column: NEVER_READ[rule.name]})


def heading_in_file(contract: Contract, name: str) -> str:
    return next(heading for heading in GOOD_ROW[contract.source](1) if heading in contract.by_name[name].headings)


CASES = [(contract, rule) for contract in contracts().values() for rule in rules_of(contract)]
NAMES = [f"{contract.source}-{rule.name}-{rule.column}" for contract, rule in CASES]


@pytest.fixture(scope="module")
def judgements() -> dict[str, tuple[Judgement, pl.DataFrame]]:
    """Every source judged once: one file a rule, whose first row is good and whose second breaks the rule."""
    found = {}
    for contract in contracts().values():
        files = {}
        for number, rule in enumerate(rules_of(contract)):
            broken = fixture(contract, rule)
            good = GOOD_ROW[contract.source](2 * number + 1)
            other = 2 * number + (1 if rule.column == UNIQUE_KEY else 2)
            bad = GOOD_ROW[contract.source](other) | broken.cells
            file = read_rows([good, bad])
            values = [
                pl.when(pl.col("row_number") == 3).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
                for name, value in broken.stored.items()
            ]
            stored = file.frame.with_columns(values).cast(file.frame.schema)
            files[sha_of(f"{rule.name}-{rule.column}")] = replace(file, frame=stored)
        found[contract.source] = judged(files, accepted=files)
    return found


@pytest.mark.parametrize(("contract", "rule"), CASES, ids=NAMES)
def test_a_row_that_breaks_the_rule_fails_it_and_a_good_row_passes(
    contract: Contract, rule: Rule, judgements: dict[str, tuple[Judgement, pl.DataFrame]]
) -> None:
    judgement, frame = judgements[contract.source]
    sha = sha_of(f"{rule.name}-{rule.column}")
    failed = failures(judgement, sha)
    bad = ["quarantined"] if rule.severity == "error" else ["loaded"]
    if rule.column == UNREADABLE:
        assert failed == {("not_a_code", "college_code"): 1}
    elif rule.column == REPAIRED:
        assert contract.year_column
        assert failed == {("year_repaired", contract.year_column.stored_as): 1}
    elif rule.column == UNIQUE_KEY:
        assert failed == {(rule.name, rule.column): 2}
    else:
        assert failed == {(rule.name, rule.column): 1} | side_effects(rule)
    states = states_of(judgement, frame, sha)
    assert states == (["quarantined"] * 2 if rule.column == UNIQUE_KEY else ["loaded", *bad])
    assert verdict_of(judgement, sha).rows_read == 2


def side_effects(rule: Rule) -> dict[tuple[str, str], int]:
    """What else a row fails that breaks this rule: a negative count cannot add up either."""
    if rule.name != "out_of_range":
        return {}
    sum_of = ("outcomes_do_not_add_up", "do_outcomes_add_up")
    above = ("followed_above_graduates", "is_followed_within_graduates")
    outcomes = {"followed", "further_study", "seeking", "work_state_enterprise", "work_government", "work_private"}
    if rule.column in outcomes | {"self_employed", "other"}:
        return {sum_of: 1}
    return {above: 1} if rule.column == "graduates" else {}


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


def unreadable_cells() -> Iterator[tuple[str, str, str, str]]:
    """(source, heading, stored name, code) of every column in which a cell can be unreadable."""
    for contract in contracts().values():
        for column in contract.columns:
            for heading in GOOD_ROW[contract.source](1):
                if heading in column.headings:
                    yield contract.source, heading, column.stored_as, unreadable_code(column)


@pytest.fixture(scope="module")
def unread() -> dict[str, tuple[Judgement, pl.DataFrame]]:
    found = {}
    for source, make in GOOD_ROW.items():
        headings = [heading for name, heading, _, _ in unreadable_cells() if name == source]
        files = {
            sha_of(heading): read_rows([make(number) | {heading: "#REF!"}]) for number, heading in enumerate(headings)
        }
        found[source] = judged(files, accepted=files)
    return found


@pytest.mark.parametrize(("source", "heading", "stored", "code"), list(unreadable_cells()))
def test_a_failed_formula_is_unreadable_in_every_column_and_no_other_rule_judges_the_cell(
    source: str, heading: str, stored: str, code: str, unread: dict[str, tuple[Judgement, pl.DataFrame]]
) -> None:
    judgement, frame = unread[source]
    failed = failures(judgement, sha_of(heading))
    assert failed == {(code, stored): 1}
    severity = {cell[3] for cell in judgement.cells.iter_rows() if cell[2] == code and cell[1] == stored}
    is_error = severity == {"error"}
    assert states_of(judgement, frame, sha_of(heading)) == ["quarantined" if is_error else "loaded"]
    column = contracts()[source].by_stored_name[stored]
    assert is_error is not (column.is_check or column.is_unresolved_warning)
