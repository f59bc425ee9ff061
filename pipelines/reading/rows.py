"""The rows of a file as text under canonical names: one set of rows for each source that the file feeds.

Nothing is parsed here. Blank rows and totals rows are no rows (02 section 2), nor are the titles and headings of
further tables below the first. An empty cell is empty text; NULL says that the file has no such cell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath

import polars as pl

from pipelines.contracts import Column, Contract, Layout
from pipelines.reading.centres import told_in_words
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault, Note
from pipelines.reading.recognition import SUPPLIED, Found, headings, recognise
from pipelines.reading.sheets import Sheet, letters_of
from pipelines.reading.supplied import is_title, supplied
from pipelines.reading.text import comparable, compared, repair
from pipelines.settings import Settings

IS_SHIFTED = "is_shifted"
_TOTALS = ("รวม", "รวมทั้งสิ้น", "ผลรวม", "รวมทั้งหมด")
_MAX_TITLE_CELLS = 2
_BETWEEN_VALUES = "[,;]"


@dataclass(frozen=True)
class SourceRows:
    """The rows of a file that are about one source.

    `cells` has text columns by canonical name, then `sheet`, `row_number` and `is_shifted` (a row with more cells
    than the heading). `columns` are the places of the columns in the sheet.
    """

    contract: Contract
    layout: Layout
    encoding: str
    cells: pl.DataFrame
    columns: Mapping[str, int]
    notes: tuple[Note, ...]


def rows_of_file(
    relative: PurePath,
    content: bytes,
    contracts: Mapping[str, Contract],
    settings: Settings,
    *,
    is_accepted: bool = False,
) -> tuple[SourceRows, ...]:
    """The rows of one file, for each source that it feeds.

    Args:
        relative: its path in the inbox; a first folder named as a source narrows the search to that source.
        content: its bytes.
        contracts: all contracts by source.
        settings: limits.
        is_accepted: the office has accepted the file; it is not held again.

    Raises:
        FileFault: the file as a whole cannot be taken (02 section 2); `is_held` where it waits for the office.
    """
    named = contracts.get(relative.parts[0]) if len(relative.parts) > 1 else None
    opened = open_file(Path(relative), content, settings)
    found = recognise(opened.sheets, contracts.values(), settings.heading_search_rows, named)
    return tuple(_source_rows(match, relative, opened.encoding, is_accepted=is_accepted) for match in found)


def _source_rows(found: Found, relative: PurePath, encoding: str, *, is_accepted: bool) -> SourceRows:
    contract, layout = found.contract, found.layout
    tables: list[tuple[pl.DataFrame, Mapping[str, object]]] = []
    first = 0
    for heading, end in _tables(found):
        body = _body(found, heading, end)
        titles = found.titles(heading, first)
        first = end
        if body.is_empty():
            continue
        try:
            told = supplied(contract, _filled(found, body), titles, relative, is_accepted=is_accepted)
        except FileFault as fault:
            rows = sum(table.height for table, _ in tables) + body.height
            raise FileFault(fault.code, fault.detail, is_held=fault.is_held, rows=rows) from None
        tables.append((body, {**layout.constants, **told}))
    if not tables:
        raise FileFault("no_rows")
    for _, said in tables:
        _refuse_incomplete(found, said)
    named = [_named_cells(found, body, said) for body, said in tables]
    cells = named[0] if len(named) == 1 else pl.concat(named, how="diagonal")
    body = tables[0][0] if len(tables) == 1 else pl.concat(body for body, _ in tables)
    return SourceRows(contract, layout, encoding, cells, found.columns, _notes(found, body))


def _filled(found: Found, body: pl.DataFrame) -> list[str]:
    """The columns that the file has; one that a title may stand in for counts only where a cell of it is filled."""
    empty = _empty(body, [place for name, place in found.columns.items() if name in SUPPLIED])
    return [name for name, place in found.columns.items() if place not in empty]


def _empty(body: pl.DataFrame, places: Collection[int]) -> set[int]:
    """Those of some columns in which no cell is filled."""
    if not places:
        return set()
    is_filled = [(pl.col(f"c{place}").str.strip_chars() != "").any().alias(str(place)) for place in places]
    return {int(place) for place, filled in body.select(is_filled).row(0, named=True).items() if not filled}


def _refuse_incomplete(found: Found, said: Mapping[str, object]) -> None:
    """A required column may be missing where the layout, a title or a name says what it would hold."""
    contract = found.contract
    given = set(found.columns) | set(said)
    given |= {contract.by_stored_name[computed.name].name for computed in found.layout.computed}
    if "college_name_th" in given and contract.by_name["college_name_th"].is_check:
        given.add("college_code")
    given |= {column.name for column in contract.columns if _is_told_in_words(found, column)}
    for year in ("academic_year_be", "fiscal_year_be"):
        if year in contract.by_name and contract.by_name[year].is_required and year not in given:
            raise FileFault("year_unknown")
    missing = [
        column.heading_th
        for column in contract.columns
        if column.is_required and not column.made and column.name not in given
    ]
    if missing:
        raise FileFault("missing_column", ", ".join(missing))


def _tables(found: Found) -> list[tuple[int, int]]:
    """Where each table of the sheet has its heading and where it ends; a report may put several below each other.

    The titles of the next table are not rows of the one above.
    """
    cells = found.sheet.cells
    heading = cells.row(found.heading_row)
    place = next(place for place, text in enumerate(heading) if text and text.strip())
    again = (cells[f"c{place}"].slice(found.heading_row + 1) == heading[place]).arg_true()
    starts = [found.heading_row]
    if len(again):
        compared_heading = headings(heading)
        starts += [
            row for row in (again + found.heading_row + 1).to_list() if headings(cells.row(row)) == compared_heading
        ]
    ends = [_first_title(cells, above + 1, below) for above, below in pairwise(starts)]
    return list(zip(starts, [*ends, cells.height], strict=True))


def _first_title(cells: pl.DataFrame, first: int, heading: int) -> int:
    """The row where the titles above a further heading begin."""
    row = heading
    while row > first:
        filled = [text for text in cells.row(row - 1) if text and text.strip()]
        if len(filled) > _MAX_TITLE_CELLS or (filled and not is_title(repair(filled[0]))):
            break
        row -= 1
    return row


def _body(found: Found, heading: int, end: int) -> pl.DataFrame:
    """The rows below a heading with `row_number` and `width`; blank rows and totals rows are no rows."""
    sheet: Sheet = found.sheet
    first, rows = heading + 1, sheet.cells.slice(heading + 1, end - heading - 1)
    width = pl.lit(rows.width) if sheet.width is None else pl.lit(sheet.width.slice(first, rows.height))
    texts = [pl.col(name).str.strip_chars() for name in rows.columns]
    # in most files the first cell of every row is filled
    begin = rows.select(**_begin(texts[:1]))
    if begin["text"].null_count():
        begin = rows.select(**_begin(texts))
    rows = rows.with_columns(
        row_number=pl.int_range(first + 1, pl.len() + first + 1, dtype=pl.Int32), width=width.cast(pl.Int32)
    )
    if begin["text"].null_count():
        rows, begin = rows.filter(begin["text"].is_not_null()), begin.drop_nulls("text")
    if begin["may_be_total"].any():
        rows = rows.filter(begin.select(~comparable(pl.col("text")).is_in(_TOTALS)).to_series())
    return rows


def _begin(cells: Sequence[pl.Expr]) -> dict[str, pl.Expr]:
    """The first of some cells that is filled, and whether a row that begins so may be one of totals."""
    text = pl.coalesce(pl.lit(None, pl.String), *(pl.when(cell != "").then(cell) for cell in cells))
    return {"text": text, "may_be_total": text.str.contains("ร.{0,3}ว.{0,3}ม")}


def _named_cells(found: Found, body: pl.DataFrame, said: Mapping[str, object]) -> pl.DataFrame:
    contract = found.contract
    cells = [pl.col(f"c{place}").fill_null("").alias(name) for name, place in found.columns.items() if name not in said]
    cells += [pl.lit(str(value)).alias(name) for name, value in said.items()]
    cells += [
        pl.lit(found.sheet.name).alias("sheet"),
        pl.col("row_number"),
        _is_shifted(found).alias(IS_SHIFTED),
    ]
    zeros = _counted_zeros(found)
    named = (body.with_columns(zeros) if zeros else body).select(cells)
    for column in contract.columns:
        if column.split and column.name in found.columns and column.split[1] not in found.columns:
            named = _split(found, named, column.name, *column.split)
        if column.is_list and column.name in found.columns:
            named = _each_value(named, column.name)
        if _is_told_in_words(found, column):
            named = told_in_words(named, column.name, column.resolve_by)
    return named


def _each_value(named: pl.DataFrame, name: str) -> pl.DataFrame:
    """A row for each of the values that a cell lists; an empty cell is one."""
    values = pl.col(name).str.replace_all(_BETWEEN_VALUES, "\n").str.split("\n")
    filled = values.list.eval(pl.element().str.strip_chars().replace("", None).drop_nulls())
    return named.with_columns(filled).explode(name, empty_as_null=True).with_columns(pl.col(name).fill_null(""))


def _is_told_in_words(found: Found, column: Column) -> bool:
    """Whether the file has the words that name a centre: its field and its college."""
    return bool(column.resolve_by) and {column.resolve_by[0], column.resolve_by[-1]} <= found.columns.keys()


def _counted_zeros(found: Found) -> list[pl.Expr]:
    """In the columns for which the layout says so an empty cell means none; a cell that is not there means nothing."""
    places = [found.columns[name] for name in found.layout.empty_is_zero if name in found.columns]
    return [
        pl.when((pl.col(f"c{place}").fill_null("").str.strip_chars() == "") & (pl.col("width") > place))
        .then(pl.lit("0"))
        .otherwise(pl.col(f"c{place}"))
        .alias(f"c{place}")
        for place in places
    ]


def _split(found: Found, named: pl.DataFrame, name: str, heading: str, into: str) -> pl.DataFrame:
    """Two columns from one whose heading names both: the text behind the first slash is the other's."""
    written = found.sheet.cells.row(found.heading_row)[found.columns[name]] or ""
    if compared(written) != compared(heading):
        return named
    parts = pl.col(name).str.splitn("/", 2).struct
    return named.with_columns(parts[0].alias(name), parts[1].fill_null("").alias(into))


def _is_shifted(found: Found) -> pl.Expr:
    """Rows of a text file with filled cells beyond the heading."""
    beyond = [name for name in found.sheet.cells.columns[found.width :] if found.sheet.width is not None]
    if not beyond:
        return pl.lit(False)
    return pl.any_horizontal((pl.col(name).str.strip_chars() != "").fill_null(False) for name in beyond)


def _notes(found: Found, body: pl.DataFrame) -> tuple[Note, ...]:
    """Columns that were not read: headings nobody knows, and cells of a workbook that no heading stands over."""
    places = set(found.unknown)
    if found.sheet.width is None:
        known = set(found.columns.values()) | places
        row = found.sheet.cells.row(found.heading_row)
        headed = {place for place, text in enumerate(row) if (text or "").strip()}
        bare = set(range(found.sheet.cells.width)) - known - headed
        places |= bare - _empty(body, bare)
    detail = ", ".join(letters_of(place) for place in sorted(places))
    return (Note("unknown_columns", detail, len(places)),) if places else ()
