"""Every shape of file that arrives (encodings, delimiters, workbooks, parquet), and what is refused by name."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.reading.files import ReadFile
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault
from pipelines.settings import Settings
from tests.made_files.contents import parquet, table, text_file, workbook
from tests.made_files.readings import read
from tests.made_files.rows import member, outcome

ROWS = [outcome(1), outcome(2, {"สาขาวิชา": "ช่างยนต์, ช่างกล"})]


def fault(content: bytes, name: str) -> FileFault:
    with pytest.raises(FileFault) as error:
        read(content, name)
    return error.value


def values(file: ReadFile) -> list[dict[str, object]]:
    return file.frame.drop("sheet", "row_number").to_dicts()


EXPECTED = values(read(text_file(table(ROWS))))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_text_in_every_encoding_delimiter_and_line_end_says_the_same(
    encoding: str, delimiter: str, newline: str
) -> None:
    file = read(text_file(table(ROWS), encoding, delimiter, newline))
    assert values(file) == EXPECTED
    assert file.encoding == encoding
    assert EXPECTED[1]["field_th"] == "ช่างยนต์, ช่างกล"


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".CSV"])
def test_the_delimiter_is_that_of_the_content_and_not_of_the_suffix(suffix: str) -> None:
    assert values(read(text_file(table(ROWS), delimiter="\t"), f"file{suffix}")) == EXPECTED


def test_commas_in_a_quoted_title_and_in_numbers_do_not_make_a_semicolon_file_one_of_commas() -> None:
    title = f'"{", ".join(["ปวช.", "ปวส.", "ป.ตรี"] * 20)}"'
    row = outcome(1, {"ผู้สำเร็จการศึกษา": "1,000", "ติดตามได้": "1,000", "ศึกษาต่อ": "993"})
    lines = [title, *(";".join(line) for line in table([row]))]
    frame = read("\r\n".join(lines).encode(), "file.csv").frame
    assert frame.select("graduates", "followed", "row_number").row(0) == (1000, 1000, 3)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("ช่างยนต์ สาขาวิชา".encode() * 20 + b"\xe0\xb8", "UTF-8"),
        ("รหัสสถานศึกษา,สาขาวิชา\n".encode().replace(b"\xe0", b"\xe1", 1)[1:], "UTF-8"),
        (b"\xef\xbb\xbf" + "สาขา".encode("cp874") * 9, "utf-8-sig"),
        ("a,b\n".encode("utf-16-le"), "NUL"),
        ("รหัส".encode("utf-16")[:-1], "utf-16"),
        ("學校,名稱\n".encode("gb18030") + b"\xff\xfe\xfc", "cp874"),
        (b"a,b\n1,\x00\n", "NUL"),
    ],
    ids=["cut", "bent", "bom-and-874", "utf-16-without-bom", "odd-utf-16", "chinese", "nul"],
)
def test_another_or_a_damaged_encoding_is_refused_by_name(content: bytes, word: str) -> None:
    found = fault(content, "file.csv")
    assert found.code == "wrong_encoding"
    assert word in found.detail


def test_an_unbalanced_quotation_mark_is_no_row() -> None:
    content = text_file(table(ROWS)).replace("อุตสาหกรรม".encode(), '"อุตสาหกรรม'.encode(), 1)
    assert fault(content, "file.csv").code == "unreadable_file"


def test_a_workbook_and_a_parquet_file_say_what_the_text_says() -> None:
    assert values(read(workbook({"Sheet1": table(ROWS)}), "file.xlsx")) == EXPECTED
    assert values(read(workbook({"Sheet1": table(ROWS)}), "file.xls")) == EXPECTED
    assert values(read(parquet(ROWS), "file.parquet")) == EXPECTED


def test_numbers_of_a_workbook_are_read_like_typed_ones() -> None:
    lines: list[list[object]] = [list(line) for line in table([outcome(1)])]
    lines[1] = [float(cell) if cell.isdigit() else cell for cell in outcome(1).values()]
    assert values(read(workbook({"s": lines}), "file.xlsx")) == EXPECTED[:1]


def test_cells_keep_their_place_below_and_right_of_blanks() -> None:
    lines = [["ผลการติดตาม"], [], *table([outcome(1)]), [], *table([outcome(2)])[1:]]
    file = read(workbook({"ข้อมูล": lines}, row=2, column=3), "file.xlsx")
    assert file.frame["row_number"].to_list() == [6, 8]
    assert set(file.frame["sheet"]) == {"ข้อมูล"}
    assert file.columns["academic_year_be"] == 3


def test_empty_sheets_and_title_sheets_beside_the_data_do_no_harm() -> None:
    content = workbook({"ปก": [["ผลการติดตาม"]], "ว่าง": [], "ข้อมูล": table(ROWS)})
    assert values(read(content, "file.xlsx")) == EXPECTED


@pytest.mark.parametrize(
    ("typed", "expected"), [(date(2025, 6, 30), date(2025, 6, 30)), (date(2568, 6, 30), date(2025, 6, 30))]
)
def test_dates_of_a_workbook_are_read_in_either_era(typed: date, expected: date) -> None:
    lines: list[list[object]] = [list(line) for line in table([member(1)])]
    lines[1][-1] = typed
    assert read(workbook({"s": lines}), "file.xlsx").frame["joined_on"].to_list() == [expected]


def test_a_date_that_a_spreadsheet_took_for_1968_is_put_right_and_flagged() -> None:
    lines: list[list[object]] = [list(line) for line in table([member(1)])]
    lines[1][-1] = date(1968, 6, 30)
    frame = read(workbook({"s": lines}), "file.xlsx").frame
    assert frame["joined_on"].to_list() == [date(2025, 6, 30)]
    assert frame["remarks"].to_list() == ["joined_on:date_repaired"]


def test_a_failed_formula_is_unreadable_and_not_an_empty_cell(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(table([outcome(1), outcome(2)])):
            sheet.write_row(row, 2, line)
        sheet.write_formula(1, 2 + 7, "=NA()", None, "#N/A")
        sheet.write_formula(2, 2 + 16, "=1/0", None, "#DIV/0!")
    frame = read(path.read_bytes(), path.name).frame
    assert frame["unreadable"].to_list() == ["field_th", "other"]
    assert frame["field_th"].to_list() == [None, "ช่างยนต์"]


def rezipped(content: bytes, add: dict[str, bytes] | None = None, **replace: bytes) -> bytes:
    """A workbook with parts added, and with texts replaced in `xl/workbook.xml` (old=new as bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/workbook.xml":
                for text, other in replace.items():
                    assert text.encode() in part
                    part = part.replace(text.encode(), other)
            new.writestr(name, part)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return buffer.getvalue()


BOOK = workbook({"s": table(ROWS)})


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("file.xlsm", BOOK, "macros"),
        ("file.xlsb", BOOK, "macros"),
        ("file.xlsx", rezipped(BOOK, {"xl/vbaProject.bin": b"x"}), "macros"),
        ("file.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("file.xlsx", rezipped(BOOK, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "external_links"),
        ("file.xlsx", rezipped(BOOK, workbookPr=b'workbookPr date1904="1"'), "date_system_1904"),
        ("file.xlsx", rezipped(BOOK, workbookPr=b"workbookPr date1904='true'"), "date_system_1904"),
        ("file.xlsx", rezipped(BOOK, {"xl/media/bomb.bin": bytes(60_000_000)}), "unpacks_too_large"),
        ("file.xlsx", b"PK\x03\x04" + bytes(40), "unreadable_file"),
        ("file.xlsx", b"", "unreadable_file"),
        ("file.xls", b"<html><table><tr><td>1</td></tr></table></html>", "another_format"),
        ("file.parquet", b"PAR1" + bytes(20) + b"PAR1", "unreadable_file"),
        ("file.pdf", b"%PDF-1.4", "unknown_format"),
        ("file", b"", "unknown_format"),
        ("file.csv", b"", "unknown_layout"),
        ("file.csv", b"\r\n\r\n", "unknown_layout"),
        ("file.csv", text_file(table(ROWS)[:1]), "no_rows"),
        ("file.xlsx", workbook({"s": []}), "unknown_layout"),
    ],
)  # fmt: skip
def test_what_may_not_come_in_is_refused_by_its_name(name: str, content: bytes, code: str) -> None:
    assert fault(content, name).code == code


def test_a_parquet_file_without_columns_is_a_fault_and_no_accident() -> None:
    buffer = io.BytesIO()
    pl.DataFrame().write_parquet(buffer)
    assert fault(buffer.getvalue(), "file.parquet").code in {"unknown_layout", "unreadable_file"}


def test_a_file_over_the_limit_is_not_opened() -> None:
    with pytest.raises(FileFault) as error:
        open_file(Path("file.csv"), bytes(1_000_001), Settings(max_file_megabytes=1))
    assert error.value.code == "file_too_large"


def test_few_cells_far_apart_do_not_take_all_the_memory() -> None:
    lines = table(ROWS)
    far = workbook({"s": lines, "t": [[]]})
    spread = workbook({"s": [["x"]]}, row=1_048_575, column=16_383)
    with zipfile.ZipFile(io.BytesIO(spread)) as archive:
        cell = archive.read("xl/worksheets/sheet1.xml")
    assert fault(with_first_cell(cell), "file.xlsx").code == "cells_far_apart"
    assert values(read(far, "file.xlsx")) == EXPECTED
    assert fault(b"," * 20_000, "file.csv").code == "table_too_large"
    assert fault(b"," * 10_000 + b"\n" * 2_000, "file.csv").code == "cells_far_apart"


def with_first_cell(xml: bytes) -> bytes:
    """A workbook with a cell A1 beside the far one of `xml`."""
    row = b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, xml.replace(b"<sheetData>", row) if is_sheet else old.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (b'r="B99999999"', "unreadable_file"),
        (b'r="B9999999"', "cells_far_apart"),
        (b'r="ZZZZZ2"', "unreadable_file"),
        (b'r="xfd1048576"', "cells_far_apart"),
        (b"r = 'XFD1048576'", "cells_far_apart"),
        (b'r="&#88;FD1048576"', "cells_far_apart"),
    ],
)
def test_no_way_of_writing_a_far_place_gets_past(place: bytes, code: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'r="B2"', place))
    assert fault(buffer.getvalue(), "file.xlsx").code == code


def test_a_far_cell_that_is_only_formatted_is_no_cell() -> None:
    blank = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", blank))
    assert values(read(buffer.getvalue(), "file.xlsx")) == EXPECTED
