"""One file to one canonical frame: the reader's only entrance.

The frame holds the stored columns of the contract, then `sheet`, `row_number`, `unreadable`, `repaired`,
`key_hash` and `scope_hash`. `unreadable` and `repaired` name the columns of such cells, comma separated; the text
of a cell that could not be read is nowhere in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

import polars as pl

from pipelines.contracts import Column, Contract
from pipelines.contracts.rules import REPAIRED, UNREADABLE
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault, Note
from pipelines.reading.recognition import Found, recognise, year_of_file
from pipelines.reading.sheets import Sheet
from pipelines.reading.text import comparable
from pipelines.reading.values import cleaned, parse
from pipelines.settings import Settings

SHIFTED_ROW = "row"
"""Stands in `unreadable` for a row with more cells than the heading: none of its cells can be trusted."""

TRAILER = ("sheet", "row_number", UNREADABLE, REPAIRED, "key_hash", "scope_hash")
_TOTALS = ("รวม", "รวมทั้งสิ้น", "ผลรวม", "รวมทั้งหมด")
_TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "DOUBLE": pl.Float64(),
    "DATE": pl.Date(),
}
_NULL = "\x00"
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class ReadFile:
    """A file that was read: its contract, layout, encoding, the frame, and notes for its sender."""

    contract: Contract
    layout_id: str
    encoding: str
    frame: pl.DataFrame
    notes: tuple[Note, ...]
    columns: Mapping[str, int]


def read_file(
    relative: PurePath,
    content: bytes,
    contracts: Mapping[str, Contract],
    settings: Settings,
    arrival: date,
    *,
    is_accepted: bool = False,
) -> ReadFile:
    """Reads one file.

    Args:
        relative: its path in the inbox; a first folder named as a source narrows the search to that source.
        content: its bytes.
        contracts: all contracts by source.
        settings: limits.
        arrival: the business date on which the file arrived.
        is_accepted: the office has accepted the file; it is not held again.

    Raises:
        FileFault: the file as a whole cannot be taken (02 section 2); `is_held` where it waits for the office.
    """
    named = contracts.get(relative.parts[0]) if len(relative.parts) > 1 else None
    opened = open_file(Path(relative), content, settings.max_file_megabytes * 1_000_000)
    found = recognise(opened.sheets, [named] if named else contracts.values(), settings.heading_search_rows)
    body = _body(found)
    if body.is_empty():
        raise FileFault("no_rows")
    frame, notes = _canonical(found, body, _year(found, relative, body.height, is_accepted=is_accepted), arrival)
    return ReadFile(found.contract, found.layout.id, opened.encoding, frame, notes, found.columns)


def frame_schema(contract: Contract) -> dict[str, pl.DataType]:
    """Names and types of the canonical frame of a source, in order."""
    stored = {column.stored_as: _TYPES[column.physical_type] for column in contract.columns}
    trailer: dict[str, pl.DataType] = {name: pl.String() for name in TRAILER}
    return stored | trailer | {"row_number": pl.Int32()}


def _year(found: Found, relative: PurePath, rows: int, *, is_accepted: bool) -> int | None:
    column = found.contract.year_column
    if column is None or column.name in found.columns:
        return None
    try:
        year = year_of_file(relative, found.titles, column.name, is_accepted=is_accepted)
    except FileFault as fault:
        raise FileFault(fault.code, fault.detail, is_held=fault.is_held, rows=rows) from None
    if year is None:
        raise FileFault("year_unknown")
    return year


def _body(found: Found) -> pl.DataFrame:
    """The rows below the heading with `row_number` and `width`; blank rows and totals rows are no rows."""
    sheet: Sheet = found.sheet
    width = (
        sheet.width if sheet.width is not None else pl.Series([sheet.cells.width]).new_from_index(0, sheet.cells.height)
    )
    rows = sheet.cells.with_columns(
        row_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int32), width=width.cast(pl.Int32)
    ).slice(found.heading_row + 1)
    cells = [pl.col(name).str.strip_chars().replace("", None) for name in sheet.cells.columns]
    first = comparable(pl.coalesce(cells))
    return rows.filter(pl.any_horizontal(cell.is_not_null() for cell in cells) & ~first.is_in(_TOTALS).fill_null(False))


def _canonical(
    found: Found, body: pl.DataFrame, year: int | None, arrival: date
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    contract, layout = found.contract, found.layout
    values: dict[str, pl.Series] = {}
    unreadable: dict[str, pl.Series] = {}
    repaired: dict[str, pl.Series] = {}
    notes = _notes(found, body)
    texts = cleaned(body.select(f"c{place}" for place in found.columns.values()))
    for column in contract.columns:
        place = found.columns.get(column.name)
        if place is None:
            values[column.stored_as] = _constant(column, layout.constants.get(column.name), year, contract, body.height)
            continue
        cells = body[f"c{place}"]
        text = texts[f"c{place}"]
        if column.parser == "string" and (count := _count_repaired(cells, text)):
            notes.append(Note("text_repaired", column.heading_th, count))
        parsed = parse(text, column, arrival)
        series = parsed.values
        if column.name in layout.empty_is_zero:
            is_blank = (cells.fill_null("").str.strip_chars() == "") & (body["width"] > place)
            series = series.zip_with(~is_blank, pl.Series([0], dtype=series.dtype).new_from_index(0, body.height))
        values[column.stored_as] = series
        unreadable[column.stored_as] = parsed.unreadable
        if parsed.repaired is not None:
            repaired[column.stored_as] = parsed.repaired
    unreadable[SHIFTED_ROW] = _shifted(found, body)
    frame = pl.DataFrame({name: series.alias(name) for name, series in values.items()}).with_columns(
        pl.sql_expr(computed.expression).alias(computed.name) for computed in layout.computed
    )
    frame = frame.with_columns(
        sheet=pl.lit(found.sheet.name),
        row_number=body["row_number"],
        unreadable=_names(unreadable),
        repaired=_names(repaired),
        key_hash=hashes(frame, contract.key),
        scope_hash=hashes(frame, contract.scope_columns or contract.key),
    )
    return frame.select(pl.col(name).cast(dtype) for name, dtype in frame_schema(contract).items()), tuple(notes)


def _constant(column: Column, constant: object, year: int | None, contract: Contract, height: int) -> pl.Series:
    value = year if column is contract.year_column else constant
    return pl.Series(column.stored_as, [value], dtype=_TYPES[column.physical_type]).new_from_index(0, height)


def _notes(found: Found, body: pl.DataFrame) -> list[Note]:
    """Columns that were not read: headings nobody knows, and cells of a workbook that no heading stands over."""
    places = set(found.unknown)
    if found.sheet.width is None:
        known = set(found.columns.values()) | places
        headed = {place for place, text in enumerate(found.sheet.cells.row(found.heading_row)) if (text or "").strip()}
        for place in set(range(found.sheet.cells.width)) - known - headed:
            if (body[f"c{place}"].fill_null("").str.strip_chars() != "").any():
                places.add(place)
    detail = ", ".join(_letter(place) for place in sorted(places))
    return [Note("unknown_columns", detail, len(places))] if places else []


def _shifted(found: Found, body: pl.DataFrame) -> pl.Series:
    """Rows of a text file with filled cells beyond the heading."""
    beyond = [name for name in found.sheet.cells.columns[found.width :] if found.sheet.width is not None]
    if not beyond:
        return pl.Series([False]).new_from_index(0, body.height)
    return body.select(pl.any_horizontal((pl.col(name).str.strip_chars() != "").fill_null(False) for name in beyond))[
        beyond[0]
    ]


def _count_repaired(cells: pl.Series, text: pl.Series) -> int:
    frame = pl.DataFrame({"cell": cells, "text": text})
    tidy = pl.col("cell").str.replace_all(r"\s+", " ").str.strip_chars()
    return frame.filter(pl.col("text").is_not_null() & (pl.col("text") != tidy)).height


def _names(flags: Mapping[str, pl.Series]) -> pl.Expr:
    """For each row the names whose flag is set, comma separated; NULL where there are none."""
    if not flags:
        return pl.lit(None, dtype=pl.String)
    marked = [pl.when(pl.lit(flag)).then(pl.lit(name)) for name, flag in flags.items()]
    joined = pl.concat_str(marked, separator=",", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def hashes(frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    """MD5 of the named columns of each row; NULL is a value of its own and differs from empty text."""
    text = frame.select(
        pl.concat_str([pl.col(name).cast(pl.String).fill_null(_NULL) for name in columns], separator=_SEPARATOR)
    ).to_series()
    return pl.Series([hashlib.md5(value.encode(), usedforsecurity=False).hexdigest() for value in text])


def _letter(place: int) -> str:
    """The letter of a column as a spreadsheet shows it: 0 → A."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
