"""Only what was asked for is in a file: the public tables, the internal ones, a centre's network alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.exporting.described import heading_of, publication_of, tables_of
from pipelines.exporting.errors import CentresAreWorkbooks, NoTablesOfCentres, UnknownCentres, UnknownTables
from pipelines.exporting.export import Asked, export
from pipelines.exporting.notes import reading
from pipelines.exporting.workbook import Filled
from pipelines.publishing.connection import connect
from pipelines.settings import Settings

from .made_up import PUBLICATION


def rows_of(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True))


def words_of(path: Path, sheet: str = "คำอธิบาย") -> str:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


def test_public_tables_are_written_unless_internal_ones_are_asked_for(settings: Settings, tmp_path: Path) -> None:
    public = export(settings, Asked(tmp_path / "p", "csv"))
    internal = export(settings, Asked(tmp_path / "i", "csv", is_public=False))
    assert {one.path.name for one in public.files} >= {"kinds.csv", "lineage.csv", "dictionary.html"}
    assert {one.path.name for one in internal.files} == {
        one.path.stem + "_internal" + one.path.suffix for one in public.files
    }
    assert "person_rows" not in (tmp_path / "i" / "dictionary_internal.html").read_text(encoding="utf-8")


def test_rows_about_persons_are_written_when_they_are_named(settings: Settings, tmp_path: Path) -> None:
    found = export(settings, Asked(tmp_path, "xlsx", ["person_rows"], is_public=False))
    path = tmp_path / f"cvm_{PUBLICATION}_internal.xlsx"
    assert found.files[0].path == path
    assert "ใช้ภายในสำนักงาน" in words_of(path)
    assert "ใช้ภายในสำนักงาน" in openpyxl.load_workbook(path)["person_rows"].oddFooter.left.text
    with pytest.raises(UnknownTables, match="--internal"):
        export(settings, Asked(tmp_path / "p", "xlsx", ["person_rows"]))
    assert not (tmp_path / "p").exists()


def test_a_public_workbook_says_how_persons_are_protected(settings: Settings, tmp_path: Path) -> None:
    export(settings, Asked(tmp_path, "xlsx", ["kinds"]))
    words = words_of(tmp_path / f"cvm_{PUBLICATION}.xlsx")
    for told in (PUBLICATION, "พหุคูณของ 5", "1–4 คน", "21 พ.ย. 2569 08:02 น.", "kind."):
        assert told in words
    assert "ภายใน" not in words.replace("ภายใน 1 ปี", "")
    export(settings, Asked(tmp_path, "xlsx", ["of_college"]))
    assert "พหุคูณ" not in words_of(tmp_path / f"cvm_{PUBLICATION}.xlsx")


def test_open_data_are_told_where_rows_may_be_of_them(settings: Settings) -> None:
    with connect(settings.home, "public") as connection:
        publication = publication_of(connection)
        (table,) = tables_of(connection, publication, ["kinds"])
    with_basis = replace(table, columns=(*table.columns, replace(table.columns[3], name="basis")))
    told = ["(basis = counts)" in str(reading(publication, [one]).rows) for one in (table, with_basis)]
    assert told == [False, True]
    assert "(basis = counts)" not in str(reading(publication, [replace(with_basis, disclosure="copy")]).rows)


def test_a_name_that_is_no_table_is_told_with_its_likes(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UnknownTables, match="of_college"):
        export(settings, Asked(tmp_path / "o", "csv", ["of_collge", "kinds"]))
    assert not (tmp_path / "o").exists()


def test_a_centre_has_the_rows_of_its_network_of_each_year(settings: Settings, tmp_path: Path) -> None:
    found = export(settings, Asked(tmp_path, "xlsx", centres=["2564-01"]))
    path = tmp_path / f"cvm_{PUBLICATION}_centre_2564-01.xlsx"
    assert [one.path.name for one in found.files] == [path.name, "dictionary.html", "dictionary.xlsx"]
    assert openpyxl.load_workbook(path).sheetnames == [
        "คำอธิบาย", "dim_cvm_centre", "dim_network_member", "of_any_year", "of_centre", "of_college", "of_fiscal",
        "พจนานุกรม",
    ]  # fmt: skip
    # nothing is known of 2565; 2566 has a and b, 2567 has a and c, and so has 2568, of which nothing is known
    of_years = {(2566, "a"), (2566, "b"), (2567, "a"), (2567, "c"), (2568, "a"), (2568, "c")}
    assert {(year, college) for college, year in rows_of(path, "of_college")} == of_years
    assert {(year - 1, college) for college, year in rows_of(path, "of_fiscal")} == of_years
    assert {row[0] for row in rows_of(path, "of_any_year")} == {"a", "c"}
    assert [row[0] for row in rows_of(path, "of_centre")] == ["2564-01"]
    assert "เครือข่ายศูนย์ CVM 2564-01 หนึ่ง" in words_of(path)


def test_every_centre_has_a_workbook_and_knows_what_it_lacks(settings: Settings, tmp_path: Path) -> None:
    found = export(settings, Asked(tmp_path, "xlsx", ["of_centre", "of_college", "of_nation"], centres=[]))
    assert [(one.path.name[-12:-5], one.rows) for one in found.files if one.what == "centre"] == [
        ("2564-01", 7), ("2564-02", 5), ("2564-03", 0),
    ]  # fmt: skip
    path = tmp_path / f"cvm_{PUBLICATION}_centre_2564-03.xlsx"
    assert openpyxl.load_workbook(path).sheetnames == ["คำอธิบาย", "พจนานุกรม"]
    assert "2564-03 สาม" in words_of(path)


def test_what_a_centre_cannot_be_handed_is_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UnknownCentres, match="2564-01"):
        export(settings, Asked(tmp_path / "o", "xlsx", centres=["2564-1"]))
    with pytest.raises(CentresAreWorkbooks):
        export(settings, Asked(tmp_path / "o", "csv", centres=["2564-01"]))
    with pytest.raises(NoTablesOfCentres, match="of_nation"):
        export(settings, Asked(tmp_path / "o", "xlsx", ["of_nation"], centres=[]))
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("description", "heading"),
    [
        ("รหัสสถานศึกษาสิบหลัก", "รหัสสถานศึกษาสิบหลัก"),
        ("สังกัดของสถานศึกษา: public รัฐ, private เอกชน", "สังกัดของสถานศึกษา"),
        ("รหัสศูนย์ CVM (ปีงบประมาณที่แต่งตั้ง-ลำดับ เช่น 2564-01)", "รหัสศูนย์ CVM"),
        ("ปีการศึกษา (พ.ศ.) ปีการศึกษา 2567 เริ่ม 16 พฤษภาคม 2567", "ปีการศึกษา (พ.ศ.)"),
        ("กำลังคนที่คาดว่าจะสำเร็จการศึกษาในอีก 1 ปี (คน) ว่าง = คาดการณ์ไม่ได้", "กำลังคนที่คาดว่าจะสำเร็จการศึกษาในอีก 1 ปี (คน)"),
    ],
)
def test_a_heading_is_the_beginning_of_the_description(description: str, heading: str) -> None:
    assert heading_of(description) == heading


@pytest.mark.parametrize(
    ("heading", "of_names"),
    [
        ("รหัสสถานศึกษาสิบหลัก", "ชื่อของสถานศึกษา"),
        ("รหัสจังหวัดสองหลัก", "ชื่อของจังหวัด"),
        ("ระดับชั้น", "ชื่อของระดับชั้น"),
        ("สถานประกอบการ (รหัสที่เทียบกับทะเบียนแล้ว)", "ชื่อของสถานประกอบการ"),
        ("รหัสเป้าหมายผลผลิต (Key Result) ตามคู่มือศูนย์ CVM", "ชื่อของเป้าหมายผลผลิต (Key Result) ตามคู่มือศูนย์ CVM"),
    ],
)
def test_the_heading_of_names_says_nothing_of_codes(settings: Settings, heading: str, of_names: str) -> None:
    with connect(settings.home, "public") as connection:
        (table,) = tables_of(connection, publication_of(connection), ["dim_cvm_centre"])
    column = replace(table.columns[0], heading_th=heading)
    filled = Filled(replace(table, columns=(column,)), 0, list, {column.name: {"1": "หนึ่ง"}})
    assert [one.heading_th for one in filled.columns] == [heading, of_names]
