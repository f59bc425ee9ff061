"""Matching inside the build: what dbt stores is what the solver says of the rows that stand there."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

import pipelines.matching
from pipelines.building import plan
from pipelines.building.marts import BuildFailed, build_marts, home_of
from pipelines.building.parsed import parsed_project, project_folder
from pipelines.loading.warehouse import Warehouse
from pipelines.settings import Settings
from tests.linear_programs import solved_as_a_linear_program
from tests.profiles import LONG


def test_the_tables_hold_what_is_proven_to_be_the_best(sample_home: Path) -> None:
    with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb"), read_only=True) as connection:

        def rows(name: str, condition: str = "true") -> pl.DataFrame:
            found = connection.sql(f"from intermediate.int_match__{name} where {condition}").pl()
            # the solver knows both ends by their numbers alone
            return found.drop("college_code", "demand_id", strict=False).rename(
                {"college_node": "college_code", "need_node": "demand_id"}, strict=False
            )

        given = [rows("people"), rows("seats"), rows("candidates"), rows("overrides", "refusal is null")]
        stored = rows("solved")
    solved = solved_as_a_linear_program(*given)
    assert (solved["part"] == "arc").sum() > 50
    assert stored.equals(solved)


@LONG
def test_other_code_of_the_solver_solves_anew_and_a_fault_of_it_is_told_in_a_line(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample_home / "warehouse", tmp_path / "warehouse")
    settings = Settings(home=tmp_path)
    monkeypatch.setattr(plan, "_imported", lambda code: ["edited"])
    with home_of(settings), project_folder():
        project = plan.project_of(parsed_project(lambda _: None))
    with Warehouse(settings) as warehouse:
        planned = plan.plan_of(warehouse.connection, project, settings.mart_db, is_full=False)
    names = {node.name for node in planned.nodes}
    assert {"int_match__solved", "match_is_proven"} <= names
    assert not names & {"int_match__people", "int_match__seats", "int_match__candidates", "int_match__overrides"}

    def failing(*_: object) -> None:
        raise ValueError("a need stands in two problems")

    monkeypatch.setattr(plan, "_imported", lambda code: ["edited again"])
    monkeypatch.setattr(pipelines.matching, "match", failing)
    with pytest.raises(BuildFailed) as failed:
        build_marts(settings)
    told = failed.value.message_en
    assert "int_match__solved" in told and "ValueError: a need stands in two problems" in told
    assert "Traceback" not in told and "File" not in told and str(tmp_path) not in told
