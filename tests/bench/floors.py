"""Floors that the house is measured against: reading the files and nothing else, and dbt's SQL run without dbt.

Run as `python -m tests.bench.floors read INBOX` or `… sql HOME`; prints the seconds of the work alone as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from pipelines.building.marts import TARGET


def bare_reading(inbox: Path) -> float:
    """Seconds to decode and split every file of an inbox into cells, without looking at one."""
    import csv
    import io

    import fastexcel

    started = time.perf_counter()
    for path in sorted(inbox.rglob("*")):
        if path.suffix == ".csv":
            content = path.read_bytes()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp874")
            list(csv.reader(io.StringIO(text, newline="")))
        elif path.suffix == ".xlsx":
            try:
                workbook = fastexcel.read_excel(path)
            except fastexcel.FastExcelError:
                continue
            for name in workbook.sheet_names:
                workbook.load_sheet(name, header_row=None, dtypes="string").to_polars()
    return time.perf_counter() - started


def compiled_sql(home: Path) -> float:
    """Seconds to run the compiled models and tests of the last build directly in DuckDB, on copies of its files."""
    import duckdb

    manifest = json.loads((TARGET / "manifest.json").read_text(encoding="utf-8"))
    built = json.loads((TARGET / "run_results.json").read_text(encoding="utf-8"))["results"]
    ids = {result["unique_id"] for result in built}
    nodes = [
        node for id_, node in manifest["nodes"].items() if id_ in ids and node["resource_type"] in ("model", "test")
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
    work = {"read": bare_reading, "sql": compiled_sql}[sys.argv[1]]
    print(json.dumps(work(Path(sys.argv[2]))))
