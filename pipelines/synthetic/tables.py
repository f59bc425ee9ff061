"""The columns of the five sources about people, as their contracts name them and as senders head them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a source: canonical name, the template's heading, other headings in use, and what its cells are."""

    name: str
    heading: str
    others: tuple[str, ...] = ()
    kind: str = "text"


YEAR = Column("academic_year_be", "ปีการศึกษา", ("ปี พ.ศ.",), "year")
ROUND = Column("round", "รอบที่", ("รอบการติดตามที่", "รอบ"), "round")
COLLEGE = Column("college_code", "รหัสสถานศึกษา", ("เลขรหัสสถานศึกษา", "รหัสวิทยาลัย"), "code")
COLLEGE_NAME = Column("college_name_th", "ชื่อสถานศึกษา", ("สถานศึกษา", "ชื่อวิทยาลัย"), "label")
PROVINCE = Column("province_name", "จังหวัด", ("ชื่อจังหวัด",), "label")
STUDENT_ID = Column("student_id", "รหัสประจำตัวนักเรียน/นักศึกษา", (), "code")
NATIONAL_ID = Column("national_id", "เลขประจำตัวประชาชน", ("รหัสบัตรประชาชน", "เลขบัตรประชาชน"), "national_id")
TITLE = Column("title", "คำนำหน้าชื่อ", ("คำนำหน้า",), "label")
FIRST_NAME = Column("first_name", "ชื่อ", (), "label")
LAST_NAME = Column("last_name", "นามสกุล", ("สกุล",), "label")
FULL_NAME = Column("full_name", "ชื่อ - นามสกุล", ("ชื่อ-สกุล", "ชื่อ สกุล"), "label")
NAMES = (TITLE, FIRST_NAME, LAST_NAME)
SEX = Column("sex", "เพศ", (), "sex")
BIRTH = Column("birth_date", "วันเกิด", ("วัน เดือน ปีเกิด",), "birth")
LEVEL = Column("level", "ระดับชั้น/ระดับการศึกษา", (), "level")
SUBJECT = Column("subject_type_th", "ประเภทวิชา")
FIELD = Column("field_th", "สาขาวิชา")
BRANCH = Column("branch_th", "สาขางาน", ("ชื่อสาขางาน",))
SYSTEM = Column("study_system", "ระบบการเรียน", ("รูปแบบการจัดการศึกษา",), "study_system")
PHONE = Column("phone", "โทรศัพท์", ("หมายเลขโทรศัพท์", "เบอร์โทรศัพท์", "โทร."), "phone")
EMAIL = Column("email", "อีเมล", ("อีเมล์", "E-mail"), "label")
CONTACT = Column("contact_channel", "ช่องทางติดต่อ", ("LINE ID",), "label")

SOURCES: dict[str, tuple[Column, ...]] = {
    "students": (
        YEAR, COLLEGE, STUDENT_ID, NATIONAL_ID, *NAMES, SEX, BIRTH, LEVEL, SUBJECT, FIELD, BRANCH,
        Column("year_of_study", "ชั้นปี", ("ชั้นปีที่",), "number"),
        SYSTEM, PHONE, EMAIL, CONTACT,
        Column("status", "สถานภาพ", (), "status"),
        Column("profile_updated_on", "วันที่ปรับปรุงข้อมูล", ("วันที่ปรับปรุงล่าสุด",), "date"),
    ),
    "graduates": (
        YEAR, COLLEGE, STUDENT_ID, NATIONAL_ID, *NAMES, SEX, BIRTH, LEVEL, SUBJECT, FIELD, BRANCH,
        Column("curriculum_be", "หลักสูตร พ.ศ.", ("ปีหลักสูตร",), "year"),
        SYSTEM,
        Column("graduated_on", "วันที่สำเร็จการศึกษา", ("วันที่จบ", "วันที่อนุมัติสำเร็จการศึกษา"), "date"),
        PHONE, EMAIL,
        Column("term", "เทอมที่จบ", ("ภาคเรียนที่จบ",), "term"),
        Column("gpa", "คะแนนเฉลี่ยสะสม (GPAX)", ("เกรดเฉลี่ยสะสม", "GPA"), "decimal"),
    ),
    "intentions": (
        YEAR, COLLEGE, STUDENT_ID, NATIONAL_ID, FULL_NAME, LEVEL, FIELD, BRANCH, PHONE, CONTACT,
        Column("social_media", "โซเชียลมีเดีย", ("Social Media",), "label"),
        Column("intention", "แนวโน้มหลังสำเร็จการศึกษา", (), "intention"),
        Column("expected_institution", "สถาบันที่คาดว่าจะศึกษาต่อ", ("สถาบันการศึกษาที่คาดว่าจะศึกษาต่อ",)),
        Column("expected_employer", "สถานประกอบการที่คาดว่าจะทำงาน", ("สถานประกอบการที่จะปฏิบัติงาน",)),
        Column("surveyed_on", "วันที่สำรวจ", (), "date"),
    ),
    "followups": (
        YEAR, ROUND, COLLEGE, STUDENT_ID, NATIONAL_ID, LEVEL, FIELD,
        Column("outcome", "สถานะการติดตาม", (), "outcome"),
        Column("employer_sector", "ประเภทหน่วยงาน", (), "employer_sector"),
        Column("employer_name", "ชื่อสถานที่ทำงาน", ("ชื่อสถานประกอบการ", "สถานที่ทำงาน")),
        Column("establishment_id", "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ", ("เลขทะเบียนนิติบุคคล",), "label"),
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
        Column("study_matches_field", "เรียนตรงสาย", (), "study_matches"),
        Column("contacted_via", "ช่องทางที่ติดต่อ", (), "contacted_via"),
        Column("recorded_on", "วันที่บันทึก", ("วันที่บันทึกข้อมูล",), "date"),
    ),
    "round_submissions": (
        YEAR, ROUND, COLLEGE,
        Column("confirmed_on", "วันที่ยืนยันการส่ง", (), "date"),
        Column("printed_on", "วันที่พิมพ์รายงาน", (), "date"),
        Column("reported_graduates", "จำนวนผู้สำเร็จการศึกษาที่รายงาน", (), "count"),
        Column("reported_followed", "จำนวนที่ติดตามได้", (), "count"),
    ),
}  # fmt: skip

TITLES = {
    "students": "ข้อมูลนักเรียน นักศึกษา",
    "graduates": "ผู้สำเร็จการศึกษา",
    "intentions": "แบบสำรวจผู้ที่กำลังจะสำเร็จการศึกษา",
    "followups": "ติดตามภาวะการมีงานทำและการศึกษาต่อ",
    "round_submissions": "การยืนยันการส่งรายงาน",
}

LABELS: dict[str, dict[str, str]] = {
    "sex": {"m": "ชาย", "f": "หญิง"},
    "study_system": {"regular": "ปกติ (ในระบบ)", "non_formal": "นอกระบบ", "dual": "ทวิภาคี"},
    "term": {"1": "ภาคเรียนที่ 1", "2": "ภาคเรียนที่ 2", "3": "ภาคเรียนฤดูร้อน"},
    "status": {
        "studying": "กำลังศึกษา",
        "on_leave": "ลาพักการเรียน",
        "transferred": "ย้ายสถานศึกษา",
        "withdrawn": "ลาออก",
        "dropped_out": "ออกกลางคัน",
        "dismissed": "พ้นสภาพนักเรียน นักศึกษา",
        "deceased": "เสียชีวิต",
        "graduated": "สำเร็จการศึกษา",
    },
    "outcome": {
        "employed": "มีงานทำ",
        "self_employed": "ประกอบอาชีพอิสระ",
        "studying": "ศึกษาต่อ",
        "employed_studying": "ทำงานและศึกษาต่อ",
        "waiting": "รองาน",
        "unemployed": "ว่างงาน",
        "military": "รับราชการทหารกองประจำการ (เกณฑ์ทหาร)",
        "ordained": "อุปสมบท (บวช)",
        "ill": "เจ็บป่วย/ทุพพลภาพ",
        "deceased": "เสียชีวิต",
        "other": "อื่น ๆ",
        "unreachable": "ติดต่อไม่ได้ (ติดตามไม่ได้)",
    },
    "employer_sector": {"private": "เอกชน", "government": "ราชการ", "state_enterprise": "รัฐวิสาหกิจ"},
    "matches": {"yes": "ตรงสาย", "no": "ไม่ตรงสาย"},
    "study_matches": {"yes": "ตรงสาย", "no": "ไม่ตรงสาย"},
    "country": {"TH": "ไทย", "JP": "ญี่ปุ่น", "KR": "เกาหลีใต้", "DE": "เยอรมนี", "LA": "ลาว"},
    "contacted_via": {
        "phone": "โทรศัพท์",
        "line": "Line",
        "facebook": "Facebook",
        "form": "แบบสอบถามออนไลน์",
        "visit": "พบตัว/เยี่ยมบ้าน",
        "other": "อื่น ๆ",
    },
    "intention": {
        "study": "ศึกษาต่อ",
        "work": "ทำงาน",
        "work_study": "ทำงานควบคู่ศึกษาต่อ",
        "self_employ": "ประกอบอาชีพอิสระ",
        "military": "เกณฑ์ทหาร",
        "undecided": "ยังไม่ตัดสินใจ",
        "other": "อื่น ๆ",
    },
}

SPELLINGS: dict[str, dict[str, str]] = {
    "sex": {"m": "ช", "f": "ญ"},
    "study_system": {"regular": "ปกติ", "dual": "ระบบทวิภาคี"},
    "term": {"1": "1", "2": "2", "3": "ฤดูร้อน"},
    "status": {"on_leave": "พักการเรียน", "dismissed": "พ้นสภาพ"},
    "outcome": {
        "employed": "ทำงาน",
        "self_employed": "อาชีพอิสระ",
        "military": "เกณฑ์ทหาร",
        "ordained": "บวช",
        "ill": "เจ็บป่วย",
        "unreachable": "ติดต่อไม่ได้",
    },
    "matches": {"yes": "ตรงสาขา", "no": "ไม่ตรง"},
}
"""Other words for a code that the contracts take, used by some colleges."""

LEVEL_CODES = {"ปวช.": "voc_cert", "ปวส.": "high_voc_cert", "ป.ตรี": "bachelor"}
LEVEL_NAMES = {"ปวช.": "ประกาศนียบัตรวิชาชีพ", "ปวส.": "ประกาศนียบัตรวิชาชีพชั้นสูง", "ป.ตรี": "ปริญญาตรี"}
LEVEL_SPELLINGS = {"ปวช.": "ปวช", "ปวส.": "ปวส", "ป.ตรี": "ทล.บ."}
YEARS = {"ปวช.": 3, "ปวส.": 2, "ป.ตรี": 2}
