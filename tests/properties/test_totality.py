"""Any bytes under any name are a file that was read or a fault with a name; and no value of a cell is ever told."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import asdict

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts.faults import FAULTS
from pipelines.reading.canonical import FILE, frame_schema
from pipelines.reading.files import ReadFile
from pipelines.reading.formats import SUFFIXES
from pipelines.reading.found import FileFault
from tests.made_files.contents import parquet, table, text_file, workbook
from tests.made_files.readings import contracts, failures, judged, read
from tests.made_files.rows import GOOD_ROW, open_outcome, outcome
from tests.profiles import FULL, examples

MARKER = "ความลับ"


def stored(content: bytes) -> bytes:
    """The same workbook without compression, so that a bent byte reaches the XML."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


ROWS = [outcome(number) for number in range(1, 4)]
BOOK = workbook({"ข้อมูล": table(ROWS)})
WHOLE = {
    "utf8.csv": text_file(table(ROWS)),
    "thai.csv": text_file(table([open_outcome(1)]), "cp874"),
    "wide.tsv": text_file(table(ROWS), "utf-16", "\t"),
    "book.xlsx": BOOK,
    "plain.xlsx": stored(BOOK),
    "old.xls": stored(BOOK),
    "table.parquet": parquet(ROWS),
}


def outcome_of(content: bytes, name: str) -> ReadFile | FileFault:
    """What reading says; any other exception passes through and fails the test."""
    try:
        found = read(content, name)
    except FileFault as fault:
        assert fault.code in FAULTS
        assert "{" not in fault.message_th + fault.message_en
        return fault
    assert dict(found.frame.schema) | {FILE: pl.String()} == frame_schema(found.contract)
    assert found.frame.height
    return found


@pytest.mark.parametrize("suffix", sorted(SUFFIXES | {".pdf", ""}))
@examples(8)
@given(content=st.binary(max_size=300))
def test_any_bytes_under_any_suffix(suffix: str, content: bytes) -> None:
    outcome_of(content, f"file{suffix}")


@examples(20)
@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text(text: str, encoding: str) -> None:
    outcome_of(text.encode(encoding, "replace"), "file.csv")


@examples(15)
@given(st.lists(st.lists(st.text(max_size=8), max_size=20), max_size=6))
def test_any_cells_below_a_good_heading(cells: list[list[str]]) -> None:
    found = outcome_of(text_file([list(ROWS[0]), *cells]), "file.csv")
    if isinstance(found, FileFault):
        assert found.code in {"no_rows", "wrong_encoding", "unreadable_file", "heading_twice", "unknown_layout"}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_with_bent_bytes_or_cut_short(name: str) -> None:
    chance = random.Random(name)
    whole = WHOLE[name]
    assert isinstance(outcome_of(whole, f"2566/{name}"), ReadFile)
    for _ in range(2_000 if FULL else 40):
        bent = bytearray(whole)
        for _ in range(chance.choice([1, 1, 2, 8, 40])):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        outcome_of(bytes(bent), f"2566/{name}")
        outcome_of(whole[: chance.randrange(len(whole))], f"2566/{name}")


@pytest.mark.parametrize("error", [RuntimeError, MemoryError, type("PanicException", (BaseException,), {})])
def test_whatever_a_library_raises_is_a_fault_that_tells_its_kind_alone(
    error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    import fastexcel
    from pyarrow import parquet as arrow

    def fail(*_: object, **__: object) -> None:
        raise error(MARKER)

    monkeypatch.setattr(fastexcel, "read_excel", fail)
    monkeypatch.setattr(arrow, "ParquetFile", fail)
    for name in ("book.xlsx", "table.parquet"):
        found = outcome_of(WHOLE[name], name)
        assert isinstance(found, FileFault)
        assert (found.code, found.detail) == ("unreadable_file", error.__name__)


def test_a_person_who_stops_the_run_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    import fastexcel

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fastexcel, "read_excel", stop)
    with pytest.raises(KeyboardInterrupt):
        read(BOOK, "book.xlsx")


@pytest.mark.parametrize("source", GOOD_ROW)
def test_no_value_of_a_cell_stands_in_a_result(source: str) -> None:
    """Every cell in turn, and all at once, holds a marker; the judgement is searched for it."""
    rows = [GOOD_ROW[source](number) for number in range(1, 40)]
    headings = list(rows[0])
    marked = [row | {headings[place % len(headings)]: f"{MARKER}{place}"} for place, row in enumerate(rows)]
    marked.append(dict.fromkeys(headings, MARKER))
    file = read(text_file([[f"รายงานของ {MARKER}"], *table(marked)]))
    found, _ = judged({"a": file}, max_quarantined_share=1)
    assert failures(found, "a"), "the markers must have been faults for this test to say anything"
    told = [asdict(result) for result in found.results] + [asdict(verdict) for verdict in found.files]
    told += [note.__dict__ for note in file.notes]
    told += [*found.states.to_dicts(), *found.cells.to_dicts(), *found.emptied.to_dicts()]
    assert MARKER not in str(told)
    readable = {column.stored_as for column in contracts()[source].columns if column.parser == "string"}
    assert MARKER not in str(file.frame.drop(*readable, strict=False).to_dicts())


def without(heading: str) -> list[str]:
    return [text for text in ROWS[0] if text != heading]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([[MARKER, MARKER], [MARKER]], "unknown_layout"),
        ([[*ROWS[0], "สาขา"], [MARKER] * 18], "heading_twice"),
        ([without("ติดตามได้"), [MARKER] * 16], "missing_column"),
        ([without("ปีการศึกษา"), [MARKER] * 16], "year_unknown"),
        ([[f"ปีการศึกษา 2565 {MARKER}"], without("ปีการศึกษา"), [MARKER]], "year_conflict"),
    ],
)  # fmt: skip
def test_no_value_of_a_cell_stands_in_a_fault_of_the_file(lines: list[list[str]], code: str) -> None:
    name = "w2566.csv" if code == "year_conflict" else "w.csv"
    found = outcome_of(text_file(lines), name)
    assert isinstance(found, FileFault)
    assert found.code == code
    assert MARKER not in f"{found} {found.detail} {found.message_th} {found.message_en} {found.args}"
