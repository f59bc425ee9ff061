"""A part of the tables made anew where they stand, by the statements that dbt has compiled, with every data test.

The project is that of the last build, so every table is there with its columns, keys and words, and only rows change.
What is made of nothing that has changed stays as it is: a correction reaches few of the tables that it might reach.
A model is made in one transaction; whoever is interrupted leaves no build that counts as the last one, and the next one
begins from nothing (`pipelines.building.plan`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter

import duckdb

from pipelines.building.compiled import Statement
from pipelines.building.connection import attach, settle
from pipelines.building.plan import TEST, Node, Plan
from pipelines.building.results import NodeResult, failure_of
from pipelines.settings import Settings


def carry_out(plan: Plan, statements: Mapping[str, Statement], settings: Settings) -> tuple[NodeResult, ...]:
    """Make the models of a plan and judge them; what happened with each node, in that order.

    A model that comes out with the rows it had is no news to those that read it.

    Raises:
        BuildFailed: a model could not be made, or a test found rows; what comes after it is left undone.
    """
    done: list[NodeResult] = []
    news = set(plan.news)
    with duckdb.connect() as connection:
        attach(connection, settings)
        settle(connection)
        # each model is a transaction; what they write is folded into the files once, at the end
        connection.execute("set checkpoint_threshold = '1TB'")
        for node in _in_order(plan):
            if node.unique_id in plan.made_of and not plan.made_of[node.unique_id] & news:
                continue
            result, is_news = _carried_out(plan, node, statements[node.unique_id], connection)
            done.append(result)
            if result.status in ("error", "fail"):
                raise failure_of(tuple(done), "")
            if is_news:
                news.add(node.unique_id)
    return tuple(done)


def _in_order(plan: Plan) -> Iterator[Node]:
    """Each node after what it reads; the tests of a model before those that read it."""
    nodes = {node.unique_id: node for node in plan.nodes}
    sorter = TopologicalSorter({id: plan.made_of.get(id, node.reads) & nodes.keys() for id, node in nodes.items()})
    sorter.prepare()
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda id: (nodes[id].kind != TEST, id))
        yield from (nodes[id] for id in ready)
        sorter.done(*ready)


def _carried_out(
    plan: Plan, node: Node, statement: Statement, connection: duckdb.DuckDBPyConnection
) -> tuple[NodeResult, bool]:
    """What happened with a node, and whether a model has other rows now."""
    begun, is_news = time.perf_counter(), False
    is_inside = (statement.of if node.kind == TEST else node.unique_id) in plan.sliced
    predicates = plan.slices.predicates if plan.slices and is_inside else None
    status, failures, message = "success", 0, ""
    try:
        if node.kind == TEST:
            failures = _rows_found(statement.text(predicates), connection)
            status = "fail" if failures else "pass"
            message = f"{failures} rows" if failures else ""
        else:
            is_news = _make(statement, predicates, plan.predicate(node), connection)
    except duckdb.Error as error:
        status, message = "error", str(error)
    return NodeResult(node.unique_id, node.kind, status, time.perf_counter() - begun, failures, message), is_news


def _rows_found(test: str, connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute(f"select count(*) from (\n{test}\n)").fetchone()
    return int(found[0]) if found else 0


def _make(
    statement: Statement,
    predicates: Mapping[str, str] | None,
    inside: str | None,
    connection: duckdb.DuckDBPyConnection,
) -> bool:
    """Replace all rows of a model, or those inside; whether they differ from those that it had."""
    rows_inside = f"{statement.relation} as whole_row" + (f" where {inside}" if inside else "")
    connection.execute("begin")
    try:
        before = _hashes(rows_inside, connection)
        connection.execute(f"delete from {rows_inside}")
        if statement.is_python:
            connection.execute("set variable inside = ?", [predicates["rows"] if predicates else None])
            rows = _rows_of(statement.whole, connection)  # noqa: F841 - read by its name
            connection.execute(f"insert into {statement.relation} by name from rows")
        else:
            connection.execute(f"insert into {statement.relation} by name {statement.text(predicates)}")
        is_news = _hashes(rows_inside, connection) != before
        connection.execute("commit" if is_news else "rollback")
    except BaseException:
        connection.execute("rollback")
        raise
    return is_news


def _hashes(rows: str, connection: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
    """By which rows are compared, in whatever order they stand."""
    return connection.execute(
        f"select count(*), sum(hash(whole_row)), bit_xor(hash(whole_row)) from {rows}"
    ).fetchall()[0]


def _rows_of(code: str, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """What a model in Python returns, as dbt would call it."""
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 - the project's own model
    rows: duckdb.DuckDBPyRelation = names["model"](  # type: ignore[operator]
        names["dbtObj"](lambda relation: connection.query(f"from {relation}")),  # type: ignore[operator]
        connection,
    )
    return rows
