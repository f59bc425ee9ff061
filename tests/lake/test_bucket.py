"""A lake in a bucket: loaded, published, read, kept and healed there, and closed to whoever has no key."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

import pipelines
from pipelines.errors import HouseError, PassingError, UsageError, unforeseen
from pipelines.publishing.connection import manifest_of
from pipelines.publishing.fingerprints import fingerprints
from pipelines.publishing.store import read_manifest
from pipelines.running.doctor import _databases
from pipelines.running.refresh import refresh
from pipelines.settings import SAMPLE_INBOX, Settings
from pipelines.storing import lake
from pipelines.storing.databases import build_database, opened
from pipelines.storing.healing import heal, missing_files
from pipelines.storing.keeping import keep
from pipelines.storing.lake import Lake
from pipelines.storing.migrating import migrate
from pipelines.storing.publications import fetch, put
from pipelines.storing.reading import open_side_by_side
from tests.buckets import Bucket, bucket
from tests.conftest import AS_OF
from tests.direct_builds import through_dbt
from tests.integration.drops import House
from tests.integration.terminal import content
from tests.judging import quick
from tests.lake.loader import corrected, first
from tests.lake.test_equal import held as held_of_all
from tests.lake.test_loaders import HALF_LOADED, alone, held
from tests.lakes import Postgres, new_lake
from tests.profiles import FULL, LONG
from tests.survival.escapes import ATTEMPTS
from tests.unit.storing.test_migrating import KEYS, aside, home_of
from tests.unit.storing.test_publications import folders, made

__all__ = ["bucket", "made"]

SECRET, NOTE = "the word that nobody may read", "for the office alone"


@pytest.fixture(params=["sqlite", "postgres"] if FULL else ["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path, open_bucket: Bucket) -> Iterator[str]:
    """A lake that nobody has made yet, beside a catalogue of this kind; its files will lie in the bucket."""
    yield from new_lake(request, tmp_path)


@pytest.fixture
def open_bucket(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """The bucket, and its key in the environment."""
    as_whom(monkeypatch, bucket.environment())
    return bucket


@pytest.fixture
def published(made: Settings, store: str, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home whose two publications are in the lake; its catalogue alone knows that the files lie in the bucket."""
    shutil.copytree(made.published, tmp_path / "home" / "published", symlinks=True)
    settings = Settings(home=tmp_path / "home", store=store, lake_data=bucket.place(tmp_path.name))
    for folder in folders(settings):
        put(settings, folder)
    monkeypatch.setenv("CVM_STORE", store)
    return Settings(home=settings.home)


def as_whom(monkeypatch: pytest.MonkeyPatch, told: dict[str, str]) -> None:
    """What the environment says of buckets, and nothing else of it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in told.items():
        monkeypatch.setenv(name, value)


def house_of(folder: Path, store: str, bucket: Bucket) -> House:
    """A home beside the lake; small batches, so that it loads often."""
    return House(folder / "home", {"batch_rows": 12, "store": store, "lake_data": bucket.place(folder.name)})


def test_what_is_loaded_lies_in_the_bucket(store: str, tmp_path: Path, bucket: Bucket) -> None:
    house = house_of(tmp_path, store, bucket)
    with quick():
        house.drop(first(1))
    assert house.query("select count(*) from raw.graduates") == [(12,)] and not house.query(HALF_LOADED)
    keys = bucket.keys(f"{tmp_path.name}/")
    assert keys and all(key.startswith(f"{tmp_path.name}/build/") for key in keys)


@LONG
def test_a_batch_whose_files_are_gone_is_loaded_again(store: str, tmp_path: Path, bucket: Bucket) -> None:
    house, prefix = house_of(tmp_path, store, bucket), f"{tmp_path.name}/"
    with quick():
        house.drop(first(1))
        before = bucket.keys(prefix)
        house.drop(corrected(1))
        gone = sorted({*bucket.keys(prefix)} - {*before})
        for key in gone:
            bucket.remove(key)
        build = Lake.of(house.settings).database("build")
        assert missing_files(build) == [f"s3://lake/{key}" for key in gone] != []
        assert heal(house.settings) and not missing_files(build) and not house.query(HALF_LOADED)
        house.drop({})
    assert held(house) == alone(tmp_path, [1])


@LONG
def test_a_refresh_into_a_bucket_makes_what_files_hold(
    sample_home: Path, postgres: Postgres, open_bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample, through to what is published; and from the bucket into files again, which migrating proves."""
    settings = Settings(
        home=tmp_path / "home",
        inbox_dir=SAMPLE_INBOX,
        store=postgres.new_store("refreshed"),
        lake_data=open_bucket.place(tmp_path.name),
    )
    with through_dbt():
        assert refresh(settings, AS_OF).is_published
    assert held_of_all(settings) == held_of_all(Settings(home=sample_home))
    monkeypatch.setenv("CVM_STORE", settings.store)
    for which in ("internal", "public"):
        with pipelines.connect(settings.home, which) as connection:
            tables = manifest_of(connection)["files"][f"{which}.duckdb"]["tables"]
            found = fingerprints(connection, which, tables)
        assert {name: one.described() for name, one in found.items()} == tables
    monkeypatch.delenv("CVM_STORE")
    assert content(settings.home) == content(sample_home)
    assert {one.database for one in migrate(settings, "duckdb")} >= {"build", "mart"}
    assert not (settings.home / "lake").exists()
    lake._shared.cache_clear()


@LONG
def test_tables_move_into_a_bucket_and_back(store: str, tmp_path: Path, bucket: Bucket) -> None:
    settings = home_of(tmp_path).model_copy(update={"lake_data": bucket.place(tmp_path.name)})
    there = migrate(settings, store)
    assert there and parquet(bucket, f"{tmp_path.name}/mart/")
    aside(settings)
    assert migrate(settings.model_copy(update={"store": store}), "duckdb", keys=lambda: KEYS) == there


@LONG
def test_publications_are_kept_and_brought_from_the_bucket(published: Settings, bucket: Bucket, tmp_path: Path) -> None:
    prefix = tmp_path.name
    bucket.write(f"{prefix}/public/main/beside.txt", b"not of a lake")
    kept = keep(published.model_copy(update={"lake_file_days": 0}), pytest.fail)
    assert [one.catalogue for one in kept] == ["internal", "public"]
    assert all(one.files == len(parquet(bucket, f"{prefix}/{one.catalogue}")) and one.bytes > 0 for one in kept)
    assert fetch(Settings(home=tmp_path / "other")) == read_manifest(folders(published)[1])
    for folder in folders(published):
        tables = read_manifest(folder)["files"]["internal.duckdb"]["tables"]
        with pipelines.connect(published.home, "internal", folder.name) as connection:
            found = fingerprints(connection, "internal", tables)
        assert {name: one.described() for name, one in found.items()} == tables
    before, after = (folder.name for folder in folders(published))
    with open_side_by_side(published, {"before": before, "after": after}) as connection:
        told = "select sum(seeking) from {}.main.employment_one_year"
        assert connection.execute(f"({told} except {told})".format("before", "after")).fetchall()


def test_a_key_opens_no_more_than_its_policy_says(
    published: Settings, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {key.split("/")[1] for key in bucket.keys(f"{tmp_path.name}/")} == {"internal", "public"}
    as_whom(monkeypatch, bucket.environment(bucket.reader))
    with pipelines.connect(published.home, "public") as connection:
        assert connection.execute("select count(*) from dim_college").fetchall() == [(3,)]
    with pytest.raises(PassingError, match=r"does not open .*/internal/"):
        pipelines.connect(published.home)
    public = opened(Lake.of(published).database("public"), is_written=True)
    with public as connection, pytest.raises(duckdb.HTTPException, match="403") as refused:
        connection.execute("create table mine as select 1 as a")
    assert "the bucket of the lake" in unforeseen(refused.value).message_en


def parquet(bucket: Bucket, prefix: str) -> list[str]:
    return [key for key in bucket.keys(prefix) if key.endswith(".parquet")]


def test_nothing_escapes_from_a_connection_to_a_bucket(
    published: Settings, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is one that could do everything: it is the connection that is closed."""
    prefix = tmp_path.name
    (tmp_path / "secret.csv").write_text(f"{SECRET}\n", encoding="utf-8")
    bucket.write(f"{prefix}-beside/secret.csv", SECRET.encode())
    monkeypatch.setenv("SECRET_WORD", SECRET)
    before, inside = bucket.keys(""), parquet(bucket, f"{prefix}/internal/main/office_notes")[0]
    with pipelines.connect(published.home, "public") as connection:
        known: dict[str, Any] = {
            "c": connection,
            "duckdb": duckdb,
            "SECRET": str(tmp_path / "secret.csv"),
            "FOLDER": str(tmp_path),
            "OUT": str(tmp_path / "out"),
            "INTERNAL": str(tmp_path / "lake" / "internal.sqlite"),
            "BUCKET": bucket.place(prefix),
            "BESIDE": f"{bucket.place(prefix)}-beside/secret.csv",
            "INSIDE": f"s3://lake/{inside}",
            "WITHIN": inside.removeprefix(f"{prefix}/"),
            "KEY": bucket.loader.secret,
        }
        usual = [one for one in ATTEMPTS if "DATABASE" not in one and "type sqlite" not in one]  # which SQLite's may
        for attempt in (*usual, *_OF_A_BUCKET):
            try:
                answer = f"answered {eval(attempt, known)}"
            except Exception as error:
                answer = f"refused {error}"
            if answer.startswith("answered") and "duckdb_secrets" not in attempt:
                assert answer in ("answered []", "answered None"), (attempt, answer)
            assert not any(word in answer for word in (SECRET, NOTE, bucket.loader.secret)), attempt
    assert bucket.keys("") == before
    assert not (tmp_path / "out").exists() and not list(tmp_path.rglob("stored_secrets"))


_OF_A_BUCKET = (
    'c.execute("from duckdb_secrets()").fetchall()',
    'c.execute("from duckdb_secrets(redact = false)").fetchall()',
    "c.execute(f\"from read_parquet('{INSIDE}')\").fetchall()",
    "c.execute(f\"from read_parquet('{BUCKET}/public/../{WITHIN}')\").fetchall()",
    "c.execute(f\"from read_parquet('{BUCKET}/public/%2e%2e/{WITHIN}')\").fetchall()",
    "c.execute(f\"from read_parquet('{INSIDE.replace('s3://', 's3a://')}')\").fetchall()",
    "c.execute(f\"from read_text('{BESIDE}')\").fetchall()",
    "c.execute(f\"from glob('{BUCKET}/internal/**')\").fetchall()",
    "c.execute(f\"from glob('{BUCKET}/public/../internal/**')\").fetchall()",
    "c.execute(f\"copy (select 1) to '{BUCKET}/internal/mine.parquet'\").fetchall()",
    "c.execute(f\"attach '{BUCKET}/internal/mine.duckdb' as mine\").fetchall()",
    "c.execute(\"set s3_endpoint = '127.0.0.1:1'\").fetchall()",
    "c.execute(\"create persistent secret mine (type s3, key_id 'a', secret 'b')\").fetchall()",
)


def test_a_bucket_that_does_not_open_is_told(
    store: str, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path, store=store, lake_data=bucket.place(tmp_path.name))
    (tmp_path / "inbox").mkdir()
    as_whom(monkeypatch, bucket.environment() | {"AWS_SECRET_ACCESS_KEY": "wrong-0123"})
    with pytest.raises(PassingError, match=r"does not open .* to this key"):
        refresh(settings, date(2026, 6, 15))
    (found, *others) = _databases(settings)
    assert found.is_well and found.seen.endswith("not made yet") and len(others) == 3  # nothing was made by half
    as_whom(monkeypatch, bucket.environment())
    with opened(build_database(settings), is_written=True) as connection:
        connection.execute("create table kept as select 1 as a")
    for told, kind, expected in _CLOSED:
        lake._shared.cache_clear()
        as_whom(monkeypatch, bucket.environment() | told)
        with pytest.raises(kind, match=expected) as refused, opened(build_database(settings)):
            pytest.fail("it opens")
        assert not {"wrong-0123", bucket.loader.secret} & {*str(refused.value).replace("//", " ").split()}
        (found,) = _databases(settings)
        assert not found.is_well and f"{found.remedy_th} / {found.remedy_en}" == str(refused.value)
    as_whom(monkeypatch, bucket.environment())
    with opened(build_database(settings)) as connection:
        assert connection.execute("from kept").fetchall() == [(1,)]


_CLOSED: tuple[tuple[dict[str, str], type[HouseError], str], ...] = (
    ({"AWS_SECRET_ACCESS_KEY": "wrong-0123"}, PassingError, "does not open .* to this key"),
    ({"AWS_ACCESS_KEY_ID": "wrong-0123"}, PassingError, "does not open .* to this key"),
    ({"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"}, PassingError, "cannot be reached"),
    ({"AWS_ENDPOINT_URL_S3": "http://wrong-0123@127.0.0.1:1"}, UsageError, "has to be https://HOST"),
    ({"AWS_ACCESS_KEY_ID": ""}, UsageError, "set AWS_ACCESS_KEY_ID"),
)


@pytest.mark.parametrize(
    "place",
    [
        "s3://AKIA:wrong-0123@lake/cvm",
        "s3://lake/cvm?secret=wrong-0123",
        "s3://lake/../cvm",
        "gs://lake/cvm",
        "/srv/lake password=wrong-0123",
    ],
)
def test_no_key_belongs_into_the_place(tmp_path: Path, place: str) -> None:
    settings = Settings(home=tmp_path, store=f"ducklake:sqlite:{tmp_path / 'lake'}", lake_data=place)
    with pytest.raises(UsageError, match="CVM_LAKE_DATA") as refused:
        Lake.of(settings)
    assert "0123" not in str(refused.value)
