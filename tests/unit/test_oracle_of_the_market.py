"""The oracle of supply and demand on markets so small that the answer is seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from tests.oracle import inputs as made
from tests.oracle.demand import DEMAND, Demands, demand, weighted_median
from tests.oracle.fields import Fields
from tests.oracle.forecast import Completed, Forecast, Learner, Path, Rate, Rates, forecast
from tests.oracle.gap import GAP, Gap, pressure
from tests.oracle.inputs import Inputs, Market, Seeds
from tests.oracle.people import World
from tests.oracle.supply import Market as Supply
from tests.oracle.supply import supply
from tests.oracle.ties import Ties

Row = dict[str, Any]
AS_OF = date(2026, 1, 1)
COURSES = {"voc_cert": 3, "high_voc_cert": 2, "short": None}
CROSSWALK = (
    ("voc_cert", "new", "new", "1"),
    ("voc_cert", "old", "new", "0.9"),
    ("voc_cert", "near", "new", "0.7"),
    ("high_voc_cert", "new", "new", "1"),
)


def seeds() -> Seeds:
    centres = {"level": ["voc_cert"], "field_th": ["old"], "branch_th": [None], "centre_id": ["c"]}
    crosswalk = tuple(
        {
            "level": level, "field_th": name, "meeting_field_th": met, "confidence": confidence,
            "valid_from_academic_year_be": "", "valid_to_academic_year_be": "2570",
        }
        for level, name, met, confidence in CROSSWALK
    )  # fmt: skip
    fields = pl.DataFrame(centres, schema_overrides={"branch_th": pl.String})
    return Seeds({"73": "east", "10": "east", "50": "north"}, {}, {}, fields, COURSES, crosswalk)


def inputs(market: Market | None = None, outcomes: Sequence[Row] = (), learners: Sequence[Row] = ()) -> Inputs:
    """One college in province 73; outcome rows of (year, level, field, graduates, followed, study_only)."""
    counts = [
        {**row, "college_code": "a", "subject_type_th": "t", "seeking": 0, "other": 0, "work_government": 0,
         "work_state_enterprise": 0, "self_employed": 0, "work_private": row["followed"] - row["further_study"]}
        for row in outcomes
    ]  # fmt: skip
    enrolled = [{**row, "college_code": "a", "branch_th": None} for row in learners]
    return Inputs(
        graduates=made.empty(made.GRADUATES),
        followups=made.empty(made.FOLLOWUPS),
        students=made.empty(made.STUDENTS),
        answers=made.empty(made.ANSWERS),
        outcomes=pl.DataFrame(counts, schema=made.OUTCOMES),
        enrolment=pl.DataFrame(enrolled, schema=made.ENROLMENT),
        members=made.empty(made.MEMBERS),
        colleges=pl.DataFrame([("a", "73", "public", None, None, None)], schema=made.COLLEGES, orient="row"),
        seeds=seeds(),
        as_of=AS_OF,
        market=market or Market(),
        years=(2566, 2567),
    )


def graduated(year: int, name: str, graduates: int, followed: int, study_only: int, level: str = "voc_cert") -> Row:
    told = {"academic_year_be": year, "level": level, "field_th": name}
    return {**told, "graduates": graduates, "followed": followed, "further_study": study_only}


def learning(year: int, name: str, study: int | None, number: int, level: str = "voc_cert") -> Row:
    return {"academic_year_be": year, "level": level, "field_th": name, "year_of_study": study, "learners": number}


def market(demands: Sequence[Row] = (), postings: Sequence[Row] = ()) -> Market:
    """Company `1` of province 73, whom name and province `P:x` are as well, and `2` of a province not known."""
    known = {"establishment_name": "n", "establishment_kind": None, "country": None, "target_industry_id": None}
    first = {"establishment_id": "01", "establishment_name_key": "P:x", "establishment_province_code": "73"}
    register = [
        known | first | {"target_industry_id": "3"},
        known | {"establishment_id": "02", "establishment_name_key": "P:y", "establishment_province_code": None},
    ]
    usual = {
        "check_establishment_name": None, "check_establishment_province_code": None, "arrived_on": AS_OF,
        "load_id": "r", "source_sha256": "s", "sheet": "", "level": "voc_cert", "field_th": "new",
        "establishment_id": "01", "monthly_wage": None, "work_province_code": None,
    }  # fmt: skip
    asked = usual | {"fiscal_year_be": 2568, "demand_kind": "job", "branch_th": None, "work_country": "TH",
                     "reported_by": "a"}  # fmt: skip
    announced = usual | {"college_code": "a", "posting_kind": "job", "closes_on": None, "posted_on": date(2025, 1, 1)}
    rows = {
        "demands": [asked | row | {"row_number": number} for number, row in enumerate(demands)],
        "job_postings": [announced | row | {"row_number": number} for number, row in enumerate(postings)],
    }
    return Market(register, rows)


def counted(demands: Sequence[Row] = (), postings: Sequence[Row] = ()) -> list[Row]:
    return Demands(inputs(market(demands, postings))).rows()


@pytest.mark.parametrize(
    ("values", "median"),
    [
        ([], None),
        ([(10.0, 0)], None),
        ([(10.0, 3)], 10.0),
        ([(10.0, 1), (20.0, 1)], 15.0),
        ([(20.0, 1), (10.0, 2)], 10.0),
        ([(10.0, 1), (20.0, 2), (30.0, 3)], 25.0),
        ([(10.0, 1), (20.0, 0), (30.0, 1)], 20.0),
    ],
)
def test_weighted_median(values: list[tuple[float, int]], median: float | None) -> None:
    assert weighted_median(values) == median


def test_of_several_reports_the_largest_counts_branch_by_branch() -> None:
    reports = [
        {"reported_by": "a", "headcount": 5, "branch_th": "x"},
        {"reported_by": "b", "headcount": 7, "branch_th": "x", "establishment_id": "P:x"},
        {"reported_by": "b", "headcount": 2, "branch_th": None},
    ]
    (row,) = counted(reports)
    assert (row["headcount"], row["establishment_id"], row["reporters"]) == (9, "01", 2)
    assert (row["province_code"], row["region_th"], row["target_industry_id"]) == ("73", "east", "3")


def test_old_and_new_names_are_one_need_and_a_near_name_is_another() -> None:
    rows = counted([{"headcount": 1, "field_th": name} for name in ("new", "old", "near")])
    assert {(row["meeting_field_th"], row["field_th"], row["headcount"]) for row in rows} == {
        ("new", "new", 2),
        ("near", "near", 1),
    }


@pytest.mark.parametrize(
    ("openings", "headcount", "source"), [(4, 5, "demands"), (5, 5, "demands"), (6, 6, "postings")]
)
def test_the_larger_of_reports_and_postings_and_never_the_sum(openings: int, headcount: int, source: str) -> None:
    rows = counted([{"headcount": 5}], [{"openings": openings, "work_province_code": "10"}])
    assert [(row["headcount"], row["counted_from"]) for row in rows] == [(headcount, source)]
    assert rows[0]["province_code"] == ("73" if source == "demands" else "10")


def test_a_posting_is_open_in_every_fiscal_year_it_overlaps() -> None:
    posting = {"openings": 1, "posted_on": date(2024, 9, 30)}
    years = {
        name: [row["fiscal_year_be"] for row in counted(postings=[posting | {"closes_on": closes_on}])]
        for name, closes_on in {"none": None, "same": date(2024, 9, 30), "next": date(2024, 10, 1)}.items()
    }
    assert years == {"none": [2567], "same": [2567], "next": [2567, 2568]}
    assert counted(postings=[{"openings": 1, "posted_on": date(2026, 1, 2)}]) == []


def test_workplaces_abroad_of_the_establishment_and_not_known() -> None:
    said = [
        {"headcount": 1, "work_country": "JP", "establishment_id": "02"},
        {"headcount": 2, "work_province_code": "50"},
        {"headcount": 3, "establishment_id": "02"},
    ]
    places = {(row["place"], row["country"], row["province_code"]): row["headcount"] for row in counted(said)}
    assert places == {("abroad", "JP", None): 1, ("home", "TH", "50"): 2, ("home", "TH", None): 3}


def test_rows_without_an_establishment_stand_alone() -> None:
    rows = counted([{"headcount": 2, "establishment_id": None}, {"headcount": 3, "establishment_id": None}])
    assert sorted(row["headcount"] for row in rows) == [2, 3]
    assert demand(rows).schema == pl.Schema(DEMAND)


def test_a_name_meets_in_the_years_in_which_it_holds() -> None:
    fields = Fields(seeds())
    assert [fields.meeting("voc_cert", "old", year) for year in (2567, 2571)] == ["new", "old"]
    assert fields.levels_of("new", 2567) == ["voc_cert", "high_voc_cert"]
    assert fields.levels_of("near", 2567) == []


def test_progression_and_completion_and_their_interval() -> None:
    learners = [
        Learner(2566, "a", "high_voc_cert", "new", 1, 100),
        Learner(2567, "a", "high_voc_cert", "new", 2, 80),
        Learner(2567, "a", "high_voc_cert", "new", 1, 50),
        Learner(2567, "b", "high_voc_cert", "new", 2, 999),
    ]
    rates = Rates(learners, [Completed(2567, "a", "high_voc_cert", "new", 60)], COURSES)
    path = rates.path(2567, "high_voc_cert", "new", 1)
    assert path is not None
    assert path.rates == (Rate(Fraction(80, 100), 100), Rate(Fraction(60, 80), 80))
    assert rates.path(2566, "high_voc_cert", "new", 1) is None, "nothing of 2567 was held then"
    found = forecast([(50, path)])
    assert found is not None
    deviation = math.sqrt(50 * 0.6 * 0.4 + 50**2 * 0.36 * (0.2 / (100 * 0.8) + 0.25 / (80 * 0.75)))
    assert found.expected == pytest.approx(30)
    assert found.low == pytest.approx(30 - 1.959964 * deviation)
    assert found.high == pytest.approx(min(50, 30 + 1.959964 * deviation))
    assert forecast([]) is None
    assert forecast([(5, Path((Rate(Fraction(0), 40),)))]) == Forecast(0.0, 0.0, 0.0)


def test_a_field_of_few_takes_the_rates_of_its_level_and_none_exceeds_one() -> None:
    learners = [
        Learner(2567, "a", "high_voc_cert", "few", 2, 29),
        Learner(2567, "a", "high_voc_cert", "many", 2, 30),
    ]
    graduates = [Completed(2567, "a", "high_voc_cert", "few", 1), Completed(2567, "a", "high_voc_cert", "many", 31)]
    rates = Rates(learners, graduates, COURSES)
    few, many = (rates.path(2567, "high_voc_cert", name, 2) for name in ("few", "many"))
    assert few is not None
    assert many is not None
    assert few.rates == (Rate(Fraction(32, 59), 59),)
    assert many.rates == (Rate(Fraction(1), 30),)


def cells(of: Inputs) -> dict[tuple[str, int], Row]:
    table = supply(Supply(World(of)))
    return {(row["breakdown"], row["academic_year_be"]): row for row in table.to_dicts()}


def test_who_studies_only_is_told_by_the_newest_complete_cohort() -> None:
    rows = [graduated(2565, "new", 40, 40, 10), graduated(2566, "new", 50, 40, 20), graduated(2567, "old", 30, 0, 0)]
    found = cells(inputs(outcomes=rows))
    labour = {year: found["level_field", year]["supply_labour"] for year in (2565, 2566, 2567)}
    assert labour == {2565: 30.0, 2566: 25.0, 2567: 15.0}, "2567 is followed by nobody: 2566 tells"
    assert found["nation", 2567]["study_only_academic_year_be"] == 2566


def test_why_nothing_is_projected() -> None:
    graduates = [graduated(2566, "new", 10, 10, 0)]
    nothing = cells(inputs(outcomes=graduates))["nation", 2566]
    unknown = cells(inputs(learners=[learning(2566, "new", None, 5)]))["nation", 2566]
    no_rates = cells(inputs(learners=[learning(2566, "new", 2, 5)]))["nation", 2566]
    short = cells(inputs(learners=[learning(2566, "new", None, 5, "short")]))["nation", 2566]
    reasons = [row["supply_next_reason"] for row in (nothing, unknown, no_rates, short)]
    assert reasons == ["no_learners_held", "year_of_study_unknown", "no_rates_held", "short_course"]
    assert {row["supply_next_1"] for row in (nothing, unknown, no_rates, short)} == {None}


@pytest.mark.parametrize(
    ("jobs", "units", "expected"),
    [
        (None, 5, "no_demand_recorded"), (0, 5, "no_demand_recorded"), (10, None, None), (10, 0, "no_supply"),
        (10, 49_999, "critical_shortage"), (10, 50_000, "shortage"), (10, 89_999, "shortage"),
        (10, 90_000, "balanced"), (10, 110_000, "balanced"), (10, 110_001, "surplus"),
    ],
)  # fmt: skip
def test_pressure_at_its_bounds(jobs: int | None, units: int | None, expected: str | None) -> None:
    assert pressure(jobs, units) == expected


def test_a_field_is_split_among_industries_and_the_rest_is_not_known() -> None:
    jobs: list[Row] = [{"headcount": 1}, {"headcount": 2, "establishment_id": "02"}]
    rows = [graduated(2567, "old", 10, 0, 0), graduated(2566, "new", 9, 9, 0), graduated(2567, "x", 4, 0, 0)]
    table = Gap(Ties(World(inputs(market(jobs), rows)))).table()
    assert table.schema == pl.Schema(GAP)
    parts = table.filter((pl.col("breakdown") == "target_industry") & (pl.col("fiscal_year_be") == 2568))
    assert dict(parts.select("target_industry_id", "supply_labour").iter_rows()) == {"3": 3.3333, None: 10.6667}
    nation = table.filter((pl.col("breakdown") == "nation") & (pl.col("fiscal_year_be") == 2568)).to_dicts()[0]
    assert (nation["supply"], nation["demand_jobs"], nation["gap"], nation["pressure"]) == (14, 3, -11.0, "surplus")
    network = table.filter((pl.col("breakdown") == "cvm_network") & (pl.col("fiscal_year_be") == 2568)).to_dicts()[0]
    assert (network["supply"], network["demand_jobs"]) == (10, 3)


def test_a_year_without_demand_or_without_graduates() -> None:
    rows = [graduated(2566, "new", 9, 9, 0)]
    table = Gap(Ties(World(inputs(market([{"headcount": 1}]), rows)))).table()
    nation = {row["fiscal_year_be"]: row for row in table.filter(pl.col("breakdown") == "nation").to_dicts()}
    assert (nation[2567]["supply"], nation[2567]["demand_jobs"], nation[2567]["pressure"]) == (
        9, None, "no_demand_recorded",
    )  # fmt: skip
    assert (nation[2568]["supply"], nation[2568]["demand_jobs"], nation[2568]["pressure"]) == (None, 1, None)
