"""dbt's description of `raw` says what the contracts say; it is made from them and never by hand."""

from __future__ import annotations

import duckdb
import yaml

from pipelines.contracts.dbt_sources import SOURCES_FILE, STAGING_FILE, rendered, rendered_staging
from pipelines.contracts.raw_tables import BUILD_TABLES, ERASURE_TABLES, raw_tables
from pipelines.settings import DBT_PROJECT_DIR
from tests.made_files.readings import contracts


def test_the_committed_files_are_the_renderings() -> None:
    again = "python -m pipelines.contracts"
    assert SOURCES_FILE.read_text(encoding="utf-8") == rendered(contracts().values()), f"run {again}"
    assert STAGING_FILE.read_text(encoding="utf-8") == rendered_staging(contracts().values()), f"run {again}"


def test_every_raw_table_and_column_is_there_with_its_type_and_both_languages() -> None:
    (source,) = yaml.safe_load(rendered(contracts().values()))["sources"]
    described = {
        table["name"]: {column["name"]: column["data_type"].upper() for column in table["columns"]}
        for table in source["tables"]
    }
    assert described | BUILD_TABLES | ERASURE_TABLES == raw_tables(contracts().values())
    assert (source["name"], source["schema"]) == ("raw", "raw")
    for table in source["tables"]:
        for item in (table, *table["columns"]):
            words = item["description"].strip().splitlines()
            assert item["description"].startswith("{{ doc(") or len(words) == 2, item["name"]


def test_the_types_are_types_of_the_database() -> None:
    with duckdb.connect() as connection:
        for name, columns in raw_tables(contracts().values()).items():
            body = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f'create table "{name}" ({body})')


def test_dbt_parses_the_project_and_knows_the_descriptions() -> None:
    from dbt.cli.main import dbtRunner

    place = str(DBT_PROJECT_DIR)
    arguments = ["--quiet", "--log-level-file=none", "parse", "--project-dir", place, "--profiles-dir", place]
    result = dbtRunner().invoke(arguments)
    assert result.success, result.exception
    sources = result.result.to_dict()["sources"]
    columns = sources["source.cvm.raw.outcome_counts"]["columns"]
    assert columns["graduates"]["description"].startswith("จำนวนผู้สำเร็จการศึกษา")
    assert columns["row_number"]["description"] != ""
