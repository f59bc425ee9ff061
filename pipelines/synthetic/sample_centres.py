"""Three CVM centres of the sample with every source: one good, one behind, one that its own rows contradict.

The centres are real, everything said of them is made up. Four colleges of the sample's register send what a college
has to say of its work; what they send is drawn as in every generated drop and then bent to the manner of the centre.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from pipelines.synthetic import colleges_at_work, hand_checked, reference, results, sums, teaching, testing
from pipelines.synthetic import rows as said
from pipelines.synthetic.centres_at_work import CentreYear
from pipelines.synthetic.chance import Chance
from pipelines.synthetic.collating import OVEC, rows_of_centre
from pipelines.synthetic.following import graduates_of
from pipelines.synthetic.planted import FATE, QUARANTINED, ROW_FAULTS
from pipelines.synthetic.rows import Row
from pipelines.synthetic.sample_draws import College as SampleCollege
from pipelines.synthetic.sample_draws import fields_taught
from pipelines.synthetic.sample_layouts import SampleFile
from pipelines.synthetic.sample_people import YEAR_BE, as_college, as_sample_file, hand_checked_learners, own
from pipelines.synthetic.sending import Sent
from pipelines.synthetic.shapes import SHAPES
from pipelines.synthetic.tables import TITLES
from pipelines.synthetic.units import curriculum_units
from pipelines.synthetic.working import OWN, work_of
from pipelines.synthetic.world import College

GOOD, BEHIND, CONTRADICTING = "2566-07", "2564-01", "2564-06"
MANNERS = {GOOD: "good", BEHIND: "behind", CONTRADICTING: "contradicts"}
FISCAL_YEARS = (YEAR_BE + 1, YEAR_BE + 2)
SENDERS = {hand_checked.NUMBER: "template", 8: "excel_dates", 28: "by_name", 29: "thai_digits"}
"""The colleges that send, and the shape of their files."""
NEAR = {28: 8, 29: 3}
"""Whose establishments another college knows: both report some needs."""
MOST_MEMBERS = 8
DAYS_LATER = timedelta(days=200)
"""By how much the sample's announcements come later than the draws of a fiscal year have them."""
LATE, AFTER_THE_WINDOW = 29, timedelta(days=230)
"""The college that registers its establishments too late, and by how much later than the draws have it."""
TOGETHER = ("template", "csv_874", "thai_digits", "excel_dates", "tsv")
"""Shapes with the template's own headings: these files are known by them wherever they lie."""
OF_CENTRES = {GOOD: "template", BEHIND: "csv_874", CONTRADICTING: "by_name"}
CODES_ALONE = {"by_name": "excel_dates"}
"""The shape instead of one that names colleges, where several colleges stand in one file."""
SPOILT: dict[str, int | str] = {
    "establishments": 29, "demands": 29, "placements": 3, "job_postings": 29, "agreements": 3, "workplace_experts": 29,
    "teachers": 29, "certifications": 3, "working_groups": 3, "sar_scores": 29,
    "plan_items": BEHIND, "centre_activities": CONTRADICTING,
}  # fmt: skip
"""Of what a row is wrong on purpose, and in whose rows: none of them is of the good centre."""
OWN_TARGET = "1.2-2"
"""The key result for which the manual sets no target, and one centre does."""
_LEAST_ROWS = 8


@dataclass(frozen=True)
class Centres:
    """The files of the three centres and of the colleges behind them, with the sums of their sources."""

    files: list[Sent]
    sums: dict[str, Any]

    def as_sample_files(self) -> list[SampleFile]:
        """The same as files of the sample."""
        return [as_sample_file(sent, told) for sent in self.files for told in sent.truth()]


def centres(seed: int, register: Sequence[SampleCollege]) -> Centres:
    """All files of the three centres; the sums count the rows that load, but not of learners, whom others send too."""
    colleges = {one.number: as_college(one) for one in register}
    files: list[Sent] = []
    together: dict[str, list[Row]] = {}
    found = results.Results()
    for number, shape in SENDERS.items():
        college = colleges[number]
        near = [colleges[NEAR[number]]] if number in NEAR else []
        learners, work = _work(seed, college, near)
        found.add(results.results_of(work, YEAR_BE + 1))
        if number != hand_checked.NUMBER:  # the thirty are sent with the other files about people
            work = {"students": learners} | work
        own_sources = [source for source in ("students", *OWN) if source in work]
        files += [_of_college(source, work.pop(source), shape, college) for source in own_sources]
        for source, rows in work.items():
            together.setdefault(source, []).extend(rows)
    networks = {centre_id: _members(seed, centre_id, register, colleges) for centre_id in MANNERS}
    together["sar_scores"] += _of_silent_members(seed, networks[GOOD])
    together["event_reports"] += colleges_at_work.event_reports(seed, OVEC, ("office",), YEAR_BE)
    together["curriculum_units"] = _units()
    for place, (source, rows) in enumerate(together.items()):
        files.append(_of_all(source, rows, TOGETHER[place % len(TOGETHER)], colleges[3]))
    for centre_id, members in networks.items():
        files += _of_centre(seed, centre_id, members, found)
    counted: Counter[sums.Key] = Counter()
    for sent in files:
        for entry in sent.entries:
            if entry.source != "students":
                counted.update(sums.counted(entry.source, entry.rows))
    return Centres(files, sums.told(counted))


def _work(seed: int, college: College, near: Sequence[College]) -> tuple[list[Row], dict[str, list[Row]]]:
    """The learners of a college and its rows by source, those of the good centre's field without fault."""
    if college.number == hand_checked.NUMBER:
        graduates = hand_checked.people()
        learners = hand_checked_learners(college, graduates)
    else:
        graduates = list(graduates_of(seed, college, YEAR_BE))
        learners = said.students(seed, college, YEAR_BE)
    roster = said.graduates(college, YEAR_BE, graduates)
    work = work_of(seed, college, YEAR_BE, learners, roster, near)
    shares = {"teacher": 1.0, "learner": 0.5, "graduate": 0.2}
    work["teacher_development"] = teaching.development(seed, college, YEAR_BE, planned=1.0, trained=1.0)
    work["teacher_skills"] = teaching.skills(seed, college, YEAR_BE, known=1.0)
    work["certifications"] = testing.certifications(seed, college, YEAR_BE, learners, roster, shares)
    work["sar_scores"] = _assessed(seed, college)
    good, bad = reference.centres()[GOOD].fields, reference.centres()[CONTRADICTING].fields
    for source, mend in _MENDED.items():
        work[source] = [row | mend(row) if row["field_th"] in good else row for row in work[source]]
    work["assessment_centres"] = _test_centres(college)
    work["job_postings"] = [row | _posted_later(row) for row in work["job_postings"]]
    if college.number == LATE:
        work["establishments"] = [row | _registered_later(row) for row in work["establishments"]]
    del work["enrolment_counts"]  # the sample counts the learners of its colleges by other draws
    hurt = next((row for row in work["placements"] if row["field_th"] in bad), None)
    work["placements"] = [row | {"incidents": 2} if row is hurt else row for row in work["placements"]]
    late = next((row for row in work["teacher_development"] if _is_placed(row) and row["field_th"] not in good), None)
    work["teacher_development"] = [row | _late(row) if row is late else row for row in work["teacher_development"]]
    return learners, work


def _is_placed(row: Row) -> bool:
    return bool(row["activity"] == "placement")


def _late(row: Row) -> Row:
    """A work report after more than the 15 days, and a clip of more than the 5 minutes that a teacher has."""
    return {"work_report_on": row["ends_on"] + timedelta(days=20), "clip_minutes": 6.5}


def _mended_placement(row: Row) -> Row:
    starts = row["starts_on"]
    return {
        "site_checked_on": starts - timedelta(days=20),
        "safety_trained_on": starts - timedelta(days=6),
        "safety_trained": "yes",
        "oriented_on": starts - timedelta(days=4),
        "supervision_visits": max(1, row["supervision_visits"]),
        "incidents": 0,
        "complaints_solved": row["complaints"],
    }


def _mended_development(row: Row) -> Row:
    mended: Row = {"result": None if row["activity"] == "plan" else "passed"}
    if row["activity"] == "placement":
        mended |= {"work_report_on": row["ends_on"] + timedelta(days=7), "incidents": 0, "clip_minutes": 4.5}
    return mended


_MENDED: Mapping[str, Callable[[Row], Row]] = {
    "placements": _mended_placement,
    "teacher_development": _mended_development,
    "certifications": lambda row: {
        "result": "passed",
        "certificate_expires_on": row["tested_on"] + timedelta(days=1_095),
    },
    "short_courses": lambda row: {"approved_on": row["starts_on"] - timedelta(days=30)},
}
"""What the rows of the good centre's field say instead."""


def _posted_later(row: Row) -> Row:
    """The days of an announcement moved so that most lie in the months in which the calendar asks for them."""
    closes = row["closes_on"]
    return {
        "posted_on": row["posted_on"] + DAYS_LATER,
        "closes_on": None if closes is None else closes + DAYS_LATER,
    }


def _registered_later(row: Row) -> Row:
    """The days of an establishment moved behind the months in which the calendar asks for it."""
    return {name: row[name] and row[name] + AFTER_THE_WINDOW for name in ("registered_on", "updated_on")}


def _test_centres(college: College) -> list[Row]:
    """A licensed centre of every body at the good centre's colleges; the others prepare, have applied, or had one."""
    bodies = {8: (("tpqi", None), ("dsd", None)), 28: (("international", "Example Office Specialist"),)}
    licensed = sums.IN_FORCE_ON.replace(year=sums.IN_FORCE_ON.year - 2)
    rows: list[Row] = [
        {
            "college_code": college.code,
            "body": body,
            "body_name": name,
            "field_th": "การบัญชี",
            "stage": "licensed",
            "licensed_on": licensed,
            "expires_on": licensed.replace(year=licensed.year + 5),
        }
        for body, name in bodies.get(college.number, ())
    ]
    if rows:
        return rows
    field_th = {3: "เทคนิคเครื่องกล", 29: "การโรงแรม"}.get(college.number)
    row: Row = {"college_code": college.code, "body_name": None, "field_th": field_th}
    nothing: Row = {"licensed_on": None, "expires_on": None}
    other: Row = {"stage": "applied", **nothing}
    if college.number == hand_checked.NUMBER:
        over = licensed.replace(year=licensed.year - 5)
        other = {"stage": "licensed", "licensed_on": over, "expires_on": licensed}
    return [row | {"body": "tpqi", "stage": "preparing", **nothing}, row | {"body": "dsd", **other}]


def _assessed(seed: int, college: College) -> list[Row]:
    """The self-assessment of a college, whether or not it is one that would forget it."""
    return colleges_at_work.sar_scores(seed, college, YEAR_BE) or colleges_at_work.sar_scores(
        seed + 1, college, YEAR_BE
    )


def _of_silent_members(seed: int, members: Sequence[College]) -> list[Row]:
    """The self-assessment of the good centre's colleges that send nothing else, one indicator of each."""
    silent = [member for member in members if member.number not in SENDERS]
    return [row for member in silent for row in _assessed(seed, member)[:1]]


def _units() -> list[Row]:
    """The units of the three centres' fields; those of the good one that employers want are all taught."""
    fields = {name for centre_id in MANNERS for name in reference.centres()[centre_id].fields}
    known = [(key[0], key[2]) for key in reference.fields() if key[2] in fields]
    good = reference.centres()[GOOD].fields
    return [
        row | {"in_curriculum": "yes"} if row["field_th"] in good else row
        for row in curriculum_units(sums.IN_FORCE_ON.year, known)
    ]


def _members(
    seed: int, centre_id: str, register: Sequence[SampleCollege], colleges: Mapping[int, College]
) -> tuple[College, ...]:
    """Colleges of the sample that teach a centre's field: those that send first."""
    fields = reference.centres()[centre_id].fields
    numbers = [one.number for one in register if fields & _fields_of(seed, one, colleges[one.number])]
    first = sorted(numbers, key=lambda number: (number not in SENDERS, number))
    if centre_id != GOOD:
        first = first[:MOST_MEMBERS]
    return tuple(colleges[number] for number in first)


def _fields_of(seed: int, one: SampleCollege, college: College) -> set[str]:
    """The fields of a college: of its counts, and of its people."""
    return {taught.field_th for taught in fields_taught(seed, one)} | {taught.field_th for taught in college.taught}


def _of_college(source: str, rows: Sequence[Row], shape: str, college: College) -> Sent:
    path = f"{source}/{_folder(rows[0])}/{TITLES[source]}_{college.code}{SHAPES[shape].suffix}"
    rows, spoilt = _spoilt(source, rows, college.number)
    return _marked(own(path, source, rows, shape, college), spoilt)


def _of_all(source: str, rows: Sequence[Row], shape: str, college: College) -> Sent:
    path = f"{source}/{_folder(rows[0])}/{TITLES[source]}_สถานศึกษาตัวอย่าง{SHAPES[shape].suffix}"
    rows, spoilt = _spoilt(source, rows, SPOILT.get(source))
    return _marked(own(path, source, rows, shape, college), spoilt)


def _of_centre(seed: int, centre_id: str, members: tuple[College, ...], found: results.Results) -> Iterator[Sent]:
    """One file of every source of a centre, with both fiscal years."""
    rows: dict[str, list[Row]] = {}
    for fiscal_year_be in FISCAL_YEARS:
        work = CentreYear(seed, reference.centres()[centre_id], fiscal_year_be, members, MANNERS[centre_id])
        for source, of_year in rows_of_centre(work, fiscal_year_be == FISCAL_YEARS[0], found).items():
            rows.setdefault(source, []).extend(of_year)
    for source, told in rows.items():
        of_years = _bent(centre_id, source, told)
        if not of_years:
            continue
        shape = OF_CENTRES[centre_id]
        if source in ("network_members", "event_reports"):
            shape = CODES_ALONE.get(shape, shape)
        path = f"{source}/fy{FISCAL_YEARS[-1]}/{TITLES[source]}_ศูนย์ {centre_id}{SHAPES[shape].suffix}"
        mended, spoilt = _spoilt(source, of_years, centre_id)
        yield _marked(own(path, source, mended, shape, members[0]), spoilt)


def _bent(centre_id: str, source: str, rows: list[Row]) -> list[Row]:
    """What two centres do besides: one reports meetings of which it sends none, one sets a target of its own."""
    if (centre_id, source) == (CONTRADICTING, "centre_meetings"):
        return [row for row in rows if row["fiscal_year_be"] == FISCAL_YEARS[0]]
    if (centre_id, source) == (BEHIND, "centre_activities"):
        return [row | {"target": 40.0} if row["key_result_id"] == OWN_TARGET else row for row in rows]
    return rows


def _folder(row: Row) -> str:
    if "academic_year_be" in row:
        return f"ay{row['academic_year_be']}"
    return f"fy{row.get('fiscal_year_be', YEAR_BE + 1)}"


def _spoilt(source: str, rows: Sequence[Row], whose: int | str | None) -> tuple[list[Row], tuple[str, str] | None]:
    """The rows with one that is wrong on purpose, where one of theirs is to be; and the fault that must be named."""
    if SPOILT.get(source) != whose or whose is None or len(rows) < _LEAST_ROWS:
        return list(rows), None
    code = f"{whose:04d}" if isinstance(whose, int) else whose
    good = reference.centres()[GOOD].fields
    place = next(
        place
        for place, row in enumerate(rows)
        if code in (str(row.get("college_code", row.get("reported_by")))[-4:], row.get("centre"))
        and row.get("field_th") not in good
    )
    fault = Chance("spoilt", source).of(ROW_FAULTS[source])
    return [fault.spoil(row) | {FATE: QUARANTINED} if at == place else row for at, row in enumerate(rows)], (
        fault.code,
        fault.column,
    )


def _marked(sent: Sent, spoilt: tuple[str, str] | None) -> Sent:
    if spoilt is None:
        return sent
    return replace(sent, verdict="loaded_with_quarantine", faults=((*spoilt, 1),))
