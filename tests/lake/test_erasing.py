"""A person leaves a lake and every home of it, whoever erases and whoever dies, and no home brings them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from pipelines.erasing import at_home, in_lake
from pipelines.erasing import erase as erasing
from pipelines.erasing.erase import erase
from pipelines.erasing.proving import Sought
from pipelines.erasing.register import read_register, write_register
from pipelines.erasing.searching_lakes import search_lake
from pipelines.erasing.shared import is_in_line, read_shared, write_shared
from pipelines.erasing.theirs import marks_of
from pipelines.errors import PassingError, RunError
from pipelines.publishing import store
from pipelines.publishing.errors import PublicationErased
from pipelines.publishing.rollback import rollback
from pipelines.running import stages
from pipelines.running.doctor import examine
from pipelines.settings import Settings
from pipelines.storing import publications
from pipelines.storing.databases import build_database, opened
from pipelines.storing.keeping import purge
from pipelines.storing.leases import leases_of
from pipelines.storing.shelf import shelf
from tests.dying import Died, dying
from tests.integration.drops import House
from tests.integration.people import unconserved
from tests.lake.erasing import (
    KEY,
    LEARNERS,
    PERSON,
    drop,
    erased,
    kept,
    left,
    left_in_lake,
    office,
    refreshed,
    request_of,
    secrets_of,
    stand_ins,
)
from tests.lakes import new_lake
from tests.profiles import FULL, LONG

SECRETS = secrets_of(1, PERSON)
NUMBER, PSEUDONYM, _ = SECRETS


@pytest.fixture(params=["sqlite", "postgres"] if FULL else ["sqlite"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A lake that nobody has made yet, beside a catalogue of this kind."""
    yield from new_lake(request, tmp_path)


@pytest.fixture
def offices(place: str, tmp_path: Path) -> tuple[House, House]:
    """Two homes of a lake; the south has sent what tells of the person, after the north had published."""
    north, south = (office(tmp_path / name, place, tmp_path / "data") for name in ("north", "south"))
    north.put(drop(2, [21, 22, 23]))
    refreshed(north)
    south.put(drop(1, LEARNERS))
    refreshed(south)
    return north, south


def in_lake_left(house: House) -> dict[str, set[str]]:
    """Where the lake holds them, as the tests search it."""
    folders = [path for path in (house.home.parent / "data", house.home.parent / "lake") if path.exists()]
    return left_in_lake(*folders, secrets=SECRETS)


def test_nothing_is_left_and_nothing_comes_back(offices: tuple[House, House]) -> None:
    north, south = offices
    first, of_them = shelf(north.settings).ids
    before = kept(north)
    assert {name.split("/")[0] for name in in_lake_left(north)} >= {"build", "mart", "internal"}
    assert {name.split("/")[0] for name in left(south, SECRETS)} == {"landing", "published", "outbox"}

    done = erased(north, PERSON)
    assert (in_lake_left(north), left(north, SECRETS)) == ({}, {})
    assert done.rows_erased == 2 and done.found.publications == (of_them,)
    assert shelf(north.settings).ids == [first, done.publication_id] and shelf(north.settings).current != first
    assert unconserved(north) == []
    for one in offices:
        with pytest.raises(PublicationErased, match="held a person who was erased"):
            rollback(one.settings, of_them)

    assert left(south, SECRETS) and not is_in_line(south.settings)
    assert not refreshed(south).is_published, "there is nothing new to show"
    assert left(south, SECRETS) == {} and is_in_line(south.settings)
    assert store.kept_ids(south.settings.published) == [first, done.publication_id]
    assert unconserved(south) == []
    after = kept(north)
    for table, gone in (("graduates", 1), ("followups", 1), ("quarantine", 0), ("files", 0)):
        assert len(after[table]) == len(before[table]) - gone, table

    south.put({"again.csv": drop(1, LEARNERS)["graduates-1.csv"] + b"\r\n"})
    (told,) = (file for file in refreshed(south).files if file.path == "again.csv")
    assert told.rows_erased == 1
    assert (in_lake_left(north), left(south, SECRETS)) == ({}, {})


@LONG
def test_what_was_read_before_an_erasure_is_not_loaded_after_it(place: str, tmp_path: Path) -> None:
    south = office(tmp_path / "south", place, tmp_path / "data")
    south.put(drop(2, [21, 22]))
    refreshed(south)
    south.put(drop(1, LEARNERS))
    original = stages.take

    def taken_late(run: Any, batch: Any) -> Any:
        marks = marks_of(SECRETS[1:], KEY)
        write_shared(south.settings, replace(read_shared(south.settings), marks=marks, key_fingerprint=KEY.fingerprint))
        return original(run, batch)

    with patch.object(stages, "take", taken_late), pytest.raises(PassingError, match="run cvm refresh again"):
        refreshed(south)
    assert refreshed(south).is_published
    assert (in_lake_left(south), left(south, SECRETS)) == ({}, {})
    assert unconserved(south) == []
    waits: list[str] = []
    hurried = south.settings.model_copy(update={"lake_patience_seconds": 0.1})
    with leases_of(hurried, lambda: None).alone(), pytest.raises(PassingError, match="CVM_LAKE_PATIENCE_SECONDS"):
        erase(hurried, request_of(tmp_path, 21), lambda step, *_: waits.append(step))
    assert waits == ["wait"]


def test_a_lake_is_searched_wherever_somebody_may_stand(place: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, store=place, lake_data=str(tmp_path / "data"))
    sought = Sought(marks_of(SECRETS[1:], KEY), KEY)

    def found() -> list[str]:
        return [one.removeprefix("lake build: ") for one in search_lake(settings, sought).found]

    def planted(*statements: str) -> None:
        with opened(build_database(settings), is_written=True) as connection:
            for statement in statements:
                connection.execute(statement)

    planted("create table plain as select 'nobody' as a", "create table theirs as from plain")
    assert found() == []
    planted(f"insert into theirs values ('{PSEUDONYM}')", "delete from theirs where a != 'nobody'")
    assert any(one.endswith(".parquet") for one in found()), "in a file of an earlier snapshot"
    assert {"ducklake_file_column_stats", "ducklake_table_column_stats"} <= {*found()}
    purge(settings, "build")
    assert not any(one.endswith(".parquet") for one in found())
    assert "ducklake_table_column_stats" in found(), "a table remembers the greatest value it ever held"
    planted("create or replace table theirs as from plain")
    purge(settings, "build")
    assert found() == []
    planted("call set_option('data_inlining_row_limit', 10)", f"insert into plain values ('{PSEUDONYM}')")
    assert any(one.startswith("ducklake_inlined_data") for one in found())
    planted("create or replace table plain as select 'nobody' as a")
    purge(settings, "build")
    assert found() == []
    (tmp_path / "data" / "build" / "notes.txt").write_text(f"{NUMBER[:1]}-{NUMBER[1:]}", encoding="utf-8")
    assert found() == ["notes.txt"], "the number is known by the mark of its pseudonym"


STEPS = [
    (erasing, "tell_lake", True),
    (in_lake, "_remove_rows", False),
    (in_lake, "_remove_rows", True),
    (in_lake, "remove_from_register", True),
    (at_home, "remove_reports", True),
    (in_lake, "_drop_built", True),
    (in_lake, "purge", False),
    (in_lake, "purge", True),
    (stages, "audit", False),
    (publications, "told_publicly", True),
    (store, "point_current", False),
    (in_lake, "withdraw", False),
    (in_lake, "withdraw", True),
    (in_lake, "remove_copies", True),
    (in_lake, "proved", True),
]


@LONG
@pytest.mark.parametrize(("module", "step", "then"), STEPS)
def test_whoever_runs_next_finishes_it(module: Any, step: str, then: bool, offices: tuple[House, House]) -> None:
    north, south = offices
    first, of_them = shelf(north.settings).ids
    with stand_ins(), patch.object(module, step, dying(then, getattr(module, step))), pytest.raises(Died):
        erase(south.settings, request_of(south.home.parent, PERSON))
    assert read_shared(north.settings).begun is not None
    with pytest.raises(PublicationErased, match="not finished"):
        rollback(north.settings, of_them)
    assert refreshed(north).is_published
    assert read_shared(north.settings).begun is None
    assert (in_lake_left(north), left(north, SECRETS)) == ({}, {})
    refreshed(south)
    assert left(south, SECRETS) == {} and is_in_line(south.settings)
    assert of_them not in shelf(north.settings).ids and first in shelf(north.settings).ids
    assert unconserved(north) == []


@LONG
def test_a_row_that_waits_in_another_home_is_counted_out_with_its_next_run(offices: tuple[House, House]) -> None:
    north, south = offices
    south.put({"wrong.csv": drop(1, LEARNERS, PERSON)["followups-1.csv"]})
    refreshed(south)
    (waiting,) = south.query("select count(*) from raw.quarantine")
    erased(north, PERSON)
    assert south.query("select count(*) from raw.quarantine") == [waiting], "only the south knows whose it is"
    assert refreshed(south).is_published, "what is counted has changed"
    assert south.query("select count(*) + 1 from raw.quarantine") == [waiting]
    assert (in_lake_left(south), left(south, SECRETS)) == ({}, {})
    assert unconserved(south) == []
    assert not refreshed(south).is_published
    refreshed(north)
    assert is_in_line(north.settings)


@LONG
def test_a_home_that_comes_to_a_lake_later_binds_it(offices: tuple[House, House], tmp_path: Path) -> None:
    """Whom it has erased before leaves the lake with its next run."""
    north, south = offices
    late = office(tmp_path / "late", str(north.options["store"]), tmp_path / "data")
    listed = replace(read_register(late.settings.erased_file), marks=marks_of(SECRETS[1:], KEY))
    write_register(late.settings.erased_file, replace(listed, key_fingerprint=KEY.fingerprint))
    late.put(drop(3, [31, 32]))
    assert refreshed(late).is_published
    assert in_lake_left(north) == {}
    refreshed(south)
    assert left(south, SECRETS) == {}


@LONG
def test_what_is_left_in_another_home_is_told_there(offices: tuple[House, House]) -> None:
    north, south = offices
    erased(north, PERSON)
    assert any(one.check == "erased" and "not followed" in one.seen for one in examine(south.settings))
    forgotten = south.home / "note.txt"
    forgotten.write_text(f"โทรหา {NUMBER}", encoding="utf-8")
    with pytest.raises(RunError, match=r"note\.txt"):
        refreshed(south)
    assert not is_in_line(south.settings)
    forgotten.unlink()
    refreshed(south)
    assert is_in_line(south.settings)


@LONG
def test_nobody_known_is_remembered_all_the_same(offices: tuple[House, House]) -> None:
    north, south = offices
    done = erased(north, 77)
    assert done.unknown_lines == (1,) and done.publication_id is None
    refreshed(south)
    south.put({"late.csv": drop(1, [77, 78])["graduates-1.csv"]})
    (told,) = (file for file in refreshed(south).files if file.path == "late.csv")
    assert told.rows_erased == 1
