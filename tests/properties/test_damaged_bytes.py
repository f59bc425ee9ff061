"""Good files of people with bent, missing and added bytes: a fault with a name or rows, and no value silently another.

A workbook (.xlsx) holds a checksum of each of its parts, and a Parquet file may hold one of each of its pages: of
those the rows are the original's or a fault is told. An old workbook (.xls), Parquet without checksums and text hold
none: a changed letter in a cell is a letter of the cell, so there all rows are accounted for, and in text the lines
that nobody touched say what they said before. That any bytes at all are read or refused is tested in `test_totality`.
"""

from __future__ import annotations

import csv
import io
import time
import zipfile
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as arrow

from pipelines.contracts.faults import FAULTS
from pipelines.reading.delimited_text import encoding_of
from pipelines.reading.files import ReadFile
from pipelines.reading.found import FileFault
from pipelines.synthetic.writers import xls
from tests.made_files.contents import parquet, table, text_file, workbook
from tests.made_files.readings import judged, read
from tests.made_files.rows import GOOD_ROW, Row
from tests.profiles import examples

SECONDS = 20
"""A file of a few rows that takes longer to be read or refused hangs."""


def rows_of(source: str, count: int = 6) -> list[Row]:
    """Good rows, no cell of one like that of another where a text may stand, so that no change goes unseen."""
    own = "สาขางาน" if source == "graduates" else "ตำแหน่งงาน"
    return [GOOD_ROW[source](number, {own: f"งานที่ {number}"}) for number in range(1, count + 1)]


def stored(content: bytes) -> bytes:
    """The same workbook without compression, so that a bent byte is a bent letter."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def with_checksums(rows: list[Row]) -> bytes:
    """Parquet whose pages have checksums and no compression."""
    buffer = io.BytesIO()
    frame = pl.DataFrame(rows).to_arrow()
    arrow.write_table(frame, buffer, write_page_checksum=True, compression="NONE", use_dictionary=False)
    return buffer.getvalue()


BOOK = workbook({"ข้อมูล": table(rows_of("graduates"))})
CHECKED = {
    "graduates/packed.xlsx": BOOK,
    "graduates/plain.xlsx": stored(BOOK),
    "followups/plain.xlsx": stored(workbook({"ข้อมูล": table(rows_of("followups"))})),
    "graduates/pages.parquet": with_checksums(rows_of("graduates")),
}
UNCHECKED = {
    "graduates/old.xls": xls("ข้อมูล", table(rows_of("graduates"))),
    "followups/old.xls": xls("ข้อมูล", table(rows_of("followups"))),
    "graduates/table.parquet": parquet(rows_of("graduates")),
}
TEXT = {
    "graduates/utf8.csv": text_file(table(rows_of("graduates"))),
    "followups/bom.csv": text_file(table(rows_of("followups")), "utf-8-sig"),
    "graduates/thai.csv": text_file(table(rows_of("graduates")), "cp874"),
    "followups/tabs.tsv": text_file(table(rows_of("followups")), delimiter="\t"),
}

PLACES = st.floats(0, 1, exclude_max=True)
BENT = st.lists(st.tuples(PLACES, st.integers(1, 255)), min_size=1, max_size=8)


def bent(content: bytes, changes: list[tuple[float, int]]) -> bytes:
    """The content with some of its bytes made others."""
    changed = bytearray(content)
    for place, by in changes:
        changed[int(place * len(content))] ^= by
    return bytes(changed)


def damaged(content: bytes, kind: str, changes: list[tuple[float, int]]) -> bytes:
    """The content with bytes bent, with the rest cut off, with a part cut out, or with bytes put in."""
    place = int(changes[0][0] * len(content))
    if kind == "bent":
        return bent(content, changes)
    if kind == "cut":
        return content[:place]
    if kind == "lacking":
        return content[:place] + content[place + len(changes) :]
    return content[:place] + bytes(by for _, by in changes) + content[place:]


DAMAGE = st.tuples(st.sampled_from(["bent", "bent", "cut", "lacking", "added"]), BENT)


def answer(content: bytes, name: str) -> ReadFile | FileFault:
    """What reading says, in time; any other exception passes through and fails the test."""
    begun = time.monotonic()
    try:
        found: ReadFile | FileFault = read(content, name)
    except FileFault as fault:
        assert fault.code in FAULTS
        found = fault
    assert time.monotonic() - begun < SECONDS
    return found


def conserved(found: ReadFile) -> None:
    """Each row that was read has one state, each in its place."""
    judgement, frame = judged({"a": found}, max_quarantined_share=1)
    (verdict,) = judgement.files
    assert judgement.states.height == frame.height == verdict.rows_read
    parts = (verdict.rows_loaded, verdict.rows_quarantined, verdict.rows_held, verdict.rows_duplicate)
    assert sum(parts) == verdict.rows_read
    assert found.frame["row_number"].is_unique().all()


@cache
def whole(content: bytes, name: str) -> ReadFile:
    """What the undamaged file says."""
    found = answer(content, name)
    assert isinstance(found, ReadFile)
    assert found.frame.height == 6
    return found


@pytest.mark.parametrize("name", CHECKED)
@examples(15)
@given(damage=DAMAGE)
def test_what_has_checksums_says_the_same_or_is_refused(name: str, damage: tuple[str, list[tuple[float, int]]]) -> None:
    """The footer of Parquet, which names its columns, has no checksum: a name that was bent is told in a note."""
    before = whole(CHECKED[name], name)
    found = answer(damaged(CHECKED[name], *damage), name)
    if isinstance(found, ReadFile) and not found.frame.equals(before.frame):
        assert name.endswith(".parquet")
        assert found.notes != before.notes


@pytest.mark.parametrize("name", UNCHECKED)
@examples(5)
@given(damage=DAMAGE)
def test_what_has_no_checksum_loses_no_row_that_was_read(
    name: str, damage: tuple[str, list[tuple[float, int]]]
) -> None:
    found = answer(damaged(UNCHECKED[name], *damage), name)
    if isinstance(found, ReadFile):
        conserved(found)


def lines_of(content: bytes, name: str) -> list[tuple[str, ...]]:
    """The records of a text by an independent reading, blank ones left out."""
    text = content.decode(encoding_of(content))
    records = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if name.endswith("tsv") else ",")
    return [tuple(record) for record in records if any(cell.strip() for cell in record)]


@pytest.mark.parametrize("name", TEXT)
@examples(6)
@given(damage=DAMAGE)
def test_text_keeps_its_rows_and_every_line_that_nobody_touched(
    name: str, damage: tuple[str, list[tuple[float, int]]]
) -> None:
    before, content = whole(TEXT[name], name), damaged(TEXT[name], *damage)
    found = answer(content, name)
    if isinstance(found, FileFault):
        return
    conserved(found)
    lines, originals = lines_of(content, name), lines_of(TEXT[name], name)
    heading = lines.index(originals[0]) if originals[0] in lines else None
    if heading is None:  # a heading was bent: its column is missing or told, and the rows below are all there
        assert found.frame.height <= len(lines)
        return
    assert found.frame.height == len(lines) - heading - 1
    known = dict(zip(originals[1:], before.frame.drop("row_number").rows(), strict=True))
    for line, row in zip(lines[heading + 1 :], found.frame.drop("row_number").rows(), strict=True):
        assert line not in known or row == known[line]


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_one_letter_of_any_part_of_a_workbook(part: str) -> None:
    """The text of a cell, exchanged for another of the same length, is no text of the sender's."""
    content = CHECKED["graduates/plain.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = archive.read(part)
    place = content.index(inside) + len(inside) // 2
    found = answer(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :], "graduates/plain.xlsx")
    assert isinstance(found, FileFault)
    assert found.code == "unreadable_file"


def test_a_workbook_behind_other_bytes_is_looked_into_as_well() -> None:
    """What begins otherwise than a workbook passes by no check."""
    buffer = io.BytesIO(BOOK)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    for before in (b"", b"\x00", b"other bytes"):
        found = answer(before + buffer.getvalue(), "graduates/book.xlsx")
        assert isinstance(found, FileFault)
        assert found.code == "macros"


def test_a_page_of_parquet_with_a_wrong_checksum_is_refused() -> None:
    name = "graduates/pages.parquet"
    place = CHECKED[name].index("งานที่ 3".encode())
    found = answer(bent(CHECKED[name], [((place + 0.5) / len(CHECKED[name]), 1)]), name)
    assert isinstance(found, FileFault)
    assert found.code == "unreadable_file"
