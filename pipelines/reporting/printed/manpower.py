"""What a province's colleges supply and its employers ask for, and how learners fare where they are placed."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reporting.printed.area import Area
from pipelines.reporting.printed.blocks import Block, cell, facts, heading, paragraph, row, table
from pipelines.reporting.printed.wording import PRESSURES

_GAPS = """
    select * from supply_demand_gap
    where supply_academic_year_be = $year and breakdown = 'province_level_field' and province_code = $place
    order by gap desc nulls last, level, field_th
"""
_BALANCE = """
    select * from supply_demand_gap
    where supply_academic_year_be = $year and breakdown = 'province' and province_code = $place
"""
_SAFETY = """
    select * from placement_safety
    where academic_year_be = $year and breakdown = $breakdown and $place in (province_code, institute_name)
"""
_WHOLE = {
    "colleges": "สถานศึกษา (แห่ง)",
    "establishments": "สถานประกอบการ (แห่ง)",
    "demand_jobs": "ต้องการรับเข้าทำงาน (คน)",
    "demand_internship": "ต้องการรับฝึกงาน (คน)",
    "demand_dual": "ต้องการรับทวิภาคี (คน)",
    "agreements_in_force": "ข้อตกลงความร่วมมือที่มีผล (ฉบับ)",
    "seats": "ที่นั่งตามข้อตกลง (คน)",
    "matched_places": "ได้ที่ฝึกงานหรือทวิภาคีแล้ว (คน)",
}
_PLACED = {
    "placements": "การฝึกในสถานประกอบการ (ราย)",
    "internships": "ฝึกงาน (ราย)",
    "dual_placements": "ทวิภาคี (ราย)",
    "accidents": "อุบัติเหตุ (ครั้ง)",
    "complaints": "ข้อร้องเรียน (เรื่อง)",
}
_SHARES = {
    "trained_before_start_rate": "อบรมความปลอดภัยก่อน (ร้อยละ)",
    "site_checked_rate": "ตรวจสถานที่ฝึกแล้ว (ร้อยละ)",
    "supervised_rate": "ได้รับการนิเทศ (ร้อยละ)",
    "in_order_rate": "ถูกต้องตามระเบียบ (ร้อยละ)",
    "safe_rate": "ฝึกโดยปลอดภัย (ร้อยละ)",
}


def gaps(area: Area) -> Iterator[Block]:
    """What employers of the province ask for against what its colleges supply, and who is placed."""
    writing, levels = area.figures.writing, area.figures.levels
    found = area.rows(_GAPS)
    yield heading("กำลังคนกับความต้องการรับเข้าทำงาน")
    if not found:
        yield paragraph("ไม่มีข้อมูลกำลังคนและความต้องการของจังหวัดนี้ในปีนี้")
        return
    rows = []
    for one in found:
        is_told = one["pressure"] != "no_demand_recorded"
        rows.append(
            row(
                [
                    levels[one["level"]],
                    cell(one["field_th"] or "ไม่ทราบสาขาวิชา", is_number=False),
                    writing.number(one["supply"]),
                    writing.decimal(one["supply_labour"]),
                    writing.number(one["demand_jobs"] if is_told else None),
                    writing.decimal(one["gap"] if is_told else None),
                    writing.percent(one["coverage"], 0),
                    cell(PRESSURES.get(one["pressure"], writing.number(None)), is_number=False),
                ]
            )
        )
    for whole in area.rows(_BALANCE):
        yield facts((name, writing.number(whole[measure])) for measure, name in _WHOLE.items())
    head = ["ระดับ", "สาขาวิชา", "สำเร็จการ\nศึกษา", "กำลังคนที่\nเข้าตลาด", "ความ\nต้องการ", "ส่วนต่าง", "ร้อยละที่\nสนองได้", "ภาวะ"]
    year = writing.plain(found[0]["fiscal_year_be"])
    widths = ["13mm", "1fr", "16mm", "17mm", "15mm", "16mm", "15mm", "30mm"]
    yield paragraph(
        "กำลังคนที่เข้าตลาด หมายถึง ผู้สำเร็จการศึกษาหักผู้ที่ศึกษาต่ออย่างเดียว ส่วนต่าง = ความต้องการ − กำลังคนที่เข้าตลาด", "note"
    )
    yield table(f"กำลังคนและความต้องการแยกตามสาขาวิชา ปีงบประมาณ {year} (คน)", widths, [head], rows)


def placements(area: Area) -> Iterator[Block]:
    """How learners of the area's colleges fare where they are placed."""
    writing, places = area.figures.writing, area.figures.places
    yield heading("การฝึกงานและฝึกอาชีพในสถานประกอบการ")
    found = area.rows(_SAFETY)
    if not found:
        yield paragraph(f"ไม่มีข้อมูลการฝึกในสถานประกอบการของปีการศึกษา {writing.plain(area.year)}")
        return
    (one,) = found
    yield facts(
        [
            *((name, writing.number(one[measure])) for measure, name in _PLACED.items()),
            *((name, writing.percent(one[measure], places)) for measure, name in _SHARES.items()),
        ]
    )
