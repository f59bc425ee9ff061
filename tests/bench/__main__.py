"""Measures the main job against its floors and writes `build/bench/bench.json` and `bench.md`.

On OVEC's official files where `CVM_OFFICIAL_DATA` names them, else on the repository's sample. Every line is a whole
process: wall seconds and peak memory are the operating system's own; the median of the runs counts.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.settings import DBT_PROJECT_DIR, REPOSITORY, SAMPLE_INBOX

RUNS = 3
OUT = REPOSITORY / "build" / "bench"
CVM = [sys.executable, "-c", "from pipelines.cli import main; main()"]
IMPORTS = (
    "import pipelines.running.work, pipelines.guarding.judgement, pipelines.publishing.audit, great_expectations, "
    "pandas, pyarrow, dbt.cli.main, dbt.adapters.duckdb.connections"
)


@dataclass
class Line:
    """One thing measured: seconds of each run, the peak memory seen, and what the process printed last."""

    name: str
    seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0
    printed: str = ""

    @property
    def median(self) -> float:
        """Median wall seconds."""
        return statistics.median(self.seconds)


def run(line: Line, command: list[str], **environment: str) -> Line:
    """Runs a command once and adds its wall seconds and peak memory to the line."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    printed = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    line.seconds.append(time.perf_counter() - started)
    line.peak_mb = max(line.peak_mb, _megabytes(usage))
    line.printed = printed.decode()
    return line


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def main() -> None:
    """Measures, prints the table, and writes it as JSON and Markdown."""
    official = os.environ.get("CVM_OFFICIAL_DATA")
    inbox = Path(official).resolve() if official else SAMPLE_INBOX
    lines = {name: Line(name) for name in ("help", "imports", "cold", "warm", "nothing_new", "floor_read", "floor_sql")}
    stages: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for place in range(RUNS):
            home = Path(folder) / str(place)
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
    _write(inbox, lines, {name: statistics.median(one[name] for one in stages) for name in stages[0]})


def _write(inbox: Path, lines: dict[str, Line], stages: dict[str, float]) -> None:
    imports = lines["imports"].median
    floor = lines["floor_read"].median + lines["floor_sql"].median
    rows = [
        ("cvm --help", lines["help"].median, None, lines["help"].peak_mb),
        ("importing everything", imports, None, lines["imports"].peak_mb),
        ("refresh from an empty home, cold parse", lines["cold"].median, None, lines["cold"].peak_mb),
        ("… after imports", lines["cold"].median - imports, (lines["cold"].median - imports) / floor, None),
        ("refresh from an empty home, warm parse", lines["warm"].median, None, lines["warm"].peak_mb),
        ("… after imports", lines["warm"].median - imports, (lines["warm"].median - imports) / floor, None),
        ("… of which reading and landing", stages["read"], stages["read"] / lines["floor_read"].median, None),
        (
            "… of which guarding and loading (with the import of its engine)",
            stages["guard"] + stages["load"],
            None,
            None,
        ),
        ("… of which dbt (with its import)", stages["build"], stages["build"] / lines["floor_sql"].median, None),
        ("… of which audit and publication", stages["audit"] + stages["publish"], None, None),
        ("refresh with nothing new", lines["nothing_new"].median, None, lines["nothing_new"].peak_mb),
        ("floor: reading the files and nothing else", lines["floor_read"].median, 1.0, lines["floor_read"].peak_mb),
        ("floor: the compiled SQL of models and tests", lines["floor_sql"].median, 1.0, lines["floor_sql"].peak_mb),
    ]
    table = ["| what | seconds | × its floor | peak MB |", "|---|--:|--:|--:|"]
    for name, seconds, ratio, peak in rows:
        times = f"{ratio:.1f}" if ratio is not None else ""
        memory = f"{peak:,.0f}" if peak is not None else ""
        table.append(f"| {name} | {seconds:.2f} | {times} | {memory} |")
    what = "the sample" if inbox == SAMPLE_INBOX else "the official files"
    title = f"Median of {RUNS} runs on {what}; floors in the same run."
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "bench.md").write_text("\n".join([title, "", *table, ""]), encoding="utf-8")
    document = {
        "rows": [dict(zip(("what", "seconds", "ratio", "peak_mb"), row, strict=True)) for row in rows],
        "stages": stages,
        "runs": {name: line.seconds for name, line in lines.items()},
    }
    (OUT / "bench.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    print((OUT / "bench.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
