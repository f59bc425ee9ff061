"""Good rows of made-up colleges and people: one maker for each source and each layout that others publish.

What a good cell holds is said once for a heading; a maker names its headings and what differs. Codes begin with 1399,
which no real college has, and national ids with 10000: no office registers 0000.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Row = dict[str, str]

CENTRE = "2564-01 เทคนิคเครื่องกล – วิทยาลัยเทคนิคฉะเชิงเทรา"


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


class Maker(Protocol):
    """Makes the good row of a number, some of its cells changed."""

    def __call__(self, number: int, cells: Row | None = None) -> Row: ...


_NAMES: dict[str, Callable[[int], str]] = {
    "code": code,
    "college": college_name,
    "student_id": student_id,
    "national_id": national_id,
    "number": str,
}

_USUAL = {
    "รหัสสถานศึกษา": "{code}",
    "ชื่อสถานศึกษา": "{college}",
    "จังหวัด": "นครปฐม",
    "ประเภทสถานศึกษา": "รัฐ",
    "อาชีวศึกษาจังหวัด": "นครปฐม",
    "ภาค": "ภาคกลาง",
    "พิกัดละติจูด": "13.82",
    "พิกัดลองจิจูด": "100.06",
    "ปีการศึกษา": "2567",
    "รอบที่": "1",
    "รหัสประจำตัวนักเรียน/นักศึกษา": "{student_id}",
    "เลขประจำตัวประชาชน": "{national_id}",
    "ชื่อ - นามสกุล": "นางสาวตัวอย่าง สมมุติ{number}",
    "เพศ": "หญิง",
    "โทรศัพท์": "0812345678",
    "อีเมล": "someone{number}@example.org",
    "ช่องทางติดต่อ": "line{number}",
    "ระดับชั้น": "ปวช.",
    "ระดับชั้น/ระดับการศึกษา": "ปวช.",
    "ประเภทวิชา": "อุตสาหกรรม",
    "สาขาวิชา": "ช่างยนต์",
    "สาขางาน": "ยานยนต์",
    "ชั้นปี": "1",
    "จำนวน": "25",
    "ชื่อสถานที่ทำงาน": "บริษัท ตัวอย่าง จำกัด",
    "ตำแหน่งงาน": "ช่างซ่อม",
    "สถานะการติดตาม": "มีงานทำ",
}
_COLLEGE = "รหัสสถานศึกษา | ชื่อสถานศึกษา | จังหวัด"
_IDS = "รหัสประจำตัวนักเรียน/นักศึกษา | เลขประจำตัวประชาชน"
_STUDY = "ระดับชั้น/ระดับการศึกษา | ประเภทวิชา | สาขาวิชา | สาขางาน"
_NAMED = {"คำนำหน้าชื่อ": "นางสาว", "ชื่อ": "ตัวอย่าง", "นามสกุล": "สมมุติ{number}"}
_OUTCOMES = {
    "ผู้สำเร็จการศึกษา": "20",
    "ติดตามได้": "10",
    "ศึกษาต่อ": "3",
    "รองานหรือว่างงาน": "2",
    "ทำงานรัฐวิสาหกิจ": "1",
    "ทำงานราชการ": "1",
    "ทำงานเอกชน": "2",
    "อาชีพอิสระ": "1",
    "อื่น ๆ": "0",
}


def _made(*parts: str | Row) -> Maker:
    """A maker of rows: headings with their usual cells, and headings with cells of their own, in their order."""
    row: Row = {}
    for part in parts:
        row |= part if isinstance(part, dict) else {heading: _USUAL[heading] for heading in part.split(" | ")}

    def make(number: int, cells: Row | None = None) -> Row:
        names = {name: of(number) for name, of in _NAMES.items()}
        return {heading: text.format_map(names) for heading, text in row.items()} | (cells or {})

    return make


college = _made(
    "รหัสสถานศึกษา | ชื่อสถานศึกษา",
    {"สังกัด": "รัฐ", "ประเภทสถานศึกษา": "วิทยาลัยเทคนิค"},
    "จังหวัด",
    {"อำเภอ": "เมืองนครปฐม"},
    "อาชีวศึกษาจังหวัด | ภาค",
    {"สถาบันการอาชีวศึกษา": "", "การรับอุดหนุน": ""},
    "พิกัดละติจูด | พิกัดลองจิจูด",
    {"สถานะสถานศึกษา": "เปิดกิจการ"},
)
member = _made(
    {"ปีงบประมาณ": "2568", "ศูนย์ CVM": CENTRE},
    _COLLEGE,
    {"กลุ่มสถานศึกษา": "กลุ่มทั่วไป (Standard)", "วันที่เข้าร่วม": "30/6/2568"},
)
outcome = _made(
    {"ปีการศึกษา": "2566"}, _COLLEGE, "ประเภทสถานศึกษา | ระดับชั้น | ประเภทวิชา | สาขาวิชา", _OUTCOMES
)  # fmt: skip
enrolment = _made(
    {"ปีการศึกษา": "2568"},
    _COLLEGE,
    "ประเภทสถานศึกษา | ระดับชั้น | ชั้นปี | ประเภทวิชา | สาขาวิชา",
    {"สาขางาน": "", "ชื่อหลักสูตร": ""},
    "จำนวน",
)
student = _made(
    {"ปีการศึกษา": "2568"},
    f"{_COLLEGE} | {_IDS}",
    _NAMED,
    "เพศ",
    {"วันเกิด": "1/2/2551"},
    f"{_STUDY} | ชั้นปี",
    {"ระบบการเรียน": "ปกติ (ในระบบ)"},
    "โทรศัพท์ | อีเมล | ช่องทางติดต่อ",
    {"สถานภาพ": "กำลังศึกษา", "วันที่ปรับปรุงข้อมูล": "15/8/2568"},
)
graduate = _made(
    f"ปีการศึกษา | {_COLLEGE} | {_IDS}",
    _NAMED,
    "เพศ",
    {"วันเกิด": "1/2/2550"},
    _STUDY,
    {"หลักสูตร พ.ศ.": "2562", "ระบบการเรียน": "ทวิภาคี", "วันที่สำเร็จการศึกษา": "31/3/2568"},
    "โทรศัพท์ | อีเมล",
    {"เทอมที่จบ": "ภาคเรียนที่ 2", "คะแนนเฉลี่ยสะสม (GPAX)": "3.25"},
)
intention = _made(
    {"ปีการศึกษา": "2568"},
    f"{_COLLEGE} | {_IDS} | ชื่อ - นามสกุล | ระดับชั้น/ระดับการศึกษา | สาขาวิชา | สาขางาน | โทรศัพท์ | ช่องทางติดต่อ",
    {
        "โซเชียลมีเดีย": "fb{number}",
        "แนวโน้มหลังสำเร็จการศึกษา": "ศึกษาต่อ",
        "สถาบันที่คาดว่าจะศึกษาต่อ": "มหาวิทยาลัยตัวอย่าง",
        "สถานประกอบการที่คาดว่าจะทำงาน": "",
        "วันที่สำรวจ": "15/1/2569",
    },
)
followup = _made(
    f"ปีการศึกษา | รอบที่ | {_COLLEGE} | {_IDS} | ระดับชั้น/ระดับการศึกษา | สาขาวิชา | สถานะการติดตาม",
    {"ประเภทหน่วยงาน": "เอกชน"},
    "ชื่อสถานที่ทำงาน",
    {"เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ": ""},
    "ตำแหน่งงาน",
    {
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
    },
)
submission = _made(
    f"ปีการศึกษา | รอบที่ | {_COLLEGE}",
    {
        "วันที่ยืนยันการส่ง": "27/6/2568",
        "วันที่พิมพ์รายงาน": "28/6/2568",
        "จำนวนผู้สำเร็จการศึกษาที่รายงาน": "20",
        "จำนวนที่ติดตามได้": "18",
    },
)

GOOD_ROW: dict[str, Maker] = {
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

# layout B: OVEC's report of a follow-up, person by person; its college and round stand in title rows
vcop_report = _made(
    {
        "ชื่อ นามสกุล": "น.ส.ตัวอย่าง สมมุติ{number}",
        "": "",
        "ระดับชั้น": "ประกาศนียบัตรวิชาชีพ 3",
        "รหัสบัตรประชาชน": "{national_id}",
    },
    "ประเภทวิชา | เพศ",
    {"ปีที่จบ": "2567", "เทอมที่จบ": "2", "เลขรหัสนักเรียน": "{student_id}", "วันเกิด": "01/02/2007"},
    "อีเมล | โทรศัพท์",
    {"รหัสสาขาวิชา": "20101"},
    "สาขาวิชา",
    {
        "ปีหลักสูตร": "2562",
        "รหัสสถานะการติดตาม": "1",
        "ศึกษาต่อในระดับ": "",
        "ชื่อสถานศึกษาเรียนต่อ": "",
        "สถานะเรียนตรงสาย ไม่ตรงสาย": "",
        "ประเภทวิชา/คณะ": "",
        "สาขาวิชาที่เรียนต่อ": "",
    },
    "ชื่อสถานที่ทำงาน | ตำแหน่งงาน",
    {"เงินเดือน": "12,500", "ทำงานตรงสาย ไม่ตรงสาย": "ตรงสาย"},
    "สถานะการติดตาม",
    {"ปีการศึกษาที่จบ": "2567", "ประเภทนักเรียน": "ปกติ"},
)
# layout G: a learner's answer to the survey; the folder or the file names the college and the year
google_form = _made(
    {"ประทับเวลา": "15/1/2569, 10:06:12"},
    "ชื่อ - นามสกุล",
    {
        "สาขาวิชา/สาขางาน": "ช่างยนต์/ยานยนต์",
        "ระดับการศึกษา": "ปวช.3",
        "หมายเลขโทรศัพท์": "0812345678",
        "ช่องทางการติดต่อสื่อสาร": "line{number}",
        "Social Media": "fb{number}",
        "แนวโน้มการศึกษาต่อ/ประกอบอาชีพ": "ทำงาน",
        "สถานประกอบการที่จะปฏิบัติงาน": "บริษัท ตัวอย่าง จำกัด",
    },
)
# layout E: OVEC's current students as published, the college by its name alone
open_enrolment = _made(
    "จังหวัด | ประเภทสถานศึกษา | ชื่อสถานศึกษา",
    {"ระดับชั้น": "ปวช.2"},
    "ประเภทวิชา | สาขาวิชา | สาขางาน | จำนวน",
)
# layout C: OVEC's outcomes as published, padded headings and all
open_outcome = _made(
    {"เลขรหัสสถานศึกษา  ": "{code}"},
    "จังหวัด",
    {"ขื่อโรงเรียน": "{college}  "},
    "ประเภทสถานศึกษา | ระดับชั้น | ประเภทวิชา | สาขาวิชา",
    _OUTCOMES,
)
# layout F: enrolment as rebuilt, whose equal rows are real
rebuilt = _made(
    {
        "college_code": "{code}",
        "province_code": "73",
        "sector": "รัฐ",
        "level": "ปวช.",
        "field_th": "ช่างยนต์",
        "programme_title_th": "ช่างยนต์ (ยานยนต์ไฟฟ้า)",
        "students": "25",
    },
)
# layout D: the public register, and the private one
public_college = _made(
    {"ลำดับ": "{number}"},
    "รหัสสถานศึกษา | ชื่อสถานศึกษา | อาชีวศึกษาจังหวัด | ภาค",
    {"ประเภทสถานศึกษา": "วิทยาลัยเทคนิค", "อำเภอ": "เมือง"},
    "จังหวัด",
    {"รหัสไปรษณีย์": "73000", "โทรศัพท์": "34 251 ต่อ 9"},
    "พิกัดละติจูด | พิกัดลองจิจูด",
)
private_college = _made(
    {
        "ลำดับ": "{number}",
        "รหัสโรงเรียน": "{code}",
        "ชื่อโรงเรียน": "วิทยาลัยเทคโนโลยีตัวอย่าง {number}",
        "อำเภอ": "เมือง",
    },
    "จังหวัด | พิกัดละติจูด | พิกัดลองจิจูด",
    {"การรับอุดหนุน": "รับอุดหนุน", "สถานะโรงเรียน": "เปิดกิจการ"},
)
