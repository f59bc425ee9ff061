"""Finding the heading of a sheet and the layout it has.

Headings are compared after the Thai repair, without blanks and bracketed hints (02 section 2). Nothing below the
heading is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.contracts import Contract, Layout
from pipelines.reading.found import FileFault
from pipelines.reading.sheets import Sheet
from pipelines.reading.text import compared, each_compared, repair

SUPPLIED = (
    "academic_year_be", "fiscal_year_be", "round", "report_round", "college_code", "college_name_th", "province_name",
)  # fmt: skip
"""Columns that a title row, the name of the file or its folder can stand in for."""

# a heading row that fits no layout is still called one when this share of a layout's columns is there
_NEAR_SHARE = 0.5

_SHEET_NAME_LENGTH = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_HINT = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Found:
    """A recognised sheet: its contract and layout, where the heading stands, and what each column is.

    `columns` maps canonical names to places (0-based); `unknown` are the places of headings nobody knows.
    `heading_row` is 0-based; `width` the number of columns that the heading spans.
    """

    contract: Contract
    layout: Layout
    sheet: Sheet
    heading_row: int
    columns: dict[str, int]
    unknown: tuple[int, ...]
    width: int

    def titles(self, heading_row: int, first_row: int = 0) -> tuple[str, ...]:
        """The texts above a heading, from a row on."""
        rows = self.sheet.cells.slice(first_row, heading_row - first_row).iter_rows()
        return tuple(repair(text) for row in rows for text in row if text and text.strip())


def recognise(
    sheets: Iterable[Sheet], contracts: Iterable[Contract], search_rows: int, source: Contract | None = None
) -> tuple[Found, ...]:
    """The one sheet and layout of a file, for each source that it feeds.

    A file feeds several sources where each of them has a layout of the same id and the same required headings.
    `source` narrows the search to the layouts of one contract.

    Raises:
        FileFault: unknown_layout, ambiguous_layout, several_sheets or heading_twice.
    """
    everyone = tuple(contracts)
    contracts = (source,) if source else everyone
    found = [match for sheet in sheets if (match := _recognise_sheet(sheet, contracts, search_rows))]
    if not found and source:
        found = [match for sheet in sheets if (match := _recognise_by_columns(sheet, source, search_rows))]
    if len(found) > 1:
        titles = {compared(sheet_name(contract)) for contract, _ in found[0].layouts}
        titled = [match for match in found if compared(match.sheet.name) in titles]
        if len(titled) != 1:
            raise FileFault("several_sheets", ", ".join(match.sheet.name for match in found))
        found = titled
    if not found:
        raise _nearest_fault(sheets, contracts, search_rows)
    match = found[0]
    _, first = match.layouts[0]
    fed = [(contract, layout) for contract in everyone for layout in contract.layouts if _is_shared(layout, first)]
    layouts = match.layouts if len(fed) <= 1 else fed
    return tuple(_columns_of(contract, layout, match.row, match.sheet) for contract, layout in layouts)


def sheet_name(contract: Contract) -> str:
    """The title of the source as its sheet is called: at most 31 letters, none of those that Excel refuses.

    A template has it, and of several sheets that fit the one that has it is read.
    """
    title = _NOT_IN_SHEET_NAMES.sub(" ", contract.title_th)
    if len(title) > _SHEET_NAME_LENGTH:
        title = _HINT.sub("", title)
    return title[:_SHEET_NAME_LENGTH].strip()


@dataclass(frozen=True)
class _Match:
    sheet: Sheet
    row: int
    layouts: tuple[tuple[Contract, Layout], ...]


def _recognise_sheet(sheet: Sheet, contracts: tuple[Contract, ...], search_rows: int) -> _Match | None:
    for row, cells in enumerate(sheet.cells.head(search_rows).iter_rows()):
        if layouts := _layouts_of(headings(cells), contracts):
            return _Match(sheet, row, layouts)
    return None


def _recognise_by_columns(sheet: Sheet, source: Contract, search_rows: int) -> _Match | None:
    for row, cells in enumerate(sheet.cells.head(search_rows).iter_rows()):
        if layout := _layout_by_columns(headings(cells), source):
            return _Match(sheet, row, ((source, layout),))
    return None


@lru_cache(maxsize=512)
def _layout_by_columns(present: tuple[str, ...], source: Contract) -> Layout | None:
    """The fullest template whose required columns are there under any heading that the source accepts for them.

    Only for a file whose folder says what it is: elsewhere the exact headings alone tell the sources apart.
    """
    best: Layout | None = None
    for layout in (layout for layout in source.layouts if not layout.headings):
        accepted = _accepted(source, layout)
        there = {accepted[heading] for heading in present if heading in accepted}
        if {accepted.get(heading) for heading in _required(layout)} <= there:
            best = max(filter(None, (best, layout)), key=lambda one: len(one.requires))
    return best


def _is_shared(layout: Layout, other: Layout) -> bool:
    """Whether two layouts are one shape that feeds several sources."""
    return layout.id == other.id and _required(layout) == _required(other)


@lru_cache(maxsize=512)
def _layouts_of(present: tuple[str, ...], contracts: tuple[Contract, ...]) -> tuple[tuple[Contract, Layout], ...]:
    """The layouts that a row of headings has; the same row stands in hundreds of files."""
    there = set(present)
    matches = [
        (contract, layout)
        for contract in contracts
        for layout in contract.layouts
        if _required(layout) <= there and not _overruled(contract, layout) & there
    ]
    if not matches:
        return ()
    most = max(len(layout.requires) for _, layout in matches)
    best = [(contract, layout) for contract, layout in matches if len(layout.requires) == most]
    if len({contract.source for contract, _ in best}) == 1 and not any(layout.headings for _, layout in best):
        return (best[0],)  # templates of one source read alike
    if not all(_is_shared(layout, best[0][1]) for _, layout in best):
        names = ", ".join(f"{contract.source}/{layout.id}" for contract, layout in best)
        raise FileFault("ambiguous_layout", names)
    return tuple(best)


def _columns_of(contract: Contract, layout: Layout, row: int, sheet: Sheet) -> Found:
    cells = sheet.cells.row(row)
    accepted = _accepted(contract, layout)
    left_out = _left_out(layout)
    columns: dict[str, int] = {}
    unknown = []
    for place, heading in enumerate(headings(cells)):
        if not heading or heading in left_out:
            continue
        name = accepted.get(heading)
        if name is None:
            unknown.append(place)
        elif name in columns:
            raise FileFault("heading_twice", contract.by_name[name].heading_th)
        else:
            columns[name] = place
    width = max((place for place, text in enumerate(cells) if text and text.strip()), default=-1) + 1
    return Found(contract, layout, sheet, row, columns, tuple(unknown), width)


def _nearest_fault(sheets: Iterable[Sheet], contracts: tuple[Contract, ...], search_rows: int) -> FileFault:
    """What to tell a sender whose heading fits no layout: the column that is missing, if one is nearly there."""
    best: tuple[float, FileFault] | None = None
    for sheet in sheets:
        for cells in sheet.cells.head(search_rows).iter_rows():
            present = set(headings(cells)) - {""}
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
def _left_out(layout: Layout) -> frozenset[str]:
    return frozenset(each_compared(layout.left_out))


@cache
def _overruled(contract: Contract, layout: Layout) -> frozenset[str]:
    """Headings of the columns that a layout fills with a constant: a file that has one is of another layout."""
    return frozenset(each_compared(heading for name in layout.constants for heading in contract.by_name[name].headings))


@cache
def _accepted(contract: Contract, layout: Layout) -> dict[str, str]:
    """Heading → canonical name. A heading that two columns claim is left to the one whose own heading it is."""
    readable = contract.read_in(layout)
    if layout.headings:
        own = dict(zip(each_compared(layout.headings), layout.headings.values(), strict=True))
        # whose row it is, of which year and round, its own column says best, also where the published layout has none
        named = set(own.values())
        also = [column for column in readable if column.name in SUPPLIED and column.name not in named]
        return {heading: column.name for column in also for heading in each_compared(column.headings)} | own
    spelled = {column.name: each_compared(column.headings) for column in readable}
    claims = Counter(heading for headings in spelled.values() for heading in set(headings))
    accepted: dict[str, str] = {}
    for name, texts in spelled.items():
        first = texts[:2]  # the canonical name and the Thai heading come first
        accepted |= {heading: name for heading in texts if claims[heading] == 1 or heading in first}
    return accepted


def headings(cells: Sequence[str | None]) -> tuple[str, ...]:
    """A row of cells in the form in which headings are compared."""
    return _headings(tuple(cells))


@lru_cache(maxsize=512)
def _headings(cells: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(each_compared(text or "" for text in cells))
