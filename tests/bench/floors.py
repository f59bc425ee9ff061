"""Floors that the house is measured against: reading the files and nothing else, dbt's SQL run without dbt, and the
rules of the contracts as plain SQL.

Run as `python -m tests.bench.floors read INBOX`, `… sql HOME` or `… checks HOME`; prints the seconds of the work alone
as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.building.parsed import TARGET
from pipelines.contracts import Contract, Rule, load_contracts, rules_of
from pipelines.contracts.model import ARRIVED_ON
from pipelines.contracts.rules import BETWEEN, IN_SET, MATCH, NOT_NULL, NULL, UNIQUE, UNIQUE_KEY
from tests.bench.processes import AS_OF


def bare_reading(inbox: Path) -> float:
    """Seconds to decode and split every file of an inbox into cells, without looking at one."""
    import csv
    import io

    import fastexcel

    started = time.perf_counter()
    for path in sorted(inbox.rglob("*")):
        if path.suffix in (".csv", ".tsv"):
            content = path.read_bytes()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp874")
            delimiter = max(",;\t", key=text.count)
            list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        elif path.suffix in (".xlsx", ".xls"):
            try:
                workbook = fastexcel.read_excel(path)
            except fastexcel.FastExcelError:
                continue
            for name in workbook.sheet_names:
                workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()
    return time.perf_counter() - started


def compiled_sql(home: Path) -> float:
    """Seconds to run the compiled models and tests of the last build directly in DuckDB, on copies of its files."""
    manifest = json.loads((TARGET / "manifest.json").read_text(encoding="utf-8"))
    built = json.loads((TARGET / "run_results.json").read_text(encoding="utf-8"))["results"]
    ids = {result["unique_id"] for result in built}
    nodes = [
        node
        for id_, node in manifest["nodes"].items()
        # what a model in Python made stands in the copies
        if id_ in ids and node["resource_type"] in ("model", "test") and node.get("language") != "python"
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("build", "mart"):
            shutil.copy(home / "warehouse" / f"{name}.duckdb", Path(folder) / f"{name}.duckdb")
        with duckdb.connect() as connection:
            connection.execute("set threads = 2")
            for name in ("build", "mart"):
                connection.execute(f"attach '{folder}/{name}.duckdb' as {name}")
            statements = [statement for node in _in_order(nodes) if (statement := _statement(node))]
            started = time.perf_counter()
            for statement in statements:
                connection.execute(statement).fetchall()
            return time.perf_counter() - started


def plain_checks(home: Path) -> float:
    """Seconds to count, in one query for each landed batch, the rows that fail each rule of its contract."""
    contracts = load_contracts()
    landed = sorted((home / "landing").glob("*/*.parquet"))
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        started = time.perf_counter()
        for path in landed:
            connection.execute(failures(contracts[path.parent.name], rules_of(contracts[path.parent.name]), path))
            connection.fetchall()
        return time.perf_counter() - started


def failures(contract: Contract, rules: Sequence[Rule], parquet: Path) -> str:
    """A query with one row: how many rows fail each of the rules, in order; of a unique one those beyond the first."""
    derived = [f"({item.expression}) as {item.name}" for item in contract.derived]
    rows = ", ".join(["*", f"key_hash as {UNIQUE_KEY}", *derived])
    dated = f"(select *, date '{AS_OF}' as {ARRIVED_ON} from read_parquet({_text(parquet)}))"
    return f"select {', '.join(map(_count, rules))} from (select {rows} from {dated})"


def _count(rule: Rule) -> str:
    column, given = rule.column, rule.kwargs
    if rule.expectation == UNIQUE:
        return f"count({column}) - count(distinct {column})"
    ends = [f"{column} {sign} {given[end]}" for end, sign in (("min_value", "<"), ("max_value", ">")) if end in given]
    fails = {
        NULL: f"{column} is not null",
        NOT_NULL: f"{column} is null",
        IN_SET: f"{column} not in ({', '.join(map(_text, given.get('value_set', ())))})",
        MATCH: f"not regexp_matches({column}, {_text(given.get('regex'))})",
        BETWEEN: " or ".join(ends),
    }[rule.expectation]
    return f"count(*) filter (where {fails})"


def _text(value: object) -> str:
    """A value as a literal of SQL."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _statement(node: dict) -> str | None:
    path = TARGET / "compiled" / "cvm" / node["original_file_path"]
    if node["resource_type"] == "test":
        path = Path(str(path)) / node["path"] if path.suffix in (".yml", ".yaml") else path
        return f"select count(*) from ({path.read_text(encoding='utf-8')})" if path.is_file() else None
    sql = path.read_text(encoding="utf-8")
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    return f"create or replace {kind} {node['relation_name']} as {sql}"


def _in_order(nodes: list[dict]) -> list[dict]:
    """Nodes after everything they read."""
    by_id = {node["unique_id"]: node for node in nodes}
    ordered: dict[str, dict] = {}

    def visit(node: dict) -> None:
        if node["unique_id"] not in ordered:
            for parent in node["depends_on"]["nodes"]:
                if parent in by_id:
                    visit(by_id[parent])
            ordered[node["unique_id"]] = node

    for node in nodes:
        visit(node)
    return list(ordered.values())


if __name__ == "__main__":
    work = {"read": bare_reading, "sql": compiled_sql, "checks": plain_checks}[sys.argv[1]]
    print(json.dumps(work(Path(sys.argv[2]))))
