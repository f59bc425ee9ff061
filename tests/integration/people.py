"""Small files of made-up people: rosters, follow-ups, V-COP reports and confirmations of a few colleges, and what of
them stands in a home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.integration.drops import House
from tests.made_files import rows as made
from tests.made_files.contents import table, text_file, vcop_lines
from tests.made_files.readings import contracts
from tests.made_files.rows import Maker, Row, code, college_name

SOURCES = ("colleges", "students", "graduates", "followups", "intentions", "round_submissions")
CODE = "รหัสสถานศึกษา"
LEVEL, FIELD, OUTCOME = "ระดับชั้น/ระดับการศึกษา", "สาขาวิชา", "สถานะการติดตาม"
WORK = (
    "ประเภทหน่วยงาน", "ชื่อสถานที่ทำงาน", "ตำแหน่งงาน", "ทำงานตรงสาย", "รายได้ต่อเดือน", "วันที่เริ่มงาน", "จังหวัดที่ทำงาน",
    "ประเทศที่ทำงาน",
)  # fmt: skip
RECORDED = {1: "20/6/2568", 2: "15/8/2568", 3: "20/11/2568"}
CONFIRMED = {1: "27/6/2568", 2: "29/9/2568", 3: "5/1/2569"}
UNREACHABLE = "ติดต่อไม่ได้"


def at(college: int, maker: Maker, people: Iterable[int], cells: Row | None = None) -> list[Row]:
    """Good rows of these people, all of one college."""
    its = {CODE: code(college), "ชื่อสถานศึกษา": college_name(college)}
    return [{name: its.get(name, cell) for name, cell in maker(number, cells).items()} for number in people]


def roster(college: int, people: Iterable[int], cells: Row | None = None) -> list[Row]:
    """Graduates of academic year 2567."""
    return at(college, made.graduate, people, cells)


def followed(college: int, people: Iterable[int], in_round: int = 1, cells: Row | None = None) -> list[Row]:
    """Records of a round, all of them at work."""
    said = {"รอบที่": str(in_round), "วันที่บันทึก": RECORDED[in_round], **(cells or {})}
    return at(college, made.followup, people, said)


def unreachable(college: int, people: Iterable[int], in_round: int = 1) -> list[Row]:
    """Records of a round, none of them reached."""
    return followed(college, people, in_round, dict.fromkeys(WORK, "") | {OUTCOME: UNREACHABLE})


def confirmed(college: int, in_round: int, cells: Row | None = None) -> list[Row]:
    """The confirmation of a round."""
    day = CONFIRMED[in_round]
    said = {"รอบที่": str(in_round), "วันที่ยืนยันการส่ง": day, "วันที่พิมพ์รายงาน": day}
    return at(college, made.submission, [college], said | (cells or {}))


def without(names: Iterable[str], rows: Sequence[Row]) -> list[Row]:
    """The rows without these columns."""
    left_out = set(names)
    return [{name: cell for name, cell in row.items() if name not in left_out} for row in rows]


def sent(rows: Sequence[Row], titles: Iterable[str] = ()) -> bytes:
    """A text file of rows, under its titles."""
    return text_file([*([title] for title in titles), *table(rows)])


def vcop(college: int, people: Iterable[int], in_round: int = 1) -> bytes:
    """A V-COP report of a college and round."""
    return text_file(vcop_lines([made.vcop_report(number) for number in people], college, in_round))


def standing(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """What holds now of every source of people and of the register, in all columns that are not about the load."""
    stored = {source: [column.stored_as for column in contracts()[source].stored] for source in SOURCES}
    return {source: house.holding(source, ", ".join([*stored[source], "key_hash"])) for source in SOURCES}


def unconserved(house: House) -> list[tuple[Any, ...]]:
    """Judgements of files of which a row was lost or doubled, in the register or in the tables."""
    return house.query(
        "select path, source, rows_read, rows_loaded, rows_quarantined, rows_held, rows_duplicate from raw.files "
        "where rows_read != rows_loaded + rows_quarantined + rows_held + rows_duplicate"
    )
