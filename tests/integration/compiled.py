"""Models as dbt compiles them, for tests that run their SQL over made-up rows in memory."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import chdir
from pathlib import Path

import pytest

from pipelines.settings import DBT_PROJECT_DIR


def compiled(home: Path, models: Collection[str]) -> dict[str, tuple[str, str]]:
    """Relation and SQL of each model, by name.

    Args:
        home: a home of its own with a built warehouse, which dbt opens.
        models: their names.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    arguments = ["--project-dir", ".", "--profiles-dir", ".", "--log-level", "none", "--log-level-file", "none"]
    try:
        with pytest.MonkeyPatch.context() as patch, chdir(DBT_PROJECT_DIR):
            patch.setenv("CVM_HOME", str(home))
            outcome = dbtRunner().invoke(["compile", "--quiet", "--select", *models, *arguments])
    finally:
        DuckDBConnectionManager.close_all_connections()
    nodes = [result.node for result in getattr(outcome.result, "results", ())]
    found = {node.name: (str(node.relation_name), str(node.compiled_code)) for node in nodes if node.name in models}
    assert set(found) == set(models), outcome.exception
    return found
