"""A reader sees of a lake what DuckLake itself would show, however the tables came to be what they are."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import pipelines
from pipelines.errors import UsageError
from pipelines.settings import Settings
from pipelines.storing import lake as lake_module
from pipelines.storing.databases import transaction
from pipelines.storing.lake import Lake
from pipelines.storing.publications import put
from tests.profiles import LONG
from tests.unit.storing.test_publications import folders, lake, made

__all__ = ["lake", "made"]

CHANGES = {
    "some deleted": "delete from dim_college where college_code = (select min(college_code) from dim_college)",
    "all deleted": "delete from dim_college",
    "filled at once": "insert into dim_college from saved",
    "more in another file": "insert into dim_college from saved",
    "changed": "update dim_college set ownership = 'another'",
    "a column more": "alter table dim_college add column more integer default 5",
    "a column of another name": "alter table dim_college rename column more to fewer",
    "made anew": "drop table dim_college; create table dim_college as from saved",
    "no longer in the catalogue": "call public.set_option('data_inlining_row_limit', 0)",
    "for this table alone": "call public.set_option('data_inlining_row_limit', 10, table_name => 'dim_college')",
    "another row": "insert into dim_college from saved limit 1",
    "more in its neighbour": "insert into dim_college from saved",
    "neighbours merged": "call ducklake_merge_adjacent_files('public')",
    "some of the merged deleted": "delete from dim_college where college_code = (select max(college_code) from saved)",
}
"""One after the other."""
VIEWS = "select table_name from information_schema.tables where table_schema = 'main' and table_type = 'VIEW'"


def test_what_is_published_is_read_from_its_files(lake: Settings) -> None:
    for folder in folders(lake):
        put(lake, folder)
    for folder in folders(lake):
        with pipelines.connect(lake.home, "public", folder.name) as connection:
            assert connection.execute(VIEWS).fetchall() == connection.execute("show tables").fetchall()
            assert connection.cursor().execute("select count(*) from dim_college").fetchall() == [(3,)]
            with pytest.raises(duckdb.InvalidInputException, match="read-only"):
                connection.execute("create table mine (a int)")


def test_a_lake_that_was_half_made_is_read_as_it_stands(lake: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the option for it, the first rows stand in the catalogue; it is set afterwards by hand."""
    monkeypatch.setattr(lake_module, "_ALL_IN_FILES", {})
    for folder in folders(lake):
        put(lake, folder)
    with duckdb.connect() as connection:
        Lake.of(lake).database("public").attach(connection, "public", is_written=True)
        connection.execute("call public.set_option('data_inlining_row_limit', 0)")
        wanted = connection.execute("from public.dim_college order by all").fetchall()
    with pipelines.connect(lake.home, "public", folders(lake)[1].name) as read:
        assert read.execute("from dim_college order by all").fetchall() == wanted
        assert len(wanted) == 3


def test_no_place_of_files_is_a_pattern(tmp_path: Path) -> None:
    for name in ("data[1]", "data*", "data?"):
        with pytest.raises(UsageError, match=r"no \* \? \[ in its name"):
            Lake.of(Settings(home=tmp_path, store=f"ducklake:sqlite:{tmp_path}", lake_data=str(tmp_path / name)))
        with pytest.raises(UsageError, match="rename the folder"):
            Lake.of(Settings(home=tmp_path, store=f"ducklake:sqlite:{tmp_path / name}"))


@pytest.mark.parametrize("rows_in_catalogue", [0, pytest.param(10, marks=LONG)])
def test_whatever_was_done_to_a_table_it_reads_as_it_stands(lake: Settings, rows_in_catalogue: int) -> None:
    folder = folders(lake)[0]
    put(lake, folder)
    with duckdb.connect() as connection:
        Lake.of(lake).database("public").attach(connection, "public", is_written=True)
        connection.execute("use public; create temp table saved as from dim_college")
        connection.execute(f"call public.set_option('data_inlining_row_limit', {rows_in_catalogue})")
        for name, change in CHANGES.items():
            with transaction(connection):
                connection.execute(change)
                connection.execute(f"call public.set_commit_message('cvm', '', extra_info => '{folder.name}')")
            wanted = connection.execute("from dim_college order by all").fetchall()
            with pipelines.connect(lake.home, "public") as read:
                assert read.execute("from dim_college order by all").fetchall() == wanted, name
