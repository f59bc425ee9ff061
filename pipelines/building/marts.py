"""dbt, in this process and once a run: from `raw` to the marts, with every data test.

dbt is imported here alone, and only when something is to be built. Unit tests of models belong to the test suite and
are left out; so are exposures, of which there is nothing to build.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.building.parsed import ARGUMENTS, MANIFEST, parsed_project, project_folder
from pipelines.building.plan import Plan, begin, keep, plan_of, project_of
from pipelines.errors import RunError
from pipelines.loading.warehouse import Warehouse
from pipelines.policy.checking import check_rules, tables_of
from pipelines.settings import Settings

_WANTED = "wanted"


@dataclass(frozen=True)
class NodeResult:
    """What dbt did with one seed, model or test. `failures` are the rows a test found."""

    unique_id: str
    resource_type: str
    status: str
    seconds: float
    failures: int
    message: str


@dataclass(frozen=True)
class Build:
    """One plan carried out by dbt: the nodes in the order they finished, and the warnings it gave."""

    plan: Plan
    nodes: tuple[NodeResult, ...]
    warnings: tuple[str, ...]


class BuildFailed(RunError):
    """A model could not be built, a test failed, or dbt could not start. `nodes` are those that finished."""

    def __init__(self, nodes: tuple[NodeResult, ...], what: str, why: str):
        self.nodes = nodes
        told = f"{what} ({why})" if why else what
        super().__init__(
            f"สร้างตารางไม่สำเร็จ: {told} ชุดเผยแพร่เดิมยังใช้ได้ ตรวจด้วย cvm doctor",
            f"the tables could not be built: {told}; the earlier publication stands; see cvm doctor",
        )


def build_marts(settings: Settings, *, is_full: bool = False) -> Build:
    """Builds what depends on what has changed since the last build that ended well, or everything.

    Raises:
        RulesRefused: a policy rule cannot be followed; nothing was built.
        BuildFailed: nothing may be published.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    warnings: list[str] = []

    def heed(event: Any) -> None:
        if event.info.level == "warn":
            warnings.append(event.info.msg)

    with project_folder():
        manifest = parsed_project(heed)
        check_rules(tables_of(manifest.nodes))
        project = project_of(manifest)
        with Warehouse(settings) as warehouse:
            plan = plan_of(warehouse.connection, project, settings.mart_db, is_full=is_full)
            begin(warehouse.connection)
        try:
            with home_of(_for_queries_of(plan, settings)), _tagged(manifest, plan):
                outcome = dbtRunner(manifest, callbacks=[heed]).invoke(
                    ["build", *_selection(plan), "--exclude-resource-type", "unit_test", "exposure", *ARGUMENTS]
                )
        finally:
            DuckDBConnectionManager.close_all_connections()
    if isinstance(outcome.exception, KeyboardInterrupt):  # dbt has taken being stopped by hand for an error of its own
        raise outcome.exception
    nodes = tuple(_node(result) for result in getattr(outcome.result, "results", None) or ())
    failed = [node for node in nodes if node.status in ("error", "fail", "runtime error")]
    if outcome.exception or failed or not outcome.success:
        what = ", ".join(node.unique_id.split(".", 2)[-1] for node in failed) or str(outcome.exception)
        why = _in_one_line(failed[0].message) if failed else ""
        raise BuildFailed(nodes, what, why)
    with Warehouse(settings) as warehouse:
        keep(warehouse.connection, project)
    return Build(plan, nodes, tuple(warnings))


def _for_queries_of(plan: Plan, settings: Settings) -> Settings:
    """The queries of some colleges are small: dbt runs two side by side, and threads within one would only wait."""
    is_small = plan.slices is not None and plan.slices.colleges is not None
    return settings.model_copy(update={"duckdb_threads": 1}) if is_small else settings


def _selection(plan: Plan) -> list[str]:
    """The nodes of the plan, each for itself; the SQL of a whole build is left for whoever wants to read it."""
    if plan.is_whole:
        return ["--full-refresh"]
    whole = ["--full-refresh"] if plan.is_modified else []
    variables = json.dumps(plan.variables)
    selected = f"tag:{_WANTED}"
    return [*whole, "--no-write-json", "--indirect-selection", "empty", "--vars", variables, "--select", selected]


@contextmanager
def _tagged(manifest: Any, plan: Plan) -> Iterator[None]:
    """Marks the nodes of a plan: dbt looks once for a tag, and for every name through all nodes again."""
    wanted = [] if plan.is_whole else [manifest.nodes[node.unique_id] for node in plan.nodes]
    for node in wanted:
        node.tags.append(_WANTED)
    try:
        yield
    finally:
        for node in wanted:
            node.tags.remove(_WANTED)


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
    """Tells dbt's connection which home's files to attach (`pipelines.building.warehouse_files` asks `Settings`)."""
    told = {"CVM_HOME": str(settings.home.resolve()), "CVM_DUCKDB_THREADS": str(settings.duckdb_threads)}
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


def _in_one_line(message: str) -> str:
    """What dbt says went wrong; of a model in Python where and the error itself, without the traceback between them."""
    lines = [" ".join(line.split()) for line in message.splitlines() if line.strip()]
    return " ".join([lines[0], lines[-1]] if any(line.startswith("Traceback ") for line in lines) else lines)


def _node(result: Any) -> NodeResult:
    return NodeResult(
        unique_id=result.node.unique_id,
        resource_type=str(result.node.resource_type),
        status=str(result.status),
        seconds=result.execution_time,
        failures=result.failures or 0,
        message=result.message or "",
    )
