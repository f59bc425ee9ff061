"""The file that names whom to erase: what a line may be, and that nothing of it is ever repeated."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.erasing.request import read_request
from pipelines.errors import UsageError
from pipelines.reading.identity import identities
from pipelines.reading.pseudonyms import Pseudonyms
from tests.made_files.rows import code, national_id

PSEUDONYMS = Pseudonyms(b"a key")


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "persons.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "line", ["1000000000017", "1-0000-00000-01-7", " ๑๐๐๐๐๐๐๐๐๐๐๑๗ ", "1 0000 00000 01 7", "\ufeff1000000000017"]
)
def test_a_national_id_however_it_is_written(line: str, tmp_path: Path) -> None:
    assert national_id(1) == "1000000000017"
    assert read_request(file_of(tmp_path, line)).numbers == {"1000000000017": 1}


def test_numbers_of_foreigners_and_student_ids_at_a_college(tmp_path: Path) -> None:
    found = read_request(file_of(tmp_path, "G1234567890", "", f"{code(1)}, 670000001", f"{code(2)}\t๖๗-๑"))
    assert found.numbers == {"G1234567890": 1}
    assert found.students == {f"{code(1)}\x1f670000001": 3, f"{code(2)}\x1f671": 4}
    assert found.persons == 3


def test_the_pseudonyms_are_those_that_the_reader_makes(tmp_path: Path) -> None:
    cells = pl.DataFrame({"student_id": ["670000001", "670000002"], "national_id": [national_id(7), None]})
    made = identities(cells, pl.Series([code(1), code(1)]), PSEUDONYMS, {"student_key", "person_key"})
    request = read_request(file_of(tmp_path, national_id(7), f"{code(1)};670000002"))
    assert request.keys(PSEUDONYMS) == {made["person_key"][0]: 1, made["person_key"][1]: 2}


@pytest.mark.parametrize(
    "line", ["1000000000012", "nobody", "100000000001", "1399000001,", "670000001,1399000001", "1,2,3"]
)
def test_a_wrong_line_is_named_by_its_number_alone(line: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        read_request(file_of(tmp_path, national_id(1), line))
    for text in (told.value.message_th, told.value.message_en, repr(told.value)):
        assert "2" in text
        assert line not in text
        assert national_id(1) not in text


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\x00"])
def test_a_file_that_names_nobody(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"{national_id(3)}.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError) as told:
        read_request(path)
    assert national_id(3) not in str(told.value)


def test_a_request_never_shows_whom_it_names(tmp_path: Path) -> None:
    request = read_request(file_of(tmp_path, national_id(1), f"{code(1)},670000001"))
    assert national_id(1) not in repr(request)
    assert "670000001" not in repr(request)
