"""The columns of the sources about demand, co-operation and placement, and the words of their lists."""

from __future__ import annotations

from pipelines.synthetic.columns import (
    COLLEGE,
    ENDS_ON,
    ESTABLISHMENT,
    FIELD,
    FISCAL_YEAR,
    LEVEL,
    NATIONAL_ID,
    REPORTED_BY,
    STARTS_ON,
    STUDENT_ID,
    WAGE,
    WORK_COUNTRY,
    WORK_PROVINCE,
    YEAR,
    Column,
)

SOURCES: dict[str, tuple[Column, ...]] = {
    "establishments": (
        *ESTABLISHMENT[:2],
        Column("establishment_kind", "ประเภทสถานประกอบการ", (), "establishment_kind"),
        Column("industry_code", "รหัสประเภทธุรกิจ (TSIC)", ("รหัส TSIC", "รหัสประเภทธุรกิจ"), "label"),
        Column("target_industry", "อุตสาหกรรมเป้าหมาย", (), "target_industry"),
        Column("size_class", "ขนาดสถานประกอบการ", ("ขนาด",), "size_class"),
        Column("employees", "จำนวนลูกจ้าง", ("จำนวนพนักงาน",), "count"),
        ESTABLISHMENT[2],
        Column("country", "ประเทศ", (), "country"),
        Column("contact_name", "ผู้ประสานงาน", (), "label"),
        Column("contact_phone", "โทรศัพท์", ("เบอร์โทรศัพท์", "โทร."), "phone"),
        Column("contact_email", "อีเมล", ("อีเมล์", "E-mail"), "label"),
        Column("registered_on", "วันที่ลงทะเบียน", (), "date"),
        Column("updated_on", "วันที่ปรับปรุงข้อมูล", (), "date"),
        REPORTED_BY,
    ),
    "demands": (
        FISCAL_YEAR, *ESTABLISHMENT, FIELD, Column("branch_th", "สาขางาน"), LEVEL,
        Column("demand_kind", "ประเภทความต้องการ", (), "demand_kind"),
        Column("headcount", "จำนวนที่ต้องการ", (), "count"),
        WAGE, WORK_PROVINCE, WORK_COUNTRY,
        Column("competency", "สมรรถนะที่ต้องการ"),
        REPORTED_BY,
    ),
    "job_postings": (
        COLLEGE,
        Column("posting_id", "เลขที่ประกาศ", (), "label"),
        *ESTABLISHMENT,
        Column("posting_kind", "ประเภทประกาศ", (), "posting_kind"),
        FIELD, LEVEL,
        Column("openings", "จำนวนรับ", ("จำนวนที่รับ",), "count"),
        WAGE, WORK_PROVINCE,
        Column("posted_on", "วันที่ประกาศ", (), "date"),
        Column("closes_on", "วันปิดรับ", ("วันที่ปิดรับสมัคร",), "date"),
        Column("filled", "จำนวนที่ได้", ("จำนวนที่บรรจุ",), "count"),
    ),
    "agreements": (
        COLLEGE,
        Column("agreement_id", "เลขที่ข้อตกลง", (), "label"),
        Column("agreement_kind", "ประเภทข้อตกลง", (), "agreement_kind"),
        *ESTABLISHMENT, FIELD,
        Column("dual_system", "ระบบทวิภาคี", (), "yes_no"),
        Column("signed_on", "วันที่ลงนาม", (), "date"),
        Column("expires_on", "วันหมดอายุ", ("วันที่หมดอายุ",), "date"),
        Column("seats", "จำนวนที่รับได้", (), "count"),
    ),
    "placements": (
        YEAR, COLLEGE, STUDENT_ID, NATIONAL_ID, LEVEL, FIELD, *ESTABLISHMENT,
        Column("placement_kind", "ประเภทการฝึก", (), "placement_kind"),
        STARTS_ON, ENDS_ON,
        Column("site_checked_on", "วันที่ตรวจความปลอดภัยของสถานประกอบการ", (), "date"),
        Column("safety_trained_on", "วันที่อบรมอาชีวอนามัยและความปลอดภัย", (), "date"),
        Column("safety_trained", "ผ่านการอบรมความปลอดภัย", (), "yes_no"),
        Column("oriented_on", "วันที่ปฐมนิเทศก่อนฝึก", (), "date"),
        Column("supervision_visits", "จำนวนครั้งที่นิเทศ", ("จำนวนครั้งนิเทศ",), "count"),
        Column("incidents", "จำนวนครั้งที่เกิดอุบัติเหตุ", ("จำนวนอุบัติเหตุ",), "count"),
        Column("complaints", "จำนวนเรื่องร้องทุกข์", (), "count"),
        Column("complaints_solved", "จำนวนเรื่องที่แก้ไขแล้ว", (), "count"),
        Column("completed", "ผ่านการฝึก", (), "passed"),
    ),
    "workplace_experts": (
        FISCAL_YEAR, *ESTABLISHMENT, FIELD, Column("branch_th", "สาขางาน"),
        Column("experts", "จำนวนผู้เชี่ยวชาญ", (), "count"),
        Column("trainers", "จำนวนครูฝึก", (), "count"),
        Column("trainers_certified", "จำนวนครูฝึกที่ผ่านการอบรม", (), "count"),
        REPORTED_BY,
    ),
}  # fmt: skip

TITLES = {
    "establishments": "สถานประกอบการ",
    "demands": "ความต้องการกำลังคน",
    "job_postings": "ประกาศรับสมัครงาน ฝึกงาน",
    "agreements": "บันทึกข้อตกลงความร่วมมือ",
    "placements": "การฝึกงาน ฝึกอาชีพของผู้เรียน",
    "workplace_experts": "ผู้เชี่ยวชาญและครูฝึกในสถานประกอบการ",
}

LABELS: dict[str, dict[str, str]] = {
    "establishment_kind": {
        "company": "นิติบุคคล",
        "government": "ส่วนราชการ",
        "state_enterprise": "รัฐวิสาหกิจ",
        "community": "วิสาหกิจชุมชน/กลุ่มอาชีพ",
        "individual": "บุคคลธรรมดา",
        "professional_body": "องค์กรวิชาชีพ",
        "education": "สถาบันการศึกษา",
        "foreign": "ต่างประเทศ",
    },
    "size_class": {"micro": "รายย่อย", "small": "ขนาดย่อม (ขนาดเล็ก)", "medium": "ขนาดกลาง", "large": "ขนาดใหญ่"},
    "demand_kind": {
        "job": "รับเข้าทำงาน",
        "internship": "รับฝึกงาน/ฝึกประสบการณ์ทักษะวิชาชีพ",
        "dual": "รับฝึกอาชีพระบบทวิภาคี",
        "teacher_placement": "รับครูฝึกประสบการณ์ในสถานประกอบการ",
    },
    "posting_kind": {"job": "รับสมัครงาน", "internship": "รับฝึกงาน"},
    "agreement_kind": {"mou": "บันทึกข้อตกลงความร่วมมือ (MOU)", "moa": "บันทึกข้อตกลง (MOA)"},
    "placement_kind": {"internship": "ฝึกประสบการณ์ทักษะวิชาชีพ (ฝึกงาน)", "dual": "ฝึกอาชีพระบบทวิภาคี"},
    "yes_no": {"yes": "ใช่", "no": "ไม่ใช่"},
    "passed": {"yes": "ผ่าน", "no": "ไม่ผ่าน"},
}

SPELLINGS: dict[str, dict[str, str]] = {
    "demand_kind": {"job": "จ้างงาน", "internship": "ฝึกงาน", "dual": "ทวิภาคี", "teacher_placement": "ฝึกประสบการณ์ครู"},
    "agreement_kind": {"mou": "MOU", "moa": "MOA"},
    "placement_kind": {"internship": "ฝึกงาน", "dual": "ทวิภาคี"},
}
