"""Columns that are made from cells nobody keeps: pseudonyms, yes/no, the year of a birth date, bounds of a band.

The only place that looks at a column which identifies a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.contracts import Column
from pipelines.reading.amounts import money_bounds
from pipelines.reading.identity import IDENTITY_COLUMNS, identities, sex_of_title
from pipelines.reading.pseudonyms import Pseudonyms

_BE_OFFSET = 543
_IDENTITY = {"student_key", "person_key", "identified_by", "name_key", "national_id_state", "student_id_state"}


@dataclass(frozen=True)
class Cells:
    """What there is to make columns of, by canonical name: cleaned text, the cells as they are, and parsed values.

    A cell that is NULL is not in its file at all; one that is merely empty is empty text.
    """

    text: pl.DataFrame
    cells: pl.DataFrame
    values: dict[str, pl.Series]

    def told_by_title(self) -> pl.Series | None:
        """The sex that the title says, of its own or before the full name; None where there is neither column."""
        there = [name for name in ("title", "full_name") if name in self.text.columns]
        if not there:
            return None
        return self.text.select(pl.coalesce(sex_of_title(pl.col(name)) for name in there).alias("sex"))["sex"]


def made_columns(columns: Sequence[Column], cells: Cells, pseudonyms: Pseudonyms) -> dict[str, pl.Series]:
    """The values of the made columns by canonical name; a column whose maker has nothing to go by is left out."""
    made: dict[str, pl.Series] = {}
    wanted = {column.made: column for column in columns if column.made in _IDENTITY}
    if wanted:
        found = identities(_identity_cells(cells), cells.values["college_code"], pseudonyms, _names_asked(wanted))
        made |= {column.name: found[maker] for maker, column in wanted.items()}
    for column in columns:
        values = _made(column, cells)
        if values is not None:
            made[column.name] = values
    return made


def _names_asked(wanted: dict[str, Column]) -> set[str]:
    """The identity columns that are asked for; a name stands for a person where the key is made of it too."""
    asked = set(wanted)
    return asked | {"by_name"} if "full_name" in wanted["student_key"].made_of else asked


def _identity_cells(cells: Cells) -> pl.DataFrame:
    """The text of names, and ids as they were read: an id that could not be read is nobody's."""
    there = [name for name in IDENTITY_COLUMNS if name in cells.text.columns]
    return cells.text.select(there).with_columns(
        cells.values[name].alias(name) for name in ("student_id", "national_id") if name in there
    )


def _made(column: Column, cells: Cells) -> pl.Series | None:
    there = [name for name in column.made_of if name in cells.text.columns]
    if not there:
        return None
    if column.made == "has_any":
        return _has_any(there, cells)
    first = there[0]
    if column.made == "birth_year_be":
        return cells.values[first].dt.year() + _BE_OFFSET
    if column.made in ("band_low", "band_high"):
        low, high = money_bounds(cells.text[first])
        return low if column.made == "band_low" else high
    return None


def _has_any(names: list[str], cells: Cells) -> pl.Series:
    """Whether any of the columns is filled; NULL in a file that has none of them."""
    filled = cells.text.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names).alias("filled"))[
        "filled"
    ]
    is_there = cells.cells.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names).alias("is_there"))
    return filled.set(~is_there["is_there"], None)
