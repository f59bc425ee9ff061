"""What is wrong with a lake is told in one line, with what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import HouseError
from pipelines.running.doctor import _databases
from pipelines.running.refresh import refresh
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, opened

UNREACHABLE = "ducklake:postgres:dbname=cvm host=127.0.0.1 port=1"


def settings_of(home: Path, store: str) -> Settings:
    (home / "inbox").mkdir()
    return Settings(home=home, store=store)


@pytest.mark.parametrize(("store", "told"), [(UNREACHABLE, "cannot be reached"), ("lake", "is unknown")])
def test_a_lake_that_cannot_be_reached_is_told(tmp_path: Path, store: str, told: str) -> None:
    settings = settings_of(tmp_path, store)
    (found,) = _databases(settings)
    assert not found.is_well and told in found.remedy_en and found.remedy_th
    with pytest.raises(HouseError, match=told):
        refresh(settings, date(2026, 6, 15))


def test_the_doctor_tells_what_a_lake_holds(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, f"ducklake:sqlite:{tmp_path / 'lake'}")
    with opened(build_database(settings), is_written=True) as connection:
        connection.execute("create table held as select range from range(5000)")
    build, *others = _databases(settings)
    assert (build.check, build.is_well) == ("lake: build", True) and build.seen.endswith("2 snapshots")
    assert len(others) == 3 and all(one.seen.endswith("not made yet") for one in others)
