"""Every source is told from all others by the headings of its template alone, however few of them are there."""

from __future__ import annotations

import pytest

from pipelines.contracts import Contract, Layout
from tests.made_files.contents import table, text_file
from tests.made_files.readings import cells_read, contracts, read_rows
from tests.made_files.rows import GOOD_ROW, Row, college_name

TEMPLATES = [
    (contract, layout) for contract in contracts().values() for layout in contract.layouts if not layout.headings
]
CENTRE = "ศูนย์ CVM"
WORDS = {
    "สาขาวิชาของศูนย์": "เชฟอาหารไทย",
    "สาขางานของศูนย์": "",
    "สถานศึกษาที่เป็นศูนย์": "วิทยาลัยอาชีวศึกษาสุราษฎร์ธานี",
}
OF_CENTRES = [contract for contract in contracts().values() if "centre" in contract.by_name]


@pytest.mark.parametrize("source", GOOD_ROW)
def test_a_whole_template_is_its_own_source_in_any_order(source: str) -> None:
    row = GOOD_ROW[source](1)
    for cells in (row, dict(reversed(row.items()))):
        found = cells_read(text_file(table([cells])))
        assert (found.contract.source, found.layout.id) == (source, "template")
        assert not found.notes


@pytest.mark.parametrize(
    ("contract", "layout"), TEMPLATES, ids=[f"{contract.source}-{layout.id}" for contract, layout in TEMPLATES]
)
def test_the_required_columns_and_what_a_layout_asks_for_are_enough(contract: Contract, layout: Layout) -> None:
    required = {heading for column in contract.columns if column.is_required for heading in column.headings}
    row = headed(contract, layout)
    file = read_rows([{heading: row[heading] for heading in row if heading in required | set(layout.requires)}])
    assert file.contract.source == contract.source
    assert file.frame["unreadable"].to_list() == [None]


def headed(contract: Contract, layout: Layout) -> Row:
    """The good row under the headings that the layout asks for."""
    row = GOOD_ROW[contract.source](1)
    if WORDS.keys() & set(layout.requires):
        row = {heading: cell for heading, cell in row.items() if heading != CENTRE} | WORDS
    for heading in set(layout.requires) - row.keys():
        column = next(column for column in contract.columns if heading in column.headings)
        own = next((name for name in row if name in column.headings), heading)
        row[heading] = row.pop(own, college_name(1))
    return row


@pytest.mark.parametrize("contract", OF_CENTRES, ids=[contract.source for contract in OF_CENTRES])
def test_a_centre_told_in_words_leaves_the_source_the_same(contract: Contract) -> None:
    row = {heading: cell for heading, cell in GOOD_ROW[contract.source](1).items() if heading != CENTRE}
    file = read_rows([row | WORDS])
    assert file.contract.source == contract.source
    assert file.frame.select("centre_id", "unreadable").rows() == [("2566-57", None)]
