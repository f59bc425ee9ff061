"""What a build was made of is the batches that were there when it began, in whatever order their runs began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.building.plan import Node, Plan, Project, begin, keep, plan_of
from pipelines.contracts import load_contracts
from pipelines.loading.records import insert
from pipelines.loading.stamp import RunStamp
from pipelines.loading.warehouse import Warehouse
from pipelines.settings import Settings
from pipelines.storing.databases import mart_database

DAY = date(2026, 11, 21)
OF_GRADUATES = Node("model.cvm.of_graduates", "of_graduates", "model", "table", frozenset(), "1", "rows", "mart")
OF_CENTRES = Node("model.cvm.of_centres", "of_centres", "model", "table", frozenset(), "1", None, "mart")
OF_FILES = Node("model.cvm.of_files", "of_files", "model", "table", frozenset(), "1", None, "mart")
READS = {OF_GRADUATES: "graduates", OF_CENTRES: "centres", OF_FILES: "files"}
PROJECT = Project(
    {node.unique_id: replace(node, reads=frozenset({f"source.cvm.raw.{source}"})) for node, source in READS.items()}
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with empty tables, and marts that list the academic years 2566 to 2569."""
    settings = Settings(home=tmp_path)
    with Warehouse(settings) as warehouse:
        warehouse.create_tables(load_contracts().values())
        warehouse.begin_run(RunStamp("20261121T09", DAY, datetime.now(UTC), "project"), settings, "key")
        warehouse.connection.execute("create schema intermediate")
        warehouse.connection.execute(
            "create table intermediate.int_colleges__by_academic_year (college_code text, province_code text)"
        )
        for name in ("int_graduates__with_college", "int_followups__in_window"):
            warehouse.connection.execute(f"create table intermediate.{name} (academic_year_be int, round int)")
            warehouse.connection.execute(f"insert into intermediate.{name} values (2567, 1), (2568, 1)")
    with duckdb.connect(str(settings.mart_db)) as marts:
        marts.execute("create table dim_academic_year as select unnest(range(2566, 2570)) as academic_year_be")
        marts.execute("create table fct_graduate_outcome (academic_year_be int, graduated_on date)")
    return settings


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    """The same, open; of what it holds a build has been made."""
    with Warehouse(settings) as opened:
        graduates_of(opened, "20261121T08", 2568)
        built(opened)
        yield opened


def built(warehouse: Warehouse) -> None:
    begin(warehouse.connection)
    keep(warehouse.connection, PROJECT)


def graduates_of(warehouse: Warehouse, run_id: str, year: int) -> None:
    """One row, and the file that it came in."""
    columns = "academic_year_be, college_code, load_id, source_sha256"
    warehouse.connection.execute(
        f"insert into raw.graduates ({columns}) values ({year}, '1310016001', '{run_id}', 'sha of {run_id}')"
    )
    registered(warehouse, run_id, f"{run_id}-{year}", "graduates")


def registered(warehouse: Warehouse, run_id: str, batch: str | None, source: str | None) -> None:
    row = {"run_id": run_id, "batch": batch, "source": source, "source_sha256": f"sha of {run_id}"}
    insert(warehouse.connection, "files", [row])


def planned(warehouse: Warehouse, settings: Settings) -> Plan:
    plan = plan_of(warehouse.connection, PROJECT, mart_database(settings), is_full=False)
    assert not plan.is_whole
    return plan


def names(plan: Plan) -> set[str]:
    return {node.name for node in plan.nodes}


def test_nothing_that_a_build_has_seen_is_new(warehouse: Warehouse, settings: Settings) -> None:
    assert not names(planned(warehouse, settings))


@pytest.mark.parametrize("run_id", ["20261121T07", "20261121T10"])
def test_rows_are_new_whenever_their_run_began(warehouse: Warehouse, settings: Settings, run_id: str) -> None:
    graduates_of(warehouse, run_id, 2567)
    plan = planned(warehouse, settings)
    assert names(plan) == {"of_graduates", "of_files"}
    assert plan.slices is not None
    assert plan.slices.years == (2567,)
    assert f"sha of {run_id}" in plan.slices.files
    built(warehouse)
    assert not names(planned(warehouse, settings))


def test_another_batch_of_a_run_that_was_built_is_new(warehouse: Warehouse, settings: Settings) -> None:
    registered(warehouse, "20261121T08", "a later batch", "centres")
    assert names(planned(warehouse, settings)) == {"of_centres", "of_files"}


def test_a_row_is_new_that_an_earlier_run_replaces(warehouse: Warehouse, settings: Settings) -> None:
    warehouse.connection.execute("update raw.graduates set replaced_by_load_id = '20261121T07'")
    registered(warehouse, "20261121T07", "of T07", "graduates")
    plan = planned(warehouse, settings)
    assert plan.slices is not None
    assert plan.slices.years == (2568,)


def test_a_refused_file_is_new_to_the_books_alone(warehouse: Warehouse, settings: Settings) -> None:
    registered(warehouse, "20261121T07", None, "graduates")
    assert names(planned(warehouse, settings)) == {"of_files"}
    built(warehouse)
    assert not names(planned(warehouse, settings))


def test_what_is_loaded_while_a_build_is_under_way_is_new_to_the_next(warehouse: Warehouse, settings: Settings) -> None:
    begin(warehouse.connection)
    graduates_of(warehouse, "20261121T07", 2567)
    keep(warehouse.connection, PROJECT)
    assert names(planned(warehouse, settings)) == {"of_graduates", "of_files"}
