"""Lines of the main job, whole: from nothing, again with nothing new, and after one college's correction.

Peers: reading the same files and nothing else plus the compiled SQL of models and tests; the start of the command line;
the same years from nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.attacking import Attacking
from tests.bench.drops import correct_round, linked
from tests.bench.printing import Printing
from tests.bench.processes import CVM, Measured, floor, refresh, run
from tests.bench.showing import Showing
from tests.bench.table import Line, Target

NEAR_FLOORS = Target("ratio", 2.5)
_FLOORS = "bare reading + compiled SQL"


class FromNothing:
    """An inbox refreshed into an empty home, against its floors."""

    def __init__(self, what: str, inbox: Path, homes: Path, targets: tuple[Target, ...] = ()):
        """What it is called, the files, an empty folder for the homes, and targets beside that of the ratio."""
        self._what, self.inbox, self._homes = what, inbox, homes
        self._targets = (NEAR_FLOORS, *targets)
        self.whole, self._read, self._sql = Measured(), Measured(), Measured()
        self._builds: list[float] = []

    def measure(self) -> None:
        """Once: the refresh, then its floors."""
        shutil.rmtree(self.refreshed())

    def refreshed(self) -> Path:
        """The same, and the home is left to the caller."""
        home = self._homes / "home"
        refresh(self.whole, self.inbox, home)
        self._builds.append(self.whole.printed["seconds"]["build"])
        floor(self._read, "read", self.inbox)
        floor(self._sql, "sql", home)
        return home

    def lines(self) -> list[Line]:
        """The whole, and the part of it that is dbt."""
        builds, whole, floors = Measured(self._builds), self.whole, self._read.median + self._sql.median
        runs, ratio = tuple(whole.seconds), whole.median / floors
        return [
            Line(self._what, whole.median, ratio, _FLOORS, whole.rows, whole.peak_mb, None, self._targets, runs),
            Line(
                "… of which dbt, with its import and start",
                builds.median,
                builds.median / self._sql.median,
                "compiled SQL",
                runs=tuple(builds.seconds),
            ),
        ]


class Years:
    """Years from nothing, then the same files again, then one college's corrected round."""

    def __init__(
        self,
        from_nothing: FromNothing,
        years: int,
        correction: tuple[Target, ...],
        *beside: Attacking | Showing | Printing,
    ):
        """What is refreshed first, how many years that are, the targets of the correction, what is done with it."""
        self._first, self._years, self._correction, self._beside = from_nothing, years, correction, beside
        self._start, self._again, self._corrected = Measured(), Measured(), Measured()
        self._tables = 0

    def measure(self) -> None:
        """Once: all three, what is done with the first beside them, and the start of the command line."""
        home = self._first.refreshed()
        for part in self._beside:
            part.measure(home)
        run(self._start, [*CVM, "doctor", "--help"])
        refresh(self._again, self._first.inbox, home)
        self._tables = max(self._tables, len(self._again.printed["tables"]))
        corrected = linked(self._first.inbox, home.parent / "corrected")
        correct_round(corrected)
        refresh(self._corrected, corrected, home)
        for folder in (home, corrected):
            shutil.rmtree(folder)

    def lines(self) -> list[Line]:
        """Those of the years from nothing, and one each for what came after."""
        again, corrected, whole = self._again, self._corrected, self._first.whole
        return [
            *self._first.lines(),
            *(line for part in self._beside for line in part.lines()),
            Line(
                "the same files again: nothing new",
                again.median,
                again.median / self._start.median,
                "cvm showing a help text",
                peak_mb=again.peak_mb,
                tables=self._tables,
                targets=(Target("tables", 0),),
                runs=tuple(again.seconds),
            ),
            Line(
                f"one college's corrected round into {self._years} year(s)",
                corrected.median,
                corrected.median / whole.median,
                "the same years from nothing",
                corrected.rows,
                corrected.peak_mb,
                targets=self._correction,
                runs=tuple(corrected.seconds),
            ),
        ]
