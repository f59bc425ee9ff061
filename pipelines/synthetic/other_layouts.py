"""The V-COP report, person by person (layout B), and the survey form (layout G), as their systems write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipelines.synthetic import quirks, reference
from pipelines.synthetic.chance import Chance
from pipelines.synthetic.following import STUDYING, WORKING
from pipelines.synthetic.rows import Row
from pipelines.synthetic.sample_profile import SYNTHETIC
from pipelines.synthetic.shapes import Raw
from pipelines.synthetic.tables import LABELS, LEVEL_NAMES, YEARS
from pipelines.synthetic.world import College
from pipelines.synthetic.writers import Cell, text, xls, xlsx

VCOP_HEADING = (
    "ชื่อ นามสกุล", None, "ระดับชั้น", "รหัสบัตรประชาชน", "ประเภทวิชา", "เพศ", "ปีที่จบ", "เทอมที่จบ", "เลขรหัสนักเรียน",
    "วันเกิด", "อีเมล", "โทรศัพท์", "รหัสสาขาวิชา", "สาขาวิชา", "ปีหลักสูตร", "รหัสสถานะการติดตาม", "ศึกษาต่อในระดับ",
    "ชื่อสถานศึกษาเรียนต่อ", "สถานะเรียนตรงสาย ไม่ตรงสาย", "ประเภทวิชา/คณะ", "สาขาวิชาที่เรียนต่อ", "ชื่อสถานที่ทำงาน",
    "ตำแหน่งงาน", "เงินเดือน", "ทำงานตรงสาย ไม่ตรงสาย", "สถานะการติดตาม", "ปีการศึกษาที่จบ", "ประเภทนักเรียน",
)  # fmt: skip
NOT_SURVEYED = "ยังไม่ได้ติดตาม"
SELF_EMPLOYED = ("ประกอบอาชีพอิสระ", "ธุรกิจส่วนตัว", "ค้าขาย")
FORM_HEADING = (
    "ประทับเวลา", "ชื่อ - นามสกุล", "สาขาวิชา/สาขางาน", "ระดับการศึกษา", "หมายเลขโทรศัพท์", "ช่องทางการติดต่อสื่อสาร",
    "Social Media", "แนวโน้มการศึกษาต่อ/ประกอบอาชีพ", "สถาบันการศึกษาที่คาดว่าจะศึกษาต่อ", "สถานประกอบการที่จะปฏิบัติงาน",
)  # fmt: skip


def vcop(
    college: College,
    year_be: int,
    number: int,
    roster: Sequence[Row],
    records: Mapping[int, Row],
    kind: str,
    chance: Chance,
) -> bytes:
    """The report of one round: every graduate, what is known of them, and a status for those without work or study.

    Args:
        roster: rows of `graduates`.
        records: rows of `followups` by `_who` of the graduate.
        kind: `vcop_xls`, `vcop_csv_874` or `vcop_csv_utf8`.
    """
    lines: list[list[Cell]] = [
        [f"รายงานการติดตามผู้สำเร็จการศึกษารายบุคคล - {SYNTHETIC}"],
        [f"สถานศึกษา : {college.code} {college.name_th}"],
        [f"รอบการติดตามที่ : {number}", None, f"ปีการศึกษา {year_be}"],
        [],
        [*VCOP_HEADING],
    ]
    names = quirks.drawn(chance, is_874=kind == "vcop_csv_874")
    body = [_vcop_line(row, records.get(row["_who"])) for row in roster]
    if names:
        for place in (VCOP_HEADING.index("สาขาวิชา"), VCOP_HEADING.index("ตำแหน่งงาน")):
            column = quirks.quirky(chance, names, [line[place] for line in body])  # type: ignore[misc]
            for line, cell in zip(body, column, strict=True):
                line[place] = cell
    lines += body
    if kind == "vcop_xls":
        return xls("รายงาน", lines)
    return text(lines, "cp874" if kind == "vcop_csv_874" else "utf-8-sig")


def _vcop_line(row: Row, record: Row | None) -> list[Cell]:
    level, field = row["level"], row["field_th"]
    said: Row = record or {}
    outcome = said.get("outcome")
    works, studies = outcome in WORKING, outcome in STUDYING
    income = said.get("monthly_income") if works else None
    status = outcome if isinstance(outcome, Raw) else LABELS["outcome"].get(str(outcome), NOT_SURVEYED)
    employer = said.get("employer_name") if works else None
    if outcome == "self_employed":
        employer = SELF_EMPLOYED[row["_who"] % len(SELF_EMPLOYED)]
    return [
        row["full_name"],
        None,
        level if isinstance(level, Raw) else f"{LEVEL_NAMES[level]} {YEARS[level]}",
        row["national_id"],
        row["subject_type_th"],
        LABELS["sex"][row["sex"]],
        row["academic_year_be"] + 1,
        LABELS["term"].get(row["term"]),
        row["student_id"],
        _ce_slashes(row["birth_date"]),
        row["email"],
        row["phone"],
        reference.field_codes().get((level, field)),
        field,
        row["curriculum_be"],
        None,
        said.get("study_level") if studies else None,
        said.get("study_institution") if studies else None,
        LABELS["matches"].get(said.get("study_matches_field", "")) if studies else None,
        said.get("study_faculty") if studies else None,
        said.get("study_field") if studies else None,
        employer,
        said.get("job_title") if works else None,
        income if isinstance(income, str) else f"{income:,}" if income else None,
        LABELS["matches"].get(said.get("job_matches_field", "")) if works else None,
        status if record or row["_who"] % 2 else None,
        row["academic_year_be"],
        LABELS["study_system"].get(row["study_system"]),
    ]


def form(year_be: int, rows: Sequence[Row]) -> bytes:
    """The answers to the survey form: names instead of ids, field and branch in one cell, an English time stamp."""
    lines: list[list[Cell]] = [[*FORM_HEADING]]
    for row in rows:
        at: Any = row["surveyed_on"]
        level = row["level"]
        intention = row["intention"]
        lines.append(
            [
                at if isinstance(at, Raw) else f"{_ce_slashes(at)} {8 + at.day % 10}:{at.day + 10}:{at.month + 20}",
                row["full_name"],
                f"{row['field_th']}/{row['branch_th']}" if row.get("branch_th") else row["field_th"],
                level if isinstance(level, Raw) else LEVEL_NAMES[level],
                row["phone"],
                row["contact_channel"],
                row["social_media"],
                intention if isinstance(intention, Raw) else LABELS["intention"].get(intention),
                row["expected_institution"],
                row["expected_employer"],
            ]
        )
    return xlsx({"การตอบแบบฟอร์ม 1": lines, "คำชี้แจง": [[f"แบบสำรวจปีการศึกษา {year_be} - {SYNTHETIC}"]]})


def _ce_slashes(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"
