"""The report of a CVM centre.

Its scorecard, its colleges side by side, matching (CVM manual 1.3 no. 6), the analysis of self-assessments (7.1) and
what a recommendation may rest on (7.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pipelines.publishing.explaining.key_results import names_of_key_results
from pipelines.reporting.printed.blocks import Block, Cell, Document, Row, cell, facts, heading, paragraph, row, table
from pipelines.reporting.printed.errors import NoSuchYear
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.findings import finding_blocks, findings
from pipelines.reporting.printed.outcomes import is_unfollowed
from pipelines.reporting.printed.wording import (
    KEY_RESULT_STATUS,
    RELIABILITY,
    STANDARD_SETS,
    STANDINGS,
    UNITS,
    document,
    formulas,
    province_named,
)
from pipelines.years import fiscal_year_be

_CENTRE = """
    select centres.*, province_name_th from dim_cvm_centre as centres left join dim_province using (province_code)
    where centre_id = $centre
"""
_YEARS = "select distinct fiscal_year_be from centre_scorecard order by all desc"
_SCORECARD = """
    select * from centre_scorecard where centre_id = $centre and fiscal_year_be = $year order by key_result_id
"""
# each of the two tables is of its own newest year that is told
_COMPARED = """
    select compared.*, college_name_th
    from network_comparison as compared
    left join (select college_code, college_name_th, province_code from dim_college where is_current)
        using (college_code)
    where centre_id = $centre and level is null and academic_year_be = (
        select max(academic_year_be) from network_comparison
        where centre_id = $centre and level is null and academic_year_be <= $supply_year and {told}
    )
    order by province_code nulls last, college_name_th, college_code
"""
_MATCHED = """
    select matched.*, college_name_th
    from matching_report as matched
    left join (select college_code, college_name_th from dim_college where is_current) using (college_code)
    where centre_id = $centre and fiscal_year_be = $year
    order by college_code, level, field_th
"""
_ASSESSED = """
    select summary.*, college_name_th
    from sar_summary as summary
    left join (select college_code, college_name_th from dim_college where is_current) using (college_code)
    where centre_id = $centre and academic_year_be = (
        select max(academic_year_be) from sar_summary
        where centre_id = $centre and colleges_assessed > 0 and academic_year_be <= $supply_year + 1
    )
    order by standard_set, breakdown, standard, indicator_code, college_code
"""
_BESIDE = {
    "supply_now": "กำลัง\nคน",
    "demand_jobs": "ต้อง\nการ",
    "demand_places": "ที่ฝึก",
    "agreements": "ข้อ\nตกลง",
    "teachers": "ครู",
    "teachers_trained": "อบรม\nแล้ว",
    "teachers_certified": "ผ่าน\nทดสอบ",
    "placements": "ฝึก\nงาน",
    "safe_placement_rate": "ฝึก\nปลอดภัย\n(ร้อยละ)",
    "certification_pass_rate": "ผ่าน\nมาตรฐาน\n(ร้อยละ)",
    "sar_score": "SAR",
    "events_overdue": "เกิน\nกำหนด\n(เรื่อง)",
}
_TELLING = [name for name in _BESIDE if name != "events_overdue"]
"""What makes a year worth a table: what is owed of the calendar is told of every year."""


def centre_reports(figures: Figures, codes: Sequence[str], year: int | None = None) -> Iterator[tuple[str, Document]]:
    """The report of each centre, by its id; `year` is the fiscal year, or else the last that has ended.

    Raises:
        NoSuchYear: the publication holds nothing of it.
    """
    known = [one["fiscal_year_be"] for one in figures.rows(_YEARS)]
    if not known or (year is not None and year not in known):
        raise NoSuchYear(year, known, "plans, teachers, demands, sar_scores")
    ended = fiscal_year_be(date.fromisoformat(figures.publication.manifest["as_of"])) - 1
    chosen = year or (ended if ended in known else known[0])
    asked = {"year": chosen, "supply_year": chosen - 1}
    for code in codes:
        yield code, _document(figures, {"centre": code, **asked})


def _document(figures: Figures, asked: dict[str, Any]) -> Document:
    def rows(query: str) -> list[Figure]:
        return figures.rows(query, **{name: value for name, value in asked.items() if f"${name}" in query})

    writing = figures.writing
    (centre,) = rows(_CENTRE)
    field = centre["field_th"] + (f" สาขางาน{centre['branch_th']}" if centre["branch_th"] else "")
    title = [
        "รายงานผลการดำเนินงานศูนย์ CVM",
        f"สาขาวิชา{field} (ศูนย์ {asked['centre']}) ปีงบประมาณ {writing.plain(asked['year'])}",
        f"{centre['college_name_th']} {province_named(centre['province_name_th'])}".strip(),
    ]
    blocks = [
        *_scorecard(figures, rows(_SCORECARD)),
        *_compared(figures, rows(_COMPARED.format(told="graduates is not null"))),
        *_beside(figures, rows(_COMPARED.format(told=f"coalesce({', '.join(_TELLING)}) is not null"))),
        *_matched(figures, rows(_MATCHED)),
        *_assessed(figures, rows(_ASSESSED)),
        *_recommended(figures, findings(figures, "centre_id = $centre", centre=asked["centre"])),
    ]
    notes = [
        *formulas(figures, ("ovec_one_year",)),
        paragraph(
            "อัตราเทียบ คือ อัตราของเครือข่ายตามสัดส่วนสาขา ระดับ ระบบ และเพศของสถานศึกษานั้นเอง ส่วนต่างที่ช่วงเชื่อมั่นคร่อมศูนย์ "
            + writing.digits("แยกไม่ได้จากเครือข่าย ต่าง หมายถึง อยู่นอกช่วง 95% ของกรวย ต่างมาก หมายถึง อยู่นอกช่วง 99.8% ")
            + "ไม่เทียบและไม่จัดอันดับเมื่อผู้สำเร็จการศึกษาต่ำกว่าเกณฑ์หรือติดตามได้ไม่เพียงพอ อันดับเป็นช่วงที่เป็นไปได้ "
            + "แถวเรียงตามจังหวัดและชื่อสถานศึกษา",
            "note",
        ),
        paragraph(
            "ที่ฝึก หมายถึง จำนวนที่รับฝึกงานและทวิภาคี ผ่านทดสอบ หมายถึง ครูที่ผ่านการทดสอบรับรองสมรรถนะ "
            "เกินกำหนด หมายถึง เรื่องในปฏิทินที่ยังไม่ดำเนินการเมื่อพ้นกำหนด ระดับ "
            + writing.digits("5–1")
            + " หมายถึง ระดับคุณภาพของผลการประเมินตนเอง",
            "note",
        ),
        paragraph("เครือข่ายซ้อนทับกันได้ จำนวนของเครือข่ายนำมารวมข้ามศูนย์ไม่ได้", "note"),
    ]
    return document(figures, title, blocks, notes)


def _scorecard(figures: Figures, card: Sequence[Figure]) -> Iterator[Block]:
    """Every key result: target, result and status."""
    writing, names = figures.writing, names_of_key_results()
    yield heading("ผลตามเป้าหมายผลผลิต (Key Results)")
    if not card:
        yield paragraph("ไม่มีข้อมูลของศูนย์นี้ในปีงบประมาณนี้", "alert")
        return
    counted = [(status, sum(one["status"] == status for one in card)) for status in KEY_RESULT_STATUS]
    yield facts((KEY_RESULT_STATUS[status], f"{writing.number(number)} ข้อ") for status, number in counted if number)
    rows = [
        row(
            [
                one["key_result_id"],
                cell(writing.digits(names[one["key_result_id"]]["th"]), is_number=False),
                writing.decimal(one["target"], is_trimmed=True),
                writing.decimal(one["computed"], is_trimmed=True),
                writing.decimal(one["reported"], is_trimmed=True),
                cell(UNITS[one["unit"]], is_number=False),
                cell(KEY_RESULT_STATUS[one["status"]], is_number=False),
            ]
        )
        for one in card
    ]
    head = ["ข้อ", "เป้าหมายผลผลิต", "เป้าหมาย", "ผลจาก\nข้อมูล", "ผลที่ศูนย์\nรายงาน", "หน่วย", "สถานะ"]
    widths = ["13mm", "1fr", "15mm", "15mm", "15mm", "18mm", "26mm"]
    yield table(f"ปีงบประมาณ {writing.plain(card[0]['fiscal_year_be'])}", widths, [head], rows)


def _compared(figures: Figures, compared: Sequence[Figure]) -> Iterator[Block]:
    """The employment of the network's colleges side by side."""
    writing = figures.writing
    told = [one for one in compared if one["graduates"] is not None]
    yield heading("เปรียบเทียบสถานศึกษาในเครือข่าย")
    if not told:
        yield paragraph("ไม่มีข้อมูลผู้สำเร็จการศึกษาของสถานศึกษาในเครือข่าย เครือข่ายนับสถานศึกษาที่สอนสาขาวิชาซึ่งชื่อตรงกับศูนย์", "alert")
        return
    yield table(
        f"การได้งานทำเทียบกับอัตราเทียบของสถานศึกษานั้น ปีการศึกษา {writing.plain(told[0]['academic_year_be'])} "
        "(ร้อยละของผู้สำเร็จการศึกษา)",
        ["1fr", "15mm", "13mm", "13mm", "12mm", "12mm", "12mm", "28.5mm", "19mm", "15mm"],
        [["สถานศึกษา", "สำเร็จการ\nศึกษา", "ติดตาม\nได้", "ได้งาน\nทำ", "ร้อยละ", "อัตรา\nเทียบ", "ส่วนต่าง",
          "ช่วงเชื่อมั่น\nของส่วนต่าง", "เทียบกับ\nเครือข่าย", "อันดับที่\nเป็นไปได้"]],
        [row([one["college_name_th"] or one["college_code"], *_employment(figures, one)]) for one in told],
    )  # fmt: skip
    if silent := len(compared) - len(told):
        yield paragraph(f"อีก {writing.number(silent)} แห่งในเครือข่ายไม่มีข้อมูลผู้สำเร็จการศึกษาของปีนี้", "note")


def _employment(figures: Figures, one: Figure) -> list[Cell | str]:
    """A college's employment against its benchmark, as far as enough were followed to tell."""
    writing, places = figures.writing, figures.places
    unknown = writing.percent(None)
    is_followed = one["reliability"] != "not_followed"
    rank = unknown
    if one["best_rank"] is not None:
        rank = f"{writing.number(one['best_rank'])}–{writing.number(one['worst_rank'])}"
    return [
        *(writing.number(one[measure]) for measure in ("graduates", "followed", "obtained_work")),
        unknown if is_unfollowed(one) else writing.percent(one["rate"], places),
        writing.percent(one["benchmark_rate"], places),
        writing.percent(one["difference"], places) if is_followed else unknown,
        _between(figures, one) if is_followed else unknown,
        cell(STANDINGS.get(one["standing"]) or RELIABILITY.get(one["reliability"], unknown), is_number=False),
        rank,
    ]


def _between(figures: Figures, one: Figure) -> str:
    """The interval of the difference from the benchmark."""
    ends = [figures.writing.percent(one[name], figures.places) for name in ("difference_low", "difference_high")]
    return figures.writing.number(None) if one["difference_low"] is None else " ถึง ".join(ends)


def _beside(figures: Figures, compared: Sequence[Figure]) -> Iterator[Block]:
    """What the network's colleges have beside employment."""
    rows = [
        row([one["college_name_th"] or one["college_code"], *_as_written(figures, one)])
        for one in compared
        if any(one[measure] is not None for measure in _BESIDE)
    ]
    if rows:
        yield table(
            f"กำลังคน ครู และมาตรฐาน ปีการศึกษา {figures.writing.plain(compared[0]['academic_year_be'])}",
            ["1fr", *["10.5mm"] * 8, "13mm", "13mm", "11mm", "13mm"],
            [["สถานศึกษา", *_BESIDE.values()]],
            rows,
        )


def _as_written(figures: Figures, one: Figure) -> list[str]:
    """What stands beside employment, as written."""
    writing = figures.writing
    written = []
    for name in _BESIDE:
        if name.endswith("_rate"):
            written.append(writing.percent(one[name], figures.places))
        else:
            written.append(writing.decimal(one[name], 2) if name == "sar_score" else writing.number(one[name]))
    return written


def _matched(figures: Figures, matched: Sequence[Figure]) -> Iterator[Block]:
    """The report of the manual's item 6 of 1.3: establishments, demand, supply and placements of each college."""
    writing, levels = figures.writing, figures.levels
    yield heading(figures.writing.digits("รายงานผลการจับคู่ (คู่มือ 1.3 ข้อ 6)"))
    if not matched:
        yield paragraph("ไม่มีข้อมูลการจับคู่ของเครือข่ายในปีงบประมาณนี้")
        return
    measures = ("establishments", "demand_jobs", "demand_internship", "demand_dual", "supply", "learners",
                "matched_internship", "matched_dual", "matched_teachers", "agreements_in_force", "seats")  # fmt: skip
    order = list(levels)
    matched = sorted(matched, key=lambda one: (one["college_code"], order.index(one["level"])))
    rows: list[Row] = []
    for place, one in enumerate(matched):
        own = [other for other in matched if other["college_code"] == one["college_code"]]
        first = place == 0 or matched[place - 1]["college_code"] != one["college_code"]
        name = [cell(one["college_name_th"] or one["college_code"], rows=len(own))] if first else []
        field = cell(f"{levels[one['level']]} {one['field_th'] or ''}", is_number=False)
        rows.append(row([*name, field, *(writing.number(one[measure]) for measure in measures)]))
    yield table(
        "สถานประกอบการ ความต้องการกำลังคน และการผลิตกำลังคน (แห่ง คน)",
        ["1fr", "28mm", *["10.3mm"] * len(measures)],
        [["สถานศึกษา", "ระดับ สาขาวิชา", "สถาน\nประกอบ\nการ", "รับเข้า\nทำงาน", "รับ\nฝึกงาน", "รับทวิ\nภาคี",
          "สำเร็จ\nการ\nศึกษา", "ผู้เรียน", "ได้\nฝึกงาน", "ได้ทวิ\nภาคี", "ครูได้\nฝึก", "ข้อ\nตกลง", "ที่นั่ง"]],
        rows,
        numbers_from=2,
    )  # fmt: skip


def _assessed(figures: Figures, assessed: Sequence[Figure]) -> Iterator[Block]:
    """The analysis of self-assessments: the network as a whole and each indicator."""
    writing = figures.writing
    yield heading(writing.digits("สรุปและวิเคราะห์รายงานการประเมินตนเอง (SAR) (คู่มือ 7.1)"))
    told = [one for one in assessed if one["judgements"]]
    if not told:
        yield paragraph("ยังไม่มีสถานศึกษาในเครือข่ายที่ส่งผลการประเมินตนเอง")
        return
    scores = ("score_5", "score_4", "score_3", "score_2", "score_1")
    rows = []
    for one in told:
        name, style = f"ตัวบ่งชี้ {one['indicator_code']} {one['indicator_title'] or ''}", "plain"
        if one["breakdown"] == "cvm_network":
            name, style = f"ทั้งเครือข่าย ({STANDARD_SETS[one['standard_set']]})", "total"
        elif one["breakdown"] == "cvm_network_college":
            continue
        rows.append(
            row(
                [
                    writing.digits(name),
                    *(writing.number(one[measure]) for measure in ("colleges_assessed", "judgements", *scores)),
                    writing.decimal(one["mean_score"], 2),
                    writing.decimal(one["mean_score_before"], 2),
                    writing.decimal(one["change"], 2),
                ],
                style,
            )
        )
    yield table(
        f"ปีการศึกษา {writing.plain(told[0]['academic_year_be'])}",
        ["1fr", "15mm", "13mm", *["11mm"] * 5, "12mm", "13mm", "15mm"],
        [["มาตรฐานและตัวบ่งชี้", "สถานศึกษา", "ผล\nประเมิน",
          *(f"ระดับ\n{writing.plain(level)}" for level in range(5, 0, -1)), "เฉลี่ย", "เฉลี่ย\nปีก่อน", "เปลี่ยน\nแปลง"]],
        rows,
    )  # fmt: skip


def _recommended(figures: Figures, found: Sequence[Figure]) -> Iterator[Block]:
    """What the tables show that a recommendation may rest on, and what was taken up already."""
    yield heading(figures.writing.digits("ข้อเสนอแนะเชิงนโยบาย (คู่มือ 7.2): ข้อค้นพบที่เป็นหลักฐาน"))
    yield from finding_blocks(figures, found, has_heading=False)
    taken = [one for one in found if one["taken_up_by"]]
    if taken:
        yield facts(("ข้อเสนอแนะที่อ้างข้อค้นพบแล้ว", one["taken_up_by"]) for one in taken)
