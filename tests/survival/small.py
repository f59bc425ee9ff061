"""A small home whose refresh is real but for dbt and the audit: three files come, are judged, loaded and published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import duckdb

from pipelines.publishing.audit import AuditResult
from pipelines.publishing.disclosure import disclosure_meta_from_manifest
from pipelines.publishing.log import LOG_TABLES
from pipelines.running import stages
from pipelines.settings import Settings
from tests.conftest import AS_OF
from tests.integration.drops import FIRST, SECOND, House, Outcome, outcomes
from tests.judging import quick
from tests.unit.publishing.made_up import INTERNAL_OF_LOG, manifest_of

META = disclosure_meta_from_manifest(
    manifest_of(
        {
            "outcomes": ("copy", {}),
            "quality_results": ("internal", {}),
            "publication_log": ("copy", {name: {"internal_only": True} for name in INTERNAL_OF_LOG}),
            "publication_changes": ("internal", {}),
        }
    )
)
RAW = {"publication_log": "publications", "publication_changes": "publication_changes"}
_MART = """
    create or replace table outcomes (
        academic_year_be integer, college_code varchar, field_th varchar, graduates bigint, followed bigint,
        primary key (academic_year_be, college_code, field_th));
    insert into outcomes select academic_year_be, college_code, field_th, graduates, followed
        from build.raw.outcome_counts where replaced_by_load_id is null;
    create or replace table quality_results as
        select *, rows_failed = 0 as is_passed from build.raw.rule_results where stage = 'cross_source';
"""


def put_first(home: Path) -> None:
    """The files that are there when a home begins."""
    House(home).put({"a.csv": outcomes(*(Outcome(30, 20, field_th=f"ช่าง{number}") for number in range(20)))})


def put_more(home: Path) -> None:
    """A correction, another college, and a file with a fault."""
    House(home).put(
        {
            "b.csv": outcomes(*(Outcome(31, 21, field_th=f"ช่าง{number}") for number in range(20))),
            "c.csv": outcomes(Outcome(7, 5, college=SECOND)),
            "d.csv": outcomes(Outcome(4, 5, college=FIRST, year=2565)),
        }
    )


@contextmanager
def stand_ins() -> Iterator[None]:
    """Marts made by a few statements, and an audit that passes."""

    def build(settings: Settings, *, is_full: bool = False) -> Any:
        with duckdb.connect(settings.mart_db) as connection:
            connection.execute(f"attach '{settings.build_db}' as build (read_only)")
            connection.execute(_MART)
            for table in LOG_TABLES:
                columns = ", ".join(table.columns)
                connection.execute(
                    f"create or replace table {table.name} as "
                    f"select {table.key_expression} as {table.key}, {columns} from build.raw.{RAW[table.name]}"
                )
        return SimpleNamespace(plan=SimpleNamespace(published=None, changed_marts=None), warnings=())

    with (
        quick(),
        patch("pipelines.building.marts.build_marts", build),
        patch("pipelines.publishing.disclosure.disclosure_meta_from_manifest", lambda path: META),
        patch.object(stages, "audit", lambda run: AuditResult(())),
    ):
        yield


def refreshed(home: Path) -> str | None:
    """The id of the publication that a refresh has made, None where there was nothing to do."""
    from pipelines.running.refresh import refresh

    with stand_ins():
        return refresh(Settings(home=home), AS_OF).publication_id
