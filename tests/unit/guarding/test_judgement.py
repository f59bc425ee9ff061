"""Duplicates, conflicts, held files, partial files: what becomes of the rows of a batch (02 section 9)."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from pipelines.contracts.rules import BETWEEN, IN_SET, MATCH, NOT_NULL, NULL, UNIQUE, rules_of
from pipelines.guarding.expectations import ROW_ID, SuiteError, failing_rows
from pipelines.guarding.judgement import Judgement, examples
from pipelines.reading.files import ReadFile
from tests.judging import judged_by_polars
from tests.made_files.contents import table, text_file
from tests.made_files.readings import contracts, failures, judged, read, read_rows, states_of, verdict_of
from tests.made_files.rows import code, college, graduate, member, open_outcome, outcome, rebuilt

CONFLICT = ("key_conflict", "unique_key")


def standing(file: ReadFile) -> pl.DataFrame:
    """What stands in the warehouse once this file has been loaded."""
    return file.frame.select("scope_hash", "wide_scope_hash", "key_hash")


def messages(judgement: Judgement) -> dict[str, str]:
    return {result.rule: result.message_en for result in judgement.results if result.rows_failed}


def test_equal_rows_are_counted_and_loaded_once_within_and_across_files() -> None:
    first = read_rows([member(1), member(2), member(1)])
    second = read_rows([member(3), member(2)])
    found, frame = judged({"a": first, "b": second})
    assert states_of(found, frame, "a") == ["loaded", "loaded", "duplicate"]
    assert states_of(found, frame, "b") == ["loaded", "duplicate"]
    assert [verdict_of(found, sha).verdict for sha in "ab"] == ["loaded", "loaded"]
    assert not failures(found, "a") and not failures(found, "b")


def test_rows_are_equal_also_where_a_compared_name_could_not_be_read() -> None:
    row = member(1, {"จังหวัด": "นครปฐมม"})
    found, frame = judged({"a": read_rows([row, row])})
    assert states_of(found, frame, "a") == ["loaded", "duplicate"]
    other = member(1, {"จังหวัด": "นครปฐมม", "กลุ่มสถานศึกษา": "Expert"})
    found, frame = judged({"a": read_rows([row, other])}, max_quarantined_share=1.0)
    assert states_of(found, frame, "a") == ["quarantined", "quarantined"]


def test_unreadable_rows_that_look_equal_are_not_taken_for_one() -> None:
    rows = [member(number) for number in range(1, 11)]
    rows += [member(11, {"กลุ่มสถานศึกษา": "ก"}), member(11, {"กลุ่มสถานศึกษา": "ข"})]
    found, frame = judged({"a": read_rows(rows)})
    assert states_of(found, frame, "a")[-2:] == ["quarantined", "quarantined"]
    assert failures(found, "a") == {("not_in_list", "tier"): 2}


def test_one_key_with_two_contents_quarantines_all_its_rows_in_whatever_file() -> None:
    others = [member(number) for number in range(10, 20)]
    first = read_rows([member(1), *others])
    second = read_rows([member(1, {"กลุ่มสถานศึกษา": "Expert"}), *[member(number) for number in range(20, 30)]])
    found, frame = judged({"a": first, "b": second})
    assert states_of(found, frame, "a") == ["quarantined", *["loaded"] * 10]
    assert states_of(found, frame, "b") == ["quarantined", *["loaded"] * 10]
    assert failures(found, "a") == failures(found, "b") == {CONFLICT: 1}


def test_rows_that_name_nobody_do_not_conflict_with_each_other() -> None:
    nobody = {"เลขประจำตัวประชาชน": "", "รหัสประจำตัวนักเรียน/นักศึกษา": ""}
    rows = [*(graduate(number) for number in range(1, 9)), *(graduate(9, nobody) for _ in range(2))]
    rows[8] |= {"คะแนนเฉลี่ยสะสม (GPAX)": "2.00"}
    found, frame = judged({"a": read_rows(rows)})
    assert states_of(found, frame, "a")[-2:] == ["quarantined", "quarantined"]
    told = {rule for rule, _ in failures(found, "a")}
    assert "no_identity" in told
    assert "key_conflict" not in told


def test_in_an_additive_layout_equal_keys_and_equal_rows_are_real() -> None:
    file = read_rows([rebuilt(1), rebuilt(1), rebuilt(1, {"students": "30"})], "enrolment_ay2568.csv")
    found, frame = judged({"a": file})
    assert states_of(found, frame, "a") == ["loaded"] * 3
    assert verdict_of(found, "a").rows_duplicate == 0
    assert not failures(found, "a")


def test_learners_sent_in_an_additive_layout_and_in_another_are_not_counted_twice() -> None:
    added = read_rows([rebuilt(1), rebuilt(2)], "enrolment_ay2568.csv")
    template = {"ปีการศึกษา": "2568", "รหัสสถานศึกษา": code(1), "ระดับชั้น": "ปวช.", "สาขาวิชา": "ช่างยนต์", "จำนวน": "9"}
    found, frame = judged({"a": added, "b": read_rows([template])}, max_quarantined_share=1.0)
    assert states_of(found, frame, "a") == ["quarantined", "loaded"]
    assert states_of(found, frame, "b") == ["quarantined"]
    assert failures(found, "a") == {CONFLICT: 1}
    added = read_rows([rebuilt(1), rebuilt(1)], "enrolment_ay2568.csv")
    found, frame = judged({"a": added, "b": read_rows([template | {"จำนวน": "เก้า"}])}, max_quarantined_share=1.0)
    assert states_of(found, frame, "a") == ["loaded", "loaded"], "an unreadable row counts no learner"


def test_null_is_a_value_of_a_key() -> None:
    one = read_rows([rebuilt(1, {"programme_title_th": "ช่างยนต์"})], "e2568.csv").frame
    two = read_rows([rebuilt(1, {"programme_title_th": "ช่างยนต์ (ก)"})], "e2568.csv").frame
    assert one["branch_th"].to_list() == [None]
    assert two["branch_th"].to_list() == ["ก"]
    assert one["key_hash"][0] != two["key_hash"][0]
    assert one["scope_hash"][0] == two["scope_hash"][0]


def test_above_the_share_a_file_is_held_and_at_it_not() -> None:
    def file(bad: int) -> ReadFile:
        rows = [member(number, {"กลุ่มสถานศึกษา": "?" if number <= bad else "Expert"}) for number in range(1, 11)]
        return read_rows(rows)

    found, frame = judged({"two": file(2), "three": replace(file(3), frame=moved(file(3).frame))})
    assert verdict_of(found, "two").verdict == "loaded_with_quarantine"
    held = verdict_of(found, "three")
    assert (held.verdict, held.rows_held, held.rows_read) == ("held", 10, 10)
    assert failures(found, "three") == {("not_in_list", "tier"): 3, ("too_many_faults", ""): 10}
    assert "30%" in messages(found)["too_many_faults"]
    cells = found.cells.join(frame, on=ROW_ID).filter(pl.col("source_sha256") == "three")
    assert cells.height == 3, "the sender of a held file is told every faulty cell"


def moved(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows under other keys."""
    return frame.with_columns(college_code="9" + pl.col("college_code").str.slice(1), key_hash="x" + pl.col("key_hash"))


def test_an_accepted_file_is_not_held() -> None:
    rows = [member(1, {"กลุ่มสถานศึกษา": "?"}), member(2)]
    found, frame = judged({"a": read_rows(rows)}, accepted=["a"])
    assert states_of(found, frame, "a") == ["quarantined", "loaded"]
    assert verdict_of(found, "a").verdict == "loaded_with_quarantine"


def test_the_rows_of_a_held_file_take_no_part_in_what_becomes_of_the_others() -> None:
    """A bad file that repeats a good one, and differs from it, takes nothing of it away."""
    good = [member(number) for number in range(1, 11)]
    bad = [member(number, {"กลุ่มสถานศึกษา": "?"}) for number in range(20, 24)]
    bad += [member(number, {"กลุ่มสถานศึกษา": "Expert"}) for number in range(1, 9)] + [member(9), member(10)]
    for names in ({"a": bad, "b": good}, {"a": good, "b": bad}):
        found, frame = judged({sha: read_rows(rows) for sha, rows in names.items()})
        for sha, rows in names.items():
            assert states_of(found, frame, sha) == (["loaded"] * 10 if rows is good else ["held"] * 14)
            assert (not failures(found, sha)) is (rows is good)


def test_two_files_that_only_conflict_with_each_other_are_both_held() -> None:
    first = read_rows([member(number) for number in range(1, 5)])
    second = read_rows([member(number, {"กลุ่มสถานศึกษา": "Expert"}) for number in range(1, 5)])
    found, _ = judged({"a": first, "b": second})
    assert [verdict_of(found, sha).verdict for sha in "ab"] == ["held", "held"]
    found, frame = judged({"b": second})
    assert states_of(found, frame, "b") == ["loaded"] * 4


def test_a_snapshot_that_leaves_out_too_much_of_a_scope_is_held() -> None:
    whole = read_rows([member(number) for number in range(1, 11)])
    eight = read_rows([member(number) for number in range(1, 9)])
    seven = read_rows([member(number) for number in range(1, 8)])
    assert verdict_of(judged({"a": eight}, standing=standing(whole))[0], "a").verdict == "loaded"
    found, frame = judged({"a": seven}, standing=standing(whole))
    assert states_of(found, frame, "a") == ["held"] * 7
    assert "30%" in messages(found)["would_remove_rows"]
    assert "cvm refresh --accept a" in next(r.remedy_en for r in found.results if r.rule == "would_remove_rows")
    found, frame = judged({"a": seven}, standing=standing(whole), accepted=["a"])
    assert states_of(found, frame, "a") == ["loaded"] * 7


def test_a_submission_counts_as_one_and_another_scope_is_not_touched() -> None:
    whole = read_rows([member(number) for number in range(1, 11)])
    first = read_rows([member(number) for number in range(1, 6)])
    second = read_rows([member(number) for number in range(6, 11)])
    found, _ = judged({"a": first, "b": second}, standing=standing(whole))
    assert [verdict_of(found, sha).verdict for sha in "ab"] == ["loaded", "loaded"]
    other_year = read_rows([member(1, {"ปีงบประมาณ": "2569"})])
    assert verdict_of(judged({"a": other_year}, standing=standing(whole))[0], "a").verdict == "loaded"


def test_a_quarantined_row_keeps_the_old_row_of_its_key_and_so_removes_nothing() -> None:
    whole = read_rows([member(number) for number in range(1, 11)])
    again = read_rows([member(n, {"วันที่เข้าร่วม": "เมื่อวาน" if n < 4 else "30/6/2568"}) for n in range(1, 11)])
    found, _ = judged({"a": again}, standing=standing(whole), max_quarantined_share=0.5)
    assert verdict_of(found, "a").verdict == "loaded_with_quarantine"


def test_an_upsert_source_removes_nothing_and_is_never_held_for_it() -> None:
    whole = read_rows([college(number) for number in range(1, 11)])
    assert verdict_of(judged({"a": read_rows([college(1)])}, standing=standing(whole))[0], "a").verdict == "loaded"


def test_cells_that_may_not_stand_are_emptied_and_their_row_loads() -> None:
    rows = [college(1), college(2, {"พิกัดละติจูด": "100.06", "พิกัดลองจิจูด": "13.82"}), college(3, {"พิกัดลองจิจูด": ""})]
    found, frame = judged({"a": read_rows(rows)})
    assert states_of(found, frame, "a") == ["loaded"] * 3
    assert sorted(found.emptied.iter_rows()) == [(1, "latitude"), (1, "longitude"), (2, "latitude"), (2, "longitude")]


def test_a_shifted_row_has_one_fault_and_no_other_rule_judges_its_cells() -> None:
    lines = table([outcome(number) for number in range(1, 12)])
    lines[3] = ["2566", "ช่าง", *lines[3][2:], "9"]
    lines[4] = [*[""] * 9, *lines[4][9:], "9"]
    found, frame = judged({"a": read(text_file(lines))})
    shifted = {name: count for name, count in failures(found, "a").items() if name[1] == "row"}
    assert shifted == {("too_many_cells", "row"): 2}
    assert not [name for name in failures(found, "a") if name[0] == "required_missing"]
    assert states_of(found, frame, "a").count("quarantined") == 2


def test_row_by_row_verdicts_name_the_rows_as_the_sender_sees_them() -> None:
    lines = [["ผลการติดตาม"], [""], *table([open_outcome(1), open_outcome(2, {"ผู้สำเร็จการศึกษา": "x"}), open_outcome(3)])]
    found, _ = judged({"a": read(text_file(lines), "w2566.csv")}, max_quarantined_share=1)
    failed = [result for result in found.results if result.rows_failed]
    assert [(result.rule, result.example_rows, result.rows_checked) for result in failed] == [("not_a_number", "5", 3)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ""),
        ([("", 9), ("", 5)], "5, 9"),
        ([("ก", 5), ("ข", 7), ("ก", 6)], "ก!5, 6; ข!7"),
        ([("", number) for number in range(2, 24)], f"{', '.join(map(str, range(2, 22)))} … (+2)"),
    ],
)
def test_examples_are_the_first_twenty_rows(rows: list[tuple[str, int]], expected: str) -> None:
    assert examples(rows) == expected


def test_every_rule_is_told_of_every_file_passed_ones_too() -> None:
    found, _ = judged({"a": read_rows([member(1)]), "b": read_rows([member(2)])})
    rules = [(rule.name, rule.column) for rule in rules_of(contracts()["network_members"])]
    for sha in "ab":
        told = [(result.rule, result.column_name) for result in found.results if result.source_sha256 == sha]
        assert told == rules


def test_a_rule_that_cannot_be_evaluated_stops_the_load_and_passes_nothing() -> None:
    rule = next(rule for rule in rules_of(contracts()["network_members"]) if rule.expectation == NOT_NULL)
    frame = pl.DataFrame({ROW_ID: [0], rule.column: [1]})
    unknown = replace(rule, expectation="expect_nothing_at_all")
    with pytest.raises(SuiteError):
        failing_rows(frame, [unknown])
    not_text = replace(rule, expectation=MATCH, kwargs={"column": rule.column, "regex": "("})
    with pytest.raises(SuiteError):
        failing_rows(frame, [not_text])


def test_a_value_that_stands_in_many_rows_fails_in_every_one_of_them() -> None:
    rows = 2_500
    frame = pl.DataFrame({ROW_ID: range(rows)}).with_columns(
        level=pl.Series(["ปวช.", None, "ปวส.", "อนุบาล"] * (rows // 4)),
        count=pl.Series([1, None, 900, -1, 5] * (rows // 5)),
        share=pl.Series([0.5, None, 1.5, 1.0] * (rows // 4)),
        is_right=pl.Series([True, None, False, True, True] * (rows // 5)),
        each=pl.int_range(rows).cast(pl.String),
        key=pl.int_range(rows) // 2 * 2 % 1_249,
    )
    one = rules_of(contracts()["network_members"])[0]
    rules = [
        replace(one, column=column, expectation=expectation, kwargs={"column": column, **kwargs})
        for column, expectation, kwargs in (
            ("level", NOT_NULL, {}),
            ("level", IN_SET, {"value_set": ["ปวช.", "ปวส."]}),
            ("level", MATCH, {"regex": "^ปว"}),
            ("count", BETWEEN, {"min_value": 0, "max_value": 100}),
            ("share", BETWEEN, {"max_value": 1}),
            ("share", NULL, {}),
            ("is_right", IN_SET, {"value_set": [True]}),
            ("each", MATCH, {"regex": "^[0-8]*$"}),
            ("key", UNIQUE, {}),
            ("key", NOT_NULL, {}),
        )
    ]
    failing = failing_rows(frame, rules)
    assert failing == judged_by_polars(frame, rules)
    assert [len(found) > 0 for found in failing] == [True] * 9 + [False]
