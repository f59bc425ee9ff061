"""What the rules of the policy page have found, as a printed report tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.reporting.printed.blocks import Block, cell, heading, paragraph, row, table
from pipelines.reporting.printed.figures import Figure, Figures

_SHOWN = 10
_SEVERITIES = {"critical": "วิกฤต", "high": "สูง", "medium": "ปานกลาง", "low": "ต่ำ"}

FINDINGS = """
    select *, coalesce(text_th, finding_th) as told_th from policy_findings
    where {where}
    order by priority desc nulls last, list_position($severities, severity), rule_id, finding_id
"""
"""The findings of a place, in the order in which they ought to be acted on: `where` names the place."""

_COMMAND = re.compile(r"\s*(?:\(cvm [^)]*\)|ด้วย cvm [a-z]+(?: --[a-z]+)*)")
"""How an action names a command: a reader of paper has none."""


def findings(figures: Figures, where: str, **place: object) -> list[Figure]:
    """What was found of a place in any year."""
    return figures.rows(FINDINGS.format(where=where), severities=list(_SEVERITIES), **place)


def finding_blocks(figures: Figures, found: Sequence[Figure], *, has_heading: bool = True) -> Iterator[Block]:
    """The first findings, each with what to do next."""
    writing = figures.writing
    if has_heading:
        yield heading("ข้อค้นพบที่ควรดำเนินการก่อน")
    if not found:
        yield paragraph("ไม่มีข้อค้นพบที่เข้าเกณฑ์")
        return
    rows = [
        row(
            [
                writing.plain(number),
                cell(_told(figures, one), is_number=False),
                cell(_SEVERITIES[one["severity"]], is_number=False),
                cell(writing.text(_COMMAND.sub("", one["action_th"])), is_number=False),
            ]
        )
        for number, one in enumerate(found[:_SHOWN], start=1)
    ]
    is_ranked = any(one["priority"] is not None for one in found)
    order = "เรียงตามลำดับความสำคัญ" if is_ranked else "เรียงตามความรุนแรง"
    count = f"{writing.number(len(rows))} จาก {writing.number(len(found))} รายการ"
    as_of = figures.as_of
    caption = f"ข้อค้นพบของทุกปี ณ วันที่ {as_of}: {count} {order}"
    yield table(caption, ["9mm", "1fr", "17mm", "62mm"], [["ที่", "ข้อค้นพบ", "ความ\nรุนแรง", "ควรทำต่อ"]], rows)
    if is_ranked:
        yield paragraph(
            "ลำดับความสำคัญ = ความรุนแรง × ขนาด × ความต่อเนื่อง × ความแน่นอน ข้อที่รุนแรงน้อยกว่าแต่กระทบคนจำนวนมากจึงอาจอยู่ก่อน",
            "note",
        )
    yield paragraph("เกณฑ์ที่คู่มือไม่ได้กำหนดเป็นข้อเสนอของโครงการ จนกว่าสำนักงานจะยืนยัน", "note")


def _told(figures: Figures, one: Figure) -> str:
    """A finding with its figures as written; the name of its place stays as it is on the rest of the page."""
    place = one["place_th"] or ""
    before, found, after = one["told_th"].partition(place) if place else (one["told_th"], "", "")
    return figures.writing.text(before) + found + figures.writing.text(after)
