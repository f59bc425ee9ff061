"""Workbooks (.xlsx, .xls): their sheets as text cells, laid out by a library that is given only what was looked at."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from pipelines.printable import printable
from pipelines.reading.containers import OLD_WORKBOOK
from pipelines.reading.found import FileFault
from pipelines.reading.old_workbooks import clean_old_workbook
from pipelines.reading.personal import is_personal
from pipelines.reading.sheets import CELL_ERRORS, Sheet
from pipelines.reading.workbook_parts import clean_workbook
from pipelines.settings import Settings

_ERROR_NAMES = dict(zip(("Div0", "NA", "Name", "Null", "Num", "Ref", "Value"), CELL_ERRORS, strict=True))
_LONGEST_NAME = 100
_NUMBER_OF_A_PERSON = 9


def workbook_sheets(content: bytes, settings: Settings) -> tuple[Sheet, ...]:
    """All sheets of a workbook.

    Raises:
        FileFault: what `clean_workbook` and `clean_old_workbook` refuse, or unreadable_file.
    """
    import fastexcel

    try:
        cleaned = clean_old_workbook if content.startswith(OLD_WORKBOOK) else clean_workbook
        workbook = fastexcel.read_excel(cleaned(content, settings))
        return tuple(
            _sheet(workbook.load_sheet(place, header_row=None, skip_rows=0, dtypes="string"))
            for place in range(len(workbook.sheet_names))
        )
    except BaseException as error:
        raise unreadable(error) from None


def unreadable(error: BaseException) -> BaseException:
    """The fault for what a library raised while it read a file; what is no answer of a library is given back.

    Libraries raise their own, undeclared, kinds, a panic among them that is no `Exception`. Their text may quote a
    cell, so only the kind is told.
    """
    if isinstance(error, FileFault):
        return error
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return FileFault("unreadable_file", type(error).__name__)
    return error


def _sheet(loaded: Any) -> Sheet:
    """The cells in their places: the library leaves out empty columns on the left and empties failed formulas."""
    batch, errors = loaded.to_arrow_with_errors()
    columns = pl.DataFrame(batch).get_columns()
    for error in errors.errors if errors else ():
        row, place = error.offset_position
        name = re.search(r"Error\((\w+)\)", error.detail)
        columns[place][row] = _ERROR_NAMES.get(name[1], "#VALUE!") if name else "#VALUE!"
    offset = loaded.available_columns()[0].absolute_index if columns else 0
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, batch.num_rows)
    cells = {f"c{place}": column for place, column in enumerate([empty] * offset + columns)}
    return Sheet(_name(loaded.name), pl.DataFrame(cells))


def _name(name: str) -> str:
    """The name of a sheet, which stands beside each row for good; none where it is somebody's number or address."""
    may_be_someones = "@" in name or sum(map(str.isdigit, name)) >= _NUMBER_OF_A_PERSON
    is_someones = may_be_someones and is_personal(pl.Series([name])).item()
    return "" if is_someones else printable(name[:_LONGEST_NAME])
