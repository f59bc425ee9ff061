"""Two made-up rows that show how a template is filled in. The people are of registration office 0000 and do not exist.

They stand on a sheet of their own, turned on its side, so that no row of it can ever be taken for a heading.
"""

from __future__ import annotations

from pipelines.contracts import Column, Contract
from pipelines.templates import examples_of_administration, examples_of_demand
from pipelines.templates.lists import choices_of

_EXAMPLES = {
    "academic_year_be": ("2568", "2568"),
    "fiscal_year_be": ("2569", "2569"),
    "curriculum_be": ("2567", "2567"),
    "college_code": ("1399000001", "1399000001"),
    "college_name_th": ("วิทยาลัยเทคนิคตัวอย่าง", "วิทยาลัยเทคนิคตัวอย่าง"),
    "province_name": ("นครปฐม", "นครปฐม"),
    "provincial_office": ("นครปฐม", "นครปฐม"),
    "region_th": ("ภาคกลาง", "ภาคกลาง"),
    "district": ("เมืองนครปฐม", "เมืองนครปฐม"),
    "college_kind_th": ("วิทยาลัยเทคนิค", "วิทยาลัยเทคนิค"),
    "latitude": ("13.82", "13.82"),
    "longitude": ("100.06", "100.06"),
    "subsidy": ("", ""),
    "institute_name": ("", ""),
    "student_id": ("6820101001", "6820101002"),
    "national_id": ("1000000000017", "1000000000025"),
    "title": ("นาย", "นางสาว"),
    "first_name": ("สมมติ", "ตัวอย่าง"),
    "last_name": ("ไม่มีจริง", "ไม่มีตัวตน"),
    "full_name": ("นายสมมติ ไม่มีจริง", "นางสาวตัวอย่าง ไม่มีตัวตน"),
    "sex": ("ชาย", "หญิง"),
    "birth_date": ("05/01/2550", "30/09/2549"),
    "phone": ("0000000001", ""),
    "email": ("", "somebody@example.org"),
    "contact_channel": ("", "LINE: example"),
    "social_media": ("", "example"),
    "level": ("ปวช.", "ปวส."),
    "subject_type_th": ("อุตสาหกรรม", "อุตสาหกรรม"),
    "field_th": ("ช่างยนต์", "เทคนิคเครื่องกล"),
    "branch_th": ("ยานยนต์", ""),
    "year_of_study": ("3", "2"),
    "graduates": ("30", "12"),
    "followed": ("28", "12"),
    "further_study": ("10", "2"),
    "seeking": ("5", "1"),
    "work_state_enterprise": ("1", "0"),
    "work_government": ("2", "1"),
    "work_private": ("8", "7"),
    "self_employed": ("2", "1"),
    "other": ("0", "0"),
    "students": ("35", "24"),
    "reported_graduates": ("30", "30"),
    "reported_followed": ("24", "28"),
    "round": ("1", "2"),
    "graduated_on": ("31/03/2569", "31/03/2569"),
    "profile_updated_on": ("15/08/2568", "15/08/2568"),
    "gpa": ("3.25", "2.80"),
    "term": ("ภาคเรียนที่ 2", "ภาคเรียนที่ 2"),
    "intention": ("ทำงาน", "ศึกษาต่อ"),
    "expected_institution": ("", "มหาวิทยาลัยตัวอย่าง"),
    "expected_employer": ("บริษัท ตัวอย่าง จำกัด", ""),
    "surveyed_on": ("15/02/2569", "15/02/2569"),
    "outcome": ("มีงานทำ", "ศึกษาต่อ"),
    "employer_sector": ("เอกชน", ""),
    "employer_name": ("บริษัท ตัวอย่าง จำกัด", ""),
    "establishment_id": ("", ""),
    "job_title": ("ช่างซ่อมบำรุง", ""),
    "job_matches_field": ("ตรงสาย", ""),
    "monthly_income": ("12,000", ""),
    "started_on": ("16/05/2569", ""),
    "work_province": ("นครปฐม", ""),
    "work_country": ("ไทย", ""),
    "study_institution": ("", "มหาวิทยาลัยตัวอย่าง"),
    "study_level": ("", "ปริญญาตรี"),
    "study_faculty": ("", "วิศวกรรมศาสตร์"),
    "study_field": ("", "วิศวกรรมเครื่องกล"),
    "study_matches_field": ("", "ตรงสาย"),
    "contacted_via": ("โทรศัพท์", "Line"),
    "recorded_on": ("20/06/2569", "20/06/2569"),
    "confirmed_on": ("10/07/2569", "10/10/2569"),
    "printed_on": ("10/07/2569", "10/10/2569"),
    "joined_on": ("01/10/2568", "01/10/2568"),
    "programme_title_th": ("", ""),
    **examples_of_administration.EXAMPLES,
    **examples_of_demand.EXAMPLES,
}
_BY_PARSER = {
    "date": ("01/10/2568", "01/10/2568"),
    "integer": ("1", "2"),
    "measure": ("1", "2"),
    "number": ("1", "2"),
    "year_be": ("2568",) * 2,
}
# a source whose two rows would have one key shows the second item with its own
_OF_SOURCE = {
    ("colleges", "college_code"): ("1399000001", "1399000002"),
    ("colleges", "college_name_th"): ("วิทยาลัยเทคนิคตัวอย่าง", "วิทยาลัยเทคโนโลยีตัวอย่าง"),
    ("colleges", "ownership"): ("รัฐ", "เอกชน"),
    ("colleges", "college_kind_th"): ("วิทยาลัยเทคนิค", ""),
    ("colleges", "provincial_office"): ("นครปฐม", ""),
    ("colleges", "institute_name"): ("สถาบันการอาชีวศึกษาภาคกลาง 5", ""),
    ("colleges", "subsidy"): ("", "รับอุดหนุน"),
    ("colleges", "status"): ("", "เปิดกิจการ"),
    ("network_members", "college_code"): ("1399000001", "1399000002"),
    ("network_members", "college_name_th"): ("วิทยาลัยเทคนิคตัวอย่าง", "วิทยาลัยการอาชีพตัวอย่าง"),
    ("followups", "round"): ("1", "1"),
    ("students", "academic_year_be"): ("2569", "2569"),
    **examples_of_administration.OF_SOURCE,
    **examples_of_demand.OF_SOURCE,
}


def examples_of(contract: Contract, column: Column) -> tuple[str, str]:
    """What the column holds in the two rows, as a person would type it; empty where it may stay empty."""
    given = _OF_SOURCE.get((contract.source, column.name)) or _EXAMPLES.get(column.name)
    if given is None and (choices := choices_of(contract, column)):
        given = (choices.items[0], choices.items[0])
    return given or _BY_PARSER.get(column.parser, ("", ""))
