"""The sheets of a template: drop-downs and checks, headings and explanations, hidden lists, and how they print."""

from __future__ import annotations

import re

import fastexcel
import polars as pl

from pipelines.contracts import Contract
from pipelines.reading.recognition import sheet_name
from pipelines.templates.lists import choices_of
from pipelines.templates.wording import Need, columns_of, needs_of
from pipelines.templates.workbook import EXAMPLE, EXPLANATION, HEADING_ROW, LISTS, ROWS, VERSION
from tests.blank_templates import blank, each_contract, list_items, validations, xml
from tests.filled_templates import DATA_SHEET, letter


@each_contract
def test_every_list_has_a_drop_down_over_all_rows(contract: Contract) -> None:
    found = validations(contract)
    for place, column in enumerate(columns_of(contract)):
        choices = choices_of(contract, column)
        assert not column.enum or choices
        if not choices:
            assert found.get(letter(place), {}).get("type") != "list"
            continue
        told = found[letter(place)]
        assert told["type"] == "list"
        assert told["first"] == f"{letter(place)}{HEADING_ROW + 2}"
        assert int(re.sub(r"\D", "", told["last"])) >= 5_000 + HEADING_ROW
        assert told.get("showErrorMessage") == ("1" if choices.is_closed else None)
        assert list_items(contract, f"list_{column.name}") == list(choices.items)
        if choices.by is None:
            assert told["formula"] == f"list_{column.name}"


@each_contract
def test_the_fields_of_a_drop_down_follow_the_level(contract: Contract) -> None:
    columns = {column.name: place for place, column in enumerate(columns_of(contract))}
    if "field_th" not in columns:
        return
    formula = validations(contract)[letter(columns["field_th"])]["formula"]
    level = contract.by_name.get("level")
    if level is None:
        assert formula == "list_field_th"
        return
    cell = f"${letter(columns['level'])}{HEADING_ROW + 2}"
    assert formula == f'INDIRECT("list_field_th_"&IFERROR(MATCH({cell},list_level,0),0))'
    every = set(list_items(contract, "list_field_th_0"))
    for number, value in enumerate(level.enum, start=1):
        items = list_items(contract, f"list_field_th_{number}")
        assert items
        assert set(items) <= every
        assert ("ช่างยนต์" in items) == (value.value in ("voc_cert", "short"))
    assert {"ช่างยนต์", "เทคนิคเครื่องกล"} <= every


@each_contract
def test_checks_cover_at_least_five_thousand_rows(contract: Contract) -> None:
    assert ROWS >= 5_000
    lasts = {int(re.sub(r"\D", "", one["last"])) for one in validations(contract).values()}
    assert lasts == {HEADING_ROW + 1 + ROWS}


@each_contract
def test_codes_and_ids_are_text_and_dates_have_the_format_of_thailand(contract: Contract) -> None:
    styles = xml(blank(contract), "xl/styles.xml")
    formats = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', styles)) | {"49": "@"}
    cell_formats = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    columns: dict[int, str] = {}
    for first, last, style in re.findall(
        r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"', xml(blank(contract), DATA_SHEET)
    ):
        columns |= {place: str(formats.get(cell_formats[int(style)])) for place in range(int(first) - 1, int(last))}
    for place, column in enumerate(columns_of(contract)):
        if column.parser in ("code", "identity", "establishment", "string"):
            assert columns[place] == "@", column.name
        if column.parser == "date":
            assert columns[place] == "dd/mm/yyyy", column.name


@each_contract
def test_headings_are_those_of_the_contract_alone(contract: Contract) -> None:
    sheet = fastexcel.read_excel(blank(contract)).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    rows = pl.DataFrame(sheet).rows()
    assert list(rows[HEADING_ROW]) == [column.heading_th for column in columns_of(contract)]
    assert len(rows) == HEADING_ROW + 1
    assert all(not column.made for column in columns_of(contract))


@each_contract
def test_every_column_is_explained_and_personal_data_are_told_to_be_dropped(contract: Contract) -> None:
    sheet = fastexcel.read_excel(blank(contract)).load_sheet(EXPLANATION, header_row=None, skip_rows=0, dtypes="string")
    explained = {row[0]: row for row in pl.DataFrame(sheet).rows()}
    for column in columns_of(contract):
        row = explained[column.heading_th]
        assert row[1:3] == (column.description_th, column.description_en)
        assert all(row[1:6]), column.name
        assert ("ทิ้งทันที" in (row[5] or "")) == column.is_direct
        need = needs_of(contract)[column.name]
        assert (row[3] or "").startswith(need)
        assert (need is Need.REQUIRED) >= column.is_required


@each_contract
def test_lists_and_version_are_hidden_and_the_sheet_is_called_as_the_source(contract: Contract) -> None:
    tags = re.findall(r"<sheet [^>]+>", xml(blank(contract), "xl/workbook.xml"))
    sheets = [(re.findall('name="([^"]+)"', tag)[0], 'state="hidden"' in tag) for tag in tags]
    visible = [name for name, is_hidden in sheets if not is_hidden]
    assert visible == [sheet_name(contract), EXAMPLE, EXPLANATION]
    assert [name for name, is_hidden in sheets if is_hidden] == [LISTS, VERSION]
    assert len(sheet_name(contract)) <= 31
    title = contract.title_th.replace("/", " ")  # no sheet may have one in its name
    assert any(text.startswith(sheet_name(contract)) for text in (title, re.sub(r"\s*\(.*?\)", "", title)))
    facts = dict(
        pl.DataFrame(fastexcel.read_excel(blank(contract)).load_sheet(VERSION, header_row=None, dtypes="string")).rows()
    )
    assert facts["source"] == contract.source
    assert facts["contract_fingerprint"] == contract.fingerprint


@each_contract
def test_pages_are_landscape_a4_as_wide_as_the_sheet(contract: Contract) -> None:
    for number in (1, 2, 3):
        sheet = xml(blank(contract), f"xl/worksheets/sheet{number}.xml")
        assert 'fitToPage="1"' in sheet
        assert re.search(r'<pageSetup paperSize="9"[^>]*fitToHeight="0"[^>]*orientation="landscape"', sheet)
        assert 'defaultRowHeight="24"' in sheet
        assert 'state="frozen"' in sheet or number == 3
