"""The graph run in one process does what `cvm refresh` does, and leaves the same records."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import polars as pl
import pytest

from pipelines.assets.home import Home
from pipelines.contracts import load_contracts
from pipelines.settings import REPOSITORY, SAMPLE_INBOX
from pipelines.synthetic.sample_centres import SPOILT
from tests.judging import quick
from tests.oracle.comparison import as_of, published
from tests.profiles import LONG

# what names a run, its moment or its publication, and keys made of that
RUNS_OWN = {
    "run_id", "load_id", "replaced_by_load_id", "load_history_id", "loaded_at",
    "publication_log_id", "publication_id", "published_at", "content_hash",
}  # fmt: skip
RAW = (*load_contracts(), "run", "files", "rule_results", "quarantine", "publications", "publication_changes")


def run(home: Path, **config: Any) -> dg.ExecuteInProcessResult:
    """The job `refresh` in this process, on an instance of its own."""
    from pipelines.definitions import build_defs

    job = build_defs(resources={"home": Home(home=str(home), inbox=str(SAMPLE_INBOX))}).resolve_job_def("refresh")
    return job.execute_in_process(run_config={"ops": {"inbox": {"config": config}}})


def publications(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published").glob("[0-9]*"))


def raw(home: Path, table: str) -> pl.DataFrame:
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as connection:
        frame: pl.DataFrame = connection.table(f"raw.{table}").pl()
    return frame


def comparable(frame: pl.DataFrame) -> list[str]:
    """Rows without what is the run's own, in an order of their own."""
    return sorted(map(repr, frame.select(sorted(set(frame.columns) - RUNS_OWN)).iter_rows(named=True)))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> tuple[Path, dg.ExecuteInProcessResult]:
    home = tmp_path_factory.mktemp("dagster")
    with quick():
        return home, run(home, as_of=as_of(sample_home).isoformat())


@pytest.fixture(scope="module")
def home(first: tuple[Path, dg.ExecuteInProcessResult]) -> Path:
    return first[0]


@pytest.mark.parametrize("table", RAW)
def test_raw_holds_the_same(home: Path, sample_home: Path, table: str) -> None:
    assert comparable(raw(home, table)) == comparable(raw(sample_home, table))


def test_published_tables_are_the_same(home: Path, sample_home: Path) -> None:
    manifest = json.loads((sample_home / "published" / "current" / "manifest.json").read_text(encoding="utf-8"))
    for table in manifest["files"]["internal.duckdb"]["tables"]:
        assert comparable(published(home, table)) == comparable(published(sample_home, table)), table


def test_senders_get_the_same_reports(home: Path, sample_home: Path) -> None:
    told, due = (
        {path.relative_to(place).as_posix() for path in place.rglob("*.xlsx")}
        for place in (home / "outbox", sample_home / "outbox")
    )
    assert told == due


def test_all_steps_belong_to_one_run(home: Path) -> None:
    manifest = json.loads((home / "published" / "current" / "manifest.json").read_text(encoding="utf-8"))
    found = {
        run_id for table in ("run", "files", "rule_results", "quarantine") for run_id in raw(home, table)["run_id"]
    }
    assert found == {manifest["run_id"]}


def test_everything_is_recorded_and_every_check_has_a_result(first: tuple[Path, dg.ExecuteInProcessResult]) -> None:
    from pipelines.definitions import defs

    graph = defs.get_repository_def().asset_graph
    _, result = first
    made = {event.asset_key for event in result.get_asset_materialization_events()}
    checks = {check.asset_check_key: check for check in result.get_asset_check_evaluations()}
    assert made == set(graph.materializable_asset_keys)
    assert set(checks) == set(graph.asset_check_keys)
    weak = {key.to_user_string() for key, check in checks.items() if not check.passed}
    people = {f"raw/{source}:guard" for source in ("students", "intentions", "graduates", "followups")}
    late = ("event_reports", "short_courses", "teacher_development", "assessment_centres")
    doubtful = {f"raw/{source}:guard" for source in (*SPOILT, *late)}
    assert weak == {"inbox:readable", "raw/colleges:guard", "raw/outcome_counts:guard"} | people | doubtful
    assert checks[dg.AssetCheckKey(dg.AssetKey("publication"), "audit")].passed


def test_no_record_shows_a_path_of_the_machine(first: tuple[Path, dg.ExecuteInProcessResult]) -> None:
    home, result = first
    shown = [event.step_materialization_data.materialization for event in result.get_asset_materialization_events()]
    text = repr([*(one.metadata for one in shown), *(one.metadata for one in result.get_asset_check_evaluations())])
    assert str(home) not in text
    assert str(REPOSITORY) not in text


def test_nothing_new_publishes_nothing(home: Path, sample_home: Path) -> None:
    before = publications(home)
    result = run(home, as_of=as_of(sample_home).isoformat())
    skipped = {event.step_key for event in result.all_events if event.event_type_value == "STEP_SKIPPED"}
    assert result.success
    assert {"dbt_build", "publication"} <= skipped
    assert not result.get_asset_materialization_events()
    assert publications(home) == before


@LONG
def test_a_held_file_is_released(home: Path, sample_home: Path, tmp_path: Path) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own, symlinks=True)
    is_held = (pl.col("verdict") == "held") & pl.col("layout").is_not_null()
    held = raw(own, "files").filter(is_held & (pl.col("source") == "outcome_counts"))
    later = as_of(sample_home) + timedelta(days=1)
    run(own, as_of=later.isoformat(), accept=[held["source_sha256"][0][:12]])
    newest = raw(own, "files").filter(pl.col("run_id") == pl.col("run_id").max())
    assert newest["source_sha256"].to_list() == held["source_sha256"].to_list()
    assert newest["verdict"][0] == "loaded_with_quarantine"
    assert newest["arrived_on"][0] == later
    assert len(publications(own)) == 2
