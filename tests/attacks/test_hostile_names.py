"""A hundred names of files, sheets and columns that mean ill: shown as text, kept as text, and nothing else."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.sax.saxutils import quoteattr

import fastexcel
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.printable import printable, printable_path
from pipelines.reading.found import FileFault
from pipelines.running.inbox import list_inbox
from tests.attacks.names import NAMES, as_file, is_plain
from tests.attacks.zips import WORKBOOK, book_with
from tests.integration.drops import House, Outcome, outcomes
from tests.integration.terminal import cvm
from tests.made_files.contents import parquet, table, text_file, workbook
from tests.made_files.readings import cells_read, judged, read
from tests.made_files.rows import outcome
from tests.profiles import examples

FILES = {as_file(name, number): number for number, name in enumerate(NAMES)}
READ = {name: number for name, number in FILES.items() if not name.startswith((".", "~$", "desktop.ini"))}
ROWS = [outcome(1), outcome(2)]


def laid(folder: Path) -> None:
    for name, number in FILES.items():
        (folder / name).write_bytes(outcomes(Outcome(field_th=f"สาขาที่ {number}", private=-1 if number == 7 else None)))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A home that has taken a file under each of the names; one of them has a row to mend."""
    home = tmp_path_factory.mktemp("names") / "home"
    inbox = home / "inbox" / "$(touch pwned) {detail}"
    inbox.mkdir(parents=True)
    laid(inbox)
    return House(home)


def test_a_file_of_any_name_is_loaded_and_nothing_leaves_the_home(house: House) -> None:
    before = set(house.home.parent.rglob("*"))
    found = house.drop({})
    assert len(found) == len(READ) > 100
    assert sorted(report.verdict for report in found.values()) == ["held", *["loaded"] * (len(READ) - 1)]
    assert all(is_plain(path) and "\n" not in path for path in found)
    assert house.query("select count(*), count(distinct path) from raw.files") == [(len(READ), len(READ))]
    assert len(house.holding("outcome_counts", "field_th")) == len(READ) - 1
    new = {path.relative_to(house.home).parts[0] for path in set(house.home.parent.rglob("*")) - before}
    assert new <= {"warehouse", "landing", "outbox", "secrets"}
    assert not list(Path.cwd().glob("pwned*")) and not list(house.home.rglob("pwned"))


def test_the_report_of_such_a_file_is_a_workbook_that_opens_and_shows_its_rows(house: House, tmp_path: Path) -> None:
    if not house.known():
        house.drop({})
    (report,) = house.settings.outbox.rglob("*.xlsx")
    assert fastexcel.read_excel(report).sheet_names == ["สิ่งที่ต้องแก้ไข", "ข้อมูลที่ส่งมา"]
    assert is_plain(str(report))


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("number", range(0, len(NAMES), 9))
def test_a_check_tells_of_a_file_of_any_name(number: int, tmp_path: Path) -> None:
    name = as_file(NAMES[number], number)
    path = tmp_path / name
    path.write_bytes(outcomes(Outcome(private=-1)))
    said = cvm("check", path, "--lang", "en")
    assert said.code == 3 and is_plain(said.out) and not said.err
    (told,) = cvm("check", path, "--json").document()
    assert (told["source"], told["path"]) == ("outcome_counts", str(printable_path(path)))
    (report,) = set(tmp_path.iterdir()) - {path}
    assert is_plain(report.name) and report.name.endswith(".report.xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_of_any_name_is_read_and_named_in_plain_letters(name: str) -> None:
    kept = "".join(letter for letter in name if letter.isprintable() or letter in "\t\n\r\x85\u2028")
    change = quoteattr(kept, {letter: f"&#{ord(letter)};" for letter in "\x85\u2028"}).encode()
    content = book_with(
        {WORKBOOK: lambda part: re.sub(rb'sheet name="[^"]*"', lambda _: b"sheet name=" + change, part)}
    )
    found = cells_read(content, "file.xlsx")
    assert found.cells.height == 2
    assert all(is_plain(sheet) and "\n" not in sheet for sheet in found.cells["sheet"])


@pytest.mark.parametrize("name", NAMES)
def test_a_column_of_any_name_is_left_out_and_told_by_its_letter(name: str) -> None:
    rows = [{**row, name: name} for row in ROWS]
    expected = cells_read(text_file(table(ROWS))).cells
    contents = {
        "file.csv": text_file(table(rows)),
        "file.xlsx": workbook({"a": table(rows)}),
        "file.parquet": parquet(rows),
    }
    for path, content in contents.items():
        try:
            found = cells_read(content, path)
        except FileFault as fault:
            assert fault.code in {"heading_twice", "wrong_encoding", "unreadable_file"}
            continue
        assert found.cells.drop("sheet").equals(expected.drop("sheet"))
        assert all(re.fullmatch(r"[A-Z, ]+", note.detail) for note in found.notes)


@examples(4)
@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_any_text_may_stand_where_a_name_or_a_value_stands(name: str, text: str) -> None:
    """Rows of such text are judged like any others; no message has a value in it."""
    rows = [{**row, name: text, "สาขาวิชา": text} for row in ROWS]
    try:
        found = read(workbook({"a": table(rows)}), "file.xlsx")
    except FileFault as fault:
        assert "{" not in fault.message_th
        return
    judgement, _ = judged({"a": found}, max_quarantined_share=1)
    assert judgement.states.height == len(rows)


@examples(20)
@given(st.text(max_size=80))
def test_what_is_shown_of_a_name_is_plain_and_never_empty(name: str) -> None:
    shown = printable(name)
    assert bool(shown) == bool(name)
    assert printable(shown) == shown
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    assert all(letter in shown for letter in name if letter.isprintable())
    assume(name.isprintable())
    assert shown == name


@pytest.mark.parametrize("raw", [b"\xbc\xc5.csv", b"\xff\xfe.csv", b"a\xe0\xb8.csv", b"\x1b[31m\xbc.csv"])
def test_a_name_that_is_not_utf_8_is_shown_in_letters(raw: bytes, tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw)).write_bytes(outcomes(Outcome(private=-1)))
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    (file,) = list_inbox(tmp_path)
    json.dumps(str(file.relative)).encode()
    assert is_plain(str(file.relative))
    assert printable_path(file.relative) == file.relative
    said = cvm("check", file.path, "--lang", "th")
    assert said.code == 3 and is_plain(said.out)
