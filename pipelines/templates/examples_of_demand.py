"""What the two example rows show in the sources of demand, placement, curriculum, teachers and certification.

The first establishment is known by a made-up number of no province, the second by its name and province alone.
"""

from __future__ import annotations

_FIRST_COMPANY, _SECOND_COMPANY = "บริษัท ตัวอย่าง จำกัด", "ร้านตัวอย่างการช่าง"
_NATIONAL_IDS = ("1000000000017", "1000000000025")
_TPQI, _DSD, _INTERNATIONAL = "สถาบันคุณวุฒิวิชาชีพ (สคช.)", "กรมพัฒนาฝีมือแรงงาน (กพร.)", "หน่วยงานระดับสากล"
_YES_AND_NO = ("ใช่", "ไม่ใช่")

EXAMPLES: dict[str, tuple[str, str]] = {
    "establishment_name": (_FIRST_COMPANY, _SECOND_COMPANY),
    "establishment_province": ("นครปฐม", "นครปฐม"),
    "reported_by": ("1399000001", "1399000001"),
    "monthly_wage": ("12,000", ""),
    "body": (_TPQI, _DSD),
    "unit_code": ("UOC-001", "UOC-002"),
    "teacher_national_id": _NATIONAL_IDS,
    "placement_kind": ("ฝึกประสบการณ์ทักษะวิชาชีพ (ฝึกงาน)", "ฝึกอาชีพระบบทวิภาคี"),
    "is_vocational": ("ใช่", "ใช่"),
    "is_supervisor": _YES_AND_NO,
}
_SOURCES: dict[str, dict[str, tuple[str, str]]] = {
    "establishments": {
        "establishment_kind": ("นิติบุคคล", "บุคคลธรรมดา"),
        "industry_code": ("29301", "45201"),
        "target_industry": ("ยานยนต์สมัยใหม่", ""),
        "size_class": ("ขนาดกลาง", "รายย่อย"),
        "employees": ("120", "3"),
        "country": ("ไทย", "ไทย"),
        "contact_name": ("นายสมมติ ไม่มีจริง", ""),
        "contact_phone": ("0000000001", ""),
        "contact_email": ("", "somebody@example.org"),
        "registered_on": ("01/07/2568", "01/07/2568"),
        "updated_on": ("15/07/2568", ""),
    },
    "demands": {
        "demand_kind": ("รับเข้าทำงาน", "รับฝึกอาชีพระบบทวิภาคี"),
        "headcount": ("5", "0"),
        "competency": ("ซ่อมรถยนต์ไฟฟ้า", ""),
    },
    "job_postings": {
        "posting_id": ("1/2569", "2/2569"),
        "posting_kind": ("รับสมัครงาน", "รับฝึกงาน"),
        "openings": ("3", "10"),
        "posted_on": ("16/06/2569", "16/06/2569"),
        "closes_on": ("31/12/2569", ""),
        "filled": ("2", ""),
    },
    "agreements": {
        "agreement_id": ("1/2568", "2/2568"),
        "agreement_kind": ("บันทึกข้อตกลงความร่วมมือ (MOU)", "บันทึกข้อตกลง (MOA)"),
        "field_th": ("ช่างยนต์", "ช่างกลโรงงาน"),
        "dual_system": _YES_AND_NO,
        "signed_on": ("01/07/2568", "01/07/2568"),
        "expires_on": ("30/06/2571", ""),
        "seats": ("20", ""),
    },
    "placements": {
        "starts_on": ("16/05/2568", "16/05/2568"),
        "ends_on": ("30/09/2568", "28/02/2569"),
        "site_checked_on": ("01/05/2568", "01/05/2568"),
        "safety_trained_on": ("06/05/2568", "06/05/2568"),
        "safety_trained": ("ใช่", "ใช่"),
        "oriented_on": ("08/05/2568", "08/05/2568"),
        "supervision_visits": ("2", "4"),
        "incidents": ("0", "0"),
        "complaints": ("0", "1"),
        "complaints_solved": ("0", "1"),
        "completed": ("ผ่าน", ""),
    },
    "curriculum_units": {
        "unit_title": ("ซ่อมระบบขับเคลื่อนไฟฟ้า", "ตั้งเครื่องกลึง"),
        "level_in_scheme": ("3", "1"),
        "in_curriculum": ("มี", "ไม่มี"),
        "employers_asked": ("10", "10"),
        "employers_requiring": ("8", "6"),
        "revised_be": ("2567", ""),
    },
    "short_courses": {
        "course_id": ("SC-001", "SC-001"),
        "run": ("1", "2"),
        "course_title": ("ซ่อมรถยนต์ไฟฟ้า", "ซ่อมรถยนต์ไฟฟ้า"),
        "field_th": ("ช่างยนต์", "ช่างยนต์"),
        "skill_kind": ("ต่อยอดทักษะ (Up-skill)", "ต่อยอดทักษะ (Up-skill)"),
        "approved_on": ("01/10/2568", "01/10/2568"),
        "starts_on": ("01/12/2568", "01/03/2569"),
        "ends_on": ("05/12/2568", "05/03/2569"),
        "trainees": ("25", "20"),
        "trainees_students": ("10", "8"),
        "trainees_graduates": ("5", "4"),
        "trainees_unemployed": ("4", "0"),
        "trainees_public": ("6", "8"),
        "passed": ("24", ""),
        "credits_banked": ("1.5", ""),
    },
    "teachers": {"teacher_kind": ("ข้าราชการครู", "ครูพิเศษสอน/ครูอัตราจ้าง")},
    "workplace_experts": {"experts": ("2", "0"), "trainers": ("4", "1"), "trainers_certified": ("3", "")},
    "teacher_development": {
        "activity": ("ฝึกประสบการณ์ในสถานประกอบการ", "ฝึกอบรม"),
        "activity_title": ("ฝึกงานซ่อมรถยนต์ไฟฟ้า", "การจัดการเรียนรู้แบบ WBL"),
        "topic": ("สมรรถนะวิชาชีพ", "การจัดการเรียนรู้แบบ WBL"),
        "establishment_name": (_FIRST_COMPANY, ""),
        "establishment_province": ("นครปฐม", ""),
        "activity_on": ("01/03/2569", "01/07/2569"),
        "ends_on": ("31/05/2569", "03/07/2569"),
        "hours": ("240", "18"),
        "work_report_on": ("10/06/2569", ""),
        "logbook_on": ("20/06/2569", ""),
        "clip_minutes": ("4.5", ""),
        "supervised_on": ("15/04/2569", ""),
        "incidents": ("0", ""),
        "result": ("ผ่าน", "ผ่าน"),
    },
    "teacher_skills": {"required_level": ("3", "4"), "current_level": ("2", "4")},
    "certifications": {
        "person_kind": ("ครู", "ผู้เรียน"),
        "person_id": (_NATIONAL_IDS[0], "6820101002"),
        "level": ("", "ปวส."),
        "body_name": ("", ""),
        "qualification_title": ("ช่างซ่อมบำรุงรถยนต์ไฟฟ้า", "ช่างกลึง"),
        "level_in_scheme": ("3", "1"),
        "unit_code": ("UOC-001", ""),
        "tested_on": ("01/08/2569", "01/08/2569"),
        "result": ("ผ่าน", "รอผล"),
        "certificate_expires_on": ("31/07/2572", ""),
    },
    "assessment_centres": {
        "body": (_TPQI, _INTERNATIONAL),
        "body_name": ("", "Cisco"),
        "stage": ("ได้รับอนุญาต/รับรอง", "ยื่นขอแล้ว"),
        "licensed_on": ("01/08/2568", ""),
        "expires_on": ("31/07/2571", ""),
    },
}
_OF_ESTABLISHMENTS = (
    "establishments",
    "demands",
    "job_postings",
    "agreements",
    "placements",
    "short_courses",
    "workplace_experts",
    "teacher_development",
)
OF_SOURCE: dict[tuple[str, str], tuple[str, str]] = {
    (source, name): pair for source, columns in _SOURCES.items() for name, pair in columns.items()
} | {(source, "establishment_id"): ("0000000000019", "") for source in _OF_ESTABLISHMENTS}
