"""Plans and key results while the business date moves on: the models' own SQL over random rows in memory.

The models here call nothing of dbt but `ref` and `var`, so that jinja alone writes their SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import jinja2
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.settings import DBT_PROJECT_DIR, SEEDS_DIR
from tests.profiles import FULL, examples

MACROS = ("keys", "people", "duties", "key_results")
PLANS = ("intermediate/int_plans__done", "intermediate/int_key_results__plans", "marts/centres/plan_status")
SCORECARD = "marts/centres/centre_scorecard"
FIRST = date(2025, 9, 20)
SWEEP = range(0, 401, 1 if FULL else 29)
YEARS = (2566, 2568, 2569, 2570)
PROVED = {"five_year": "2.1-1", "action": "2.2-1", "teacher": "5.1-1"}
OTHERS = {"1.1-a3": "meetings", "4.1-1": "licences", "5.4-1": "percent", "6.2-2": "percent of an academic year",
          "1.2-2": "no target"}  # fmt: skip
LATER_PLAN = {
    "open": {"open", "overdue", "done", "late"}, "overdue": {"overdue", "late"}, "done": {"done"}, "late": {"late"},
}  # fmt: skip
LATER_RESULT = {
    "not_reported": {"not_reported", "on_course", "behind", "met"},
    "on_course": {"on_course", "behind", "met"},
    "behind": {"behind", "met"},
    "met": {"met"},
    "contradicts": {"contradicts"},
    "reported_only": {"reported_only"},
}
"""To what a state may come as days pass, while the rows stay as they are."""
TABLES = """
    create table dim_cvm_centre as select unnest(['a', 'b']) as centre_id;
    create table int_centres__years as
        select year as fiscal_year_be, make_date(year - 544, 10, 1) as starts_on,
            make_date(year - 543, 9, 30) as ends_on, make_date(year - 544, 5, 16) as academic_year_starts_on,
            make_date(year - 543, 5, 15) as academic_year_ends_on
        from (select unnest([2566, 2568, 2569, 2570]) as year);
    create table stg_runs (as_of date);
    insert into stg_runs values (null);
    create table stg_calendar (year_kind varchar, year_be integer, done_when varchar, closes_on date);
    create table stg_plans (fiscal_year_be integer, centre_id varchar, plan_kind varchar, approved_on date,
        sent_on date, reported_on date);
    create table stg_plan_items (fiscal_year_be integer, centre_id varchar, plan_kind varchar, activity_code varchar,
        college_code varchar, target double, actual double, budget double, spent double, starts_on date, ends_on date);
    create table stg_centre_activities (fiscal_year_be integer, centre_id varchar, key_result_id varchar, target double,
        actual double, reported_on date);
    create table others (fiscal_year_be integer, centre_id varchar, key_result_id varchar, computed double);
"""
COMPUTED = """
    create view int_key_results__computed as
        select centre_id, fiscal_year_be, key_result_id, null::varchar as part, computed, null::bigint as numerator,
            null::bigint as denominator, source_rows
        from int_key_results__plans
        union all
        select centre_id, fiscal_year_be, key_result_id, null, computed, null, null, 1 from others;
"""

days = st.integers(0, 400).map(lambda day: FIRST + timedelta(day))
maybe_day = st.none() | days
centres, years = st.sampled_from("ab"), st.sampled_from(YEARS[1:])
worlds = st.fixed_dictionaries(
    {
        "due": st.dictionaries(st.tuples(years, st.sampled_from(["action", "teacher"])), days, max_size=3),
        "plans": st.dictionaries(
            st.tuples(centres, years, st.sampled_from(["five_year", "action", "teacher"])),
            st.tuples(maybe_day, maybe_day), max_size=6,
        ),
        "items": st.lists(
            st.tuples(centres, st.sampled_from("12"), st.sampled_from([None, 0, 1]), maybe_day, maybe_day), max_size=6
        ),
        "others": st.dictionaries(
            st.tuples(centres, years, st.sampled_from(list(OTHERS))), st.sampled_from([0, 1, 2, 50, 100]), max_size=8
        ),
        "reported": st.dictionaries(
            st.tuples(centres, years, st.sampled_from([*OTHERS, *PROVED.values()])),
            st.tuples(st.none() | st.sampled_from([0, 1, 3]), st.sampled_from([0, 1, 2, 100])), max_size=4,
        ),
    }
)  # fmt: skip


class Days:
    """The models over tables in memory."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        project = yaml.safe_load((DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
        environment = jinja2.Environment(autoescape=False)
        environment.globals |= {"ref": str, "var": project["vars"].__getitem__}
        macros = "".join((DBT_PROJECT_DIR / "macros" / f"{name}.sql").read_text(encoding="utf-8") for name in MACROS)

        def written(path: str) -> tuple[str, str]:
            model = (DBT_PROJECT_DIR / "models" / f"{path}.sql").read_text(encoding="utf-8")
            return path.rpartition("/")[2], environment.from_string(macros + model).render()

        plans = [written(path) for path in PLANS]
        _, self._scorecard = written(SCORECARD)
        types = {"key_result_id": "varchar", "activity_code": "varchar", "period": "varchar", "target": "double"}
        seed = SEEDS_DIR / "key_results.csv"
        self.run(f"create table key_results as from read_csv('{seed}', types = {types})")
        self.run(TABLES)
        for name, code in plans:
            self.run(f"create view {name} as {code}")
        self.run(COMPUTED)

    def run(self, statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """One statement."""
        return self.connection.execute(statement, values).fetchall()

    def made(self, world: dict[str, Any]) -> None:
        """These rows and no others."""
        rows: dict[str, list[tuple[Any, ...]]] = {
            "stg_calendar": [
                ("fiscal", year, f"plans.sent_on[plan_kind={kind}] first", day)
                for (year, kind), day in world["due"].items()
            ],
            "stg_plans": [
                (2566 if kind == "five_year" else year, centre, kind, approved, sent, None)
                for (centre, year, kind), (approved, sent) in world["plans"].items()
                if kind != "five_year" or year == 2568
            ],
            "stg_plan_items": [
                (2566, centre, "five_year", "1.1", college, 1, actual, None, None, first, last)
                for centre, college, actual, first, last in world["items"]
                if first is None or last is None or first <= last
            ],
            "others": [
                (year, centre, result, computed) for (centre, year, result), computed in world["others"].items()
            ],
            "stg_centre_activities": [
                (year, centre, result, target, actual, None)
                for (centre, year, result), (target, actual) in world["reported"].items()
            ],
        }
        for table, of_table in rows.items():
            self.run(f"delete from {table}")
            if of_table:
                values = f"insert into {table} values ({', '.join('?' * len(of_table[0]))})"
                self.connection.executemany(values, of_table)

    def on(self, day: date) -> tuple[dict[Any, tuple[Any, ...]], dict[Any, tuple[Any, ...]]]:
        """The plans and the scorecard on a business date."""
        self.run("update stg_runs set as_of = ?", [day])
        plans = self.run(
            "select centre_id, fiscal_year_be, plan_kind, status, done_on, due_on, days_late from plan_status"
        )
        results = self.run(
            "select centre_id, fiscal_year_be, key_result_id, status, computed, target, period_ends_on, is_counted "
            f"from ({self._scorecard})"
        )
        return {row[:3]: row[3:] for row in plans}, {row[:3]: row[3:] for row in results}


@pytest.fixture(scope="module")
def over_days() -> Iterator[Days]:
    made = Days()
    yield made
    made.connection.close()


@settings(examples(3), max_examples=20 if FULL else 3)
@given(worlds)
def test_nothing_that_is_done_or_met_is_undone_as_days_pass(over_days: Days, world: dict[str, Any]) -> None:
    over_days.made(world)
    before: tuple[dict[Any, Any], dict[Any, Any]] = ({}, {})
    for passed in SWEEP:
        day = FIRST + timedelta(passed)
        now = plans, results = over_days.on(day)
        for key, (status, *_) in plans.items():
            assert status in LATER_PLAN[before[0].get(key, (status,))[0]], key
        for key, (status, computed, target, ends_on, _) in results.items():
            assert status in LATER_RESULT[before[1].get(key, (status,))[0]], key
            assert status != "on_course" or (day <= ends_on and computed < (1 if target is None else target)), key
        before = now


@examples(6)
@given(worlds, days)
def test_a_plan_that_is_done_has_met_its_key_result(over_days: Days, world: dict[str, Any], day: date) -> None:
    over_days.made(world)
    plans, results = over_days.on(day)
    for (centre, year, kind), (status, done_on, due_on, days_late) in plans.items():
        is_done = status in ("done", "late")
        assert is_done == (done_on is not None)
        assert (days_late is None) == (not is_done or due_on is None)
        assert (status == "late") == bool(days_late)
        if kind != "five_year":
            assert is_done == (results[centre, year, PROVED[kind]][1] == 1)
    counted = [(centre, result) for (centre, _, result), row in results.items() if row[-1]]
    assert [counted.count((centre, PROVED["five_year"])) for centre in "ab"] == [1, 1]
    assert counted.count(("a", PROVED["action"])) == len(YEARS)
