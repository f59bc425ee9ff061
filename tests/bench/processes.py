"""One thing measured: a whole process, with the operating system's own account of its seconds and memory."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.settings import REPOSITORY

BIN = Path(sys.executable).parent
CVM = [str(BIN / "cvm")]
AS_OF = "2026-09-30"
"""The business date of every refresh: one day, so that runs of different days measure the same work."""


@dataclass
class Measured:
    """Wall seconds and CPU seconds of each run, the peak memory seen in MB, and what the process printed last."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0
    output: bytes = b""

    @property
    def printed(self) -> Any:
        """The JSON document that the process printed last."""
        return json.loads(self.output)

    @property
    def median(self) -> float:
        """Median wall seconds."""
        return statistics.median(self.seconds)

    @property
    def rows(self) -> int:
        """Rows that a refresh has read."""
        return sum(file["rows_read"] for file in self.printed["files"])


def run(measured: Measured, command: list[str]) -> Measured:
    """Runs a command once and adds its seconds and peak memory.

    Raises:
        SystemExit: it failed; 3, published with refusals, is no failure.
    """
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=said)
        printed = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 3):
            said.seek(0)
            error = said.read().decode(errors="replace")
            raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}\n{error}")
    measured.seconds.append(seconds)
    measured.cpu_seconds.append(usage.ru_utime + usage.ru_stime)
    measured.peak_mb = max(measured.peak_mb, _megabytes(usage))
    measured.output = printed
    return measured


def refresh(measured: Measured, inbox: Path, home: Path, store: str = "duckdb") -> Measured:
    """Runs `cvm refresh` once, with the tables in a store."""
    command = [*CVM, "refresh", "--inbox", str(inbox), "--home", str(home), "--as-of", AS_OF, "--json"]
    return run(measured, ["env", f"CVM_STORE={store}", *command])


def module(measured: Measured, name: str, *arguments: object) -> Measured:
    """Runs a module of the benchmark once."""
    return run(measured, [sys.executable, "-m", f"tests.bench.{name}", *map(str, arguments)])


def floor(measured: Measured, kind: str, folder: Path) -> Measured:
    """Runs a floor once; its seconds are those of the work alone, without the start of the process."""
    measured.seconds[-1] = module(measured, "floors", kind, folder).printed
    return measured


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
