"""Rows that break the rules of the sources of administration: what differs from their good rows."""

from __future__ import annotations

Cells = dict[str, str]

_EVENT, _DONE = "รหัสกิจกรรมตามปฏิทิน", "วันที่ดำเนินการแล้วเสร็จ"

# the cells that differ from a good row, by (source, rule)
OWN_RULES: dict[tuple[str, str], Cells] = {
    ("working_group_orders", "met_before_ordered"): {"วันที่ประชุม": "19/6/2568"},
    ("working_groups", "office_other_missing"): {"ตำแหน่งอื่น (ระบุ)": ""},
    ("working_groups", "office_said_twice"): {"ตำแหน่งในสถานศึกษา": "ครูที่ปรึกษา"},
    ("plans", "five_year_plan_of_other_year"): {"ประเภทแผน": "แผน 5 ปี"},
    ("plans", "sent_before_approved"): {"วันที่เห็นชอบแผน": "16/10/2567"},
    ("plans", "reported_before_sent"): {"วันที่รายงานผลการดำเนินงาน": "14/10/2567"},
    ("plan_items", "ends_before_start"): {"วันที่สิ้นสุด": "31/1/2569"},
    ("plan_items", "actual_without_target"): {"เป้าหมาย": ""},
    ("plan_items", "spent_above_budget"): {"ใช้จริง (บาท)": "10,000.01"},
    ("centre_meetings", "met_outside_fiscal_year"): {"วันที่ประชุม": "1/10/2568"},
    ("centre_meetings", "attendees_too_few"): {"จำนวนผู้เข้าประชุม": "2"},
    ("centre_boards", "chair_not_of_establishment"): {"ตำแหน่ง": "ประธานกรรมการ"},
    ("centre_boards", "secretary_not_of_college"): {"ตำแหน่ง": "กรรมการและเลขานุการ"},
    ("centre_activities", "actual_percent_out_of_range"): {"ผลการดำเนินงาน": "100.5"},
    ("centre_activities", "target_percent_out_of_range"): {"เป้าหมาย": "101"},
    ("centre_activities", "percent_looks_like_a_share"): {"ผลการดำเนินงาน": "0.8"},
    ("knowledge_assets", "url_malformed"): {"ที่อยู่เว็บ (URL)": "www.example.ac.th/media"},
    ("knowledge_assets", "published_outside_fiscal_year"): {"วันที่เผยแพร่": "30/9/2567"},
    ("sar_scores", "not_assessed"): {"ร้อยละ": "", "ระดับคุณภาพ": ""},
    ("sar_scores", "score_outside_band"): {"ระดับคุณภาพ": "4"},
    ("emvs_progress", "reporter_not_of_emvs"): {"รหัสสถานศึกษา/สถาบัน": "OVEC"},
    ("emvs_progress", "submitted_before_fiscal_year"): {"วันที่บันทึก": "30/9/2568"},
    ("event_reports", "event_not_for_reporter"): {_EVENT: "teacher-2568-announce", _DONE: "20/3/2568", "ศูนย์ CVM": ""},
    ("event_reports", "centre_missing"): {"ศูนย์ CVM": ""},
    ("event_reports", "centre_not_expected"): {_EVENT: "vcop-2568-verify", _DONE: "20/6/2568"},
    ("event_reports", "done_after_close"): {_DONE: "1/10/2569"},
    ("recommendations", "submission_undated"): {"วันที่เสนอ": ""},
}
# rules that no row of a template can fail: none
OWN_RULES_STORED: dict[tuple[str, str], dict[str, str | int]] = {}
# another row of the same key
KEY_TWICE: dict[str, Cells] = {
    "working_group_orders": {"เลขที่คำสั่ง": "99/2568"},
    "working_groups": {"จำนวนคน": "3"},
    "plans": {"วันที่รายงานผลการดำเนินงาน": "16/9/2568"},
    "plan_items": {"โครงการ/กิจกรรม": "โครงการอื่น"},
    "centre_meetings": {"จำนวนผู้เข้าประชุม": "19"},
    "centre_boards": {"ภาคส่วน": "อื่น ๆ"},
    "centre_activities": {"ผลการดำเนินงาน": "81"},
    "knowledge_assets": {"ชื่อเรื่อง": "สื่ออื่น"},
    "sar_scores": {"ร้อยละ": "90"},
    "emvs_progress": {"ร้อยละความก้าวหน้า": "61"},
    "event_reports": {"หมายเหตุ": "แก้ไขเลขที่หนังสือ"},
    "recommendations": {"สถานะ": "เห็นชอบ"},
}
# what else a row fails that breaks a rule, by (source, rule, column)
SIDE_EFFECTS: dict[tuple[str, str, str], set[tuple[str, str]]] = {
    ("working_groups", "not_in_list", "office"): {("office_said_twice", "is_office_said_once")},
    ("plan_items", "out_of_range", "budget"): {("spent_above_budget", "is_spent_within_budget")},
    ("centre_meetings", "out_of_range", "fiscal_year_be"): {("met_outside_fiscal_year", "is_met_in_fiscal_year")},
    ("knowledge_assets", "out_of_range", "fiscal_year_be"): {
        ("published_outside_fiscal_year", "is_published_in_fiscal_year")
    },
    ("sar_scores", "not_in_list", "score"): {("score_outside_band", "is_score_in_band")},
}
# cells outside the range of a column, by its name; stored values where the reader lets none through
OUT_OF_RANGE: Cells = {"budget": "-1", "spent": "-0.01", "percent": "100.01", "progress_percent": "101"}
NEVER_READ_IN: dict[str, int] = {"score": 9}
