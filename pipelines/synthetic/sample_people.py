"""The people of the sample: the five sources in layouts A, B and G for academic year 2567, a few colleges of its own.

The colleges are those of the sample's register. One of them is written out by hand (`hand_checked`), the others are
drawn as in every generated drop; the faulty files are spoilt on purpose, each in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipelines.synthetic import hand_checked, reference
from pipelines.synthetic import rows as said
from pipelines.synthetic.chance import Chance
from pipelines.synthetic.following import ROUNDS, Graduate, graduates_of
from pipelines.synthetic.other_layouts import form, vcop
from pipelines.synthetic.planted import DUPLICATE, FATE, QUARANTINED
from pipelines.synthetic.rows import WHO, Row
from pipelines.synthetic.sample_draws import College as SampleCollege
from pipelines.synthetic.sample_files import titled, workbook
from pipelines.synthetic.sample_layouts import SampleFile
from pipelines.synthetic.sample_profile import SYNTHETIC
from pipelines.synthetic.sending import FORM, TEMPLATE, VCOP, Entry, Sent
from pipelines.synthetic.shapes import SHAPES, Raw, written
from pipelines.synthetic.truths import cells
from pipelines.synthetic.world import College, Taught

YEAR_BE = hand_checked.YEAR_BE
SURVEYED_ON = date(2025, 1, 20)
INDUSTRY, COMMERCE, TOURISM = "อุตสาหกรรม", "พาณิชยกรรม/บริหารธุรกิจ", "อุตสาหกรรมท่องเที่ยว"
VCOP_XLS, VCOP_CSV, BY_NAME, REPORTING, PRIVATE = 1, 8, 28, 11, 29
FAULTY_ROSTER, FAULTY_FOLLOWUPS, WITHOUT_ROSTER = 14, 16, 12
"""Numbers of the colleges, by what they send."""

NEIGHBOUR = "ขอนแก่น"
"""Another province of the region in which the college `BY_NAME` is."""

TAUGHT = {
    VCOP_XLS: (
        Taught("ปวช.", INDUSTRY, "ช่างยนต์", 9),
        Taught("ปวช.", INDUSTRY, "ช่างไฟฟ้ากำลัง", 7),
        Taught("ปวส.", INDUSTRY, "ไฟฟ้า", 8),
    ),
    VCOP_CSV: (Taught("ปวช.", INDUSTRY, "ช่างยนต์", 6), Taught("ปวส.", COMMERCE, "การบัญชี", 11)),
    BY_NAME: (Taught("ปวช.", COMMERCE, "การตลาด", 8), Taught("ปวส.", COMMERCE, "การบัญชี", 7)),
    REPORTING: (Taught("ปวช.", INDUSTRY, "ช่างไฟฟ้ากำลัง", 10), Taught("ปวส.", INDUSTRY, "เทคนิคการผลิต", 9)),
    PRIVATE: (Taught("ปวช.", TOURISM, "การโรงแรม", 5), Taught("ปวส.", TOURISM, "การโรงแรม", 6)),
    FAULTY_ROSTER: (Taught("ปวช.", COMMERCE, "คอมพิวเตอร์ธุรกิจ", 12), Taught("ปวส.", COMMERCE, "การตลาด", 12)),
    FAULTY_FOLLOWUPS: (Taught("ปวช.", INDUSTRY, "ช่างยนต์", 14),),
    WITHOUT_ROSTER: (Taught("ปวช.", INDUSTRY, "ช่างเชื่อมโลหะ", 6),),
}
FOLLOWED = {VCOP_XLS: 0.9, VCOP_CSV: 0.7, BY_NAME: 1.0, REPORTING: 0.8, PRIVATE: 0.6, FAULTY_ROSTER: 1.0,
            FAULTY_FOLLOWUPS: 1.0, WITHOUT_ROSTER: 1.0}  # fmt: skip


Faults = tuple[tuple[str, str | None, int | None], ...]


@dataclass(frozen=True)
class People:
    """The files about people with the cells of the truth."""

    files: list[Sent]
    cells: list[dict[str, Any]]

    def as_sample_files(self) -> list[SampleFile]:
        """The same as files of the sample; a file that feeds two sources says of the second what is `also` due."""
        found = []
        for sent in self.files:
            first, *others = [as_sample_file(sent, told) for told in sent.truth()] or [_decoy(sent)]
            found.append(replace(first, also=tuple(others)))
        return found


def people(seed: int, register: Sequence[SampleCollege]) -> People:
    """All files about people."""
    colleges = {
        one.number: as_college(one) for one in register if one.number in TAUGHT or one.number == hand_checked.NUMBER
    }
    makers: list[tuple[int, Callable[[int, College, list[Graduate]], list[Sent]]]] = [
        (VCOP_XLS, _vcop_xls),
        (VCOP_CSV, _vcop_csv),
        (BY_NAME, _by_name),
        (REPORTING, _reporting),
        (PRIVATE, _private),
        (FAULTY_ROSTER, _faulty_roster),
        (FAULTY_FOLLOWUPS, _faulty_followups),
        (WITHOUT_ROSTER, _without_roster),
    ]
    own = colleges[hand_checked.NUMBER]
    graduates = hand_checked.people()
    files = _hand_checked(own, graduates)
    known = cells(own, YEAR_BE, graduates, files)
    for number, make in makers:
        found = list(graduates_of(seed, colleges[number], YEAR_BE))
        if number == BY_NAME:
            found = _with_seldom_fates(found)
        sent = make(seed, colleges[number], found)
        files += sent
        known += cells(colleges[number], YEAR_BE, found, sent)
    return People([*files, *_no_layouts()], known)


def as_college(college: SampleCollege) -> College:
    """The same college as one of the made-up country, with the courses of which the sample has people."""
    number = college.number
    return College(
        number=number,
        code=college.code,
        kind=college.kind.name_th,
        proper_name=college.name_th.removeprefix(college.kind.name_th),
        ownership=college.kind.ownership,
        province=reference.provinces()[college.province.code],
        has_institute=college.institute_name is not None,
        follow_share=FOLLOWED.get(number, 1.0),
        taught=tuple(hand_checked.FIELDS.values()) if number == hand_checked.NUMBER else TAUGHT.get(number, ()),
    )


def hand_checked_learners(college: College, found: Sequence[Graduate]) -> list[Row]:
    """The thirty as learners in the last year of their course."""
    return [
        row | {"status": "graduated", "year_of_study": 2 if row["level"] == "ปวส." else 3, "profile_updated_on": None}
        for row in said.graduates(college, YEAR_BE, found[:30])
    ]


def _hand_checked(college: College, found: list[Graduate]) -> list[Sent]:
    """Everything in the office's template, and the form for ten of them and one whom no roster knows."""
    learners = hand_checked_learners(college, found)
    answers = [
        {**row, "phone": row["phone"], "contact_channel": None, "social_media": None, "intention": intention}
        | {"expected_institution": None, "expected_employer": None, "surveyed_on": SURVEYED_ON}
        for row, intention in zip(
            said.graduates(college, YEAR_BE, found[:10]),
            ("study", "study", "study", "study", "work", "work", "work", "self_employ", "study", "undecided"),
            strict=True,
        )
    ]
    answers.append({**answers[0], "full_name": "นางสาวแดดา สมมติไม่มีในทะเบียน", "intention": "military", WHO: None})
    folder = f"intentions/ay{YEAR_BE}"
    return [
        own(f"students/ay{YEAR_BE}/students_{college.code}.xlsx", "students", learners, "template", college),
        own(f"graduates/ay{YEAR_BE}/graduates_{college.code}.xlsx", "graduates",
             said.graduates(college, YEAR_BE, found), "template", college),
        *(
            own(f"followups/ay{YEAR_BE}/รอบ{number}/followups_{college.code}.xlsx", "followups",
                 said.followups(college, YEAR_BE, number, found), "template", college, number)
            for number in ROUNDS
        ),
        own(f"round_submissions/ay{YEAR_BE}/submissions_{college.code}.xlsx", "round_submissions",
             hand_checked.submissions(college), "template", college),
        Sent(f"{folder}/{college.code}_แบบสำรวจ (การตอบกลับ).xlsx", form(YEAR_BE, answers), college.code,
             (Entry("intentions", FORM, answers, YEAR_BE),)),
    ]  # fmt: skip


def _vcop_xls(_seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """Three V-COP reports in old workbooks and no roster; the first has a status that no list knows."""
    files = []
    for number in ROUNDS:
        rows = said.followups(college, YEAR_BE, number, found)
        fault: Faults = ()
        if number == 1:
            place = next(place for place, row in enumerate(rows) if row["outcome"] == "waiting")
            rows[place] = rows[place] | {"outcome": Raw("ย้ายไปต่างดาว"), FATE: QUARANTINED}
            fault = (("not_in_list", "outcome", 1),)
        files.append(_report(college, number, found, rows, "vcop_xls", fault))
    return files


def _vcop_csv(_seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """A roster in the college's own workbook, and reports of two rounds as Windows-874, a row of one of them twice."""
    roster = said.graduates(college, YEAR_BE, found)
    first = said.followups(college, YEAR_BE, 1, found)
    last = said.followups(college, YEAR_BE, 3, found)
    return [
        own(f"graduates/ay{YEAR_BE}/ผู้จบ_{college.code}.xlsx", "graduates", roster, "excel_dates", college),
        _report(college, 1, found, first, "vcop_csv_874", ()),
        _report(college, 3, found, [*last, last[0] | {FATE: DUPLICATE}], "vcop_csv_874", ()),
    ]


def _with_seldom_fates(found: Sequence[Graduate]) -> list[Graduate]:
    """Three of the graduates as few draws have them: ill, deceased, and at work in another province of the region."""
    fates = dict(zip((place for place, one in enumerate(found) if not one.work), ("ill", "deceased"), strict=False))
    moved = next(place for place, one in enumerate(found) if one.work)
    return [
        replace(
            one,
            rounds={number: replace(record, outcome=fates[place]) for number, record in one.rounds.items()},
            study={},
        )
        if place in fates
        else replace(one, work=one.work | {"work_province": NEIGHBOUR, "work_country": "TH"})
        if place == moved
        else one
        for place, one in enumerate(found)
    ]


def _by_name(_seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """The name and the province instead of the code."""
    files = [
        own(f"graduates/ay{YEAR_BE}/{college.name_th}_ผู้สำเร็จการศึกษา.xlsx", "graduates",
             said.graduates(college, YEAR_BE, found), "by_name", college)
    ]  # fmt: skip
    for number in (1, 3):
        rows = said.followups(college, YEAR_BE, number, found)
        path = f"followups/ay{YEAR_BE}/รอบ{number}/{college.name_th}_ติดตาม.xlsx"
        files.append(own(path, "followups", rows, "by_name", college, number))
    return files


def _reporting(seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """College, year and round in merged titles, totals below; learners of two years; the form."""
    folder = f"ay{YEAR_BE}"
    files = [
        own(f"graduates/{folder}/รายงานผู้สำเร็จการศึกษา_{college.code}.xlsx", "graduates",
             said.graduates(college, YEAR_BE, found), "office_report", college)
    ]  # fmt: skip
    for number in ROUNDS:
        rows = said.followups(college, YEAR_BE, number, found)
        path = f"followups/{folder}/รอบ{number}/รายงานการติดตาม_{college.code}.xlsx"
        files.append(own(path, "followups", rows, "office_report", college, number))
    for year_be, shape in ((YEAR_BE, "csv_utf8"), (YEAR_BE + 1, "thai_digits")):
        rows = said.students(seed, college, year_be)
        path = f"students/ay{year_be}/ข้อมูลนักเรียน_{college.code}{SHAPES[shape].suffix}"
        files.append(own(path, "students", rows, shape, college, year_be=year_be))
    submissions = said.round_submissions(seed, college, YEAR_BE, found)
    path = f"round_submissions/{folder}/ยืนยัน_{college.code}.csv"
    files.append(own(path, "round_submissions", submissions, "csv_874", college))
    answers = said.intentions(seed, college, YEAR_BE, found)
    return [
        *files,
        Sent(f"intentions/{folder}/{college.code}_แบบสำรวจก่อนจบ.xlsx", form(YEAR_BE, answers), college.code,
             (Entry("intentions", FORM, answers, YEAR_BE),)),
    ]  # fmt: skip


def _private(seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """Thai digits, tabs, and one file for each level, records of two whom no roster has; the survey in the template."""
    roster = said.graduates(college, YEAR_BE, found)
    files = [
        own(f"graduates/ay{YEAR_BE}/{college.code}_{part}.xlsx", "graduates",
             [row for row in roster if row["level"] == level], "by_level", college)
        for level, part in (("ปวช.", "ปวช"), ("ปวส.", "ปวส"))
    ]  # fmt: skip
    rows = said.followups(college, YEAR_BE, 2, found)
    unknown = rows[0] | {"national_id": None, WHO: None}
    rows += [unknown | {"student_id": "6799290001"}, unknown | {"student_id": "6499290002", "level": "ป.ตรี"}]
    answers = said.intentions(seed, college, YEAR_BE, found)
    return [
        *files,
        own(f"followups/ay{YEAR_BE}/รอบ2/{college.code}.tsv", "followups", rows, "tsv", college, 2),
        own(f"intentions/ay{YEAR_BE}/{college.code}.xlsx", "intentions", answers, "thai_digits", college),
    ]


def _without_roster(_seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """A round of which the roster has not come: its records wait."""
    rows = said.followups(college, YEAR_BE, 1, found)
    path = f"followups/ay{YEAR_BE}/รอบ1/followups_{college.code}.xlsx"
    return [own(path, "followups", rows, "template", college, 1)]


def _faulty_roster(_seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """A roster of which four rows must be mended, and one that stands there twice."""
    rows = said.graduates(college, YEAR_BE, found)
    spoilt: list[Row] = [
        rows[0] | {"gpa": Raw("4.75")},
        rows[1] | {"level": Raw("ม.6")},
        rows[2] | {"student_id": None, "national_id": None},
        rows[3] | {"graduated_on": Raw("31/2/2568")},
    ]
    rows = [*(row | {FATE: QUARANTINED} for row in spoilt), *rows[4:], rows[5] | {FATE: DUPLICATE}]
    faults = (
        ("no_identity", "is_identified", 1),
        ("not_a_date", "graduated_on", 1),
        ("not_in_list", "level", 1),
        ("out_of_range", "gpa", 1),
    )
    sent = own("faulty/ผู้สำเร็จการศึกษา_มีแถวผิด.xlsx", "graduates", rows, "template", college)
    return [replace(sent, verdict="loaded_with_quarantine", faults=faults)]


def _faulty_followups(_seed: int, college: College, found: list[Graduate]) -> list[Sent]:
    """Follow-ups that are held for their unknown outcomes, and others in which nobody filled in the round."""
    rows = said.followups(college, YEAR_BE, 1, found)
    count = len(rows) // 2
    spoilt = [row | {"outcome": Raw("ย้ายบ้าน")} if place < count else row for place, row in enumerate(rows)]
    held = own("faulty/การติดตาม_สถานะไม่รู้จัก.xlsx", "followups", spoilt, "template", college, 1)
    lost = own("faulty/การติดตาม_ไม่กรอกรอบ.xlsx", "followups", _without_round(rows), "template", college, 1)
    return [
        replace(held, verdict="held", faults=(("not_in_list", "outcome", count), ("too_many_faults", None, None))),
        replace(
            lost, verdict="held", faults=(("required_missing", "round", len(rows)), ("too_many_faults", None, None))
        ),
    ]


def _without_round(rows: Sequence[Row]) -> list[Row]:
    return [{name: cell for name, cell in row.items() if name != "round"} for row in rows]


def _no_layouts() -> list[Sent]:
    """A form that asks something else: its first column is that of the survey, but it is none."""
    heading = ["ประทับเวลา", "ความพึงพอใจต่ออาคารสถานที่", "ข้อเสนอแนะ"]
    answers = [["20/01/2025 9:15:00", "มาก", "ไม่มี"], ["21/01/2025 10:00:00", "ปานกลาง", "เพิ่มที่จอดรถ"]]
    content = workbook({"การตอบแบบฟอร์ม 1": titled(SYNTHETIC, heading, answers)})
    return [Sent("faulty/แบบประเมินความพึงพอใจ.xlsx", content, "", (), "rejected", (("unknown_layout", None, None),))]


def own(
    path: str,
    source: str,
    rows: Sequence[Row],
    shape: str,
    college: College,
    number: int | None = None,
    year_be: int = YEAR_BE,
) -> Sent:
    """A file of one source in one of the shapes of layout A."""
    chance = Chance("sample", path)
    content = written(source, rows, SHAPES[shape], college, chance)
    return Sent(path, content, college.code, (Entry(source, TEMPLATE, rows, year_be, number),))


def _report(
    college: College,
    number: int,
    found: Sequence[Graduate],
    rows: Sequence[Row],
    kind: str,
    faults: Faults,
) -> Sent:
    """One V-COP report; a row that is to stand there twice does so in both sources."""
    again = {row[WHO] for row in rows if row.get(FATE) == DUPLICATE}
    roster = said.graduates(college, YEAR_BE, found)
    roster += [row | {FATE: DUPLICATE} for row in roster if row[WHO] in again]
    records = {row[WHO]: row for row in rows if row.get(FATE) != DUPLICATE}
    path = f"vcop/ay{YEAR_BE}/รอบ{number}/รายงานรายบุคคล_{college.code}{'.xls' if kind == 'vcop_xls' else '.csv'}"
    content = vcop(college, YEAR_BE, number, roster, records, kind, Chance("sample", path))
    entries = (Entry("followups", VCOP, rows, YEAR_BE, number), Entry("graduates", VCOP, roster, YEAR_BE, number))
    return Sent(path, content, college.code, entries, faults=faults)


def as_sample_file(sent: Sent, told: dict[str, Any]) -> SampleFile:
    """A file of the sample with what is told of one of its sources."""
    return SampleFile(
        sent.path,
        sent.content,
        told["source"],
        told["layout"],
        told["verdict"],
        rows_read=told["rows_read"],
        rows_quarantined=told["rows_quarantined"],
        rows_duplicate=told["rows_duplicate"],
        faults={fault["code"]: fault["count"] for fault in told["faults"]},
    )


def _decoy(sent: Sent) -> SampleFile:
    faults = {code: count for code, _, count in sent.faults}
    return SampleFile(sent.path, sent.content, None, None, sent.verdict, faults=faults)
