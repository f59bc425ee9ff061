"""The table that every report on employment shares: what became of graduates, one row a cell of a published table."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reporting.printed.blocks import Block, Cell, Row, cell, paragraph, row, table
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.wording import RELIABILITY
from pipelines.reporting.printed.writing import Writing

OUTCOMES = {
    "graduates": "สำเร็จ\nการ\nศึกษา",
    "followed": "ติดตาม\nได้",
    "employed": "ทำงาน",
    "self_employed": "อาชีพ\nอิสระ",
    "study_only": "ศึกษา\nต่อ",
    "seeking": "รองาน/\nว่างงาน",
    "military": "เกณฑ์\nทหาร",
    "ordained": "บวช",
    "ill": "เจ็บ\nป่วย",
    "deceased": "เสีย\nชีวิต",
    "other": "อื่น ๆ",
    "not_followed": "ติดตาม\nไม่ได้",
}
"""The counts that a graduate stands in once: those after `followed` add up to `graduates`."""

_SUMMARY = {
    "graduates": "ผู้สำเร็จการศึกษา",
    "followed": "ติดตามได้",
    "not_followed": "ติดตามไม่ได้",
    "obtained_work": "ได้งานทำหรือประกอบอาชีพอิสระ",
    "employed": "ทำงาน",
    "self_employed": "ประกอบอาชีพอิสระ",
    "further_study": "ศึกษาต่อทั้งหมด (รวมผู้ที่ทำงานด้วย)",
    "study_only": "ศึกษาต่ออย่างเดียว",
    "work_or_study": "มีงานทำ ประกอบอาชีพอิสระ หรือศึกษาต่อ",
    "seeking": "รองานหรือว่างงาน",
    "military": "เกณฑ์ทหาร",
    "ordained": "บวช",
    "ill": "เจ็บป่วย",
    "deceased": "เสียชีวิต",
    "other": "อื่น ๆ",
}
UNFOLLOWED = "ที่ติดตามใครไม่ได้เลยไม่แสดงอัตรา เพราะยังไม่ทราบว่ามีผู้ได้งานทำหรือไม่"
"""Why a rate of nobody followed is not printed."""

_IN_BOLD = {"graduates", "followed", "obtained_work", "work_or_study"}
_NUMBER = "10.5mm"


def counts(writing: Writing, figure: Figure) -> list[str]:
    """The counts of a cell as written."""
    return [writing.number(figure[name]) for name in OUTCOMES]


def outcome_table(caption: str, labels: Sequence[tuple[str, str]], rows: Sequence[Row]) -> Block:
    """A table of outcomes; `labels` are the heads and widths of the columns before the counts."""
    return table(
        caption,
        [*(width for _, width in labels), *[_NUMBER] * len(OUTCOMES)],
        [[*(name for name, _ in labels), *OUTCOMES.values()]],
        rows,
        numbers_from=len(labels),
    )


def outcome_columns(caption: str, columns: Sequence[tuple[str, Figure]], writing: Writing) -> Block:
    """The same with an outcome in each row, where counts are large or cells few; it stays on one page."""
    return table(
        caption,
        ["1fr", *["28mm"] * len(columns)],
        [["ผลการติดตาม", *(name for name, _ in columns)]],
        [
            row(
                [name, *(writing.number(one[measure]) for _, one in columns)],
                "total" if measure in _IN_BOLD else "plain",
            )
            for measure, name in _SUMMARY.items()
        ],
        is_whole=True,
    )


def grouped(name: str, lines: Sequence[tuple[str, Figure | None, str]], writing: Writing) -> list[Row]:
    """Rows about one thing under its name: label, figures and style of each; without figures it says so."""
    first: list[Cell | str] = [cell(name, rows=len(lines))]
    made = []
    for label, figure, style in lines:
        counted = [writing.number(None)] * len(OUTCOMES) if figure is None else counts(writing, figure)
        made.append(row([*first, label, *counted], style))
        first = []
    return made


def outcome_notes(figures: Figures) -> list[Block]:
    """How the columns are to be read; rounded counts add up to nothing."""
    sums = " ช่องตั้งแต่ทำงานถึงอื่น ๆ รวมกันเท่ากับติดตามได้ และรวมกับติดตามไม่ได้เท่ากับสำเร็จการศึกษา"
    return [
        paragraph(
            "ทำงาน หมายถึง ทำงานกับเอกชน ราชการ หรือรัฐวิสาหกิจ ผู้ที่ทำงานและศึกษาต่อพร้อมกันนับในช่องทำงาน "
            "ช่องศึกษาต่อนับผู้ศึกษาต่ออย่างเดียว "
            "ผู้สำเร็จการศึกษาหนึ่งคนอยู่ในช่องเดียว" + ("" if figures.publication.is_public else sums),
            "note",
        ),
        paragraph(
            "ช่องเกณฑ์ทหาร บวช เจ็บป่วย และเสียชีวิต เป็น – เมื่อข้อมูลเป็นจำนวนรวมซึ่งไม่แยก กรณีนี้นับอยู่ในช่องอื่น ๆ",
            "note",
        ),
    ]


def is_unfollowed(one: Figure) -> bool:
    """Whether nobody of a place was followed, of whom a rate would tell nothing."""
    return bool(one["reliability"] == "not_followed" and one["response_rate"] == 0)


def rate_table(caption: str, label: str, rows: Sequence[tuple[str, Sequence[Figure]]], figures: Figures) -> Block:
    """Rates with numerator, denominator, interval, bounds, response and reliability: a group of rows for each name."""
    writing, places = figures.writing, figures.places
    made = []
    for name, rates in rows:
        first: list[Cell | str] = [cell(name, rows=len(rates))]
        for one in rates:
            definition = figures.definitions[one["definition_id"]]
            rate, range_ = writing.percent(one["rate"], places), writing.interval(one["ci_low"], one["ci_high"], places)
            if is_unfollowed(one):
                rate = range_ = writing.percent(None)
            made.append(
                row(
                    [
                        *first,
                        writing.digits(definition["name_th"]) + (" (โดยประมาณ)" if one["is_approximate"] else ""),
                        writing.number(one["numerator"]),
                        writing.number(one["denominator"]),
                        rate,
                        range_,
                        writing.interval(one["bound_low"], one["bound_high"], places),
                        writing.percent(one["response_rate"], places),
                        cell(RELIABILITY.get(one["reliability"], writing.number(None)), is_number=False),
                    ]
                )
            )
            first = []
    return table(
        caption,
        ["16.5mm", "1fr", "16mm", "16mm", "10.5mm", "20mm", "20mm", "12mm", "16.5mm"],
        [
            [label, "นิยาม", "ตัวตั้ง", "ตัวหาร", "ร้อยละ", "ช่วงเชื่อมั่น\n" + writing.digits("95%"),
             "ขอบเขต\nเมื่อรวมผู้ที่\nติดตามไม่ได้", "ติดตามได้\n(ร้อยละ)", "ความ\nเชื่อถือได้"]
        ],
        made,
        numbers_from=2,
    )  # fmt: skip
