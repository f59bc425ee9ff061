"""The home that faults are judged on: random cohorts, and by hand what a random draw seldom or never holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.running.refresh import refresh
from pipelines.settings import Settings
from tests.cohorts import sending
from tests.integration.drops import House
from tests.made_files import rows as made
from tests.made_files.contents import table, text_file
from tests.made_files.rows import Row, code, college_name, national_id

SEED = 1
COLLEGES = 60
AS_OF = date(2026, 11, 21)
REGISTERED_ON = date(2024, 12, 1)
MOVES = {date(2025, 5, 10): ("นครปฐม", "สมุทรปราการ"), AS_OF: ("เชียงใหม่", "ลำปาง")}
"""Every college of the first file of the register in one province is in another from that day on. The academic year
2567 ends between the two days."""

_OUTCOMES = (
    "ศึกษาต่อ", "รองานหรือว่างงาน", "ทำงานรัฐวิสาหกิจ", "ทำงานราชการ", "ทำงานเอกชน", "อาชีพอิสระ", "อื่น ๆ",
)  # fmt: skip
_NO_STUDENT_ID = {"รหัสประจำตัวนักเรียน/นักศึกษา": ""}
_FIRST = 901
"""Number of the first college that is made by hand; those of the cohorts begin with 1."""
_MIXES = (
    (_FIRST + 9, "ชาย", range(100, 125), 16),
    (_FIRST + 9, "หญิง", range(125, 135), 2),
    (_FIRST + 10, "ชาย", range(200, 210), 5),
    (_FIRST + 10, "หญิง", range(210, 245), 9),
)
"""College, sex, people, and how many of them are at work."""


def made_up_home(folder: Path, colleges: int) -> Path:
    """A home refreshed from the cohorts of a seed and the cases below."""
    sent = sending.files(SEED, colleges, AS_OF)
    house = House(folder)
    for day, register in _registers(sent).items():
        if day < AS_OF:
            house.drop(register, day=day)
        else:
            house.put(sent | rare_files() | register)
    refresh(Settings(home=folder, inbox_dir=folder / "inbox"), AS_OF)
    return folder


def rare_files() -> dict[str, bytes]:
    """Rosters and records, each of a case of its own."""
    graduates = [*_a_year_apart(), *_on_the_last_day(), *_without_student_id(), *_of_a_near_name(), *_of_two_sexes()]
    graduates.append(_graduate(_FIRST + 4, 1, 2566))
    followups = [*_records_of_both_colleges(), *_records_of_a_day(), *_records_that_wait(), *_at_work_by_sex()]
    return {
        "graduates/rare.csv": text_file(table(graduates)),
        "followups/rare.csv": text_file(table(followups)),
        "outcome_counts/rare.csv": text_file(table(_far_apart())),
    }


def _registers(sent: dict[str, bytes]) -> dict[date, dict[str, bytes]]:
    """The first file of the register as it is at first, and after each move."""
    name = "colleges/colleges_1.csv"
    text = sent[name].decode()
    stages = {REGISTERED_ON: {name: text.encode()}}
    for day, (before, after) in MOVES.items():
        text = text.replace(before, after)
        stages[day] = {name: text.encode()}
    return stages


def _a_year_apart() -> list[Row]:
    """A completed year with none before 2564 but this one: nothing to pool it with. No institute is known in it."""
    return [_graduate(_FIRST, person, 2562) for person in range(12)]


def _on_the_last_day() -> list[Row]:
    """A year after graduating is the day of the run: the window is not closed, while that of another is."""
    days = ("21/11/2568", "20/11/2568")
    return [_graduate(_FIRST + 1, 20 + n, 2568, {"วันที่สำเร็จการศึกษา": day}) for n, day in enumerate(days)]


def _without_student_id() -> list[Row]:
    """People known by a national id alone, at two colleges in a year and at one in two years."""
    places = [(_FIRST + 2, 2566), (_FIRST + 3, 2566), (_FIRST + 2, 2567)]
    return [_graduate(college, 30, year_be, _NO_STUDENT_ID) for college, year_be in places]


def _of_a_near_name() -> list[Row]:
    """A field of a centre, and one of nearly the same name, which is in no network, at one college."""
    study = {"ระดับชั้น/ระดับการศึกษา": "ปวส.", "สาขางาน": ""}
    fields = ("เทคนิคเครื่องกล", "เทคนิคเครื่องกลเรือ")
    return [_graduate(_FIRST + 5, 40 + n, 2566, study | {"สาขาวิชา": name}) for n, name in enumerate(fields)]


def _far_apart() -> list[Row]:
    """None of ten at one college of a network, all of a hundred at the other: the interval would reach beyond -1."""
    none, everybody = dict.fromkeys(_OUTCOMES, "0"), dict.fromkeys(_OUTCOMES, "0")
    none |= {"ผู้สำเร็จการศึกษา": "10", "ติดตามได้": "10", "รองานหรือว่างงาน": "10"}
    everybody |= {"ผู้สำเร็จการศึกษา": "100", "ติดตามได้": "100", "ทำงานเอกชน": "100"}
    place = {"ปีการศึกษา": "2562", "จังหวัด": "", "ประเภทสถานศึกษา": "", "สาขาวิชา": "การบัญชี"}
    return [made.outcome(_FIRST + 6 + n, place | outcomes) for n, outcomes in enumerate((none, everybody))]


def _of_two_sexes() -> list[Row]:
    """The two colleges of a network that tell the sex of everybody, each in a mix of its own."""
    return [
        _graduate(college, person, 2562, {"สาขาวิชา": "การโรงแรม", "เพศ": sex})
        for college, sex, people, _ in _MIXES
        for person in people
    ]


def _at_work_by_sex() -> list[Row]:
    """Of each mix the first few are at work."""
    return [
        _record(college, person, 2562, "มีงานทำ")
        for college, _, people, at_work in _MIXES
        for person in people[:at_work]
    ]


def _records_of_both_colleges() -> list[Row]:
    """What each place says of them differs."""
    said = [(_FIRST + 2, 2566, "มีงานทำ"), (_FIRST + 3, 2566, "ศึกษาต่อ"), (_FIRST + 2, 2567, "ว่างงาน")]
    return [_record(college, 30, year_be, outcome, _NO_STUDENT_ID) for college, year_be, outcome in said]


def _records_of_a_day() -> list[Row]:
    """Two rounds recorded on one day: the higher is the newer."""
    rounds = {"1": "ว่างงาน", "3": "เจ็บป่วย/ทุพพลภาพ", "2": "อุปสมบท (บวช)"}
    return [_record(_FIRST + 4, 1, 2566, outcome, {"รอบที่": number}) for number, outcome in rounds.items()]


def _records_that_wait() -> list[Row]:
    """The only records of their round and year: a round that is held, though nobody in it has a roster."""
    return [_record(_FIRST + 8, 50, 2562, "มีงานทำ", {"รอบที่": "2"})]


def _graduate(college: int, person: int, year_be: int, cells: Row | None = None) -> Row:
    return made.graduate(person, _who(college, person, year_be) | {
        "วันที่สำเร็จการศึกษา": f"31/3/{year_be + 1}", "เทอมที่จบ": "",
    } | (cells or {}))  # fmt: skip


def _record(college: int, person: int, year_be: int, outcome: str, cells: Row | None = None) -> Row:
    empty = dict.fromkeys(
        ("ประเภทหน่วยงาน", "ชื่อสถานที่ทำงาน", "ตำแหน่งงาน", "ทำงานตรงสาย", "รายได้ต่อเดือน", "วันที่เริ่มงาน",
         "จังหวัดที่ทำงาน", "ประเทศที่ทำงาน"), "",
    )  # fmt: skip
    said = {"รอบที่": "1", "สถานะการติดตาม": outcome, "วันที่บันทึก": f"20/6/{year_be + 1}"}
    return made.followup(person, _who(college, person, year_be) | empty | said | (cells or {}))


def _who(college: int, person: int, year_be: int) -> Row:
    return {
        "ปีการศึกษา": str(year_be), "รหัสสถานศึกษา": code(college), "ชื่อสถานศึกษา": college_name(college), "จังหวัด": "",
        "เลขประจำตัวประชาชน": national_id(9_000_000 + person),
    }  # fmt: skip
