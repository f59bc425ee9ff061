"""How colleges keep to the calendar: working groups, self-assessment, progress in e-MVS, reports, learners counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import reference
from pipelines.synthetic.chance import Chance
from pipelines.synthetic.reference import Event
from pipelines.synthetic.rows import Row
from pipelines.synthetic.world import College
from pipelines.years import day_of_be

_BANDS = ((80, "5"), (70, "4"), (60, "3"), (50, "2"), (0, "1"))


def orders_and_groups(seed: int, college: College, year_be: int) -> tuple[list[Row], list[Row]]:
    """Rows of `working_group_orders` and `working_groups` of the academic year in which the graduates are followed."""
    chance = Chance(seed, "orders", college.code, year_be)
    orders: list[Row] = []
    groups: list[Row] = []
    for place, (kind, share) in enumerate(assumed.ORDERED.items(), start=1):
        if not chance.happens(share):
            continue
        ordered = day_of_be(year_be + 1, 5, 20) + timedelta(days=chance.below(40))
        if chance.happens(assumed.ORDERED_LATE):
            ordered += timedelta(days=45)
        met = ordered + timedelta(days=-3 if chance.happens(assumed.MET_BEFORE_ORDER) else 1 + chance.below(12))
        of: Row = {"academic_year_be": year_be + 1, "college_code": college.code, "order_kind": kind}
        orders.append(
            of
            | {
                "order_no": f"{100 * place + chance.below(90)}/{year_be + 1}",
                "ordered_on": ordered,
                "met_on": met if chance.happens(assumed.MET) else None,
                "action_plan_on": ordered + timedelta(days=20 + chance.below(30))
                if chance.happens(assumed.HAS_ACTION_PLAN)
                else None,
                "has_coordinator": "yes" if chance.happens(assumed.HAS_COORDINATOR) else "no",
            }
        )
        groups += [of | seat for seat in _seats(chance, college, kind)]
    return orders, groups


def _seats(chance: Chance, college: College, kind: str) -> list[Row]:
    offices = list(reference.offices()) if kind == "vcop" else list(assumed.OFFICES_FOLLOWING_UP)
    if chance.happens(assumed.OFFICE_MISSING):
        offices.pop(1 + chance.below(len(offices) - 2))
    positions = reference.positions()
    seats: list[Row] = [
        {
            "office": office,
            "office_other": None,
            "group_position": positions[office],
            "people": 4 + chance.below(16) if office == "adviser" else 1,
        }
        for office in offices
    ]
    if kind != "vcop":
        seats[-1]["group_position"] = "secretary"
        seats[1]["group_position"] = "assistant_secretary"
    if college.ownership == "private":
        other = {"office": "other", "office_other": assumed.OTHER_OFFICE, "group_position": "member", "people": 1}
        seats.append(other)
    return seats


def sar_scores(seed: int, college: College, year_be: int) -> list[Row]:
    """Rows of `sar_scores`: the whole college by the common set, its largest field of a centre by the centres' set."""
    chance = Chance(seed, "sar", college.code, year_be)
    if not chance.happens(assumed.SELF_ASSESSES):
        return []
    submitted = day_of_be(year_be + 1, 5, 20) + timedelta(days=chance.below(90))
    rows = [
        _score(chance, college, year_be, submitted, ("iqa", None, standard, code, title))
        for standard, indicators in assumed.INDICATORS.items()
        for code, title in indicators
    ]
    fields = {one.field_th: one.graduates for one in college.taught if one.field_th in reference.fields_of_centres()}
    if fields and chance.happens(assumed.SELF_ASSESSES_CENTRE):
        largest = max(fields, key=lambda name: (fields[name], name))
        rows += [
            _score(chance, college, year_be, submitted, ("cvm", largest, standard, code, title))
            for standard, code, title in assumed.INDICATORS_OF_CENTRES
        ]
    return rows


def _score(
    chance: Chance, college: College, year_be: int, submitted: date, about: tuple[str, str | None, str, str, str]
) -> Row:
    percent = 45 + chance.below(551) / 10
    score = next(code for least, code in _BANDS if percent >= least)
    if chance.happens(assumed.SCORE_DISAGREES):
        score = "1" if score == "5" else "5"
    standard_set, field_th, standard, code, title = about
    return {
        "academic_year_be": year_be,
        "college_code": college.code,
        "standard_set": standard_set,
        "field_th": field_th,
        "standard": standard,
        "indicator_code": code,
        "indicator_title": title,
        "percent": percent,
        "score": score,
        "submitted_on": submitted,
    }


def emvs_progress(seed: int, reporter: str, year_be: int) -> list[Row]:
    """Rows of `emvs_progress` of one public college or institute, in the fiscal year of the letter (two years on)."""
    chance = Chance(seed, "emvs", reporter, year_be)
    rows = []
    reached = dict.fromkeys((code for code, _ in assumed.ISSUES), 0)
    for number, opens in ((1, day_of_be(year_be + 2, 4, 16)), (2, day_of_be(year_be + 2, 7, 1))):
        if not chance.happens(assumed.ENTERS_PROGRESS[number]):
            continue
        day = opens + timedelta(days=chance.below(74))
        for code, title in assumed.ISSUES:
            step = -5 if reached[code] >= 5 and chance.happens(assumed.PROGRESS_FALLS) else chance.below(11) * 5
            reached[code] = min(100, reached[code] + step)
            rows.append(
                {
                    "fiscal_year_be": year_be + 2,
                    "round": number,
                    "reporter_code": reporter,
                    "issue_code": code,
                    "issue_title": title,
                    "progress_percent": reached[code],
                    "submitted_on": day,
                }
            )
    return rows


def event_reports(seed: int, reporter: str, applies_to: Iterable[str], year_be: int) -> list[Row]:
    """Rows of `event_reports` of a college or of the office (`OVEC`) for the events that only a report proves.

    The letters about the graduates of an academic year are of that year and of the two after it.
    """
    rows = []
    wanted = set(applies_to)
    for event in reference.reported_events():
        if event.applies_to in wanted and year_be <= event.year_be <= year_be + 2:
            row = event_report(Chance(seed, "event", reporter, event.event_id), event, reporter)
            rows += [row] if row else []
    return rows


def event_report(
    chance: Chance, event: Event, reporter: str, centre: str | None = None, *, is_punctual: bool = False
) -> Row | None:
    """One report, mostly before the event closes; none of those who do not report. The punctual all do, in time."""
    if not is_punctual and not chance.happens(assumed.REPORTS_EVENT):
        return None
    closes = event.closes_on or day_of_be(event.year_be, 9, 15)
    late = not is_punctual and chance.happens(assumed.REPORTS_EVENT_LATE)
    done = closes + timedelta(days=1 + chance.below(20) if late else -chance.below(14))
    return {
        "event_id": event.event_id,
        "reporter_code": reporter,
        "centre": centre,
        "done_on": done,
        "document_no": f"ศธ ตัวอย่าง/{100 + chance.below(900)}",
        "remark": None,
    }


def enrolment_counts(learners: Sequence[Row]) -> list[Row]:
    """Rows of `enrolment_counts`: the learners of the roster counted; a field under two subject types stands once."""
    counted: Counter[tuple[Any, ...]] = Counter()
    subjects: dict[str, str] = {}
    names = ("academic_year_be", "college_code", "level", "year_of_study", "field_th")
    for row in learners:
        counted[tuple(row[name] for name in names)] += 1
        subjects.setdefault(row["field_th"], row["subject_type_th"])
    return [
        {
            **dict(zip(names, key, strict=True)),
            "subject_type_th": subjects[key[-1]],
            "branch_th": None,
            "students": count,
        }
        for key, count in counted.items()
    ]
