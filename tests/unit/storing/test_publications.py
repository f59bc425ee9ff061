"""A lake keeps what homes publish: equal to their files, whole at every moment, each publication at its snapshot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

import pipelines
from pipelines.errors import PassingError
from pipelines.publishing import store
from pipelines.publishing.connection import manifest_of, primary_keys
from pipelines.publishing.disclosure import disclosure_meta_from_manifest
from pipelines.publishing.errors import NothingPublished, UnknownPublication
from pipelines.publishing.explaining.rows import matching
from pipelines.publishing.files import described_costs
from pipelines.publishing.fingerprints import fingerprints
from pipelines.publishing.publication import Publication, publish
from pipelines.publishing.rollback import rollback
from pipelines.settings import Settings
from pipelines.storing import publications
from pipelines.storing.databases import opened
from pipelines.storing.keeping import keep
from pipelines.storing.lake import Lake
from pipelines.storing.publications import fetch, put
from pipelines.storing.shelf import shelf
from tests.profiles import LONG
from tests.unit.publishing.made_up import INPUTS, PASSED, TABLE_META, change, make_warehouse, run_info
from tests.unit.publishing.made_up import manifest_of as manifest_of_models

META = disclosure_meta_from_manifest(
    manifest_of_models(
        {
            name: TABLE_META[name]
            for name in (
                *("dim_college", "dim_indicator", "dim_network_member", "employment_one_year", "employment_rates"),
                *("office_notes", "publication_log", "publication_changes"),
            )
        }
    )
)
CHANGE = "update employment_one_year set seeking = seeking + 7 where breakdown = 'nation'"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with two publications in its folder, the earlier one current; nobody writes here."""
    settings = Settings(home=tmp_path_factory.mktemp("lake") / "home")
    make_warehouse(settings)
    first = _published(settings, 0)
    change(settings, CHANGE, "comment on table office_notes is 'บันทึก / notes, told otherwise'")
    _published(settings, 1)
    store.point_current(settings.published, first.publication_id)
    return settings


@pytest.fixture
def lake(made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of that home beside an empty lake."""
    home = tmp_path / "home"
    shutil.copytree(made.published, home / "published", symlinks=True)
    monkeypatch.setenv("CVM_STORE", f"ducklake:sqlite:{tmp_path / 'lake'}")
    return Settings(home=home)


def _published(settings: Settings, minute: int) -> Publication:
    return publish(settings, run_info(minute), META, INPUTS, PASSED)


def folders(settings: Settings) -> tuple[Path, Path]:
    """Those of the two publications."""
    first, second = store.kept_ids(settings.published)
    return settings.published / first, settings.published / second


def test_each_publication_is_in_the_lake_as_in_its_files(lake: Settings) -> None:
    with pytest.raises(NothingPublished):
        pipelines.connect(lake.home)
    for folder in folders(lake):
        put(lake, folder)
    for folder in folders(lake):
        manifest = store.read_manifest(folder)
        for which in ("internal", "public"):
            tables = manifest["files"][f"{which}.duckdb"]["tables"]
            with (
                pipelines.connect(lake.home, which, folder.name) as held,
                _opened(folder / f"{which}.duckdb") as file,
            ):
                found = fingerprints(held, which, tables)
                assert {name: one.described() for name, one in found.items()} == tables
                assert _described(held) == _described(file)
                assert primary_keys(held) == primary_keys(file)
                assert matching(held, "dim_college", "dim_college.college_code > '0'").shape == (
                    3,
                    matching(file, "dim_college", None).shape[1],
                )
    with pipelines.connect(lake.home) as held, pipelines.connect(lake.home, "public") as shown:
        assert manifest_of(held) == manifest | {"is_synthetic": False}
        told_of_protection, protection = manifest_of(shown)["disclosure"], manifest["disclosure"]
        assert described_costs(told_of_protection) == described_costs(protection) == told_of_protection["tables"]
        assert told_of_protection["rules"] == protection["rules"]
        assert not any("error" in one for one in told_of_protection["tables"].values())
        told = json.dumps(manifest_of(shown))
        assert "aa11" not in told and "office_notes" not in json.dumps(manifest_of(shown)["files"])
        with pytest.raises(duckdb.CatalogException):
            shown.execute("from office_notes")
    with pytest.raises(UnknownPublication, match=r".*".join(folder.name for folder in reversed(folders(lake)))):
        pipelines.connect(lake.home, "public", "20200101T000000000Z")


def test_nobody_sees_what_died_between_the_two_catalogues(lake: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = folders(lake)
    put(lake, first)
    with monkeypatch.context() as patch:
        patch.setattr(publications, "told_publicly", _killed)
        with pytest.raises(KeyboardInterrupt):
            put(lake, second)
    assert shelf(lake).current == first.name
    assert _seeking(lake) == _seeking_of(first) != _seeking_of(second)
    put(lake, second)
    assert shelf(lake).current == second.name
    assert _seeking(lake) == _seeking_of(second)


@LONG
def test_readers_are_pointed_back_and_stay_on_what_they_opened(lake: Settings) -> None:
    first, second = folders(lake)
    put(lake, first)
    with pipelines.connect(lake.home) as older:
        put(lake, second)
        assert rollback(lake, first.name).is_current
        assert (shelf(lake).current, store.current_id(lake.published)) == (first.name, first.name)
        assert manifest_of(older)["publication_id"] == first.name
    with pytest.raises(UnknownPublication):
        rollback(lake, "20200101T000000000Z")


def test_another_home_brings_what_is_current_before_it_publishes(lake: Settings, tmp_path: Path) -> None:
    first, second = folders(lake)
    put(lake, first)
    other = Settings(home=tmp_path / "other")
    newest = fetch(other)
    assert newest == store.read_manifest(first) == store.current_manifest(other.published)
    brought = other.published / first.name
    assert (brought / store.HIDDEN_FILE).read_bytes() == (first / store.HIDDEN_FILE).read_bytes()
    for file in (store.INTERNAL_FILE, store.PUBLIC_FILE):
        with (
            duckdb.connect(first / file, read_only=True) as made,
            duckdb.connect(brought / file, read_only=True) as got,
        ):
            assert primary_keys(got) == primary_keys(made)
            assert _described(got) == _described(made)
            tables = newest["files"][file]["tables"]
            assert {name: one.described() for name, one in fingerprints(got, Path(file).stem, tables).items()} == tables
    put(lake, second)
    with pytest.raises(PassingError, match=second.name):
        put(other, _as_if_made_after_the_first(second, tmp_path))
    assert shelf(lake).current == second.name
    fetch(other)
    assert store.current_id(other.published) == second.name


@LONG
def test_only_as_many_are_kept_as_the_settings_say(lake: Settings) -> None:
    few = lake.model_copy(update={"publications_kept": 1})
    for folder in folders(lake):
        put(few, folder)
    assert shelf(lake).ids == [folders(lake)[1].name]


def test_an_earlier_publication_of_a_folder_opens_by_its_id(made: Settings) -> None:
    first, second = folders(made)
    with pipelines.connect(made.home, "internal", second.name) as connection:
        assert manifest_of(connection)["publication_id"] == second.name
    with pytest.raises(UnknownPublication, match=first.name):
        pipelines.connect(made.home, "public", "..")


def _killed(_manifest: object) -> None:
    raise KeyboardInterrupt


def _seeking(settings: Settings) -> object:
    with pipelines.connect(settings.home) as connection:
        return connection.execute("select sum(seeking) from employment_one_year").fetchall()


def _seeking_of(folder: Path) -> object:
    with _opened(folder / store.INTERNAL_FILE) as connection:
        return connection.execute("select sum(seeking) from employment_one_year").fetchall()


def _opened(file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(file, read_only=True)


def _described(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        """
        select table_name, column_name, data_type, column_comment, table_comment
        from information_schema.columns
        inner join information_schema.tables using (table_catalog, table_schema, table_name)
        where table_catalog = current_database() and table_schema = 'main' order by table_name, ordinal_position
        """
    ).fetchall()


def _as_if_made_after_the_first(folder: Path, scratch: Path) -> Path:
    """A publication of a home that has not seen this one."""
    copied = scratch / "20250601T030200000Z"
    shutil.copytree(folder, copied)
    manifest = store.read_manifest(folder) | {"publication_id": copied.name}
    (copied / store.MANIFEST_FILE).unlink()
    (copied / store.MANIFEST_FILE).write_text(json.dumps(manifest), encoding="utf-8")
    return copied


@LONG
def test_keeping_a_lake_leaves_each_kept_publication_and_no_other(lake: Settings) -> None:
    for folder in folders(lake):
        put(lake, folder)
    lake = lake.model_copy(update={"lake_file_days": 0})
    first, second = shelf(lake).kept
    before = read(lake, first.publication_id), read(lake, second.publication_id)
    keep(lake, pytest.fail)
    assert (read(lake, first.publication_id), read(lake, second.publication_id)) == before
    for which in ("internal", "public"):
        with opened(Lake.of(lake).database(which), is_written=True) as connection:
            connection.execute(f"delete from store.publications where publication_id = '{first.publication_id}'")
    freed = keep(lake, pytest.fail)
    assert all(one.freed_snapshots > 0 for one in freed), freed
    assert read(lake, second.publication_id) == before[1]
    for which, snapshot in first.snapshots.items():
        with duckdb.connect() as connection, pytest.raises(duckdb.Error):
            Lake.of(lake).database(which).at(snapshot).attach(connection, "gone", is_written=False)
    again = keep(lake, pytest.fail)
    assert [(one.freed_files, one.freed_snapshots) for one in again] == [(0, 0), (0, 0)]


def read(lake: Settings, publication: str) -> list[object]:
    """The content of all tables of a publication."""
    found: list[object] = []
    for which in ("internal", "public"):
        with pipelines.connect(lake.home, which, publication) as connection:
            tables = [row[0] for row in connection.execute("show tables").fetchall()]
            found.append(fingerprints(connection, which, [name for name in tables if name in TABLE_META]))
    return found
