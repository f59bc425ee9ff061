"""The sources of people in the shapes in which they arrive: what tells them apart, and what becomes of their cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.reading.files import ReadFile
from pipelines.reading.found import FileFault
from pipelines.reading.rows import SourceRows
from tests.made_files.contents import table, text_file, vcop_lines
from tests.made_files.readings import (
    cells_read,
    contracts,
    failures,
    judged,
    read_all,
    read_rows,
    register,
    sha_of,
    states_of,
)
from tests.made_files.rows import (
    GOOD_ROW,
    Row,
    code,
    college_name,
    followup,
    google_form,
    graduate,
    intention,
    open_enrolment,
    student,
    submission,
    vcop_report,
)

PEOPLE: dict[str, Callable[..., Row]] = {
    "students": student,
    "graduates": graduate,
    "intentions": intention,
    "followups": followup,
    "round_submissions": submission,
}
STUDENT_ID, NATIONAL_ID, FULL_NAME = "รหัสประจำตัวนักเรียน/นักศึกษา", "เลขประจำตัวประชาชน", "ชื่อ - นามสกุล"
LEVEL, FIELD = "ระดับชั้น/ระดับการศึกษา", "สาขาวิชา"
WHERE = ["ปีการศึกษา", "รหัสสถานศึกษา"]
# the least that a file of each source says
LEAST: dict[str, list[list[str]]] = {
    "students": [[*WHERE, one, LEVEL, FIELD, "สถานภาพ"] for one in (STUDENT_ID, NATIONAL_ID)],
    "graduates": [[*WHERE, one, LEVEL, FIELD] for one in (STUDENT_ID, NATIONAL_ID)],
    "intentions": [
        [*WHERE, one, LEVEL, FIELD, "แนวโน้มหลังสำเร็จการศึกษา"] for one in (STUDENT_ID, NATIONAL_ID, FULL_NAME)
    ],
    "followups": [[*WHERE, "รอบที่", one, "สถานะการติดตาม"] for one in (STUDENT_ID, NATIONAL_ID)],
    "round_submissions": [
        [*WHERE, "รอบที่", one] for one in ("วันที่ยืนยันการส่ง", "วันที่พิมพ์รายงาน", "จำนวนผู้สำเร็จการศึกษาที่รายงาน")
    ],
}


def only(row: Row, headings: list[str]) -> Row:
    return {heading: row[heading] for heading in headings}


def cells_of(rows: list[Row], name: str = "any.csv") -> SourceRows:
    return cells_read(text_file(table(rows)), name)


def vcop(*rows: Row) -> dict[str, ReadFile]:
    return {file.contract.source: file for file in read_all(text_file(vcop_lines(rows)), "report.csv")}


def followed(cells: Row) -> dict[str, object]:
    """What the follow-up of one row of a V-COP report says; nothing where the row is no record."""
    frame = vcop(vcop_report(1, cells))["followups"].frame
    return frame.row(0, named=True) if frame.height else {}


@pytest.mark.parametrize("source", PEOPLE)
def test_a_template_is_told_by_its_headings_alone(source: str) -> None:
    row, files = PEOPLE[source](1), {}
    for lines in (table([row]), [line[::-1] for line in table([row])], [["ชื่อรายงาน"], [""], *table([row])]):
        (file,) = read_all(text_file(lines), "any.csv")
        assert (file.contract.source, file.layout_id) == (source, "template")
        assert file.frame.select("college_code", "unreadable").row(0) == (code(1), None)
        assert not file.notes
        files[sha_of(str(lines))] = file
    judgement, _ = judged(files)
    assert not any(failures(judgement, sha) for sha in files)


@pytest.mark.parametrize(("source", "least"), [(source, least) for source in LEAST for least in LEAST[source]])
def test_the_required_columns_alone_tell_the_source(source: str, least: list[str]) -> None:
    file = read_rows([only(PEOPLE[source](number), least) for number in (1, 2)], "any.csv")
    assert file.contract.source == source
    assert file.layout_id.startswith("template")
    judgement, frame = judged({"a": file})
    assert states_of(judgement, frame, "a") == ["loaded", "loaded"]


@pytest.mark.parametrize("source", PEOPLE)
def test_any_one_optional_column_may_be_missing(source: str) -> None:
    row = PEOPLE[source](1)
    needed = {heading for heading in row if all(heading in least for least in LEAST[source])}
    for heading in row:
        if heading not in needed:
            found = cells_of([{name: cell for name, cell in row.items() if name != heading}])
            assert (found.contract.source, found.layout.id[:8]) == (source, "template"), heading


@pytest.mark.parametrize("source", PEOPLE)
def test_in_its_folder_a_template_is_known_under_every_heading_of_its_columns(source: str) -> None:
    contract, row = contracts()[source], PEOPLE[source](1)
    whole = cells_of([row], f"{source}/any.csv").cells
    for heading in row:
        column = next(column for column in contract.columns if heading in column.headings)
        for other in column.headings:
            renamed = {other if name == heading else name: cell for name, cell in row.items()}
            found = cells_of([renamed], f"{source}/any.csv").cells
            if column.split and other == column.split[0]:
                continue
            assert found.equals(whole), (heading, other)


@pytest.mark.parametrize("source", PEOPLE)
def test_in_its_folder_a_missing_required_column_is_named(source: str) -> None:
    least = LEAST[source][0]
    required = [column for column in contracts()[source].columns if column.is_required and column.name != "round"]
    for column in required:
        if column.name == "academic_year_be":
            continue
        row = only(PEOPLE[source](1), [heading for heading in least if heading != column.heading_th])
        with pytest.raises(FileFault) as error:
            read_rows([row], f"{source}/any.csv")
        assert error.value.code == "missing_column"
        assert column.heading_th in error.value.detail


def test_no_file_of_people_is_taken_for_another() -> None:
    for source, make in GOOD_ROW.items():
        row = make(1)
        assert cells_of([row]).contract.source == source
        assert cells_of([row | {"หมายเหตุ": ""}]).contract.source == source


def test_a_v_cop_report_feeds_followups_and_graduates() -> None:
    files = vcop(vcop_report(1), vcop_report(2))
    assert {source: file.layout_id for source, file in files.items()} == {"followups": "vcop", "graduates": "vcop"}
    followups, graduates = files["followups"].frame, files["graduates"].frame
    assert followups.select("academic_year_be", "round", "college_code", "level", "field_th").row(0) == (
        2567, 1, code(1), "voc_cert", "ช่างยนต์",
    )  # fmt: skip
    assert graduates.select("report_round", "sex", "birth_year_be", "term", "check_field_code", "study_system").row(
        0
    ) == (1, "f", 2550, "2", "20101", "regular")
    assert followups["student_key"].to_list() == graduates["student_key"].to_list()
    assert followups["student_key"].n_unique() == 2
    assert (followups["income_low"][0], followups["job_matches_field"][0]) == (12500.0, "yes")
    for source, file in files.items():
        assert not [note for note in file.notes if note.code == "unknown_columns"], source
        judgement, frame = judged({"a": file})
        assert states_of(judgement, frame, "a") == ["loaded", "loaded"]


def test_a_roster_is_of_no_round_so_a_report_never_stands_in_its_scope() -> None:
    roster = read_rows([graduate(1)], "any.csv")
    report = vcop(vcop_report(1))["graduates"]
    assert roster.frame["report_round"].to_list() == [None]
    assert not set(roster.frame["scope_hash"]) & set(report.frame["scope_hash"])
    assert not set(roster.frame["key_hash"]) & set(report.frame["key_hash"])


WORK = {"ชื่อสถานที่ทำงาน": "บริษัท ตัวอย่าง จำกัด", "ตำแหน่งงาน": "ช่าง"}
NO_WORK = {"ชื่อสถานที่ทำงาน": "", "ตำแหน่งงาน": "-"}
STUDY = {"ศึกษาต่อในระดับ": "ปวส.", "ชื่อสถานศึกษาเรียนต่อ": "วิทยาลัยตัวอย่าง"}


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        (WORK, "employed"),
        (NO_WORK | {"ตำแหน่งงาน": "ช่างเชื่อม"}, "employed"),
        (WORK | STUDY, "employed_studying"),
        (NO_WORK | {"ชื่อสถานที่ทำงาน": "ค้าขาย", "ศึกษาต่อในระดับ": "ปวส."}, "employed_studying"),
        (NO_WORK | STUDY, "studying"),
        (NO_WORK | {"ชื่อสถานศึกษาเรียนต่อ": "วิทยาลัยตัวอย่าง"}, "studying"),
        *((WORK | {"ชื่อสถานที่ทำงาน": word}, "self_employed") for word in (
            "ประกอบอาชีพอิสระ", "อาชีพอิสระ", "ธุรกิจส่วนตัว", "กิจการส่วนตัว", "ค้าขาย", "ค้า ขาย",
        )),
        (WORK | {"ชื่อสถานที่ทำงาน": "ร้านค้าขายส่ง"}, "employed"),
        (NO_WORK | {"สถานะการติดตาม": "มีงานทำ"}, "employed"),
        (NO_WORK | {"สถานะการติดตาม": "ว่างงาน"}, "unemployed"),
        (NO_WORK | {"สถานะการติดตาม": "รองาน"}, "waiting"),
        (NO_WORK | {"สถานะการติดตาม": "อุปสมบท (บวช)"}, "ordained"),
        (NO_WORK | {"สถานะการติดตาม": "ติดตามไม่ได้"}, "unreachable"),
    ],
)  # fmt: skip
def test_what_is_filled_in_decides_the_outcome_of_a_report_and_the_label_where_nothing_is(
    cells: Row, outcome: str
) -> None:
    assert followed(cells)["outcome"] == outcome


@pytest.mark.parametrize("label", ["", "-", "ยังไม่ได้ติดตาม"])
def test_who_was_not_surveyed_is_no_record_of_a_follow_up_but_a_graduate(label: str) -> None:
    files = vcop(vcop_report(1, NO_WORK | {"สถานะการติดตาม": label}), vcop_report(2))
    assert files["followups"].frame.height == 1
    assert files["graduates"].frame.height == 2
    assert [(note.code, note.count) for note in files["followups"].notes] == [("not_surveyed", 1)]
    assert not files["graduates"].notes


def test_a_label_that_no_list_knows_quarantines_a_row_that_says_nothing_else() -> None:
    unknown = {"สถานะการติดตาม": "ไปต่างดาว"}
    file = vcop(vcop_report(1, NO_WORK | unknown), vcop_report(2, unknown))["followups"]
    assert file.frame["outcome"].to_list() == [None, "employed"]
    judgement, frame = judged({"a": file}, accepted=["a"])
    assert states_of(judgement, frame, "a") == ["quarantined", "loaded"]
    failed = failures(judgement, "a")
    assert failed["not_in_list", "outcome"] == 1
    assert failed["check_unreadable", "check_reported_status"] == 2


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        (WORK | {"สถานะการติดตาม": "ว่างงาน"}, {"status_contradicts"}),
        (NO_WORK | STUDY | {"สถานะการติดตาม": "มีงานทำ"}, {"status_contradicts"}),
        (WORK | STUDY | {"สถานะการติดตาม": "มีงานทำ"}, {"work_and_study"}),
        (WORK | STUDY | {"สถานะการติดตาม": "รองาน"}, {"status_contradicts"}),
        (WORK | STUDY | {"สถานะการติดตาม": "ทำงานและศึกษาต่อ"}, set()),
        (WORK, set()),
        (WORK | {"สถานะการติดตาม": ""}, set()),
    ],
)
def test_a_label_that_contradicts_what_is_filled_in_is_a_warning(cells: Row, rules: set[str]) -> None:
    file = vcop(vcop_report(1, cells))["followups"]
    judgement, frame = judged({"a": file})
    told = {rule for rule, _ in failures(judgement, "a")}
    assert told & {"status_contradicts", "work_and_study"} == rules
    assert states_of(judgement, frame, "a") == ["loaded"]


def test_a_template_with_work_and_study_becomes_both() -> None:
    rows = [
        followup(1, {"ระดับที่ศึกษาต่อ": "ปวส."}),
        followup(2, {"สถานะการติดตาม": "ว่างงาน", "ระดับที่ศึกษาต่อ": "ปวส."}),
    ]
    file = read_rows(rows, "any.csv")
    assert file.frame["outcome"].to_list() == ["employed_studying", "unemployed"]
    assert failures(judged({"a": file})[0], "a")["work_and_study", "is_work_and_study_reported"] == 1


def test_the_google_form_has_names_and_no_ids() -> None:
    file = read_rows([google_form(1)], f"intentions/ay2568/{code(1)}.csv")
    row = file.frame.row(0, named=True)
    assert file.layout_id == "google_form"
    assert (row["academic_year_be"], row["college_code"], row["level"]) == (2568, code(1), "voc_cert")
    assert (row["field_th"], row["branch_th"], str(row["surveyed_on"])) == ("ช่างยนต์", "ยานยนต์", "2026-01-15")
    assert (row["identified_by"], row["has_phone"], row["has_contact"]) == ("name", True, True)
    assert (row["intention"], row["expected_employer"]) == ("work", "บริษัท ตัวอย่าง จำกัด")
    same = read_rows([intention(1)], "any.csv").frame.row(0, named=True)
    assert row["name_key"] == same["name_key"]
    assert not failures(judged({"a": file})[0], "a")


def test_a_form_with_columns_for_college_and_year_needs_no_folder() -> None:
    named = {"ชื่อสถานศึกษา": college_name(7), "จังหวัด": "นครปฐม", "ปีการศึกษา": "2568"}
    file = read_rows([google_form(1, named)], "answers.csv", names=register())
    assert file.frame.select("college_code", "college_match", "academic_year_be").row(0) == (code(7), "exact", 2568)


def test_the_open_data_of_students_finds_its_colleges_by_name_and_province() -> None:
    rows = [open_enrolment(1), open_enrolment(2, {"ระดับชั้น": "ปวส.5"}), open_enrolment(3, {"ระดับชั้น": "ป.ตรี"})]
    file = read_rows(rows, "enrolment_ay2568_students.csv", names=register())
    assert file.layout_id == "open_data"
    assert file.frame.select(
        "academic_year_be", "college_code", "level", "year_of_study", "check_ownership"
    ).rows() == [
        (2568, code(1), "voc_cert", 2, "public"),
        (2568, code(2), "high_voc_cert", 5, "public"),
        (2568, code(3), "bachelor", None, "public"),
    ]
    assert not failures(judged({"a": file})[0], "a")
    unknown = read_rows([open_enrolment(1, {"ชื่อสถานศึกษา": "วิทยาลัยที่ไม่มี"})], "ay2568.csv", names=register())
    assert failures(judged({"a": unknown}, accepted=["a"])[0], "a") == {("college_unknown", "college_code"): 1}
