"""What is in a file is what is in the publication, cell by cell, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from pipelines.exporting import workbook
from pipelines.exporting.cells import rows_xml
from pipelines.exporting.delimited import guarded_frame, unguarded
from pipelines.exporting.export import Asked, _letters, export
from pipelines.exporting.frames import frames
from pipelines.publishing.connection import connect
from pipelines.settings import Settings
from tests.profiles import examples

from .made_up import HOSTILE, PUBLICATION

BOOK = f"cvm_{PUBLICATION}.xlsx"
TOLD_APART = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.text("'=+-@ \t\n\r_x0041＝", max_size=8)


def exported(settings: Settings, folder: Path, **asked: Any) -> Path:
    export(settings, Asked(folder=folder, **asked))
    return folder


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def cells_of(sheet: Any) -> tuple[list[str], list[list[Any]]]:
    """Names of the columns, and the values; the library leaves what Excel writes for control characters as it is."""
    rows = [
        [unescape(one) if isinstance(one, str) else one for one in row] for row in sheet.iter_rows(values_only=True)
    ]
    return rows[1], rows[2:]


def test_a_workbook_holds_what_the_publication_holds(settings: Settings, tmp_path: Path) -> None:
    book = opened(exported(settings, tmp_path / "o", format="xlsx", tables=["kinds"]) / BOOK)
    assert book.sheetnames == ["คำอธิบาย", "kinds", "พจนานุกรม"]
    names, rows = cells_of(book["kinds"])
    assert names == [
        "academic_year_be", "province_code", "province_code_label_th", "told", "persons", "work_rate", "difference",
        "amount", "is_told", "told_on", "loaded_at", "large", "old_on", "spread", "kind_id",
    ]  # fmt: skip
    key = "00000000-0000-0000-0000-00000000000"
    moments = [datetime(2026, 11, 21, 8, 2, 3, 4000), datetime(2027, 1, 1)]
    days = [datetime(2024, 5, 16), datetime(1900, 3, 1)]
    assert rows == [
        [2566, *[None] * 13, f"{key}2"],
        [2567, "01", "=กรุงเทพ", "ก", 0, 0.25, -0.5, -57.6546, True, days[0], moments[0], "9007199254740993",
         "1899-12-31", "NaN", f"{key}1"],
        [2567, "10", "ชลบุรี", "ข", -5, 1, 0.1, 0, False, days[1], moments[1], 1, "0001-01-01", "inf", f"{key}3"],
    ]  # fmt: skip
    assert [book["kinds"].cell(4, column).number_format for column in (1, 2, 5, 6, 7, 8)] == [
        "0", "@", "#,##0", "0.0%", "0.0%", "#,##0.0",
    ]  # fmt: skip
    assert book["kinds"].cell(1, 1).value == "ปีการศึกษา (พ.ศ.)"
    assert (book["kinds"].freeze_panes, book["kinds"].auto_filter.ref) == ("B3", "A2:O5")
    with zipfile.ZipFile(tmp_path / "o" / BOOK) as archive:
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    assert '<ignoredError sqref="A3:O5" numberStoredAsText="1"/>' in xml


def test_no_cell_is_a_formula_or_a_link_whatever_it_begins_with(settings: Settings, tmp_path: Path) -> None:
    folder = exported(settings, tmp_path / "o", format="xlsx", tables=["hostile", "kinds", "dim_province"])
    book = opened(folder / BOOK)
    _, rows = cells_of(book["hostile"])
    assert [told or "" for _, told in rows] == HOSTILE
    for path in folder.glob("*.xlsx"):
        for sheet in opened(path):
            of_cells = [cell for row in sheet.iter_rows() for cell in row]
            assert not [cell for cell in of_cells if cell.data_type == "f"]
            assert all(cell.hyperlink.target is None for cell in of_cells if cell.hyperlink), "only into the book"
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                assert not re.search(rb"<f[ >]|<r><t>x|TargetMode=.External", archive.read(name)), name


def test_csv_has_no_live_cell_and_gives_its_texts_back(settings: Settings, tmp_path: Path) -> None:
    found = export(settings, Asked(tmp_path / "o", "csv", ["hostile"]))
    path = tmp_path / "o" / "hostile.csv"
    assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
    told = [row[1] for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))][1:]
    assert not [text for text in told if re.match(r"\s*[=+\-@＝]|[\t\r]", text)]
    assert found.guarded == sum(before != after for before, after in zip(HOSTILE, told, strict=True)) == 10
    assert unguarded(pl.DataFrame({"told": told}))["told"].to_list() == HOSTILE


def test_csv_leaves_numbers_and_codes_alone_and_tells_unknown_from_empty(settings: Settings, tmp_path: Path) -> None:
    exported(settings, tmp_path / "o", format="csv", tables=["kinds", "hostile"])
    lines = (tmp_path / "o" / "kinds.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "00000000-0000-0000-0000-000000000002,2566" + "," * 12
    assert lines[2].endswith(
        "01,ก,0,0.25,-0.5,-57.6546,true,2024-05-16,2026-11-21T08:02:03.004000+07:00,9007199254740993,1899-12-31,NaN"
    )
    assert (tmp_path / "o" / "hostile.csv").read_text(encoding="utf-8-sig").splitlines()[-1] == f'{len(HOSTILE) - 1},""'


def test_parquet_has_types_and_descriptions(settings: Settings, tmp_path: Path) -> None:
    exported(settings, tmp_path / "o", format="parquet", tables=["kinds"])
    file = pq.read_table(tmp_path / "o" / "kinds.parquet")
    read = pl.read_parquet(tmp_path / "o" / "kinds.parquet").sort("kind_id")
    with connect(settings.home, "public") as connection:
        whole = connection.sql("select * replace (kind_id::varchar as kind_id) from kinds order by kind_id").pl()
    assert read.with_columns(pl.col("loaded_at").dt.convert_time_zone("UTC")).equals(
        whole.with_columns(pl.col("loaded_at").dt.convert_time_zone("UTC"))
    )
    assert read["told_on"].to_list() == [date(2024, 5, 16), None, date(1900, 3, 1)]
    assert file.schema.field("told").metadata[b"description"].decode() == "ข้อความ: ใด ๆ ก็ได้ <b>\nText & <script>."
    assert file.schema.metadata[b"publication_id"].decode() == PUBLICATION


@pytest.mark.parametrize("kind", ["xlsx", "csv", "parquet"])
def test_the_same_publication_gives_the_same_bytes(settings: Settings, tmp_path: Path, kind: Any) -> None:
    one, other = (exported(settings, tmp_path / name, format=kind) for name in ("one", "other"))
    written = sorted(path.name for path in one.iterdir())
    assert len(written) > 3 or kind == "xlsx"
    for name in written:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2 + 7)
    monkeypatch.setattr("pipelines.exporting.frames.BATCH", 4)
    book = opened(exported(settings, tmp_path / "o", format="xlsx", tables=["hostile", "kinds"]) / BOOK)
    sheets = ["hostile (1)", "hostile (2)", "hostile (3)"]
    assert book.sheetnames == ["คำอธิบาย", *sheets, "kinds", "พจนานุกรม"]
    rows = [row for name in sheets for row in cells_of(book[name])[1]]
    assert [number for number, _ in rows] == list(range(len(HOSTILE)))
    assert [book[name].max_row - 2 for name in sheets] == [7, 7, 5]
    assert [book[name].auto_filter.ref for name in sheets] == ["A2:B9", "A2:B9", "A2:B7"]
    assert any("hostile" in str(cell.value) and "แบ่งเป็นหลายแผ่น" in str(cell.value) for cell in book["คำอธิบาย"]["A"])


def test_a_text_that_no_cell_holds_is_cut_and_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.exporting.cells.MOST_LETTERS", 12)
    monkeypatch.setattr(workbook, "MOST_LETTERS", 12)
    book = opened(exported(settings, tmp_path / "o", format="xlsx", tables=["hostile", "of_nation"]) / BOOK)
    assert [told or "" for _, told in cells_of(book["hostile"])[1]] == [told[:12] for told in HOSTILE]
    assert any("hostile.told" in str(cell.value) for cell in book["คำอธิบาย"]["A"])


def test_a_text_is_cut_by_the_letters_that_excel_counts() -> None:
    texts = ["a" + "😀" * 20_000, "ก" * 32_000, "short", None]
    xml = b"".join(rows_xml(pl.DataFrame({"told": texts}), ["A"], [0], 1)).decode()
    written = re.findall(r"preserve\">(.*?)</t>", xml)
    assert written == ["a" + "😀" * 15_999, "ก" * 32_000, "short"]
    query = f"select max({_letters('told')}) from unnest($1) texts (told) group by told order by 1 nulls last"
    assert duckdb.execute(query, [texts]).fetchall() == [(5,), (32_000,), (40_001,), (None,)]


def test_a_table_without_rows_has_its_headings(settings: Settings, tmp_path: Path) -> None:
    with connect(settings.home, "public") as connection:
        assert connection.sql("select count(*) from of_centre where centre_id = '2564-03'").fetchall() == [(0,)]
    export(settings, Asked(tmp_path / "o", "xlsx", ["of_centre", "of_college"], centres=["2564-03"]))
    book = opened(tmp_path / "o" / f"cvm_{PUBLICATION}_centre_2564-03.xlsx")
    assert book.sheetnames == ["คำอธิบาย", "พจนานุกรม"]
    assert [cell.value for cell in book["คำอธิบาย"]["A"] if str(cell.value)[:3] == "of_"] == ["of_centre", "of_college"]


@given(st.lists(TOLD_APART, max_size=4))
@example(["_x0041\x07", "_x0041\r\n", "_x005F\x01", "_x_x0041_x0042_"])
@examples(60)
def test_any_text_comes_back(texts: list[str]) -> None:
    frame = pl.DataFrame({"told": texts}, schema={"told": pl.String})
    shown, touched = guarded_frame(frame)
    assert unguarded(shown).equals(frame)
    assert touched == sum(before != after for before, after in zip(texts, shown["told"], strict=True))
    assert not [text for text in shown["told"] if re.match(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]", text) and text[0] != "'"]
    xml = b"".join(rows_xml(frame, ["A"], [0], 1)).decode()
    written = re.findall(r'<c r="A\d+" s="0" t="inlineStr"><is><t xml:space="preserve">(.*?)</t></is></c>', xml, re.S)
    assert len(written) == len(texts)
    for text, one in zip(texts, written, strict=True):
        assert not re.search(r"[<>\x00-\x08\x0b-\x1f\ufffe\uffff]", one)
        plain = one.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), plain) == text


def test_rows_stand_in_the_order_of_what_they_are_of(settings: Settings) -> None:
    from pipelines.exporting.described import publication_of, tables_of

    with connect(settings.home, "public") as connection:
        (table,) = tables_of(connection, publication_of(connection), ["of_college"])
        rows = pl.concat(list(frames(connection, table))).rows()
    assert rows == sorted(rows)
