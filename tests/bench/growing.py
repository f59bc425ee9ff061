"""Lines of growth: the same files with 1, 4 and 16 times the rows, from files to published, against an empty run.

An empty run finds the register of the colleges and nothing else: all that a refresh costs before the first row. Seconds
are those of the processor, which other work on the machine hardly changes: how work grows is asked here.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median

from tests.bench.processes import Measured, module, refresh
from tests.bench.table import Line, Target, growth_exponent

_TIMES = (1, 4, 16)


class Growth:
    """Refreshes of more and more rows."""

    def __init__(self, graduates: int, folder: Path):
        """How many graduates each college has at 1 x, and an empty folder."""
        self._home = folder / "home"
        self._inboxes = {times: folder / str(times) for times in (0, *_TIMES)}
        for times, inbox in self._inboxes.items():
            self._files = module(Measured(), "made", inbox, (times or 1) * graduates, "csv").printed
            if times == 0:
                for source in ("graduates", "followups"):
                    shutil.rmtree(inbox / source)
        self._measured = {times: Measured() for times in self._inboxes}
        self._register = 0

    def measure(self) -> None:
        """Once: each number of rows."""
        for times, inbox in self._inboxes.items():
            refresh(self._measured[times], inbox, self._home)
            shutil.rmtree(self._home)

    def lines(self) -> list[Line]:
        """What 4 and 16 times the rows take of the time of one, and the exponent over all three."""
        empty = self._measured[0]
        rows = {times: self._measured[times].rows - empty.rows for times in _TIMES}
        runs = {
            times: tuple(seconds - median(empty.cpu_seconds) for seconds in self._measured[times].cpu_seconds)
            for times in _TIMES
        }
        seconds = {times: median(runs[times]) for times in _TIMES}
        exponent = growth_exponent(list(rows.values()), list(seconds.values()), 0)
        return [
            *(
                Line(
                    f"{times}× the rows in the same {self._files} files, CPU seconds less an empty run",
                    seconds[times],
                    seconds[times] / seconds[1] if exponent else None,
                    f"1× the rows ({times} is proportion)",
                    rows[times],
                    self._measured[times].peak_mb,
                    runs=runs[times],
                )
                for times in _TIMES[1:]
            ),
            Line(
                f"growth: exponent of these over the rows at {', '.join(f'{times}×' for times in _TIMES)}",
                seconds[_TIMES[-1]],
                exponent,
                "rows, by least squares on the logarithms",
                targets=(Target("ratio", 1.05),),
            ),
        ]
