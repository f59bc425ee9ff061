"""The columns of a template with their place, width, format and list, and the room that texts take."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from pipelines.contracts import Column, Contract
from pipelines.templates.lists import Choices, HomeLists, choices_of
from pipelines.templates.wording import Need, columns_of, needs_of

_WIDEST, _NARROWEST = 34, 9
_DATE_FORMAT = "dd/mm/yyyy"
_WIDTHS = {
    "code": 14,
    "year_be": 10,
    "date": 14,
    "integer": 10,
    "measure": 11,
    "number": 11,
    "percent": 10,
    "round": 9,
    "identity": 20,
    "minutes": 10,
    "establishment": 20,
}
_FORMATS = {
    "year_be": "0",
    "date": _DATE_FORMAT,
    "integer": "#,##0",
    "money_band": "#,##0",
    "measure": "General",
    "number": "General",
    "percent": "General",
}


@dataclass(frozen=True)
class Field:
    """A column of the template with its place, its list and whether it must be filled in."""

    column: Column
    place: int
    need: Need
    choices: Choices | None

    @property
    def letter(self) -> str:
        """The column of the sheet."""
        return str(xl_col_to_name(self.place))

    @property
    def number_format(self) -> str:
        """Numbers and dates have a format of their own; all else is text, so that leading zeros stay."""
        return _FORMATS.get(self.column.parser, "@")

    @property
    def list_name(self) -> str:
        """The name of its list in the workbook."""
        return f"list_{self.column.name}"

    @property
    def width(self) -> int:
        """The width of the column: its heading by words, its list by items."""
        longest = max((width_of(word) for word in re.split(r"[ /]", self.column.heading_th)), default=0)
        items = max((width_of(item) for item in self.choices.items), default=0) + 3 if self.choices else 0
        kind = _WIDTHS.get(self.column.parser, items or 20)
        return min(max(kind, longest + 2, _NARROWEST), _WIDEST)


def fields_of(contract: Contract, home: HomeLists | None = None) -> list[Field]:
    """The columns of the template of a source, from left to right, with the lists of a home if there is one."""
    needs = needs_of(contract)
    return [
        Field(column, place, needs[column.name], choices_of(contract, column, home))
        for place, column in enumerate(columns_of(contract))
    ]


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a cell of a width."""
    return -(-max(width_of(text), 1) // max(int(width) - 2, 1))


def width_of(text: str) -> int:
    """Letters that take room: marks above and below take none."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text)
