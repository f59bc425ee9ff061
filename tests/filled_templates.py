"""Filling in a template as a clerk does: cells are added to the very workbook, nothing else of it changes.

`good_rows` draws rows that the contract takes, each cell beside the value that must come of it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from pipelines.contracts import Column, Contract
from pipelines.reading.dates import plausible_range
from pipelines.reading.resolution import resolved, years_of_study
from pipelines.templates.lists import choices_of
from pipelines.templates.wording import Need, columns_of, needs_of
from pipelines.templates.workbook import HEADING_ROW
from tests import filled_of_administration, filled_of_demand
from tests.filled_cells import NOTHING, Cell, Filled, same
from tests.made_files.makers import code
from tests.made_files.readings import ARRIVAL

__all__ = ["DATA_SHEET", "Filled", "cells_of", "filled", "good_rows", "letter"]

DATA_SHEET = "xl/worksheets/sheet1.xml"
_EPOCH = date(1899, 12, 30)
_LETTERS = "กขคงจชซดตถทนบปพฟมยรลวสหอ"
_WORD = st.text(alphabet=_LETTERS, min_size=2, max_size=12)
_TEXT = st.lists(_WORD, min_size=1, max_size=3).map(" ".join)
_FITTING = filled_of_administration.FITTING | filled_of_demand.FITTING


def filled(template: bytes, rows: Sequence[Sequence[Cell]], first_row: int = HEADING_ROW + 2) -> bytes:
    """The template with these rows below its heading: the bytes of every part but the first sheet are kept."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        parts = {item: archive.read(item) for item in archive.infolist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for item, content in parts.items():
            archive.writestr(
                item, _sheet(content.decode(), rows, first_row) if item.filename == DATA_SHEET else content
            )
    return buffer.getvalue()


def _sheet(xml: str, rows: Sequence[Sequence[Cell]], first_row: int) -> bytes:
    styles: dict[int, str] = {}
    for first, last, style in re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"', xml):
        styles |= dict.fromkeys(range(int(first) - 1, int(last)), style)
    lines = []
    for number, cells in enumerate(rows, start=first_row):
        inner = "".join(
            _cell(number, place, cell, styles[place]) for place, cell in enumerate(cells) if cell is not None
        )
        lines.append(f'<row r="{number}">{inner}</row>')
    last_row = first_row + len(rows) - 1
    xml = re.sub(r'(<dimension ref="A1:[A-Z]+)\d+"', rf'\g<1>{last_row}"', xml)
    return xml.replace("</sheetData>", f"{''.join(lines)}</sheetData>").encode()


def _cell(row: int, place: int, cell: Cell, style: str) -> str:
    name = f'r="{letter(place)}{row}" s="{style}"'
    if isinstance(cell, date):
        return f"<c {name}><v>{(cell - _EPOCH).days}</v></c>"
    if isinstance(cell, int | float):
        return f"<c {name}><v>{cell}</v></c>"
    return f'<c {name} t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'


def letter(place: int) -> str:
    return letter(place // 26 - 1) + chr(65 + place % 26) if place >= 26 else chr(65 + place)


def good_rows(contract: Contract, least: int = 5, most: int = 25) -> st.SearchStrategy[list[dict[str, Filled]]]:
    """Rows of one source without a fault, by canonical name; no two have the same key."""
    rows = st.lists(
        st.fixed_dictionaries({one.name: _filled(contract, one) for one in columns_of(contract)}),
        min_size=least,
        max_size=most,
    )
    return rows.map(lambda drawn: [_consistent(contract, number, row) for number, row in enumerate(drawn, start=1)])


def _filled(contract: Contract, column: Column) -> st.SearchStrategy[Filled]:
    values = _values(contract, column)
    if needs_of(contract)[column.name] is Need.REQUIRED or column.name in _ALWAYS:
        return values
    return st.one_of(st.just(NOTHING), values)


_BY_PARSER: dict[str, st.SearchStrategy[Filled]] = {
    "year_be": st.integers(2560, 2569).map(lambda year: Filled(year, year)),
    "money_band": st.sampled_from(["12,000", "9,001 - 15,000", "ต่ำกว่า 9,000"]).map(lambda text: Filled(text, text)),
    "establishment": st.integers(0, 10**8 - 1).map(lambda number: same(_checked(f"0105{number:08}"))),
    "college": st.integers(1, 999_999).map(lambda number: same(code(number))),
    "minutes": st.integers(0, 1_200).map(lambda quarters: Filled(quarters / 4, quarters / 4)),
    "reporter": st.integers(1, 999_999).map(lambda number: same(code(number))),
}
_BY_NAME: dict[str, st.SearchStrategy[Filled]] = {
    "national_id": st.integers(0, 10**7 - 1).map(lambda number: same(_checked(f"10000{number:07}"))),
    "student_id": st.text("0123456789", min_size=4, max_size=15).map(lambda text: Filled(text, text)),
}
_BY_NAME |= {
    "teacher_national_id": _BY_NAME["national_id"],
    "person_id": _BY_NAME["national_id"],
    "industry_code": st.integers(0, 99_999).map(lambda number: same(f"{number:05}")),
    "reported_by": _BY_PARSER["college"],
}
_BY_NAME_OF_LIST = {"province", "country", "centre", "activity", "key_result", "calendar_event", "target_industry"}
_ALWAYS = {"national_id", "teacher_national_id", "person_id", "field_th", "level", "sex"}


def _values(contract: Contract, column: Column) -> st.SearchStrategy[Filled]:
    if column.enum:
        kind = int if column.physical_type == "INTEGER" else str
        return st.sampled_from([Filled(value.label, kind(value.value)) for value in column.enum])
    if column.resolve in _BY_NAME_OF_LIST or column.parser == "round":
        choices = choices_of(contract, column)
        assert choices
        return st.sampled_from(choices.items).map(lambda item: Filled(item, _listed(item, column)))
    if column.parser in ("integer", "number", "percent", "measure"):
        return _numbers(column)
    if column.parser == "date":
        return _dates(column)
    return _BY_NAME.get(column.name, _BY_PARSER.get(column.parser, _TEXT.map(same)))


def _listed(item: str, column: Column) -> str | int:
    """What is stored of an item of a list: its code, which some items begin with."""
    if column.resolve == "calendar_event":
        return item.split(" ", maxsplit=1)[0]
    return code_of(item, column.resolve) if column.resolve else int(item)


def _numbers(column: Column) -> st.SearchStrategy[Filled]:
    least, most = column.options.get("minimum", 0), column.options.get("maximum", 99_999)
    if column.parser in ("integer", "percent"):
        return st.integers(int(least), int(most)).map(lambda number: Filled(number, number))
    return st.integers(int(least * 100), int(most * 100)).map(lambda cents: Filled(cents / 100, cents / 100))


def _dates(column: Column) -> st.SearchStrategy[Filled]:
    """Dates as Excel keeps them, of the common era and as 30/06/2568 is kept: a date of the year 2568."""
    limits = plausible_range(column.plausible_range or "past", ARRIVAL)
    days = st.dates(limits.first, limits.last)
    return st.one_of(days.map(lambda day: Filled(day, day)), days.filter(_is_no_leap_day).map(_typed_in_be))


def _consistent(contract: Contract, number: int, row: dict[str, Filled]) -> dict[str, Filled]:
    """The row with a college of its own, and with cells that fit each other."""
    row = {**row, "college_code": same(code(number))}
    if contract.source == "outcome_counts":
        parts = [column.name for column in contract.columns if column.name in _OUTCOMES]
        followed = sum(row[name].value for name in parts)
        graduates = followed + row["graduates"].value
        row |= {"followed": Filled(followed, followed), "graduates": Filled(graduates, graduates)}
    if contract.source == "round_submissions":
        row["reported_followed"] = row["reported_graduates"]
    if contract.source == "colleges":
        row |= {"latitude": Filled(13.82, 13.82), "longitude": Filled(100.06, 100.06)}
    if contract.source == "followups":
        # work and study both filled in would be both
        row |= dict.fromkeys(("study_level", "study_institution"), NOTHING)
    if "year_of_study" in row:
        most = years_of_study().get(row["level"].value)
        year = row["year_of_study"].value
        row["year_of_study"] = NOTHING if year is None or most is None else Filled(min(year, most), min(year, most))
    fit = _FITTING.get(contract.source)
    return fit(number, row) if fit else row


_OUTCOMES = {
    "further_study", "seeking", "work_state_enterprise", "work_government", "work_private", "self_employed", "other",
}  # fmt: skip


def cells_of(contract: Contract, row: Mapping[str, Filled]) -> list[Cell]:
    return [row[column.name].cell for column in columns_of(contract)]


def code_of(name: str, kind: str) -> str:
    import polars as pl

    return str(resolved(pl.Series([name]), kind)[0])


def _checked(digits: str) -> str:
    return digits + str((11 - sum((13 - place) * int(digit) for place, digit in enumerate(digits)) % 11) % 10)


def _is_no_leap_day(day: date) -> bool:
    return (day.month, day.day) != (2, 29)


def _typed_in_be(day: date) -> Filled:
    return Filled(day.replace(year=day.year + 543), day)
