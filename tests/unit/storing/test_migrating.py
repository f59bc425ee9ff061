"""The tables of a home move into a lake and back: every value, type, comment and key of them, or nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cli.app import app
from pipelines.errors import RunError, UsageError
from pipelines.publishing.files import described_schema
from pipelines.settings import Settings
from pipelines.storing import migrating
from pipelines.storing.databases import FileDatabase, build_database, opened
from pipelines.storing.migrating import migrate
from tests.lakes import Postgres
from tests.profiles import LONG, examples

KEYS = {"figures": ["year", "college"], "nobody": ["id"]}
MART = """
    create table figures (
        year integer not null, college varchar not null, share decimal(38,4), counted_at timestamptz, day date,
        words varchar[], "odd name" double, is_open boolean, id uuid, primary key (year, college)
    );
    insert into figures values
        (2566, 'วิทยาลัย', 1234567890123456789012345678901234.5678, '2026-06-15 23:59:59.123456+07', '2026-02-28',
            ['ก', null, ''], 'nan', true, '6ecd8c99-4036-403d-bf84-cf8400f67836'),
        (2567, '', -0.0001, null, '1800-01-01', [], -0.0, null, null),
        (2568, 'ก''ข', null, null, null, null, null, false, null);
    comment on table figures is 'จำนวน ''คน'' / counts';
    comment on column figures."odd name" is 'ชื่อแปลก';
    create table nobody (id bigint primary key, note varchar);
"""
BUILD = """
    create schema raw; create schema staging;
    create table raw.sent as
        select range as row_number, 'แถว ' || range as name, hash(range)::varchar as key from range(3000);
    create table raw.figures as select 1 as one;
    create view staging.stg_sent as select * from build.raw.sent where row_number > 10;
    create view staging.counted as select count(*) as rows, any_value(f.year) as year
        from build.staging.stg_sent, mart.main.figures as f;
"""


def home_of(folder: Path) -> Settings:
    settings = Settings(home=folder / "home")
    settings.warehouse.mkdir(parents=True)
    with duckdb.connect() as connection:
        FileDatabase(settings.mart_db).attach(connection, "mart", is_written=True)
        FileDatabase(settings.build_db).attach(connection, "build", is_written=True)
        connection.execute(f"use mart; {MART} use build; {BUILD}")
    return settings


def aside(settings: Settings) -> list[Path]:
    """Move the files of an embedded home aside; their new places."""
    return [path.rename(path.with_suffix(".before")) for path in (settings.build_db, settings.mart_db)]


def schema_of(path: Path) -> Any:
    with duckdb.connect() as connection:
        FileDatabase(path).attach(connection, "mart", is_written=False)
        return described_schema(connection, "mart")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=LONG)])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"ducklake:sqlite:{tmp_path / 'lake'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_store("migrating")


def test_into_a_lake_and_back_everything_is_as_it_was(tmp_path: Path, lake: str) -> None:
    settings = home_of(tmp_path)
    there = migrate(settings, lake)
    assert {(one.database, one.proof.relation.name, one.proof.fingerprint.row_count) for one in there} == {
        ("mart", "figures", 3), ("mart", "nobody", 0), ("build", "sent", 3000), ("build", "figures", 1),
        ("build", "stg_sent", 2989), ("build", "counted", 1),
    }  # fmt: skip
    build, mart = aside(settings)
    of_lake = settings.model_copy(update={"store": lake})
    assert migrate(of_lake, "duckdb", keys=lambda: KEYS) == there
    assert schema_of(settings.mart_db) == schema_of(mart)
    assert [column for table in there for column in table.proof.relation.columns if column.comment == "ชื่อแปลก"]
    with duckdb.connect(str(settings.mart_db)) as connection, duckdb.connect(str(mart)) as before:
        query = 'select * exclude ("odd name", counted_at) from figures order by all'
        assert connection.execute(query).fetchall() == before.execute(query).fetchall()
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("insert into nobody values (1, null), (1, null)")
    assert not build.with_suffix(".duckdb.migrating").exists()


def test_a_migration_that_died_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, lake = home_of(tmp_path), f"ducklake:sqlite:{tmp_path / 'lake'}"
    copy, source = migrating._copy, [path.read_bytes() for path in (settings.build_db, settings.mart_db)]

    def dies(connection: Any, database: str, relation: Any, key: Any) -> None:
        if relation.name == "sent":
            raise KeyboardInterrupt
        copy(connection, database, relation, key)

    monkeypatch.setattr(migrating, "_copy", dies)
    with pytest.raises(KeyboardInterrupt):
        migrate(settings, lake)
    monkeypatch.undo()
    copied: list[str] = []

    def watched(connection: Any, database: str, relation: Any, key: Any) -> None:
        copied.append(f"{database}.{relation.name}")
        copy(connection, database, relation, key)

    monkeypatch.setattr(migrating, "_copy", watched)
    assert len(migrate(settings, lake)) == 6
    assert copied == ["build.figures", "build.sent", "build.stg_sent", "build.counted"]
    assert [path.read_bytes() for path in (settings.build_db, settings.mart_db)] == source


@LONG
def test_what_does_not_come_out_the_same_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, lake = home_of(tmp_path), f"ducklake:sqlite:{tmp_path / 'lake'}"
    copy = migrating._copy

    def loses(connection: Any, database: str, relation: Any, key: Any) -> None:
        copy(connection, database, relation, key)
        if relation.name == "sent":
            connection.execute("delete from build.raw.sent where row_number = 7")

    monkeypatch.setattr(migrating, "_copy", loses)
    with pytest.raises(RunError, match='"sent"'):
        migrate(settings, lake)
    monkeypatch.undo()
    with duckdb.connect() as connection:
        build_database(settings.model_copy(update={"store": lake})).attach(connection, "build", is_written=False)
        left = "select table_name from duckdb_tables() where database_name = 'build'"
        assert connection.execute(left).fetchall() == []
    assert len(migrate(settings, lake)) == 6


@LONG
def test_a_store_with_other_tables_the_same_store_and_an_empty_home_are_refused(tmp_path: Path) -> None:
    settings, lake = home_of(tmp_path), f"ducklake:sqlite:{tmp_path / 'lake'}"
    migrate(settings, lake)
    of_lake = settings.model_copy(update={"store": lake})
    with opened(build_database(of_lake), is_written=True) as connection:
        connection.execute("delete from raw.sent where row_number = 1")
    with pytest.raises(UsageError, match="holds other tables"):
        migrate(settings, lake)
    with pytest.raises(UsageError, match="holds other tables"):
        migrate(of_lake, "duckdb", keys=lambda: KEYS)
    with pytest.raises(UsageError, match="name another"):
        migrate(settings, "duckdb")
    with pytest.raises(UsageError, match="no tables"):
        migrate(Settings(home=tmp_path / "other"), lake)


@LONG
def test_the_command_tells_every_table_and_what_to_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings, lake = home_of(tmp_path), f"ducklake:sqlite:{tmp_path / 'lake'}"
    arguments = ["store", "migrate", "--to", lake, "--home", str(settings.home)]
    app([*arguments, "--lang", "th"], standalone_mode=False)
    told = capsys.readouterr().out
    assert "mart.main.figures" in told and f"CVM_STORE='{lake}'" in told and "เท่ากับต้นทาง" in told
    app([*arguments, "--json"], standalone_mode=False)
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert [one["rows"] for one in tables if one["name"] == "figures"] == [1, 3]


VALUES = {
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "varchar": st.text(st.characters(exclude_categories=["Cs"])),
    "double": st.floats(),
    "decimal(18,4)": st.decimals(-(10**13), 10**13, places=4).map(Decimal),
    "date": st.dates(),
    "timestamp": st.datetimes(),
    "varchar[]": st.lists(st.text("กขค'\"\0 ", max_size=3)),
    "boolean": st.booleans(),
}


@LONG
@examples(1)
@given(st.lists(st.fixed_dictionaries({kind: st.none() | values for kind, values in VALUES.items()}), max_size=40))
def test_any_value_is_proved_the_same(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]) -> None:
    folder = tmp_path_factory.mktemp("values")
    settings = Settings(home=folder)
    settings.warehouse.mkdir()
    columns = ", ".join(f'"{kind}" {kind}' for kind in VALUES)
    for path in (settings.build_db, settings.mart_db):
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create table held ({columns})")
            if rows:
                marks = ", ".join("?" for _ in VALUES)
                connection.executemany(
                    f"insert into held values ({marks})", [[row[kind] for kind in VALUES] for row in rows]
                )
    assert {one.proof.fingerprint.row_count for one in migrate(settings, f"ducklake:sqlite:{folder / 'lake'}")} == {
        len(rows)
    }
