"""`cvm store keep` frees what nobody needs and nothing else: who reads what is kept sees no difference."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.cli.app import app
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, opened
from pipelines.storing.keeping import keep
from pipelines.storing.lake import Lake
from tests.lakes import Postgres
from tests.profiles import LONG

_ROWS = 4000
_DAY = 86_400


def _never_waits() -> None:
    raise AssertionError("nobody else is there")


def fill(settings: Settings) -> None:
    """Write tables of a lake bit by bit, delete many rows and drop one of them."""
    with opened(build_database(settings), is_written=True) as connection:
        for statements in (
            "create table grown (number bigint, word varchar); create table shrunk as from grown; "
            "create table gone as from grown;",
            *(
                f"insert into grown select range + {step}, sha256(range::varchar) from range({_ROWS});"
                for step in (0, 7)
            ),
            f"insert into shrunk from grown limit {_ROWS}; insert into gone from shrunk;",
            "delete from shrunk where number % 10 < 8; drop table gone;",
        ):
            connection.execute(f"begin; {statements} commit;")


def changed(settings: Settings, **to: object) -> Settings:
    """The same settings but for these."""
    return settings.model_copy(update=to)


def states(settings: Settings, name: str = "build") -> dict[int, list[tuple[object, ...]]]:
    """What every snapshot of a catalogue reads, each by a connection that knows no other."""
    database = Lake.of(settings).database(name)
    with duckdb.connect() as connection:
        database.attach(connection, "read", is_written=False)
        found = connection.execute("select snapshot_id from ducklake_snapshots('read') order by all").fetchall()
        read: dict[int, list[tuple[object, ...]]] = {}
        for (snapshot,) in found:
            read[snapshot] = []
            for table in ("grown", "shrunk", "gone"):
                try:
                    rows = connection.execute(
                        f"select count(*), sum(number), max(word) from read.{table} at (version => {snapshot})"
                    ).fetchall()
                except duckdb.CatalogException:
                    rows = []
                read[snapshot] += rows
    return read


def held(folder: Path) -> list[int]:
    """The sizes of all files of the data."""
    return [path.stat().st_size for path in folder.rglob("*.parquet")]


def judge(settings: Settings, folder: Path) -> None:
    """Keep a lake, each time with less that has to stay, and look at all that can be read."""
    fill(settings)
    before, paths = states(settings), {*folder.rglob("*.parquet")}

    (within,) = keep(settings, _never_waits)
    after = states(settings)
    assert {number: after[number] for number in before} == before and len(after) > len(before)
    assert (within.freed_files, within.freed_snapshots) == (0, 0) and within.waiting_files > 0
    assert paths <= {*folder.rglob("*.parquet")}, "a reader may have them open"

    (unread,) = keep(changed(settings, lake_file_days=0), _never_waits)
    assert unread.freed_files == within.waiting_files and unread.waiting_files == 0
    assert states(settings) == after

    (newest,) = keep(changed(settings, lake_file_days=0, lake_snapshot_days=0), _never_waits)
    assert states(settings) == {max(after): after[max(after)]} and after[max(after)] == before[max(before)]
    assert newest.freed_snapshots == len(after) - 1 and newest.snapshots == 1
    left = held(folder)
    assert (newest.files, newest.bytes) == (len(left), sum(left)) and len(left) == 2
    assert newest.freed_files == unread.files - len(left) and newest.freed_bytes == unread.bytes - sum(left) > 0

    (again,) = keep(changed(settings, lake_file_days=0, lake_snapshot_days=0), _never_waits)
    assert again == replace(newest, freed_files=0, freed_bytes=0, freed_snapshots=0)

    stands = next(folder.rglob("*.parquet"))
    old, young = stands.with_name("old.parquet"), stands.with_name("young.parquet")
    for path in (old, young):
        path.write_bytes(stands.read_bytes())
    os.utime(old, (time.time() - 2 * _DAY,) * 2)
    (orphans,) = keep(changed(settings, lake_file_days=0), _never_waits)
    assert (orphans.freed_files, old.exists(), young.exists()) == (1, False, True)


def test_what_stands_reads_the_same_and_the_rest_goes_in_time(tmp_path: Path) -> None:
    judge(Settings(home=tmp_path / "home", store=f"ducklake:sqlite:{tmp_path / 'lake'}"), tmp_path / "lake")


@LONG
def test_the_same_in_postgres(tmp_path: Path, postgres: Postgres) -> None:
    judge(Settings(home=tmp_path / "home", store=postgres.new_store("keeping")), tmp_path / "home" / "lake")


@pytest.mark.parametrize(("store", "told"), [("duckdb", "nothing to do"), ("ducklake:sqlite:{}", "no tables yet")])
def test_nothing_to_keep_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: str, told: str
) -> None:
    monkeypatch.setenv("CVM_STORE", store.format(tmp_path / "lake"))
    app(["store", "keep", "--home", str(tmp_path), "--lang", "en"], standalone_mode=False)
    assert told in capsys.readouterr().out


def test_the_command_tells_each_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "STORE": f"ducklake:sqlite:{tmp_path / 'lake'}",
        "LAKE_SNAPSHOT_DAYS": 0,
        "LAKE_FILE_DAYS": 0,
    }.items():
        monkeypatch.setenv(f"CVM_{name}", str(value))
    fill(Settings(home=tmp_path))
    arguments = ["store", "keep", "--home", str(tmp_path)]
    app([*arguments, "--json"], standalone_mode=False)
    (build,) = json.loads(capsys.readouterr().out)["catalogues"]
    assert build["catalogue"] == "build" and build["freed_files"] > 0 and build["freed_mb"] > 0
    app([*arguments, "--lang", "th"], standalone_mode=False)
    assert "build: คืนแล้ว 0 ไฟล์" in capsys.readouterr().out
