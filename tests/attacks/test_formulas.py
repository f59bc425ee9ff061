"""Formulas: never computed on the way in, where their stored result counts, and never written on the way out."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.contracts import load_contracts
from pipelines.running.checking import check_file
from pipelines.synthetic.writers import xlsx
from pipelines.templates.workbook import template
from tests.attacks import old_workbooks
from tests.attacks.zips import SHEET, book_with
from tests.integration.drops import DAY
from tests.made_files.contents import table, text_file, workbook
from tests.made_files.readings import SETTINGS, read
from tests.made_files.rows import outcome

FIELD = re.compile(rb'<c r="H2"[^>]*>.*?</c>')
"""The cell of a workbook that names the field of study in its first row."""

EXECUTED = (
    "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", '=HYPERLINK("http://x","y")', "=cmd|'/c calc'!A1",
)  # fmt: skip


def field_of(cell: bytes) -> tuple[object, object]:
    """What is read of the field of study where a cell of the workbook is another, and what is told of it."""

    def change(part: bytes) -> bytes:
        assert FIELD.search(part)
        return FIELD.sub(lambda _: cell, part)

    frame = read(book_with({SHEET: change}), "file.xlsx").frame
    assert frame["field_th"][1] == "ช่างยนต์"
    return frame["field_th"][0], frame["unreadable"][0]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="H2"><f>1+1</f></c>',
        b'<c r="H2"><f>1+1</f><v></v></c>',
        b'<c r="H2" s="0"><f>1+1</f><v/></c>',
        b'<c r="H2" t="str"><f>A1</f></c>',
        b'<c r="H2"><f t="shared" si="0"/></c>',
        b'<c r="H2"> <f ca="1">WEBSERVICE("http://192.0.2.1")</f> <v> </v> </c>',
        b'<!-- --><c  r="H2"><f>1+1</f></c>',
        b'<c r="H2" t="e"><f>X()</f><v>#SPILL!</v></c>',
        b'<c r="H2" t="e"><v>#CALC!</v></c>',
        b'<c r="H2" t="e"><v>#N/A</v></c>',
    ],
)
def test_a_formula_without_a_result_is_unreadable(cell: bytes) -> None:
    assert field_of(cell) == (None, "field_th")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b'<c r="H2" t="str"><f>A1</f><v>\xe0\xb8\x81</v></c>', "ก"),
        (b'<c r="H2"><f>1+1</f><v>2</v></c>', "2"),
        (b'<c r="H2" t="str"><f t="array" ref="H2">A1</f><v>=1+1</v></c>', "=1+1"),
        (b'<!-- --><c r="H2" t="str"><f>A1</f><v>x</v></c>', "x"),
    ],
)
def test_a_stored_result_counts_and_is_not_computed_again(cell: bytes, text: str) -> None:
    assert field_of(cell) == (text, None)


def test_an_empty_text_is_a_result() -> None:
    """Where a formula says so: `=IF(A1="","",A1)`."""
    frame = read(
        book_with({SHEET: lambda part: FIELD.sub(b'<c r="H2" t="str"><f>A1</f><v></v></c>', part)}), "a.xlsx"
    ).frame
    assert frame["unreadable"].to_list() == [None, None]


def test_in_an_old_workbook_a_text_that_never_came_is_unreadable() -> None:
    awaited = struct.pack("<HHH", 1, 7, 0) + b"\0\0\0\0\0\0\xff\xff" + struct.pack("<HIH", 0, 0, 3) + b"\x1e\1\0"
    came = (0x0207, struct.pack("<HB", 1, 0) + b"x")
    assert read(old_workbooks.with_cells((0x0006, awaited))(), "file.xls").frame["unreadable"][0] == "field_th"
    assert read(old_workbooks.with_cells((0x0006, awaited), came)(), "file.xls").frame["field_th"][0] == "x"


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refuse_live(content: bytes, allowed: Callable[[str], bool] = lambda _: False) -> None:
    """No part of a workbook of ours computes, links or leads anywhere."""
    for name, part in parts_of(content).items():
        if not allowed(name):
            assert not re.search(rb"<f[\s>/]", part), name
        assert b"<hyperlink" not in part, name
        assert not re.search(rb'TargetMode\s*=\s*"External"', part), name
        assert not re.search("externallink|vba|macro|embedding|activex", name.lower()), name


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("attack", EXECUTED)
def test_what_a_sender_gets_back_computes_nothing(attack: str, tmp_path: Path) -> None:
    lines = table([outcome(1, {"สาขาวิชา": attack}), outcome(2, {"ระดับชั้น": attack, "ผู้สำเร็จการศึกษา": attack})])
    lines[0].append(attack)
    for number, content in enumerate((workbook({re.sub(r"['/:]", "", attack.strip())[:30]: lines}), text_file(lines))):
        path = tmp_path / f"{attack.strip().replace('/', '')}{number}{('.xlsx', '.csv')[number]}"
        path.write_bytes(content)
        check_file(path, None, SETTINGS, DAY)
        refuse_live((tmp_path / f"{path.name}.report.xlsx").read_bytes())


@pytest.mark.parametrize("attack", EXECUTED)
def test_a_made_up_workbook_computes_nothing(attack: str) -> None:
    content = xlsx({"ข้อมูล": [[attack, attack], [attack, 1]]})
    refuse_live(content)
    texts = parts_of(content)["xl/sharedStrings.xml"].decode()
    assert attack.strip().split('"')[0].replace("'", "") in texts.replace("'", "")


@pytest.mark.parametrize("source", load_contracts())
def test_no_template_leads_anywhere_or_has_a_formula_in_a_cell(source: str) -> None:
    refuse_live(template(load_contracts()[source]))
