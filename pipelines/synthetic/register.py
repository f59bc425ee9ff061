"""The register of the made-up colleges as the office keeps it (layout A of `colleges`)."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.synthetic.sample_layouts import COLLEGE_HEADING_A, EXAMPLE_DISTRICT
from pipelines.synthetic.sample_profile import OWNERSHIP_LABELS, SYNTHETIC
from pipelines.synthetic.world import College
from pipelines.synthetic.writers import Cell, xlsx

PATH = "colleges/ทะเบียนสถานศึกษาสมมติ.xlsx"
_SHIFT = 1000


def register(colleges: Sequence[College]) -> bytes:
    """A workbook with a row for every college."""
    rows: list[list[Cell]] = [[f"ทะเบียนสถานศึกษา · {SYNTHETIC}"], [], [*COLLEGE_HEADING_A]]
    for college in colleges:
        province, is_public = college.province, college.ownership == "public"
        rows.append(
            [
                college.code,
                college.name_th,
                OWNERSHIP_LABELS[college.ownership],
                college.kind if is_public else None,
                province.name_th,
                EXAMPLE_DISTRICT,
                province.name_th,
                province.region_th,
                f"สถาบันการอาชีวศึกษาตัวอย่าง {province.region_th}" if college.has_institute else None,
                None if is_public else "รับอุดหนุน",
                round(province.latitude + college.number % 90 / _SHIFT, 4),
                round(province.longitude - college.number % 70 / _SHIFT, 4),
                "เปิดกิจการ",
            ]
        )
    return xlsx({"ข้อมูล": rows})
