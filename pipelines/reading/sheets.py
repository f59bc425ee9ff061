"""What every file format is opened as: sheets of text cells, each cell in its own place."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.reading.found import FileFault

CELL_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""What a spreadsheet shows where a formula failed; such a cell is unreadable, not empty."""

MAX_COLUMNS = 16_384
_SPRAWL_CELLS = 5_000_000
_SPRAWL_FACTOR = 10


@dataclass(frozen=True)
class Sheet:
    """One sheet: text columns c0, c1, …; row i of the frame is row i + 1 of the file, column i its i-th column.

    `width` (text files only) is the number of cells each row really has.
    """

    name: str
    cells: pl.DataFrame
    width: pl.Series | None = None


def refuse_sprawl(rows: int, columns: int, cells: int) -> None:
    """Refuses a sheet whose few cells lie so far apart that laying it out would take all the memory.

    Raises:
        FileFault: file_too_large.
    """
    is_sprawling = rows * columns > max(_SPRAWL_CELLS, _SPRAWL_FACTOR * cells)
    if columns > MAX_COLUMNS or is_sprawling:
        raise FileFault("file_too_large", f"{rows} × {columns}")
