"""The report of a college and a round that it prints for its executives (V-COP guideline, part 3).

Every count is as known from the records up to that round; beside it stands the round before. Levels of which a college
has sent no roster have totals alone, which know neither rounds nor sexes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.reporting.printed.blocks import Block, Document, Row, facts, heading, paragraph, signatures
from pipelines.reporting.printed.errors import NoSuchRound
from pipelines.reporting.printed.figures import Figure, Figures
from pipelines.reporting.printed.outcomes import (
    UNFOLLOWED,
    grouped,
    is_unfollowed,
    outcome_columns,
    outcome_notes,
    outcome_table,
    rate_table,
)
from pipelines.reporting.printed.wording import ROUND_STATUS, SEXES, document, formulas, province_named

SIGNING = ("ผู้รายงาน", "หัวหน้างานแนะแนวอาชีพ\nและจัดหางาน", "ผู้อำนวยการสถานศึกษา")
_DEFINITIONS = ("ovec_one_year", "of_followed", "qa_work_or_study")
_AT_ONCE = 100
"""Colleges whose figures are held at once."""

_LABELS = (("สาขาวิชา", "1fr"), ("กลุ่ม", "14mm"))

_NAMES = """
    select college_code, college_name_th, province_name_th, coalesce(status = 'closed', false) as is_closed
    from dim_college left join dim_province using (province_code)
    where is_current and college_code in (select unnest($codes))
"""
_SENT = """
    select *, status <> 'not_sent' and (records is null or records > 0 or confirmed_on is not null) as is_sent
    from round_submissions
    where college_code in (select unnest($codes)) and coalesce(academic_year_be = $year, true)
    order by college_code, academic_year_be desc, round desc
"""
_NEWEST = """
    select college_code, max(academic_year_be) as academic_year_be from employment_one_year
    where breakdown = 'college' and college_code in (select unnest($codes)) and coalesce(academic_year_be = $year, true)
    group by all
"""
_OF_CHOSEN = "inner join (select unnest($codes) as college_code, unnest($years) as academic_year_be, {more}) as chosen"
_ROUNDS = f"""
    {_OF_CHOSEN.format(more="unnest($rounds) as newest")} using (college_code, academic_year_be)
    where breakdown in (select unnest($breakdowns)) and round between newest - 1 and newest
    order by college_code, field_th nulls last
"""
_BY_ROUND = f"select figures.* from employment_by_round as figures {_ROUNDS}"
_BY_ROUND_SEX = f"select figures.* from employment_by_round_sex as figures {_ROUNDS}, sex <> 'm' nulls last"
_ON_COUNTS = f"""
    select figures.* from employment_one_year as figures
    {_OF_CHOSEN.format(more="true as is_chosen")} using (college_code, academic_year_be)
    where breakdown in ('college', 'college_level', 'college_level_field') and basis = 'counts'
    order by college_code, field_th nulls last
"""
_RATES = f"""
    select rates.* from employment_rates as rates
    {_OF_CHOSEN.format(more="true as is_chosen")} using (college_code, academic_year_be)
    where breakdown in ('college', 'college_level') and definition_id in (select unnest($definitions))
    order by college_code, list_position($definitions, definition_id)
"""


@dataclass
class _College:
    """A college, what is printed of it and the figures for that; no round: none has opened for it, or not `asked`."""

    code: str
    name: str
    province: str | None
    is_closed: bool
    asked: int | None
    year: int | None = None
    round: Figure | None = None
    by_round: list[Figure] = field(default_factory=list)
    by_sex: list[Figure] = field(default_factory=list)
    on_counts: list[Figure] = field(default_factory=list)
    rates: list[Figure] = field(default_factory=list)

    @property
    def number(self) -> int | None:
        return None if self.round is None else self.round["round"]

    @property
    def is_sent(self) -> bool:
        return self.round is not None and bool(self.round["is_sent"])

    @property
    def is_told(self) -> bool:
        """Whether there are counts as of the round: there are none before anybody has sent it."""
        return any(told["round"] == self.number for told in self.by_round)

    @property
    def has_graduates(self) -> bool:
        """Whether any graduate of the year is known, by whatever way."""
        return self.is_told or bool(self.on_counts or self.rates or (self.round and self.round["graduates"]))


def college_reports(
    figures: Figures, codes: Sequence[str], year: int | None = None, number: int | None = None
) -> Iterator[tuple[str, Document]]:
    """The report of each college, by its code; without year and round of the newest round that it has sent.

    Raises:
        NoSuchRound: the publication holds no such round of such a year.
    """
    year_of_round = None
    if year is not None or number is not None:
        year_of_round = _know_the_round(figures, year, number)
    for start in range(0, len(codes), _AT_ONCE):
        for one in _colleges(figures, codes[start : start + _AT_ONCE], year, number, year_of_round):
            yield one.code, _document(figures, one)


def _know_the_round(figures: Figures, year: int | None, number: int | None) -> int:
    """The newest year that fits.

    Raises:
        NoSuchRound: none does.
    """
    held = figures.rows("""
        select academic_year_be, round from round_submissions
        union select academic_year_be, null from employment_one_year
        order by all
    """)
    fitting: list[int] = [
        one["academic_year_be"]
        for one in held
        if (year is None or one["academic_year_be"] == year) and (number is None or one["round"] == number)
    ]
    if not fitting:
        raise NoSuchRound(year, number, [(one["academic_year_be"], one["round"]) for one in held])
    return max(fitting)


def _colleges(
    figures: Figures, codes: Sequence[str], year: int | None, number: int | None, year_of_round: int | None
) -> list[_College]:
    named = {row["college_code"]: row for row in figures.rows(_NAMES, codes=codes)}
    sent = figures.by("college_code", _SENT, codes=codes, year=year)
    newest = {row["college_code"]: row["academic_year_be"] for row in figures.rows(_NEWEST, codes=codes, year=year)}
    found = []
    for code in codes:
        told = named[code]
        one = _College(code, told["college_name_th"], told["province_name_th"], told["is_closed"], number)
        rounds = [row for row in sent.get(code, []) if number is None or row["round"] == number]
        newest_sent = next((row for row in rounds if number is None and row["is_sent"]), None)
        one.round = newest_sent or next(iter(rounds), None)
        one.year = one.round["academic_year_be"] if one.round else year_of_round or newest.get(code)
        found.append(one)
    _fill(figures, found)
    return found


def _fill(figures: Figures, colleges: Sequence[_College]) -> None:
    """Reads the figures of these colleges, each table once."""
    chosen = [one for one in colleges if one.year is not None]
    asked = {"codes": [one.code for one in chosen], "years": [one.year for one in chosen]}
    rounds = {**asked, "rounds": [one.number or 0 for one in chosen]}
    own = ["college", "college_level", "college_level_field"]
    by_round = figures.by("college_code", _BY_ROUND, **rounds, breakdowns=own)
    by_sex: dict[str, list[Figure]] = {}
    if figures.has("employment_by_round_sex"):
        by_sex = figures.by("college_code", _BY_ROUND_SEX, **rounds, breakdowns=[f"{name}_sex" for name in own])
    on_counts = figures.by("college_code", _ON_COUNTS, **asked)
    rates = figures.by("college_code", _RATES, **asked, definitions=list(_DEFINITIONS))
    for one in chosen:
        one.by_round, one.by_sex = by_round.get(one.code, []), by_sex.get(one.code, [])
        one.on_counts, one.rates = on_counts.get(one.code, []), rates.get(one.code, [])


def _document(figures: Figures, one: _College) -> Document:
    writing = figures.writing
    title = "รายงานภาวะการมีงานทำและการศึกษาต่อของผู้สำเร็จการศึกษา"
    when = "" if one.year is None else f"ปีการศึกษา {writing.plain(one.year)}"
    if one.number is not None:
        when += f" รอบที่ {writing.plain(one.number)}"
    place = f"{one.name} (รหัสสถานศึกษา {one.code}) {province_named(one.province)}".strip()
    heads = [title, *([when] if when else []), place]
    blocks = [
        *_alerts(figures, one),
        *_of_the_round(figures, one),
        *_summary(figures, one),
        *_breakdown(figures, one),
        *_totals(figures, one),
        *_rates(figures, one),
        signatures(SIGNING),
    ]
    notes = [
        *([paragraph(_up_to(figures, one), "note")] if one.is_told else []),
        *([paragraph("จำนวนแยกตามเพศไม่อยู่ในชุดเผยแพร่", "note")] if figures.publication.is_public else []),
        *(outcome_notes(figures) if one.is_told or one.on_counts else []),
        *(formulas(figures, _DEFINITIONS) if one.rates else []),
        *([paragraph(UNFOLLOWED, "note")] if any(map(is_unfollowed, one.rates)) else []),
    ]
    return document(figures, heads, blocks, notes, is_empty=not one.has_graduates)


def _up_to(figures: Figures, one: _College) -> str:
    number = figures.writing.plain(one.number)
    return (
        f"จำนวน ณ รอบที่ {number} เป็นผลสะสมจากรายการติดตามถึงรอบที่ {number} รายการที่บันทึกนอกช่วงเวลาของรอบนับในรอบที่สถานศึกษาระบุ"
    )


def _alerts(figures: Figures, one: _College) -> Iterator[Block]:
    """What a reader has to know before any figure."""
    if one.is_closed:
        yield paragraph("สถานศึกษานี้เลิกกิจการแล้วตามทะเบียน", "alert")
    if one.round is not None and not one.is_sent:
        yield paragraph(
            f"ยังไม่ได้รับข้อมูลการติดตามรอบที่ {figures.writing.plain(one.number)} จากสถานศึกษานี้ "
            + ("จำนวนในรายงานเป็นผลจากรอบก่อนหน้าและบัญชีผู้สำเร็จการศึกษา" if one.is_told else ""),
            "alert",
        )
    if one.round is None and one.asked is not None:
        yield paragraph(
            f"สถานศึกษานี้ไม่อยู่ในรายชื่อที่ต้องติดตามรอบที่ {figures.writing.plain(one.asked)} และไม่ได้ส่งข้อมูลของรอบนั้น", "alert"
        )
    if not one.is_told and one.on_counts:
        yield paragraph("สถานศึกษานี้มีเฉพาะจำนวนรวม ไม่มีบัญชีผู้สำเร็จการศึกษารายบุคคล จึงไม่มีผลรายรอบและไม่แยกเพศ", "alert")
    if not one.has_graduates:
        when = "" if one.year is None else f" ปีการศึกษา {figures.writing.plain(one.year)} "
        yield paragraph(
            f"ไม่มีข้อมูลผู้สำเร็จการศึกษาของสถานศึกษานี้{when}ในชุดเผยแพร่ ให้ส่งบัญชีผู้สำเร็จการศึกษา (แม่แบบ graduates) แล้วพิมพ์ใหม่",
            "alert",
        )


def _of_the_round(figures: Figures, one: _College) -> Iterator[Block]:
    """What was sent in the round, and whether it is confirmed."""
    if one.round is None:
        return
    told, writing = one.round, figures.writing
    yield heading(f"การส่งข้อมูลรอบที่ {writing.plain(one.number)}")
    yield facts(
        [
            ("ระยะเวลาของรอบ", writing.window(told["window_opens_on"], told["window_closes_on"])),
            ("สถานะ", ROUND_STATUS[told["status"]]),
            ("วันที่ยืนยันการส่งรายงาน", writing.day(told["confirmed_on"])),
            ("ผู้สำเร็จการศึกษาในบัญชี (คน)", writing.number(told["graduates"])),
            ("รายการติดตามที่ได้รับในรอบ", writing.number(told["records"])),
            ("ติดตามได้ในรอบ (คน)", writing.number(told["followed"])),
            ("ติดต่อไม่ได้ในรอบ (คน)", writing.number(told["unreachable"])),
            ("รายการที่บันทึกนอกช่วงเวลา", writing.number(told["records_late"])),
            ("รายการที่ยังไม่พบในบัญชี", writing.number(told["records_waiting"])),
        ]
    )


def _of(figures: Sequence[Figure], breakdown: str, number: int | None, level: str | None = None) -> list[Figure]:
    return [
        one
        for one in figures
        if one["breakdown"] == breakdown and one["round"] == number and (level is None or one["level"] == level)
    ]


def _summary(figures: Figures, one: _College) -> Iterator[Block]:
    """The college as a whole: this round and the one before."""
    now = _of(one.by_round, "college", one.number)
    if not now or one.number is None:
        return
    writing = figures.writing
    before = _of(one.by_round, "college", one.number - 1)
    yield heading("สรุปผลการติดตาม")
    columns = [(f"ณ รอบที่ {writing.plain(told['round'])}", told) for told in (*before, *now)]
    yield outcome_columns("จำนวนผู้สำเร็จการศึกษาทั้งสถานศึกษา (คน)", columns, writing)


def _breakdown(figures: Figures, one: _College) -> Iterator[Block]:
    """By level, field and sex, the round before below each."""
    if not _of(one.by_round, "college", one.number):
        return
    rows: list[Row] = _group(figures, one, "ทั้งสถานศึกษา", "college", None, None)
    for level, label in figures.levels.items():
        if level is None or not _of(one.by_round, "college_level", one.number, level):
            continue
        rows += _group(figures, one, f"รวมระดับ {label}", "college_level", level, None)
        for told in _of(one.by_round, "college_level_field", one.number, level):
            rows += _group(
                figures, one, told["field_th"] or "ไม่ทราบสาขาวิชา", "college_level_field", level, told["field_th"]
            )
    yield heading("ผลการติดตามแยกตามระดับ สาขาวิชา และเพศ")
    yield outcome_table("จำนวนผู้สำเร็จการศึกษา (คน)", _LABELS, rows)


def _group(
    figures: Figures, one: _College, name: str, breakdown: str, level: str | None, field_th: str | None
) -> list[Row]:
    def same(told: Figure) -> bool:
        return breakdown == "college" or (
            told["level"] == level and (breakdown == "college_level" or told["field_th"] == field_th)
        )

    writing, number = figures.writing, one.number or 0
    now = next(filter(same, _of(one.by_round, breakdown, number)))
    before = next(filter(same, _of(one.by_round, breakdown, number - 1)), None)
    sexes = list(filter(same, _of(one.by_sex, f"{breakdown}_sex", number)))
    lines: list[tuple[str, Figure | None, str]] = [
        ("รวม", now, "plain" if breakdown == "college_level_field" else "total"),
        *[(SEXES[told["sex"]], told, "plain") for told in sexes],
        *([(f"รอบที่ {writing.plain(number - 1)}", before, "quiet")] if before else []),
    ]
    return grouped(name, lines, writing)


def _totals(figures: Figures, one: _College) -> Iterator[Block]:
    """The levels of which there are totals alone."""
    rows: list[Row] = []
    for told in (told for told in one.on_counts if told["breakdown"] == "college" and not one.is_told):
        rows += grouped("ทั้งสถานศึกษา", [("รวม", told, "total")], figures.writing)
    for level, label in figures.levels.items():
        for told in (told for told in one.on_counts if told["level"] == level and told["breakdown"] == "college_level"):
            rows += grouped(f"รวมระดับ {label}", [("รวม", told, "total")], figures.writing)
            rows += [
                line
                for of_field in one.on_counts
                if of_field["level"] == level and of_field["breakdown"] == "college_level_field"
                for line in grouped(
                    of_field["field_th"] or "ไม่ทราบสาขาวิชา", [("รวม", of_field, "plain")], figures.writing
                )
            ]
    if rows:
        yield heading("ระดับที่มีเฉพาะจำนวนรวม (ไม่มีผลรายรอบ)" if one.is_told else "ผลการติดตามจากจำนวนรวม")
        yield outcome_table(f"จำนวนผู้สำเร็จการศึกษา ปีการศึกษา {figures.writing.plain(one.year)} (คน)", _LABELS, rows)


def _rates(figures: Figures, one: _College) -> Iterator[Block]:
    """The rates of the year, of all that is known by the day of the report."""
    if not one.rates:
        return
    levels = {"": "ทั้งหมด", **{level: label for level, label in figures.levels.items() if level}}
    rows = [
        (label, told)
        for level, label in levels.items()
        if (
            told := [
                rate
                for rate in one.rates
                if (rate["level"] or "") == level and (level or rate["breakdown"] == "college")
            ]
        )
    ]
    yield heading(f"อัตราของปีการศึกษา {figures.writing.plain(one.year)} ณ วันที่ {figures.as_of}")
    if one.number is not None:
        yield paragraph(
            f"คิดจากข้อมูลทั้งหมดที่มี ณ วันนั้น รวมข้อมูลที่ได้รับหลังรอบที่ {figures.writing.plain(one.number)} จึงอาจต่างจากจำนวนของรอบ",
            "note",
        )
    yield rate_table("ภาวะการมีงานทำภายในหนึ่งปีหลังสำเร็จการศึกษา", "ระดับ", rows, figures)
