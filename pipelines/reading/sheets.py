"""What every file format is opened as: sheets of text cells, each cell in its own place."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.reading.found import FileFault
from pipelines.settings import Settings

CELL_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""What a spreadsheet shows where a formula failed; such a cell is unreadable, not empty."""

_FREE_CELLS = 1_000_000
_SPRAWL_FACTOR = 10


@dataclass(frozen=True)
class Sheet:
    """One sheet: text columns c0, c1, …; row i of the frame is row i + 1 of the file, column i its i-th column.

    `width` (text files only) is the number of cells each row really has.
    """

    name: str
    cells: pl.DataFrame
    width: pl.Series | None = None


def can_lay_out(rows: int, columns: int, cells: int, settings: Settings) -> bool:
    """Whether a table of this size may be laid out for the cells that stand in it."""
    return rows * columns <= min(settings.max_cells, max(_FREE_CELLS, _SPRAWL_FACTOR * cells))


def refuse_sprawl(rows: int, columns: int, cells: int, settings: Settings) -> None:
    """Refuses a table that is too large, or whose few cells lie so far apart that laying it out takes all the memory.

    Raises:
        FileFault: table_too_large or cells_far_apart.
    """
    if can_lay_out(rows, columns, cells, settings) and columns <= settings.max_columns:
        return
    is_sparse = rows * columns > max(_FREE_CELLS, _SPRAWL_FACTOR * cells)
    raise FileFault("cells_far_apart" if is_sparse else "table_too_large", f"{rows:,} × {columns:,}")


def letters_of(column: int) -> str:
    """The letters of a column (0-based) as a spreadsheet shows them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
