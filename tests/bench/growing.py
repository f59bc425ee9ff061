"""Lines of growth: the same files with 1, 4 and 16 times the rows, from files to published, against an empty run.

An empty run finds the register of the colleges and nothing else: all that a refresh costs before the first row.
"""

from __future__ import annotations

import shutil
from pathlib import Path

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
        seconds = [self._measured[times].median for times in _TIMES]
        exponent = growth_exponent([rows[times] for times in _TIMES], seconds, empty.median)
        lines = [self._line(times, rows[times]) for times in _TIMES[1:]]
        what = f"growth: exponent of seconds over rows at {', '.join(f'{times}×' for times in _TIMES)}"
        against = "rows, by least squares on the logarithms"
        largest = self._measured[_TIMES[-1]]
        return [
            *lines,
            Line(what, largest.median - empty.median, exponent, against, targets=(Target("ratio", 1.05),)),
        ]

    def _line(self, times: int, rows: int) -> Line:
        measured, empty = self._measured[times], self._measured[0].median
        return Line(
            f"{times}× the rows in the same {self._files} files, less an empty run",
            measured.median - empty,
            (measured.median - empty) / (self._measured[1].median - empty),
            f"1× the rows, less an empty run ({times} is proportion)",
            rows,
            measured.peak_mb,
            runs=tuple(seconds - empty for seconds in measured.seconds),
        )
