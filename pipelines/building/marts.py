"""From `raw` to the marts, with every data test, and once a run: what has to be built, and who builds it.

dbt is imported only when it is needed: to build everything, to build what an edit of the project changes, and once for
each state of the project to compile it. Unit tests of models belong to the test suite and are left out; so are
exposures, of which there is nothing to build.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.building.carrying import carry_out
from pipelines.building.compiled import WANTED, compiled, kept_project, tagged
from pipelines.building.parsed import ARGUMENTS, MANIFEST, parsed_project, project_folder
from pipelines.building.plan import Plan, begin, keep, plan_of, project_of
from pipelines.building.results import Build, NodeResult, failure_of
from pipelines.loading.warehouse import Warehouse
from pipelines.policy.checking import check_rules, tables_of
from pipelines.settings import Settings
from pipelines.storing.databases import mart_database

_APART = ("--exclude-resource-type", "unit_test", "exposure")


def build_marts(settings: Settings, *, is_full: bool = False) -> Build:
    """Builds what depends on what has changed since the last build that ended well, or everything.

    Where the project is that of the last build, what dbt has compiled of it is carried out; else dbt builds.

    Raises:
        RulesRefused: a policy rule cannot be followed; nothing was built.
        BuildFailed: nothing may be published.
    """
    warnings: list[str] = []

    def heed(event: Any) -> None:
        if event.info.level == "warn":
            warnings.append(event.info.msg)

    with project_folder():
        known = kept_project()
        manifest = None if known else _checked_project(heed)
        project = known.project if known else project_of(manifest)
        with Warehouse(settings) as warehouse:
            plan = plan_of(warehouse.connection, project, mart_database(settings), is_full=is_full)
            begin(warehouse.connection)
        if plan.is_whole or plan.is_modified:
            nodes = _built_by_dbt(manifest or parsed_project(heed), plan, settings, heed)
        else:
            with home_of(settings):
                known = known or compiled(manifest, heed)
            nodes = carry_out(plan, known.statements, settings)
    with Warehouse(settings) as warehouse:
        keep(warehouse.connection, project)
    return Build(plan, nodes, tuple(warnings))


def _checked_project(heed: Callable[[Any], None]) -> Any:
    """dbt's parsed project, with policy rules that can be followed."""
    manifest = parsed_project(heed)
    check_rules(tables_of(manifest.nodes))
    return manifest


def _built_by_dbt(manifest: Any, plan: Plan, settings: Settings, heed: Callable[[Any], None]) -> tuple[NodeResult, ...]:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    wanted = () if plan.is_whole else (node.unique_id for node in plan.nodes)
    try:
        with home_of(settings), tagged(manifest, wanted):
            outcome = dbtRunner(manifest, callbacks=[heed]).invoke(
                ["build", *_selection(plan), *_threads(settings), *_APART, *ARGUMENTS]
            )
    finally:
        DuckDBConnectionManager.close_all_connections()
    if isinstance(outcome.exception, KeyboardInterrupt):  # dbt has taken being stopped by hand for an error of its own
        raise outcome.exception
    nodes = tuple(_node(result) for result in getattr(outcome.result, "results", None) or ())
    if outcome.exception or not outcome.success:
        raise failure_of(nodes, str(outcome.exception))
    return nodes


def _threads(settings: Settings) -> list[str]:
    """One after the other in a lake: its extension does not bear two transactions of one process at the same time."""
    return [] if settings.store == "duckdb" else ["--threads", "1"]


def _selection(plan: Plan) -> list[str]:
    """The nodes of the plan, each for itself; the SQL of a whole build is left for whoever wants to read it."""
    if plan.is_whole:
        return ["--full-refresh"]
    return ["--full-refresh", "--no-write-json", "--indirect-selection", "empty", "--select", f"tag:{WANTED}"]


def parse_project() -> Path:
    """Reads the project without building it and returns the path of dbt's manifest.

    Raises:
        RunError: the project is not in order.
    """
    with project_folder():
        parsed_project(lambda _event: None)
    return MANIFEST


@contextmanager
def home_of(settings: Settings) -> Iterator[None]:
    """Tells dbt's connection which databases to attach (`pipelines.building.warehouse_files` asks `Settings`)."""
    told = {
        "CVM_HOME": str(settings.home.resolve()),
        "CVM_STORE": settings.store,
        "CVM_DUCKDB_THREADS": str(settings.duckdb_threads),
    }
    if settings.lake_data is not None:
        told["CVM_LAKE_DATA"] = settings.lake_data
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told, DBT_SEND_ANONYMOUS_USAGE_STATS="false")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _node(result: Any) -> NodeResult:
    return NodeResult(
        unique_id=result.node.unique_id,
        resource_type=str(result.node.resource_type),
        status=str(result.status),
        seconds=result.execution_time,
        failures=result.failures or 0,
        message=result.message or "",
    )
