"""Planted faults: what is spoilt in a file on purpose, and what must be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.following import STUDYING, WORKING
from pipelines.synthetic.rows import Row
from pipelines.synthetic.shapes import Raw
from pipelines.synthetic.tables import PEOPLE

FATE = "_fate"
PARTS = "_parts"
"""Into how many rows the reader takes a row apart, where several fields stand in one cell."""
QUARANTINED, DUPLICATE = "quarantined", "duplicate"


@dataclass(frozen=True)
class Fault:
    """A fault of one row: the code and stored column that must be named, and how a good row is spoilt."""

    code: str
    column: str
    spoil: Callable[[Row], Row]
    fits: Callable[[Row], bool] = lambda row: True  # noqa: ARG005


def _set(**cells: str | None) -> Callable[[Row], Row]:
    raw = {name: None if cell is None else Raw(cell) for name, cell in cells.items()}
    return lambda row: row | raw


def _works(row: Row) -> bool:
    return row.get("outcome") in WORKING


def _neither(row: Row) -> bool:
    return row.get("outcome") not in (*WORKING, *STUDYING, None)


_NOBODY = Fault(
    "no_identity",
    "is_identified",
    _set(student_id=None, national_id=None, full_name=None, first_name=None, last_name=None),
)
_LEVEL = Fault("not_in_list", "level", _set(level="ม.6"))
_FIELD = Fault("required_missing", "field_th", _set(field_th=None))
ROW_FAULTS: dict[str, tuple[Fault, ...]] = {
    "students": (
        _NOBODY,
        _LEVEL,
        _FIELD,
        Fault("not_in_list", "status", _set(status="หายไป")),
        Fault("required_missing", "status", _set(status=None)),
    ),
    "graduates": (
        _NOBODY,
        _LEVEL,
        _FIELD,
        Fault("out_of_range", "gpa", _set(gpa="4.75")),
        Fault("not_a_number", "gpa", _set(gpa="ดีมาก")),
        Fault("not_a_date", "graduated_on", _set(graduated_on="31/2/2568")),
        Fault("date_out_of_range", "graduated_on", _set(graduated_on="1/4/2599")),
    ),
    "intentions": (
        Fault("not_in_list", "intention", _set(intention="เที่ยวรอบโลก")),
        Fault("required_missing", "intention", _set(intention=None)),
        _LEVEL,
    ),
    "followups": (
        _NOBODY,
        _LEVEL,
        Fault("not_in_list", "outcome", _set(outcome="แต่งงานแล้ว"), _neither),
        Fault("required_missing", "outcome", _set(outcome=None), _neither),
        Fault("income_out_of_range", "is_income_possible", _set(monthly_income="2,500,000"), _works),
        Fault("not_a_number", "monthly_income", _set(monthly_income="พอใช้"), _works),
        Fault("date_out_of_range", "recorded_on", _set(recorded_on="31/12/2575")),
    ),
    "round_submissions": (
        Fault(
            "followed_above_graduates",
            "is_followed_within_graduates",
            lambda row: row | {"reported_followed": row["reported_graduates"] + 5},
        ),
        Fault("not_a_number", "reported_graduates", _set(reported_graduates="ครบทุกคน")),
    ),
    "vcop": (Fault("not_in_list", "outcome", _set(outcome="แต่งงานแล้ว"), _neither),),
    "establishments": (
        Fault("not_in_list", "establishment_kind", _set(establishment_kind="ร้านค้า")),
        Fault("required_missing", "establishment_name", _set(establishment_name=None)),
        Fault("not_a_number", "employees", _set(employees="หลายคน")),
    ),
    "demands": (
        _LEVEL,
        _FIELD,
        Fault("not_in_list", "demand_kind", _set(demand_kind="ดูงาน")),
        Fault("not_a_number", "headcount", _set(headcount="ไม่จำกัด")),
        Fault("required_missing", "headcount", _set(headcount=None)),
    ),
    "job_postings": (
        _LEVEL,
        _FIELD,
        Fault("not_in_list", "posting_kind", _set(posting_kind="แนะแนว")),
        Fault("date_out_of_range", "posted_on", _set(posted_on="1/4/2599")),
    ),
    "agreements": (
        Fault("required_missing", "signed_on", _set(signed_on=None)),
        Fault("not_a_date", "signed_on", _set(signed_on="31/2/2568")),
        Fault("not_in_list", "agreement_kind", _set(agreement_kind="สัญญาจ้าง")),
    ),
    "placements": (
        Fault("not_in_list", "placement_kind", _set(placement_kind="ดูงาน")),
        Fault("required_missing", "starts_on", _set(starts_on=None)),
        Fault("not_a_number", "supervision_visits", _set(supervision_visits="หลายครั้ง")),
    ),
    "workplace_experts": (_FIELD, Fault("not_a_number", "experts", _set(experts="หลายคน"))),
    "short_courses": (_FIELD, Fault("required_missing", "course_title", _set(course_title=None))),
    "teachers": (
        Fault("required_missing", "field_th", _set(field_th=None)),
        Fault("not_in_list", "is_vocational", _set(is_vocational="บางวิชา")),
    ),
    "teacher_development": (
        Fault("not_in_list", "activity", _set(activity="ดูงาน")),
        Fault("not_a_date", "activity_on", _set(activity_on="31/2/2568")),
    ),
    "teacher_skills": (Fault("required_missing", "required_level", _set(required_level=None)),),
    "certifications": (
        Fault("not_in_list", "result", _set(result="ลาป่วย")),
        Fault("date_out_of_range", "tested_on", _set(tested_on="1/4/2599")),
    ),
    "assessment_centres": (Fault("not_in_list", "stage", _set(stage="สนใจ")),),
    "curriculum_units": (_LEVEL, Fault("required_missing", "unit_title", _set(unit_title=None))),
    "enrolment_counts": (_LEVEL, Fault("not_a_number", "students", _set(students="หลายคน"))),
    "network_members": (Fault("not_in_list", "tier", _set(tier="ทอง")),),
    "working_group_orders": (Fault("required_missing", "ordered_on", _set(ordered_on=None)),),
    "working_groups": (Fault("not_in_list", "group_position", _set(group_position="ผู้สังเกตการณ์")),),
    "plans": (Fault("not_a_date", "approved_on", _set(approved_on="31/2/2568")),),
    "plan_items": (Fault("required_missing", "project_title", _set(project_title=None)),),
    "centre_meetings": (Fault("not_in_list", "meeting_kind", _set(meeting_kind="งานเลี้ยง")),),
    "centre_boards": (Fault("not_in_list", "sector", _set(sector="ครอบครัว")),),
    "centre_activities": (Fault("required_missing", "actual", _set(actual=None)),),
    "knowledge_assets": (Fault("not_in_list", "component", _set(component="บุคลากร")),),
    "sar_scores": (Fault("not_a_number", "percent", _set(percent="ดีมาก")),),
    "emvs_progress": (Fault("not_a_number", "progress_percent", _set(progress_percent="ใกล้เสร็จ")),),
    "event_reports": (Fault("not_a_date", "done_on", _set(done_on="31/2/2568")),),
    "recommendations": (Fault("required_missing", "text", _set(text=None)),),
}
_ESSENTIAL = {"students": "สถานภาพ", "graduates": "สาขาวิชา", "followups": "สถานะการติดตาม"}
"""The heading that is taken away where a required column is to be missing."""


@dataclass(frozen=True)
class Plan:
    """What is planted into one file. `rows` are its rows, spoilt ones marked by their fate."""

    rows: list[Row]
    verdict: str = "loaded"
    faults: tuple[tuple[str, str | None, int | None], ...] = ()
    kind: str | None = None
    drops: str | None = None
    notes: tuple[str, ...] = field(default=())


def plan(source: str, rows: Sequence[Row], chance: Chance, share: float, *, shape: str, suffix: str) -> Plan:
    """The rows of a file with what is planted into it; most files are left as they are."""
    if not chance.happens(share) or not rows:
        return Plan(list(rows))
    possible = {
        kind: weight for kind, weight in assumed.FILE_FAULTS.items() if _fits(kind, source, rows, shape, suffix)
    }
    if not possible:
        return Plan(list(rows))
    return _planned(chance.draw(Table(possible)), source, rows, chance)


def _planned(kind: str, source: str, rows: Sequence[Row], chance: Chance) -> Plan:
    if kind == "rows":
        return _spoilt(source, rows, chance)
    if kind == "duplicate":
        place = chance.below(len(rows))
        again = rows[place] | {FATE: DUPLICATE}
        return Plan([*rows[: place + 1], again, *rows[place + 1 :]], kind=kind)
    if kind == "too_many_faults":
        return _held(rows, chance)
    if kind == "year_conflict":
        return Plan(list(rows), "held", (("year_conflict", None, None),), kind)
    return Plan(list(rows), "rejected", ((kind, None, None),), kind, drops=_ESSENTIAL.get(source))


def _fits(kind: str, source: str, rows: Sequence[Row], shape: str, suffix: str) -> bool:
    is_own = source in _ESSENTIAL and shape != "vcop"
    return {
        "rows": len(rows) * assumed.MOST_FAULTY_ROWS >= 2,
        "duplicate": shape != "google_form",
        "too_many_faults": len(rows) >= 8 and is_own,
        "missing_column": is_own,
        "heading_twice": is_own,
        "unreadable_file": suffix == ".xlsx",
        "year_conflict": shape == "office_report" and source in PEOPLE,
    }[kind]


def _spoilt(source: str, rows: Sequence[Row], chance: Chance) -> Plan:
    """Some rows with one fault each; two more may contradict each other."""
    spoilt = list(rows)
    most = int(len(rows) * assumed.MOST_FAULTY_ROWS)
    count = min(most, max(1, int(len(rows) * assumed.FAULTY_ROWS)))
    counted: Counter[tuple[str, str]] = Counter()
    places = chance.shuffled(range(len(rows)))
    for place in places[:count]:
        fault = chance.of(ROW_FAULTS[source])
        is_second = fault is _NOBODY and counted[fault.code, fault.column]  # two of nobody would be one key
        if fault.fits(rows[place]) and not is_second and PARTS not in rows[place]:
            spoilt[place] = fault.spoil(rows[place]) | {FATE: QUARANTINED}
            counted[fault.code, fault.column] += 1
    if source in ("graduates", "followups") and count + 2 <= most and chance.happens(0.5):
        place = places[count]
        other: Row = {"gpa": 2.01} if source == "graduates" else {"contacted_via": "other", "recorded_on": None}
        if any(rows[place].get(name) != cell for name, cell in other.items()):
            spoilt[place] = rows[place] | {FATE: QUARANTINED}
            spoilt.append(rows[place] | other | {FATE: QUARANTINED})
            counted["key_conflict", "unique_key"] += 2
    if not counted:
        return Plan(list(rows))
    faults = tuple((code, column, number) for (code, column), number in sorted(counted.items()))
    return Plan(spoilt, "loaded_with_quarantine", faults, "rows")


def _held(rows: Sequence[Row], chance: Chance) -> Plan:
    """So many unreadable levels that the whole file is held."""
    count = int(len(rows) * assumed.HELD_ROWS) + 1
    chosen = set(chance.shuffled(range(len(rows)))[:count])
    spoilt = [_LEVEL.spoil(row) if place in chosen else row for place, row in enumerate(rows)]
    return Plan(spoilt, "held", (("not_in_list", "level", count), ("too_many_faults", None, None)), "too_many_faults")
