"""What one refresh makes of the same files is the same, row for row, in files and in a lake."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

import pipelines
from pipelines.publishing.connection import manifest_of
from pipelines.publishing.fingerprints import fingerprints, row_hashes
from pipelines.running.refresh import refresh
from pipelines.settings import SAMPLE_INBOX, Settings
from pipelines.storing.databases import build_database, mart_database, opened
from tests.bench.drops import PEOPLE, drop, linked
from tests.conftest import AS_OF
from tests.direct_builds import through_dbt
from tests.integration.terminal import RUN_TABLES, content
from tests.profiles import LONG

OF_A_RUN = {"run_id", "load_id", "replaced_by_load_id", "loaded_at", "load_history_id", "first_loaded_at"}
"""Columns that tell of a run, and so differ between two."""
RECORDS = RUN_TABLES | {"built", "publications"}
"""Tables that tell of runs and of nothing else."""
OFFICIAL = os.environ.get("CVM_OFFICIAL_DATA")
NO_OFFICIAL = pytest.mark.skipif(not OFFICIAL, reason="CVM_OFFICIAL_DATA names no folder")


@LONG
@pytest.mark.parametrize("files", ["sample", pytest.param("official", marks=NO_OFFICIAL), "a national year"])
def test_every_table_is_the_same_in_a_lake(files: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CVM_PSEUDONYM_KEY", "one for both")
    inbox = SAMPLE_INBOX if files == "sample" else Path(str(OFFICIAL))
    if files == "a national year":
        inbox = linked(drop("national", 1), tmp_path / "inbox", PEOPLE)
    embedded, lake = (
        Settings(home=tmp_path / name, store=store, inbox_dir=inbox, publishes_dashboard=False)
        for name, store in (("embedded", "duckdb"), ("lake", f"ducklake:sqlite:{tmp_path / 'tables'}"))
    )
    for settings in (embedded, lake):
        with through_dbt():
            assert refresh(settings, AS_OF).is_published
    assert content(lake.home) == content(embedded.home)
    assert held(lake) == held(embedded)
    monkeypatch.setenv("CVM_STORE", lake.store)
    for which in ("internal", "public"):
        with pipelines.connect(lake.home, which) as connection:
            told = manifest_of(connection)["files"][f"{which}.duckdb"]["tables"]
            assert {n: one.described() for n, one in fingerprints(connection, which, told).items()} == told


def held(settings: Settings) -> dict[str, object]:
    """Row hashes of every table that a home has built, but for the columns that tell of a run."""
    found: dict[str, object] = {}
    for name, database in (("build", build_database(settings)), ("mart", mart_database(settings))):
        with opened(database, settings) as connection:
            for table, columns in tables_of(connection).items():
                if table.partition(".")[2] not in RECORDS:
                    query = f"(select {', '.join(columns)} from {table})"
                    found[f"{name}.{table}"] = row_hashes(connection, query)
    return found


def tables_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of each table of the database in use, by the table's schema and name."""
    rows = connection.execute(
        "select schema_name || '.' || table_name, '\"' || column_name || '\"' from duckdb_columns() "
        "inner join duckdb_tables() using (database_name, schema_name, table_name) "
        f"where database_name = current_database() and column_name not in {tuple(sorted(OF_A_RUN))} "
        "order by 1, column_index"
    ).fetchall()
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found
