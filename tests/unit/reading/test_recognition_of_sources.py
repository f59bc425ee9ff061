"""Every source is told from all others by the headings of its template alone, however few of them are there."""

from __future__ import annotations

import pytest

from pipelines.contracts import Contract, Layout
from tests.made_files.readings import contracts, read_rows, register
from tests.made_files.rows import GOOD_ROW, Row, college_name

TEMPLATES = [
    (contract, layout) for contract in contracts().values() for layout in contract.layouts if not layout.headings
]
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
        file = read_rows([cells])
        assert (file.contract.source, file.layout_id) == (source, "template")
        assert not [note for note in file.notes if note.code == "unknown_columns"]


@pytest.mark.parametrize(
    ("contract", "layout"), TEMPLATES, ids=[f"{contract.source}-{layout.id}" for contract, layout in TEMPLATES]
)
def test_the_required_columns_and_what_a_layout_asks_for_are_enough(contract: Contract, layout: Layout) -> None:
    required = {heading for column in contract.columns if column.is_required for heading in column.headings}
    row = {heading: cell for heading, cell in whole(contract).items() if heading in required | set(layout.requires)}
    file = read_rows([row], names=register())
    assert file.contract.source == contract.source
    assert file.frame["unreadable"].to_list() == [None]


def whole(contract: Contract) -> Row:
    """The good row with the columns that only some layouts ask for, a college named by its code and by its name."""
    return {"ชื่อสถานศึกษา": college_name(1)} | GOOD_ROW[contract.source](1)


@pytest.mark.parametrize("contract", OF_CENTRES, ids=[contract.source for contract in OF_CENTRES])
def test_a_centre_told_in_words_leaves_the_source_the_same(contract: Contract) -> None:
    row = {heading: cell for heading, cell in GOOD_ROW[contract.source](1).items() if heading != "ศูนย์ CVM"}
    file = read_rows([row | WORDS])
    assert file.contract.source == contract.source
    assert file.frame.select("centre_id", "unreadable").rows() == [("2566-57", None)]
