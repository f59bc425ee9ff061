"""What a centre's key results come to in the rows of one college, by the centre's field (`computed_from`).

A percent is told by two figures: `<result>` over `<result>/`. Colleges are added up over the network of a field, except
that a college and an establishment are one pair, in whichever fields and ways they work together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.rows import Row
from pipelines.years import be

Key = tuple[str, int, str]
"""Result, fiscal year, field."""
Match = tuple[int, str, str, str]
"""Fiscal year, field, college, establishment."""
_REPORT_DAYS = 15
_BODY_RESULTS = {"tpqi": "4.1-2", "dsd": "4.2-2", "international": "4.3-2"}
_CENTRE_RESULTS = {"tpqi": "4.1-1", "dsd": "4.2-1", "international": "4.3-1"}


@dataclass
class Results:
    """The figures of some colleges, and with whom they are matched."""

    figures: Counter[Key] = field(default_factory=Counter)
    matched: set[Match] = field(default_factory=set)

    def add(self, other: Results) -> None:
        """Those of other colleges or of another year, too."""
        self.figures.update(other.figures)
        self.matched |= other.matched


def results_of(rows: Mapping[str, Sequence[Row]], fiscal_year_be: int) -> Results:
    """The figures of one college.

    Args:
        rows: its rows by source, of the fiscal year and of the academic year before it; agreements of any year.
    """
    found: Counter[Key] = Counter()

    def add(result: str, things: Iterable[tuple[str, Any]], by: int = 1) -> None:
        """Counts distinct things by field."""
        for field_th, _ in dict.fromkeys(things):
            found[result, fiscal_year_be, field_th] += by

    development = rows["teacher_development"]
    training = [row for row in development if row["activity"] == "training" and row["result"] == "passed"]
    placed = [row for row in development if row["activity"] == "placement"]
    tests = [row for row in rows["certifications"] if row["result"] == "passed"]
    of_teachers = [row for row in tests if row["person_kind"] == "teacher"]
    add("1.2-2", ((row["field_th"], row["establishment_name"]) for row in rows["demands"]))
    raised = [(row["field_th"], row["teacher_national_id"]) for row in training]
    add("1.4-2", raised + [(row["field_th"], row["person_id"]) for row in of_teachers])
    add("3.2-1", ((row["field_th"], row["course_id"]) for row in rows["short_courses"]))
    for row in rows["short_courses"]:
        found["3.2-2", fiscal_year_be, row["field_th"]] += row["trainees"]
        if row["establishment_name"] is not None:
            found["6.3-1", fiscal_year_be, row["field_th"]] += row["trainees_students"]
    for row in rows["assessment_centres"]:
        if row["stage"] == "licensed":
            found[_CENTRE_RESULTS[row["body"]], fiscal_year_be, row["field_th"]] += 1
    for body, result in _BODY_RESULTS.items():
        add(result, ((row["field_th"], row["person_id"]) for row in tests if row["body"] == body))
    add("5.1-2", ((row["field_th"], None) for row in development if row["activity"] != "plan"))
    add("5.3-1", raised)
    add("5.3-2", ((row["field_th"], row["person_id"]) for row in of_teachers))
    add("6.1-1", ((row["field_th"], row["teacher_national_id"]) for row in training if row["topic"] == "wbl"))
    _shares(found, fiscal_year_be, placed, rows["placements"])
    return Results(found, set(_matched(rows["placements"], placed, rows["agreements"])))


def _matched(placements: Iterable[Row], placed: Iterable[Row], agreements: Iterable[Row]) -> Iterator[Match]:
    """Learners and teachers are placed in the year in which they begin, an agreement is in force in each year of it."""
    for row in placements:
        yield _fiscal_year(row["starts_on"]), row["field_th"], row["college_code"], row["establishment_name"]
    for row in placed:
        yield row["fiscal_year_be"], row["field_th"], row["college_code"], row["establishment_name"]
    for row in agreements:
        last = assumed.LATEST_YEAR_BE + 2 if row["expires_on"] is None else _fiscal_year(row["expires_on"])
        for year in range(_fiscal_year(row["signed_on"]), last + 1):
            for field_th in row["field_th"].split(", "):
                yield year, field_th, row["college_code"], row["establishment_name"]


def _fiscal_year(day: date) -> int:
    return be(day.year) + (day.month >= 10)


def _shares(found: Counter[Key], year: int, placed: Sequence[Row], placements: Sequence[Row]) -> None:
    """The four percents: work reports in time, teachers safe, placements in order, learners safe."""
    for row in placed:
        in_time = row["work_report_on"] and row["work_report_on"] - row["ends_on"] <= timedelta(days=_REPORT_DAYS)
        for result, is_met in (("5.4-1", in_time), ("5.4-2", not row["incidents"])):
            found[result, year, row["field_th"]] += bool(is_met)
            found[f"{result}/", year, row["field_th"]] += 1
    for row in placements:
        days = (row["safety_trained_on"], row["oriented_on"])
        in_order = all(day is not None and day <= row["starts_on"] for day in days) and row["supervision_visits"]
        for result, is_met in (("6.2-1", in_order), ("6.2-2", not row["incidents"])):
            found[result, year, row["field_th"]] += bool(is_met)
            found[f"{result}/", year, row["field_th"]] += 1


def of_fields(found: Results, fiscal_year_be: int, fields: Iterable[str]) -> dict[str, float]:
    """The results of a network: sums over its fields, percents with one decimal."""
    sums: Counter[str] = Counter()
    wanted = set(fields)
    pairs = {
        (college, partner) for year, field_th, college, partner in found.matched
        if year == fiscal_year_be and field_th in wanted
    }  # fmt: skip
    if pairs:
        sums["1.3-1"] = len(pairs)
    for (result, year, field_th), figure in found.figures.items():
        if year == fiscal_year_be and field_th in wanted:
            sums[result] += figure
    figures: dict[str, float] = {}
    for result, figure in sorted(sums.items()):
        if not result.endswith("/"):
            whole = sums.get(f"{result}/")
            figures[result] = figure if whole is None else round(100 * figure / whole, 1)
    return figures
