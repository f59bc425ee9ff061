"""Measures and writes `build/bench/bench.json` and `bench.md`.

The main job on OVEC's official files where `CVM_OFFICIAL_DATA` names them, else on the repository's sample; then people
and all sources as a made-up country sends them, the marts of five such years, and hostile files. Every line is a whole
process; the median counts.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from pipelines.settings import REPOSITORY, SAMPLE_INBOX
from tests.bench.employment import employment
from tests.bench.people import people
from tests.bench.processes import CVM, Line, Row, run
from tests.bench.refreshing import refreshing
from tests.bench.refusing import refusing
from tests.bench.sources import sources

RUNS = 3
OUT = REPOSITORY / "build" / "bench"


def main() -> None:
    """Measures, prints the tables, and writes them as JSON and Markdown."""
    official = os.environ.get("CVM_OFFICIAL_DATA")
    inbox = Path(official).resolve() if official else SAMPLE_INBOX
    what = "the sample" if inbox == SAMPLE_INBOX else "the official files"
    with tempfile.TemporaryDirectory() as folder:
        refreshed, runs = refreshing(inbox, Path(folder) / "homes", RUNS)
        drop = Path(folder) / "drop"
        run(Line(), [*CVM, "generate", "--scale", "national", "--out", str(drop)])
        sent, runs_of_people = people(drop, Path(folder) / "people", RUNS)
        loaded, runs_of_sources = sources(drop, Path(folder) / "sources", RUNS)
        marts, runs_of_marts = employment(Path(folder) / "marts", RUNS)
        refused, runs_of_attacks = refusing(Path(folder) / "attacks", RUNS)
    tables = {
        f"Median of {RUNS} runs on {what}; floors in the same run.": refreshed,
        f"Median of {RUNS} runs on the graduates of a made-up country; imports are outside the seconds.": sent,
        f"Median of {RUNS} runs on one year of a made-up country; imports are outside the seconds.": loaded,
        f"Median of {RUNS} runs on five years of a made-up nation; imports are outside the seconds.": marts,
        f"Median of {RUNS} runs on hostile and honest files; CPU seconds, and by how much the memory grew.": refused,
    }
    OUT.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line for title, rows in tables.items() for line in _markdown(title, rows))
    (OUT / "bench.md").write_text(text, encoding="utf-8")
    document = {
        "tables": {title: [asdict(row) for row in rows] for title, rows in tables.items()},
        "runs": {**runs, **runs_of_people, **runs_of_sources, **runs_of_marts, **runs_of_attacks},
    }
    (OUT / "bench.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    print(text)


def _markdown(title: str, rows: list[Row]) -> list[str]:
    table = [title, "", "| what | seconds | × its floor | peak MB |", "|---|--:|--:|--:|"]
    for row in rows:
        times = f"{row.ratio:.1f}" if row.ratio is not None else ""
        memory = f"{row.peak_mb:,.0f}" if row.peak_mb is not None else ""
        table.append(f"| {row.what} | {row.seconds:.2f} | {times} | {memory} |")
    return [*table, ""]


if __name__ == "__main__":
    main()
