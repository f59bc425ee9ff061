"""What stands beside a college's employment in `network_comparison`, worked out a second time.

Belongs here: supply, demand and people of each college of a network, as a whole and by level. Does not belong here: the
comparison itself (`peers`). What a college has done as a whole, whatever its fields, is judged where its tables are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tests.oracle.days import fiscal_year_days
from tests.oracle.gap import Gap
from tests.oracle.networks import YEARS_FROM_SUPPLY_TO_FISCAL
from tests.oracle.rates import TOO_FEW_BELOW
from tests.oracle.reports import centre_keys, matching_report
from tests.oracle.supply import Part, learning_in, next_supply, sum_known
from tests.oracle.teaching import Row, Teaching

COLLEGE, COLLEGE_LEVEL = "cvm_network_college", "cvm_network_college_level"
Key = tuple[Any, ...]
"""Breakdown, academic year, centre, college and level."""
GROUPS = ("trainees_students", "trainees_graduates", "trainees_unemployed", "trainees_public")


def members(gap: Gap) -> dict[Key, int]:
    """Every college of every network as a whole, and the academic year whose network it is."""
    return {
        (COLLEGE, year - YEARS_FROM_SUPPLY_TO_FISCAL, centre, college, None): newest - YEARS_FROM_SUPPLY_TO_FISCAL
        for (year, centre), (newest, colleges) in gap.networks.items()
        for college in colleges
    }


def _levels(gap: Gap) -> dict[tuple[int, str], set[str]]:
    """The levels of each centre in an academic year; a centre of one branch has none."""
    found = defaultdict(set)
    for centre, year, level, _ in gap.whole_fields:
        found[year - YEARS_FROM_SUPPLY_TO_FISCAL, centre].add(level)
    return found


def _both(year: int, centre: str, college: str, level: str | None) -> Iterator[Key]:
    """The keys of the college and of its level."""
    yield COLLEGE, year, centre, college, None
    if level is not None:
        yield COLLEGE_LEVEL, year, centre, college, level


def market(gap: Gap) -> dict[Key, Row]:
    """Supply, demand and agreements."""
    reported: dict[Key, list[Row]] = defaultdict(list)
    for row in matching_report(gap).to_dicts():
        for key in _both(row["supply_academic_year_be"], row["centre_id"], row["college_code"], row["level"]):
            reported[key].append(row)
    parts: dict[Key, list[Part]] = defaultdict(list)
    for part in gap.parts_of_centres:
        place = part.place
        for key in _both(place["academic_year_be"], place["centre_id"], place["college_code"], place["level"]):
            parts[key].append(part)
    agreements: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for one in gap.ties.agreements:
        for year, centre, college, *_ in centre_keys(gap, one.fiscal_year, one.college, one.taught):
            agreements[year - YEARS_FROM_SUPPLY_TO_FISCAL, centre, college].add(one.number)
    supplied = {
        (part.place["academic_year_be"], part.place["college_code"], part.place["level"])
        for part in gap.ties.market.parts
        if part.graduates is not None
    }
    demanded = {(row["fiscal_year_be"], row["college_code"]) for row in gap.ties.demands.of_colleges()}
    levels = _levels(gap)
    found = {}
    for key in {**reported, **members(gap)}:
        breakdown, year, centre, college, _ = key
        fiscal_year = year + YEARS_FROM_SUPPLY_TO_FISCAL
        of_centre = levels[year, centre] if breakdown == COLLEGE else set()
        rows = reported.get(key, [])
        own: Row = {name: sum_known(one[of] for one in rows) for name, of in _REPORTED.items()}
        if own["supply_now"] is None and any((year, college, level) in supplied for level in of_centre):
            own["supply_now"] = 0
        if of_centre and (fiscal_year, college) in demanded:
            own |= {name: 0 for name in ("demand_jobs", "demand_places") if own[name] is None}
        if of_centre and college in gap.ties.told_of_agreements(fiscal_year):
            own["agreements"] = len(agreements[year, centre, college])
        own["supply_next_1"] = next_supply(gap.ties.market, learning_in(parts[key]))["supply_next_1"]
        found[key] = own
    return found


_REPORTED = {"supply_now": "supply", "demand_jobs": "demand_jobs", "demand_places": "demand_places"}


def people(teaching: Teaching) -> dict[Key, Row]:
    """Teachers, tests, short courses, placements and test centres in the fields of the centre."""
    sources = {
        "teachers": teaching.teachers, "skills": teaching.skilled, "development": teaching.developed,
        "courses": teaching.courses, "placements": teaching.placements,
        "tests": [row for row in teaching.tests if row["person_kind"] != "teacher"],
    }  # fmt: skip
    rows_of: dict[Key, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    senders = {name: {(row["academic_year_be"], row["college_code"]) for row in rows} for name, rows in sources.items()}
    for name, rows in sources.items():
        for row in rows:
            year, college = row["academic_year_be"], row["college_code"]
            level = row["level"] if name in ("tests", "placements") else None
            for centre in teaching.centres(year, college, level, row["field_th"]):
                for key in _both(year, centre, college, level):
                    rows_of[key][name].append(row)
    found: dict[Key, Row] = {}
    licensing = {row["college_code"] for row in teaching.test_centres}
    of_centres = _levels(teaching.gap)
    for key in members(teaching.gap):
        _, year, centre, college, _ = key
        told = {name for name, colleges in senders.items() if (year, college) in colleges}
        levels = of_centres[year, centre]
        for level in levels:
            own: Key = COLLEGE_LEVEL, year, centre, college, level
            found[own] = _of_learners(rows_of[own], told)
        if levels:
            found[key] = _of_learners(rows_of[key], told) | _of_college(rows_of[key], told)
            if college in licensing:
                found[key]["test_centres_licensed"] = _licensed(teaching, year, centre, college)
    return found


def _of_learners(rows: dict[str, list[Row]], told: set[str]) -> Row:
    """Tests and placements, which have a level."""
    judged = [row["is_passed"] for row in rows["tests"] if row["result"] != "pending"]
    safe = [row["is_safe"] for row in rows["placements"] if row["is_safe"] is not None]
    passed = sum(judged)
    tests = {
        "tests_judged": len(judged), "tests_passed": passed, "certification_pass_rate": _share(passed, judged),
    }  # fmt: skip
    placements = {
        "placements": len(rows["placements"]), "safety_known": len(safe), "safe_placements": sum(safe),
        "safe_placement_rate": _share(sum(safe), safe),
    }  # fmt: skip
    return (tests if "tests" in told else {}) | (placements if "placements" in told else {})


def _of_college(rows: dict[str, list[Row]], told: set[str]) -> Row:
    """What is told of a college and field without a level."""
    teachers, courses = rows["teachers"], rows["courses"]
    placed = [row for row in rows["development"] if row["is_placement"]]
    ended = [row["state"] for row in placed if row["state"] is not None]
    in_time = ended.count("in_time")
    of_source: dict[str, Row] = {
        "teachers": {
            "teachers": len({row["teacher_key"] for row in teachers}),
            "teachers_trained": _with(teachers, "is_trained"), "teachers_certified": _with(teachers, "is_certified"),
        },
        "skills": {
            "teachers_judged": len({row["teacher_key"] for row in rows["skills"]}),
            "teachers_with_gap": len({row["teacher_key"] for row in rows["skills"] if row["gap"] > 0}),
        },
        "development": {
            "teacher_placements": len(placed), "teacher_placements_ended": len(ended), "reports_in_time": in_time,
            "reports_in_time_rate": _share(in_time, ended),
        },
        "courses": {
            "short_courses": len({row["course_id"] for row in courses}),
            "short_course_participants": sum(row["trainees"] for row in courses),
            **{name: sum_known(row[name] for row in courses) for name in GROUPS},
        },
    }  # fmt: skip
    return {name: value for source, row in of_source.items() if source in told for name, value in row.items()}


def _licensed(teaching: Teaching, year: int, centre: str, college: str) -> int:
    """Test centres in force on the last day of the fiscal year, or on the business date within it."""
    day = min(fiscal_year_days(year + YEARS_FROM_SUPPLY_TO_FISCAL)[1], teaching.inputs.as_of)
    in_force = set()
    for row in teaching.test_centres:
        begins, expires = row["licensed_on"], row["expires_on"]
        lasts = expires >= day if expires is not None else row["stage"] == "licensed"
        is_own = row["college_code"] == college and centre in teaching.centres(year, college, None, row["field_th"])
        if is_own and begins is not None and begins <= day and lasts:
            in_force.add((row["body"], row["body_name"]))
    return len(in_force)


def _with(teachers: Iterable[Row], flag: str) -> int | None:
    told = [row for row in teachers if row[flag] is not None]
    return len({row["teacher_key"] for row in told if row[flag]}) if told else None


def _share(part: int, whole: list[Any]) -> float | None:
    return part / len(whole) if len(whole) >= TOO_FEW_BELOW else None
