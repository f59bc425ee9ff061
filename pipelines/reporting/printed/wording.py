"""The Thai words of codes, and what every report says at its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.exporting.wording import INTERNAL_TH, PUBLIC_TH
from pipelines.reporting.printed.blocks import Block, Document, facts, heading, paragraph
from pipelines.reporting.printed.figures import Figures
from pipelines.reporting.printed.writing import UNKNOWN

RELIABILITY = {
    "ok": "เชื่อถือได้",
    "wide": "ช่วงกว้าง",
    "too_few": "จำนวนน้อยเกินไป",
    "not_followed": "ติดตามได้ไม่เพียงพอ",
}
SEXES: dict[str | None, str] = {"m": "ชาย", "f": "หญิง", None: "ไม่ทราบเพศ"}
ROUND_STATUS = {
    "done": "ยืนยันการส่งแล้ว",
    "late": "ยืนยันการส่งล่าช้า",
    "open": "อยู่ในระยะเวลา ยังไม่ยืนยัน",
    "overdue": "ส่งแล้ว ยังไม่ยืนยัน",
    "not_sent": "ยังไม่ส่งข้อมูล",
}
ROUND_STATUS_SHORT = {
    "done": "ยืนยันแล้ว",
    "late": "ยืนยันล่าช้า",
    "open": "อยู่ในระยะเวลา",
    "overdue": "ส่งแล้ว ยังไม่ยืนยัน",
    "not_sent": "ยังไม่ส่ง",
}
DUTY_STATUS = {
    "done": "ดำเนินการแล้ว",
    "late": "ดำเนินการล่าช้า",
    "open": "อยู่ในระยะเวลา",
    "overdue": "เกินกำหนด",
    "not_applicable": "ไม่เกี่ยวข้อง",
}
PRESSURES = {
    "critical_shortage": "ขาดแคลนมาก",
    "shortage": "ขาดแคลน",
    "balanced": "สมดุล",
    "surplus": "เกินความต้องการ",
    "no_demand_recorded": "ไม่มีข้อมูลความต้องการ",
    "no_supply": "ไม่มีผู้สำเร็จการศึกษา",
}
KEY_RESULT_STATUS = {
    "met": "บรรลุเป้าหมาย",
    "on_course": "เป็นไปตามแผน",
    "behind": "ต่ำกว่าแผน",
    "contradicts": "ข้อมูลขัดแย้งกัน",
    "reported_only": "มีเฉพาะข้อมูลที่รายงาน",
    "not_reported": "ยังไม่รายงาน",
}
UNITS = {
    "centre": "ศูนย์",
    "colleges": "สถานศึกษา",
    "components": "องค์ประกอบ",
    "courses": "หลักสูตร",
    "curriculum": "หลักสูตร",
    "establishments": "แห่ง",
    "learners": "คน",
    "meetings": "ครั้ง",
    "pairs": "คู่",
    "people": "คน",
    "percent": "ร้อยละ",
    "plan": "แผน",
    "report": "รายงาน",
    "service": "บริการ",
    "set": "ชุด",
    "system": "ระบบ",
    "teachers": "คน",
}
STANDINGS = {"inside": "ไม่ต่าง", "outside_95": "ต่าง", "outside_998": "ต่างมาก"}
STANDARD_SETS = {"cvm": "มาตรฐานศูนย์ CVM", "iqa": "ประกันคุณภาพภายใน"}
_RELIABLE = (
    "ความเชื่อถือได้: ช่วงกว้าง หมายถึง ช่วงเชื่อมั่นกว้าง โปรดใช้ด้วยความระมัดระวัง จำนวนน้อยเกินไป หมายถึง ตัวหารน้อยจนไม่แสดงอัตรา "
    "ติดตามได้ไม่เพียงพอ หมายถึง ติดตามได้น้อยจนยังสรุปอัตราไม่ได้ เชื่อถือได้ หมายถึง ไม่เข้าข้อใด ทั้งนี้ให้อ่านคู่กับขอบเขตเสมอ "
    "(โดยประมาณ) หมายถึง บางพจน์ของสูตรไม่ทราบค่าและนับเป็นศูนย์"
)
_TERMS = {
    "graduates": "ผู้สำเร็จการศึกษา",
    "followed": "ผู้ที่ติดตามได้",
    "obtained_work": "ผู้ได้งานทำหรือประกอบอาชีพอิสระ",
    "work_or_study": "ผู้มีงานทำ ประกอบอาชีพอิสระ หรือศึกษาต่อ",
    "study_only": "ผู้ศึกษาต่ออย่างเดียว",
    "military": "เกณฑ์ทหาร",
    "ordained": "บวช",
    "ill": "เจ็บป่วย",
    "deceased": "เสียชีวิต",
    "-": "−",
}


def document(
    figures: Figures, title: Sequence[str], blocks: Iterable[Block], notes: Iterable[Block], *, is_empty: bool = False
) -> Document:
    """A report with what stands on every page and at its end; `notes` are the report's own notes."""
    publication, writing = figures.publication, figures.writing
    return Document(
        heading=[writing.digits(title[0]), *title[1:]],
        audience=audience(figures),
        as_of=figures.as_of,
        publication_id=publication.publication_id,
        digits=writing.digits("0123456789"),
        blocks=list(blocks),
        notes=[heading("นิยามและหมายเหตุ"), *notes, *_reading(figures)],
        is_synthetic=publication.is_synthetic,
        is_empty=is_empty,
    )


def province_named(name_th: str | None) -> str:
    """A province as it stands in a title: the capital is none; nothing where it is not known."""
    if name_th is None:
        return ""
    return name_th if name_th.startswith("กรุงเทพ") else f"จังหวัด{name_th}"


def audience(figures: Figures) -> str:
    """Who may have the report."""
    return PUBLIC_TH if figures.publication.is_public else INTERNAL_TH


def formulas(figures: Figures, names: Iterable[str]) -> list[Block]:
    """Name and formula of these definitions."""
    told = [figures.definitions[name] for name in names if name in figures.definitions]
    written = [
        paragraph(
            f"{figures.writing.digits(one['name_th'])} = {_formula(one['numerator_terms'])} ÷ "
            f"{_formula(one['denominator_terms'])}",
            "note",
        )
        for one in told
    ]
    return [*written, paragraph(_RELIABLE, "note")] if written else []


def _formula(terms: str) -> str:
    words = [_TERMS.get(word, word) for word in terms.split()]
    return words[0] if len(words) == 1 else f"({' '.join(words)})"


def _reading(figures: Figures) -> list[Block]:
    writing, publication = figures.writing, figures.publication
    zero = writing.digits("0")
    told = [
        f"เครื่องหมาย {UNKNOWN} หมายถึง ไม่ทราบ ไม่เกี่ยวข้อง หรือไม่แสดงเพราะจำนวนน้อยเกินไป ไม่ใช่ศูนย์ ส่วน {zero} หมายถึง นับแล้วไม่มี"
    ]
    if publication.is_public:
        told = [
            f"เครื่องหมาย {UNKNOWN} หมายถึง ไม่ทราบ ไม่เกี่ยวข้อง หรือปิดไว้เพื่อคุ้มครองข้อมูลส่วนบุคคล ไม่ใช่ศูนย์ "
            f"ส่วน {zero} หมายถึง ไม่มี หรือมีน้อยจนปัดเป็น {zero}"
        ]
        limits = publication.thresholds
        told.append(
            writing.digits(
                f"จำนวนคนปัดเป็นพหุคูณของ {limits['rounding_base']} ที่ใกล้ที่สุด "
                "ยอดรวมปัดแยกต่างหาก ผลบวกของส่วนย่อยจึงอาจไม่เท่ายอดรวม "
                f"อัตราเป็นร้อยละจำนวนเต็ม แสดงเมื่อตัวหารจริงไม่น้อยกว่า {limits['minimum_rate_denominator']} คน "
                "จำนวนหรืออัตราที่อาจทำให้คำนวณจำนวน 1–4 คนกลับได้ถูกปิดไว้"
            )
        )
    return [
        *[paragraph(one, "note") for one in told],
        facts(
            [
                ("ข้อมูล ณ วันที่", figures.as_of),
                ("ชุดเผยแพร่", publication.publication_id),
                ("การเปิดเผย", audience(figures)),
            ]
        ),
    ]
