"""The two reports of updates that are due on 31 March (V-COP guideline, parts 1 and 2).

Profiles of learners, and establishments with their announcements: of one college, or of the nation college by college.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.office.done_when import parse_done_when
from pipelines.reporting.printed.blocks import (
    Block,
    Cell,
    Document,
    Row,
    cell,
    heading,
    paragraph,
    row,
    signatures,
    table,
)
from pipelines.reporting.printed.college import SIGNING
from pipelines.reporting.printed.errors import NoSuchYear
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.wording import DUTY_STATUS, document, province_named
from pipelines.reporting.printed.writing import UNKNOWN, Writing

_PROFILES = """
    select updates.* from student_profile_summary as updates left join dim_level using (level)
    where academic_year_be = $year and ($codes is null or college_code in (select unnest($codes)))
    order by college_code, sort_order nulls last
"""
_ESTABLISHMENTS = """
    select * from establishment_report
    where academic_year_be = $year and ($codes is null or college_code in (select unnest($codes)))
    order by college_code
"""
# every college that the calendar asks, and whoever else has sent something
_COLLEGES = """
    with listed as (
        select college_code from compliance
        where event_id = $event and reporter_kind = 'college' and $codes is null
        union select college_code from {table} where academic_year_be = $year and $codes is null
        union select unnest($codes)
    )
    select listed.college_code, coalesce(college_name_th, listed.college_code) as college_name_th, province_name_th,
        status, done_on
    from listed
    left join (select college_code, college_name_th, province_code from dim_college where is_current)
        using (college_code)
    left join dim_province using (province_code)
    left join (select * from compliance where event_id = $event and reporter_kind = 'college') as duties
        using (college_code)
    order by province_code nulls last, college_code
"""
_EVENTS = """
    select events.*, duties.status, duties.done_on
    from dim_calendar_event as events
    left join (select * from compliance where reporter_kind = 'office') as duties using (event_id)
    where event_id in (select unnest($events))
    order by closes_on, event_id
"""


@dataclass(frozen=True)
class _Update:
    """One of the two reports.

    Attributes:
        event: what the calendar asks of colleges; `report` is this report itself, which the office owes.
        done_when: what has to be there before the calendar calls it done.
        send: what a college sends that has sent nothing.
    """

    title: str
    table: str
    rows: str
    event: str
    report: str
    done_when: str
    send: str
    counts: dict[str, str]
    rates: dict[str, str]
    has_levels: bool

    def is_silent(self, place: Figure, told: Sequence[Figure]) -> bool:
        """Whether a college has sent nothing: zeros of one that has not done what was asked are not counted ones."""
        is_done = place["status"] in ("done", "late")
        return not is_done and not any(one[name] for one in told for name in (*self.counts, *self.rates))

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
        report="vcop-{}-report",
        done_when="เมื่อผู้ที่กำลังศึกษาของสถานศึกษาอย่างน้อยร้อยละ {share} ปรับปรุงข้อมูลแล้ว",
        send="บัญชีนักเรียน นักศึกษา (แม่แบบ students)",
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
        report="vcop-{}-establishment-report",
        done_when="เมื่อลงทะเบียนสถานประกอบการแห่งแรกแล้ว",
        send="ข้อมูลสถานประกอบการ (แม่แบบ establishments) และประกาศรับสมัครงานหรือฝึกงาน (แม่แบบ job_postings)",
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
    """The report of the nation: every college with its status and figures, and what the calendar asks by when."""
    update = UPDATES[about]
    chosen, writing = _year(figures, update, year), figures.writing
    places, told, events = _read(figures, update, chosen, None)
    counted = [(status, sum(one["status"] == status for one in places)) for status in DUTY_STATUS]
    lines = [f"{DUTY_STATUS[status]} {writing.number(number)} แห่ง" for status, number in counted if number]
    asked = [one for one in places if one["status"] != "not_applicable"]
    silent = sum(update.is_silent(one, told.get(one["college_code"], [])) for one in asked)
    blocks = [
        *_calendar(figures, update, chosen, events, "\n".join(lines)),
        heading("แยกตามสถานศึกษา"),
        paragraph(f"สถานศึกษาที่ต้องดำเนินการ {writing.number(len(asked))} แห่ง ยังไม่ส่งข้อมูล {writing.number(silent)} แห่ง"),
        _table(figures, update, places, told),
    ]
    title = [update.title, f"ปีการศึกษา {writing.plain(chosen)} ทั้งประเทศ"]
    return document(figures, title, blocks, _notes(figures, update, chosen, events))


def college_updates(
    figures: Figures, about: str, codes: Sequence[str], year: int | None = None
) -> Iterator[tuple[str, Document]]:
    """The report of each college, by its code."""
    update = UPDATES[about]
    chosen, writing = _year(figures, update, year), figures.writing
    places, told, events = _read(figures, update, chosen, codes)
    named = {one["college_code"]: one for one in places}
    asked = next((one for one in events if one["event_id"] == update.event.format(chosen)), None)
    for code in codes:
        own, place = told.get(code, []), named[code]
        blocks = list(_calendar(figures, update, chosen, events, _standing(writing, place)))
        is_silent = update.is_silent(place, own)
        if is_silent:
            blocks.append(_alert(figures, update, place, asked, chosen))
        else:
            blocks += [_own_table(figures, update, own), signatures(SIGNING)]
        name = f"{place['college_name_th']} (รหัสสถานศึกษา {code}) {province_named(place['province_name_th'])}"
        title = [update.title, f"ปีการศึกษา {writing.plain(chosen)}", name.strip()]
        notes = _notes(figures, update, chosen, events)
        yield code, document(figures, title, blocks, notes, is_empty=is_silent)


def _read(
    figures: Figures, update: _Update, year: int, codes: Sequence[str] | None
) -> tuple[list[Figure], dict[str, list[Figure]], list[Figure]]:
    """The colleges in their order, the figures of each, and both events of the calendar."""
    event, report = update.event.format(year), update.report.format(year)
    asked = {"year": year, "codes": None if codes is None else list(codes)}
    places = figures.rows(_COLLEGES.format(table=update.table), event=event, **asked)
    return places, figures.by("college_code", update.rows, **asked), figures.rows(_EVENTS, events=[event, report])


def _calendar(
    figures: Figures, update: _Update, year: int, events: Sequence[Figure], of_colleges: str
) -> Iterator[Block]:
    """What the calendar asks, by when, and whether it is done: by colleges, and this report itself by the office."""
    if not events:
        return
    writing = figures.writing
    rows = []
    for one in events:
        is_of_colleges = one["event_id"] == update.event.format(year)
        who, standing = ("สถานศึกษา", of_colleges) if is_of_colleges else ("ส่วนกลาง", _standing(writing, one))
        window = cell(writing.window(one["opens_on"], one["closes_on"]), is_number=False)
        rows.append(row([writing.text(one["event_th"]), cell(who), window, cell(standing, is_number=False)]))
    widths, head = ["1fr", "18mm", "58mm", "40mm"], ["เรื่อง", "ผู้ดำเนินการ", "กำหนดเวลา", "สถานะ"]
    yield heading("การดำเนินการตามปฏิทิน")
    yield table("กำหนดเวลาและสถานะ", widths, [head], rows, numbers_from=len(head))


def _standing(writing: Writing, duty: Figure) -> str:
    """Whether something is done, and when it was."""
    status = DUTY_STATUS.get(duty["status"], UNKNOWN)
    return status if duty["done_on"] is None else f"{status} เมื่อ {writing.day(duty['done_on'])}"


def _alert(figures: Figures, update: _Update, place: Figure, asked: Figure | None, year: int) -> Block:
    """What a college is told that has sent nothing."""
    when = f"ปีการศึกษา {figures.writing.plain(year)}"
    if place["status"] == "not_applicable":
        return paragraph(f"ไม่มีข้อมูลของสถานศึกษานี้ใน{when} และปฏิทินไม่กำหนดให้ดำเนินการ", "alert")
    due = ""
    if asked and asked["closes_on"]:
        day = figures.writing.day(asked["closes_on"])
        due = f" ซึ่งครบกำหนดแล้วเมื่อ {day}" if place["status"] == "overdue" else f" ภายในวันที่ {day}"
    return paragraph(f"ยังไม่ได้รับข้อมูลของสถานศึกษานี้ใน{when} ให้ส่ง{update.send}{due} แล้วพิมพ์รายงานใหม่", "alert")


def _table(figures: Figures, update: _Update, places: Sequence[Figure], told: Mapping[str, Sequence[Figure]]) -> Block:
    """Every college with its status and figures, under its province; levels stand beside its name."""
    names = [*update.counts.values(), *update.rates.values()]
    labels = ["สถานศึกษา", "สถานะ", *(["ระดับ"] if update.has_levels else [])]
    rows: list[Row] = []
    province: str | None = "-"
    for place in places:
        if place["province_name_th"] != province:
            province = place["province_name_th"]
            head = cell(province or "ไม่ทราบจังหวัด", columns=len(labels) + len(names), is_number=False)
            rows.append(row([head], "group"))
        own = told.get(place["college_code"], [])
        is_silent = update.is_silent(place, own)
        height = 1 if is_silent else len(own)
        first: list[Cell | str] = [
            cell(place["college_name_th"], rows=height),
            cell(DUTY_STATUS.get(place["status"], UNKNOWN), rows=height, is_number=False),
        ]
        if is_silent:
            said = "ไม่มีข้อมูล" if place["status"] == "not_applicable" else "ยังไม่ส่งข้อมูล"
            rows.append(row([*first, cell(said, columns=len(labels) - 2 + len(names), is_number=False)]))
            continue
        for one in own:
            rows.append(row([*first, *_level(figures, update, one), *update.cells(figures, one)]))
            first = []
    widths = ["1fr", "17mm", *(["12mm"] if update.has_levels else [])]
    width = "13mm" if update.has_levels else "10.8mm"
    return table(
        _caption(update), [*widths, *[width] * len(names)], [[*labels, *names]], rows, numbers_from=len(labels)
    )


def _own_table(figures: Figures, update: _Update, own: Sequence[Figure]) -> Block:
    """The figures of one college, a row a level."""
    names = [*update.counts.values(), *update.rates.values()]
    first = ["ระดับ"] if update.has_levels else []
    rows = [row([*_level(figures, update, one), *update.cells(figures, one)]) for one in own]
    widths = [*(["14mm"] if first else []), *["1fr"] * len(names)]
    return table(_caption(update), widths, [[*first, *names]], rows, numbers_from=len(first))


def _level(figures: Figures, update: _Update, one: Figure) -> list[Cell | str]:
    return [cell(figures.levels[one["level"]], is_number=False)] if update.has_levels else []


def _caption(update: _Update) -> str:
    return "จำนวนและร้อยละ" if update.rates else "จำนวน (แห่ง ประกาศ ตำแหน่ง)"


def _year(figures: Figures, update: _Update, year: int | None) -> int:
    """The year asked for, or else the newest whose window has closed: of it the report is due.

    Raises:
        NoSuchYear: the publication holds nothing of it.
    """
    found = figures.rows(_YEARS.format(table=update.table), as_of=figures.publication.manifest["as_of"])
    held = [one["academic_year_be"] for one in found]
    if not held or (year is not None and year not in held):
        raise NoSuchYear(year, held, "students" if update.has_levels else "establishments, job_postings")
    return year or next((one["academic_year_be"] for one in found if one["is_closed"]), held[0])


def _notes(figures: Figures, update: _Update, year: int, events: Sequence[Figure]) -> list[Block]:
    if update.has_levels:
        told = "ร้อยละที่ปรับปรุงคิดจากผู้ที่กำลังศึกษา ร้อยละที่มีโทรศัพท์หรือช่องทางติดต่อคิดจากผู้เรียนที่ไฟล์มีคอลัมน์นั้น"
    else:
        told = "สถานประกอบการที่หลายสถานศึกษารายงานนับให้ทุกแห่ง จึงรวมข้ามสถานศึกษาไม่ได้"
    done = [
        paragraph(
            f"สถานะของสถานศึกษา: ถือว่าดำเนินการแล้ว{update.done_when.format(share=_share(figures, one))} "
            f"({DUTY_STATUS['late']} เมื่อครบหลังวันสุดท้ายของกำหนดเวลา)",
            "note",
        )
        for one in events
        if one["event_id"] == update.event.format(year)
    ]
    return [paragraph(told, "note"), *done]


def _share(figures: Figures, event: Figure) -> str:
    """The share that the calendar asks for, in percent; nothing where it asks for none."""
    shares = [proof.share for group in parse_done_when(event["done_when"]).groups for proof in group if proof.share]
    return figures.writing.decimal(100 * shares[0], is_trimmed=True) if shares else ""
