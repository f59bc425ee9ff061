"""What Dagster records of a run that may not publish: the failed check, and nothing after it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.home import Home
from pipelines.building.results import Build, BuildFailed, NodeResult
from pipelines.loading.warehouse import Warehouse
from pipelines.publishing.audit import AuditResult, RuleResult
from pipelines.running import stages
from pipelines.running.run import Run, new_stamp
from pipelines.settings import Settings

TEST = NodeResult("test.cvm.employment_identities", "test", "fail", 0.1, 3, "Got 3 results")
MODEL = NodeResult("model.cvm.dim_region", "model", "success", 0.1, 0, "OK")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which a run has begun and nothing is loaded."""
    settings = Settings(home=tmp_path)
    with Warehouse(settings) as warehouse:
        warehouse.create_tables([])
        warehouse.begin_run(new_stamp(date(2026, 11, 21), "project"), settings, "key")
    return tmp_path


def materialized(home: Path, *ops: str) -> dg.ExecuteInProcessResult:
    """The assets of these steps in this process, failures and all."""
    from pipelines.definitions import build_defs

    job = dg.define_asset_job("some", selection=dg.AssetSelection.assets(*_keys(ops)))
    defs = build_defs(jobs=[job], resources={"home": Home(home=str(home))})
    return defs.resolve_job_def("some").execute_in_process(raise_on_error=False)


def _keys(ops: tuple[str, ...]) -> list[dg.AssetKey]:
    from pipelines.definitions import defs

    graph = defs.get_repository_def().asset_graph
    return [
        key for op in ops for one in graph.assets_defs if one.is_executable and one.op.name == op for key in one.keys
    ]


def test_a_failed_dbt_test_is_recorded_and_stops_the_publication(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(run: Run, **_options: object) -> Build:
        raise BuildFailed((MODEL, TEST), "employment_identities", "Got 3 results")

    monkeypatch.setattr(stages, "build", build)
    result = materialized(home, "dbt_build", "publication")
    (check,) = result.get_asset_check_evaluations()
    assert (check.check_name, check.passed, check.severity) == (
        "employment_identities",
        False,
        dg.AssetCheckSeverity.ERROR,
    )
    assert check.metadata["rows_failed"].value == 3
    made = [event.asset_key for event in result.get_asset_materialization_events()]
    assert made == [dg.AssetKey(["marts", "dim_region"])]
    assert not result.success


def test_a_failed_audit_is_recorded_and_nothing_is_published(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RuleResult("not_empty", "dim_region", "error", False, 1, 1, ({"region_th": "กลาง"},), "ว่าง", "empty")
    monkeypatch.setattr(stages, "audit", lambda run: AuditResult((rule,)))
    result = materialized(home, "publication")
    (check,) = result.get_asset_check_evaluations()
    assert (check.check_name, check.passed, check.severity) == ("audit", False, dg.AssetCheckSeverity.ERROR)
    assert not result.get_asset_materialization_events()
    assert not result.success
    assert not (home / "published").exists()
