"""Workbooks of texts, written quickly: a sender's report copies hundreds of rows, and there are thousands of senders.

Knows sheets, rows of cells and a handful of styles, and nothing of what they say. A text is always a text: never a
formula, never a link.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from pipelines.reading.sheets import letters_of

ROW_HEIGHT = 24
MOST_LETTERS = 32_000
"""Of a longer text only so many letters are written: Excel opens no cell with more than 32,767."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FONT = '<name val="Tahoma"/><family val="2"/>'
_EDGES = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
# what XML cannot hold is written as Excel does, and what looks so already is told apart; blanks at an end are kept
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_NO_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LOOKS_SO = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Style(NamedTuple):
    """How a cell looks; `fill` is an RGB colour, `vertical` where a text stands in a high row."""

    fill: str = ""
    is_bold: bool = False
    size: int = 10
    has_border: bool = False
    is_wrapped: bool = False
    vertical: str = ""


Cell = tuple[int, str | int, Style | None]
"""A cell of a sheet: its column (0-based), what it holds, how it looks. There may be thousands in a sheet."""


@dataclass(frozen=True)
class Row:
    """A row in its place (0-based); `height` in points where it is not that of every row."""

    number: int
    cells: Iterable[Cell]
    height: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet whose heading stays in sight and on each printed page.

    `rows` ascend; `widths` are those of the columns from the first on; `heading` is the row of the heading (0-based).
    """

    name: str
    rows: Iterable[Row]
    widths: Sequence[int]
    heading: int


def write_workbook(target: Path, sheets: Sequence[Sheet]) -> None:
    """Writes a workbook; it fits the width of a printed page (A4, landscape)."""
    styles: dict[Style | None, int] = {None: 0}
    written = [_sheet(sheet, styles, is_first=place == 0) for place, sheet in enumerate(sheets)]
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{place}": ("worksheet", f"worksheets/sheet{place}.xml") for place in range(1, len(sheets) + 1)}
            | {"rId0": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _style_sheet(list(styles)),
    } | {f"xl/worksheets/sheet{place}.xml": xml for place, xml in enumerate(written, start=1)}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _PROLOG + xml, compresslevel=1)


def _sheet(sheet: Sheet, styles: dict[Style | None, int], *, is_first: bool) -> str:
    below = sheet.heading + 1
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}.7109375" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, start=1)
    )
    return "".join(
        [
            f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>',
            f'<sheetView{" tabSelected=" + quoteattr("1") if is_first else ""} workbookViewId="0">',
            f'<pane ySplit="{below}" topLeftCell="A{below + 1}" activePane="bottomLeft" state="frozen"/>',
            f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="{ROW_HEIGHT}" customHeight="1"/>',
            f"<cols>{columns}</cols>" if columns else "",
            "<sheetData>",
            *_rows(sheet.rows, styles),
            '</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>',
        ]
    )


def _rows(rows: Iterable[Row], styles: dict[Style | None, int]) -> Iterable[str]:
    letters: dict[int, str] = {}
    held: dict[str | int, str] = {}
    for row in rows:
        number = row.number + 1
        height = ROW_HEIGHT if row.height is None else row.height
        written = [f'<row r="{number}" ht="{height}" customHeight="1">']
        for column, value, style in row.cells:
            letter = letters.get(column) or letters.setdefault(column, letters_of(column))
            holds = held.get(value) or held.setdefault(value, _held(value))
            look = "" if style is None else f' s="{styles.setdefault(style, len(styles))}"'
            written.append(f'<c r="{letter}{number}"{look}{holds}')
        written.append("</row>")
        yield "".join(written)


def _held(value: str | int) -> str:
    """What follows the place and the style of a cell."""
    if isinstance(value, int):
        return f"><v>{value}</v></c>"
    text = value[:MOST_LETTERS]
    if not text:
        return "/>"
    if not _SPECIAL.search(text):
        return f' t="inlineStr"><is><t>{text}</t></is></c>'
    text = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", _LOOKS_SO.sub("_x005F_", text))
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _content_types(sheets: int) -> str:
    parts = {"workbook.xml": "sheet.main", "styles.xml": "styles"}
    parts |= {f"worksheets/sheet{place}.xml": "worksheet" for place in range(1, sheets + 1)}
    named = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{place}" r:id="rId{place}"/>'
        for place, sheet in enumerate(sheets, start=1)
    )
    headings = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">'
        f"'{escape(sheet.name)}'!${sheet.heading + 1}:${sheet.heading + 1}</definedName>"
        for place, sheet in enumerate(sheets)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets><definedNames>{headings}</definedNames></workbook>"
    )


def _style_sheet(styles: Sequence[Style | None]) -> str:
    """The styles in the order of their numbers; the first is that of a cell without one."""
    looks = [style or Style() for style in styles]
    fonts = list(dict.fromkeys((look.is_bold, look.size) for look in looks))
    fills = list(dict.fromkeys(look.fill for look in looks))
    cells = []
    for look in looks:
        # the first two fills are Excel's own
        fill = fills.index(look.fill) + 1 if look.fill else 0
        font = fonts.index((look.is_bold, look.size))
        vertical = f' vertical="{look.vertical}"' if look.vertical else ""
        wrapped = ' wrapText="1"' if look.is_wrapped else ""
        cells.append(
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{int(look.has_border)}" xfId="0" '
            f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment{vertical}{wrapped}/></xf>'
        )
    coloured = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{fill}"/><bgColor indexed="64"/></patternFill></fill>'
        for fill in fills[1:]
    )
    named = "".join(f'<font>{"<b/>" if bold else ""}<sz val="{size}"/>{_FONT}</font>' for bold, size in fonts)
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="{len(fonts)}">{named}</fonts><fills count="{len(fills) + 1}">'
        f'<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>{coloured}'
        f'</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>{_EDGES}'
        '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
