"""Offices that share a lake, with tables and publications that are stand-ins: they hold whoever stands in `raw`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import duckdb
import polars as pl

from pipelines.contracts import Contract
from pipelines.erasing.erase import Erasure, erase
from pipelines.erasing.request import Request, read_request
from pipelines.publishing import store
from pipelines.publishing.log import LogRows
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.running import stages
from pipelines.running.refresh import refresh
from pipelines.running.reports import RefreshReport
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, mart_database, opened
from tests.conftest import AS_OF
from tests.integration.drops import House
from tests.integration.people import followed, roster, sent
from tests.integration.searching import Search
from tests.judging import quick
from tests.made_files import rows as made
from tests.made_files.readings import contracts
from tests.made_files.rows import code, national_id, student_id

KEY = Pseudonyms(b"a key of the tests")


def secrets_of(college: int, person: int) -> list[str]:
    """Everything by which somebody may be known."""
    student = KEY.of("student", pl.Series([f"{code(college)}\x1f{student_id(person)}"]))[0]
    return [national_id(person), str(KEY.of("person", pl.Series([national_id(person)]))[0]), str(student)]


LEARNERS = sorted(range(1, 7), key=lambda one: secrets_of(1, one)[1], reverse=True)
PERSON = LEARNERS[0]
"""One whose pseudonym is the greatest of all: a catalogue tells of it beside the rows."""
PEOPLE = "select student_key, person_key from raw.graduates order by all"
TABLES = ("graduates", "followups", "quarantine", "files")


def office(home: Path, store: str, data: Path) -> House:
    """A home that works in a lake."""
    return House(home, {"store": store, "lake_data": str(data), "max_quarantined_share": 0.9})


def drop(college: int, people: list[int], waiting: int | None = None) -> dict[str, bytes]:
    """What a college sends of some people; a row of one of them is not taken, and is reported."""
    wrong = {"สถานะการติดตาม": "no outcome"}
    return {
        f"register-{college}.csv": sent([made.college(college)]),
        f"graduates-{college}.csv": sent(roster(college, people)),
        f"followups-{college}.csv": sent(
            followed(college, people) + followed(college, [waiting or people[-1]], 2, wrong)
        ),
    }


def request_of(folder: Path, *people: int) -> Request:
    """As a file names them."""
    path = folder / "persons.txt"
    path.write_text("\n".join(map(national_id, people)), encoding="utf-8")
    return read_request(path)


def erased(house: House, *people: int) -> Erasure:
    """These persons, by the command of an office."""
    with stand_ins():
        return erase(house.settings, request_of(house.home.parent, *people))


def refreshed(house: House) -> RefreshReport:
    """The next run of an office."""
    with stand_ins():
        return refresh(house.settings, AS_OF)


def left(house: House, secrets: list[str]) -> dict[str, set[str]]:
    """Where in a home, its inbox apart, they are found."""
    with patch("tests.integration.searching.LEFT_TO_THE_SENDER", ("inbox",)):
        return Search(secrets).found_under(house.home)


def left_in_lake(*folders: Path, secrets: list[str]) -> dict[str, set[str]]:
    """Where in the folders of a lake, catalogues of SQLite included, they are found."""
    return {name: found for folder in folders for name, found in Search(secrets).found_under(folder).items()}


def kept(house: House) -> dict[str, list[str]]:
    """What the lake holds, without the day and the run."""
    of_run = ("run_id", "load_id", "loaded_at", "batch", "replaced_by_load_id", "project_fingerprint")
    told = {}
    with opened(build_database(house.settings), is_written=True) as connection:
        for table in TABLES:
            frame = connection.execute(f"from raw.{table}").pl()
            told[table] = sorted(map(str, frame.drop(name for name in frame.columns if name in of_run).rows()))
    return told


@contextmanager
def stand_ins() -> Iterator[None]:
    """Instead of dbt, the audit and the real publication."""
    with (
        quick(),
        patch("pipelines.running.run.load_contracts", _contracts),
        patch("pipelines.building.marts.build_marts", _build),
        patch("pipelines.publishing.publication.publish", _publish),
        patch("pipelines.publishing.disclosure.disclosure_meta_from_manifest", lambda path: None),
        patch("pipelines.running.work._cross_source_faults", lambda settings: {}),
        patch("pipelines.running.refresh.does_date_matter", lambda *_: False),
        patch.object(stages, "audit", lambda run: None),
    ):
        yield


def _contracts() -> dict[str, Contract]:
    """Few sources, for every table costs a lake some milliseconds with every change."""
    return {source: contracts()[source] for source in ("colleges", "graduates", "followups")}


def _build(settings: Settings, *, is_full: bool = False) -> Any:
    """A table of `build` and one of `mart`, brought up to `raw` as a lake's are: the tables stay, their rows change."""
    with opened(build_database(settings), is_written=True) as connection:
        rows = connection.execute(PEOPLE).pl()
        connection.register("arriving", rows)
        connection.execute("create schema if not exists intermediate")
        _filled(connection, "intermediate.people")
    with opened(mart_database(settings), is_written=True) as connection:
        connection.register("arriving", rows)
        _filled(connection, "main.people")
    return SimpleNamespace(plan=SimpleNamespace(published=None, changed_marts=None), warnings=())


def _filled(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(f"create table if not exists {table} (student_key varchar, person_key varchar)")
    connection.execute(f"delete from {table}")
    connection.execute(f"insert into {table} from arriving")


def _publish(
    settings: Settings, info: Any, meta: Any, inputs: Any, audit: Any, changed: Any, beside: Any, hand_over: Any
) -> Any:
    published_id = store.next_id(settings.published, info.published_at)
    folder = store.building_folder(settings.published, published_id)
    with opened(mart_database(settings)) as connection:
        persons = connection.execute("from main.people order by all").pl()
    for name, rows in ((store.INTERNAL_FILE, persons), (store.PUBLIC_FILE, persons.select(pl.len().alias("people")))):
        with duckdb.connect(folder / name) as connection:
            connection.register("rows_of_it", rows)
            connection.execute("create table people as from rows_of_it")
    persons.clear().write_parquet(folder / store.HIDDEN_FILE)
    tables = {"tables": {"people": {"content_hash": hashlib.sha256(repr(persons.rows()).encode()).hexdigest()}}}
    manifest: dict[str, Any] = {
        "publication_id": published_id,
        "published_at": info.published_at.isoformat(),
        "as_of": info.as_of.isoformat(),
        "run_id": info.run_id,
        "previous_publication_id": store.current_id(settings.published),
        "state_fingerprint": info.state_fingerprint,
        "rows_erased": info.rows_erased,
        "inputs": inputs,
        "files": {store.INTERNAL_FILE: tables, store.PUBLIC_FILE: tables},
        "disclosure": {},
    }
    (folder / store.MANIFEST_FILE).write_text(json.dumps(manifest), encoding="utf-8")
    store.complete(folder, published_id)
    hand_over(settings.published / published_id)
    store.point_current(settings.published, published_id)
    log = LogRows(log=[{"publication_id": published_id, "published_at": info.published_at}])
    return SimpleNamespace(
        publication_id=published_id, log_rows=log, manifest=manifest, tables={}, own_changes=[], anew_because=None
    )
