"""Rows that break the rules of demand, matching and placement, of curriculum, teachers and certification.

What the names mean stands in `test_every_rule`, which joins these with those of the other sources.
"""

from __future__ import annotations

_ID, _NAME, _PROVINCE = "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ", "ชื่อสถานประกอบการ", "จังหวัดของสถานประกอบการ"
_STUDENT_ID, _NATIONAL_ID = "รหัสประจำตัวนักเรียน/นักศึกษา", "เลขประจำตัวประชาชน"
_TEACHER, _PERSON = "เลขประจำตัวประชาชนครู", "เลขประจำตัวประชาชน/รหัสประจำตัวผู้เข้าทดสอบ"
_END, _REPORT = "วันที่สิ้นสุด", "วันที่ส่งรายงานผลการปฏิบัติงานให้สถานศึกษา"
_BODY, _INTERNATIONAL = "หน่วยงานเจ้าของมาตรฐาน", "หน่วยงานระดับสากล"

OWN_RULES: dict[tuple[str, str], dict[str, str]] = {
    ("establishments", "establishment_missing"): {_ID: "", _PROVINCE: ""},
    ("establishments", "province_missing"): {_PROVINCE: ""},
    ("establishments", "size_differs_from_employees"): {"จำนวนลูกจ้าง": "201"},
    ("establishments", "individual_with_other_number"): {"ประเภทสถานประกอบการ": "บุคคลธรรมดา"},
    ("establishments", "updated_before_registered"): {"วันที่ปรับปรุงข้อมูล": "30/6/2568"},
    ("demands", "wage_unusual"): {"ค่าจ้างต่อเดือน": "200,001"},
    ("demands", "province_abroad"): {"ประเทศที่ทำงาน": "ญี่ปุ่น"},
    ("job_postings", "wage_unusual"): {"ค่าจ้างต่อเดือน": "200,001"},
    ("job_postings", "closes_before_posted"): {"วันปิดรับ": "15/6/2568"},
    ("job_postings", "filled_above_openings"): {"จำนวนที่ได้": "4"},
    ("agreements", "expires_before_signed"): {"วันหมดอายุ": "30/6/2568"},
    ("agreements", "term_unusual"): {"วันหมดอายุ": "2/7/2578"},
    ("agreements", "signed_in_future"): {"วันที่ลงนาม": "1/7/2570"},
    ("placements", "no_identity"): {_NATIONAL_ID: "", _STUDENT_ID: ""},
    ("placements", "national_id_wrong_check_digit"): {_NATIONAL_ID: "1000000000000"},
    ("placements", "national_id_malformed"): {_NATIONAL_ID: "12345"},
    ("placements", "national_id_foreign"): {_NATIONAL_ID: "G1234567890"},
    ("placements", "student_id_malformed"): {_STUDENT_ID: "67#0001"},
    ("placements", "ends_before_starts"): {_END: "31/5/2568"},
    ("placements", "solved_above_complaints"): {"จำนวนเรื่องที่แก้ไขแล้ว": "2"},
    ("placements", "length_unusual"): {_END: "7/7/2569"},
    ("placements", "safety_trained_after_start"): {"วันที่อบรมอาชีวอนามัยและความปลอดภัย": "2/6/2568"},
    ("placements", "oriented_after_start"): {"วันที่ปฐมนิเทศก่อนฝึก": "2/6/2568"},
    ("placements", "safety_training_contradicts"): {"ผ่านการอบรมความปลอดภัย": "ไม่ใช่"},
    ("curriculum_units", "required_above_asked"): {"จำนวนสถานประกอบการที่ต้องการ": "11"},
    ("curriculum_units", "level_outside_scheme"): {"ระดับของหน่วยสมรรถนะ": "9"},
    ("curriculum_units", "unwanted_and_untaught"): {"จำนวนสถานประกอบการที่ต้องการ": "0"},
    ("short_courses", "passed_above_trainees"): {"จำนวนผู้ผ่าน": "26"},
    ("short_courses", "groups_do_not_add_up"): {"จำนวนผู้ว่างงาน": "5"},
    ("short_courses", "ends_before_starts"): {_END: "31/5/2568"},
    ("short_courses", "approved_after_start"): {"วันที่อนุมัติ": "2/6/2568"},
    ("short_courses", "trainees_few"): {
        "จำนวนผู้เข้ารับการฝึกอบรม": "19",
        "จำนวนประชาชนทั่วไป": "0",
        "จำนวนผู้ผ่าน": "19",
    },
    ("short_courses", "establishment_incomplete"): {_ID: "", _PROVINCE: ""},
    ("teachers", "supervisor_not_vocational"): {"ครูวิชาชีพ": "ไม่ใช่"},
    ("workplace_experts", "certified_above_trainers"): {"จำนวนครูฝึกที่ผ่านการอบรม": "5"},
    ("workplace_experts", "no_counts"): {"จำนวนผู้เชี่ยวชาญ": "", "จำนวนครูฝึก": "", "จำนวนครูฝึกที่ผ่านการอบรม": ""},
    ("teacher_development", "ends_before_begins"): {_END: "28/2/2568", _REPORT: "1/3/2568"},
    ("teacher_development", "work_report_late"): {_REPORT: "16/6/2568"},
    ("teacher_development", "clip_long"): {"ความยาวคลิปวีดิทัศน์ (นาที)": "5.1"},
    ("teacher_development", "placement_without_establishment"): {_ID: "", _NAME: ""},
    ("teacher_development", "establishment_incomplete"): {_ID: "", _PROVINCE: ""},
    ("teacher_skills", "current_far_above_required"): {"ระดับที่ต้องการ": "1", "ระดับปัจจุบัน": "4"},
    ("certifications", "no_identity"): {_PERSON: "1000000000000"},
    ("certifications", "national_id_foreign"): {_PERSON: "G1234567890"},
    ("certifications", "student_id_malformed"): {_PERSON: "67#0001"},
    ("certifications", "level_outside_scheme"): {"ระดับที่ทดสอบ": "9"},
    ("certifications", "expired_at_test"): {"วันหมดอายุใบรับรอง": "31/7/2568"},
    ("certifications", "body_name_missing"): {_BODY: _INTERNATIONAL},
    ("assessment_centres", "licence_without_date"): {"วันที่ได้รับอนุญาต/รับรอง": ""},
    ("assessment_centres", "expires_before_licensed"): {"วันหมดอายุ": "1/8/2568"},
    ("assessment_centres", "licence_expired"): {"วันหมดอายุ": "31/10/2569"},
    ("assessment_centres", "body_name_missing"): {_BODY: _INTERNATIONAL},
}
for _source in ("demands", "job_postings", "agreements", "placements", "workplace_experts"):
    OWN_RULES[_source, "establishment_missing"] = {_ID: "", _PROVINCE: ""}
for _source in ("teachers", "teacher_development", "teacher_skills"):
    OWN_RULES[_source, "no_identity"] = {_TEACHER: "1000000000000"}
    OWN_RULES[_source, "national_id_foreign"] = {_TEACHER: "G1234567890"}

OWN_RULES_STORED: dict[tuple[str, str], dict[str, str | int]] = {}
KEY_TWICE: dict[str, dict[str, str]] = {
    "establishments": {"จำนวนลูกจ้าง": "130"},
    "demands": {"จำนวนที่ต้องการ": "6"},
    "job_postings": {"จำนวนที่ได้": "1"},
    "agreements": {"จำนวนที่รับได้": "21"},
    "placements": {"จำนวนครั้งที่นิเทศ": "4"},
    "curriculum_units": {"จำนวนสถานประกอบการที่ต้องการ": "7"},
    "short_courses": {"จำนวนผู้ผ่าน": "23"},
    "teachers": {"ประเภทบุคลากร": "พนักงานราชการ"},
    "workplace_experts": {"จำนวนผู้เชี่ยวชาญ": "3"},
    "teacher_development": {"จำนวนชั่วโมง": "250"},
    "teacher_skills": {"ระดับปัจจุบัน": "3"},
    "certifications": {"ผล": "ไม่ผ่าน"},
    "assessment_centres": {"วันหมดอายุ": "31/7/2572"},
}
OUT_OF_RANGE = {"monthly_wage": "-1", "credits_banked": "-0.5", "hours": "2,001", "clip_minutes": "-1"}
# a negative number of people cannot add up either
SIDE_EFFECTS: dict[tuple[str, str, str], set[tuple[str, str]]] = {
    ("short_courses", "out_of_range", column): {("groups_do_not_add_up", "do_groups_add_up")}
    for column in ("trainees", "trainees_students", "trainees_graduates", "trainees_unemployed", "trainees_public")
}
NEVER_READ_IN: dict[str, int] = {}
