"""The kept publications of a home move into a lake and back: each as it was, in their order, the same one current."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

import pipelines
from pipelines.cli.app import app
from pipelines.errors import RunError, UsageError
from pipelines.publishing import store
from pipelines.publishing.connection import manifest_of, primary_keys
from pipelines.publishing.errors import NothingPublished
from pipelines.publishing.fingerprints import fingerprints
from pipelines.publishing.rollback import kept_publications, rollback
from pipelines.settings import Settings
from pipelines.storing import publications
from pipelines.storing.carrying import carry, load_of
from pipelines.storing.migrating import migrate
from pipelines.storing.publications import put
from tests.lakes import new_lake
from tests.profiles import LONG
from tests.unit.storing.test_publications import made

__all__ = ["made"]

GONE, LATER = "20200101T000000000Z", "20990101T000000000Z"
lake = pytest.fixture(params=["sqlite", "postgres"])(new_lake)


@pytest.fixture
def home(made: Settings, tmp_path: Path) -> Settings:
    """A home with three publications, of which the first is current and the second's are gone that the third names."""
    settings = Settings(home=tmp_path / "home")
    shutil.copytree(made.published, settings.published, symlinks=True)
    settings.warehouse.mkdir()
    with duckdb.connect(str(settings.mart_db)) as connection:
        connection.execute("create table figures as select 1 as one")
    with duckdb.connect(str(settings.build_db)) as connection:
        connection.execute(f"create schema raw; create table raw.publications as select '{GONE}' as publication_id")
    newest = store.kept_ids(settings.published)[-1]
    again(settings, newest, LATER, previous_publication_id="20980101T000000000Z")
    return settings


def again(settings: Settings, publication: str, name: str, **told: object) -> Path:
    """A copy of a publication by another name."""
    folder = settings.published / name
    shutil.copytree(settings.published / publication, folder)
    manifest = store.read_manifest(folder) | {"publication_id": name, **told}
    (folder / store.MANIFEST_FILE).unlink()
    (folder / store.MANIFEST_FILE).write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return folder


def within(settings: Settings, name: str) -> Settings:
    return settings.model_copy(update={"store": name})


def seen(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What everybody may see: the publications kept, each as the office sees it, and the current one as others do."""
    monkeypatch.setenv("CVM_STORE", settings.store)
    found: dict[str, Any] = {"kept": kept_publications(settings)}
    for one in found["kept"]:
        with pipelines.connect(settings.home, "internal", one.publication_id) as connection:
            manifest = manifest_of(connection)
            tables = manifest["files"]["internal.duckdb"]["tables"]
            hashes = {name: one.described() for name, one in fingerprints(connection, "internal", tables).items()}
            assert hashes == tables
            found[one.publication_id] = manifest, primary_keys(connection)
    with pipelines.connect(settings.home, "public") as connection:
        told = manifest_of(connection)
        tables = told["files"]["public.duckdb"]["tables"]
        hashes = {name: one.described() for name, one in fingerprints(connection, "public", tables).items()}
        assert hashes == tables
        found["public"] = told["publication_id"], hashes, primary_keys(connection)
    monkeypatch.delenv("CVM_STORE")
    return found


@LONG
def test_into_a_lake_and_back_each_publication_is_as_it_was(
    home: Settings, lake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, (first, second, third) = seen(home, monkeypatch), store.kept_ids(home.published)
    there = migrate(home, lake)
    assert seen(within(home, lake), monkeypatch) == before
    assert before["public"][0] == first and third == LATER
    hidden = (home.published / second / store.HIDDEN_FILE).read_bytes()
    carried = {(one.publication_id, one.database) for one in there if one.publication_id}
    assert carried == {(name, which) for name in (first, second, third) for which in ("internal", "public")}

    home.build_db.unlink()
    home.mart_db.unlink()
    shutil.rmtree(home.published / second)
    shutil.rmtree(home.published / third)
    store.point_current(home.published, first)
    rollback(within(home, lake), third)
    assert migrate(within(home, lake), "duckdb", keys=dict) == there
    after = seen(home, monkeypatch)
    assert after["public"][0] == third and [one.is_current for one in after["kept"]] == [True, False, False]
    assert [after[name] for name in (first, second, third)] == [before[name] for name in (first, second, third)]
    assert (home.published / second / store.HIDDEN_FILE).read_bytes() == hidden


def test_what_died_is_shown_to_nobody_and_completed(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_lake, add = within(home, f"ducklake:sqlite:{tmp_path / 'lake'}"), publications.add
    added: list[str] = []

    def dies(connection: Any, folder: Path, kept: int, *, is_current: bool) -> None:
        if added == [first]:
            raise KeyboardInterrupt
        add(connection, folder, kept, is_current=is_current)
        added.append(folder.name)

    first, second, third = store.kept_ids(home.published)
    monkeypatch.setattr(publications, "add", dies)
    with pytest.raises(KeyboardInterrupt):
        carry(load_of(home, of_lake, frozenset()), print)
    assert [(one.publication_id, one.is_current) for one in kept_publications(of_lake)] == [(first, False)]
    monkeypatch.setattr(publications, "add", add)
    load = load_of(home, of_lake, frozenset())
    assert [*load.missing] == [second, third]
    carry(load, print)
    assert kept_publications(of_lake) == kept_publications(home)

    for gone in (first, third):
        shutil.rmtree(home.published / gone)
    publications.switch(of_lake, third)
    back = load_of(of_lake, home, frozenset())
    carry(back, print)
    assert back.wanted == load.wanted and [*back.missing] == [first, third]
    assert kept_publications(home) == kept_publications(of_lake)
    assert kept_publications(home)[0].is_current


def test_other_publications_are_refused_before_anything_is_written(home: Settings, tmp_path: Path) -> None:
    of_lake = within(home, f"ducklake:sqlite:{tmp_path / 'lake'}")
    first = store.kept_ids(home.published)[0]
    put(of_lake, again(home, first, GONE, previous_publication_id=None))
    shutil.rmtree(home.published / GONE)
    with pytest.raises(UsageError, match=rf"{GONE}.*nothing was changed"):
        migrate(home, of_lake.store)
    assert not (tmp_path / "lake" / "build.sqlite").exists() and not (tmp_path / "lake" / "mart.sqlite").exists()


@LONG
def test_a_home_may_keep_what_its_lake_has_given_up_and_nothing_of_others(home: Settings, tmp_path: Path) -> None:
    of_lake = within(home, f"ducklake:sqlite:{tmp_path / 'lake'}")
    migrate(home, of_lake.store)
    home.mart_db.unlink()
    home.build_db.unlink()
    strange = "20200102T000000000Z"
    for name in (GONE, strange):
        again(home, LATER, name)
    with pytest.raises(UsageError, match=rf"other publications already \({strange}\)"):
        migrate(of_lake, "duckdb", keys=dict)
    assert not home.build_db.exists()
    shutil.rmtree(home.published / strange)
    migrate(of_lake, "duckdb", keys=dict)
    assert store.kept_ids(home.published)[0] == GONE and len(store.kept_ids(home.published)) == 4


@LONG
def test_what_is_damaged_or_comes_out_otherwise_is_told(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, copied = f"ducklake:sqlite:{tmp_path / 'lake'}", publications._fill

    def loses(connection: Any, name: str, *rest: Any, **told: Any) -> None:
        copied(connection, name, *rest, **told)
        connection.execute(f"delete from {name}.main.dim_college where college_code = '1399000001'")

    with monkeypatch.context() as patch:
        patch.setattr(publications, "_fill", loses)
        with pytest.raises(RunError, match="not the same in the new store"):
            migrate(home, lake)
    assert kept_publications(within(home, lake)) == []
    with monkeypatch.context() as patch:
        patch.setenv("CVM_STORE", lake)
        with pytest.raises(NothingPublished):
            pipelines.connect(home.home)
    told = migrate(home, lake)
    assert kept_publications(within(home, lake)) == kept_publications(home)
    assert migrate(home, lake) == told
    second = f"ducklake:sqlite:{tmp_path / 'second'}"
    assert migrate(within(home, lake), second) == told
    assert kept_publications(within(home, second)) == kept_publications(home)
    current = store.current_id(home.published)
    (home.published / store.CURRENT).unlink()
    with pytest.raises(UsageError, match="--rollback"):
        migrate(home, f"ducklake:sqlite:{tmp_path / 'third'}")
    store.point_current(home.published, str(current))
    first = home.published / store.kept_ids(home.published)[0]
    (first / store.INTERNAL_FILE).chmod(0o600)
    with duckdb.connect(first / store.INTERNAL_FILE) as connection:
        connection.execute("delete from dim_college where college_code = '1399000001'")
    with pytest.raises(RunError, match=rf"{first.name} of the source is damaged \(internal.dim_college\)"):
        migrate(home, f"ducklake:sqlite:{tmp_path / 'third'}")
    assert not (tmp_path / "third").exists()


@LONG
def test_two_lakes_never_share_a_folder(home: Settings, tmp_path: Path) -> None:
    apart = home.model_copy(update={"lake_data": str(tmp_path / "data")})
    migrate(apart, f"ducklake:sqlite:{tmp_path / 'lake'}")
    with pytest.raises(UsageError, match="CVM_LAKE_DATA"):
        migrate(within(apart, f"ducklake:sqlite:{tmp_path / 'lake'}"), f"ducklake:sqlite:{tmp_path / 'second'}")


@LONG
def test_the_command_tells_the_publications(home: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, *_ = store.kept_ids(home.published)
    arguments = ["store", "migrate", "--to", f"ducklake:sqlite:{tmp_path / 'lake'}", "--home", str(home.home)]
    app([*arguments, "--lang", "en"], standalone_mode=False)
    assert f"keeps 3 publications; the current one: {first}" in capsys.readouterr().out
    app([*arguments, "--json"], standalone_mode=False)
    told = json.loads(capsys.readouterr().out)
    assert [one["is_current"] for one in told["publications"]] == [False, False, True]
    assert {one["database"] for one in told["tables"] if one["publication_id"] == first} == {"internal", "public"}
