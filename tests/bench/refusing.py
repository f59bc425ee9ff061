"""What the dearest hostile file costs, and what it costs to look at an honest one: each in a process of its own."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

from tests.attacks.gallery import laid
from tests.bench.processes import Line, Row, run

_OPENING = """
import json, time
from pathlib import PurePath
import fastexcel
from pipelines.reading.formats import open_file
from pipelines.settings import Settings
from tests.made_files.contents import table, workbook
from tests.made_files.rows import GOOD_ROW

def of(work):
    work()
    started = time.process_time()
    for _ in range(5):
        work()
    return (time.process_time() - started) / 5

def laid_out(content):
    sheet = fastexcel.read_excel(content).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    return sheet.to_arrow_with_errors()

found = {}
for count in (300, 20_000):
    content = workbook({"s": table([GOOD_ROW["graduates"](number) for number in range(count)])})
    opening = lambda: open_file(PurePath("a.xlsx"), content, Settings())
    found[count] = of(opening), of(lambda: laid_out(content))
print(json.dumps(found))
"""


def refusing(folder: Path, runs: int) -> tuple[list[Row], dict[str, list[float]]]:
    """The table, and the seconds of each run: CPU seconds of the one process.

    Args:
        folder: an empty folder for the files.
        runs: how often everything is measured; medians count.
    """
    laid(folder)
    dearest, grown = [], []
    opened: dict[str, list[list[float]]] = {"300": [], "20000": []}
    for _ in range(runs):
        measured = json.loads(run(Line(), [sys.executable, "-m", "tests.attacks.measuring", str(folder)]).printed)
        dearest.append(max(seconds for _, seconds, _ in measured.values()))
        grown.append(max(megabytes for _, _, megabytes in measured.values()))
        for count, seconds in json.loads(run(Line(), [sys.executable, "-c", _OPENING]).printed).items():
            opened[count].append(seconds)
    rows = [Row("the dearest of the hostile files", statistics.median(dearest), None, max(grown))]
    for count, pairs in opened.items():
        whole, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
        rows.append(Row(f"a workbook of {int(count):,} rows, its floor the bare library", whole, whole / bare))
    return rows, {"refusing": dearest}
