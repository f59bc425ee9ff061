"""The verdict that goes back to a sender: their own rows with the faulty cells coloured, and what to mend.

Written only for files with a fault. It is the one place where the sender's values may stand, for they are the
sender's own; it lies in the outbox and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from pipelines.contracts import Contract, heading_of
from pipelines.guarding.verdicts import RuleResult
from pipelines.reading.files import SHIFTED_ROW
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault
from pipelines.reading.recognition import recognise
from pipelines.reading.sheets import Sheet
from pipelines.settings import Settings

_SEVERITY_TH = {"error": "ต้องแก้ไข", "warning": "ควรตรวจสอบ", "note": "หมายเหตุ"}
_COLOUR = {"error": "#F8CBAD", "warning": "#FFE699"}
_HEADINGS = (
    ("ระดับ / Severity", 14),
    ("คอลัมน์ / Column", 26),
    ("จำนวนแถว / Rows", 12),
    ("แถวที่ / Row numbers", 34),
    ("สิ่งที่พบ", 52),
    ("วิธีแก้ไข", 52),
    ("What was found", 52),
    ("What to do", 52),
    ("รหัส / Code", 24),
)
_EXCEL_CELLS = 32_000


def write_report(
    target: Path,
    contract: Contract | None,
    sent: Path,
    results: Sequence[RuleResult],
    cells: Mapping[tuple[int, str], str],
    settings: Settings,
) -> None:
    """One workbook: the faults with their remedies, then the sender's rows with the faulty cells coloured.

    Args:
        cells: severity of each faulty cell by row number of the file and stored column.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    workbook = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        _write_faults(workbook, contract, sent.name, results)
        if cells and contract:
            _write_rows(workbook, contract, sent, cells, settings)
    finally:
        workbook.close()


def _write_faults(
    workbook: xlsxwriter.Workbook, contract: Contract | None, name: str, results: Sequence[RuleResult]
) -> None:
    sheet = workbook.add_worksheet("สิ่งที่ต้องแก้ไข")
    sheet.set_default_row(24)
    bold = workbook.add_format({"bold": True, "font_size": 14})
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "valign": "top"}
    )
    body = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
    colours = {
        severity: workbook.add_format({"text_wrap": True, "valign": "top", "border": 1, "bg_color": colour})
        for severity, colour in _COLOUR.items()
    }
    sheet.write(0, 0, f"ผลการตรวจไฟล์ / Verdict on: {name}", bold)
    for place, (text, width) in enumerate(_HEADINGS):
        sheet.set_column(place, place, width)
        sheet.write(2, place, text, heading)
    ordered = sorted(results, key=lambda result: (result.severity != "error", result.rule, result.column_name))
    for row, result in enumerate(ordered, start=3):
        sheet.set_row(row, 60)
        values = (
            f"{_SEVERITY_TH[result.severity]} / {result.severity}",
            heading_of(contract, result.column_name) if contract else result.column_name,
            result.rows_failed,
            result.example_rows,
            result.message_th,
            result.remedy_th,
            result.message_en,
            result.remedy_en,
            result.rule,
        )
        for place, value in enumerate(values):
            sheet.write(row, place, value, colours.get(result.severity, body) if place == 0 else body)
    sheet.freeze_panes(3, 0)
    _fit_to_width(sheet)


def _write_rows(
    workbook: xlsxwriter.Workbook,
    contract: Contract,
    sent: Path,
    cells: Mapping[tuple[int, str], str],
    settings: Settings,
) -> None:
    """The sender's own sheet, row for row, so that a row number means the same in both."""
    try:
        opened = open_file(sent, sent.read_bytes(), settings.max_file_megabytes * 1_000_000)
        found = recognise(opened.sheets, [contract], settings.heading_search_rows)
    except (FileFault, OSError):
        return
    sheet = workbook.add_worksheet("ข้อมูลที่ส่งมา")
    sheet.set_default_row(24)
    formats = {severity: workbook.add_format({"bg_color": colour, "border": 1}) for severity, colour in _COLOUR.items()}
    places = _places(contract, found.columns, found.sheet)
    coloured: dict[tuple[int, int], str] = {}
    for (number, column), severity in cells.items():
        for place in places.get(column, places[SHIFTED_ROW]):
            if coloured.get((number - 1, place)) != "error":
                coloured[number - 1, place] = severity
    for row, values in enumerate(found.sheet.cells.iter_rows()):
        for place, value in enumerate(values):
            form = formats.get(coloured.get((row, place), ""))
            if value is not None or form:
                sheet.write_string(row, place, (value or "")[:_EXCEL_CELLS], form)
    for place in range(found.sheet.cells.width):
        longest = found.sheet.cells[f"c{place}"].slice(found.heading_row).str.len_chars().max()
        sheet.set_column(place, place, min(max(int(str(longest or 0)), 8) + 2, 40))
    sheet.freeze_panes(found.heading_row + 1, 0)
    _fit_to_width(sheet)


def _places(contract: Contract, columns: Mapping[str, int], sheet: Sheet) -> dict[str, list[int]]:
    """Where a stored column, or the columns behind a derived one, lie in the sender's sheet."""
    stored = {column.stored_as: [columns[column.name]] for column in contract.columns if column.name in columns}
    everything = list(range(sheet.cells.width))
    derived = {
        item.name: [place for name, found in stored.items() if name in item.columns for place in found]
        for item in contract.derived
    }
    key = [place for name in contract.key for place in stored.get(name, ())]
    return {SHIFTED_ROW: everything, **stored, **derived, "unique_key": key}


def _fit_to_width(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Prints on landscape pages that are as wide as the sheet."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
