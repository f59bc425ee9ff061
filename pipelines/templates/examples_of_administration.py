"""What the two example rows show in the sources of administration: working groups, plans, centres, calendar.

Codes of colleges begin with 1399, which no real college has; the rows of a source never share a key.
"""

from __future__ import annotations

_CENTRE = "2564-01 เทคนิคเครื่องกล – วิทยาลัยเทคนิคฉะเชิงเทรา"
_ACTION_PLAN = "แผนปฏิบัติการประจำปี"

EXAMPLES: dict[str, tuple[str, str]] = {
    "order_no": ("123/2568", "124/2568"),
    "ordered_on": ("20/06/2568", "20/06/2568"),
    "action_plan_on": ("27/06/2568", ""),
    "office": ("ผู้อำนวยการสถานศึกษา", "อื่น ๆ"),
    "office_other": ("", "หัวหน้างานวิจัย"),
    "group_position": ("ประธานคณะทำงาน", "คณะทำงาน"),
    "people": ("1", "2"),
    "activity_code": ("3.2", "5.3"),
    "project_title": ("อบรมหลักสูตรซ่อมรถยนต์ไฟฟ้า 30 ชั่วโมง", "อบรมครูด้านยานยนต์ไฟฟ้า"),
    "unit": ("คน", "คน"),
    "budget": ("50,000", "30,000"),
    "spent": ("48,500", ""),
    "meeting_kind": ("คณะกรรมการบริหารศูนย์", "ผู้อำนวยการสถานศึกษาในสาขาวิชา"),
    "attendees": ("18", "25"),
    "colleges": ("6", "24"),
    "establishments": ("9", "0"),
    "seat_no": ("1", "2"),
    "board_body": ("คณะกรรมการบริหาร", "คณะกรรมการบริหาร"),
    "board_position": ("ประธานกรรมการ", "กรรมการและเลขานุการ"),
    "sector": ("สถานประกอบการ/ภาคเอกชน", "สถานศึกษา"),
    "key_result_id": ("1.1-a3", "3.1-1"),
    "asset_id": ("KB-001", "KB-002"),
    "component": ("ระบบการเรียนรู้", "โครงสร้างพื้นฐาน"),
    "kind": ("E-Book", "ห้องเรียนรู้เฉพาะทาง"),
    "asset_title": ("คู่มือระบบฉีดเชื้อเพลิง", "ห้องปฏิบัติการยานยนต์ไฟฟ้า"),
    "url": ("https://example.ac.th/ebook/1", ""),
    "published_on": ("15/01/2569", ""),
    "standard_set": ("มาตรฐานและตัวชี้วัดภายใต้ศูนย์ CVM", "มาตรฐานการอาชีวศึกษา (ประกันคุณภาพภายใน)"),
    "standard": ("1", "1"),
    "indicator_code": ("1.1", "1.2"),
    "indicator_title": ("ผู้เรียนมีสมรรถนะตามมาตรฐานอาชีพ", "ผู้สำเร็จการศึกษามีงานทำหรือศึกษาต่อ"),
    "percent": ("82.5", ""),
    "score": ("ยอดเยี่ยม", "ดีเลิศ"),
    "reporter_code": ("1399000001", "สถาบันการอาชีวศึกษาภาคกลาง 5"),
    "issue_code": ("1.1", "1.1"),
    "issue_title": ("การจัดการอาชีวศึกษาระบบทวิภาคี", "การจัดการอาชีวศึกษาระบบทวิภาคี"),
    "progress_percent": ("60", "100"),
    "event_id": ("vcop-2568-verify", "cvm-2569-board-meetings"),
    "done_on": ("20/06/2568", "20/02/2569"),
    "document_no": ("ศธ 0600/123", ""),
    "remark": ("", "ประชุมครบ 2 ครั้ง"),
    "topic": ("ครูนิเทศไม่เพียงพอ", "หน่วยสมรรถนะที่สถานประกอบการต้องการยังไม่อยู่ในหลักสูตร"),
    "text": ("เพิ่มครูนิเทศในสาขาวิชาที่มีผู้เรียนระบบทวิภาคีมาก", "เพิ่มหน่วยสมรรถนะยานยนต์ไฟฟ้าในการปรับปรุงหลักสูตร"),
    "evidence_table": ("teacher_coverage", ""),
    "evidence_key": ("2569-001", ""),
    "addressed_to": ("สอศ.", "เครือข่าย"),
}
_SOURCES: dict[str, dict[str, tuple[str, str]]] = {
    "working_group_orders": {
        "order_kind": (
            "คณะทำงานศูนย์เครือข่ายกำลังคนอาชีวศึกษา ระดับสถานศึกษา",
            "คณะทำงาน/คณะกรรมการติดตามภาวะการมีงานทำและการศึกษาต่อ",
        ),
        "met_on": ("25/06/2568", ""),
        "has_coordinator": ("มี", "ไม่มี"),
    },
    "plans": {
        "fiscal_year_be": ("2566", "2569"),
        "plan_kind": ("แผนพัฒนาศูนย์ ระยะ 5 ปี (พ.ศ. 2566–2570)", _ACTION_PLAN),
        "approved_on": ("10/08/2566", "01/10/2568"),
        "sent_on": ("01/09/2566", "15/10/2568"),
        "reported_on": ("", "15/09/2569"),
    },
    "plan_items": {
        "plan_kind": (_ACTION_PLAN, _ACTION_PLAN),
        "item_no": ("1", "2"),
        "college_code": ("1399000001", ""),
        "target": ("20", "15"),
        "actual": ("24", ""),
        "starts_on": ("01/02/2569", "01/04/2569"),
        "ends_on": ("28/02/2569", "30/04/2569"),
    },
    "centre_meetings": {
        "met_on": ("15/01/2569", "20/02/2569"),
        "evidence": ("รายงานการประชุมครั้งที่ 1/2569", "รายงานการประชุมครั้งที่ 2/2569"),
    },
    "centre_boards": {"order_no": ("12/2568", "12/2568"), "ordered_on": ("01/10/2568", "01/10/2568")},
    "centre_activities": {
        "target": ("2", "100"),
        "actual": ("2", "85"),
        "reported_on": ("30/09/2569", "30/09/2569"),
        "evidence": ("รายงานการประชุมครั้งที่ 1/2569 และ 2/2569", ""),
    },
    "sar_scores": {"field_th": ("เทคนิคเครื่องกล", ""), "submitted_on": ("30/05/2569", "30/05/2569")},
    "emvs_progress": {"submitted_on": ("15/06/2569", "15/09/2569")},
    "event_reports": {"reporter_code": ("1399000001", "1399000002"), "centre": ("", _CENTRE)},
    "recommendations": {
        "item_no": ("1", "2"),
        "submitted_on": ("15/09/2569", ""),
        "status": ("เสนอแล้ว", "ร่าง"),
    },
}
OF_SOURCE: dict[tuple[str, str], tuple[str, str]] = {
    (source, name): pair for source, columns in _SOURCES.items() for name, pair in columns.items()
}
