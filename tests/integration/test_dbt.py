"""The models as dbt sees them: unit tests of every formula, and a build without a warning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.publishing.log import NAMES
from pipelines.settings import DBT_PROJECT_DIR, REPOSITORY
from tests.direct_builds import told
from tests.integration.test_slices import tables


def test_a_build_gives_no_warning(sample_build: dict[str, Any]) -> None:
    assert sample_build["warnings"] == []
    assert len(sample_build["statuses"]) > len(list((DBT_PROJECT_DIR / "models").rglob("*.sql"))) > 0
    assert set(sample_build["statuses"]) == {"success", "pass"}


def test_every_column_has_a_type_that_a_lake_can_keep(sample_home: Path) -> None:
    """Parquet, in which a lake keeps its tables, has no room for these, or makes others of them."""
    for name in ("build", "mart"):
        with duckdb.connect(sample_home / "warehouse" / f"{name}.duckdb", read_only=True) as connection:
            columns = connection.execute(
                "select table_name, column_name, data_type from duckdb_columns() "
                "where data_type in ('HUGEINT', 'UHUGEINT', 'INTERVAL', 'BIT') or starts_with(data_type, 'ENUM')"
            ).fetchall()
        assert columns == []


DIRECT = """
import sys
from pathlib import Path
from pipelines.building.marts import build_marts
from pipelines.settings import Settings
from tests.direct_builds import directly, listen
home = Path(sys.argv[1])
listen((home / "told").read_bytes())
with directly():
    build = build_marts(Settings(home=home), is_full=True)
print({node.seconds for node in build.nodes})
"""


def test_a_direct_build_makes_the_same_tables(sample_home: Path, tmp_path: Path) -> None:
    """What most tests build with, and on a machine elsewhere: one thread, another time zone and locale."""
    shutil.copytree(sample_home / "warehouse", tmp_path / "warehouse")
    (tmp_path / "told").write_bytes(told())
    elsewhere = {"CVM_DUCKDB_THREADS": "1", "TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    built = subprocess.run(
        [sys.executable, "-c", DIRECT, str(tmp_path)],
        cwd=REPOSITORY,
        env=os.environ | elsewhere,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (built.returncode, built.stdout) == (0, "{0.0}\n"), built.stderr
    compared = 0
    for (name, rows), (other, expected) in zip(tables(tmp_path), tables(sample_home), strict=True):
        assert name == other
        if name not in NAMES:  # to which the sample's own publication has been added since
            assert rows == expected, name
            compared += bool(rows)
    assert compared > 100


def test_every_formula_passes_its_unit_tests(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    shutil.copytree(sample_home / "warehouse", tmp_path / "warehouse")
    monkeypatch.setenv("CVM_HOME", str(tmp_path))
    arguments = ["--project-dir", ".", "--profiles-dir", ".", "--log-level", "none", "--log-level-file", "none"]
    try:
        with chdir(DBT_PROJECT_DIR):
            outcome = dbtRunner().invoke(["test", "--select", "test_type:unit", *arguments])
    finally:
        DuckDBConnectionManager.close_all_connections()
    results = {result.node.name: str(result.status) for result in getattr(outcome.result, "results", ())}
    assert len(results) >= 20
    assert {name: status for name, status in results.items() if status != "pass"} == {}
