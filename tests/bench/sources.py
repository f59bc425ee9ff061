"""One national year of all sources as a made-up country sends it: read, guarded and loaded, against bare reading."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tests.bench.people import LOADING
from tests.bench.processes import Line, Row, run


def sources(drop: Path, folder: Path, runs: int) -> tuple[list[Row], dict[str, list[float]]]:
    """The table, and the seconds of each run.

    Args:
        drop: a national drop.
        folder: an empty folder for the homes.
        runs: how often everything is measured; medians count.
    """
    loads, floors = Line(), Line()
    told: list[dict[str, float]] = []
    for place in range(runs):
        home = folder / f"home_{place}"
        run(loads, [sys.executable, "-m", "tests.bench.loading", str(drop / "inbox"), str(home)])
        shutil.rmtree(home)
        told.append(json.loads(loads.printed))
        loads.seconds[-1] = sum(told[-1][stage] for stage in LOADING)
        run(floors, [sys.executable, "-m", "tests.bench.floors", "read", str(drop / "inbox")])
        floors.seconds[-1] = json.loads(floors.printed)
    files = sum(1 for path in (drop / "inbox").rglob("*") if path.is_file())
    what = f"a national year of all sources, {files:,} files, {told[0]['rows']:,.0f} rows: read, guarded, loaded"
    rows = [Row(what, loads.median, loads.median / floors.median, loads.peak_mb)]
    rows += [Row(f"… of which {stage}", sorted(one[stage] for one in told)[runs // 2]) for stage in LOADING]
    rows.append(Row("… floor: reading the files and nothing else", floors.median, 1.0, floors.peak_mb))
    return rows, {"sources": loads.seconds, "sources_floor": floors.seconds}
