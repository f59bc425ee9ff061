"""The table of places that reports on areas share: graduates and rates, one row a place."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reporting.printed.blocks import Block, Cell, Row, cell, paragraph, row, table
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.outcomes import UNFOLLOWED, is_unfollowed
from pipelines.reporting.printed.wording import RELIABILITY

NO_DATA: Figure = {}
"""What stands for a place of which nothing is known."""


def place_table(figures: Figures, label: str, rows: Sequence[tuple[str, Figure | None]]) -> Block:
    """Graduates and rates of places, a row each; a name with None heads the rows after it."""
    made: list[Row] = []
    for name, one in rows:
        if one is None:
            made.append(row([cell(name, columns=10, is_number=False)], "group"))
        elif one is NO_DATA:
            made.append(row([name, cell("ไม่มีข้อมูล", columns=9, is_number=False)]))
        else:
            made.append(row([name, *_of_place(figures, one)]))
    writing = figures.writing
    head: list[Cell | str] = [
        label, "สำเร็จการ\nศึกษา (คน)", "ติดตามได้\n(คน)", "ติดตามได้\n(ร้อยละ)", "ได้งานทำ\nหรืออิสระ\n(คน)",
        "ได้งานทำ\nร้อยละของ\nผู้สำเร็จฯ", "ช่วงเชื่อมั่น\n" + writing.digits("95%") + "\n(ขอบเขต)",
        "ได้งานทำ\nร้อยละของ\nผู้ที่ติดตามได้", "มีงานหรือ\nศึกษาต่อ\n(ร้อยละ)", "ความ\nเชื่อถือได้",
    ]  # fmt: skip
    widths = ["1fr", "15mm", "14mm", "14mm", "14mm", "15mm", "20mm", "17mm", "15mm", "18mm"]
    return table(f"จำนวนและอัตรา แยกตาม{label.split('/', maxsplit=1)[0]}", widths, [head], made)


def _of_place(figures: Figures, one: Figure) -> list[Cell | str]:
    writing, places = figures.writing, figures.places
    rate, range_ = writing.percent(one["rate"], places), writing.interval(one["ci_low"], one["ci_high"], places)
    with_study = writing.percent(one["rate_with_study"], places)
    if is_unfollowed(one):
        rate = range_ = with_study = writing.percent(None)
    elif one["reliability"] == "not_followed" and one["bound_low"] is not None:
        range_ = f"({writing.interval(one['bound_low'], one['bound_high'], places)})"
    return [
        *(writing.number(one[measure]) for measure in ("graduates", "followed")),
        writing.percent(one["response_rate"], places),
        writing.number(one["obtained_work"]),
        rate,
        range_,
        writing.percent(one["rate_of_followed"], places),
        with_study,
        cell(RELIABILITY.get(one["reliability"], writing.number(None)), is_number=False),
    ]


def place_notes() -> list[Block]:
    """How the table is to be read."""
    return [
        paragraph(
            "ขอบเขต หมายถึง อัตราต่ำสุดและสูงสุดที่เป็นไปได้ ถ้าผู้ที่ติดตามไม่ได้ไม่มีใครหรือทุกคนได้งานทำ "
            "ในตารางแยกตามพื้นที่ สถานศึกษา และสาขาวิชา แสดงในวงเล็บแทนช่วงเชื่อมั่นเมื่อติดตามได้ไม่เพียงพอ "
            f"แห่ง{UNFOLLOWED}",
            "note",
        )
    ]
