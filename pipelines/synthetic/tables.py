"""What a college has to say, source by source, as typed columns: before any shape, quirk or fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.synthetic.people import STUDYING, WORKING, Graduate
from pipelines.synthetic.world import College

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Column:
    """A column of a source: its canonical name, the heading of the template, other headings in use, and its kind."""

    name: str
    heading: str
    others: tuple[str, ...] = ()
    kind: str = "text"


YEAR = Column("academic_year_be", "ปีการศึกษา", ("ปี พ.ศ.",), "year")
ROUND = Column("round", "รอบที่", ("รอบการติดตามที่", "รอบ"), "round")
COLLEGE = Column("college_code", "รหัสสถานศึกษา", ("เลขรหัสสถานศึกษา", "รหัสวิทยาลัย"), "code")
STUDENT_ID = Column("student_id", "รหัสประจำตัวนักเรียน/นักศึกษา", ("เลขรหัสนักเรียน", "รหัสนักศึกษา", "รหัสประจำตัว"), "code")
NATIONAL_ID = Column("national_id", "เลขประจำตัวประชาชน", ("รหัสบัตรประชาชน", "เลขบัตรประชาชน"), "national_id")
NAMES = (
    Column("title", "คำนำหน้าชื่อ", ("คำนำหน้า",)),
    Column("first_name", "ชื่อ"),
    Column("last_name", "นามสกุล", ("สกุล",)),
)
FULL_NAME = Column("full_name", "ชื่อ - นามสกุล", ("ชื่อ-สกุล", "ชื่อ สกุล"))
SEX = Column("sex", "เพศ", (), "sex")
BIRTH = Column("birth_date", "วันเกิด", ("วัน เดือน ปีเกิด",), "date")
LEVEL = Column("level", "ระดับชั้น/ระดับการศึกษา", ("ระดับชั้น", "ระดับการศึกษา", "ระดับ"), "level")
SUBJECT = Column("subject_type_th", "ประเภทวิชา")
FIELD = Column("field_th", "สาขาวิชา", ("ชื่อสาขาวิชา", "สาขา"), "field")
BRANCH = Column("branch_th", "สาขางาน", ("ชื่อสาขางาน",))
SYSTEM = Column("study_system", "ระบบการเรียน", ("รูปแบบการจัดการศึกษา",), "study_system")
PHONE = Column("phone", "โทรศัพท์", ("หมายเลขโทรศัพท์", "เบอร์โทรศัพท์", "โทร."), "phone")
EMAIL = Column("email", "อีเมล", ("อีเมล์", "E-mail"))
COLLEGE_NAME = Column("college_name_th", "ชื่อสถานศึกษา", ("สถานศึกษา", "ชื่อวิทยาลัย"))
PROVINCE = Column("province_name", "จังหวัด", ("ชื่อจังหวัด",))

SOURCES: dict[str, tuple[Column, ...]] = {
    "graduates": (
        YEAR, COLLEGE, STUDENT_ID, NATIONAL_ID, *NAMES, SEX, BIRTH, LEVEL, SUBJECT, FIELD, BRANCH,
        Column("curriculum_be", "หลักสูตร พ.ศ.", ("ปีหลักสูตร",), "year"),
        SYSTEM,
        Column("graduated_on", "วันที่สำเร็จการศึกษา", ("วันที่จบ", "วันที่อนุมัติสำเร็จการศึกษา"), "date"),
        PHONE, EMAIL,
        Column("term", "เทอมที่จบ", ("ภาคเรียนที่จบ",), "term"),
        Column("gpa", "คะแนนเฉลี่ยสะสม (GPAX)", ("เกรดเฉลี่ยสะสม", "GPA"), "number"),
    ),
    "followups": (
        YEAR, ROUND, COLLEGE, STUDENT_ID, NATIONAL_ID, LEVEL, FIELD,
        Column("outcome", "สถานะการติดตาม", ("ภาวะการมีงานทำ", "สถานภาพการมีงานทำ"), "outcome"),
        Column("employer_sector", "ประเภทหน่วยงาน", (), "employer_sector"),
        Column("employer_name", "ชื่อสถานที่ทำงาน", ("ชื่อสถานประกอบการ", "สถานที่ทำงาน")),
        Column("establishment_id", "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ", ("เลขทะเบียนนิติบุคคล",), "code"),
        Column("job_title", "ตำแหน่งงาน", ("ตำแหน่ง",)),
        Column("job_matches_field", "ทำงานตรงสาย", ("ทำงานตรงสาย ไม่ตรงสาย", "ตรงสาขา"), "matches"),
        Column("monthly_income", "รายได้ต่อเดือน", ("เงินเดือน", "รายได้"), "money"),
        Column("started_on", "วันที่เริ่มงาน", (), "date"),
        Column("work_province", "จังหวัดที่ทำงาน", ("จังหวัดที่ปฏิบัติงาน",)),
        Column("work_country", "ประเทศที่ทำงาน", ("ประเทศ",), "country"),
        Column("study_institution", "สถานศึกษาที่ศึกษาต่อ", ("ชื่อสถานศึกษาเรียนต่อ",)),
        Column("study_level", "ระดับที่ศึกษาต่อ", ("ศึกษาต่อในระดับ",)),
        Column("study_faculty", "ประเภทวิชา/คณะ"),
        Column("study_field", "สาขาวิชาที่เรียนต่อ"),
        Column("study_matches_field", "เรียนตรงสาย", (), "matches"),
        Column("contacted_via", "ช่องทางที่ติดต่อ", (), "contacted_via"),
        Column("recorded_on", "วันที่บันทึก", ("วันที่บันทึกข้อมูล",), "date"),
    ),
}  # fmt: skip

TITLES = {
    "graduates": "ผู้สำเร็จการศึกษา",
    "followups": "ติดตามภาวะการมีงานทำและการศึกษาต่อ",
}
_WORK = (
    "employer_sector", "employer_name", "establishment_id", "job_title", "job_matches_field", "monthly_income",
    "started_on", "work_province", "work_country",
)  # fmt: skip
_STUDY = ("study_institution", "study_level", "study_faculty", "study_field", "study_matches_field")


def columns_of(source: str, rows: Sequence[dict[str, Any]]) -> Columns:
    """Rows as columns in the order of the source."""
    return {column.name: [row.get(column.name) for row in rows] for column in SOURCES[source]}


def graduates(college: College, year_be: int, cohort: Sequence[Graduate]) -> list[dict[str, Any]]:
    """The roster of a year."""
    return [
        {
            **_identity(college, year_be, one),
            "title": one.person.title,
            "first_name": one.person.first_name,
            "last_name": one.person.last_name,
            "sex": one.person.sex,
            "birth_date": one.person.birth_date,
            "subject_type_th": one.taught.subject_type_th,
            "curriculum_be": one.curriculum_be,
            "study_system": one.study_system,
            "graduated_on": one.graduated_on,
            "phone": one.person.phone,
            "email": one.person.email,
            "term": one.term,
            "gpa": one.gpa,
        }
        for one in cohort
    ]


def followups(college: College, year_be: int, number: int, cohort: Sequence[Graduate]) -> list[dict[str, Any]]:
    """What the college recorded in one round; nothing of those of whom it recorded nothing."""
    found = []
    for one in cohort:
        if (record := one.rounds.get(number)) is None:
            continue
        row = {
            **_identity(college, year_be, one),
            "round": number,
            "outcome": record.outcome,
            "contacted_via": record.contacted_via,
            "recorded_on": record.recorded_on,
        }
        if record.outcome in WORKING:
            row |= {name: one.work[name] for name in _WORK}
        if record.outcome in STUDYING:
            row |= {name: one.study[name] for name in _STUDY}
        if record.outcome == "self_employed":
            row["employer_sector"] = None
        found.append(row)
    return found


def _identity(college: College, year_be: int, one: Graduate) -> dict[str, Any]:
    return {
        "academic_year_be": year_be,
        "college_code": college.code,
        "student_id": one.person.student_id,
        "national_id": one.person.national_id,
        "level": one.taught.level,
        "field_th": one.taught.field_th,
    }
