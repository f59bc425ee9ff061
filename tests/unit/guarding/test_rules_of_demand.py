"""The rules of demand, placement, curriculum and teachers at their edges: empty cells, limits, who and where."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.contracts.rules import rules_of
from pipelines.guarding.expectations import ROW_ID
from pipelines.templates.wording import Need, columns_of, need_in_words, needs_of
from tests.made_files.makers import Row, national_id
from tests.made_files.readings import apart, contracts, failures, judged, read_rows, reading
from tests.made_files.rows_of_demand import GOOD_ROW

ID, NAME, PROVINCE = "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ", "ชื่อสถานประกอบการ", "จังหวัดของสถานประกอบการ"
PERSON = "เลขประจำตัวประชาชน/รหัสประจำตัวผู้เข้าทดสอบ"
# optional cells that something else in the good row asks for, and the rule that says so
ASKED_FOR = {
    ("establishments", PROVINCE): "province_missing",
    ("assessment_centres", "วันที่ได้รับอนุญาต/รับรอง"): "licence_without_date",
}
GROUPS = (
    "จำนวนนักเรียน นักศึกษา (ปวช.3/ปวส.2)",
    "จำนวนผู้สำเร็จการศึกษาใหม่",
    "จำนวนผู้ว่างงาน",
    "จำนวนประชาชนทั่วไป",
)


def failing(source: str, rule: str, cells: list[Row]) -> list[bool]:
    """Whether each of the good rows, changed by these cells, fails the rule."""
    assert rule in {one.name for one in rules_of(contracts()[source])}
    rows = [GOOD_ROW[source](number, changed) for number, changed in enumerate(cells, 1)]
    judgement, frame = judged({"a": read_rows(rows)}, accepted=["a"])
    found = judgement.cells
    failed = set(found.filter(found["rule"] == rule)[ROW_ID])
    return [row in failed for row in frame[ROW_ID]]


@pytest.mark.parametrize("source", GOOD_ROW)
def test_an_empty_cell_breaks_no_rule_but_one_that_asks_for_it(source: str) -> None:
    contract, make = contracts()[source], GOOD_ROW[source]
    needs = needs_of(contract)
    columns = [column for column in columns_of(contract) if needs[column.name] is not Need.REQUIRED]
    rows = [make(number, {column.heading_th: ""}) for number, column in enumerate(columns, 1)]
    files = apart(read_rows(rows), {column.name: 1 for column in columns})
    judgement, _ = judged(files, accepted=files)
    for column in columns:
        expected = {ASKED_FOR[source, column.heading_th]} if (source, column.heading_th) in ASKED_FOR else set()
        assert {rule for rule, _ in failures(judgement, column.name)} == expected, column.name


@pytest.mark.parametrize("source", GOOD_ROW)
def test_a_row_of_required_cells_alone_breaks_only_rules_that_ask_for_more(source: str) -> None:
    contract = contracts()[source]
    needs = needs_of(contract)
    keep = {column.heading_th for column in columns_of(contract) if needs[column.name] is not Need.OPTIONAL}
    row = {heading: cell if heading in keep else "" for heading, cell in GOOD_ROW[source](1).items()}
    judgement, frame = judged({"a": read_rows([row])}, accepted=["a"])
    assert frame.height == 1
    asked = {
        "establishments": {"province_missing"},
        "job_postings": {"establishment_missing"},
        "agreements": {"establishment_missing"},
        "workplace_experts": {"no_counts"},
        "teacher_development": {"placement_without_establishment"},
        "assessment_centres": {"licence_without_date"},
    }
    assert {rule for rule, _ in failures(judgement, "a")} == asked.get(source, set())


LIMITS: list[tuple[str, str, str, list[str], list[bool]]] = [
    ("demands", "wage_unusual", "ค่าจ้างต่อเดือน", ["200,000", "200,000.01", "0"], [False, True, False]),
    ("job_postings", "closes_before_posted", "วันปิดรับ", ["16/6/2568", "15/6/2568"], [False, True]),
    ("job_postings", "filled_above_openings", "จำนวนที่ได้", ["3", "4", "0"], [False, True, False]),
    ("agreements", "expires_before_signed", "วันหมดอายุ", ["1/7/2568", "30/6/2568"], [False, True]),
    ("agreements", "term_unusual", "วันหมดอายุ", ["1/7/2578", "2/7/2578"], [False, True]),
    ("agreements", "signed_in_future", "วันที่ลงนาม", ["21/11/2569", "22/11/2569"], [False, True]),
    ("placements", "ends_before_starts", "วันที่สิ้นสุด", ["1/6/2568", "31/5/2568"], [False, True]),
    ("placements", "length_unusual", "วันที่สิ้นสุด", ["6/7/2569", "7/7/2569"], [False, True]),
    ("placements", "oriented_after_start", "วันที่ปฐมนิเทศก่อนฝึก", ["1/6/2568", "2/6/2568"], [False, True]),
    ("short_courses", "trainees_few", "จำนวนผู้เข้ารับการฝึกอบรม", ["20", "19"], [False, True]),
    ("short_courses", "approved_after_start", "วันที่อนุมัติ", ["1/6/2568", "2/6/2568"], [False, True]),
    ("teacher_development", "clip_long", "ความยาวคลิปวีดิทัศน์ (นาที)", ["5", "5:00", "5:01"], [False, False, True]),
    (
        "teacher_development",
        "work_report_late",
        "วันที่ส่งรายงานผลการปฏิบัติงานให้สถานศึกษา",
        ["15/6/2568", "16/6/2568"],
        [False, True],
    ),
    ("teacher_skills", "current_far_above_required", "ระดับปัจจุบัน", ["5", "0"], [False, False]),
    ("certifications", "expired_at_test", "วันหมดอายุใบรับรอง", ["1/8/2568", "31/7/2568"], [False, True]),
    ("assessment_centres", "expires_before_licensed", "วันหมดอายุ", ["2/8/2568", "1/8/2568"], [False, True]),
    ("assessment_centres", "licence_expired", "วันหมดอายุ", ["21/11/2569", "20/11/2569"], [False, True]),
]


@pytest.mark.parametrize(("source", "rule", "heading", "texts", "expected"), LIMITS)
def test_a_limit_itself_is_still_allowed(
    source: str, rule: str, heading: str, texts: list[str], expected: list[bool]
) -> None:
    assert failing(source, rule, [{heading: text} for text in texts]) == expected


@pytest.mark.parametrize(
    ("source", "heading"), [("curriculum_units", "ระดับของหน่วยสมรรถนะ"), ("certifications", "ระดับที่ทดสอบ")]
)
def test_each_body_has_a_scale_of_its_own(source: str, heading: str) -> None:
    cases = [("สคช.", "1", False), ("สคช.", "8", False), ("สคช.", "9", True), ("สคช.", "0", True)]
    cases += [("กพร.", "3", False), ("กพร.", "4", True), ("สากล", "12", False), ("กพร.", "", False)]
    cells = [{"หน่วยงานเจ้าของมาตรฐาน": body, heading: level} for body, level, _ in cases]
    assert failing(source, "level_outside_scheme", cells) == [is_outside for *_, is_outside in cases]


def test_groups_of_trainees_add_up_where_all_are_given_and_never_exceed_the_sum() -> None:
    cases = [("10", "5", "4", "6"), ("10", "5", "4", "5"), ("10", "5", "4", ""), ("20", "", "6", ""), ("", "", "", "")]
    cells = [dict(zip(GROUPS, numbers, strict=True)) for numbers in cases]
    assert failing("short_courses", "groups_do_not_add_up", cells) == [False, True, False, True, False]


def test_a_size_disagrees_only_where_no_kind_of_business_has_it() -> None:
    micro, small, medium, large = "รายย่อย", "ขนาดเล็ก", "ขนาดกลาง", "ขนาดใหญ่"
    cases = [(micro, 5, False), (micro, 6, True), (small, 6, False), (small, 50, False), (small, 51, True)]
    cases += [(medium, 31, False), (medium, 200, False), (medium, 30, True), (large, 101, False), (large, 100, True)]
    cells = [{"ขนาดสถานประกอบการ": size, "จำนวนลูกจ้าง": str(number)} for size, number, _ in cases]
    assert failing("establishments", "size_differs_from_employees", cells) == [differs for *_, differs in cases]


def test_an_establishment_is_told_by_its_number_or_by_name_and_province() -> None:
    cells = [{}, {NAME: "", PROVINCE: ""}, {ID: ""}, {ID: "", PROVINCE: ""}, {ID: "", NAME: ""}]
    expected = [False, False, False, True, True]
    for source in ("demands", "job_postings", "agreements", "placements", "workplace_experts"):
        assert failing(source, "establishment_missing", cells) == expected, source


def test_a_person_is_an_establishment_without_name_or_number() -> None:
    cells = {ID: national_id(7), "ประเภทสถานประกอบการ": "บุคคลธรรมดา"}
    file = read_rows([GOOD_ROW["establishments"](1, cells)])
    pseudonym = reading().pseudonyms.of("person", pl.Series([national_id(7)]))[0]
    assert file.frame.select("establishment_id", "establishment_name").rows() == [(f"N:{pseudonym}", "บุคคลธรรมดา")]
    kinds = [cells, cells | {ID: ""}, {"ประเภทสถานประกอบการ": "บุคคลธรรมดา"}]
    assert failing("establishments", "individual_with_other_number", kinds) == [False, False, True]


def test_a_country_that_is_not_given_is_that_of_the_number_abroad_or_thailand() -> None:
    cells: list[Row] = [{}, {ID: "JP-1234-5", PROVINCE: "", "ประเทศ": ""}, {"ประเทศ": ""}, {"ประเทศ": "ลาว"}]
    rows = [GOOD_ROW["establishments"](number, changed) for number, changed in enumerate(cells, 1)]
    assert read_rows(rows).frame["country"].to_list() == ["TH", "JP", "TH", "LA"]
    assert failing("establishments", "province_missing", cells) == [False] * 4
    abroad = [{"ประเทศที่ทำงาน": ""}, {"ประเทศที่ทำงาน": "ญี่ปุ่น"}, {"ประเทศที่ทำงาน": "ญี่ปุ่น", "จังหวัดที่ทำงาน": ""}]
    assert failing("demands", "province_abroad", abroad) == [False, True, False]


def test_each_field_of_an_agreement_is_a_row_of_it() -> None:
    file = read_rows([GOOD_ROW["agreements"](1, {"สาขาวิชา": "ช่างยนต์, ช่างกลโรงงาน\n; ช่างเชื่อมโลหะ,"})])
    assert file.frame["field_th"].to_list() == ["ช่างยนต์", "ช่างกลโรงงาน", "ช่างเชื่อมโลหะ"]
    assert file.frame["seats"].to_list() == [20] * 3
    assert file.frame["key_hash"].n_unique() == 3
    judgement, _ = judged({"a": file})
    assert failures(judgement, "a") == {}


def test_who_was_tested_is_told_by_a_national_id_or_a_learner_by_the_student_id() -> None:
    cases = [("ผู้เรียน", "670000001", False), ("ครู", "670000001", True), ("ครู", national_id(1), False)]
    cases += [("ผู้สำเร็จการศึกษา", "1000000000000", True), ("ผู้เรียน", "", True)]
    cells = [{"ประเภทผู้เข้าทดสอบ": kind, PERSON: number} for kind, number, _ in cases]
    assert failing("certifications", "no_identity", cells) == [is_nobody for *_, is_nobody in cases]


def test_the_template_says_what_stands_for_the_number_of_an_establishment() -> None:
    asked, optional = contracts()["demands"], contracts()["job_postings"]
    words = "(ไม่ทราบเลข ให้กรอกชื่อสถานประกอบการและจังหวัดของสถานประกอบการแทน)"
    assert need_in_words(asked, asked.by_name["establishment_id"]) == f"ต้องกรอก {words}"
    assert need_in_words(optional, optional.by_name["establishment_id"]) == f"กรอกถ้ามี {words}"
    for source in ("teachers", "teacher_skills", "certifications"):
        direct = next(column for column in contracts()[source].columns if column.is_direct)
        assert need_in_words(contracts()[source], direct) == "ต้องกรอก"
