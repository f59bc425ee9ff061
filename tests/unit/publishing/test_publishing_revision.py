"""A publication that is a revision of the one before is the same as one that is written anew."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publishing import content, files, log, revision, store
from pipelines.publishing.disclosure import DisclosureMeta, Thresholds
from pipelines.publishing.publication import Publication, publish
from pipelines.settings import Settings
from tests.oracle.moves import Publications
from tests.profiles import LONG, examples

from .made_up import INPUTS, PASSED, TABLE_META, change, meta, publish_made_up, run_info

ANY_ROW = dict.fromkeys(TABLE_META)
YEAR: dict[str, str | None] = {"employment_one_year": "academic_year_be = 2566 and college_code = '1399000001'"}


@pytest.fixture
def however_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a revision change and leave behind as much as it likes: the made-up tables have few rows."""
    monkeypatch.setattr(revision, "MOST_CHANGED", 10)
    monkeypatch.setattr(revision, "MOST_GROWN", 10)


def twin_of(settings: Settings) -> Settings:
    """Another home with the same content."""
    twin = Settings(home=settings.home.with_name(f"twin-{uuid4()}"))
    shutil.copytree(settings.home, twin.home, symlinks=True)
    return twin


def everything(path: Path) -> dict[str, Any]:
    """Rows of every table and all that is said of the tables."""
    with duckdb.connect(path, read_only=True) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        rows = {name: connection.execute(f"from {name} order by all").fetchall() for name in names}
        said = [
            [row[2:] for row in connection.execute(f"select '', * from {listing} order by all").fetchall()]
            for listing in (
                "(select '', table_name, comment, has_primary_key from duckdb_tables())",
                "(select '', table_name, column_index, column_name, data_type, is_nullable, comment from "
                "duckdb_columns() where not internal)",
                "(select '', table_name, constraint_type, constraint_text from duckdb_constraints())",
            )
        ]
    return {"rows": rows, "said": said}


def without_sizes(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {**manifest, "files": {name: found["tables"] for name, found in manifest["files"].items()}}


def assert_same(revised: Publication, anew: Publication) -> None:
    assert without_sizes(revised.manifest) == without_sizes(anew.manifest)
    assert revised.log_rows == anew.log_rows
    for name in (store.INTERNAL_FILE, store.PUBLIC_FILE):
        assert everything(revised.folder / name) == everything(anew.folder / name)
    assert sorted(path.name for path in revised.folder.iterdir()) == sorted(path.name for path in anew.folder.iterdir())
    assert all(not path.stat().st_mode & 0o222 for path in revised.folder.iterdir())


def assert_told(settings: Settings, found: Publication) -> None:
    """The changes that a publication tells are those worked out from the two databases."""
    limits = Thresholds(settings.rounding_base, settings.minimum_rate_denominator, settings.minimum_median_count)
    before = settings.published / str(found.previous_publication_id)
    names = ("table_name", "measure", "rank", "unit", "cell_key", "cell", "value_before", "value_after")
    with Publications(before, found.folder, partly_public(), limits, settings.moves_told) as publications:
        assert sorted(tuple(row[name] for name in names) for row in found.own_changes) == publications.moves()
        rows = {
            row["table_name"]: (row["rows_added"], row["rows_removed"], row["rows_changed"])
            for row in found.log_rows.log
            if row["publication_id"] == found.publication_id
        }
        counted = publications.rows()
        assert {name: rows[name] for name in counted} == counted


def test_only_what_changed_is_written(published: Settings) -> None:
    change(
        published,
        "update employment_one_year set seeking = seeking + 7 where college_code = '1399000001'",
        "insert into office_notes values (2, 'another')",
    )
    twin = twin_of(published)
    revised = publish_made_up(published, 1, YEAR | {"office_notes": None})
    assert revised.anew_because is None
    assert_same(revised, publish_made_up(twin, 1))
    changed = {row["table_name"] for row in revised.log_rows.log if row["is_changed"] and row["run_id"] == "r1"}
    assert {"employment_one_year", "office_notes"} <= changed


def test_nothing_changed_is_the_smallest_revision(published: Settings) -> None:
    twin = twin_of(published)
    revised = publish_made_up(published, 1, {})
    assert revised.anew_because is None
    assert_same(revised, publish_made_up(twin, 1))


def test_the_log_that_dbt_rebuilds_is_revised_too(published: Settings) -> None:
    first = store.current_manifest(published.published)
    assert first is not None
    with duckdb.connect(published.mart_db) as mart:
        mart.execute(f"attach '{published.published / first['publication_id'] / store.INTERNAL_FILE}' as before")
        mart.execute("insert into publication_log from before.publication_log")
    twin = twin_of(published)
    revised = publish_made_up(published, 1, {})
    assert revised.anew_because is None
    assert_same(revised, publish_made_up(twin, 1))
    assert {row["publication_id"] for row in revised.log_rows.log} == {revised.publication_id}


# what may become of a row or a table between two publications; {0} and {1} are small numbers
EVENTS = [
    "update employment_one_year set graduates = graduates + {0}, seeking = null where cell_id % 5 = {1}",
    "update employment_one_year set basis = 'records' where cell_id % 5 = {1}",
    "update employment_one_year set academic_year_be = 2560 + {0} where cell_id % 5 = {1}",
    "delete from employment_one_year where cell_id % 5 = {1}",
    "insert or ignore into employment_one_year select * replace (cell_id + 100 * {0} as cell_id, 'records' as basis) "
    "from employment_one_year where cell_id < 100",
    "update employment_rates set basis = 'records', denominator = 17 + {0} where rate_id % 5 = {1}",
    "update employment_rates set breakdown = if(breakdown = 'college', 'level', 'college') where rate_id % 5 = {1}",
    "update employment_rates set rate = if({0} = 0, null, rate / {0} * 3) where rate_id % 5 = {1}",
    "update employment_rates set rate_id = -rate_id where rate_id % 5 = {1}",
    "delete from employment_rates",
    "update dim_college set ownership = repeat('ก', {0} * 50), institute_name = '' where province_code = '10'",
    "update dim_college set college_code = '{0}' where college_code = '1399000003'",
    "insert into load_history select * from load_history limit {0}",
    "delete from load_history where source = 'colleges'",
    "update load_history set accepted_by = 'officer {0}'",
    "update lineage set row_count = row_count + {0}, level = null where lineage_id % 5 = {1}",
    "update office_notes set note = 'note {0}'",
    "delete from dim_network_member where college_code = '1399000003'",
    "insert or ignore into dim_network_member values (2566, '2566-0{0}', '1399000002')",
    "delete from publication_log",
]
few_events = st.lists(
    st.tuples(st.sampled_from(EVENTS), st.integers(0, 9), st.integers(0, 4)).map(
        lambda drawn: drawn[0].format(drawn[1], drawn[2])
    ),
    max_size=5,
)


def partly_public() -> DisclosureMeta:
    """The made-up tables, with rows of one that everybody may see only some of."""
    tables = dict(meta().tables)
    tables["employment_rates"] = replace(tables["employment_rates"], public_rows="breakdown <> 'college'")
    return DisclosureMeta(tables)


@examples(2)
@given(runs=st.lists(few_events, min_size=1, max_size=3))
def test_after_any_changes_a_revision_is_as_if_written_anew(
    published: Settings, however_much: None, runs: list[list[str]]
) -> None:
    revised_home, anew_home = twin_of(published), twin_of(published)
    for minute, events in enumerate([[], *runs], start=1):
        found = []
        for home, changed in ((revised_home, ANY_ROW if minute > 1 else None), (anew_home, None)):
            change(home, *events)
            found.append(publish(home, run_info(minute), partly_public(), INPUTS, PASSED, changed))
        assert found[0].anew_because == (None if minute > 1 else "asked for")
        assert_same(*found)
        assert_told(revised_home, found[0])
    for home in (revised_home, anew_home):
        shutil.rmtree(home.home)


BROKEN_PROMISES: dict[str, tuple[str, dict[str, str | None], str]] = {
    "a table that was not named": ("update dim_college set ownership = 'x'", YEAR, "dim_college"),
    "a row beside the condition": ("update employment_one_year set other = 9", YEAR, "employment_one_year"),
    "a row that left the condition": (
        "update employment_one_year set college_code = 'x' where college_code = '1399000001'",
        YEAR,
        "employment_one_year",
    ),
    "a row that came beside the condition": (
        "insert into employment_one_year select * replace (99 as cell_id, 2567 as academic_year_be) "
        "from employment_one_year limit 1",
        YEAR,
        "employment_one_year",
    ),
    "a row that went beside the condition": (
        "delete from employment_one_year where breakdown = 'nation'",
        YEAR,
        "employment_one_year",
    ),
    "a condition that SQL refuses": (
        "update employment_one_year set other = 9",
        {"employment_one_year": "no_such_column = 1"},
        "no_such_column",
    ),
}


@pytest.mark.parametrize(
    "broken", [pytest.param(one, marks=LONG if at % 3 else ()) for at, one in enumerate(BROKEN_PROMISES)]
)
def test_a_broken_promise_is_noticed_and_changes_nothing(published: Settings, broken: str) -> None:
    statement, changed, told = BROKEN_PROMISES[broken]
    change(published, statement)
    twin = twin_of(published)
    found = publish_made_up(published, 1, changed)
    assert found.anew_because is not None
    assert told in found.anew_because
    assert_same(found, publish_made_up(twin, 1))


def test_what_an_earlier_run_left_unpublished_is_published(published: Settings) -> None:
    change(published, "update employment_one_year set seeking = 1 where breakdown = 'nation'")
    change(published, "update employment_one_year set seeking = 2 where college_code = '1399000001'")
    found = publish_made_up(published, 1, YEAR)
    rows = everything(found.folder / store.INTERNAL_FILE)["rows"]["employment_one_year"]
    assert [row for row in rows if "nation" in row and row[13] == 1]


def remake(settings: Settings, **values: Any) -> Settings:
    return settings.model_copy(update=values)


def test_other_thresholds_are_written_anew(published: Settings) -> None:
    change(published, "update employment_rates set basis = 'records'")
    publish_made_up(published, 1)
    stricter = remake(published, minimum_median_count=11)
    assert publish_made_up(stricter, 2, {}).anew_because is None  # no table of these has a median
    stricter = remake(published, minimum_rate_denominator=90)
    twin = remake(twin_of(published), minimum_rate_denominator=90)
    found = publish_made_up(stricter, 3, {})
    assert found.anew_because == "what may be shown is decided otherwise"
    assert_same(found, publish_made_up(twin, 3))


@pytest.mark.parametrize(
    "statement",
    [
        "comment on column lineage.source is 'ที่มา / where it came from'",
        pytest.param("comment on table lineage is 'ที่มา / where it came from'", marks=LONG),
        pytest.param("alter table office_notes alter column note set default 'none'", marks=LONG),
        pytest.param("alter table office_notes add column written_on date", marks=LONG),
        pytest.param("alter table office_notes alter column note set not null", marks=LONG),
        "alter table load_history add primary key (source_sha256)",
    ],
)
def test_tables_that_are_declared_otherwise_are_written_anew(published: Settings, statement: str) -> None:
    change(published, statement)
    twin = twin_of(published)
    found = publish_made_up(published, 1, ANY_ROW)
    assert found.anew_because
    assert_same(found, publish_made_up(twin, 1))


def test_a_table_that_is_new_is_written_anew(published: Settings) -> None:
    change(published, "create table dim_new (id integer primary key)", "insert into dim_new values (1)")
    tables = dict(meta().tables)
    tables["dim_new"] = replace(tables["dim_college"], name="dim_new")
    found = publish(published, run_info(1), DisclosureMeta(dict(sorted(tables.items()))), INPUTS, PASSED, ANY_ROW)
    assert found.anew_because
    assert found.tables["dim_new"] == 1


def test_the_first_publication_is_written_anew(settings: Settings) -> None:
    assert publish_made_up(settings, 0, ANY_ROW).anew_because == "nothing is published"


def test_where_most_rows_changed_all_are_written(published: Settings) -> None:
    change(published, "insert into office_notes select number, 'new' from range(100, 1100) as numbers (number)")
    assert publish_made_up(published, 1, ANY_ROW).anew_because == "most rows changed"


def test_a_file_that_has_grown_is_written_anew(published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    for minute in range(1, 4):
        change(published, f"update office_notes set note = repeat('{minute}', 3)")
        found = publish_made_up(published, minute, ANY_ROW)
        assert found.anew_because is None
        sizes.append(found.manifest["files"][store.INTERNAL_FILE])
        assert sizes[-1]["bytes"] == (found.folder / store.INTERNAL_FILE).stat().st_size
    assert len({size["bytes_anew"] for size in sizes}) == 1
    monkeypatch.setattr(revision, "MOST_GROWN", 0.5)
    found = publish_made_up(published, 4, ANY_ROW)
    assert found.anew_because is not None
    assert "grown" in found.anew_because
    assert (
        found.manifest["files"][store.INTERNAL_FILE]["bytes_anew"]
        == found.manifest["files"][store.INTERNAL_FILE]["bytes"]
    )


@pytest.mark.parametrize("name", [store.INTERNAL_FILE, store.PUBLIC_FILE])
def test_a_damaged_publication_is_no_basis(published: Settings, name: str) -> None:
    change(published, "update office_notes set note = 'another'")
    current = store.current_folder(published.published)
    (current / name).chmod(0o644)
    with duckdb.connect(current / name) as connection:
        connection.execute("delete from dim_college where ownership = 'private'")
    found = publish_made_up(published, 1, {"office_notes": None})
    assert found.anew_because is not None
    assert "dim_college" in found.anew_because
    assert len(everything(found.folder / name)["rows"]["dim_college"]) == 3


def test_no_exact_figure_stays_in_the_bytes_of_the_public_file(published: Settings, however_much: None) -> None:
    rate = 0.1234567890123
    secret = "somebody whose name must not leave the office"
    change(
        published, "update employment_one_year set basis = 'records'", "update employment_rates set basis = 'records'"
    )
    publish_made_up(published, 1)
    change(
        published,
        f"update load_history set accepted_by = '{secret}'",
        f"update employment_rates set rate = {rate}, numerator = 1234567 where rate_id % 2 = 0",
        "insert into employment_one_year select * replace (99 as cell_id, 7654321 as graduates) "
        "from employment_one_year limit 1",
    )
    found = publish_made_up(published, 2, ANY_ROW)
    assert found.anew_because is None
    internal, public = ((found.folder / name).read_bytes() for name in (store.INTERNAL_FILE, store.PUBLIC_FILE))
    for marker in (secret.encode(), struct.pack("<d", rate), struct.pack("<q", 7654321)):
        assert marker in internal
        assert marker not in public
    assert struct.pack("<d", 0.12) in public


STEPS: list[tuple[Any, str]] = [
    (revision, "_write_difference"),
    (store, "seal"),
]
MORE_STEPS: list[tuple[Any, str]] = [
    (store, "copy"),
    (log, "append"),
    (store, "complete"),
    (revision, "fingerprints"),
    (revision, "_exact_difference"),
    (revision, "_public_difference"),
    (revision, "_costs"),
    (revision, "_compare_counts"),
    (content, "fingerprints"),
    (files, "fill_public"),
]


@pytest.mark.parametrize("when", [pytest.param("before", marks=LONG), "after"])
@pytest.mark.parametrize(
    ("module", "step"),
    [*STEPS, *(pytest.param(*step, marks=LONG) for step in MORE_STEPS)],
    ids=[name for _, name in (*STEPS, *MORE_STEPS)],
)
def test_a_fault_in_any_step_leaves_the_current_publication(
    published: Settings, monkeypatch: pytest.MonkeyPatch, module: Any, step: str, when: str
) -> None:
    first_id = store.current_id(published.published)
    change(published, "update employment_one_year set seeking = seeking + 1 where college_code = '1399000001'")
    real: Callable[..., Any] = getattr(module, step)

    def faulty(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            real(*args, **kwargs)
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module, step, faulty)
        with pytest.raises(OSError, match="no space"):
            publish_made_up(published, 1, YEAR)
    assert store.current_id(published.published) == first_id
    twin = twin_of(published)
    second = publish_made_up(published, 2, YEAR)
    assert second.anew_because is None
    assert_same(second, publish_made_up(twin, 2))
    assert not [path for path in published.published.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("step", [pytest.param("_write_difference", marks=LONG), "_compare_counts"])
def test_a_revision_that_goes_wrong_is_written_anew(
    published: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    change(published, "update employment_one_year set seeking = seeking + 1 where college_code = '1399000001'")
    twin = twin_of(published)

    def faulty(*args: Any) -> None:
        raise duckdb.ConstraintException("duplicate key")

    monkeypatch.setattr(revision, step, faulty)
    found = publish_made_up(published, 1, YEAR)
    assert found.anew_because is not None
    assert "duplicate key" in found.anew_because
    assert_same(found, publish_made_up(twin, 1))


def test_rows_that_were_not_written_are_missed(published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    change(published, "insert into office_notes values (2, 'another')")
    monkeypatch.setattr(revision, "_write_difference", lambda *args: None)
    found = publish_made_up(published, 1, {"office_notes": None})
    assert found.anew_because == "internal.office_notes has 1 rows instead of 2"


def test_the_earlier_publication_is_not_touched(published: Settings) -> None:
    folder = store.current_folder(published.published)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    change(published, "update dim_college set ownership = 'x'")
    assert publish_made_up(published, 1, {"dim_college": None}).anew_because is None
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


KILLED = """
import os, sys
from pathlib import Path
from pipelines.publishing import revision
from pipelines.settings import Settings
from unit.publishing.made_up import publish_made_up
setattr(revision, sys.argv[2], lambda *args, **kwargs: os._exit(9))
publish_made_up(Settings(home=Path(sys.argv[1])), 1, {"dim_college": None})
"""


@pytest.mark.parametrize("step", [pytest.param("_write_difference", marks=LONG), "close_log"])
def test_a_killed_revision_is_swept_up_by_the_next(published: Settings, step: str) -> None:
    first_id = store.current_id(published.published)
    change(published, "update dim_college set ownership = 'x'")
    tests = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests.parent), str(tests)])}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(published.home), step], env=environment, check=False)
    assert killed.returncode == 9
    assert store.current_id(published.published) == first_id
    assert publish_made_up(published, 2, {"dim_college": None}).anew_because is None
    assert not [path for path in published.published.iterdir() if path.name.startswith(".")]


def test_a_file_is_copied_whole_where_blocks_cannot_be_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.write_bytes(os.urandom(3_000_000))
    store.copy(source, tmp_path / "one")

    def impossible(read: int, written: int, count: int) -> int:
        os.write(written, os.read(read, 1000))
        raise OSError("operation not supported")

    monkeypatch.setattr(os, "copy_file_range", impossible)
    store.copy(source, tmp_path / "other")
    assert source.read_bytes() == (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
