"""The workbook that goes back to a sender: faults with remedies, and the sender's own rows with the cells coloured."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import fastexcel
import polars as pl
import pytest

from pipelines.cli.telling import tell_faults
from pipelines.guarding import report as report_module
from pipelines.guarding.commands import complete_command
from pipelines.guarding.report import Told, write_report
from pipelines.guarding.verdicts import FileVerdict, RuleResult, file_result
from pipelines.reading.containers import OLD_WORKBOOK
from pipelines.running.checking import check_file
from pipelines.running.reports import FileReport
from tests.filled_templates import letter
from tests.made_files.contents import table, text_file, vcop_lines, workbook
from tests.made_files.readings import SETTINGS, contracts, sha_of
from tests.made_files.rows import Row, college, graduate, outcome, vcop_report

ERROR, WARNING = "FFF8CBAD", "FFFFE699"
FAULTS, ROWS = "สิ่งที่ต้องแก้ไข", "ข้อมูลที่ส่งมา"
AS_OF = date(2026, 11, 21)


def checked(folder: Path, content: bytes, name: str) -> tuple[FileReport, Path]:
    path = folder / name
    path.write_bytes(content)
    (report,) = check_file(path, None, SETTINGS, AS_OF)
    return report, folder / f"{name}.report.xlsx"


def sheet(report: Path, name: str) -> list[tuple[str | None, ...]]:
    loaded = fastexcel.read_excel(report).load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    return pl.DataFrame(loaded).rows()


def colours(report: Path) -> dict[str, str]:
    """Cell → colour of the second sheet, from the file itself."""
    with zipfile.ZipFile(report) as archive:
        styles = archive.read("xl/styles.xml").decode()
        cells = archive.read("xl/worksheets/sheet2.xml").decode()
    fills = re.findall(r"<fill>(.*?)</fill>", styles)
    formats = re.findall(r"<xf [^>]*fillId=\"(\d+)\"", styles.split("<cellXfs")[1].split("</cellXfs>")[0])
    found = {}
    for cell, style in re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', cells):
        colour = re.search(r'rgb="(\w+)"', fills[int(formats[int(style)])])
        if colour:
            found[cell] = colour[1]
    return found


def rows_of_outcomes() -> list[Row]:
    rows = [outcome(number) for number in range(1, 13)]
    rows[1] |= {"ผู้สำเร็จการศึกษา": "สิบ"}
    rows[2] |= {"จังหวัด": "นครปฐมม"}
    rows[11] |= {"อื่น ๆ": "5"}
    return rows


def test_the_faulty_cells_are_coloured_in_the_sender_s_own_rows(tmp_path: Path) -> None:
    lines = [["รายงานผล"], [""], *table(rows_of_outcomes())]
    found, report = checked(tmp_path, text_file(lines), "ผลการติดตาม.csv")
    assert found.verdict == "loaded_with_quarantine"
    sums = "JKLMNOPQ"  # followed and the seven outcomes
    assert colours(report) == {"I5": ERROR, "D6": WARNING} | {f"{letter}15": ERROR for letter in sums}
    sent = [[*line, *[""] * (17 - len(line))] for line in lines]
    assert [[cell or "" for cell in row] for row in sheet(report, ROWS)] == sent


def test_of_a_long_file_only_rows_with_a_fault_are_copied_each_in_its_own_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_module, "_COPIED_WHOLE", 12)
    lines = [["รายงานผล"], [""], *table(rows_of_outcomes())]
    _, report = checked(tmp_path, text_file(lines), "ผลการติดตาม.csv")
    shown = sheet(report, "แถวที่ต้องดู")
    filled = [number for number, row in enumerate(shown, 1) if any(row)]
    assert filled == [1, 3, 5, 6, 15]
    assert [shown[number - 1][: len(lines[2])] for number in (3, 5)] == [tuple(lines[2]), tuple(lines[4])]
    assert {cell[1:] for cell in colours(report)} == {"5", "6", "15"}


def test_the_faults_say_where_what_and_how_to_mend_it_in_both_languages(tmp_path: Path) -> None:
    _, report = checked(tmp_path, text_file(table(rows_of_outcomes())), "file.csv")
    title, _, heading, *faults = sheet(report, FAULTS)
    assert title[0] and "file.csv" in title[0]
    assert heading[-1] == "รหัส / Code"
    told = {fault[-1]: fault for fault in faults}
    assert set(told) == {"not_a_number", "check_unreadable", "outcomes_do_not_add_up"}
    assert told["not_a_number"][:4] == ("ต้องแก้ไข / error", "ผู้สำเร็จการศึกษา", "1", "3")
    assert told["check_unreadable"][0] == "ควรตรวจสอบ / warning"
    summed = told["outcomes_do_not_add_up"][1]
    assert summed and summed.startswith("ติดตามได้, ศึกษาต่อ") and summed.endswith("อื่น ๆ")
    assert "ผู้สำเร็จการศึกษา" not in summed
    assert told["not_a_number"][4] == "สิบ"
    assert told["check_unreadable"][4] == "นครปฐมม"
    assert not told["outcomes_do_not_add_up"][4]
    assert all(all([*fault[:4], *fault[5:]]) for fault in faults)


def test_the_letters_of_a_workbook_that_begins_further_right_are_the_sender_s(tmp_path: Path) -> None:
    content = workbook({"ข้อมูล": table(rows_of_outcomes())}, row=4, column=2)
    _, report = checked(tmp_path, content, "file.xlsx")
    sums = "LMNOPQRS"
    assert colours(report) == {"K7": ERROR, "F8": WARNING} | {f"{letter}17": ERROR for letter in sums}
    assert next(fault[3] for fault in sheet(report, FAULTS) if fault[-1] == "not_a_number") == "ข้อมูล!7"


def test_a_key_conflict_colours_the_key_and_a_shifted_row_the_whole_row(tmp_path: Path) -> None:
    rows = [outcome(number) for number in range(1, 15)]
    rows[1] = rows[0] | {"ผู้สำเร็จการศึกษา": "30"}
    lines = table(rows)
    lines[5] = [*lines[5], "9"]
    _, report = checked(tmp_path, text_file(lines), "file.csv")
    painted = colours(report)
    for row in (2, 3):
        assert {cell for cell in painted if cell[1:] == str(row)} == {f"{letter}{row}" for letter in "ABFGH"}
    assert {cell for cell in painted if cell[1:] == "6"} == {f"{letter}6" for letter in "ABCDEFGHIJKLMNOPQR"}


@pytest.mark.parametrize(
    "attack", ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "{=1+1}", "-2+3", "http://example.org"]
)
def test_no_text_of_a_sender_becomes_a_formula_or_a_link(attack: str, tmp_path: Path) -> None:
    rows = [outcome(1, {"สาขาวิชา": attack}), outcome(2, {"ระดับชั้น": attack})]
    _, report = checked(tmp_path, workbook({"=1+1": table(rows)}), "=cmd.xlsx")
    with zipfile.ZipFile(report) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert b"<f>" not in part and b"<f " not in part, name
            assert b"<hyperlink" not in part, name
            assert "externalLink" not in name
    assert sheet(report, ROWS)[1][7] == attack


def test_control_characters_and_long_texts_still_give_a_workbook_that_opens(tmp_path: Path) -> None:
    rows = [outcome(1, {"สาขาวิชา": "ช่าง\x0b\x1f\ufffe", "ระดับชั้น": "?"}), outcome(2, {"สาขาวิชา": "ก" * 40_000})]
    _, report = checked(tmp_path, text_file(table(rows)), "file.csv")
    assert len(sheet(report, ROWS)[2][7] or "") == 32_000
    with zipfile.ZipFile(report) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))


@pytest.mark.parametrize("text", ["_x0041_", "a<b>&amp;\"'", " ก  ", "บรรทัด\nใหม่\t"])
def test_what_xml_or_excel_would_take_for_something_else_stands_as_it_was_sent(text: str, tmp_path: Path) -> None:
    sent = [outcome(1, {"สาขาวิชา": text}), outcome(2, {"ระดับชั้น": "?"})]
    _, report = checked(tmp_path, text_file(table(sent)), "file.csv")
    assert sheet(report, ROWS)[1][7] == text


def test_a_refused_file_is_told_why_without_its_rows(tmp_path: Path) -> None:
    found, report = checked(tmp_path, text_file([["วันที่", "หัวข้อ"], ["1", "ลับสุดยอด"]]), "file.csv")
    assert found.verdict == "rejected"
    assert [fault[-1] for fault in sheet(report, FAULTS)[3:]] == ["unknown_layout"]
    assert fastexcel.read_excel(report).sheet_names == [FAULTS]


def test_a_file_without_a_fault_gets_no_workbook_and_an_old_one_goes(tmp_path: Path) -> None:
    _, report = checked(tmp_path, text_file(table([college(1, {"จังหวัด": ""})])), "file.csv")
    assert report.exists()
    found, report = checked(tmp_path, text_file(table([college(1)])), "file.csv")
    assert (found.verdict, report.exists()) == ("loaded", False)


def values(report: Path, code: str) -> list[str]:
    """The lines of the column of values of one fault."""
    return next((fault[-6] or "").split("\n") for fault in sheet(report, FAULTS) if fault[-1] == code)


def test_the_distinct_values_are_told_as_the_sender_wrote_them_and_the_first_ten_only(tmp_path: Path) -> None:
    rows = [outcome(number, {"ผู้สำเร็จการศึกษา": f" คำที่ {number % 12} "}) for number in range(24)]
    rows += [outcome(number) for number in range(24, 200)]
    _, report = checked(tmp_path, text_file(table(rows)), "file.csv")
    *first, more = values(report, "not_a_number")
    assert first == [f"คำที่ {number}  × 2" for number in range(10)]
    assert more == "… อีก 2 ค่า / 2 more"


def test_values_are_of_their_own_fault_and_an_empty_cell_has_none(tmp_path: Path) -> None:
    rows = [outcome(number) for number in range(1, 21)]
    rows[0] |= {"ระดับชั้น": "ปวค."}
    rows[1] |= {"ระดับชั้น": ""}
    rows[2] |= {"รหัสสถานศึกษา": "13990"}
    _, report = checked(tmp_path, text_file(table(rows)), "file.csv")
    assert values(report, "not_in_list") == ["ปวค."]
    assert values(report, "required_missing") == [""]
    assert values(report, "not_a_code") == ["13990"]


def test_what_identifies_a_person_stands_in_the_copy_of_the_rows_alone(tmp_path: Path) -> None:
    rows = [graduate(number) for number in range(1, 21)]
    rows[0] |= {"เลขประจำตัวประชาชน": "1000000000018"}
    rows[1] |= {"วันเกิด": "99/99/2550"}
    rows[2] |= {"รหัสประจำตัวนักเรียน/นักศึกษา": "", "เลขประจำตัวประชาชน": ""}
    rows[3] |= {"เพศ": "ไม่ระบุ"}
    _, report = checked(tmp_path, text_file(table(rows)), "file.csv")
    told = "\n".join(cell or "" for fault in sheet(report, FAULTS) for cell in fault)
    for secret in ("1000000000018", "99/99/2550", "ตัวอย่าง", "สมมุติ"):
        assert secret not in told
        assert any(secret in (cell or "") for row in sheet(report, ROWS) for cell in row)
    assert values(report, "not_in_list") == ["ไม่ระบุ"]
    heading = list(rows[0])
    painted = colours(report)
    for number, name in ((2, "เลขประจำตัวประชาชน"), (3, "วันเกิด"), (4, "รหัสประจำตัวนักเรียน/นักศึกษา"), (5, "เพศ")):
        assert painted[f"{letter(heading.index(name))}{number}"] in (ERROR, WARNING)


def test_an_unknown_college_is_told_with_the_nearest_names(tmp_path: Path) -> None:
    rows = [outcome(number) for number in range(1, 21)]
    wrong = "วิทยาลัยเทคนิคฉะเชิงเทราา"
    rows[0] |= {"รหัสสถานศึกษา": "", "ชื่อสถานศึกษา": wrong, "จังหวัด": "ฉะเชิงเทรา"}
    rows[1] |= {"รหัสสถานศึกษา": "", "ชื่อสถานศึกษา": "วิทยาลัยใด"}
    sent = tmp_path / "file.csv"
    sent.write_bytes(text_file(table(rows)))
    asked = []

    def candidates(name: str, province_code: str | None) -> list[tuple[str, str, float]]:
        asked.append((name, province_code))
        return [("1324016101", "วิทยาลัยเทคนิคฉะเชิงเทรา", 0.98)]

    result = RuleResult("", "college_unknown", "college_code", "error", "conformity", 20, 2, "2, 3", "ก", "a", "ข", "b")
    cells = [(number, "college_code", "college_unknown", "error") for number in (2, 3)]
    report = tmp_path / "report.xlsx"
    write_report(report, sent, [Told(contracts()["outcome_counts"], [result], cells)], SETTINGS, candidates)
    nearest = "   ≈ วิทยาลัยเทคนิคฉะเชิงเทรา (1324016101) 98%"
    assert values(report, "college_unknown") == [wrong, nearest, "วิทยาลัยใด", nearest]
    assert asked == [(wrong, "24"), ("วิทยาลัยใด", "73")]
    # the cells to mend are those of the name, not the empty one of the code
    assert colours(report) == {"C2": ERROR, "D2": ERROR, "C3": ERROR, "D3": ERROR}


def test_a_file_of_two_sources_gets_one_workbook_with_the_faults_of_both_and_one_copy(tmp_path: Path) -> None:
    rows = [vcop_report(number) for number in range(1, 21)]
    rows[0] |= {"ระดับชั้น": "อนุบาล"}
    rows[1] |= {"เงินเดือน": "หมื่นสอง"}
    rows[2] |= {"วันเกิด": "31/31/2007"}
    path = tmp_path / "รายงาน.csv"
    path.write_bytes(text_file(vcop_lines(rows)))
    found = check_file(path, None, SETTINGS, AS_OF)
    assert sorted(one.source or "" for one in found) == ["followups", "graduates"]
    report = tmp_path / "รายงาน.csv.report.xlsx"
    assert fastexcel.read_excel(report).sheet_names == [FAULTS, ROWS]
    _, _, heading, *faults = sheet(report, FAULTS)
    assert heading[0] == "ข้อมูล / Source"
    sources = {(fault[-1], fault[2]): fault[0] for fault in faults}
    roster, followed = (contracts()[name].title_th for name in ("graduates", "followups"))
    both = sources["not_in_list", "ระดับชั้น/ระดับการศึกษา"]
    assert both and set(both.split(", ")) == {roster, followed}
    assert sources["not_a_number", "รายได้ต่อเดือน"] == followed
    assert [source for (_, column), source in sources.items() if column == "วันเกิด"] == [roster]
    assert values(report, "not_a_number") == ["หมื่นสอง"]
    painted = colours(report)
    for row, name in ((6, "ระดับชั้น"), (7, "เงินเดือน"), (8, "วันเกิด")):
        assert painted[f"{letter(list(rows[0]).index(name))}{row}"] == ERROR


def test_of_two_faults_in_a_cell_the_graver_colours_it_in_either_order(tmp_path: Path) -> None:
    sent = tmp_path / "file.csv"
    sent.write_bytes(text_file(table([outcome(1)])))
    cells = [(2, "graduates", "a", "note"), (2, "graduates", "b", "error"), (2, "graduates", "c", "warning")]
    for ordered in (cells, cells[::-1]):
        write_report(tmp_path / "r.xlsx", sent, [Told(contracts()["outcome_counts"], [], ordered)], SETTINGS)
        assert colours(tmp_path / "r.xlsx") == {"I2": ERROR}


def test_a_command_in_a_remedy_can_be_copied_as_it_stands(tmp_path: Path) -> None:
    home, inbox = tmp_path / "a home", tmp_path / "in"
    elsewhere = SETTINGS.model_copy(update={"home": home, "inbox_dir": inbox})
    given = f"ยืนยันด้วย cvm refresh --inbox {inbox} --home '{home}' --accept abc"
    assert complete_command("ยืนยันด้วย cvm refresh --accept abc", elsewhere) == given
    assert complete_command("cvm refresh --accept abc", SETTINGS) == "cvm refresh --accept abc"


def test_the_screen_tells_the_same_command_as_the_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sha = sha_of("held")
    held = file_result("too_many_faults", sha, "", 3)
    counts = FileVerdict(sha, "held", 3, 0, 0, 3, 0)
    report = FileReport("file.csv", "outcome_counts", "template", sha, "held", counts, (held,))
    elsewhere = SETTINGS.model_copy(update={"home": tmp_path / "a home"})
    told = complete_command(held.remedy_th, elsewhere)
    assert f"--home '{tmp_path / 'a home'}' --accept {sha[:12]}" in told
    tell_faults(report, tmp_path / "none.xlsx", elsewhere)
    screen = capsys.readouterr().out
    assert told in screen or complete_command(held.remedy_en, elsewhere) in screen


def test_a_row_of_faults_is_as_high_as_its_texts(tmp_path: Path) -> None:
    rows = [outcome(number, {"ผู้สำเร็จการศึกษา": f"คำที่ {number}"}) for number in range(12)]
    rows += [outcome(number) for number in range(12, 100)]
    _, report = checked(tmp_path, text_file(table(rows)), "file.csv")
    with zipfile.ZipFile(report) as archive:
        heights = re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', archive.read("xl/worksheets/sheet1.xml").decode())
    assert float(dict(heights)["4"]) >= 11 * 15


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04" + bytes(40)),
        ("b.xls", OLD_WORKBOOK + bytes(999)),
        ("c.parquet", b"PAR1"),
        ("d.xlsx", b""),
    ],
)
def test_no_name_of_a_library_s_error_is_told(name: str, content: bytes, tmp_path: Path) -> None:
    found, report = checked(tmp_path, content, name)
    told = "\n".join(cell or "" for fault in sheet(report, FAULTS) for cell in fault)
    assert [fault.rule for fault in found.faults] == ["unreadable_file"]
    assert not re.search(r"Error|Exception|Invalid|BadZip|Panic", told)
