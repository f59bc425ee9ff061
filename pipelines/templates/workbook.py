"""The workbook of one template: a sheet to fill in, an example, an explanation, and two hidden sheets.

The same contract and the same lists give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from pipelines.contracts import Column, Contract
from pipelines.reading.recognition import sheet_name
from pipelines.templates.checks import Validation, check_of, check_of_list
from pipelines.templates.examples import examples_of
from pipelines.templates.fields import Field, fields_of, lines_of
from pipelines.templates.lists import HomeLists
from pipelines.templates.wording import (
    LAYOUT,
    Need,
    allowed_in_words,
    kept_in_words,
    need_in_words,
    rules_in_words,
    stand_ins,
)

HEADING_ROW = 2
"""The row of the headings on the sheet to fill in (0-based); rows are filled in below it."""

ROWS = 20_000
"""Rows below the heading that have drop-downs and checks."""

EXAMPLE, EXPLANATION, LISTS, VERSION = "ตัวอย่าง", "คำอธิบาย", "รายการ", "รุ่น"

_CREATED = datetime(2026, 1, 1)
_FONT = {"font_name": "Tahoma", "font_size": 10}
_LINE = 18
_ROW_HEIGHT = 24
_COLOURS = {Need.REQUIRED: "#F4B183", Need.ONE_OF: "#FFE699", Need.OPTIONAL: "#DDEBF7"}
_MISSING = "#FCE4D6"
_GREY = "#7F7F7F"
_HOW_TO = (
    "1. กรอกในแผ่นงานแรก ตั้งแต่แถวใต้หัวตาราง หนึ่งแถวต่อหนึ่งรายการ ดูแผ่นงาน ตัวอย่าง ประกอบ",
    "2. ห้ามแก้ข้อความในหัวตาราง จะสลับคอลัมน์หรือลบคอลัมน์ที่ไม่ใช้ก็ได้ แต่ห้ามลบคอลัมน์ที่ต้องกรอก",
    "3. ช่องที่มีรายการให้เลือกจากรายการ เมื่อคัดลอกมาวาง ให้วางเฉพาะค่า (Paste values) เพื่อไม่ให้รายการหาย",
    "4. วันที่กรอกแบบ วัน/เดือน/ปี พ.ศ. สี่หลัก เช่น 30/06/2568 รหัสและเลขประจำตัวเป็นข้อความ เลขศูนย์นำหน้าไม่หาย",
    "5. ก่อนส่ง ตรวจไฟล์ด้วยคำสั่ง cvm check ระบบจะแจ้งช่องที่ต้องแก้ไขทุกช่อง โดยยังไม่นำเข้าข้อมูล",
    "Fill in the first sheet below its headings, one row an item; keep the headings as they are. Dates are "
    "day/month/year (BE). Check the file with cvm check before sending it.",
)
_PRIVACY = (
    "ข้อมูลส่วนบุคคล (ชื่อ เลขประจำตัว โทรศัพท์ ช่องทางติดต่อ) ใช้สร้างรหัสแทนบุคคลที่ย้อนกลับไม่ได้ หรือใช้ตอบว่ามีหรือไม่มี "
    "แล้วทิ้งทันที ไม่มีค่าเหล่านี้ในฐานข้อมูล รายงาน หรือบันทึกใด ๆ · "
    "Personal data become a pseudonym or a yes/no and are dropped at once; no table, report or log holds them."
)
_EXPLAINED: tuple[tuple[str, int, Callable[[Contract, Column], str]], ...] = (
    ("หัวคอลัมน์", 24, lambda _, column: column.heading_th),
    ("ความหมาย", 34, lambda _, column: column.description_th),
    ("Meaning", 34, lambda _, column: column.description_en),
    ("การกรอก", 22, need_in_words),
    ("ค่าที่รับ", 34, allowed_in_words),
    ("ระบบเก็บอะไร", 28, kept_in_words),
    ("สิ่งที่ระบบตรวจ", 40, lambda contract, column: "\n".join(rules_in_words(contract, column))),
)


def template(contract: Contract, home: HomeLists | None = None) -> bytes:
    """The blank workbook of a source, with the lists of a home if there is one."""
    return _Template(contract, home).content()


class _Template:
    """One workbook while it is written."""

    def __init__(self, contract: Contract, home: HomeLists | None):
        self._contract = contract
        self._fields = fields_of(contract, home)
        self._buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": dict(_FONT),  # the library changes what it is given
        }
        self._book = xlsxwriter.Workbook(self._buffer, options)
        self._formats: dict[str, Any] = {}

    def content(self) -> bytes:
        self._book.set_properties({"title": self._contract.title_th, "author": "cvm template", "created": _CREATED})
        data, example, explanation, lists, version = (
            self._book.add_worksheet(name)
            for name in (sheet_name(self._contract), EXAMPLE, EXPLANATION, LISTS, VERSION)
        )
        self._write_lists(lists)
        self._write_data(data)
        self._write_example(example)
        self._write_explanation(explanation)
        self._write_version(version)
        for sheet in (lists, version):
            sheet.hide()
        data.activate()
        self._book.close()
        return self._buffer.getvalue()

    def _format(self, **properties: Any) -> Any:
        """One format for each set of properties."""
        name = json.dumps(properties, sort_keys=True)
        if name not in self._formats:
            self._formats[name] = self._book.add_format({**_FONT, **properties})
        return self._formats[name]

    def _heading(self, need: Need) -> Any:
        return self._format(
            bold=True, bg_color=_COLOURS[need], border=1, text_wrap=True, valign="vcenter", align="center"
        )

    # the sheet to fill in

    def _write_data(self, sheet: Any) -> None:
        sheet.set_default_row(_ROW_HEIGHT)
        sheet.write_string(0, 0, self._contract.title_th, self._format(bold=True, font_size=14))
        legend = [need for need in Need if any(field.need is need for field in self._fields)]
        for place, need in enumerate(legend):
            legend_format = self._format(
                bg_color=_COLOURS[need], border=1, text_wrap=True, valign="vcenter", align="center"
            )
            sheet.write_string(1, place, need, legend_format)
        hint = f"วางเมาส์บนหัวตารางเพื่อดูคำอธิบาย ดูแผ่นงาน {EXAMPLE} และ {EXPLANATION}"
        sheet.write_string(1, len(legend), hint, self._format(font_color=_GREY, valign="vcenter"))
        sheet.set_row(1, 2 * _LINE)
        sheet.set_row(
            HEADING_ROW, _LINE * (1 + max(lines_of(field.column.heading_th, field.width) for field in self._fields))
        )
        for field in self._fields:
            self._write_column(sheet, field)
        sheet.freeze_panes(HEADING_ROW + 1, 0)
        self._print_setup(sheet, HEADING_ROW)

    def _write_column(self, sheet: Any, field: Field) -> None:
        form = self._format(num_format=field.number_format, valign="vcenter")
        sheet.set_column(field.place, field.place, field.width, form)
        sheet.write_string(HEADING_ROW, field.place, field.column.heading_th, self._heading(field.need))
        comment = self._comment(field.column)
        height = sum(lines_of(line, 44) for line in comment.split("\n")) * _LINE + 12
        sheet.write_comment(
            HEADING_ROW, field.place, comment, {"width": 330, "height": height, "font_name": "Tahoma", "font_size": 9}
        )
        first, last = HEADING_ROW + 1, HEADING_ROW + ROWS
        if validation := self._validation(field):
            sheet.data_validation(first, field.place, last, field.place, validation)
        if blank := self._blank_together(field):
            row = first + 1
            cells = "".join(f',${one.letter}{row}=""' for one in blank)
            formula = f"=AND(COUNTA($A{row}:${self._fields[-1].letter}{row})>0{cells})"
            rule = {"type": "formula", "criteria": formula, "format": self._book.add_format({"bg_color": _MISSING})}
            sheet.conditional_format(first, field.place, last, field.place, rule)

    def _blank_together(self, field: Field) -> list[Field]:
        """The columns that must not all be blank in a row; such cells are coloured as soon as the row is begun."""
        if field.need is Need.OPTIONAL:
            return []
        names = {field.column.name, *stand_ins(self._contract, field.column)}
        return [one for one in self._fields if one.column.name in names]

    def _comment(self, column: Column) -> str:
        contract = self._contract
        parts = [column.description_th, need_in_words(contract, column), f"ค่าที่รับ: {allowed_in_words(contract, column)}"]
        if column.is_direct:
            parts.append(kept_in_words(contract, column))
        return "\n".join([*parts, *(f"• {rule}" for rule in rules_in_words(contract, column))])

    def _validation(self, field: Field) -> Validation | None:
        row = HEADING_ROW + 2
        if not field.choices:
            return check_of(field.column, f"{field.letter}{row}")
        by = next((one for one in self._fields if one.column.name == field.choices.by), None)
        narrowing = (by.list_name, f"${by.letter}{row}") if by else None
        return check_of_list(field.list_name, field.choices, narrowing)

    # the hidden sheets

    def _write_lists(self, sheet: Any) -> None:
        """Every list in a column of its own, with a name that the drop-downs use; no row holds a heading."""
        place = 0
        for field in self._fields:
            if not field.choices:
                continue
            lists = {field.list_name: field.choices.items}
            parts = (field.choices.items, *field.choices.parts)
            if field.choices.by:
                lists |= {f"{field.list_name}_{number}": part for number, part in enumerate(parts)}
            for name, items in lists.items():
                for row, item in enumerate(items):
                    sheet.write_string(row, place, item)
                first, last = (xl_rowcol_to_cell(row, place, True, True) for row in (0, len(items) - 1))
                self._book.define_name(name, f"='{LISTS}'!{first}:{last}")
                place += 1

    def _write_version(self, sheet: Any) -> None:
        facts = (
            ("source", self._contract.source),
            ("layout", LAYOUT),
            ("contract_fingerprint", self._contract.fingerprint),
            ("lists_fingerprint", self._lists_fingerprint),
        )
        sheet.set_column(0, 1, 30)
        for row, fact in enumerate(facts):
            sheet.write_row(row, 0, fact)

    @cached_property
    def _lists_fingerprint(self) -> str:
        lists = [
            (field.column.name, field.choices.items, field.choices.parts) for field in self._fields if field.choices
        ]
        return hashlib.sha256(json.dumps(lists, ensure_ascii=False).encode()).hexdigest()

    # the sheets to look at

    def _write_example(self, sheet: Any) -> None:
        sheet.set_default_row(_ROW_HEIGHT)
        sheet.write_string(0, 0, f"ตัวอย่างการกรอก {self._contract.title_th}", self._format(bold=True, font_size=14))
        note = "ข้อมูลสมมติ บุคคลและสถานศึกษาไม่มีจริง ระบบไม่อ่านแผ่นงานนี้ · Made-up data; this sheet is never read"
        sheet.write_string(1, 0, note, self._format(font_color=_GREY))
        headings = (("คอลัมน์", 9), ("ชื่อหัวคอลัมน์", 40), ("แถวที่หนึ่ง", 40), ("แถวที่สอง", 40))
        for place, (text, width) in enumerate(headings):
            sheet.set_column(place, place, width)
            sheet.write_string(3, place, text, self._heading(Need.OPTIONAL))
        body = self._format(border=1, valign="vcenter", text_wrap=True, indent=1)
        for row, field in enumerate(self._fields, start=4):
            sheet.write_string(row, 0, field.letter, body)
            sheet.write_string(row, 1, field.column.heading_th, self._named(field))
            for place, text in enumerate(examples_of(self._contract, field.column), start=2):
                sheet.write_string(row, place, text, body)
        sheet.freeze_panes(4, 0)
        self._print_setup(sheet, 3)

    def _write_explanation(self, sheet: Any) -> None:
        sheet.set_default_row(_ROW_HEIGHT)
        last = len(_EXPLAINED) - 1
        plain = self._format(text_wrap=True, valign="vcenter")
        sheet.write_string(0, 0, f"คำอธิบายแม่แบบ {self._contract.title_th}", self._format(bold=True, font_size=14))
        about = f"{self._contract.description_th} · {self._contract.description_en}"
        has_people = any(field.column.is_direct for field in self._fields)
        width = sum(width for _, width, _ in _EXPLAINED)
        row = 1
        for text in (about, *_HOW_TO, *([_PRIVACY] if has_people else [])):
            sheet.merge_range(row, 0, row, last, text, plain)
            sheet.set_row(row, max(lines_of(text, width) * _LINE, _ROW_HEIGHT))
            row += 1
        row += 1
        for place, (text, size, _) in enumerate(_EXPLAINED):
            sheet.set_column(place, place, size)
            sheet.write_string(row, place, text, self._heading(Need.OPTIONAL))
        heading = row
        body = self._format(text_wrap=True, valign="vcenter", border=1, indent=1)
        for row, field in enumerate(self._fields, start=heading + 1):
            texts = [say(self._contract, field.column) for _, _, say in _EXPLAINED]
            for place, text in enumerate(texts):
                sheet.write_string(row, place, text, self._named(field) if place == 0 else body)
            sheet.set_row(row, _height(texts, [size for _, size, _ in _EXPLAINED]))
        self._print_setup(sheet, heading)

    def _named(self, field: Field) -> Any:
        """A heading as it is named on the other sheets, in the colour that it has where it is filled in."""
        return self._format(bg_color=_COLOURS[field.need], border=1, text_wrap=True, valign="vcenter", indent=1)

    def _print_setup(self, sheet: Any, heading: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.repeat_rows(heading)
        sheet.set_footer("&L&A&R&P/&N")


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    lines = max(
        sum(lines_of(line, width) for line in text.split("\n")) for text, width in zip(texts, widths, strict=True)
    )
    return max(lines * _LINE, _ROW_HEIGHT)
