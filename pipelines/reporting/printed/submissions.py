"""The rounds of the follow-up in an area: what is known as of each, and who has not confirmed the newest."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reporting.printed.area import Area
from pipelines.reporting.printed.blocks import Block, cell, heading, paragraph, row, table
from pipelines.reporting.printed.figures import Figure
from pipelines.reporting.printed.outcomes import outcome_columns
from pipelines.reporting.printed.wording import ROUND_STATUS_SHORT

_BY_ROUND = """
    select * from employment_by_round
    where academic_year_be = $year and breakdown = $breakdown
        and ($place is null or $place in (province_code, institute_name))
    order by round
"""
_SENT = """
    select rounds.*, college_name_th, province_name_th
    from round_submissions as rounds
    left join (select college_code, college_name_th, institute_name from dim_college where is_current)
        using (college_code)
    left join dim_province using (province_code)
    where academic_year_be = $year and ($place is null or $place in (province_code, institute_name))
    order by province_code nulls last, college_code, round
"""
_STATUSES = {
    "done": "ยืนยันแล้ว",
    "late": "ยืนยัน\nล่าช้า",
    "overdue": "ส่งแล้ว\nยังไม่ยืนยัน",
    "open": "อยู่ใน\nระยะเวลา",
    "not_sent": "ยังไม่ส่ง",
}


def rounds(area: Area) -> Iterator[Block]:
    """What became of the graduates as of each round, and how many colleges have sent it."""
    writing = area.figures.writing
    known = area.rows(_BY_ROUND)
    sent = area.rows(_SENT)
    if not known and not sent:
        return
    yield heading("ผลการติดตามรายรอบ")
    if sent:
        rows = []
        for number in sorted({one["round"] for one in sent}):
            own = [one for one in sent if one["round"] == number]
            counted = [sum(one["status"] == status for one in own) for status in _STATUSES]
            window = writing.window(own[0]["window_opens_on"], own[0]["window_closes_on"])
            numbers = [writing.number(len(own)), *map(writing.number, counted)]
            rows.append(row([writing.plain(number), cell(window, is_number=False), *numbers]))
        head = ["รอบ", "ระยะเวลา", "สถานศึกษา", *_STATUSES.values()]
        yield table("จำนวนสถานศึกษา (แห่ง)", ["10mm", "1fr", *["17mm"] * (1 + len(_STATUSES))], [head], rows)
    if known:
        columns = [(f"ถึงรอบที่ {writing.plain(one['round'])}", one) for one in known]
        yield outcome_columns("จำนวนผู้สำเร็จการศึกษาที่มีบัญชีรายบุคคล (คน)", columns, writing)


def missing(area: Area) -> Iterator[Block]:
    """The colleges that have not confirmed the newest round."""
    sent, writing = area.rows(_SENT), area.figures.writing
    if not sent:
        return
    numbers = sorted({one["round"] for one in sent})
    told: dict[str, dict[int, Figure]] = {}
    for one in sent:
        told.setdefault(one["college_code"], {})[one["round"]] = one
    owing = [own for own in told.values() if _owes(own.get(numbers[-1]))]
    yield heading(f"สถานศึกษาที่ยังไม่ยืนยันรอบที่ {writing.plain(numbers[-1])}")
    if not owing:
        yield paragraph("ทุกแห่งยืนยันแล้ว")
        return
    rows = []
    for own in owing:
        college = next(iter(own.values()))
        status = [
            ROUND_STATUS_SHORT[own[number]["status"]] if number in own else writing.number(None) for number in numbers
        ]
        name = f"{college['college_name_th'] or ''} ({college['college_code']})"
        rows.append(row([college["province_name_th"] or "ไม่ทราบจังหวัด", name, *status]))
    head = ["จังหวัด", "สถานศึกษา", *(f"รอบที่ {writing.plain(number)}" for number in numbers)]
    yield table(
        f"{writing.number(len(owing))} แห่ง", ["30mm", "1fr", *["24mm"] * len(numbers)], [head], rows, numbers_from=9
    )


def _owes(told: Figure | None) -> bool:
    return told is not None and told["status"] not in ("done", "late")
