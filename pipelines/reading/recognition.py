"""Finding the heading of a sheet, the layout it has, and the year that a file is about.

Headings are compared after the Thai repair, without blanks and bracketed hints (02 section 2). Nothing below the
heading is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

import polars as pl

from pipelines.contracts import Contract, Layout
from pipelines.reading.found import FileFault
from pipelines.reading.sheets import Sheet
from pipelines.reading.text import THAI_DIGITS, comparable, compared, each_compared, repair

_YEAR_IN_NAME = re.compile(r"(?<!\d)(25[4-9]\d)(?!\d)")
_YEAR_IN_TITLE = r"{}\s*:?\s*(?:พ\.?\s*ศ\.?)?\s*(?:[1-3]\s*/\s*)?(25[4-9]\d)(?!\d)"
# an academic year and a fiscal year are two things: what a title calls the one, or a name marks as it, is not the other
_TITLES_OF = {
    "academic_year_be": re.compile(_YEAR_IN_TITLE.format("ปีการศึกษา(?:ที่)?")),
    "fiscal_year_be": re.compile(_YEAR_IN_TITLE.format("ปีงบประมาณ(?:ที่)?")),
}
_MARKS_OF_OTHERS = {"academic_year_be": "fy", "fiscal_year_be": "ay"}
_DIGITS = str.maketrans(THAI_DIGITS, "0123456789")
# a heading row that fits no layout is still called one when this share of a layout's columns is there
_NEAR_SHARE = 0.5


@dataclass(frozen=True)
class Found:
    """A recognised sheet: its contract and layout, where the heading stands, and what each column is.

    `columns` maps canonical names to places (0-based); `unknown` are the places of headings nobody knows.
    `heading_row` is 0-based; `titles` are the texts above it.
    """

    contract: Contract
    layout: Layout
    sheet: Sheet
    heading_row: int
    columns: dict[str, int]
    unknown: tuple[int, ...]
    width: int
    titles: tuple[str, ...]


def recognise(sheets: Iterable[Sheet], contracts: Iterable[Contract], search_rows: int) -> Found:
    """The one sheet and layout of a file.

    Raises:
        FileFault: unknown_layout, ambiguous_layout, several_sheets, missing_column or heading_twice.
    """
    contracts = tuple(contracts)
    found = [match for sheet in sheets if (match := _recognise_sheet(sheet, contracts, search_rows))]
    if len(found) > 1:
        titled = [match for match in found if compared(match[3].name) == compared(match[0].title_th)]
        if len(titled) != 1:
            raise FileFault("several_sheets", ", ".join(match[3].name for match in found))
        found = titled
    if not found:
        raise _nearest_fault(sheets, contracts, search_rows)
    return _columns_of(*found[0])


def year_of_file(path: PurePath, titles: Iterable[str], kind: str, *, is_accepted: bool) -> int | None:
    """The year a file names in a title row, else in its own name, else in a folder.

    `kind` is `academic_year_be` or `fiscal_year_be`.

    Where they disagree the file is held; once the office has accepted it, the title beats the name and the name
    the folder.

    Raises:
        FileFault: year_conflict.
    """
    places = {
        "ชื่อเรื่อง/title": {int(year) for title in titles for year in _TITLES_OF[kind].findall(title.translate(_DIGITS))},
        "ชื่อไฟล์/file": _years_in_name(path.stem, kind),
        "โฟลเดอร์/folder": {year for part in path.parts[:-1] for year in _years_in_name(part, kind)},
    }
    years = set().union(*places.values())
    if len(years) <= 1:
        return years.pop() if years else None
    first = next(named for named in places.values() if named)
    if is_accepted and len(first) == 1:
        return first.pop()
    detail = "; ".join(f"{place} {', '.join(map(str, sorted(named)))}" for place, named in places.items() if named)
    raise FileFault("year_conflict", detail, is_held=True)


def _years_in_name(name: str, kind: str) -> set[int]:
    name = name.translate(_DIGITS).lower()
    found = _YEAR_IN_NAME.finditer(name)
    return {int(year[1]) for year in found if not name[: year.start()].endswith(_MARKS_OF_OTHERS[kind])}


def _recognise_sheet(
    sheet: Sheet, contracts: tuple[Contract, ...], search_rows: int
) -> tuple[Contract, Layout, int, Sheet] | None:
    for row, headings in enumerate(_rows_as_headings(sheet, search_rows)):
        present = set(headings)
        matches = [
            (len(layout.requires), contract, layout)
            for contract in contracts
            for layout in contract.layouts
            if _required(layout) <= present and not _overruled(contract, layout) & present
        ]
        if matches:
            most = max(count for count, _, _ in matches)
            best = [(contract, layout) for count, contract, layout in matches if count == most]
            if len(best) > 1:
                names = ", ".join(f"{contract.source}/{layout.id}" for contract, layout in best)
                raise FileFault("ambiguous_layout", names)
            return best[0][0], best[0][1], row, sheet
    return None


def _columns_of(contract: Contract, layout: Layout, row: int, sheet: Sheet) -> Found:
    cells = _row(sheet, row)
    accepted = _accepted(contract, layout)
    left_out = set(each_compared(layout.left_out))
    columns: dict[str, int] = {}
    unknown = []
    for place, heading in enumerate(each_compared(cells)):
        if not heading or heading in left_out:
            continue
        name = accepted.get(heading)
        if name is None:
            unknown.append(place)
        elif name in columns:
            raise FileFault("heading_twice", contract.by_name[name].heading_th)
        else:
            columns[name] = place
    given = set(columns) | set(layout.constants)
    given |= {contract.by_stored_name[computed.name].name for computed in layout.computed}
    year = contract.year_column
    missing = [
        column.heading_th
        for column in contract.columns
        if column.is_required and column.name not in given and column is not year
    ]
    if missing:
        raise FileFault("missing_column", ", ".join(missing))
    titles = tuple(repair(text) for above in range(row) for text in _row(sheet, above) if text.strip())
    width = max((place for place, text in enumerate(cells) if text.strip()), default=-1) + 1
    return Found(contract, layout, sheet, row, columns, tuple(unknown), width, titles)


def _nearest_fault(sheets: Iterable[Sheet], contracts: tuple[Contract, ...], search_rows: int) -> FileFault:
    """What to tell a sender whose heading fits no layout: the column that is missing, if one is nearly there."""
    best: tuple[float, FileFault] | None = None
    for sheet in sheets:
        for headings in _rows_as_headings(sheet, search_rows):
            present = set(headings) - {""}
            for contract in contracts:
                for layout in contract.layouts:
                    required = _required(layout)
                    accepted = set(_accepted(contract, layout)) | required
                    share = len(present & accepted) / max(len(present), len(required))
                    absent = [
                        text
                        for text, heading in zip(layout.requires, each_compared(layout.requires), strict=True)
                        if heading not in present
                    ]
                    if share >= _NEAR_SHARE and (best is None or share > best[0]):
                        best = share, FileFault("missing_column", ", ".join(absent))
    return best[1] if best else FileFault("unknown_layout", str(search_rows))


@cache
def _required(layout: Layout) -> frozenset[str]:
    return frozenset(each_compared(layout.requires))


@cache
def _overruled(contract: Contract, layout: Layout) -> frozenset[str]:
    """Headings of the columns that a layout fills with a constant: a file that has one is of another layout."""
    return frozenset(each_compared(heading for name in layout.constants for heading in contract.by_name[name].headings))


@cache
def _accepted(contract: Contract, layout: Layout) -> dict[str, str]:
    """Heading → canonical name. A heading that two columns claim is left to the one whose own heading it is."""
    if layout.headings:
        own_headings = dict(zip(each_compared(layout.headings), layout.headings.values(), strict=True))
        # the year of a row is its own column's, also where the layout as published has none
        year = contract.year_column
        return dict.fromkeys(each_compared(year.headings), year.name) | own_headings if year else own_headings
    spelled = {column.name: each_compared(column.headings) for column in contract.columns}
    claims = Counter(heading for headings in spelled.values() for heading in set(headings))
    accepted: dict[str, str] = {}
    for name, headings in spelled.items():
        own = headings[:2]  # the canonical name and the Thai heading come first
        accepted |= {heading: name for heading in headings if claims[heading] == 1 or heading in own}
    return accepted


def _rows_as_headings(sheet: Sheet, search_rows: int) -> list[list[str]]:
    head = sheet.cells.head(search_rows)
    if head.is_empty():
        return []
    cells = head.unpivot().select(comparable(pl.col("value")).fill_null(""))["value"].to_list()
    return [cells[row :: head.height] for row in range(head.height)]


def _row(sheet: Sheet, row: int) -> list[str]:
    return [text or "" for text in sheet.cells.row(row)]
