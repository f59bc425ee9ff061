"""A file says the same in whatever order its columns stand and whatever stands around its rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.made_files.contents import table, text_file, workbook
from tests.made_files.readings import read, read_rows
from tests.made_files.rows import GOOD_ROW
from tests.profiles import examples

HEIGHT = 4
MOVED = ["row_number", "sheet"]
WHOLE = {source: read_rows([make(number) for number in range(1, HEIGHT + 1)]) for source, make in GOOD_ROW.items()}
sources = st.sampled_from(sorted(GOOD_ROW))
titles = st.lists(
    st.sampled_from(["", "สำนักงานคณะกรรมการการอาชีวศึกษา", "รายงาน, ครั้งที่ 1", "พิมพ์เมื่อ 1 พ.ย. 2568"]), max_size=10
)


@examples(25)
@given(sources, titles, st.randoms(use_true_random=False), st.booleans())
def test_order_of_columns_titles_blanks_totals_and_unknown_columns_change_nothing(
    source: str, above: list[str], chance: object, is_workbook: bool
) -> None:
    import random

    assert isinstance(chance, random.Random)
    rows = [GOOD_ROW[source](number) for number in range(1, HEIGHT + 1)]
    lines = table([row | {"หมายเหตุของผู้ส่ง": "เห็นชอบ"} for row in rows])
    order = list(range(len(lines[0])))
    chance.shuffle(order)
    lines = [[line[place] for place in order] for line in lines]
    width = len(order)
    for _ in range(chance.randrange(3)):
        lines.insert(chance.randrange(1, len(lines) + 1), [""] * width)
    lines.append([*[""] * chance.randrange(width - 1), "รวมทั้งสิ้น"])
    lines = [[title] for title in above] + lines
    found = read(workbook({"s": lines}), "f.xlsx") if is_workbook else read(text_file(lines), "f.csv")
    assert found.frame.drop(MOVED).equals(WHOLE[source].frame.drop(MOVED))
    sent = {number for number, line in enumerate(lines, 1) if "เห็นชอบ" in line}
    assert set(found.frame["row_number"]) == sent
    assert [note.detail for note in found.notes if note.code == "unknown_columns"]


@examples(15)
@given(sources, st.data())
def test_every_accepted_heading_of_a_column_leads_to_it(source: str, data: st.DataObject) -> None:
    contract = WHOLE[source].contract
    fixed = set(contract.layout("template").requires)
    # with the headings by which another layout is told, a file is of that layout
    others_own = {heading for layout in contract.layouts for heading in layout.requires} - fixed
    claimed = [heading for column in contract.columns for heading in column.headings]
    renamed = {}
    for heading in GOOD_ROW[source](1):
        column = next(column for column in contract.columns if heading in column.headings)
        others = [text for text in column.headings if claimed.count(text) == 1 and text not in others_own]
        renamed[heading] = heading if heading in fixed else data.draw(st.sampled_from(others))
    rows = [GOOD_ROW[source](number) for number in range(1, HEIGHT + 1)]
    found = read_rows([{renamed[heading]: cell for heading, cell in row.items()} for row in rows])
    assert found.frame.equals(WHOLE[source].frame)
