"""The main job against its floors: `cvm refresh` of the official files, or of the sample where they are not there."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from pathlib import Path

from pipelines.settings import DBT_PROJECT_DIR
from tests.bench.processes import CVM, Line, Row, run

IMPORTS = (
    "import pipelines.running.work, pipelines.guarding.judgement, pipelines.publishing.audit, great_expectations, "
    "pandas, pyarrow, dbt.cli.main, dbt.adapters.duckdb.connections"
)


def refreshing(inbox: Path, folder: Path, runs: int) -> tuple[list[Row], dict[str, list[float]]]:
    """The table, and the seconds of each run.

    Args:
        inbox: the files to refresh with.
        folder: an empty folder for the homes.
        runs: how often everything is measured; medians count.
    """
    lines = {name: Line() for name in ("help", "imports", "cold", "warm", "nothing_new", "floor_read", "floor_sql")}
    stages: list[dict[str, float]] = []
    for place in range(runs):
        home = folder / str(place)
        refresh = [*CVM, "refresh", "--inbox", str(inbox), "--home", str(home), "--json"]
        run(lines["help"], [*CVM, "--help"])
        run(lines["imports"], [sys.executable, "-c", IMPORTS])
        (DBT_PROJECT_DIR / "target" / "partial_parse.msgpack").unlink(missing_ok=True)
        run(lines["cold"], refresh)
        shutil.rmtree(home)
        run(lines["warm"], refresh)
        stages.append(json.loads(lines["warm"].printed)["seconds"])
        run(lines["nothing_new"], refresh)
        for floor, argument in (("read", str(inbox)), ("sql", str(home))):
            line = run(lines[f"floor_{floor}"], [sys.executable, "-m", "tests.bench.floors", floor, argument])
            line.seconds[-1] = json.loads(line.printed)
    return _table(lines, {name: statistics.median(one[name] for one in stages) for name in stages[0]}), {
        name: line.seconds for name, line in lines.items()
    }


def _table(lines: dict[str, Line], stages: dict[str, float]) -> list[Row]:
    imports, cold, warm = (lines[name].median for name in ("imports", "cold", "warm"))
    read, sql = lines["floor_read"], lines["floor_sql"]
    floor = read.median + sql.median
    return [
        Row("cvm --help", lines["help"].median, None, lines["help"].peak_mb),
        Row("importing everything", imports, None, lines["imports"].peak_mb),
        Row("refresh from an empty home, cold parse", cold, None, lines["cold"].peak_mb),
        Row("… after imports", cold - imports, (cold - imports) / floor),
        Row("refresh from an empty home, warm parse", warm, None, lines["warm"].peak_mb),
        Row("… after imports", warm - imports, (warm - imports) / floor),
        Row("… of which reading and landing", stages["read"], stages["read"] / read.median),
        Row("… of which guarding and loading (with the import of its engine)", stages["guard"] + stages["load"]),
        Row("… of which dbt (with its import)", stages["build"], stages["build"] / sql.median),
        Row("… of which audit and publication", stages["audit"] + stages["publish"]),
        Row("refresh with nothing new", lines["nothing_new"].median, None, lines["nothing_new"].peak_mb),
        Row("floor: reading the files and nothing else", read.median, 1.0, read.peak_mb),
        Row("floor: the compiled SQL of models and tests", sql.median, 1.0, sql.peak_mb),
    ]
