"""The reports of the nation (the January summary for OVEC's executives), of a province and of an institute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.reporting.printed.blocks import Block, Document, cell, heading, paragraph, row, table
from pipelines.reporting.printed.errors import NoSuchYear
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.findings import finding_blocks, findings
from pipelines.reporting.printed.outcomes import outcome_columns, outcome_notes, rate_table
from pipelines.reporting.printed.places import place_notes, place_table
from pipelines.reporting.printed.wording import PRESSURES, ROUND_STATUS_SHORT, document, formulas, province_named

_YEARS = "select distinct academic_year_be from employment_one_year where breakdown = 'nation' order by all desc"
# a cell of the cube with the three rates that are most asked for
_CELLS = """
    select cube.*, headline.rate, headline.ci_low, headline.ci_high, headline.bound_low, headline.bound_high,
        headline.response_rate, headline.reliability, of_followed.rate as rate_of_followed,
        with_study.rate as rate_with_study
    from employment_one_year as cube
    left join employment_rates as headline
        on cube.cell_id = headline.cell_id and headline.definition_id = 'ovec_one_year'
    left join employment_rates as of_followed
        on cube.cell_id = of_followed.cell_id and of_followed.definition_id = 'of_followed'
    left join employment_rates as with_study
        on cube.cell_id = with_study.cell_id and with_study.definition_id = 'qa_work_or_study'
    where cube.academic_year_be = $year and cube.breakdown = $breakdown
        and ($place is null or $place in (cube.province_code, cube.institute_name))
    order by cube.college_code, cube.province_code nulls last, cube.graduates desc, cube.field_th nulls last
"""
_CELLS_OF_INSTITUTE = _CELLS.replace(
    "$place in (cube.province_code, cube.institute_name)",
    "cube.college_code in (select college_code from dim_college where is_current and institute_name = $place)",
)
_RATES = """
    select * from employment_rates
    where academic_year_be = $year and breakdown = $breakdown
        and ($place is null or $place in (province_code, institute_name))
"""
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
_GAPS = """
    select * from supply_demand_gap
    where supply_academic_year_be = $year and breakdown = 'province_level_field' and province_code = $place
        and coalesce(demand_jobs, 0) > 0
    order by gap desc nulls last, level, field_th
"""
_OF_AREA = {"province": "province_code = $place", "institute": "institute_name = $place"}
_NAMES = {
    "province": "select province_code as code, province_name_th as name_th, region_th from dim_province",
    "institute": "select institute_name as code, institute_name as name_th, null as region_th from dim_institute",
}


@dataclass(frozen=True)
class _Area:
    """The nation, a province or an institute in a year; `breakdown` is its own in the published tables."""

    figures: Figures
    breakdown: str
    place: str | None
    name: str
    year: int

    def cells(self, breakdown: str) -> list[Figure]:
        query = _CELLS_OF_INSTITUTE if self.breakdown == "institute" and breakdown != "institute" else _CELLS
        return self.figures.rows(query, year=self.year, breakdown=breakdown, place=self.place)

    def rows(self, query: str) -> list[Figure]:
        named = {"year": self.year, "breakdown": self.breakdown, "place": self.place}
        return self.figures.rows(query, **{name: value for name, value in named.items() if f"${name}" in query})


def national_report(figures: Figures, year: int | None = None) -> Document:
    """The summary of a year's follow-up for OVEC's executives (V-COP guideline, part 3: January)."""
    area = _Area(figures, "nation", None, "ทั้งประเทศ", _year(figures, year))
    writing = figures.writing
    regions = {one["region_th"]: one for one in area.cells("region")}
    order = [one["region_th"] for one in figures.rows("select region_th from dim_region order by sort_order")]
    names = {one["code"]: one["name_th"] for one in figures.rows(_NAMES["province"])}
    blocks = [
        *_headline(area),
        *_counts(area),
        *_rounds(area),
        heading("แยกตามภาค"),
        place_table(figures, "ภาค", [(one or "ไม่ทราบภาค", regions[one]) for one in [*order, None] if one in regions]),
        heading("แยกตามจังหวัด"),
        place_table(
            figures,
            "จังหวัด",
            [(names.get(one["province_code"], "ไม่ทราบจังหวัด"), one) for one in area.cells("province")],
        ),
        heading("แยกตามสาขาวิชา เรียงตามจำนวนผู้สำเร็จการศึกษา"),
        place_table(
            figures, "สาขาวิชา", [(one["field_th"] or "ไม่ทราบสาขาวิชา", one) for one in _largest(area.cells("field"))]
        ),
        *_missing(area),
    ]
    title = [
        "รายงานสรุปภาวะการมีงานทำและการศึกษาต่อของผู้สำเร็จการศึกษา",
        f"ปีการศึกษา {writing.plain(area.year)} เสนอผู้บริหารสำนักงานคณะกรรมการการอาชีวศึกษา",
    ]
    return document(figures, title, blocks, _notes(figures))


def area_reports(
    figures: Figures, kind: str, codes: Sequence[str], year: int | None = None
) -> Iterator[tuple[str, Document]]:
    """The report of each province or institute, by its code; an institute's code is its name."""
    chosen = _year(figures, year)
    named = {one["code"]: one for one in figures.rows(_NAMES[kind])}
    for code in codes:
        name = named[code]["name_th"]
        area = _Area(figures, kind, code, name if kind == "institute" else province_named(name), chosen)
        blocks = [
            *_headline(area),
            *_rounds(area),
            *_colleges(area),
            *(_fields(area) if kind == "province" else []),
            *(_gaps(area) if kind == "province" else []),
            *_missing(area),
            *finding_blocks(figures, findings(figures, _OF_AREA[kind], place=code)),
        ]
        region = [named[code]["region_th"]] if named[code]["region_th"] else []
        title = [
            "รายงานภาวะการมีงานทำและกำลังคนอาชีวศึกษา",
            f"{area.name} ปีการศึกษา {figures.writing.plain(area.year)}",
            *region,
        ]
        yield code, document(figures, title, blocks, _notes(figures))


def _year(figures: Figures, year: int | None) -> int:
    """The year asked for, or else the newest.

    Raises:
        NoSuchYear: the publication holds nothing of it.
    """
    held = [one["academic_year_be"] for one in figures.rows(_YEARS)]
    if not held or (year is not None and year not in held):
        raise NoSuchYear(year, held)
    return year or held[0]


def _headline(area: _Area) -> Iterator[Block]:
    """Every definition side by side: of the area, and of the nation's levels."""
    figures, levels = area.figures, area.figures.levels
    rates = figures.rows(_RATES, year=area.year, breakdown=area.breakdown, place=area.place)
    if not rates:
        yield paragraph(
            f"ไม่มีข้อมูลผู้สำเร็จการศึกษาปีการศึกษา {figures.writing.plain(area.year)} ของ{area.name}ในชุดเผยแพร่", "alert"
        )
        return
    rows = [(area.name if area.breakdown == "nation" else "ทั้งหมด", _in_order(figures, rates))]
    if area.breakdown == "nation":
        of_levels = figures.by("level", _RATES, year=area.year, breakdown="level", place=None)
        rows += [(label, _in_order(figures, of_levels[level])) for level, label in levels.items() if level in of_levels]
    yield heading("ภาวะการมีงานทำภายในหนึ่งปี ตามทุกนิยาม")
    yield rate_table("อัตรา ช่วงเชื่อมั่น และขอบเขตเมื่อรวมผู้ที่ติดตามไม่ได้", "ระดับ", rows, figures)


def _in_order(figures: Figures, rates: Sequence[Figure]) -> list[Figure]:
    order = list(figures.definitions)
    return sorted(rates, key=lambda one: order.index(one["definition_id"]))


def _counts(area: _Area) -> Iterator[Block]:
    """What became of the graduates, together and by level."""
    writing = area.figures.writing
    of_levels = {one["level"]: one for one in area.cells("level")}
    columns = [("ทั้งประเทศ", one) for one in area.cells("nation")]
    columns += [(label, of_levels[level]) for level, label in area.figures.levels.items() if level in of_levels]
    yield heading("ผลการติดตามแยกตามระดับ")
    yield outcome_columns("จำนวนผู้สำเร็จการศึกษา (คน)", columns, writing)


def _rounds(area: _Area) -> Iterator[Block]:
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
            counted = [sum(one["status"] in which for one in own) for which in _STATUSES.values()]
            window = writing.window(own[0]["window_opens_on"], own[0]["window_closes_on"])
            numbers = [writing.number(len(own)), *map(writing.number, counted)]
            rows.append(row([writing.plain(number), cell(window, is_number=False), *numbers]))
        head = ["รอบ", "ระยะเวลา", "สถานศึกษา", *_STATUSES]
        yield table("จำนวนสถานศึกษา (แห่ง)", ["10mm", "1fr", *["21mm"] * 5], [head], rows)
    if known:
        columns = [(f"ถึงรอบที่ {writing.plain(one['round'])}", one) for one in known]
        yield outcome_columns("จำนวนผู้สำเร็จการศึกษาที่มีบัญชีรายบุคคล (คน)", columns, writing)


_STATUSES = {
    "ยืนยันแล้ว": ("done",),
    "ยืนยัน\nล่าช้า": ("late",),
    "ยังไม่ยืนยัน": ("open", "overdue"),
    "ยังไม่ส่ง": ("not_sent",),
}


def _colleges(area: _Area) -> Iterator[Block]:
    """The colleges of the area."""
    found = area.cells("college")
    named = area.figures.rows("select college_code, college_name_th from dim_college where is_current order by all")
    names: dict[str, str] = {one["college_code"]: one["college_name_th"] for one in named}
    if found:
        yield heading("แยกตามสถานศึกษา")
        rows = [(names.get(code := str(one["college_code"]), code), one) for one in found]
        yield place_table(area.figures, "สถานศึกษา", rows)


def _fields(area: _Area) -> Iterator[Block]:
    """The fields of a province, level by level."""
    found = area.cells("province_level_field")
    rows: list[tuple[str, Figure | None]] = []
    for level, label in area.figures.levels.items():
        if own := [one for one in found if one["level"] == level]:
            rows.append((f"ระดับ {label}", None))
            rows += [(one["field_th"] or "ไม่ทราบสาขาวิชา", one) for one in _largest(own)]
    if rows:
        yield heading("แยกตามระดับและสาขาวิชา เรียงตามจำนวนผู้สำเร็จการศึกษา")
        yield place_table(area.figures, "สาขาวิชา", rows)


def _largest(figures: Sequence[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda one: (-(one["graduates"] or 0), one["field_th"] or ""))


def _gaps(area: _Area) -> Iterator[Block]:
    """What employers of the province ask for against what its colleges supply."""
    writing, levels = area.figures.writing, area.figures.levels
    found = area.rows(_GAPS)
    yield heading("กำลังคนกับความต้องการรับเข้าทำงาน")
    if not found:
        yield paragraph("ไม่มีสาขาวิชาใดที่มีการรายงานความต้องการรับเข้าทำงานในจังหวัดนี้")
        return
    rows = [
        row(
            [
                levels[one["level"]],
                cell(one["field_th"] or "ไม่ทราบสาขาวิชา", is_number=False),
                writing.number(one["supply"]),
                writing.decimal(one["supply_labour"]),
                writing.number(one["demand_jobs"]),
                writing.decimal(one["gap"]),
                writing.percent(one["coverage"], 0),
                cell(PRESSURES.get(one["pressure"], writing.number(None)), is_number=False),
            ]
        )
        for one in found
    ]
    head = ["ระดับ", "สาขาวิชา", "สำเร็จการ\nศึกษา", "กำลังคนที่\nเข้าตลาด", "ความ\nต้องการ", "ส่วนต่าง", "ร้อยละที่\nสนองได้", "ภาวะ"]
    year = writing.plain(found[0]["fiscal_year_be"])
    widths = ["13mm", "1fr", "16mm", "17mm", "15mm", "16mm", "15mm", "30mm"]
    yield table(f"สาขาวิชาที่มีความต้องการ ปีงบประมาณ {year} (คน)", widths, [head], rows)


def _missing(area: _Area) -> Iterator[Block]:
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


def _notes(figures: Figures) -> list[Block]:
    return [
        *formulas(figures, figures.definitions),
        *outcome_notes(figures),
        *place_notes(),
        paragraph("จำนวนสถานศึกษาในตารางรายรอบ นับจากแถวของตาราง round_submissions", "note"),
    ]
