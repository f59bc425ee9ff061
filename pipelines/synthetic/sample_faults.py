"""The faults that senders make, one file each, with the verdict that the warehouse must reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from pipelines.synthetic.sample_draws import College, Outcome, outcomes
from pipelines.synthetic.sample_files import delimited, titled, workbook
from pipelines.synthetic.sample_layouts import (
    COLLEGE_HEADING_A,
    OUTCOME_HEADING_A,
    Register,
    SampleFile,
    college_row_a,
    outcome_row_a,
    outcomes_a,
    outcomes_c,
    template,
)
from pipelines.synthetic.sample_profile import PROVINCES, PUBLIC_KINDS, SYNTHETIC

NEW_COLLEGE = College(99, PUBLIC_KINDS[0], PROVINCES[0], None)
"""A college that reports before any register names it."""

OUTCOMES = "outcome_counts"
OUTCOME_TITLE = "ผลการติดตามภาวะการมีงานทำ"
FIRST_GRADUATES_COLUMN = OUTCOME_HEADING_A.index("ผู้สำเร็จการศึกษา")


def faulty_rows(rows: Sequence[Outcome], register: Register) -> SampleFile:
    """Loads, but for seven rows: each with one fault, two of them because they contradict each other."""
    whole = sorted(rows, key=lambda row: -row.followed)
    more_followed = replace(whole[0], graduates=whole[0].followed - 1)
    not_adding_up = replace(whole[1], seeking=whole[1].seeking + 2)
    contradicted = whole[5]
    contradicting = replace(contradicted, graduates=contradicted.graduates + 3)

    lines = [outcome_row_a(row, register) for row in (more_followed, not_adding_up, *whole[2:5])]
    lines[2][FIRST_GRADUATES_COLUMN] = "สิบสอง"
    lines[3][OUTCOME_HEADING_A.index("สาขาวิชา")] = None
    lines[4][OUTCOME_HEADING_A.index("ระดับชั้น/ระดับการศึกษา")] = "ปวท."
    lines += [outcome_row_a(row, register) for row in (contradicted, contradicting, *whole[6:])]
    return SampleFile(
        "faulty/ผลการติดตาม_มีแถวผิด.xlsx",
        template(OUTCOME_TITLE, OUTCOME_HEADING_A, lines),
        OUTCOMES,
        "A",
        "loaded_with_quarantine",
        rows_read=len(lines),
        rows_quarantined=7,
        faults={
            "followed_above_graduates": 1,
            "outcomes_do_not_add_up": 1,
            "not_a_number": 1,
            "required_missing": 1,
            "not_in_list": 1,
            "key_conflict": 2,
        },
        outcomes=whole[6:],
    )


def too_many_faults(rows: Sequence[Outcome], register: Register) -> SampleFile:
    """Held: every second row does not add up."""
    sent = [replace(row, other=row.other + 1) if number % 2 == 0 else row for number, row in enumerate(rows)]
    return SampleFile(
        "faulty/ผลการติดตาม_ผิดหลายแถว.xlsx",
        outcomes_a(sent, register),
        OUTCOMES,
        "A",
        "held",
        rows_read=len(sent),
        faults={"too_many_faults": None, "outcomes_do_not_add_up": (len(sent) + 1) // 2},
    )


def duplicate_row(rows: Sequence[Outcome], register: Register) -> SampleFile:
    """Loads: the last row stands there twice, word for word."""
    return SampleFile(
        "faulty/ผลการติดตาม_แถวซ้ำ.xlsx",
        outcomes_a([*rows, rows[-1]], register),
        OUTCOMES,
        "A",
        "loaded",
        rows_read=len(rows) + 1,
        rows_duplicate=1,
        outcomes=rows,
    )


def unregistered_college(seed: int, year: int, register: Register) -> SampleFile:
    """Loads and waits: the code stands in no register; semicolons, as another locale saves them."""
    rows = outcomes(seed, NEW_COLLEGE, year)
    lines = titled(SYNTHETIC, OUTCOME_HEADING_A, [outcome_row_a(row, register) for row in rows])
    return SampleFile(
        "faulty/ผลการติดตาม_สถานศึกษาใหม่.csv",
        delimited(lines, "utf-8", comma=";"),
        OUTCOMES,
        "A",
        "loaded",
        rows_read=len(rows),
        faults={"waiting_for_colleges": len(rows)},
        outcomes=rows,
    )


def year_faults(rows: Sequence[Outcome], register: Register) -> list[SampleFile]:
    """Open data without a year anywhere, and with two years that disagree."""
    return [
        SampleFile(
            "faulty/workforce_ล่าสุด.csv",
            outcomes_c(rows, register, SYNTHETIC),
            OUTCOMES,
            "C",
            "rejected",
            faults={"year_unknown": None},
        ),
        SampleFile(
            "faulty/workforce2565_แก้ไข.csv",
            outcomes_c(rows, register, f"ปีการศึกษา 2566 {SYNTHETIC}"),
            OUTCOMES,
            "C",
            "held",
            rows_read=len(rows),
            faults={"year_conflict": None},
        ),
    ]


def rejected_at_the_door(rows: Sequence[Outcome], register: Register) -> list[SampleFile]:
    """A required column is missing, no heading is known, and bytes that are no workbook."""
    without_last = [outcome_row_a(row, register)[:-1] for row in rows]
    noise = b"".join(sha256(bytes([block])).digest() for block in range(64))
    return [
        SampleFile(
            "faulty/ผลการติดตาม_ขาดคอลัมน์.xlsx",
            template(OUTCOME_TITLE, OUTCOME_HEADING_A[:-1], without_last),
            OUTCOMES,
            "A",
            "rejected",
            faults={"missing_column": None},
        ),
        SampleFile(
            "faulty/กำหนดการอบรม.xlsx",
            workbook({"กำหนดการ": titled(SYNTHETIC, ["ลำดับ", "หัวข้อ", "สถานที่"], [[1, "เปิดงาน", "ห้องประชุม"]])}),
            None,
            None,
            "rejected",
            faults={"unknown_layout": None},
        ),
        SampleFile(
            "faulty/ผลการติดตาม_เข้ารหัส.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + b"SYNTHETIC, not a workbook " + noise,
            None,
            None,
            "rejected",
            faults={"unreadable_file": None},
        ),
    ]


def doubtful_register(colleges: Sequence[College]) -> SampleFile:
    """Loads with warnings only: an unknown kind, swapped coordinates, a closed college without a province."""
    lines = [college_row_a(college) for college in colleges]
    unknown_kind, swapped, closed, *_ = lines
    unknown_kind[COLLEGE_HEADING_A.index("ประเภทสถานศึกษา")] = "วิทยาลัยตัวอย่างรูปแบบใหม่"
    latitude, longitude = COLLEGE_HEADING_A.index("พิกัดละติจูด"), COLLEGE_HEADING_A.index("พิกัดลองจิจูด")
    swapped[latitude], swapped[longitude] = swapped[longitude], swapped[latitude]
    for heading in ("จังหวัด", "อำเภอ", "อาชีวศึกษาจังหวัด", "ภาค"):
        closed[COLLEGE_HEADING_A.index(heading)] = None
    closed[-1] = "เลิกกิจการ"
    return SampleFile(
        "faulty/ทะเบียนสถานศึกษา_ควรตรวจสอบ.xlsx",
        template("ทะเบียนสถานศึกษา", COLLEGE_HEADING_A, lines),
        "colleges",
        "A",
        "loaded",
        rows_read=len(lines),
        has_warnings=True,
    )
