"""One thing measured: a whole process, with the operating system's own account of its seconds and memory."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

from pipelines.settings import REPOSITORY

CVM = [sys.executable, "-c", "from pipelines.cli import main; main()"]


@dataclass
class Line:
    """Wall seconds of each run, the peak memory seen in MB, and what the process printed last."""

    seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0
    printed: str = ""

    @property
    def median(self) -> float:
        """Median wall seconds."""
        return statistics.median(self.seconds)


@dataclass(frozen=True)
class Row:
    """A line of a table: seconds, how often its floor goes into them, and the peak of memory in MB."""

    what: str
    seconds: float
    ratio: float | None = None
    peak_mb: float | None = None


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
