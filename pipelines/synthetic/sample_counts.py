"""The committed sample: `python -m pipelines.synthetic.sample_counts --out data/sample`.

Puts the made-up colleges and figures into the files that senders would send (`inbox/`) and writes beside them
what the warehouse must make of them (`truth.json`). The same seed gives the same bytes on every machine.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.synthetic import sample_faults as faults
from pipelines.synthetic.sample_centres import centres
from pipelines.synthetic.sample_draws import (
    COUNT_COLUMNS,
    College,
    Enrolment,
    Outcome,
    colleges,
    enrolments,
    enrolments_together,
    fields_taught,
    outcomes,
)
from pipelines.synthetic.sample_files import Cell, Row, titled, workbook
from pipelines.synthetic.sample_layouts import (
    COLLEGE_HEADING_A,
    MEMBER_HEADING_A,
    OUTCOME_HEADING_A,
    Register,
    SampleFile,
    college_row_a,
    colleges_d,
    enrolments_a,
    enrolments_f,
    outcome_row_a,
    outcomes_a,
    outcomes_c,
    template,
)
from pipelines.synthetic.sample_people import people
from pipelines.synthetic.sample_profile import BACHELOR, CENTRES, LEVEL_CODES, SYNTHETIC, TIER_LABELS

SEED = 2567
OUTCOME_YEARS = (2565, 2566)
ENROLMENT_YEAR = 2567
MEMBERS_FISCAL_YEAR = 2567

# Who sends what, by the numbers of the colleges (1-27 public, 28-43 private).
REGISTER_A, REGISTER_D_PUBLIC = (*range(1, 22), *range(28, 37)), range(22, 27)
REGISTER_D_PRIVATE, REGISTER_DOUBTFUL = range(37, 41), (27, 41, 42, 43)
OWN_WORKBOOK = (27, 41, 42, 43)
PRIVATE_WORKBOOK = range(28, 41)
LATEST_YEAR, LATEST = 2567, range(29, 34)
"""The year of the people, for which some colleges send counts; 29 sends its roster besides."""
FAULTY_ROWS, HELD, DUPLICATE = (23, 24, 25), 22, 26
RENAMED = 5
ENROLMENT_F, ENROLMENT_A = range(1, 21), (21, 22, 23, 24, *range(28, 34))
ENROLMENT_BEFORE = LATEST
"""Whose learners of the year before are told, too: with their graduates they say how many go on from year to year."""
SHORT_COURSES, PARTLY_BY_YEAR = 21, 29
"""Tell of learners in short courses, and of some whose year of study they do not know."""


@dataclass(frozen=True)
class Sample:
    """All files of the sample; `colleges` is the register as loaded, in which number 42 has no province."""

    files: list[SampleFile]
    colleges: list[College]
    truth: dict[str, Any]

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcome rows that must be loaded, of all files."""
        return [row for file in self.files for row in file.outcomes]


def build(seed: int = SEED) -> Sample:
    """The whole sample in memory."""
    made_up = colleges()
    register: Register = {college.code: college for college in made_up}
    by_number = {college.number: college for college in made_up}
    drawn = {(college.number, year): outcomes(seed, college, year) for college in made_up for year in OUTCOME_YEARS}
    files = [
        *register_files(by_number),
        member_file(seed, made_up),
        *outcome_files(drawn, register),
        latest_outcomes(seed, by_number, register),
        *enrolment_files(seed, by_number, register),
        faults.faulty_rows(_rows(drawn, FAULTY_ROWS, OUTCOME_YEARS), register),
        faults.too_many_faults(drawn[HELD, 2566], register),
        faults.duplicate_row(drawn[DUPLICATE, 2566], register),
        faults.unregistered_college(seed, 2566, register),
        *faults.year_faults(drawn[19, 2565], register),
        *faults.rejected_at_the_door(drawn[21, 2566], register),
        faults.doubtful_register([by_number[number] for number in REGISTER_DOUBTFUL]),
    ]
    persons, work = people(seed, made_up), centres(seed, made_up)
    files += [*persons.as_sample_files(), *work.as_sample_files()]
    known = truth(files)
    sums = {source: told | {"rows": known["rows_loaded"][source]} for source, told in work.sums.items()}
    return Sample(files, made_up, {**known, "people": persons.cells, "sums_of_sources": sums})


def register_files(by_number: dict[int, College]) -> list[SampleFile]:
    """The register as the office's template and as the two files of the open data."""
    in_a = [by_number[number] for number in REGISTER_A]
    public = [by_number[number] for number in REGISTER_D_PUBLIC]
    private = [by_number[number] for number in REGISTER_D_PRIVATE]
    content = template("ทะเบียนสถานศึกษา", COLLEGE_HEADING_A, [college_row_a(college) for college in in_a])
    return [
        SampleFile("colleges/ทะเบียนสถานศึกษาตัวอย่าง.xlsx", content, "colleges", "A", "loaded", rows_read=len(in_a)),
        SampleFile(
            "colleges/public_college_sample.csv", colleges_d(public, "public"), "colleges", "D", "loaded",
            rows_read=len(public),
        ),
        SampleFile(
            "colleges/private_college_sample.csv", colleges_d(private, "private"), "colleges", "D", "loaded",
            rows_read=len(private),
        ),
    ]  # fmt: skip


def member_file(seed: int, made_up: Sequence[College]) -> SampleFile:
    """Members of six networks: the centre's own college, and made-up colleges in every other tier."""
    joined = ("1/10/2566", "๑ ต.ค. ๒๕๖๖", "2023-10-01", None)
    rows: list[Row] = []
    for centre in CENTRES:
        rows.append(
            [
                MEMBERS_FISCAL_YEAR, centre.label, centre.college_code, centre.college_name_th, centre.province_name,
                TIER_LABELS["cvm"], joined[0],
            ]
        )  # fmt: skip
        teaching = [
            college
            for college in made_up
            if any(field.field_th == centre.field_th for field in fields_taught(seed, college))
        ]
        for place, college in enumerate([*teaching[:6], made_up[CENTRES.index(centre)]]):
            tier = ("excellent", "expert", "expert", "standard")[min(place, 3)]
            row: list[Cell] = [
                MEMBERS_FISCAL_YEAR,
                centre.label,
                college.code,
                college.name_th,
                college.province.name_th,
            ]
            if row not in [list(earlier[:5]) for earlier in rows]:
                rows.append([*row, TIER_LABELS[tier], joined[place % len(joined)]])
    return SampleFile(
        f"network_members/สมาชิกเครือข่ายศูนย์ CVM {MEMBERS_FISCAL_YEAR}.xlsx",
        template("สมาชิกเครือข่ายศูนย์ CVM", MEMBER_HEADING_A, rows),
        "network_members",
        "A",
        "loaded",
        rows_read=len(rows),
    )


def outcome_files(drawn: dict[tuple[int, int], list[Outcome]], register: Register) -> list[SampleFile]:
    """Open data for the public colleges, one file a year; two workbooks of the template for the others."""
    elsewhere = {(number, year) for number in (*FAULTY_ROWS, 27) for year in OUTCOME_YEARS}
    elsewhere |= {(HELD, 2566), (DUPLICATE, 2566)}
    found = []
    for year in OUTCOME_YEARS:
        numbers = [number for number in range(1, 28) if (number, year) not in elsewhere]
        rows = _rows(drawn, numbers, [year])
        renamed = next(code for code, college in register.items() if college.number == RENAMED)
        names = {renamed: f"วิทยาลัยการอาชีพตัวอย่าง {RENAMED:02d}"} if year == OUTCOME_YEARS[0] else {}
        content = outcomes_c(rows, register, SYNTHETIC, names)
        found.append(_outcome_file(f"workforce{year}.csv", content, "C", rows))
    private = _rows(drawn, PRIVATE_WORKBOOK, OUTCOME_YEARS)
    own = _rows(drawn, OWN_WORKBOOK, OUTCOME_YEARS)
    found.append(_outcome_file("ผลการติดตาม_สถานศึกษาเอกชน.xlsx", with_totals(private, register), "A", private))
    found.append(_outcome_file("ผลการติดตาม_จังหวัดตัวอย่าง.xlsx", outcomes_a(own, register), "A", own))
    return found


def latest_outcomes(seed: int, by_number: dict[int, College], register: Register) -> SampleFile:
    """Counts of the year of which other colleges have sent their people."""
    rows = [row for number in LATEST for row in outcomes(seed, by_number[number], LATEST_YEAR)]
    return _outcome_file(f"ผลการติดตาม_ปีการศึกษา{LATEST_YEAR}.xlsx", outcomes_a(rows, register), "A", rows)


def with_totals(rows: Sequence[Outcome], register: Register) -> bytes:
    """Codes as numbers, a blank and a totals row below, and a sheet of notes in front."""
    lines = [outcome_row_a(row, register) for row in rows]
    for line in lines:
        line[1] = int(str(line[1]))
    totals = ["รวมทั้งสิ้น", *[None] * 7, *[sum(column) for column in zip(*(row.counts for row in rows), strict=True)]]
    return workbook(
        {
            "คำชี้แจง": [[SYNTHETIC], ["แบบรายงานตัวอย่าง ส่งโดยผู้ประสานงานกลุ่มสถานศึกษาเอกชน"]],
            "ข้อมูล": [*titled(SYNTHETIC, OUTCOME_HEADING_A, lines), [], totals],
        }
    )


def enrolment_files(seed: int, by_number: dict[int, College], register: Register) -> list[SampleFile]:
    """The rebuilt enrolment with additive rows, and the template by year of study, of some colleges for two years."""
    together = []
    for number in ENROLMENT_F:
        rows = [row for row in enrolments(seed, by_number[number], ENROLMENT_YEAR) if row.level != BACHELOR]
        together += additive(enrolments_together(rows))
    by_year = [row for number in ENROLMENT_A for row in enrolments(seed, by_number[number], ENROLMENT_YEAR)]
    for number, level in ((SHORT_COURSES, "ระยะสั้น"), (PARTLY_BY_YEAR, None)):
        row = next(row for row in by_year if row.college_code == by_number[number].code)
        by_year.append(replace(row, level=level or row.level, year_of_study=None, students=12))
    before = [row for number in ENROLMENT_BEFORE for row in enrolments(seed, by_number[number], ENROLMENT_YEAR - 1)]
    return [
        SampleFile(
            f"enrolment_counts/enrolment_ay{ENROLMENT_YEAR}_sample.csv", enrolments_f(together, register),
            "enrolment_counts", "F", "loaded", rows_read=len(together), enrolments=together,
        ),
        SampleFile(
            "enrolment_counts/จำนวนนักเรียน_แยกชั้นปี.xlsx", enrolments_a(by_year, register),
            "enrolment_counts", "A", "loaded", rows_read=len(by_year), enrolments=by_year,
        ),
        SampleFile(
            f"enrolment_counts/จำนวนนักเรียน_ปีการศึกษา{ENROLMENT_YEAR - 1}.xlsx", enrolments_a(before, register),
            "enrolment_counts", "A", "loaded", rows_read=len(before), enrolments=before,
        ),
    ]  # fmt: skip


def additive(rows: Sequence[Enrolment]) -> list[Enrolment]:
    """The first row in two parts of an equal key (equal rows where it is even), one field by branch."""
    first, *others = rows
    found = [
        replace(first, students=first.students // 2),
        replace(first, students=first.students - first.students // 2),
    ]
    for row in others:
        if row.field_th == "เทคนิคเครื่องกล":
            found.append(replace(row, students=row.students // 3))
            found.append(replace(row, students=row.students - row.students // 3, branch_th="เทคนิคยานยนต์"))
        else:
            found.append(row)
    return found


def truth(files: Sequence[SampleFile]) -> dict[str, Any]:
    """What must be said of every file, and the sums of what must be published."""
    loaded = [row for file in files for row in file.outcomes]
    learners = [row for file in files for row in file.enrolments]
    return {
        "note": SYNTHETIC,
        "files": {file.path: _told(file) for file in files},
        "verdicts": dict(sorted(Counter(file.verdict for file in files).items())),
        "rows_loaded": dict(sorted(_loaded_by_source(files).items())),
        "outcomes": [_sums(loaded, year, level) for year in OUTCOME_YEARS for level in (None, *LEVEL_CODES)],
        "learners": {
            code: sum(row.students for row in learners if row.level == label and row.academic_year_be == ENROLMENT_YEAR)
            for label, code in LEVEL_CODES.items()
        },
    }


def _told(file: SampleFile) -> dict[str, Any]:
    read = ("rows_read", "rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate")
    return {
        "source": file.source,
        "layout": file.layout,
        "verdict": file.verdict,
        **{name: getattr(file, name) for name in read},
        "faults": file.faults,
        **({"has_warnings": True} if file.has_warnings else {}),
        **({"also": [_told(other) for other in file.also]} if file.also else {}),
    }


def write(sample: Sample, out: Path) -> None:
    """Writes `inbox/` and `truth.json` below `out`."""
    for file in sample.files:
        target = out / "inbox" / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
    (out / "truth.json").write_bytes(truth_text(sample).encode())


def truth_text(sample: Sample) -> str:
    """The truth as it stands in the file."""
    return json.dumps(sample.truth, ensure_ascii=False, indent=1) + "\n"


def _rows(drawn: dict[tuple[int, int], list[Outcome]], numbers: Sequence[int], years: Sequence[int]) -> list[Outcome]:
    return [row for year in years for number in numbers for row in drawn[number, year]]


def _outcome_file(name: str, content: bytes, layout: str, rows: Sequence[Outcome]) -> SampleFile:
    return SampleFile(
        f"outcome_counts/{name}", content, "outcome_counts", layout, "loaded", rows_read=len(rows), outcomes=rows
    )


def _loaded_by_source(files: Sequence[SampleFile]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in (told for file in files for told in (file, *file.also)):
        if one.source:
            counted[one.source] += one.rows_loaded
    return counted


def _sums(rows: Sequence[Outcome], year: int, level: str | None) -> dict[str, Any]:
    chosen = [row for row in rows if row.academic_year_be == year and level in (None, row.level)]
    return {
        "academic_year_be": year,
        "level": LEVEL_CODES[level] if level else None,
        "rows": len(chosen),
        "colleges": len({row.college_code for row in chosen}),
        **{name: sum(getattr(row, name) for row in chosen) for name in COUNT_COLUMNS},
    }


def main() -> None:
    """Command line of the generator."""
    parser = argparse.ArgumentParser(description="Writes the synthetic sample of data/sample.")
    parser.add_argument("--out", type=Path, required=True, help="folder that gets inbox/ and truth.json")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    write(build(arguments.seed), arguments.out)


if __name__ == "__main__":
    main()
