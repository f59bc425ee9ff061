"""A home built step by step, each time only what depends on what changed, holds the tables that one whole build makes.

Each step is another kind of change; after it every table of a copy that is built whole is compared, row by row.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from pipelines.building.marts import build_marts, home_of
from pipelines.building.parsed import ARGUMENTS, parsed_project, project_folder
from pipelines.building.plan import Project, plan_of, project_of
from pipelines.building.results import Build
from pipelines.loading.warehouse import Warehouse
from pipelines.publishing.log import NAMES
from pipelines.settings import DBT_PROJECT_DIR, Settings
from pipelines.storing.databases import mart_database
from tests.integration.drops import House, Outcome, members, outcomes
from tests.integration.people import at, confirmed, followed, roster, sent, unreachable
from tests.judging import quick
from tests.made_files import rows as made
from tests.made_files.rows import code

DAY, WINDOWS_END, A_YEAR_LATER = date(2026, 4, 2), date(2026, 4, 4), date(2026, 12, 1)
"""No event of the calendar ends between the first two: that would be for all years to tell."""
SPRING = {"วันที่สำเร็จการศึกษา": "3/4/2568"}
EARLIER = {"ปีการศึกษา": "2566", "วันที่สำเร็จการศึกษา": "31/3/2567"}
MUCH_EARLIER = {"ปีการศึกษา": "2565", "วันที่สำเร็จการศึกษา": "31/3/2566"}
NORTH = {"จังหวัด": "เชียงใหม่", "อาชีวศึกษาจังหวัด": "เชียงใหม่", "ภาค": "ภาคเหนือ"}
FACT = "model.cvm.fct_graduate_outcome"
IS_PROOF = os.environ.get("CVM_PROOF") == "full"
USUAL = 2
"""Steps of a usual run, compared after the last of them."""


def students(college: int, people: range) -> bytes:
    return sent(at(college, made.student, people, {"ปีการศึกษา": "2567"}))


def intentions(college: int, people: range) -> bytes:
    return sent(at(college, made.intention, people, {"ปีการศึกษา": "2567"}))


def counts(graduates: int) -> bytes:
    return outcomes(Outcome(graduates, 4, code(5)), Outcome(12, 6, code(6)))


@dataclass(frozen=True)
class Step:
    """What arrives on a day, and of which years and colleges (None: all) the facts are made in slices, if they are."""

    name: str
    files: Callable[[], dict[str, bytes]]
    years: tuple[int, ...] | None
    colleges: tuple[str, ...] | None = None
    day: date = WINDOWS_END


FIRST: dict[str, Callable[[], bytes]] = {
    "register.csv": lambda: sent([made.college(number) | (NORTH if number == 2 else {}) for number in range(1, 7)]),
    "graduates.csv": lambda: sent(
        [row for college in range(1, 5) for row in roster(college, people_of(college), SPRING)]
    ),
    "graduates-2566.csv": lambda: sent(roster(1, range(901, 912), EARLIER)),
    "followups-1.csv": lambda: sent([row for college in range(1, 5) for row in followed(college, people_of(college))]),
    "followups-2.csv": lambda: sent([*followed(1, range(101, 112), 2), *unreachable(2, range(201, 206), 2)]),
    "students-1.csv": lambda: students(1, range(95, 112)),
    "intentions-1.csv": lambda: intentions(1, range(101, 109)),
    "submissions-1.csv": lambda: sent(confirmed(1, 1)),
    "outcomes.csv": lambda: counts(10),
    "members.csv": lambda: members(code(1), code(2)),
}


def people_of(college: int) -> range:
    return range(100 * college + 1, 100 * college + 13)


STEPS = [
    Step(
        "a corrected round",
        lambda: {"followups-1b.csv": sent([*unreachable(1, range(101, 105)), *followed(1, range(105, 113))])},
        (2567,),
        (code(1),),
        DAY,
    ),
    Step(
        "a roster with other graduates, and the confirmation of another college",
        lambda: {"graduates-2.csv": sent(roster(2, range(203, 216))), "submissions-3.csv": sent(confirmed(3, 1))},
        (2567,),
        (code(2), code(3)),
        DAY,
    ),
    Step("nothing about people", lambda: {"members-2.csv": members(code(3), centre="2564-02")}, None, None, DAY),
    Step("the day after the last of a window", lambda: {}, (2567,), None),
    Step("the first records of a round", lambda: {"followups-3.csv": sent(followed(3, [301], 3))}, (2567,), None),
    Step(
        "learners, who may stand at two colleges",
        lambda: {"students-2.csv": students(2, range(95, 112))},
        (2567,),
        None,
    ),
    Step(
        "intentions and totals",
        lambda: {"intentions-2.csv": intentions(2, range(203, 215)), "outcomes-2.csv": counts(9)},
        (2566, 2567),
        (code(2), code(5), code(6)),
    ),
    Step(
        "a year earlier",
        lambda: {"graduates-2566b.csv": sent(roster(2, range(921, 933), EARLIER))},
        (2566,),
        (code(2),),
    ),
    Step(
        "a year before all others",
        lambda: {"graduates-2565.csv": sent(roster(1, range(931, 935), MUCH_EARLIER))},
        (2565,),
    ),
    Step(
        "a window that has closed",
        lambda: {"followups-3b.csv": sent(followed(3, range(301, 304), 3))},
        None,
        None,
        A_YEAR_LATER,
    ),
]


def tables(home: Path) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Every table that dbt makes, sorted."""
    for database in ("build", "mart"):
        with duckdb.connect(str(home / "warehouse" / f"{database}.duckdb"), read_only=True) as connection:
            names = connection.execute(
                "select schema_name, table_name from duckdb_tables() "
                "where schema_name not in ('raw', 'seeds') order by all"
            ).fetchall()
            for schema, name in names:
                yield name, connection.execute(f"from {schema}.{name} order by all").fetchall()


def built(house: House, *, is_full: bool = False) -> Build:
    return build_marts(house.settings, is_full=is_full)


def test_an_edited_definition_remakes_only_its_marts(sample_home: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_home / "warehouse", tmp_path / "warehouse")
    settings = Settings(home=tmp_path)
    place = str(DBT_PROJECT_DIR)
    parsed = dbtRunner().invoke(
        ["--quiet", "--log-level-file=none", "parse", "--project-dir", place, "--profiles-dir", place]
    )
    project = project_of(parsed.result)

    def planned(edited: str | None = None) -> set[str]:
        nodes = {
            id: replace(node, fingerprint="edited") if node.name == edited else node
            for id, node in project.nodes.items()
        }
        with Warehouse(settings) as warehouse:
            plan = plan_of(warehouse.connection, Project(nodes), mart_database(settings), is_full=False)
        assert not plan.is_whole
        return {node.name for node in plan.nodes if node.kind != "test"}

    assert planned() == NAMES
    rates = {"employment_rates", "employment_pooled"}
    findings = {"int_findings__measured", "int_findings__by_year", "int_findings__ranked", "policy_findings"}
    assert planned("indicator_terms") == {*NAMES, "indicator_terms", "dim_indicator", *rates, *findings}
    assert planned("employment_details") == {*NAMES, "employment_details", *findings}
    assert planned("policy_rules") == {*NAMES, "policy_rules", *findings}
    assert planned("minimum_wages") >= {"minimum_wages", "quality_results"}
    assert not planned("minimum_wages") & {"employment_one_year", *rates}


def test_step_by_step_the_tables_are_those_of_a_whole_build(tmp_path: Path) -> None:
    house = House(tmp_path / "home")
    with quick():
        house.drop({name: content() for name, content in FIRST.items()}, day=DAY)
        assert built(house).plan.is_whole
        for step in STEPS if IS_PROOF else STEPS[:USUAL]:
            house.drop(step.files(), day=step.day)
            done = built(house)
            assert not done.plan.is_whole, step.name
            if step.years is None:
                assert FACT not in done.plan.sliced, step.name
            else:
                assert done.plan.slices, step.name
                assert (done.plan.slices.years, done.plan.slices.colleges) == (step.years, step.colleges), step.name
            if IS_PROOF or step is STEPS[USUAL - 1]:
                whole = House(tmp_path / "whole")
                shutil.copytree(house.home, whole.home)
                built(whole, is_full=True)
                compared = 0
                for (name, rows), (other, expected) in zip(tables(house.home), tables(whole.home), strict=True):
                    assert name == other
                    assert rows == expected, (step.name, name)
                    compared += 1
                assert compared > 40
                shutil.rmtree(whole.home)


def test_a_data_test_of_a_sliced_run_looks_at_the_rows_inside(sample_home: Path, tmp_path: Path) -> None:
    """A faulty row inside the slices fails it, one outside does not; without slices every row counts."""
    shutil.copytree(sample_home / "warehouse", tmp_path / "warehouse")
    model, inside = "model.cvm.employment_rates", "breakdown = 'nation'"
    test = "accepted_values_employment_rates_reliability*"

    def failed(breakdown: str, variables: dict[str, Any]) -> bool:
        shutil.copy(sample_home / "warehouse" / "mart.duckdb", tmp_path / "warehouse" / "mart.duckdb")
        with duckdb.connect(str(tmp_path / "warehouse" / "mart.duckdb")) as connection:
            connection.execute("update employment_rates set reliability = 'doubtful' where breakdown = ?", [breakdown])
        with home_of(Settings(home=tmp_path)), project_folder():
            manifest = parsed_project(lambda _event: None)
            told = ["--vars", json.dumps(variables)]
            outcome = dbtRunner(manifest).invoke(["test", "--select", test, *told, *ARGUMENTS])
            DuckDBConnectionManager.close_all_connections()
        (result,) = outcome.result.results
        return str(result.status) == "fail"

    sliced = {"slices": {"cells": inside, "rows": "false"}, "sliced": {model: "cells"}}
    assert failed("nation", sliced)
    assert not failed("region", sliced)
    assert failed("region", {})
