"""Several offices load into one lake at the same time: no row is lost, none comes twice, whoever dies meanwhile."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.integration.drops import House
from tests.lake.loader import DONE, STARTED, house_of, load
from tests.lakes import Postgres, new_lake
from tests.profiles import FULL, LONG

SOURCES = ("colleges", "graduates", "followups")
COLLEGES = range(1, 5 if FULL else 3)
DEATHS = 6
HALF_LOADED = """
    with stood as (
        select source_sha256, source, rows_loaded, rows_read,
            rows_loaded + rows_quarantined + rows_held + rows_duplicate as told
        from raw.files
    ), rows as (
        select 'colleges' as source, source_sha256 from raw.colleges
        union all select 'graduates', source_sha256 from raw.graduates
        union all select 'followups', source_sha256 from raw.followups
    ), counted as (select source, source_sha256, count(*) as found from rows group by all)
    from stood full join counted using (source, source_sha256)
    where told is distinct from rows_read or coalesce(found, 0) is distinct from rows_loaded
"""
"""Files of which the register tells otherwise than the rows that are there."""


@pytest.fixture(params=["sqlite", "postgres"] if FULL else ["postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A lake that nobody has made yet, beside a catalogue of this kind."""
    yield from new_lake(request, tmp_path)


def started(house: House, colleges: Sequence[int]) -> subprocess.Popen[str]:
    """A loader that waits for `go`."""
    options = house.options
    told = [str(house.home), options["store"], options["lake_data"], *map(str, colleges)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.lake.loader", *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == STARTED
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def ended_well(process: subprocess.Popen[str]) -> None:
    out, errors = process.communicate(timeout=600)
    assert out.strip() == DONE, errors


def held(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """All that was loaded, but for what a run says of itself; of what was replaced, that it was."""
    columns = dict.fromkeys(SOURCES, "* exclude (load_id, replaced_by_load_id), replaced_by_load_id is null")
    columns |= dict.fromkeys(("quarantine", "rule_results"), "* exclude (run_id)")
    columns |= {"files": "* exclude (run_id, batch, loaded_at, project_fingerprint, names_fingerprint)"}
    return {table: house.query(f"select {told} from raw.{table} order by all") for table, told in columns.items()}


def alone(tmp_path: Path, colleges: Sequence[int]) -> dict[str, list[tuple[Any, ...]]]:
    """The same of one loader in a home of its own."""
    house = house_of(tmp_path / "alone", "duckdb", tmp_path)
    load(house, colleges)
    return held(house)


@LONG
def test_two_loaders_at_once_hold_what_one_alone_does(store: str, tmp_path: Path) -> None:
    houses = [house_of(tmp_path / name, store, tmp_path / "data") for name in ("north", "south")]
    loaders = [started(house, COLLEGES[place::2]) for place, house in enumerate(houses)]
    for loader in loaders:
        go(loader)
    for loader in loaders:
        ended_well(loader)
    together = held(houses[0])
    assert together == alone(tmp_path, COLLEGES)
    assert not houses[0].query(HALF_LOADED)
    assert len(together["files"]) == 5 * len(COLLEGES)


@LONG
def test_a_loader_that_dies_leaves_nothing_half_loaded(store: str, tmp_path: Path) -> None:
    """Killed at moments that are drawn; what has died begins again, and in the end nothing is lost or there twice."""
    drawn = random.Random(13)
    houses = [house_of(tmp_path / name, store, tmp_path / "data") for name in ("north", "south")]
    for _ in range(DEATHS):
        dying, living = (started(house, COLLEGES[place::2]) for place, house in enumerate(houses))
        for loader in (dying, living):
            go(loader)
        time.sleep(drawn.uniform(0.2, 4))
        dying.kill()
        dying.communicate()
        ended_well(living)
        assert not houses[1].query(HALF_LOADED)
    again = started(houses[0], COLLEGES[0::2])
    go(again)
    ended_well(again)
    assert held(houses[1]) == alone(tmp_path, COLLEGES)


@LONG
@pytest.mark.parametrize("store", ["postgres"], indirect=True)
def test_a_server_that_dies_leaves_nothing_half_loaded(store: str, tmp_path: Path, postgres: Postgres) -> None:
    drawn = random.Random(13)
    house = house_of(tmp_path / "north", store, tmp_path / "data")
    for _ in range(DEATHS):
        loader = started(house, COLLEGES)
        go(loader)
        time.sleep(drawn.uniform(0.2, 4))
        postgres.kill()
        postgres.start()
        loader.communicate(timeout=600)
    again = started(house, COLLEGES)
    go(again)
    ended_well(again)
    assert not house.query(HALF_LOADED)
    assert held(house) == alone(tmp_path, COLLEGES)
