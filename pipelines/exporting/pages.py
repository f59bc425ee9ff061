"""Sheets of words: notes and dictionaries, in blocks below each other, each row as high as its words need."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from pipelines.exporting.notes import Block, Cell

LINE = 20
"""Height of a line in points."""

NOTES_WIDTHS = (34, 62, 12, 46, 46)
DICTIONARY_WIDTHS = (27, 30, 36, 50, 50, 24, 12, 38)
_BLUE, _PALE = "#1F3864", "#D9E2F3"

Format = Callable[..., Any]


def write_blocks(sheet: Any, blocks: Sequence[Block], widths: Sequence[int], look: Format) -> None:
    """Writes blocks to a sheet of the library; `look` gives a format for its properties."""
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    row = 0
    for block in blocks:
        sheet.write_string(row, 0, block.title, look(bold=True, font_size=18, font_color=_BLUE))
        sheet.set_row(row, 30)
        row += 1
        if block.heading:
            heading = look(bold=True, bg_color=_PALE, border=1, text_wrap=True, valign="vcenter")
            _write_row(sheet, row, block.heading, heading, widths)
            row += 1
        usual = look(text_wrap=True, valign="top")
        for cells in block.rows:
            _write_row(sheet, row, cells, usual, widths)
            if block.is_linked:
                link = look(font_color="#0563C1", underline=1, valign="top")
                sheet.write_url(row, 0, f"internal:'{cells[0]}'!A1", link, str(cells[0]))
            row += 1
        row += 1


@cache
def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of this width; marks above and below take no room."""
    shown = [sum(unicodedata.category(mark) not in ("Mn", "Cf") for mark in part) for part in text.split("\n")]
    return sum(max(1, -(-letters // max(1, width - 2))) for letters in shown)


def _write_row(sheet: Any, row: int, cells: Sequence[Cell], look: Any, widths: Sequence[int]) -> None:
    lines = 1
    for number, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(row, number, cell, look)
        elif cell:
            sheet.write_string(row, number, cell, look)
            # room to spare: where the font is not installed another one, which is wider, takes its place
            lines = max(lines, lines_of(cell, widths[number] - 5))
    sheet.set_row(row, lines * LINE + 4)
