"""The workbooks that the office hands out: a filled template loads exactly, and an empty one is no data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from typing import Any

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts import Column, Contract
from pipelines.reading.files import ReadFile
from pipelines.reading.found import FileFault
from pipelines.reading.recognition import sheet_name
from pipelines.templates.examples import examples_of
from pipelines.templates.lists import choices_of
from pipelines.templates.wording import Need, columns_of, needs_of, stand_ins
from pipelines.templates.workbook import HEADING_ROW, template
from tests.blank_templates import CONTRACTS, blank, each_contract
from tests.filled_templates import Filled, cells_of, filled, good_rows
from tests.judging import quick
from tests.made_files import readings
from tests.made_files.contents import table, workbook
from tests.made_files.readings import contracts, judged
from tests.made_files.rows import GOOD_ROW
from tests.profiles import examples


def read(content: bytes) -> ReadFile:
    return readings.read(content, "template.xlsx")


def errors(file: ReadFile) -> list[tuple[str, str, str]]:
    """Rule, column and rows of every error, however small its share: nothing is held for it."""
    with quick():
        judgement, _ = judged({"a": file}, max_quarantined_share=1)
    return [
        (result.rule, result.column_name, result.example_rows)
        for result in judgement.results
        if result.rows_failed and result.severity == "error"
    ]


@each_contract
def test_the_same_contract_gives_the_same_bytes(contract: Contract) -> None:
    assert template(contract) == template(contract)


@each_contract
def test_an_empty_template_is_told_to_have_no_rows_and_its_example_is_no_data(contract: Contract) -> None:
    with pytest.raises(FileFault) as fault:
        read(blank(contract))
    assert fault.value.code == "no_rows"


@each_contract
@examples(2)
@given(data=st.data())
def test_a_filled_template_loads_without_a_fault_and_exactly(contract: Contract, data: st.DataObject) -> None:
    rows: list[dict[str, Filled]] = data.draw(good_rows(contract))
    file = read(filled(blank(contract), [cells_of(contract, row) for row in rows]))
    assert (file.contract.source, file.layout_id) == (contract.source, "template")
    assert errors(file) == []
    assert file.frame.height == len(rows)
    assert not [note for note in file.notes if note.code == "unknown_columns"]
    for column in columns_of(contract):
        if not column.is_direct:
            assert file.frame[column.stored_as].to_list() == [row[column.name].value for row in rows], column.name
    for name, expected in made_of(contract, rows).items():
        assert file.frame[name].to_list() == expected, name
    assert file.frame["unreadable"].null_count() == len(rows)


def made_of(contract: Contract, rows: list[dict[str, Filled]]) -> dict[str, list[Any]]:
    """What must be made of the cells that nobody keeps."""
    makers: dict[str | None, Callable[[dict[str, Filled], tuple[str, ...]], Any]] = {
        "has_any": lambda row, of: any(row[name].cell is not None for name in of),
        "birth_year_be": lambda row, of: row[of[0]].value and row[of[0]].value.year + 543,
        "identified_by": lambda row, _: "national_id",
        "national_id_state": lambda row, _: "valid",
        "student_id_state": lambda row, of: "valid" if "student_id" in of and row["student_id"].cell else None,
    }
    return {
        column.stored_as: [makers[column.made](row, column.made_of) for row in rows]
        for column in contract.stored
        if column.made in makers
    }


@each_contract
def test_a_row_filled_in_as_the_example_shows_loads(contract: Contract) -> None:
    rows = [[examples_of(contract, column)[number] or None for column in columns_of(contract)] for number in (0, 1)]
    file = read(filled(blank(contract), rows))
    assert errors(file) == []
    assert file.frame.height == 2


@each_contract
def test_the_example_people_are_of_no_registration_office(contract: Contract) -> None:
    for column in columns_of(contract):
        if column.name in ("national_id", "teacher_national_id"):
            assert all(number[1:5] == "0000" and len(number) == 13 for number in examples_of(contract, column))


@each_contract
def test_every_choice_of_a_drop_down_is_taken(contract: Contract) -> None:
    row = [examples_of(contract, one)[0] or None for one in columns_of(contract)]
    lines: list[list[Any]] = []
    chosen: dict[Column, slice] = {}
    for place, column in enumerate(columns_of(contract)):
        choices = choices_of(contract, column)
        if choices and choices.is_closed:
            chosen[column] = slice(len(lines), len(lines) + len(choices.items))
            lines += [[*row[:place], item, *row[place + 1 :]] for item in choices.items]
    if not lines:
        return
    whole = read(filled(blank(contract), lines)).frame
    assert whole.height == len(lines)
    for column, rows in chosen.items():
        frame = whole[rows]
        assert frame[column.stored_as].null_count() == 0, column.name
        assert frame["unreadable"].null_count() == frame.height, column.name
        if column.enum:
            assert {str(value) for value in frame[column.stored_as]} == {value.value for value in column.enum}


def test_who_a_person_is_may_be_said_in_more_than_one_way() -> None:
    contract = contracts()["graduates"]
    assert {name for name, need in needs_of(contract).items() if need is Need.ONE_OF} == {"student_id", "national_id"}
    assert stand_ins(contract, contract.by_name["student_id"]) == ("national_id",)
    assert stand_ins(contract, contract.by_name["college_code"]) == ("college_name_th",)


@each_contract
def test_of_several_sheets_the_one_called_as_in_the_template_is_read(contract: Contract) -> None:
    row = GOOD_ROW[contract.source]
    sheets = {"แผ่นอื่น": table([row(1), row(2)]), sheet_name(contract): table([row(3)])}
    assert read(workbook(sheets)).frame.height == 1


@each_contract
def test_a_template_asks_for_no_words_beside_a_list_and_for_no_column_of_other_layouts(contract: Contract) -> None:
    there = {column.name for column in columns_of(contract)}
    for column in contract.columns:
        assert not there & set(column.resolve_by)
        assert column.name not in there or not column.only_in or "template" in column.only_in


def test_the_columns_that_are_left_out_are_those_of_other_makers() -> None:
    left_out = {
        (contract.source, column.name)
        for contract in CONTRACTS
        for column in contract.columns
        if not column.made and column not in columns_of(contract)
    }
    of_centres = {contract.source for contract in CONTRACTS if "centre" in contract.by_name}
    words = ("centre_field_th", "centre_branch_th", "centre_college")
    assert left_out == {(source, word) for source in of_centres for word in words} | {
        ("followups", "status_code"),
        ("followups", "reported_status"),
        ("graduates", "report_round"),
        ("graduates", "field_code"),
    }


def test_a_title_row_of_a_template_says_nothing_of_year_round_or_college() -> None:
    from pipelines.reading.supplied import supplied

    for contract in CONTRACTS:
        sheet = fastexcel.read_excel(blank(contract)).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
        titles = [text for row in pl.DataFrame(sheet).rows()[:HEADING_ROW] for text in row if text]
        assert supplied(contract, (), titles, PurePath("x.xlsx"), is_accepted=False) == {}


def test_a_date_of_the_buddhist_era_typed_in_excel_is_read() -> None:
    contract = contracts()["network_members"]
    row = [examples_of(contract, column)[0] or None for column in columns_of(contract)]
    row[[column.name for column in columns_of(contract)].index("joined_on")] = date(2568, 6, 30)  # type: ignore[call-overload]
    assert read(filled(blank(contract), [row])).frame["joined_on"].to_list() == [date(2025, 6, 30)]
