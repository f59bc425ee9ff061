"""A transaction that the server kept while its files were removed is undone, and what it brought is loaded again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.errors import RunError
from pipelines.running.doctor import examine
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, opened
from pipelines.storing.healing import heal, missing_files
from pipelines.storing.lake import Lake
from tests.integration.drops import House
from tests.judging import quick
from tests.lake.loader import corrected, first, house_of, load
from tests.lake.test_loaders import HALF_LOADED, alone, held
from tests.lakes import new_lake
from tests.profiles import FULL


@pytest.fixture(params=["sqlite", "postgres"] if FULL else ["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A lake that nobody has made yet, beside a catalogue of this kind."""
    yield from new_lake(request, tmp_path)


def files_of(house: House) -> set[Path]:
    return set((Path(str(house.options["lake_data"])) / "build").rglob("*.parquet"))


def snapshots(settings: Settings) -> int:
    with opened(build_database(settings)) as connection:
        (row,) = connection.execute("select count(*) from ducklake_snapshots(current_database())").fetchall()
    return int(row[0])


def test_a_batch_whose_files_are_gone_is_loaded_again(store: str, tmp_path: Path) -> None:
    """Files that the last transactions wrote are removed, as a client does whose commit the server kept and denied."""
    house = house_of(tmp_path / "north", store, tmp_path / "data")
    with quick():
        house.drop(first(1))
        before = files_of(house)
        house.drop(corrected(1))
        gone = files_of(house) - before
        assert gone
        for path in gone:
            path.unlink()
        build = Lake.of(house.settings).database("build")
        assert missing_files(build) == sorted(map(str, gone))
        assert any("missing" in one.seen and not one.is_well for one in examine(house.settings))
        assert heal(house.settings) and not missing_files(build)
        assert heal(house.settings) == 0
        assert not house.query(HALF_LOADED)
        house.drop({})
    load(house, [2])
    assert held(house) == alone(tmp_path, [1, 2])


def test_a_folder_that_is_not_mounted_undoes_nothing(store: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, store=store, lake_data=str(tmp_path / "data"))
    with opened(build_database(settings), is_written=True) as connection:
        connection.execute("create table one as select 1 as a")
        connection.execute("create table two as select 2 as a")
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    with pytest.raises(RunError, match="mounted"):
        heal(settings)
    (tmp_path / "elsewhere").rename(tmp_path / "data")
    with opened(build_database(settings)) as connection:
        assert connection.execute("select a from one union all from two").fetchall() == [(1,), (2,)]


def test_the_last_table_that_was_made_is_not_there(store: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, store=store, lake_data=str(tmp_path / "data"))
    with opened(build_database(settings), is_written=True) as connection:
        connection.execute("create table kept as select range as a from range(5000)")
        before = set((tmp_path / "data" / "build").rglob("*.parquet"))
        connection.execute("create or replace table kept as select range + 1 as b, 2 as c from range(5000)")
    for path in set((tmp_path / "data" / "build").rglob("*.parquet")) - before:
        path.unlink()
    assert heal(settings) == 1
    with opened(build_database(settings), is_written=True) as connection:
        assert connection.execute("select sum(a), count(*) from kept").fetchall() == [(12497500, 5000)]
        connection.execute("insert into kept values (1)")
        connection.execute("create table another as select 1 as a")
        assert connection.execute("select sum(a), count(*) from kept").fetchall() == [(12497501, 5001)]


@pytest.mark.parametrize(
    "built_upon",
    [
        "delete from kept where a < 10",
        "delete from kept where a < 1000",
        "insert into kept values (1)",
        "insert into kept select range from range(5000)",
        "alter table kept add column b int",
        "drop table kept",
    ],
)
def test_what_others_have_built_upon_is_told_and_left(store: str, tmp_path: Path, built_upon: str) -> None:
    settings = Settings(home=tmp_path, store=store, lake_data=str(tmp_path / "data"))
    with opened(build_database(settings), is_written=True) as connection:
        connection.execute("create table kept as select range as a from range(5000)")
        (lost,) = (tmp_path / "data" / "build").rglob("*.parquet")
        connection.execute(built_upon)
    lost.rename(tmp_path / "aside")
    before = snapshots(settings)
    with pytest.raises(RunError, match=lost.name):
        heal(settings)
    assert snapshots(settings) == before
    (tmp_path / "aside").rename(lost)
    assert heal(settings) == 0


def test_a_merged_file_is_no_lost_transaction(store: str, tmp_path: Path) -> None:
    """It holds what several have written, and its rows may be nowhere else."""
    settings = Settings(home=tmp_path, store=store, lake_data=str(tmp_path / "data"))
    folder = tmp_path / "data" / "build"
    with opened(build_database(settings), is_written=True) as connection:
        connection.execute("create table kept as select range as a from range(5000)")
        connection.execute("insert into kept select range from range(5000)")
        before = set(folder.rglob("*.parquet"))
        connection.execute("call ducklake_merge_adjacent_files(current_database())")
    (merged,) = set(folder.rglob("*.parquet")) - before
    merged.rename(tmp_path / "aside")
    with pytest.raises(RunError, match="backup"):
        heal(settings)
