"""People of nobody, planted cell by cell in files as senders make them; every value of theirs is kept as a secret.

National ids are of registration office 0000, telephone numbers of 099-000 and 000. Names are put together from
syllables, five of them, so that no other text holds one by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.reading.text import THAI_DIGITS
from pipelines.synthetic import names
from pipelines.synthetic.writers import xls
from tests.made_files.contents import table, text_file, vcop_lines, workbook
from tests.made_files.rows import GOOD_ROW, Row, code, college_name, google_form, vcop_report

_THAI = str.maketrans("0123456789", THAI_DIGITS)
_FIRST_BIRTH = date(1975, 1, 1)


@dataclass
class Planted:
    """Gives out values that identify a person, each once, and remembers them in the form that is searched for."""

    secrets: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    _given: Counter[str] = field(default_factory=Counter)

    def national_id(self) -> str:
        """An id with its check digit, as people write it: plain, with dashes, blanks, Thai digits or as a number."""
        number = self._next("id")
        digits = self._kept(names.national_id(number, 0))
        parts = (digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12])
        forms = (digits, "-".join(parts), " ".join(parts), digits.translate(_THAI), f"{digits}.0")
        return forms[number % len(forms)]

    def faulty_id(self) -> str:
        """An id with a wrong check digit, with a digit missing, or a foreigner's."""
        number = self._next("faulty")
        digits = names.national_id(names.IDS + number, 0)
        wrong = f"{digits[:-1]}{(int(digits[-1]) + 1) % 10}"
        return self._kept((wrong, digits[:-1], f"G{number:05}{digits[:7]}")[number % 3])

    def student_id(self) -> str:
        """An id of twelve to fifteen digits, or of letters and digits."""
        number = self._next("student")
        return self._kept((f"67309{number:08}", f"ZQX{number:06}", f"67-309{number:07}")[number % 3])

    def first_name(self) -> str:
        """A first name."""
        return self._kept(names.made_up_word(self._next("name"), 5))

    def last_name(self) -> str:
        """A family name."""
        return self._kept(names.FAMILY + names.made_up_word(self._next("name"), 5))

    def full_name(self) -> str:
        """Title, first and family name; blanks as people leave them."""
        number = self._next("full")
        return f"นาย{' ' * (number % 3)}{self.first_name()}{' ' * (1 + number % 2)}{self.last_name()}"

    def phone(self) -> str:
        """A telephone number, as people write it."""
        number = self._next("phone")
        digits = self._kept(f"099000{number:04}")
        return (digits, f"099-000-{digits[6:]}", f"(099) 000 {digits[6:]}", digits.translate(_THAI))[number % 4]

    def mail(self) -> str:
        """An address of e-mail."""
        return self._kept(f"planted.{self._next('mail'):05}@example.org")

    def contact(self) -> str:
        """A name in some network of people."""
        return self._kept(f"line-planted{self._next('contact'):05}")

    def is_turn(self) -> bool:
        """Whether this establishment is a person: every other one."""
        return self._next("establishment") % 2 == 0

    def birth(self) -> str:
        """A date of birth, of the Buddhist era."""
        day = _FIRST_BIRTH + timedelta(days=self._next("birth") % 9_000)
        self.days.add(day.isoformat())
        return f"{day.day}/{day.month}/{day.year + 543}"

    def _next(self, kind: str) -> int:
        self._given[kind] += 1
        return self._given[kind]

    def _kept(self, secret: str) -> str:
        self.secrets.add(secret)
        return secret


_MAKERS = {
    "รหัสประจำตัวนักเรียน/นักศึกษา": "student_id",
    "เลขรหัสนักเรียน": "student_id",
    "เลขประจำตัวประชาชน": "national_id",
    "รหัสบัตรประชาชน": "national_id",
    "ชื่อ": "first_name",
    "นามสกุล": "last_name",
    "ชื่อ - นามสกุล": "full_name",
    "ชื่อ นามสกุล": "full_name",
    "วันเกิด": "birth",
    "โทรศัพท์": "phone",
    "หมายเลขโทรศัพท์": "phone",
    "อีเมล": "mail",
    "ช่องทางติดต่อ": "contact",
    "ช่องทางการติดต่อสื่อสาร": "contact",
    "โซเชียลมีเดีย": "contact",
    "Social Media": "contact",
    "เลขประจำตัวประชาชนครู": "national_id",
    "เลขประจำตัวประชาชน/รหัสประจำตัวผู้เข้าทดสอบ": "national_id",
    "ผู้ประสานงาน": "full_name",
}
_ESTABLISHMENT = "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ"
_NAMES_OF_ESTABLISHMENTS = ("ชื่อสถานประกอบการ", "สถานประกอบการที่ร่วมพัฒนาหลักสูตร")
FREE = ("ติดต่อ {} ได้", "{}", "เลขที่ 1234567890123 / {}")
"""Ways in which somebody's number stands in a cell that is for something else."""


def person(row: Row, planted: Planted, *, is_faulty: bool = False) -> Row:
    """The row with every cell that identifies a person made a secret."""
    made = {heading: getattr(planted, maker)() for heading, maker in _MAKERS.items() if heading in row}
    if "วันเกิด" in made and "ชื่อ นามสกุล" in row:  # layout B writes the common era
        day, month, year = made["วันเกิด"].split("/")
        made["วันเกิด"] = f"{day}/{month}/{int(year) - 543}"
    if _ESTABLISHMENT in row and planted.is_turn():
        made |= {heading: planted.full_name() for heading in _NAMES_OF_ESTABLISHMENTS if heading in row}
        made |= {_ESTABLISHMENT: planted.faulty_id() if is_faulty else planted.national_id()}
    ids = made.keys() & {"เลขประจำตัวประชาชน", "รหัสบัตรประชาชน", "เลขประจำตัวประชาชนครู"}
    return row | made | (dict.fromkeys(ids, planted.faulty_id()) if is_faulty and ids else {})


def people(source: str, planted: Planted, count: int) -> list[Row]:
    """Rows of one template; every fifth with an id that is none, every ninth with a level that nobody teaches."""
    rows = [person(GOOD_ROW[source](number), planted, is_faulty=number % 5 == 0) for number in range(1, count + 1)]
    level = "ระดับชั้น/ระดับการศึกษา"
    return [row | {level: "ปริญญาเอก"} if level in row and place % 9 == 8 else row for place, row in enumerate(rows)]


def misplaced(source: str, planted: Planted, ways: int) -> Iterator[Row]:
    """A row for each column, each kind of number and some of the ways to write it, whatever the column is for."""
    row, number = GOOD_ROW[source](1), 1_000
    for place, heading in enumerate(row):
        for step, kind in enumerate((planted.national_id, planted.phone, planted.mail)):
            for way in range(ways):
                number += 1
                text = FREE[(place + step + way) % len(FREE)]
                yield GOOD_ROW[source](number, {heading: text.format(kind())})


def drop_of(planted: Planted, count: int, ways: int = 1) -> dict[str, bytes]:
    """Files with `count` people each, and with people where nobody belongs, written in so many `ways`."""
    files: dict[str, bytes] = {}
    for source in GOOD_ROW:
        lines = table(people(source, planted, count))
        extra = [[*lines[0], f"ผู้กรอก {planted.full_name()}"], *([*row, planted.national_id()] for row in lines[1:])]
        titles = [[f"ผู้ส่ง {planted.full_name()} โทร {planted.phone()} {planted.national_id()}"], []]
        files[f"{source}/people.xlsx"] = workbook({f"โทร {planted.phone()}": [*titles, *extra]})
        files[f"{source}/misplaced.csv"] = text_file(table(list(misplaced(source, planted, ways))))
        held = [row | _of_a_person(row, planted) for row in people(source, planted, 4)]
        files[f"{source}/held.csv"] = text_file(table(held), "cp874")
    report = vcop_lines([person(vcop_report(5_000 + number), planted) for number in range(count)])
    report.insert(1, [f"ผู้รายงาน {planted.full_name()} {planted.mail()} {planted.national_id()}"])
    files["vcop/report.xls"] = xls("รายงาน", report)
    files["vcop/report.csv"] = text_file(
        vcop_lines([person(vcop_report(n), planted, is_faulty=n % 3 == 0) for n in range(8_000, 8_000 + count)], 2)
    )
    answers = [person(google_form(number), planted) for number in range(count)]
    files[f"form/{code(1)} {college_name(1)} 2568.csv"] = text_file(table(answers))
    return files | refused(planted)


def _of_a_person(row: Row, planted: Planted) -> Row:
    """Somebody's number where a college's or an establishment's belongs."""
    return {
        heading: planted.national_id() if "สถานศึกษา" in heading else planted.faulty_id()
        for heading in ("รหัสสถานศึกษา", "รหัสสถานศึกษา/สถาบัน", "สถานศึกษาเจ้าของคลังปัญญา", _ESTABLISHMENT)
        if heading in row
    }


def refused(planted: Planted) -> dict[str, bytes]:
    """Files that no reader can take as they are, people and all."""
    lines = table([person(GOOD_ROW["graduates"](number), planted) for number in range(7_000, 7_005)])
    headings = [heading for heading in lines[0] if heading not in ("สาขาวิชา", "ระดับชั้น/ระดับการศึกษา")]
    book = workbook({"ข้อมูล": lines})
    spoken = f"{planted.full_name()} {planted.national_id()} {planted.phone()} {planted.mail()}"
    return {
        "refused/corrupt.xlsx": book[: len(book) // 2] + spoken.encode(),
        "refused/letter.pdf": b"%PDF " + spoken.encode(),
        "refused/nothing.csv": text_file([[spoken], [planted.national_id(), planted.full_name()]]),
        "refused/column.csv": text_file([headings, *(row[: len(headings)] for row in lines[1:])]),
        "refused/twice.csv": text_file([[*lines[0], "สาขาวิชา"], *([*row, spoken] for row in lines[1:])]),
        "refused/quotes.csv": text_file(lines) + f'"{spoken}\n'.encode(),
        "refused/encoding.csv": text_file(lines) + b"\xdb\xfc\xff" + spoken.encode("cp874"),
        "refused/year2565.csv": text_file([[f"ปีการศึกษา 2564 {spoken}"], *(row[1:] for row in lines)]),
    }
