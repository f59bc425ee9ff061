"""One college of the sample whose people are written out, so that every figure of it can be worked out by hand.

The table of what must come of it stands in `data/sample/README.md`; nothing is drawn here. Some of the thirty are
traps: reached and then lost, at work and then dead, a job that begins too late to count, nobody's record at all, and
one person who stands in the roster twice.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.synthetic import names
from pipelines.synthetic.following import Graduate, Record
from pipelines.synthetic.people import Member, Person
from pipelines.synthetic.world import College, Taught

NUMBER = 3
YEAR_BE = 2567
CONFIRMED = {1: date(2025, 6, 30), 2: date(2025, 9, 29), 3: date(2026, 1, 5)}
PRINTED = {1: date(2025, 6, 30), 3: date(2026, 1, 6)}
RECORDED = {1: date(2025, 6, 20), 2: date(2025, 8, 15), 3: date(2025, 11, 20)}
FIELDS = {
    "A": Taught("ปวช.", "อุตสาหกรรม", "ช่างยนต์", 8),
    "B": Taught("ปวช.", "พาณิชยกรรม/บริหารธุรกิจ", "การบัญชี", 6),
    "C": Taught("ปวส.", "อุตสาหกรรม", "เทคนิคเครื่องกล", 10),
    "D": Taught("ปวส.", "พาณิชยกรรม/บริหารธุรกิจ", "การบัญชี", 6),
}
OUTCOMES = {
    "S": "studying", "E": "employed", "F": "self_employed", "B": "employed_studying", "W": "waiting", "U": "unemployed",
    "M": "military", "R": "ordained", "D": "deceased", "O": "other", "x": "unreachable",
}  # fmt: skip
ROWS = """
 1 A f P E  S S S
 2 A m P -  S S S
 3 A m P -  S x S
 4 A m P E  - S S
 5 A m - -  x x x
 6 A m P -  W W U
 7 A m P -  W E E  private no 9500 2025-07-01
 8 A m - E  F F F  - - - 2025-04-20
 9 B f P -  S S S
10 B f P -  S S U
11 B f P E  E E S  private yes 10000 2025-04-01
12 B m P -  - - -
13 B f - -  x W x
14 B f P -  S S S
15 C m P E  E E E  government yes 12500 2025-05-01
16 C m P -  E E x  private yes 13000 2025-04-15
17 C m P -  W E E  private yes 9,001-15,000 2025-07-16
18 C m P -  W W E  private no 11000 2025-11-01
19 C m P -  F F F  - - - 2025-04-10
20 C m - E  x x E  private yes 14000 2025-10-01
21 C m P -  E E D  private yes 12000 2025-05-02
22 C m P -  W W W
23 C m P E  M M M
24 C m P -  x x x
25 D f P -  B B B  private yes 15000 2025-04-01
26 D f P -  E E E  state_enterprise yes 16000 2025-06-01
27 D f P E  U W F  - - - 2025-10-15
28 D m - -  - x O
29 D f P -  W W E  private yes 12000 2025-11-10
30 D m P -  R R R
"""
"""Number, field, sex, phone (P), e-mail (E), the outcomes of the three rounds (- no record), then the work: sector,
whether it matches the field, income, first day."""
TERM_ONE = (29,)
"""Graduated at the end of term 1, so that a year later ends before the record of round 3."""
WITHOUT_NATIONAL_ID = (12, 22)
WITHOUT_STUDENT_ID = (14,)
TWICE = 8
"""Stands in the roster under a second student id, as number 31."""
_NATIONAL_IDS = 79_900_000


def people() -> list[Graduate]:
    """The roster: thirty graduates, one of them twice."""
    found = [_graduate(line.split()) for line in ROWS.strip().splitlines()]
    person = found[TWICE - 1].person
    again = Person(
        _student_id(31, FIELDS["A"]), person.national_id, person.national_id_state, person.title, person.first_name,
        person.last_name, person.sex, person.birth_date, person.phone, person.email, None,
    )  # fmt: skip
    first = found[TWICE - 1]
    member = Member(again, first.taught, "regular", is_again=True)
    return [*found, Graduate(member, first.graduated_on, first.term, first.curriculum_be, first.gpa)]


def submissions(college: College) -> list[dict[str, Any]]:
    """The confirmation of the three rounds: the second never printed, the third late."""
    followed = {1: 23, 2: 24, 3: 25}
    return [
        {
            "academic_year_be": YEAR_BE,
            "round": number,
            "college_code": college.code,
            "confirmed_on": CONFIRMED[number],
            "printed_on": PRINTED.get(number),
            "reported_graduates": 30,
            "reported_followed": followed[number],
        }
        for number in (1, 2, 3)
    ]


def _graduate(cells: list[str]) -> Graduate:
    number, taught = int(cells[0]), FIELDS[cells[1]]
    is_early = number in TERM_ONE
    graduate = Graduate(
        member=Member(_person(number, taught, cells), taught, "dual" if cells[1] == "C" else "regular"),
        graduated_on=date(2024, 10, 31) if is_early else date(2025, 3, 31),
        term="1" if is_early else "2",
        curriculum_be=2562,
        gpa=2 + number / 20,
    )
    for round_number, letter in zip((1, 2, 3), cells[5:8], strict=True):
        if letter != "-":
            graduate.rounds[round_number] = Record(OUTCOMES[letter], RECORDED[round_number], "phone")
    if len(cells) > 8:
        graduate.work = _work(number, cells[8:])
    if {"S", "B"} & set(cells[5:8]):
        graduate.study = {
            "study_institution": "มหาวิทยาลัยตัวอย่างโซดา",
            "study_level": "ปริญญาตรี" if taught.level == "ปวส." else "ปวส.",
            "study_faculty": taught.subject_type_th,
            "study_field": taught.field_th,
            "study_matches_field": "yes",
        }
    return graduate


def _work(number: int, cells: list[str]) -> dict[str, Any]:
    sector, matches, income, first_day = (None if cell == "-" else cell for cell in cells)
    return {
        "employer_sector": sector,
        "employer_name": f"บริษัท ตัวอย่าง{names.made_up_word(number, 2)} จำกัด" if sector else None,
        "establishment_id": None,
        "job_title": "พนักงาน" if sector else None,
        "job_matches_field": matches,
        "monthly_income": int(income) if income and income.isdigit() else income and income.replace("-", " - "),
        "started_on": date.fromisoformat(first_day) if first_day else None,
        "work_province": "สมุทรปราการ",
        "work_country": "TH",
    }


def _person(number: int, taught: Taught, cells: list[str]) -> Person:
    has_id = number not in WITHOUT_NATIONAL_ID
    return Person(
        student_id=None if number in WITHOUT_STUDENT_ID else _student_id(number, taught),
        national_id=names.national_id(_NATIONAL_IDS + number, 0) if has_id else None,
        national_id_state="valid" if has_id else "missing",
        title="นางสาว" if cells[2] == "f" else "นาย",
        first_name=names.made_up_word(number * 29, 3),
        last_name=names.FAMILY + names.made_up_word(number * 11, 3),
        sex=cells[2],
        birth_date=date(2004 if taught.level == "ปวส." else 2006, 1 + number % 12, number % 28 + 1),
        phone=names.phone(9_000_000 + number) if cells[3] == "P" else None,
        email=f"graduate{number}@example.com" if cells[4] == "E" else None,
        line=None,
    )


def _student_id(number: int, taught: Taught) -> str:
    return f"{'65' if taught.level == 'ปวช.' else '66'}3990{NUMBER:02d}{number:03d}"
