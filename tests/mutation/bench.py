"""One fault at a time: a copy of the dbt project with it, built on a copy of a home, and whatever notices."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.settings import DBT_PROJECT_DIR
from tests.mutation.faults import Fault
from tests.oracle.comparison import as_of_run, differences
from tests.oracle.inputs import of_home
from tests.oracle.table import Table
from tests.oracle.tables import Oracle

_ARGUMENTS = (
    "--project-dir", ".", "--profiles-dir", ".", "--target-path", "target", "--log-level", "none",
    "--log-level-file", "none", "--no-version-check",
)  # fmt: skip
_FAULTY = ("--exclude-resource-type", "unit_test", "--select", "state:modified+", "--state", "../state")


class BenchError(Exception):
    """A fault that cannot be judged, or a project that is not clean without one."""


@dataclass(frozen=True)
class Verdict:
    """What noticed a fault: tests and contracts of dbt, and tables that differ from the oracle's, with a column."""

    fault: Fault
    tests: tuple[str, ...]
    tables: tuple[str, ...]

    @property
    def is_caught(self) -> bool:
        """Whether anything noticed."""
        return bool(self.tests or self.tables)


@dataclass(frozen=True)
class _Node:
    """What dbt did with a seed, a model or a test."""

    name: str
    kind: str
    status: str
    message: str

    @property
    def objects(self) -> bool:
        """A test that failed, or a table that its contract refuses, such as a NULL where none may be."""
        return self.status == "fail" or (self.status == "error" and "Constraint Error" in self.message)

    @property
    def is_broken(self) -> bool:
        """SQL that cannot be run: a slip of the seeded fault, which any build would notice."""
        return self.status == "error" and not self.objects


class Bench:
    """Judges faults on a home that was refreshed without one; writes only below its own folder."""

    def __init__(self, home: Path, folder: Path) -> None:
        """Parses the project and works the oracle's tables out, once for all faults.

        Raises:
            BenchError: a table of the home differs from the oracle's, so nothing could be said of a fault.
        """
        self._warehouse = home / "warehouse"
        self._home = folder / "home"
        self._project = folder / "dbt_project"
        shutil.copytree(DBT_PROJECT_DIR, self._project, ignore=shutil.ignore_patterns("target", "logs"))
        self._dbt("parse")
        shutil.copytree(self._project / "target", folder / "state")
        marts = self._warehouse / "mart.duckdb"
        oracle = Oracle(of_home(home, marts, as_of_run(home)))
        self._expected: Mapping[str, tuple[Table, pl.DataFrame]] = {
            table.name: (table, table.made()) for table in oracle.tables()
        }
        if wrong := self._different(marts, self._expected):
            raise BenchError(f"without a fault these differ from the oracle: {', '.join(wrong)}")

    def judge(self, fault: Fault) -> Verdict:
        """Builds what the fault touches, and asks the data tests and the oracle.

        Raises:
            BenchError: the fault does not apply, or the project cannot be built with it.
        """
        with self._seeded(fault):
            shutil.rmtree(self._home, ignore_errors=True)
            shutil.copytree(self._warehouse, self._home / "warehouse")
            results = self._dbt("build", *_FAULTY)
        if broken := [f"{one.name} ({one.message})" for one in results if one.is_broken]:
            raise BenchError(f"{fault.name}: cannot be built: {', '.join(broken)}")
        built = {one.name for one in results if one.kind == "model" and one.status == "success"}
        objections = tuple(sorted(one.name for one in results if one.objects))
        if not built and not objections:
            raise BenchError(f"{fault.name}: touches no model")
        rebuilt = [name for name in self._expected if name in built]
        return Verdict(fault, objections, self._different(self._home / "warehouse" / "mart.duckdb", rebuilt))

    @contextmanager
    def _seeded(self, fault: Fault) -> Iterator[None]:
        """The project with the fault in it, and then without."""
        path = self._project / fault.path
        sound = path.read_text(encoding="utf-8")
        if sound.count(fault.text) != 1 or fault.text == fault.replacement:
            raise BenchError(f"{fault.name}: its text occurs {sound.count(fault.text)} times in {fault.path}, not once")
        path.write_text(sound.replace(fault.text, fault.replacement), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(sound, encoding="utf-8")

    def _dbt(self, *command: str) -> list[_Node]:
        """What dbt ran."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        try:
            with _settings(self._home), chdir(self._project):
                outcome = dbtRunner().invoke([*command, *_ARGUMENTS])
        finally:
            DuckDBConnectionManager.close_all_connections()
        results: list[Any] = list(getattr(outcome.result, "results", None) or ())
        if outcome.exception is not None or not (outcome.success or results):
            raise BenchError(f"dbt {command[0]}: {outcome.exception}")
        return [
            _Node(str(one.node.name), str(one.node.resource_type), str(one.status), one.message or "")
            for one in results
        ]

    def _different(self, marts: Path, names: Mapping[str, object] | list[str]) -> tuple[str, ...]:
        """The tables that differ from the oracle's, each with the first thing that does."""
        wrong = []
        with duckdb.connect(str(marts), read_only=True) as connection:
            for name in names:
                table, expected = self._expected[name]
                found = differences(table, expected, connection.table(name).pl())
                if found:
                    wrong.append(found[0].split(":", 1)[0])
        return tuple(wrong)


@contextmanager
def _settings(home: Path) -> Iterator[None]:
    """Tells dbt's connection which home's files to attach."""
    before = {name: os.environ.get(name) for name in ("CVM_HOME", "DBT_SEND_ANONYMOUS_USAGE_STATS", "DBT_TARGET_PATH")}
    os.environ |= {"CVM_HOME": str(home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    os.environ.pop("DBT_TARGET_PATH", None)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
