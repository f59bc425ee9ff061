"""What `cvm doctor` mends by itself, and what it leaves alone."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from pipelines.publishing import store
from pipelines.running.doctor import Finding, examine
from pipelines.running.mending import mend
from pipelines.running.run import only_writer
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with two databases of one table each."""
    settings = Settings(home=tmp_path)
    settings.warehouse.mkdir()
    for path in (settings.build_db, settings.mart_db):
        with duckdb.connect(str(path)) as connection:
            connection.execute("create table kept as select 1 as n")
    return settings


@pytest.fixture
def foreign_log(tmp_path: Path) -> bytes:
    """The log of another database, which replays on none of this home's."""
    other = tmp_path / "other" / "other.duckdb"
    other.parent.mkdir()
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table unknown (n integer)")
        connection.execute("checkpoint")
        connection.execute("pragma disable_checkpoint_on_shutdown")
        connection.execute("insert into unknown values (1)")
    return other.with_name("other.duckdb.wal").read_bytes()


def faults(settings: Settings, check: str) -> list[Finding]:
    return [found for found in examine(settings) if found.check == check and not found.is_well]


def mended(settings: Settings) -> list[str]:
    found = mend(settings)
    assert all(one.is_well and one.is_mended for one in found)
    assert mend(settings) == [], "once is enough"
    return [one.check for one in found]


def rows(path: Path) -> list[tuple[int]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("from kept").fetchall()


@pytest.mark.parametrize("name", ["build.duckdb", "mart.duckdb"])
def test_a_log_that_will_not_replay_is_moved_aside(settings: Settings, foreign_log: bytes, name: str) -> None:
    log = settings.warehouse / f"{name}.wal"
    log.write_bytes(foreign_log)
    assert faults(settings, name)
    assert mended(settings) == [name]
    assert not faults(settings, name)
    assert rows(settings.warehouse / name) == [(1,)]
    (aside,) = settings.warehouse.glob(f"{log.name}.*.aside")
    assert aside.read_bytes() == foreign_log


def test_a_database_of_loads_that_is_damaged_stays_where_it_is_with_its_log(
    settings: Settings, foreign_log: bytes
) -> None:
    log = settings.warehouse / "build.duckdb.wal"
    settings.build_db.write_bytes(b"damaged")
    log.write_bytes(foreign_log)
    assert mended(settings) == []
    assert (settings.build_db.read_bytes(), log.read_bytes()) == (b"damaged", foreign_log)
    assert faults(settings, "build.duckdb")


def test_damaged_marts_are_moved_aside_for_they_are_built_again(settings: Settings) -> None:
    settings.mart_db.write_bytes(b"damaged")
    assert mended(settings) == ["mart.duckdb"]
    (aside,) = settings.warehouse.glob("mart.duckdb.*.aside")
    assert aside.read_bytes() == b"damaged"
    assert not settings.mart_db.exists()


def test_a_key_that_others_can_read_is_closed(settings: Settings) -> None:
    settings.key_file.parent.mkdir()
    settings.key_file.write_text("key")
    settings.key_file.chmod(0o644)
    assert mended(settings) == ["key"]
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert settings.key_file.read_text() == "key"


def test_what_a_killed_run_left_is_removed_and_nothing_else(settings: Settings) -> None:
    publication = settings.published / "20260101T000000000Z"
    for folder in (publication, settings.published / ".building-20260102T000000000Z", settings.warehouse / "spill"):
        folder.mkdir(parents=True)
        (folder / "manifest.json").touch()
    store.point_current(settings.published, publication.name)
    assert mended(settings) == ["leftovers"]
    assert sorted(path.name for path in settings.published.iterdir()) == [publication.name, "current"]
    assert list((settings.warehouse / "spill").iterdir()) == []
    assert (publication / "manifest.json").exists()


def test_a_lost_link_points_to_the_newest_complete_publication(settings: Settings) -> None:
    for name in ("20260101T000000000Z", "20260102T000000000Z"):
        (settings.published / name).mkdir(parents=True)
        (settings.published / name / "manifest.json").touch()
    (settings.published / "20260103T000000000Z").mkdir()
    assert mended(settings) == ["publication"]
    assert store.current_id(settings.published) == "20260102T000000000Z"


def test_an_older_publication_that_the_office_went_back_to_stays_current(settings: Settings) -> None:
    for name in ("20260101T000000000Z", "20260102T000000000Z"):
        (settings.published / name).mkdir(parents=True)
        (settings.published / name / "manifest.json").touch()
    store.point_current(settings.published, "20260101T000000000Z")
    assert mended(settings) == []
    assert store.current_id(settings.published) == "20260101T000000000Z"


def test_nothing_is_touched_while_a_run_writes(settings: Settings, foreign_log: bytes) -> None:
    log = settings.warehouse / "build.duckdb.wal"
    log.write_bytes(foreign_log)
    with only_writer(settings):
        assert mend(settings) == []
    assert log.read_bytes() == foreign_log


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert mend(Settings(home=tmp_path / "none")) == []
    assert list(tmp_path.iterdir()) == []
