"""Whole builds that run dbt's statements without dbt, for tests that are about something else than dbt.

dbt takes some 50 milliseconds of its own for each of its nodes, whatever they hold. The first whole build goes through
dbt; those after it run the same statements, as dbt has written them down. That every table is the same is proved on the
sample (`tests/integration/test_dbt.py`). Builds of a part go through dbt always.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import duckdb
import polars as pl
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from dbt.cli.main import dbtRunner

from pipelines.building.warehouse_files import Plugin
from pipelines.settings import DBT_PROJECT_DIR

_DROPPED = re.compile(r"\s*drop (?:table|view)(?: if exists)? (\S+);")
_WORDS = """
    select 'comment on table ' || {0} || ' is ''' || replace(comment, '''', '''''') || ''';'
    from duckdb_tables() where database_name = 'mart' and comment is not null
    union all
    select 'comment on column ' || {0} || '.' || column_name || ' is ''' || replace(comment, '''', '''''') || ''';'
    from duckdb_columns() where database_name = 'mart' and comment is not null
""".format("database_name || '.' || schema_name || '.' || table_name")


@dataclass(frozen=True)
class _Project:
    """What dbt has built: its nodes in an order in which they can be made, the seeds, and the words of the tables."""

    nodes: Sequence[Any]
    statements: dict[str, str]
    seeds: dict[str, pl.DataFrame]
    words: str


_KNOWN: dict[str, _Project] = {}


@dataclass
class _Runner:
    """Stands where `dbtRunner` stands."""

    manifest: Any = None
    callbacks: list[Any] = field(default_factory=list)

    def invoke(self, arguments: list[str]) -> Any:
        """A whole build directly, if dbt has made one of the same project in this process; else as dbt does it."""
        is_whole = arguments[0] == "build" and "--select" not in arguments
        key = _key(self.manifest) if is_whole else ""
        if key in _KNOWN:
            with _connected() as connection:
                results = [_made(_KNOWN[key], node, connection) for node in _KNOWN[key].nodes]
                connection.execute(_KNOWN[key].words)
            is_good = all(result.status in ("success", "pass") for result in results)
            return SimpleNamespace(exception=None, success=is_good, result=SimpleNamespace(results=results))
        outcome = dbtRunner(self.manifest, callbacks=self.callbacks).invoke(arguments)
        if is_whole and outcome.success:
            DuckDBConnectionManager.close_all_connections()
            with _connected() as connection:
                _KNOWN[key] = _written_down([result.node for result in outcome.result.results], connection)
        return outcome


@contextmanager
def directly() -> Iterator[None]:
    """Whole builds directly."""
    with patch("dbt.cli.main.dbtRunner", _Runner):
        yield


@contextmanager
def through_dbt() -> Iterator[None]:
    """Every build as dbt does it; what it writes down is known afterwards."""
    before = _KNOWN.copy()
    _KNOWN.clear()
    yield
    _KNOWN.update(before | _KNOWN)


def told() -> bytes:
    """What this process knows, for others to listen to."""
    return pickle.dumps(_KNOWN)


def listen(heard: bytes) -> None:
    """Know what another process has told."""
    _KNOWN.update(pickle.loads(heard) | _KNOWN)


def _key(manifest: Any) -> str:
    """Differs between projects that differ in any node or macro."""
    nodes = sorted(f"{node.unique_id} {node.checksum.checksum} {node.config}" for node in manifest.nodes.values())
    macros = sorted(f"{macro.unique_id} {macro.macro_sql}" for macro in manifest.macros.values())
    return "\n".join([str(DBT_PROJECT_DIR), *nodes, *macros])


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        Plugin.configure_connection(None, connection)  # type: ignore[arg-type]
        connection.execute("set TimeZone = 'Asia/Bangkok'")  # as dbt's profile does
        yield connection


def _relation(node: Any) -> str:
    return f'"{node.database}"."{node.schema}"."{node.name}"'


def _written_down(nodes: Sequence[Any], connection: duckdb.DuckDBPyConnection) -> _Project:
    """What dbt has run, from the files it has written, and the seeds as they stand in the home that it has built."""
    by_id = {node.unique_id: _plain(node) for node in nodes}
    order = TopologicalSorter({id_: set(node.depends_on_nodes) & by_id.keys() for id_, node in by_id.items()})
    statements = {
        node.unique_id: (DBT_PROJECT_DIR / node.build_path).read_text(encoding="utf-8")
        for node in nodes
        if node.resource_type != "seed"
    }
    seeds = {
        id_: connection.sql(f"from {_relation(node)}").pl()
        for id_, node in by_id.items()
        if node.resource_type == "seed"
    }
    words = "".join(statement for (statement,) in connection.execute(_WORDS).fetchall())
    return _Project([by_id[id_] for id_ in order.static_order()], statements, seeds, words)


def _plain(node: Any) -> Any:
    """What is asked of a node here and by those who read the results."""
    names = ("unique_id", "resource_type", "database", "schema", "name", "alias", "language", "depends_on_nodes")
    config = SimpleNamespace(materialized=str(node.config.materialized))
    return SimpleNamespace(**{name: getattr(node, name, None) for name in names}, config=config)


def _made(project: _Project, node: Any, connection: duckdb.DuckDBPyConnection) -> Any:
    """One node made or judged, and what dbt would tell of it."""
    status, failures = "success", 0
    if node.resource_type == "test":
        rows = connection.execute(project.statements[node.unique_id]).fetchall()
        ((failures, _, is_failed),) = rows
        status = "fail" if is_failed else "pass"
    else:
        connection.execute(f"create schema if not exists {node.database}.{node.schema}")
        if node.config.materialized != "view":
            connection.execute(f"drop table if exists {_relation(node)}")
        if node.resource_type == "seed":
            seed = project.seeds[node.unique_id]  # noqa: F841 - read by its name
            connection.execute(f"create table {_relation(node)} as from seed")
        elif node.language == "python":
            LocalEnvironment.run_python_job(
                connection,
                lambda relation: connection.query(f"select * from {relation}"),
                node.alias,
                project.statements[node.unique_id],
                None,
            )
        else:
            statement = _DROPPED.sub("", project.statements[node.unique_id], count=1)
            connection.execute(statement.replace("create view", "create or replace view", 1))
    return SimpleNamespace(
        node=node, status=status, execution_time=0.0, failures=failures, message="a test failed" if failures else ""
    )
