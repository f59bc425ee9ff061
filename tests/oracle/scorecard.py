"""The key results of the CVM centres worked out a second time, from rows of sources and facts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, NamedTuple

import polars as pl

from tests.oracle.centres import COMPONENTS, FIRST_OF_FIVE, LAST_OF_FIVE, Known, Row, plan_done_on
from tests.oracle.table import Table

FARTHEST = 0.10
BODIES = {"4.1": "tpqi", "4.2": "dsd", "4.3": "international"}
MEETINGS = {"1.1-a3": "board", "1.1-a4": "directors", "1.1-a5": "establishments"}
REPORTS = {"1.2-3": "bigdata-report", "1.3-2": "matching-report", "7.2-1": "management-report"}
GROUPS = ("students", "graduates", "unemployed", "public")
REPEATED = {"5.5-1": "4.1-1", "6.4-1": "4.1-1"}
FIVE_YEAR_PLAN = "2.1-1"
OF_PERSONS = (
    "1.4-2", "3.2-2", "4.1-2", "4.2-2", "4.3-2", "5.3-1", "5.3-2", "5.4-1", "5.4-2", "5.5-2", "6.1-1", "6.1-2", "6.2-1",
    "6.2-2", "6.3-1", "6.4-2",
)  # fmt: skip


class Figure(NamedTuple):
    """A computed result, and what it was divided."""

    computed: float | None
    numerator: int | None = None
    denominator: int | None = None


def tables(of: Known) -> list[Table]:
    """The scorecard and what stands beside it; how many rows stand behind a result is not worked out again."""
    keys = ("centre_id", "fiscal_year_be", "key_result_id")
    made = {"centre_scorecard": (keys, _scorecard), "key_result_parts": ((*keys, "part"), _parts)}
    surrogates = frozenset({"centre_scorecard_id", "key_result_part_id", "source_rows"})
    return [Table(name, keys, surrogates, partial(_framed, make, of)) for name, (keys, make) in made.items()]


def _framed(make: Callable[[Centre], list[Row]], of: Known) -> pl.DataFrame:
    rows = [row for centre, year in of.pairs() for row in make(Centre(of, centre, year))]
    return pl.DataFrame(rows, infer_schema_length=None)


def _percent(part: int, whole: int) -> Figure:
    return Figure(100 * part / whole if whole else None, part, whole)


class Centre:
    """The rows of one centre in one fiscal year."""

    def __init__(self, of: Known, centre: str, year: int) -> None:
        self.of, self.centre, self.year = of, centre, year
        self.names = of.names.get((centre, year - 1), set())
        self.network = of.network(centre, year)
        self.ends_on = date(year - 543, 9, 30)

    def own(self, source: str) -> list[Row]:
        """What the centre itself sent of the year."""
        return self.of.of(source, self.centre, self.year)

    def sent(self, fact: str, year: str = "academic_year_be") -> list[Row]:
        """Rows of the network in the year, of any field; none of a centre whose fields no source tells."""
        wanted = self.year if year == "fiscal_year_be" else self.year - 1
        rows = self.of.rows[fact] if self.names else []
        return [row for row in rows if row.get(year, wanted) == wanted and row["college_code"] in self.network]

    def fits(self, row: Row) -> bool:
        """Whether a row is of the centre's field."""
        return (row.get("level") or "any", row["field_th"]) in self.names

    def mine(self, fact: str, year: str = "academic_year_be") -> list[Row]:
        """Rows of the network in the year and the centre's field."""
        return [row for row in self.sent(fact, year) if self.fits(row)]

    @cached_property
    def of_project(self) -> int:
        """The year in which the five-year plan counts: in which it was there by a row or a report, else the first."""
        years = [year for year in self.of.years if FIRST_OF_FIVE <= year <= LAST_OF_FIVE]
        plans = self.of.of("plans", self.centre, FIRST_OF_FIVE)
        done = [plan_done_on(row, self.of.as_of) for row in plans if row["plan_kind"] == "five_year"]
        for year in sorted(years):
            reports = self.of.of("centre_activities", self.centre, year)
            said = [row["actual"] for row in reports if row["key_result_id"] == FIVE_YEAR_PLAN]
            if any(day and day <= date(year - 543, 9, 30) for day in done) or (not plans and any(n >= 1 for n in said)):
                return year
        return min(years, default=0)

    @cached_property
    def developed(self) -> list[Row]:
        return self.mine("int_teachers__developed")

    @cached_property
    def tested(self) -> list[Row]:
        return self.mine("int_certifications__tested")

    def tells(self, fact: str, wanted: Callable[[Row], bool] = lambda row: True) -> bool:
        """Whether a college of the network tells anything of the year."""
        return any(wanted(row) for row in self.sent(fact))


def _is_teacher(row: Row) -> bool:
    return bool(row["person_kind"] == "teacher")


def _passed(rows: Iterable[Row]) -> set[Any]:
    return {row["person_key"] or row.get("student_key") for row in rows if row["is_passed"]}


def _trained(one: Centre, topic: str | None = None) -> set[Any]:
    return {
        row["teacher_key"] for row in one.developed
        if row["activity"] == "training" and row["result"] == "passed" and topic in (None, row["topic"])
    }  # fmt: skip


def _of_centre(one: Centre) -> dict[str, Figure]:
    """Results of the centre's own rows."""
    found: dict[str, Figure] = {}
    boards, meetings, assets = one.own("centre_boards"), one.own("centre_meetings"), one.own("knowledge_assets")
    if boards:
        found["1.1-1"] = Figure(any(row["ordered_on"] and row["ordered_on"] <= one.ends_on for row in boards))
    if meetings:
        for result, kind in MEETINGS.items():
            found[result] = Figure(len({row["met_on"] for row in meetings if row["meeting_kind"] == kind}))
    first_plans = one.of.of("plans", one.centre, FIRST_OF_FIVE)
    first_items = [row for row in one.of.of("plan_items", one.centre, FIRST_OF_FIVE) if row["plan_kind"] == "five_year"]
    if FIRST_OF_FIVE <= one.year <= LAST_OF_FIVE:
        of_year = [row for row in first_items if one.year in _years_of_item(row, one.of.as_of)]
        five = [plan_done_on(row, one.of.as_of) for row in first_plans if row["plan_kind"] == "five_year"]
        if first_plans:
            found["2.1-1"] = Figure(any(day is not None and day <= one.ends_on for day in five))
        if of_year:
            found["2.1-2"] = Figure(_acting(of_year))
    plans = one.own("plans")
    if plans:
        done = {row["plan_kind"] for row in plans if plan_done_on(row, one.of.as_of)}
        found["2.2-1"], found["5.1-1"] = Figure("action" in done), Figure("teacher" in done)
    items = [row for row in one.own("plan_items") if row["plan_kind"] == "action"]
    if items:
        found["2.2-2"] = Figure(_acting(items))
    if assets:
        begins = date(one.year - 544, 10, 1)
        days = [(row["college_code"], row["published_on"]) for row in assets if row["published_on"]]
        published = {college for college, day in days if begins <= day <= one.ends_on}
        found["1.4-1"] = Figure(len(published & one.network))
        own = one.of.centres[one.centre]
        found["1.4-4"] = Figure(len({row["component"] for row in assets if row["college_code"] == own}))
    events = {row["event_id"] for row in one.of.rows["event_reports"] if row["centre_id"] == one.centre}
    events &= {
        row["event_id"] for row in one.of.rows["calendar"]
        if (row["year_kind"], row["year_be"], row["applies_to"]) == ("fiscal", one.year, "centre")
    }  # fmt: skip
    recommended = one.own("recommendations")
    if events:
        found |= {result: Figure(f"cvm-{one.year}-{event}" in events) for result, event in REPORTS.items()}
    if events or recommended:
        is_sent = any(row["submitted_on"] for row in recommended)
        found["7.2-2"] = Figure(is_sent or f"cvm-{one.year}-recommendations" in events)
    return found


def _years_of_item(row: Row, as_of: date) -> range:
    """The fiscal years in which an item of the five-year plan lasts, up to a day."""
    begins, ends = row["starts_on"] or row["ends_on"], row["ends_on"] or row["starts_on"]
    if begins is None:
        return range(FIRST_OF_FIVE, FIRST_OF_FIVE + 1)
    first, last = (day.year + 543 + (day.month >= 10) for day in (begins, min(ends, as_of)))
    return range(first, last + 1)


def _acting(items: list[Row]) -> int:
    return len({row["college_code"] for row in items if (row["actual"] or 0) > 0} - {None})


def _of_market(one: Centre) -> dict[str, Figure]:
    """Results of what the colleges tell of establishments."""
    found: dict[str, Figure] = {}
    demands = [row for row in one.of.rows["int_demands__told"] if row["told_in"] == "demands"]
    of_network = [
        row for row in demands if row["fiscal_year_be"] == one.year and row["college_code"] in one.network and one.names
    ]
    if of_network:
        mine = [row for row in of_network if one.fits(row)]
        found["1.2-1"] = Figure(bool(mine))
        found["1.2-2"] = Figure(len({row["establishment_id"] for row in mine} - {None}))
    placed = {"int_agreements__in_force": True, "int_placements__checked": True, "int_teachers__developed": False}
    told = [
        row for fact, is_of_level in placed.items() for row in one.sent(fact, "fiscal_year_be")
        if is_of_level or row["is_placement"]
    ]  # fmt: skip
    if told:
        pairs = {(row["college_code"], row["establishment_id"]) for row in told if one.fits(row)}
        found["1.3-1"] = Figure(sum(establishment is not None for _, establishment in pairs))
    return found


def _of_teachers(one: Centre) -> dict[str, Figure]:
    """Results of the teachers of the field."""
    found: dict[str, Figure] = {}
    roster = one.mine("int_teachers__rostered")
    rostered = {row["teacher_key"] for row in roster}
    teachers = len(rostered) or None
    certified = _passed(row for row in one.tested if _is_teacher(row))
    developed = one.tells("int_teachers__developed")
    tested = one.tells("int_certifications__tested", _is_teacher)
    if developed or tested:
        raised = _trained(one) | certified
        found["1.4-2"] = Figure(len(raised), len(raised & rostered), teachers)
    if tested:
        found["5.3-2"] = Figure(len(certified), len(certified & rostered), teachers)
    if developed:
        trained = _trained(one)
        acting = {row["teacher_key"] for row in one.developed if row["activity"] != "plan"}
        vocational = {row["teacher_key"] for row in roster if row["is_vocational"]} & acting
        titles = {row["activity_title"] for row in one.developed if row["activity"] == "training"}
        ended = [row for row in one.developed if row["is_ended"]]
        safe = [row["incidents"] == 0 for row in one.developed if row["is_placement"] and row["incidents"] is not None]
        found |= {
            "5.1-2": Figure(len({row["college_code"] for row in one.developed if row["activity"] != "plan"})),
            "5.2-1": Figure(len(titles - {None})),
            "5.3-1": Figure(len(trained), len(trained & rostered), teachers),
            "5.4-1": _percent(sum(row["report_state"] == "in_time" for row in ended), len(ended)),
            "5.4-2": _percent(sum(safe), len(safe)),
            "6.1-1": Figure(len(_trained(one, "wbl"))),
        }
        if tested:
            found["5.5-2"] = _percent(len(vocational & certified), len(vocational))
    return found


def _of_learners(one: Centre) -> dict[str, Figure]:
    """Results of learners, short courses, tests, test centres and curricula."""
    found: dict[str, Figure] = {}
    if one.tells("int_placements__checked"):
        placements = one.mine("int_placements__checked")
        for result, column in {"6.2-1": "is_in_order", "6.2-2": "is_safe"}.items():
            judged = [row[column] for row in placements if row[column] is not None]
            found[result] = _percent(sum(judged), len(judged))
    if one.tells("int_short_courses__run"):
        runs = one.mine("int_short_courses__run")
        approved = {(row["college_code"], row["course_id"]) for row in runs if row["approved_on"]}
        with_employer = [
            row["trainees_students"] for row in runs
            if row["establishment_id"] is not None and row["trainees_students"] is not None
        ]  # fmt: skip
        found["3.2-1"], found["3.2-2"] = Figure(len(approved)), Figure(sum(row["trainees"] for row in runs))
        if with_employer:
            found["6.3-1"] = Figure(sum(with_employer))
    if one.tells("int_certifications__tested"):
        for activity, body in BODIES.items():
            found[f"{activity}-2"] = Figure(len(_passed(row for row in one.tested if row["body"] == body)))
    if one.tells("int_certifications__tested", lambda row: not _is_teacher(row)):
        rows = [row for row in one.mine("int_learners__tested") if row["is_passed"]]
        passed = len({(row["college_code"], row["student_key"]) for row in rows})
        learners = sum(row["learners"] for row in one.mine("int_learners__final_year")) or None
        found["6.4-2"] = Figure(passed, passed, learners)
    return found | _of_places(one)


def _of_places(one: Centre) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    licences = [row | {"academic_year_be": one.year - 1} for row in one.of.rows["int_assessment_centres__licensed"]]
    if one.names and any(row["college_code"] in one.network for row in licences):
        day = min(one.ends_on, one.of.as_of)
        mine = [row for row in licences if row["college_code"] in one.network and ("any", row["field_th"]) in one.names]
        for activity, body in BODIES.items():
            in_force = {
                (row["college_code"], row["body_name"]) for row in mine
                if row["body"] == body and row["licensed_on"] is not None and row["licensed_on"] <= day
                and (row["expires_on"] >= day if row["expires_on"] else row["stage"] == "licensed")
            }  # fmt: skip
            found[f"{activity}-1"] = Figure(len(in_force))
    units = [
        row for row in one.of.rows["int_curriculum_units__required"]
        if row["curriculum_be"] < one.year and one.fits(row)
    ]  # fmt: skip
    newest: dict[tuple[str, str], int] = {}
    for row in units:
        curriculum = row["level"], row["meeting_field_th"]
        newest[curriculum] = max(newest.get(curriculum, 0), row["curriculum_be"])
    required = [
        row["is_taught"] for row in units
        if row["is_required"] and row["curriculum_be"] == newest[row["level"], row["meeting_field_th"]]
    ]  # fmt: skip
    if units:
        found["3.1-1"] = _percent(sum(required), len(required))
    scores = [
        row for row in one.of.rows["sar_scores"]
        if row["academic_year_be"] == one.year - 1 and row["college_code"] in one.network
    ]  # fmt: skip
    if scores:
        fitting = [row for row in scores if row["field_th"] is None or ("any", row["field_th"]) in one.names]
        submitted = {row["college_code"] for row in fitting if row["submitted_on"]}
        found["7.1-1"] = Figure(any(row["standard_set"] == "cvm" for row in fitting))
        found["7.1-2"] = _percent(len(submitted), len(one.network))
    return found


def _parts(one: Centre) -> list[Row]:
    """What stands apart or beside."""
    counted: dict[tuple[str, str], int] = {}
    demands = [
        row for row in one.of.rows["int_demands__told"]
        if row["told_in"] == "demands" and row["fiscal_year_be"] == one.year and row["college_code"] in one.network
    ]  # fmt: skip
    for place in ("home", "abroad") if demands and one.names else ():
        ids = {row["establishment_id"] for row in demands if one.fits(row) and row["place"] == place}
        counted["1.2-2", place] = len(ids - {None})
    assets = one.own("knowledge_assets")
    if assets:
        full = [
            college for college in one.network
            if len({row["component"] for row in assets if row["college_code"] == college}) == len(COMPONENTS)
        ]  # fmt: skip
        counted["1.4-4", "colleges_with_all"] = len(full)
    runs = one.mine("int_short_courses__run")
    is_by_group = any(row["trainees_students"] is not None for row in runs)
    for group in GROUPS if one.tells("int_short_courses__run") and (is_by_group or not runs) else ():
        counted["3.2-2", group] = sum(row[f"trainees_{group}"] or 0 for row in runs)
    for activity, body in BODIES.items() if one.tells("int_certifications__tested") else ():
        for who, is_teacher in (("teachers", True), ("learners", False)):
            tests = [row for row in one.tested if row["body"] == body and _is_teacher(row) is is_teacher]
            counted[f"{activity}-2", f"{who}_passed"] = len(_passed(tests))
            counted[f"{activity}-2", f"{who}_tested"] = len(_passed(row | {"is_passed": True} for row in tests))
    skills = one.mine("int_teachers__skilled")
    if skills and one.tells("int_teachers__developed"):
        lacking = {row["teacher_key"] for row in skills if row["has_gap"]}
        counted["5.3-1", "teachers_without_gap"] = len({row["teacher_key"] for row in skills} - lacking)
    return [
        {"centre_id": one.centre, "fiscal_year_be": one.year, "key_result_id": result, "part": part}
        | {"basis": "records" if result in OF_PERSONS else "counts", "counted": count}
        for (result, part), count in counted.items()
    ]


def _scorecard(one: Centre) -> list[Row]:
    of = one.of
    figures = _of_centre(one) | _of_market(one) | _of_teachers(one) | _of_learners(one)
    figures |= {result: figures[other] for result, other in REPEATED.items() if other in figures}
    reports = {row["key_result_id"]: row for row in one.own("centre_activities")}
    rows = []
    for result in of.key_results:
        name = result["key_result_id"]
        figure, report = figures.get(name, Figure(None)), reports.get(name, {})
        manual = float(result["target"]) if result["target"] else None
        target = report.get("target") if manual is None else manual
        is_set = manual is None and target is not None
        computed = None if figure.computed is None else float(figure.computed)
        actual = report.get("actual") if computed is None else computed
        is_academic = result["period"] == "academic_year"
        begins = date(one.year - 544, 5, 16) if is_academic else date(one.year - 544, 10, 1)
        ends = date(one.year - 543, 5, 15) if is_academic else one.ends_on
        rows.append(
            {"centre_id": one.centre, "fiscal_year_be": one.year, "key_result_id": name}
            | {column: result[column] for column in ("activity_code", "measure", "unit")}
            | {"basis": "records" if name in OF_PERSONS else "counts"}
            | {"period_starts_on": begins, "period_ends_on": ends, "target": target}
            | {"target_basis": "reported" if is_set else result["target_basis"]}
            | {"target_reported": report.get("target"), "computed": computed}
            | {"numerator": figure.numerator, "denominator": figure.denominator}
            | {"reported": report.get("actual"), "reported_on": report.get("reported_on")}
            | {"achievement": actual / target if actual is not None and target else None}
            | {"status": status(computed, report.get("actual"), target, result, (begins, ends), of.as_of)}
            | {"is_counted": name not in REPEATED and (name != FIVE_YEAR_PLAN or one.year == one.of_project)}
        )
    return rows


def status(
    computed: float | None, reported: float | None, target: float | None, result: dict[str, str],
    period: tuple[date, date], as_of: date,
) -> str:  # fmt: skip
    """What has become of a key result as of a day."""
    if computed is None:
        return "not_reported" if reported is None else "reported_only"
    if reported is not None and abs(reported - computed) > FARTHEST * computed:
        return "contradicts"
    asked = 1 if target is None else target
    if computed >= asked:
        return "met"
    begins, ends = period
    if as_of > ends or result["unit"] == "percent" or result["period"] == "as_of":
        return "behind"
    gone = Fraction(max(0, (as_of - begins).days + 1), (ends - begins).days + 1)
    return "on_course" if computed >= math.floor(Fraction(asked) * gone) else "behind"
