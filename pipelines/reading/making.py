"""Columns that are made of others: pseudonyms, yes/no, the year of a birth date, bounds of a band, facts of a list.

The only place that looks at a column which identifies a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.contracts import Column
from pipelines.office.calendar import EventWindow
from pipelines.reading.amounts import money_bounds
from pipelines.reading.establishments import provisional_ids
from pipelines.reading.identity import IDENTITY_COLUMNS, identities, sex_of_title, told_apart
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.resolution import reporter_kinds, units_of_key_results
from pipelines.years import BE_OFFSET

_OF_EVENT = {"event_applies_to": "applies_to", "event_opens_on": "opens_on", "event_closes_on": "closes_on"}
_IDENTITY = {"student_key", "person_key", "identified_by", "name_key", "national_id_state", "student_id_state"}


Events = Mapping[str, EventWindow]
"""Whom each event of the calendar addresses, and when, by its id."""


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


def made_columns(
    columns: Sequence[Column], cells: Cells, pseudonyms: Pseudonyms, events: Events
) -> dict[str, pl.Series]:
    """The values of the made columns by canonical name; one whose maker has nothing to go by is left out."""
    made: dict[str, pl.Series] = {}
    wanted = {column.made: column for column in columns if column.made in _IDENTITY}
    if wanted:
        found = identities(_identity_cells(columns, cells), _colleges(cells), pseudonyms, _names_asked(wanted))
        made |= {column.name: found[maker] for maker, column in wanted.items()}
    for column in columns:
        if column.made == "provisional_id":
            values = _provisional(column, cells, pseudonyms)
        else:
            values = _made(column, cells, events)
        if values is not None:
            made[column.name] = values
    return made


def _names_asked(wanted: dict[str, Column]) -> set[str]:
    """The identity columns that are asked for; a name stands for a person where the key is made of it too."""
    asked = set(wanted)
    is_by_name = "student_key" in wanted and "full_name" in wanted["student_key"].made_of
    return asked | {"by_name"} if is_by_name else asked


def _colleges(cells: Cells) -> pl.Series:
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, cells.text.height)
    return cells.values.get("college_code", nothing)


def _identity_cells(columns: Sequence[Column], cells: Cells) -> pl.DataFrame:
    """The text of names, and ids as they were read: an id that could not be read is nobody's."""
    found = {name: cells.text[name] for name in IDENTITY_COLUMNS if name in cells.text.columns}
    found |= {name: cells.values[name] for name in ("student_id", "national_id") if name in found}
    for column in columns:
        if column.reads_as and column.name in cells.values:
            ids = cells.values[column.name]
            if column.reads_as == "person_id":
                found |= told_apart(ids, cells.values["person_kind"] == "teacher").to_dict()
            else:
                found[column.reads_as] = ids
    return pl.DataFrame(found)


def _provisional(column: Column, cells: Cells, pseudonyms: Pseudonyms) -> pl.Series | None:
    name, province = column.made_of
    if name not in cells.text.columns or province not in cells.values:
        return None
    return provisional_ids(cells.text[name], cells.values[province], pseudonyms)


def _made(column: Column, cells: Cells, events: Events) -> pl.Series | None:
    there = [name for name in column.made_of if name in cells.text.columns]
    if not there:
        return None
    if column.made == "has_any":
        return _has_any(there, cells)
    if column.made in ("band_low", "band_high"):
        low, high = money_bounds(cells.text[there[0]])
        return low if column.made == "band_low" else high
    return _of_value(column.made, cells.values[there[0]], events)


def _of_value(maker: str | None, values: pl.Series, events: Events) -> pl.Series | None:
    """What a maker says of the values of one column."""
    if maker in _OF_EVENT:
        facts = {event_id: getattr(event, _OF_EVENT[maker]) for event_id, event in events.items()}
        return _looked_up(values, facts, pl.String() if maker == "event_applies_to" else pl.Date())
    if maker == "key_result_unit":
        return _looked_up(values, units_of_key_results(), pl.String())
    if maker == "reporter_kind":
        return reporter_kinds(values)
    return values.dt.year() + BE_OFFSET if maker == "birth_year_be" else None


def _looked_up(keys: pl.Series, facts: Mapping[str, Any], dtype: pl.DataType) -> pl.Series:
    return keys.replace_strict(
        pl.Series(list(facts), dtype=pl.String),
        pl.Series(list(facts.values()), dtype=dtype),
        default=None,
        return_dtype=dtype,
    )


def _has_any(names: list[str], cells: Cells) -> pl.Series:
    """Whether any of the columns is filled; NULL in a file that has none of them."""
    filled = cells.text.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names).alias("filled"))[
        "filled"
    ]
    is_there = cells.cells.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names).alias("is_there"))
    return filled.set(~is_there["is_there"], None)
