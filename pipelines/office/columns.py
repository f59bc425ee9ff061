"""The columns of a calendar that a person writes: their headings, and the codes that have a Thai label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CalendarColumn:
    """One column: its Thai heading, other headings, and the labels of its codes, the first of each to be shown."""

    name: str
    heading_th: str
    synonyms: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_required: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that leads to this column."""
        return (self.name, self.heading_th, *self.synonyms)


_BASES = {"source": ("ตามเอกสาร", "ระบุในเอกสาร"), "assumed": ("ประมาณการ", "ประมาณ")}
_OFFICE = {
    "office": ("สอศ.", "ส่วนกลาง", "สำนักงานคณะกรรมการการอาชีวศึกษา"),
    "college": ("สถานศึกษาทุกแห่ง", "สถานศึกษา", "สถานศึกษาของรัฐและเอกชน"),
    "public_college": ("สถานศึกษาของรัฐ", "สถานศึกษาภาครัฐ"),
    "public_college_and_institute": ("สถานศึกษาของรัฐและสถาบันการอาชีวศึกษา", "สถานศึกษาของรัฐ; สถาบันการอาชีวศึกษา"),
    "centre": ("ศูนย์ CVM", "ศูนย์"),
}
_KINDS = {"academic": ("ปีการศึกษา",), "fiscal": ("ปีงบประมาณ", "ปี งปม.")}

SYSTEMS = {
    "V-COP": ("V-COP", "VCOP", "ศูนย์เครือข่ายกำลังคนอาชีวศึกษา", "ศูนย์กำลังคน"),
    "follow-up": ("ติดตามภาวะการมีงานทำ", "การติดตามผู้สำเร็จการศึกษา"),
    "e-MVS": ("e-MVS", "eMVS", "การติดตามในระบบ e-MVS"),
    "teacher development": ("พัฒนาครู", "การพัฒนาครูและบุคลากร"),
    "CVM": ("CVM", "ศูนย์ CVM"),
}
"""The systems of the letters; the office may have others."""

CALENDAR_COLUMNS = (
    CalendarColumn("event_id", "รหัสกิจกรรมตามปฏิทิน", ("รหัสกิจกรรม",), is_required=True),
    CalendarColumn("system", "ระบบงาน", ("ระบบ",), is_required=True),
    CalendarColumn("year_kind", "ชนิดของปี", ("ประเภทปี",), _KINDS, is_required=True),
    CalendarColumn("year_be", "ปี พ.ศ.", ("ปี",), is_required=True),
    CalendarColumn("round", "รอบที่", ("รอบ",)),
    CalendarColumn("event_th", "กิจกรรม", ("ชื่อกิจกรรม",), is_required=True),
    CalendarColumn("event_en", "กิจกรรมภาษาอังกฤษ", ("ชื่อกิจกรรมภาษาอังกฤษ",)),
    CalendarColumn("applies_to", "ผู้ต้องดำเนินการ", ("ผู้ดำเนินการ", "ใช้กับ"), _OFFICE, is_required=True),
    CalendarColumn("opens_on", "วันเริ่ม", ("วันเริ่มต้น", "วันที่เริ่ม", "ตั้งแต่วันที่")),
    CalendarColumn("closes_on", "วันสิ้นสุด", ("วันที่สิ้นสุด", "ภายในวันที่", "ถึงวันที่")),
    CalendarColumn("opens_basis", "ที่มาของวันเริ่ม", (), _BASES),
    CalendarColumn("closes_basis", "ที่มาของวันสิ้นสุด", (), _BASES),
    CalendarColumn("responsible_th", "ผู้รับผิดชอบ", ("หน่วยงานที่รับผิดชอบ",)),
    CalendarColumn("done_when", "หลักฐานว่าดำเนินการแล้ว", ("เงื่อนไขว่าดำเนินการแล้ว",)),
    CalendarColumn("source", "เอกสารที่มา", ("เอกสาร", "เอกสารอ้างอิง")),
)
"""Every column, in the order of the calendar's files."""

BY_NAME = {column.name: column for column in CALENDAR_COLUMNS}
"""The columns by name."""


def label(column: str, code: str) -> str:
    """The Thai label of a code; the code itself where it has none."""
    labels = SYSTEMS if column == "system" else BY_NAME[column].labels
    return labels.get(code, (code,))[0]
