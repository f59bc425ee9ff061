"""Files of made-up colleges, built in code: good rows of every source, the bytes of a file, reading and judging them.

Codes begin with 1399, which no real college has, and national ids with 10000: no office registers 0000.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import PurePath

import polars as pl
import xlsxwriter

from pipelines.contracts import Contract, load_contracts
from pipelines.guarding.expectations import ROW_ID
from pipelines.guarding.judgement import Judgement, judge
from pipelines.guarding.verdicts import FileVerdict
from pipelines.reading.canonical import Reading
from pipelines.reading.colleges import CollegeName, Colleges
from pipelines.reading.files import ReadFile, read_file
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.settings import Settings

ARRIVAL = date(2026, 11, 21)
SETTINGS = Settings()
CENTRE = "2564-01 เทคนิคเครื่องกล – วิทยาลัยเทคนิคฉะเชิงเทรา"
NOTHING_STANDS = pl.DataFrame(schema={"scope_hash": pl.String, "wide_scope_hash": pl.String, "key_hash": pl.String})
KEY = b"a key of the tests"

Row = dict[str, str]


@cache
def contracts() -> Mapping[str, Contract]:
    return load_contracts()


def code(number: int) -> str:
    """The code of a made-up college."""
    return f"1399{number:06}"


def national_id(number: int) -> str:
    """The national id of a made-up person, with its check digit."""
    digits = f"10000{number:07}"
    total = sum((13 - place) * int(digit) for place, digit in enumerate(digits))
    return f"{digits}{(11 - total % 11) % 10}"


def student_id(number: int) -> str:
    return f"670{number:06}"


def college_name(number: int) -> str:
    return f"วิทยาลัยเทคนิคตัวอย่าง {number}"


def college(number: int, cells: Row | None = None) -> Row:
    return {
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "สังกัด": "รัฐ",
        "ประเภทสถานศึกษา": "วิทยาลัยเทคนิค",
        "จังหวัด": "นครปฐม",
        "อำเภอ": "เมืองนครปฐม",
        "อาชีวศึกษาจังหวัด": "นครปฐม",
        "ภาค": "ภาคกลาง",
        "สถาบันการอาชีวศึกษา": "",
        "การรับอุดหนุน": "",
        "พิกัดละติจูด": "13.82",
        "พิกัดลองจิจูด": "100.06",
        "สถานะสถานศึกษา": "เปิดกิจการ",
        **(cells or {}),
    }


def member(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีงบประมาณ": "2568",
        "ศูนย์ CVM": CENTRE,
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        "กลุ่มสถานศึกษา": "กลุ่มทั่วไป (Standard)",
        "วันที่เข้าร่วม": "30/6/2568",
        **(cells or {}),
    }


def outcome(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีการศึกษา": "2566",
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        "ประเภทสถานศึกษา": "รัฐ",
        "ระดับชั้น": "ปวช.",
        "ประเภทวิชา": "อุตสาหกรรม",
        "สาขาวิชา": "ช่างยนต์",
        "ผู้สำเร็จการศึกษา": "20",
        "ติดตามได้": "10",
        "ศึกษาต่อ": "3",
        "รองานหรือว่างงาน": "2",
        "ทำงานรัฐวิสาหกิจ": "1",
        "ทำงานราชการ": "1",
        "ทำงานเอกชน": "2",
        "อาชีพอิสระ": "1",
        "อื่น ๆ": "0",
        **(cells or {}),
    }


def enrolment(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีการศึกษา": "2568",
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        "ประเภทสถานศึกษา": "รัฐ",
        "ระดับชั้น": "ปวช.",
        "ชั้นปี": "1",
        "ประเภทวิชา": "อุตสาหกรรม",
        "สาขาวิชา": "ช่างยนต์",
        "สาขางาน": "",
        "ชื่อหลักสูตร": "",
        "จำนวน": "25",
        **(cells or {}),
    }


def student(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีการศึกษา": "2568",
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        **_person(number),
        "เพศ": "หญิง",
        "วันเกิด": "1/2/2551",
        "ระดับชั้น/ระดับการศึกษา": "ปวช.",
        "ประเภทวิชา": "อุตสาหกรรม",
        "สาขาวิชา": "ช่างยนต์",
        "สาขางาน": "ยานยนต์",
        "ชั้นปี": "1",
        "ระบบการเรียน": "ปกติ (ในระบบ)",
        "โทรศัพท์": "0812345678",
        "อีเมล": f"someone{number}@example.org",
        "ช่องทางติดต่อ": f"line{number}",
        "สถานภาพ": "กำลังศึกษา",
        "วันที่ปรับปรุงข้อมูล": "15/8/2568",
        **(cells or {}),
    }


def graduate(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีการศึกษา": "2567",
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        **_person(number),
        "เพศ": "หญิง",
        "วันเกิด": "1/2/2550",
        "ระดับชั้น/ระดับการศึกษา": "ปวช.",
        "ประเภทวิชา": "อุตสาหกรรม",
        "สาขาวิชา": "ช่างยนต์",
        "สาขางาน": "ยานยนต์",
        "หลักสูตร พ.ศ.": "2562",
        "ระบบการเรียน": "ทวิภาคี",
        "วันที่สำเร็จการศึกษา": "31/3/2568",
        "โทรศัพท์": "0812345678",
        "อีเมล": f"someone{number}@example.org",
        "เทอมที่จบ": "ภาคเรียนที่ 2",
        "คะแนนเฉลี่ยสะสม (GPAX)": "3.25",
        **(cells or {}),
    }


def intention(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีการศึกษา": "2568",
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        "รหัสประจำตัวนักเรียน/นักศึกษา": student_id(number),
        "เลขประจำตัวประชาชน": national_id(number),
        "ชื่อ - นามสกุล": f"นางสาวตัวอย่าง สมมุติ{number}",
        "ระดับชั้น/ระดับการศึกษา": "ปวช.",
        "สาขาวิชา": "ช่างยนต์",
        "สาขางาน": "ยานยนต์",
        "โทรศัพท์": "0812345678",
        "ช่องทางติดต่อ": f"line{number}",
        "โซเชียลมีเดีย": f"fb{number}",
        "แนวโน้มหลังสำเร็จการศึกษา": "ศึกษาต่อ",
        "สถาบันที่คาดว่าจะศึกษาต่อ": "มหาวิทยาลัยตัวอย่าง",
        "สถานประกอบการที่คาดว่าจะทำงาน": "",
        "วันที่สำรวจ": "15/1/2569",
        **(cells or {}),
    }


def followup(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีการศึกษา": "2567",
        "รอบที่": "1",
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        "รหัสประจำตัวนักเรียน/นักศึกษา": student_id(number),
        "เลขประจำตัวประชาชน": national_id(number),
        "ระดับชั้น/ระดับการศึกษา": "ปวช.",
        "สาขาวิชา": "ช่างยนต์",
        "สถานะการติดตาม": "มีงานทำ",
        "ประเภทหน่วยงาน": "เอกชน",
        "ชื่อสถานที่ทำงาน": "บริษัท ตัวอย่าง จำกัด",
        "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ": "",
        "ตำแหน่งงาน": "ช่างซ่อม",
        "ทำงานตรงสาย": "ตรงสาย",
        "รายได้ต่อเดือน": "12,500",
        "วันที่เริ่มงาน": "1/6/2568",
        "จังหวัดที่ทำงาน": "นครปฐม",
        "ประเทศที่ทำงาน": "ไทย",
        "สถานศึกษาที่ศึกษาต่อ": "",
        "ระดับที่ศึกษาต่อ": "",
        "ประเภทวิชา/คณะ": "",
        "สาขาวิชาที่เรียนต่อ": "",
        "เรียนตรงสาย": "",
        "ช่องทางที่ติดต่อ": "โทรศัพท์",
        "วันที่บันทึก": "20/6/2568",
        **(cells or {}),
    }


def submission(number: int, cells: Row | None = None) -> Row:
    return {
        "ปีการศึกษา": "2567",
        "รอบที่": "1",
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "จังหวัด": "นครปฐม",
        "วันที่ยืนยันการส่ง": "27/6/2568",
        "วันที่พิมพ์รายงาน": "28/6/2568",
        "จำนวนผู้สำเร็จการศึกษาที่รายงาน": "20",
        "จำนวนที่ติดตามได้": "18",
        **(cells or {}),
    }


def _person(number: int) -> Row:
    return {
        "รหัสประจำตัวนักเรียน/นักศึกษา": student_id(number),
        "เลขประจำตัวประชาชน": national_id(number),
        "คำนำหน้าชื่อ": "นางสาว",
        "ชื่อ": "ตัวอย่าง",
        "นามสกุล": f"สมมุติ{number}",
    }


GOOD_ROW: dict[str, Callable[..., Row]] = {
    "colleges": college,
    "network_members": member,
    "outcome_counts": outcome,
    "enrolment_counts": enrolment,
    "students": student,
    "graduates": graduate,
    "intentions": intention,
    "followups": followup,
    "round_submissions": submission,
}


def vcop_report(number: int, cells: Row | None = None) -> Row:
    """A row of layout B: OVEC's report of a follow-up, person by person; its college and round stand in title rows."""
    return {
        "ชื่อ นามสกุล": f"น.ส.ตัวอย่าง สมมุติ{number}",
        "": "",
        "ระดับชั้น": "ประกาศนียบัตรวิชาชีพ 3",
        "รหัสบัตรประชาชน": national_id(number),
        "ประเภทวิชา": "อุตสาหกรรม",
        "เพศ": "หญิง",
        "ปีที่จบ": "2567",
        "เทอมที่จบ": "2",
        "เลขรหัสนักเรียน": student_id(number),
        "วันเกิด": "01/02/2007",
        "อีเมล": f"someone{number}@example.org",
        "โทรศัพท์": "0812345678",
        "รหัสสาขาวิชา": "20101",
        "สาขาวิชา": "ช่างยนต์",
        "ปีหลักสูตร": "2562",
        "รหัสสถานะการติดตาม": "1",
        "ศึกษาต่อในระดับ": "",
        "ชื่อสถานศึกษาเรียนต่อ": "",
        "สถานะเรียนตรงสาย ไม่ตรงสาย": "",
        "ประเภทวิชา/คณะ": "",
        "สาขาวิชาที่เรียนต่อ": "",
        "ชื่อสถานที่ทำงาน": "บริษัท ตัวอย่าง จำกัด",
        "ตำแหน่งงาน": "ช่างซ่อม",
        "เงินเดือน": "12,500",
        "ทำงานตรงสาย ไม่ตรงสาย": "ตรงสาย",
        "สถานะการติดตาม": "มีงานทำ",
        "ปีการศึกษาที่จบ": "2567",
        "ประเภทนักเรียน": "ปกติ",
        **(cells or {}),
    }


def vcop_lines(rows: Sequence[Row], college_number: int = 1, round_number: int = 1) -> list[list[str]]:
    """A V-COP report: title rows, heading and rows."""
    titles = [
        "รายงานการติดตามภาวะการมีงานทำและการศึกษาต่อ",
        f"รอบการติดตามที่ : {round_number}",
        f"สถานศึกษา : {code(college_number)} {college_name(college_number)}",
        "ปีการศึกษา 2567",
    ]
    return [*([title] for title in titles), *table(rows)]


def google_form(number: int, cells: Row | None = None) -> Row:
    """A row of layout G: a learner's answer to the survey; the folder or the file names the college and the year."""
    return {
        "ประทับเวลา": "15/1/2569, 10:06:12",
        "ชื่อ - นามสกุล": f"นางสาวตัวอย่าง สมมุติ{number}",
        "สาขาวิชา/สาขางาน": "ช่างยนต์/ยานยนต์",
        "ระดับการศึกษา": "ปวช.3",
        "หมายเลขโทรศัพท์": "0812345678",
        "ช่องทางการติดต่อสื่อสาร": f"line{number}",
        "Social Media": f"fb{number}",
        "แนวโน้มการศึกษาต่อ/ประกอบอาชีพ": "ทำงาน",
        "สถานประกอบการที่จะปฏิบัติงาน": "บริษัท ตัวอย่าง จำกัด",
        **(cells or {}),
    }


def open_enrolment(number: int, cells: Row | None = None) -> Row:
    """A row of layout E: OVEC's current students as published, the college by its name alone."""
    return {
        "จังหวัด": "นครปฐม",
        "ประเภทสถานศึกษา": "รัฐ",
        "ชื่อสถานศึกษา": college_name(number),
        "ระดับชั้น": "ปวช.2",
        "ประเภทวิชา": "อุตสาหกรรม",
        "สาขาวิชา": "ช่างยนต์",
        "สาขางาน": "ยานยนต์",
        "จำนวน": "25",
        **(cells or {}),
    }


def open_outcome(number: int, cells: Row | None = None) -> Row:
    """A row of layout C: OVEC's outcomes as published, padded headings and all."""
    own = {
        "เลขรหัสสถานศึกษา  ": code(number),
        "จังหวัด": "นครปฐม",
        "ขื่อโรงเรียน": f"{college_name(number)}  ",
        "ประเภทสถานศึกษา": "รัฐ",
        "ระดับชั้น": "ปวช.",
    }
    return (
        own | {heading: cell for heading, cell in outcome(number).items() if heading in _OPEN_OUTCOMES} | (cells or {})
    )


_OPEN_OUTCOMES = {
    "ประเภทวิชา", "สาขาวิชา", "ผู้สำเร็จการศึกษา", "ติดตามได้", "ศึกษาต่อ", "รองานหรือว่างงาน", "ทำงานรัฐวิสาหกิจ",
    "ทำงานราชการ", "ทำงานเอกชน", "อาชีพอิสระ", "อื่น ๆ",
}  # fmt: skip


def rebuilt(number: int, cells: Row | None = None) -> Row:
    """A row of layout F: enrolment as rebuilt, whose equal rows are real."""
    return {
        "college_code": code(number),
        "province_code": "73",
        "sector": "รัฐ",
        "level": "ปวช.",
        "field_th": "ช่างยนต์",
        "programme_title_th": "ช่างยนต์ (ยานยนต์ไฟฟ้า)",
        "students": "25",
        **(cells or {}),
    }


def public_college(number: int, cells: Row | None = None) -> Row:
    """A row of layout D, the public register."""
    return {
        "ลำดับ": str(number),
        "รหัสสถานศึกษา": code(number),
        "ชื่อสถานศึกษา": college_name(number),
        "อาชีวศึกษาจังหวัด": "นครปฐม",
        "ภาค": "ภาคกลาง",
        "ประเภทสถานศึกษา": "วิทยาลัยเทคนิค",
        "อำเภอ": "เมือง",
        "จังหวัด": "นครปฐม",
        "รหัสไปรษณีย์": "73000",
        "โทรศัพท์": "34 251 ต่อ 9",
        "พิกัดละติจูด": "13.82",
        "พิกัดลองจิจูด": "100.06",
        **(cells or {}),
    }


def private_college(number: int, cells: Row | None = None) -> Row:
    """A row of layout D, the private register."""
    return {
        "ลำดับ": str(number),
        "รหัสโรงเรียน": code(number),
        "ชื่อโรงเรียน": f"วิทยาลัยเทคโนโลยีตัวอย่าง {number}",
        "อำเภอ": "เมือง",
        "จังหวัด": "นครปฐม",
        "พิกัดละติจูด": "13.82",
        "พิกัดลองจิจูด": "100.06",
        "การรับอุดหนุน": "รับอุดหนุน",
        "สถานะโรงเรียน": "เปิดกิจการ",
        **(cells or {}),
    }


def table(rows: Sequence[Row]) -> list[list[str]]:
    """Heading and cells of rows that have the same columns."""
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def text_file(
    lines: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",", newline: str = "\r\n"
) -> bytes:
    """Delimited text, quoted where needed."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(lines)
    return buffer.getvalue().encode(encoding)


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], row: int = 0, column: int = 0) -> bytes:
    """An .xlsx whose cells begin at `row` and `column`; text stays text, None and "" are no cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "d/m/yyyy"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for down, line in enumerate(lines):
            for right, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(row + down, column + right, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row + down, column + right, cell)
                elif cell is not None:
                    sheet.write(row + down, column + right, cell)
    book.close()
    return buffer.getvalue()


def parquet(rows: Sequence[Row]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(rows).write_parquet(buffer)
    return buffer.getvalue()


def reading(names: Sequence[CollegeName] = ()) -> Reading:
    """What the tests read with: a fixed key, and the names of colleges that a test gives."""
    return Reading(ARRIVAL, Colleges(names, SETTINGS.college_likeness, SETTINGS.college_lead), Pseudonyms(KEY))


def register(count: int = 100) -> list[CollegeName]:
    """The names of made-up colleges, as a register knows them."""
    return [CollegeName(code(number), college_name(number), "73") for number in range(1, count + 1)]


def read_all(
    content: bytes, name: str = "file.csv", *, names: Sequence[CollegeName] = (), is_accepted: bool = False
) -> tuple[ReadFile, ...]:
    return read_file(PurePath(name), content, contracts(), SETTINGS, reading(names), is_accepted=is_accepted)


def read(
    content: bytes, name: str = "file.csv", *, names: Sequence[CollegeName] = (), is_accepted: bool = False
) -> ReadFile:
    """The file as the one source sees it that it feeds."""
    (only,) = read_all(content, name, names=names, is_accepted=is_accepted)
    return only


def read_rows(rows: Sequence[Row], name: str = "file.csv", *, names: Sequence[CollegeName] = ()) -> ReadFile:
    return read(text_file(table(rows)), name, names=names)


def sha_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def judged(
    files: Mapping[str, ReadFile],
    *,
    standing: pl.DataFrame = NOTHING_STANDS,
    accepted: Collection[str] = (),
    max_quarantined_share: float = 0.20,
    max_removed_share: float = 0.20,
) -> tuple[Judgement, pl.DataFrame]:
    """Judges files of one source, named by what stands for their SHA-256; the judgement and the frame judged."""
    frames = [file.frame.with_columns(source_sha256=pl.lit(sha)) for sha, file in files.items()]
    frame = pl.concat(frames).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW_ID))
    contract = next(iter(files.values())).contract
    layouts = {sha: file.layout_id for sha, file in files.items()}
    found = judge(contract, frame, layouts, standing, accepted, max_quarantined_share, max_removed_share)
    return found, frame


def verdict_of(judgement: Judgement, sha: str) -> FileVerdict:
    return next(file for file in judgement.files if file.source_sha256 == sha)


def failures(judgement: Judgement, sha: str) -> dict[tuple[str, str], int]:
    """(rule, column) → failing rows of one file, without the rules it passes."""
    return {
        (result.rule, result.column_name): result.rows_failed
        for result in judgement.results
        if result.source_sha256 == sha and result.rows_failed
    }


def states_of(judgement: Judgement, frame: pl.DataFrame, sha: str) -> list[str]:
    """The states of one file's rows, in their order."""
    rows = frame.filter(pl.col("source_sha256") == sha).join(judgement.states, on=ROW_ID)
    return list(rows.sort("row_number")["state"])
