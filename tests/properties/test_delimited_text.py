"""Text without quotation marks is read by whole columns; it must give what the rows of the csv library give."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.formats import open_file
from pipelines.settings import Settings
from tests.profiles import examples

pieces = st.sampled_from(
    ["a", "ก", "1", " ", ",", ",,", ";", "\t", "|", "\n", "\r\n", "\n\n", "\x0b", "\x85", "\u2028"]
)


@examples(300)
@given(st.lists(pieces, max_size=40).map("".join), st.sampled_from(["", "\r"]))
def test_text_without_quotation_marks_has_the_cells_of_the_csv_library(text: str, end: str) -> None:
    (sheet,) = open_file(PurePath("a.csv"), (text + end).encode(), Settings()).sheets
    head = "\n".join(text.splitlines()[:20])
    delimiter = max((",", ";", "\t", "|"), key=head.count)
    expected = list(csv.reader(io.StringIO(text + end, newline=""), delimiter=delimiter))
    width = max(map(len, expected), default=0)
    assert sheet.width is not None
    assert sheet.width.to_list() == [len(row) for row in expected]
    if width:
        assert sheet.cells.rows() == [(*row, *[""] * (width - len(row))) for row in expected]
