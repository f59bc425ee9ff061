"""One made-up college: who graduates from it, what is said of them, and the rows it sends."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from tests.cohorts import draws
from tests.cohorts.draws import PEOPLE_OF_A_COLLEGE, YEARS, Chance, Someone, Study, be
from tests.made_files import rows as made
from tests.made_files.rows import Row, code, college_name

SOURCES = ("colleges", "graduates", "followups", "students", "intentions", "outcome_counts", "network_members")
NOT_OF_A_JOB = ("ประเภทหน่วยงาน", "ชื่อสถานที่ทำงาน", "ตำแหน่งงาน", "ทำงานตรงสาย", "รายได้ต่อเดือน", "วันที่เริ่มงาน",
                "จังหวัดที่ทำงาน", "ประเทศที่ทำงาน")  # fmt: skip
VCOP_YEAR = 2567


@dataclass(frozen=True)
class Listed:
    """A row of a roster."""

    someone: Someone
    study: Study
    graduated_on: date | None
    term: str

    def assumed_day(self, year_be: int) -> date:
        """The day to draw others around; where none is given, about the one that will be assumed."""
        return self.graduated_on or date(year_be - 542, 3, 31)


@dataclass
class College:
    """Draws everything that a college sends, and no row twice."""

    seed: int
    place: int
    latest: date
    sent: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    vcop: list[tuple[int, list[Row]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number = self.place + 1
        self.chance = Chance(f"{self.seed} {self.place}")
        self.serial = self.place * PEOPLE_OF_A_COLLEGE
        self.said: set[tuple[int, int, str]] = set()
        self.answered: set[tuple[int, str]] = set()
        self._register()
        for year_be in YEARS:
            self._year(year_be)

    def _register(self) -> None:
        chance = self.chance
        if chance.happens(0.05):
            return  # in no register
        row = made.college(self.number)
        row |= {
            "สังกัด": chance.one(("รัฐ", "เอกชน")),
            "จังหวัด": "" if chance.happens(0.06) else chance.one(draws.PROVINCES),
            "ภาค": "",
            "สถาบันการอาชีวศึกษา": f"สถาบันตัวอย่าง {self.number % 3}" if chance.happens(0.4) else "",
        }
        self.sent["colleges"].append(row)

    def _year(self, year_be: int) -> None:
        chance = self.chance
        listed: list[Listed] = []
        kinds = ("roster", "roster", "roster", "both", "counts", "counts", "vcop", "nothing")
        for level in draws.LEVELS:
            kind = chance.one(kinds)
            if kind == "vcop" or (kind == "both" and chance.happens(0.5)):
                self._vcop(year_be, level)  # beside a roster it stands for nothing, and its records wait
            if kind in ("roster", "both"):
                listed += self._roster(year_be, level, listed)
            if kind in ("counts", "both"):
                self._counts(year_be, level)
        for one in listed:
            self._graduate(year_be, one)
            self._follow(year_be, one)
            if chance.happens(0.5):
                self._learner(year_be, one)
        self._strangers(year_be)
        if chance.happens(0.3):
            self._learner(
                year_be, Listed(self._someone(year_be), draws.study(chance, chance.one(draws.LEVELS)), None, "")
            )
        if chance.happens(0.3):
            centre, tier = chance.one(draws.CENTRES), chance.one(draws.TIERS)
            cells = {"ปีงบประมาณ": str(year_be + 1), "ศูนย์ CVM": centre, "จังหวัด": "", "กลุ่มสถานศึกษา": tier}
            self.sent["network_members"].append(made.member(self.number, {**cells, "วันที่เข้าร่วม": ""}))

    def _someone(self, year_be: int, number: str | None = None) -> Someone:
        """A new person, or somebody known by a number under a new student id."""
        chance = self.chance
        self.serial += 1
        kind = chance.choices(("national", "foreign", "none"), (8, 1, 1))[0]
        own = draws.number_of(self.serial, kind) if number is None else number
        return Someone(
            student_id=f"{year_be % 100:02}{self.serial % PEOPLE_OF_A_COLLEGE:06}",
            number=own,
            name=f"สมมุติ{self.serial}",
            sex=chance.one(draws.SEXES),
            born=chance.one(("1/2/2548", "3/4/2546", "")),
        )

    def _roster(self, year_be: int, level: str, earlier: list[Listed]) -> list[Listed]:
        """The graduates of a level; some of them twice, at another level too, or at the college before."""
        chance = self.chance
        size = chance.randrange(31, 44) if chance.happens(0.12) else chance.randrange(1, 8)
        listed: list[Listed] = []
        for _ in range(size):
            number = None
            if chance.happens(0.06) and earlier:
                number = chance.one(earlier).someone.number
            elif chance.happens(0.04) and self.place:
                number = made.national_id((self.place - 1) * PEOPLE_OF_A_COLLEGE + chance.randrange(1, 30))
            taken = {one.someone.number for one in listed}
            someone = self._someone(year_be, None if number in taken else number)
            one = Listed(someone, draws.study(chance, level), *draws.graduation(chance, year_be))
            listed.append(one)
            if someone.number and chance.happens(0.08):
                listed.append(self._again(year_be, one))
        return listed

    def _again(self, year_be: int, one: Listed) -> Listed:
        """The same person under another student id: on another day with other facts, or with the same facts."""
        chance = self.chance
        again = replace(one, someone=replace(one.someone, student_id=self._someone(year_be).student_id))
        if one.graduated_on is not None and chance.happens(0.6):
            days = [date(year_be - 542, 2, 1), date(year_be - 542, 5, 20)]
            return replace(again, study=draws.study(chance, one.study.level), graduated_on=chance.one(days))
        return again

    def _graduate(self, year_be: int, one: Listed) -> None:
        chance, someone, study = self.chance, one.someone, one.study
        cells = {
            "ปีการศึกษา": str(year_be), **self._who(someone), "คำนำหน้าชื่อ": "", "นามสกุล": someone.name,
            "เพศ": someone.sex, "วันเกิด": someone.born, "ระดับชั้น/ระดับการศึกษา": study.level,
            "ประเภทวิชา": study.subject, "สาขาวิชา": study.field, "สาขางาน": study.branch, "ระบบการเรียน": study.system,
            "วันที่สำเร็จการศึกษา": be(one.graduated_on), "เทอมที่จบ": one.term,
            "โทรศัพท์": "0812345678" if chance.happens(0.5) else "",
            "อีเมล": "someone@example.org" if chance.happens(0.3) else "",
        }  # fmt: skip
        self.sent["graduates"].append(made.graduate(self.number, cells))

    def _who(self, someone: Someone) -> Row:
        """Code and name of the college, and what the person is known by."""
        return {
            "รหัสสถานศึกษา": code(self.number),
            "ชื่อสถานศึกษา": college_name(self.number),
            "จังหวัด": "",
            "รหัสประจำตัวนักเรียน/นักศึกษา": someone.student_id,
            "เลขประจำตัวประชาชน": someone.number,
        }

    def _follow(self, year_be: int, one: Listed) -> None:
        """The records of somebody in a roster: by student id, by number alone, or under an id that no roster holds."""
        chance = self.chance
        someone, told = one.someone, chance.happens(0.92)
        same_day = one.assumed_day(year_be).replace(day=1) if chance.happens(0.06) else None
        for in_round in (1, 2, 3):
            if told and chance.happens(0.75):
                known = someone
                if someone.number and chance.happens(0.12):
                    known = replace(someone, student_id="")
                elif someone.number and chance.happens(0.05):
                    known = replace(someone, student_id=f"9{someone.student_id}")
                elif chance.happens(0.2):
                    known = replace(someone, number="")
                level = chance.choices((one.study.level, "", "ปวช."), (8, 1, 1))[0]
                self._record(year_be, in_round, known, level, one.assumed_day(year_be), same_day)
                if someone.number and chance.happens(0.04):
                    alone = replace(someone, student_id="")
                    self._record(year_be, in_round, alone, level, one.assumed_day(year_be), same_day)

    def _record(
        self, year_be: int, in_round: int, someone: Someone, level: str, graduated_on: date, on: date | None = None
    ) -> None:
        chance = self.chance
        key = year_be, in_round, someone.student_id or someone.number
        if key in self.said:
            return
        self.said.add(key)
        recorded_on = on or draws.day_of_record(chance, year_be, in_round, graduated_on, self.latest)
        outcome = chance.outcome()
        cells = {
            "ปีการศึกษา": str(year_be), "รอบที่": str(in_round), **self._who(someone),
            "ระดับชั้น/ระดับการศึกษา": level, "สาขาวิชา": "การบัญชี" if level else "", "สถานะการติดตาม": outcome,
            **self._job(outcome, graduated_on), "วันที่บันทึก": be(recorded_on),
        }  # fmt: skip
        self.sent["followups"].append(made.followup(self.number, cells))

    def _job(self, outcome: str, graduated_on: date) -> Row:
        """The job; one that is filled in beside an outcome without work must change nothing."""
        chance = self.chance
        if outcome not in draws.WORKING and chance.happens(0.9):
            return dict.fromkeys(NOT_OF_A_JOB, "")
        return {
            "ประเภทหน่วยงาน": chance.one(draws.SECTORS),
            "ทำงานตรงสาย": chance.one(("ตรงสาย", "ไม่ตรงสาย", "")),
            "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ": chance.one(("", "JP-123456")),
            "รายได้ต่อเดือน": chance.one(draws.INCOMES),
            "วันที่เริ่มงาน": be(draws.first_day_at_work(chance, graduated_on, self.latest)),
            "จังหวัดที่ทำงาน": chance.one((*draws.PROVINCES, "")),
            "ประเทศที่ทำงาน": chance.one(draws.COUNTRIES),
        }

    def _strangers(self, year_be: int) -> None:
        """Records of people in no roster, at colleges with rosters and without."""
        for _ in range(self.chance.randrange(3)):
            someone = self._someone(year_be)
            if someone.number and self.chance.happens(0.5):
                someone = replace(someone, student_id="")
            level, in_round = self.chance.one((*draws.LEVELS, "")), self.chance.randrange(1, 4)
            self._record(year_be, in_round, someone, level, date(year_be - 542, 3, 31))

    def _learner(self, year_be: int, one: Listed) -> None:
        """A learner of the final year, who may stand in the learners' roster, and may have said what comes next."""
        chance, someone = self.chance, one.someone
        is_student = chance.happens(0.7)
        if is_student:
            known = replace(someone, student_id=f"8{someone.student_id}") if chance.happens(0.05) else someone
            cells = {
                "ปีการศึกษา": str(year_be), **self._who(known), "คำนำหน้าชื่อ": "", "นามสกุล": someone.name,
                "เพศ": someone.sex, "ระดับชั้น/ระดับการศึกษา": one.study.level, "ประเภทวิชา": one.study.subject,
                "สาขาวิชา": one.study.field, "สาขางาน": one.study.branch, "ชั้นปี": "3",
                "โทรศัพท์": "0812345678" if chance.happens(0.3) else "", "อีเมล": "",
                "ช่องทางติดต่อ": "line" if chance.happens(0.2) else "", "วันที่ปรับปรุงข้อมูล": "",
                "สถานภาพ": chance.one(("กำลังศึกษา", "สำเร็จการศึกษา")),
            }  # fmt: skip
            self.sent["students"].append(made.student(self.number, cells))
        for known in self._answers(someone):
            self._answer(year_be, known, one.study)

    def _answers(self, someone: Someone) -> list[Someone]:
        """Whether and as whom a learner answers the survey: by id, by number, by name, or twice."""
        chance = self.chance
        by_name = replace(someone, student_id="", number="")
        by_number = replace(someone, student_id="") if someone.number else someone
        chosen = chance.choices(([], [someone], [by_number], [by_name], [someone, by_name]), (3, 4, 2, 2, 1))[0]
        return list(chosen)

    def _answer(self, year_be: int, someone: Someone, study: Study) -> None:
        chance = self.chance
        key = year_be, someone.student_id or someone.number or someone.name
        if key in self.answered:
            return
        self.answered.add(key)
        cells = {
            "ปีการศึกษา": str(year_be), **self._who(someone), "ชื่อ - นามสกุล": f"ตัวอย่าง {someone.name}",
            "ระดับชั้น/ระดับการศึกษา": study.level, "สาขาวิชา": study.field, "สาขางาน": study.branch,
            "โทรศัพท์": "0812345678" if chance.happens(0.3) else "", "ช่องทางติดต่อ": "", "โซเชียลมีเดีย": "",
            "แนวโน้มหลังสำเร็จการศึกษา": chance.one(draws.INTENTIONS),
            "วันที่สำรวจ": be(chance.one((date(year_be - 542, 1, 15), date(year_be - 542, 2, 10), None))),
        }  # fmt: skip
        self.sent["intentions"].append(made.intention(self.number, cells))

    def _counts(self, year_be: int, level: str) -> None:
        """Counts of the fields of a level, at times of nobody; the seven outcomes add up to those followed."""
        chance = self.chance
        for name in draws.FIELDS[level]:
            subjects = ("พาณิชยกรรม", "บริหารธุรกิจ") if chance.happens(0.1) else (chance.one(draws.SUBJECTS[:3]),)
            for subject in subjects if chance.happens(0.7) else ():
                outcomes = [0] * 7 if chance.happens(0.15) else [chance.randrange(9) for _ in range(7)]
                graduates = 0 if chance.happens(0.05) else sum(outcomes) + chance.randrange(60)
                given = [0] * 7 if graduates == 0 else outcomes
                headings = (
                    "ศึกษาต่อ",
                    "รองานหรือว่างงาน",
                    "ทำงานรัฐวิสาหกิจ",
                    "ทำงานราชการ",
                    "ทำงานเอกชน",
                    "อาชีพอิสระ",
                    "อื่น ๆ",
                )
                cells = {
                    "ปีการศึกษา": str(year_be), "จังหวัด": "", "ประเภทสถานศึกษา": "", "ระดับชั้น": level,
                    "ประเภทวิชา": subject, "สาขาวิชา": name, "ผู้สำเร็จการศึกษา": str(graduates),
                    "ติดตามได้": str(sum(given)), **{h: str(n) for h, n in zip(headings, given, strict=True)},
                }  # fmt: skip
                self.sent["outcome_counts"].append(made.outcome(self.number, cells))

    def _vcop(self, year_be: int, level: str) -> None:
        """OVEC's reports of rounds 1 and 2 for a level; the second drops somebody and adds another."""
        if year_be != VCOP_YEAR or self.vcop:
            return
        chance = self.chance
        people = [self._someone(year_be) for _ in range(chance.randrange(2, 6))]
        for in_round in (1, 2):
            rows: list[Row] = []
            for someone in people[in_round - 1 :]:
                works = not rows or chance.happens(0.5)  # a report of nobody at work or in study gives no record
                cells = {
                    "ชื่อ นามสกุล": f"ตัวอย่าง {someone.name}", "รหัสบัตรประชาชน": someone.number,
                    "เลขรหัสนักเรียน": someone.student_id, "เพศ": someone.sex,
                    "ระดับชั้น": {"ปวช.": "ประกาศนียบัตรวิชาชีพ 3", "ปวส.": "ประกาศนียบัตรวิชาชีพชั้นสูง 2"}.get(level, level),
                    "รหัสสาขาวิชา": "", "สาขาวิชา": chance.one(draws.FIELDS[level]), "เทอมที่จบ": chance.one(("1", "2")),
                    "ชื่อสถานที่ทำงาน": "บริษัท ตัวอย่าง จำกัด" if works else "", "ตำแหน่งงาน": "ช่าง" if works else "",
                    "เงินเดือน": "12,500" if works else "", "ทำงานตรงสาย ไม่ตรงสาย": "ตรงสาย" if works else "",
                    "รหัสสถานะการติดตาม": "", "สถานะการติดตาม": "มีงานทำ" if works else "",
                }  # fmt: skip
                rows.append(made.vcop_report(self.number, cells))
            if rows:
                self.vcop.append((in_round, rows))
