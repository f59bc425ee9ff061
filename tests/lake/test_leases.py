"""Leases of a lake: who must wait for whom, for how long, and what is said; a transaction that loses is done again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.errors import PassingError
from pipelines.settings import Settings
from pipelines.storing.leases import Leases, leases_of, retried
from tests.integration.drops import House
from tests.judging import quick
from tests.lake.loader import first, house_of
from tests.lakes import Postgres

LOST = "TransactionContext Error: Failed to commit DuckLake transaction.\nTransaction conflict - attempting to insert"


class _WhoKnowsNothing(House):
    """One that has looked at the register before the others loaded."""

    def known(self) -> dict[str, object]:
        return {}


def leases(store: str, waits: list[str]) -> Leases:
    return leases_of(Settings(store=store, lake_patience_seconds=0.1), lambda: waits.append("waits"))


def test_beside_sqlite_one_writes(tmp_path: Path) -> None:
    waits: list[str] = []
    one, other = (leases(f"ducklake:sqlite:{tmp_path}", waits) for _ in range(2))
    with one.loading("graduates"):
        with one.alone():  # it holds it already
            assert not waits
        with pytest.raises(PassingError, match="CVM_LAKE_PATIENCE_SECONDS"), other.loading("students"):
            pass
    assert waits == ["waits"]
    with other.alone():
        assert waits == ["waits"]


def test_in_postgres_those_who_load_wait_for_their_source_and_for_who_builds(postgres: Postgres) -> None:
    waits: list[str] = []
    store = postgres.new_store("leases")
    one, other = (leases(store, waits) for _ in range(2))
    with one.loading("graduates"):
        with other.loading("students"):
            assert not waits
        for wanted in (other.loading("graduates"), other.alone()):
            with pytest.raises(PassingError, match="CVM_LAKE_PATIENCE_SECONDS"), wanted:
                pass
    assert len(waits) == 2
    with one.alone(), pytest.raises(PassingError), other.loading("students"):
        pass
    with other.alone():
        assert len(waits) == 3


def test_a_lease_that_the_server_has_taken_back_is_missed(postgres: Postgres) -> None:
    held = leases(postgres.new_store("leases"), [])
    with held.alone():
        held.require()
        postgres.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
        with pytest.raises(PassingError, match="was restarted"):
            held.require()


def test_what_loses_is_done_again_and_what_fails_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    tries = []

    def losing(times: int, words: str) -> int:
        tries.append(times)
        if len(tries) <= times:
            raise duckdb.TransactionException(words)
        return len(tries)

    assert retried(lambda: losing(3, LOST)) == 4
    tries.clear()
    with pytest.raises(duckdb.TransactionException):
        retried(lambda: losing(3, "disk is full"))
    assert len(tries) == 1
    tries.clear()
    with pytest.raises(PassingError, match="20 times"):
        retried(lambda: losing(99, LOST))


def test_a_file_that_two_offices_sent_is_there_once(tmp_path: Path) -> None:
    store, data = f"ducklake:sqlite:{tmp_path / 'lake'}", tmp_path / "data"
    north, south = (house_of(tmp_path / name, store, data) for name in ("north", "south"))
    with quick():
        north.drop(first(1))
        told = _WhoKnowsNothing(south.home, south.options).drop(first(1))
    assert {(one.rows.rows_loaded, one.rows.rows_duplicate) for one in told.values()} == {(0, 1), (0, 12)}
    assert north.query("select count(*), count(replaced_by_load_id) from raw.graduates") == [(12, 0)]
    assert north.query("select count(*) from raw.files where rows_read != rows_loaded + rows_duplicate") == [(0,)]
