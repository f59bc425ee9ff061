"""The two reports of updates that are due on 31 March (V-COP guideline, parts 1 and 2).

Profiles of learners, and establishments with their announcements: of one college, or of the nation college by college.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.reporting.printed.blocks import (
    Block,
    Cell,
    Document,
    Row,
    cell,
    facts,
    heading,
    paragraph,
    row,
    signatures,
    table,
)
from pipelines.reporting.printed.college import SIGNING
from pipelines.reporting.printed.errors import NoSuchYear
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.wording import DUTY_STATUS, document
from pipelines.reporting.printed.writing import Writing

_PROFILES = """
    select updates.*, college_name_th, province_name_th
    from student_profile_summary as updates
    left join (select college_code, college_name_th from dim_college where is_current) using (college_code)
    left join dim_province using (province_code)
    left join dim_level using (level)
    where academic_year_be = $year and ($codes is null or college_code in (select unnest($codes)))
    order by province_code nulls last, college_code, sort_order nulls last
"""
_ESTABLISHMENTS = """
    select updates.*, college_name_th, province_name_th
    from establishment_report as updates
    left join (select college_code, college_name_th from dim_college where is_current) using (college_code)
    left join dim_province using (province_code)
    where academic_year_be = $year and ($codes is null or college_code in (select unnest($codes)))
    order by province_code nulls last, college_code
"""
_DUTIES = """
    select duties.college_code, duties.status, duties.closes_on
    from compliance as duties inner join dim_calendar_event as events using (event_id)
    where events.event_id = $event and duties.reporter_kind = 'college'
        and ($codes is null or duties.college_code in (select unnest($codes)))
    order by all
"""
_COLLEGES = """
    select college_code, college_name_th, province_name_th
    from dim_college left join dim_province using (province_code)
    where is_current and college_code in (select unnest($codes)) order by all
"""


@dataclass(frozen=True)
class _Update:
    """One of the two reports: its title, table, rows, event of the calendar, and columns with their widths."""

    title: str
    table: str
    rows: str
    event: str
    counts: dict[str, str]
    rates: dict[str, str]
    has_levels: bool

    def cells(self, figures: Figures, one: Figure) -> list[str]:
        writing = figures.writing
        counted = [writing.number(one[name]) for name in self.counts]
        return counted + [writing.percent(one[name], figures.places) for name in self.rates]


_YEARS = """
    select academic_year_be, bool_and(window_closes_on < $as_of) as is_closed from {table}
    group by all order by academic_year_be desc
"""
UPDATES = {
    "profiles": _Update(
        title="รายงานการปรับปรุงข้อมูลประวัตินักเรียน นักศึกษา",
        table="student_profile_summary",
        rows=_PROFILES,
        event="vcop-{}-profile",
        counts={
            "learners": "ผู้เรียน\nทั้งหมด",
            "learners_studying": "กำลัง\nศึกษา",
            "updated_in_window": "ปรับปรุง\nในช่วง\nเวลา",
            "updated_outside_window": "ปรับปรุง\nนอกช่วง\nเวลา",
            "never_updated": "ไม่มีวันที่\nปรับปรุง",
        },
        rates={
            "profile_update_rate": "ปรับปรุง\nในช่วง\n(ร้อยละ)",
            "phone_rate": "มี\nโทรศัพท์\n(ร้อยละ)",
            "contact_rate": "มีช่อง\nทางติดต่อ\n(ร้อยละ)",
        },
        has_levels=True,
    ),
    "establishments": _Update(
        title="รายงานการปรับปรุงข้อมูลสถานประกอบการ",
        table="establishment_report",
        rows=_ESTABLISHMENTS,
        event="vcop-{}-establishments",
        counts={
            "establishments": "สถาน\nประกอบ\nการ",
            "establishments_registered_in_window": "ลง\nทะเบียน\nในช่วง",
            "establishments_updated_in_year": "ปรับปรุง\nในปี",
            "establishments_without_id": "ไม่มีเลข\nทะเบียน",
            "establishments_with_contact": "มีผู้\nติดต่อ",
            "jobs_announced": "ประกาศ\nรับงาน",
            "jobs_openings": "ตำแหน่ง\nงาน",
            "jobs_filled": "บรรจุ\nแล้ว",
            "internships_announced": "ประกาศ\nฝึกงาน",
            "internships_openings": "ที่รับ\nฝึกงาน",
            "internships_filled": "เข้าฝึก\nแล้ว",
        },
        rates={},
        has_levels=False,
    ),
}
"""The reports by what they are about."""


def national_update(figures: Figures, about: str, year: int | None = None) -> Document:
    """The report of the nation: every college with its figures, and how many have done what the calendar asks."""
    update = UPDATES[about]
    chosen, writing = _year(figures, update, year), figures.writing
    told = figures.rows(update.rows, year=chosen, codes=None)
    duties = figures.rows(_DUTIES, event=update.event.format(chosen), codes=None)
    counted = [(status, sum(one["status"] == status for one in duties)) for status in DUTY_STATUS]
    blocks = [
        *([heading("การดำเนินการตามปฏิทิน")] if duties else []),
        *([facts((DUTY_STATUS[status], f"{writing.number(number)} แห่ง") for status, number in counted if number)]
          if duties else []),
        heading("แยกตามสถานศึกษา"),
        _table(figures, update, told, has_places=True),
    ]  # fmt: skip
    title = [update.title, f"ปีการศึกษา {writing.plain(chosen)} ทั้งประเทศ"]
    return document(figures, title, blocks, _notes(update))


def college_updates(
    figures: Figures, about: str, codes: Sequence[str], year: int | None = None
) -> Iterator[tuple[str, Document]]:
    """The report of each college, by its code."""
    update = UPDATES[about]
    chosen, writing = _year(figures, update, year), figures.writing
    told = figures.by("college_code", update.rows, year=chosen, codes=list(codes))
    duties = figures.by("college_code", _DUTIES, event=update.event.format(chosen), codes=list(codes))
    named = {one["college_code"]: one for one in figures.rows(_COLLEGES, codes=list(codes))}
    for code in codes:
        own, place = told.get(code, []), named[code]
        standing = list(_of_the_college(writing, own, duties.get(code, [])))
        blocks: list[Block] = [
            *([facts(standing)] if standing else []),
            _table(figures, update, own, has_places=False)
            if own
            else paragraph(f"ไม่มีข้อมูลของสถานศึกษานี้ในปีการศึกษา {writing.plain(chosen)}", "alert"),
            signatures(SIGNING),
        ]
        name = f"{place['college_name_th']} (รหัสสถานศึกษา {code})"
        province = f" จังหวัด{place['province_name_th']}" if place["province_name_th"] else ""
        title = [update.title, f"ปีการศึกษา {writing.plain(chosen)}", name + province]
        yield code, document(figures, title, blocks, _notes(update))


def _of_the_college(writing: Writing, own: Sequence[Figure], duties: Sequence[Figure]) -> Iterator[tuple[str, str]]:
    """The window, and whether the college has done what the calendar asks."""
    if own:
        yield "ระยะเวลา", writing.window(own[0]["window_opens_on"], own[0]["window_closes_on"])
    for one in duties:
        yield "สถานะตามปฏิทิน", DUTY_STATUS[one["status"]]


def _table(figures: Figures, update: _Update, told: Sequence[Figure], *, has_places: bool) -> Block:
    """The figures of colleges; with their places, a college's levels stand under its name."""
    names = [*update.counts.values(), *update.rates.values()]
    labels = [*(["สถานศึกษา"] if has_places else []), *(["ระดับ"] if update.has_levels else [])] or ["ปีการศึกษา"]
    rows: list[Row] = []
    for place, one in enumerate(told):
        before = told[place - 1] if place else {"college_code": None, "province_code": "-"}
        if has_places and before["province_code"] != one["province_code"]:
            province = cell(one["province_name_th"] or "ไม่ทราบจังหวัด", columns=len(labels) + len(names), is_number=False)
            rows.append(row([province], "group"))
        first: list[Cell | str] = []
        if has_places and before["college_code"] != one["college_code"]:
            own = sum(other["college_code"] == one["college_code"] for other in told[place : place + 9])
            first.append(cell(one["college_name_th"] or one["college_code"], rows=own))
        if update.has_levels:
            first.append(cell(figures.levels[one["level"]], is_number=False))
        elif not has_places:
            first.append(figures.writing.plain(one["academic_year_be"]))
        rows.append(row([*first, *update.cells(figures, one)]))
    widths = [*(["1fr"] if has_places else []), *(["14mm"] if update.has_levels else [])] or ["18mm"]
    width = "1fr" if not has_places else "14mm" if update.has_levels else "11.5mm"
    caption = "จำนวนและร้อยละ" if update.rates else "จำนวน (แห่ง ประกาศ ตำแหน่ง)"
    return table(caption, [*widths, *[width] * len(names)], [[*labels, *names]], rows, numbers_from=len(labels))


def _year(figures: Figures, update: _Update, year: int | None) -> int:
    """The year asked for, or else the newest whose window has closed: of it the report is due.

    Raises:
        NoSuchYear: the publication holds nothing of it.
    """
    found = figures.rows(_YEARS.format(table=update.table), as_of=figures.publication.manifest["as_of"])
    held = [one["academic_year_be"] for one in found]
    if not held or (year is not None and year not in held):
        raise NoSuchYear(year, held)
    return year or next((one["academic_year_be"] for one in found if one["is_closed"]), held[0])


def _notes(update: _Update) -> list[Block]:
    if update.has_levels:
        told = (
            "ร้อยละที่ปรับปรุงคิดจากผู้ที่กำลังศึกษา ร้อยละที่มีโทรศัพท์หรือช่องทางติดต่อ"
            + "คิดจากผู้เรียนที่ไฟล์มีคอลัมน์นั้น (student_profile_summary)"
        )
    else:
        told = "สถานประกอบการที่หลายสถานศึกษารายงานนับให้ทุกแห่ง จึงรวมข้ามสถานศึกษาไม่ได้ (establishment_report)"
    return [paragraph(told, "note")]
