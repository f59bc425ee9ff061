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

from pipelines.running.checking import check_file
from pipelines.running.reports import FileReport
from tests.made_files import SETTINGS, Row, college, outcome, table, text_file, workbook

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
    assert all(all(fault) for fault in faults)


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
