"""Which source and layout a file has, what its columns are, and the year it is about."""

from __future__ import annotations

import pytest

from pipelines.reading.files import ReadFile
from pipelines.reading.found import FileFault
from tests.made_files.contents import table, text_file, workbook
from tests.made_files.readings import read, read_rows
from tests.made_files.rows import (
    Row,
    college,
    enrolment,
    member,
    open_outcome,
    outcome,
    private_college,
    public_college,
    rebuilt,
)

LAYOUTS = {
    "colleges/template": college,
    "network_members/template": member,
    "outcome_counts/template": outcome,
    "enrolment_counts/template": enrolment,
    "outcome_counts/open_data": open_outcome,
    "enrolment_counts/rebuilt": rebuilt,
    "colleges/open_data_public": public_college,
    "colleges/open_data_private": private_college,
}
HEADINGS_OF_NAMES = {"ชื่อสถานศึกษา", "ขื่อโรงเรียน"}


def fault(rows: list[Row], name: str = "file2566.csv") -> FileFault:
    return fault_of(table(rows), name)


def fault_of(lines: list[list[str]], name: str = "file2566.csv") -> FileFault:
    with pytest.raises(FileFault) as error:
        read(text_file(lines), name)
    return error.value


def notes(file: ReadFile) -> dict[str, str]:
    return {note.code: note.detail for note in file.notes}


@pytest.mark.parametrize("expected", LAYOUTS)
def test_every_layout_is_told_by_its_headings_alone(expected: str) -> None:
    row = LAYOUTS[expected](1)
    for lines in (table([row]), [line[::-1] for line in table([row])], [["ชื่อรายงาน"], [""], *table([row])]):
        file = read(text_file(lines), "any2566.csv")
        assert f"{file.contract.source}/{file.layout_id}" == expected
        assert file.frame["college_code"].to_list() == ["1399000001"]
        assert file.frame["unreadable"].to_list() == [None]
        assert "unknown_columns" not in notes(file)


def test_ownership_is_the_constant_of_the_register_and_a_column_of_the_counts() -> None:
    assert read_rows([public_college(1)]).frame.select("ownership", "college_kind_th").row(0) == (
        "public",
        "วิทยาลัยเทคนิค",
    )
    assert read_rows([private_college(1)]).frame.select("ownership", "college_kind_th").row(0) == ("private", None)
    counts = read_rows([open_outcome(1, {"ประเภทสถานศึกษา": "เอกชน"})], "w2566.csv")
    assert counts.frame["check_ownership"].to_list() == ["private"]


def test_a_constant_never_overrides_a_column_of_the_file() -> None:
    file = read_rows([public_college(1, {"สังกัด": "เอกชน"})])
    assert (file.layout_id, file.frame["ownership"].to_list()) == ("template", ["private"])
    found = fault([private_college(1, {"สังกัด": "รัฐ"})])
    assert (found.code, found.detail) == ("missing_column", "รหัสสถานศึกษา, ชื่อสถานศึกษา")


@pytest.mark.parametrize("make", LAYOUTS.values(), ids=LAYOUTS)
def test_a_required_column_that_is_missing_is_named(make: object) -> None:
    row: Row = make(1)  # type: ignore[operator]
    whole = read_rows([row], "any2566.csv")
    year = whole.contract.year_column
    for column in whole.contract.columns:
        if column.is_required and column.name in whole.columns and column is not year:
            heading = list(row)[whole.columns[column.name]]
            # a college without a code would be found by its name
            helpers = HEADINGS_OF_NAMES if column.name == "college_code" else set()
            rest = {name: cell for name, cell in row.items() if name not in {heading, *helpers}}
            try:
                other = read_rows([rest], "any2566.csv")
            except FileFault as found:
                assert found.code == "missing_column"
                assert heading.strip() in found.detail or column.heading_th in found.detail, found.detail
            else:
                pytest.fail(f"read as {other.layout_id} without {heading}")


def test_a_file_of_another_kind_and_an_empty_one_have_no_layout() -> None:
    assert fault_of([["วันที่", "หัวข้อ", "วิทยากร"], ["1", "2", "3"]]).code == "unknown_layout"
    late = [["x"]] * 20 + table([outcome(1)])
    assert fault_of(late).code == "unknown_layout"
    assert read(text_file([["x"]] * 19 + table([outcome(1)]))).frame["row_number"].to_list() == [21]


def test_two_columns_of_one_meaning_are_refused() -> None:
    found = fault([outcome(1) | {"รหัสวิทยาลัย": "1399000002"}])
    assert (found.code, found.detail) == ("heading_twice", "รหัสสถานศึกษา")
    lines = [[*line, line[-1]] for line in table([outcome(1)])]
    assert fault_of(lines).code == "heading_twice"


def test_headings_of_two_sources_in_one_row_are_ambiguous() -> None:
    both = {"ปีการศึกษา": "2566", "ศูนย์ CVM": "2564-01"} | outcome(1) | {"กลุ่มสถานศึกษา": "Expert"}
    found = fault([both])
    assert found.code == "ambiguous_layout"
    assert "network_members/template" in found.detail and "outcome_counts/template" in found.detail
    assert read_rows([both | {"ปีงบประมาณ": "2568"}], "network_members/file.csv").contract.source == "network_members"


def test_of_several_sheets_the_one_with_the_title_of_the_contract_is_read() -> None:
    lines = table([member(1)])
    twice = workbook({"A": lines, "B": lines})
    with pytest.raises(FileFault) as error:
        read(twice, "file.xlsx")
    assert (error.value.code, error.value.detail) == ("several_sheets", "A, B")
    titled = workbook({"A": table([member(1), member(2)]), "สมาชิกเครือข่ายศูนย์ CVM": lines})
    assert read(titled, "file.xlsx").frame.height == 1


@pytest.mark.parametrize(
    "heading", [" สาขา\u200bวิชา ", "สาขาวิชา (ตามหลักสูตร)", "สาขา วิชา", "Field_TH", "แผนกวิชา", "ส\u0e32ขาวิชา\n(ชื่อเต็ม)"]
)
def test_headings_are_compared_after_the_repair_without_blanks_and_hints(heading: str) -> None:
    row = {heading if name == "สาขาวิชา" else name: cell for name, cell in outcome(1).items()}
    assert read_rows([row]).frame["field_th"].to_list() == ["ช่างยนต์"]


def test_unknown_columns_are_kept_out_and_named_by_their_letter() -> None:
    file = read_rows([outcome(1) | {"หมายเหตุ": "x"}])
    assert notes(file) == {"unknown_columns": "R"}
    right = read(workbook({"s": table([outcome(1) | {"หมายเหตุ": "x"}])}, column=10), "f.xlsx")
    assert notes(right) == {"unknown_columns": "AB"}
    stray = [*table([outcome(1)])]
    stray[1] = [*stray[1], "x"]
    assert notes(read(workbook({"s": stray}), "f.xlsx")) == {"unknown_columns": "R"}


def test_blank_rows_and_rows_of_totals_are_no_rows() -> None:
    lines = table([outcome(1), outcome(2)])
    blank = [""] * 17
    totals = [["", "รวม", *blank[2:]], ["รวมทั้งสิ้น", *blank[1:]], ["", "", " ผลรวม (คน)", *blank[3:]]]
    frame = read(text_file([lines[0], blank, lines[1], [" ", "\u00a0", *blank[2:]], lines[2], *totals])).frame
    assert frame["row_number"].to_list() == [3, 5]


def test_a_row_with_more_cells_than_the_heading_is_not_trusted_and_a_short_one_is_empty() -> None:
    lines = table([outcome(1), outcome(2), outcome(3), outcome(4)])
    lines[2] = [*lines[2], "9"]
    lines[3] = lines[3][:-1]
    lines[4] = [*lines[4], "", " "]
    frame = read(text_file(lines)).frame
    assert frame["unreadable"].to_list() == [None, "row", None, None]
    assert frame["other"].to_list() == [0, 0, None, 0]


def test_an_empty_count_is_nought_in_the_open_data_alone_and_never_where_the_cell_is_not_there() -> None:
    counts = {"ศึกษาต่อ": "    ", "อื่น ๆ": "", "ติดตามได้": "-"}
    frame = read_rows([open_outcome(1, counts)], "w2566.csv").frame
    assert frame.select("further_study", "other", "followed").row(0) == (0, 0, None)
    lines = table([open_outcome(1), open_outcome(2)])
    lines[2] = lines[2][:-1]
    assert read(text_file(lines), "w2566.csv").frame["other"].to_list() == [0, None]
    assert read_rows([outcome(1, counts)]).frame.select("further_study", "other").row(0) == (None, None)


def yearless(cells: Row | None = None) -> Row:
    return {heading: cell for heading, cell in outcome(1, cells).items() if heading != "ปีการศึกษา"}


@pytest.mark.parametrize(
    ("name", "titles", "expected"),
    [
        ("workforce2566.csv", [], 2566),
        ("workforce๒๕๖๖.csv", [], 2566),
        ("enrolment_ay2566_20251101.csv", [], 2566),
        ("ay2566/workforce.csv", [], 2566),
        ("fy2567/ay2566/workforce.csv", [], 2566),
        ("workforce.csv", ["ผลการติดตาม ปีการศึกษา 2566"], 2566),
        ("workforce.csv", ["ปีการศึกษา : ๒๕๖๖", "หลักสูตร พ.ศ. 2562"], 2566),
        ("workforce.csv", ["ปีการศึกษา พ.ศ. 2566 (ปีงบประมาณ 2567)"], 2566),
        ("ay2566/workforce2566.csv", ["ปีการศึกษาที่ 2/2566"], 2566),
    ],
)
def test_the_year_stands_in_a_title_the_file_name_or_a_folder(name: str, titles: list[str], expected: int) -> None:
    lines = [[title] for title in titles] + table([yearless()])
    assert read(text_file(lines), name).frame["academic_year_be"].to_list() == [expected]


@pytest.mark.parametrize("name", ["workforce.csv", "fy2567/workforce.csv", "workforce12566.csv", "workforce2023.csv"])
def test_without_a_year_of_its_own_kind_the_year_is_unknown(name: str) -> None:
    lines = [["ปีงบประมาณ 2567"], *table([yearless()])]
    assert fault_of(lines, name).code == "year_unknown"


@pytest.mark.parametrize(
    ("name", "title"),
    [("workforce2565.csv", "ปีการศึกษา 2566"), ("ay2565/workforce2566.csv", ""), ("w_2565_2566.csv", "")],
)
def test_years_that_disagree_hold_the_file_with_its_rows(name: str, title: str) -> None:
    lines = [[title], *table([yearless(), yearless({"สาขาวิชา": "ช่างกล"})])]
    found = fault_of(lines, name)
    assert (found.code, found.is_held, found.rows) == ("year_conflict", True, 2)
    assert "2565" in found.detail and "2566" in found.detail


def test_once_accepted_the_title_beats_the_name_and_the_name_the_folder() -> None:
    lines = table([yearless()])
    titled = text_file([["ปีการศึกษา 2564"], *lines])
    assert read(titled, "w2565.csv", is_accepted=True).frame["academic_year_be"].to_list() == [2564]
    assert read(text_file(lines), "ay2566/w2565.csv", is_accepted=True).frame["academic_year_be"].to_list() == [2565]
    with pytest.raises(FileFault, match="different years"):
        read(text_file(lines), "w_2565_2566.csv", is_accepted=True)


@pytest.mark.parametrize("make", [outcome, enrolment, open_outcome, rebuilt])
def test_a_column_beats_every_other_place_of_the_year_in_every_layout(make: object) -> None:
    row: Row = {"ปีการศึกษา": "2563"} | make(1, {"ปีการศึกษา": "2563"})  # type: ignore[operator]
    file = read_rows([row, row | {"ปีการศึกษา": "2564"}], "ay2565/file2566.csv")
    assert file.frame["academic_year_be"].to_list() == [2563, 2564]


def test_a_folder_named_as_a_source_narrows_the_search_to_it() -> None:
    with pytest.raises(FileFault) as error:
        read(text_file(table([college(1)])), "outcome_counts/file.csv")
    assert error.value.code in {"unknown_layout", "missing_column"}


CENTRE_IN_WORDS = {"สาขาวิชาของศูนย์": "เชฟอาหารไทย", "สถานศึกษาที่เป็นศูนย์": "วิทยาลัยอาชีวศึกษาสุราษฎร์ธานี"}


@pytest.mark.parametrize(
    ("cells", "centre"),
    [
        (CENTRE_IN_WORDS, "2566-57"),
        (CENTRE_IN_WORDS | {"สาขาวิชาของศูนย์": "เซฟอาหารไทย"}, "2566-57"),
        (
            {
                "สาขาวิชาของศูนย์": "เทคนิคเครื่องกล",
                "สาขางานของศูนย์": "เทคนิคซ่อมตัวถังและสีรถยนต์",
                "สถานศึกษาที่เป็นศูนย์": "วิทยาลัยการอาชีพไชยา",
            },
            "2564-02",
        ),
        (CENTRE_IN_WORDS | {"ศูนย์ CVM": "2566-57"}, "2566-57"),
        (CENTRE_IN_WORDS | {"ศูนย์ CVM": "2564-01"}, None),
        (CENTRE_IN_WORDS | {"สถานศึกษาที่เป็นศูนย์": "วิทยาลัยที่ไม่มี"}, None),
        ({"สาขาวิชาของศูนย์": "", "สถานศึกษาที่เป็นศูนย์": "", "ศูนย์ CVM": "2564-01"}, "2564-01"),
    ],
)
def test_a_centre_may_be_told_in_words_that_do_not_contradict_its_id(cells: Row, centre: str | None) -> None:
    row = {heading: cell for heading, cell in member(1).items() if heading != "ศูนย์ CVM"} | cells
    file = read_rows([row])
    assert file.contract.source == "network_members"
    assert file.frame.select("centre_id", "unreadable").row(0) == (centre, None if centre else "centre_id")
