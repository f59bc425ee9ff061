"""What a column of a made-up file is, and the columns that many sources share (02-columns, "Shared columns")."""

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

FISCAL_YEAR = Column("fiscal_year_be", "ปีงบประมาณ", ("ปีงบประมาณ พ.ศ.", "ปี งปม."), "year")
CENTRE = Column("centre", "ศูนย์ CVM", ("รหัสศูนย์ CVM",), "centre")
CENTRE_WORDS = (
    Column("centre_field_th", "สาขาวิชาของศูนย์", (), "label"),
    Column("centre_branch_th", "สาขางานของศูนย์", (), "label"),
    Column("centre_college", "สถานศึกษาที่เป็นศูนย์", (), "label"),
)
"""What a sheet without the drop-down of centres says instead of the id."""
ESTABLISHMENT = (
    Column("establishment_id", "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ", ("เลขทะเบียนนิติบุคคล",), "label"),
    Column("establishment_name", "ชื่อสถานประกอบการ", ("สถานประกอบการ", "ชื่อบริษัท")),
    Column("establishment_province", "จังหวัดของสถานประกอบการ", ("จังหวัดที่ตั้งสถานประกอบการ",)),
)
WORK_PROVINCE = Column("work_province", "จังหวัดที่ทำงาน", ("จังหวัดที่ปฏิบัติงาน",))
WORK_COUNTRY = Column("work_country", "ประเทศที่ทำงาน", ("ประเทศ",), "country")
WAGE = Column("monthly_wage", "ค่าจ้างต่อเดือน", ("ค่าจ้าง", "อัตราค่าจ้าง"), "money")
REPORTED_BY = Column("reported_by", "รหัสสถานศึกษาที่รายงาน", ("รหัสสถานศึกษาที่นำเข้า",), "code")
TEACHER = Column("teacher_national_id", "เลขประจำตัวประชาชนครู", ("เลขประจำตัวประชาชน",), "national_id")
BODY = Column("body", "หน่วยงานเจ้าของมาตรฐาน", ("หน่วยงานรับรอง",), "body")
UNIT_CODE = Column("unit_code", "รหัสหน่วยสมรรถนะ", ("รหัสสมรรถนะ",), "label")
STARTS_ON = Column("starts_on", "วันที่เริ่ม", ("วันเริ่มต้น", "ตั้งแต่วันที่"), "date")
ENDS_ON = Column("ends_on", "วันที่สิ้นสุด", ("วันสิ้นสุด", "ถึงวันที่"), "date")
ORDER_NO = Column("order_no", "เลขที่คำสั่ง", ("คำสั่งที่",), "label")
ORDERED_ON = Column("ordered_on", "วันที่ออกคำสั่ง", ("ลงวันที่",), "date")
MET_ON = Column("met_on", "วันที่ประชุม", (), "date")
TARGET = Column("target", "เป้าหมาย", (), "number")
ACTUAL = Column("actual", "ผลการดำเนินงาน", ("ผล",), "number")
EVIDENCE = Column("evidence", "หลักฐาน", ("หลักฐานอ้างอิง",))
REPORTED_ON = Column("reported_on", "วันที่รายงาน", (), "date")
REPORTER = Column("reporter_code", "รหัสสถานศึกษา/สถาบัน", ("รหัสสถานศึกษา", "รหัสสถาบัน"), "label")
