"""How rows are written in each known layout: A (the office's template), C, D and F (OVEC's open data).

Layouts are described in the contracts for reading; here they are written the way senders write them, faults of
typing included, so that reading them proves something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.synthetic.sample_draws import College, Enrolment, Outcome
from pipelines.synthetic.sample_files import Row, delimited, titled, workbook
from pipelines.synthetic.sample_profile import OWNERSHIP_LABELS, SYNTHETIC

COUNT_HEADINGS = (
    "ผู้สำเร็จการศึกษา", "ติดตามได้", "ศึกษาต่อ", "รองานหรือว่างงาน", "ทำงานรัฐวิสาหกิจ", "ทำงานราชการ",
    "ทำงานเอกชน", "อาชีพอิสระ", "อื่น ๆ",
)  # fmt: skip
OUTCOME_HEADING_A = (
    "ปีการศึกษา", "รหัสสถานศึกษา", "ชื่อสถานศึกษา", "จังหวัด", "ประเภทสถานศึกษา", "ระดับชั้น/ระดับการศึกษา",
    "ประเภทวิชา", "สาขาวิชา", *COUNT_HEADINGS,
)  # fmt: skip
OUTCOME_HEADING_C = tuple(
    f" {name} "
    for name in (
        "เลขรหัสสถานศึกษา", "จังหวัด", "ขื่อโรงเรียน", "ประเภทสถานศึกษา", "ระดับชั้น", "ประเภทวิชา", "สาขาวิชา",
        *COUNT_HEADINGS,
    )
)  # fmt: skip
COLLEGE_HEADING_A = (
    "รหัสสถานศึกษา", "ชื่อสถานศึกษา", "สังกัด", "ประเภทสถานศึกษา", "จังหวัด", "อำเภอ", "อาชีวศึกษาจังหวัด", "ภาค",
    "สถาบันการอาชีวศึกษา", "การรับอุดหนุน", "พิกัดละติจูด", "พิกัดลองจิจูด", "สถานะสถานศึกษา",
)  # fmt: skip
COLLEGE_HEADING_D_PUBLIC = (
    "ลำดับ", "รหัสสถานศึกษา", "ชื่อสถานศึกษา", "อาชีวศึกษาจังหวัด", "ภาค", "ประเภทสถานศึกษา", "เลขที่", "หมู่", "ซอย",
    "ถนน", "ตำบล", "อำเภอ", "จังหวัด", "รหัสไปรษณีย์", "โทรศัพท์", "พิกัดละติจูด", "พิกัดลองจิจูด", "เว็บไซต์",
)  # fmt: skip
COLLEGE_HEADING_D_PRIVATE = (
    "ลำดับ", "รหัสโรงเรียน", "ชื่อโรงเรียน", "เลขที่", "หมู่", "ซอย", "ถนน", "ตำบล", "อำเภอ", "จังหวัด", "โทรศัพท์",
    "พิกัดละติจูด", "พิกัดลองจิจูด", "การรับอุดหนุน", "สถานะโรงเรียน",
)  # fmt: skip
ENROLMENT_HEADING_A = (
    "ปีการศึกษา", "รหัสสถานศึกษา", "ชื่อสถานศึกษา", "จังหวัด", "ประเภทสถานศึกษา", "ระดับชั้น/ระดับการศึกษา", "ชั้นปี",
    "ประเภทวิชา", "สาขาวิชา", "สาขางาน", "จำนวน",
)  # fmt: skip
ENROLMENT_HEADING_F = (
    "college_code", "province_code", "sector", "level", "field_th", "programme_title_th", "students",
)  # fmt: skip
MEMBER_HEADING_A = (
    "ปีงบประมาณ", "ศูนย์ CVM", "รหัสสถานศึกษา", "ชื่อสถานศึกษา", "จังหวัด", "กลุ่มสถานศึกษา", "วันที่เข้าร่วม",
)  # fmt: skip

EXAMPLE_DISTRICT = "อำเภอตัวอย่าง"
FOUR_BLANKS = "    "
"""How the open data of the outcomes writes most of its zeros."""

Register = dict[str, College]


@dataclass(frozen=True)
class SampleFile:
    """One file of the sample and what the warehouse must say about it; `also` for a second source that it feeds."""

    path: str
    content: bytes
    source: str | None
    layout: str | None
    verdict: str
    rows_read: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    faults: dict[str, int | None] = field(default_factory=dict)
    has_warnings: bool = False
    outcomes: Sequence[Outcome] = ()
    enrolments: Sequence[Enrolment] = ()
    also: tuple[SampleFile, ...] = ()

    @property
    def rows_held(self) -> int:
        """All rows of a held file, else none."""
        return self.rows_read if self.verdict == "held" else 0

    @property
    def rows_loaded(self) -> int:
        """What remains: every row that is read is loaded, quarantined, held or a duplicate."""
        return self.rows_read - self.rows_quarantined - self.rows_held - self.rows_duplicate


def template(source_title: str, heading: Row, rows: Sequence[Row]) -> bytes:
    """A workbook of the office's template, labelled synthetic above its heading."""
    return workbook({"ข้อมูล": titled(f"{source_title} · {SYNTHETIC}", heading, rows)})


def outcome_row_a(row: Outcome, register: Register) -> list[str | int | None]:
    """One row of the office's template."""
    college = register.get(row.college_code)
    return [
        row.academic_year_be,
        row.college_code,
        college.name_th if college else "สถานศึกษาตัวอย่างแห่งใหม่",
        college.province.name_th if college else None,
        OWNERSHIP_LABELS[college.kind.ownership] if college else None,
        row.level,
        row.subject_type_th,
        row.field_th,
        *row.counts,
    ]


def outcomes_a(rows: Sequence[Outcome], register: Register) -> bytes:
    """The office's template of outcome_counts."""
    return template("ผลการติดตามภาวะการมีงานทำ", OUTCOME_HEADING_A, [outcome_row_a(row, register) for row in rows])


def outcomes_c(rows: Sequence[Outcome], register: Register, title: str, names: dict[str, str] | None = None) -> bytes:
    """Windows-874, padded headings, zeros of four blanks beside explicit ones; `names` are names of other days."""
    lines: list[Row] = [[title], OUTCOME_HEADING_C]
    for number, row in enumerate(rows):
        college = register[row.college_code]
        zero = "0" if number % 5 == 0 else FOUR_BLANKS
        lines.append(
            [
                row.college_code,
                college.province.name_th,
                (names or {}).get(row.college_code, college.name_th),
                OWNERSHIP_LABELS[college.kind.ownership],
                row.level,
                row.subject_type_th,
                row.field_th,
                *[count or zero for count in row.counts],
            ]
        )
    return delimited(lines, "cp874", newline="\r\n")


def college_row_a(college: College) -> list[str | float | None]:
    """One row of the office's template of the register."""
    is_public = college.kind.ownership == "public"
    return [
        college.code,
        college.name_th,
        OWNERSHIP_LABELS[college.kind.ownership],
        college.kind.name_th if is_public else None,
        college.province.name_th,
        EXAMPLE_DISTRICT,
        college.province.name_th,
        college.province.region_th,
        college.institute_name,
        None if is_public else "รับอุดหนุน",
        *college.coordinates,
        "เปิดกิจการ",
    ]


def colleges_d(colleges: Sequence[College], ownership: str) -> bytes:
    """The public or the private register of the open data: BOM, CRLF, address columns left empty."""
    heading = COLLEGE_HEADING_D_PUBLIC if ownership == "public" else COLLEGE_HEADING_D_PRIVATE
    rows: list[Row] = [[SYNTHETIC], heading]
    for number, college in enumerate(colleges, start=1):
        place = college.province
        by_heading: dict[str, str | int | float] = {
            "ลำดับ": number,
            "รหัสสถานศึกษา": college.code,
            "รหัสโรงเรียน": college.code,
            "ชื่อสถานศึกษา": college.name_th,
            "ชื่อโรงเรียน": college.name_th,
            "อาชีวศึกษาจังหวัด": place.name_th,
            "ภาค": place.region_th,
            "ประเภทสถานศึกษา": college.kind.name_th,
            "อำเภอ": EXAMPLE_DISTRICT,
            "จังหวัด": place.name_th,
            "พิกัดละติจูด": college.coordinates[0],
            "พิกัดลองจิจูด": college.coordinates[1],
            "การรับอุดหนุน": "ไม่รับอุดหนุน" if number % 2 else "รับอุดหนุน",
            "สถานะโรงเรียน": "เปิดกิจการ",
        }
        rows.append([by_heading.get(name) for name in heading])
    return delimited(rows, "utf-8-sig", newline="\r\n")


def enrolments_a(rows: Sequence[Enrolment], register: Register) -> bytes:
    """The office's template of enrolment_counts, one row per year of study."""
    lines: list[Row] = []
    for row in rows:
        college = register[row.college_code]
        lines.append(
            [
                row.academic_year_be,
                row.college_code,
                college.name_th,
                college.province.name_th,
                OWNERSHIP_LABELS[college.kind.ownership],
                row.level,
                row.year_of_study,
                row.subject_type_th,
                row.field_th,
                row.branch_th,
                row.students,
            ]
        )
    return template("จำนวนนักเรียน นักศึกษา", ENROLMENT_HEADING_A, lines)


def enrolments_f(rows: Sequence[Enrolment], register: Register) -> bytes:
    """The rebuilt enrolment: additive rows, the branch in the last brackets of the title."""
    lines: list[Row] = [[SYNTHETIC], ENROLMENT_HEADING_F]
    for row in rows:
        college = register[row.college_code]
        branch = f" ({row.branch_th})" if row.branch_th else ""
        lines.append(
            [
                row.college_code,
                college.province.code,
                OWNERSHIP_LABELS[college.kind.ownership],
                row.level,
                row.field_th,
                f"{row.level} {row.field_th}{branch}",
                row.students,
            ]
        )
    return delimited(lines, "utf-8")
