"""People as colleges send them: a national round of workbooks, a few of them, and one file with a million rows."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from tests.bench.processes import Line, Row, run

FEW = (10, 90)
LARGE_ROWS = 1_000_000
LOADING = ("read", "guard", "load")
_STUDENT_ID, _NATIONAL_ID = "รหัสประจำตัวนักเรียน/นักศึกษา", "เลขประจำตัวประชาชน"


def people(drop: Path, folder: Path, runs: int) -> tuple[list[Row], dict[str, list[float]]]:
    """The table, and the seconds of each run.

    Args:
        drop: a national drop.
        folder: an empty folder for parts of it and the homes.
        runs: how often everything is measured; medians count.
    """
    files = sorted(path for path in (drop / "inbox" / "graduates").rglob("*") if path.is_file())
    inboxes = {str(len(files)): folder / "all"}
    _linked(drop, files, folder / "all")
    for few in FEW:
        inboxes[str(few)] = folder / str(few)
        _linked(drop, files[:: len(files) // few][:few], folder / str(few))
    inboxes["large"] = folder / "large"
    _linked(drop, [], folder / "large")
    # in a process of its own: what this one holds would count in the memory of those it starts
    target = folder / "large" / "graduates" / "1399990001_2567.csv"
    making = get_context("spawn").Process(target=_large_file, args=(files, target))
    making.start()
    making.join()

    loads = {name: Line() for name in inboxes}
    floors = {name: Line() for name in inboxes}
    told: dict[str, list[dict[str, float]]] = {name: [] for name in inboxes}
    for place in range(runs):
        for name, inbox in inboxes.items():
            home = folder / f"home_{name}_{place}"
            run(loads[name], [sys.executable, "-m", "tests.bench.loading", str(inbox), str(home)])
            shutil.rmtree(home)
            told[name].append(json.loads(loads[name].printed))
            loads[name].seconds[-1] = sum(told[name][-1][stage] for stage in LOADING)
            run(floors[name], [sys.executable, "-m", "tests.bench.floors", "read", str(inbox)])
            floors[name].seconds[-1] = json.loads(floors[name].printed)
    rows = []
    for name, line in loads.items():
        read_rows = told[name][0]["rows"]
        what = "one Windows-874 file" if name == "large" else f"{name} files"
        ratio = line.median / floors[name].median
        rows.append(Row(f"{what}, {read_rows:,.0f} rows: read, guarded, loaded", line.median, ratio, line.peak_mb))
        parts = {stage: statistics.median(one[stage] for one in told[name]) for stage in (*LOADING, "tell")}
        rows += [Row(f"… of which {stage}", parts[stage]) for stage in LOADING]
        rows += [
            Row("… for each 100,000 rows", line.median / read_rows * 100_000),
            Row("… floor: reading the files and nothing else", floors[name].median, 1.0, floors[name].peak_mb),
            Row("… outside: the reports to the senders", parts["tell"]),
        ]
    named = {f"people_{name}": line.seconds for name, line in loads.items()}
    return rows, named | {f"people_{name}_floor": line.seconds for name, line in floors.items()}


def _linked(drop: Path, files: list[Path], inbox: Path) -> None:
    """An inbox of the register and some of the files, as hard links."""
    inbox.mkdir(parents=True)
    for path in (*(drop / "inbox" / "colleges").iterdir(), *files):
        target = inbox / path.relative_to(drop / "inbox")
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, target)


def _large_file(files: list[Path], target: Path) -> None:
    """The rows of one Windows-874 file over and over, each of another person."""
    sent = next(path for path in files if path.suffix == ".csv" and b"\xbb\xd5\xa1\xd2\xc3" in path.read_bytes()[:9999])
    lines = [line.split(";") for line in sent.read_bytes().decode("cp874").splitlines()]
    heading = next(place for place, line in enumerate(lines) if _STUDENT_ID in line)
    body = [line for line in lines[heading + 1 :] if len(line) == len(lines[heading])]
    serial = pl.int_range(LARGE_ROWS)
    frame = pl.DataFrame(body, schema=lines[heading], orient="row")
    frame = frame.select(pl.all().gather(serial % len(body))).with_columns(
        pl.format("66{}", serial.cast(pl.String).str.zfill(10)).alias(_STUDENT_ID),
        _national_ids(serial).alias(_NATIONAL_ID),
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(frame.write_csv(separator=";", quote_style="never").encode("cp874"))


def _national_ids(serial: pl.Expr) -> pl.Expr:
    """Thirteen digits of registration office 0000 with a valid check digit."""
    digits = [pl.lit(8), *(pl.lit(0) for _ in range(4)), *(serial // 10**place % 10 for place in range(6, -1, -1))]
    check = 11 - pl.sum_horizontal((13 - place) * digit for place, digit in enumerate(digits)) % 11
    return pl.format("80000{}{}", serial.cast(pl.String).str.zfill(7), check % 10)
