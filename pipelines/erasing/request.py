"""Who is to be erased: the file that names the persons, one a line. It is read only, and nothing of it is repeated.

A line is a national id (or the number that stands for one), or a college's code and a student id with a comma, a
semicolon or a tab between them, for somebody who is known by no other number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.errors import UsageError
from pipelines.reading.identity import FOREIGN, VALID, identity_code, national_id_states, student_text
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.resolution import COLLEGE_CODE, college_code_aliases

_BETWEEN = re.compile(r"\s*[,;\t]\s*")
_STUDENT_ID = "^[0-9A-Z./-]{1,40}$"
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Request:
    """The persons asked for: their numbers, and college and student id of those known by these alone, each by line.

    Its text never shows a number.
    """

    numbers: dict[str, int] = field(repr=False)
    students: dict[str, int] = field(repr=False)

    @property
    def persons(self) -> int:
        """How many they are."""
        return len(self.numbers) + len(self.students)

    def keys(self, pseudonyms: Pseudonyms) -> dict[str, int]:
        """The pseudonyms of all of them, each with its line."""
        found: dict[str, int] = {}
        for kind, told in (("person", self.numbers), ("student", self.students)):
            made = pseudonyms.of(kind, pl.Series(list(told), dtype=pl.String))
            found |= dict(zip(made, told.values(), strict=True))
        return found


def read_request(path: Path) -> Request:
    """The persons that a file names.

    Raises:
        UsageError: it cannot be read, names nobody, or a line is no number; the line is told, never what it holds.
    """
    numbers: dict[str, int] = {}
    students: dict[str, int] = {}
    wrong: list[int] = []
    for place, line in enumerate(_lines(path), start=1):
        parts = _BETWEEN.split(line.strip())
        if parts == [""]:
            continue
        if len(parts) == 1 and (number := _number(parts[0])):
            numbers.setdefault(number, place)
        elif len(parts) == 2 and (student := _student(*parts)):
            students.setdefault(student, place)
        else:
            wrong.append(place)
    if wrong:
        listed = ", ".join(map(str, wrong))
        raise UsageError(
            f"บรรทัดที่ {listed} ของไฟล์รายชื่อ ไม่ใช่เลขประจำตัวประชาชนที่ถูกต้อง หรือรหัสสถานศึกษา,รหัสนักเรียน "
            "ตรวจเลขแล้วสั่งใหม่ ยังไม่มีการลบ",
            f"line {listed} of the file: no valid national id, and no college code with a student id behind a comma; "
            "check the number and try again; nothing has been erased",
        )
    if not numbers and not students:
        raise UsageError("ไฟล์รายชื่อไม่มีเลขประจำตัว ให้ใส่บรรทัดละหนึ่งคน", "the file names nobody; write one person a line")
    return Request(numbers, students)


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise UsageError(
            f"อ่านไฟล์ของ --national-id-file ไม่ได้ ({type(error).__name__}) ต้องเป็นไฟล์ข้อความ UTF-8 บรรทัดละหนึ่งคน",
            f"the file of --national-id-file cannot be read ({type(error).__name__}); it must be a text file in UTF-8, "
            "one person a line",
        ) from None


def _number(text: str) -> str | None:
    """The number as the reader of files has it, where it is one that stands for a person at every college."""
    found = _text(text).select(national_id_states(pl.col("text")).alias("state"), "text").row(0)
    return found[1] if found[0] in (VALID, FOREIGN) else None


def _student(college: str, student: str) -> str | None:
    code = _text(college)["text"][0]
    code = college_code_aliases().get(code, code)
    of_code = _text(student).select(pl.when(pl.col("text").str.contains(_STUDENT_ID)).then("text"))["text"][0]
    return student_text(code, of_code) if code and of_code and re.fullmatch(COLLEGE_CODE, code) else None


def _text(cell: str) -> pl.DataFrame:
    cells = pl.DataFrame({"text": [cell.strip()]}, schema={"text": pl.String})
    return cells.select(identity_code(pl.col("text")).alias("text"))
