"""The reports of the nation (the January summary for OVEC's executives), of a province and of an institute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.reporting.printed.area import Area
from pipelines.reporting.printed.blocks import Block, Document, heading, paragraph
from pipelines.reporting.printed.errors import NoSuchYear
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.findings import finding_blocks, findings
from pipelines.reporting.printed.manpower import gaps, placements
from pipelines.reporting.printed.outcomes import is_unfollowed, outcome_columns, outcome_notes, rate_table
from pipelines.reporting.printed.places import NO_DATA, place_notes, place_table
from pipelines.reporting.printed.submissions import missing, rounds
from pipelines.reporting.printed.wording import document, formulas, province_named

_BACHELOR = "bachelor"
_WITH_COLLEGES = """
    select distinct province_code, province_name_th
    from dim_college inner join dim_province using (province_code)
    where is_current and coalesce(status, 'open') <> 'closed'
    order by province_code
"""
_YEARS = "select distinct academic_year_be from employment_one_year where breakdown = 'nation' order by all desc"
_RATES = """
    select * from employment_rates
    where academic_year_be = $year and breakdown = $breakdown
        and ($place is null or $place in (province_code, institute_name))
"""
_OF_AREA = {
    "nation": "coalesce(province_code, institute_name, centre_id, college_code) is null",
    "province": "province_code = $place",
    "institute": "institute_name = $place",
}
_NAMES = {
    "province": "select province_code as code, province_name_th as name_th, region_th from dim_province",
    "institute": "select institute_name as code, institute_name as name_th, null as region_th from dim_institute",
}


def national_report(figures: Figures, year: int | None = None) -> Document:
    """The summary of a year's follow-up for OVEC's executives (V-COP guideline, part 3: January)."""
    area = Area(figures, "nation", None, "ทั้งประเทศ", _year(figures, year))
    writing = figures.writing
    names = {one["code"]: one["name_th"] for one in figures.rows(_NAMES["province"])}
    of_provinces = [(names.get(one["province_code"], "ไม่ทราบจังหวัด"), one) for one in area.cells("province")]
    of_fields = [(one["field_th"] or "ไม่ทราบสาขาวิชา", one) for one in _largest(area.cells("field"))]
    blocks = [
        *_summary(area),
        *_headline(area),
        *_counts(area),
        *rounds(area),
        heading("แยกตามภาค"),
        place_table(figures, "ภาค", _regions(area)),
        heading("แยกตามจังหวัด"),
        place_table(figures, "จังหวัด", of_provinces),
        *_silent_provinces(figures, {name for name, _ in of_provinces}),
        heading("แยกตามสาขาวิชา เรียงตามจำนวนผู้สำเร็จการศึกษา"),
        place_table(figures, "สาขาวิชา", of_fields),
        *missing(area),
        *finding_blocks(figures, findings(figures, _OF_AREA["nation"])),
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
        area = Area(figures, kind, code, name if kind == "institute" else province_named(name), chosen)
        blocks = [
            *_summary(area),
            *_headline(area),
            *_counts(area),
            *rounds(area),
            *_colleges(area),
            *(_fields(area) if kind == "province" else _levels(area)),
            *(gaps(area) if kind == "province" else []),
            *placements(area),
            *missing(area),
            *finding_blocks(figures, findings(figures, _OF_AREA[kind], place=code)),
        ]
        region = [named[code]["region_th"]] if named[code]["region_th"] else []
        title = [
            "รายงานภาวะการมีงานทำและกำลังคนอาชีวศึกษา",
            f"{area.name} ปีการศึกษา {figures.writing.plain(area.year)}",
            *region,
        ]
        yield code, document(figures, title, blocks, _notes(figures), is_empty=not area.cells(kind))


def _year(figures: Figures, year: int | None) -> int:
    """The year asked for, or else the newest.

    Raises:
        NoSuchYear: the publication holds nothing of it.
    """
    held = [one["academic_year_be"] for one in figures.rows(_YEARS)]
    if not held or (year is not None and year not in held):
        raise NoSuchYear(year, held, "graduates, followups, outcome_counts")
    return year or held[0]


def _summary(area: Area) -> Iterator[Block]:
    """The year in words, and beside the year before."""
    figures, writing = area.figures, area.figures.writing
    years = [(year, one) for year in (area.year, area.year - 1) for one in area.cells(area.breakdown, year)]
    if not years:
        return
    yield heading("สรุป")
    if years[0][0] == area.year:
        yield paragraph(_in_words(area, years[0][1]))
    yield place_table(figures, "ปีการศึกษา", [(writing.plain(year), one) for year, one in years])


def _in_words(area: Area, one: Figure) -> str:
    """What a reader ought to take along from the headline."""
    writing, places = area.figures.writing, area.figures.places
    told = [f"ปีการศึกษา {writing.plain(area.year)} มีผู้สำเร็จการศึกษา {writing.number(one['graduates'])} คน"]
    if is_unfollowed(one):
        return f"{told[0]} ยังติดตามไม่ได้แม้แต่คนเดียว จึงยังไม่ทราบภาวะการมีงานทำ"
    if one["followed"] is not None:
        told.append(f"ติดตามได้ {writing.number(one['followed'])} คน")
    if one["rate"] is None:
        return " ".join([*told, "ไม่แสดงอัตราการได้งานทำ"])
    told.append(f"ทราบว่าได้งานทำหรือประกอบอาชีพอิสระภายในหนึ่งปีร้อยละ {writing.percent(one['rate'], places)} ของผู้สำเร็จการศึกษา")
    if one["rate_of_followed"] is not None:
        told.append(f"หรือร้อยละ {writing.percent(one['rate_of_followed'], places)} ของผู้ที่ติดตามได้")
    if one["bound_low"] is not None and one["bound_low"] != one["bound_high"]:
        ends = [writing.percent(one[end], places) for end in ("bound_low", "bound_high")]
        told.append(f"เมื่อรวมผู้ที่ติดตามไม่ได้ อัตราจริงอยู่ระหว่างร้อยละ {ends[0]} ถึง {ends[1]}")
    return " ".join(told)


def _regions(area: Area) -> list[tuple[str, Figure | None]]:
    """Every region, also those of which nothing is known."""
    found = {one["region_th"]: one for one in area.cells("region")}
    order = [one["region_th"] for one in area.figures.rows("select region_th from dim_region order by sort_order")]
    rows: list[tuple[str, Figure | None]] = [(name, found.get(name, NO_DATA)) for name in order]
    return rows + ([("ไม่ทราบภาค", found[None])] if None in found else [])


def _silent_provinces(figures: Figures, told: set[str]) -> Iterator[Block]:
    """The provinces with colleges of which nothing is known."""
    held = [one["province_name_th"] for one in figures.rows(_WITH_COLLEGES)]
    if silent := [name for name in held if name not in told]:
        count = figures.writing.number(len(silent))
        yield paragraph(f"ไม่มีข้อมูลผู้สำเร็จการศึกษาของ {count} จังหวัดที่มีสถานศึกษา: {' '.join(silent)}", "note")


def _headline(area: Area) -> Iterator[Block]:
    """Every definition side by side: of the area, and of the nation's levels."""
    figures, levels = area.figures, area.figures.levels
    rates = figures.rows(_RATES, year=area.year, breakdown=area.breakdown, place=area.place)
    if not rates:
        yield paragraph(
            f"ไม่มีข้อมูลผู้สำเร็จการศึกษาปีการศึกษา {figures.writing.plain(area.year)} ของ{area.name}ในชุดเผยแพร่ "
            "ให้สถานศึกษาส่งบัญชีผู้สำเร็จการศึกษา (แม่แบบ graduates) และผลการติดตาม (แม่แบบ followups) แล้วพิมพ์รายงานใหม่",
            "alert",
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


def _counts(area: Area) -> Iterator[Block]:
    """What became of the graduates; of the nation also by level."""
    found = area.cells(area.breakdown)
    if not found:
        return
    of_levels = {one["level"]: one for one in area.cells("level")} if area.breakdown == "nation" else {}
    columns = [("ทั้งหมด", one) for one in found]
    columns += [(label, of_levels[level]) for level, label in area.figures.levels.items() if level in of_levels]
    yield heading("ผลการติดตามแยกตามระดับ" if of_levels else "ผลการติดตาม")
    yield outcome_columns("จำนวนผู้สำเร็จการศึกษา (คน)", columns, area.figures.writing)


def _colleges(area: Area) -> Iterator[Block]:
    """The colleges of the area."""
    found = area.cells("college")
    names = _college_names(area.figures)
    if found:
        yield heading("แยกตามสถานศึกษา")
        rows = [(names.get(code := str(one["college_code"]), code), one) for one in found]
        yield place_table(area.figures, "สถานศึกษา", rows)


def _college_names(figures: Figures) -> dict[str, str]:
    named = figures.rows("select college_code, college_name_th from dim_college where is_current order by all")
    return {one["college_code"]: one["college_name_th"] for one in named}


def _fields(area: Area) -> Iterator[Block]:
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


def _levels(area: Area) -> Iterator[Block]:
    """The levels of an institute's colleges, and its bachelor cohort field by field."""
    bachelor = [one for one in area.cells("college_level_field") if one["level"] == _BACHELOR]
    cells, levels = area.cells("college_level"), area.figures.levels.items()
    of_levels = [(label, one) for level, label in levels for one in cells if one["level"] == level]
    yield heading("แยกตามสถานศึกษาและระดับ")
    yield from _by_college(area, "ระดับ", of_levels)
    yield heading("ระดับปริญญาตรี แยกตามสถานศึกษาและสาขาวิชา")
    yield from _by_college(area, "สาขาวิชา", [(one["field_th"] or "ไม่ทราบสาขาวิชา", one) for one in bachelor])


def _by_college(area: Area, label: str, rows: Sequence[tuple[str, Figure]]) -> Iterator[Block]:
    """Rows under the names of their colleges."""
    if not rows:
        yield paragraph(f"ไม่มีข้อมูลของปีการศึกษา {area.figures.writing.plain(area.year)}")
        return
    names = _college_names(area.figures)
    grouped: list[tuple[str, Figure | None]] = []
    for code in sorted({one["college_code"] for _, one in rows}):
        grouped.append((names.get(code, code), None))
        grouped += [(name, one) for name, one in rows if one["college_code"] == code]
    yield place_table(area.figures, label, grouped)


def _largest(figures: Sequence[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda one: (-(one["graduates"] or 0), one["field_th"] or ""))


def _notes(figures: Figures) -> list[Block]:
    return [
        *formulas(figures, figures.definitions),
        *outcome_notes(figures),
        *place_notes(),
        paragraph("จำนวนสถานศึกษาในตารางรายรอบนับสถานศึกษาที่ต้องติดตามในรอบนั้น", "note"),
    ]
