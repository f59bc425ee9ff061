"""What made-up colleges know of the labour market: establishments, their needs, agreements, placements; and learners.

A trader is a college that sends them. Traders of their own colleges send also whom they teach and who graduated, under
the names of the old and the new curriculum. Draws here leave those of the colleges beside them as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.cohorts import draws
from tests.cohorts.draws import Chance, be
from tests.made_files import rows as made
from tests.made_files import rows_of_demand as demand
from tests.made_files.makers import juristic_number
from tests.made_files.rows import Row, national_id

SOURCES = ("establishments", "demands", "job_postings", "agreements", "placements", "teacher_development", "colleges",
           "enrolment_counts", "outcome_counts", "students")  # fmt: skip
FIRST_OWN = 801
"""Number of the first college that is here alone; those of the cohorts begin with 1."""

FISCAL_YEARS = (2566, 2567, 2568, 2569)
TAUGHT_IN = (2564, 2565, 2566, 2567, 2568)
FIELDS = {
    "ปวช.": ("การบัญชี", "การโรงแรม", "ช่างยนต์", "ช่างไฟฟ้ากำลัง", "ช่างไฟฟ้า", "สาขาที่ไม่มีในรายชื่อ"),
    "ปวส.": ("การบัญชี", "เทคนิคเครื่องกล", "เครื่องกล", "การจัดการทรัพยากรมนุษย์"),
    "ป.ตรี": ("การบัญชี", "เทคโนโลยีคอมพิวเตอร์"),
    "ระยะสั้น": ("การบัญชี",),
}
"""Old and new names of one field stand side by side; one name is a proposal, one is in no list."""
TAUGHT = {
    "ปวช.": ("ช่างไฟฟ้ากำลัง", "ช่างไฟฟ้า", "สาขาที่ไม่มีในรายชื่อ"),
    "ปวส.": ("เครื่องกล", "การจัดการทรัพยากรมนุษย์"),
    "ป.ตรี": ("เทคโนโลยีคอมพิวเตอร์",),
    "ระยะสั้น": ("ช่างเชื่อม",),
}
COURSES = {"ปวช.": 3, "ปวส.": 2, "ป.ตรี": 4, "ระยะสั้น": 0}
KINDS = ("รับเข้าทำงาน", "รับเข้าทำงาน", "รับฝึกงาน", "ทวิภาคี", "ฝึกประสบการณ์ครู")
INDUSTRIES = ("", "", "ยานยนต์สมัยใหม่", "หุ่นยนต์", "การแพทย์ครบวงจร", "ดิจิทัล")
WAGES = ("", "", "11,000", "12,500", "12,500", "15,000", "18,333.33")
PLACES = (*draws.PROVINCES[:4], "", "")
ABROAD = ("", "", "", "ไทย", "ญี่ปุ่น")
STATUSES = ("กำลังศึกษา", "กำลังศึกษา", "กำลังศึกษา", "สำเร็จการศึกษา", "ลาพักการเรียน", "ลาออก")
_ID, _NAME, _PROVINCE = "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ", "ชื่อสถานประกอบการ", "จังหวัดของสถานประกอบการ"
_COMPANIES, _UNREGISTERED, _FOREIGN = range(1, 12), range(12, 15), range(15, 17)


def establishments() -> list[Row]:
    """The register: of few companies, so that many colleges share one; some without province or industry."""
    chance = Chance("establishments")
    rows = []
    for number in (*_COMPANIES, *_FOREIGN):
        cells = _named(chance, number, by_name=False) | {
            "อุตสาหกรรมเป้าหมาย": chance.one(INDUSTRIES),
            "รหัสสถานศึกษาที่รายงาน": "",
            "ประเทศ": "ญี่ปุ่น" if number in _FOREIGN else "ไทย",
        }
        if number in _FOREIGN:
            cells[_PROVINCE] = ""
        rows.append(demand.establishment(number, cells))
    return rows


def _named(chance: Chance, number: int, *, by_name: bool | None = None) -> Row:
    """An establishment as a row names it: by its number, at times by name and province."""
    is_by_name = chance.happens(0.25) if by_name is None else by_name
    home = "" if number % 4 == 0 and not is_by_name else draws.PROVINCES[number % 5]
    own = f"JP-{number:06}" if number in _FOREIGN else juristic_number(number)
    return {_ID: "" if is_by_name else own, _NAME: f"บริษัท ตัวอย่าง {number} จำกัด", _PROVINCE: home}


@dataclass
class Trader:
    """Draws what a college sends of the market. `learners` are rows of its roster, if it sends one elsewhere."""

    seed: int
    number: int
    latest: date
    learners: Sequence[Row] = ()
    sent: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.chance = Chance(f"market {self.seed} {self.number}")
        self.told: set[tuple[str, ...]] = set()
        if self.number >= FIRST_OWN:
            self._teach()
        else:
            self._enrol()
        for year_be in FISCAL_YEARS:
            for _ in range(self.chance.randrange(9)):
                self._demand(year_be)
        for serial in range(self.chance.randrange(6)):
            self._post(serial)
        for serial in range(self.chance.randrange(4)):
            self._agree(serial)
        for serial in range(self.chance.randrange(7)):
            self._place(serial)
        for serial in range(self.chance.randrange(3)):
            self._develop(serial)

    def _establishment(self) -> Row:
        return _named(self.chance, self.chance.one([*_COMPANIES, *_UNREGISTERED, *_FOREIGN]))

    def _study(self) -> Row:
        level = self.chance.one(("ปวช.", "ปวช.", "ปวส.", "ปวส.", "ป.ตรี", "ระยะสั้น"))
        return {"ระดับชั้น/ระดับการศึกษา": level, "สาขาวิชา": self.chance.one(FIELDS[level])}

    def _day(self, first: date, days: int) -> date:
        return min(first + timedelta(days=self.chance.randrange(days)), self.latest)

    def _demand(self, year_be: int) -> None:
        chance = self.chance
        cells = {"ปีงบประมาณ": str(year_be), **self._establishment(), **self._study()} | {
            "สาขางาน": chance.one(("", "", "ก", "ข")),
            "ประเภทความต้องการ": chance.one(KINDS),
            "จำนวนที่ต้องการ": str(chance.one((0, 1, 2, 2, 5, 5, 8, 40))),
            "ค่าจ้างต่อเดือน": chance.one(WAGES),
            "จังหวัดที่ทำงาน": chance.one(PLACES),
            "ประเทศที่ทำงาน": chance.one(ABROAD),
        }
        key = tuple(cells[name] for name in ("ปีงบประมาณ", _ID, _NAME, "ระดับชั้น/ระดับการศึกษา", "สาขาวิชา", "สาขางาน",
                                             "ประเภทความต้องการ"))  # fmt: skip
        if key not in self.told:
            self.told.add(key)
            self.sent["demands"].append(demand.demand(self.number, cells))

    def _post(self, serial: int) -> None:
        chance = self.chance
        posted_on = self._day(date(2022, 9, 20), 1_400)
        ends = (None, posted_on, date(posted_on.year, 9, 30), date(posted_on.year, 10, 1), posted_on + timedelta(400))
        closes_on = chance.one([end for end in ends if end is None or end >= posted_on])
        cells = {**self._establishment(), **self._study()} | {
            "เลขที่ประกาศ": f"{serial}/2568", "ประเภทประกาศ": chance.one(("รับสมัครงาน", "รับสมัครงาน", "รับฝึกงาน")),
            "จำนวนรับ": str(chance.one((1, 2, 5, 9))), "ค่าจ้างต่อเดือน": chance.one(WAGES), "จำนวนที่ได้": "",
            "จังหวัดที่ทำงาน": chance.one(PLACES), "วันที่ประกาศ": be(posted_on), "วันปิดรับ": be(closes_on), "จังหวัด": "",
        }  # fmt: skip
        self.sent["job_postings"].append(demand.posting(self.number, cells))

    def _agree(self, serial: int) -> None:
        chance = self.chance
        signed_on = self._day(date(2022, 9, 28), 1_300)
        ends = (None, signed_on + timedelta(days=200), date(2024, 9, 30), date(2024, 10, 1), date(2027, 1, 1))
        expires_on = chance.one([end for end in ends if end is None or end > signed_on])
        names = [name for level in FIELDS for name in FIELDS[level]]
        cells = self._establishment() | {
            "เลขที่ข้อตกลง": f"{serial}/2568", "สาขาวิชา": chance.one(("", names[0], f"{names[4]}, {names[7]}", names[5])),
            "ระบบทวิภาคี": chance.one(("ใช่", "ไม่ใช่", "")), "วันที่ลงนาม": be(signed_on), "วันหมดอายุ": be(expires_on),
            "จำนวนที่รับได้": chance.one(("", "0", "4", "20")), "จังหวัด": "",
        }  # fmt: skip
        self.sent["agreements"].append(demand.agreement(self.number, cells))

    def _place(self, serial: int) -> None:
        """A placement of a learner of the roster, whose level and field need not be told again, or of another."""
        chance = self.chance
        starts_on = self._day(date(2023, 9, 28), 800)
        study = self._study()
        who = {"รหัสประจำตัวนักเรียน/นักศึกษา": f"69{self.number:04}{serial}", "เลขประจำตัวประชาชน": ""}
        year = str(starts_on.year + 543)
        if self.learners and chance.happens(0.7):
            learner = chance.one(self.learners)
            who = {name: learner[name] for name in who}
            year = learner["ปีการศึกษา"]
            study = dict.fromkeys(study, "") if chance.happens(0.7) else study
        elif chance.happens(0.2):
            study = dict.fromkeys(study, "")
        days = dict.fromkeys(
            ("วันที่ตรวจความปลอดภัยของสถานประกอบการ", "วันที่อบรมอาชีวอนามัยและความปลอดภัย", "วันที่ปฐมนิเทศก่อนฝึก", "วันที่สิ้นสุด"), ""
        )
        cells = self._establishment() | study | who | days | {
            "ปีการศึกษา": year, "จังหวัด": "", "วันที่เริ่ม": be(starts_on), "ประเภทการฝึก": chance.one(("ฝึกงาน", "ทวิภาคี")),
        }  # fmt: skip
        key = year, cells["รหัสประจำตัวนักเรียน/นักศึกษา"], cells["วันที่เริ่ม"]
        if key not in self.told:
            self.told.add(key)
            self.sent["placements"].append(demand.placement(self.number, cells))

    def _develop(self, serial: int) -> None:
        chance = self.chance
        begun_on = self._day(date(2023, 10, 1), 700)
        empty = ("วันที่สิ้นสุด", "วันที่ส่งรายงานผลการปฏิบัติงานให้สถานศึกษา", "วันที่ส่งสมุดบันทึกการฝึกประสบการณ์", "วันที่นิเทศ")
        none = dict.fromkeys((_ID, _NAME, _PROVINCE), "")
        cells = (none if chance.happens(0.1) else self._establishment()) | dict.fromkeys(empty, "") | {
            "ปีงบประมาณ": str(begun_on.year + 543 + (begun_on.month > 9)), "จังหวัด": "",
            "เลขประจำตัวประชาชนครู": national_id(8_000_000 + self.number * 10 + serial // 2),
            "สาขาวิชา": chance.one((*FIELDS["ปวช."], *FIELDS["ปวส."])), "ชื่อหลักสูตร/กิจกรรม": f"กิจกรรม {serial}",
            "กิจกรรม": chance.one(("ฝึกประสบการณ์ในสถานประกอบการ", "ฝึกประสบการณ์ในสถานประกอบการ", "อบรม")),
            "วันที่เริ่ม/วันที่จัดทำแผน/วันที่ทดสอบ": be(begun_on), "จำนวนชั่วโมง": "40",
        }  # fmt: skip
        self.sent["teacher_development"].append(demand.development(self.number, cells))

    def _enrol(self) -> None:
        """Learners in counts, of a college whose graduates are told elsewhere; at times all years together."""
        chance = self.chance
        names = {level: FIELDS[level] for level in ("ปวช.", "ปวส.", "ป.ตรี")}
        for level, fields in names.items():
            if chance.happens(0.6):
                for year_be in TAUGHT_IN[chance.randrange(4) :]:
                    for name in fields:
                        if chance.happens(0.4):
                            self._counts(year_be, level, name, chance.randrange(1, 60))

    def _counts(self, year_be: int, level: str, name: str, first_year: int) -> None:
        """Learners by year of study, fewer from year to year; of some colleges and fields without it."""
        chance, last = self.chance, COURSES[level]
        with_years = last > 0 and chance.happens(0.9)
        for study in range(1, last + 1) if with_years else (None,):
            number = max(first_year - (study or 0) * chance.randrange(0, 9), 0)
            cells = {
                "ปีการศึกษา": str(year_be), "จังหวัด": "", "ประเภทสถานศึกษา": "", "ระดับชั้น": level, "สาขาวิชา": name,
                "ประเภทวิชา": "", "สาขางาน": "", "ชื่อหลักสูตร": "", "ชั้นปี": "" if study is None else str(study),
                "จำนวน": str(number),
            }  # fmt: skip
            self.sent["enrolment_counts"].append(made.enrolment(self.number, cells))

    def _teach(self) -> None:
        """A college of its own: cohorts that move on, in rosters or counts, and what became of the graduates."""
        chance = self.chance
        self.sent["colleges"].append(made.college(self.number, {
            "จังหวัด": chance.one(draws.PROVINCES[:4]), "ภาค": "", "สังกัด": chance.one(("รัฐ", "เอกชน")),
            "สถาบันการอาชีวศึกษา": "",
        }))  # fmt: skip
        for level, names in TAUGHT.items():
            by_roster = level == "ปวช." and chance.happens(0.3)
            for name in names:
                if chance.happens(0.25):
                    continue
                size = chance.one((4, 25, 60))
                for year_be in TAUGHT_IN:
                    if by_roster and year_be >= 2567:
                        self._roster(year_be, level, name)
                    else:
                        self._counts(year_be, level, name, size)
                    if year_be < TAUGHT_IN[-1] and level != "ระยะสั้น":
                        self._graduated(year_be, level, name, chance.randrange(1, size))

    def _roster(self, year_be: int, level: str, name: str) -> None:
        chance = self.chance
        own = list(self.learners)
        for study in range(1, COURSES[level] + 2):
            for _ in range(chance.randrange(1, 5)):
                serial = len(self.sent["students"])
                own.append(made.student(self.number, {
                    "ปีการศึกษา": str(year_be), "จังหวัด": "", "รหัสประจำตัวนักเรียน/นักศึกษา": f"7{serial:06}",
                    "เลขประจำตัวประชาชน": "", "ระดับชั้น/ระดับการศึกษา": level, "สาขาวิชา": name, "สาขางาน": "",
                    "ประเภทวิชา": "",
                    "ชั้นปี": "ตกค้าง" if study > COURSES[level] else chance.one((str(study), str(study), "")),
                    "สถานภาพ": chance.one(STATUSES), "วันที่ปรับปรุงข้อมูล": "",
                }))  # fmt: skip
                self.sent["students"].append(own[-1])
        self.learners = own

    def _graduated(self, year_be: int, level: str, name: str, graduates: int) -> None:
        """Counts of the follow-up; in some years of nobody."""
        chance = self.chance
        followed = 0 if chance.happens(0.15) else chance.randrange(graduates + 1)
        study = chance.randrange(followed + 1)
        cells = {
            "ปีการศึกษา": str(year_be), "จังหวัด": "", "ประเภทสถานศึกษา": "", "ระดับชั้น": level, "ประเภทวิชา": "อุตสาหกรรม",
            "สาขาวิชา": name, "ผู้สำเร็จการศึกษา": str(graduates), "ติดตามได้": str(followed), "ศึกษาต่อ": str(study),
            "รองานหรือว่างงาน": "0", "ทำงานรัฐวิสาหกิจ": "0", "ทำงานราชการ": "0", "ทำงานเอกชน": str(followed - study),
            "อาชีพอิสระ": "0", "อื่น ๆ": "0",
        }  # fmt: skip
        self.sent["outcome_counts"].append(made.outcome(self.number, cells))
