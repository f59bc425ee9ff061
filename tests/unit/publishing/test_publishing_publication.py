from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.publishing import anew, files, log, publication, store
from pipelines.publishing.audit import AuditResult, RuleResult
from pipelines.publishing.errors import AuditFailed, DisclosureUndeclared, TablesMissing
from pipelines.publishing.log import NAMES
from pipelines.publishing.publication import publish
from pipelines.settings import Settings
from tests.profiles import LONG

from .made_up import INPUTS, PASSED, TABLE_META, change, meta, publish_made_up, run_info


def rows_of(path: Path, query: str) -> list[Any]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_publication_is_complete_and_current(settings: Settings) -> None:
    found = publish_made_up(settings)
    assert found.publication_id == "20250601T030000000Z"
    assert sorted(path.name for path in found.folder.iterdir()) == [
        "hidden.parquet",
        "internal.duckdb",
        "manifest.json",
        "public.duckdb",
    ]
    assert (settings.published / "current").resolve() == found.folder
    assert sorted(path.name for path in settings.published.iterdir()) == [found.publication_id, "current"]
    assert all(not path.stat().st_mode & 0o222 for path in found.folder.iterdir())
    assert found.tables["dim_college"] == 3


def test_the_internal_file_is_the_mart_with_comments_and_keys(settings: Settings) -> None:
    internal = publish_made_up(settings).folder / "internal.duckdb"
    for query in (
        "select table_name, comment from duckdb_tables() order by all",
        "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() where not internal "
        "order by all",
        "select table_name, constraint_text from duckdb_constraints() order by all",
        "from employment_rates order by all",
    ):
        expected = rows_of(settings.mart_db, query)
        assert expected
        assert rows_of(internal, query) == expected


def test_a_table_that_no_model_declares_is_left_behind(settings: Settings) -> None:
    change(settings, "create table leftover as select 'a secret of an earlier model' as text")
    folder = publish_made_up(settings).folder
    names = {name for (name,) in rows_of(folder / "internal.duckdb", "select table_name from duckdb_tables()")}
    assert names == set(TABLE_META)
    assert b"a secret of an earlier model" not in (folder / "internal.duckdb").read_bytes()


def test_the_manifest_says_what_was_published(settings: Settings) -> None:
    found = publish_made_up(settings)
    manifest = json.loads((found.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == found.manifest
    assert manifest["as_of"] == "2025-06-01"
    assert manifest["run_id"] == "r1"
    assert manifest["state_fingerprint"] == "state"
    assert manifest["inputs"] == INPUTS
    assert manifest["versions"]["duckdb"] == duckdb.__version__
    assert manifest["disclosure"]["protected_rows"] == 0
    for name in ("internal.duckdb", "public.duckdb"):
        described = manifest["files"][name]
        assert described["bytes"] == (found.folder / name).stat().st_size
        tables = rows_of(found.folder / name, "select table_name from duckdb_tables()")
        assert set(described["tables"]) == {table for (table,) in tables}
        for (table,) in tables:
            assert (
                described["tables"][table]["rows"]
                == rows_of(found.folder / name, f"select count(*) from {table}")[0][0]
            )
    assert store.current_manifest(settings.published) == manifest


def test_both_files_already_log_this_publication(settings: Settings) -> None:
    found = publish_made_up(settings)
    query = "select table_name, row_count, content_hash, is_changed from publication_log order by all"
    logged = rows_of(found.folder / "internal.duckdb", query)
    assert {name for name, *_ in logged} == set(TABLE_META) - NAMES
    assert logged == sorted(
        (row["table_name"], row["row_count"], row["content_hash"], row["is_changed"]) for row in found.log_rows.log
    )
    assert all(is_changed for *_, is_changed in logged)
    assert [(name, None) for name, *_ in logged] == rows_of(
        found.folder / "public.duckdb", "select table_name, content_hash from publication_log order by all"
    )


def test_the_next_publication_is_compared_with_the_current_one(settings: Settings) -> None:
    first = publish_made_up(settings)
    change(settings, "update dim_college set ownership = 'public'", "delete from office_notes")
    second = publish_made_up(settings, minute=1)
    assert second.previous_publication_id == first.publication_id
    rows = {row["table_name"]: row for row in second.log_rows.log if row["publication_id"] == second.publication_id}
    assert {name for name, row in rows.items() if row["is_changed"]} == {"dim_college", "office_notes"}
    assert (rows["office_notes"]["previous_row_count"], rows["office_notes"]["row_count"]) == (1, 0)
    assert {row["previous_publication_id"] for row in rows.values()} == {first.publication_id}


def test_log_rows_that_a_killed_run_did_not_record_come_again(settings: Settings) -> None:
    first = publish_made_up(settings)
    second = publish_made_up(settings, minute=1)
    assert second.log_rows.log[: len(first.log_rows.log)] == first.log_rows.log
    ids = rows_of(second.folder / "internal.duckdb", "select distinct publication_id from publication_log order by all")
    assert ids == [(first.publication_id,), (second.publication_id,)]


def test_ids_sort_by_publication_even_when_the_clock_does_not(settings: Settings) -> None:
    ids = [publish_made_up(settings, minute).publication_id for minute in (5, 5, 2)]
    assert ids == ["20250601T030500000Z", "20250601T030500001Z", "20250601T030500002Z"]


def test_the_newest_publications_are_kept(settings: Settings) -> None:
    made = [publish_made_up(settings, minute).publication_id for minute in range(7)]
    assert store.kept_ids(settings.published) == made[-5:]


def test_the_current_publication_is_never_pruned(settings: Settings) -> None:
    made = [publish_made_up(settings, minute).publication_id for minute in range(3)]
    store.point_current(settings.published, made[0])
    store.prune(settings.published, 1)
    assert store.kept_ids(settings.published) == [made[0], made[2]]


def test_a_reader_of_the_older_publication_is_not_disturbed(settings: Settings) -> None:
    first = publish_made_up(settings)
    with duckdb.connect(first.folder / "internal.duckdb", read_only=True) as reader:
        for minute in range(1, 7):
            publish_made_up(settings, minute)
        assert first.publication_id not in store.kept_ids(settings.published)
        assert reader.execute("select count(*) from dim_college").fetchall() == [(3,)]


def test_a_failed_audit_leaves_the_current_publication(settings: Settings) -> None:
    first = publish_made_up(settings)
    failed = RuleResult("totals_as_loaded", "employment_one_year", "error", False, 1, 1, (), "ไม่ตรง", "differs")
    with pytest.raises(AuditFailed, match="totals_as_loaded"):
        publish(settings, run_info(1), meta(), INPUTS, AuditResult((failed,)))
    assert store.current_id(settings.published) == first.publication_id


def test_a_missing_table_is_named(settings: Settings) -> None:
    change(settings, "drop table lineage", "drop table dim_indicator")
    with pytest.raises(TablesMissing, match="dim_indicator, lineage"):
        publish_made_up(settings)
    assert list(settings.published.iterdir()) == []


def test_a_column_without_declared_disclosure_is_not_published(settings: Settings) -> None:
    change(settings, "alter table employment_one_year add column men bigint")
    with pytest.raises(DisclosureUndeclared, match=r"employment_one_year\.men"):
        publish_made_up(settings)
    assert list(settings.published.iterdir()) == []


STEPS: list[tuple[Any, str]] = [
    (store, "sweep"),
    (store, "next_id"),
    (store, "building_folder"),
    (files, "write_internal"),
    (anew, "fingerprints"),
    (log, "append"),
    (files, "create_public"),
    (files, "fill_public"),
    (files, "rounding_costs"),
    (publication, "_manifest"),
    (store, "seal"),
    (store, "_fsync"),
    (store, "complete"),
]


@pytest.mark.parametrize("when", [pytest.param("before", marks=LONG), "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[name for _, name in STEPS])
def test_a_fault_in_any_step_leaves_the_current_publication(
    published: Settings, monkeypatch: pytest.MonkeyPatch, module: Any, step: str, when: str
) -> None:
    first_id = store.current_id(published.published)
    real: Callable[..., Any] = getattr(module, step)

    def faulty(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            real(*args, **kwargs)
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module, step, faulty)
        with pytest.raises(OSError, match="no space"):
            publish_made_up(published, minute=1)
    assert store.current_id(published.published) == first_id
    second = publish_made_up(published, minute=2)
    assert sorted(path.name for path in published.published.iterdir()) == [
        first_id,
        second.publication_id,
        "current",
    ]


def test_a_fault_before_the_switch_leaves_the_current_publication(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_made_up(settings)

    def faulty(*args: Any) -> None:
        raise OSError("read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(store, "point_current", faulty)
        with pytest.raises(OSError, match="read-only"):
            publish_made_up(settings, minute=1)
    assert store.current_id(settings.published) == first.publication_id
    assert store.kept_ids(settings.published) == [first.publication_id]


def test_a_fault_while_tidying_up_leaves_the_new_publication(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [publish_made_up(settings, minute).publication_id for minute in range(5)]

    def faulty(*args: Any, **kwargs: Any) -> None:
        raise OSError("device busy")

    with monkeypatch.context() as patched:
        patched.setattr(store, "discard", faulty)
        with pytest.raises(OSError, match="device busy"):
            publish_made_up(settings, minute=5)
    current = store.current_id(settings.published)
    assert current is not None
    assert current > made[-1]
    assert rows_of(settings.published / current / "public.duckdb", "select count(*) from dim_college") == [(3,)]


KILLED = """
import os, sys
from pathlib import Path
from pipelines.publishing import store, files
from pipelines.settings import Settings
from unit.publishing.made_up import publish_made_up
module = {"store": store, "files": files}[sys.argv[2]]
setattr(module, sys.argv[3], lambda *args, **kwargs: os._exit(9))
publish_made_up(Settings(home=Path(sys.argv[1])), minute=1)
"""


@pytest.mark.parametrize(
    ("module", "step"),
    [
        pytest.param("files", "fill_public", marks=LONG),
        pytest.param("store", "seal", marks=LONG),
        ("store", "point_current"),
    ],
)
def test_a_killed_publication_is_swept_up_by_the_next(published: Settings, module: str, step: str) -> None:
    first_id = store.current_id(published.published)
    tests = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests.parent), str(tests)])}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(published.home), module, step], env=environment, check=False
    )
    assert killed.returncode == 9
    assert store.current_id(published.published) == first_id
    publish_made_up(published, minute=2)
    assert not [path for path in published.published.iterdir() if path.name.startswith(".")]


def test_half_a_switch_and_half_a_removal_are_swept_up(settings: Settings) -> None:
    first = publish_made_up(settings)
    (settings.published / ".switching-x").symlink_to("nowhere")
    shutil.copytree(first.folder, settings.published / ".removing-x")
    store.sweep(settings.published)
    assert sorted(path.name for path in settings.published.iterdir()) == [first.publication_id, "current"]


def test_publishing_needs_an_audit(settings: Settings) -> None:
    assert PASSED.passed
    with pytest.raises(TypeError):
        publish(settings, run_info(), meta(), INPUTS)  # type: ignore[call-arg]
