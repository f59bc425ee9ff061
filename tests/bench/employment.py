"""The employment marts of a made-up nation of five years: built by dbt, and the same SQL without dbt."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

from pipelines.settings import SAMPLE_INBOX
from tests.bench.nation import GRADUATES
from tests.bench.processes import CVM, Line, Row, run

YEARS = 5


def employment(folder: Path, runs: int) -> tuple[list[Row], dict[str, list[float]]]:
    """The table, and the seconds of each run.

    Args:
        folder: an empty folder for the home.
        runs: how often everything is measured; medians count.
    """
    home = folder / "nation"
    run(Line(), [*CVM, "refresh", "--inbox", str(SAMPLE_INBOX), "--home", str(home)])
    run(Line(), [sys.executable, "-m", "tests.bench.nation", str(home), str(YEARS)])
    built, again, floor = Line(), Line(), Line()
    queries: list[float] = []
    for _ in range(runs):
        _turned(home, "without")
        _measured(again, home)
        _turned(home, "with")
        queries.append(_measured(built, home)["query"])
        run(floor, [sys.executable, "-m", "tests.bench.floors", "sql", str(home)])
        floor.seconds[-1] = json.loads(floor.printed)
    what = f"{YEARS} years of {GRADUATES:,} graduates and three rounds"
    return [
        Row(f"employment marts, {what}, one round new", built.median, built.median / floor.median, built.peak_mb),
        Row("… the round before", again.median, None, again.peak_mb),
        Row("… floor: their compiled SQL and tests", floor.median, 1.0, floor.peak_mb),
        Row("slowest of the queries of the cube", statistics.median(queries)),
    ], {"employment": built.seconds, "employment_floor": floor.seconds, "employment_query": queries}


def _turned(home: Path, state: str) -> None:
    run(Line(), [sys.executable, "-m", "tests.bench.nation", str(home), state])


def _measured(line: Line, home: Path) -> dict[str, float]:
    run(line, [sys.executable, "-m", "tests.bench.models", str(home)])
    found: dict[str, float] = json.loads(line.printed)
    line.seconds[-1] = found["seconds"]
    return found
