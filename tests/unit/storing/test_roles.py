"""On Postgres each role reads what is its own and nothing else, and nothing escapes from a connection to a lake."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

import pipelines
from pipelines.errors import PassingError, UsageError
from pipelines.publishing.store import kept_ids
from pipelines.settings import Settings
from pipelines.storing.publications import put
from pipelines.storing.roles import make_roles
from tests.lakes import Postgres
from tests.survival.escapes import ATTEMPTS
from tests.unit.storing.test_publications import made

__all__ = ["made"]

SECRET = "the word that nobody may read"
NOTE = "for the office alone"


@pytest.fixture(scope="module")
def shared(made: Settings, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home whose first publication is in a lake on Postgres, with the roles made twice; the data lie apart."""
    folder = tmp_path_factory.mktemp("roles")
    home = folder / "home"
    shutil.copytree(made.published, home / "published", symlinks=True)
    settings = Settings(home=home, store=postgres.new_store("roles"), lake_data=str(folder / "data"))
    make_roles(settings)
    put(settings, settings.published / kept_ids(settings.published)[0])
    make_roles(settings)
    for role in ("cvm_loader", "cvm_internal_reader", "cvm_public_reader"):
        postgres.execute(f"alter role {role} login")
    return settings


def _as(settings: Settings, monkeypatch: pytest.MonkeyPatch, role: str) -> Settings:
    store = settings.store.replace("user=cvm", f"user={role}")
    monkeypatch.setenv("CVM_STORE", store)
    return settings.model_copy(update={"store": store})


def test_each_role_does_what_is_its_own(shared: Settings, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = _as(shared, monkeypatch, "cvm_loader")
    put(loader, loader.published / kept_ids(loader.published)[1])  # tables made now belong to the readers' grants too
    _as(shared, monkeypatch, "cvm_internal_reader")
    with pipelines.connect(shared.home) as connection:
        assert connection.execute("select note from office_notes").fetchall() == [(NOTE,)]
    _as(shared, monkeypatch, "cvm_public_reader")
    with pipelines.connect(shared.home, "public") as connection:
        assert connection.execute("select count(*) from dim_college").fetchall() == [(3,)]
    with pytest.raises(PassingError, match="its user may enter"):
        pipelines.connect(shared.home)
    inside = postgres.execute("select tablename from pg_tables where schemaname = 'cvm_internal'", "roles")
    assert len(inside) > 20
    refused = [
        *(f"select count(*) from cvm_internal.{name}" for (name,) in inside),
        "select count(*) from cvm_build.ducklake_table",
        "delete from cvm_public.ducklake_snapshot",
        "create table cvm_public.mine (a int)",
        "create table public.mine (a int)",
        "create schema mine",
        "create temporary table mine (a int)",
    ]
    for statement in refused:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            postgres.execute(statement, "roles", "cvm_public_reader")
    for statement in refused[-5:]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            postgres.execute(statement, "roles", "cvm_internal_reader")


def test_roles_are_for_postgres_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Postgres alone"):
        make_roles(Settings(home=tmp_path, store=f"ducklake:sqlite:{tmp_path}"))


def test_the_folder_of_the_exact_tables_is_closed_to_others(shared: Settings) -> None:
    data = Path(str(shared.lake_data))
    modes = {folder.name: folder.stat().st_mode & 0o777 for folder in data.iterdir()}
    assert modes == {"build": 0o750, "mart": 0o750, "internal": 0o750, "public": 0o755}
    if os.geteuid() == 0:
        for name, is_open in (("internal", False), ("public", True)):
            whoever: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            listed = subprocess.run(["ls", "."], cwd=data / name, capture_output=True, check=False, **whoever)
            assert (listed.returncode == 0) is is_open, name


def test_nothing_escapes_from_a_lake(shared: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _as(shared, monkeypatch, "cvm_public_reader")
    monkeypatch.setenv("SECRET_WORD", SECRET)
    (tmp_path / "secret.csv").write_text(f"{SECRET}\n", encoding="utf-8")
    data = Path(str(shared.lake_data))
    before = _files(data)
    monkeypatch.chdir(tmp_path)
    with pipelines.connect(shared.home, "public") as connection:
        for number, attempt in enumerate((*(one for one in ATTEMPTS if "DATABASE" not in one), *_OF_A_LAKE)):
            inside = next((data / "internal" / "main" / "employment_rates").glob("*.parquet"), data)
            known: dict[str, Any] = {
                "c": connection,
                "duckdb": duckdb,
                "SECRET": str(tmp_path / "secret.csv"),
                "FOLDER": str(tmp_path),
                "OUT": str(tmp_path / f"out{number}"),
                "INTERNAL": shared.store.removeprefix("ducklake:postgres:"),
                "INSIDE": str(inside),
            }
            try:
                answer = f"answered {eval(attempt, known)}"
            except Exception as error:
                answer = f"refused {error}"
            if answer.startswith("answered"):
                assert answer in ("answered []", "answered None"), (attempt, answer)
            assert SECRET not in answer, attempt
            assert NOTE not in answer, attempt
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert _files(data) == before


def _files(data: Path) -> dict[Path, bytes]:
    """Every file; a table that is refused leaves an empty folder where whoever asks may write there."""
    return {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}


_OF_A_LAKE = (
    "c.execute(f\"from read_parquet('{INSIDE}')\").fetchall()",
    "c.execute(f\"attach 'ducklake:postgres:{INTERNAL}' as i (metadata_schema 'cvm_internal')\").fetchall()",
    "c.execute(f\"attach '{INTERNAL}' as i (type postgres)\").fetchall()",
    "c.execute(\"from postgres_query('__ducklake_metadata_public', 'select * from cvm_internal.ducklake_table')\")"
    ".fetchall()",
    "c.execute(\"call postgres_execute('__ducklake_metadata_public', 'create table mine (a int)')\").fetchall()",
    'c.execute("delete from __ducklake_metadata_public.cvm_public.ducklake_snapshot").fetchall()',
    'c.execute("delete from store.switches").fetchall()',
    "c.execute(\"call ducklake_expire_snapshots('public', older_than => now())\").fetchall()",
)
