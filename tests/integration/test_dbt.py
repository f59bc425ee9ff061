"""The models as dbt sees them: unit tests of every formula, and a build without a warning."""

from __future__ import annotations

import shutil
from contextlib import chdir
from pathlib import Path

import pytest

from pipelines.building.marts import build_marts
from pipelines.settings import DBT_PROJECT_DIR, Settings


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's warehouse that these tests may write to."""
    home = tmp_path_factory.mktemp("dbt")
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    return home


def test_a_build_gives_no_warning(home: Path) -> None:
    built = build_marts(Settings(home=home))
    assert built.warnings == ()
    assert {node.status for node in built.nodes} == {"success", "pass"}


def test_every_formula_passes_its_unit_tests(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    monkeypatch.setenv("CVM_HOME", str(home))
    arguments = ["--project-dir", ".", "--profiles-dir", ".", "--log-level", "none", "--log-level-file", "none"]
    try:
        with chdir(DBT_PROJECT_DIR):
            outcome = dbtRunner().invoke(["test", "--select", "test_type:unit", *arguments])
    finally:
        DuckDBConnectionManager.close_all_connections()
    results = {result.node.name: str(result.status) for result in getattr(outcome.result, "results", ())}
    assert len(results) >= 20
    assert {name: status for name, status in results.items() if status != "pass"} == {}
